// torchvision.transforms, utils and io: what they give is known only at run time, except the sizes of pictures and the shapes of
// tensors.
import { pictureNames, VISION_SETS } from './datasets';
import { NONE, pyModule } from '../../value';
import { runPython } from '../pythonText';
import { textOf, type Family } from './family';

/** They change neither size nor mode. */
const KEEPING = 'RandomHorizontalFlip RandomVerticalFlip ColorJitter RandomAffine RandomGrayscale RandomPerspective GaussianBlur '
  + 'RandomInvert RandomPosterize RandomSolarize RandomAdjustSharpness RandomAutocontrast RandomEqualize ElasticTransform '
  + 'AutoAugment RandAugment TrivialAugmentWide AugMix';

/** Of pictures the size and the mode are followed, of tensors the shape; what is drawn has to give the same for every draw. */
export const TRANSFORMS: Family = {
  module: 'torchvision.transforms.transforms',
  exports: ['Compose', 'Normalize', 'Resize', 'Scale', 'CenterCrop', 'Lambda', 'InterpolationMode', 'ToTensor', 'PILToTensor',
    'ConvertImageDtype', 'ToPILImage', 'Pad', 'RandomApply', 'RandomChoice', 'RandomOrder', 'RandomCrop', 'RandomHorizontalFlip',
    'RandomVerticalFlip', 'RandomResizedCrop', 'RandomSizedCrop', 'FiveCrop', 'TenCrop', 'LinearTransformation', 'ColorJitter',
    'RandomRotation', 'RandomAffine', 'Grayscale', 'RandomGrayscale', 'RandomPerspective', 'RandomErasing', 'GaussianBlur',
    'RandomInvert', 'RandomPosterize', 'RandomSolarize', 'RandomAdjustSharpness', 'RandomAutocontrast', 'RandomEqualize',
    'ElasticTransform', 'AutoAugment', 'AutoAugmentPolicy', 'RandAugment', 'TrivialAugmentWide', 'AugMix'],
  globals: (m) => {
    const functional = runPython(m, textOf(FUNCTIONAL));
    return {
      ...pictureNames(m), _F: pyModule('torchvision.transforms.functional', functional),
      InterpolationMode: functional.get('InterpolationMode') ?? NONE,
    };
  },
  python: `
class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, img):
        for transform in self.transforms:
            img = transform(img)
        return img


class Lambda:
    def __init__(self, lambd):
        if not callable(lambd):
            raise TypeError(f'Argument lambd should be callable, got {repr(type(lambd).__name__)}')
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


class _Keeping(_Transform):
    def forward(self, img):
        return img.copy() if _F._is_picture(img) else super().forward(img)


def _pair(size):
    return (size, size) if isinstance(size, int) else tuple(size) * (2 if len(size) == 1 else 1)


class ToTensor:
    def __call__(self, pic):
        return _F.to_tensor(pic)


class PILToTensor:
    def __call__(self, pic):
        return _F.pil_to_tensor(pic)


class ToPILImage:
    def __init__(self, mode=None):
        self.mode = mode

    def __call__(self, pic):
        return _F.to_pil_image(pic, self.mode)


class ConvertImageDtype(nn.Module):
    def __init__(self, dtype):
        super().__init__()
        self.dtype = dtype

    def forward(self, image):
        return _F.convert_image_dtype(image, self.dtype)


class Normalize(nn.Module):
    def __init__(self, mean, std, inplace=False):
        super().__init__()
        self.mean = mean
        self.std = std
        self.inplace = inplace

    def forward(self, tensor):
        return _F.normalize(tensor, self.mean, self.std, self.inplace)


class Resize(nn.Module):
    def __init__(self, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=None):
        super().__init__()
        if not isinstance(size, (int, list, tuple)):
            raise TypeError(f'Size should be int or sequence. Got {type(size)}')
        self.size = size
        self.interpolation = interpolation
        self.max_size = max_size

    def forward(self, img):
        return _F.resize(img, self.size, self.interpolation, self.max_size)


Scale = Resize


class CenterCrop(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = _pair(size)

    def forward(self, img):
        return _F.center_crop(img, self.size)


class RandomCrop(_Transform):
    def __init__(self, size, padding=None, pad_if_needed=False, fill=0, padding_mode='constant'):
        super().__init__()
        self.size = _pair(size)
        self.padding = padding
        self.pad_if_needed = pad_if_needed

    def forward(self, img):
        if not _F._is_picture(img):
            return super().forward(img)
        if self.padding is not None:
            img = _F.pad(img, self.padding)
        if not self.pad_if_needed and (_certainly(img.height < self.size[0]) or _certainly(img.width < self.size[1])):
            raise ValueError(f'Required crop size {self.size} is larger than input image size {(img.height, img.width)}')
        return _F._sized(img, *self.size)


class RandomResizedCrop(_Transform):
    def __init__(self, size, scale=(0.08, 1.0), ratio=(3.0 / 4.0, 4.0 / 3.0), interpolation=InterpolationMode.BILINEAR,
                 antialias=None):
        super().__init__()
        self.size = _pair(size)

    def forward(self, img):
        return _F._sized(img, *self.size) if _F._is_picture(img) else super().forward(img)


RandomSizedCrop = RandomResizedCrop


class FiveCrop(_Transform):
    def __init__(self, size):
        super().__init__()
        self.size = _pair(size)

    def forward(self, img):
        return _F.five_crop(img, self.size)


class TenCrop(_Transform):
    def __init__(self, size, vertical_flip=False):
        super().__init__()
        self.size = _pair(size)
        self.vertical_flip = vertical_flip

    def forward(self, img):
        return _F.ten_crop(img, self.size, self.vertical_flip)


class Pad(_Transform):
    def __init__(self, padding, fill=0, padding_mode='constant'):
        super().__init__()
        self.padding = padding
        self.fill = fill
        self.padding_mode = padding_mode

    def forward(self, img):
        return _F.pad(img, self.padding, self.fill, self.padding_mode)


class Grayscale(_Transform):
    def __init__(self, num_output_channels=1):
        super().__init__()
        self.num_output_channels = num_output_channels

    def forward(self, img):
        if not _F._is_picture(img):
            return super().forward(img)
        return img.convert({1: 'L', 3: 'RGB'}[self.num_output_channels])


class RandomRotation(_Transform):
    def __init__(self, degrees, interpolation=InterpolationMode.NEAREST, expand=False, center=None, fill=0):
        super().__init__()
        self.expand = expand

    def forward(self, img):
        return img.rotate(0, expand=self.expand) if _F._is_picture(img) else super().forward(img)


class _Choice(_Transform):
    def __init__(self, transforms, p=None):
        super().__init__()
        self.transforms = transforms

    def _alike(self, results):
        first, *others = results
        alike = all(_F._alike(first, other) for other in others)
        return first if alike else _external('which transform is drawn is known only at run time')


class RandomApply(_Choice):
    def __init__(self, transforms, p=0.5):
        super().__init__(transforms)

    def forward(self, img):
        applied = img
        for transform in self.transforms:
            applied = transform(applied)
        return self._alike([img, applied])


class RandomChoice(_Choice):
    def forward(self, img):
        return self._alike([transform(img) for transform in self.transforms])


class RandomOrder(_Choice):
    def forward(self, img):
        forwards, backwards = img, img
        for transform in self.transforms:
            forwards = transform(forwards)
        for transform in reversed(self.transforms):
            backwards = transform(backwards)
        return self._alike([forwards, backwards])


class RandomErasing(_Transform):
    def forward(self, img):
        return img.clone() if isinstance(img, torch.Tensor) else super().forward(img)


class LinearTransformation(_Transform):
    pass


class AutoAugmentPolicy:
    IMAGENET, CIFAR10, SVHN = 'imagenet', 'cifar10', 'svhn'


${KEEPING.split(' ').map((name) => `class ${name}(_Keeping):\n    pass\n`).join('\n\n')}
`,
};

