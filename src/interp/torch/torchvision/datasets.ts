// torchvision.datasets: how many pictures the splits have, of which size and mode, and the kind of their targets, as far as the
// data sets fix them. What the files hold is known only at run time.
import { runPython } from '../pythonText';
import { IMAGE_TEXT } from '../pillow';
import { quietUnknown } from '../support';
import { certainly } from '../textModules';
import type { Machine } from '../../machine';
import { NONE, type Value } from '../../value';
import type { Family } from './family';

/** `_Picture` and `_new_picture`: pictures, whatever PIL the program has; `_at_run_time`: what a file holds. */
export const pictureNames = (m: Machine): Readonly<Record<string, Value>> => {
  const pillow = runPython(m, IMAGE_TEXT);
  return {
    _Picture: pillow.get('Image') ?? NONE, _new_picture: pillow.get('new') ?? NONE, _certainly: certainly,
    _at_run_time: quietUnknown(m, 'external-input', 'data are loaded at run time'),
  };
};

/** Sizes of the splits as published by the data sets; `_at_run_time` where a picture or a split has no fixed size. */
const PYTHON = `
class VisionDataset(torch.utils.data.Dataset):
    _classes = None
    _mode, _size = 'RGB', (_at_run_time, _at_run_time)
    _counts = {}
    _labels = True

    def __init__(self, root=None, transforms=None, transform=None, target_transform=None, *args, **kwargs):
        self._keep(root, None, transform, target_transform, transforms)

    def _keep(self, root, split, transform, target_transform, transforms=None):
        self.root = root
        self._split = split
        self.transform = transform
        self.target_transform = target_transform
        self.transforms = transforms

    @property
    def _label_dtype(self):
        kept = type(self).__getitem__ is VisionDataset.__getitem__ and self._labels
        return torch.int64 if kept and self.target_transform is None and self.transforms is None else None

    def _picture(self):
        return _new_picture(self._mode, self._size)

    def __getitem__(self, index):
        picture = self._picture()
        if self.transforms is not None:
            return self.transforms(picture, _at_run_time)
        if self.transform is not None:
            picture = self.transform(picture)
        target = _at_run_time
        if self.target_transform is not None:
            target = self.target_transform(target)
        return picture, target

    def __len__(self):
        return self._counts.get(self._split, _at_run_time)

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        if name == 'classes' and self._classes is not None:
            return [_external('the names of classes are known only at run time')] * self._classes
        return _at_run_time


class _TrainOrTest(VisionDataset):
    def __init__(self, root=None, train=True, transform=None, target_transform=None, download=False, **kwargs):
        self._keep(root, 'train' if train else 'test', transform, target_transform)
        self.train = train


class _Split(VisionDataset):
    _default = 'train'

    def __init__(self, root=None, split=None, transform=None, target_transform=None, download=False, **kwargs):
        self._keep(root, self._default if split is None else split, transform, target_transform)
        self.split = self._split


class _Whole(VisionDataset):
    def __init__(self, root=None, transform=None, target_transform=None, *args, **kwargs):
        self._keep(root, 'all', transform, target_transform)


class MNIST(_TrainOrTest):
    _classes = 10
    _mode, _size = 'L', (28, 28)
    _counts = {'train': 60000, 'test': 10000}

    @property
    def data(self):
        return torch.empty((len(self), self._size[1], self._size[0]), dtype=torch.uint8)

    @property
    def targets(self):
        return torch.empty(len(self), dtype=torch.int64)


class FashionMNIST(MNIST):
    pass


class KMNIST(MNIST):
    pass


class EMNIST(MNIST):
    _classes = None
    _sizes = {'byclass': (697932, 116323), 'bymerge': (697932, 116323), 'balanced': (112800, 18800), 'letters': (124800, 20800),
              'digits': (240000, 40000), 'mnist': (60000, 10000)}

    def __init__(self, root=None, split=None, **kwargs):
        super().__init__(root, **kwargs)
        self.split = split

    def __len__(self):
        return self._sizes.get(self.split, (_at_run_time, _at_run_time))[0 if self.train else 1]


class QMNIST(MNIST):
    def __init__(self, root=None, what=None, compat=True, train=True, **kwargs):
        super().__init__(root, train, **kwargs)
        self.what = ('train' if train else 'test') if what is None else what

    def __len__(self):
        return {'train': 60000, 'test': 60000, 'test10k': 10000, 'test50k': 50000}.get(self.what, _at_run_time)


class CIFAR10(_TrainOrTest):
    _classes = 10
    _size = (32, 32)
    _counts = {'train': 50000, 'test': 10000}


class CIFAR100(CIFAR10):
    _classes = 100


class SVHN(_Split):
    _size = (32, 32)
    _counts = {'train': 73257, 'test': 26032, 'extra': 531131}


class STL10(_Split):
    _classes = 10
    _size = (96, 96)
    _counts = {'train': 5000, 'test': 8000, 'unlabeled': 100000, 'train+unlabeled': 105000}

    def __init__(self, root=None, split='train', folds=None, transform=None, target_transform=None, download=False):
        super().__init__(root, split, transform, target_transform)
        self._split = split if folds is None else None


class USPS(_TrainOrTest):
    _mode, _size = 'L', (16, 16)
    _counts = {'train': 7291, 'test': 2007}


class SEMEION(_Whole):
    _mode, _size = 'L', (16, 16)
    _counts = {'all': 1593}


class PCAM(_Split):
    _size = (96, 96)
    _counts = {'train': 262144, 'val': 32768, 'test': 32768}


class EuroSAT(_Whole):
    _size = (64, 64)
    _counts = {'all': 27000}


class Omniglot(VisionDataset):
    _mode, _size = 'L', (105, 105)
    _counts = {True: 19280, False: 13180}

    def __init__(self, root=None, background=True, transform=None, target_transform=None, download=False):
        self._keep(root, background, transform, target_transform)


class FakeData(VisionDataset):
    def __init__(self, size=1000, image_size=(3, 224, 224), num_classes=10, transform=None, target_transform=None,
                 random_offset=0):
        self._keep(None, 'all', transform, target_transform)
        self.size = size
        self.num_classes = num_classes
        self.image_size = image_size
        self._mode = {1: 'L', 2: 'LA', 3: 'RGB', 4: 'RGBA'}.get(image_size[0], _at_run_time)
        self._size = (image_size[2], image_size[1])

    def __len__(self):
        return self.size


class CelebA(_Split):
    _size = (178, 218)
    _counts = {'train': 162770, 'valid': 19867, 'test': 19962, 'all': 202599}
    _labels = False

    def __init__(self, root=None, split='train', target_type='attr', transform=None, target_transform=None, download=False):
        super().__init__(root, split, transform, target_transform)


class Places365(_Split):
    _default = 'train-standard'

    def __init__(self, root=None, split='train-standard', small=False, download=False, transform=None, target_transform=None,
                 loader=None):
        super().__init__(root, split, transform, target_transform)
        if small and loader is None:
            self._size = (256, 256)


class DatasetFolder(VisionDataset):
    def __init__(self, root=None, loader=None, extensions=None, transform=None, target_transform=None, is_valid_file=None):
        self._keep(root, None, transform, target_transform)
        self.loader = loader

    def _picture(self):
        return _at_run_time


class ImageFolder(DatasetFolder):
    def __init__(self, root=None, transform=None, target_transform=None, loader=None, is_valid_file=None, *args, **kwargs):
        super().__init__(root, loader, None, transform, target_transform)

    def _picture(self):
        return _new_picture('RGB', self._size) if self.loader is None else _at_run_time


class ImageNet(ImageFolder):
    def __init__(self, root=None, split='train', **kwargs):
        super().__init__(root, kwargs.get('transform'), kwargs.get('target_transform'), kwargs.get('loader'))
        self.split = split
        self._split = split

    _counts = {'train': 1281167, 'val': 50000}


class _Others(VisionDataset):
    _labels = False

    def __init__(self, *args, **kwargs):
        self._keep(None, None, kwargs.get('transform'), kwargs.get('target_transform'), kwargs.get('transforms'))

    def _picture(self):
        return _at_run_time
`;

