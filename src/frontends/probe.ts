// A look around: runs the document's main block and its functions without arguments, to see what models are called with.
// What it finds are hints; its exceptions and gaps are nobody's.
import type { Site } from '../base/source';
import type { ModuleCall } from '../graph/graph';
import type { Observations } from '../interp/trace';
import type { Interpreter } from '../interp/interpreter';
import type { Func, SourceFile } from '../interp/value';
import { isSym, showSym } from '../tensor/sym';
import type { TensorMeta } from '../tensor/value';
import type { InputSpec } from './inputSpec';
import { openRun, PROBE_BUDGET, type Project, type RunOptions } from './run';

export interface ModelCallSeen {
  /** Qualified class name of the model. */
  readonly model: string;
  /** Where that module was constructed: two instances of one class take different inputs. */
  readonly constructed: Site | null;
  readonly specs: readonly InputSpec[];
  readonly at: Site | null;
}
export interface Probe {
  readonly calls: readonly ModelCallSeen[];
  readonly observations: Observations;
  readonly pending: ReadonlySet<string>;
}

export function probeDocument(
  project: Project,
  document: SourceFile,
  options: Omit<RunOptions, 'budget' | 'mainBlock'>,
): Probe {
  const run = openRun(project, document, { ...options, budget: PROBE_BUDGET, mainBlock: true });
  const { interpreter } = run;
  try {
    for (const func of probes(interpreter, document)) interpreter.callTop(func, []);
    return {
      calls: run.graph.rootCalls().flatMap(seen),
      observations: interpreter.observations,
      pending: interpreter.pending,
    };
  } finally {
    interpreter.dispose();
  }
}

function seen(call: ModuleCall): ModelCallSeen[] {
  const specs = call.inputs.map(specOfMeta).filter((spec) => spec !== null);
  if (specs.length === 0 || specs.length < call.inputs.length) return [];
  return [
    { model: call.module.qualified, constructed: call.module.origin?.at ?? null, specs, at: call.origin?.at ?? null },
  ];
}

function specOfMeta(meta: TensorMeta): InputSpec | null {
  const dims: (number | string)[] = [];
  for (const dim of meta.shape) {
    if (dim.kind === 'unknown') return null;
    const { value } = dim;
    dims.push(isSym(value) ? showSym(value) : Number(value));
  }
  return { kind: 'tensor', dims, dtype: meta.dtype };
}

/** Functions of the document that can be called as they are. */
function probes(interpreter: Interpreter, document: SourceFile): Func[] {
  return [...interpreter.namesOf(document).values()].flatMap((value) => {
    if (value.kind !== 'func' || value.file.id !== document.id || value.node.kind !== 'FunctionDef') return [];
    const { posonly, args, kwonly } = value.node.args;
    if ([...posonly, ...args, ...kwonly].some((param) => param.default === null)) return [];
    return [value];
  });
}
