// Calls: argument binding with CPython's TypeErrors, activations of Python functions, instantiation of classes.
// Knows no statements: interpreter.ts runs bodies.
import type { Expr, Keyword } from '../python/ast';
import { GiveUp } from '../ops/op';
import { unknownOf, type Reason, type Unknown } from '../tensor/value';
import type { Activation } from './activation';
import { bindAttr, loseAttributes } from './attributes';
import { Lost } from './errors';
import { evalExpr } from './expressions';
import { faultOf } from './faults';
import { makeGenerator } from './generators';
import type { Interpreter } from './interpreter';
import { itemsOf, lookup } from './protocols';
import { functionInfo, functionScope, mangle, type FunctionInfo } from './scope';
import { executeBody } from './statements';
import { objectType, superType, typeType } from './types/index';
import { unwrap } from './types/native';
import { noteUnfollowed } from './unfollowed';
import {
  dict, instance, NO_KWARGS, str, tuple, type Args, type Builtin, type Class, type DictEntry, type Func, type Kwargs,
    type Scope, type Value,
} from './value';

const isTensor = (value: Value): boolean => value.kind === 'tensor';
const holdsTensor = (value: Value): boolean =>
  isTensor(value) || ((value.kind === 'list' || value.kind === 'tuple') && value.items.some(isTensor));

/**
 * A function that is not known is taken not to change what it is given: most do not, and everything that a logger or a counter
 * saw would be unknown otherwise. Functions of torch.nn.utils are for changing modules (pruning, reparametrization).
 */
function loseGiven(m: Interpreter, reason: Reason, given: readonly Value[]): void {
  if (reason.code !== 'op-not-modelled' || !reason.message.startsWith('torch.nn.utils.') || !m.moduleBase) return;
  for (const value of given)
    if (value.kind === 'instance' && m.isInstance(value, m.moduleBase) === true) loseAttributes(m, value, reason);
}

/** Arguments of which some are not known: `f(*unknown)`, `f(**unknown)`. Parameters that are not given are that unknown. */
export class LostKwargs extends Map<string, Value> {
  constructor(entries: Iterable<readonly [string, Value]>, readonly reason: Reason) {
    super(entries);
  }
}

/** Types written in C are called by their module, too. */
const NATIVE = new Set(['torch.Size', 'torch.dtype', 'torch.device', 'numpy.ndarray']);
const nativeName = ({ module, name }: Class): string => (NATIVE.has(`${module}.${name}`) ? `${module}.${name}` : name);

export function call(m: Interpreter, callee: Value, args: Args, kwargs: Kwargs): Value {
  switch (callee.kind) {
    case 'func': return callFunction(m, callee, args, kwargs);
    case 'builtin': return callBuiltin(m, callee, args, kwargs);
    case 'method': return call(m, callee.func, [callee.self, ...args], kwargs);
    case 'class': return callClass(m, callee, args, kwargs);
    case 'unknown':
      // What it does to tensors may cost anything.
      if (callee.reason.code === 'op-not-modelled' || args.some(holdsTensor)) m.graph.costLost();
      loseGiven(m, callee.reason, [...args, ...kwargs.values()]);
      noteUnfollowed(m, callee.reason, [...args, ...kwargs.values()]);
      return m.flow(callee);
    default: {
      const special = m.findSpecial(callee, '__call__');
      if (special) return call(m, special, args, kwargs);
      const reason = m.unknownBase(m.typeOf(callee));
      if (reason) return m.flow(unknownOf(reason));
      return m.raise('TypeError', `'${nativeName(m.typeOf(callee))}' object is not callable`);
    }
  }
}

/** A class attribute called with `self` first, without making a bound method where that is not needed. */
export function callOn(m: Interpreter, found: Value, self: Value, args: Args, kwargs: Kwargs = NO_KWARGS): Value {
  if (found.kind === 'func') return callFunction(m, found, [self, ...args], kwargs);
  if (found.kind === 'builtin') return callBuiltin(m, found, found.binds ? [self, ...args] : args, kwargs);
  return call(m, bindAttr(m, found, self, m.typeOf(self)), args, kwargs);
}

