// Inputs solved from the model itself: channels of the first layer, and sizes for which the model runs, so that
// flatten meets the first Linear. Each guess is tried by a symbolic run; nothing is inferred from names.
import type { ModuleScope } from '../graph/graph';
import { hasUnknowns } from '../graph/ledger';
import { constantOf } from '../tensor/value';
import type { InputSpec } from './inputSpec';

/**
 * What a trial run said: null when the model ran, the text of what it raised otherwise. The model has to run at the sizes
 * that are counted for open ones; with `isOpen` it may run at others only. Throws Spent when there is no time left.
 */
export type Trial = (specs: readonly InputSpec[], isOpen?: boolean) => string | null;
/** No more trials: the model takes too long to be tried at many sizes. */
export class Spent extends Error {}
/** Whether a trial shows that the model runs; false too when there is no time to try. */
export function runs(trial: Trial, specs: readonly InputSpec[], isOpen = false): boolean {
  try {
    return trial(specs, isOpen) === null;
  } catch (error) {
    if (error instanceof Spent) return false;
    throw error;
  }
}

export interface Solved {
  readonly specs: readonly InputSpec[];
  /** The sizes follow from the model: others that were tried do not run. False: any size does, one was assumed. */
  readonly forced: boolean;
}

interface FirstLayer {
  readonly rank: number;
  readonly channels: number | null;
  readonly dtype: 'float32' | 'int64';
  /** A transposed convolution: maps grow from the size that is given, often from that of a single position. */
  readonly grows?: boolean;
  /** Where the channels stand: N×C×H×W, N×L×C (and N×H×W×C), L×N×C, N×T×C×H×W. */
  readonly layout: 'first' | 'last' | 'sequence' | 'frames';
}

/** The length of each axis of space, or one for all of them. */
type Space = number | readonly number[];

/** Usual sizes, most usual first. */
const SIZES = [
  224, 32, 28, 227, 64, 128, 256, 96, 299, 112, 48, 84, 36, 40, 160, 192, 320, 331, 384, 448, 512, 572, 600, 16, 8,
];
const LENGTHS = [64, 128, 16, 32, 256, 512, 1000, 1024, 187, 784];
const VOLUMES = [32, 16, 64, 112, 28];
/** What transposed convolutions begin with: latent vectors as maps of one position, small maps. */
const SEEDS = [1, 4, 8, 7, 16, 32];
/** Frames and the sides of an image. */
const CLIPS: readonly Space[] = [[16, 112, 112], [16, 224, 224], [8, 224, 224], [32, 224, 224], [8, 112, 112]];
/** Frames before the channels, as models that restore videos take a few neighbours of one frame, and the sides of an image. */
const NEIGHBOURS: readonly Space[] = [7, 5, 3, 16, 8, 10].map((frames) => [frames, 64, 64]);
/** Tokens: patches of images, with and without a class token; windows. */
const TOKENS = [196, 197, 64, 49, 50, 256, 28, 16];
/** Maps with the channels last. */
const MAPS = [14, 56, 28, 7, 8, 16];

const sizesOf = ({ rank, layout, grows }: FirstLayer): readonly Space[] =>
  layout === 'frames' ? NEIGHBOURS : grows ? SEEDS : layout === 'first'
    ? rank === 3
      ? LENGTHS
      : rank === 5
        ? VOLUMES
        : SIZES
    : rank === 3
      ? TOKENS
      : MAPS;

/** null when no trial runs, or there was no time for the one that would. */
export function solveInputs(root: ModuleScope, inputCount: number, trial: Trial): Solved | null {
  let wantsFive = false;
  const heard: Trial = (specs, isOpen) => {
    const message = trial(specs, isOpen);
    wantsFive ||= message !== null && FIVE_AXES.test(message);
    return message;
  };
  const layers = firstLayers(root);
  try {
    for (const layer of layers) {
      const solved = solveLayer(layer, inputCount, heard);
      if (solved) return solved;
    }
    // Frames in front of the channels: of volumes, when the other order does not run; of maps, when the model unpacks five sizes.
    for (const layer of layers) {
      if (layer.layout !== 'first' || layer.grows || layer.channels === null) continue;
      if (layer.rank !== 5 && !(layer.rank === 4 && wantsFive)) continue;
      const solved = solveLayer({ ...layer, rank: 5, layout: 'frames' }, inputCount, trial);
      if (solved) return solved;
    }
  } catch (error) {
    if (!(error instanceof Spent)) throw error;
  }
  return null;
}

const FIVE_AXES = /not enough values to unpack \(expected 5, got 4\)/;

