// The command line's options, parsed by Node's own parser.
import { parseArgs } from 'node:util';
import { OVERLAYS, type Overlay } from '../diagram/overlay';

/** The command cannot be carried out as it was given; the message is one sentence. Exit code 2. */
export class CommandError extends Error {}
/** What is wrong with a file; many sentences name it by themselves. */
export const fileError = (path: string, { message }: Error): CommandError =>
  new CommandError(message.startsWith(path.replace(/^.*[/\\]/, '')) ? message : `${path}: ${message}`);

export interface Options {
  readonly positionals: readonly string[];
  readonly inputs: readonly string[];
  readonly pythonPath: readonly string[];
  readonly json: boolean;
  readonly train: boolean;
  readonly help: boolean;
  readonly maxMacs: number | null;
  readonly maxParams: number | null;
  readonly svg: string | null;
  readonly png: string | null;
  readonly overlay: Overlay;
  readonly dot: boolean;
  readonly mermaid: boolean;
  readonly depth: number | null;
  readonly dark: boolean;
  readonly foldChains: boolean;
  readonly images: readonly string[];
  readonly weights: readonly string[];
  readonly seed: number | null;
  /** Where to write an ONNX file. */
  readonly onnx: string | null;
  readonly top: number;
  readonly labels: string | null;
  readonly preprocess: string | null;
  readonly save: string | null;
  readonly keep: 'all' | readonly string[] | { readonly fitting: readonly string[] };
  readonly layers: boolean;
  readonly exact: boolean;
  readonly threads: number | null;
  readonly maxMemory: number | null;
}

const OPTIONS = {
  input: { type: 'string', multiple: true },
  'python-path': { type: 'string', multiple: true },
  json: { type: 'boolean' },
  train: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  'max-macs': { type: 'string' },
  'max-params': { type: 'string' },
  svg: { type: 'string' },
  png: { type: 'string' },
  overlay: { type: 'string' },
  dot: { type: 'boolean' },
  mermaid: { type: 'boolean' },
  depth: { type: 'string' },
  light: { type: 'boolean' },
  dark: { type: 'boolean' },
  'fold-chains': { type: 'boolean' },
  image: { type: 'string', multiple: true },
  weights: { type: 'string', multiple: true },
  seed: { type: 'string' },
  onnx: { type: 'string' },
  top: { type: 'string' },
  labels: { type: 'string' },
  preprocess: { type: 'string' },
  save: { type: 'string' },
  keep: { type: 'string', multiple: true },
  layers: { type: 'boolean' },
  exact: { type: 'boolean' },
  threads: { type: 'string' },
  'max-memory': { type: 'string' },
} as const;

export function parseArguments(argv: readonly string[]): Options {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      strict: true,
      options: OPTIONS,
    });
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)} (convlens --help)`);
  }
  const { values, positionals } = parsed;
  return {
    positionals,
    inputs: values.input ?? [],
    pythonPath: values['python-path'] ?? [],
    json: values.json ?? false,
    train: values.train ?? false,
    help: values.help ?? false,
    maxMacs: limit(values['max-macs'], '--max-macs'),
    maxParams: limit(values['max-params'], '--max-params'),
    svg: values.svg ?? null,
    png: values.png ?? null,
    overlay: overlayOf(values.overlay),
    dot: values.dot ?? false,
    mermaid: values.mermaid ?? false,
    depth: depthOf(values.depth),
    dark: values.dark ?? false,
    foldChains: values['fold-chains'] ?? false,
    images: values.image ?? [],
    weights: values.weights ?? [],
    onnx: values.onnx ?? null,
    seed: whole(values.seed, '--seed', 0, Number.MAX_SAFE_INTEGER),
    top: whole(values.top, '--top', 1, 1000) ?? 5,
    labels: values.labels ?? null,
    preprocess: values.preprocess ?? null,
    save: values.save ?? null,
    keep: keepOf(values.keep),
    layers: values.layers ?? false,
    exact: values.exact ?? false,
    threads: whole(values.threads, '--threads', 1, 64),
    maxMemory: limit(values['max-memory'], '--max-memory'),
  };
}

function overlayOf(text: string | undefined): Overlay {
  const overlay = OVERLAYS.find((each) => each === (text ?? 'none'));
  if (!overlay) throw new CommandError(`--overlay takes one of ${OVERLAYS.join(', ')}, not "${text ?? ''}".`);
  return overlay;
}

function depthOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,2}$/.test(text)) throw new CommandError(`--depth takes a number of levels such as 2, not "${text}".`);
  return Number(text);
}

function whole(text: string | undefined, option: string, from: number, to: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < from || value > to) {
    throw new CommandError(`${option} takes a whole number from ${from} on, not "${text}".`);
  }
  return value;
}

/** 'all', 'none', keys of layers; 'fitting': as many as memory holds, beside the other keys that are named. */
function keepOf(keys: readonly string[] | undefined): Options['keep'] {
  if (keys === undefined || keys.includes('all')) return 'all';
  if (keys.includes('fitting')) return { fitting: keys.filter((key) => key !== 'fitting') };
  return keys.includes('none') ? [] : keys;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** 4G, 25M, 1.5e9. */
function limit(text: string | undefined, option: string): number | null {
  if (text === undefined) return null;
  const match = /^(\d+(?:\.\d+)?(?:e\d+)?)\s*([kmgt]?)$/i.exec(text.trim());
  if (!match) throw new CommandError(`${option} takes a number such as 4G, 25M or 1500000, not "${text}".`);
  return Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1);
}