export function callBuiltin(m: Interpreter, f: Builtin, args: Args, kwargs: Kwargs): Value {
  if (kwargs instanceof LostKwargs) {
    // An initialiser has effects that must not be missed; anything else gives what its arguments are.
    if (f.name !== '__init__') {
      noteUnfollowed(m, kwargs.reason, args);
      return m.flow(unknownOf(kwargs.reason));
    }
    kwargs = new Map(kwargs);
  }
  const { act } = m;
  m.step();
  try {
    const result = f.fn(m, args, kwargs);
    m.act = act;
    return result;
  } catch (error) {
    if (error instanceof GiveUp) {
      m.act = act;
      return m.flow(error.unknown);
    }
    if (error instanceof Lost) {
      m.act = act;
      noteUnfollowed(m, error.reason, args);
      return m.flow(unknownOf(error.reason));
    }
    const fault = faultOf(m, error, `${f.name}()`);
    if (!fault) throw error;
    m.act = act;
    if (args.some(holdsTensor)) m.graph.costLost();
    return fault;
  }
}

export function callFunction(m: Interpreter, f: Func, args: Args, kwargs: Kwargs): Value {
  const info = functionInfo(f.node);
  const scope = functionScope(info, f.closure);
  const { vars } = scope;
  if (info.simple && kwargs === NO_KWARGS && args.length === info.positional.length) {
    for (let i = 0; i < args.length; i++) {
      const param = info.positional[i];
      const value = args[i];
      if (param && value) vars.set(param.name, value);
    }
  } else bindArguments(m, f, info, args, kwargs, vars);
  if (f.node.kind === 'FunctionDef' && f.node.isAsync) {
    return m.once('syntax-not-modelled', () => `${f.qualname} is a coroutine (async def); coroutines are not followed`);
  }
  if (info.isGenerator) return makeGenerator(m, f, scope);
  return runFunction(m, f, scope);
}

function runFunction(m: Interpreter, f: Func, scope: Scope): Value {
  const caller = m.act;
  const act = m.enter(f, scope, args0(f, scope));
  const result = f.node.kind === 'Lambda' ? evalExpr(m, f.node.body, scope) : executeBody(m, act, f.node.body, scope);
  m.act = caller;
  return result;
}

const args0 = (f: Func, scope: Scope): Value | null => {
  const first = functionInfo(f.node).positional[0] ?? f.node.args.vararg;
  const value = first && scope.vars.get(first.name);
  if (!value) return null;
  return first === f.node.args.vararg ? (value.kind === 'tuple' ? value.items[0] ?? null : null) : value;
};

// ---- binding -----------------------------------------------------------------------------------------------------------
function bindArguments(m: Interpreter, f: Func, info: FunctionInfo, args: Args, kwargs: Kwargs,
  vars: Map<string, Value>): void {
  const { positional } = info;
  const count = Math.min(args.length, positional.length);
  for (let i = 0; i < count; i++) {
    const param = positional[i];
    const value = args[i];
    if (param && value) vars.set(param.name, value);
  }
  const { vararg, kwonly, kwarg } = f.node.args;
  const extra = kwarg ? new Map<string, DictEntry>() : null;
  if (kwargs.size > 0) bindKeywords(m, f, info, kwargs, vars, extra);
  const lost = kwargs instanceof LostKwargs ? kwargs.reason : null;
  if (vararg) vars.set(vararg.name, lost ? unknownOf(lost) : tuple(args.slice(count)));
  else if (args.length > positional.length) tooMany(m, f, info, args.length, vars);
  if (lost) for (const param of [...positional, ...kwonly]) if (!vars.has(param.name)) vars.set(param.name, unknownOf(lost));
  fillDefaults(m, f, info, vars);
  if (kwargs.size > 0) inOrder([...positional, ...kwonly, ...(vararg ? [vararg] : [])], vars);
  if (kwarg && extra) {
    const rest = dict(extra);
    rest.lost = lost;
    vars.set(kwarg.name, rest);
  }
}

/** `locals()` has parameters in the order in which they are declared, however they were given. */
function inOrder(parameters: readonly { readonly name: string }[], vars: Map<string, Value>): void {
  const values = parameters.map(({ name }) => vars.get(name));
  parameters.forEach(({ name }) => vars.delete(name));
  parameters.forEach(({ name }, i) => {
    const value = values[i];
    if (value) vars.set(name, value);
  });
}

