// What initialisers do to a tensor, and how many random numbers they take: PyTorch's fills of single precision bit for bit,
// of other dtypes by the same method.
import type { DType } from '../../tensor/dtype';
import type { Draw, Fill } from '../../tensor/recipe';
import { complexOf } from '../../tensor/complex';
import { castElement } from '../../tensor/round';
import { numel } from '../region';
import { fma } from './floats';
import type { Generator } from './generator';
import { fillNormal, VECTOR } from './normals';
import { orthogonal } from './orthogonal';
import { truncNormal } from './truncNormal';
import { fresh, inMemoryOrder, isContiguous, read, write, type Doubt, type View } from './views';

const f = Math.fround;

/** Why a fill does not give PyTorch's bits; null when it does. */
export function doubtOf({ kind }: Fill, dtype: DType): Doubt | null {
  if (kind === 'orthogonal') return { isClose: true, reason: 'orthogonal_ goes through a matrix factorisation, whose last digits '
    + 'depend on the library that PyTorch was built with' };
  if (kind === 'bernoulli' || kind === 'exponential') return { isClose: false,
    reason: `${kind}_ draws in other ways in PyTorch's own builds` };
  const isDrawn = kind === 'uniform' || kind === 'normal' || kind === 'truncNormal' || kind === 'sparse';
  if (!isDrawn || dtype === 'float32' || dtype === 'complex64') return null;
  return dtype === 'float64' ? { isClose: true, reason: 'the last digits of random numbers of float64 may differ' }
    : { isClose: false, reason: `random numbers of ${dtype} are drawn in another way` };
}

export const isRandom = ({ kind }: Fill): boolean => kind !== 'constant' && kind !== 'dirac' && kind !== 'eye';

/** Takes from the generator what the fill would take. */
export function skipFill(view: View, fill: Fill, generator: Generator): void {
  if (view.storage.dtype === 'complex64') return skipFill(fresh([...view.shape, 2], 'float32'), fill, generator);
  const count = numel(view.shape);
  const words = view.storage.dtype === 'float64' ? 2 : 1;
  switch (fill.kind) {
    case 'constant': case 'dirac': case 'eye': return;
    case 'normal': case 'orthogonal': return skipNormal(view, count, words, generator);
    case 'sparse': {
      skipNormal(view, count, words, generator);
      return generator.skip(view.shape[1] * Math.max(view.shape[0] - 1, 0));
    }
    case 'uniform': case 'truncNormal': return generator.skip(count * words);
    case 'permutation': return generator.skip(Math.max(count - 1, 0));
    case 'exponential': case 'bernoulli': return generator.skip(count * 2);
    case 'integers': return generator.skip(count * (fill.to - fill.from >= 2 ** 32 ? 2 : 1));
  }
}

function skipNormal(view: View, count: number, words: number, generator: Generator): void {
  if (count < VECTOR || !isContiguous(view)) generator.skipNormals(count);
  else generator.skip(words * (count + (count % VECTOR === 0 ? 0 : VECTOR)));
}

/** Tensors of their own, filled one after the other. */
export const drawFrom = (generator: Generator): Draw => (shape, dtype, fill) => {
  const view = fresh(shape, dtype);
  runFill(view, fill, generator);
  return Array.from(read(view));
};

/** Complex numbers are drawn part by part; their variance is that of both parts together. */
function fillParts(view: View, fill: Fill, generator: Generator): void {
  const parts = fresh([...view.shape, 2], 'float32');
  runFill(parts, partFill(fill), generator);
  const { data } = parts.storage;
  write(view, Float64Array.from({ length: data.length / 2 }, (_, i) => complexOf(data[2 * i], data[2 * i + 1])), 'complex64');
}
const partFill = (fill: Fill): Fill => (fill.kind === 'normal' ? { ...fill, std: fill.std / Math.SQRT2 } : fill);

export function runFill(view: View, fill: Fill, generator: Generator): void {
  if (view.storage.dtype === 'complex64') {
    if (fill.kind !== 'constant') return fillParts(view, fill, generator);
    return write(view, new Float64Array(numel(view.shape)).fill(complexOf(fill.value, 0)), 'complex64');
  }
  switch (fill.kind) {
    case 'constant': return constant(view, fill.value);
    case 'uniform': return uniform(view, fill.from, fill.to, generator);
    case 'normal': return normal(view, fill.mean, fill.std, generator);
    case 'truncNormal': return truncNormal(view, fill, (from, to) => { uniform(view, from, to, generator); });
    case 'orthogonal': {
      const flat = fresh([view.shape[0], numel(view.shape) / view.shape[0]], view.storage.dtype);
      normal(flat, 0, 1, generator);
      orthogonal(flat.storage.data, flat.shape[0], flat.shape[1], fill.gain);
      return write(view, read(flat), view.storage.dtype);
    }
    case 'sparse': return sparse(view, fill.sparsity, fill.std, generator);
    case 'dirac': return dirac(view, fill.groups);
    case 'eye': return eye(view);
    case 'permutation': return permutation(view, generator);
    case 'exponential': return each(view, () => -Math.log1p(-generator.double()) / fill.rate);
    case 'bernoulli': return each(view, () => (generator.double() < fill.p ? 1 : 0));
    case 'integers': {
      const range = fill.to - fill.from;
      return each(view, () => (range >= 2 ** 32 ? Number(bits64(generator) % BigInt(range)) : generator.random() % range)
        + fill.from);
    }
  }
}
function bits64(generator: Generator): bigint {
  const high = BigInt(generator.random());
  return (high << 32n) | BigInt(generator.random());
}

