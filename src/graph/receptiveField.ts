// Receptive field, effective stride and effective padding of every activation, over the whole DAG, as Araujo, Norris and
// Sim 2019 (Computing Receptive Fields of Convolutional Neural Networks): each position of an axis sees the input positions
// start + stride·i ... end + stride·i. A window moves start by (−padding)·stride and end by (dilation·(kernel−1) −
// padding)·stride;
// where paths meet the least start and the greatest end hold, and the strides must agree.
// Knows nothing of modules or Python; an op without a rule makes the field unknown, never 'the same'.
import type { AxisView, ReceptiveFieldRule } from '../ops/op';
import type { Edge, Graph, GraphNode } from './graph';
import { nodeArgs, plainEdge } from './plain';

/** One axis of the input as seen from an activation. */
export interface AxisField {
  /** Elements of the input axis seen: end − start + 1. */
  readonly size: number;
  /** Distance on the input between neighbouring positions; null after axes were run together. */
  readonly stride: number | null;
  /** How far the first position's field begins before the input: −start. null where it depends on the position. */
  readonly padding: number | null;
  /** False where the field's size differs between positions (after upsampling): it is then the largest. */
  readonly exact: boolean;
}

export type ReceptiveField =
  | {
      readonly kind: 'window';
      /** Axes of the input, e.g. [2, 3] for NCHW, and the field along each. */
      readonly axes: readonly number[];
      readonly fields: readonly AxisField[];
      /** Paths that met here disagreed in stride or in centre. */
      readonly disagreement: string | null;
    }
  | { readonly kind: 'global' }
  /** Depends on no input. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The field along one input axis. `dim`: the activation's axis that carries its positions; null when none does. */
interface Track {
  readonly start: number;
  readonly end: number;
  readonly stride: number | null;
  readonly dim: number | null;
  readonly all: boolean;
  readonly exact: boolean;
}
/** By input axis. */
interface State {
  readonly tracks: ReadonlyMap<number, Track>;
  readonly unknown: string | null;
  readonly disagreement: string | null;
}

const NONE: State = { tracks: new Map(), unknown: null, disagreement: null };

/** One ReceptiveField per node (of its first output). */
export function receptiveFields(graph: Graph): readonly ReceptiveField[] {
  const inputs = new Map(graph.inputs.map((edge) => [edge.tensor, edge] as const));
  const image = imageInput(graph);
  const spatial = image ? spatialAxes(graph, image) : [];
  const states: State[] = [];
  for (const node of graph.nodes) {
    const stateOf = (edge: Edge): State => {
      if (edge.producer !== null) return states[edge.producer] ?? NONE;
      if (image && inputs.has(edge.tensor) && edge.tensor === image.tensor) return initial(edge);
      return NONE;
    };
    states.push(step(node, stateOf));
  }
  return states.map((state) => report(state, spatial));
}

/** The input that fields refer to: the first with at least three axes, else the first. */
function imageInput(graph: Graph): Edge | undefined {
  return graph.inputs.find((edge) => edge.shape.length >= 3) ?? graph.inputs[0];
}

/** [2, 3] for NCHW; all axes from the first windowed one on when the input is unbatched. */
function spatialAxes(graph: Graph, image: Edge): number[] {
  const rank = image.shape.length;
  const first = graph.nodes.find(
    (node) =>
      node.inputs.some((edge) => edge.producer === null && edge.tensor === image.tensor) &&
      Array.isArray(ruleOf(node)),
  );
  const rule = first && ruleOf(first);
  const windows = Array.isArray(rule)
    ? rule.flatMap((view: AxisView) => (view.kind === 'window' ? [view.axis] : []))
    : [];
  const start = windows.length > 0 ? Math.min(...windows) : Math.min(2, rank - 1);
  return Array.from({ length: rank - start }, (_, i) => start + i);
}

function initial(edge: Edge): State {
  return {
    tracks: new Map(
      edge.shape.map((_, axis) => [axis, { start: 0, end: 0, stride: 1, dim: axis, all: false, exact: true }]),
    ),
    unknown: null,
    disagreement: null,
  };
}

function ruleOf(node: GraphNode): ReceptiveFieldRule | undefined {
  if (!node.op.receptiveField) return undefined;
  const args = nodeArgs(node);
  const out = node.outputs[0] && plainEdge(node.outputs[0]);
  return args && out ? node.op.receptiveField(args, out) : undefined;
}

function step(node: GraphNode, stateOf: (edge: Edge) => State): State {
  const inputs = node.inputs
    .map((edge) => ({ edge, state: stateOf(edge) }))
    .filter(({ state }) => state.tracks.size > 0 || state.unknown !== null);
  if (inputs.length === 0) return NONE;
  const lost = inputs.find(({ state }) => state.unknown !== null);
  if (lost) return lost.state;
  const rule = ruleOf(node);
  if (rule === undefined) return { ...NONE, unknown: `${node.op.name} states no receptive field` };
  const rank = node.outputs[0]?.shape.length ?? 0;
  const moved = inputs.map(({ edge, state }) => {
    if (rule === 'global') return { ...state, tracks: mapTracks(state.tracks, seeAll) };
    if (rule === 'pointwise')
      return { ...state, tracks: mapTracks(state.tracks, (t) => align(t, edge.shape.length, rank)) };
    return { ...state, tracks: mapTracks(state.tracks, (t) => look(t, rule)) };
  });
  return moved.reduce(join);
}

