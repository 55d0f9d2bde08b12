// Which maps of a model stay readable where not all of them fit: what its modules give, the outermost first.
import { memoryFigures } from '../engine/session';
import type { LoadRequest, RunLayer, RunModel } from '../protocol/run';
import type { Plan } from '../tensor/plan';

/** What a session would be opened with, as far as it decides about memory. */
export type MemoryOptions = Parameters<typeof memoryFigures>[1];

/** The plan with the maps that are asked for, or, of those that are to fit, as many as `most` bytes hold. */
export function keptPlan(model: RunModel, plan: Plan, keep: LoadRequest['keep'], most: number, options: MemoryOptions): Plan {
  if (keep === 'all') return plan;
  return 'fitting' in keep ? fittingPlan(model, plan, keep.fitting, most, options) : withMaps(plan, keep);
}

function withMaps(plan: Plan, keys: readonly string[]): Plan {
  const wanted = new Set(keys);
  return { ...plan, keep: Object.fromEntries(Object.entries(plan.keep).filter(([key]) => wanted.has(key))) };
}

function fittingPlan(model: RunModel, plan: Plan, first: readonly string[], most: number, options: MemoryOptions): Plan {
  const bytesOf = (candidate: Plan): number => memoryFigures(candidate, options).totalBytes;
  if (bytesOf(plan) <= most) return plan;
  const named = first.filter((key) => key in plan.keep);
  const bare = withMaps(plan, named);
  const others = byImportance(model.layers.filter(({ key }) => key in plan.keep && !named.includes(key)), plan);
  // What a kept map takes is about its elements; what it hinders (two steps in one) is found by asking again.
  for (let room = most - bytesOf(bare); room > most / 1000; room *= 0.9) {
    const found = withMaps(plan, [...named, ...thoseWithin(others, room)]);
    if (bytesOf(found) <= most) return found;
  }
  return bare;
}

interface Sized { readonly key: string; readonly rank: number; readonly bytes: number }

function thoseWithin(layers: readonly Sized[], room: number): string[] {
  let left = room;
  return layers.flatMap(({ key, bytes }) => {
    if (bytes > left) return [];
    left -= bytes;
    return [key];
  });
}

/** Results of outer modules before those of inner ones, the smaller of equals first. */
function byImportance(layers: readonly RunLayer[], plan: Plan): Sized[] {
  const last = new Map<string, number>();
  const paths = layers.map(({ module }) => (module === '' ? [] : module.split('.')));
  const prefix = (i: number, depth: number): string => paths[i].slice(0, depth).join('.');
  paths.forEach((path, i) => {
    for (let depth = 0; depth <= path.length; depth++) last.set(prefix(i, depth), i);
  });
  return layers.map(({ key }, i) => {
    const depths = Array.from({ length: paths[i].length + 1 }, (_, depth) => depth);
    const rank = depths.find((depth) => last.get(prefix(i, depth)) === i) ?? depths.length;
    const { shape } = plan.values[plan.keep[key]];
    return { key, rank, bytes: 4 * shape.reduce((a, b) => a * b, 1) };
  }).sort((a, b) => a.rank - b.rank || a.bytes - b.bytes);
}
