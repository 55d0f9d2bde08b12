// One model from source to graph: evaluates the entry, finds its inputs, runs forward symbolically.
// Knows documents and the interpreter; not the editor's offsets and not how results are shown.
import { clock } from '../base/clock';
import type { ModuleScope, Output } from '../graph/graph';
import type { Observations, Raised } from '../interp/trace';
import { namedModules } from '../interp/torch/moduleState';
import { createLedger } from '../graph/ledger';
import { receptiveFields } from '../graph/receptiveField';
import type { GraphTrace } from './trace';
import type { Checkpoint, Interpreter } from '../interp/interpreter';
import { meetingsOf, moduleType, outputOf, scopeOf, standInsOf, withRoot } from '../interp/torch/index';
import { list, type Class, type Func, type Instance, type SourceFile, type Value } from '../interp/value';
import { unknownOf, type Reason, type Tensor } from '../tensor/value';
import { atReference, dimsOf, withSize, type InputSpec } from './inputSpec';
import { layersAt } from './firstLayers';
import { runs, Spent, type Met, type Trial } from './solve';
import { definitionIn, definitionSite } from './definitions';
import { directiveFor } from './directives';
import type { Probe } from './probe';
import type { Run } from './run';
import { constructorNeeds, requiredParameters } from './builders';
import { findInputs, type FoundInputs } from './inputs';

export interface ModelRequest {
  readonly document: SourceFile;
  /** A name or an expression of the document's module: `net`, `resnet18`, `VGG(arch=((1, 64),))`. */
  readonly entry: string;
  /** null: look for them (code, comment, setting, solved, assumed). */
  readonly inputs: readonly InputSpec[] | null;
  /** For figures and runs: open sizes of inputs that were found are closed where axes come and go with them. */
  readonly isConcrete?: boolean;
  /** From a setting; used when the code and comments say nothing. */
  readonly configuredInputs?: readonly InputSpec[] | null;
  /** Wished for here; else the comment `# convlens: mode=` decides, then the setting. */
  readonly training?: boolean;
  /** From a setting; used when comments say nothing. */
  readonly configuredTraining?: boolean;
  /** What the document's own code calls models with; asked only when the inputs are to be found. */
  readonly probe: () => Probe;
}

/** Everything one symbolic run of a PyTorch model tells us. Immutable. */
export interface ModelTrace extends GraphTrace {
  readonly raises: readonly Raised[];
  readonly interpreter: Interpreter;
  readonly observations: Observations;
  /** Arguments at entry of functions, by `parameterKey`. */
  readonly parameters: Observations;
  /** Paths of the model's modules by instance. */
  readonly modulePaths: ReadonlyMap<Instance, string>;
  /** Modules that have to be loaded before this can be right. */
  readonly pending: ReadonlySet<string>;
}

/** The entry did not give a model; `message` is a sentence. */
export class EntryError extends Error {
  constructor(
    message: string,
    readonly pending: ReadonlySet<string>,
    readonly raised: Raised | null = null,
  ) {
    super(message);
  }
}

/**
 * Traces one model in a run whose document is loaded; a run may trace several models, one after the other.
 * Throws EntryError when the entry gives no model. What the model itself raises is in `raises`.
 */
export function traceModel(run: Run, request: ModelRequest): ModelTrace {
  const since = run.interpreter.checkpoint();
  const own = makeModel(run, request);
  run.graph.built();
  if (own.instance) setMode(run, own.instance, trainingMode(request, own));
  if (request.inputs) return runModel(run, request, own, { specs: request.inputs, origin: { kind: 'given' } }, since);
  const trial = trials(run, own);
  const made = handingOn(own, trial);
  const { keptAxes } = run.graph;
  const found = findInputs(request, made, trial, (count) => meetings(run, made, count), () => run.graph.lostToSizes);
  const depends = request.isConcrete === true && run.graph.keptAxes > keptAxes;
  return runModel(run, request, made, depends ? closed(found, trial) : found, since);
}

