// How far the windows of adaptive pooling reach where the input does not divide evenly, for outputs of any size.
import { expect, it } from 'vitest';
import { adaptive_avg_pool1d } from '../../src/ops/adaptivePool';
import { adaptiveWindow } from '../../src/tensor/window';
import type { PlainArgs } from '../../src/ops/schema';

const meta = (size: number): { shape: number[]; dtype: 'float32' } => ({ shape: [1, 1, size], dtype: 'float32' });
const reach = (size: number, out: number): unknown => {
  const views = adaptive_avg_pool1d.receptiveField?.({ input: meta(size) } as unknown as PlainArgs<string> as never, meta(out));
  const view = Array.isArray(views) ? views[2] : null;
  return view?.kind === 'resize' ? view.reach : view?.kind;
};

it('is that of the longest window', () => {
  for (let size = 1; size <= 24; size++) for (let out = 2; out <= 40; out++) {
    if (size % out === 0) continue;
    const widths = Array.from({ length: out }, (_, i) => adaptiveWindow(i, out, size)).map(([start, end]) => end - start);
    expect([size, out, reach(size, out)]).toEqual([size, out, Math.max(...widths)]);
  }
});
it('is known for outputs that no memory holds', () => {
  expect(reach(7, 1_000_000_000)).toBe(2);
});
