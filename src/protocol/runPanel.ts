// What the panel of a run and its host ask of each other. The host owns files, the run worker and the analysis; the panel owns
// what is looked at. What the panel sends is checked before it is believed.
import { LABEL_SETS, type InputReport, type LoadReport, type Preprocessing, type RunField, type RunReport,
  type TablePart } from './run';
import type { MapService } from './runMaps';

/** Sentences and words of the panel in the reader's language. */
export type RunTexts = Readonly<Record<RunText, string>>;
export type RunText =
  | 'run' | 'runAgain' | 'cancel' | 'running' | 'loading' | 'image' | 'fromFile' | 'zeros' | 'random' | 'paste' | 'weights'
  | 'seed' | 'checkpoint' | 'preprocessing' | 'automatic' | 'resize' | 'noResize' | 'shorter' | 'exact' | 'crop'
  | 'interpolation' | 'normalise' | 'imagenet' | 'zeroOne' | 'minusOneOne' | 'custom' | 'mean' | 'std' | 'mode' | 'rgb'
  | 'grey' | 'upright' | 'layers' | 'pick' | 'pickActive' | 'pickMean' | 'pickMax' | 'colours' | 'search' | 'noMatch'
  | 'total' | 'turbo' | 'memory' | 'results' | 'score' | 'classN' | 'legend' | 'opacity' | 'stale' | 'rerun' | 'notRun' | 'back'
  | 'previous' | 'next' | 'channels' | 'channel' | 'range' | 'rangeShared' | 'rangeChannel' | 'size' | 'order' | 'byIndex'
  | 'byActivity' | 'statistics' | 'minimum' | 'maximum' | 'deviation' | 'zeroShare' | 'notFinite' | 'nanCount'
  | 'infiniteCount' | 'firstNotFinite' | 'histogram' | 'wholeMap' | 'kernelsOf' | 'zoom' | 'fieldRows'
  | 'fieldSpans' | 'fromTo' | 'fieldClipped'
  | 'fieldGlobal' | 'fieldInexact' | 'fieldNone' | 'fieldUnknown' | 'effective' | 'effectiveNote' | 'measuring'
  | 'takeApart' | 'window' | 'kernel' | 'products' | 'sum' | 'sums' | 'bias' | 'noBias' | 'padding' | 'gap' | 'engineValue'
  | 'rounding' | 'agrees' | 'differs' | 'stepLeft' | 'stepRight' | 'stepUp' | 'stepDown' | 'play' | 'pause'
  | 'fromArray' | 'numbers' | 'numbersHint' | 'inputs' | 'classNames'
  | 'softmaxed' | 'noNames' | 'table' | 'axis' | 'scalar' | 'copyTable'
  | 'copiedRows' | 'copiedPart' | 'tableCut' | 'asTokens' | 'otherTokens' | 'channelsLast' | 'asMatrix' | 'stacked'
  | 'inputChannel' | 'rest' | 'dividedBy' | 'largestOf' | 'notTakenApart' | 'row' | 'column' | 'showCall'
  | 'showConstructor' | 'save' | 'savePng' | 'saveNpy' | 'saveAll' | 'verified' | 'fault' | 'copyReport' | 'problems'
  | 'compare' | 'hold' | 'release' | 'held' | 'now' | 'withLayer' | 'endCompare' | 'asModel' | 'asImage' | 'close'
  | 'keepFewer' | 'keepAll' | 'smallerInput' | 'someKept' | 'notKept' | 'notKeptHint' | 'mapTooLarge' | 'firstKeptNotFinite'
  | 'diverging' | 'divergingHint'
  | 'fusedTime' | 'changeInput' | 'stride' | 'dilation' | 'groups' | 'modelInput' | 'of' | 'hint' | 'sumOfWindow' | 'folded';

export interface PanelLayer {
  readonly key: string;
  readonly type: string;
  readonly module: string;
  /** What the analysis predicts. */
  readonly shape: readonly number[];
  readonly field: RunField;
  readonly hasCall: boolean;
  readonly hasConstructor: boolean;
}
export interface PanelInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly assumed: boolean;
  readonly isImage: boolean;
}
export interface PanelModel {
  readonly entry: string;
  readonly name: string;
  readonly revision: string;
  readonly training: boolean;
  readonly inputs: readonly PanelInput[];
  /** The file whose own weights it has; null where they are chosen. */
  readonly weights: string | null;
  /** Why there are no results: the layers are those that can be run. */
  readonly unfinished: string | null;
  readonly layers: readonly PanelLayer[];
}

