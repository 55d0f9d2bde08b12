// Evaluation of expressions, directly on the tree. The current node is set just before an operation acts, so that the
// origin of its result, and of an exception it raises, is that expression.
import { unreachable } from '../base/assert';
import type {
  Attribute, BinOp, BoolOp, Call, Compare, DictExpr, Expr, FormattedValue, IfExp, JoinedStr, Lambda, Name, NamedExpr, Subscript,
} from '../python/ast';
import { int, unknownOf, type Unknown } from '../tensor/value';
import { callOn, evalArguments, evalKeywords, LostKwargs, zeroSuper } from './calls';
import { branchReason, forkValue } from './branches';
import { compDict, compList, compSet, generatorExpression } from './comprehensions';
import type { Interpreter } from './interpreter';
import { hashKey } from './hashing';
import { itemsOf, lookup, truth } from './protocols';
import { homeOf, mangle } from './scope';
import { observe, observeTensor } from './trace';
import { superType } from './types/index';
import {
  AttrMap, bool, dict, ELLIPSIS, FALSE, float, list, LOST_NAME, newId, NONE, set, str, TRUE, tuple, type Dict, type Func,
    type Kwargs, type Scope, type Value,
} from './value';

export function evalExpr(m: Interpreter, e: Expr, scope: Scope): Value {
  switch (e.kind) {
    case 'Name': return m.act.observed ? observe(m, e, loadName(m, e, scope)) : loadName(m, e, scope);
    case 'Attribute': return m.act.observed ? observe(m, e, attribute(m, e, scope)) : attribute(m, e, scope);
    case 'Call': return m.act.observed ? observe(m, e, callExpr(m, e, scope)) : callExpr(m, e, scope);
    case 'Int':
      m.act.node = e.id;
      return int(e.value, m.act.file.internal ? null : m.act.origin());
    case 'Constant': return e.value === null ? NONE : e.value === true ? TRUE : e.value === false ? FALSE : ELLIPSIS;
    case 'Str':
      m.act.node = e.id;
      return str(e.value, m.act.file.internal ? null : m.act.origin());
    case 'Float':
      m.act.node = e.id;
      return float(e.value, m.act.file.internal ? null : m.act.origin());
    case 'BinOp': return m.act.observed ? observe(m, e, binOp(m, e, scope)) : binOp(m, e, scope);
    case 'Subscript': return m.act.observed ? observe(m, e, subscript(m, e, scope)) : subscript(m, e, scope);
    case 'Tuple': {
      const items = elements(m, e.elts, scope);
      return Array.isArray(items) ? tuple(items) : items;
    }
    case 'List': return listOf(m, e.elts, scope);
    case 'Compare': return observeTensor(m, e, comparison(m, e, scope));
    case 'UnaryOp': {
      const operand = evalExpr(m, e.operand, scope);
      m.act.node = e.id;
      return observeTensor(m, e, m.unary(e.op, operand));
    }
    // A generator has evaluated these already when they contain a yield.
    case 'BoolOp': return m.act.sent?.get(e.id) ?? boolOp(m, e, scope);
    case 'IfExp': {
      const given = m.act.sent?.get(e.id);
      if (given) return given;
      return m.act.observed ? observe(m, e, ifExp(m, e, scope)) : ifExp(m, e, scope);
    }
    case 'Dict': return dictDisplay(m, e, scope);
    case 'Set': return setDisplay(m, e.elts, scope);
    case 'Slice': return {
      kind: 'slice', start: e.lower ? evalExpr(m, e.lower, scope) : NONE, stop: e.upper ? evalExpr(m, e.upper, scope) : NONE,
      step: e.step ? evalExpr(m, e.step, scope) : NONE,
    };
    case 'JoinedStr': return joined(m, e, scope);
    case 'FormattedValue': return formatted(m, e, scope);
    case 'ListComp': return m.act.observed ? observe(m, e, compList(m, e, scope)) : compList(m, e, scope);
    case 'SetComp': return compSet(m, e, scope);
    case 'DictComp': return compDict(m, e, scope);
    case 'GeneratorExp': return generatorExpression(m, e, scope);
    case 'Lambda': return lambda(m, e, scope);
    case 'NamedExpr': return named(m, e, scope);
    default: return rareExpr(m, e, scope);
  }
}

