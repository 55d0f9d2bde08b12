// Figures and pictures by kernels, of maps in a session's memory, against the same computed plainly.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelFigures, denseMap, planesOf, rangeFor, tiles, tileSize, type ChannelFigures, type Planes, type Range, type StridedMap } from '../../src/engine/featureMap';
import type { Session } from '../../src/engine/session';
import type { Weights } from '../../src/engine/weights';
import { relu } from '../../src/ops/activation';
import { conv2d } from '../../src/ops/conv';
import { batch_norm } from '../../src/ops/norm';
import { cat } from '../../src/ops/join';
import { abs, add } from '../../src/ops/elementwise';
import { max_pool2d } from '../../src/ops/pool';
import type { Plan } from '../../src/tensor/plan';
import { int, type Tensor } from '../../src/tensor/value';
import { planOf, randomFrom, session } from '../support/engine';

const RUNS = Number(process.env['ENGINE_SHAPES'] ?? 150);
const pair = (n: number) => [int(n), int(n)];

interface Case { readonly shape: readonly number[]; readonly seed: number; readonly scale: number; readonly shift: number; readonly special: number[] }
const cases: fc.Arbitrary<Case> = fc.record({
  shape: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1,
    max: 40 })),
  seed: fc.integer({ min: 1, max: 1e6 }), scale: fc.constantFrom(1, 1e-3, 1e6), shift: fc.constantFrom(0, 0, 5, -1000),
  special: fc.array(fc.constantFrom(0, 0, 0, 1e20, NaN, Infinity, -Infinity), { maxLength: 6 }),
});

/** A map that a pooling step left, alone in its buffer and as a part of a concatenation, in a session that has run. */
function mapped({ shape, seed, scale, shift, special }: Case): { readonly run: Session; readonly planes: readonly Planes[] } {
  const plan = planOf([{ shape }], ([input], op) => {
    const pooled = op(max_pool2d, { input, kernel_size: pair(1) });
    const other = op(max_pool2d, { input, kernel_size: pair(1) });
    return op(cat, { tensors: [pooled, op(abs, { input: pooled }), other], dim: int(1) });
  });
  const random = randomFrom(seed);
  const input = random.floats(shape.reduce((a, b) => a * b)).map((x) => Math.fround(x * scale + shift));
  for (const value of special) input[random.below(input.length)] = value;
  const run = session(plan);
  run.run([input]);
  return { run, planes: Object.values(plan.keep).flatMap((value) => {
    const map = run.map(value);
    return map ? [planesOf(map, shape[0] - 1)] : [];
  }) };
}
interface Convs { readonly size: number; readonly channels: number; readonly seed: number; readonly shift: number }
const convs: fc.Arbitrary<Convs> = fc.record({ size: fc.integer({ min: 2, max: 20 }), channels: fc.integer({ min: 4, max: 21 }),
  seed: fc.integer({ min: 1, max: 1e6 }), shift: fc.constantFrom(0, 1, -300) });

/** Two convolutions with batch norms; one with an activation, both added: everything is kept. */
function convolved({ size, channels, seed, shift }: Convs): { plan: Plan; weights: Weights; input: Float32Array } {
  const random = randomFrom(seed);
  const shapes = [[channels, 3, 3, 3], ...Array.from({ length: 4 }, () => [channels]), [channels, channels, 1, 1]];
  const made = planOf([{ shape: [1, 3, size, size] }, ...shapes.map((shape) => ({ shape }))], ([x, w, mean, variance, scale, bias, v], op) => {
    const normed = (input: Tensor): Tensor => op(batch_norm, { input, running_mean: mean, running_var: variance, weight: scale, bias });
    const first = op(relu, { input: normed(op(conv2d, { input: x, weight: w, padding: pair(1) })) });
    return op(relu, { input: op(add, { input: normed(op(conv2d, { input: first, weight: v })), other: first }) });
  });
  const values = made.values.map((value) => (value.source.kind === 'input' && value.source.index > 0
    ? { ...value, source: { kind: 'weight' as const, name: `w${value.source.index}` } } : value));
  const weights = new Map(shapes.map((shape, i) => {
    const data = random.floats(shape.reduce((a, b) => a * b));
    // A variance is positive; one channel in five has a factor of nothing.
    const fitting = i === 2 ? data.map((x) => x * x + 0.1) : i === 3 ? data.map((x) => (random.below(5) ? x : 0))
      : i === 4 ? data.map((x) => x + shift) : data;
    return [`w${i + 1}`, { dtype: 'float32' as const, shape, data: fitting }] as const;
  }));
  return { plan: { ...made, values, inputs: made.inputs.slice(0, 1) }, weights, input: random.floats(3 * size * size) };
}
const near = (a: number, b: number, size: number): boolean => Object.is(a + 0, b + 0) || Math.abs(a - b) <= 1e-12 * size;

