// Maps whose axes are not batch, channels, rows, columns are found and shown as pictures: every cell is the element that its index names.
import { describe, expect, it } from 'vitest';
import { axisRoles, seenAs, type SeenMap } from '../../src/engine/axes';
import { denseMap, valueAt } from '../../src/engine/featureMap';
import type { Plan, PlanCall } from '../../src/tensor/plan';

/** A plan of one input and calls that read the value before them, or those that are named; the other values have no roles. */
function planOf(input: readonly number[], steps: readonly { readonly shape: readonly number[]; readonly fast: unknown;
  readonly reads?: readonly number[] }[], extra: readonly (readonly number[])[] = []): Plan {
  const shapes = [input, ...extra];
  const values = [...shapes.map((shape, index) => ({ shape, dtype: 'float32' as const, source: { kind: 'input' as const, index } })),
    ...steps.map(({ shape }) => ({ shape, dtype: 'float32' as const, source: { kind: 'call' as const } }))];
  const calls = steps.map(({ fast, reads }, i) => ({ node: `n${i}`, op: 'op', args: { input: { value: shapes.length + i - 1 } },
    outputs: [shapes.length + i], fast: fast === null ? null : { inputs: [], operands: reads ?? [i === 0 ? 0 : shapes.length + i - 1],
      ...fast as object } })) as unknown as PlanCall[];
  return { version: 1, values, calls, inputs: shapes.map((_, i) => i), outputs: [], keep: {} };
}
const lastRoles = (plan: Plan) => axisRoles(plan).at(-1);

/** Elements are their own positions, so that a cell can be compared with its index. */
function look(shape: readonly number[], roles: Parameters<typeof seenAs>[1], image = 0): SeenMap {
  const count = shape.reduce((a, b) => a * b, 1);
  const seen = seenAs(denseMap(Float32Array.from({ length: count }, (_, i) => i), shape), roles, image);
  const { planes } = seen;
  for (let c = 0; c < planes.channels; c++) for (let y = 0; y < planes.height; y++) for (let x = 0; x < planes.width; x++) {
    if (y * planes.width + x >= planes.cells) continue;
    const index = seen.index(c, y, x);
    expect(valueAt(planes, c, y, x)).toBe(index.reduce((at, i, axis) => at * shape[axis] + i, 0));
  }
  return seen;
}

describe('the axes of a map', () => {
  // Patches of a transformer: convolved, flattened, transposed, a class token put before them, normalised.
  const patches = planOf([1, 3, 24, 32], [
    { shape: [1, 5, 3, 4], fast: { kernel: 'conv2d' } }, { shape: [1, 5, 12], fast: { kernel: 'reshape' } },
    { shape: [1, 12, 5], fast: { kernel: 'permute', axes: [0, 2, 1] } },
    { shape: [1, 13, 5], fast: { kernel: 'concat', axis: 1 }, reads: [1, 4] }, { shape: [1, 13, 5], fast: null },
  ], [[1, 1, 5]]);

  it('are followed from an image to tokens', () => {
    const roles = lastRoles(patches);
    expect(roles).toEqual([null, { rows: 3, columns: 4, before: 1 }, 'channel']);
    const { planes, arranged } = look([1, 13, 5], roles ?? null);
    expect([planes.channels, planes.height, planes.width]).toEqual([5, 3, 4]);
    expect(arranged).toEqual({ kind: 'tokens', rows: 3, columns: 4, before: 1, total: 13 });
  });

  it('and back; a token alone has no place', () => {
    const slice = (start: number, size: number) => ({ kernel: 'slice', parts: [{ axis: 1, start, step: 1, size, drop: false }] });
    const back = { ...patches, values: [...patches.values, ...[[1, 12, 5], [1, 5, 12], [1, 5, 3, 4]].map((shape) =>
      ({ ...patches.values[0], shape, source: { kind: 'call' as const } }))],
    calls: [...patches.calls, ...[slice(1, 12), { kernel: 'permute', axes: [0, 2, 1] }, { kernel: 'reshape' }].map((fast, i) =>
      ({ ...patches.calls[0], outputs: [7 + i], fast: { inputs: [], operands: [6 + i], ...fast } } as unknown as PlanCall))] };
    expect(lastRoles(back)).toEqual([null, 'channel', 'row', 'column']);
    const first = planOf([1, 3, 4, 4], [{ shape: [1, 3, 16], fast: { kernel: 'reshape' } }, { shape: [1, 3, 4],
      fast: { kernel: 'slice', parts: [{ axis: 2, start: 0, step: 1, size: 4, drop: false }] } }]);
    expect(lastRoles(first)).toBeNull();
  });

  it('may have channels last', () => {
    const plan = planOf([2, 3, 6, 4], [{ shape: [2, 6, 4, 3], fast: { kernel: 'permute', axes: [0, 2, 3, 1] } },
      { shape: [2, 6, 4, 7], fast: { kernel: 'linear' } }]);
    expect(lastRoles(plan)).toEqual([null, 'row', 'column', 'channel']);
    const { planes, arranged } = look([2, 6, 4, 7], lastRoles(plan) ?? null, 1);
    expect([planes.channels, planes.height, planes.width, arranged?.kind]).toEqual([7, 6, 4, 'channelsLast']);
  });

  it('are not guessed when elements are regrouped otherwise', () => {
    const plan = (shape: readonly number[]) => planOf([1, 3, 6, 4], [{ shape, fast: { kernel: 'reshape' } }]);
    expect(lastRoles(plan([1, 18, 4]))).toEqual([null, null, 'column']);
    expect(lastRoles(plan([1, 3, 8, 3]))).toBeNull();
    expect(lastRoles(plan([1, 72]))).toBeNull();
    expect(lastRoles(planOf([1, 3, 6, 4], [{ shape: [1, 3, 3, 8], fast: { kernel: 'strided' } }]))).toBeNull();
  });

  it('stand as they are where nothing is known', () => {
    expect(look([1, 3, 4, 5], null).arranged).toBeNull();
    expect(look([1, 3, 4, 5], [null, 'channel', 'row', 'column']).arranged).toBeNull();
    expect(look([2, 3, 2, 4, 5], null, 1).planes).toMatchObject({ channels: 3, height: 8, width: 5 });
    expect(look([1, 7], null).planes.kind).toBe('vector');
    expect(look([2, 3, 4], null, 1).planes.kind).toBe('matrix');
  });
});
