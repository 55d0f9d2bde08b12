// Names of ours in the place of an installed library's own, where its code would read files: data sets, pictures, progress bars.
// All other names, and what these make of anything but pictures, are the library's.
import type { Machine, Overlay } from '../machine';
import { bool, type Value } from '../value';
import { runPython, type PythonText } from './pythonText';
import { VISION_SETS } from './torchvision/datasets';
import { textOf } from './torchvision/family';
import { FUNCTIONAL, TRANSFORMS } from './torchvision/pictures';

/** Those of ours that the module has as well. */
const taken = (m: Machine, text: PythonText, names: readonly string[], source: ReadonlyMap<string, Value>): [string, Value][] => {
  const own = runPython(m, text);
  return names.flatMap((name) => {
    const value = own.get(name);
    return value && source.has(name) ? [[name, value] as [string, Value]] : [];
  });
};

/** Functions and transforms that are ours for pictures alone. */
const DISPATCH = `
def over_function(own, source, takes_tensors):
    def dispatched(img, *args, **kwargs):
        is_own = _is_picture(img) or takes_tensors and _is_tensor(img)
        return (own if is_own else source)(img, *args, **kwargs)
    return dispatched


def over_class(own, source, takes_tensors):
    def __init__(self, *args, **kwargs):
        source.__init__(self, *args, **kwargs)
        object.__setattr__(self, '_own', own(*args, **kwargs))

    name = 'forward' if issubclass(source, nn.Module) else '__call__'

    def transformed(self, img, *more):
        if _is_picture(img) or takes_tensors and _is_tensor(img):
            return self._own(img)
        return getattr(source, name)(self, img, *more)

    return type(source.__name__, (source,), {'__init__': __init__, name: transformed, '__module__': source.__module__})
`;
const DISPATCH_TEXT: PythonText = {
  module: 'torchvision.transforms', paths: [], python: DISPATCH,
  globals: (m) => {
    const functional = runPython(m, textOf(FUNCTIONAL));
    return Object.fromEntries(['_is_picture', '_is_tensor'].map((name) => [name, functional.get(name) ?? bool(false)]));
  },
};

/** Of the names that take tensors, ours are taken for these as well. */
const TAKE_TENSORS = new Set(['RandomErasing', 'to_pil_image']);
const dispatched = (m: Machine, maker: string, family: PythonText, names: readonly string[],
  source: ReadonlyMap<string, Value>): [string, Value][] => {
  const over = runPython(m, DISPATCH_TEXT).get(maker);
  return taken(m, family, names, source).flatMap(([name, own]) => {
    const before = source.get(name);
    const isCallable = before && ['func', 'class'].includes(before.kind) && ['func', 'class'].includes(own.kind);
    return over && isCallable ? [[name, m.call(over, [own, before, bool(TAKE_TENSORS.has(name))])] as [string, Value]] : [];
  });
};

/** Functions of transforms.functional that take a picture first. */
const FUNCTIONS = (
  'to_tensor pil_to_tensor resize center_crop crop resized_crop pad hflip vflip rotate adjust_brightness adjust_contrast '
  + 'adjust_saturation adjust_hue adjust_gamma adjust_sharpness affine perspective autocontrast equalize invert posterize '
  + 'solarize gaussian_blur to_pil_image to_grayscale rgb_to_grayscale get_image_size').split(' ');
/** Transforms that draw: what they give is the same for every draw. */
const DRAWING = (
  'RandomApply RandomChoice RandomOrder RandomCrop RandomHorizontalFlip RandomVerticalFlip RandomResizedCrop FiveCrop TenCrop '
  + 'ColorJitter RandomRotation RandomAffine RandomGrayscale RandomPerspective RandomErasing GaussianBlur RandomInvert '
  + 'RandomPosterize RandomSolarize RandomAdjustSharpness RandomAutocontrast RandomEqualize ElasticTransform AutoAugment '
  + 'RandAugment TrivialAugmentWide AugMix').split(' ');

const datasets: Overlay = (m, source) => taken(m, textOf(VISION_SETS),
  VISION_SETS.exports.filter((name) => name !== 'VisionDataset' && !VISION_SETS.others?.includes(name)), source);
const transforms: Overlay = (m, source) => dispatched(m, 'over_class', textOf(TRANSFORMS), DRAWING, source);
const functional: Overlay = (m, source) => dispatched(m, 'over_function', textOf(FUNCTIONAL), FUNCTIONS, source);
const SETS = (
  'cifar celeba dtd eurosat fakedata fgvc_aircraft flowers102 folder food101 gtsrb imagenet mnist omniglot pcam places365 '
  + 'semeion stanford_cars stl10 sun397 svhn usps').split(' ');
export const OVERLAYS: ReadonlyMap<string, Overlay> = new Map<string, Overlay>([
  ['torchvision.datasets', datasets], ...SETS.map((name) => [`torchvision.datasets.${name}`, datasets] as const),
  ['torchvision.transforms.transforms', transforms], ['torchvision.transforms.autoaugment', transforms],
  ['torchvision.transforms.functional', functional], ['PIL.Image', 'whole'],
  ...['', '.auto', '.autonotebook', '.notebook', '.std', '.rich'].map((part) => [`tqdm${part}`, 'whole'] as const),
]);
