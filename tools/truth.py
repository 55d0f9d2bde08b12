#!/usr/bin/env python3
"""Records what PyTorch itself says of models: the expected values of our tests come from here, never from hand.

    python3 tools/truth.py FILE.py:ENTRY@SHAPES... > record.json          (the system's python3 with python3-torch)

ENTRY is an expression of the file's module; SHAPES as on the command line of convlens (1x3x224x224,1x10:int64).
One JSON document per target and line: parameters, buffers, MACs as multiply-adds of convolutions and matrix products,
outputs, and every leaf call (a module call in which no submodule was called) in order, with call and construction lines.

With --digest before the targets the records are short: instead of the leaf calls how many there are and a SHA-256 of them, and the
same of the state (names and shapes of parameters and buffers). Pretrained weights are then not loaded: they change no shape.

With --sdpa PyTorch 1.13 is given the scaled_dot_product_attention of PyTorch 2, written as its documentation defines it: libraries
ask whether it is there, and call other modules where it is not.
"""
import hashlib
import importlib
import json
import math
import os
import sys
import traceback

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

TORCH = os.path.dirname(torch.__file__) + os.sep


def numel(shape):
    n = 1
    for s in shape:
        n *= s
    return n


class Counter(TorchDispatchMode):
    """Counts multiply-adds at the level of aten, as torch.utils.flop_counter does (halved)."""

    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        name = func._schema.name.split('::')[1]
        if name in ('convolution', '_convolution'):
            x, w, transposed = args[0], args[1], args[6]
            base = x if transposed else out
            self.macs += base.shape[0] * numel(base.shape[2:]) * w.shape[0] * w.shape[1] * numel(w.shape[2:])
        elif name == 'mm':
            self.macs += args[0].shape[0] * args[0].shape[1] * args[1].shape[1]
        elif name == 'addmm':
            self.macs += args[1].shape[0] * args[1].shape[1] * args[2].shape[1]
        elif name in ('bmm', 'baddbmm'):
            a, b = (args[0], args[1]) if name == 'bmm' else (args[1], args[2])
            self.macs += a.shape[0] * a.shape[1] * a.shape[2] * b.shape[2]
        elif name == '_native_multi_head_attention':  # the fused path of self-attention: projections, scores, weighted sums
            n, length, width = args[0].shape
            self.macs += n * length * width * (4 * width + 2 * length)
        elif name in ('mv', 'dot'):
            self.macs += numel(args[0].shape)
        return out


def site(skip_init_of=None):
    frame = sys._getframe(1)
    while frame:
        name = frame.f_code.co_filename
        own = name.startswith(TORCH) or name == __file__ or name.startswith('<')
        init = frame.f_code.co_name == '__init__' and skip_init_of is not None and any(v is skip_init_of for v in frame.f_locals.values())
        if not own and not init:
            return f'{os.path.basename(name)}:{frame.f_lineno}'
        frame = frame.f_back
    return None


