// Answers questions about the maps of a run (`protocol/runMaps.ts`) from the engine's memory. Figures of a map are computed once
// per run. Knows nothing of how a model is loaded.
import { l10n } from '../base/l10n';
import { axisRoles, seenAs, type AxisRoles, type SeenMap } from '../engine/axes';
import { cellTerms } from '../engine/cell';
import {
  acrossChannels, channelFigures, denseMap, figuresOf, histogram, mostActive, planesOf, rangeFor, rowLength, tiles, tileSize,
    valueAt,
  type ChannelFigures, type Figures, type Planes, type Range, type StridedMap,
} from '../engine/featureMap';
import type { Ahead } from '../engine/inspect';
import { FormatError } from '../formats/errors';
import type { CancelToken, Service } from '../protocol/rpc';
import type {
  CellReport, KernelSheet, MapFigures, MapHistogram, MapService, MapShape, RangeOf, Thumbnail, ThumbnailPick, TileSheet, WhichRun,
} from '../protocol/runMaps';
import type { Plan } from '../tensor/plan';
import { effectiveField, type Again } from './runEffectiveField';

/** A run whose maps can be read. `map` answers null for what was not kept. */
export interface ShownRun {
  readonly plan: Plan;
  map(value: number): StridedMap | null;
  /** What is known of a value that is computed when it is read. */
  readonly ahead?: (value: number) => Ahead | null;
  /** Figures of the first image that the run's report has needed already, by value. */
  readonly figures?: ReadonlyMap<number, ChannelFigures>;
  /** Elements of weights by name, read again: the engine has them in its kernels' order only. */
  weights(names: readonly string[]): Promise<ReadonlyMap<string, Float32Array>>;
  /** `channelFigures` and `tiles`, by the engine's kernels where the map lies in its memory. */
  readonly figuresOf: typeof channelFigures;
  readonly tilesOf: typeof tiles;
}
export interface Runs {
  /** Null before the first run. */
  readonly current: ShownRun | null;
  readonly again: Again;
}

/** Held maps take no more than this. */
const MOST_HELD_BYTES = 1.5e9;

export function createMapService(runs: Runs): Service<MapService> {
  const maps = new Maps(runs);
  return {
    thumbnails: async (run, keys, side, pick) => keys.flatMap((key) => maps.thumbnail(run, key, side, pick) ?? []),
    figures: async (run, key) => maps.figures(run, key),
    channels: async (run, key, channels, side, range) => maps.channels(run, key, channels, side, range),
    histogram: async (run, key, channel, bins) => maps.histogram(run, key, channel, bins),
    kernels: async (run, key, channel, most) => {
      await maps.fetchWeights(run, key);
      return maps.kernels(run, key, channel, most);
    },
    value: async (run, key, channel, y, x) => maps.value(run, key, channel, y, x),
    cell: async (run, key, channel, y, x) => {
      await maps.fetchWeights(run, key);
      return maps.cell(run, key, channel, y, x);
    },
    effectiveField: async (key, channel, y, x, field, most, cancel?: CancelToken) =>
      effectiveField(runs.again, () => maps.value('now', key, channel, y, x), { field, runs: most }, cancel),
    hold: async () => maps.hold(),
    release: async () => { maps.release(); },
  };
}

/** `whole`: of all elements of the tensor's first image, those that the pictures leave out among them. */
interface Seen extends SeenMap { readonly map: StridedMap; readonly dtype: string; readonly figures: ChannelFigures;
  readonly whole: Figures }

class Maps {
  #held: ShownRun | null = null;
  #seen = new WeakMap<ShownRun, Map<string, Seen>>();
  #weights = new WeakMap<ShownRun, Map<string, Float32Array>>();
  #roles = new WeakMap<Plan, readonly (AxisRoles | null)[]>();

  constructor(private readonly runs: Runs) {}

  /** What a layer multiplies with, before it is asked how its elements come about. */
  async fetchWeights(which: WhichRun, key: string): Promise<void> {
    const run = this.#run(which);
    const known = this.#weights.get(run) ?? new Map<string, Float32Array>();
    this.#weights.set(run, known);
    const value = run.plan.keep[key];
    const operands = run.plan.calls.find(({ outputs }) => outputs[0] === value)?.fast?.operands ?? [];
    const names = operands.flatMap((operand) => {
      const source = operand === null ? null : run.plan.values[operand].source;
      return source?.kind === 'weight' && !known.has(source.name) ? [source.name] : [];
    });
    if (names.length === 0) return;
    for (const [name, data] of await run.weights(names)) known.set(name, data);
  }

