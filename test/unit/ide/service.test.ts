// The service over documents of every kind, as the editor asks it: cells, fences, inputs, instances, imports that change,
// code that is broken or never ends.
import { describe, expect, it } from 'vitest';
import { LineIndex } from '../../../src/base/text';
import type { AnalysisService } from '../../../src/protocol/analysis';
import { startService } from '../../support/service';

const NET = `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, padding=1)
        self.fc = nn.Linear(width * 16 * 16, 10)

    def forward(self, x):
        x = self.conv(x)
        return self.fc(x.flatten(1))
`;
const URI = 'file:///ws/net.py';

const open = (service: AnalysisService, text: string, uri = URI, version = 1): Promise<void> =>
  service.setDocument({ uri, version, language: uri.endsWith('.md') ? 'markdown' : 'python', text });

/** Hints by the text of their line. */
async function hints(service: AnalysisService, text: string, uri = URI): Promise<Record<string, string>> {
  const lines = new LineIndex(text);
  const found = await service.inlayHints(uri, { start: 0, end: text.length });
  return Object.fromEntries(found.map(({ offset, label }) => [text.split('\n')[lines.lineOf(offset)]?.trim() ?? '', label]));
}
const titles = async (service: AnalysisService, uri = URI): Promise<string[]> => (await service.codeLenses(uri)).map(({ title }) => title);
const hoverOn = async (service: AnalysisService, text: string, part: string, uri = URI): Promise<string> =>
  (await service.hover(uri, text.indexOf(part) + 1))?.markdown ?? 'no hover';