/** The input of the first layer with its sizes left open: `Nx3xHxW`; null when no layer says anything. */
export function openInput(root: ModuleScope): InputSpec | null {
  const [layer] = firstLayers(root);
  if (!layer || layer.channels === null) return null;
  if (layer.layout === 'sequence') return { kind: 'tensor', dims: ['L', 'N', layer.channels], dtype: layer.dtype };
  if (layer.layout === 'last') return { kind: 'tensor', dims: ['N', 'L', layer.channels], dtype: layer.dtype };
  const space = ['H', 'W', 'D'].slice(0, layer.rank - 2);
  return { kind: 'tensor', dims: ['N', layer.channels, ...space], dtype: layer.dtype };
}

/** What stands beside a first input: more of the same, or a step or class for each item of the batch. */
const BESIDE: readonly (InputSpec | null)[] = [
  null, { kind: 'tensor', dims: ['N'], dtype: 'int64' }, { kind: 'tensor', dims: ['N'], dtype: 'float32' }];

/** Two maps that a decoder joins: the channels that the layer takes are those of one, or half of them each; one may be larger. */
const JOINED: readonly (readonly [first: number, second: number, scale: number])[] = [
  [0.5, 0.5, 1], [1, 0.5, 2], [0.5, 0.5, 2], [1, 1, 2]];

type Form = (size: Space) => InputSpec[];

function formsOf(layer: FirstLayer, channels: number, inputCount: number): Form[] {
  const forms = BESIDE.slice(0, inputCount > 1 ? BESIDE.length : 1).map((beside): Form => (size) => {
    const first = specOf(layer, channels, size);
    return [first, ...Array.from({ length: inputCount - 1 }, () => beside ?? first)];
  });
  if (inputCount !== 2 || layer.rank < 4 || channels % 2 !== 0 || layer.layout !== 'first') return forms;
  return [...forms, ...JOINED.map(([first, second, scale]): Form => (size) => [
    specOf(layer, channels * first, size),
    specOf(layer, channels * second, typeof size === 'number' ? size * scale : size.map((each) => each * scale)),
  ])];
}

function solveLayer(layer: FirstLayer, inputCount: number, trial: Trial): Solved | null {
  const channelChoices = layer.channels === null ? [3, 1] : [layer.channels];
  for (const channels of channelChoices) {
    const solved = solveForms(layer, formsOf(layer, channels, inputCount), trial);
    if (solved) return solved;
  }
  return null;
}

/** The usual size is tried in each form before other sizes are. */
function solveForms(layer: FirstLayer, forms: readonly Form[], trial: Trial): Solved | null {
  const sizes = sizesOf(layer);
  const usual = layer.rank === 2 ? 0 : sizes[0] ?? 224;
  const attempts = forms.map((specs) => (size: Space): string | null => trial(specs(size)));
  const messages: (string | null)[] = [];
  for (const attempt of attempts) {
    messages.push(attempt(usual));
    if (messages.at(-1) === null) break;
  }
  const fitting = forms[messages.indexOf(null)];
  const isForced = (layer.rank === 2 && layer.channels !== null) || layer.layout === 'frames';
  if (fitting) return { specs: fitting(usual), forced: isForced };
  if (layer.rank === 2) return null;
  for (const [i, attempt] of attempts.entries()) {
    const message = messages[i] ?? '';
    const searched = searchSize(message, usual, attempt)
      ?? [...hintedSizes(message, usual), ...(layer.rank === 5 ? CLIPS : []), ...sizes.slice(1)]
        .find((size) => attempt(size) === null);
    const specs = searched === undefined ? undefined : forms[i]?.(searched);
    if (specs) return { specs, forced: true };
  }
  return null;
}

function specOf(layer: FirstLayer, channels: number, size: Space): InputSpec {
  const space = typeof size === 'number' ? Array.from({ length: layer.rank - 2 }, () => size) : size;
  if (layer.dtype === 'int64') return { kind: 'tensor', dims: ['N', 64], dtype: 'int64' };
  if (layer.layout === 'sequence') return { kind: 'tensor', dims: [...space, 'N', channels], dtype: 'float32' };
  if (layer.layout === 'last') return { kind: 'tensor', dims: ['N', ...space, channels], dtype: 'float32' };
  if (layer.layout === 'frames')
    return { kind: 'tensor', dims: ['N', ...space.slice(0, 1), channels, ...space.slice(1)], dtype: 'float32' };
  return { kind: 'tensor', dims: ['N', channels, ...space], dtype: 'float32' };
}

const MISMATCH = /mat1 and mat2 shapes cannot be multiplied \((?:[^x]+)x(\d+) and (\d+)x\d+\)/;

const UNEQUAL = /size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\)/;
/** Sizes that messages name and images have. */
const [LEAST, MOST] = [16, 2048];

