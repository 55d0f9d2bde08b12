// The type object: the defaults of every special method, and the attributes that all objects have.
import { int } from '../../tensor/value';
import type { Machine } from '../machine';
import {
  AttrMap, builtin, instance, list, NONE, NOT_IMPLEMENTED, str, type Args, type Class, type Kwargs, type Value,
} from '../value';
import { attributeDict, DictAttributes } from './attributeDict';
import { constructor, def, getset, isUnknown, lenient, members, raw, wrapClass, type Definition } from './define';
import { unwrap } from './native';
import { lookup, text, typeName, unknownBase } from './protocol';
import { fill, objectType } from './roots';
import { isWithoutDict } from './slots';

const own = (name: string): Value | undefined => objectType.attrs.get(name);
const inherits = (cls: Class, name: string): boolean => lookup(cls, name) === own(name);

/** As object_new of CPython, which complains of arguments that no one takes. */
function newObject(m: Machine, cls: Class, args: Args, kwargs: Kwargs): Value {
  const excess = args.length + kwargs.size > 0 && unknownBase(cls) === undefined;
  if (excess && !inherits(cls, '__new__')) {
    return m.raise('TypeError', 'object.__new__() takes exactly one argument (the type to instantiate)');
  }
  if (excess && inherits(cls, '__init__')) return m.raise('TypeError', `${cls.name}() takes no arguments`);
  const abstract = cls.attrs.get('__abstractmethods__');
  if (abstract?.kind === 'set' && abstract.entries.size > 0) return raiseAbstract(m, cls, [...abstract.entries.values()]);
  return instance(cls, null, m.origin());
}

function raiseAbstract(m: Machine, cls: Class, methods: readonly Value[]): never {
  const names = methods.map((v) => (v.kind === 'str' ? v.value : '')).sort();
  return m.raise('TypeError',
    `Can't instantiate abstract class ${cls.name} with abstract method${names.length === 1 ? '' : 's'} ${names.join(', ')}`);
}

function init(m: Machine, self: Value, args: Args, kwargs: Kwargs): Value {
  const cls = m.typeOf(self);
  if (args.length + kwargs.size === 0 || unknownBase(cls)) return NONE;
  if (!inherits(cls, '__init__')) {
    return m.raise('TypeError', 'object.__init__() takes exactly one argument (the instance to initialize)');
  }
  if (!inherits(cls, '__new__')) return NONE;
  return m.raise('TypeError', `${cls.name}.__init__() takes exactly one argument (the instance to initialize)`);
}

const identity = (value: Value): number => ('id' in value ? value.id : 0);
/** Addresses differ from run to run in CPython; ours are numbered. */
export const addressOf = (value: Value): string => `0x7f${(identity(value) * 16).toString(16).padStart(10, '0')}`;
export const qualifiedName = (cls: Class): string =>
  (cls.module === 'builtins' ? cls.qualname : `${cls.module}.${cls.qualname}`);

function dir(m: Machine, self: Value): Value {
  const names = new Set<string>();
  const add = (cls: Class): void => { for (const c of cls.mro) for (const name of c.attrs.keys()) names.add(name); };
  if (self.kind === 'class') add(self);
  else if (self.kind !== 'module') add(m.typeOf(self));
  for (const name of attrsOf(self)?.keys() ?? []) if (!name.startsWith('<')) names.add(name);
  return list([...names].sort().map((name) => str(name)));
}

export function attrsOf(value: Value): Map<string, Value> | null {
  switch (value.kind) {
    case 'instance':
    case 'module':
    case 'func':
    case 'class': return value.attrs;
    case 'tuple':
    case 'list':
    case 'dict':
    case 'set': return value.cls ? value.attrs : null;
    // The tensor layer does not know Python's values; only the interpreter writes this map.
    case 'tensor': return value.attrs as Map<string, Value> | null;
    default: return null;
  }
}

/** The attribute map of a value that may have attributes, made when it has none yet. */
function namespaceOf(m: Machine, self: Value): Map<string, Value> | null {
  const container = self.kind === 'tuple' || self.kind === 'list' || self.kind === 'dict' || self.kind === 'set' ? self : null;
  if (container?.cls && !container.attrs) m.heap.write(container, 'attrs', new AttrMap());
  return attrsOf(self);
}

