import torch
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
from torchvision.transforms import functional as TF


def show(value):
    if isinstance(value, torch.Tensor):
        return f'{tuple(value.shape)} {value.dtype}'
    if isinstance(value, (tuple, list)):
        return type(value).__name__, [show(item) for item in value]
    return value.size, value.mode


picture = Image.new('RGB', (50, 40))
grey = Image.new('L', (28, 28))
for mode in ('1', 'L', 'P', 'I', 'F', 'LA', 'RGB', 'RGBA', 'CMYK', 'YCbCr', 'HSV'):
    image = Image.new(mode, (6, 5))
    print(mode, show(image), image.getbands(), show(transforms.ToTensor()(image)), show(transforms.PILToTensor()(image)))

for transform in (
    transforms.Resize(20), transforms.Resize((20, 30)), transforms.Resize([25]), transforms.Resize(64), transforms.CenterCrop(20),
    transforms.CenterCrop((10, 60)), transforms.RandomCrop(32), transforms.RandomCrop(40, padding=4),
    transforms.RandomCrop((44, 58), padding=(4, 2)), transforms.RandomCrop(64, pad_if_needed=True), transforms.RandomResizedCrop(24),
    transforms.RandomResizedCrop((24, 12)), transforms.FiveCrop(12), transforms.TenCrop((12, 10)), transforms.Pad(3),
    transforms.Pad((1, 2)), transforms.Pad((1, 2, 3, 4), padding_mode='reflect'), transforms.Grayscale(), transforms.Grayscale(3),
    transforms.RandomGrayscale(), transforms.RandomHorizontalFlip(), transforms.RandomVerticalFlip(1.0), transforms.RandomRotation(10),
    transforms.ColorJitter(0.1, 0.1), transforms.RandomAffine(10), transforms.RandomPerspective(), transforms.GaussianBlur(3),
    transforms.RandomInvert(), transforms.RandomPosterize(2), transforms.RandomSolarize(100), transforms.RandomAdjustSharpness(2),
    transforms.RandomAutocontrast(), transforms.RandomEqualize(), transforms.AutoAugment(), transforms.RandAugment(),
    transforms.TrivialAugmentWide(), transforms.AugMix(), transforms.RandomApply([transforms.ColorJitter(0.1)], p=0.3),
    transforms.RandomChoice([transforms.Resize((8, 9)), transforms.CenterCrop((8, 9))]),
    transforms.RandomOrder([transforms.Grayscale(), transforms.Resize((8, 9))]), transforms.Lambda(lambda image: image.convert('L')),
):
    print(type(transform).__name__, show(transform(picture)))

whole = transforms.Compose([
    transforms.Resize(256), transforms.CenterCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(),
    transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)), transforms.RandomErasing(),
])
print(show(whole(picture)))
print(show(transforms.Compose([transforms.FiveCrop(9), transforms.Lambda(lambda crops: torch.stack([TF.to_tensor(c) for c in crops]))])
           (picture)))
tensor = transforms.ToTensor()(picture)
for transform in (transforms.Resize(20), transforms.CenterCrop(20), transforms.Pad(2), transforms.ConvertImageDtype(torch.float64),
                  transforms.ToPILImage(), transforms.Normalize(0.5, 0.5)):
    print(type(transform).__name__, show(transform(tensor)))
print(show(TF.resize(picture, [10, 12])), show(TF.crop(picture, 1, 2, 8, 9)), show(TF.hflip(picture)), show(TF.rotate(picture, 30)),
      show(TF.to_grayscale(picture)), show(TF.pad(picture, [1, 2])), show(TF.resized_crop(picture, 0, 0, 9, 9, [5, 6])),
      show(TF.adjust_brightness(picture, 2.0)), show(TF.pil_to_tensor(grey)), show(TF.to_pil_image(torch.rand(4, 6, 7))))
try:
    transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,) * 3, (0.5,) * 3)])(grey)
except RuntimeError as error:
    print(error)
try:
    transforms.RandomCrop(64)(picture)
except ValueError as error:
    print(error)
try:
    transforms.ToTensor()(tensor)
except TypeError as error:
    print(error)

print(show(picture.resize((7, 9))), show(picture.crop((1, 2, 11, 22))), show(picture.rotate(90)), show(picture.convert('L')),
      show(picture.transpose(Image.ROTATE_90)), show(picture.transpose(Image.FLIP_LEFT_RIGHT)), show(picture.copy()),
      [show(band) for band in picture.split()], picture.width, picture.height, isinstance(picture, Image.Image))

data = datasets.FakeData(20, (3, 36, 48), 5, transform=transforms.Compose([transforms.Resize((32, 32)), transforms.ToTensor()]))
image, label = data[0]
print(show(image), len(data))
print(show(next(iter(DataLoader(data, batch_size=8)))))
print(show(datasets.FakeData(image_size=(1, 28, 28))[0][0]), len(datasets.FakeData()))
part, _ = torch.utils.data.random_split(data, [15, 5])
print(show(next(iter(DataLoader(part, batch_size=4, shuffle=True)))))