type Rare = Extract<Expr, { kind: 'Complex' | 'Bytes' | 'Starred' | 'Await' | 'Yield' | 'YieldFrom' | 'ErrorExpr' }>;
function rareExpr(m: Interpreter, e: Rare, scope: Scope): Value {
  m.act.node = e.id;
  switch (e.kind) {
    case 'Complex': return { kind: 'complex', re: 0, im: e.imag };
    case 'Bytes': return { kind: 'bytes', value: e.value };
    case 'Starred': return m.raise('SyntaxError', "can't use starred expression here");
    case 'Await': {
      const value = evalExpr(m, e.value, scope);
      return value.kind === 'unknown' ? value : m.once('syntax-not-modelled', () => 'await is not followed');
    }
    // The generator executor has evaluated them before the expression they stand in; see generators.ts.
    case 'Yield':
    case 'YieldFrom': return m.act.sent?.get(e.id) ?? m.once('syntax-not-modelled',
      () => 'a yield in this place is not followed');
    case 'ErrorExpr': return m.once('syntax-error', () => e.message);
    default: return unreachable(e);
  }
}

// ---- names ---------------------------------------------------------------------------------------------------------------
function loadName(m: Interpreter, e: Name, scope: Scope): Value {
  m.act.node = e.id;
  const { name } = e;
  for (let s: Scope | null = scope; s; s = s.parent) {
    const value = s.vars.get(name);
    if (value) {
      if (value.kind === 'unknown') return m.flow(value);
      return value;
    }
    if (s.locals.has(name)) return unbound(m, name, s === scope || (scope.kind === 'comprehension' && s === functionOf(scope)));
    if (s.globalNames.has(name)) {
      const global = s.globals.vars.get(name);
      if (global) return global;
      break;
    }
  }
  return missingName(m, name, scope);
}

const functionOf = (scope: Scope): Scope | null => {
  let s: Scope | null = scope;
  while (s?.kind === 'comprehension') s = s.parent;
  return s;
};

function unbound(m: Interpreter, name: string, own: boolean): Value {
  return own
    ? m.raise('UnboundLocalError', `cannot access local variable '${name}' where it is not associated with a value`)
    : m.raise('NameError', `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`);
}

function missingName(m: Interpreter, name: string, scope: Scope): Value {
  if (scope.className !== null) {
    const mangled = mangle(name, scope.className);
    if (mangled !== name) {
      for (let s: Scope | null = scope; s; s = s.parent) {
        const value = s.vars.get(mangled);
        if (value) return value;
      }
    }
  }
  const builtin = m.builtins.get(name);
  if (builtin) return builtin;
  if (name === '__class__' && m.act.func?.owner) return m.act.func.owner;
  const starred = m.starLookups.get(scope.globals)?.map((find) => find(name)).find((v) => v !== undefined);
  if (starred) return starred;
  const ambient = m.ambientName(name, scope);
  if (ambient) return ambient;
  const { lost, vars } = scope.globals;
  if (lost) return m.flow(unknownOf(lost));
  const written = vars.get(LOST_NAME);
  if (written?.kind === 'unknown') return m.flow(written);
  return m.throwNew('NameError', [str(`name '${name}' is not defined`)], { name: str(name) });
}

export function storeName(m: Interpreter, name: string, value: Value, scope: Scope): void {
  if (scope.kind === 'class') name = mangle(name, scope.className);
  m.heap.set(homeOf(scope, name), name, value);
}

function named(m: Interpreter, e: NamedExpr, scope: Scope): Value {
  const value = evalExpr(m, e.value, scope);
  storeName(m, e.target.name, value, scope);
  return value;
}

function lambda(m: Interpreter, e: Lambda, scope: Scope): Value {
  return makeFunction(m, e, '<lambda>', scope);
}

