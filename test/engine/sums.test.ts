// Sums of many numbers of one sign, as pooled maps are: float32 loses nothing that matters, because no partial sum is long.
import { expect, it } from 'vitest';
import { adaptive_avg_pool2d } from '../../src/ops/adaptivePool';
import { avg_pool2d } from '../../src/ops/pool';
import { mean, sum } from '../../src/ops/reduce';
import { int, type Tensor } from '../../src/tensor/value';
import { planOf, randomFrom, relativeError, session, type Given } from '../support/engine';

const ints = (list: readonly number[]) => list.map((n) => int(n));
/** PyTorch's own sums of so many are off by 1e-7. */
const TOLERANCE = 1e-6;
const SHAPE = [1, 5, 190, 190];
const random = randomFrom(7);
const elements = random.floats(5 * 36_100).map((x) => 0.2 + 0.01 * x);
const channels = Array.from({ length: 5 }, (_, c) => elements.slice(c * 36_100, (c + 1) * 36_100));
const means = channels.map((own) => own.reduce((a, b) => a + b, 0) / own.length);

type Apply = Parameters<typeof planOf>[1];
const cases: readonly (readonly [string, Given, Apply, readonly number[]])[] = [
  ['adaptive_avg_pool2d', { shape: SHAPE }, ([input]: readonly Tensor[], op) => op(adaptive_avg_pool2d, { input, output_size: ints([1, 1]) }), means],
  ['avg_pool2d', { shape: SHAPE }, ([input], op) => op(avg_pool2d, { input, kernel_size: ints([190, 190]) }), means],
  ['mean over the image', { shape: SHAPE }, ([input], op) => op(mean, { input, dim: ints([2, 3]) }), means],
  ['mean over the last axis', { shape: [1, 5, 36_100] }, ([input], op) => op(mean, { input, dim: ints([2]) }), means],
  ['sum over the last axis', { shape: [5, 36_100] }, ([input], op) => op(sum, { input, dim: ints([1]) }), means.map((x) => x * 36_100)],
];

it.each(cases)('%s', (_, given, apply, expected) => {
  const { outputs: [output] } = session(planOf([given], apply)).run([elements]);
  expect(relativeError(output.data, expected)).toBeLessThan(TOLERANCE);
});