const mapTracks = (tracks: State['tracks'], f: (track: Track) => Track): State['tracks'] =>
  new Map([...tracks].map(([axis, track]) => [axis, f(track)]));
const seeAll = (track: Track): Track => ({ ...track, all: true, dim: null });
/** Broadcasting lines axes up from the right. */
const align = (track: Track, rank: number, outRank: number): Track =>
  track.dim === null ? track : { ...track, dim: track.dim + outRank - rank };

/** The track as seen through an op that gives one AxisView per output axis. */
function look(track: Track, views: readonly AxisView[]): Track {
  if (views.some((view) => view.kind === 'all' && (view.axis === undefined || view.axis === track.dim))) {
    const dim = views.findIndex((view) => view.kind === 'same' && view.axis === track.dim);
    return { ...track, all: true, dim: dim < 0 ? null : dim };
  }
  if (track.dim === null) return track;
  for (const [dim, view] of views.entries()) {
    const seen = through(track, view, dim);
    if (seen) return seen;
  }
  // No output axis carries the positions: they were reduced, so everything along them is seen.
  return seeAll(track);
}

function through(track: Track, view: AxisView, dim: number): Track | null {
  if (view.kind === 'none' || view.kind === 'all') return null;
  if (view.kind === 'merge')
    return track.dim !== null && view.axes.includes(track.dim)
      ? { ...track, dim, stride: view.axes.length > 1 ? null : track.stride }
      : null;
  if (view.axis !== track.dim) return null;
  if (view.kind === 'same') return { ...track, dim };
  if (track.stride === null) return seeAll(track); // neighbours along run-together axes are not neighbours on the input
  const S = track.stride;
  switch (view.kind) {
    case 'window':
      return {
        ...track,
        dim,
        start: track.start - view.padding * S,
        end: track.end + (view.dilation * (view.kernel - 1) - view.padding) * S,
        stride: S * view.stride,
      };
    case 'transposedWindow': {
      const reach = Math.ceil((view.dilation * (view.kernel - 1) + 1) / view.stride) - 1;
      const exact = track.exact && view.stride === 1;
      return {
        ...track,
        dim,
        exact,
        start: track.start - (view.dilation * (view.kernel - 1) - view.padding) * (S / view.stride),
        end:
          track.start -
          (view.dilation * (view.kernel - 1) - view.padding) * (S / view.stride) +
          (track.end - track.start) +
          reach * S,
        stride: S / view.stride,
      };
    }
    case 'resize':
      return {
        ...track,
        dim,
        exact: track.exact && view.scale === 1,
        end: track.end + (view.scale === 1 ? 0 : view.reach - 1) * S,
        stride: S / view.scale,
      };
    case 'shift':
      return {
        ...track,
        dim,
        start: track.start + view.offset * S,
        end: track.end + view.offset * S,
        stride: S * view.step,
      };
  }
}

function join(a: State, b: State): State {
  const tracks = new Map(a.tracks);
  let disagreement = a.disagreement ?? b.disagreement;
  for (const [axis, other] of b.tracks) {
    const mine = tracks.get(axis);
    if (!mine) {
      tracks.set(axis, other);
      continue;
    }
    const all = mine.all || other.all;
    if (!all) disagreement ??= disagree(mine, other);
    tracks.set(axis, {
      start: Math.min(mine.start, other.start),
      end: Math.max(mine.end, other.end),
      stride: mine.stride === other.stride ? mine.stride : mine.all ? other.stride : other.all ? mine.stride : null,
      dim: mine.dim ?? other.dim,
      all,
      exact: mine.exact && other.exact,
    });
  }
  return { tracks, unknown: a.unknown ?? b.unknown, disagreement };
}

function disagree(a: Track, b: Track): string | null {
  if (a.stride !== b.stride) return `paths meet with strides ${a.stride ?? '?'} and ${b.stride ?? '?'}`;
  if (a.exact && b.exact && a.start + a.end !== b.start + b.end) {
    return `paths meet with centres ${Math.abs(a.start + a.end - b.start - b.end) / 2} apart`;
  }
  return null;
}

function report(state: State, axes: readonly number[]): ReceptiveField {
  if (state.unknown !== null) return { kind: 'unknown', reason: state.unknown };
  if (state.tracks.size === 0) return { kind: 'none' };
  const tracks = axes.map((axis) => state.tracks.get(axis));
  const known = tracks.filter((track) => track !== undefined);
  if (known.length === 0 || known.length < tracks.length || known.some((track) => track.all))
    return { kind: 'global' };
  return {
    kind: 'window',
    axes,
    disagreement: state.disagreement,
    fields: known.map((track) => ({
      size: track.end - track.start + 1,
      stride: track.stride,
      exact: track.exact,
      padding: track.exact ? 0 - track.start : null,
    })),
  };
}

/** Pixels for people. Behind a resize from 62 to 97 they are fractions: thousandths, or four digits below 1. */
export const fraction = (value: number): string => (Number.isInteger(value) ? String(value)
  : String(Number(Math.abs(value) < 1 ? value.toPrecision(4) : value.toFixed(3))));
