// Constants in attributes and sparse tensors; and which inputs of operators are settings rather than weights.
import type { OnnxAttribute, OnnxSparseTensor, OnnxTensor } from '../../formats/onnx/schema';
import { elementCount } from '../../formats/onnx/tensors';
import { castElements } from '../../tensor/round';
import { DATA_LIMIT, int, tensorOf, type Tensor } from '../../tensor/value';
import type { OnnxRun, Value } from './run';

/** Inputs that say how, not what: they are no parameters. */
export const WEIGHT_SETTINGS: Readonly<Record<string, readonly number[]>> = {
  Resize: [1, 2], Upsample: [1], Clip: [1, 2], Pad: [2], Dropout: [1], QuantizeLinear: [1, 2], DequantizeLinear: [1, 2],
};
/** Running statistics: PyTorch's buffers. */
export const STATISTICS: Readonly<Record<string, readonly number[]>> = { BatchNormalization: [3, 4] };

/** The value of a Constant node. */
export function valueOfAttribute(run: OnnxRun, attributes: ReadonlyMap<string, OnnxAttribute>, name: string): Value {
  const [entry] = attributes;
  const [kind, attribute] = entry ?? ['', undefined];
  if (!attribute) return run.unknown('argument-not-modelled', 'a Constant without a value');
  switch (kind) {
    case 'value': return attribute.t ? run.constant(attribute.t, name) : run.unknown('argument-not-modelled',
      'a Constant without a value');
    case 'sparse_value': return attribute.sparse_tensor ? run.sparse(attribute.sparse_tensor, name)
      : run.unknown('argument-not-modelled', 'a Constant without a value');
    case 'value_float': return known([attribute.f ?? 0], [], 'float32');
    case 'value_int': return known([attribute.i ?? 0], [], 'int64');
    case 'value_floats': return known(attribute.floats, [attribute.floats.length], 'float32');
    case 'value_ints': return known(attribute.ints, [attribute.ints.length], 'int64');
    default: return run.unknown('argument-not-modelled', 'a Constant of text is not modelled');
  }
}

const known = (data: readonly number[], shape: readonly number[], dtype: 'float32' | 'int64'): Tensor =>
  tensorOf({ shape: shape.map((size) => int(size)), dtype }, { data: castElements(data, dtype), role: 'constant' });

/** The elements of a sparse tensor with its zeros; undefined when they are many or not known. */
export function denseOf(sparse: OnnxSparseTensor, constants: ReadonlyMap<OnnxTensor, readonly number[]>): number[] | undefined {
  const { values, indices, dims } = sparse;
  const data = values && constants.get(values);
  const places = indices && constants.get(indices);
  const count = elementCount(dims);
  if (!data || !places || !Number.isSafeInteger(count) || count < 0 || count > DATA_LIMIT) return undefined;
  const dense = Array.from({ length: count }, () => 0);
  const isFlat = indices.dims.length === 1;
  for (const [i, value] of data.entries()) {
    const at = isFlat ? places[i] : places.slice(i * dims.length, (i + 1) * dims.length).reduce((sum, x, axis) =>
      sum * dims[axis] + x, 0);
    if (!(at >= 0 && at < count)) return undefined;
    dense[at] = value;
  }
  return dense;
}

const MAX_ITEMS = 12;
/** An attribute as people write it. */
export function settingText(attribute: OnnxAttribute): string {
  if (attribute.t) return `tensor ${attribute.t.dims.join('×') || 'scalar'}`;
  if (attribute.g) return `graph of ${attribute.g.node.length} nodes`;
  if (attribute.s !== undefined) return attribute.s.slice(0, 200);
  const list = [attribute.ints, attribute.floats, attribute.strings].find((each) => each.length > 0);
  if (list) return `(${list.slice(0, MAX_ITEMS).map((x) => show(x)).join(', ')}${list.length > MAX_ITEMS ? ', …' : ''})`;
  return show(attribute.i ?? attribute.f ?? 0);
}
const show = (value: number | string): string => (typeof value === 'string' ? value : String(Number(value.toPrecision(7))));
