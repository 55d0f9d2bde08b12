"""Writes what the installed torchvision knows of its weights: class names and the transforms of each model's default weights.

    python3 tools/torchvisionFacts.py        -> src/formats/facts/labels.json, src/formats/facts/transforms.json,
                                                src/interp/torch/torchvision/presets.ts
"""
import json
import os
import textwrap

import torchvision
from torchvision.models import _meta

FOLDER = os.path.join(os.path.dirname(__file__), '..', 'src', 'formats', 'facts')

# The data sets of Krizhevsky (2009) come with their names in the downloaded files; these are the names in the files' order.
CIFAR10 = 'airplane automobile bird cat deer dog frog horse ship truck'
CIFAR100 = '''apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox
girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom
oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road
rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone
television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm'''


def labels():
    return {
        'ImageNet': list(_meta._IMAGENET_CATEGORIES),
        'CIFAR-10': CIFAR10.split(),
        'CIFAR-100': [name.replace('_', ' ') for name in CIFAR100.split()],
        'MNIST': [str(digit) for digit in range(10)],
        'Fashion-MNIST': list(torchvision.datasets.FashionMNIST.classes),
        'VOC': list(_meta._VOC_CATEGORIES),
        'COCO': list(_meta._COCO_CATEGORIES),
    }


def transforms():
    """By model: resize (of clips: of each frame), crop or null, interpolation, mean, std."""
    found = {}
    for name in sorted(torchvision.models.list_models()):
        weights = torchvision.models.get_model_weights(name)
        default = getattr(weights, 'DEFAULT', None)
        if default is None:
            continue
        preset = default.transforms()
        kind = type(preset).__name__
        if kind not in ('ImageClassification', 'SemanticSegmentation', 'VideoClassification'):
            continue
        height, *width = preset.resize_size
        found[name] = {
            'weights': f'{weights.__name__}.DEFAULT',
            # One size is that of the shorter side, two are the height and the width.
            'resize': [height, *width] if width else height,
            'crop': None if kind == 'SemanticSegmentation' else preset.crop_size[0],
            'interpolation': preset.interpolation.value,
            'mean': preset.mean,
            'std': preset.std,
        }
    return found


def presets():
    """Weights of classifiers by what their preprocessing is told, where that is not what most are told."""
    found = {}
    for kind in sorted(vars(torchvision.models)):
        if not kind.endswith('_Weights'):
            continue
        for weights in getattr(torchvision.models, kind):
            preset = weights.transforms()
            said = {'resize_size': preset.resize_size[0], 'crop_size': preset.crop_size[0],
                    'interpolation': preset.interpolation.name, 'mean': tuple(preset.mean), 'std': tuple(preset.std)}
            own = {key: value for key, value in said.items() if value != USUAL[key]}
            if own:
                name = f'{kind[:-len("_Weights")]}.{weights.name.replace("IMAGENET1K_", "")}'
                found.setdefault(json.dumps(own), []).append(name)
    return found


USUAL = {'resize_size': 256, 'crop_size': 224, 'interpolation': 'BILINEAR', 'mean': (0.485, 0.456, 0.406),
         'std': (0.229, 0.224, 0.225)}
PRESETS = os.path.join(os.path.dirname(__file__), '..', 'src', 'interp', 'torch', 'torchvision', 'presets.ts')
HEAD = """// What weights of classifiers say of their preprocessing, where it is not 256, 224 and bilinear: facts of torchvision, written by
// tools/torchvisionFacts.py. Names are without `_Weights` and `IMAGENET1K_`.
export const PRESETS: readonly (readonly [options: string, weights: string])[] = [
"""


def write_presets():
    with open(PRESETS, 'w') as file:
        file.write(HEAD)
        for own, names in sorted(presets().items()):
            lines = textwrap.wrap(' '.join(names), 120, break_on_hyphens=False)
            file.write(f"  ['{own}',\n" + ' +\n'.join(f"    '{line} '" for line in lines) + '],\n')
        file.write('];\n')


def write(name, value):
    with open(os.path.join(FOLDER, name), 'w') as file:
        lines = [f'{json.dumps(key)}: {json.dumps(item, separators=(",", ":"))}' for key, item in value.items()]
        file.write('{\n' + ',\n'.join(lines) + '\n}\n')


if __name__ == '__main__':
    write('labels.json', labels())
    write('transforms.json', transforms())
    write_presets()
