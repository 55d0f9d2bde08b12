// Evaluates the calls of samples on the op and module records themselves, without the interpreter: arguments are bound by
// schema, tensors carry data, modules hold their state. What it cannot read is left to the tests through the interpreter.
import { createGraphBuilder, defaultOf } from '../../src/graph/build';
import { findModule, findOps } from '../../src/ops/index';
import { isUnknown, RuleError, type ModuleDef, type OpDef } from '../../src/ops/op';
import { parseSchema, type ParamType } from '../../src/ops/schema';
import { DTYPES, isFloating, type DType } from '../../src/tensor/dtype';
import { constantOf, int, tensorOf, unknownOf, type Tensor, type Unknown } from '../../src/tensor/value';
import { fill } from './fill';
import { readExpression, type Expr } from './literals';

export interface Path { readonly kind: 'path'; readonly path: string; readonly self?: Tensor | Module }
export interface Module {
  readonly kind: 'instance'; def: ModuleDef; args: Record<string, unknown>; state: Map<string, Tensor | null>; training: boolean;
}
interface PyFloat { readonly kind: 'float'; readonly value: number }
type Value = unknown;

/** The text needs more of Python than this evaluator has. */
export class NotDirect extends Error {}

const graph = createGraphBuilder({
  origin: () => null, modulePath: () => '', newReason: (code, message) => unknownOf({ code, message, origin: null }), costLost: () => {},
});
const isTensor = (v: Value): v is Tensor => typeof v === 'object' && v !== null && 'kind' in v && v.kind === 'tensor';
const isPath = (v: Value): v is Path => typeof v === 'object' && v !== null && 'kind' in v && v.kind === 'path';
const isModule = (v: Value): v is Module => typeof v === 'object' && v !== null && 'kind' in v && v.kind === 'instance';
const isFloat = (v: Value): v is PyFloat => typeof v === 'object' && v !== null && 'kind' in v && v.kind === 'float';
const isList = (v: Value): v is Value[] => Array.isArray(v);

export function makeInputs(shapes: readonly (readonly number[])[], dtypes: readonly string[] = []): Map<string, Tensor> {
  return new Map(shapes.map((shape, i) => {
    const dtype = (dtypes[i] ?? 'float32') as DType;
    return ['abcdefgh'[i], tensorOf({ shape: shape.map((n) => int(n)), dtype }, { role: 'input', data: fill(shape, dtype, i) })] as const;
  }));
}

export function evaluate(call: string, inputs: ReadonlyMap<string, Tensor>, onModule: (m: Module) => void = () => undefined): Value {
  const expression = readExpression(call);
  if (!expression) throw new NotDirect(call);
  const outer = expression.kind === 'call' && expression.callee.kind === 'call';
  return run(expression, inputs, outer ? onModule : () => undefined);
}

const ROOTS: Record<string, string> = { torch: 'torch', nn: 'torch.nn', F: 'torch.nn.functional' };
function run(e: Expr, inputs: ReadonlyMap<string, Tensor>, onModule: (m: Module) => void): Value {
  switch (e.kind) {
    case 'literal': return e.isFloat ? { kind: 'float', value: Number(e.value) } : e.value;
    case 'list': return e.items.map((item) => run(item, inputs, onModule));
    case 'name': {
      const value = inputs.get(e.name) ?? (ROOTS[e.name] ? { kind: 'path', path: ROOTS[e.name] } : undefined);
      if (value === undefined) throw new NotDirect(e.name);
      return value;
    }
    case 'attribute': return attribute(run(e.of, inputs, onModule), e.name);
    case 'item': {
      const of = run(e.of, inputs, onModule);
      const index = run(e.index, inputs, onModule);
      if (!isList(of) || typeof index !== 'number') throw new NotDirect('index');
      return of[index < 0 ? of.length + index : index];
    }
    case 'call': {
      const callee = run(e.callee, inputs, onModule);
      if (isModule(callee)) onModule(callee);
      const args = e.args.map((a) => run(a, inputs, onModule));
      return callValue(callee, args, new Map([...e.keywords].map(([k, v]) => [k, run(v, inputs, onModule)])));
    }
  }
}

function attribute(of: Value, name: string): Value {
  if (isPath(of)) {
    const path = `${of.path}.${name}`;
    return DTYPES.some((d) => path === `torch.${d}`) ? { kind: 'dtype', dtype: name } : { kind: 'path', path };
  }
  if (isTensor(of) && name === 'shape') return [...of.shape];
  if (isTensor(of)) return { kind: 'path', path: `torch.Tensor.${name}`, self: of };
  if (isModule(of)) return { kind: 'path', path: name, self: of };
  throw new NotDirect(name);
}

function callValue(callee: Value, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  if (isModule(callee)) return forward(callee, args, keywords);
  if (!isPath(callee)) throw new NotDirect('call');
  if (isModule(callee.self)) {
    if (callee.path !== 'train' && callee.path !== 'eval') throw new NotDirect(callee.path);
    callee.self.training = callee.path === 'train';
    return callee.self;
  }
  const def = findModule(callee.path);
  if (def) return construct(def, args, keywords);
  const ops = findOps(callee.path);
  const all = callee.self ? [callee.self, ...args] : args;
  for (const op of ops) {
    const bound = bind(op.schema, all, keywords);
    if (bound) return applied(op, bound);
  }
  throw new NotDirect(callee.path);
}

