// One run of the interpreter over a document: wires sources, libraries, builtins and the graph together.
import type { FileId } from '../base/source';
import { createGraphBuilder, type GraphBuilder } from '../graph/build';
import { makeBuiltins } from '../interp/builtins';
import { Interpreter, type Budget, type ModuleSource } from '../interp/interpreter';
import { STDLIB } from '../interp/stdlib/index';
import { FALLBACK_MODULES, OVERLAYS, TORCH_MODULES, moduleType, tensorType } from '../interp/torch/index';
import type { PyModule, SourceFile } from '../interp/value';
import type { NativeModule } from '../interp/machine';
import { SourceTree, foldersAbove, packageOf, type FileStore, type ParseCache } from './sources';

/** What all runs over a workspace share. */
export interface Project {
  /** Where a document's imports are looked up. */
  sourcesFor(document: SourceFile): ModuleSource;
}

/** Imports on a FileStore: the document's own package root, then `roots`, then the folders above the document. */
export function storeProject(store: FileStore, cache: ParseCache, roots: readonly string[]): Project {
  return {
    sourcesFor(document) {
      const { root } = packageOf(document.id, store);
      return new SourceTree(store, cache, [...new Set([root, ...roots, ...foldersAbove(document.id, LEVELS_ABOVE)])]);
    },
  };
}
const LEVELS_ABOVE = 5;

export interface RunOptions {
  readonly budget: Budget;
  /** Files whose expressions are recorded for the editor. */
  readonly observe?: (file: FileId) => boolean;
  /** Run the body of `if __name__ == '__main__':`. */
  readonly mainBlock?: boolean;
  /** Names a document may use without importing them (fences of a lesson). */
  readonly ambient?: boolean;
  /** Keep what initialises weights, for `recipeFor`. */
  readonly recording?: boolean;
}

export interface Run {
  readonly interpreter: Interpreter;
  readonly graph: GraphBuilder;
  readonly main: PyModule;
}

/** Budgets: an editor answers within a frame or two, the command line may take longer; its milliseconds are of the processor. */
export const EDITOR_BUDGET: Budget = { steps: 4_000_000, milliseconds: 4_000, depth: 330, bytes: 400_000_000 };
export const COMMAND_BUDGET: Budget = { steps: 200_000_000, milliseconds: 60_000, depth: 330, bytes: 2_000_000_000 };
/** For a look around (test functions, main blocks), all of it: what does not show itself quickly is not looked for. */
export const PROBE_BUDGET: Budget = { steps: 800_000, milliseconds: 1_400, depth: 200, bytes: 100_000_000 };
/** Time is the editor's concern: where a run may take long, what a look around sees depends on its steps alone. */
export const probeBudget = ({ milliseconds }: Budget): Budget =>
  ({ ...PROBE_BUDGET, milliseconds: Math.max(PROBE_BUDGET.milliseconds, milliseconds / 4) });

const NATIVES: ReadonlyMap<string, NativeModule> = new Map([...STDLIB, ...TORCH_MODULES]);

/** Whether a module is looked up as source: the standard library and PyTorch are ours. */
export const isSourceModule = (name: string): boolean => !NATIVES.has(name.split('.', 1)[0] ?? name);

/** Loads the document as its module; exceptions of its statements are in `interpreter.raises`. */
export function openRun(project: Project, document: SourceFile, options: RunOptions): Run {
  const { interpreter, graph } = emptyRun(project, document, options);
  const main = interpreter.load(document, document.module);
  return { interpreter, graph, main };
}

/** A run in which nothing has happened yet. */
export function emptyRun(project: Project, document: SourceFile, options: RunOptions): Omit<Run, 'main'> {
  let builder: GraphBuilder | undefined;
  const interpreter = new Interpreter({
    sources: project.sourcesFor(document),
    natives: NATIVES,
    fallbacks: FALLBACK_MODULES,
    overlays: OVERLAYS,
    builtins: makeBuiltins(),
    moduleBase: moduleType,
    graph: (client) => (builder = createGraphBuilder(client, options.recording)),
    tensorClass: tensorType,
    budget: options.budget,
    observe: options.observe,
    mainBlock: options.mainBlock ?? false,
    ambient: options.ambient ? AMBIENT : undefined,
  });
  if (!builder) throw new Error('the interpreter made no graph builder');
  return { interpreter, graph: builder };
}

/** The names that readers of a lesson's code blocks expect to be bound. */
const AMBIENT: Readonly<Record<string, string>> = {
  torch: 'torch',
  nn: 'torch.nn',
  F: 'torch.nn.functional',
  d2l: 'd2l.torch',
  np: 'numpy',
  math: 'math',
};
