# torchvision's functions of pictures that are tensors: sizes in lists, elements that are no floats.
import torch
from torchvision import transforms
from torchvision.transforms import functional as F

bytes_ = torch.zeros(3, 30, 50, dtype=torch.uint8)
for picture in (bytes_, bytes_.float(), bytes_.double(), bytes_.to(torch.int32)):
    small = F.resize(picture, [20])
    print(small.shape, small.dtype, transforms.Resize((16, 12))(picture).shape)
print(F.center_crop(bytes_, [20]).shape, F.center_crop(bytes_, (20, 10)).shape, F.center_crop(bytes_, 8).shape)
print(transforms.CenterCrop([20])(bytes_).shape, transforms.CenterCrop(20)(bytes_.float()).shape)
print(transforms.Compose([transforms.Resize(24), transforms.CenterCrop(22), transforms.ConvertImageDtype(torch.float)])(bytes_).shape)