/** Null model: `message` says why it cannot be run. */
export interface RunState { readonly model: PanelModel | null; readonly message: string; readonly automatic: boolean }

export type ImageChoice =
  | { readonly kind: 'sample'; readonly name: string }
  | { readonly kind: 'file'; readonly uri: string; readonly label: string }
  /** Dropped or pasted. */
  | { readonly kind: 'given'; readonly label: string; readonly bytes: Uint8Array }
  | { readonly kind: 'fill'; readonly value: number }
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'random'; readonly seed: number };
export type WeightChoice =
  | { readonly kind: 'seed'; readonly seed: number }
  | { readonly kind: 'file'; readonly uri: string; readonly label: string };
/** What one input gets. */
export interface InputChoice {
  readonly image: ImageChoice;
  /** Null: what suits the model. */
  readonly preprocessing: Preprocessing | null;
}
export type LabelChoice =
  | { readonly kind: 'automatic' }
  | { readonly kind: 'none' }
  | { readonly kind: 'set'; readonly name: (typeof LABEL_SETS)[number] }
  | { readonly kind: 'file'; readonly uri: string; readonly label: string };
export interface RunChoice {
  /** In the order of the model's inputs. */
  readonly inputs: readonly InputChoice[];
  readonly weights: WeightChoice;
  readonly labels: LabelChoice;
  /** Null: all maps are kept. Else as many as memory holds, these layers' first. */
  readonly fitting: readonly string[] | null;
}

/** A finished run. */
export interface RunDone {
  readonly revision: string;
  readonly run: RunReport;
  readonly load: LoadReport;
  readonly inputs: readonly InputReport[];
}

export interface RunStart {
  readonly texts: RunTexts;
  readonly locale: string;
  readonly state: RunState;
  readonly samples: readonly { readonly name: string; readonly label: string }[];
  /** What a first run begins with; a null image is chosen by the model. */
  readonly firstImage: ImageChoice | null;
  readonly seed: number;
  /** Asked for from outside: a layer to open, an image to run on. */
  readonly layer: string | null;
  readonly image: ImageChoice | null;
}

/** What the panel asks of its host; the maps' questions are passed on to the run worker. */
export interface RunPanelHost extends MapService {
  ready(): Promise<RunStart>;
  /** Loads what is not loaded yet, and runs. Rejects with a sentence, or as cancelled. */
  run(choice: RunChoice): Promise<RunDone>;
  cancel(): Promise<void>;
  /** A picture, or a .npy file alone where the input takes none. */
  chooseImage(isImage: boolean): Promise<ImageChoice | null>;
  chooseLabels(): Promise<LabelChoice | null>;
  chooseWeights(): Promise<WeightChoice | null>;
  /** Asks for another input shape, and has the panel run with it. */
  changeInput(): Promise<void>;
  reveal(key: string, which: 'call' | 'constructor'): Promise<void>;
  /** Where the module of an entry of the state_dict is made. */
  revealWeight(name: string): Promise<void>;
  values(key: string, leading: readonly number[], from: readonly [number, number], size: readonly [number,
    number]): Promise<TablePart>;
  save(key: string, format: 'png' | 'npy'): Promise<void>;
  saveAll(): Promise<void>;
  copy(text: string): Promise<void>;
  log(message: string): Promise<void>;
}

/** What the host tells the panel. */
export interface RunPanelView {
  update(state: RunState): Promise<void>;
  progress(stage: 'weights' | 'run', done: number, total: number, node: string): Promise<void>;
  /** Opens the page of a layer. */
  open(layer: string): Promise<void>;
  /** The maps that are shown are no longer there to be asked about: with a sentence that says why. */
  lost(reason: string): Promise<void>;
  /** Runs on another image. */
  use(image: ImageChoice): Promise<void>;
  /** Asked for once more from outside: runs again where there is nothing of the model as it is to be looked at. */
  wanted(): Promise<void>;
}

/** What is kept over reloads. */
export interface RunPanelState { readonly entry: string; readonly choice?: unknown; readonly shown?: unknown }

