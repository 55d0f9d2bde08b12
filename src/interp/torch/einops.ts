// einops: rearrange, reduce and repeat by pattern, and their layers, over views and reductions of torch; timm's small
// helpers.
// Patterns follow einops' own grammar; its errors are EinopsError.
import type { NativeModule } from '../machine';
import type { PythonText } from './pythonText';
import { certainly, textModule } from './textModules';

const EINOPS_PYTHON = `
class EinopsError(RuntimeError):
    pass


def _parse(side, mark):
    groups = []
    current = None
    for token in side.replace('(', ' ( ').replace(')', ' ) ').replace('...', ' ... ').split():
        if token == '(':
            if current is not None:
                raise EinopsError('Axis composition is one-level (brackets inside brackets not allowed)')
            current = []
        elif token == ')':
            if current is None:
                raise EinopsError('Brackets are not balanced')
            groups.append(current)
            current = None
        elif token == '1':
            if current is None:
                groups.append([])
        else:
            # A number is an axis without a name: each is an axis of its own.
            name = '{}#{}{}'.format(token, mark, len(groups) + len(current or [])) if token.isdigit() else token
            if current is not None:
                current.append(name)
            else:
                groups.append((name,) if name == '...' else [name])
    if current is not None:
        raise EinopsError('Imbalanced parentheses in expression: "{}"'.format(side))
    return groups


def _expand(groups, count):
    expanded = []
    for group in groups:
        names = []
        for token in group:
            if token == '...':
                names.extend('...' + str(i) for i in range(count))
            else:
                names.append(token)
        if isinstance(group, tuple):
            expanded.extend([name] for name in names)
        else:
            expanded.append(names)
    return expanded


def _flat(groups):
    return [name for group in groups for name in group]


def _product(sizes):
    total = 1
    for size in sizes:
        total = total * size
    return total


def _sizes(groups, shape, lengths):
    known = dict(lengths)
    for group, size in zip(groups, shape):
        missing = [name for name in group if name not in known]
        stated = _product([known[name] for name in group if name in known])
        if len(missing) > 1:
            raise EinopsError('Could not infer sizes for ' + str(set(missing)))
        if len(missing) == 1:
            if len(group) == 1:
                known[missing[0]] = size
            else:
                if _certainly(size % stated != 0):
                    raise EinopsError("Shape mismatch, can't divide axis of length {} in chunks of {}".format(size, stated))
                known[missing[0]] = size // stated
        elif _certainly(size != stated):
            raise EinopsError('Shape mismatch, {} != {}'.format(size, stated))
    return known


def _split(pattern, rank):
    if pattern.count('->') != 1:
        raise EinopsError('A pattern has one arrow: "{}"'.format(pattern))
    left, right = [_parse(side, mark) for side, mark in zip(pattern.split('->'), 'lr')]
    fixed = len([group for group in left if not isinstance(group, tuple)])
    dotted = '...' in _flat(left)
    count = rank - fixed if dotted else 0
    if count < 0 or (not dotted and fixed != rank):
        raise EinopsError('Wrong shape: expected {} dims. Received {}-dim tensor.'.format(fixed, rank))
    return _expand(left, count), _expand(right, count)


def _transform(tensor, pattern, operation, reduction, lengths):
    if isinstance(tensor, (list, tuple)):
        tensor = torch.stack(list(tensor))
    left, right = _split(pattern, tensor.dim())
    source, target = _flat(left), _flat(right)
    for name in source + target:
        if '#' in name:
            lengths[name] = int(name.split('#')[0])
    new = [name for name in target if name not in source]
    gone = [name for name in source if name not in target]
    if len(set(source)) != len(source) or len(set(target)) != len(target):
        raise EinopsError('Indexing expression contains duplicate dimension')
    if operation == 'rearrange' and (new or gone):
        raise EinopsError('Identifiers only on one side of expression (should be on both): {}'.format(set(new + gone)))
    if operation == 'reduce' and new:
        raise EinopsError('Unexpected identifiers on right side of reduce: {}'.format(set(new)))
    if operation == 'repeat':
        if gone:
            raise EinopsError('Unexpected identifiers on left side of repeat: {}'.format(set(gone)))
        unstated = [name for name in new if name not in lengths]
        if unstated:
            raise EinopsError('Specify sizes for new axes in repeat: {}'.format(set(unstated)))
    known = _sizes(left, tensor.shape, lengths)
    if any(len(group) != 1 for group in left):
        tensor = tensor.reshape([known[name] for name in source])
    if gone:
        tensor = _reduced(tensor, reduction, tuple(source.index(name) for name in gone))
        source = [name for name in source if name not in gone]
    order = [source.index(name) for name in target if name in source]
    if order != list(range(len(order))):
        tensor = tensor.permute(order)
    if new:
        for i, name in enumerate(target):
            if name in new:
                tensor = tensor.unsqueeze(i)
        tensor = tensor.expand([known[name] for name in target])
    if any(len(group) != 1 for group in right):
        tensor = tensor.reshape([_product([known[name] for name in group]) for group in right])
    return tensor


def _reduced(tensor, reduction, axes):
    if callable(reduction):
        return reduction(tensor, axes)
    if reduction == 'mean':
        return tensor.mean(dim=axes)
    if reduction == 'sum':
        return tensor.sum(dim=axes)
    if reduction == 'max':
        return tensor.amax(dim=axes)
    if reduction == 'min':
        return tensor.amin(dim=axes)
    if reduction == 'prod':
        for axis in sorted(axes, reverse=True):
            tensor = tensor.prod(dim=axis)
        return tensor
    raise EinopsError('Unknown reduction {}. Expect one of {}.'.format(reduction, ('min', 'max', 'sum', 'mean', 'prod')))


def rearrange(tensor, pattern, **axes_lengths):
    return _transform(tensor, pattern, 'rearrange', None, axes_lengths)


def reduce(tensor, pattern, reduction, **axes_lengths):
    return _transform(tensor, pattern, 'reduce', reduction, axes_lengths)


def repeat(tensor, pattern, **axes_lengths):
    return _transform(tensor, pattern, 'repeat', None, axes_lengths)


def einsum(*tensors_and_pattern):
    *tensors, pattern = tensors_and_pattern
    letters = {}
    for token in pattern.replace('->', ' ').replace(',', ' ').split():
        if token != '...' and token not in letters:
            letters[token] = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'[len(letters)]
    short = lambda side: ''.join(letters.get(token, token) for token in side.split())
    left, right = pattern.split('->')
    return torch.einsum(','.join(short(side) for side in left.split(',')) + '->' + short(right), *tensors)


def parse_shape(x, pattern):
    names = pattern.split()
    if len(names) != x.dim():
        raise EinopsError("Can't parse shape with different number of dimensions: {} {}".format(pattern, tuple(x.shape)))
    return {name: size for name, size in zip(names, x.shape) if name != '_'}


def asnumpy(tensor):
    return tensor.numpy()


class Rearrange(nn.Module):
    def __init__(self, pattern, **axes_lengths):
        super().__init__()
        self.pattern = pattern
        self.axes_lengths = axes_lengths

    def forward(self, input):
        return rearrange(input, self.pattern, **self.axes_lengths)


class Reduce(nn.Module):
    def __init__(self, pattern, reduction, **axes_lengths):
        super().__init__()
        self.pattern = pattern
        self.reduction = reduction
        self.axes_lengths = axes_lengths

    def forward(self, input):
        return reduce(input, self.pattern, self.reduction, **self.axes_lengths)
`;
const EINOPS_TEXT: PythonText = { module: 'einops', paths: [], python: EINOPS_PYTHON, globals: () =>
  ({ _certainly: certainly }) };

