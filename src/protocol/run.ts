// What a quick-run is made of, and what the extension host, the analysis and the run worker ask of each other about it.
// Plain data only. The analysis makes a RunModel of an entry; the host passes it on unread; the run worker loads weights, takes
// images, runs, and keeps every map until the next run, so that only tiles, figures and files cross a thread.
import type { Place } from './analysis';
import type { CancelToken } from './rpc';

// ---- the model, as the analysis hands it over ----

/** A plan (`tensor/plan.ts`) and the recipe of its initial weights: only the run worker reads them. */
export interface Opaque { readonly version: number }

export interface RunModel {
  /** Key of the entry that it was made of, and its text: 'resnet18(num_classes=10)'. */
  readonly entry: string;
  readonly name: string;
  /** The class or builder that the entry names: 'resnet18'. */
  readonly builder: string;
  /** Changes when the model does: a run of another revision is stale. */
  readonly revision: string;
  readonly training: boolean;
  readonly plan: Opaque;
  /** How the weights are initialised from a seed; null when the entry is a function, which has no weights of its own. */
  readonly recipe: Opaque | null;
  /** In the order of the plan's inputs. */
  readonly inputs: readonly RunInput[];
  /** In the order of the plan's outputs: where each stands in what the model returns. */
  readonly outputs: readonly RunOutputPlace[];
  /** Why there are no outputs: the layers are those that can be run. Null for models that run to their end. */
  readonly unfinished: string | null;
  /** One per kept node, in execution order. */
  readonly layers: readonly RunLayer[];
  /** The state_dict that the code has, in its order. */
  readonly stateDict: readonly StateEntry[];
}

export interface RunInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Nobody said so: the sizes were assumed. */
  readonly assumed: boolean;
  /** Its shape is that of an image of one or three channels. */
  readonly isImage: boolean;
}

/** 'output' alone, 'out' and 'aux' of a dictionary, '[1]' of a tuple, 'features[0]' nested. */
export interface RunOutputPlace { readonly path: string; readonly shape: readonly number[]; readonly dtype: string }

export interface RunLayer {
  /** The node's key: 'layer1.0.conv1', 'layer1.0 add#2'; a further output of a node is 'key:1'. */
  readonly key: string;
  /** Id of the node in the architecture graph; null when it is not drawn there. */
  readonly graphNode: string | null;
  /** Path of the module whose forward ran, '' at the top. */
  readonly module: string;
  /** 'Conv2d', 'add': the class of a leaf module, else the op. */
  readonly type: string;
  readonly op: string;
  /** What the analysis predicted. */
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly field: RunField;
  /** The call, and the constructor where it is a module. */
  readonly place: Place | null;
  readonly constructed: Place | null;
}

/** Where a position of a map looks on the input (`graph/receptiveField.ts`). */
export type RunField =
  | { readonly kind: 'window'; readonly axes: readonly number[]; readonly fields: readonly RunAxisField[] }
  | { readonly kind: 'global' }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };
export interface RunAxisField {
  readonly size: number;
  readonly stride: number | null;
  readonly padding: number | null;
  readonly exact: boolean;
}

export interface StateEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly kind: 'parameter' | 'buffer';
  /** Part of state_dict; other buffers are not. */
  readonly persistent: boolean;
  /** Entries of one tensor have the same number. */
  readonly tensor: number;
  /** Where its module is made. */
  readonly place: Place | null;
}

/** The state_dict of an entry, for a checkpoint to be compared with. */
export interface StateDict {
  /** The model's class, as PyTorch's messages name it. */
  readonly type: string;
  /** The entry, for what has no place of its own. */
  readonly place: Place | null;
  readonly entries: readonly StateEntry[];
}
export type StateDictAnswer = { readonly state: StateDict } | { readonly state: null; readonly message: string };

/** What the analysis answers: the model, or a sentence why it cannot be run, with its cause in the text. */
export type RunModelAnswer =
  | { readonly model: RunModel }
  | { readonly model: null; readonly message: string; readonly place: Place | null };

// ---- files, images, weights ----

/** A file by its path, where the worker can read the disk, or its bytes. */
export type FileSource =
  | { readonly name: string; readonly path: string }
  | { readonly name: string; readonly bytes: Uint8Array };

export type WeightSource =
  | { readonly kind: 'seed'; readonly seed: number }
  /** Several files: the shards of one checkpoint, an index among them. */
  | { readonly kind: 'checkpoint'; readonly files: readonly FileSource[]; readonly strict?: boolean }
  /** Those that an ONNX model's file holds. */
  | { readonly kind: 'onnx'; readonly file: FileSource };

export type Interpolation = 'nearest' | 'bilinear' | 'bicubic';

