// Which values are made in their place within a concatenation of channels, so that joining them copies nothing.
import type { Plan } from '../tensor/plan';

export interface Placement {
  /** The concatenation's result. */
  readonly of: number;
  /** Its first channel there. */
  readonly start: number;
}

/** Kernels that can write pixels with gaps between them. */
const PLACEABLE: ReadonlySet<string> = new Set(['conv2d', 'convTransposed2d', 'pool2d', 'batchNorm', 'unary', 'binary']);

/** The largest concatenation comes first: those of fewer of the same values are then copies of its front. */
export function findPlacements(plan: Plan): ReadonlyMap<number, Placement> {
  const placements = new Map<number, Placement>();
  const producers = new Map(plan.calls.flatMap((call) => call.outputs.map((value) => [value, call.fast?.kernel ?? ''] as const)));
  const joins = plan.calls.filter(({ fast, outputs }) => fast?.kernel === 'concat' && fast.axis === 1
    && plan.values[outputs[0]].shape.length === 4).sort((a, b) =>
      (b.fast?.operands.length ?? 0) - (a.fast?.operands.length ?? 0));
  for (const { fast, outputs: [of] } of joins) {
    let start = 0;
    for (const value of fast?.operands ?? []) {
      if (value === null) break;
      const { dtype, shape } = plan.values[value];
      if (dtype !== 'float32' || shape.length !== 4) break;
      if (!placements.has(value) && PLACEABLE.has(producers.get(value) ?? '')) placements.set(value, { of, start });
      start += shape[1];
    }
  }
  return placements;
}
