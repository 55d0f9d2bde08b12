// Weights as files hold them, widened to what kernels take. Half precision becomes float32; integers and truth values
// become numbers.
import { l10n } from '../base/l10n';
import type { DType } from '../tensor/dtype';
import type { Plan } from '../tensor/plan';
import { EngineError, showSizes } from './errors';
import { numel } from './region';

/** One tensor of a state_dict: elements in row-major order. float16 and bfloat16 are given as their 16 bits. */
export interface WeightTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | BigInt64Array;
}
/** A float32 tensor that is brought straight to its place: `read` fills `target` with its elements, little-endian. */
export interface StoredWeight {
  readonly dtype: 'float32';
  readonly shape: readonly number[];
  readonly read: (target: Uint8Array) => void;
}
/** By state_dict name: 'layer1.0.conv1.weight'. */
export type Weights = ReadonlyMap<string, WeightTensor | StoredWeight>;

export const isStored = (weight: WeightTensor | StoredWeight): weight is StoredWeight => 'read' in weight;

/** Refuses weights that a plan cannot run with: every name that is missing and every shape that differs is in the message. */
export function checkWeights(plan: Plan, weights: Weights): void {
  const wrong: string[] = [];
  for (const { shape, source } of plan.values) {
    if (source.kind !== 'weight') continue;
    const given = weights.get(source.name);
    if (!given) {
      if (!source.data) wrong.push(l10n.t('{0} is missing', source.name));
    } else if (given.shape.join() !== shape.join()) {
      wrong.push(l10n.t('{0} is {1}, the model has {2}', source.name, showSizes(given.shape), showSizes(shape)));
    } else if (!isStored(given) && given.data.length !== numel(shape)) {
      wrong.push(l10n.t('{0} has {1} elements, not {2}', source.name, given.data.length, numel(shape)));
    }
  }
  if (wrong.length === 0) return;
  const shown = wrong.slice(0, 8).join('; ');
  throw new EngineError('weights', wrong.length > 8
    ? l10n.t('These weights do not fit the model: {0}; and {1} more.', shown, wrong.length - 8)
    : l10n.t('These weights do not fit the model: {0}.', shown));
}

/** Elements as float32. */
export function asFloat32(weight: WeightTensor | StoredWeight): Float32Array {
  if (isStored(weight)) {
    const elements = new Float32Array(numel(weight.shape));
    weight.read(new Uint8Array(elements.buffer));
    return elements;
  }
  const { dtype, data } = weight;
  if (data instanceof Float32Array) return data;
  if (data instanceof Uint16Array && dtype === 'bfloat16') return widenBfloat16(data);
  if (data instanceof Uint16Array && dtype === 'float16') return widenFloat16(data);
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}
export function asNumbers(weight: WeightTensor | StoredWeight): number[] {
  if (isStored(weight)) return [...asFloat32(weight)];
  if (weight.data instanceof Uint16Array && (weight.dtype === 'float16'
    || weight.dtype === 'bfloat16')) return [...asFloat32(weight)];
  return Array.from(weight.data as ArrayLike<number | bigint>, Number);
}

function widenBfloat16(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (x) => x << 16).buffer);
}

/** IEEE half: 1 sign bit, 5 of exponent (bias 15), 10 of fraction. */
function widenFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (x) => {
    const [sign, exponent, fraction] = [x & 0x8000 ? -1 : 1, (x >> 10) & 31, x & 1023];
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  });
}
