// Operators as the data model defines them: special methods with their reflected and in-place forms, subclass priority,
// comparison, identity. Numbers, strings and lists of exact types take short paths; everything else asks its class.
import { MAX_ITEMS } from './types/sequence';
import type { BinaryOperator, CompareOperator, UnaryOperator } from '../python/ast';
import { isSym, mapSym, showSym } from '../tensor/sym';
import { int, type Unknown } from '../tensor/value';
import { arithmetic, compareNumbers } from './arithmetic';
import type { Interpreter } from './interpreter';
import { contains, lookup, truth } from './protocols';
import { objectType } from './types/index';
import { bool, FALSE, float, list, str, TRUE, tuple, type Class, type Value } from './value';

const NAMES: Readonly<Record<BinaryOperator, string>> = {
  '+': 'add', '-': 'sub', '*': 'mul', '/': 'truediv', '//': 'floordiv', '%': 'mod', '**': 'pow', '@': 'matmul',
    '&': 'and', '|': 'or',
  '^': 'xor', '<<': 'lshift', '>>': 'rshift',
};

export function binary(m: Interpreter, op: BinaryOperator, a: Value, b: Value): Value {
  if (a.kind === 'unknown') return m.flow(a);
  if (b.kind === 'unknown') return m.flow(b);
  return arithmetic(m, op, a, b) ?? concatenation(op, a, b) ?? viaMethods(m, op, a, b) ?? unsupported(m, op, op, a, b);
}

/** What would grow too long is left to the types' own methods, which say so. */
function concatenation(op: BinaryOperator, a: Value, b: Value): Value | undefined {
  const fits = (x: ArrayLike<unknown>, y: ArrayLike<unknown>): boolean => x.length + y.length <= MAX_ITEMS;
  if (op !== '+') return undefined;
  if (a.kind === 'str' && b.kind === 'str' && fits(a.value, b.value)) return str(a.value + b.value, a.origin ?? b.origin);
  if (a.kind === 'list' && b.kind === 'list' && !a.cls && !b.cls && !a.lost && !b.lost)
    return fits(a.items, b.items) ? list([...a.items, ...b.items]) : undefined;
  if (a.kind === 'tuple' && b.kind === 'tuple' && !a.cls && !b.cls)
    return fits(a.items, b.items) ? tuple([...a.items, ...b.items]) : undefined;
  return undefined;
}

function viaMethods(m: Interpreter, op: BinaryOperator, a: Value, b: Value): Value | undefined {
  const name = NAMES[op];
  const left = m.typeOf(a);
  const right = m.typeOf(b);
  const forward = lookup(left, `__${name}__`);
  const reflected = right === left ? undefined : lookup(right, `__r${name}__`);
  // A subclass on the right that brings its own reflected method goes first.
  if (reflected && reflected !== lookup(left, `__r${name}__`) && right.mro.includes(left)) {
    const early = tryMethod(m, reflected, b, a);
    if (early) return early;
    return forward && tryMethod(m, forward, a, b);
  }
  // `+` and `*` of sequences are no numbers' operators: the other operand is asked first.
  if (reflected && b.kind === 'instance' && (op === '*' || op === '+') && SEQUENCES.has(a.kind)) {
    const early = tryMethod(m, reflected, b, a);
    if (early) return early;
  }
  return (forward && tryMethod(m, forward, a, b)) ?? (reflected && tryMethod(m, reflected, b, a)) ??
    (right === left ? undefined : lostOperand(m, left, right));
}

const SEQUENCES: ReadonlySet<Value['kind']> = new Set(['list', 'tuple', 'str', 'bytes']);

/** A class with an unknown base may define any operator. */
function lostOperand(m: Interpreter, left: Class, right: Class): Value | undefined {
  const reason = m.unknownBase(left) ?? m.unknownBase(right);
  return reason ? m.flow({ kind: 'unknown', reason }) : undefined;
}

function tryMethod(m: Interpreter, method: Value, self: Value, other: Value): Value | undefined {
  if (method.kind === 'none') return undefined;
  const result = m.callOn(method, self, [other]);
  return result.kind === 'notImplemented' ? undefined : result;
}

