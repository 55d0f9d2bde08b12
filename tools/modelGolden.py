"""Runs a model with seeded weights under PyTorch and records every tensor that an op gives.

python3 tools/modelGolden.py ENTRY SHAPE OUT [--full] [--samples N] [--import STATEMENT] [--path FOLDER]
  ENTRY   an expression that gives a module: torchvision.models.resnet18()
  SHAPE   of its inputs as on the command line of convlens: 1x3x224x224,1x10:int64,[3x64x64]; integers are 0 and 1
  OUT     OUT.json: shape, largest absolute value and sampled elements of each tensor; with --full also OUT.bin, all elements.
python3 tools/modelGolden.py --serve    does the same for every line of its input, a JSON object {entry, shape, out, samples} with
  `statement` to import or `source`, the file or module whose names the entry uses; answers a line each: ok, or what went wrong.
  With `double`, OUT.json is one number: how far float32 takes PyTorch itself from float64 (see `rounding`).

Weights and inputs are functions of their name and index (see `seeded`), computed alike by test/support/seeded.ts, so that no
weight file is needed. Statistics of batch norms are left as seeded: activations need to be sane, not good.
"""
import argparse
import importlib
import json
import os
import sys

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import truth  # noqa: E402


def seeded(name, count):
    """Uniform floats in [-1, 1): murmur3's finaliser over a counter, seeded with the FNV-1a hash of the name."""
    seed = 2166136261
    for byte in name.encode():
        seed = ((seed ^ byte) * 16777619) & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, None)):
        x ^= x >> np.uint32(shift)
        if factor:
            x *= np.uint32(factor)
    # Exact in float32: 24 bits over a power of two.
    return (x >> np.uint32(8)).astype(np.float32) * np.float32(2**-23) - np.float32(1)


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

    def __init__(self, full, samples, dtype=torch.float32):
        super().__init__()
        self.dtype = dtype
        self.records = []
        self.file = full
        self.samples = samples

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        for tensor in result if isinstance(result, (list, tuple)) else [result]:
            if isinstance(tensor, torch.Tensor) and tensor.dtype == self.dtype:
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


def make_inputs(text):
    """Tensors and lists of tensors; all tensors in order."""
    made = []

    def make(item):
        if item.startswith('['):
            return [make(each) for each in truth.split(item[1:-1])]
        sizes, _, dtype = item.partition(':')
        shape = [] if sizes == 'scalar' else [int(n) for n in sizes.split('x')]
        values = torch.from_numpy(seeded(f'input:{len(made)}', int(np.prod(shape)))).reshape(shape)
        dtype = getattr(torch, dtype or 'float32')
        made.append(values.to(dtype) if dtype.is_floating_point else (values > 0).to(dtype))
        return made[-1]

    return [make(item) for item in truth.split(text)], made


def model_of(entry, statement, source):
    space = {}
    if source is None:
        exec(statement, space)
    else:
        space = vars(truth.load(source) if source.endswith('.py') else importlib.import_module(source))
    value = eval(entry, space)
    return value if isinstance(value, torch.nn.Module) else value()


def rounding(rows, model, args, samples):
    """How far float32 takes PyTorch itself from float64, over the largest value: what no engine can be asked to reproduce."""
    def wide(value):
        return [wide(v) for v in value] if isinstance(value, list) else value.double() if value.is_floating_point() else value

    # Tables that a mode makes of weights are made again.
    model.double().train().eval()
    with Recorder(None, samples, torch.float64) as recorder:
        model(*wide(args))
    pairs = [(a, b) for a, b in zip(rows, recorder.records) if a['shape'] == b['shape']]
    return max(abs(x - y) / (b['max'] or 1) for a, b in pairs for x, y in zip(a['samples'], b['samples'])) if len(pairs) == len(rows) else -1


def record(entry, shape, out, samples=64, statement='import torchvision', source=None, full=False, double=False):
    model = model_of(entry, statement, source).eval()
    args, inputs = make_inputs(shape)
    if any(isinstance(p, torch.nn.parameter.UninitializedTensorMixin) for p in [*model.parameters(), *model.buffers()]):
        with torch.no_grad():
            model(*args)
    state = model.state_dict()
    with torch.no_grad():
        for name, tensor in state.items():
            if tensor.is_floating_point():
                tensor.copy_(fill(name, list(tensor.shape)))
    # Some models compute tables from their weights when they are put into a mode.
    model.train().eval()
    # With gradients, since without them PyTorch computes whole attention layers at once and their inner tensors never exist.
    with Recorder(open(out + '.bin', 'wb') if full else None, samples) as recorder:
        result = model(*args)
    if double:
        with open(out + '.json', 'w') as file:
            return file.write(json.dumps(rounding(recorder.records, model, args, samples)))
    recorder.results = len(recorder.records)
    for tensor in truth.tensors(result):
        if tensor.dtype == torch.float32:
            recorder.record('output', tensor)
    integers = {name: tensor.reshape(-1).tolist() for name, tensor in state.items() if not tensor.is_floating_point()}
    made = {'entry': entry, 'inputs': [list(tensor.shape) for tensor in inputs], 'torch': torch.__version__, 'integers': integers}
    rows = [',\n'.join(json.dumps(row, separators=(',', ':')) for row in some)
            for some in (recorder.records[recorder.results:], recorder.records[:recorder.results])]
    with open(out + '.json', 'w') as file:
        file.write(json.dumps(made)[:-1] + ', "outputs": [\n' + rows[0] + '\n], "tensors": [\n' + rows[1] + '\n]}\n')


def serve():
    """Each model in a process of its own: what one of them imports or breaks is no business of the next."""
    answers = os.dup(1)
    os.dup2(2, 1)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                record(**json.loads(line))
                answer = 'ok'
            except BaseException as error:  # what fails in PyTorch is an answer too
                answer = f'{type(error).__name__}: {error}'.replace('\n', ' ')[:200]
            os.write(answers, (answer + '\n').encode())
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            os.write(answers, b'PyTorch ended\n')


def main():
    if sys.argv[1:] == ['--serve']:
        torch.set_num_threads(1)
        return serve()
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
    record(options.entry, options.shape, options.out, options.samples, options.statement, full=options.full)


if __name__ == '__main__':
    main()
