// numpy's number types: np.int64(3) is neither an int nor an array, np.float64(3) is also a float. As a function each
// type casts; as a value each is a dtype. Knows no arrays beyond casting them.
import type { BinaryOperator, CompareOperator } from '../../../python/ast';
import { int } from '../../../tensor/value';
import type { Machine } from '../../machine';
import { bool, builtinClass, instance, method, NONE, NOT_IMPLEMENTED, str, tuple, type Class, type Value } from '../../value';
import { floatType, objectType, unwrap } from '../../types/index';
import { constructor, getset } from '../../types/define';
import { asArray, castArray, castElement, isFloatName, isIntName, promote, result, scalarValue, shortest } from './array';

const OPERATORS: Readonly<Record<string, BinaryOperator>> = {
  add: '+', sub: '-', mul: '*', truediv: '/', floordiv: '//', mod: '%', pow: '**', and: '&', or: '|', xor: '^', lshift: '<<',
  rshift: '>>',
};
const COMPARISONS: Readonly<Record<string, CompareOperator>> = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' };

const isNumber = (v: Value): boolean => v.kind === 'int' || v.kind === 'float' || v.kind === 'bool';
const typeName = (v: Value): string => (v.kind === 'instance' && v.cls.module === 'numpy' ? v.cls.name.replace(/_$/, '') : '');

/** The dtype of `scalar op number`: a Python number takes part with the scalar's own width. */
function resultName(a: Value, b: Value, value: Value): string {
  const [x, y] = [typeName(a), typeName(b)];
  const known = x !== '' && y !== '' ? promote(x, y) : x === '' ? y : x;
  if (value.kind === 'bool') return 'bool';
  if (value.kind === 'float') return isFloatName(known) ? known : 'float64';
  return isIntName(known) ? known : 'int64';
}

function operate(m: Machine, op: BinaryOperator, a: Value, b: Value): Value {
  const [x, y] = [unwrap(a), unwrap(b)];
  if (y.kind === 'unknown') return y;
  if (!isNumber(x) || !isNumber(y)) return NOT_IMPLEMENTED;
  if ((op === '/' || op === '//' || op === '%') && Number(y.kind === 'int' || y.kind === 'float' ? y.value : 1) === 0) {
    return m.unknown('library-not-modelled', 'NumPy division by zero');
  }
  const value = m.binary(op, x, y);
  return scalarValue(value, resultName(a, b, value));
}

function members(): Record<string, Value> {
  const found: Record<string, Value> = {
    __init__: method('__init__', () => NONE),
    __index__: method('__index__', (m, [a]) => {
      const x = unwrap(a ?? NONE);
      return x.kind === 'int' ? x : m.raise('TypeError', 'only integer scalar arrays can be converted to a scalar index');
    }),
    __int__: method('__int__', (m, [a]) => castElement(unwrap(a ?? NONE), 'int64')),
    __float__: method('__float__', (_, [a]) => castElement(unwrap(a ?? NONE), 'float64')),
    __bool__: method('__bool__', (_, [a]) => castElement(unwrap(a ?? NONE), 'bool')),
    __hash__: method('__hash__', (m, [a]) => m.call(builtinFunction(m, 'hash'), [unwrap(a ?? NONE)])),
    __repr__: method('__repr__', (m, [a]) => text(m.repr(shown(a ?? NONE)))),
    __str__: method('__str__', (m, [a]) => text(m.str(shown(a ?? NONE)))),
    __format__: method('__format__', (m, [a, spec]) => text(m.format(unwrap(a ?? NONE), spec?.kind === 'str' ? spec.value : ''))),
    __neg__: method('__neg__', (m, [a]) => scalarValue(m.unary('-', unwrap(a ?? NONE)), typeName(a ?? NONE))),
    __pos__: method('__pos__', (_, [a]) => a ?? NONE),
    __abs__: method('__abs__', (m, [a]) => scalarValue(m.call(builtinFunction(m, 'abs'), [unwrap(a ?? NONE)]),
      typeName(a ?? NONE))),
    __round__: method('__round__', (m, [a, ...n]) => m.call(builtinFunction(m, 'round'), [unwrap(a ?? NONE), ...n])),
    item: method('item', (_, [a]) => unwrap(a ?? NONE)), tolist: method('tolist', (_, [a]) => unwrap(a ?? NONE)),
    astype: method('astype', (m, [a, dtype]) => {
      const name = dtypeName(m, dtype ?? NONE) ?? 'float64';
      return scalarValue(castElement(unwrap(a ?? NONE), name), name);
    }),
    copy: method('copy', (_, [a]) => a ?? NONE), sum: method('sum', (_, [a]) => a ?? NONE),
    mean: method('mean', (_, [a]) => a ?? NONE),
    shape: getset('shape', () => tuple([])), ndim: getset('ndim', () => int(0)), size: getset('size', () => int(1)),
    dtype: getset('dtype', (_, a) => dtypeValue(typeName(a))), real: getset('real', (_, a) => a),
    imag: getset('imag', () => int(0)),
  };
  for (const [name, op] of Object.entries(OPERATORS)) {
    found[`__${name}__`] = method(`__${name}__`, (m, [a, b]) => operate(m, op, a ?? NONE, b ?? NONE));
    found[`__r${name}__`] = method(`__r${name}__`, (m, [a, b]) => operate(m, op, b ?? NONE, a ?? NONE));
  }
  for (const [name, op] of Object.entries(COMPARISONS)) {
    found[`__${name}__`] = method(`__${name}__`, (m, [a, b]) => {
      const [x, y] = [unwrap(a ?? NONE), unwrap(b ?? NONE)];
      return isNumber(y) ? m.compare(op, x, y) : NOT_IMPLEMENTED;
    });
  }
  return found;
}
const shown = (v: Value): Value => (typeName(v) === 'float32' ? shortest(unwrap(v)) : unwrap(v));
const text = (t: unknown): Value => (typeof t === 'string' ? str(t) : str('?'));
const builtinFunction = (m: Machine, name: string): Value => m.builtins.get(name) ?? NONE;