/** Defaults are evaluated here and now. */
export function makeFunction(m: Interpreter, node: Func['node'], name: string, scope: Scope): Func {
  const defaults = new Map<string, Value>();
  const { posonly, args, kwonly } = node.args;
  for (const param of [...posonly, ...args, ...kwonly]) if (param.default)
    defaults.set(param.name, evalExpr(m, param.default, scope));
  const { act } = m;
  const func: Func = {
    kind: 'func', name, qualname: qualified(act.func, act.scope, name, scope), node, file: act.file, closure: scope, defaults,
    owner: scope.kind === 'class' ? null : act.func?.owner ?? null, attrs: new AttrMap(), id: newId(),
  };
  if (scope.kind === 'class') scope.methods?.push(func);
  return func;
}

function qualified(func: Func | null, actScope: Scope, name: string, scope: Scope): string {
  const own = scope.kind === 'class' ? scope.vars.get('__qualname__') : undefined;
  if (own?.kind === 'str') return `${own.value}.${name}`;
  return func && actScope.kind === 'function' && !scope.globalNames.has(name) ? `${func.qualname}.<locals>.${name}` : name;
}

// ---- attributes, subscripts, calls -----------------------------------------------------------------------------------------
function attribute(m: Interpreter, e: Attribute, scope: Scope): Value {
  const value = evalExpr(m, e.value, scope);
  m.act.node = e.id;
  if (e.attr === '') return m.once('syntax-error', () => 'A name is expected behind this dot.');
  return m.getattr(value, mangle(e.attr, scope.className));
}

function subscript(m: Interpreter, e: Subscript, scope: Scope): Value {
  const value = evalExpr(m, e.value, scope);
  const key = evalExpr(m, e.slice, scope);
  m.act.node = e.id;
  return m.getitem(value, key);
}

function callExpr(m: Interpreter, e: Call, scope: Scope): Value {
  const { errors } = m.act.file.parse;
  const inside = errors.filter((error) => error.start >= e.start && error.start <= e.end);
  if (inside.length === 0) return finishedCall(m, e, scope);
  const value = halfTyped(m, e, scope);
  // Where something is missing, more than what is missing may follow: its shape is not the one that is meant.
  const isOpen = value.kind === 'tensor' && inside.some(({ start, end }) => start === end);
  return isOpen ? m.unknown('syntax-error', 'this call is not finished') : value;
}

/** A call with a syntax error in it is being typed: what it raises as it stands is nobody's fault. */
function halfTyped(m: Interpreter, e: Call, scope: Scope): Value {
  const { act } = m;
  try {
    return finishedCall(m, e, scope);
  } catch (error) {
    if (!m.asPyError(error)) throw error;
    m.act = act;
    m.act.node = e.id;
    return m.unknown('syntax-error', 'this call is not finished');
  }
}

function finishedCall(m: Interpreter, e: Call, scope: Scope): Value {
  if (e.func.kind === 'Attribute') {
    if (e.func.attr === 'backward') m.trained++;
    return methodCall(m, e, e.func, scope);
  }
  const callee = evalExpr(m, e.func, scope);
  if (callee === superType && e.args.length === 0 && e.keywords.length === 0) {
    m.act.node = e.id;
    return zeroSuper(m, m.act);
  }
  return applyCall(m, e, callee, null, scope);
}

/** `x.f(...)`: a plain method of an instance is called without making the bound method. */
function methodCall(m: Interpreter, e: Call, func: Attribute, scope: Scope): Value {
  if (m.act.observed) return applyCall(m, e, evalExpr(m, func, scope), null, scope);
  const self = evalExpr(m, func.value, scope);
  m.act.node = func.id;
  const name = mangle(func.attr, scope.className);
  if (self.kind === 'instance' && self.cls !== superType && !self.attrs.has(name) && !m.customGetattribute(self.cls)) {
    const found = lookup(self.cls, name);
    if (found && (found.kind === 'func' || (found.kind === 'builtin' && found.binds)))
      return applyCall(m, e, found, self, scope);
  }
  return applyCall(m, e, m.getattr(self, name), null, scope);
}

function applyCall(m: Interpreter, e: Call, callee: Value, self: Value | null, scope: Scope): Value {
  const shown = (): string => calleeName(m, callee);
  const { args, lost } = evalArguments(m, e.args, scope, shown);
  const kwargs: Kwargs = evalKeywords(m, e.keywords, scope, lost, shown);
  m.act.node = e.id;
  if (kwargs instanceof LostKwargs && callee.kind === 'class' && callee.builtin) return m.flow(unknownOf(kwargs.reason));
  return self ? callOn(m, callee, self, args, kwargs) : m.call(callee, args, kwargs);
}

