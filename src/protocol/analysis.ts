// What the editor and the analysis ask of each other: plain data only, so that the analysis lives in a worker.
// Positions in documents are UTF-16 offsets; a notebook's positions are offsets in one of its cells.
// Every answer speaks of the texts that were set before the question was asked: messages keep their order.
import type { GraphState } from './graphPanel';
import type { CancelToken } from './rpc';
import type { FileSource, RunModelAnswer, StateDictAnswer } from './run';

// ---- where ----

/** Offsets in the text of one document or cell. */
export interface OffsetRange { readonly start: number; readonly end: number }

/** Zero-based, as the editor counts. */
export interface LineColumn { readonly line: number; readonly character: number }

/** A place in any file, with its position spelled out so that the reader need not load the file. */
export interface Place {
  /** Of a document, a notebook's cell, or a closed file. */
  readonly uri: string;
  readonly range: OffsetRange;
  readonly start: LineColumn;
  readonly end: LineColumn;
  /** In a notebook that is not open: which of its cells, with `uri` the notebook's. */
  readonly cell?: number;
}

// ---- documents ----

export type LanguageKind = 'python' | 'markdown' | 'notebook';

export interface NotebookCell {
  readonly uri: string;
  readonly kind: 'code' | 'markup';
  readonly text: string;
}

export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly language: LanguageKind;
  /** Empty for notebooks. */
  readonly text: string;
  /** The cells in order; only for notebooks. */
  readonly cells?: readonly NotebookCell[];
}

export interface FileChange { readonly uri: string; readonly kind: 'created' | 'changed' | 'deleted' }

// ---- configuration ----

export interface Configuration {
  /** Input shapes by glob pattern of the workspace path: {"models/*.py": "1x3x32x32"}. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Input shapes that the user chose by a click, by entry key. They win over `inputs`. */
  readonly chosenInputs: Readonly<Record<string, string>>;
  /** Key of the convention by which MACs are counted and named. */
  readonly macsConvention: string;
  /** Models are analysed in training mode where no comment says otherwise. */
  readonly training: boolean;
  /** Whether advice (information level) is reported at all. */
  readonly advice: boolean;
  readonly budget: { readonly steps: number; readonly seconds: number };
  /** Workspace indexing reads at most so many files. */
  readonly maxFiles: number;
  /** URIs of the workspace folders, for relative names. */
  readonly workspaceFolders: readonly string[];
  /** Display language, 'en' or 'zh-cn', and its strings by English text. */
  readonly locale: string;
  readonly strings: Readonly<Record<string, string>>;
}

/** Which instance the editor shows where one line runs for many: an entry, and a module path or call inside it. */
export interface Selection {
  readonly entry: string;
  /** Path of a module ('layer3.0') or undefined for the whole model. */
  readonly instance?: string;
}

// ---- what is shown ----

export interface HoverResult {
  readonly range: OffsetRange;
  readonly markdown: string;
}

/** 'layer': constructions; 'forward': inside forward(); 'call': other calls and variables; 'value': small constants. */
export type HintKind = 'layer' | 'forward' | 'call' | 'value';

export interface Hint {
  /** After this offset. */
  readonly offset: number;
  /** Short: VS Code cuts a line's hints at 43 characters. */
  readonly label: string;
  readonly kind: HintKind;
  /** Offset whose hover is the hint's tooltip, fetched when the pointer rests on it. */
  readonly anchor: number;
}

export type LensAction =
  | { readonly kind: 'showInModels'; readonly node: string }
  | { readonly kind: 'openGraph'; readonly entry: string }
  | { readonly kind: 'run'; readonly entry: string }
  | { readonly kind: 'changeInput'; readonly entry: string }
  | { readonly kind: 'chooseInstance'; readonly scope: string }
  | { readonly kind: 'none' };

export interface Lens {
  readonly range: OffsetRange;
  readonly title: string;
  readonly tooltip?: string;
  readonly action: LensAction;
}

export interface TextEdit {
  readonly uri: string;
  readonly range: OffsetRange;
  readonly start: LineColumn;
  readonly end: LineColumn;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The one that is applied by "Fix all" and by the keyboard. */
  readonly preferred: boolean;
}

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Finding {
  readonly range: OffsetRange;
  readonly severity: Severity;
  /** 'shape-mismatch', 'unused-module', or the code of a reason. */
  readonly code: string;
  readonly message: string;
  readonly related: readonly { readonly place: Place; readonly message: string }[];
  readonly fixes: readonly Fix[];
  /** Faded out in the editor: code that never runs. */
  readonly unnecessary?: boolean;
}