/** A forward that takes `*inputs` hands them on: called without any it says what is missing where they arrive. */
function handingOn(made: MadeModel, trial: Trial): MadeModel {
  if (made.forwardParameters.length > 0 || !made.instance) return made;
  const message = lackingOf(trial);
  const names = [...message.matchAll(/'(\w+)'/g)].map(([, name = '']) => ({ name, required: true }));
  return { ...made, forwardParameters: names };
}
function lackingOf(trial: Trial): string {
  try {
    return /missing \d+ required positional arguments?: (.*)/.exec(trial([]) ?? '')?.[1] ?? '';
  } catch (error) {
    if (error instanceof Spent) return '';
    throw error;
  }
}

/** With the sizes that are counted in place of open ones; with a batch of two where the model does not run for one. */
function closed(found: FoundInputs, trial: Trial): FoundInputs {
  const choices = [1, 2].map((batch) => found.specs.map((spec) => atReference(withSize(spec, 'N', batch))));
  const specs = choices.find((choice) => runs(trial, choice));
  return specs ? { ...found, specs } : found;
}

/** What an entry evaluated to: a module, or a function that is called on tensors itself. */
export interface MadeModel {
  readonly callee: Value;
  readonly instance: Instance | null;
  readonly name: string;
  readonly definition: Class | Func | null;
  readonly root: ModuleScope | null;
  readonly forwardParameters: readonly { readonly name: string; readonly required: boolean }[];
}

/** Of a run's time, what trials of inputs may take together. */
const TRIAL_SHARE = 0.4;

/** Symbolic runs of the model, all that they do undone: what they raise, null when they run. */
function trials(run: Run, made: MadeModel): Trial {
  const { interpreter, graph } = run;
  const { milliseconds } = interpreter.allowed;
  let left = TRIAL_SHARE * milliseconds;
  const attempt = (specs: readonly InputSpec[]): string | null => {
    if (left <= 0) throw new Spent();
    const started = clock();
    try {
      return interpreter.probe(() =>
        interpreter.within({ milliseconds: left }, () => {
          const mark = graph.mark();
          const result = interpreter.callTop(
            made.callee,
            specs.map((spec) => inputValue(run, spec, [])),
          );
          graph.rollback(mark);
          if (result.value.kind === 'unknown' && result.value.reason.code === 'budget-exceeded') throw new Spent();
          return result.raised ? result.raised.message : null;
        }),
      );
    } finally {
      left -= clock() - started;
    }
  };
  const tried = new Map<string, { readonly message: string | null; readonly unmet: number; readonly lost: number }>();
  /** What has been tried is not run again; what it said of the sizes counts again. */
  const once = (specs: readonly InputSpec[]): string | null => {
    const key = JSON.stringify(specs);
    const known = tried.get(key);
    if (known) {
      graph.unmet += known.unmet;
      graph.lostToSizes += known.lost;
      return known.message;
    }
    const { unmet, lostToSizes } = graph;
    const message = attempt(specs);
    tried.set(key, { message, unmet: graph.unmet - unmet, lost: graph.lostToSizes - lostToSizes });
    return message;
  };
  return (specs, isOpen = false) => {
    const { unmet, lostToSizes } = graph;
    const message = once(specs);
    const isWhole = graph.unmet === unmet && graph.lostToSizes === lostToSizes;
    // What runs for some sizes of an open axis, or cannot be followed for it, need not run for the one that is counted.
    return message !== null || isOpen || isWhole ? message : once(specs.map((spec) => atReference(spec)));
  };
}

