// The initialisation recipe of a model: a trace in a run of its own that records what initialises weights.
// Knows no numbers: those come of running the recipe.
import { recipeOf, type Note } from '../graph/recipe';
import { vagueStandIns } from '../interp/torch/standIns';
import { stateEntries, type PlacedEntry } from '../interp/torch/stateEntries';
import type { Instance } from '../interp/value';
import type { Recipe } from '../tensor/recipe';
import { traceModel, type ModelRequest, type ModelTrace } from './pytorch';
import type { Run } from './run';

export interface RecordedModel {
  readonly trace: ModelTrace;
  /** null when the entry is a function: it has no weights of its own. */
  readonly recipe: Recipe | null;
  /** The recipe's entries of the state_dict with their places in the source. */
  readonly state: readonly PlacedEntry[];
}

/**
 * Traces a model in a run that was opened with `recording`. The recipe is that of the document's module, run from the seed,
 * and then of the entry's expression, run from the seed again: `torch.manual_seed(0); model = Net()`. Throws EntryError.
 */
export function traceRecorded(run: Run, request: ModelRequest): RecordedModel {
  run.graph.note({ kind: 'seed', seed: null });
  const trace = traceModel(run, request);
  const root = rootOf(trace);
  if (!root) return { trace, recipe: null, state: [] };
  const state = stateEntries(root);
  const notes = run.graph.notes();
  const seeded: Note[] = [{ kind: 'seed', seed: null }, ...notes];
  const vague = vagueStandIns(trace.interpreter);
  const isVague = [...trace.modulePaths.keys()].some(({ cls }) => cls.mro.some(({ module }) => vague.has(module)));
  const [library] = trace.standIns;
  if (isVague) {
    seeded.push({ kind: 'lost', tensors: state.map(({ tensor }) => tensor),
      reason: `the built-in description of ${library?.library ?? 'a library'} does not say how its weights begin` });
  }
  return { trace, recipe: recipeOf(seeded, state.map(({ origin: _, ...entry }) => entry)), state };
}

/** The model itself; null when the entry is a function. */
export function rootOf(trace: Pick<ModelTrace, 'modulePaths'>): Instance | null {
  for (const [instance, path] of trace.modulePaths) if (path === '') return instance;
  return null;
}
