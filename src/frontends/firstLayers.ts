// Which layers of a model could be the first that an input meets, and what such a layer takes.
import type { ModuleScope } from '../graph/graph';
import { hasUnknowns } from '../graph/ledger';
import { constantOf } from '../tensor/value';
import type { InputSpec } from './inputSpec';

export interface FirstLayer {
  readonly rank: number;
  readonly channels: number | null;
  readonly dtype: 'float32' | 'int64';
  /** A transposed convolution: maps grow from the size that is given, often from that of a single position. */
  readonly grows?: boolean;
  /** Where the channels stand: N×C×H×W, N×L×C (and N×H×W×C), L×N×C, N×T×C×H×W; nowhere, being one: N×H×W. */
  readonly layout: 'first' | 'last' | 'sequence' | 'frames' | 'none';
  /** Read off a parameter: how many axes there are is not said. */
  readonly isVague?: boolean;
  /** The only lengths of the axes of space that fit. */
  readonly space?: Space;
}

/** The length of each axis of space, or one for all of them. */
export type Space = number | readonly number[];

/** Usual sizes, most usual first. */
export const SIZES = [
  224, 32, 28, 227, 64, 128, 256, 96, 299, 112, 48, 84, 36, 40, 160, 192, 320, 331, 384, 448, 512, 572, 600, 16, 8,
];
const LENGTHS = [64, 128, 16, 32, 256, 512, 1000, 1024, 187, 784, 4096, 16_000, 65_536];
const VOLUMES = [32, 16, 64, 112, 28];
/** What transposed convolutions begin with: latent vectors as maps of one position, small maps. */
const SEEDS = [1, 4, 8, 7, 16, 32];
/** Frames before the channels, as models that restore videos take a few neighbours of one frame, and the sides of an image. */
const NEIGHBOURS: readonly Space[] = [7, 5, 3, 16, 8, 10].map((frames) => [frames, 64, 64]);
/** Tokens: patches of images, with and without a class token; windows. */
const TOKENS = [196, 197, 64, 49, 50, 256, 28, 16];
/** Maps with the channels last. */
const MAPS = [14, 56, 28, 7, 8, 16];

/** The sizes to try for a layer, most usual first; none where its input has no axes of space. */
export function sizesOf({ rank, layout, grows, dtype, space }: FirstLayer): readonly Space[] {
  if (space) return [space];
  if (dtype === 'int64') return rank > 1 ? LENGTHS : [];
  if (layout === 'frames') return NEIGHBOURS;
  if (grows) return SEEDS;
  if (layout !== 'first' && layout !== 'none') return rank === 3 ? TOKENS : MAPS;
  return rank === 2 ? [] : rank === 3 ? LENGTHS : rank === 5 ? VOLUMES : SIZES;
}

/** The input of a layer, the batch open. */
export function specOf(layer: FirstLayer, channels: number, size: Space): InputSpec {
  const space = typeof size === 'number' ? Array.from({ length: layer.rank - 2 }, () => size) : size;
  const tensor = (dims: readonly (number | string)[], dtype: FirstLayer['dtype'] = 'float32'): InputSpec =>
    ({ kind: 'tensor', dims, dtype });
  if (layer.dtype === 'int64')
    return tensor(layer.rank > 1 ? ['N', ...(typeof size === 'number' ? [size] : size)] : ['N'], 'int64');
  if (layer.layout === 'sequence') return tensor([...space, 'N', channels]);
  if (layer.layout === 'last') return tensor(['N', ...space, channels]);
  if (layer.layout === 'none') return tensor(['N', ...space]);
  if (layer.layout === 'frames') return tensor(['N', ...space.slice(0, 1), channels, ...space.slice(1)]);
  return tensor(['N', channels, ...space]);
}

