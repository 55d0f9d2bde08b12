// The siblings of one group and the edges among them, as layout sees them: elements by number, ports on their borders.
import type { Point } from './geometry';

/** What stands among siblings. `ins` and `outs` are where edges meet its upper and lower border, from its left side. */
export interface Element {
  readonly width: number;
  readonly height: number;
  readonly ins: readonly number[];
  readonly outs: readonly number[];
}

/** An end of a link: an item, or a port of the group around. */
export type End =
  | { readonly at: 'item'; readonly index: number; readonly port: number }
  | { readonly at: 'border'; readonly port: number };
export interface Link { readonly from: End; readonly to: End }

export interface Level {
  readonly items: readonly Element[];
  readonly links: readonly Link[];
  /** Ports of the group around: what comes in above and leaves below. */
  readonly ins: number;
  readonly outs: number;
}

export interface LevelLayout {
  readonly width: number;
  readonly height: number;
  readonly items: readonly Point[];
  /** By link. */
  readonly routes: readonly (readonly Point[])[];
  readonly ins: readonly number[];
  readonly outs: readonly number[];
}

/** Between siblings, one above the other. */
export const GAP = 26;
/** Above the first and below the last item of a group. */
export const EDGE_GAP = 18;
export const SIDE_GAP = 22;
