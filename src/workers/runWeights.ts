// The weights of a run: PyTorch's initialisation from a seed, or a checkpoint's tensors by their names.
import { l10n } from '../base/l10n';
import type { GeneratorState } from '../engine/init/generator';
import { initialise } from '../engine/init/initialise';
import type { ReferenceKernel } from '../engine/session';
import { asFloat32, isAwaited, isStored, type AwaitedWeight, type StoredWeight, type Weights, type WeightSources,
  type WeightTensor } from '../engine/weights';
import { FormatError } from '../formats/errors';
import type { LoadReport, RunModel, WeightProblem, WeightSource } from '../protocol/run';
import type { Plan } from '../tensor/plan';
import type { Recipe } from '../tensor/recipe';
import type { OpenPath } from './files';
import { onnxWeights } from './onnx';
import { checkpointWeights } from './runCheckpoint';

export interface LoadedWeights extends Pick<LoadReport, 'weights' | 'problems'> {
  readonly tensors: WeightSources;
  /** The generator after the model was made, from which `forward` draws; absent: as after torch.manual_seed(0). */
  readonly random?: GeneratorState;
}

export interface WeightTools {
  readonly reference: (schema: string) => ReferenceKernel | undefined;
  readonly onProgress: (done: number, total: number, name: string) => void;
  readonly openPath?: OpenPath;
}

export const weightNames = (plan: Plan): ReadonlySet<string> =>
  new Set(plan.values.flatMap(({ source }) => (source.kind === 'weight' ? [source.name] : [])));

/**
 * Hands the weights of these names to `use`; those of files are read when it asks for them. Throws FormatError with a sentence
 * when the model's initial weights are not known or the checkpoint cannot be read.
 */
export async function withWeights<T>(model: RunModel, names: ReadonlySet<string>, source: WeightSource, tools: WeightTools,
  use: (loaded: LoadedWeights) => Promise<T>): Promise<T> {
  if (names.size === 0) {
    return use({ tensors: new Map(), weights: l10n.t('the model has no weights'), problems: [],
      ...afterwards(model, source, tools) });
  }
  if (source.kind === 'seed') return use(seeded(model, names, source.seed, tools));
  const { openPath, onProgress } = tools;
  if (source.kind === 'onnx') {
    return onnxWeights(names, source.file, openPath, (tensors) => use({ tensors, weights: source.file.name, problems: [] }));
  }
  // What a checkpoint does not have is as the model begins from the seed 0.
  const begin = (missing: ReadonlySet<string>): Weights => seeded(model, missing, 0, tools).tensors;
  return checkpointWeights(model, names, source.files, source.strict ?? false,
    { ...(openPath ? { openPath } : {}), onProgress, begin },
    (found) => use({ ...found, weights: source.files.map(({ name }) => name).join(', '), ...afterwards(model, source, tools) }));
}

/**
 * The generator's state when the weights of the model were drawn, whether or not they are used: as in a script that seeds,
 * makes the model and loads a checkpoint.
 */
function afterwards(model: RunModel, source: WeightSource, tools: WeightTools): Pick<LoadedWeights, 'random'> {
  const { recipe } = model;
  if (!recipe || !(model.plan as Plan).calls.some(({ draws }) => draws)) return {};
  const seed = source.kind === 'seed' ? source.seed : 0;
  return { random: initialise(recipe as Recipe, { seed, names: new Set(), reference: tools.reference }).random };
}

/** A weight that is there afterwards, in the type that it is stored in or as float32. */
export const inHand = async (weight: WeightTensor | StoredWeight | AwaitedWeight): Promise<WeightTensor> =>
  (isAwaited(weight) ? weight.load() : isStored(weight) ? { ...weight, data: asFloat32(weight) } : weight);

function seeded(model: RunModel, names: ReadonlySet<string>, seed: number, tools: WeightTools): LoadedWeights & {
  readonly tensors: Weights; readonly random: GeneratorState } {
  if (!model.recipe) throw new FormatError(l10n.t('How the weights of {0} begin is not known: give a checkpoint.', model.name));
  // The analysis made it; the host has passed it on unread.
  const { weights, inexact, random } = initialise(model.recipe as Recipe, { seed, names, reference: tools.reference,
    onProgress: (done, total) => { tools.onProgress(done, total, ''); } });
  const places = new Map(model.stateDict.map(({ name, place }) => [name, place]));
  return { tensors: weights, random, problems: notesOn(inexact, places),
    weights: l10n.t('PyTorch’s default initialisation, torch.manual_seed({0})', seed) };
}

/** Names in a sentence: more are counted. */
const MOST_NAMES = 4;

/** A sentence for each reason, with the names that it holds for: one that moves all statistics is said once. */
export function notesOn(inexact: ReturnType<typeof initialise>['inexact'],
  places: ReadonlyMap<string, WeightProblem['place']>): WeightProblem[] {
  const alike = new Map<string, { readonly reason: string; readonly isClose: boolean; readonly names: string[] }>();
  for (const { name, reason, isClose } of inexact) {
    const key = `${isClose} ${reason}`;
    const group = alike.get(key) ?? { reason, isClose, names: [] };
    alike.set(key, group);
    group.names.push(name);
  }
  return [...alike.values()].map(({ reason, isClose, names }): WeightProblem => {
    const [name = ''] = names;
    const shown = names.slice(0, MOST_NAMES).join(', ');
    const all = names.length > MOST_NAMES ? l10n.t('{0} and {1} more', shown, names.length - MOST_NAMES) : shown;
    return { kind: 'note', name, place: places.get(name) ?? null, message: noteOf(all, names.length === 1, isClose, reason) };
  });
}

function noteOf(names: string, isOne: boolean, isClose: boolean, reason: string): string {
  if (isClose) return l10n.t('{0} may differ from PyTorch’s numbers in the last digits: {1}', names, reason);
  return isOne ? l10n.t('{0} does not have PyTorch’s numbers: {1}', names, reason)
    : l10n.t('{0} do not have PyTorch’s numbers: {1}', names, reason);
}
