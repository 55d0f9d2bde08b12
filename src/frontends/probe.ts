// A look around: runs the document's main block and its functions without arguments, to see what models are called with.
// What it finds are hints; its gaps are nobody's, and exceptions only what raises whoever calls.
import { clock, slowness } from '../base/clock';
import { memory } from '../base/memory';
import type { Site } from '../base/source';
import type { GraphBuilder, GraphMark } from '../graph/build';
import type { ModuleCall } from '../graph/graph';
import { mainBlocks, runStatements } from '../interp/imports';
import { rewind, savepoint } from '../interp/savepoint';
import { Observations, type Raised } from '../interp/trace';
import type { Budget, Interpreter } from '../interp/interpreter';
import { moduleType } from '../interp/torch/index';
import type { Stmt } from '../python/ast';
import type { Func, SourceFile } from '../interp/value';
import { isSym, showSym } from '../tensor/sym';
import type { TensorMeta } from '../tensor/value';
import type { InputSpec } from './inputSpec';
import { builderNeeds, returnedCallee } from './builders';
import { probeBudget, type Run } from './run';
import { TensorMakers } from './tensorMakers';

export interface ModelCallSeen {
  /** Qualified class name of the model. */
  readonly model: string;
  /** Where that module was constructed: two instances of one class take different inputs. */
  readonly constructed: Site | null;
  /** Where its class is defined. */
  readonly definition: Site | null;
  readonly specs: readonly InputSpec[];
  /** The same with N for the items that a data loader takes at once; null where none does. */
  readonly open: readonly InputSpec[] | null;
  readonly at: Site | null;
}
export interface Probe {
  readonly calls: readonly ModelCallSeen[];
  readonly observations: Observations;
  /** Exceptions of the main block and of functions that take nothing: they have one way to run. */
  readonly raises: readonly Raised[];
}

/** What a part of the look around saw. */
export interface ProbePart extends Probe {
  /** Functions that gave a model when they were called. */
  readonly builders: ReadonlySet<string>;
}

/** Keeps what a part of the look around saw: `expression` names the functions that it ran. */
export type Keep = (expression: string, look: () => { readonly seen: ProbePart; readonly isClean: boolean }) => ProbePart;

/**
 * Looks around in a run whose module level has been run; everything that is done is undone. `known`: the calls of models at
 * module level, which are hints as well.
 */
export function probe(
  run: Run,
  document: SourceFile,
  known: readonly ModelCallSeen[],
  keep: Keep = (_, look) => look().seen,
): Probe {
  const { interpreter } = run;
  const builders = new Builders(document);
  const functions = probes(interpreter, document);
  const left = { ...probeBudget(interpreter.allowed) };
  left.milliseconds *= slowness();
  const main = mainBlocks(document.parse.module.body);
  // What the main block binds the functions see; without one they know nothing of each other.
  const parts = main.length > 0 ? [keep('', () => look(run, document, left, main, functions, builders))]
    : functions.flatMap((func) => {
      if (builders.has(func)) return [];
      const part = keep(func.name, () => look(run, document, left, [], [func], builders));
      if (part.builders.has(func.name)) builders.add(func);
      return [part];
    });
  return {
    calls: [...known, ...parts.flatMap((part) => part.calls)],
    observations: Observations.joined(parts.map((part) => part.observations)),
    raises: parts.flatMap((part) => part.raises),
  };
}

function look({ interpreter, graph, main }: Run, document: SourceFile, left: Left,
  block: readonly Stmt[], functions: readonly Func[], builders: Builders): { seen: ProbePart; isClean: boolean } {
  const built = new Set<string>();
  if (isSpent(left))
    return { seen: { calls: [], observations: new Observations(), raises: [], builders: built }, isClean: false };
  const start = savepoint(interpreter);
  const { lost } = interpreter;
  const before = graph.mark();
  const scope = interpreter.scopes.get(main);
  const missing = scope?.lost ?? null;
  const observations = (interpreter.observations = new Observations());
  const raises: Raised[] = [];
  const parts = functions.map((func) => (): void => {
    if (builders.has(func)) return;
    const { value, raised } = interpreter.callTop(func, []);
    if (raised && takesNothing(func)) raises.push(raised);
    if (raised || value.kind !== 'instance' || interpreter.isInstance(value, moduleType) !== true) return;
    built.add(func.name);
    builders.add(func);
  });
  if (scope && block.length > 0) parts.unshift(() => {
    const raised = interpreter.raises.length;
    runStatements(interpreter, document, scope, block);
    raises.push(...interpreter.raises.slice(raised));
  });
  interpreter.heap.unwatched(() => { for (const part of parts) takePart(interpreter, left, part); });
  const seen = { calls: callsSeen(graph, before), observations, raises, builders: built };
  const isClean = interpreter.lost === lost;
  rewind(interpreter, start);
  if (scope) scope.lost = missing;
  return { seen, isClean };
}