  thumbnail(which: WhichRun, key: string, side: number, pick: ThumbnailPick): Thumbnail | null {
    const run = this.#run(which);
    const value = this.#valueOf(run, key);
    if (value === undefined) return null;
    const ahead = pick === 'active' ? this.#thumbnailAhead(run, key, value, side) : null;
    if (ahead) return ahead;
    const seen = this.#see(run, key);
    const { planes, figures } = seen;
    const channel = pick === 'active' ? mostActive(figures, 1)[0] : null;
    const shown = channel === null ? acrossChannels(planes, pick === 'max' ? 'max' : 'mean') : planes;
    const { min, max } = channel === null ? run.figuresOf(shown) : figures;
    const range = rangeFor(min[channel ?? 0], max[channel ?? 0]);
    const size = tileSize(planes, side);
    const levels = run.tilesOf(shown, [channel ?? 0], size, () => range);
    return { key, shape: shapeOf(seen), channel, ...size, levels, ...range };
  }

  /** Of a value that nobody has read yet, without computing it. */
  #thumbnailAhead(run: ShownRun, key: string, value: number, side: number): Thumbnail | null {
    const [ahead, figures] = [run.ahead?.(value), run.figures?.get(value)];
    if (!ahead || !figures) return null;
    const seen = seenAs(ahead.map, this.#rolesOf(run.plan)[value]);
    if (seen.arranged) return null;
    const [channel] = mostActive(figures, 1);
    const range = rangeFor(figures.min[channel], figures.max[channel]);
    const size = tileSize(seen.planes, side);
    const levels = ahead.tiles(seen.planes, [channel], size, () => range);
    return levels && { key, shape: shapeOf(seen), channel, ...size, levels, ...range };
  }

  figures(which: WhichRun, key: string): MapFigures {
    const seen = this.#see(this.#run(which), key);
    const { planes, map, dtype, figures, whole } = seen;
    const { min, max, mean, std, zeros, nan, infinite } = figures;
    return { shape: shapeOf(seen), sizes: map.shape, dtype, whole, min, max, mean, std, zeros,
      notFinite: nan.map((count, c) => count + infinite[c]), byActivity: mostActive(figures, planes.channels) };
  }

  channels(which: WhichRun, key: string, channels: readonly number[], side: number, range: RangeOf): TileSheet {
    const run = this.#run(which);
    const { planes, figures } = this.#see(run, key);
    const known = channels.filter((channel) => channel >= 0 && channel < planes.channels);
    const shared = figuresOf(figures);
    const rangeOf = (channel: number): Range =>
      (range === 'shared' ? rangeFor(shared.min, shared.max) : rangeFor(figures.min[channel], figures.max[channel]));
    const size = tileSize(planes, side);
    return { channels: known, ...size, levels: run.tilesOf(planes, known, size, rangeOf),
      low: Float64Array.from(known, (channel) => rangeOf(channel).low), high: Float64Array.from(known, (channel) =>
        rangeOf(channel).high) };
  }

  histogram(which: WhichRun, key: string, channel: number | null, bins: number): MapHistogram {
    const { planes, figures } = this.#see(this.#run(which), key);
    const all = [...figures.min.keys()];
    const { min, max } = figuresOf(figures, channel === null ? all : [channel]);
    return { low: min, high: max, counts: histogram(planes, channel === null ? all : [channel], min, max, bins) };
  }