function applied(op: OpDef, args: Record<string, unknown>): Value {
  const { all, first } = graph.apply(op, args);
  const { returns } = parseSchema(op.schema);
  return returns === 'Tensor' || (returns.startsWith('Tensor|') && all.length === 1) ? first : [...all];
}

function construct(def: ModuleDef, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Module {
  const bound = bind(def.schema, args, keywords);
  if (!bound) throw new NotDirect(def.path);
  const module: Module = { kind: 'instance', def, args: bound, state: new Map(), training: false };
  makeState(module);
  return module;
}

function makeState(module: Module): void {
  const specs = Object.entries(module.def.state?.(module.args, graph.rule()) ?? {});
  const isBuffer = (name: string): boolean => specs.find(([n]) => n === name)?.[1]?.role === 'buffer';
  // state_dict lists parameters first.
  let index = 10;
  const data = new Map<string, number[] | null>();
  for (const [name, spec] of [...specs.filter(([n]) => !isBuffer(n)), ...specs.filter(([n]) => isBuffer(n))]) {
    if (!spec) continue;
    const shape = spec.shape.map((d) => constantOf(d) ?? NaN);
    const dtype = spec.dtype ?? 'float32';
    const values = isFloating(dtype) ? fill(shape, dtype, index) : shape.length === 0 ? [0] : null;
    data.set(name, name.endsWith('running_var') && values ? values.map((v) => Math.abs(v) + 0.5) : values);
    index++;
  }
  module.state = new Map(specs.map(([name, spec]) =>
    [name, spec && tensorOf({ shape: spec.shape, dtype: spec.dtype ?? 'float32' }, { role: spec.role ?? 'parameter', data: data.get(name) ?? null })]));
}

function forward(module: Module, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const inputs = bind(module.def.inputs ?? '(Tensor input) -> Tensor', args, keywords);
  if (!inputs) throw new NotDirect(module.def.path);
  const { lazy } = module.def;
  if (lazy) {
    const [first] = Object.values(inputs).filter(isTensor);
    const learned = lazy.infer(first, graph.rule());
    const becomes = findModule(lazy.becomes);
    if (!becomes) throw new Error(`no ${lazy.becomes}`);
    module.def = becomes;
    const rest = bind(becomes.schema, [], new Map<string, Value>([...Object.entries(learned).map(([k, v]) => [k, constantOf(v)] as const),
      ...parseSchema(becomes.schema).params.filter((p) => p.default === undefined && !(p.name in learned)).map((p) => [p.name, 1] as const)]));
    module.args = { ...rest, ...module.args, ...learned };
    makeState(module);
  }
  const self = { args: module.args, training: module.training, tensor: (name: string) => module.state.get(name) ?? null };
  return module.def.forward(self, inputs, (op, args) => graph.apply(op, args), graph.rule());
}

// ---- binding ----------------------------------------------------------------------------------------------------------

function bind(schema: string, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Record<string, unknown> | null {
  const bound: Record<string, unknown> = {};
  const rest = [...args];
  const names = new Set(keywords.keys());
  for (const param of parseSchema(schema).params) {
    let value: Value = undefined;
    if (param.variadic && rest.length > 0) {
      value = rest.length === 1 && isList(rest[0]) ? rest[0] : [...rest];
      rest.length = 0;
    } else if (!param.keywordOnly && rest.length > 0) value = rest.shift();
    else if (names.delete(param.name)) value = keywords.get(param.name);
    if (value === undefined) {
      if (param.default === undefined && !param.variadic) return null;
      bound[param.name] = param.variadic && param.default === undefined ? [] : defaultOf(param);
      continue;
    }
    const converted = param.types.map((type) => convert(value, type)).find((v) => v !== undefined);
    if (converted === undefined) return null;
    bound[param.name] = converted;
  }
  names.delete('inplace');
  return rest.length === 0 && names.size === 0 ? bound : null;
}

function convert(value: Value, type: ParamType): unknown {
  if (value === null) return type.optional || type.base === 'any' ? null : undefined;
  if (type.list !== null) {
    if (!isList(value)) {
      const one = type.list > 0 ? convert(value, { ...type, list: null }) : undefined;
      return one === undefined ? undefined : Array.from({ length: type.list }, () => one);
    }
    const items = value.map((item) => (item === null ? null : convert(item, { ...type, list: null })));
    return items.includes(undefined) ? undefined : items;
  }
  switch (type.base) {
    case 'Tensor': return isTensor(value) ? value : undefined;
    case 'int': return typeof value === 'number' ? int(value) : isInt(value) ? value : undefined;
    case 'float': return isFloat(value) ? value.value : typeof value === 'number' ? value : undefined;
    case 'bool': return typeof value === 'boolean' ? value : undefined;
    case 'str': return typeof value === 'string' ? value : undefined;
    case 'Scalar': return isFloat(value) ? value : typeof value === 'number' ? int(value) : typeof value === 'boolean' ? { kind: 'bool', value } : undefined;
    case 'dtype': return typeof value === 'object' && 'kind' in value && value.kind === 'dtype' && 'dtype' in value ? value.dtype : undefined;
    case 'any': return value;
  }
}
const isInt = (v: Value): boolean => typeof v === 'object' && v !== null && 'kind' in v && v.kind === 'int';

export { isTensor, isModule, isUnknown, RuleError, type Tensor, type Unknown };
