// `convlens check PATH...` over many files: what it prints, what it goes on after, what it holds when it is done.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/arguments';
import { runCheck } from '../../../src/cli/check';
import { openWorkspace } from '../../support/analyse';
import { left } from '../../support/collected';
import { hearing } from '../../support/printed';

const folder = mkdtempSync(join(tmpdir(), 'convlens-test-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const printed = hearing();

/** Writes files by their names in a folder of their own. */
function written(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

const notebook = (...cells: string[]): string => JSON.stringify({
  cells: cells.map((source) => ({ cell_type: 'code', source })), metadata: {}, nbformat: 4, nbformat_minor: 5 });

const BLOCKS = 'from torch import nn\nclass Block(nn.Sequential):\n'
  + '    def __init__(self, n): super().__init__(nn.Conv2d(n, n, 3))\n';
const lesson = (width: number): string => notebook(`import torch
from torch import nn
from blocks import Block

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, ${width}, 3)
        self.block = Block(${width})
        self.head = nn.Linear(${width}, 10)
    def forward(self, x):
        return self.head(self.block(self.stem(x)).mean((2, 3)))`,
`net = Net()
for epoch in range(50):
    loss = net(torch.randn(4, 3, 32, 32)).sum()
    loss.backward()`);

describe('check', () => {
  it('says on which line a text does not parse', async () => {
    const path = written('unparsed', { 'net.py': 'import torch\n\ndef f(:\n    return 1\n' });
    await runCheck(parseArguments([path]), openWorkspace);
    const errors = printed.text().split('\n').filter((line) => line.startsWith('error:'));
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.filter((line) => !/net\.py:3: /.test(line))).toEqual([]);
  });

  it('takes the calls of a class for no other of its name', async () => {
    const net = (channels: number): string => `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(${channels}, 4, 3)
    def forward(self, x):
        return self.conv(x)
net = Net()`;
    const path = written('redefined', { 'net.ipynb': notebook('import torch\nfrom torch import nn', net(1),
      'net(torch.rand(1, 1, 8, 8))', net(3), 'for x in open("data.txt"):\n    net(x)') });
    expect(await runCheck(parseArguments([path]), openWorkspace)).toBe(0);
  });

  it('says a fault of a model once, where the code meets it', async () => {
    const path = written('replaced', { 'net.ipynb': notebook('import torch\nfrom torch import nn',
      'net = nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 2))\nnet(torch.rand(1, 4))',
      'net[1] = nn.Linear(9, 2)\nnet(torch.rand(1, 4))') });
    await runCheck(parseArguments([path]), openWorkspace);
    const errors = printed.text().split('\n').filter((line) => line.startsWith('error:'));
    expect(errors.map((line) => line.replace(/^.*net\.ipynb/, ''))).toEqual([
      '[cell 3]:2: RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x8 and 9x2)']);
    expect(printed.text()).toMatch(/ in 1 file checked: 1 error\n$/);
  });

  it('accuses no class whose layers another method makes', async () => {
    const path = written('built', { 'net.py': `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.width = width
    def build(self):
        self.body = nn.Linear(self.width, self.width)
        self.head = nn.Linear(self.width, 2)
        return self
    def forward(self, x):
        return self.head(self.body(x))

class Lost(Net):
    def __init__(self):
        super().__init__()
        self.tail = nn.ReLU()
    def forward(self, x):
        return self.tial(x)

if __name__ == '__main__':
    net = Net(width=16).build()
    print(net(torch.rand(1, 16)).shape)
` });
    await runCheck(parseArguments([path]), openWorkspace);
    const errors = printed.text().split('\n').filter((line) => line.startsWith('error:'));
    expect(errors.map((line) => line.replace(/^.*net\.py/, ''))).toEqual([
      ":20: AttributeError: 'Lost' object has no attribute 'tial' (Lost)"]);
  });

  it('holds nothing of a document that was checked', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `lesson${i}.ipynb`);
    const path = written('lessons', {
      'blocks.py': BLOCKS, ...Object.fromEntries(names.map((name, i) => [name, lesson(8 + i)])) });
    const workspace = await openWorkspace();
    const held: WeakRef<object>[] = [];
    const open = workspace.session.bind(workspace);
    workspace.session = (document, options) => {
      const session = open(document, options);
      const { run } = session;
      if (document.programs.size > 0)
        for (const each of [document, document.file.parse, session, run.interpreter, run.main, run.graph])
          held.push(new WeakRef<object>(each));
      return session;
    };
    expect(await runCheck(parseArguments([path]), () => Promise.resolve(workspace))).toBe(0);
    expect(printed.text()).toContain('models in 9 files checked: 0 errors');
    expect(held).toHaveLength(6 * names.length);
    expect(await left(held)).toBe(0);
    expect(workspace).toBeDefined();
  });

  it('says once what ends the construction of a model that a line makes', async () => {
    const path = written('once', { 'net.py': `import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.GroupNorm(3, 8)
net = Net()` });
    expect(await runCheck(parseArguments([path]), openWorkspace)).toBe(1);
    expect(printed.text().match(/num_channels must be divisible by num_groups/g)).toHaveLength(1);
  });

  it('names files with their folders, and the line of a model that cannot be built', async () => {
    const path = written('places', {
      'a.py': 'import torch\nfrom torch import nn\n\nclass Net(nn.Module):\n    def __init__(self, width):\n        super().__init__()\n'
        + '        self.conv = nn.Conv2d(width, 8, 3)\n\ndef main():\n    return Net()\n\nwidth = torch.zeros(2, 3) @ torch.zeros(2, 3)\n' });
    expect(await runCheck(parseArguments([path]), openWorkspace)).toBe(1);
    expect(printed.text().split('\n')[0]).toMatch(/^error: \S*places\/a\.py:12: RuntimeError: mat1 and mat2 shapes cannot be multiplied/);
    expect(printed.text()).not.toContain('<entry>');
  });

  it('accuses wrong arguments of a layer where the file builds the model', async () => {
    const net = (layer: string, end: string): string => `from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = ${layer}
    def forward(self, x):
        return self.layer(x)
${end}`;
    const called = 'if __name__ == "__main__":\n    net = Net()\n';
    const path = written('arguments', {
      'keyword.py': net('nn.MaxPool2d(kernel=2)', called), 'lacking.py': net('nn.Conv2d(3, 8)', called),
      'unbuilt.py': net('nn.Conv2d(3, 8)', ''),
    });
    expect(await runCheck(parseArguments([path]), openWorkspace)).toBe(1);
    const lines = printed.text().split('\n');
    expect(lines[0]).toMatch(/^error: \S*keyword\.py:5: Net\(\) raises TypeError: .*unexpected keyword argument 'kernel'/);
    expect(lines[1]).toMatch(/^error: \S*lacking\.py:5: Net\(\) raises TypeError: .*missing 1 required.*'kernel_size'/);
    expect(lines[2]).toMatch(/^note: \S*unbuilt\.py:5: Net\(\) raises TypeError: .*missing 1 required.*'kernel_size'/);
  });

  it('takes for a note what a text that explains leaves unsaid', async () => {
    const block = 'import torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n'
      + '        self.conv = nn.Conv2d(3, width, 3)\n    def forward(self, x):\n        return self.conv(x)\nnet = Net()\n';
    const path = written('text', { 'a.md': `Text\n\`\`\`python\n${block}\`\`\`\n\`\`\`python\nnet = Net(<size>)\n\`\`\`\n` });
    expect(await runCheck(parseArguments([path]), openWorkspace)).toBe(0);
    writeFileSync(join(path, 'a.py'), block);
    expect(await runCheck(parseArguments([path]), openWorkspace)).toBe(1);
  });

  it('goes on after a notebook that is none', async () => {
    const path = written('broken', {
      'a.ipynb': '{"cells": [', 'b.ipynb': '{"worksheets": []}', 'c.ipynb': lesson(4), 'blocks.py': BLOCKS });
    expect(await runCheck(parseArguments([path]), openWorkspace)).toBe(0);
    expect(printed.text()).toMatch(/^note: \S*a\.ipynb: The notebook is not valid JSON/m);
    expect(printed.text()).toMatch(/^note: \S*b\.ipynb: The notebook has no list of cells/m);
    expect(printed.text()).toMatch(/models in 4 files checked: 0 errors\n$/);
  });
});
