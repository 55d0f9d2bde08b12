// The few parts that a model is spoken of in: its groups and nodes at the top, or those inside of the group that holds nearly
// everything. They label the picture from afar and share the bar of totals.
import type { Figures, GraphView, GraphViewGroup, GraphViewNode } from '../protocol/graphView';

export interface Stage extends Figures { readonly id: string; readonly name: string; readonly shape: string }

/** Fewer parts than this that matter, and the largest is looked into. */
const ENOUGH = 3;
const MATTERS = 0.02;

export function stagesOf(view: GraphView): Stage[] {
  let parts = inside(view, null);
  for (let round = 0; round < 8; round++) {
    const weights = weightsOf(parts);
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const largest = weights.indexOf(Math.max(...weights));
    const stage = parts[largest];
    if (!stage || weights.filter((weight) => weight > MATTERS * whole).length >= ENOUGH) break;
    const inner = inside(view, stage.id);
    if (inner.length === 0) break;
    parts = [...parts.slice(0, largest), ...inner, ...parts.slice(largest + 1)];
  }
  return parts;
}

const weightsOf = (parts: readonly Stage[]): number[] => {
  const macs = parts.map((part) => part.macs ?? 0);
  return macs.some((count) => count > 0) ? macs : parts.map((part) => part.parameters ?? 0);
};

function inside(view: GraphView, parent: string | null): Stage[] {
  const found: Stage[] = [];
  const groups = new Map(view.groups.map((group) => [group.id, group] as const));
  const seen = new Set<string>();
  const add = (part: GraphViewNode | GraphViewGroup, name: string): void => {
    if (seen.has(part.id)) return;
    seen.add(part.id);
    const { id, shape, parameters, macs, activationBytes } = part;
    found.push({ id, name, shape, parameters, macs, activationBytes });
  };
  for (const node of view.nodes) {
    let at: GraphViewGroup | undefined;
    for (let id = node.group; id !== parent && id !== null; id = at.parent) {
      at = groups.get(id);
      if (!at) break;
    }
    if (at && at.parent === parent) add(at, at.path || at.name);
    else if (node.group === parent && node.category !== 'input' && node.category !== 'output') add(node, node.path || node.op);
  }
  return found;
}