function each(view: View, next: () => number): void {
  const { data, dtype } = view.storage;
  inMemoryOrder(view, (position) => {
    data[position] = castElement(next(), dtype);
  });
}
function constant(view: View, value: number): void {
  const { data, dtype } = view.storage;
  const element = castElement(value, dtype);
  const count = numel(view.shape);
  if (isContiguous(view)) data.fill(element, view.offset, view.offset + count);
  else each(view, () => element);
}

function uniform(view: View, from: number, to: number, generator: Generator): void {
  const { data, dtype } = view.storage;
  if (dtype !== 'float32') return each(view, () => generator.double() * (to - from) + from);
  const [low, span] = [f(from), f(f(to) - f(from))];
  if (!isContiguous(view)) return each(view, () => fma((generator.random() & 0xffffff) * 2 ** -24, span, low));
  const count = numel(view.shape);
  const part = data.subarray(view.offset, view.offset + count) as Float32Array;
  generator.uniforms(part, span, low);
}

function normal(view: View, mean: number, std: number, generator: Generator): void {
  const { data, dtype } = view.storage;
  const count = numel(view.shape);
  if (count < VECTOR || !isContiguous(view)) return each(view, () => generator.normal() * std + mean);
  const part = data.subarray(view.offset, view.offset + count);
  if (part instanceof Float32Array) fillNormal(part, mean, std, generator);
  else normalsOfDoubles(part, mean, std, generator, dtype);
}

/** The same method without vectors: double precision, sixteen at a time. */
function normalsOfDoubles(data: Float64Array, mean: number, std: number, generator: Generator, dtype: DType): void {
  const group = (at: number): void => {
    for (let i = at; i < at + 8; i++) {
      const radius = Math.sqrt(-2 * Math.log(1 - data[i]));
      const angle = 2 * Math.PI * data[i + 8];
      data[i] = castElement(radius * Math.cos(angle) * std + mean, dtype);
      data[i + 8] = castElement(radius * Math.sin(angle) * std + mean, dtype);
    }
  };
  const draw = (from: number): void => {
    for (let i = from; i < data.length; i++) data[i] = generator.double();
  };
  draw(0);
  for (let i = 0; i + VECTOR <= data.length; i += VECTOR) group(i);
  if (data.length % VECTOR === 0) return;
  draw(data.length - VECTOR);
  group(data.length - VECTOR);
}

function sparse(view: View, sparsity: number, std: number, generator: Generator): void {
  const [rows, columns] = view.shape;
  const zeros = Math.ceil(sparsity * rows);
  normal(view, 0, std, generator);
  const { data } = view.storage;
  for (let column = 0; column < columns; column++) {
    for (const row of permutationOf(rows, generator).slice(0, zeros)) {
      data[view.offset + row * view.strides[0] + column * view.strides[1]] = 0;
    }
  }
}

function permutationOf(count: number, generator: Generator): number[] {
  const found = Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < count - 1; i++) {
    const j = i + generator.random() % (count - i);
    [found[i], found[j]] = [found[j], found[i]];
  }
  return found;
}
const permutation = (view: View, generator: Generator): void =>
  write(view, permutationOf(numel(view.shape), generator), 'int64');

function eye(view: View): void {
  constant(view, 0);
  const { storage: { data }, shape: [rows, columns], strides: [down, right], offset } = view;
  for (let i = 0; i < Math.min(rows, columns); i++) data[offset + i * (down + right)] = 1;
}
/** Ones at the centres of the kernels that pass channels on. */
function dirac(view: View, groups: number): void {
  constant(view, 0);
  const { storage: { data }, shape, strides, offset } = view;
  const outputs = shape[0] / groups;
  const centre = shape.slice(2).reduce((sum, size, i) => sum + Math.floor(size / 2) * strides[i + 2], offset);
  for (let group = 0; group < groups; group++) {
    for (let d = 0; d < Math.min(outputs, shape[1]); d++) {
      data[centre + (group * outputs + d) * strides[0] + d * strides[1]] = 1;
    }
  }
}
