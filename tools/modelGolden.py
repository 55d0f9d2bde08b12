"""Runs a model with seeded weights under PyTorch and records every tensor that an op gives.

python3 tools/modelGolden.py ENTRY SHAPE OUT [--full] [--samples N] [--import STATEMENT] [--path FOLDER]
  ENTRY   an expression that gives a module: torchvision.models.resnet18()
  SHAPE   of its input: 1x3x224x224 (several inputs: separated by commas)
  OUT     OUT.json: shape, largest absolute value and sampled elements of each tensor; with --full also OUT.bin, all elements.

Weights and inputs are functions of their name and index (see `seeded`), computed alike by test/support/seeded.ts, so that no
weight file is needed. Statistics of batch norms are left as seeded: activations need to be sane, not good.
"""
import argparse
import json
import sys

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode


def seeded(name, count):
    """Uniform floats in [-1, 1): murmur3's finaliser over a counter, seeded with the FNV-1a hash of the name."""
    seed = 2166136261
    for byte in name.encode():
        seed = ((seed ^ byte) * 16777619) & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint64) * 0x9E3779B1 + seed
    x &= 0xFFFFFFFF
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, None)):
        x ^= x >> shift
        if factor:
            x = (x * factor) & 0xFFFFFFFF
    return ((x >> 8).astype(np.float64) / 2**23 - 1).astype(np.float32)


def fill(name, shape):
    """A weight as models have them: scaled by its fan-in, norms near 1, variances positive."""
    count = int(np.prod(shape)) if len(shape) else 1
    u = seeded(name, count)
    last = name.rsplit('.', 1)[-1]
    if last == 'running_var':
        values = 1 + np.float32(0.5) * u
    elif len(shape) >= 2:
        values = u * np.float32((6 / int(np.prod(shape[1:]))) ** 0.5)
    elif last == 'weight':
        values = 1 + np.float32(0.25) * u
    else:
        values = np.float32(0.1) * u
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


class Recorder(TorchDispatchMode):
    """Records what each op gives, at the time when it gives it: in-place ops change tensors later."""

    def __init__(self, full, samples):
        super().__init__()
        self.records = []
        self.file = full
        self.samples = samples

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        for tensor in result if isinstance(result, (list, tuple)) else [result]:
            if isinstance(tensor, torch.Tensor) and tensor.dtype == torch.float32:
                self.record(str(func), tensor)
        return result

    def record(self, op, tensor):
        flat = tensor.detach().contiguous().numpy().reshape(-1)
        if not flat.size:
            return
        stride = max(1, flat.size // self.samples)
        row = {'op': op, 'shape': list(tensor.shape), 'max': float(f'{np.abs(flat).max():.9g}'),
               'samples': [float(f'{v:.9g}') for v in flat[::stride][:self.samples]]}
        if self.file:
            row['offset'] = self.file.tell()
            self.file.write(flat.astype('<f4').tobytes())
        self.records.append(row)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('entry')
    parser.add_argument('shape')
    parser.add_argument('out')
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--samples', type=int, default=64)
    parser.add_argument('--import', dest='statement', default='import torchvision')
    parser.add_argument('--path', default=None)
    options = parser.parse_args()
    if options.path:
        sys.path.insert(0, options.path)
    space = {}
    exec(options.statement, space)
    model = eval(options.entry, space).eval()
    state = model.state_dict()
    for name, tensor in state.items():
        if tensor.is_floating_point():
            tensor.copy_(fill(name, list(tensor.shape)))
    shapes = [[int(n) for n in text.split('x')] for text in options.shape.split(',')]
    inputs = [torch.from_numpy(seeded(f'input:{i}', int(np.prod(shape))).reshape(shape)) for i, shape in enumerate(shapes)]
    recorder = Recorder(open(options.out + '.bin', 'wb') if options.full else None, options.samples)
    # With gradients, since without them PyTorch computes whole attention layers at once and their inner tensors never exist.
    with recorder:
        model(*inputs)
    integers = {name: tensor.reshape(-1).tolist() for name, tensor in state.items() if not tensor.is_floating_point()}
    record = {'entry': options.entry, 'inputs': shapes, 'torch': torch.__version__, 'integers': integers}
    with open(options.out + '.json', 'w') as file:
        rows = ',\n'.join(json.dumps(row, separators=(',', ':')) for row in recorder.records)
        file.write(json.dumps(record)[:-1] + ', "tensors": [\n' + rows + '\n]}\n')


if __name__ == '__main__':
    main()
