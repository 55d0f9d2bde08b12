// A call of a torch function: picks the overload, applies the op, writes back in place, gives Python values.
// The only place where the interpreter's values meet GraphBuilder.apply for functions and methods.
import { findOps } from '../../ops/index';
import { isUnknown, type AppliedOutputs, type OpDef } from '../../ops/op';
import { parseSchema } from '../../ops/schema';
import { equalShapes } from '../../tensor/dim';
import type { Tensor, Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { bool, builtin, builtinClass, dict, NO_KWARGS, NONE, str, textKey, tuple,
  type Args, type Builtin, type Class, type Kwargs,
  type Value } from '../value';
import { tupleType } from '../types';
import { constructor, getset, def, members } from '../types/define';
import { fill } from '../types/roots';
import { bind, shownType, type Bound } from './bind';
import { withEquation } from './einsumLists';
import { leaveMemory, loseContents, refuseLeaf, writeBack } from './inplace';
import { modernised } from './legacySignatures';
import { boundName, type CallName } from './names';
import { isOverloaded } from './overloaded';
import { noteAlias, noteUnknownOp } from './recording';
import { guarded, notModelled } from './support';

/** Texts about keywords, which all signatures of ours share. */
const KEYWORD_ERROR = /got an unexpected keyword|takes \d+ positional/;

const MISSING = /\(\) missing \d+ required/;

export function callOps(m: Machine, ops: readonly OpDef[], passed: Args, named: Kwargs, call: CallName): Value {
  m.step();
  const { args, kwargs } = modernised(call, passed, named);
  const messages: string[] = [];
  for (const op of ops) {
    const bound = bind(m, op.schema, args, kwargs, call);
    if (bound.kind === 'unknown') {
      const [target] = args;
      if (call.inplace && target?.kind === 'tensor') loseContents(m, target);
      if (ops.some((candidate) => candidate.macs)) m.graph.costLost();
      noteUnknownOp(m, ops, bound.reason.message, call.inplace ? target : undefined);
      return bound;
    }
    if (bound.kind === 'bound') return applyBound(m, op, bound, call);
    if (bound.certain) return m.raise('TypeError', bound.message);
    messages.push(bound.message);
  }
  // Of several signatures the one that has all that it requires says what is wrong.
  const fitting = messages.filter((message) => !MISSING.test(message));
  const [only] = fitting.length > 0 ? fitting : messages;
  const count = args.length - (call.method ? 1 : 0) + kwargs.size;
  if (only !== undefined && !isOverloaded(call, count)
    && (messages.length === 1 || fitting.length === 1 || KEYWORD_ERROR.test(only))) return m.raise('TypeError', only);
  const got = args.slice(call.method ? 1 : 0).map((arg) => shownType(m, arg));
  // PyTorch keeps keywords in a hash table that gives them back last first, and ends a list of keywords alone with a
  // comma.
  const keywords = [...kwargs].reverse().map(([name, value]) => `${name}=${shownType(m, value)}`);
  if (got.length === 0 && keywords.length > 0) keywords.push('');
  got.push(...keywords);
  const expected = ops.map((op) => ` * (${parseSchema(op.schema).params.map((p) => p.name).join(', ')})`).join('\n');
  return m.raise('TypeError',
    `${call.name}() received an invalid combination of arguments - got (${got.join(', ')}), but expected one of:\n${expected}\n`);
}

function applyBound(m: Machine, op: OpDef, bound: Bound, call: CallName): Value {
  const target = inplaceTarget(op, bound, call);
  const outputs = guarded(m, () => m.graph.apply(op, bound.args));
  for (const name of op.updates?.(bound.args) ?? []) {
    const written = bound.values.get(name);
    if (written?.kind === 'tensor') loseContents(m, written, notModelled(m, `what ${op.name} writes into ${name}`).reason);
  }
  // A dropout that drops nothing gives its input back.
  if (target && (op.view === true || !sharesMemory(op, bound.args))) refuseLeaf(m, target);
  if (target) {
    if (isUnknown(outputs.first)) {
      loseContents(m, target);
      return outputs.first;
    }
    // Views such as unsqueeze_ give the tensor itself another shape.
    const { first } = outputs;
    if (op.view === true) {
      noteAlias(m, target, first);
      takeView(m, target, first);
    } else writeBack(m, target, first);
    return target;
  }
  const out = bound.extras.get('out') ?? bound.values.get('out');
  if (out?.kind === 'tensor' && !isUnknown(outputs.first)) {
    if (equalShapes(out.shape, outputs.first.shape) !== true) {
      leaveMemory(m, out);
      m.heap.write(out, 'shape', outputs.first.shape);
      m.heap.write(out, 'strides', null);
    }
    writeBack(m, out, outputs.first);
    return out;
  }
  const wanted = bound.extras.get('requires_grad') ?? bound.values.get('requires_grad');
  if (wanted?.kind === 'bool' && wanted.value && !isUnknown(outputs.first)) m.heap.write(outputs.first,
    'requiresGrad', true);
  return parseSchema(op.schema).returns === 'bool' ? boolOf(m, op, outputs.first) : wrapOutputs(op, outputs, bound.args);
}

const sharesMemory = (op: OpDef, args: Readonly<Record<string, unknown>>): boolean =>
  (typeof op.view === 'function' ? op.view(args) : op.view === true);
/** `x.t_()`: the tensor itself looks at its memory in another way. */
export function takeView(m: Machine, target: Tensor, view: Tensor): void {
  for (const field of ['shape', 'producer', 'outputIndex', 'data', 'memory', 'view', 'strides', 'asOf'] as const) {
    m.heap.write(target, field, view[field]);
  }
}

/** torch.equal and its like give a bool of Python. */
function boolOf(m: Machine, op: OpDef, result: Tensor | Unknown): Value {
  if (isUnknown(result)) return result;
  return result.data ? bool(result.data[0] !== 0)
    : m.unknown('data-dependent-value', `${op.name} depends on the elements of a tensor, which are known only at run time`);
}

/** The tensor that the result is written into: `x.add_(y)`, `F.relu(x, inplace=True)`. */
function inplaceTarget(op: OpDef, bound: Bound, call: CallName): Tensor | undefined {
  const flag = bound.extras.get('inplace') ?? bound.values.get('inplace');
  if (!call.inplace && !(flag?.kind === 'bool' && flag.value)) return undefined;
  const name = parseSchema(op.schema).params[0]?.name;
  const value = name === undefined ? undefined : bound.values.get(name);
  return value?.kind === 'tensor' ? value : undefined;
}

/** One tensor, a tuple, or a torch.return_types tuple, as the schema's text says. */
export function wrapOutputs(op: OpDef, outputs: AppliedOutputs, args: Readonly<Record<string, unknown>> = {}): Value {
  const { returns } = parseSchema(op.schema);
  const all: readonly (Tensor | Unknown)[] = outputs.all;
  // Overloads whose number of outputs depends on flags: unique, max_pool2d, nonzero (whose tuple may hold a single tensor).
  if (returns.startsWith('Tensor|')) {
    const lost = all.length === 1 && isUnknown(outputs.first);
    return lost || (all.length === 1 && args.as_tuple !== true) ? outputs.first : tuple(all);
  }
  if (returns.includes('[]')) {
    const lost = all.length === 1 && isUnknown(all[0]) ? all[0] : undefined;
    return lost ?? tuple(all);
  }
  // 'Tensor|(Tensor, Tensor)': a flag such as return_indices decides.
  if (!returns.startsWith('(') && !(returns.includes('|(') && all.length > 1)) return outputs.first;
  const names = returnNames(returns);
  if (isUnknown(outputs.first) && all.length === 1) return outputs.first;
  return tuple(all, names ? returnType(op.name, names) : null);
}

function returnNames(returns: string): readonly string[] | undefined {
  const names = returns.slice(1, -1).split(',').map((part) => part.trim().split(/\s+/)[1] ?? '');
  return names.every((name) => name !== '') ? names : undefined;
}

const returnTypes = new Map<string, Class>();
/** torch.return_types.max: a tuple with named items. */
function returnType(op: string, names: readonly string[]): Class {
  const key = `${op}(${names.join()})`;
  const known = returnTypes.get(key);
  if (known) return known;
  const cls = builtinClass(op, 'torch.return_types', [tupleType], {});
  fill(cls, {
    __new__: constructor((m, made, [items]) => {
      const all = items ? m.itemsOf(items) : [];
      return Array.isArray(all) ? tuple(all, made) : all;
    }),
    ...Object.fromEntries(names.map((name, i) => [name, getset(name, (m, self) =>
      (self.kind === 'tuple' ? self.items[i] : undefined) ?? m.raise('AttributeError', name))])),
    ...members(cls, (v) => (v.kind === 'tuple' ? v : undefined), {
      _fields: def('', () => tuple([])),
    }),
  });
  returnTypes.set(key, cls);
  return cls;
}

/** Calls the ops of a name as Python would; unknown when there are none. */
export function callPath(m: Machine, path: string, args: Args, kwargs: Kwargs = NO_KWARGS): Value {
  const ops = findOps(path);
  return ops.length === 0 ? notModelled(m, path) : callOps(m, ops, args, kwargs, boundName(path));
}

const functions = new Map<string, Builtin | undefined>();
/** The Python function of a path over ops, or undefined when nothing is modelled under that name. */
export function opFunction(path: string): Builtin | undefined {
  const known = functions.get(path);
  if (known || functions.has(path)) return known;
  const own = findOps(path);
  const base = own.length === 0 && /[^_]_$/.test(path)
    ? findOps(path.slice(0, -1)).filter((op) => op.inplace !== false) : [];
  const ops = own.length > 0 ? own : base;
  if (ops.length === 0) {
    functions.set(path, undefined);
    return undefined;
  }
  const call = boundName(path);
  const made = builtin(call.name, (m, given, kwargs) => {
    const args = call.name === 'einsum' ? withEquation(m, given) : given;
    return Array.isArray(args) ? callOps(m, ops, args, kwargs, call) : args as Value;
  }, call.method);
  // torch.meshgrid(*tensors, indexing=None): what code that runs under several versions asks about.
  const [first, ...rest] = parseSchema(ops[0]?.schema ?? '()').params;
  if (ops.length === 1 && first?.variadic) {
    const optional = rest.filter((param) => param.default === null);
    made.attrs.set('__kwdefaults__', dict(new Map(optional.map(({ name }) => [textKey(name), { key: str(name), value: NONE }]))));
  }
  functions.set(path, made);
  return made;
}
