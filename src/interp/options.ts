// What a run is given and what it gives back, as plain types.
import type { FileId } from '../base/source';
import type { GraphBuilder, GraphClient } from '../graph/build';
import type { Reason } from '../tensor/value';
import type { NativeModule, Overlay } from './machine';
import type { Observations, Raised } from './trace';
import type { Class, SourceFile, Value } from './value';

/** Where imported modules are looked up. */
export interface ModuleSource {
  find(name: string): SourceFile | 'missing' | 'pending';
  /**
   * The text of a data file that a program opens, by an absolute path or one relative to a folder that the program may run
   * in. Only files of the folders that modules are looked up in; 'missing' when there is none, 'unreadable' when it is too
   * large or no text. Absent: no data files can be read. A path that ends with `/` asks for what stands in a folder: a name a
   * line, those of folders with `/` behind.
   */
  readData?(path: string): DataFile;
}
export type DataFile = { readonly text: string } | 'missing' | 'pending' | 'unreadable';
/** Larger data files are not read. */
export const DATA_LIMIT = 1_000_000;

/** How a data file stands among the names of modules that are to be loaded before the next run. */
export const dataName = (path: string): string => `data:${path}`;
export const dataPath = (name: string): string | undefined => (name.startsWith('data:') ? name.slice('data:'.length) : undefined);

export interface Budget {
  readonly steps: number;
  readonly milliseconds: number;
  /** Python frames. */
  readonly depth: number;
  /** What values may take in all, as Note [Counting memory] counts. */
  readonly bytes: number;
}
export const DEFAULT_BUDGET: Budget = { steps: 20_000_000, milliseconds: 20_000, depth: 330, bytes: 1_000_000_000 };

/** A library takes longer to import than most models to run: what all imports of a run may take, beside its budget. */
export const importBudget = ({ steps, milliseconds, bytes }: Budget): Pick<Budget, 'steps' | 'milliseconds' | 'bytes'> => ({
  steps: IMPORTS * steps, bytes,
  milliseconds: milliseconds < SILENCE ? Math.min(IMPORTS * milliseconds, SILENCE - milliseconds) : milliseconds,
});
const IMPORTS = 6;
/** An editor gives up an analysis that it does not hear from for longer: a program and its imports stay below it. */
const SILENCE = 9_000;

export interface InterpreterOptions {
  readonly sources: ModuleSource;
  readonly natives: ReadonlyMap<string, NativeModule>;
  /** Modules of ours for names that no source file has. */
  readonly fallbacks?: ReadonlyMap<string, NativeModule>;
  /** Names of ours for some of an installed library: they are put in after its module was evaluated. */
  readonly overlays?: ReadonlyMap<string, Overlay>;
  readonly builtins: Map<string, Value>;
  readonly graph: (client: GraphClient) => GraphBuilder;
  /** torch.nn.Module: what a class with an unknown base is taken to derive from. */
  readonly moduleBase?: Class | null;
  /** The class of plain tensors; looked up as torch.Tensor when absent. */
  readonly tensorClass?: Class;
  readonly budget?: Budget;
  /** Element 0 becomes nonzero when the run is to stop. */
  readonly cancel?: Int32Array;
  /** Files whose expressions are recorded. */
  readonly observe?: (file: FileId) => boolean;
  /** Run the body of `if __name__ == '__main__':` (default: yes). */
  readonly mainBlock?: boolean;
  /** Names that documents may use without importing them, and the modules they stand for. */
  readonly ambient?: Readonly<Record<string, string>>;
}

/** What a call from outside gave: a value, or what it raised (the value is then unknown). */
export interface Outcome { readonly value: Value; readonly raised: Raised | null }
/** A moment of a run. */
export interface Checkpoint { readonly lost: ReadonlyMap<Reason, number>; readonly raises: number }
export interface RunOutcome {
  readonly observations: Observations;
  readonly parameters: Observations;
  readonly costUncertain: boolean;
  readonly gaps: readonly Gap[];
  readonly raises: readonly Raised[];
}
export interface Gap { readonly reason: Reason; readonly lost: number }
