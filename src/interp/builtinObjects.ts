// Builtin functions on objects: attributes, types, iteration, names, printing, and the doors to the outside.
import { openFunction } from './stdlib/files';
import { int } from '../tensor/value';
import type { Machine } from './machine';
import { Lost } from './errors';
import { attributeDict } from './types/attributeDict';
import { escapeNonAscii } from './types/formatMethod';
import { firstUnknown, func, isUnknown, lenientFunc } from './types/define';
import { hashOf } from './types/hashValue';
import { advance } from './types/iterator';
import { isUnionNative, unwrap } from './types/native';
import { lookup, lostAs, text, typeName, unknownBase } from './types/protocol';
import { typeType } from './types/roots';
import { bool, builtin, iteratorOf, list, NONE, str, TRUE, type Builtin, type Class, type Value } from './value';

// ---- attributes -------------------------------------------------------------------------------------------------
const nameOf = (m: Machine, given: Value, message = `attribute name must be string, not '${typeName(m, given)}'`): string => {
  const name = unwrap(given);
  return name.kind === 'str' ? name.value : m.raise('TypeError', message);
};

/** Undefined when reading the attribute ends in AttributeError, be it raised by a property. */
const read = (m: Machine, object: Value, name: string): Value | undefined =>
  m.attempt(() => m.findattr(object, name) ?? null, 'AttributeError') ?? undefined;

function getattr(m: Machine, object: Value, name: Value, fallback?: Value): Value {
  const lost = firstUnknown([object, name]);
  if (lost) return lost;
  const wanted = nameOf(m, name);
  if (!fallback) return m.getattr(object, wanted);
  return read(m, object, wanted) ?? fallback;
}

function dir(m: Machine, object?: Value): Value {
  if (object) {
    const special = m.findSpecial(object, '__dir__');
    const names = special ? m.itemsOf(m.call(special, [])) : [];
    if (isUnknown(names)) return names;
    return list(names.sort((a, b) => (a.kind === 'str' && b.kind === 'str' && a.value < b.value ? -1 : 1)));
  }
  return list([...(m.callerLocals(0)?.keys() ?? [])].sort().map((name) => str(name)));
}

// ---- types ------------------------------------------------------------------------------------------------------
function isinstance(m: Machine, value: Value, cls: Value): Value {
  const answer = m.isInstance(value, cls);
  if (answer !== undefined) return bool(answer);
  return firstUnknown([value, cls]) ?? lostAs(unknownBase(m.typeOf(value)) ?? null) ??
    m.unknown('data-dependent-value', 'the type of a value is not known');
}

function issubclass(m: Machine, cls: Value, of: Value): Value {
  if (cls.kind !== 'class') return m.raise('TypeError', 'issubclass() arg 1 must be a class');
  if (of.kind === 'tuple') return anySubclass(m, cls, of.items);
  if (of.kind === 'instance' && isUnionNative(of.native)) return anySubclass(m, cls, of.native.members);
  const check = m.findSpecial(of, '__subclasscheck__');
  const custom = of.kind !== 'class' ||
    (of.metaclass && lookup(of.metaclass, '__subclasscheck__') !== typeType.attrs.get('__subclasscheck__'));
  if (check && custom) return m.call(check, [cls]);
  if (of.kind !== 'class') return m.raise('TypeError', 'issubclass() arg 2 must be a class, a tuple of classes, or a union');
  if (m.isSubclass(cls, of)) return TRUE;
  return lostAs(unknownBase(cls) ?? null) ?? bool(false);
}

function anySubclass(m: Machine, cls: Class, options: readonly Value[]): Value {
  let open: Value | undefined;
  for (const option of options) {
    const answer = option.kind === 'unknown' ? option : issubclass(m, cls, option);
    const truth = answer.kind === 'unknown' ? answer : m.truth(answer);
    if (truth === true) return TRUE;
    if (isUnknown(truth)) open ??= truth;
  }
  return open ?? bool(false);
}

// ---- iteration --------------------------------------------------------------------------------------------------
function iter(m: Machine, object: Value, sentinel?: Value): Value {
  if (sentinel && !m.findSpecial(object, '__call__')) m.raise('TypeError', 'iter(v, w): v must be callable');
  if (sentinel) return iteratorOf('callable_iterator', until(m, object, sentinel));
  const special = m.findSpecial(object, '__iter__');
  if (special && special.kind !== 'none') {
    const made = m.call(special, []);
    if (made.kind === 'iterator' || made.kind === 'unknown' || m.findSpecial(made, '__next__')) return made;
    return m.raise('TypeError', `iter() returned non-iterator of type '${typeName(m, made)}'`);
  }
  const iterator = m.iterate(object);
  return isUnknown(iterator) ? iterator : iteratorOf('iterator', iterator);
}