function bindKeywords(
  m: Interpreter, f: Func, info: FunctionInfo, kwargs: Kwargs, vars: Map<string, Value>, extra: Map<string, DictEntry> | null,
): void {
  const { positional, positionalOnly } = info;
  const wrong: string[] = [];
  for (const [name, value] of kwargs) {
    const index = positional.findIndex((p) => p.name === name);
    const known = index >= positionalOnly || f.node.args.kwonly.some((p) => p.name === name);
    if (known) {
      if (vars.has(name)) m.raise('TypeError', `${f.qualname}() got multiple values for argument '${name}'`);
      vars.set(name, value);
    } else if (extra) extra.set(`s:${name}`, { key: str(name), value });
    else if (index >= 0) wrong.push(name);
    else m.raise('TypeError', `${f.qualname}() got an unexpected keyword argument '${name}'`);
  }
  if (wrong.length > 0) {
    m.raise('TypeError', `${f.qualname}() got some positional-only arguments passed as keyword arguments: '${wrong.join(', ')}'`);
  }
}

function fillDefaults(m: Interpreter, f: Func, info: FunctionInfo, vars: Map<string, Value>): void {
  const missing: string[] = [];
  for (const param of info.positional) {
    if (vars.has(param.name)) continue;
    const value = f.defaults.get(param.name);
    if (value) vars.set(param.name, value);
    else missing.push(param.name);
  }
  if (missing.length > 0) missingArguments(m, f, 'positional', missing);
  for (const param of f.node.args.kwonly) {
    if (vars.has(param.name)) continue;
    const value = f.defaults.get(param.name);
    if (value) vars.set(param.name, value);
    else missing.push(param.name);
  }
  if (missing.length > 0) missingArguments(m, f, 'keyword-only', missing);
}

function missingArguments(m: Interpreter, f: Func, kind: string, names: readonly string[]): never {
  const quoted = names.map((n) => `'${n}'`);
  const last = quoted.at(-1) ?? '';
  const text = quoted.length === 1 ? last : quoted.length === 2
    ? quoted.join(' and ') : `${quoted.slice(0, -1).join(', ')}, and ${last}`;
  return m.raise('TypeError',
    `${f.qualname}() missing ${names.length} required ${kind} argument${names.length === 1 ? '' : 's'}: ${text}`);
}

function tooMany(m: Interpreter, f: Func, info: FunctionInfo, given: number, vars: Map<string, Value>): never {
  const most = info.positional.length;
  const least = info.positional.filter((p) => !f.defaults.has(p.name)).length;
  const byKeyword = f.node.args.kwonly.filter((p) => vars.has(p.name)).length;
  const takes = least === most ? String(most) : `from ${least} to ${most}`;
  const plural = most === 1 ? '' : 's';
  const were = given === 1 && byKeyword === 0 ? 'was' : 'were';
  const extra = byKeyword > 0
    ? ` positional argument${given === 1 ? '' : 's'} (and ${byKeyword} keyword-only argument${byKeyword === 1 ? '' : 's'})` : '';
  return m.raise('TypeError',
    `${f.qualname}() takes ${takes} positional argument${least === most ? plural : 's'} but ${given}${extra} ${were} given`);
}

// ---- classes ------------------------------------------------------------------------------------------------------------
function callClass(m: Interpreter, cls: Class, args: Args, kwargs: Kwargs): Value {
  if (cls.metaclass && cls.metaclass !== typeType) {
    const custom = lookup(cls.metaclass, '__call__');
    if (custom && custom !== typeType.attrs.get('__call__')) return callOn(m, custom, cls, args, kwargs);
  }
  return instantiate(m, cls, args, kwargs);
}

export function instantiate(m: Interpreter, cls: Class, args: Args, kwargs: Kwargs): Value {
  const make = lookup(cls, '__new__');
  const plainNew = make === undefined || make === objectType.attrs.get('__new__');
  const init = lookup(cls, '__init__');
  const plainInit = init === undefined || init === objectType.attrs.get('__init__');
  if (plainNew && plainInit && (args.length > 0 || kwargs.size > 0) && !m.unknownBase(cls))
    m.raise('TypeError', `${cls.name}() takes no arguments`);
  const made = plainNew ? plainInstance(m, cls) : call(m, staticNew(m, make, cls), [cls, ...args], kwargs);
  if (plainInit || !m.typeOf(made).mro.includes(cls)) return made;
  const result = callOn(m, init, made, args, kwargs);
  if (result.kind !== 'none' && result.kind !== 'unknown') {
    m.raise('TypeError', `__init__() should return None, not '${m.typeOf(result).name}'`);
  }
  return made;
}

