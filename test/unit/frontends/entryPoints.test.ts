// Which models a document is seen to have, and what those need that cannot be built as they stand.
import { expect, it } from 'vitest';
import { entryPoints, type EntryPoint } from '../../../src/frontends/entryPoints';
import { PROBE_BUDGET } from '../../../src/frontends/run';
import { openWorkspace } from '../../support/analyse';

const NET = `
import functools, sys
from torch import nn
class Net(nn.Module):
    def __init__(self, depth, width=8):
        super().__init__()
        self.convs = nn.Sequential(*[nn.Conv2d(3 if i == 0 else width, width, 3) for i in range(depth)])
    def forward(self, x):
        return self.convs(x)
`;

async function found(text: string): Promise<Map<string, Pick<EntryPoint, 'kind' | 'needs' | 'callable'>>> {
  const workspace = await openWorkspace();
  const session = workspace.session(workspace.scratch(NET + text), { budget: PROBE_BUDGET });
  const entries = entryPoints(session.run, session.document.file);
  session.run.interpreter.dispose();
  return new Map(entries.map(({ text: name, kind, needs, callable }) => [name, { kind, needs, callable }]));
}

it('sees through helpers that build the model', async () => {
  const entries = await found(`
def _net(depth, **kwargs):
    model = Net(depth, **kwargs)
    return model
def net20(**kwargs):
    return _net(20, **kwargs)
def size(depth=3):
    return depth
`);
  expect(entries.get('net20')).toEqual({ kind: 'builder', needs: [], callable: true });
  expect([...entries.keys()]).toEqual(['Net', 'net20']);
});

it('says what a builder hands on to its class', async () => {
  const entries = await found(`
def net(**kwargs):
    return Net(**kwargs)
def wide(depth, **kwargs):
    return Net(depth, width=64, **kwargs)
if __name__ == '__main__':
    print(net(depth=4))
`);
  expect(entries.get('net')).toEqual({ kind: 'builder', needs: ['depth'], callable: false });
  expect(entries.get('wide')).toEqual({ kind: 'builder', needs: ['depth'], callable: false });
  expect(entries.get('net(depth=4)')).toEqual({ kind: 'call', needs: [], callable: true });
});

it('takes the methods that finish a model along', async () => {
  const entries = await found(`
class Late(Net):
    def build(self):
        self.head = nn.Linear(8, 2)
        return self
    def size(self):
        return len(self.convs)
if __name__ == '__main__':
    print(Late(4).build(), Late(5).size(), Late(6).build().size())
`);
  expect([...entries.keys()]).toEqual(['Net', 'Late', 'Late(4).build()', 'Late(5)', 'Late(6).build()']);
});

it('finds models that a loop puts into the module', async () => {
  const entries = await found(`
for depth in (2, 3):
    setattr(sys.modules[__name__], f'net{depth}', functools.partial(Net, depth=depth))
open_net = functools.partial(Net, width=4)
`);
  expect(entries.get('net2')).toEqual({ kind: 'builder', needs: [], callable: true });
  expect(entries.get('net3')).toEqual({ kind: 'builder', needs: [], callable: true });
  expect(entries.get('open_net')).toEqual({ kind: 'builder', needs: ['depth'], callable: false });
});

it('asks for what a constructor of PyTorch itself asks for', async () => {
  const entries = await found(`
class Norm(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
class Act(nn.ReLU):
    def forward(self, x):
        return super().forward(x) + 1
`);
  expect(entries.get('Norm')).toEqual({ kind: 'class', needs: ['normalized_shape'], callable: false });
  expect(entries.get('Act')).toEqual({ kind: 'class', needs: [], callable: true });
});

it('lists no class whose text is not in the document', async () => {
  const entries = await found(`
exec('class Narrow(Net):\\n    def __init__(self):\\n        super().__init__(2, width=4)\\n')
narrow = Narrow()
`);
  expect([...entries.keys()]).toEqual(['Net', 'narrow']);
});

it('takes classes of a base that was not found for models where they make layers', async () => {
  const entries = await found(`
from missing_library import Base, Window
class Model(Base):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(3, 4)
class Tool(Window):
    def __init__(self):
        super().__init__()
        self.width = 3
class Forward(Base):
    def forward(self, x):
        return x
`);
  expect([...entries.keys()].sort()).toEqual(['Forward', 'Model', 'Net']);
});

it('sees through decorators of constructors', async () => {
  const entries = await found(`
def reviewed(cls):
    init = cls.__init__
    @functools.wraps(init)
    def wrapper(*args, **kwargs):
        return init(*args, **kwargs)
    cls.__init__ = wrapper
    return cls
@reviewed
class Coder(nn.Module):
    def __init__(self, height, width=3):
        super().__init__()
        self.net = nn.Linear(height, width)
    def forward(self, x):
        return self.net(x)
`);
  expect(entries.get('Coder')).toEqual({ kind: 'class', needs: ['height'], callable: false });
});

it('sees through constructors that hand on what they are given', async () => {
  const entries = await found(`
class Same(Net):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
class Fixed(Net):
    def __init__(self, **kwargs):
        super().__init__(3, **kwargs)
class Named(Net):
    def __init__(self, *args, **kwargs):
        super(Named, self).__init__(*args, depth=2, **kwargs)
class Twice(Same):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
class Layer(nn.Conv2d):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
class Free(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()
        self.fc = nn.Linear(2, kwargs.get('width', 2))
    def forward(self, x):
        return self.fc(x)
class Asking(Free):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.more = nn.Linear(kwargs['rows'], 2)
        self.last = nn.Linear(kwargs.pop('columns'), 2)
        if kwargs.get('extra'):
            self.extra = kwargs['extra']
`);
  const needs = Object.fromEntries([...entries].map(([name, entry]) => [name, entry.needs]));
  expect(needs).toMatchObject({ Same: ['depth'], Fixed: [], Named: [], Twice: ['depth'], Free: [], Asking: ['rows', 'columns'],
    Layer: ['in_channels', 'out_channels', 'kernel_size'] });
  expect([...entries].filter(([, { callable }]) => callable).map(([name]) => name)).toEqual(['Fixed', 'Named', 'Free']);
});