function calleeName(m: Interpreter, callee: Value): string {
  const inner = callee.kind === 'method' ? callee.func : callee;
  if (inner.kind === 'func') return `${inner.file.module}.${inner.qualname}()`;
  if (inner.kind === 'class') return inner.module === 'builtins' ? `${inner.name}()` : `${inner.module}.${inner.qualname}()`;
  return inner.kind === 'builtin' ? `${inner.name}()` : `${m.typeOf(inner).name} object`;
}

// ---- operators --------------------------------------------------------------------------------------------
function binOp(m: Interpreter, e: BinOp, scope: Scope): Value {
  const left = evalExpr(m, e.left, scope);
  const right = evalExpr(m, e.right, scope);
  m.act.node = e.id;
  m.step();
  return m.binary(e.op, left, right);
}

function comparison(m: Interpreter, e: Compare, scope: Scope): Value {
  let left = evalExpr(m, e.left, scope);
  let result: Value = TRUE;
  for (const [i, op] of e.ops.entries()) {
    const next = e.comparators[i];
    if (!next) break;
    const right = evalExpr(m, next, scope);
    m.act.node = e.id;
    result = m.compare(op, left, right);
    if (i === e.ops.length - 1) break;
    const t = truth(m, result);
    if (t === false) return result;
    if (t !== true) return t;
    left = right;
  }
  return result;
}

function boolOp(m: Interpreter, e: BoolOp, scope: Scope, from = 0): Value {
  for (let i = from; i < e.values.length; i++) {
    const part = e.values[i];
    if (!part) break;
    const value = evalExpr(m, part, scope);
    if (i === e.values.length - 1) return value;
    const t = truth(m, value);
    if (typeof t === 'boolean') {
      if (t === (e.op === 'or')) return value;
      continue;
    }
    // The rest runs or does not; what it binds or changes is merged.
    const reason = branchReason(m, part, t);
    return forkValue(m, reason, () => boolOp(m, e, scope, i + 1), () => value);
  }
  return NONE;
}

function ifExp(m: Interpreter, e: IfExp, scope: Scope): Value {
  const t = condition(m, e.test, scope);
  if (t === true) return evalExpr(m, e.body, scope);
  if (t === false) return evalExpr(m, e.orelse, scope);
  return forkValue(m, branchReason(m, e.test, t), () => evalExpr(m, e.body, scope), () => evalExpr(m, e.orelse, scope));
}

/** The truth of a condition; `a or b` is true as soon as one side is, even when the other is not known. */
export function condition(m: Interpreter, e: Expr, scope: Scope): boolean | Unknown {
  if (e.kind === 'UnaryOp' && e.op === 'not') {
    const t = condition(m, e.operand, scope);
    return typeof t === 'boolean' ? !t : t;
  }
  if (e.kind !== 'BoolOp') {
    const value = evalExpr(m, e, scope);
    m.act.node = e.id;
    return truth(m, value);
  }
  const decides = e.op === 'or';
  let open: Unknown | null = null;
  for (const part of e.values) {
    const t: boolean | Unknown = open ? guardedCondition(m, part, scope, open) : condition(m, part, scope);
    if (t === decides) return t;
    if (typeof t !== 'boolean') open ??= t;
  }
  return open ?? !decides;
}

/** A later part of `and`/`or` that Python may not evaluate at all: it may raise, and then says nothing. */
function guardedCondition(m: Interpreter, part: Expr, scope: Scope, open: Unknown): boolean | Unknown {
  const result = forkValue(m, open.reason, () => {
    const t = condition(m, part, scope);
    return typeof t === 'boolean' ? bool(t) : t;
  }, () => null);
  return result.kind === 'bool' ? result.value : result.kind === 'unknown' ? result : open;
}

