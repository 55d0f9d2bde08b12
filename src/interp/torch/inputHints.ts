// Shapes that a program names for its model in calls such as summary(model, (3, 224, 224)): hints for the search for
// inputs.
// Knows no particular library.
import type { Dim } from '../../tensor/value';
import type { DType } from '../../tensor/dtype';
import type { Machine } from '../machine';
import type { Instance } from '../value';

export interface InputHint {
  readonly model: Instance;
  /** One shape per input. */
  readonly shapes: readonly (readonly Dim[])[];
  readonly dtype: DType;
  /** The function that was called: 'torchinfo.summary'. */
  readonly by: string;
}
/** The hints of a run, in the order of the calls. */
export const inputHints = (m: Machine): InputHint[] => m.service('inputHints', () => []);