const TIMM = `
import collections.abc
from itertools import repeat as _repeat

def _ntuple(n):
    def parse(x):
        if isinstance(x, collections.abc.Iterable) and not isinstance(x, str):
            return tuple(x)
        return tuple(_repeat(x, n))
    return parse


to_1tuple = _ntuple(1)
to_2tuple = _ntuple(2)
to_3tuple = _ntuple(3)
to_4tuple = _ntuple(4)
to_ntuple = _ntuple
trunc_normal_ = nn.init.trunc_normal_
lecun_normal_ = nn.init.trunc_normal_
variance_scaling_ = nn.init.trunc_normal_


def make_divisible(v, divisor=8, min_value=None, round_limit=0.9):
    min_value = min_value or divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < round_limit * v:
        new_v += divisor
    return new_v


def drop_path(x, drop_prob=0.0, training=False, scale_by_keep=True):
    if drop_prob == 0.0 or not training:
        return x
    keep = 1 - drop_prob
    kept = x.new_empty((x.shape[0],) + (1,) * (x.ndim - 1)).bernoulli_(keep)
    return x * (kept / keep if keep > 0.0 and scale_by_keep else kept)


class DropPath(nn.Module):
    def __init__(self, drop_prob=0.0, scale_by_keep=True):
        super().__init__()
        self.drop_prob = drop_prob
        self.scale_by_keep = scale_by_keep

    def forward(self, x):
        return drop_path(x, self.drop_prob, self.training, self.scale_by_keep)


def register_model(fn):
    return fn
`;
const TIMM_TEXT: PythonText = { module: 'timm.layers', paths: [], python: TIMM };

export const EINOPS: readonly (readonly [string, NativeModule])[] = [
  textModule('einops', EINOPS_TEXT, ['layers', 'einops']), textModule('einops.einops', EINOPS_TEXT),
    textModule('einops.layers', null, ['torch']),
  textModule('einops.layers.torch', EINOPS_TEXT),
  textModule('timm', null, ['models', 'layers', 'data']),
    textModule('timm.models', null, ['layers', 'registry', 'vision_transformer', 'helpers']),
  textModule('timm.models.layers', TIMM_TEXT, ['drop', 'helpers', 'weight_init']),
    textModule('timm.layers', TIMM_TEXT, ['drop', 'helpers', 'weight_init']),
  ...['timm.models.layers', 'timm.layers'].flatMap((name) =>
    ['drop', 'helpers', 'weight_init'].map((part) => textModule(`${name}.${part}`, TIMM_TEXT))),
  textModule('timm.models.registry', TIMM_TEXT), textModule('timm.models.vision_transformer', null),
    textModule('timm.models.helpers', null), textModule('timm.data', null),
];