/**
 * Functions that need not be called, because they give what a helper of theirs has given before, a model, and make no tensors
 * that they could call it with. A file may have a hundred of them; a model that somebody asks for is built anyway.
 */
class Builders {
  private readonly helpers = new Set<Func>();
  private readonly makers: TensorMakers;

  constructor(document: SourceFile) {
    this.makers = new TensorMakers(document);
  }

  /** This one gave a model. */
  add(func: Func): void {
    const helper = returnedCallee(func);
    if (helper) this.helpers.add(helper);
  }

  has(func: Func): boolean {
    const helper = returnedCallee(func);
    return helper !== undefined && this.helpers.has(helper) && !this.makers.mayMake(func);
  }
}

/** What a look around may still take. */
type Left = { -readonly [K in keyof Budget]: number };
const isSpent = ({ steps, milliseconds, bytes }: Left): boolean => steps < 1 || milliseconds <= 0 || bytes <= 0;

/** Runs one block or function; each may take half of what is left, so that an endless one leaves something for the others. */
function takePart(interpreter: Interpreter, left: Left, part: () => void): void {
  if (isSpent(left)) return;
  const [steps, bytes, started] = [interpreter.stepsTaken, memory.counted, clock()];
  const half = { steps: Math.ceil(left.steps / 2), milliseconds: left.milliseconds / 2, bytes: left.bytes / 2 };
  interpreter.within({ ...half, depth: left.depth }, part);
  left.steps -= interpreter.stepsTaken - steps;
  left.bytes -= memory.counted - bytes;
  left.milliseconds -= clock() - started;
}

/** Calls of a run, since a mark, as hints for inputs. */
export const callsSeen = (graph: GraphBuilder, since?: GraphMark): ModelCallSeen[] =>
  graph.callsOfModels(since).flatMap((call) => callSeen(call, graph.batchSizes));

/** Nothing when a size is not known or something else than tensors was given. */
function callSeen(call: ModuleCall, batchSizes: ReadonlySet<number>): ModelCallSeen[] {
  const tensors = call.inputs.map(specOfMeta).filter((spec) => spec !== null);
  if (tensors.length === 0 || tensors.length < call.inputs.length || call.given === 'other') return [];
  const given = (specs: readonly InputSpec[]): readonly InputSpec[] =>
    (call.given === 'list' ? [{ kind: 'list', items: specs }] : specs);
  const open = tensors.some((spec) => isBatch(spec, batchSizes))
    ? given(tensors.map((spec) => (isBatch(spec, batchSizes) ? { ...spec, dims: ['N', ...spec.dims.slice(1)] } : spec))) : null;
  return [{
    model: call.module.qualified, constructed: call.module.origin?.at ?? null,
    definition: call.module.definition ?? null, specs: given(tensors), open,
    at: call.origin?.at ?? null,
  }];
}

type TensorSpec = Extract<InputSpec, { kind: 'tensor' }>;
const isBatch = ({ dims: [first] }: TensorSpec, batchSizes: ReadonlySet<number>): boolean =>
  typeof first === 'number' && batchSizes.has(first);

function specOfMeta(meta: TensorMeta): TensorSpec | null {
  const dims: (number | string)[] = [];
  for (const dim of meta.shape) {
    if (dim.kind === 'unknown') return null;
    const { value } = dim;
    dims.push(isSym(value) ? showSym(value) : Number(value));
  }
  return { kind: 'tensor', dims, dtype: meta.dtype };
}

function takesNothing({ node }: Func): boolean {
  // A decorator may expect that it raises, or call it in a way of its own.
  if (node.kind !== 'FunctionDef' || node.decorators.length > 0) return false;
  const { posonly, args, kwonly, vararg, kwarg } = node.args;
  return posonly.length + args.length + kwonly.length === 0 && !vararg && !kwarg;
}

/** Functions of the document that can be called as they are; those that build models last, as most of them call none. */
function probes(interpreter: Interpreter, document: SourceFile): Func[] {
  const found = [...interpreter.namesOf(document).values()].flatMap((value) => {
    if (value.kind !== 'func' || value.file.id !== document.id || value.node.kind !== 'FunctionDef') return [];
    const { posonly, args, kwonly } = value.node.args;
    if ([...posonly, ...args, ...kwonly].some((param) => param.default === null)) return [];
    return [value];
  });
  const builders = new Set(found.filter((func) => builderNeeds(interpreter, func) !== null));
  return [...found.filter((func) => !builders.has(func)), ...builders];
}