function unsupported(m: Interpreter, op: BinaryOperator, shown: string, a: Value, b: Value): never {
  const left = m.typeOf(a).name;
  const right = m.typeOf(b).name;
  if (op === '+' && ['str', 'list', 'tuple', 'bytes'].includes(a.kind)) {
    return m.raise('TypeError', a.kind === 'bytes'
      ? `can't concat ${right} to bytes` : `can only concatenate ${left} (not "${right}") to ${left}`);
  }
  if (op === '*' && ['str', 'list', 'tuple', 'bytes'].includes(a.kind)) {
    return m.raise('TypeError', `can't multiply sequence by non-int of type '${right}'`);
  }
  if (op === '*' && ['str', 'list', 'tuple', 'bytes'].includes(b.kind)) {
    return m.raise('TypeError', `can't multiply sequence by non-int of type '${left}'`);
  }
  const name = op === '**' && shown === '**' ? '** or pow()' : shown;
  return m.raise('TypeError', `unsupported operand type(s) for ${name}: '${left}' and '${right}'`);
}

export function inplace(m: Interpreter, op: BinaryOperator, a: Value, b: Value): Value {
  if (a.kind === 'unknown') return m.flow(a);
  const quick = arithmetic(m, op, a, b);
  if (quick) return quick;
  const method = lookup(m.typeOf(a), `__i${NAMES[op]}__`);
  if (method && method.kind !== 'none') {
    const result = m.callOn(method, a, [b]);
    if (result.kind !== 'notImplemented') return result;
  }
  if (b.kind === 'unknown') return m.flow(b);
  return concatenation(op, a, b) ?? viaMethods(m, op, a, b) ?? unsupported(m, op, `${op}=`, a, b);
}

const UNARY: Readonly<Record<'-' | '+' | '~', string>> = { '-': '__neg__', '+': '__pos__', '~': '__invert__' };

export function unary(m: Interpreter, op: UnaryOperator, a: Value): Value {
  if (op === 'not') {
    const t = truth(m, a);
    return typeof t === 'boolean' ? bool(!t) : t;
  }
  switch (a.kind) {
    case 'unknown': return m.flow(a);
    case 'bool': return int(op === '-' ? (a.value ? -1 : 0) : op === '+' ? (a.value ? 1 : 0) : a.value ? -2 : -1);
    case 'int': {
      const { value } = a;
      if (op === '+') return a;
      if (isSym(value)) return int(mapSym(op === '-' ? (x) => -x : (x) => -x - 1, value), a.origin);
      if (typeof value === 'bigint') return int(op === '-' ? -value : -value - 1n, a.origin);
      return int(op === '-' ? 0 - value : -value - 1, m.origin() ?? a.origin);
    }
    case 'float':
      if (op !== '~') return op === '+' ? a : float(mapSym((x) => -x, a.value), a.origin);
      break;
    default:
  }
  const method = m.findSpecial(a, UNARY[op]);
  if (method) return m.call(method, []);
  const reason = m.unknownBase(m.typeOf(a));
  if (reason) return m.flow({ kind: 'unknown', reason });
  return m.raise('TypeError', `bad operand type for unary ${op}: '${m.typeOf(a).name}'`);
}

// ---- comparison ---------------------------------------------------------------------------------------------------
export function compare(m: Interpreter, op: CompareOperator, a: Value, b: Value): Value {
  switch (op) {
    case 'is': return identical(m, a, b);
    case 'is not': return negate(identical(m, a, b));
    case 'in': return contains(m, b, a);
    case 'not in': {
      const found = truth(m, contains(m, b, a));
      return typeof found === 'boolean' ? bool(!found) : found;
    }
    default: return ordered(m, op, a, b);
  }
}

const negate = (v: Value): Value => (v.kind === 'bool' ? bool(!v.value) : v);

function identical(m: Interpreter, a: Value, b: Value): Value {
  if (a === b) return TRUE;
  if (a.kind === 'unknown') return m.flow(a);
  if (b.kind === 'unknown') return m.flow(b);
  return bool(sameObject(a, b));
}

