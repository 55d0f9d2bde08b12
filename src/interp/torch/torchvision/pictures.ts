// torchvision.transforms, datasets, utils and io: what they give is known only at run time; of transforms of tensors, the shape.
import type { Family } from './family';

const TRANSFORMS: Family = {
  module: 'torchvision.transforms.transforms',
  exports: ['Compose', 'Normalize', 'Resize', 'CenterCrop', 'Lambda', 'InterpolationMode', 'ToTensor', 'PILToTensor',
    'ConvertImageDtype', 'ToPILImage', 'Pad', 'RandomApply', 'RandomChoice', 'RandomOrder', 'RandomCrop', 'RandomHorizontalFlip',
    'RandomVerticalFlip', 'RandomResizedCrop', 'FiveCrop', 'TenCrop', 'LinearTransformation', 'ColorJitter', 'RandomRotation',
    'RandomAffine', 'Grayscale', 'RandomGrayscale', 'RandomPerspective', 'RandomErasing', 'GaussianBlur', 'RandomInvert',
    'RandomPosterize', 'RandomSolarize', 'RandomAdjustSharpness', 'RandomAutocontrast', 'RandomEqualize', 'ElasticTransform',
    'AutoAugment', 'AutoAugmentPolicy', 'RandAugment', 'TrivialAugmentWide', 'AugMix'],
  python: `
from torchvision.transforms.functional import InterpolationMode, center_crop, normalize, resize


class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, img):
        for transform in self.transforms:
            img = transform(img)
        return img


class Lambda:
    def __init__(self, lambd):
        self.lambd = lambd

    def __call__(self, img):
        return self.lambd(img)


class _Transform(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, *args):
        return _external('a transformed picture is known only at run time')

    def __getattr__(self, name):
        try:
            return super().__getattr__(name)
        except AttributeError:
            return _external('what a transform draws or keeps is not followed')


class Normalize(nn.Module):
    def __init__(self, mean, std, inplace=False):
        super().__init__()
        self.mean = mean
        self.std = std
        self.inplace = inplace

    def forward(self, tensor):
        return normalize(tensor, self.mean, self.std, self.inplace)


class Resize(nn.Module):
    def __init__(self, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=None):
        super().__init__()
        self.size = size
        self.interpolation = interpolation
        self.max_size = max_size

    def forward(self, img):
        return resize(img, self.size, self.interpolation, self.max_size)


class CenterCrop(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = (size, size) if isinstance(size, int) else tuple(size) * (2 if len(size) == 1 else 1)

    def forward(self, img):
        return center_crop(img, self.size)


class AutoAugmentPolicy:
    IMAGENET, CIFAR10, SVHN = 'imagenet', 'cifar10', 'svhn'


class ToTensor(_Transform): pass
class PILToTensor(_Transform): pass
class ConvertImageDtype(_Transform): pass
class ToPILImage(_Transform): pass
class Pad(_Transform): pass
class RandomApply(_Transform): pass
class RandomChoice(_Transform): pass
class RandomOrder(_Transform): pass
class RandomCrop(_Transform): pass
class RandomHorizontalFlip(_Transform): pass
class RandomVerticalFlip(_Transform): pass
class RandomResizedCrop(_Transform): pass
class FiveCrop(_Transform): pass
class TenCrop(_Transform): pass
class LinearTransformation(_Transform): pass
class ColorJitter(_Transform): pass
class RandomRotation(_Transform): pass
class RandomAffine(_Transform): pass
class Grayscale(_Transform): pass
class RandomGrayscale(_Transform): pass
class RandomPerspective(_Transform): pass
class RandomErasing(_Transform): pass
class GaussianBlur(_Transform): pass
class RandomInvert(_Transform): pass
class RandomPosterize(_Transform): pass
class RandomSolarize(_Transform): pass
class RandomAdjustSharpness(_Transform): pass
class RandomAutocontrast(_Transform): pass
class RandomEqualize(_Transform): pass
class ElasticTransform(_Transform): pass
class AutoAugment(_Transform): pass
class RandAugment(_Transform): pass
class TrivialAugmentWide(_Transform): pass
class AugMix(_Transform): pass
`,
};

