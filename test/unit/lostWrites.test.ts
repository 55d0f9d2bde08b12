// Writes under names that nobody knows: what they may have changed is unknown, never as if they had not been.
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../../src/cli/workspace';
import { analyse, openWorkspace } from '../support/analyse';

const HEAD = `import torch
from torch import nn
from nowhere import make

def conv(): return nn.Conv2d(3, 3, 3, padding=1)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.last = conv()
`;
const FORWARD = `
    def forward(self, x):
        return self.last(self.body(x))
`;

let workspace: Workspace;
const folder = mkdtempSync(join(tmpdir(), 'convlens-'));
beforeAll(async () => { workspace = await openWorkspace(); });

function summary(name: string, body: string, head = HEAD) {
  const file = join(folder, `${name}.py`);
  writeFileSync(file, `${head}${body}`);
  return analyse(workspace, `${file}:Net@1x3x9x9`).summary;
}

describe('modules that are not known', () => {
  const BUILDS: readonly (readonly [string, string])[] = [
    ['starred', 'self.body = nn.Sequential(*make())'],
    ['sliced', 'self.body = nn.Sequential(*list(make().children())[:-2])'],
    ['filtered', 'self.body = nn.Sequential(*[m for m in make().children() if isinstance(m, nn.Conv2d)])'],
    ['appended', 'layers = []\n        for m in make():\n            layers.append(m)\n        self.body = nn.Sequential(*layers)'],
    ['counted', 'self.body = nn.Sequential()\n        for i in range(make()):\n            self.body.add_module(f"c{i}", conv())'],
    ['named', 'self.body = nn.Sequential()\n        self.body.add_module(make(), conv())'],
    ['entered', 'self.body = nn.Sequential()\n        for name, m in make().items():\n            self.body._modules[name] = m'],
    ['of a list', 'self.list = nn.ModuleList(make())\n        self.body = nn.Sequential(*self.list)'],
    ['of a dictionary', 'self.dict = nn.ModuleDict(make())\n        self.body = nn.Sequential(*self.dict.values())'],
    ['of a module that holds one', 'self.holder = nn.Sequential(conv(), make())\n        self.body = nn.Sequential(*self.holder.children())'],
    ['of attributes', 'for i in range(make()):\n            setattr(self, f"c{i}", conv())\n        self.body = self.c0'],
  ];
  it.each(BUILDS)('%s', (name, build) => {
    const found = summary(name.replaceAll(' ', '_'), `        ${build}\n${FORWARD}`);
    expect({ parameters: found.parameters, macs: found.macs, output: found.output }).toMatchObject({ parameters: null, macs: null });
    expect(JSON.stringify(found.output)).not.toContain('[1,3,9,9]');
    expect(found.raises).toEqual([]);
    expect(found.gaps.length).toBeGreaterThan(0);
  });

  it('leave the rest of the model as it is', () => {
    const found = summary('rest', '        self.body = nn.Sequential(*make())\n    def forward(self, x):\n        return self.last(x)\n');
    expect(found.parameters).toBeNull();
    expect(found.macs).toBe(3 * 3 * 9 * 81);
    expect(found.layers.map((layer) => layer.output)).toEqual([[1, 3, 9, 9]]);
  });

  it('are no part of what other modules count', () => {
    const found = summary('beside', '        self.body = nn.Sequential(conv(), nn.ReLU())\n        self.other = nn.Sequential(*make())\n' + FORWARD);
    expect(found.layers.map((layer) => layer.parameters)).toEqual([84, 0, 84]);
    expect(found.parameters).toBeNull();
  });
});

it('does not count a module that an unknown function of torch.nn.utils was given', () => {
  const body = '        self.body = conv()\n        nn.utils.swap_halves_of(self.body, "weight", 0.5)\n';
  const found = summary('pruned', body + FORWARD);
  expect(found.parameters).toBeNull();
  expect(found.raises).toEqual([]);
});

it('takes other functions that are not known as pure', () => {
  expect(summary('shown', `        self.body = conv()\n        make(self.body)\n${FORWARD}`).parameters).toBe(168);
});

it('counts buffers of which one is not known as unknown, and parameters as they are', () => {
  const found = summary('buffer', '        self.register_buffer("scale", make())\n        self.body = conv()\n' + FORWARD);
  expect({ parameters: found.parameters, buffers: found.buffers, macs: found.macs }).toEqual({ parameters: 168, buffers: null, macs: 13122 });
});

