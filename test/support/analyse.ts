// What tests use to analyse files as the command line does.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Workspace } from '../../src/cli/workspace';
import { parseInputSpecs } from '../../src/frontends/inputSpec';
import { traceModel, type ModelTrace } from '../../src/frontends/pytorch';
import { COMMAND_BUDGET } from '../../src/frontends/run';
import type { Budget } from '../../src/interp/options';
import { summarize, type ModelSummary } from '../../src/frontends/summary';
import { parseTarget } from '../../src/frontends/target';

export const ROOT = resolve(import.meta.dirname, '../..');
const wasm = (file: string): Uint8Array => readFileSync(join(ROOT, 'node_modules', file));

export const parserFiles = (): { runtime: Uint8Array; grammar: Uint8Array } => ({
  runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'),
  grammar: wasm('tree-sitter-python/tree-sitter-python.wasm'),
});

/** Ground truth that lies beside the project on the maintainers' machines; null elsewhere. */
export const SHARED = existsSync(join(ROOT, '../shared/truth')) ? resolve(ROOT, '../shared') : null;

export const openWorkspace = (pythonPath: readonly string[] = []): Promise<Workspace> =>
  Workspace.open(pythonPath, parserFiles);

export interface Analysed {
  readonly trace: ModelTrace;
  readonly summary: ModelSummary;
}

/** `target` as on the command line, with its inputs after `@` or none. */
export function analyse(workspace: Workspace, target: string, budget: Budget = COMMAND_BUDGET): Analysed {
  const parsed = parseTarget(target);
  const document = workspace.document(parsed);
  const session = workspace.session(document, { budget });
  try {
    const trace = traceModel(session.run, {
      document: document.file,
      entry: parsed.entry ?? '',
      inputs: parsed.inputs === null ? null : parseInputSpecs(parsed.inputs),
      probe: session.probe,
    });
    return { trace, summary: summarize(trace, target, document.programs) };
  } finally {
    session.run.interpreter.dispose();
  }
}

/** Many entries of one program: `entry` is an expression of its module. */
export function analyser(workspace: Workspace, text: string, budget: Budget = COMMAND_BUDGET): (entry: string, inputs: string | null) => Analysed {
  const document = workspace.scratch(text);
  const session = workspace.session(document, { budget });
  return (entry, inputs) => {
    const trace = traceModel(session.run, {
      document: document.file,
      entry,
      inputs: inputs === null ? null : parseInputSpecs(inputs),
      probe: session.probe,
    });
    return { trace, summary: summarize(trace, entry, document.programs) };
  };
}