// ---- models ----

export type ModelNodeKind = 'file' | 'model' | 'module' | 'layer' | 'call' | 'gap';

export interface ModelNode {
  /** Stable while the model keeps its structure, so that the tree keeps its state over edits. */
  readonly id: string;
  readonly kind: ModelNodeKind;
  readonly label: string;
  /** Shape, parameters, MACs: greyed behind the label. */
  readonly description: string;
  readonly tooltip?: string;
  readonly hasChildren: boolean;
  readonly parent?: string;
  /** Where a click goes. */
  readonly place?: Place;
  /** Key of the entry it belongs to; none for files. */
  readonly entry?: string;
  readonly state: 'ok' | 'gap' | 'error';
}

export interface EntrySummary {
  readonly key: string;
  /** 'ResNet(BasicBlock, [2, 2, 2, 2])'. */
  readonly name: string;
  readonly uri: string;
  readonly place: Place;
  readonly input: string;
  readonly inputAssumed: boolean;
  readonly output: string;
  readonly parameters: number | null;
  readonly macs: number | null;
}

/** What an input box shows for an entry. */
export interface InputChoice {
  /** As the user would write it: '1x3x224x224'. */
  readonly current: string;
  /** Where it came from: "from net(torch.rand(1, 3, 224, 224)), line 40". */
  readonly source: string;
  readonly assumed: boolean;
  readonly suggestions: readonly { readonly text: string; readonly detail: string }[];
}

export interface InstanceChoice {
  readonly label: string;
  readonly description: string;
  readonly picked: boolean;
  readonly selection: Selection;
}

export interface FileStatus {
  readonly state: 'idle' | 'busy' | 'failed';
  readonly models: number;
  readonly errors: number;
  /** Root causes that could not be followed, and how many values each loses. */
  readonly gaps: readonly { readonly message: string; readonly lost: number; readonly place?: Place }[];
  /** Of the last analysis. */
  readonly elapsedMs: number;
}

export type TableFormat = 'markdown' | 'csv' | 'text';

/** Model files, opened and looked into by the analysis worker. */
export interface OnnxService {
  /** The graph of an ONNX file, or a sentence why there is none; with other inputs than it declares where `input` is not null. */
  onnxView(file: FileSource, entry: string, input: string | null): Promise<GraphState>;
  /** The same model for a run. Sizes that the file leaves open are those of one image of 224 pixels a side. */
  onnxRun(file: FileSource, entry: string, input: string | null): Promise<RunModelAnswer>;
  /** What its inputs are, and what they may be; a sentence where it has no graph. */
  onnxInput(file: FileSource, input: string | null): Promise<InputChoice | { readonly message: string }>;
  /** Name, and figures with the first elements, of the tensors that a node of it uses. */
  onnxValues(file: FileSource, node: string): Promise<readonly (readonly [string, string])[]>;
}

/** The analysis as the editor sees it. `uri` is a text document's or a notebook cell's unless said otherwise. */
export interface AnalysisService {
  // Commands: the answer says that it has been taken in, not that anything was computed.
  setConfiguration(configuration: Configuration): Promise<void>;
  setDocument(document: OpenDocument): Promise<void>;
  closeDocument(uri: string): Promise<void>;
  filesChanged(changes: readonly FileChange[]): Promise<void>;
  setSelection(selection: Selection): Promise<void>;

  // Editor features.
  hover(uri: string, offset: number, cancel?: CancelToken): Promise<HoverResult | null>;
  inlayHints(uri: string, range: OffsetRange, cancel?: CancelToken): Promise<readonly Hint[]>;
  codeLenses(uri: string, cancel?: CancelToken): Promise<readonly Lens[]>;
  diagnostics(uri: string, cancel?: CancelToken): Promise<readonly Finding[]>;

  // The Models view: roots first, children on demand.
  models(cancel?: CancelToken): Promise<readonly ModelNode[]>;
  modelChildren(node: string, cancel?: CancelToken): Promise<readonly ModelNode[]>;
  /** The node and its ancestors, root first; null when it is gone. */
  modelPath(node: string): Promise<readonly ModelNode[] | null>;
  /** The same for what is at a place of the text. */
  nodeAt(uri: string, offset: number, cancel?: CancelToken): Promise<readonly ModelNode[] | null>;
  /** Reads the workspace and finds its models; reports progress to the host. */
  indexWorkspace(cancel?: CancelToken): Promise<{ readonly files: number; readonly models: number }>;

