// The graph's views as the editor asks for them: of an open document, and of the same with the text that git has.
import { describe, expect, it } from 'vitest';
import type { GraphState } from '../../../src/protocol/graphPanel';
import { startService } from '../../support/service';

const URI = 'file:///ws/model.py';
const net = (width: string): string => `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, ${width}, 3)
        self.head = nn.Linear(${width}, 10)

    def forward(self, x):
        return self.head(self.conv(x).mean((2, 3)))

net = Net()
net(torch.rand(1, 3, 8, 8))
`;
const shapes = ({ view }: GraphState): string[] => (view?.nodes ?? []).map(({ shape }) => shape);

describe('the view of an earlier text', () => {
  it('is of that text, and leaves the open document as it is', async () => {
    const { service } = await startService();
    await service.setDocument({ uri: URI, version: 1, language: 'python', text: net('16') });
    const entry = `${URI}#Net`;
    const [now, before] = [await service.graphView(entry), await service.earlierGraphView(entry, net('8'))];
    expect(shapes(now)).toEqual(['1×3×8×8', '1×16×6×6', '1×16', '1×10', '1×10']);
    expect(shapes(before)).toEqual(['1×3×8×8', '1×8×6×6', '1×8', '1×10', '1×10']);
    expect(before.view?.nodes.map(({ id }) => id)).toEqual(now.view?.nodes.map(({ id }) => id));
    expect(before.view?.nodes.every(({ place }) => place === undefined)).toBe(true);
    expect(now.view?.nodes.find(({ id }) => id === 'conv')?.place).toBeDefined();
    expect(shapes(await service.graphView(entry))).toEqual(shapes(now));
  });

  it('loads modules that only the earlier text imports', async () => {
    const { service } = await startService({ 'file:///ws/sizes.py': 'WIDTH = 4\n' });
    await service.setDocument({ uri: URI, version: 1, language: 'python', text: net('16') });
    const before = await service.earlierGraphView(`${URI}#Net`, `from sizes import WIDTH\n${net('WIDTH')}`);
    expect(shapes(before)).toContain('1×4×6×6');
  });

  it('says why there is none', async () => {
    const { service } = await startService();
    await service.setDocument({ uri: URI, version: 1, language: 'python', text: net('16') });
    for (const text of ['', 'import torch\n', 'class Other: pass\n']) {
      const { view, message } = await service.earlierGraphView(`${URI}#Net`, text);
      expect(view).toBeNull();
      expect(message).toMatch(/Net/);
    }
    expect((await service.earlierGraphView('file:///ws/gone.py#Net', '')).view).toBeNull();
  });

  it('is of the cells of a notebook as its file keeps them', async () => {
    const { service } = await startService();
    const uri = 'file:///ws/model.ipynb';
    const cells = [{ uri: 'vscode-notebook-cell:/ws/model.ipynb#a', kind: 'code' as const, text: net('16') }];
    await service.setDocument({ uri, version: 1, language: 'notebook', text: '', cells });
    const file = JSON.stringify({ nbformat: 4, cells: [{ cell_type: 'code', source: net('8').split(/(?<=\n)/) }] });
    expect(shapes(await service.earlierGraphView(`${uri}#Net`, file))).toContain('1×8×6×6');
    expect((await service.earlierGraphView(`${uri}#Net`, 'no json')).message).toMatch(/not valid JSON/);
  });
});
