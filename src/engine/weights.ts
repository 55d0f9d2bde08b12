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
/** A tensor that lies elsewhere and is brought when it is its turn: nobody keeps it once kernels have it. */
export interface AwaitedWeight {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Rejects with a sentence where it cannot be read. */
  readonly load: () => Promise<WeightTensor>;
  /** Fills the target with the elements as float32, little-endian. Absent where only `load` can be had. */
  readonly fill?: (target: Uint8Array) => Promise<void>;
}
/** By state_dict name: 'layer1.0.conv1.weight'. */
export type Weights = ReadonlyMap<string, WeightTensor | StoredWeight>;
/** The same, some of them to be waited for. */
export type WeightSources = ReadonlyMap<string, WeightTensor | StoredWeight | AwaitedWeight>;
type Given = WeightTensor | StoredWeight | AwaitedWeight;

export const isStored = (weight: Given): weight is StoredWeight => 'read' in weight;
export const isAwaited = (weight: Given): weight is AwaitedWeight => 'load' in weight;

/** Refuses weights that a plan cannot run with: every name that is missing and every shape that differs is in the message. */
export function checkWeights(plan: Plan, weights: WeightSources): void {
  const wrong: string[] = [];
  for (const { shape, source } of plan.values) {
    if (source.kind !== 'weight') continue;
    const given = weights.get(source.name);
    if (!given) {
      if (!source.data) wrong.push(l10n.t('{0} is missing', source.name));
    } else if (given.shape.join() !== shape.join()) {
      wrong.push(l10n.t('{0} is {1}, the model has {2}', source.name, showSizes(given.shape), showSizes(shape)));
    } else if ('data' in given && given.data.length !== numel(shape)) {
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
  if (!isStored(weight) && weight.data instanceof Float32Array) return weight.data;
  const elements = new Float32Array(numel(weight.shape));
  if (isStored(weight)) weight.read(new Uint8Array(elements.buffer));
  else toFloats(weight, elements);
  return elements;
}
/** Writes the elements as float32 to where there is room for all of them. */
export function toFloats({ dtype, data }: WeightTensor, target: Float32Array): void {
  if (data instanceof Uint16Array && (dtype === 'bfloat16' || dtype === 'float16')) {
    const table = dtype === 'float16' ? halves() : null;
    // bfloat16 is the upper half of a float32.
    const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
    if (table) for (let i = 0; i < data.length; i++) target[i] = table[data[i]];
    else for (let i = 0; i < data.length; i++) bits[i] = data[i] << 16;
  } else if (data instanceof BigInt64Array) for (let i = 0; i < data.length; i++) target[i] = Number(data[i]);
  else target.set(data);
}
export function asNumbers(weight: WeightTensor | StoredWeight): number[] {
  if (isStored(weight) || (weight.data instanceof Uint16Array && /float16$/.test(weight.dtype))) return [...asFloat32(weight)];
  return Array.from(weight.data as ArrayLike<number | bigint>, Number);
}

let halfTable: Float32Array | null = null;
/** The value of every pattern of 16 bits as IEEE half: 1 sign bit, 5 of exponent (bias 15), 10 of fraction. */
function halves(): Float32Array {
  return halfTable ??= Float32Array.from({ length: 65_536 }, (_, x) => {
    const [sign, exponent, fraction] = [x & 0x8000 ? -1 : 1, (x >> 10) & 31, x & 1023];
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  });
}
