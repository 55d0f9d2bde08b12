// What tests use to run models and single ops with the engine.
import { REFERENCE_KERNELS } from '../../src/ops/kernels';
import { createGraphBuilder } from '../../src/graph/build';
import { lower } from '../../src/graph/lower';
import { edgeOf } from '../../src/graph/memory';
import type { Output } from '../../src/graph/graph';
import { detectFeatures } from '../../src/engine/features';
import { Session, type ReferenceKernel, type SessionOptions } from '../../src/engine/session';
import type { Weights } from '../../src/engine/weights';
import { isUnknown, type OpDef } from '../../src/ops/op';
import type { SymbolicArgs } from '../../src/ops/schema';
import type { DType } from '../../src/tensor/dtype';
import type { Plan } from '../../src/tensor/plan';
import { int, unknownOf, type Tensor } from '../../src/tensor/value';

/** Every op's reference kernel by its schema. */
export const referenceKernels = (schema: string): ReferenceKernel | undefined =>
  REFERENCE_KERNELS.get(schema) as ReferenceKernel | undefined;

export const FEATURES = detectFeatures(process.versions.v8);
const NOTHING_FAST = { ...FEATURES, simd: false };

export const session = (plan: Plan, weights: Weights = new Map(), options: Partial<SessionOptions> = {}): Session =>
  new Session(plan, weights, { features: FEATURES, reference: referenceKernels, ...options });
/** A session that runs every op's reference kernel. */
export const referenceSession = (plan: Plan, weights: Weights = new Map()): Session => session(plan, weights,
  { features: NOTHING_FAST });

export interface Given { readonly shape: readonly number[]; readonly dtype?: DType }

/** The plan of a few ops: `apply` gets the inputs' tensors and a function that applies ops. */
export function planOf(inputs: readonly Given[],
  apply: (tensors: readonly Tensor[], op: <S extends string>(op: OpDef<S>, args: Partial<SymbolicArgs<S>>) => Tensor) =>
    Tensor): Plan {
  const builder = createGraphBuilder({ origin: () => null, modulePath: () => '', costLost: () => undefined,
    newReason: (code, message) => unknownOf({ code, message, origin: null }) });
  builder.begin();
  const tensors = inputs.map(({ shape, dtype = 'float32' }) => builder.input({ shape: shape.map((n) => int(n)), dtype }));
  const result = apply(tensors, (op, args) => {
    const { first } = builder.apply(op, args);
    if (isUnknown(first)) throw new Error(first.reason.message);
    return first;
  });
  const output: Output = { kind: 'tensor', shape: result.shape, dtype: result.dtype,
    edge: edgeOf(result) };
  return lower(builder.finish(tensors, output, null), { keep: 'all' });
}

/** Largest difference of two lists, over the largest absolute value of the second. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [error, size] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    // Infinity less infinity is no number, and NaN is wanted where it is expected.
    if (Object.is(found[i], expected[i]) && !Number.isFinite(expected[i])) continue;
    if (!(Math.abs(found[i] - expected[i]) <= error)) error = Math.abs(found[i] - expected[i]);
    size = Math.max(size, Math.abs(expected[i]));
  }
  return found.length === expected.length ? error / (size || 1) : Infinity;
}

/** A repeatable source of numbers: mulberry32. */
export function randomFrom(seed: number): { below(n: number): number; pick<T>(list: readonly T[]): T; floats(n: number): Float32Array } {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { below, pick: (list) => list[below(list.length)], floats: (n) => Float32Array.from({ length: n }, () =>
    next() * 2 - 1) };
}