export const FUNCTIONAL: Family = {
  module: 'torchvision.transforms.functional',
  exports: [],
  globals: pictureNames,
  python: `
import enum

import numpy


class InterpolationMode(enum.Enum):
    NEAREST = 'nearest'
    BILINEAR = 'bilinear'
    BICUBIC = 'bicubic'
    BOX = 'box'
    HAMMING = 'hamming'
    LANCZOS = 'lanczos'


def _is_tensor(img):
    return isinstance(img, torch.Tensor)

def _is_picture(img):
    return _certainly(isinstance(img, _Picture))

def _alike(one, other):
    if _is_picture(one) and _is_picture(other):
        return _certainly(one.size == other.size) and _certainly(one.mode == other.mode)
    both = _certainly(_is_tensor(one)) and _certainly(_is_tensor(other))
    return both and _certainly(one.shape == other.shape) and one.dtype == other.dtype

def _sized(img, height, width):
    return img.resize((width, height))

def _external_picture(*args, **kwargs):
    return _external('a picture is known only at run time')


def to_tensor(pic):
    if _is_picture(pic):
        dtype = {'I': torch.int32, 'I;16': torch.int16}.get(pic.mode, torch.float32)
        return torch.empty((len(pic.getbands()), pic.height, pic.width), dtype=dtype)
    if _certainly(isinstance(pic, numpy.ndarray)):
        if pic.ndim not in (2, 3):
            raise ValueError(f'pic should be 2/3 dimensional. Got {pic.ndim} dimensions.')
        pic = torch.as_tensor(pic)
        pic = (pic[:, :, None] if pic.ndim == 2 else pic).permute(2, 0, 1).contiguous()
        return pic.to(torch.get_default_dtype()).div(255) if pic.dtype == torch.uint8 else pic
    if _certainly(_is_tensor(pic)):
        raise TypeError(f'pic should be PIL Image or ndarray. Got {type(pic)}')
    return _external('a picture is known only at run time')


def pil_to_tensor(pic):
    if not _is_picture(pic):
        return _external('a picture is known only at run time')
    dtype = {'I': torch.int32, 'I;16': torch.int16, 'F': torch.float32, '1': torch.bool}.get(pic.mode, torch.uint8)
    return torch.empty((len(pic.getbands()), pic.height, pic.width), dtype=dtype)


def to_pil_image(pic, mode=None):
    if not _certainly(_is_tensor(pic)) or pic.ndim not in (2, 3):
        return _external('a picture is known only at run time')
    bands = 1 if pic.ndim == 2 else pic.shape[0]
    if mode is None:
        if bands == 1:
            mode = {torch.int32: 'I', torch.int16: 'I;16'}.get(pic.dtype, 'L')
        elif bands in (2, 3, 4):
            mode = {2: 'LA', 3: 'RGB', 4: 'RGBA'}[bands]
        else:
            return _external('a picture is known only at run time')
    return _new_picture(mode, (pic.shape[-1], pic.shape[-2]))


def convert_image_dtype(image, dtype=torch.float):
    return image.to(dtype) if _is_tensor(image) else _external('a picture is known only at run time')


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


def _short_side(size, height, width):
    if _certainly(height == width):
        return [size, size]
    short = min(height, width)
    return [int(size * extent / short) if extent != short else size for extent in (height, width)]


def resize(img, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=None):
    size = [size] if isinstance(size, int) else list(size)
    if _is_picture(img) and len(size) == 2:
        return _sized(img, *size)
    if _is_picture(img) and max_size is None:
        return _sized(img, *_short_side(size[0], img.height, img.width))
    if _is_picture(img):
        return _sized(img, *[_external('a resized picture is known only at run time')] * 2)
    if not _is_tensor(img) or max_size is not None:
        return _external('a resized picture is known only at run time')
    height, width = img.shape[-2:]
    if len(size) == 1:
        size = _short_side(size[0], height, width)
    if size == [height, width]:
        return img
    mode = interpolation.value if isinstance(interpolation, InterpolationMode) else 'bilinear'
    batch = img if img.ndim == 4 else img.reshape(-1, *img.shape[-3:])
    # Interpolation is of float32 and float64 only; other elements are converted there and back.
    own = _certainly(img.dtype in (torch.float32, torch.float64))
    out = F.interpolate(batch if own else batch.to(torch.float32), size=size, mode=mode).to(img.dtype)
    return out if img.ndim == 4 else out.reshape(*img.shape[:-2], *size)


def center_crop(img, output_size):
    size = (output_size,) if isinstance(output_size, int) else tuple(output_size)
    size = size * 2 if len(size) == 1 else size
    if _is_picture(img):
        return _sized(img, *size)
    if not _is_tensor(img):
        return _external('a cropped picture is known only at run time')
    height, width = img.shape[-2:]
    if size[0] > height or size[1] > width:
        return _external('a padded picture is known only at run time')
    top, left = int(round((height - size[0]) / 2.0)), int(round((width - size[1]) / 2.0))
    return img[..., top:top + size[0], left:left + size[1]]


def crop(img, top, left, height, width):
    if _is_picture(img):
        return _sized(img, height, width)
    if not _is_tensor(img) or not (_certainly(top >= 0) and _certainly(left >= 0)):
        return _external('a cropped picture is known only at run time')
    if not (_certainly(top + height <= img.shape[-2]) and _certainly(left + width <= img.shape[-1])):
        return _external('a padded picture is known only at run time')
    return img[..., top:top + height, left:left + width]


def five_crop(img, size):
    size = [int(size)] if isinstance(size, (int, float)) else list(size)
    height, width = size * 2 if len(size) == 1 else size
    columns, rows = get_image_size(img)
    if _certainly(width > columns) or _certainly(height > rows):
        raise ValueError(f'Requested crop size {(height, width)} is bigger than input size {(rows, columns)}')
    corners = [(top, left) for top in (0, rows - height) for left in (0, columns - width)]
    return (*[crop(img, *corner, height, width) for corner in corners], center_crop(img, [height, width]))


def ten_crop(img, size, vertical_flip=False):
    return five_crop(img, size) + five_crop(vflip(img) if vertical_flip else hflip(img), size)


def erase(img, i, j, h, w, v, inplace=False):
    if not _is_tensor(img):
        raise TypeError(f'img should be Tensor Image. Got {type(img)}')
    img = img if inplace else img.clone()
    img[..., i:i + h, j:j + w] = v
    return img


def resized_crop(img, top, left, height, width, size, interpolation=InterpolationMode.BILINEAR, antialias=None):
    return resize(crop(img, top, left, height, width), size)


def pad(img, padding, fill=0, padding_mode='constant'):
    padding = [padding] if isinstance(padding, int) else list(padding)
    left, top, right, bottom = padding * 4 if len(padding) == 1 else padding * 2 if len(padding) == 2 else padding
    if _is_picture(img):
        return _sized(img, img.height + top + bottom, img.width + left + right)
    if not _is_tensor(img) or padding_mode == 'symmetric':
        return _external('a padded picture is known only at run time')
    mode, sides = {'edge': 'replicate'}.get(padding_mode, padding_mode), [left, right, top, bottom]
    return F.pad(img, sides, mode, fill) if mode == 'constant' else F.pad(img, sides, mode)

def hflip(img):
    return img.copy() if _is_picture(img) else img.flip(-1) if _is_tensor(img) else _external_picture()

def vflip(img):
    return img.copy() if _is_picture(img) else img.flip(-2) if _is_tensor(img) else _external_picture()


def rotate(img, angle, interpolation=InterpolationMode.NEAREST, expand=False, center=None, fill=None):
    return img.rotate(angle, expand=expand) if _is_picture(img) else _external_picture()


def _kept(img, *args, **kwargs):
    return img.copy() if _is_picture(img) else _external_picture()


adjust_brightness = adjust_contrast = adjust_saturation = adjust_hue = adjust_gamma = adjust_sharpness = _kept
affine = perspective = autocontrast = equalize = invert = posterize = solarize = gaussian_blur = _kept

def to_grayscale(img, num_output_channels=1):
    return img.convert('L' if num_output_channels == 1 else 'RGB') if _is_picture(img) else _external_picture()


rgb_to_grayscale = to_grayscale


def get_image_size(img):
    if not _is_picture(img) and not _is_tensor(img):
        return [_external('a picture is known only at run time')] * 2
    return list(img.size) if _is_picture(img) else [img.shape[-1], img.shape[-2]]
`,
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
  FUNCTIONAL, TRANSFORMS, VISION_SETS,
  nothing('torchvision.utils', 'make_grid save_image draw_bounding_boxes draw_segmentation_masks draw_keypoints flow_to_image'),
  nothing('torchvision.io.image', 'read_image decode_image read_file write_file decode_jpeg encode_jpeg write_jpeg decode_png '
    + 'encode_png write_png'),
  nothing('torchvision.io.video', 'read_video write_video read_video_timestamps'),
];
