// What runs again after an edit, and that what is kept is what a run from scratch gives.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseCache } from '../../../src/frontends/sources';
import { Analyses, type Ran } from '../../../src/ide/analyses';
import { Documents } from '../../../src/ide/documents';
import { Features } from '../../../src/ide/features';
import { Modules } from '../../../src/ide/modules';
import { createParser } from '../../../src/python/parser';
import { parserFiles } from '../../support/analyse';
import { CONFIGURATION, testHost } from '../../support/service';

const parser = await createParser(parserFiles());
const URI = 'file:///ws/model.py';

/** An editor with one document; `edit` gives what is shown of the new text and what had to run for it. */
function editor(files: Readonly<Record<string, string>> = {}): (text: string) => Promise<{ ran: Ran; shown: unknown }> {
  const cache = new ParseCache((text, options) => parser.parse(text, options));
  const documents = new Documents(cache);
  const analyses = new Analyses(documents, new Modules(testHost(files).host, cache, documents));
  analyses.configuration = CONFIGURATION;
  analyses.takeRan();
  const features = new Features(documents, analyses, cache);
  let version = 0;
  return async (text) => {
    documents.set({ uri: URI, version: version++, language: 'python', text }, 'model');
    // All models first: hints and diagnostics do not wait for every model of a document.
    const entries = await features.entriesOf(URI);
    const lenses = await features.codeLenses(URI);
    const findings = await features.diagnostics(URI);
    const hints = await features.inlayHints(URI, { start: 0, end: text.length });
    const shown = { hints, lenses, findings, entries, status: { ...await features.status(URI), elapsedMs: 0 } };
    return { ran: analyses.takeRan(), shown };
  };
}

const firstLines = (texts: readonly string[]): string[] => texts.map((text) => text.split('\n')[0] ?? '');

const NET = `import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.conv = nn.Conv2d(n, n, 3, padding=1)
    def forward(self, x):
        return self.conv(x) + x

class Net(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3)
        self.block = Block(width)
    def forward(self, x):
        return self.block(self.stem(x))

class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)
    def forward(self, x):
        return self.fc(x)

def other():
    return Other()

net = Net(8)
out = net(torch.rand(1, 3, 32, 32))
`;

describe('after an edit', () => {
  const first = async (text: string): ReturnType<ReturnType<typeof editor>> => editor()(text);

  it('everything runs the first time', async () => {
    const { ran } = await first(NET);
    expect(firstLines(ran.statements)).toEqual(['import torch', 'from torch import nn', 'class Block(nn.Module):',
      'class Net(nn.Module):', 'class Other(nn.Module):', 'def other():', 'net = Net(8)', 'out = net(torch.rand(1, 3, 32, 32))']);
    expect([...ran.traces].sort()).toEqual(['Net', 'Net(8)', 'Other', 'net', 'other'].filter((name) => ran.traces.includes(name)));
    expect(ran.traces).toContain('Other');
  });

  it.each([
    ['nothing but layout', NET.replace('\n\nclass Net', '\n\n# a comment\n\n\nclass Net'), [], []],
    ['a class that nobody else uses', NET.replace('Linear(8, 4)', 'Linear(8, 5)'), ['class Other(nn.Module):', 'def other():'],
      ['Other', 'other']],
    ['more in it than there was', NET.replace('return self.fc(x)', 'y = self.fc(x)\n        y = y * 2\n        return y'),
      ['class Other(nn.Module):', 'def other():'], ['Other', 'other']],
    ['a block of a model', NET.replace('x) + x', 'x) * x'), ['class Block(nn.Module):', 'class Net(nn.Module):', 'net = Net(8)',
      'out = net(torch.rand(1, 3, 32, 32))'], ['Net', 'Net(8)', 'net']],
    ['what a model is called with', NET.replace('1, 3, 32', '1, 3, 64'), ['out = net(torch.rand(1, 3, 64, 32))'], ['Net', 'Net(8)', 'net']],
    ['a new statement', NET.replace('def other', 'depth = 3\n\ndef other'), ['depth = 3'], []],
    ['a statement less', NET.replace('out = net(torch.rand(1, 3, 32, 32))\n', ''), [], ['Net', 'Net(8)', 'net']],
    ['an import', NET.replace('import torch\n', 'import torch\nimport math\n'), ['import torch', 'import math'], ['Other']],
  ])('%s', async (_, text, statements, traces) => {
    const edit = editor();
    await edit(NET);
    const { ran, shown } = await edit(text);
    expect(firstLines(ran.statements)).toEqual(expect.arrayContaining(statements));
    if (!text.includes('import math')) {
      expect(firstLines(ran.statements)).toEqual(statements);
      expect([...ran.traces].sort()).toEqual(traces);
    }
    expect(shown).toEqual((await first(text)).shown);
  });

  it('a model that another statement changes runs with it', async () => {
    const text = `${NET}\nnet.block = nn.Identity()\nout = net(torch.rand(1, 3, 8, 8))\n`;
    const edit = editor();
    await edit(text);
    const changed = text.replace('nn.Identity()', 'nn.Conv2d(8, 2, 3)');
    const { ran, shown } = await edit(changed);
    expect(firstLines(ran.statements)).toEqual(['net = Net(8)', 'out = net(torch.rand(1, 3, 32, 32))',
      'net.block = nn.Conv2d(8, 2, 3)', 'out = net(torch.rand(1, 3, 8, 8))']);
    expect(shown).toEqual((await first(changed)).shown);
  });
});

