"""Random programs of views and writes in place, and what every tensor of them holds at the end, by PyTorch:
python3 tools/writesGolden.py [COUNT [SEED]] > test/golden/engine/writes.jsonl

A line is {"code": lines of a function's body, "shapes": its tensors a and b, "returns": names, "values": their elements}. Inputs are
filled as in tools/golden.py. A step that PyTorch refuses is left out of its program."""
import importlib.util
import json
import os
import random
import sys
import warnings

import torch
import torch.nn.functional as F

warnings.filterwarnings('ignore')
spec = importlib.util.spec_from_file_location('golden', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'golden.py'))
golden = importlib.util.module_from_spec(spec)
spec.loader.exec_module(golden)

count = int(sys.argv[1]) if len(sys.argv) > 1 else 250
rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)


def axis(x):
    return rng.randrange(-x.dim(), x.dim()) if x.dim() else 0


def index(x):
    parts = []
    for size in x.shape[:rng.randint(1, max(1, x.dim()))]:
        start = rng.randrange(size + 1)
        parts.append(rng.choice([':', str(rng.randrange(-size, size)) if size else ':', f'{start}:', f':{start}', f'{start}:{start + 1 + rng.randrange(2)}',
                                 '::2', ':-1']))
    if rng.random() < 0.2:
        parts.insert(rng.randrange(len(parts) + 1), 'None')
    if rng.random() < 0.2:
        parts = ['...'] + parts[-1:]
    return ', '.join(parts)


def shapes_of(n):
    found = [[n], [1, n], [n, 1]]
    for k in range(2, n):
        if n % k == 0:
            found += [[k, n // k], [k, 1, n // k]]
    return found


def view(name, x, new):
    n, d = x.numel(), axis(x)
    size = x.shape[d] if x.dim() else 1
    order = list(range(x.dim()))
    rng.shuffle(order)
    target = ', '.join(map(str, rng.choice(shapes_of(n)) if n else [0]))
    return rng.choice([
        f'{new} = {name}[{index(x)}]', f'{new} = {name}[{index(x)}]', f'{new} = {name}.transpose({d}, {axis(x)})', f'{new} = {name}.permute({order})'.replace('([', '(').replace('])', ')'),
        f'{new} = {name}.view({target})', f'{new} = {name}.reshape({target})', f'{new} = {name}.flatten()', f'{new} = {name}.flatten({d})', f'{new} = {name}.unsqueeze({d})',
        f'{new} = {name}.squeeze()', f'{new} = {name}.narrow({d}, {rng.randrange(max(size, 1))}, 1)', f'{new} = {name}.select({d}, {rng.randrange(max(size, 1))})',
        f'{new}, {new}r = {name}.chunk(2, {d})', f'{new}, {new}r = {name}.split([{size // 2}, {size - size // 2}], {d})', f'{new}, *{new}r = {name}.unbind({d})',
        f'{new} = {name}.expand(2, {", ".join(["-1"] * x.dim())})', f'{new} = {name}.diagonal()', f'{new} = {name}.unfold({d}, 2, 1)', f'{new} = {name}.detach()',
        f'{new} = {name}.data', f'{new} = {name}.contiguous()', f'{new} = {name}.t()', f'{new} = {name}.T', f'{new} = F.dropout({name}, 0.5, False)', f'{new} = {name}.movedim(0, -1)',
        f'{new} = {name}.float()', f'{new} = {name}.clone()', f'{new} = {name} * 2', f'{new} = torch.relu({name})',
    ])


def write(name, x, other, y):
    return rng.choice([
        f'{name}.add_(1)', f'{name}.mul_(0.5)', f'{name}.relu_()', f'{name} += {other}', f'{name} -= 1', f'{name}[{index(x)}] = {rng.randint(-3, 3)}', f'{name}[{index(x)}] = {other}',
        f'{name}[{index(x)}] += 1', f'{name}[{index(x)}] = {other}[{index(y)}]', f'{name}.copy_({other})', f'{name}.fill_(2.5)', f'{name}.zero_()', f'{name}.masked_fill_({name} > 0, -1)',
        f'{name}[{name} > 0.5] = 0', f'{name}.clamp_(-1, 1)', f'torch.add({other}, 1, out={name})', f'F.relu({name}, inplace=True)', f'{name}[{index(x)}].mul_(-1)', f'{name}.neg_()',
        f'{name}.unsqueeze_(0)', f'{name}.t_()', f'{name}.transpose_(0, -1)', f'{name}.squeeze_()', f'{name}.sub_({other})', f'{name}.data.mul_(2)', f'F.dropout({name}, 0.5, False).add_(1)',
        f'{name}.view(-1)[0] = 7', f'{name}.flatten()[-1:].add_(5)', f'{name}.transpose(0, -1).add_(1)', f'{name} = {name}.mul_(2) + {other}', f'{name}.index_fill_(0, torch.tensor([0]), 3)',
    ])


def tensors(names):
    return {k: v for k, v in names.items() if isinstance(v, torch.Tensor) and v.dtype == torch.float32 and v.numel() <= 60 and v.dim() < 5}


made = 0
while made < count:
    shapes = [rng.choice([[2, 3, 4], [4, 6], [2, 2, 3], [6], [1, 4, 3], [3, 3]]) for _ in range(2)]
    if rng.random() < 0.5:
        shapes[1] = shapes[0]
    names = {'torch': torch, 'F': F, 'a': golden.fill(shapes[0], torch.float32, 0), 'b': golden.fill(shapes[1], torch.float32, 1)}
    code = []
    for step in range(rng.randint(3, 12)):
        known = tensors(names)
        name = rng.choice(list(known))
        # What reads from memory that it writes to is left to chance in PyTorch.
        apart = [k for k, v in known.items() if v.storage().data_ptr() != known[name].storage().data_ptr()]
        if not apart:
            continue
        other = rng.choice(apart)
        line = view(name, known[name], f'v{step}') if rng.random() < 0.5 else write(name, known[name], other, known[other])
        # An out= of another size gets other memory, which PyTorch warns of.
        if 'out=' in line and known[name].shape != known[other].shape:
            continue
        # contiguous() and dropout may give the very same object, which t_() and its like then turn as well.
        if any(turn in line for turn in ('.t_()', 'transpose_(', 'squeeze_(')) and any(same in ' '.join(code) for same in ('contiguous', 'dropout', 'flatten', 'float()', '.T')):
            continue
        before = {k: v.clone() for k, v in names.items() if isinstance(v, torch.Tensor)}
        try:
            exec(line, names)
        except Exception:
            # A write that failed half way is no step either: such programs begin again.
            if any(not torch.equal(v, before[k]) for k, v in names.items() if isinstance(v, torch.Tensor) and k in before):
                code = []
                break
            continue
        code.append(line)
    returns = [k for k, v in tensors(names).items()]
    if len(code) < 2 or any(not torch.isfinite(names[k]).all() or names[k].abs().max() > 1e6 for k in returns if names[k].numel()):
        continue
    made += 1
    print(json.dumps({'code': code, 'shapes': shapes, 'returns': returns,
                      'values': [[float(format(x, '.9g')) for x in names[k].flatten().tolist()] for k in returns]}))