/** The input of a layer with its sizes left open: `Nx3xHxW`, `NxL:int64`; null when the layer does not say how many channels. */
export function openInput(layer: FirstLayer | undefined): InputSpec | null {
  if (!layer) return null;
  if (layer.dtype === 'int64') return { kind: 'tensor', dims: layer.rank > 1 ? ['N', 'L'] : ['N'], dtype: 'int64' };
  if (layer.channels === null) return null;
  if (layer.layout === 'sequence') return { kind: 'tensor', dims: ['L', 'N', layer.channels], dtype: layer.dtype };
  if (layer.layout === 'last') return { kind: 'tensor', dims: ['N', 'L', layer.channels], dtype: layer.dtype };
  const space = ['H', 'W', 'D'].slice(0, layer.rank - 2);
  return { kind: 'tensor', dims: ['N', layer.channels, ...space], dtype: layer.dtype };
}

/** Layers that could take the input, in order of registration: the first convolution, linear layer or embedding. */
export function firstLayers(root: ModuleScope): FirstLayer[] {
  const found: FirstLayer[] = [];
  const visit = (scope: ModuleScope): void => {
    const layer = layerOf(scope);
    if (layer) found.push(layer);
    for (const child of scope.children.values()) visit(child);
  };
  visit(root);
  const image = found.filter((layer) => layer.rank >= 3 && layer.layout === 'first');
  // Behind a module that is not known, a linear layer says nothing about the input.
  const first = hasUnknowns(root) ? image[0] : found[0];
  return different([
    ...(first ? [first] : hasUnknowns(root) ? [] : ofParameters(root)),
    ...image.slice(0, 4),
    ...(first && first !== image[0] ? ofTokens(first) : []),
    { rank: 4, channels: null, dtype: 'float32' as const, layout: 'first' as const },
  ]);
}

/** Layers that people write themselves scale channels by a parameter that has one axis which is not 1. */
function ofParameters(root: ModuleScope): FirstLayer[] {
  const find = (scope: ModuleScope): readonly number[] | undefined => {
    for (const tensor of scope.parameters.values()) {
      const shape = tensor?.shape.map((dim) => constantOf(dim) ?? 0) ?? [];
      // A table of positions is added to all that there is of one item.
      if (shape.filter((size) => size !== 1).length === 1 || (shape.length > 2 && shape[0] === 1)) return shape;
    }
    return [...scope.children.values()].map(find).find((shape) => shape !== undefined);
  };
  const shape = find(root);
  if (!shape) return [];
  const [channels, rank] = [Math.max(...shape), shape.length];
  if (shape.filter((size) => size !== 1).length > 1) return ofPositions(shape);
  const layer = (axes: number, layout: FirstLayer['layout']): FirstLayer =>
    ({ rank: axes, channels, dtype: 'float32', layout, isVague: true });
  if (rank > 1 && shape.at(-1) === channels) return [layer(Math.max(rank, 3), 'last')];
  if (rank > 1) return [layer(shape[0] === 1 ? rank : rank + 1, 'first')];
  return [layer(4, 'first'), layer(3, 'last'), layer(4, 'last'), layer(3, 'first'), layer(2, 'first')];
}

/** As many positions as there are places for, the channels first or last. */
function ofPositions(shape: readonly number[]): FirstLayer[] {
  const [rank, first, last] = [shape.length, shape[1] ?? 0, shape.at(-1) ?? 0];
  const channelsLast: FirstLayer =
    { rank, channels: last, dtype: 'float32', layout: 'last', space: shape.slice(1, -1), isVague: true };
  return rank === 3 ? [channelsLast]
    : [{ rank, channels: first, dtype: 'float32', layout: 'first', space: shape.slice(2), isVague: true }, channelsLast];
}

/** What an input may be that meets this layer first; none when the layer says nothing of it. */
export function layersAt(scope: ModuleScope): FirstLayer[] {
  const layer = layerOf(scope) ?? normOf(scope);
  if (!layer) return [];
  // One word or class for each item.
  const single = layer.dtype === 'int64' ? [{ ...layer, rank: 1 }] : [];
  return [layer, ...single, ...ofTokens(layer)];
}

