// What is asked of the run worker about the maps of a run: small pictures, figures, single elements taken apart. Plain data.
// Pictures are bytes: 0 at the low end of their range, 254 at its high end, 255 where an element is not finite.
import type { CancelToken } from './rpc';
import type { Statistics } from './run';

/** The run that was last made, or the one that was held for comparison. */
export type WhichRun = 'now' | 'held';
/** What stands for a whole map: its channel with the largest mean |x|, or the mean or maximum over the channels. */
export type ThumbnailPick = 'active' | 'mean' | 'max';
/** From the least to the greatest element of the map, or of each channel by itself; around 0 where both signs occur. */
export type RangeOf = 'shared' | 'channel';

/** How a map is seen: channels as pictures, tokens as one matrix, or values without positions folded into rows. */
export interface MapShape {
  readonly kind: 'maps' | 'matrix' | 'vector';
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Cells of a channel; fewer than height · width only where a vector is folded. */
  readonly cells: number;
  /** Channels taken from the last axis, or tokens put into the grid of their patches, `before` others ahead of them. */
  readonly arranged: { readonly kind: 'channelsLast' }
    | { readonly kind: 'tokens'; readonly rows: number; readonly columns: number; readonly before: number;
      readonly total: number } | null;
}

export interface Thumbnail {
  readonly key: string;
  readonly shape: MapShape;
  /** The channel that is shown; null for a mean or maximum. */
  readonly channel: number | null;
  readonly width: number;
  readonly height: number;
  readonly levels: Uint8Array;
  readonly low: number;
  readonly high: number;
}

/** Pictures of several channels of one size, one after the other. */
export interface TileSheet {
  readonly channels: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly levels: Uint8Array;
  /** One per channel. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface MapFigures {
  readonly shape: MapShape;
  /** Of the tensor: [1, 64, 56, 56]. */
  readonly sizes: readonly number[];
  readonly dtype: string;
  readonly whole: Statistics;
  /** By channel. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly std: Float64Array;
  readonly zeros: Float64Array;
  readonly notFinite: Float64Array;
  /** Channels by mean |x|, the largest first. */
  readonly byActivity: readonly number[];
}

export interface MapHistogram { readonly low: number; readonly high: number; readonly counts: Uint32Array }

/** The kernels that make one channel, a picture for each input channel. */
export interface KernelSheet extends TileSheet {
  /** Name in the state_dict. */
  readonly name: string;
  /** How many channels the layer reads for this one; pictures of the first of them. */
  readonly inputs: number;
  readonly bias: number | null;
}

export type TapKind = 'inside' | 'padding' | 'gap';
/** Position in the kernel and on the input, axis by axis. */
export interface CellTap { readonly k: readonly number[]; readonly at: readonly number[]; readonly kind: TapKind }

/** One element, and how its layer comes to it (`engine/cell.ts`). */
export interface CellReport {
  readonly channel: number;
  readonly y: number;
  readonly x: number;
  /** Of the element in its tensor. */
  readonly index: readonly number[];
  /** What the engine computed. */
  readonly value: number;
  /** Null where the layer is not taken apart. */
  readonly terms: CellTerms | null;
}
export interface CellTerms {
  readonly kind: 'conv' | 'transposed' | 'max' | 'average' | 'linear';
  /** Key of the layer that is read; null: the model's input. */
  readonly inputKey: string | null;
  /** One number per axis: one to three; none of a linear layer. */
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly inputSize: readonly number[];
  readonly inputChannels: number;
  readonly firstChannel: number;
  readonly channels: number;
  readonly taps: readonly CellTap[];
  /** By channel, then tap. */
  readonly inputs: Float64Array;
  readonly weights: Float64Array | null;
  readonly sums: Float64Array;
  readonly bias: number | null;
  readonly divisor: number | null;
  readonly value: number;
  readonly rounded: number;
  readonly magnitude: number;
}

/** How strongly changes of the input's blocks change one element: |Δ element|, measured by running the model again. */
export interface EffectiveField {
  readonly top: number;
  readonly left: number;
  /** Of a block, in input pixels. */
  readonly block: readonly [number, number];
  readonly rows: number;
  readonly columns: number;
  readonly changes: Float64Array;
  /** What was added to each element of a block, and to how many blocks: one run each. */
  readonly impulse: number;
  readonly runs: number;
}

/** Maps are named by their layer's key; 'input 0' is the first input, as the model gets it, 'output 0' the first output. */
export interface MapService {
  thumbnails(run: WhichRun, keys: readonly string[], side: number, pick: ThumbnailPick): Promise<readonly Thumbnail[]>;
  figures(run: WhichRun, key: string): Promise<MapFigures>;
  channels(run: WhichRun, key: string, channels: readonly number[], side: number, range: RangeOf): Promise<TileSheet>;
  /** Of a channel; of all when it is null. */
  histogram(run: WhichRun, key: string, channel: number | null, bins: number): Promise<MapHistogram>;
  /** Null for a layer without kernels. */
  kernels(run: WhichRun, key: string, channel: number, most: number): Promise<KernelSheet | null>;
  /** A position of a channel's picture at full size: its element, or with it how it comes about. */
  value(run: WhichRun, key: string, channel: number, y: number, x: number): Promise<number>;
  cell(run: WhichRun, key: string, channel: number, y: number, x: number): Promise<CellReport>;
  /** `field`: top, left, height and width of the theoretical field on the first input, clipped. At most `runs` runs. */
  effectiveField(key: string, channel: number, y: number, x: number, field: readonly [number, number, number, number],
    runs: number, cancel?: CancelToken): Promise<EffectiveField>;
  /** Keeps copies of the last run's maps for comparison, in place of those held before. */
  hold(): Promise<{ readonly bytes: number }>;
  release(): Promise<void>;
}
