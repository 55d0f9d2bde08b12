"""Compares `convlens run` with PyTorch and torchvision for every classification and segmentation builder of torchvision.

    npm run build -- --production
    python3 tools/runSweep.py [--only REGEX] [--image FILE]... [--size HxW] [--exact] [--out FILE.md]

From the image's file and the seed 0 to every map and output. The input is compared with the transforms of the builder's default weights
themselves where they crop, and with the steps that the run names where they do not (segmentation). Each map that the run kept is compared,
element by element, with the tensors of its shape that PyTorch's ops made: max |error| / max |x| of the best one. A row is
written for every builder as soon as it is done.
"""
import argparse
import collections
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
import torchvision.transforms as T
from PIL import Image
from torch.utils._python_dispatch import TorchDispatchMode
from torchvision import models
from torchvision.transforms import InterpolationMode

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
TOLERANCE = 3e-4
HEAD = ('| builder | input | image | maps | worst map | max error of a map | of the outputs | of the input |\n'
        '|---|---|---|---:|---|---:|---:|---:|')


def builders():
    for name in models.list_models():
        builder = models.get_model_builder(name)
        module = builder.__module__.split('.')[2:-1]
        if module in ([], ['segmentation']):
            names = ', '.join(f'{argument}=None' for argument in ('weights', 'weights_backbone')
                              if argument in inspect.signature(builder).parameters)
            yield name, '.'.join(['models', *module, f'{name}({names})'])


class Kept(TorchDispatchMode):
    """Every floating-point tensor that an op gives, as it is at that time, by its shape."""

    def __init__(self):
        super().__init__()
        self.by_shape = collections.defaultdict(list)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        for tensor in result if isinstance(result, (list, tuple)) else [result]:
            if isinstance(tensor, torch.Tensor) and tensor.dtype == torch.float32 and tensor.numel():
                # Ops in place change what others have given: a copy, except for views, whose elements are another's.
                self.by_shape[tuple(tensor.shape)].append(tensor.detach().clone().contiguous().numpy())
        return result


def error(ours, theirs):
    scale = float(np.abs(theirs).max()) or 1.0
    return float(np.abs(ours - theirs).max()) / scale


def best(ours, candidates):
    """The smallest error over the candidates; most are told apart by a few elements."""
    flat = ours.reshape(-1)
    step = max(1, flat.size // 97)
    rough = sorted(candidates, key=lambda each: error(flat[::step], each.reshape(-1)[::step]))
    return min((error(ours, each) for each in rough[:3]), default=float('inf'))


def run(expression, shape, image, folder, exact):
    target = f'{ROOT}/test/models/byName.py:{expression}@1x3x{shape[0]}x{shape[1]}'
    command = ['node', f'{ROOT}/dist/cli.js', 'run', target, '--image', image, '--save', folder, '--json', '--python-path',
               os.path.dirname(os.path.dirname(torch.__file__)), *(['--exact'] if exact else [])]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError((done.stderr or done.stdout).strip().splitlines()[-1][:200])
    return json.loads(done.stdout)


def outputs_of(result):
    if isinstance(result, torch.Tensor):
        return [result]
    return list(result.values()) if isinstance(result, dict) else list(result)


def compare(name, expression, size, image, exact):
    weights = models.get_model_weights(name).DEFAULT.transforms()
    crop = getattr(weights, 'crop_size', None)
    shape = size or ((crop[0], crop[0]) if crop else (256, 320))
    folder = tempfile.mkdtemp(prefix='sweep-')
    try:
        document = run(expression, shape, image, folder, exact)
        steps = ', '.join(document['inputs'][0]['image']['steps'][1:])
        picture = Image.open(image).convert('RGB')
        if crop and not size:
            given = weights(picture)[None]
        else:
            given = T.Compose(eval(f'[{steps}]', {**vars(T), 'InterpolationMode': InterpolationMode}))(picture)[None]
        read = lambda key: np.load(os.path.join(folder, 'maps', re.sub(r'[^\w.-]+', '_', key) + '.npy'))
        of_input = float(np.abs(read('input 0') - given.numpy()).max())
        torch.manual_seed(0)
        model = eval(expression, {'models': models}).eval()
        kept = Kept()
        with kept:
            results = outputs_of(model(given))
        worst, where, count = 0.0, '', 0
        for layer in document['run']['layers']:
            if layer['dtype'] != 'float32' or 0 in layer['shape']:
                continue
            count += 1
            found = best(read(layer['key']), kept.by_shape[tuple(layer['shape'])])
            if found >= worst:
                worst, where = found, layer['key']
        assert len(results) == len(document['run']['outputs']), (len(results), len(document['run']['outputs']))
        of_outputs = max(error(read(f'output {i}'), result.detach().numpy()) for i, result in enumerate(results))
        return {'shape': shape, 'maps': count, 'worst': worst, 'where': where, 'outputs': of_outputs, 'input': of_input}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--only', default='.')
    parser.add_argument('--image', action='append')
    parser.add_argument('--size', default=None)
    parser.add_argument('--exact', action='store_true')
    parser.add_argument('--out', default=None)
    options = parser.parse_args()
    torch.set_num_threads(1)
    size = tuple(int(n) for n in options.size.split('x')) if options.size else None
    images = options.image or [f'{ROOT}/media/samples/{name}' for name in ('fruit.jpg', 'shapes.png', 'colours.png')]
    out = open(options.out, 'w') if options.out else sys.stdout
    print(HEAD, file=out, flush=True)
    failed = 0
    for index, (name, expression) in enumerate(builders()):
        if not re.search(options.only, name):
            continue
        image = images[index % len(images)]
        started = time.time()
        try:
            row = compare(name, expression, size, image, options.exact)
            is_right = max(row['worst'], row['outputs']) < TOLERANCE and row['input'] < 1 / 255
            failed += not is_right
            cells = [name, 'x'.join(map(str, row['shape'])), os.path.basename(image), row['maps'], f"`{row['where']}`",
                     f"{row['worst']:.1e}", f"{row['outputs']:.1e}", f"{row['input']:.1e}"]
        except Exception as problem:
            failed += 1
            cells = [name, '', os.path.basename(image), '', f'{type(problem).__name__}: {problem}', '', '', '']
        print('| ' + ' | '.join(map(str, cells)) + ' |', file=out, flush=True)
        print(f'{name} {time.time() - started:.0f} s', file=sys.stderr, flush=True)
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
