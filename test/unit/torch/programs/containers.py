import torch
from torch import nn
from collections import OrderedDict


def raises(f):
    try:
        f()
        print('no exception')
    except Exception as e:
        print(type(e).__name__, e)


seq = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 4))
print(len(seq), seq[-1].out_features, [n for n, _ in seq.named_children()], type(seq[:2]).__name__, len(seq[1:]))
named = nn.Sequential(OrderedDict([('fc', nn.Linear(2, 3)), ('act', nn.ReLU())]))
print(list(named._modules), named.fc.in_features, named[0] is named.fc)
named.add_module('last', nn.Linear(3, 1))
print(named(torch.zeros(5, 2)).shape)
raises(lambda: seq[3])
raises(lambda: nn.Sequential({'a': nn.ReLU()}))
raises(lambda: nn.Sequential([nn.ReLU()]))
raises(lambda: nn.Sequential(nn.Linear(2, 3), nn.Linear(4, 5))(torch.zeros(1, 2)))
seq.append(nn.Tanh())
seq.insert(0, nn.Identity())
print([type(m).__name__ for m in seq], list(seq._modules))
del seq[0]
print([type(m).__name__ for m in seq], list(seq._modules))
seq[1] = nn.Sigmoid()
print([type(m).__name__ for m in seq])
print(len(seq + seq), seq(torch.zeros(1, 2)).shape)


class Block(nn.Sequential):
    def __init__(self, a, b):
        layers = [nn.Linear(a, b), nn.ReLU()]
        super().__init__(*layers)
        self.out = b


b = Block(3, 7)
print(b.out, b(torch.zeros(2, 3)).shape, [n for n, _ in b.named_modules()])

ml = nn.ModuleList([nn.Linear(i, i + 1) for i in range(1, 4)])
ml.append(nn.ReLU())
ml += [nn.Tanh()]
ml.extend([nn.Sigmoid()])
ml.insert(1, nn.Identity())
print(len(ml), [type(m).__name__ for m in ml], list(ml._modules), len(ml[1:3]), type(ml[-2]).__name__)
raises(lambda: ml[10])
raises(lambda: ml.extend(3))
raises(lambda: ml(1))
del ml[0]
print(list(ml._modules), type(ml[0]).__name__)
print(len(ml + [nn.ReLU()]))
x = torch.zeros(1, 1)
for i, layer in enumerate(nn.ModuleList([nn.Linear(1, 2), nn.Linear(2, 3)])):
    x = layer(x)
print(x.shape)

md = nn.ModuleDict({'a': nn.Linear(1, 2), 'b': nn.ReLU()})
md['c'] = nn.Tanh()
md.update({'d': nn.Sigmoid()})
md.update([['e', nn.ReLU()]])
print(list(md.keys()), 'a' in md, len(md), [k for k in md], [type(v).__name__ for k, v in md.items()])
print(type(md.pop('e')).__name__, len(md))
raises(lambda: md['zz'])
raises(lambda: md.update(5))
raises(lambda: nn.ModuleDict({'a.b': nn.ReLU()}))

pl = nn.ParameterList([nn.Parameter(torch.zeros(i + 1)) for i in range(3)])
pl.append(torch.zeros(9))
print(len(pl), [tuple(p.shape) for p in pl], [n for n, _ in pl.named_parameters()], pl[-1].shape)
pd = nn.ParameterDict({'x': nn.Parameter(torch.zeros(2)), 'y': nn.Parameter(torch.zeros(3))})
print(sorted(pd.keys()), pd['x'].shape, 'y' in pd, [n for n, _ in pd.named_parameters()])


class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.Linear(4, 4)
        self.blocks = nn.ModuleList([layer, nn.Sequential(layer, nn.ReLU()), layer])
        self.head = nn.ModuleDict({'w': layer})

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head['w'](x)


s = Shared()
print([n for n, _ in s.named_modules()], len(list(s.parameters())), [n for n, _ in s.named_parameters()])
print([n for n, _ in s.named_modules(remove_duplicate=False)])
print(s(torch.zeros(2, 4)).shape, list(s.state_dict().keys()))
dp = nn.DataParallel(nn.Linear(2, 3))
print([n for n, _ in dp.named_parameters()], dp(torch.zeros(1, 2)).shape)