const different = (layers: readonly FirstLayer[]): FirstLayer[] =>
  layers.filter((layer, i) => layers.findIndex((other) => isSame(other, layer)) === i);
const isSame = (one: FirstLayer, other: FirstLayer): boolean =>
  one.rank === other.rank && one.channels === other.channels && one.dtype === other.dtype && one.layout === other.layout;

/** A linear layer takes rows, sequences of tokens, or maps whose channels are last. */
const ofTokens = (layer: FirstLayer): FirstLayer[] =>
  layer.rank === 2 && layer.channels !== null
    ? [3, 4].map((rank) => ({ rank, channels: layer.channels, dtype: 'float32', layout: 'last' }))
    : [];

function layerOf(scope: ModuleScope): FirstLayer | null {
  const conv = /^torch\.nn\.(?:Lazy)?Conv(Transpose)?([123])d$/.exec(nativeType(scope));
  const weight = scope.parameters.get('weight');
  if (conv) {
    // Parametrisations such as spectral_norm take the weight away; what the layer was made with stays.
    const channels = numberGiven(scope, 'in_channels');
    return { rank: Number(conv[2]) + 2, channels, dtype: 'float32', layout: 'first', grows: conv[1] !== undefined };
  }
  if (nativeType(scope) === 'torch.nn.Linear') {
    const features = weight?.shape[1] && constantOf(weight.shape[1]);
    return { rank: 2, channels: features ?? null, dtype: 'float32', layout: 'first' };
  }
  if (/^torch\.nn\.(RNN|LSTM|GRU)$/.test(nativeType(scope))) return recurrentLayer(scope);
  if (nativeType(scope) === 'torch.nn.Embedding') return { rank: 2, channels: null, dtype: 'int64', layout: 'first' };
  return null;
}

/** Norms and attention stand at the beginning of blocks: they say how many channels there are. */
function normOf(scope: ModuleScope): FirstLayer | null {
  const type = nativeType(scope);
  const norm = /^torch\.nn\.(?:Sync)?BatchNorm([23])d$/.exec(type);
  if (norm) return channelled(numberGiven(scope, 'num_features'), { rank: Number(norm[1]) + 2, layout: 'first' });
  if (type === 'torch.nn.GroupNorm') return channelled(numberGiven(scope, 'num_channels'), { rank: 4, layout: 'first' });
  if (type === 'torch.nn.LayerNorm') {
    const shape = scope.parameters.get('weight')?.shape ?? [];
    return shape.length === 1 && shape[0] ? channelled(constantOf(shape[0]) ?? null, { rank: 3, layout: 'last' }) : null;
  }
  if (type !== 'torch.nn.MultiheadAttention') return null;
  return channelled(numberGiven(scope, 'embed_dim'), { rank: 3, layout: isBatchFirst(scope) ? 'last' : 'sequence' });
}

const channelled = (channels: number | null, layer: Pick<FirstLayer, 'rank' | 'layout'>): FirstLayer | null =>
  channels === null ? null : { ...layer, channels, dtype: 'float32' };

/** Sequences of features, the batch in front when the layer says so. */
function recurrentLayer(scope: ModuleScope): FirstLayer {
  const features = scope.parameters.get('weight_ih_l0')?.shape[1];
  const layout = isBatchFirst(scope) ? 'last' : 'sequence';
  return { rank: 3, channels: (features && constantOf(features)) ?? null, dtype: 'float32', layout };
}

const given = (scope: ModuleScope, name: string): unknown => scope.args.find(([key]) => key === name)?.[1];
const numberGiven = (scope: ModuleScope, name: string): number | null => {
  const value = Number(given(scope, name) ?? NaN);
  return value > 0 ? value : null;
};
const isBatchFirst = (scope: ModuleScope): boolean => /True/.test(String(given(scope, 'batch_first') ?? ''));
const nativeType = (scope: ModuleScope): string => scope.nativeBase ?? scope.qualified;
