// The weights of a run from a checkpoint: its tensors by their names, read one by one. What the checkpoint does not have keeps
// the numbers that the model begins with, and is told.
import { l10n } from '../base/l10n';
import type { AwaitedWeight, StoredWeight, Weights, WeightSources, WeightTensor } from '../engine/weights';
import { fillingOf, openCheckpoint, readCheckpointTensor, type Checkpoint } from '../formats/checkpoint';
import { FormatError } from '../formats/errors';
import { loadError, matchCheckpoint, mismatchText, type Match } from '../formats/match';
import { named, type NamedSource, type RandomAccessSource } from '../formats/source';
import type { CheckpointReport, FileSource, RunModel, StateDict, StateEntry, WeightProblem } from '../protocol/run';
import { openFile, type OpenPath } from './files';

export interface CheckpointTools {
  readonly openPath?: OpenPath;
  readonly onProgress: (done: number, total: number, name: string) => void;
  /** The weights that the model begins with, under these names. */
  readonly begin: (names: ReadonlySet<string>) => Weights;
}
export interface CheckpointWeights {
  /** Those of the checkpoint are read when they are asked for. */
  readonly tensors: WeightSources;
  readonly problems: readonly WeightProblem[];
}

/**
 * `names`: those that the run needs. The files stay open until `use` is done. Throws FormatError; when `strict`, wherever
 * load_state_dict would raise.
 */
export async function checkpointWeights<T>(model: RunModel, names: ReadonlySet<string>, files: readonly FileSource[],
  strict: boolean, tools: CheckpointTools, use: (found: CheckpointWeights) => Promise<T>): Promise<T> {
  const opened: RandomAccessSource[] = [];
  try {
    const checkpoint = await openFiles(files, tools.openPath, opened);
    const match = matchCheckpoint(checkpoint.sections, model.stateDict);
    const error = loadError(match, model.builder, strict);
    if (match.loaded.size === 0 || (strict && error !== null)) {
      throw new FormatError([...match.notes, ...(error === null ? [] : [error])].join('\n'));
    }
    const problems = problemsOf(model.stateDict, checkpoint, match);
    return await use({ tensors: tensorsOf(checkpoint, match, names, tools), problems });
  } finally {
    for (const source of opened) await source.close();
  }
}

async function openFiles(files: readonly FileSource[], openPath: OpenPath | undefined,
  opened: RandomAccessSource[]): Promise<Checkpoint> {
  const open = async (file: FileSource): Promise<NamedSource> => {
    const source = await openFile(file, openPath);
    opened.push(source);
    return named(file.name, source);
  };
  const main = files.find(({ name }) => name.endsWith('.json')) ?? files[0];
  const sibling = async (name: string): Promise<NamedSource | null> => {
    const given = files.find((file) => file.name === name);
    if (given) return open(given);
    if (!('path' in main)) return null;
    return open({ name, path: main.path.replace(/[^/\\]*$/, name) }).catch(() => null);
  };
  return openCheckpoint(await open(main), { sibling });
}

function tensorsOf({ sections }: Checkpoint, { section, loaded }: Match, names: ReadonlySet<string>,
  { begin, onProgress }: CheckpointTools): WeightSources {
  const found = new Map<string, WeightTensor | StoredWeight | AwaitedWeight>();
  const { tensors } = sections[section];
  const read = new Set<string>();
  const telling = async <R>(name: string, reading: Promise<R>): Promise<R> => {
    const result = await reading;
    onProgress(read.add(name).size, names.size, name);
    return result;
  };
  for (const name of names) {
    const tensor = tensors.get(loaded.get(name) ?? '');
    if (!loaded.has(name) || !tensor) continue;
    const fill = fillingOf(tensor);
    found.set(name, { dtype: tensor.dtype, shape: tensor.shape, load: () => telling(name, readCheckpointTensor(tensor)),
      ...(fill ? { fill: (target) => telling(name, fill(target)) } : {}) });
  }
  const others = new Set([...names].filter((name) => !found.has(name)));
  if (others.size > 0) for (const [name, weight] of begin(others)) found.set(name, weight);
  return found;
}

/** What load_state_dict would say. Reads the directory of a file, no tensor. */
export async function checkpointReport(state: StateDict, files: readonly FileSource[],
  openPath: OpenPath | undefined): Promise<CheckpointReport> {
  const opened: RandomAccessSource[] = [];
  try {
    const checkpoint = await openFiles(files, openPath, opened);
    const match = matchCheckpoint(checkpoint.sections, state.entries);
    return { loaded: match.loaded.size, total: state.entries.filter(({ persistent }) => persistent).length,
      problems: problemsOf(state.entries, checkpoint, match), error: loadError(match, state.type) };
  } finally {
    for (const source of opened) await source.close();
  }
}

function problemsOf(stateDict: readonly StateEntry[], { foreign }: Checkpoint, match: Match): WeightProblem[] {
  const places = new Map(stateDict.map(({ name, place }) => [name, place]));
  const at = (kind: WeightProblem['kind'], name: string, message: string): WeightProblem =>
    ({ kind, name, message, place: places.get(name) ?? null });
  return [
    ...match.notes.map((note) => at('note', '', note)),
    ...(foreign.length === 0 ? []
      : [at('note', '', l10n.t('The file names code of others, which was not run: {0}', foreign.slice(0, 8).join(', ')))]),
    ...match.missing.map((name) => at('missing', name, `Missing key(s) in state_dict: "${name}".`)),
    ...match.unexpected.map((name) => at('unexpected', name, `Unexpected key(s) in state_dict: "${name}".`)),
    ...match.mismatched.map((mismatch) => at('mismatch', mismatch.name, mismatchText(mismatch))),
  ];
}
