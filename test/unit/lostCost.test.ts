// What could not be followed has no cost of its own, and totals that would need it are unknown: never zero, never partial.
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyse, openWorkspace } from '../support/analyse';

const HEAD = `import torch
from torch import nn
from nowhere import mix

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 3)
        self.b = nn.Conv2d(8, 8, 3)
    def forward(self, x):
`;

describe('totals', async () => {
  const workspace = await openWorkspace();
  const folder = mkdtempSync(join(tmpdir(), 'convlens-'));
  const summary = (name: string, body: string) => {
    const file = join(folder, `${name}.py`);
    writeFileSync(file, `${HEAD}${body}`);
    return analyse(workspace, `${file}:Net@1x3x9x9`).summary;
  };

  it('are unknown behind an unknown function, and so is the layer that did not run', () => {
    const found = summary('behind', '        return self.b(mix(self.a(x)))\n');
    expect(found.macs).toBeNull();
    expect(found.layers.map((layer) => layer.macs)).toEqual([10584, null]);
    expect(found.parameters).toBe(808);
  });
  it('are unknown when an unknown function is last', () => {
    expect(summary('last', '        return mix(self.b(self.a(x)))\n').macs).toBeNull();
  });
  it('are unknown when a matrix product has an unknown factor', () => {
    expect(summary('factor', '        return torch.matmul(self.a(x), mix.weight)\n').macs).toBeNull();
  });
  it('stay known when only a number read from the data is unknown', () => {
    const found = summary('number', '        y = self.b(self.a(x))\n        return y, float(y.mean()) * y.sum()\n');
    expect(found.macs).toBe(10584 + 14400);
  });
});
