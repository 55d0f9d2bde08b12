// Which siblings make the main way of a level, and which stand beside it: a ResNet's projection, a query's key and value.
// Only a few side ways that nest are taken; levels that branch wider look better in layers.
import type { End, Level } from './level';

/** Items in a row beside the main way. `first` and `last` are the rows that it leaves and enters; rows count from 1. */
export interface SideChain { readonly members: readonly number[]; readonly first: number; readonly last: number }
export interface Arrangement {
  /** Items of the main way, from above. */
  readonly rows: readonly number[];
  /** Inner ones, which stand nearer, first. */
  readonly chains: readonly SideChain[];
}

const MAX_BESIDE = 2;

export const everyItem = ({ items }: Level): Arrangement => ({ rows: items.map((_, i) => i), chains: [] });

/** Null when the level branches too much for one main way. */
export function spineOf(level: Level): Arrangement | null {
  const { feeds, fed } = endsOf(level);
  const rows = longestWay(level, feeds);
  const rowOf = new Map(rows.map((item, i) => [item, i + 1] as const));
  const last = rows.length + 1;
  const chains: SideChain[] = [];
  const seen = new Set(rows);
  for (let head = 0; head < level.items.length; head++) {
    if (seen.has(head)) continue;
    const members = [head];
    for (let at = head; ;) {
      seen.add(at);
      const [next, other] = feeds[at] ?? [];
      if (next === undefined || other !== undefined || next.at === 'border' || seen.has(next.index)) break;
      at = next.index;
      members.push(at);
    }
    const chain = placed(members, feeds, fed, rowOf, last);
    if (!chain) return null;
    chains.push(chain);
  }
  const length = (chain: SideChain): number => chain.last - chain.first;
  chains.sort((a, b) => length(a) - length(b) || (a.members[0] ?? 0) - (b.members[0] ?? 0));
  return isReadable(chains, last) ? { rows, chains } : null;
}

type Ends = readonly (readonly End[])[];

/** By item: where its links lead, and where they come from; ends that differ only in their port count once. */
function endsOf({ items, links }: Level): { readonly feeds: Ends; readonly fed: Ends } {
  const feeds: End[][] = items.map(() => []);
  const fed: End[][] = items.map(() => []);
  for (const { from, to } of links) {
    if (from.at === 'item') addEnd(feeds[from.index], to);
    if (to.at === 'item') addEnd(fed[to.index], from);
  }
  return { feeds, fed };
}

function addEnd(ends: End[] | undefined, end: End): void {
  const isSame = (other: End): boolean => (end.at === 'item' ? other.at === 'item' && other.index === end.index
    : other.at === 'border' && other.port === end.port);
  if (ends && !ends.some(isSame)) ends.push(end);
}

/** The way through most items; of equally long ones the one that comes first. Links never lead back. */
function longestWay({ items }: Level, feeds: Ends): number[] {
  const lengths: number[] = [];
  const nexts: number[] = [];
  for (let i = items.length - 1; i >= 0; i--) {
    lengths[i] = 1;
    nexts[i] = -1;
    for (const end of feeds[i] ?? []) {
      if (end.at !== 'item' || end.index <= i) continue;
      const length = 1 + (lengths[end.index] ?? 0);
      if (length > (lengths[i] ?? 0)) [lengths[i], nexts[i]] = [length, end.index];
    }
  }
  const way: number[] = [];
  for (let at = lengths.indexOf(Math.max(...lengths)); at >= 0; at = nexts[at] ?? -1) way.push(at);
  return way;
}

/** Null unless the members are fed one by the other, the first from one place and the last into at most one. */
function placed(members: readonly number[], feeds: Ends, fed: Ends, rowOf: ReadonlyMap<number, number>, end: number):
SideChain | null {
  const row = (at: End | undefined, none: number): number | undefined =>
    (at === undefined || at.at === 'border' ? none : rowOf.get(at.index));
  if (members.some((member) => (fed[member] ?? []).length > 1)) return null;
  const first = row(fed[members[0] ?? 0]?.[0], 0);
  const after = feeds[members.at(-1) ?? 0] ?? [];
  const last = row(after[0], end);
  return after.length > 1 || first === undefined || last === undefined || last - first < 2 ? null : { members, first, last };
}

/** At most two beside each other, and of two that meet one inside the other: else a link would run through an item. */
function isReadable(chains: readonly SideChain[], rows: number): boolean {
  for (let row = 0; row < rows; row++) {
    if (chains.filter((chain) => chain.first <= row && chain.last > row).length > MAX_BESIDE) return false;
  }
  return chains.every((outer, i) => chains.slice(0, i).every((inner) => inner.last <= outer.first || inner.first >= outer.last
    || (inner.first >= outer.first && inner.last <= outer.last)));
}