const FUNCTIONAL: Family = {
  module: 'torchvision.transforms.functional',
  exports: [],
  python: `
import enum


class InterpolationMode(enum.Enum):
    NEAREST = 'nearest'
    BILINEAR = 'bilinear'
    BICUBIC = 'bicubic'
    BOX = 'box'
    HAMMING = 'hamming'
    LANCZOS = 'lanczos'


def _is_tensor(img):
    return isinstance(img, torch.Tensor)


def normalize(tensor, mean, std, inplace=False):
    if not _is_tensor(tensor):
        raise TypeError('img should be Tensor Image. Got {}'.format(type(tensor)))
    if not tensor.is_floating_point():
        raise TypeError('Input tensor should be a float tensor. Got {}.'.format(tensor.dtype))
    if tensor.ndim < 3:
        raise ValueError('Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {}'.format(
            tensor.size()))
    mean, std = (torch.as_tensor(value, dtype=tensor.dtype, device=tensor.device) for value in (mean, std))
    mean, std = (value.view(-1, 1, 1) if value.ndim == 1 else value for value in (mean, std))
    return (tensor if inplace else tensor.clone()).sub_(mean).div_(std)


def resize(img, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=None):
    if not _is_tensor(img) or max_size is not None:
        return _external('a resized picture is known only at run time')
    height, width = img.shape[-2:]
    size = [size] if isinstance(size, int) else list(size)
    if len(size) == 1:
        short = min(height, width)
        size = [int(size[0] * extent / short) if extent != short else size[0] for extent in (height, width)]
    if size == [height, width]:
        return img
    mode = interpolation.value if isinstance(interpolation, InterpolationMode) else 'bilinear'
    batch = img if img.ndim == 4 else img.reshape(-1, *img.shape[-3:])
    out = F.interpolate(batch, size=size, mode=mode)
    return out if img.ndim == 4 else out.reshape(*img.shape[:-2], *size)


def center_crop(img, output_size):
    size = (output_size, output_size) if isinstance(output_size, int) else tuple(output_size)
    if not _is_tensor(img):
        return _external('a cropped picture is known only at run time')
    height, width = img.shape[-2:]
    if size[0] > height or size[1] > width:
        return _external('a padded picture is known only at run time')
    top, left = int(round((height - size[0]) / 2.0)), int(round((width - size[1]) / 2.0))
    return img[..., top:top + size[0], left:left + size[1]]


def hflip(img):
    return img.flip(-1) if _is_tensor(img) else _external('a picture is known only at run time')


def vflip(img):
    return img.flip(-2) if _is_tensor(img) else _external('a picture is known only at run time')


def to_tensor(pic):
    return _external('a picture is known only at run time')


to_pil_image = pil_to_tensor = to_tensor
`,
};

/** Data sets with their number of classes; none where it depends on the files. */
const DATASETS = `CIFAR10 10|CIFAR100 100|MNIST 10|FashionMNIST 10|KMNIST 10|EMNIST|QMNIST 10|ImageNet|ImageFolder|DatasetFolder|
  FakeData|CelebA|Cityscapes|CocoCaptions|CocoDetection|Caltech101|Caltech256|DTD|EuroSAT|FGVCAircraft|Flickr30k|Flickr8k|
  Flowers102|Food101|GTSRB|HMDB51|INaturalist|Kinetics|Kitti|LFWPairs|LFWPeople|LSUN|Omniglot|OxfordIIITPet|PCAM|
  PhotoTour|Places365|SBDataset|SBU|SEMEION|STL10 10|SUN397|SVHN|StanfordCars|UCF101|USPS|VOCDetection|VOCSegmentation|WIDERFace`;
const datasets = DATASETS.split('|').map((entry) => entry.trim().split(' ') as [string, string?]);

const VISION: Family = {
  module: 'torchvision.datasets.vision',
  exports: ['VisionDataset', ...datasets.map(([name]) => name)],
  python: `
class VisionDataset(torch.utils.data.Dataset):
    _classes = None

    def __init__(self, *args, **kwargs):
        self.transform = kwargs.get('transform')
        self.target_transform = kwargs.get('target_transform')

    def __getitem__(self, index):
        return _external('data are loaded at run time')

    def __len__(self):
        return _external('data are loaded at run time')

    def __getattr__(self, name):
        if name == 'classes' and self._classes is not None:
            return [_external('the names of classes are known only at run time')] * self._classes
        return _external('data are loaded at run time')

${datasets.map(([name, classes = 'None']) => `
class ${name}(VisionDataset):
    _classes = ${classes}
`).join('')}`,
};

const nothing = (module: string, names: string): Family => ({
  module, exports: names.split(' '), python: `
def _at_run_time(*args, **kwargs):
    return _external('pictures are known only at run time')


${names.split(' ').join(' = ')} = _at_run_time
`,
});

/** They say nothing of a model: no note is due for them. */
export const PICTURES: readonly Family[] = [
  FUNCTIONAL, TRANSFORMS, VISION,
  nothing('torchvision.utils', 'make_grid save_image draw_bounding_boxes draw_segmentation_masks draw_keypoints flow_to_image'),
  nothing('torchvision.io.image', 'read_image decode_image read_file write_file decode_jpeg encode_jpeg write_jpeg decode_png '
    + 'encode_png write_png'),
  nothing('torchvision.io.video', 'read_video write_video read_video_timestamps'),
];