/** Small ints and strings are shared objects in CPython; other equal values are not. */
export function sameObject(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'int' && b.kind === 'int') {
    return a.value === b.value && typeof a.value === 'number' && a.value >= -5 && a.value <= 256;
  }
  if (a.kind === 'str' && b.kind === 'str') return a.value === b.value;
  if (a.kind === 'bool' && b.kind === 'bool') return a.value === b.value;
  if (a.kind === 'tuple' && b.kind === 'tuple') return a.items.length === 0 && b.items.length === 0 && !a.cls && !b.cls;
  return a.kind === b.kind && (a.kind === 'none' || a.kind === 'ellipsis' || a.kind === 'notImplemented');
}

type Ordering = '==' | '!=' | '<' | '<=' | '>' | '>=';
const METHODS: Readonly<Record<Ordering, readonly [string, string]>> = {
  '==': ['__eq__', '__eq__'], '!=': ['__ne__', '__ne__'], '<': ['__lt__', '__gt__'], '<=': ['__le__', '__ge__'],
  '>': ['__gt__', '__lt__'], '>=': ['__ge__', '__le__'],
};

function ordered(m: Interpreter, op: Ordering, a: Value, b: Value): Value {
  if (a.kind === 'unknown') return m.flow(a);
  if (b.kind === 'unknown') return m.flow(b);
  const numbers = compareNumbers(op, a, b);
  if (typeof numbers === 'boolean') return numbers ? TRUE : FALSE;
  if (numbers === 'undecided') return undecided(m, op, a, b);
  if (a.kind === 'str' && b.kind === 'str') return bool(compareStrings(op, a.value, b.value));
  if (a.kind === 'none' && b.kind === 'none' && (op === '==' || op === '!=')) return bool(op === '==');
  return richCompare(m, op, a, b);
}

function richCompare(m: Interpreter, op: Ordering, a: Value, b: Value): Value {
  const [name, mirrored] = METHODS[op];
  const left = m.typeOf(a);
  const right = m.typeOf(b);
  const first = comparison(left, name);
  const second = comparison(right, mirrored);
  const swap = second && left !== right && right.mro.includes(left) && second !== comparison(left, mirrored);
  const result = swap
    ? tryMethod(m, second, b, a) ?? (first && tryMethod(m, first, a, b))
    : (first && tryMethod(m, first, a, b)) ?? (second && tryMethod(m, second, b, a));
  if (result) return result;
  const reason = m.unknownBase(left) ?? m.unknownBase(right);
  if (reason && !sameObject(a, b)) return m.flow({ kind: 'unknown', reason });
  if (op === '==') return bool(sameObject(a, b));
  if (op === '!=') return inverted(m, a, b);
  return m.raise('TypeError', `'${op}' not supported between instances of '${left.name}' and '${right.name}'`);
}

/** object's own comparison is identity, which comes last anyway. */
function comparison(cls: Class, name: string): Value | undefined {
  const found = lookup(cls, name);
  return found && found !== objectType.attrs.get(name) ? found : undefined;
}

function inverted(m: Interpreter, a: Value, b: Value): Value {
  const equal = truth(m, ordered(m, '==', a, b));
  return typeof equal === 'boolean' ? bool(!equal) : equal;
}

/** By code points, as Python, not by UTF-16 units. */
function compareStrings(op: Ordering, a: string, b: string): boolean {
  if (op === '==') return a === b;
  if (op === '!=') return a !== b;
  const order = a === b ? 0 : codePointOrder(a, b);
  return op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '>' ? order > 0 : order >= 0;
}
function codePointOrder(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a.codePointAt(i) ?? 0;
    const y = b.codePointAt(i) ?? 0;
    if (x !== y) return x - y;
  }
  return a.length - b.length;
}

function undecided(m: Interpreter, op: Ordering, a: Value, b: Value): Unknown {
  m.graph.unmet++;
  return m.once('data-dependent-size', () => `${sizeText(a)} ${op} ${sizeText(b)} depends on the size of the input`);
}
const sizeText = (v: Value): string =>
  v.kind === 'int' || v.kind === 'float' ? (isSym(v.value) ? showSym(v.value) : String(v.value)) : v.kind === 'bool'
    ? String(v.value) : '?';
