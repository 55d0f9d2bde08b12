// Figures and pictures by kernels, of maps in a session's memory, against the same computed plainly.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelFigures, planesOf, rangeFor, tiles, tileSize, type ChannelFigures, type Planes } from '../../src/engine/featureMap';
import type { Session } from '../../src/engine/session';
import { cat } from '../../src/ops/join';
import { abs } from '../../src/ops/elementwise';
import { max_pool2d } from '../../src/ops/pool';
import { int } from '../../src/tensor/value';
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
const near = (a: number, b: number, size: number): boolean => Object.is(a + 0, b + 0) || Math.abs(a - b) <= 1e-12 * size;

describe('maps in a session\'s memory', () => {
  it('have the figures that plain code finds', () => {
    fc.assert(fc.property(cases, (given) => {
      const { run, planes: all } = mapped(given);
      expect(all.length).toBe(4);
      for (const planes of all) {
        const [found, plain] = [run.figuresOf(planes), channelFigures(planes)];
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
    }), { numRuns: RUNS });
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
