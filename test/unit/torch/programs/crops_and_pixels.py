# Pictures cut in five and ten, tensors with a hole, pictures as arrays.
import numpy as np
import torch
import torchvision.transforms as T
import torchvision.transforms.functional as TF
from PIL import Image

picture, tensor = Image.new('RGB', (40, 30)), torch.arange(24.).reshape(1, 4, 6)
print([np.asarray(part).shape for part in TF.five_crop(picture, 10)])
print([part.size for part in TF.ten_crop(picture, (10, 12))])
print([part.tolist() for part in TF.five_crop(tensor, (2, 3))])
print([part[0, 0].tolist() for part in TF.ten_crop(tensor, [2])])
print([part[0, 0].tolist() for part in TF.ten_crop(tensor, [2], True)])
print(torch.stack(T.FiveCrop(3)(tensor)).shape, torch.stack(T.TenCrop((2, 4))(tensor)).shape)
print(torch.stack([T.ToTensor()(part) for part in T.FiveCrop(20)(picture)]).shape)
print(TF.crop(tensor, 1, 2, 2, 3).tolist())
print(TF.erase(tensor, 1, 2, 2, 3, 0.).tolist(), tensor.sum())
for call in (lambda: TF.five_crop(tensor, 5), lambda: TF.erase(picture, 1, 2, 2, 3, 0)):
    try:
        call()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, str(error)[:30])
print(np.array(picture).shape, np.array(picture).dtype, np.asarray(picture.convert('L')).shape)
print(np.array(picture, dtype=np.float32).dtype, (np.array(picture) / 255.0).dtype)
for mode in ('1', 'I', 'F', 'RGBA', 'LA', 'CMYK'):
    print(mode, np.asarray(Image.new(mode, (4, 5))).shape, np.asarray(Image.new(mode, (4, 5))).dtype)
x = torch.from_numpy(np.array(picture.resize((8, 8))).transpose(2, 0, 1)).float().div(255).unsqueeze(0)
print(x.shape, x.dtype)