function* until(m: Machine, callee: Value, sentinel: Value): Generator<Value, undefined, Value | undefined> {
  for (;;) {
    const value = m.call(callee, []);
    const same = m.equals(value, sentinel);
    if (same === true) return;
    // Whether there is another item cannot be told, here or later.
    if (isUnknown(same)) throw new Lost(same.reason);
    yield value;
  }
}

function next(m: Machine, iterator: Value, fallback?: Value): Value {
  if (iterator.kind === 'unknown') return iterator;
  if (iterator.kind === 'iterator') {
    if (iterator.iterator.rest) return iterator.iterator.rest();
    if (!fallback) return advance(m, iterator);
    const step = iterator.iterator.next();
    return step.done ? fallback : step.value;
  }
  const special = m.findSpecial(iterator, '__next__');
  if (!special) return m.raise('TypeError', `'${typeName(m, iterator)}' object is not an iterator`);
  return fallback ? m.attempt(() => m.call(special, []), 'StopIteration') ?? fallback : m.call(special, []);
}

/** any and all: an item whose truth is unknown decides only when no other item does. */
const quantifier = (name: string, decisive: boolean): Builtin => func(name, 'iterable, /', (m, iterable) => {
  const items = m.iterate(iterable);
  if (isUnknown(items)) return items;
  let open: Value | undefined;
  for (let step = items.next(); !step.done; step = items.next()) {
    m.step();
    const truth = m.truth(step.value);
    if (truth === decisive) return bool(decisive);
    if (isUnknown(truth)) open ??= truth;
  }
  return open ?? bool(!decisive);
});

// ---- names and code ---------------------------------------------------------------------------------------------
/** The globals of the running code, which writes reach. */
function globals(m: Machine): Value {
  const attrs = m.callerGlobals();
  return attrs ? attributeDict(m, attrs) : m.unknown('syntax-not-modelled', 'globals() cannot be followed here');
}

/** Of a function: a copy, as in CPython. */
function locals(m: Machine): Value {
  const own = m.callerLocals(0);
  if (!own || own === m.callerGlobals()) return globals(m);
  const cls = m.callerClass();
  return m.dictFrom([...own, ...(cls ? [['__class__', cls] as const] : [])]);
}

const namesIn = (value: Value | undefined): [string, Value][] =>
  (value?.kind === 'dict'
    ? [...value.entries.values()].flatMap(({ key, value: v }): [string, Value][] =>
      (key.kind === 'str' ? [[key.value, v]] : [])) : []);

/** Runs text among the names it may use and gives the module it made. */
function run(m: Machine, source: string, scopes: readonly (Value | undefined)[]): Map<string, Value> {
  const given = scopes.filter((s) => s !== undefined && s.kind !== 'none');
  const names = given.length > 0 ? given.flatMap(namesIn) : [...(m.callerGlobals() ?? []), ...(m.callerLocals(0) ?? [])];
  const count = m.service('eval.count', () => ({ value: 0 }));
  return m.prelude(`<string ${++count.value}>`, source, Object.fromEntries(names)).attrs;
}

function evaluate(m: Machine, code: Value, globalNames?: Value, localNames?: Value): Value {
  const source = unwrap(code);
  if (source.kind !== 'str') return m.raise('TypeError', 'eval() arg 1 must be a string, bytes or code object');
  const attrs = run(m, `__result__ = (${source.value.trim()}\n)\n`, [globalNames, localNames]);
  return attrs.get('__result__') ??
    m.unknown('syntax-not-modelled', `eval(${JSON.stringify(source.value)}) cannot be followed`);
}

function execute(m: Machine, code: Value, globalNames?: Value, localNames?: Value): Value {
  const source = unwrap(code);
  if (source.kind !== 'str') return m.raise('TypeError', 'exec() arg 1 must be a string, bytes or code object');
  const attrs = run(m, source.value, [globalNames, localNames]);
  const target = [localNames, globalNames].find((v) => v?.kind === 'dict');
  const own = target ? null : m.callerGlobals();
  for (const [name, value] of attrs) {
    if (name.startsWith('__') && name.endsWith('__')) continue;
    if (target?.kind === 'dict') m.setitem(target, str(name), value);
    else if (own && own.get(name) !== value) m.heap.set(own, name, value);
  }
  return NONE;
}

function importByName(m: Machine, name: Value, ...rest: Value[]): Value {
  const wanted = nameOf(m, name, '__import__() argument 1 must be str');
  const module = m.import(wanted);
  const fromList = rest[2];
  const isFrom = (fromList?.kind === 'tuple' || fromList?.kind === 'list') && fromList.items.length > 0;
  return isFrom || !wanted.includes('.') ? module : m.import(wanted.split('.')[0]);
}