const generic: Class = builtinClass('generic', 'numpy', [objectType], members());
const number: Class = builtinClass('number', 'numpy', [generic], {});
const integerType: Class = builtinClass('integer', 'numpy', [number], {});
const floating: Class = builtinClass('floating', 'numpy', [number], {});

function scalarClass(name: string): Class {
  const dtype = name.replace(/_$/, '');
  const parents = dtype === 'float64' ? [floating, floatType] : isFloatName(dtype) ? [floating] : isIntName(dtype)
    ? [integerType] : [generic];
  return builtinClass(name, 'numpy', parents, {
    __new__: constructor((m, cls, args) => {
      const [value] = args;
      if (!value) return instance(cls, castElement(int(0), dtype));
      if (value.kind === 'str') {
        const parsed = m.call(m.builtins.get('float') ?? NONE, [value]);
        return scalarValue(castElement(parsed, dtype), dtype);
      }
      const array = asArray(m, value);
      if (!array) {
        return m.raise('TypeError', `${name}() argument must be a string or a real number, not '${m.typeOf(value).name}'`);
      }
      return 'kind' in array ? array : result(castArray(array, dtype));
    }),
  });
}
const NAMES = ['bool_', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float16', 'float32',
  'float64'];
const scalarClasses = new Map(NAMES.map((name) => [name.replace(/_$/, ''), scalarClass(name)]));
export const scalarOf = (dtype: string): Class | undefined => scalarClasses.get(dtype);

export const SCALAR_NAMES: Readonly<Record<string, Value>> = {
  ...Object.fromEntries([...scalarClasses].map(([name, cls]) => [name === 'bool' ? 'bool_' : name, cls])),
  generic, number, integer: integerType, floating, signedinteger: integerType, inexact: floating,
  ...Object.fromEntries([['float_', 'float64'], ['double', 'float64'], ['single', 'float32'], ['half', 'float16'],
    ['int_', 'int64'], ['intp', 'int64'],
    ['longlong', 'int64'], ['ubyte', 'uint8'], ['byte', 'int8']].map(([alias = '', name = '']) =>
      [alias, scalarClasses.get(name) ?? NONE])),
};

const SHORT: Readonly<Record<string, string>> = {
  float: 'float64', int: 'int64', bool: 'bool', f: 'float32', f4: 'float32', f8: 'float64', i4: 'int32', i8: 'int64',
  u1: 'uint8', d: 'float64', b: 'int8',
  uint: 'uint64', half: 'float16', single: 'float32', double: 'float64',
};
/** The dtype that a `dtype=` argument means; undefined when it is not one of ours. */
export function dtypeName(_: Machine, value: Value): string | undefined {
  if (value.kind === 'str') return scalarClasses.has(value.value) ? value.value : SHORT[value.value];
  if (value.kind === 'class') {
    const name = value.name.replace(/_$/, '');
    return value.module === 'builtins' ? SHORT[name] : scalarClasses.has(name) ? name : undefined;
  }
  if (value.kind === 'instance' && value.cls === dtypeType && typeof value.native === 'string') return value.native;
  return undefined;
}

const nameOf = (v: Value): string => (v.kind === 'instance' && typeof v.native === 'string' ? v.native : '');
const dtypeType: Class = builtinClass('dtype', 'numpy', [objectType], {
  __new__: constructor((m, _, args) => {
    const name = dtypeName(m, args[0] ?? NONE);
    return name === undefined ? m.unknown('library-not-modelled', 'this NumPy dtype') : dtypeValue(name);
  }),
  __init__: method('__init__', () => NONE),
  __eq__: method('__eq__', (m, [a, b]) => bool(nameOf(a ?? NONE) === dtypeName(m, b ?? NONE))),
  __hash__: method('__hash__', (_, [a]) => int(nameOf(a ?? NONE).length)),
  __repr__: method('__repr__', (_, [a]) => str(`dtype('${nameOf(a ?? NONE)}')`)),
  __str__: method('__str__', (_, [a]) => str(nameOf(a ?? NONE))),
  name: getset('name', (_, a) => str(nameOf(a))), type: getset('type', (_, a) => scalarClasses.get(nameOf(a)) ?? NONE),
  kind: getset('kind', (_, a) => str(isFloatName(nameOf(a)) ? 'f' : nameOf(a) === 'bool' ? 'b' : nameOf(a).startsWith('u')
    ? 'u' : 'i')),
  itemsize: getset('itemsize', (_, a) => int(Number(/\d+$/.exec(nameOf(a))?.[0] ?? 8) / 8)),
});
export const dtypeValue = (name: string): Value => instance(dtypeType, name);
export const dtypeClass: Value = dtypeType;