it('looks into one of many functions that build models alike, and into those that may call theirs', async () => {
  const text = `${NET.slice(0, NET.indexOf('net = Net(8)'))}
def create(width=16):
    return Net(width)

KINDS = {'base': create}

def make(kind, **options):
    return KINDS[kind](**options)

def small():
    return make('base', width=4)

def medium():
    return make('base', width=8)

def large():
    return make('base', width=32)

def tried():
    model = make('base', width=64)
    model(torch.rand(1, 3, 20, 20))
    return model
`;
  const { ran: { probes }, shown } = await editor()(text);
  expect(probes.filter((name) => ['small', 'medium', 'large', 'tried'].includes(name))).toEqual(['small', 'tried']);
  expect(JSON.stringify(shown)).toContain('1×3×20×20 →');
});

// ---- against runs from scratch -----------------------------------------------------------------------------------------
/** Statements that depend on one another in all the ways that matter: names, objects, changes, functions, state. */
const STATEMENTS = [
  'import torch\nfrom torch import nn', 'size = 8', 'size = size + 2', 'width = size', 'seen = []', 'seen.append(size)',
  'seen.append(seen[-1] + 1)', 'layers = [nn.Conv2d(3, size, 3)]', 'layers.append(nn.ReLU())',
  'class A(nn.Module):\n    scale = 1\n    def __init__(self, n=4):\n        super().__init__()\n        self.c = nn.Conv2d(3, n * self.scale, 3)\n    def forward(self, x):\n        return self.c(x)',
  'class B(A):\n    def __init__(self):\n        super().__init__(size)\n        seen.append(size)\n    def forward(self, x):\n        return torch.relu(super().forward(x))',
  'class C(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = A(width)\n        self.all = nn.Sequential(*layers)\n        self.fc = nn.Linear(len(seen) + 1, 2)\n    def forward(self, x):\n        return self.all(x), self.a(x)',
  'A.scale = 2', 'def build():\n    return C()', 'def grow(by=1):\n    global size\n    size = size + by\n    return size', 'grow()',
  'net = A(size)', 'net = B()', 'other = net', 'other.c = nn.Conv2d(3, 5, 1)', 'net.eval()', 'y = net(torch.rand(1, 3, 8, 8))',
  'big = build()', 'z = build()(torch.rand(2, 3, 16, 16))', 'for i in range(3):\n    size += i', 'del seen',
  'def test():\n    return A(3)(torch.rand(1, 3, 7, 7))', 'registry = {}',
  'def register(f):\n    registry[f.__name__] = f\n    return f', '@register\ndef made():\n    return A(width)',
  'chosen = registry["made"]()', 'x = undefined_name + 1', 'if __name__ == "__main__":\n    print(A(6)(torch.rand(1, 3, 9, 9)))',
  'net.lazy = nn.LazyLinear(3)', 'for m in net.modules():\n    if isinstance(m, nn.Conv2d):\n        nn.init.zeros_(m.weight)', 'import math\nsize = math.floor(size)',
  'def late(x):\n    import math\n    return math.ceil(x)', 'width = late(width / 2)', 'globals()["width"] = 4', 'net = nn.LazyConv2d(4, 3)', 'torch.unheard_of(size)', 'class D(nn.Module):\n    calls = 0\n    def forward(self, x):\n        D.calls += 1\n        return x.reshape(-1, 2 + D.calls * 0)',
  'd = D()', 'w = d(torch.rand(1, 3, 8, 8))', 'size = 3 if size > 9 else 5', '# convlens: input=1x3x10x10',
];

