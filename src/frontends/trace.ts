// What the run of a model leaves behind, whatever the model was written in.
import type { FileId } from '../base/source';
import type { Graph } from '../graph/graph';
import type { Ledger } from '../graph/ledger';
import type { ReceptiveField } from '../graph/receptiveField';
import type { Interpreter } from '../interp/interpreter';
import type { StandIn } from '../interp/torch/index';
import type { Raised } from '../interp/trace';
import type { Reason } from '../tensor/value';
import type { InputOrigin } from './inputs';
import type { InputSpec } from './inputSpec';

export interface GraphTrace {
  readonly entry: string;
  /** The class or builder the entry names: 'resnet18', 'VGG'; of a file its graph's name. */
  readonly model: string;
  /** Where that class or function is defined. */
  readonly source: { readonly file: FileId; readonly node: number } | null;
  readonly inputs: readonly { readonly name: string; readonly spec: InputSpec }[];
  readonly inputOrigin: InputOrigin;
  readonly graph: Graph;
  readonly ledger: Ledger;
  readonly fields: readonly ReceptiveField[];
  readonly raises: readonly Pick<Raised, 'type' | 'message' | 'origin' | 'frame'>[];
  readonly gaps: readonly { readonly reason: Reason; readonly lost: number }[];
  /** Libraries whose source was not found and whose built-in description was used instead. */
  readonly standIns: readonly StandIn[];
  /** A branch on data had sides of different cost, or something was not applied: totals are not known. */
  readonly costUncertain: boolean;
  /** Run after `train()` rather than `eval()`. */
  readonly training: boolean;
  /** Finds the files that places are in. */
  readonly interpreter: Pick<Interpreter, 'fileOf'>;
}
