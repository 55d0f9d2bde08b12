# Places that are no numbers, infinite or far out.
import torch
from torch.nn import functional as F

nan, inf = float('nan'), float('inf')
image, volume = torch.arange(1., 17).reshape(1, 1, 4, 4), torch.arange(1., 65).reshape(1, 1, 4, 4, 4)
flat = torch.tensor([[[[nan, 0.1], [0.1, nan], [nan, nan], [inf, 0.1], [-inf, 0.1], [0.1, inf], [0.1, -inf], [1e9, 0.1]]]])
deep = torch.tensor([[[[[nan, 0.1, 0.1], [0.1, nan, 0.1], [0.1, 0.1, nan], [inf, 0.1, 0.1], [-inf, 0.1, 0.1], [1e9, 0.1, 0.1]]]]])
for mode in ('bilinear', 'nearest', 'bicubic'):
    for padding in ('zeros', 'border', 'reflection'):
        for align in (False, True):
            print(mode, padding, align, [round(v, 3) for v in F.grid_sample(image, flat, mode, padding, align).flatten().tolist()])
            if mode != 'bicubic':
                print([round(v, 3) for v in F.grid_sample(volume, deep, mode, padding, align).flatten().tolist()])