describe('data that is read from files', () => {
  const text = `import collections
import os
import numpy as np
import torch
from torch import nn

class Vocab:
    def __init__(self, lines):
        counter = collections.Counter(token for line in lines for token in line)
        self.tokens = sorted(token for token, count in counter.items() if count > 2)
        self.indices = {token: i for i, token in enumerate(self.tokens)}

    def __len__(self):
        return len(self.tokens)

    def __getitem__(self, tokens):
        if not isinstance(tokens, (list, tuple)):
            return self.indices.get(tokens, 0)
        return [self[token] for token in tokens]

class Words(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.embedding = nn.Embedding(size, 8)

    def forward(self, x):
        return self.embedding(x)

lines = []
for name in os.listdir('texts'):
    with open(os.path.join('texts', name)) as file:
        lines.append(file.read().split())
vocab = Vocab(lines)
net = Words(len(vocab))
`;
  it.each([
    "net(torch.tensor(vocab['a b c'.split()]).reshape(1, -1))", "net(torch.tensor([vocab['a'], 0]))",
    "net(torch.from_numpy(np.array([vocab[token] for token in 'a b'.split()])))", "net(torch.tensor(np.array([vocab['a'], 0])))",
    "net(torch.stack([torch.tensor(vocab[line]) for line in lines]))",
  ])('may be of any type: no layer is said to get floats by %s', async (call) => {
    const { service } = await startService();
    await open(service, text + call);
    expect((await service.diagnostics(URI)).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('a call that does not come to its end', () => {
  const text = `import torch
from torch import nn
import unheard_of

class Guess(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 1)

    def forward(self, x):
        unheard_of.mixed(x)
        return self.conv(x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3)
        self.guess = Guess()
        self.wrong = nn.Conv2d(9, 8, 3)

    def forward(self, x):
        x = self.guess(self.first(x))
        return self.wrong(x)

Net()(torch.zeros(1, 3, 32, 32))
`;
  it('has no cost', async () => {
    const { service } = await startService();
    await open(service, text);
    const first = await hoverOn(service, text, 'first(x)');
    expect(first).toMatch(/- MACs: 194,400/);
    const wrong = await hoverOn(service, text, 'wrong(x)');
    expect(wrong).toContain('The output is unknown because');
    expect(wrong).toMatch(/- MACs: \?,/);
    expect(wrong).not.toMatch(/- MACs: 0/);
    const guess = await hoverOn(service, text, 'guess(self');
    expect(guess).toMatch(/8×30×30/);
    expect(guess).toMatch(/- MACs: \?,/);
  });
});

describe('a library whose source is not found', () => {
  const text = `from torchvision.models import resnet18

net = resnet18()
`;
  it('is known by name and says so once, where it is imported', async () => {
    const { service } = await startService();
    await open(service, text);
    const [lens] = await service.codeLenses(URI);
    expect(lens?.title).toMatch(/^N×3×224×224 → N×1000 · 11\.7 M parameters · 1\.81 GMACs/);
    expect(lens?.tooltip).toContain('the built-in description of torchvision 0.14 is used');
    const notes = (await service.diagnostics(URI)).filter(({ code }) => code === 'stand-in');
    expect(notes.map(({ severity, range }) => [severity, text.slice(range.start, range.end)])).toEqual([
      ['hint', 'from torchvision.models import resnet18'],
    ]);
  });

  it('is read from its source where there is one', async () => {
    const source = 'from torch import nn\ndef resnet18(): return nn.Linear(224, 7)\n';
    const { service, asked } = await startService({
      'file:///ws/torchvision/__init__.py': '', 'file:///ws/torchvision/models.py': source,
    });
    await open(service, text);
    expect((await titles(service))[0]).toMatch(/^N×224 → N×7 · 1\.57 k parameters/);
    expect(await service.diagnostics(URI)).toEqual([]);
    expect(asked).toContain('torchvision.models');
  });

  it('has no more modules than its source', async () => {
    const { service } = await startService({ 'file:///ws/torchvision/__init__.py': '' });
    await open(service, text);
    expect(await titles(service)).toEqual([]);
  });
});

describe('inputs', () => {
  it('are solved from the model', async () => {
    const { service } = await startService();
    await open(service, NET);
    expect((await titles(service))[0]).toMatch(/^N×3×16×16 → N×10 · 20\.7 k parameters · 75\.8 kMACs/);
    expect(await service.inputChoice(`${URI}#Net`)).toMatchObject({ current: 'Nx3x16x16', assumed: false });
  });

  it('come from a comment, a call, a setting, a choice, in this order of strength', async () => {
    const any = NET.replace('self.fc = nn.Linear(width * 16 * 16, 10)', 'self.fc = nn.Linear(width, 10)').replace('x.flatten(1)', 'x.mean((2, 3))');
    const cases: readonly (readonly [string, Record<string, string>, Record<string, string>, string])[] = [
      [any, {}, {}, 'Nx3x224x224'],
      [any, { '*.py': '1x3x48x48' }, {}, '1x3x48x48'],
      [`${any}\nNet()(torch.rand(2, 3, 40, 40))\n`, { '*.py': '1x3x48x48' }, {}, '2x3x40x40'],
      [any.replace('class Net', '# convlens: input=1x3x64x64\nclass Net'), { '*.py': '1x3x48x48' }, {}, '1x3x64x64'],
      [any.replace('class Net', '# convlens: input=1x3x64x64\nclass Net'), {}, { [`${URI}#Net`]: '1x3x80x80' }, '1x3x80x80'],
    ];
    for (const [text, inputs, chosenInputs, expected] of cases) {
      const { service } = await startService({}, { inputs, chosenInputs });
      await open(service, text);
      expect((await service.inputChoice(`${URI}#Net`))?.current).toBe(expected);
    }
  });

  it('belong to the instance that is called with them', async () => {
    const text = `import torch\nfrom torch import nn\na = nn.Conv2d(3, 8, 3)\nb = nn.Conv2d(8, 16, 3)\ny = b(a(torch.rand(1, 3, 32, 32)))\n`;
    const { service } = await startService();
    await open(service, text);
    expect(await service.diagnostics(URI)).toEqual([]);
    expect(await hints(service, text)).toMatchObject({
      'a = nn.Conv2d(3, 8, 3)': '→ 1×8×30×30', 'b = nn.Conv2d(8, 16, 3)': '→ 1×16×28×28', 'y = b(a(torch.rand(1, 3, 32, 32)))': '→ 1×16×28×28',
    });
  });

  it('may be symbolic', async () => {
    const text = NET.replace('class Net', '# convlens: input=Nx3xHxW\nclass Net').replace('padding=1', 'padding=1, stride=4');
    const { service } = await startService();
    await open(service, text);
    expect((await hints(service, text))['x = self.conv(x)']).toMatch(/^→ N×8×/);
  });

  it('writes the batch in all shapes of a model or in none', async () => {
    const { service } = await startService();
    const text = 'from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n'
      + '        self.conv = nn.Conv2d(3, 8, 3)\n        self.pool = nn.AdaptiveAvgPool2d(1)\n        self.fc = nn.Linear(9, 2)\n'
      + '    def forward(self, x):\n        x = self.conv(x)\n        x = self.pool(x)\n        return self.fc(x)\n';
    await open(service, text);
    expect(await hints(service, text)).toMatchObject({ 'x = self.conv(x)': '→ N×8×(H-2)×(W-2)', 'x = self.pool(x)': '→ N×8×1×1' });
  });

  it('are checked while they are typed, and written as a comment', async () => {
    const { service } = await startService();
    await open(service, NET);
    expect(await service.checkInput('1x3x32x32')).toBeNull();
    expect(await service.checkInput('1x3x?')).toContain('is no size');
    const [edit] = await service.inputComment(`${URI}#Net`, '1x3x16x16') ?? [];
    expect(edit).toMatchObject({ newText: '# convlens: input=1x3x16x16\n', start: { line: 3, character: 0 } });
  });
});

describe('costs', () => {
  it('follow the chosen convention, by name', async () => {
    for (const [macsConvention, lens, words] of [['torchvision', '75.8 kMACs', 'torchvision'], ['flops', '152 kFLOPs', 'flop_counter']] as const) {
      const { service } = await startService({}, { macsConvention });
      await open(service, NET);
      expect((await titles(service))[0]).toContain(lens);
      expect(await hoverOn(service, NET, 'Conv2d(3')).toContain(words);
    }
  });
});

describe('inputs of a model of which a part is not known', () => {
  it('are assumed, not solved from a layer behind that part', async () => {
    const { service } = await startService();
    await open(service, `from torch import nn
from nowhere import backbone

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = backbone()
        self.head = nn.Linear(512, 3)

    def forward(self, x):
        return self.head(self.body(x))
`);
    const choice = await service.inputChoice(`${URI}#Net`);
    expect(choice?.current).not.toContain('512');
    expect(choice?.assumed).toBe(true);
  });
});

describe('training mode', () => {
  const text = `import torch
from torch import nn

class Net(nn.Module):
    def forward(self, x):
        return (x, x) if self.training else x

net = Net()  # convlens: input=1x3x8x8
`;
  it('is said above the model; a comment comes before the setting', async () => {
    for (const [training, comment, said] of [[false, '', false], [true, '', true], [true, ' mode=eval', false], [false, ' mode=train', true]] as const) {
      const { service } = await startService({}, { training });
      await open(service, text.replace('8x8', `8x8${comment}`));
      const [lens] = await titles(service);
      expect([lens?.includes('training mode'), lens?.includes('(1×3×8×8, 1×3×8×8)')]).toEqual([said, said]);
    }
  });
});

describe('instances', () => {
  const text = `${NET}
class Two(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 1)

    def forward(self, x):
        return self.conv(x)

class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Two(3, 8)
        self.b = Two(8, 16)

    def forward(self, x):
        return self.b(self.a(x))
`;
  it('of a class inside of a model can be chosen, and are shown first', async () => {
    const { service } = await startService();
    await open(service, text);
    const lenses = await service.codeLenses(URI);
    expect(lenses.map(({ title }) => title)).toContainEqual(expect.stringMatching(/^a of Whole · 3×224×224 → 8×224×224/));
    const choices = await service.instances(`${URI}#Two`);
    expect(choices.map(({ label }) => label)).toEqual(['a', 'b']);
    expect(await hints(service, text)).toMatchObject({ 'return self.conv(x)': '→ 8×224×224 …' });
    const [, second] = choices;
    if (second) await service.setSelection(second.selection);
    expect(await hints(service, text)).toMatchObject({ 'return self.conv(x)': '→ 16×224×224 …' });
    expect(await hoverOn(service, text, 'conv(x)\n\nclass Whole')).toMatch(/b\.conv[\s\S]*Also:[\s\S]*a\.conv/);
  });
});

describe('notebooks', () => {
  it('are one program over their cells', async () => {
    const { service } = await startService();
    const [head = '', ...rest] = NET.split('\n\n');
    const cells = [
      { uri: 'cell:0', kind: 'markup' as const, text: '# Title' }, { uri: 'cell:1', kind: 'code' as const, text: head },
      { uri: 'cell:2', kind: 'code' as const, text: `%matplotlib inline\n${rest.join('\n\n')}` }, { uri: 'cell:3', kind: 'code' as const, text: 'net = Net()\ny = net(torch.rand(5, 3, 16, 16))' },
    ];
    await service.setDocument({ uri: 'file:///ws/n.ipynb', version: 1, language: 'notebook', text: '', cells });
    expect((await service.inlayHints('cell:3', { start: 0, end: 99 })).map(({ label }) => label)).toEqual(['→ 5×10', '→ 5×10']);
    expect((await service.inlayHints('cell:2', { start: 0, end: 999 })).length).toBe(4);
    expect((await service.codeLenses('cell:1'))).toEqual([]);
  });
});

describe('Markdown', () => {
  it('is one program over its fences, with the names its readers expect', async () => {
    const text = "# Lesson\n\n```python\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.net = nn.Sequential(nn.LazyConv2d(6, 5), nn.ReLU())\n"
      + '```\n\ntext\n\n```python\nK = torch.tensor([[0.0, 1.0], [2.0, 3.0]])\n```\n';
    const uri = 'file:///ws/lesson.md';
    const { service } = await startService();
    await open(service, text, uri);
    expect(await hints(service, text, uri)).toMatchObject({ 'K = torch.tensor([[0.0, 1.0], [2.0, 3.0]])': '→ 2×2 = [[0, 1], [2, 3]]' });
  });
});

describe('imports', () => {
  const blocks = 'from torch import nn\ndef block(cout):\n    return nn.Conv2d(3, cout, 3, padding=1)\n';
  const text = 'import torch\nfrom blocks import block\nnet = block(8)\ny = net(torch.rand(1, 3, 8, 8))\n';
  const uri = 'file:///ws/blocks.py';

  it('are seen changing: in an unsaved document, closed again, on disk', async () => {
    const files: Record<string, string> = { [uri]: blocks };
    const { service } = await startService(files);
    await open(service, text);
    const last = async (): Promise<string | undefined> => (await hints(service, text))['y = net(torch.rand(1, 3, 8, 8))'];
    expect(await last()).toBe('→ 1×8×8×8');
    await open(service, blocks.replace('padding=1', 'padding=0'), uri);
    expect(await last()).toBe('→ 1×8×6×6');
    await service.closeDocument(uri);
    expect(await last()).toBe('→ 1×8×8×8');
    files[uri] = blocks.replace('cout, 3', 'cout, 5');
    await service.filesChanged([{ uri, kind: 'changed' }]);
    expect(await last()).toBe('→ 1×8×6×6');
  });

  it('accuses no model of several inputs that were assumed to be alike', async () => {
    const { service } = await startService();
    const text = `import torch
from torch import nn
class Fuse(nn.Module):
    def __init__(self):
        super().__init__()
        self.detail = nn.Conv2d(8, 8, 3, padding=1)
        self.context = nn.Conv2d(8, 8, 3, padding=1)
        self.up = nn.Upsample(scale_factor=4)
    def forward(self, fine, coarse):
        return self.detail(fine) * self.up(self.context(coarse))
`;
    await open(service, text);
    expect((await service.diagnostics(URI)).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
  it('accuses no model of an input that is cut or joined before the layer whose channels were assumed', async () => {
    const { service } = await startService();
    const text = (between: string, last: number): string => `import torch
from torch import nn
class Cut(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(7, 8, 3, padding=1)
        self.second = nn.Conv2d(${last}, 8, 3, padding=1)
    def forward(self, x):
        ${between}
        return self.second(self.first(x))
`;
    await open(service, text('x = torch.cat([x, x[:, :4], x], 1)', 8));
    expect((await service.diagnostics(URI)).filter(({ severity }) => severity === 'error')).toEqual([]);
    await open(service, text('x = x * 2', 7));
    expect((await service.diagnostics(URI)).filter(({ severity }) => severity === 'error').map(({ message }) => message))
      .toEqual([expect.stringMatching(/weight of size \[8, 7, 3, 3\].* to have 7 channels, but got 8 channels/)]);
  });
  it('accuses no model that reverses its input, which may be a list', async () => {
    const { service } = await startService();
    await open(service, `import torch
from torch import nn
class Neck(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(8, 8, 3), nn.Conv2d(16, 8, 3)])
    def forward(self, feats):
        return [conv(feat) for conv, feat in zip(self.convs, feats[::-1])]
`);
    expect((await service.diagnostics(URI)).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
  it('that are missing say so, and come when the file does', async () => {
    const files: Record<string, string> = {};
    const { service } = await startService(files);
    await open(service, text);
    expect((await service.diagnostics(URI)).map(({ message }) => message)).toEqual([]);
    expect(await hoverOn(service, text, 'block(8)')).toContain("No module named 'blocks'");
    files[uri] = blocks;
    await service.filesChanged([{ uri, kind: 'created' }]);
    expect((await hints(service, text))['y = net(torch.rand(1, 3, 8, 8))']).toBe('→ 1×8×8×8');
  });

  it('in a circle end', async () => {
    const { service } = await startService({ 'file:///ws/a.py': 'import b\nfrom b import width\n', 'file:///ws/b.py': 'import a\nwidth = 8\n' });
    const circle = `import a\nfrom b import width\nimport torch\nfrom torch import nn\ny = nn.Conv2d(3, width, 1)(torch.rand(1, 3, 4, 4))\n`;
    await open(service, circle);
    expect(Object.values(await hints(service, circle))).toContain('→ 1×8×4×4');
  });
});

describe('code that is half-typed, endless or huge', () => {
  it('keeps the hints around a syntax error', async () => {
    const { service } = await startService();
    const broken = `${NET}\nclass Half(nn.Module):\n    def forward(self, x:\n        y = self.conv(\n`;
    await open(service, broken);
    expect(await hints(service, broken)).toMatchObject({ 'x = self.conv(x)': '→ 8×16×16', 'return self.fc(x.flatten(1))': '→ 10' });
  });

  it.each([
    ['an endless loop', 'while True:\n    pass\n'],
    ['endless recursion', 'def f(n):\n    return f(n + 1)\nf(0)\n'],
    ['a huge range', 'total = 0\nfor i in range(10 ** 12):\n    total += i\n'],
    ['a huge list', 'numbers = [0] * 10 ** 10\n'],
  ])('gives up on %s within its budget', async (_, code) => {
    // Steps end it, however long they take on this machine.
    const { service } = await startService({}, { budget: { steps: 100_000, seconds: 10_000 } });
    const text = `${NET}\n${code}`;
    await open(service, text);
    expect(await hints(service, text)).toMatchObject({ 'x = self.conv(x)': '→ 8×16×16' });
  });

  it('analyses the models in sight first and leaves others for later when there are very many', async () => {
    const { service } = await startService({}, { budget: { steps: 10_000, seconds: 10_000 } });
    const builders = Array.from({ length: 60 }, (_, i) => `def net${i}():\n    for i in range(2_000): pass\n    return Net(${i} + 1)\n`);
    const text = `import torch.nn as nn
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.conv = nn.Conv2d(3, n, 3)
    def forward(self, x):
        return self.conv(x)
${builders.join('')}`;
    await open(service, text);
    const later = async (): Promise<string[]> => (await service.codeLenses(URI))
      .filter((lens) => lens.title.endsWith('not analysed yet')).map((lens) => lens.title.replace(/:.*/, ''));
    const first = await later();
    expect(first.length).toBeGreaterThan(20);
    expect(first).toContain('net59');
    expect(first).not.toContain('net0');
    const start = text.indexOf('def net59');
    await service.setDocument({ uri: URI, version: 2, language: 'python', text: text.replace('import torch.nn', 'import  torch.nn') });
    await service.inlayHints(URI, { start, end: text.length });
    expect(await later()).not.toContain('net59');
    while ((await later()).length > 0);
    // Of every builder, and of the class, as the first of them makes it.
    expect((await service.codeLenses(URI)).filter((lens) => lens.title.includes('parameters'))).toHaveLength(61);
  });

  it('looks around no longer for many functions than for one', async () => {
    const { service } = await startService({}, { budget: { steps: 100_000_000, seconds: 10_000 } });
    const text = NET + Array.from({ length: 400 }, (_, i) => `def f${i}():\n    while True: pass\n`).join('');
    await open(service, text);
    expect(await hints(service, text)).toMatchObject({ 'x = self.conv(x)': '→ 8×16×16' });
  });

  it('reads 10,000 lines', async () => {
    const { service } = await startService();
    const text = NET + Array.from({ length: 10_000 }, (_, i) => `value_${i} = ${i} + 1`).join('\n');
    await open(service, text);
    expect(await hints(service, text)).toMatchObject({ 'x = self.conv(x)': '→ 8×16×16' });
  });
});

describe('the Models view', () => {
  it('has closed files of every kind, with their lines', async () => {
    const notebook = JSON.stringify({ cells: [{ cell_type: 'markdown', source: ['# T'] }, { cell_type: 'code', source: NET.split(/(?<=\n)/) }], metadata: {}, nbformat: 4, nbformat_minor: 5 });
    const files = { 'file:///ws/a.py': NET, 'file:///ws/b.md': `# T\n\n\`\`\`python\n${NET}\`\`\`\n`, 'file:///ws/c.ipynb': notebook, 'file:///ws/d.py': 'print(1)\n' };
    const { service } = await startService(files);
    await service.indexWorkspace();
    const roots = await service.models();
    expect(roots.map(({ label }) => label)).toEqual(['a.py', 'b.md', 'c.ipynb']);
    const places = await Promise.all(roots.map(async ({ id }) => (await service.modelChildren(id))[0]?.place));
    expect(places).toMatchObject([
      { uri: 'file:///ws/a.py', start: { line: 3 } }, { uri: 'file:///ws/b.md', start: { line: 6 } }, { uri: 'file:///ws/c.ipynb', cell: 1, start: { line: 3 } },
    ]);
  });

  it('stops indexing when it is cancelled', async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`file:///ws/m${i}.py`, NET]));
    const { service } = await startService(files);
    const token = { isCancelled: true, onCancel: () => undefined };
    expect((await service.indexWorkspace(token as never)).models).toBe(0);
  });
});