/** `__new__` is a static method even without the decorator. */
function staticNew(m: Interpreter, make: Value, cls: Class): Value {
  return make.kind === 'func' || make.kind === 'builtin' ? make : bindAttr(m, make, cls, m.typeOf(cls));
}

function plainInstance(m: Interpreter, cls: Class): Value {
  const abstract = lookup(cls, '__abstractmethods__');
  if (abstract?.kind === 'set' && abstract.entries.size > 0) {
    const names = [...abstract.entries.values()].flatMap((v) => (v.kind === 'str' ? [v.value] : [])).sort();
    const plural = names.length > 1 ? 's' : '';
    m.raise('TypeError', `Can't instantiate abstract class ${cls.name} with abstract method${plural} ${names.join(', ')}`);
  }
  return instance(cls, null, m.origin());
}

/** `super()` without arguments: the class of the running function and its first argument. */
export function zeroSuper(m: Interpreter, act: Activation): Value {
  const owner = act.func?.owner;
  if (!act.func) return m.raise('RuntimeError', 'super(): no arguments');
  if (!owner) return m.raise('RuntimeError', 'super(): __class__ cell not found');
  const self = act.self;
  if (!self) return m.raise('RuntimeError', 'super(): no arguments');
  if (self.kind === 'unknown') return m.flow(self);
  return instance(superType, { cls: owner, self });
}

// ---- arguments at a call expression ---------------------------------------------------------------------------------------
/** `lost`: an argument list could not be told (`*unknown`); `args` are those before it. */
export function evalArguments(m: Interpreter, exprs: readonly Expr[], scope: Scope,
  callee: () => string): { args: Value[]; lost: Unknown | null } {
  const args: Value[] = [];
  let lost: Unknown | null = null;
  for (const e of exprs) {
    if (e.kind !== 'Starred') {
      const value = evalExpr(m, e, scope);
      if (!lost) args.push(value);
      continue;
    }
    const items = starItems(m, evalExpr(m, e.value, scope), callee);
    if (!Array.isArray(items)) lost ??= items;
    else if (!lost) for (const item of items) args.push(item);
  }
  return { args, lost };
}

function starItems(m: Interpreter, v: Value, callee: () => string): Value[] | Unknown {
  if (v.kind !== 'unknown' && !m.isIterable(v)) {
    return m.raise('TypeError', `${callee()} argument after * must be an iterable, not ${m.typeOf(v).name}`);
  }
  return itemsOf(m, v);
}

export function evalKeywords(m: Interpreter, keywords: readonly Keyword[], scope: Scope, lost: Unknown | null,
  callee: () => string): Kwargs {
  if (keywords.length === 0 && !lost) return NO_KWARGS;
  const kwargs = new Map<string, Value>();
  let reason = lost?.reason ?? null;
  for (const { name, value } of keywords) {
    const v = evalExpr(m, value, scope);
    if (name !== null) {
      const key = mangle(name, scope.className);
      if (kwargs.has(key)) m.raise('TypeError', `${callee()} got multiple values for keyword argument '${name}'`);
      kwargs.set(key, v);
    } else if (v.kind === 'unknown' || (v.kind === 'dict' && v.lost)) reason ??= v.kind === 'unknown' ? v.reason : v.lost;
    else spread(m, v, kwargs, callee);
  }
  return reason ? new LostKwargs(kwargs, reason) : kwargs;
}

/** `**mapping` */
function spread(m: Interpreter, v: Value, kwargs: Map<string, Value>, callee: () => string): void {
  const put = (given: Value, value: Value): void => {
    const key = unwrap(given);
    if (key.kind !== 'str') return m.raise('TypeError', 'keywords must be strings');
    if (kwargs.has(key.value)) m.raise('TypeError', `${callee()} got multiple values for keyword argument '${key.value}'`);
    kwargs.set(key.value, value);
  };
  if (v.kind === 'dict') {
    for (const { key, value } of v.entries.values()) put(key, value);
    return;
  }
  const keys = m.findattr(v, 'keys');
  if (!keys) m.raise('TypeError', `${callee()} argument after ** must be a mapping, not ${m.typeOf(v).name}`);
  else {
    const all = itemsOf(m, m.call(keys, []));
    if (Array.isArray(all)) for (const key of all) put(key, m.getitem(v, key));
  }
}
