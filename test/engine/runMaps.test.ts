// Questions about the maps of a run, as the panel asks them: pictures, figures, elements, another run held beside it.
import { beforeAll, describe, expect, it } from 'vitest';
import { createMapService, type ShownRun } from '../../src/workers/runMaps';
import { LEVELS } from '../../src/engine/featureMap';
import { conv2d } from '../../src/ops/conv';
import { relu } from '../../src/ops/activation';
import { max_pool2d } from '../../src/ops/pool';
import { int } from '../../src/tensor/value';
import { planOf, randomFrom, session } from '../support/engine';

const ints = (list: readonly number[]) => list.map((n) => int(n));

describe('the maps of a run', () => {
  // The weight is an input too, so that the plan needs no state_dict.
  const plan = planOf([{ shape: [1, 2, 9, 9] }, { shape: [3, 2, 3, 3] }], ([input, weight], op) => op(max_pool2d, {
    input: op(relu, { input: op(conv2d, { input, weight, padding: ints([1, 1]) }) }), kernel_size: ints([2, 2]) }));
  const [conv, relued, pooled] = Object.keys(plan.keep);
  const engine = session(plan);
  const inputs = [randomFrom(3).floats(162), randomFrom(4).floats(54)];
  let current: ShownRun | null = null;
  const run = (first: Float32Array): void => {
    engine.run([first, inputs[1]]);
    current = { plan, map: (value) => engine.map(value), weights: async () => new Map(),
      figuresOf: (planes) => engine.figuresOf(planes), tilesOf: (planes, ...rest) => engine.tilesOf(planes, ...rest) };
  };
  const service = createMapService({ get current() { return current; }, again: {
    get input() { return { shape: [1, 2, 9, 9], data: inputs[0] }; },
    run: async (input) => { engine.run([input, inputs[1]]); },
  } });

  beforeAll(async () => {
    await expect(service.figures('now', conv)).rejects.toThrow('Nothing was run yet');
    run(inputs[0]);
  });

  it('have pictures of their own size, within their range', async () => {
    const all = await service.thumbnails('now', [conv, relued, 'another'], 64, 'active');
    expect(all.map(({ key, width, height }) => [key, width, height])).toEqual([[conv, 9, 9], [relued, 9, 9]]);
    // Around zero: the larger of both ends is reached.
    expect(Math.max(...all[0].levels) === LEVELS || Math.min(...all[0].levels) === 0).toBe(true);
    expect(all[0].low).toBe(-all[0].high);
    const figures = await service.figures('now', relued);
    expect(figures.sizes).toEqual([1, 3, 9, 9]);
    expect(all[1].channel).toBe(figures.byActivity[0]);
    const sheet = await service.channels('now', relued, [2, 0, 7], 4, 'channel');
    expect([sheet.channels, sheet.width, sheet.height, sheet.levels.length]).toEqual([[2, 0], 4, 4, 32]);
    expect([...sheet.high]).toEqual([figures.max[2], figures.max[0]]);
    const shared = await service.channels('now', relued, [2, 0], 4, 'shared');
    expect([...shared.high]).toEqual([figures.whole.max, figures.whole.max]);
  });

  it('have kernels where they are made by some', async () => {
    const kernels = await service.kernels('now', conv, 1, 16);
    expect([kernels?.channels, kernels?.height, kernels?.width]).toEqual([[0, 1], 3, 3]);
    expect(await service.kernels('now', pooled, 1, 16)).toBeNull();
  });

  it('are taken apart element by element', async () => {
    const { value, terms } = await service.cell('now', conv, 2, 0, 8);
    expect(Math.abs((terms?.value ?? NaN) - value)).toBeLessThan(1e-5);
    expect([terms?.inputKey, terms?.taps.filter(({ kind }) => kind === 'padding').length]).toEqual([null, 5]);
    expect((await service.cell('now', pooled, 0, 1, 1)).terms?.inputKey).toBe(relued);
    expect((await service.cell('now', relued, 0, 1, 1)).terms).toBeNull();
    await expect(service.cell('now', conv, 3, 0, 0)).rejects.toThrow('no element at channel 3');
  });

  it('show what of the input an element depends on', async () => {
    const field = await service.effectiveField(conv, 0, 4, 4, [0, 0, 9, 9], 100);
    expect([field.rows, field.columns, field.runs, field.block]).toEqual([9, 9, 81, [1, 1]]);
    const seen = [...field.changes].flatMap((change, i) => (change > 0 ? [`${Math.floor(i / 9)},${i % 9}`] : []));
    expect(seen).toEqual(['3,3', '3,4', '3,5', '4,3', '4,4', '4,5', '5,3', '5,4', '5,5']);
    const coarse = await service.effectiveField(conv, 0, 4, 4, [0, 0, 9, 9], 10);
    expect([coarse.block, coarse.rows, coarse.runs]).toEqual([[3, 3], 3, 9]);
  });

  it('of another run are kept beside the next', async () => {
    await expect(service.figures('held', conv)).rejects.toThrow('No run is held');
    const before = (await service.cell('now', conv, 1, 2, 3)).value;
    await service.hold();
    run(randomFrom(99).floats(162));
    const [held, now] = [await service.cell('held', conv, 1, 2, 3), await service.cell('now', conv, 1, 2, 3)];
    expect(held.value).toBe(before);
    expect(now.value).not.toBe(before);
    expect(Math.abs((held.terms?.value ?? NaN) - before)).toBeLessThan(1e-5);
    await service.release();
    await expect(service.figures('held', conv)).rejects.toThrow('No run is held');
  });
});
