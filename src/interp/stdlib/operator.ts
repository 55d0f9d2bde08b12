// operator: the operators as functions, and the three getters. Knows no types.
import type { BinaryOperator, CompareOperator } from '../../python/ast';
import { int } from '../../tensor/value';
import type { Machine, NativeModule } from '../machine';
import { unwrap } from '../types/native';
import { bool, builtinClass, instance, list, method, NONE, str, tuple, type Args, type Class, type Kwargs,
  type Value } from '../value';
import { objectType } from '../types/index';
import { constructor, func, lenientFunc } from '../types/define';
import { moduleOf, need, type Members } from './support';

const BINARY: Readonly<Record<string, BinaryOperator>> = {
  add: '+', sub: '-', mul: '*', truediv: '/', floordiv: '//', mod: '%', pow: '**', matmul: '@', and_: '&', or_: '|', xor: '^',
  lshift: '<<', rshift: '>>',
};
const COMPARE: Readonly<Record<string, CompareOperator>> = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=',
  is_: 'is', is_not: 'is not' };

interface Getter { readonly getter: string; readonly args: Args; readonly kwargs: Kwargs }
const isGetter = (n: unknown): n is Getter => typeof n === 'object' && n !== null && 'getter' in n;

function getterClass(name: string, call: (m: Machine, getter: Getter, of: Value) => Value): Class {
  return builtinClass(name, 'operator', [objectType], {
    __new__: constructor((m, cls, args, kwargs) => {
      if (args.length === 0) m.raise('TypeError', name === 'methodcaller'
        ? 'methodcaller needs at least one argument, the method name' : `${name} expected 1 argument, got 0`);
      if (name === 'attrgetter' && args.some((a) => unwrap(a).kind !== 'str'))
        m.raise('TypeError', 'attribute name must be a string');
      return instance(cls, { getter: name, args, kwargs } satisfies Getter);
    }),
    __init__: method('__init__', () => NONE),
    __call__: method('__call__', (m, args) => {
      const [self, of] = args;
      if (self?.kind !== 'instance' || !isGetter(self.native)) return NONE;
      if (args.length !== 2) m.raise('TypeError', `${name} expected 1 argument, got ${args.length - 1}`);
      return of?.kind === 'unknown' ? of : call(m, self.native, need(args, 1));
    }),
    __repr__: method('__repr__', (m, [self]) => {
      const getter = self?.kind === 'instance' && isGetter(self.native) ? self.native : undefined;
      const parts = (getter?.args ?? []).map((v) => m.repr(v)).map((t) => (typeof t === 'string' ? t : '?'));
      return str(`operator.${name}(${parts.join(', ')})`);
    }),
  });
}
const several = (values: readonly Value[], get: (v: Value) => Value): Value => {
  const [first] = values;
  return values.length === 1 && first ? get(first) : tuple(values.map(get));
};
const dotted = (m: Machine, of: Value, given: Value): Value => {
  const path = unwrap(given);
  if (path.kind !== 'str') return m.raise('TypeError', 'attribute name must be a string');
  return path.value.split('.').reduce((v, name) => m.getattr(v, name), of);
};

function members(): Members {
  const found: Record<string, Value> = {
    itemgetter: getterClass('itemgetter', (m, g, of) => several(g.args, (key) => m.getitem(of, key))),
    attrgetter: getterClass('attrgetter', (m, g, of) => several(g.args, (path) => dotted(m, of, path))),
    methodcaller: getterClass('methodcaller', (m, g, of) => {
      const [name, ...args] = g.args;
      return name?.kind === 'str' ? m.callMethod(of, name.value, args, g.kwargs)
        : m.raise('TypeError', 'method name must be a string');
    }),
    neg: func('neg', 'a, /', (m, a) => m.unary('-', a)), pos: func('pos', 'a, /', (m, a) => m.unary('+', a)),
    invert: func('invert', 'a, /', (m, a) => m.unary('~', a)), inv: func('inv', 'a, /', (m, a) => m.unary('~', a)),
    not_: func('not_', 'a, /', (m, a) => m.unary('not', a)),
    abs: func('abs', 'a, /', (m, a) => m.call(need([m.builtins.get('abs')], 0), [a])),
    index: func('index', 'a, /', (m, a) => {
      const n = m.index(a);
      return n === undefined ? a : int(n);
    }),
    truth: func('truth', 'a, /', (m, a) => {
      const t = m.truth(a);
      return typeof t === 'boolean' ? bool(t) : t;
    }),
    getitem: func('getitem', 'a, b, /', (m, a, b) => m.getitem(a, b)),
    setitem: lenientFunc('setitem', 'a, b, c, /', (m, a, b, c) => { m.setitem(a, b, c); return NONE; }),
    delitem: func('delitem', 'a, b, /', (m, a, b) => { m.delitem(a, b); return NONE; }),
    contains: func('contains', 'a, b, /', (m, a, b) => m.contains(a, b)),
    concat: func('concat', 'a, b, /', (m, a, b) => m.binary('+', a, b)),
    countOf: func('countOf', 'a, b, /', (m, a, b) => {
      const items = m.itemsOf(a);
      return Array.isArray(items) ? int(items.filter((x) => m.equals(x, b) === true).length) : items;
    }),
    indexOf: func('indexOf', 'a, b, /', (m, a, b) => m.callMethod(listOf(m, a), 'index', [b])),
    length_hint: func('length_hint', 'a, default=0, /', (m, a) => m.len(a)),
    call: lenientFunc('call', 'f, *args', (m, f, ...args) => m.call(f, args)),
  };
  for (const [name, op] of Object.entries(BINARY)) {
    const plain = name.replace('_', '');
    found[name] = lenientFunc(name, 'a, b, /', (m, a, b) => m.binary(op, a, b));
    found[`i${plain}`] = lenientFunc(`i${plain}`, 'a, b, /', (m, a, b) => m.inplace(op, a, b));
  }
  for (const [name, op] of Object.entries(COMPARE)) found[name] = lenientFunc(name, 'a, b, /', (m, a, b) => m.compare(op, a, b));
  for (const [name, value] of Object.entries(found)) {
    if (value.kind === 'builtin' && !name.startsWith('i')) found[`__${name.replace('_', '')}__`] = value;
  }
  return found;
}
const listOf = (m: Machine, a: Value): Value => {
  const items = m.itemsOf(a);
  return Array.isArray(items) ? list(items) : items;
};

export const operator: NativeModule = () => moduleOf('operator', members());
