"""Records PyTorch's answer to every sample of the op files.

    node tools/golden.mjs              all families -> test/golden/ops/<family>.json
    node tools/golden.mjs conv pool    these families only (file names in src/ops without .ts)

Needs a Python with PyTorch 1.13 (PYTHON=/path/to/python3, /usr/bin/python3 by default). golden.mjs collects the samples and
calls this file with JSON on stdin: [{"family", "name", "call", "shapes", "dtypes"}]; a file holds {"torch", "cases"}.

A sample's `call` is a Python expression over the tensors a, b, c, ... (one per entry of `shapes`), torch, nn, F, math.
  F.conv2d(a, b)               a call of ops; methods and operators are fine: a.view(2, -1), a @ b, a[1:]
  nn.Conv2d(3, 4, 3)(a)        a call of a module: parameters and buffers are recorded too. The module is put into eval mode
                               unless the text contains `.train()`.

Fills, the same in test/ops/fill.ts (k: row-major position, i: 0 for a, 1 for b, ...):
  floating   ((7k + 3i) % 11 - 5) / 4        integers   (5k + i) % 4        bool   (k + i) % 2
Parameters and buffers of a module are filled as the tensors number 10, 11, ... in the order of state_dict; running_var gets
the absolute value + 0.5; integer buffers are left as they are.

An answer is {"out": VALUE, "params": [[name, shape, dtype]], "buffers": [...]} or {"error": "Type: text"}; "ctor_error" when
a module's constructor raised. VALUE is {"shape", "dtype", "values"?} for a tensor (values up to 512 elements, left out when
they depend on the random seed), {"tuple": [...]}, {"list": [...]}, {"dict": {...}}, or a plain number, string, bool, null;
non-finite numbers are the strings "nan", "inf", "-inf".
"""
import ast
import json
import math
import os
import string
import sys
import warnings

import torch
from torch import nn
from torch.nn import functional as F

try:
    # Its operators are known to torch.ops once it is imported.
    import torchvision  # noqa: F401
except ImportError:
    pass

LIMIT = 512
warnings.filterwarnings('ignore')


def fill(shape, dtype, index):
    count = math.prod(shape)
    k = torch.arange(count, dtype=torch.int64)
    if dtype == torch.bool:
        data = (k + index) % 2 == 1
    elif dtype.is_floating_point or dtype.is_complex:
        data = ((7 * k + 3 * index) % 11 - 5).to(torch.float64) / 4
    else:
        data = (5 * k + index) % 4
    return data.to(dtype).reshape(tuple(shape))


def with_edges(tensor, index):
    """Here and there a NaN, an infinity, a negative zero."""
    if not tensor.dtype.is_floating_point:
        return tensor
    flat = tensor.flatten()
    for k in range(flat.numel()):
        if (7 * k + 5 * index) % 9 == 4:
            flat[k] = (math.nan, math.inf, -0.0, -math.inf)[(k + index) % 4]
    return flat.reshape(tensor.shape)


def fill_state(module):
    index = 10
    with torch.no_grad():
        for name, tensor in module.state_dict(keep_vars=True).items():
            if isinstance(tensor, nn.parameter.UninitializedTensorMixin):
                continue
            if tensor.dtype.is_floating_point:
                data = fill(tensor.shape, tensor.dtype, index)
                tensor.copy_(data.abs() + 0.5 if name.endswith('running_var') else data)
            index += 1


def number(x):
    if isinstance(x, float) and not math.isfinite(x):
        return 'nan' if math.isnan(x) else 'inf' if x > 0 else '-inf'
    return x


def answer(value):
    if isinstance(value, torch.Tensor):
        result = {'shape': list(value.shape), 'dtype': str(value.dtype).removeprefix('torch.')}
        plain = not value.dtype.is_complex and not value.is_quantized and not value.is_sparse
        if plain and value.numel() <= LIMIT:
            result['values'] = [number(float(format(x, '.9g')) if isinstance(x, float) else int(x))
                                for x in value.detach().flatten().tolist()]
        return result
    if isinstance(value, dict):
        return {'dict': {str(k): answer(v) for k, v in value.items()}}
    if isinstance(value, tuple):
        return {'tuple': [answer(v) for v in value]}
    if isinstance(value, list):
        return {'list': [answer(v) for v in value]}
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return number(value)
    return {'repr': str(value)}


def without_changing_values(one, two):
    """What two runs under different seeds agree on."""
    if isinstance(one, dict) and isinstance(two, dict):
        return {k: without_changing_values(v, two.get(k)) for k, v in one.items() if k != 'values' or v == two.get(k)}
    if isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        return [without_changing_values(a, b) for a, b in zip(one, two)]
    return one


def message(error):
    return f'{type(error).__name__}: {error}'


def split_module_call(call):
    """`nn.X(...)(inputs)` -> (text of the module, the call over `module`); None for other expressions."""
    tree = ast.parse(call, mode='eval').body
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Call) and 'nn.' in ast.unparse(tree.func):
        outer = ast.Call(ast.Name('module_', ast.Load()), tree.args, tree.keywords)
        return ast.unparse(tree.func), ast.unparse(outer)
    return None


def run(sample, seed):
    torch.manual_seed(seed)
    dtypes = sample.get('dtypes') or []
    names = {'torch': torch, 'nn': nn, 'F': F, 'math': math}
    for i, shape in enumerate(sample['shapes']):
        made = fill(shape, getattr(torch, dtypes[i] if i < len(dtypes) else 'float32'), i)
        names[string.ascii_lowercase[i]] = with_edges(made, i) if sample.get('edges') else made
    parts = split_module_call(sample['call'])
    result = {}
    module = None
    if parts:
        try:
            module = eval(parts[0], names)
        except Exception as error:
            return {'ctor_error': message(error)}
        if isinstance(module, nn.Module):
            if '.train()' not in sample['call']:
                module.eval()
            fill_state(module)
        names['module_'] = module
    try:
        with torch.no_grad():
            if isinstance(module, nn.Module) and any(isinstance(p, nn.parameter.UninitializedTensorMixin) for p in module.state_dict(keep_vars=True).values()):
                # The first call of a Lazy module makes its parameters, which are then filled for the call that counts.
                eval(parts[1], names)
                fill_state(module)
            result['out'] = answer(eval(parts[1] if parts else sample['call'], names))
    except Exception as error:
        result['error'] = message(error)
    if isinstance(module, nn.Module) and not any(isinstance(p, nn.parameter.UninitializedTensorMixin) for p in module.state_dict(keep_vars=True).values()):
        if sample.get('keep_state'):
            result['state'] = list(module.state_dict())
        result['params'] = [[n, list(p.shape), str(p.dtype)[6:]] for n, p in module.named_parameters()]
        result['buffers'] = [[n, list(p.shape), str(p.dtype)[6:]] for n, p in module.named_buffers()]
    return result


def main():
    folder = sys.argv[1]
    families = {}
    for sample in json.load(sys.stdin):
        families.setdefault(sample['family'], []).append(sample)
    for family, samples in families.items():
        lines = []
        for sample in samples:
            result = without_changing_values(run(sample, 0), run(sample, 1))
            case = {k: sample[k] for k in ('name', 'call', 'shapes', 'dtypes') if sample.get(k) is not None}
            lines.append(json.dumps({**case, **result}))
        with open(os.path.join(folder, family + '.json'), 'w') as file:
            version = torch.__version__.split('a')[0]
            file.write('{"torch": "%s", "cases": [\n%s\n]}\n' % (version, ',\n'.join(lines)))
        print(f'{family}: {len(lines)} cases')


if __name__ == '__main__':
    main()