  kernels(which: WhichRun, key: string, channel: number, most: number): KernelSheet | null {
    const run = this.#run(which);
    const seen = this.#see(run, key);
    if (seen.planes.kind !== 'maps') return null;
    const terms = cellTerms(run.plan, key, seen.index(channel, 0, 0), (value) => this.#read(run, value));
    if (!terms?.weights || terms.weight === null || terms.kind === 'linear') return null;
    const { source } = run.plan.values[terms.weight];
    // Planes of a kernel in three dimensions stand below each other.
    const width = terms.kernel[terms.kernel.length - 1];
    const height = terms.taps.length / width;
    const area = height * width;
    const shown = Math.min(terms.channels, most);
    let [min, max] = [Infinity, -Infinity];
    for (const weight of terms.weights) [min, max] = [Math.min(min, weight), Math.max(max, weight)];
    const range = rangeFor(min, max);
    const kernel: Planes = { kind: 'maps', data: terms.weights, channels: shown, height, width, cells: area,
      rows: Array.from({ length: height }, (_, y) => y * width), channelStep: area, columnStep: 1 };
    const channels = [...Array(shown).keys()];
    return { name: source.kind === 'weight' ? source.name : '', inputs: terms.channels, bias: terms.bias,
      channels: channels.map((c) => terms.firstChannel + c), height, width, levels: tiles(kernel, channels, kernel, () => range),
      low: new Float64Array(shown).fill(range.low), high: new Float64Array(shown).fill(range.high) };
  }

  value(which: WhichRun, key: string, channel: number, y: number, x: number): number {
    const { planes } = this.#see(this.#run(which), key);
    if (!(channel >= 0 && channel < planes.channels && y >= 0 && y < planes.height && x >= 0 && x < rowLength(planes, y))) {
      throw new FormatError(l10n.t('{0} has no element at channel {1}, row {2}, column {3}.', key, channel, y, x));
    }
    return valueAt(planes, channel, y, x);
  }

  cell(which: WhichRun, key: string, channel: number, y: number, x: number): CellReport {
    const run = this.#run(which);
    const value = this.value(which, key, channel, y, x);
    const index = this.#see(run, key).index(channel, y, x);
    const terms = cellTerms(run.plan, key, index, (each) => this.#read(run, each));
    if (!terms) return { channel, y, x, index, value, terms: null };
    const { input, weight: _, ...shown } = terms;
    const inputKey = Object.entries(run.plan.keep).find(([, kept]) => kept === input)?.[0] ?? null;
    return { channel, y, x, index, value, terms: { ...shown, inputKey } };
  }

  hold(): { readonly bytes: number } {
    const run = this.#run('now');
    const values = new Set(Object.values(run.plan.keep));
    run.plan.values.forEach(({ source }, value) => { if (source.kind === 'input') values.add(value); });
    const copies = new Map<number, StridedMap>();
    let bytes = 0;
    for (const value of values) {
      const map = run.map(value);
      if (!map) continue;
      const last = map.shape.reduce((sum, size, axis) => sum + (size - 1) * map.strides[axis], 0);
      bytes += (last + 1) * map.data.BYTES_PER_ELEMENT;
      if (bytes > MOST_HELD_BYTES) {
        throw new FormatError(l10n.t(
          'The maps of this run take more than {0} GB, which is too much to hold a second time. Use a smaller input.',
            MOST_HELD_BYTES / 1e9));
      }
      copies.set(value, { ...map, data: map.data.slice(map.offset, map.offset + last + 1), offset: 0 });
    }
    this.#held = { plan: run.plan, weights: (names) => run.weights(names), figuresOf: channelFigures, tilesOf: tiles,
      map: (value) => copies.get(value) ?? (run.plan.values[value].source.kind === 'constant' ? run.map(value) : null) };
    return { bytes };
  }

  release(): void {
    this.#held = null;
  }

  #read(run: ShownRun, value: number): StridedMap | null {
    const { source, shape } = run.plan.values[value] ?? { source: null };
    const weight = source?.kind === 'weight' ? this.#weights.get(run)?.get(source.name) : undefined;
    return weight ? denseMap(weight, shape) : run.map(value);
  }

  #run(which: WhichRun): ShownRun {
    const run = which === 'held' ? this.#held : this.runs.current;
    if (!run) throw new FormatError(which === 'held' ? l10n.t('No run is held for comparison.')
      : l10n.t('Nothing was run yet: run the model first.'));
    return run;
  }

  #rolesOf(plan: Plan): readonly (AxisRoles | null)[] {
    const known = this.#roles.get(plan) ?? axisRoles(plan);
    this.#roles.set(plan, known);
    return known;
  }

  #valueOf({ plan }: ShownRun, key: string): number | undefined {
    const [, kind, index] = /^(input|output) (\d+)$/.exec(key) ?? [];
    return plan.keep[key] ?? (kind ? (kind === 'input' ? plan.inputs : plan.outputs)[Number(index)] : undefined);
  }

  #see(run: ShownRun, key: string): Seen {
    const bySeen = this.#seen.get(run) ?? new Map<string, Seen>();
    this.#seen.set(run, bySeen);
    const known = bySeen.get(key);
    if (known) return known;
    const value = this.#valueOf(run, key);
    const map = value === undefined ? null : run.map(value);
    if (!map || value === undefined) throw new FormatError(l10n.t('The map of {0} was not kept.', key));
    const shown = seenAs(map, this.#rolesOf(run.plan)[value]);
    // The report's figures are of the axes as they stand.
    const plain = run.figures?.get(value) ?? run.figuresOf(planesOf(map));
    const figures = shown.arranged ? run.figuresOf(shown.planes) : plain;
    const seen: Seen = { ...shown, map, dtype: run.plan.values[value].dtype, figures, whole: figuresOf(plain) };
    bySeen.set(key, seen);
    return seen;
  }
}

const shapeOf = ({ planes: { kind, channels, height, width, cells }, arranged }: SeenMap): MapShape =>
  ({ kind, channels, height, width, cells, arranged });