  // Entries, inputs, instances.
  entriesOf(uri: string): Promise<readonly EntrySummary[]>;
  /** Keys of those that a place of a text means: what stands there, or instances of the class around it. */
  entriesAt(uri: string, offset: number): Promise<readonly string[]>;
  inputChoice(entry: string): Promise<InputChoice | null>;
  /** What is wrong with an input's text, in a sentence; null when it is fine. */
  checkInput(text: string): Promise<string | null>;
  /** The edit that writes the input into the code as a `# convlens:` comment; null where there is no room for one. */
  inputComment(entry: string, text: string): Promise<readonly TextEdit[] | null>;
  instances(scope: string): Promise<readonly InstanceChoice[]>;

  summaryTable(entry: string, format: TableFormat, cancel?: CancelToken): Promise<string | null>;

  // The architecture graph.
  graphView(entry: string): Promise<GraphState>;
  /** The same with another text of the entry's file, as git keeps one. */
  earlierGraphView(entry: string, text: string): Promise<GraphState>;
  /** Ids of the graph's nodes and groups for what stands at a place of the text. */
  graphNodesAt(entry: string, uri: string, offset: number): Promise<readonly string[]>;

  /** The entry with everything that a run of it needs, for the run worker. */
  runModel(entry: string): Promise<RunModelAnswer>;
  /** The same with two sizes of the batch: what differs tells how a file can leave it open; one answer without a model. */
  batchModels(entry: string): Promise<readonly RunModelAnswer[]>;
  /** Its state_dict alone, which models that cannot be run have too. */
  stateDict(entry: string): Promise<StateDictAnswer>;

  status(uri: string): Promise<FileStatus>;
}

// ---- the way back ----

export interface FoundModule {
  readonly uri: string;
  /** Whether it is a package's __init__. */
  readonly isPackage: boolean;
  readonly bytes: Uint8Array;
}

export interface FoundData {
  readonly uri: string;
  readonly bytes: Uint8Array;
}

export type RefreshKind = 'hints' | 'lenses' | 'diagnostics' | 'models' | 'status';

export interface Progress {
  /** One bar per id. */
  readonly id: string;
  readonly title: string;
  readonly done: number;
  /** Zero while it is not known. */
  readonly total: number;
  readonly finished: boolean;
}

/** What the analysis may ask of whoever hosts it (the editor, the command line, a test). */
export interface HostService {
  /** Null when the file cannot be read. Open documents are not asked for: their texts were set. */
  readFile(uri: string): Promise<Uint8Array | null>;
  /**
   * A module as a file imports it. Absolute names ('pkg.net') are looked up in the file's folder, the workspace, the
   * search paths and site-packages, in this order; relative ones ('.blocks', '..') from the file's own package.
   * A folder without __init__ is a package with empty text and the folder's URI.
   */
  findModule(name: string, from: string): Promise<FoundModule | null>;
  /**
   * A text file that the code of `from` opens by a path: absolute, or relative to the file's folder, a folder above it or the
   * workspace. Null when there is none there, when it lies elsewhere, or when it is larger than `limit` bytes. A path that ends
   * with `/` asks for what stands in a folder, as ModuleSource.readData does.
   */
  findData(path: string, from: string, limit: number): Promise<FoundData | null>;
  /** URIs of the workspace's Python files, notebooks and Markdown files, nearest first. */
  findFiles(limit: number): Promise<readonly string[]>;
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): Promise<void>;
  /** Something that was shown has changed; without `uris` anywhere. */
  refresh(kinds: readonly RefreshKind[], uris?: readonly string[]): Promise<void>;
  progress(progress: Progress): Promise<void>;
}

// ---- the worker around it ----

/** The two WebAssembly modules of the parser: tree-sitter's runtime and the Python grammar. */
export interface ParserModules { readonly runtime: Uint8Array; readonly python: Uint8Array }

export interface WorkerStart {
  readonly parser: ParserModules;
  /** Bumped by the editor with every edit, where memory can be shared: work on an older revision may stop early. */
  readonly revision: Int32Array | null;
}

/** What the worker answers besides AnalysisService. */
export interface WorkerControl {
  start(start: WorkerStart): Promise<void>;
  /** Answers at once unless the worker hangs. */
  ping(): Promise<void>;
}