describe('layers of which an argument is not known', () => {
  const LAYERS: readonly (readonly [string, number | null])[] = [
    ['nn.Conv2d(3, 3, 3, stride=make())', 84],
    ['nn.Conv2d(3, 3, 3, padding=make(), dilation=make())', 84],
    ['nn.Conv2d(3, 3, make())', null],
    ['nn.Conv2d(3, 3, (make(), 3))', null],
    ['nn.Conv2d(*make())', null],
    ['nn.Conv2d(3, 3, 3, **make())', null],
    ['nn.Conv2d(3, 3, 3, groups=make())', null],
    ['nn.Linear(9, 9, bias=make())', null],
    ['nn.LayerNorm(make())', null],
    ['nn.LSTM(9, 9, num_layers=make())', null],
    ['nn.PReLU(make())', null],
    ['nn.InstanceNorm2d(3, affine=make())', null],
    ['nn.ReLU(inplace=make())', 0],
    ['nn.MaxPool2d(make())', 0],
    ['nn.Dropout(make())', 0],
  ];
  it.each(LAYERS)('%s', (layer, parameters) => {
    const found = summary(`layer_${layer.replace(/\W/g, '_')}`, `        self.body = ${layer}\n${FORWARD}`);
    expect(found.raises).toEqual([]);
    expect(found.parameters).toBe(parameters === null ? null : parameters + 84);
  });
});

describe('configurations of which the keys are not known', () => {
  const CONFIGS: readonly (readonly [string, string])[] = [
    ['setattr', 'class C:\n    width = 3\n    def __init__(self, d):\n        for k, v in d.items():\n            setattr(self, k, v)\n'],
    ['__dict__.update', 'class C:\n    width = 3\n    def __init__(self, d):\n        self.__dict__.update(d)\n'],
    ['__dict__', 'class C:\n    width = 3\n    def __init__(self, d):\n        self.__dict__ = d\n'],
    ['vars', 'class C:\n    def __init__(self, d):\n        self.width = 3\n        vars(self).update(d)\n'],
    ['keywords', 'class C:\n    width = 3\n    def __init__(self, d):\n        self.fill(**d)\n    def fill(self, **kw):\n        self.__dict__.update(kw)\n'],
    ['dict', 'class C(dict):\n    def __init__(self, d):\n        super().__init__(d)\n        self.__dict__ = self\n'],
    ['namespace', 'from types import SimpleNamespace\ndef C(d): return SimpleNamespace(**d)\n'],
    ['object.__setattr__', 'class C:\n    width = 3\n    def __init__(self, d):\n        for k in d:\n            object.__setattr__(self, k, d[k])\n'],
  ];
  it.each(CONFIGS)('by %s', (name, config) => {
    const found = summary(`config_${name.replace(/\W/g, '_')}`, `        c = C(make())\n        self.body = nn.Conv2d(3, c.width, c.size)\n        self.kept = hasattr(c, 'size')\n${FORWARD}`,
      `${HEAD.split('class Net')[0] ?? ''}${config}\nclass Net${HEAD.split('class Net')[1] ?? ''}`);
    expect(found.raises).toEqual([]);
    expect(found.parameters).toBeNull();
    expect(found.macs).toBeNull();
  });

  it('keep what is set afterwards, methods and properties', () => {
    const found = summary('after', '        c = C(make())\n        c.width = 3\n        self.body = nn.Conv2d(3, c.double(), 1)\n        self.last = nn.Conv2d(c.six, 3, 1)\n' + FORWARD,
      `${HEAD.split('class Net')[0] ?? ''}class C:
    def __init__(self, d):
        self.__dict__.update(d)
    def double(self): return 2 * self.width
    @property
    def six(self): return self.double()

class Net${HEAD.split('class Net')[1] ?? ''}`);
    expect(found.raises).toEqual([]);
    expect(found.parameters).toBe(3 * 6 + 6 + 6 * 3 + 3);
  });
});

it('names that are registered in globals() are not known, those that stand in the file are', () => {
  const found = summary('globals', '        self.body = nn.Sequential(conv(), special(3))\n' + FORWARD, HEAD.replace('def conv', 'globals().update(make())\ndef conv'));
  expect(found.raises).toEqual([]);
  expect({ parameters: found.parameters, last: found.layers[0]?.parameters }).toEqual({ parameters: null, last: 84 });
});
