// Inputs solved from the model itself: channels of the first layer, and sizes for which the model runs, so that
// flatten meets the first Linear. Each guess is tried by a symbolic run; nothing is inferred from names.
import type { ModuleScope } from '../graph/graph';
import { tensorsOf } from '../graph/ledger';
import { firstLayers, SIZES, sizesOf, specOf, type FirstLayer, type Space } from './firstLayers';
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

/** For each input what it may be, by the first layer with weights that it meets; none for one that meets no layer. */
export type Met = readonly (readonly FirstLayer[])[];

/** What is known of a model's inputs before anything is tried. */
export interface Known {
  /** How many there are: those without a default, and with those that have one. */
  readonly required: number;
  readonly most: number;
  /** Sizes that the model keeps, two or three together: the images and clips that it was made for may be such. */
  readonly kept: readonly Space[];
  /** Numbers that it keeps: how many channels each of its inputs has may be among them. */
  readonly numbers: readonly number[];
  /** Rows of numbers that it keeps: the channels of the maps in a list that it takes may be one. */
  readonly rows: readonly (readonly number[])[];
}
/** Which layers so many inputs meet. */
export type Meet = (inputCount: number) => Met;

/** null when no trial runs, or there was no time for the one that would. */
export function solveInputs(root: ModuleScope, known: Known, trial: Trial, meet: Meet): Solved | null {
  const { required, most, kept, numbers, rows } = known;
  let wantsMore = false;
  const ranks = new Set<number>();
  const refused: Refused[] = [];
  const heard: Trial = (specs, isOpen) => {
    const message = trial(specs, isOpen);
    const rank = message === null ? null : UNPACKED.exec(message);
    if (rank) ranks.add(Number(rank[1]));
    const indexed = message === null ? null : INDEXED.exec(message);
    if (indexed) ranks.add(Number(indexed[1]) + 1);
    wantsMore ||= message !== null && OF_NONE.test(message);
    const channels = message === null ? null : OTHER_CHANNELS.exec(message);
    if (channels) refused.push({ wanted: Number(channels[1]), got: Number(channels[2]) });
    return message;
  };
  const search = { root, trial: heard, kept, numbers, rows, ranks, refused };
  const solved = solveCount({ ...search, inputCount: required }, () => meet(required));
  if (solved || !wantsMore || required >= most) return solved;
  // What may be left out is needed here.
  return solveCount({ ...search, inputCount: required + 1 }, () => meet(required + 1));
}

const OF_NONE = /not NoneType|'NoneType' (?:object|and)|and 'NoneType'/;

/** The channels that a convolution wants, and those that it got: of an input that is cut, joined or turned before. */
const OTHER_CHANNELS = /^Given groups=\d+, weight of size .* to have (\d+) channels, but got (\d+) channels/;
interface Refused { readonly wanted: number; readonly got: number }

interface Search {
  readonly root: ModuleScope;
  readonly inputCount: number;
  readonly trial: Trial;
  readonly kept: readonly Space[];
  readonly numbers: readonly number[];
  readonly rows: readonly (readonly number[])[];
  /** How many sizes models unpacked where an input had another number of them; grows while trials run. */
  readonly ranks: ReadonlySet<number>;
  /** What convolutions said of the channels that they got; grows while trials run. */
  readonly refused: readonly Refused[];
}

function solveCount(search: Search, meet: () => Met): Solved | null {
  const { root, ranks, refused } = search;
  const registered = firstLayers(root);
  try {
    for (const likely of registered.filter(({ isVague }, i) => i === 0 || isVague)) {
      const usual = solveLayer(search, likely, true);
      if (usual) return usual;
    }
    const met = meet();
    const solved = solveMet(search, met);
    if (solved) return solved;
    // Words are no images of any size.
    const takesWords = met[0]?.[0]?.dtype === 'int64';
    const layers = registered.filter(({ dtype }) => !takesWords || dtype === 'int64');
    for (const layer of layers) {
      const found = solveLayer(search, layer);
      if (found) return found;
    }
    for (const layer of layers.filter(({ layout, grows }) => layout === 'first' && !grows)) {
      const others = refused.find(({ wanted }) => wanted === layer.channels);
      const found = others && (solveOtherChannels(search, layer, others) ??
        // A model may take sequences and maps with the channels last, and put them first itself.
        (layer.rank > 4 ? null : solveLayer(search, { ...layer, layout: 'last' })));
      if (found) return found;
    }
    // Frames in front of the channels: of volumes, when the other order does not run; of maps, when the model unpacks five sizes.
    for (const layer of layers) {
      if (layer.layout !== 'first' || layer.grows || layer.channels === null) continue;
      if (layer.rank !== 5 && !(layer.rank === 4 && ranks.has(5))) continue;
      const found = solveLayer(search, { ...layer, rank: 5, layout: 'frames' });
      if (found) return found;
    }
    return solveRank(search, layers) ?? solveWeights(search, layers) ?? solveMaps(search) ?? solveBare(search);
  } catch (error) {
    if (!(error instanceof Spent)) throw error;
  }
  return null;
}

