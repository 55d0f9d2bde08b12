// Figures and pictures of maps where they lie, against the same computed plainly from row-major copies of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acrossChannels, channelFigures, denseMap, figuresOf, histogram, LEVELS, mostActive, NOT_FINITE, planesOf, rangeFor, tiles, tileSize,
  valueAt, type StridedMap,
} from '../../src/engine/featureMap';
import { gather, numel } from '../../src/engine/region';

const SPECIAL = [NaN, Infinity, -Infinity, 0, 0, 0];
const value = fc.oneof({ weight: 9, arbitrary: fc.float({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(...SPECIAL) });

/** A map of some rank whose axes lie in memory in any order, with gaps. */
const maps = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }).chain((shape) => fc.record({
  shape: fc.constant(shape),
  order: fc.shuffledSubarray(shape.map((_, i) => i), { minLength: shape.length, maxLength: shape.length }),
  gap: fc.integer({ min: 1, max: 2 }),
  offset: fc.integer({ min: 0, max: 5 }),
  elements: fc.array(value, { minLength: numel(shape), maxLength: numel(shape) }),
})).map(({ shape, order, gap, offset, elements }): StridedMap => {
  const strides = shape.map(() => 0);
  let step = gap;
  for (const axis of [...order].reverse()) {
    strides[axis] = step;
    step *= shape[axis];
  }
  const data = new Float32Array(offset + step).fill(7777);
  elements.forEach((element, i) => {
    let [rest, at] = [i, offset];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    data[at] = element;
  });
  return { data, offset, shape, strides };
});

/** Channels of the first element of the batch, each row by row. */
function plain(map: StridedMap): number[][] {
  const { channels } = planesOf(map);
  const all = gather(map.data as Float32Array, 0, { buffer: 0, offset: map.offset, shape: map.shape, strides: map.strides });
  const one = [...all].slice(0, map.shape.length > 1 ? all.length / map.shape[0] : all.length);
  const cells = one.length / channels;
  return Array.from({ length: channels }, (_, c) => one.slice(c * cells, (c + 1) * cells));
}
const close = (a: number, b: number): boolean => Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

describe('figures', () => {
  it('of every channel and of all of them equal plain ones', () => {
    fc.assert(fc.property(maps, (map) => {
      const by = channelFigures(planesOf(map));
      const whole = figuresOf(by);
      const check = (got: Record<'min' | 'max' | 'mean' | 'std' | 'zeros' | 'nan' | 'infinite', number>, elements: number[]): void => {
        const finite = elements.filter(Number.isFinite);
        const mean = finite.reduce((a, b) => a + b, 0) / finite.length;
        const std = Math.sqrt(finite.reduce((a, b) => a + (b - mean) ** 2, 0) / finite.length);
        expect(got.min + 0).toBe(finite.length > 0 ? Math.min(...finite) + 0 : NaN);
        expect(got.max + 0).toBe(finite.length > 0 ? Math.max(...finite) + 0 : NaN);
        expect(close(got.mean, mean), `mean ${got.mean} ${mean}`).toBe(true);
        expect(Math.abs(got.std - std) < 1e-6 || Object.is(got.std, std), `std ${got.std} ${std}`).toBe(true);
        expect(close(got.zeros, elements.filter((x) => x === 0).length / elements.length)).toBe(true);
        expect(got.nan).toBe(elements.filter(Number.isNaN).length);
        expect(got.infinite).toBe(elements.filter((x) => Math.abs(x) === Infinity).length);
      };
      const channels = plain(map);
      channels.forEach((elements, c) => {
        check({ min: by.min[c], max: by.max[c], mean: by.mean[c], std: by.std[c], zeros: by.zeros[c], nan: by.nan[c],
          infinite: by.infinite[c] }, elements);
      });
      check(whole, channels.flat());
    }));
  });

  it('keep small deviations beside large means', () => {
    const map = denseMap(new Float32Array([1e6, 1e6 + 0.25, 1e6 + 0.5, 1e6 + 0.75]), [1, 1, 2, 2]);
    expect(channelFigures(planesOf(map)).std[0]).toBeCloseTo(Math.sqrt(0.078125), 9);
  });

  it('count every finite value in one bin', () => {
    fc.assert(fc.property(maps, fc.integer({ min: 1, max: 9 }), (map, bins) => {
      const planes = planesOf(map);
      const { min, max } = figuresOf(channelFigures(planes));
      const finite = plain(map).flat().filter(Number.isFinite);
      fc.pre(min < max);
      const counts = histogram(planes, [...Array(planes.channels).keys()], min, max, bins);
      expect(counts.reduce((a, b) => a + b, 0)).toBe(finite.length);
      // Values within rounding of an edge may fall on either side of it.
      for (let bin = 1; bin <= bins; bin++) {
        const [edge, slack] = [min + ((max - min) * bin) / bins, 1e-9 * (max - min)];
        const below = counts.slice(0, bin).reduce((a, b) => a + b, 0);
        expect(below).toBeGreaterThanOrEqual(finite.filter((x) => x < edge - slack).length);
        expect(below).toBeLessThanOrEqual(finite.filter((x) => x < edge + slack || bin === bins).length);
      }
    }));
  });

  it('rank channels by their mean size, unknown ones last', () => {
    const map = denseMap(new Float32Array([1, -1, -5, 5, NaN, NaN, 2, 2]), [1, 4, 1, 2]);
    expect(mostActive(channelFigures(planesOf(map)), 3)).toEqual([1, 3, 0]);
  });
});

