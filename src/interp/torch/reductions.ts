// torch.nn._reduction: how losses name what they do with the elements, in numbers, and from the two flags of before.
import type { PythonText } from './pythonText';

export const REDUCTIONS: PythonText = {
  module: 'torch.nn._reduction',
  paths: ['get_enum', 'legacy_get_string', 'legacy_get_enum'].map((name) => `torch.nn._reduction.${name}`),
  python: `
def get_enum(reduction):
    numbers = {'none': 0, 'mean': 1, 'elementwise_mean': 1, 'sum': 2}
    if reduction not in numbers:
        raise ValueError(f'{reduction} is not a valid value for reduction')
    return numbers[reduction]

def legacy_get_string(size_average, reduce, emit_warning=True):
    if reduce is not None and not reduce:
        return 'none'
    return 'mean' if size_average is None or size_average else 'sum'

def legacy_get_enum(size_average, reduce, emit_warning=True):
    return get_enum(legacy_get_string(size_average, reduce))
`,
};
