"""Has PyTorch run models from a seed on an image, and records every tensor that an op gives, as `convlens run` is compared with.

    python3 tools/runGolden.py [NAME...]     the models of test/golden/run/targets.txt -> test/golden/run/NAME.json

The weights are those of `torch.manual_seed(0)` and the entry's constructors, the input is the image after torchvision's
transforms: the steps that the target names, written as in torchvision.
"""
import json
import os
import sys

import torch
import torchvision.transforms as T
from PIL import Image
from torchvision.transforms import InterpolationMode

from modelGolden import Recorder

ROOT = os.path.join(os.path.dirname(__file__), '..')
FOLDER = os.path.join(ROOT, 'test/golden/run')
SAMPLES = 6


def targets():
    with open(os.path.join(FOLDER, 'targets.txt')) as file:
        for line in file:
            if line.strip() and not line.startswith('#'):
                yield [part.strip() for part in line.split('|')]


def record(name, entry, shape, image, statement, steps):
    space = {}
    exec(statement, space)
    torch.manual_seed(0)
    model = eval(entry, space).eval()
    transforms = eval('[' + steps + ']', {**vars(T), 'InterpolationMode': InterpolationMode})
    tensor = T.Compose(transforms)(Image.open(os.path.join(ROOT, image)).convert('RGB'))[None]
    assert 'x'.join(map(str, tensor.shape)) == shape, tensor.shape
    recorder = Recorder(None, SAMPLES)
    with recorder:
        result = model(tensor)
    outputs = [result] if isinstance(result, torch.Tensor) else list(result.values()) if isinstance(result, dict) else list(result)
    record = {'entry': entry, 'torch': torch.__version__, 'outputs': [
        {'shape': list(output.shape), 'max': float(output.abs().max()), 'top': output.flatten(1)[0].topk(5).indices.tolist()}
        for output in outputs]}
    with open(os.path.join(FOLDER, f'{name}.json'), 'w') as file:
        rows = ',\n'.join(json.dumps(row, separators=(',', ':')) for row in recorder.records)
        file.write(json.dumps(record)[:-1] + ', "tensors": [\n' + rows + '\n]}\n')


if __name__ == '__main__':
    sys.path[:0] = [os.path.join(ROOT, 'test/models'), os.path.join(ROOT, 'examples')]
    wanted = sys.argv[1:]
    for name, *target in targets():
        if not wanted or name in wanted:
            record(name, *target)
            print(f'  {name}', flush=True)
