"""Records PyTorch's answers to test/ops/calls.txt: python3 tools/callsGolden.py (a Python with PyTorch 1.13)."""
import json
import pathlib

import torch
from golden import run, without_changing_values

root = pathlib.Path(__file__).resolve().parent.parent
torch.set_num_threads(1)
with open(root / 'test/golden/calls.jsonl', 'w') as out:
    for line in (root / 'test/ops/calls.txt').read_text().splitlines():
        if line.startswith('#'):
            continue
        call, _, tensors = line.rpartition('#')
        shapes, dtypes = [], []
        for tensor in tensors.split(';') if tensors.strip() or ' a' in call or '(a' in call else []:
            sizes, _, dtype = tensor.partition(':')
            shapes.append([int(size) for size in sizes.split()])
            dtypes.append(dtype or 'float32')
        asked = {'call': call.strip(), 'shapes': shapes, 'dtypes': dtypes, 'keep_state': True}
        answer = without_changing_values(run(asked, 0), run(asked, 1))
        out.write(json.dumps({'family': 'calls', 'name': call.strip(), **asked, **answer}) + '\n')