/** What torchvision's transforms would do, in this order: mode, resize, centre crop, to tensor, normalise. */
export interface Preprocessing {
  readonly mode: 'rgb' | 'grey';
  /** Turned upright as its EXIF orientation says; PIL leaves an image as it is stored. */
  readonly upright: boolean;
  /** The shorter side, exactly [height, width], or not at all. */
  readonly resize: { readonly kind: 'shorter'; readonly size: number }
    | { readonly kind: 'exact'; readonly height: number; readonly width: number } | null;
  readonly interpolation: Interpolation;
  readonly crop: { readonly height: number; readonly width: number } | null;
  /** One value per channel, after pixels are 0 to 1: (x − mean) ÷ std. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export type InputSource =
  | { readonly kind: 'image'; readonly file: FileSource; readonly preprocessing: Preprocessing | null }
  /** A .npy file of the input's shape. */
  | { readonly kind: 'npy'; readonly file: FileSource }
  | { readonly kind: 'fill'; readonly value: number }
  /** One after the other, from the first again when they are used up. */
  | { readonly kind: 'values'; readonly values: readonly number[] }
  /** torch.randn after torch.manual_seed(seed). */
  | { readonly kind: 'random'; readonly seed: number };

/** Axis by axis: image pixel = offset + scale · input pixel, at pixel edges. Outside the image lies padding. */
export interface PixelMapping {
  readonly y: { readonly offset: number; readonly scale: number };
  readonly x: { readonly offset: number; readonly scale: number };
}

/** Colours as 8-bit RGBA, row by row. */
export interface Picture { readonly width: number; readonly height: number; readonly rgba: Uint8ClampedArray }

export interface ImageReport {
  readonly name: string;
  /** 'PNG', 'JPEG', 'WebP', 'BMP', 'GIF'. */
  readonly format: string;
  /** As stored, before it is turned. */
  readonly width: number;
  readonly height: number;
  /** 'RGB 8 bit', 'palette with alpha', 'grey 16 bit'. */
  readonly colours: string;
  readonly orientation: number;
  readonly preprocessing: Preprocessing;
  /** Where the preprocessing came from: 'given', or a sentence such as 'ResNet18_Weights.DEFAULT.transforms()'. */
  readonly preset: string;
  /** What a reader should know of the picture: that most of it was clipped to white, that it has other frames; null: nothing. */
  readonly remark: string | null;
  /** What was done, in torchvision's words, a line each: 'Resize(256)'. */
  readonly steps: readonly string[];
  readonly shape: readonly number[];
  /** Upright as used, at most 1,024 pixels a side, and what the model gets, not normalised. */
  readonly preview: Picture;
  readonly input: Picture;
  /** Input pixel to pixel of the image as used. */
  readonly mapping: PixelMapping;
  /** Width and height of the image as used, to which `mapping` refers. */
  readonly used: { readonly width: number; readonly height: number };
}

export interface InputReport {
  readonly index: number;
  readonly image: ImageReport | null;
  /** 'filled with 0', 'random numbers from seed 0', 'x.npy'. */
  readonly text: string;
}

// ---- loading ----

export interface LoadRequest {
  readonly model: RunModel;
  readonly weights: WeightSource;
  /** Keys of layers whose maps stay readable; or, where not all fit into `maxBytes`, those named and as many others as do. */
  readonly keep: 'all' | readonly string[] | { readonly fitting: readonly string[] };
  /** Direct convolution only: nearer to PyTorch, slower. */
  readonly exact?: boolean;
  readonly threads?: number;
  /** Most memory that the engine may take. */
  readonly maxBytes?: number;
}

export interface LoadReport {
  readonly weightBytes: number;
  readonly activationBytes: number;
  readonly totalBytes: number;
  readonly threads: number;
  /** Whether wide kernels compute: in a process that was started for them, where its V8 and the processor have them. */
  readonly turbo: boolean;
  /** 'PyTorch’s default initialisation, torch.manual_seed(0)' or the checkpoint's name. */
  readonly weights: string;
  readonly problems: readonly WeightProblem[];
}

export interface WeightProblem {
  readonly kind: 'missing' | 'unexpected' | 'mismatch' | 'dtype' | 'note';
  readonly name: string;
  /** PyTorch's sentence. */
  readonly message: string;
  readonly place: Place | null;
}

// ---- running ----

export interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  /** Share of elements that are exactly 0. */
  readonly zeros: number;
  readonly nan: number;
  readonly infinite: number;
}

export interface LayerReport {
  readonly key: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** False: the engine made another shape or dtype than the analysis predicted, which is a fault of ours. */
  readonly asPredicted: boolean;
  /** Of the step that ended in it; null where it was fused into a later one. */
  readonly milliseconds: number | null;
  readonly statistics: Statistics;
}

export interface Ranked {
  readonly index: number;
  /** Null where no list of names fits. */
  readonly name: string | null;
  readonly score: number;
  /** Null where the output is no distribution over classes. */
  readonly probability: number | null;
}

export interface Legend { readonly index: number; readonly name: string | null; readonly colour: string; readonly share: number }

