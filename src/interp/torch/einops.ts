// einops: rearrange, reduce and repeat by pattern, and their layers, over views and reductions of torch.
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


def _packing(pattern, name):
    axes = pattern.split()
    if len(axes) != len(set(axes)):
        raise EinopsError(f'Duplicates in axes names in {name}(..., "{pattern}")')
    if '*' not in axes:
        raise EinopsError(f'No *-axis in {name}(..., "{pattern}")')
    return axes.index('*'), len(axes) - axes.index('*') - 1


def pack(tensors, pattern):
    before, after = _packing(pattern, 'pack')
    flat, packed_shapes = [], []
    for i, tensor in enumerate(tensors):
        rank = tensor.dim()
        if rank < before + after:
            raise EinopsError(f'packed tensor #{i} (enumeration starts with 0) has shape {tensor.shape}, '
                              f'while pattern {pattern} assumes at least {before + after} axes')
        shape = tensor.shape
        packed_shapes.append(shape[before:rank - after])
        flat.append(tensor.reshape((*shape[:before], -1, *shape[rank - after:])))
    return torch.cat(flat, dim=before), packed_shapes


def unpack(tensor, packed_shapes, pattern):
    before, after = _packing(pattern, 'unpack')
    if tensor.dim() != before + 1 + after:
        raise EinopsError(f'unpack(..., {pattern}) received input of wrong dim with shape {tensor.shape}')
    lengths = [-1 if -1 in shape else math.prod(shape) for shape in packed_shapes]
    if lengths.count(-1) > 1:
        raise EinopsError(f'unpack(..., {pattern}) received more than one -1 in {packed_shapes} and can not infer dimensions')
    rest = tensor.shape[before] - sum(length for length in lengths if length != -1)
    parts = tensor.split([rest if length == -1 else length for length in lengths], dim=before)
    ends = tensor.shape[:before], tensor.shape[before + 1:]
    return [part.reshape((*ends[0], *shape, *ends[1])) for part, shape in zip(parts, packed_shapes)]


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

export const EINOPS: readonly (readonly [string, NativeModule])[] = [
  textModule('einops', EINOPS_TEXT, ['layers', 'einops']), textModule('einops.einops', EINOPS_TEXT),
    textModule('einops.layers', null, ['torch']),
  textModule('einops.layers.torch', EINOPS_TEXT),
];
