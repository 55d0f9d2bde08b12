# Recorded with einops itself.
import torch
from einops import pack, unpack
from einops.layers.torch import Rearrange

cls, tokens = torch.zeros(2, 16), torch.zeros(2, 5, 16)
packed, shapes = pack([cls, tokens], 'b * d')
print(packed.shape, shapes)
a, b = unpack(packed, shapes, 'b * d')
print(a.shape, b.shape)
x, ps = pack([torch.zeros(3, 4, 4, 8)], 'b * c')
(y,) = unpack(x + 1, ps, 'b * c')
print(x.shape, ps, y.shape)
for part in unpack(torch.zeros(2, 9, 3), [[2], [-1], [2, 2]], 'b * d'):
    print(part.shape)
print(Rearrange('b (h w) c -> b c h w', h=2)(torch.zeros(1, 6, 5)).shape)
try:
    pack([torch.zeros(3)], 'a b *')
except Exception as error:
    print(type(error).__name__)