/** What an output says, as far as its shape and the model's last op tell. */
export type Meaning =
  /** [N, classes]: `of` says what the scores were: logits (softmax was applied for the probabilities), probabilities, logs. */
  | { readonly kind: 'classes'; readonly of: 'logits' | 'probabilities' | 'log-probabilities'; readonly labels: string | null;
      readonly top: readonly Ranked[] }
  /** [N, classes, H, W]: argmax over the classes, drawn over the input. */
  | { readonly kind: 'segmentation'; readonly labels: string | null; readonly mask: Picture; readonly legend: readonly Legend[] }
  | { readonly kind: 'image'; readonly picture: Picture }
  | { readonly kind: 'values'; readonly values: readonly number[] };

export interface OutputReport {
  readonly path: string;
  /** Under which `table` and `save` know it: 'output 0'. */
  readonly key: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly asPredicted: boolean;
  readonly statistics: Statistics;
  readonly meaning: Meaning;
}

export interface RunReport {
  readonly milliseconds: number;
  readonly layers: readonly LayerReport[];
  readonly outputs: readonly OutputReport[];
  /** Key of the first layer with NaN or infinity, in execution order. */
  readonly firstNotFinite: string | null;
  /** What to report to us when the engine's shapes are not the analysis': text to copy; null when all agree. */
  readonly fault: string | null;
}

/** Data sets whose class names are known (`formats/labels.ts`). */
export const LABEL_SETS = ['ImageNet', 'CIFAR-10', 'CIFAR-100', 'MNIST', 'Fashion-MNIST', 'VOC', 'COCO'] as const;
export interface ClassNames { readonly name: string; readonly classes: readonly string[] }

export interface RunOptions {
  readonly top?: number;
  /** Class names, one per index: from a file of the user's. */
  readonly labels?: ClassNames | null;
}

/** A part of a tensor: rows are the last axis but one, columns the last. */
export interface TablePart {
  readonly shape: readonly number[];
  readonly values: readonly (readonly number[])[];
}

/** What load_state_dict would say of a checkpoint, without anything being run or a tensor being read. */
export interface CheckpointReport {
  /** How many entries of the state_dict fit, of how many. */
  readonly loaded: number;
  readonly total: number;
  readonly problems: readonly WeightProblem[];
  /** PyTorch's message; null where it would not raise. */
  readonly error: string | null;
}

/** A file to be written by whoever asked. */
export interface SavedFile { readonly name: string; readonly bytes: Uint8Array }

/** Ends the name of a file that is being written: it gets its own name when it is whole. */
export const PART = '.part';

/** A model to be written as an ONNX file. `path`: where, if the worker can write there; else the bytes come back. */
export interface ExportRequest {
  readonly model: RunModel;
  /** The same at another size of the batch, which then stays open under the name N. */
  readonly other: RunModel | null;
  readonly weights: WeightSource;
  readonly path: string | null;
  /** This program's, which the file names as its producer. */
  readonly version: string;
}
export interface ExportReport extends Pick<LoadReport, 'weights' | 'problems'> {
  readonly size: number;
  /** Null where the worker has written them. */
  readonly bytes: Uint8Array | null;
}

export interface RunService {
  /** The reader's language: sentences by their English text. */
  setStrings(strings: Readonly<Record<string, string>>): Promise<void>;
  /** Replaces the model. Rejects with a sentence: weights that do not fit, memory (as `code`), no recipe. */
  load(request: LoadRequest): Promise<LoadReport>;
  /** Sets one input of the loaded model; those that were not set are filled with zeros. */
  input(index: number, source: InputSource): Promise<InputReport>;
  /** Class names from a file, or those of a known data set. */
  labels(from: FileSource | (typeof LABEL_SETS)[number]): Promise<ClassNames>;
  checkpoint(state: StateDict, files: readonly FileSource[]): Promise<CheckpointReport>;
  /** Decodes a file without a model, for a preview. */
  picture(file: FileSource, most: number): Promise<Picture>;
  run(options: RunOptions, cancel?: CancelToken): Promise<RunReport>;
  /** Rows and columns of a map or output after a run; `leading` fixes the axes before the last two. */
  table(key: string, leading: readonly number[], from: readonly [number, number], size: readonly [number, number]):
    Promise<TablePart>;
  /** A map or an output as a file: its channels side by side as PNG, or all elements as .npy. */
  save(key: string, format: 'png' | 'npy'): Promise<SavedFile>;
  /** What was run, with what, and the figures of every map: the manifest of a saved run, and README of its files. */
  manifest(): Promise<SavedFile>;
  /** Apart from what is loaded. Rejects with a sentence that names what cannot be written. */
  exportOnnx(request: ExportRequest): Promise<ExportReport>;
  /** Frees the memory. */
  unload(): Promise<void>;
}

export type Codec = 'jpeg' | 'webp';

/** What the run worker asks and tells whoever runs it. */
export interface RunHost {
  /** `node` is the layer that was just computed; while weights are read, the tensor's name. */
  progress(stage: 'weights' | 'run', done: number, total: number, node: string): Promise<void>;
  /** The WebAssembly of an image format, read when a picture first needs it. */
  codec(name: Codec): Promise<Uint8Array>;
}
