// A checkpoint against a model: which tensor of it goes where, and what PyTorch's load_state_dict would say.
// Plain data in and out: nothing is read.
import { l10n } from '../base/l10n';
import type { Section } from './sections';

/** An entry of the model's state_dict. */
export interface ModelEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** Part of state_dict; the others are never looked for. */
  readonly persistent: boolean;
}

interface Sized { readonly shape: readonly number[] }
export interface Mismatch { readonly name: string; readonly key: string; readonly checkpoint: readonly number[];
  readonly model: readonly number[] }

export interface Match {
  /** Index of the section that was chosen, and its path in the file: '', 'state_dict'. */
  readonly section: number;
  readonly path: string;
  /** What was taken off the front of the checkpoint's names, 'module.'; '' when nothing was. */
  readonly prefix: string;
  /** Name of the model to name in the section, where both have the same sizes. */
  readonly loaded: ReadonlyMap<string, string>;
  /** In the model's order. */
  readonly missing: readonly string[];
  /** In the checkpoint's order, under its own names. */
  readonly unexpected: readonly string[];
  readonly mismatched: readonly Mismatch[];
  /** What was chosen and what could be done, in sentences. */
  readonly notes: readonly string[];
}

/** Chooses the section and the prefix under which most names meet. Prefixes are taken off only where that makes names meet. */
export function matchCheckpoint<T extends Sized>(sections: readonly Section<T>[], model: readonly ModelEntry[]): Match {
  const expected = new Map(model.filter(({ persistent }) => persistent).map((entry) => [entry.name, entry]));
  const tried = sections.map((section, i) => {
    const prefix = bestPrefix([...section.tensors.keys()], expected);
    return { section, i, prefix, met: [...section.tensors.keys()].filter((key) => meets(key, prefix, expected)).length };
  });
  const best = tried.reduce((a, b) => (b.met > a.met || (b.met === a.met && b.met === 0
    && b.section.tensors.size > a.section.tensors.size) ? b : a));
  return compare(best.section, best.i, best.prefix, expected, sections.length);
}

const meets = (key: string, prefix: string, expected: ReadonlyMap<string, unknown>): boolean =>
  key.startsWith(prefix) && expected.has(key.slice(prefix.length));

/** The prefix whose removal lets most names meet; none wins where it is as good. */
function bestPrefix(keys: readonly string[], expected: ReadonlyMap<string, unknown>): string {
  const votes = new Map<string, number>([['', 0]]);
  for (const key of keys) {
    for (let at = 0; at >= 0 && at < key.length; at = key.indexOf('.', at) + 1 || -1) {
      if (expected.has(key.slice(at))) votes.set(key.slice(0, at), (votes.get(key.slice(0, at)) ?? 0) + 1);
    }
  }
  return [...votes].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

function compare<T extends Sized>({ path, tensors, hasVersions }: Section<T>, section: number, prefix: string,
  expected: ReadonlyMap<string, ModelEntry>, sections: number): Match {
  const loaded = new Map<string, string>();
  const mismatched: Mismatch[] = [];
  const missing: string[] = [];
  for (const [name, { shape }] of expected) {
    const key = prefix + name;
    const found = tensors.get(key);
    // Before PyTorch 0.4.1 norms did not count their batches: without versions beside it, PyTorch does not miss the count.
    if (!found && !hasVersions && name.endsWith('num_batches_tracked')) continue;
    if (!found) missing.push(name);
    else if (found.shape.join() === shape.join() || (shape.length === 0 && found.shape.join() === '1')) loaded.set(name, key);
    else mismatched.push({ name, key, checkpoint: found.shape, model: shape });
  }
  const unexpected = [...tensors.keys()].filter((key) => !meets(key, prefix, expected));
  const found = { section, path, prefix, loaded, missing, unexpected, mismatched };
  return { ...found, notes: notesOf(found, expected, sections) };
}

const size = (shape: readonly number[]): string => `torch.Size([${shape.join(', ')}])`;
export const mismatchText = ({ name, checkpoint, model }: Mismatch): string =>
  `size mismatch for ${name}: copying a param with shape ${size(checkpoint)} from checkpoint, `
    + `the shape in current model is ${size(model)}.`;

/** The message of load_state_dict's RuntimeError, word for word; null when it would not raise. `type`: the model's class. */
export function loadError({ missing, unexpected, mismatched }: Match, type: string, strict = true): string | null {
  const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
  const lines = [
    ...(strict && missing.length > 0 ? [`Missing key(s) in state_dict: ${quoted(missing)}. `] : []),
    ...(strict && unexpected.length > 0 ? [`Unexpected key(s) in state_dict: ${quoted(unexpected)}. `] : []),
    ...mismatched.map(mismatchText),
  ];
  return lines.length === 0 ? null : `Error(s) in loading state_dict for ${type}:\n\t${lines.join('\n\t')}`;
}

function notesOf(found: Omit<Match, 'notes'>, expected: ReadonlyMap<string, ModelEntry>, sections: number): string[] {
  const { path, prefix, loaded, missing, unexpected, mismatched } = found;
  const notes: string[] = [];
  if (path !== '') notes.push(l10n.t('The weights are those under "{0}" in the file.', path));
  else if (sections > 1) notes.push(l10n.t('The file holds {0} sets of weights; the outermost was taken.', sections));
  if (prefix !== '') {
    notes.push(l10n.t('"{0}" was taken off the front of the names. load_state_dict wants it taken off too.', prefix));
  }
  if (loaded.size === 0) {
    notes.push(mismatched.length === 0 ? l10n.t('No name of the file is a name of this model: it is a checkpoint of another one.')
      : l10n.t('No tensor of the file has a name and the sizes of this model’s: it is a checkpoint of another one.'));
  }
  const classes = classChange(mismatched, expected);
  if (classes) {
    const { layer, file, model } = classes;
    notes.push(l10n.t(
      '{0} of the file gives {1} classes, that of the model {2}: build the model with {1}, or leave out this layer.',
      layer, file, model));
  }
  const heads = commonParents(missing);
  if (loaded.size > 0 && missing.length > 0 && unexpected.length > 0 && heads !== null) {
    notes.push(l10n.t('Only names under "{0}" are missing: that part of the model is called otherwise in the file.', heads));
  }
  return notes;
}

/** The last layer alone has another number of outputs. */
function classChange(mismatched: readonly Mismatch[], expected: ReadonlyMap<string, ModelEntry>):
  { layer: string; file: number; model: number } | null {
  const layers = new Set(mismatched.map(({ name }) => parent(name)));
  const [layer] = layers;
  const [first] = mismatched;
  if (layers.size !== 1 || layer === undefined) return null;
  const isHead = mismatched.every(({ checkpoint, model }) => checkpoint.slice(1).join() === model.slice(1).join())
    && [...expected.keys()].slice(-4).some((name) => parent(name) === layer);
  return isHead ? { layer, file: first.checkpoint[0], model: first.model[0] } : null;
}
const parent = (name: string): string => name.slice(0, Math.max(name.lastIndexOf('.'), 0));

function commonParents(names: readonly string[]): string | null {
  const heads = new Set(names.map((name) => name.split('.')[0]));
  const [head] = heads;
  return heads.size === 1 && head !== undefined ? head : null;
}
