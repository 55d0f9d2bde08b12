#!/usr/bin/env python3
"""Records the weights that PyTorch gives: what initialisation tests expect comes from here.

    python3 tools/weightsGolden.py [--digest] [--seed 0] TARGET...      TARGET: FILE.py:EXPRESSION

FILE's module is run from the seed, then EXPRESSION from the seed again. One line of JSON per target: of every entry of the
model's state_dict name, dtype, sizes, the beginning of the SHA-1 of its bytes and its first elements. With --digest only one
SHA-1 of all of them.
"""
import hashlib
import importlib.util
import json
import os
import sys
import warnings

import torch

warnings.simplefilter('ignore')
torch.set_num_threads(1)


def module_of(path):
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    spec = importlib.util.spec_from_file_location('document', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entry_of(name, tensor):
    tensor = tensor.detach().contiguous()
    raw = tensor.numpy().tobytes() if tensor.dtype is not torch.bfloat16 else tensor.view(torch.int16).numpy().tobytes()
    first = [float(x) for x in tensor.flatten()[:3].double()]
    return [name, str(tensor.dtype)[6:], list(tensor.shape), hashlib.sha1(raw).hexdigest()[:12], first]


digest = '--digest' in sys.argv
arguments = [a for a in sys.argv[1:] if a != '--digest']
seed = 0
if arguments[:1] == ['--seed']:
    seed, arguments = int(arguments[1]), arguments[2:]
for target in arguments:
    path, expression = target.split(':', 1)
    torch.manual_seed(seed)
    scope = vars(module_of(path))
    torch.manual_seed(seed)
    model = eval(expression, scope)
    state = [entry_of(name, tensor) for name, tensor in model.state_dict().items()]
    if digest:
        text = '\n'.join(f'{name} {sha}' for name, _, _, sha, _ in state)
        record = {'entries': len(state), 'digest': hashlib.sha1(text.encode()).hexdigest()[:16]}
    else:
        record = {'state': state}
    print(json.dumps({'target': expression, **record}, separators=(',', ':')), flush=True)