// ---- displays ---------------------------------------------------------------------------------------------
/** Unknown when the number of items is. */
function elements(m: Interpreter, elts: readonly Expr[], scope: Scope): Value[] | Unknown {
  const items: Value[] = [];
  for (const e of elts) {
    if (e.kind !== 'Starred') items.push(evalExpr(m, e, scope));
    else {
      const value = evalExpr(m, e.value, scope);
      if (value.kind === 'int' || value.kind === 'none' || value.kind === 'float') {
        return m.raise('TypeError', `Value after * must be an iterable, not ${m.typeOf(value).name}`);
      }
      const more = itemsOf(m, value);
      if (!Array.isArray(more)) return more;
      for (const item of more) items.push(item);
    }
  }
  return items;
}

function listOf(m: Interpreter, elts: readonly Expr[], scope: Scope): Value {
  const items = elements(m, elts, scope);
  return Array.isArray(items) ? list(items) : items;
}

function setDisplay(m: Interpreter, elts: readonly Expr[], scope: Scope): Value {
  const entries = new Map<string, Value>();
  const items = elements(m, elts, scope);
  if (!Array.isArray(items)) return items;
  for (const value of items) {
    const key = hashKey(m, value);
    if (typeof key !== 'string') return key;
    if (!entries.has(key)) entries.set(key, value);
  }
  return set(entries);
}

function dictDisplay(m: Interpreter, e: DictExpr, scope: Scope): Value {
  const result: Dict = dict();
  for (const [i, key] of e.keys.entries()) {
    const valueExpr = e.values[i];
    if (!valueExpr) break;
    if (!key) {
      spreadInto(m, result, evalExpr(m, valueExpr, scope));
      continue;
    }
    const k = evalExpr(m, key, scope);
    const value = evalExpr(m, valueExpr, scope);
    m.act.node = e.id;
    putDict(m, result, k, value);
  }
  return result;
}

export function putDict(m: Interpreter, into: Dict, key: Value, value: Value): void {
  const hash = hashKey(m, key);
  if (typeof hash === 'string') m.heap.dictSet(into, hash, key, value);
  else if (!into.lost) m.heap.write(into, 'lost', hash.reason);
}

/** `{**mapping}` */
function spreadInto(m: Interpreter, into: Dict, from: Value): void {
  if (from.kind === 'unknown' || (from.kind === 'dict' && from.lost)) {
    const reason = from.kind === 'unknown' ? from.reason : from.lost;
    m.heap.write(into, 'lost', reason);
  } else if (from.kind === 'dict') {
    for (const [hash, { key, value }] of from.entries) m.heap.dictSet(into, hash, key, value);
  } else {
    const keys = m.findattr(from, 'keys');
    if (!keys) m.raise('TypeError', `'${m.typeOf(from).name}' object is not a mapping`);
    else {
      const all = itemsOf(m, m.call(keys, []));
      if (Array.isArray(all)) for (const key of all) putDict(m, into, key, m.getitem(from, key));
    }
  }
}

// ---- strings ----------------------------------------------------------------------------------------------
function joined(m: Interpreter, e: JoinedStr, scope: Scope): Value {
  let text = '';
  let lost: Unknown | null = null;
  for (const part of e.values) {
    const value = part.kind === 'Str' ? part.value : formatted(m, part, scope);
    if (typeof value === 'string') text += value;
    else if (value.kind === 'str') text += value.value;
    else if (value.kind === 'unknown') lost ??= value;
  }
  return lost ?? str(text, m.origin());
}

function formatted(m: Interpreter, e: FormattedValue, scope: Scope): Value {
  const value = evalExpr(m, e.value, scope);
  const spec = e.spec ? joined(m, e.spec, scope) : null;
  m.act.node = e.id;
  if (spec?.kind === 'unknown') return spec;
  const conversion = e.conversion ?? (e.debug !== null && !spec ? 'r' : null);
  const converted = conversion === 's' ? m.str(value) : conversion === 'r' ? m.repr(value)
    : conversion === 'a' ? asciiOf(m.repr(value)) : undefined;
  if (converted !== undefined && typeof converted !== 'string') return converted;
  const text = m.format(converted === undefined ? value : str(converted), spec?.kind === 'str' ? spec.value : '');
  return typeof text === 'string' ? str((e.debug ?? '') + text) : text;
}

const asciiOf = (text: string | Unknown): string | Unknown => typeof text !== 'string' ? text
  : text.replace(/[^\x00-\x7f]/gu, (c) => {
    const code = c.codePointAt(0) ?? 0;
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : code < 65536
      ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  });