const methods: Record<string, Definition<Value>> = {
  __init__: raw(init),
  __repr__: def('', (m, self) => str(`<${qualifiedName(m.typeOf(self))} object at ${addressOf(self)}>`)),
  __str__: def('', (m, self) => text(m.repr(self))),
  __format__: def('spec, /', (m, self, spec) => {
    if (spec.kind === 'str' && spec.value !== '') {
      return m.raise('TypeError', `unsupported format string passed to ${typeName(m, self)}.__format__`);
    }
    return text(m.str(self));
  }),
  __eq__: lenient('value, /', (_, self, other) => (self === other ? { kind: 'bool', value: true } : NOT_IMPLEMENTED)),
  __ne__: lenient('value, /', (m, self, other) => {
    const same = m.callMethod(self, '__eq__', [other]);
    if (same.kind === 'notImplemented' || same.kind === 'unknown') return same;
    const truth = m.truth(same);
    return isUnknown(truth) ? truth : { kind: 'bool', value: !truth };
  }),
  __lt__: lenient('value, /', () => NOT_IMPLEMENTED), __le__: lenient('value, /', () => NOT_IMPLEMENTED),
  __gt__: lenient('value, /', () => NOT_IMPLEMENTED), __ge__: lenient('value, /', () => NOT_IMPLEMENTED),
  __hash__: def('', (_, self) => int(identity(self))),
  __getattribute__: def('name, /', (m, self, given) => {
    const name = unwrap(given);
    if (name.kind !== 'str') return m.raise('TypeError', `attribute name must be string, not '${typeName(m, name)}'`);
    return m.getattrRaw(self, name.value) ??
      m.raise('AttributeError', `'${typeName(m, self)}' object has no attribute '${name.value}'`);
  }),
  __setattr__: lenient('name, value, /', (m, self, given, value) => {
    const name = unwrap(given);
    if (name.kind === 'unknown') m.loseAttributes(self, name.reason);
    else if (name.kind !== 'str') return m.raise('TypeError', `attribute name must be string, not '${typeName(m, name)}'`);
    else m.setattrRaw(self, name.value, value);
    return NONE;
  }),
  __delattr__: lenient('name, /', (m, self, given) => {
    const name = unwrap(given);
    if (name.kind === 'str') deleteAttribute(m, self, name.value);
    else if (name.kind === 'unknown') m.loseAttributes(self, name.reason);
    return NONE;
  }),
  __dir__: def('', dir),
  __sizeof__: def('', () => int(16)),
  __reduce__: def('', (m, self) => m.call(m.getattr(self, '__reduce_ex__'), [int(2)])),
  __reduce_ex__: def('protocol, /', (m) => m.unknown('library-not-modelled', 'pickling is not modelled')),
  __getstate__: def('', (m, self) => {
    const attrs = namespaceOf(m, self);
    return attrs && attrs.size > 0 ? attributeDict(m, new Map(attrs)) : NONE;
  }),
};

/** object.__delattr__: a deleter of the class, else the attribute itself. */
function deleteAttribute(m: Machine, self: Value, name: string): void {
  const found = lookup(m.typeOf(self), name);
  const remove = found?.kind === 'instance' ? m.findSpecial(found, '__delete__') : undefined;
  const attrs = attrsOf(self);
  if (remove && remove.kind !== 'none') m.call(remove, [self]);
  else if (attrs?.has(name)) m.heap.delete(attrs, name);
  else if (!unknownBase(m.typeOf(self))) m.raise('AttributeError', `'${typeName(m, self)}' object has no attribute '${name}'`);
}

fill(objectType, {
  ...members(objectType, (v) => v, methods),
  __new__: constructor(newObject),
  __class__: getset('__class__', (m, self) => m.typeOf(self), (m, self, cls) => {
    if (cls.kind !== 'class') m.raise('TypeError', `__class__ must be set to a class, not '${typeName(m, cls)}' object`);
    else if (self.kind === 'instance') m.heap.write(self, 'cls', cls);
    else m.raise('TypeError', '__class__ assignment only supported for mutable types or ModuleType subclasses');
  }),
  __dict__: getset('__dict__', (m, self) => {
    const attrs = isWithoutDict(m, m.typeOf(self)) ? null : namespaceOf(m, self);
    return attrs ? attributeDict(m, attrs, { ofInstance: self.kind === 'instance' })
      : m.raise('AttributeError', `'${typeName(m, self)}' object has no attribute '__dict__'`);
  }, (m, self, to) => {
    const attrs = namespaceOf(m, self);
    if (!attrs) return;
    if (to.kind !== 'dict') {
      if (to.kind === 'unknown') m.loseAttributes(self, to.reason);
      else m.raise('TypeError', `__dict__ must be set to a dictionary, not a '${typeName(m, to)}'`);
    } else if ('attrs' in self) {
      const made = new DictAttributes(m, to);
      for (const [name, value] of attrs) if (name.startsWith('<')) made.set(name, value);
      m.heap.write(self as { attrs: Map<string, Value> | null }, 'attrs', made); // Every kind with a namespace keeps it there.
    }
  }),
  __doc__: NONE,
  __module__: str('builtins'),
  __init_subclass__: wrapClass(builtin('__init_subclass__', (m, args, kwargs) => {
    const cls = args[0];
    if (kwargs.size === 0 || cls?.kind !== 'class') return NONE;
    if (unknownBase(cls)) return NONE;
    return m.raise('TypeError', `${cls.name}.__init_subclass__() takes no keyword arguments`);
  })),
  __subclasshook__: wrapClass(builtin('__subclasshook__', () => NOT_IMPLEMENTED)),
});

