// The terms of one element sum to what the engine computed, for every kind of layer that is taken apart, on random shapes.
import { describe, expect, it } from 'vitest';
import { cellTerms, type CellTerms } from '../../src/engine/cell';
import { gather } from '../../src/engine/region';
import { adaptive_avg_pool2d } from '../../src/ops/adaptivePool';
import { conv1d, conv2d, conv3d } from '../../src/ops/conv';
import { conv_transpose2d } from '../../src/ops/convTransposed';
import { linear } from '../../src/ops/linear';
import { avg_pool1d, avg_pool2d, avg_pool3d, max_pool1d, max_pool2d, max_pool3d } from '../../src/ops/pool';
import { int } from '../../src/tensor/value';
import type { Plan } from '../../src/tensor/plan';
import { planOf, randomFrom, session } from '../support/engine';

type Random = ReturnType<typeof randomFrom>;
const ints = (list: readonly number[]) => list.map((n) => int(n));
const numel = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const pair = (random: Random, from: number, to: number) => [from + random.below(to - from + 1), from + random.below(to - from + 1)];

/** Every element of the plan's last map, taken apart and compared; returns the terms of the element `at`. */
function check(plan: Plan, random: Random, at?: readonly number[]): CellTerms | null {
  const run = session(plan);
  run.run(plan.inputs.map((value) => random.floats(numel(plan.values[value].shape))));
  const [key] = Object.keys(plan.keep).slice(-1);
  const { shape, data } = run.read(key);
  const map = run.map(plan.keep[key]);
  if (!map) throw new Error('the map was not kept');
  expect([...gather(map.data as Float32Array, 0, { ...map, buffer: 0 })]).toEqual([...data]);
  data.forEach((value: number, i: number) => {
    const index = shape.map((size, axis) => Math.floor(i / numel(shape.slice(axis + 1))) % size);
    const terms = cellTerms(plan, key, index, (each) => run.map(each));
    if (!terms) throw new Error(`${key} was not taken apart`);
    expect(Math.abs(terms.value - value), `${key} ${index.join()}: ${terms.value} and ${value}`)
      .toBeLessThanOrEqual(2e-6 * terms.magnitude + 1e-12);
  });
  return at ? cellTerms(plan, key, at, (each) => run.map(each)) : null;
}

/** As often as PyTorch takes the sizes, out of 60 attempts. */
function tryShapes(make: (random: Random) => Plan): void {
  let tried = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed * 104729);
    let plan: Plan;
    try {
      plan = make(random);
    } catch {
      continue;
    }
    tried++;
    check(plan, random);
  }
  expect(tried).toBeGreaterThan(15);
}

