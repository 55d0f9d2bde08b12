// What the architecture graph's panel and its host ask of each other. The panel shows names that come from files, so what it
// sends is checked before it is believed.
import type { GraphView } from './graphView';

/** Sentences and words of the panel in the reader's language. What is empty the host does not offer. */
export type GraphTexts = Readonly<Record<GraphText, string>>;
export type GraphText =
  | 'graph' | 'table' | 'search' | 'noMatch' | 'matches' | 'depth' | 'all' | 'foldRepeats' | 'foldChains'
  | 'overlay' | 'none' | 'macs' | 'parameters' | 'activation' | 'field' | 'depthOverlay' | 'fit' | 'zoomIn'
  | 'zoomOut' | 'export' | 'svg' | 'svgDark' | 'png' | 'mermaid' | 'dot' | 'json' | 'copyMarkdown' | 'copyCsv'
  | 'onnx' | 'showCall' | 'showConstructor' | 'expand' | 'collapse' | 'unfold' | 'shared' | 'path' | 'op' | 'shape'
  | 'tensors' | 'residual' | 'concat' | 'flow' | 'totals' | 'svgPart' | 'pngPart' | 'compare' | 'withHead' | 'withModel'
  | 'endComparison' | 'file' | 'values' | 'added' | 'removed' | 'changed' | 'fieldOnly' | 'change' | 'close' | 'whole' | KindText;
/** What the legend calls kinds of ops; kinds of one colour have one name. */
export type KindText = 'convolution' | 'linear' | 'attention' | 'normalisation' | 'activationKind' | 'pooling' | 'arithmetic'
  | 'other';

export interface GraphState {
  /** Null while there is no graph: `message` says why. */
  readonly view: GraphView | null;
  readonly message: string;
  /** The model that it is compared with, as it was before; null when there is none or its view could not be made. */
  readonly before?: GraphView | null;
  /** What that model is: the key of an entry, or 'HEAD' for the file's version in git; null when nothing is compared. */
  readonly compare?: string | null;
}

/** What to compare with: the file's version in git, a model that the user chooses, or nothing any more. */
export type CompareWith = 'head' | 'model' | 'none';

export type ExportKind = 'svg' | 'png' | 'mermaid' | 'dot' | 'json';

/** What the panel asks of its host. */
export interface GraphHost {
  ready(): Promise<{ readonly texts: GraphTexts; readonly state: GraphState; readonly selected: readonly string[] }>;
  /** Shows the line of a node or group: where it is called, or where its module is made. */
  reveal(id: string, which: 'call' | 'constructor'): Promise<void>;
  /** Asks where to, and writes the file. `content` is text, or base64 for a PNG. */
  save(kind: ExportKind, content: string): Promise<void>;
  copy(text: string): Promise<void>;
  compare(what: CompareWith): Promise<void>;
  /** Asks for weights and where to, and writes the model. */
  exportOnnx(): Promise<void>;
  /** Of the tensors that a node of a file uses: name, then figures and first elements. Empty where there is no such file. */
  values(id: string): Promise<readonly (readonly [string, string])[]>;
  log(message: string): Promise<void>;
}

/** What the host tells the panel. */
export interface GraphPanel {
  update(state: GraphState): Promise<void>;
  /** Nodes and groups at the editor's cursor. */
  select(ids: readonly string[]): Promise<void>;
}

/** What is kept over reloads; the entry is what the host opens the panel for again. */
export interface PanelState { readonly entry: string; readonly compare?: string | null; readonly shown: unknown }

export const isPanelState = (value: unknown): value is PanelState =>
  typeof value === 'object' && value !== null && 'entry' in value && typeof value.entry === 'string'
    && value.entry.length < 4_096
    && (!('compare' in value) || value.compare === null || value.compare === undefined
      || (typeof value.compare === 'string' && value.compare.length < 4_096));

const METHODS: Readonly<Record<keyof GraphHost, readonly ((value: unknown) => boolean)[]>> = {
  ready: [],
  exportOnnx: [],
  reveal: [isText, (value) => value === 'call' || value === 'constructor'],
  save: [(value) => ['svg', 'png', 'mermaid', 'dot', 'json'].includes(String(value)), isText],
  copy: [isText],
  compare: [(value) => ['head', 'model', 'none'].includes(String(value))],
  values: [isText],
  log: [isText],
};
function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length < 100_000_000;
}

/** Whether the panel may send this: a request of GraphHost with fitting arguments, an answer, or a cancellation. */
export function isPanelMessage(message: unknown): boolean {
  if (typeof message !== 'object' || message === null) return false;
  if ('answer' in message) return typeof message.answer === 'number';
  if ('cancel' in message) return typeof message.cancel === 'number';
  if (!('request' in message) || typeof message.request !== 'object' || message.request === null) return false;
  const { id, method, args } = message.request as { id?: unknown; method?: unknown; args?: unknown };
  if (typeof id !== 'number' || typeof method !== 'string' || !Array.isArray(args)
    || !Object.hasOwn(METHODS, method)) return false;
  const wanted = METHODS[method as keyof GraphHost];
  return args.length === wanted.length && wanted.every((check, i) => check(args[i]));
}