/**
 * Sizes that the message for another size speaks of: those it names, and those for which the numbers of positions or patches
 * that it compares would be equal.
 */
function hintedSizes(message: string, size: Space): number[] {
  if (typeof size !== 'number') return [];
  const named = [...message.matchAll(/\d+/g)].map(([text]) => Number(text));
  const [, a = 0, b = 0] = (UNEQUAL.exec(message) ?? []).map(Number);
  const scales = a > 1 && b > 1 ? [b / a, a / b].flatMap((ratio) => [ratio, Math.sqrt(ratio)]) : [];
  const withClass = a > 1 && b > 1 ? [(b - 1) / (a - 1), (a - 1) / (b - 1)].map(Math.sqrt) : [];
  const scaled = [...scales, ...withClass].map((scale) => Math.round(scale * size * 1e6) / 1e6);
  const sizes = [...(a > 1 ? scaled : named)].filter((each) => Number.isInteger(each) && each >= LEAST && each <= MOST);
  return [...new Set(sizes)].filter((each) => each !== size).slice(0, 6);
}

/**
 * A Linear was met by the wrong number of features: features grow with the size, so the size is found by bisection.
 * null when the message is another one or no size fits.
 */
function searchSize(message: string, size: Space, attempt: (size: number) => string | null): number | null {
  const mismatch = MISMATCH.exec(message);
  if (!mismatch || typeof size !== 'number') return null;
  const wanted = Number(mismatch[2]);
  let low = 1;
  let high = Number(mismatch[1]) > wanted ? size : 2048;
  if (Number(mismatch[1]) < wanted) low = size;
  for (let i = 0; i < 12 && low <= high; i++) {
    const middle = (low + high) >> 1;
    const result = attempt(middle);
    if (result === null) return preferUsual(middle, attempt);
    const features = MISMATCH.exec(result);
    if (features && Number(features[2]) !== wanted) return null;
    // Other errors come from maps that have become too small.
    if (!features || Number(features[1]) < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}

/** Several neighbouring sizes may fit (28 to 31); the usual one is taken, else the largest power-of-two multiple. */
function preferUsual(size: number, attempt: (size: number) => string | null): number {
  const near = SIZES.find((usual) => usual !== size && Math.abs(usual - size) <= 32 && attempt(usual) === null);
  if (near !== undefined) return near;
  for (const step of [32, 16, 8, 4, 2]) {
    const rounded = Math.round(size / step) * step;
    if (rounded > 0 && rounded !== size && attempt(rounded) === null) return rounded;
  }
  return size;
}

/** Layers that could take the input, in order of registration: the first convolution, linear layer or embedding. */
function firstLayers(root: ModuleScope): FirstLayer[] {
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
  const candidates = [
    ...(first ? [first] : []),
    ...image.slice(0, 4),
    ...(first && first !== image[0] ? ofTokens(first) : []),
    { rank: 4, channels: null, dtype: 'float32' as const, layout: 'first' as const },
  ];
  return candidates.filter(
    (layer, i) =>
      candidates.findIndex(
        (other) => other.rank === layer.rank &&
          other.channels === layer.channels &&
          other.dtype === layer.dtype &&
          other.layout === layer.layout,
      ) === i,
  );
}

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
    const channels = Number(scope.args.find(([name]) => name === 'in_channels')?.[1] ?? NaN);
    return { rank: Number(conv[2]) + 2, channels: channels > 0 ? channels : null, dtype: 'float32', layout: 'first',
      grows: conv[1] !== undefined };
  }
  if (nativeType(scope) === 'torch.nn.Linear') {
    const features = weight?.shape[1] && constantOf(weight.shape[1]);
    return { rank: 2, channels: features ?? null, dtype: 'float32', layout: 'first' };
  }
  if (/^torch\.nn\.(RNN|LSTM|GRU)$/.test(nativeType(scope))) return recurrentLayer(scope);
  if (nativeType(scope) === 'torch.nn.Embedding') return { rank: 2, channels: null, dtype: 'int64', layout: 'first' };
  return null;
}

/** Sequences of features, the batch in front when the layer says so. */
function recurrentLayer(scope: ModuleScope): FirstLayer {
  const features = scope.parameters.get('weight_ih_l0')?.shape[1];
  const batchFirst = /True/.test(String(scope.args.find(([name]) => name === 'batch_first')?.[1] ?? ''));
  const layout = batchFirst ? 'last' : 'sequence';
  return { rank: 3, channels: (features && constantOf(features)) ?? null, dtype: 'float32', layout };
}

const nativeType = (scope: ModuleScope): string => scope.nativeBase ?? scope.qualified;