describe('the terms of an element', () => {
  it('of convolutions with stride, padding, dilation and groups', () => {
    tryShapes((random) => {
      const groups = 1 + random.below(3);
      const [perGroup, out, kernel] = [1 + random.below(3), groups * (1 + random.below(3)), pair(random, 1, 4)];
      return planOf([{ shape: [1 + random.below(2), groups * perGroup, ...pair(random, 3, 9)] }, { shape: [out, perGroup, ...kernel] },
        { shape: [out] }], ([input, weight, bias], op) => op(conv2d, { input, weight, bias: random.below(2) ? bias : null,
        stride: ints(pair(random, 1, 3)), padding: ints(pair(random, 0, 2)), dilation: ints(pair(random, 1, 2)), groups: int(groups) }));
    });
  });

  it('of transposed convolutions', () => {
    tryShapes((random) => {
      const groups = 1 + random.below(2);
      const [channels, perGroup, kernel] = [groups * (1 + random.below(3)), 1 + random.below(3), pair(random, 1, 4)];
      return planOf([{ shape: [1, channels, ...pair(random, 2, 5)] }, { shape: [channels, perGroup, ...kernel] },
        { shape: [groups * perGroup] }], ([input, weight, bias], op) => op(conv_transpose2d, { input, weight, bias,
        stride: ints(pair(random, 1, 3)), padding: ints(pair(random, 0, 2)), output_padding: ints([0, 0]), groups: int(groups),
        dilation: ints(pair(random, 1, 2)) }));
    });
  });

  it('of maxima and averages, padded and rounded up', () => {
    for (const pool of [max_pool2d, avg_pool2d]) {
      tryShapes((random) => planOf([{ shape: [1, 2, ...pair(random, 4, 9)] }], ([input], op) => op(pool, { input,
        kernel_size: ints(pair(random, 2, 4)), stride: ints(pair(random, 1, 3)), padding: ints(pair(random, 0, 1)),
        ceil_mode: random.below(2) === 1, ...(pool === avg_pool2d ? { count_include_pad: random.below(2) === 1 } : {}) })));
    }
  });

  it('of adaptive averages and linear layers', () => {
    tryShapes((random) => planOf([{ shape: [1, 2, ...pair(random, 3, 9)] }], ([input], op) =>
      op(adaptive_avg_pool2d, { input, output_size: ints(pair(random, 1, 4)) })));
    tryShapes((random) => {
      const [from, to] = pair(random, 1, 40);
      return planOf([{ shape: [2, from] }, { shape: [to, from] }, { shape: [to] }], ([input, weight, bias], op) =>
        op(linear, { input, weight, bias }));
    });
  });

  it('of convolutions and pooling in one and in three dimensions', () => {
    const lists = (random: Random, rank: number, from: number, to: number): number[] =>
      Array.from({ length: rank }, () => from + random.below(to - from + 1));
    for (const [rank, conv, pools] of [[1, conv1d, [max_pool1d, avg_pool1d]], [3, conv3d, [max_pool3d, avg_pool3d]]] as const) {
      tryShapes((random) => {
        const groups = 1 + random.below(2);
        const [perGroup, out] = [1 + random.below(2), groups * (1 + random.below(2))];
        return planOf([{ shape: [1 + random.below(2), groups * perGroup, ...lists(random, rank, 3, 6)] },
          { shape: [out, perGroup, ...lists(random, rank, 1, 3)] }, { shape: [out] }], ([input, weight, bias], op) => op(conv, { input,
          weight, bias, stride: ints(lists(random, rank, 1, 2)), padding: ints(lists(random, rank, 0, 2)),
          dilation: ints(lists(random, rank, 1, 2)), groups: int(groups) }));
      });
      for (const pool of pools) {
        tryShapes((random) => {
          const plan = planOf([{ shape: [1, 2, ...lists(random, rank, 4, 6)] }], ([input], op) => op(pool, { input,
            kernel_size: ints(lists(random, rank, 2, 3)), stride: ints(lists(random, rank, 1, 2)),
            padding: ints(lists(random, rank, 0, pool === avg_pool3d ? 0 : 1)) }));
          // Averages over windows that the padding cuts are left to the reference kernel, and not taken apart.
          if (plan.calls[0].fast === null) throw new Error('no kernel');
          return plan;
        });
      }
    }
  });

  it('name what lies in the padding and between the elements', () => {
    const random = randomFrom(5);
    const conv = check(planOf([{ shape: [1, 1, 4, 4] }, { shape: [1, 1, 3, 3] }], ([input, weight], op) =>
      op(conv2d, { input, weight, padding: ints([1, 1]) })), random, [0, 0, 0, 3]);
    expect(conv?.taps.map(({ kind }) => kind[0]).join('')).toBe('pppiipiip');
    expect(conv?.taps.filter(({ kind }) => kind === 'inside').map(({ at }) => at.join())).toEqual(['0,2', '0,3', '1,2', '1,3']);
    const transposed = check(planOf([{ shape: [1, 1, 2, 2] }, { shape: [1, 1, 2, 2] }], ([input, weight], op) =>
      op(conv_transpose2d, { input, weight, stride: ints([2, 2]) })), random, [0, 0, 1, 1]);
    expect(transposed?.taps.map(({ kind }) => kind[0]).join('')).toBe('gggi');
  });

  it('say nothing of other layers and of inputs that were not kept', () => {
    const plan = planOf([{ shape: [1, 1, 4, 4] }, { shape: [1, 1, 3, 3] }], ([input, weight], op) => op(conv2d, { input, weight }));
    const [key] = Object.keys(plan.keep);
    expect(cellTerms(plan, key, [0, 0, 0, 0], () => null)).toBeNull();
    expect(cellTerms(plan, 'another', [0, 0, 0, 0], () => null)).toBeNull();
  });
});
