// numpy's objects that are asked by slices: mgrid, ogrid, r_, c_, s_ and index_exp.
import type { Machine } from '../../machine';
import type { Value } from '../../value';

const TEXT = `
def _axis(key):
    if not isinstance(key, slice):
        return np.atleast_1d(np.asarray(key))
    start = 0 if key.start is None else key.start
    step = 1 if key.step is None else key.step
    if isinstance(step, complex):
        return np.linspace(start, key.stop, int(abs(step)))
    return np.arange(start, key.stop, step)


class _Grid:
    def __init__(self, sparse):
        self.sparse = sparse

    def __getitem__(self, key):
        if not isinstance(key, tuple):
            return _axis(key)
        axes = [_axis(each) for each in key]
        if any(axis.dtype == np.float64 for axis in axes):
            axes = [axis.astype(np.float64) for axis in axes]
        if self.sparse:
            return [axis.reshape([-1 if i == k else 1 for i in range(len(axes))]) for k, axis in enumerate(axes)]
        return np.stack(np.meshgrid(*axes, indexing='ij'))


class _Joined:
    def __init__(self, columns):
        self.columns = columns

    def __getitem__(self, key):
        parts = key if isinstance(key, tuple) else (key,)
        if any(isinstance(part, str) for part in parts):
            return _not_modelled('joining by an axis that is given as text')
        arrays = [_axis(part) for part in parts]
        if not self.columns:
            return np.concatenate(arrays, axis=-1 if arrays[0].ndim == 1 else 0)
        return np.concatenate([array.reshape(-1, 1) if array.ndim < 2 else array for array in arrays], axis=-1)


class _Index:
    def __init__(self, as_tuple):
        self.as_tuple = as_tuple

    def __getitem__(self, key):
        return (key,) if self.as_tuple and not isinstance(key, tuple) else key


mgrid, ogrid = _Grid(False), _Grid(True)
r_, c_ = _Joined(False), _Joined(True)
s_, index_exp = _Index(False), _Index(True)
`;
const NAMES: ReadonlySet<string> = new Set(['mgrid', 'ogrid', 'r_', 'c_', 's_', 'index_exp']);

/** The object of that name, made when it is first asked for. */
export function indexTrick(m: Machine, name: string, notModelled: Value): Value | undefined {
  if (!NAMES.has(name)) return undefined;
  const made = m.service<{ attrs: ReadonlyMap<string, Value> | null }>('numpy.index tricks', () => ({ attrs: null }));
  made.attrs ??= m.prelude('numpy.lib.index_tricks', TEXT, { np: m.import('numpy'), _not_modelled: notModelled }).attrs;
  return made.attrs.get(name);
}