function expectSame(found: ChannelFigures, plain: ChannelFigures): void {
  const size = Math.max(...plain.max.map(Math.abs), ...plain.min.map(Math.abs), 1e-30);
  for (const name of ['min', 'max', 'zeros', 'nan', 'infinite', 'mean', 'std', 'size'] as const satisfies (keyof ChannelFigures)[]) {
    const exact = !['mean', 'std', 'size'].includes(name);
    plain[name].forEach((value, c) => {
      // A deviation is the root of a difference: half of the digits are left where it is nothing.
      const tolerance = exact ? 0 : name === 'std' ? 1e4 * size : size;
      expect(near(found[name][c], value, tolerance), `${name} of channel ${c}: ${found[name][c]} for ${value}`).toBe(true);
    });
  }
}

describe('maps in a session\'s memory', () => {
  it('have the figures that plain code finds', () => {
    fc.assert(fc.property(cases, (given) => {
      const { run, planes: all } = mapped(given);
      expect(all.length).toBe(4);
      for (const planes of all) expectSame(run.figuresOf(planes), channelFigures(planes));
    }), { numRuns: RUNS });
  }, 300_000);

  it('have the figures and pictures of what is computed on demand before it is, and are whole when they are told of', () => {
    let [aheads, cells, off] = [0, 0, 0];
    fc.assert(fc.property(convs, fc.integer({ min: 1, max: 20 }), (given, side) => {
      const { plan, weights, input } = convolved(given);
      const run = session(plan, weights);
      const told = new Map<number, { readonly figures: ChannelFigures; readonly picture: Uint8Array }>();
      const size = { width: Math.min(side, given.size), height: Math.min(side, given.size) };
      const rangeOf = (channel: number): Range => ({ low: -1 - channel, high: 2 + channel });
      const channels = [...Array(given.channels).keys()];
      run.run([input], { onComplete: (value) => {
        const ahead = run.ahead(value);
        const early = ahead && planesOf(ahead.map);
        const [figures, picture] = early ? [ahead.figures(early), ahead.tiles(early, channels, size, rangeOf)] : [null, null];
        if (figures && picture) aheads++;
        const map = figures && picture ? null : run.map(value);
        told.set(value, { figures: figures ?? run.figuresOf(planesOf(map as StridedMap)),
          picture: picture ?? run.tilesOf(planesOf(map as StridedMap), channels, size, rangeOf) });
      } });
      expect([...told.keys()].sort((a, b) => a - b)).toEqual([...new Set(Object.values(plan.keep))].sort((a, b) => a - b));
      for (const [value, { figures, picture }] of told) {
        const { shape, data } = run.read(Object.keys(plan.keep).find((key) => plan.keep[key] === value) ?? '');
        const planes = planesOf(denseMap(Float32Array.from(data), shape));
        expectSame(figures, channelFigures(planes));
        tiles(planes, channels, size, rangeOf).forEach((level, i) => {
          cells++;
          if (level !== picture[i]) off++;
          expect(Math.abs(level - picture[i])).toBeLessThanOrEqual(1);
        });
      }
    }), { numRuns: RUNS / 3 });
    expect(aheads).toBeGreaterThan(RUNS / 6);
    expect(off).toBeLessThan(0.01 * cells);
  }, 300_000);

  it('have the pictures that plain code draws', () => {
    let [cells, off] = [0, 0];
    fc.assert(fc.property(cases, fc.integer({ min: 1, max: 50 }), fc.boolean(), (given, side, each) => {
      const { run, planes: all } = mapped(given);
      const random = randomFrom(given.seed + 1);
      for (const planes of all) {
        const { min, max } = channelFigures(planes);
        const rangeOf = (channel: number): { low: number; high: number } => (each ? rangeFor(min[channel], max[channel])
          : { low: Math.fround(given.shift - given.scale / 2), high: Math.fround(given.shift + given.scale / 2) });
        const channels = [...Array(planes.channels).keys()].filter(() => random.below(4) > 0).sort(() => random.below(3) - 1);
        const size = tileSize(planes, side);
        const [found, plain] = [run.tilesOf(planes, channels, size, rangeOf), tiles(planes, channels, size, rangeOf)];
        expect(found.length).toBe(plain.length);
        found.forEach((level, i) => {
          cells++;
          if (level === plain[i]) return;
          off++;
          // What lies between two levels may be drawn as either; a cell that is no number has a level of its own.
          expect(Math.abs(level - plain[i]), `${level} for ${plain[i]} at ${i}`).toBeLessThanOrEqual(1);
          expect(Math.max(level, plain[i])).toBeLessThan(255);
        });
      }
    }), { numRuns: RUNS });
    expect(off).toBeLessThan(0.01 * cells);
  }, 300_000);
});