export const isRunPanelState = (value: unknown): value is RunPanelState =>
  typeof value === 'object' && value !== null && 'entry' in value && typeof value.entry === 'string'
    && value.entry.length < 4_096;

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string' && value.length < 1_000_000;
const isWhole: Check = (value) => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31;
const isFlag: Check = (value) => typeof value === 'boolean';
const isRun: Check = (value) => value === 'now' || value === 'held';
const oneOf = (...texts: readonly string[]): Check => (value) => texts.includes(value as string);
const listOf = (check: Check, most = 100_000): Check => (value) => Array.isArray(value) && value.length <= most
  && value.every(check);
const isNullOr = (check: Check): Check => (value) => value === null || check(value);

const METHODS: Readonly<Record<keyof RunPanelHost, readonly Check[]>> = {
  ready: [], cancel: [], chooseImage: [isFlag], chooseWeights: [], chooseLabels: [], saveAll: [], changeInput: [],
  hold: [], release: [],
  run: [isChoice],
  reveal: [isText, oneOf('call', 'constructor')],
  revealWeight: [isText],
  values: [isText, listOf(isWhole, 16), listOf(isWhole, 2), listOf(isWhole, 2)],
  save: [isText, oneOf('png', 'npy')],
  copy: [isText], log: [isText],
  thumbnails: [isRun, listOf(isText), isWhole, oneOf('active', 'mean', 'max')],
  figures: [isRun, isText],
  channels: [isRun, isText, listOf(isWhole, 4_096), isWhole, oneOf('shared', 'channel')],
  histogram: [isRun, isText, isNullOr(isWhole), isWhole],
  kernels: [isRun, isText, isWhole, isWhole],
  value: [isRun, isText, isWhole, isWhole, isWhole],
  cell: [isRun, isText, isWhole, isWhole, isWhole],
  effectiveField: [isText, isWhole, isWhole, isWhole, listOf(isWhole, 4), isWhole],
};

function isChoice(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('inputs' in value) || !('weights' in value)
    || !('labels' in value) || !('fitting' in value) || !isNullOr(listOf(isText))(value.fitting)) return false;
  return listOf(isInputChoice, 64)(value.inputs) && isWeightChoice(value.weights) && isLabelChoice(value.labels);
}
export function isInputChoice(value: unknown): value is InputChoice {
  return typeof value === 'object' && value !== null && 'image' in value && isImageChoice(value.image)
    && 'preprocessing' in value && typeof value.preprocessing === 'object';
}
export function isImageChoice(value: unknown): value is ImageChoice {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name, uri, label, bytes, seed, value: fill, values } = value as Readonly<Record<string, unknown>>;
  return (kind === 'sample' && isText(name)) || (kind === 'file' && isText(uri) && isText(label))
    || (kind === 'given' && isText(label) && bytes instanceof Uint8Array) || (kind === 'fill' && typeof fill === 'number')
    || (kind === 'values' && listOf((each) => typeof each === 'number', 10_000)(values)) || (kind === 'random' && isWhole(seed));
}
export function isLabelChoice(value: unknown): value is LabelChoice {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, uri, label, name } = value as Readonly<Record<string, unknown>>;
  return kind === 'automatic' || kind === 'none' || (kind === 'set' && oneOf(...LABEL_SETS)(name))
    || (kind === 'file' && isText(uri) && isText(label));
}
export function isWeightChoice(value: unknown): value is WeightChoice {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, uri, label, seed } = value as Readonly<Record<string, unknown>>;
  return (kind === 'seed' && isWhole(seed)) || (kind === 'file' && isText(uri) && isText(label));
}

/** Whether the panel may send this: a request with fitting arguments, an answer, or a cancellation. */
export function isRunPanelMessage(message: unknown): boolean {
  if (typeof message !== 'object' || message === null) return false;
  if ('answer' in message) return typeof message.answer === 'number';
  if ('cancel' in message) return typeof message.cancel === 'number';
  if (!('request' in message) || typeof message.request !== 'object' || message.request === null) return false;
  const { id, method, args } = message.request as { id?: unknown; method?: unknown; args?: unknown };
  if (typeof id !== 'number' || typeof method !== 'string' || !Array.isArray(args) || !Object.hasOwn(METHODS,
    method)) return false;
  const wanted = METHODS[method as keyof RunPanelHost];
  return args.length === wanted.length && wanted.every((check, i) => check(args[i]));
}