// ---- printing ---------------------------------------------------------------------------------------------------
const print = builtin('print', (m, args, kwargs) => {
  for (const key of kwargs.keys()) {
    if (!['sep', 'end', 'file', 'flush'].includes(key)) {
      return m.raise('TypeError', `'${key}' is an invalid keyword argument for print()`);
    }
  }
  const option = (key: 'sep' | 'end', fallback: string): string => {
    const value = kwargs.get(key);
    if (!value || value.kind === 'none') return fallback;
    return value.kind === 'str' ? value.value
      : m.raise('TypeError', `${key} must be None or a string, not ${typeName(m, value)}`);
  };
  const [sep, end] = [option('sep', ' '), option('end', '\n')];
  const parts = args.map((arg) => m.str(arg)).map((shown) => (typeof shown === 'string' ? shown : '<unknown>'));
  const given = kwargs.get('file');
  const file = given && given.kind !== 'none' ? given : m.modules.get('sys')?.attrs.get('stdout');
  const isScreen = file?.kind === 'instance' && file.native === 'stdout';
  if (!file || file.kind === 'none' || isScreen) m.printed.push(parts.join(sep) + end);
  else if (file.kind === 'instance') m.callMethod(file, 'write', [str(parts.join(sep) + end)]);
  return NONE;
});

const outside = (name: string, what: string): Builtin => builtin(name, (m) => m.unknown('external-input', what));

export const OBJECT_FUNCTIONS: readonly Builtin[] = [
  lenientFunc('getattr', 'object, name, default?, /', getattr),
  func('hasattr', 'obj, name, /', (m, object, name) => {
    const found = read(m, object, nameOf(m, name));
    return found?.kind === 'unknown' ? found : bool(found !== undefined);
  }),
  lenientFunc('setattr', 'obj, name, value, /', (m, object, name, value) => {
    if (object.kind === 'unknown') return NONE;
    if (name.kind !== 'unknown') m.setattr(object, nameOf(m, name), value);
    // A class's own __setattr__ knows what an unknown name means for it.
    else if (object.kind === 'instance') m.callMethod(object, '__setattr__', [name, value]);
    else m.loseAttributes(object, name.reason);
    return NONE;
  }),
  lenientFunc('delattr', 'obj, name, /', (m, object, name) => {
    if (object.kind === 'unknown') return NONE;
    if (name.kind !== 'unknown') m.delattr(object, nameOf(m, name));
    else if (object.kind === 'instance') m.callMethod(object, '__delattr__', [name]);
    else m.loseAttributes(object, name.reason);
    return NONE;
  }),
  func('dir', 'object?, /', dir),
  func('vars', 'object?, /', (m, object?: Value) => {
    if (!object) return locals(m);
    return read(m, object, '__dict__') ?? m.raise('TypeError', 'vars() argument must have __dict__ attribute');
  }),
  lenientFunc('isinstance', 'obj, class_or_tuple, /', isinstance),
  func('issubclass', 'cls, class_or_tuple, /', issubclass),
  func('callable', 'obj, /', (m, object) =>
    bool(['func', 'builtin', 'method', 'class'].includes(object.kind) || m.findSpecial(object, '__call__') !== undefined)),
  func('hash', 'obj, /', hashOf),
  lenientFunc('id', 'obj, /', (_, object) => (object.kind === 'unknown' ? object : int('id' in object ? object.id * 16 : 0))),
  func('len', 'obj, /', (m, object) => m.len(object)),
  func('repr', 'obj, /', (m, object) => text(m.repr(object))),
  func('ascii', 'obj, /', (m, object) => {
    const shown = m.repr(object);
    return isUnknown(shown) ? shown : str(escapeNonAscii(shown));
  }),
  func('format', "value, format_spec='', /", (m, value, spec) =>
    text(m.format(value, nameOf(m, spec, `format() argument 2 must be str, not ${typeName(m, spec)}`)))),
  func('iter', 'object, sentinel?, /', iter),
  lenientFunc('next', 'iterator, default?, /', next),
  quantifier('any', true), quantifier('all', false),
  func('globals', '', globals), func('locals', '', locals),
  func('eval', 'source, globals?, locals?, /', evaluate),
  func('exec', 'source, globals?, locals?, /', execute),
  func('__import__', 'name, globals?, locals?, fromlist?, level?', importByName),
  print,
  outside('input', 'input() reads what a person types'),
  openFunction,
  outside('compile', 'compile() is not modelled'),
  builtin('breakpoint', () => NONE), builtin('help', () => NONE),
  outside('memoryview', 'memoryview is not modelled'),
  builtin('__build_class__', (m) => m.unknown('syntax-not-modelled', '__build_class__ is not modelled')),
];
