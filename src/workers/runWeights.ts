// The weights of a run: PyTorch's initialisation from a seed, or a checkpoint's tensors by their names.
import { l10n } from '../base/l10n';
import { FormatError } from '../formats/errors';
import type { Weights } from '../engine/weights';
import type { LoadReport, RunModel, WeightSource } from '../protocol/run';

export interface LoadedWeights extends Pick<LoadReport, 'weights' | 'problems'> { readonly tensors: Weights }

/** Throws FormatError with a sentence when the model's initial weights are not known or the checkpoint cannot be read. */
export async function weightsOf(model: RunModel, source: WeightSource): Promise<LoadedWeights> {
  if (model.stateDict.length === 0) return { tensors: new Map(), weights: l10n.t('the model has no weights'), problems: [] };
  if (source.kind === 'seed') {
    throw new FormatError(model.recipeMissing ?? l10n.t('Seeded weights are not available yet: give a checkpoint.'));
  }
  throw new FormatError(l10n.t('Checkpoints cannot be read yet.'));
}
