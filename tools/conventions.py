"""What fvcore counts of models: python3 tools/conventions.py TARGET... > test/golden/models/conventions.json

TARGET is file.py:Entry@SHAPE or package.module:Entry@SHAPE, as the command line takes it. Needs torch and fvcore (https://github.com/facebookresearch/fvcore).
Prints a list: the target, multiply-adds as FlopCountAnalysis counts them, and its elements of activations.
"""
import importlib
import json
import logging
import runpy
import sys

import torch
from fvcore.nn import ActivationCountAnalysis, FlopCountAnalysis

logging.disable(logging.WARNING)  # Which ops it has no handle for.
records = []
for target in sys.argv[1:]:
    source, _, shape = target.rpartition('@')
    path, _, entry = source.partition(':')
    names = runpy.run_path(path) if path.endswith('.py') else vars(importlib.import_module(path))
    model = eval(entry, names)
    model = (model() if isinstance(model, type) else model).eval()
    inputs = torch.zeros([int(size) for size in shape.split('x')])
    records.append({
        'target': target,
        'fvcore': int(FlopCountAnalysis(model, inputs).unsupported_ops_warnings(False).total()),
        'activations': int(ActivationCountAnalysis(model, inputs).unsupported_ops_warnings(False).total()),
    })
json.dump(records, sys.stdout, indent=1)
print()