def shapes(value):
    if isinstance(value, torch.Tensor):
        return list(value.shape)
    if isinstance(value, dict):
        return {str(k): shapes(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [shapes(v) for v in value]
    return None if value is None else str(value)


def tensors(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        return [t for v in value.values() for t in tensors(v)]
    if isinstance(value, (list, tuple)):
        return [t for v in value for t in tensors(v)]
    # Plain objects that carry tensors count with what they hold: the pictures of a detector, a state of one's own.
    if type(value).__module__ not in ('builtins', 'torch', 'numpy') and not isinstance(value, nn.Module) and hasattr(value, '__dict__'):
        return [t for v in vars(value).values() for t in tensors(v)]
    return []


class Recorder:
    def __init__(self, model, counter):
        self.rows, self.stack, self.counter = [], [], counter
        self.names = {id(m): n for n, m in model.named_modules()}
        # Global hooks: modules that a forward makes and calls are seen too; they have no path.
        self.keywords, self.call = {}, nn.Module.__call__
        nn.Module.__call__ = lambda module, *args, **kwargs: self.called(module, args, kwargs)
        self.hooks = [nn.modules.module.register_module_forward_pre_hook(self.enter), nn.modules.module.register_module_forward_hook(self.leave)]

    def called(self, module, args, kwargs):
        """Hooks are not told of keyword arguments."""
        self.keywords = kwargs
        return self.call(module, *args, **kwargs)

    def enter(self, module, inputs):
        inputs = (*inputs, *self.keywords.values())
        if self.stack:
            self.stack[-1]['leaf'] = False
        self.stack.append({'leaf': True, 'macs': self.counter.macs, 'call': site(), 'inputs': [list(t.shape) for t in tensors(inputs)]})

    def leave(self, module, inputs, output):
        row = self.stack.pop()
        if row['leaf']:
            self.rows.append({
                'path': self.names.get(id(module)), 'type': type(module).__name__, 'inputs': row['inputs'], 'output': shapes(output),
                'parameters': sum(p.numel() for p in module.parameters()), 'macs': self.counter.macs - row['macs'],
                'call': row['call'], 'constructed': getattr(module, '_constructed', None),
            })


def parse_shape(text):
    if text.startswith('['):
        return [parse_shape(t) for t in split(text[1:-1])]
    sizes, _, dtype = text.partition(':')
    dims = [] if sizes == 'scalar' else [int(s) for s in sizes.split('x')]
    dtype = getattr(torch, dtype or 'float32')
    return torch.rand(dims).to(dtype) if dtype.is_floating_point else torch.zeros(dims, dtype=dtype)


def split(text):
    parts, depth, last = [], 0, 0
    for i, c in enumerate(text + ','):
        depth += (c in '[(') - (c in '])')
        if c == ',' and depth == 0:
            parts.append(text[last:i])
            last = i + 1
    return [p for p in parts if p]


def load(path):
    folder, names = os.path.dirname(os.path.abspath(path)), [os.path.basename(path)[:-3]]
    while os.path.exists(os.path.join(folder, '__init__.py')):
        names.insert(0, os.path.basename(folder))
        folder = os.path.dirname(folder)
    sys.path.insert(0, folder)
    return importlib.import_module('.'.join(names))


def record(target):
    source, _, rest = target.partition(':')
    entry, _, inputs = rest.rpartition('@')
    original = nn.Module.__init__

    def patched(self, *args, **kwargs):
        original(self, *args, **kwargs)
        if '_constructed' not in self.__dict__:
            object.__setattr__(self, '_constructed', site(self))

    nn.Module.__init__ = patched
    counter, recorder = Counter(), None
    try:
        # Modules may be made while files are imported (default arguments, networks of a module) and while forward runs.
        module = load(source) if source.endswith('.py') else importlib.import_module(source)
        value = eval(entry, vars(module))
        model = value() if isinstance(value, type) or not isinstance(value, nn.Module) else value
        model.eval()
        args = [parse_shape(t) for t in split(inputs)]
        with torch.no_grad():
            model(*args)  # materialises lazy modules
            recorder = Recorder(model, counter)
            with counter:
                out = model(*args)
    finally:
        nn.Module.__init__ = original
        if recorder:
            nn.Module.__call__ = recorder.call
        for hook in recorder.hooks if recorder else []:
            hook.remove()
    made = {
        'target': target, 'torch': torch.__version__, 'inputs': split(inputs), 'output': shapes(out),
        'parameters': sum(p.numel() for p in model.parameters()), 'trainable': sum(p.numel() for p in model.parameters() if p.requires_grad),
        'buffers': sum(b.numel() for b in model.buffers()), 'macs': counter.macs, 'layers': recorder.rows,
    }
    return made, model


def digest(rows):
    return hashlib.sha256('\n'.join(json.dumps(row, separators=(',', ':')) for row in rows).encode()).hexdigest()


def shortened(record, model):
    leaves = [[row[key] for key in ('path', 'type', 'inputs', 'output', 'parameters', 'macs')] for row in record.pop('layers') if row['path'] is not None]
    state = [[name, list(tensor.shape)] for named in (model.named_parameters, model.named_buffers) for name, tensor in named()]
    return {**record, 'leaves': len(leaves), 'leavesDigest': digest(leaves), 'state': len(state), 'stateDigest': digest(state)}


def without_weights():
    """No weights are fetched and none are drawn: shapes and counts do not depend on them."""
    nn.Module.load_state_dict = lambda self, *args, **kwargs: None
    for name in ('kaiming_normal_', 'kaiming_uniform_', 'trunc_normal_', 'normal_', 'uniform_', 'xavier_uniform_', 'xavier_normal_'):
        setattr(nn.init, name, lambda tensor, *args, **kwargs: tensor)
    import torchvision.models._api
    torchvision.models._api.load_state_dict_from_url = lambda *args, **kwargs: {}


def scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None):
    scores = query @ key.transpose(-2, -1) * (1 / math.sqrt(query.size(-1)) if scale is None else scale)
    if is_causal:
        attn_mask = torch.ones(query.size(-2), key.size(-2), dtype=torch.bool).tril()
    if attn_mask is not None:
        scores = scores.masked_fill(attn_mask.logical_not(), -math.inf) if attn_mask.dtype == torch.bool else scores + attn_mask
    return torch.dropout(scores.softmax(dim=-1), dropout_p, train=dropout_p > 0) @ value


def main():
    options = {argument for argument in sys.argv[1:] if argument in ('--digest', '--sdpa')}
    short = '--digest' in options
    if short:
        without_weights()
    if '--sdpa' in options and not hasattr(nn.functional, 'scaled_dot_product_attention'):
        nn.functional.scaled_dot_product_attention = scaled_dot_product_attention
    for target in [argument for argument in sys.argv[1:] if argument not in options]:
        torch.manual_seed(0)
        try:
            made, model = record(target)
            print(json.dumps(shortened(made, model) if short else made), flush=True)
        except Exception as error:  # the failing models are part of the truth
            frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith(TORCH) and f.filename != __file__]
            last = f'{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}' if frames else None
            print(json.dumps({'target': target, 'error': f'{type(error).__name__}: {error}', 'site': last}), flush=True)


if __name__ == '__main__':
    main()