interface Edit { readonly kind: number; readonly at: number; readonly pick: number; readonly digit: number }

function apply(lines: string[], { kind, at, pick, digit }: Edit): string[] {
  const where = lines.length === 0 ? 0 : at % lines.length;
  const one = STATEMENTS[pick % STATEMENTS.length] ?? '';
  if (kind === 0) return lines.toSpliced(where, 0, one);
  if (kind === 1) return lines.toSpliced(where, 1);
  if (kind === 2) return lines.toSpliced(where, 1, one);
  if (kind === 3) return lines.toSpliced(where, 1, `\n\n${lines[where] ?? ''}`);
  // A number changes; the text grows and shrinks.
  return lines.toSpliced(where, 1, (lines[where] ?? '').replace(/\b[1-9]\b/, digit % 2 ? String(1 + digit) : `(${digit} + 1)`));
}

it('shows what a run from scratch shows, whatever is edited', async () => {
  const number = fc.nat({ max: 1000 });
  const edits = fc.array(fc.record({ kind: fc.nat({ max: 5 }), at: number, pick: number, digit: fc.nat({ max: 8 }) }), { minLength: 1, maxLength: 6 });
  const programs = fc.array(fc.nat({ max: STATEMENTS.length - 1 }), { minLength: 4, maxLength: 16 });
  let kept = 0;
  await fc.assert(fc.asyncProperty(programs, edits, async (picks, changes) => {
    let lines = [STATEMENTS[0] ?? '', ...picks.toSorted((a, b) => a - b).map((pick) => STATEMENTS[pick] ?? '')];
    const edit = editor();
    await edit(lines.join('\n'));
    for (const change of changes) {
      lines = apply(lines, change);
      const text = lines.join('\n');
      const { ran, shown } = await edit(text);
      const scratch = await editor()(text);
      kept += scratch.ran.statements.length - ran.statements.length;
      expect(shown).toEqual(scratch.shown);
    }
  }), { numRuns: Number(process.env['REVISIONS'] ?? 30) });
  expect(kept).toBeGreaterThan(0);
}, 600_000);

describe('imports', () => {
  const CALLS = `import torch\nfrom torch import nn\nclass Net(nn.Module):
    def __init__(self):
        super().__init__()
        from layers import make
        self.conv = make(WIDTH)
    def forward(self, x):
        return self.conv(x)
`;
  const FILES = { 'file:///ws/layers.py': 'from torch import nn\ndef make(n): return nn.Conv2d(3, n, 3)\n' };

  it('inside of functions are followed once they are loaded', async () => {
    const { ran, shown } = await editor(FILES)(CALLS.replace('WIDTH', '8'));
    expect(JSON.stringify(shown)).toContain('8×222×222');
    expect(ran.traces).toEqual(['Net', 'Net']);
  });
  it('inside of functions are looked for once where there are none', async () => {
    const { ran } = await editor()(CALLS.replace('WIDTH', '8'));
    expect(ran.traces).toEqual(['Net', 'Net']);
  });
  it('at the start of a document stay when the rest runs again', async () => {
    const edit = editor(FILES);
    const text = (width: number): string => `import torch, nowhere\nfrom torch import nn\nfrom layers import make\nconv = make(${width})\n`
      + 'other = nowhere.f()\nclass Net(nn.Sequential):\n    def __init__(self): super().__init__(conv)\n';
    await edit(text(8));
    const { ran, shown } = await edit(text(9));
    expect(firstLines(ran.statements)).toEqual(['conv = make(9)', 'other = nowhere.f()', 'class Net(nn.Sequential):']);
    expect(shown).toEqual((await editor(FILES)(text(9))).shown);
  });
});
