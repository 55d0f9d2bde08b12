// torchvision.models' ways to name a model and its weights: weights enums, builders, get_model.
// Weights are never loaded; what depends on their numbers is unknown, what depends on their names is exact.
export const API_TEXT = `
import enum
import fnmatch
import importlib
import json
from functools import partial


class Weights:
    def __init__(self, url, transforms, meta):
        self.url = url
        self.transforms = transforms
        self.meta = meta


class _Meta(dict):
    def __missing__(self, key):
        return _later('what weights tell of themselves is known only at run time')


def _preprocess(images, *args, **kwargs):
    return _external('the result of a preprocessing is known only at run time')


def _classification(**options):
    from torchvision.transforms._presets import ImageClassification
    return ImageClassification(**options)


def _segmentation(**options):
    from torchvision.transforms._presets import SemanticSegmentation
    return SemanticSegmentation(**options)


# Classifiers know the 1000 categories of ImageNet, segmentation the 21 of Pascal VOC.
def _transforms(name, categories):
    if categories == 1000:
        own = _presets.get(name.replace('_Weights', '').replace('IMAGENET1K_', ''))
        return partial(_classification, **({'crop_size': 224, **json.loads(own)} if own else {'crop_size': 224}))
    if categories == 21:
        return partial(_segmentation, resize_size=520)
    return partial(lambda **options: _preprocess)


class WeightsEnum(enum.Enum):
    @classmethod
    def verify(cls, obj):
        if obj is not None:
            if isinstance(obj, str):
                obj = cls._of(obj.replace(cls.__name__ + '.', ''))
            elif not isinstance(obj, cls):
                raise TypeError('Invalid Weight class provided; expected {} but received {}.'.format(
                    cls.__name__, obj.__class__.__name__))
        return obj

    @classmethod
    def _of(cls, label):
        if label not in cls.__members__:
            raise ValueError("Unknown value '{}' for {}.".format(label, cls.__name__))
        return cls[label]

    def get_state_dict(self, progress=True, **kwargs):
        return _external('the numbers of pretrained weights are known only at run time')

    @property
    def url(self):
        return _later('what weights tell of themselves is known only at run time')

    @property
    def transforms(self):
        return self.value.transforms

    @property
    def meta(self):
        return self.value.meta


def weights(name, members, categories):
    made = []
    default = None
    for word in members.split():
        label, _, size = word.strip('*').partition('@')
        meta = _Meta()
        if label.endswith('_FEATURES'):
            meta['categories'] = None
        else:
            meta['categories'] = [_later('the names of categories are known only at run time')] * categories
        if size:
            meta['min_size'] = (int(size), int(size))
        value = Weights(label, _transforms(name + '.' + label, categories), meta)
        made.append((label, value))
        if word.startswith('*'):
            default = value
    if default is not None:
        made.append(('DEFAULT', default))
    return WeightsEnum(name, made)


def named(kwargs, name, value):
    if kwargs.get(name) is None:
        kwargs[name] = value
    if kwargs[name] != value:
        raise ValueError("The parameter '{}' expected value {} but got {} instead.".format(name, value, kwargs[name]))


def chosen(model, kind, kwargs, name='weights', legacy='pretrained'):
    given = kwargs.pop(name, None)
    old = kwargs.pop(legacy, None)
    if given is None and old is None:
        return None
    if old is None and isinstance(given, (WeightsEnum, str)) and given != 'legacy':
        return kind.verify(given)
    if not (given if old is None else old):
        return None
    first = next(iter(kind))
    if 'SWAG' in first.name:
        raise ValueError('No weights available for model {}'.format(model))
    return first


def builder(name, kind, make, *defaults, **options):
    def build(*args, **kwargs):
        for key, value in zip(getattr(make, 'positional', ('weights', 'progress')), args):
            kwargs[key] = value
        kwargs.pop('progress', None)
        weights = chosen(name, kind, kwargs)
        categories = weights.meta['categories'] if weights is not None else None
        if categories is not None:
            named(kwargs, 'num_classes', len(categories))
        for key, value in options.items():
            named(kwargs, key, value)
        return make(weights, *defaults, **kwargs)
    build.__name__ = build.__qualname__ = name
    build.weights = kind
    return build


def get_model_builder(name):
    name = name.lower()
    if name not in _homes:
        raise ValueError('Unknown model {}'.format(name))
    return getattr(importlib.import_module(_homes[name]), name.replace('quantized_', ''))


def get_model(name, **config):
    return get_model_builder(name)(**config)


def get_model_weights(name):
    return (name if callable(name) else get_model_builder(name)).weights


def get_weight(name):
    kind, member = name.split('.')
    if kind not in _weight_homes:
        raise ValueError("The weight enum '{}' for the specific method couldn't be retrieved.".format(kind))
    return getattr(importlib.import_module(_weight_homes[kind]), kind)._of(member)


def list_models(module=None, include=None, exclude=None):
    names = [name for name, home in _homes.items() if module is None or home.rsplit('.', 1)[0] == module.__name__]
    def several(patterns):
        return [patterns] if isinstance(patterns, str) else patterns
    if include:
        names = [name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in several(include))]
    if exclude:
        names = [name for name in names if not any(fnmatch.fnmatch(name, pattern) for pattern in several(exclude))]
    return sorted(names)


def register_model(name=None):
    return lambda fn: fn


def load_state_dict_from_url(*args, **kwargs):
    return _external('the numbers of pretrained weights are known only at run time')
`;