/** What each input may be by the layers that it meets in a run on inputs that nothing is known of. */
function meetings(run: Run, made: MadeModel, count: number): Met {
  const { interpreter, graph } = run;
  const watched = meetingsOf(interpreter);
  try {
    return interpreter.probe(() =>
      interpreter.within({ milliseconds: MEETING_SHARE * interpreter.allowed.milliseconds }, () => {
        const mark = graph.mark();
        const reasons = made.forwardParameters.slice(0, count).map(({ name }): Reason =>
          ({ code: 'unknown-input', message: `nothing is known of ${name}`, origin: null }));
        for (const reason of reasons) watched.set(reason, []);
        interpreter.callTop(made.callee, reasons.map(unknownOf));
        graph.rollback(mark);
        return reasons.map((reason) => watched.get(reason)?.map(layersAt).find((layers) => layers.length > 0) ?? []);
      }),
    );
  } finally {
    watched.clear();
  }
}
const MEETING_SHARE = 0.1;

function makeModel(run: Run, request: ModelRequest): MadeModel {
  const { interpreter } = run;
  const fail = (message: string, raised: Raised | null = null): never => {
    throw new EntryError(message, interpreter.pending, raised);
  };
  const evaluated = interpreter.evaluateText(request.entry, run.main);
  if (evaluated.raised) {
    return fail(`${request.entry}: ${evaluated.raised.type}: ${evaluated.raised.message}`, evaluated.raised);
  }
  const value = evaluated.value;
  const definition = value.kind === 'class' || value.kind === 'func' ? value : null;
  const built =
    value.kind === 'class' ||
    (value.kind === 'func' && takesNoArguments(value)) ||
    value.kind === 'builtin' ||
    isPartial(interpreter, value)
      ? callBuilder(interpreter, value, request, fail)
      : value;
  if (built.kind === 'unknown') return fail(`${request.entry} is unknown: ${built.reason.message}`);
  if (built.kind === 'instance' && interpreter.isInstance(built, moduleType)) {
    const root = scopeOf(interpreter, built);
    return {
      callee: built,
      instance: built,
      name: (definition && nameOf(definition)) ?? calleeName(request.entry) ?? built.cls.name,
      definition: definition ?? built.cls,
      root,
      forwardParameters: forwardParameters(interpreter, built, built),
    };
  }
  // A function that takes tensors is a model too: corr2d(X, K).
  if (value.kind === 'func') {
    return {
      callee: value,
      instance: null,
      name: nameOf(value),
      definition: value,
      root: null,
      forwardParameters: forwardParameters(interpreter, null, value),
    };
  }
  const kind = interpreter.typeOf(built).name;
  return fail(
    `${request.entry} gives ${kind}, not an nn.Module; name a model class, a function that builds one, or an instance`,
  );
}

/** What `__name__` says, which functools.wraps gives a decorated function. */
function nameOf(definition: Class | Func): string {
  const given = definition.kind === 'func' ? definition.attrs.get('__name__') : undefined;
  return given?.kind === 'str' ? given.value : definition.name;
}
const isPartial = (interpreter: Interpreter, value: Value): boolean =>
  value.kind === 'instance' && interpreter.typeOf(value).name === 'partial';