describe('pictures', () => {
  it('have the map’s own cells at its own size', () => {
    fc.assert(fc.property(maps, (map) => {
      const planes = planesOf(map);
      const range = { low: -100, high: 100 };
      const levels = tiles(planes, [...Array(planes.channels).keys()], planes, () => range);
      const area = planes.width * planes.height;
      plain(map).forEach((elements, c) => {
        elements.forEach((element, i) => {
          expect(levels[c * area + i]).toBe(Number.isFinite(element) ? Math.round((element + 100) * (LEVELS / 200)) : NOT_FINITE);
          expect(valueAt(planes, c, Math.floor(i / planes.width), i % planes.width)).toBe(element);
        });
      });
    }));
  });

  it('average areas when they shrink: their mean is the map’s', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 1000 }), (height, width, side, seed) => {
        const elements = Float32Array.from({ length: height * width }, (_, i) => ((i * 7919 + seed) % 101) / 100);
        const planes = planesOf(denseMap(elements, [1, 1, height, width]));
        fc.pre(planes.kind === 'maps');
        const size = tileSize(planes, side);
        const levels = tiles(planes, [0], size, () => ({ low: 0, high: 1 }));
        const [a, b] = [[...levels].reduce((x, y) => x + y, 0) / levels.length / LEVELS,
          elements.reduce((x, y) => x + y, 0) / elements.length];
        expect(Math.max(size.height, size.width)).toBeLessThanOrEqual(Math.max(side, 1));
        expect(Math.abs(a - b)).toBeLessThan(0.5 / LEVELS + 1e-9);
      }));
  });

  it('repeat the nearest cell when they enlarge, and flag what is not finite', () => {
    const planes = planesOf(denseMap(new Float32Array([0, 1, NaN, 0.5]), [1, 1, 2, 2]));
    const levels = tiles(planes, [0], { width: 4, height: 4 }, () => ({ low: 0, high: 1 }));
    const [a, b, c, d] = [0, LEVELS, NOT_FINITE, LEVELS / 2];
    expect([...levels]).toEqual([a, a, b, b, a, a, b, b, c, c, d, d, c, c, d, d]);
    expect([...tiles(planes, [0], { width: 1, height: 1 }, () => ({ low: 0, high: 1 }))]).toEqual([NOT_FINITE]);
  });

  it('are means and maxima over channels', () => {
    fc.assert(fc.property(maps, (map) => {
      const [planes, channels] = [planesOf(map), plain(map)];
      const [mean, max] = [acrossChannels(planes, 'mean'), acrossChannels(planes, 'max')];
      channels[0].forEach((_, i) => {
        const cell = channels.map((elements) => elements[i]);
        const [y, x] = [Math.floor(i / planes.width), i % planes.width];
        expect(close(valueAt(mean, 0, y, x), cell.reduce((a, b) => a + b, 0) / cell.length)).toBe(true);
        expect(valueAt(max, 0, y, x)).toBe(Math.max(...cell));
      });
    }));
  });

  it('have zero in the middle when there are values on both sides of it', () => {
    expect([rangeFor(-1, 3), rangeFor(1, 3), rangeFor(-3, 0), rangeFor(NaN, NaN)]).toEqual([
      { low: -3, high: 3 }, { low: 1, high: 3 }, { low: -3, high: 0 }, { low: 0, high: 0 }]);
  });
});