/** Data sets of coloured pictures of any size with one label each. */
const LABELLED = 'DTD FGVCAircraft Flowers102 Food101 GTSRB StanfordCars Country211 RenderedSST2'.split(' ');
const LABELLED_WHOLES = 'Caltech256 SUN397'.split(' ');
/** Others: their items are known only at run time. */
const OTHERS = ('Caltech101 Cityscapes CocoCaptions CocoDetection Flickr30k Flickr8k HMDB51 INaturalist Kinetics Kitti LFWPairs '
  + 'LFWPeople LSUN OxfordIIITPet PhotoTour SBDataset SBU UCF101 VOCDetection VOCSegmentation WIDERFace').split(' ');
const FIXED = ('VisionDataset MNIST FashionMNIST KMNIST EMNIST QMNIST CIFAR10 CIFAR100 SVHN STL10 USPS SEMEION PCAM EuroSAT '
  + 'Omniglot FakeData CelebA Places365 DatasetFolder ImageFolder ImageNet').split(' ');
const classes = (names: readonly string[], base: string): string =>
  names.map((name) => `\n\nclass ${name}(${base}):\n    pass\n`).join('');

export const VISION_SETS: Family = {
  module: 'torchvision.datasets.vision',
  exports: [...FIXED, ...LABELLED, ...LABELLED_WHOLES, ...OTHERS],
  others: OTHERS,
  python: PYTHON + classes(LABELLED, '_Split') + classes(LABELLED_WHOLES, '_Whole') + classes(OTHERS, '_Others'),
  globals: pictureNames,
};