const calleeName = (entry: string): string | undefined =>
  /^([A-Za-z_][\w.]*)\s*\(/.exec(entry)?.[1]?.split('.').at(-1);

function takesNoArguments(func: Func): boolean {
  return requiredParameters(func.node).every((name) => func.defaults.has(name));
}

function takesNothing(interpreter: Interpreter, value: Value): boolean {
  if (value.kind === 'class') return constructorNeeds(interpreter, value).length === 0;
  return value.kind === 'func' && takesNoArguments(value);
}

function callBuilder(
  interpreter: Interpreter,
  value: Value,
  request: ModelRequest,
  fail: (message: string, raised: Raised | null) => never,
): Value {
  const result = interpreter.callTop(value, []);
  if (!result.raised) return result.value;
  const { type, message } = result.raised;
  // A function of tensors, called without them, meets None where it wants a tensor; it is then run on the inputs.
  const wanted = request.inputs?.length ?? 0;
  if (value.kind === 'func' && wanted > 0 && value.node.args.args.length >= wanted && UNUSABLE.has(type)) return value;
  // A layer inside may lack an argument, too: then the model has what it needs.
  const missing = /missing \d+ required/.test(message) && !takesNothing(interpreter, value);
  return fail(
    missing
      ? `${request.entry} needs arguments: ${message}. Name a call instead, e.g. "${request.entry}(...)"`
      : `${request.entry}() raises ${type}: ${message}`,
    missing ? null : result.raised,
  );
}
const UNUSABLE: ReadonlySet<string> = new Set(['TypeError', 'AttributeError']);

function trainingMode(request: ModelRequest, made: MadeModel): boolean {
  if (request.training !== undefined) return request.training;
  const { document } = request;
  const wish = directiveFor(document.parse, definitionIn(document, made.definition), 'mode');
  return wish === null ? request.configuredTraining ?? false : /^train/i.test(wish);
}

function setMode({ interpreter }: Run, instance: Instance, training: boolean): void {
  const method = interpreter.findattr(instance, training ? 'train' : 'eval');
  // No change to the model's state: whoever runs it sets the mode first.
  if (method) interpreter.heap.unwatched(() => interpreter.callTop(method, []));
}

/** Sets the mode that tracing an instance of the document leaves it in. */
export function leaveMode(run: Run, name: string, training: boolean): void {
  const value = run.main.attrs.get(name);
  if (value?.kind === 'instance' && run.interpreter.isInstance(value, moduleType) === true) setMode(run, value, training);
}

function runModel(
  run: Run,
  request: ModelRequest,
  made: MadeModel,
  found: FoundInputs,
  since: Checkpoint,
): ModelTrace {
  const { interpreter, graph: builder } = run;
  builder.begin();
  const tensors: Tensor[] = [];
  const args = found.specs.map((spec) => inputValue(run, spec, tensors));
  // What constructors could not follow costs nothing here.
  interpreter.costUncertain = false;
  const call = (): ReturnType<typeof interpreter.callTop> => interpreter.callTop(made.callee, args);
  // A class whose `__call__` is its own has its layers named, too.
  const result = made.instance ? withRoot(interpreter, made.instance, call) : call();
  const output: Output = result.raised
    ? {
        kind: 'unknown',
        reason: {
          code: 'raised-before',
          message: `${result.raised.type}: ${result.raised.message}`,
          origin: result.raised.origin,
        },
      }
    : outputOf(result.value);
  const root = made.instance ? scopeOf(interpreter, made.instance) : null;
  const graph = builder.finish(tensors, output, root);
  return {
    entry: request.entry,
    model: made.name,
    source: definitionSite(made.definition),
    inputs: found.specs.map((spec, i) => ({ name: made.forwardParameters[i]?.name ?? `input${i}`, spec })),
    inputOrigin: found.origin,
    graph,
    ledger: createLedger(graph),
    fields: receptiveFields(graph),
    ...interpreter.outcomeSince(since),
    standIns: standInsOf(interpreter),
    training: trainingMode(request, made),
    interpreter,
    pending: interpreter.pending,
    raises: result.raised ? [result.raised] : [],
    modulePaths: new Map(
      made.instance ? namedModules(made.instance).map(([path, module]) => [module, path] as const) : [],
    ),
  };
}

function inputValue(run: Run, spec: InputSpec, tensors: Tensor[]): Value {
  if (spec.kind === 'list') return list(spec.items.map((item) => inputValue(run, item, tensors)));
  const tensor = run.graph.input({ shape: dimsOf(spec), dtype: spec.dtype });
  tensors.push(tensor);
  return tensor;
}

/** Parameters of forward (or of the function), without self. */
function forwardParameters(
  interpreter: Interpreter,
  instance: Instance | null,
  callee: Value,
): MadeModel['forwardParameters'] {
  const forward = instance ? interpreter.findattr(instance, 'forward') : callee;
  const func = forward?.kind === 'method' ? forward.func : forward;
  if (func?.kind !== 'func') return [{ name: 'input', required: true }];
  const params = [...func.node.args.posonly, ...func.node.args.args].map((param) => ({
    name: param.name,
    required: param.default === null,
  }));
  return forward?.kind === 'method' ? params.slice(1) : params;
}
