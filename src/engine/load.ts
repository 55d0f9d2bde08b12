// Loading: weights come one after the other, are packed into a session's memory and let go of, so that a model takes its weights
// once and the largest of them a second time. Knows neither files nor what is packed how.
import { l10n } from '../base/l10n';
import type { Plan } from '../tensor/plan';
import { EngineError } from './errors';
import type { Address, Loader, Program } from './program';
import { numel } from './region';
import { asFloat32, asNumbers, isAwaited, isStored, toFloats, type AwaitedWeight, type WeightSources,
  type WeightTensor } from './weights';

/** What loading needs from a session. */
export interface LoadingMemory {
  readonly buffer: ArrayBufferLike;
  readonly addressOf: (at: Address) => number;
  readonly run: Loader['run'];
}

/** Something to wait for before loading goes on. */
export type Waiting = () => Promise<void>;

/** Brings every weight to where the program wants it. Yields what has to be waited for; done when it returns. */
export function* loading(plan: Plan, weights: WeightSources, program: Program, memory: LoadingMemory): Generator<Waiting> {
  // Vectors, which several preparations read: biases, what norms are made of.
  const vectors = new Map<number, Float32Array>();
  const floats = new Float32Array(memory.buffer);
  const givenTo = (value: number): ReturnType<WeightSources['get']> => {
    const { source } = plan.values[value];
    return source.kind === 'weight' ? weights.get(source.name) : undefined;
  };
  const loader: Loader = {
    elements: (value) => {
      const found = vectors.get(value);
      if (!found) throw new Error(`a preparation reads value ${value} without having named it`);
      return found;
    },
    write: (at, data) => floats.set(data, memory.addressOf(at) / 4),
    run: memory.run,
  };
  for (const { reads = [], brings, run } of program.preparations) {
    for (const value of reads) {
      const given = givenTo(value);
      if (vectors.has(value)) continue;
      if (given && isAwaited(given)) yield async () => { vectors.set(value, asFloat32(await loaded(given, plan, value))); };
      else vectors.set(value, given ? asFloat32(given) : own(plan, value));
    }
    if (brings) {
      const given = givenTo(brings.value);
      const at = memory.addressOf(brings.to);
      const count = numel(plan.values[brings.value].shape);
      const target = new Uint8Array(memory.buffer, at, 4 * count);
      const elements = new Float32Array(memory.buffer, at, count);
      const fill = given && isAwaited(given) ? given.fill : undefined;
      if (fill) yield () => fill(target);
      else if (given && isAwaited(given)) yield async () => toFloats(await loaded(given, plan, brings.value), elements);
      else if (given && isStored(given)) given.read(target);
      else if (given) toFloats(given, elements);
      else elements.set(own(plan, brings.value));
    }
    run?.(loader);
  }
}

/** Elements of weights that are not float32, which reference kernels take as lists of numbers. */
export function* listing(plan: Plan, weights: WeightSources, lists: Map<number, readonly number[]>): Generator<Waiting> {
  for (const [value, { dtype, source }] of plan.values.entries()) {
    if (source.kind !== 'weight' || dtype === 'float32') continue;
    const given = weights.get(source.name);
    if (given && isAwaited(given)) yield async () => { lists.set(value, asNumbers(await loaded(given, plan, value))); };
    else lists.set(value, given ? asNumbers(given) : source.data ?? []);
  }
}

/** A weight that had to be waited for, after the check that could not be made before. */
async function loaded(weight: AwaitedWeight, plan: Plan, value: number): Promise<WeightTensor> {
  const tensor = await weight.load();
  const { shape, source } = plan.values[value];
  if (tensor.data.length === numel(shape)) return tensor;
  throw new EngineError('weights', l10n.t('These weights do not fit the model: {0}.', l10n.t('{0} has {1} elements, not {2}',
    source.kind === 'weight' ? source.name : '', tensor.data.length, numel(shape))));
}

/** Elements of a constant, and of a weight that was not given. */
function own(plan: Plan, value: number): Float32Array {
  const { source } = plan.values[value];
  return Float32Array.from(source.kind === 'constant' || source.kind === 'weight' ? source.data ?? [] : []);
}
