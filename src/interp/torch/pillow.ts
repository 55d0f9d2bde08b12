// PIL.Image, where its source is not found: the size and the mode of pictures, as Python text.
// Pixels are never known, nor what a file holds.
import type { NativeModule } from '../machine';
import type { PythonText } from './pythonText';
import { textModule } from './textModules';

const IMAGE = `
import enum

NEAREST, LANCZOS, BILINEAR, BICUBIC, BOX, HAMMING = 0, 1, 2, 3, 4, 5
NONE, ANTIALIAS, CUBIC, LINEAR = 0, 1, 3, 2
FLIP_LEFT_RIGHT, FLIP_TOP_BOTTOM, ROTATE_90, ROTATE_180, ROTATE_270, TRANSPOSE, TRANSVERSE = 0, 1, 2, 3, 4, 5, 6
AFFINE, EXTENT, PERSPECTIVE, QUAD, MESH = 0, 1, 2, 3, 4
WEB, ADAPTIVE = 0, 1
MAX_IMAGE_PIXELS = 89478485


class Resampling(enum.IntEnum):
    NEAREST = 0
    LANCZOS = 1
    BILINEAR = 2
    BICUBIC = 3
    BOX = 4
    HAMMING = 5


class Transpose(enum.IntEnum):
    FLIP_LEFT_RIGHT = 0
    FLIP_TOP_BOTTOM = 1
    ROTATE_90 = 2
    ROTATE_180 = 3
    ROTATE_270 = 4
    TRANSPOSE = 5
    TRANSVERSE = 6


_BANDS = {
    '1': ('1',), 'L': ('L',), 'P': ('P',), 'I': ('I',), 'F': ('F',), 'I;16': ('I',), 'LA': ('L', 'A'), 'PA': ('P', 'A'),
    'RGB': ('R', 'G', 'B'), 'YCbCr': ('Y', 'Cb', 'Cr'), 'LAB': ('L', 'A', 'B'), 'HSV': ('H', 'S', 'V'),
    'RGBA': ('R', 'G', 'B', 'A'), 'RGBX': ('R', 'G', 'B', 'X'), 'CMYK': ('C', 'M', 'Y', 'K'),
}
_FILE = 'what a picture file holds is known only at run time'


class Image:
    format = None

    def __init__(self):
        self._like('', (0, 0))

    def _like(self, mode, size):
        self.mode = mode
        self._size = tuple(size)
        self.info = {}
        return self

    def _new(self, mode=None, size=None):
        return Image()._like(self.mode if mode is None else mode, self._size if size is None else size)

    size = property(lambda self: self._size)
    width = property(lambda self: self._size[0])
    height = property(lambda self: self._size[1])

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    def load(self):
        return _external('pixels are known only at run time')

    def close(self):
        return None

    def save(self, fp, format=None, **params):
        return None

    def show(self, title=None):
        return None

    def verify(self):
        return None

    def seek(self, frame):
        return None

    def getbands(self):
        return _BANDS[self.mode]

    def convert(self, mode=None, matrix=None, dither=None, palette=WEB, colors=256):
        return self._new(_external(_FILE) if mode is None else mode)

    def copy(self):
        return self._new()

    def __copy__(self):
        return self._new()

    def filter(self, filter):
        return self._new()

    def point(self, lut, mode=None):
        return self._new(mode)

    def resize(self, size, resample=None, box=None, reducing_gap=None):
        return self._new(size=size)

    def crop(self, box=None):
        return self._new() if box is None else self._new(size=(box[2] - box[0], box[3] - box[1]))

    def rotate(self, angle, resample=0, expand=0, center=None, translate=None, fillcolor=None):
        return self._new(size=(_external(_FILE), _external(_FILE)) if expand else None)

    def transpose(self, method):
        return self._new(size=(self.height, self.width) if method in (2, 4, 5, 6) else None)

    def transform(self, size, method, data=None, resample=0, fill=1, fillcolor=None):
        return self._new(size=size)

    def thumbnail(self, size, resample=BICUBIC, reducing_gap=2.0):
        self._size = (_external(_FILE), _external(_FILE))

    def quantize(self, colors=256, method=None, kmeans=0, palette=None, dither=1):
        return self._new('P')

    def split(self):
        return tuple(self._new(self.mode if len(self.getbands()) == 1 else 'L') for _ in self.getbands())

    def getchannel(self, channel):
        return self._new('L')

    def paste(self, im, box=None, mask=None):
        return None

    def putalpha(self, alpha):
        self.mode = {'L': 'LA', 'P': 'PA'}.get(self.mode, 'RGBA')

    def __array__(self, dtype=None, copy=None):
        if _is_unknown(self.mode) or self.mode not in _BANDS:
            return _external('pixels are known only at run time')
        kind = {'1': 'bool', 'I': 'int32', 'F': 'float32', 'I;16': 'uint16'}.get(self.mode, 'uint8')
        bands = len(_BANDS[self.mode])
        import numpy
        pixels = numpy.empty((self.height, self.width) + ((bands,) if bands > 1 else ()), dtype=kind)
        return pixels if dtype is None else pixels.astype(dtype)

    def __getattr__(self, name):
        if name.startswith('__') and name != '__array_interface__':
            raise AttributeError(name)
        return _external('pixels are known only at run time')


def open(fp, mode='r', formats=None):
    return Image()._like(_external(_FILE), (_external(_FILE), _external(_FILE)))


def new(mode, size, color=0):
    return Image()._like(mode, size)


def fromarray(obj, mode=None):
    shape = obj.shape
    modes = {2: 'LA', 3: 'RGB', 4: 'RGBA'}
    if mode is None:
        if len(shape) == 3:
            mode = modes[shape[2]]
        else:
            mode = {'uint8': 'L', 'bool': '1', 'int32': 'I', 'float32': 'F', 'float64': 'F', 'uint16': 'I;16'}[str(obj.dtype)]
    return Image()._like(mode, (shape[1], shape[0]))


def merge(mode, bands):
    return Image()._like(mode, bands[0].size)


def blend(im1, im2, alpha):
    return im1.copy()


def composite(image1, image2, mask):
    return image2.copy()


def alpha_composite(im1, im2):
    return im1.copy()


def frombytes(mode, size, data, decoder_name='raw', *args):
    return Image()._like(mode, size)
`;

export const IMAGE_TEXT: PythonText = { module: 'PIL.Image', paths: [], python: IMAGE };

export const PILLOW: readonly (readonly [string, NativeModule])[] = [
  textModule('PIL', null, ['Image', 'ImageFile', 'ImageOps', 'ImageEnhance', 'ImageFilter', 'ImageDraw', 'ImageFont']),
  textModule('PIL.Image', IMAGE_TEXT),
  textModule('PIL.ImageFile', { module: 'PIL.ImageFile', paths: [], python: 'LOAD_TRUNCATED_IMAGES = False\n' }),
  ...['ImageOps', 'ImageEnhance', 'ImageFilter', 'ImageDraw', 'ImageFont'].map((name) => textModule(`PIL.${name}`, null)),
];
