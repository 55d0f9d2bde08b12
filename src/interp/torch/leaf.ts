// ModuleDefs as Python classes: construction, state, forward. Users subclass these like any class.
// What a module computes is in its op file; this only binds Python to it.
import { functionName, refuseStranger } from './strangers';
import { findModule } from '../../ops/index';
import { GiveUp, isUnknown, type Apply, type ModuleDef, type ModuleSelf, type Nested, type ParameterSpec } from '../../ops/op';
import { parseSchema, type SymbolicArg } from '../../ops/schema';
import { defaultOf } from '../../graph/build';
import { plainShape } from '../../tensor/dim';
import { tensorOf, type Tensor, type Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { builtinClass, NO_KWARGS, NONE, str, tuple, type Class, type Instance, type Kwargs, type Value } from '../value';
import { members, raw } from '../types/define';
import { lookup } from '../types/protocol';
import { fill } from '../types/roots';
import { bind, type Bound } from './bind';
import { lazySize, parameterType, uninitialized, uninitializedBufferType,
  uninitializedParameterType } from './creation';
import { writeBack } from './inplace';
import { currentArgs, isHole, leafOf, NOT_STORED, pythonOf, readArg, withFlags, type LeafNative } from './leafArgs';
import { extraMembers, ownForward, packedForward, resetStatistics } from './leafExtras';
import { extraRepr } from './leafRepr';
import { asModule, entriesOf, findState, initModule, loseRegistry, registerBuffer, registerParameter, registry } from './module';
import type { CallName } from './names';
import { noteAlias, noteDoubt, noteReset, noteState } from './recording';
import { asFlag, guarded, isTensor, torchState } from './support';
import { INIT_OWNER, pythonModuleOf } from './classTree';

// ---- construction ---------------------------------------------------------------------------------------------------
function construct(m: Machine, def: ModuleDef, self: Instance, args: readonly Value[], kwargs: Kwargs): Value {
  const name = def.path.slice(def.path.lastIndexOf('.') + 1);
  const call: CallName = { name: `${INIT_OWNER(name)}.__init__`, style: 'python', method: false, inplace: false,
    bound: true };
  initModule(m, self);
  const bound = bindConstructor(m, def, args, kwargs, call);
  const params = parseSchema(def.schema).params;
  const full: Record<string, SymbolicArg> = {};
  for (const param of params) {
    const value = bound.args[param.name];
    full[param.name] = value === undefined ? defaultOf(param) : value;
  }
  const specs = bound.lost ? {} : attempt(() => guarded(m, () => def.state?.(full, m.graph.rule()) ?? {}));
  const state = isUnknown(specs) ? {} : specs;
  const names = params.filter((p) => !p.variadic && !(p.name in state) && !NOT_STORED.has(p.name)).map((p) => p.name);
  const lost = bound.lost ?? (isUnknown(specs) ? specs : null);
  const attributes = names.map((name) => attributeOf(def, name, full[name], bound.values.get(name)));
  m.heap.write(self, 'native', { def, args: full, names, attributes, lost } satisfies LeafNative);
  for (const [i, name] of names.entries()) m.heap.set(self.attrs, name, attributes[i] ?? NONE);
  const extra = bound.lost ? {} : def.attributes?.(full) ?? {};
  for (const [key, data] of Object.entries(extra)) m.heap.set(self.attrs, key, pythonOf(data));
  registerState(m, self, state);
  if (lost && def.reset) noteDoubt(m, lost.reason.message);
  if (lost && mayHaveState(m, def, full, bound.unread)) {
    for (const which of ['_parameters', '_buffers'] as const) loseRegistry(m, self, which, lost.reason);
  }
  if (def.lazy && !lost) registerLazyState(m, def, self, full);
  takeGiven(m, self, state, bound.values);
  if (lookup(self.cls, 'reset_parameters')?.kind === 'func') m.callMethod(self, 'reset_parameters');
  else {
    reset(m, def, self, full);
    resetStatistics(m, self);
  }
  return NONE;
}

/** Whether a module of this kind has parameters or buffers for some value of the arguments that could not be read. */
function mayHaveState(m: Machine, def: ModuleDef, full: Readonly<Record<string, SymbolicArg>>,
  unread: readonly string[]): boolean {
  if (!def.state) return false;
  const richest = { ...full, ...Object.fromEntries(unread.map((name) => [name, true])) };
  const state = attempt(() => guarded(m, () => def.state?.(richest, m.graph.rule()) ?? {}));
  return isUnknown(state) || Object.keys(state).length > 0;
}

/** `unread`: flags whose value is not known. */
type BoundConstructor = Pick<Bound, 'args' | 'values'> & { readonly lost: Unknown | null; readonly unread: readonly string[] };
/** As bind, but a size that is not known stays a hole. */
function bindConstructor(m: Machine, def: ModuleDef, given: readonly Value[], named: Kwargs,
  call: CallName): BoundConstructor {
  const { args, kwargs } = withFlags(m, parseSchema(def.schema).params, given, named);
  const bound = bind(m, def.schema, args, kwargs, call);
  if (bound.kind === 'misfit') return m.raise('TypeError', bound.message);
  if (bound.kind === 'bound') return { ...bound, lost: null, unread: [] };
  const params = parseSchema(def.schema).params;
  const values = new Map<string, Value>();
  params.forEach((param, i) => {
    const value = args[i] ?? kwargs.get(param.name);
    if (value) values.set(param.name, value);
  });
  const found: Record<string, SymbolicArg> = {};
  let lost: Unknown | null = null;
  const unread: string[] = [];
  for (const param of params) {
    const value = values.get(param.name);
    const read = value && readArg(m, param, value);
    if (isUnknown(read) && param.types.some((type) => type.base === 'bool')) unread.push(param.name);
    const count = Math.max(...param.types.map((type) => type.list ?? 0));
    // A size for each axis that nobody knows: how many axes there are is known.
    if (isUnknown(read) && count > 0) found[param.name] = Array.from({ length: count }, () => read);
    else {
      if (isUnknown(read) && !isHole(param)) lost ??= read;
      if (read !== undefined) found[param.name] = read;
    }
  }
  return { args: found, values, lost, unread };
}

/** `tuples` are stored as n-tuples, everything else as passed. */
function attributeOf(def: ModuleDef, name: string, bound: SymbolicArg, given: Value | undefined): Value {
  if (def.tuples?.includes(name)) {
    const value = pythonOf(bound);
    return value.kind === 'int' ? tuple([value]) : value;
  }
  if (given) return given;
  const param = parseSchema(def.schema).params.find((p) => p.name === name);
  const isFloat = param?.types.some((type) => type.base === 'float') ?? false;
  const plain = param?.default;
  return isFloat && typeof plain === 'number' ? { kind: 'float', value: plain, origin: null } : pythonOf(plain);
}

function attempt<T>(body: () => T): T | Unknown {
  try {
    return body();
  } catch (error) {
    if (error instanceof GiveUp) return error.unknown;
    throw error;
  }
}

const BUFFERS = new Set(['running_mean', 'running_var', 'num_batches_tracked']);
type State = Readonly<Record<string, ParameterSpec | null>>;

function registerState(m: Machine, self: Instance, state: State): void {
  for (const [name, spec] of Object.entries(state)) {
    const isBuffer = spec ? spec.role === 'buffer' : BUFFERS.has(name);
    if (self.attrs.has(name)) m.heap.delete(self.attrs, name);
    const value = spec ? makeState(m, spec, isBuffer) : NONE;
    if (isBuffer) registerBuffer(m, self, name, value);
    else registerParameter(m, self, name, value);
  }
}
function makeState(m: Machine, spec: ParameterSpec, isBuffer: boolean): Tensor {
  const dtype = spec.dtype ?? torchState(m).defaultDType;
  const made = tensorOf({ shape: spec.shape, dtype }, {
    role: isBuffer ? 'buffer' : 'parameter', origin: m.origin(), requiresGrad: !isBuffer, cls: isBuffer ? null
      : parameterType,
  });
  noteState(m, made);
  return made;
}

/** State that an argument gives shares its elements: `nn.Embedding(5, 3, _weight=table)`, weights of losses. */
function takeGiven(m: Machine, self: Instance, state: State, values: ReadonlyMap<string, Value>): void {
  for (const name of Object.keys(state)) {
    const given = values.get(`_${name}`) ?? values.get(name);
    const made = findState(m, self, name);
    if (isTensor(given) && isTensor(made)) noteAlias(m, made, given);
  }
}

/** reset_parameters of a module of ours: its fills are noted, nothing else changes. */
function reset(m: Machine, def: ModuleDef, self: Instance, args: Readonly<Record<string, SymbolicArg>>): void {
  if (!def.reset || !m.graph.makesRecipe) return;
  const shapes: Record<string, readonly number[]> = {};
  for (const which of ['_parameters', '_buffers'] as const) {
    for (const [name, tensor] of entriesOf(self, which)) {
      const shape = isTensor(tensor) ? plainShape(tensor.shape) : undefined;
      if (shape) shapes[name] = shape;
      else if (shape === null) return noteDoubt(m, 'the sizes of a layer are not known');
    }
  }
  for (const each of def.reset(shapes, args)) {
    const tensor = findState(m, self, each.tensor);
    if (isTensor(tensor)) noteReset(m, tensor, each);
  }
}

/** A lazy module has its parameters before their sizes are known. */
function registerLazyState(m: Machine, def: ModuleDef, self: Instance, args: Readonly<Record<string,
  SymbolicArg>>): void {
  const target = def.lazy && findModule(def.lazy.becomes);
  if (!target) return;
  const all: Record<string, SymbolicArg> = {};
  for (const param of parseSchema(target.schema).params) {
    all[param.name] = param.name in args ? args[param.name] : param.default === undefined ? lazySize(m)
      : defaultOf(param);
  }
  const specs = attempt(() => guarded(m, () => target.state?.(all, m.graph.rule()) ?? {}));
  if (isUnknown(specs)) return;
  for (const [name, spec] of Object.entries(specs)) {
    const isBuffer = spec ? spec.role === 'buffer' : BUFFERS.has(name);
    if (self.attrs.has(name)) m.heap.delete(self.attrs, name);
    const value = !spec ? NONE : spec.shape.length === 0 ? makeState(m, spec, isBuffer)
      : uninitialized(m, spec.shape, isBuffer ? uninitializedBufferType : uninitializedParameterType);
    if (isBuffer) registerBuffer(m, self, name, value);
    else registerParameter(m, self, name, value);
  }
}

/** The first call of a lazy module: it takes the class and the state it stands for. */
export function becomeEager(m: Machine, self: Instance, native: LeafNative, input: Tensor): Unknown | undefined {
  const { lazy } = native.def;
  const target = lazy && findModule(lazy.becomes);
  if (!lazy || !target) return undefined;
  const learned = attempt(() => guarded(m, () => lazy.infer(input, m.graph.rule())));
  if (isUnknown(learned)) return learned;
  const args: Record<string, SymbolicArg> = {};
  for (const param of parseSchema(target.schema).params) {
    args[param.name] = learned[param.name] ?? (param.name in native.args ? native.args[param.name] : defaultOf(param));
  }
  const specs = attempt(() => guarded(m, () => target.state?.(args, m.graph.rule()) ?? {}));
  if (isUnknown(specs)) return specs;
  for (const which of ['_parameters', '_buffers'] as const) {
    const found = registry(self, which);
    if (found) m.heap.dictClear(found);
  }
  for (const [name, dim] of Object.entries(learned)) m.heap.set(self.attrs, name, dim);
  registerState(m, self, specs);
  reset(m, target, self, args);
  const cls = moduleClass(m, lazy.becomes);
  if (cls) m.heap.write(self, 'cls', cls);
  m.heap.write(self, 'native', { def: target, args, names: [...Object.keys(learned), ...native.names],
    lost: null } satisfies LeafNative);
  return undefined;
}

// ---- forward --------------------------------------------------------------------------------------------------------
class Lost extends Error {
  constructor(readonly unknown: Unknown) {
    super(unknown.reason.message);
  }
}

function runForward(m: Machine, def: ModuleDef, self: Instance, args: readonly Value[], kwargs: Kwargs): Value {
  const given = leafOf(self)?.lost ?? ownForward(m, self, args, kwargs)
    ?? packedForward(m, self, args, kwargs, (given) => forward(m, def, self, given, NO_KWARGS))
    ?? forward(m, def, self, args, kwargs);
  // A layer with weights that did not run leaves its cost out of the graph.
  if (given.kind === 'unknown' && [...entriesOf(self, '_parameters')].length > 0) m.graph.costLost();
  return given;
}

function forward(m: Machine, def: ModuleDef, self: Instance, args: readonly Value[], kwargs: Kwargs): Value {
  const name = def.path.slice(def.path.lastIndexOf('.') + 1);
  const schema = `forward${def.inputs ?? '(Tensor input)'}`;
  const bound = bind(m, schema, args, kwargs,
    { name: `${name}.forward`, style: 'python', method: false, inplace: false, bound: true });
  if (bound.kind === 'unknown') return bound;
  if (bound.kind === 'misfit') {
    const [given] = args.length > 0 ? args : kwargs.values();
    if (given && bound.message.includes("(): argument 'input'")) refuseStranger(m, name, entriesAre(m, self, 'inplace'), given);
    return m.raise('TypeError', bound.message.replace(`${name}.forward(): argument`, `${functionName(name)}(): argument`));
  }
  const selfArgs = currentArgs(m, self, def);
  if (isUnknown(selfArgs)) return selfArgs;
  const inputs: Record<string, SymbolicArg> = {};
  for (const param of parseSchema(schema).params) inputs[param.name] = bound.args[param.name] === undefined
    ? defaultOf(param) : bound.args[param.name];
  try {
    const apply: Apply = (op, args) => m.graph.apply(op, args);
    const nested = guarded(m, () => def.forward(moduleSelf(m, self, selfArgs), inputs, apply, m.graph.rule()));
    const result = valueOf(nested);
    return selfArgs.inplace === true ? intoInput(m, bound, result) : result;
  } catch (error) {
    if (error instanceof GiveUp || error instanceof Lost) return error.unknown;
    throw error;
  }
}

/** Whether an attribute of the layer is True. */
const entriesAre = (m: Machine, self: Instance, name: string): boolean => {
  const value = m.findattr(self, name);
  return value?.kind === 'bool' && value.value === true;
};

function intoInput(m: Machine, bound: Bound, result: Value): Value {
  const [input] = bound.values.values();
  if (!isTensor(input) || !isTensor(result)) return result;
  writeBack(m, input, result);
  return input;
}

function moduleSelf(m: Machine, self: Instance, args: Readonly<Record<string, SymbolicArg>>): ModuleSelf<string> {
  const training = asFlag(self.attrs.get('training'));
  return {
    args, training: training ?? false,
    tensor(name) {
      const value = self.attrs.get(name) ?? findState(m, self, name) ?? m.getattr(self, name);
      if (isTensor(value)) return value;
      if (isUnknown(value)) throw new Lost(value);
      return null;
    },
  };
}

/** Lists of a forward are tuples in Python. */
export function valueOf(nested: Nested): Value {
  if (nested === null) return NONE;
  if (isTensor(nested as Value)
    || isUnknown(nested)) return nested as Value; // Nested is a tensor or an unknown here, both are Values.
  return tuple((nested as readonly Nested[]).map(valueOf));
}

// ---- classes --------------------------------------------------------------------------------------------------------
export function makeClass(def: ModuleDef, base: Class): Class {
  const name = def.path.slice(def.path.lastIndexOf('.') + 1);
  const cls = builtinClass(name, pythonModuleOf(name), [base], {});
  fill(cls, {
    ...members<Instance>(cls, asModule, {
      __init__: raw((machine, self, args, kwargs) => construct(machine, def, self, args, kwargs)),
      forward: raw((machine, self, args, kwargs) => runForward(machine, def, self, args, kwargs)),
      reset_parameters: raw((machine, self) => {
        reset(machine, def, self, leafOf(self)?.args ?? {});
        resetStatistics(machine, self);
        return NONE;
      }),
      _reset_parameters: raw(() => NONE),
      extra_repr: raw((machine, self) => extraRepr(machine, self)),
    }),
    ...extraMembers(cls, name),
    __text_signature__: str(signatureText(def)),
  });
  return cls;
}

/** The constructor's parameters as Python writes them, for inspect.signature. */
function signatureText(def: ModuleDef): string {
  const literal = (value: unknown): string => {
    if (value === null) return 'None';
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    return Array.isArray(value) ? `(${value.map((item) => `${literal(item)}, `).join('')})` : JSON.stringify(value);
  };
  const params = parseSchema(def.schema).params.filter((param) => !param.variadic).map((param) =>
    (param.default === undefined ? param.name : `${param.name}=${literal(param.default)}`));
  return `(${['self', ...params].join(', ')})`;
}

/** A class by its path, set by the file that knows all kinds of them. */
let classOf: (m: Machine, path: string) => Value | undefined = () => undefined;
export function setClassLookup(find: typeof classOf): void {
  classOf = find;
}
export function moduleClass(m: Machine, path: string): Class | undefined {
  const cls = classOf(m, path);
  return cls?.kind === 'class' ? cls : undefined;
}