const INDEXED = /^too many indices for tensor of dimension (\d)$/;
const UNPACKED = /(?:not enough|too many) values to unpack \(expected (\d)/;

/** A model may give its input more axes or fewer before the first layer: it has as many as are unpacked, or no channels. */
function solveRank(search: Search, layers: readonly FirstLayer[]): Solved | null {
  for (const layer of layers.filter(({ layout, rank }) => layout === 'first' && rank > 2)) {
    const others = [3, 4].filter((rank) => rank !== layer.rank && search.ranks.has(rank)).map((rank) => ({ ...layer, rank }));
    const bare = layer.channels === 1 && layer.rank > 3 ? [{ ...layer, layout: 'none' as const }] : [];
    for (const other of [...others, ...bare]) {
      const found = solveLayer(search, other);
      if (found) return found;
    }
  }
  return null;
}

/** Weights that are no layer's say how many channels they take when they are met. */
function solveWeights(search: Search, layers: readonly FirstLayer[]): Solved | null {
  const [refused] = search.refused;
  if (!refused || layers.some(({ isVague, channels }) => !isVague && channels !== null)) return null;
  return solveLayer(search, { rank: 4, channels: refused.wanted, dtype: 'float32', layout: 'first' }, true);
}

/** What stands beside a first input: more of the same, or a step or class for each item of the batch. */
const BESIDE: readonly (InputSpec | null)[] = [
  null, { kind: 'tensor', dims: ['N'], dtype: 'int64' }, { kind: 'tensor', dims: ['N'], dtype: 'float32' }];

/** Two maps that a decoder joins: the channels that the layer takes are those of one, or half of them each; one may be larger. */
interface Joined { readonly channels: readonly [number, number]; readonly scales: readonly [number, number] }
const JOINED: readonly Joined[] = [
  { channels: [0.5, 0.5], scales: [1, 1] }, { channels: [1, 0.5], scales: [1, 2] }, { channels: [0.5, 0.5], scales: [1, 2] },
  { channels: [1, 1], scales: [1, 2] }, { channels: [0.5, 1], scales: [2, 1] }, { channels: [0.5, 1], scales: [1, 1] },
  { channels: [1, 0.5], scales: [1, 1] }, { channels: [0.5, 0.5], scales: [2, 1] }];

type Form = (size: Space) => InputSpec[];

function formsOf(layer: FirstLayer, channels: number, { inputCount, numbers }: Search): Form[] {
  const forms = BESIDE.slice(0, inputCount > 1 ? BESIDE.length : 1).map((beside): Form => (size) => {
    const first = specOf(layer, channels, size);
    return [first, ...Array.from({ length: inputCount - 1 }, () => beside ?? first)];
  });
  if (inputCount === 1 || layer.layout !== 'first' || layer.dtype === 'int64') return forms;
  // An image and a vector that is spread over it.
  const spread = [3, 1].filter((each) => inputCount === 2 && layer.rank === 4 && each < channels).map((each): Form => (size) =>
    [specOf(layer, each, size), floats(channels - each)]);
  const parts = partsOf(channels, numbers, inputCount).slice(0, 3).map((shares): Form => (size) =>
    shares.map((share) => specOf(layer, share, size)));
  if (inputCount !== 2 || channels % 2 !== 0) return [...forms, ...parts, ...spread];
  const joined = layer.rank < 4 ? JOINED.slice(0, 1) : JOINED;
  return [...forms, ...parts, ...spread, ...joined.map(({ channels: shares, scales }): Form => (size) =>
    shares.map((share, i) => specOf(layer, channels * share, scaled(size, scales[i] ?? 1))))];
}

const scaled = (size: Space, scale: number): Space =>
  (typeof size === 'number' ? size * scale : size.map((each) => each * scale));

/** Numbers that the model keeps, as many as inputs and in their order, that are the layer's channels together. */
function partsOf(channels: number, numbers: readonly number[], count: number): number[][] {
  if (count === 0) return channels === 0 ? [[]] : [];
  return numbers.flatMap((number, i) => (number > channels ? []
    : partsOf(channels - number, numbers.slice(i + 1), count - 1).map((rest) => [number, ...rest])));
}

/** Images have three channels or one where the layer does not say; words have none. */
const channelsOf = ({ channels, dtype }: FirstLayer): readonly number[] =>
  channels !== null ? [channels] : dtype === 'int64' ? [1] : [3, 1];

function solveLayer(search: Search, layer: FirstLayer, isUsual = false): Solved | null {
  for (const channels of channelsOf(layer)) {
    const solved = solveForms(search, layer, formsOf(layer, channels, search), isUsual);
    if (solved) return solved;
  }
  return null;
}

/** An input that is cut, joined with itself or given coordinates before its first layer has other channels than that. */
function solveOtherChannels(search: Search, layer: FirstLayer, { wanted, got }: Refused): Solved | null {
  const choices = [(wanted * wanted) / got, wanted - (got - wanted), 2 * wanted, 3 * wanted];
  for (const channels of new Set(choices)) {
    if (!Number.isInteger(channels) || channels < 1 || channels === wanted) continue;
    const found = solveLayer(search, { ...layer, channels }, true);
    if (found) return found;
  }
  return null;
}

/** More ways to put the inputs of a model together are not tried. */
const MOST_FORMS = 12;

/** Each input as the layer takes it that it meets; those that meet none as what stands beside a first input. */
function solveMet(search: Search, met: Met): Solved | null {
  const leader = met.findIndex((layers) => layers.length > 0);
  for (const layer of met[leader] ?? []) {
    for (const channels of channelsOf(layer)) {
      const solved = solveForms(search, layer, formsMet(met, leader, layer, channels), false);
      if (solved) return solved;
    }
  }
  return null;
}

function formsMet(met: Met, leader: number, layer: FirstLayer, channels: number): Form[] {
  const first: Form = (size) => [specOf(layer, channels, size)];
  const choices = met.map((others, i): readonly Form[] => {
    if (i === leader) return [first];
    if (others.length === 0) return BESIDE.map((beside): Form => (size) => (beside ? [beside] : first(size)));
    return others.flatMap((other) => channelsOf(other).slice(0, 1).map((count): Form => (size) =>
      [specOf(other, count, isLike(other, layer) ? size : sizesOf(other)[0] ?? 0)]));
  });
  const joined = choices.reduce<readonly Form[]>((forms, some) => forms.flatMap((form) =>
    some.map((each): Form => (size) => [...form(size), ...each(size)])).slice(0, MOST_FORMS), [() => []]);
  return [...joined];
}

const isLike = (one: FirstLayer, other: FirstLayer): boolean =>
  one.rank === other.rank && one.layout === other.layout && one.dtype === other.dtype && one.grows === other.grows;

/** Necks and heads take the maps of several stages as a list: each half as large as the one before, as large, or twice. */
function solveMaps({ inputCount, rows, trial }: Search): Solved | null {
  if (inputCount !== 1) return null;
  for (const row of rows) {
    for (const sizeOf of [(i: number) => 64 >> i, () => 32, (i: number) => 64 >> (row.length - 1 - i)]) {
      const specs: InputSpec[] = [{ kind: 'list', items: row.map((channels, i) => floats(channels, sizeOf(i), sizeOf(i))) }];
      if (trial(specs) === null) return { specs, forced: false };
    }
  }
  return null;
}

const floats = (...dims: readonly number[]): InputSpec => ({ kind: 'tensor', dims: ['N', ...dims], dtype: 'float32' });
/** Scores of ten classes and labels: for each item, for each pixel of an image. */
const SCORED: readonly (readonly InputSpec[])[] = [[], [64, 64]].map((space) =>
  [floats(10, ...space), { kind: 'tensor', dims: ['N', ...space], dtype: 'int64' }]);
/** Scores of ten classes; a second of sound. */
const ALONE: readonly (readonly InputSpec[])[] = [[floats(10)], [floats(16_000)], [floats(1, 16_000)]];

/** What has no weights and does not run for images is a loss, or with one input a transform of sounds. */
function solveBare({ root, inputCount, trial }: Search): Solved | null {
  if (tensorsOf(root).parameters.length > 0) return null;
  const choices = inputCount === 2 ? SCORED : inputCount === 1 ? ALONE : [];
  const specs = choices.find((each) => trial(each) === null);
  return specs ? { specs, forced: false } : null;
}

/** The usual size is tried in each form before other sizes are; other sizes not at all with `isUsual`. */
function solveForms({ trial, kept }: Search, layer: FirstLayer, forms: readonly Form[], isUsual: boolean): Solved | null {
  const sizes = sizesOf(layer);
  const usual = sizes[0] ?? 0;
  const attempts = forms.map((specs) => (size: Space): string | null => trial(specs(size)));
  const messages: (string | null)[] = [];
  for (const attempt of attempts) {
    messages.push(attempt(usual));
    if (messages.at(-1) === null) break;
  }
  const fitting = forms[messages.indexOf(null)];
  const isForced = (layer.rank === 2 && layer.channels !== null) || layer.layout === 'frames' || layer.space !== undefined;
  if (fitting) return { specs: fitting(usual), forced: isForced };
  if (isUsual || sizes.length === 0) return null;
  for (const [i, attempt] of attempts.entries()) {
    const message = messages[i] ?? '';
    const searched = otherSize(message, layer, kept, attempt);
    const specs = searched === undefined ? undefined : forms[i]?.(searched);
    if (specs) return { specs, forced: true };
  }
  return null;
}

function otherSize(message: string, layer: FirstLayer, kept: readonly Space[],
  attempt: (size: Space) => string | null): Space | undefined {
  const [usual = 0, ...others] = sizesOf(layer);
  const firstOf = (sizes: readonly Space[]): Space | undefined => sizes.find((size) => attempt(size) === null);
  // A clip of other frames may have other channels.
  if (layer.layout !== 'frames' && FOR_EVERY_SIZE.test(message)) {
    return layer.rank === 4 && layer.layout === 'first' ? firstOf(tokenSizes(message, usual)) : undefined;
  }
  const keptOf = (count: number): (readonly number[])[] => kept.filter((space) => typeof space !== 'number')
    .filter((sizes) => sizes.length === count);
  const images = keptOf(layer.rank - 2);
  const clips = layer.layout === 'frames' ? keptOf(2).map((sizes) => [8, ...sizes]) : layer.rank === 5 ? CLIPS : [];
  const oblongs = layer.rank === 4 && MISMATCH.test(message) ? OBLONGS : [];
  return searchSize(message, usual, attempt)
    ?? firstOf([...hintedSizes(message, usual), ...images, ...clips, ...others, ...oblongs]);
}

/** Height and width of what is not square: faces, people, lines of text, streets, screens. */
const OBLONGS: readonly Space[] = [[112, 96], [256, 128], [128, 64], [160, 64], [384, 128], [256, 192], [32, 100], [32, 128],
  [32, 280], [192, 640], [128, 416], [240, 320], [480, 640], [66, 200]];
/** Frames and the sides of an image. */
const CLIPS: readonly Space[] = [[16, 112, 112], [16, 224, 224], [8, 224, 224], [32, 224, 224], [8, 112, 112]];

/** What is wrong with the dtype, the number of axes or the channels of an input is wrong at every size. */
const FOR_EVERY_SIZE = new RegExp([
  'to have one of the following scalar types', 'values to unpack', 'Dimension out of range', 'expected scalar type',
  'must have the same dtype', '^Expected \\dD', 'too many indices for tensor', 'missing \\d+ required', 'has no attribute',
  'is not subscriptable', 'tensors used as indices',
  '^Given groups=\\d+, weight of size .* to have \\d+ channels, but got \\d+ channels',
].join('|'));

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
  const withClass = a > 1 && b > 1 ? [(b - 1) / (a - 1), (a - 1) / (b - 1)].flatMap((ratio) => [Math.sqrt(ratio), ratio]) : [];
  const scaled = [...scales, ...withClass].map((scale) => Math.round(scale * size * 1e6) / 1e6);
  return possible(a > 1 ? scaled : named, size).slice(0, 8);
}

const possible = (sizes: readonly number[], tried: number): number[] =>
  [...new Set(sizes)].filter((each) => Number.isInteger(each) && each >= LEAST && each <= MOST && each !== tried);

/** A convolution over the patches of an image has a channel for each of them, and one for the class. */
function tokenSizes(message: string, size: Space): number[] {
  const [, wanted = 0, got = 0] = (OTHER_CHANNELS.exec(message) ?? []).map(Number);
  if (typeof size !== 'number' || wanted < 2 || got < 2) return [];
  const scales = [wanted / got, (wanted - 1) / (got - 1)].map(Math.sqrt);
  return possible(scales.map((scale) => Math.round(scale * size * 1e6) / 1e6), size);
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
