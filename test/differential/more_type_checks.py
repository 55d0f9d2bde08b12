import numbers, collections.abc as c, types
vals = [1, 1.5, True, None, 'a', b'b', [1], (1,), {1}, {'k': 1}, range(2), len, lambda: 0, int, iter([]), (i for i in []), object(), 1j, ..., frozenset(), Exception('x'), print, type, NotImplemented, slice(1), bytearray(b'x')]
for v in vals: print(type(v).__name__, isinstance(v, (int, float)), isinstance(v, numbers.Number), isinstance(v, c.Iterable), isinstance(v, c.Sequence), isinstance(v, c.Mapping), isinstance(v, c.Hashable), callable(v), isinstance(v, type), isinstance(v, str | bytes), isinstance(v, c.Sized), isinstance(v, c.Container), isinstance(v, c.Iterator))
def kind(x):
    if isinstance(x, bool): return 'bool'
    if isinstance(x, numbers.Integral): return 'int'
    if isinstance(x, numbers.Real): return 'real'
    if isinstance(x, (list, tuple)): return [kind(i) for i in x]
    if isinstance(x, dict): return {k: kind(v) for k, v in x.items()}
    return type(x).__name__
print(kind([1, True, 2.0, ('a', None, {'z': 1j})]), type(1) == int, type(True) in (int, bool), type([]) is list, issubclass(bool, numbers.Integral), isinstance(int, type), isinstance(type, object), type(type(1)), isinstance(None, types.NoneType), isinstance(kind, types.FunctionType), isinstance([].append, types.BuiltinMethodType), str(type(1)), int.__name__, type(3).__mro__, bool.__base__, type('').__module__, [].__class__ is list)
