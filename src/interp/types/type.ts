// The type type: making classes and instances, and the attributes of classes.
import type { Machine } from '../machine';
import { bool, linearize, list, NONE, str, tuple, type Args, type Class, type Kwargs, type Value } from '../value';
import { attributeDict } from './attributeDict';
import { constructor, def, getset, lenient, members, raw, type Definition } from './define';
import { qualifiedName } from './object';
import { derivesFrom, lostAs, typeName, unknownBase } from './protocol';
import { fill, mappingproxyType, objectType, typeType } from './roots';
import { makeUnion } from './union';

const asClass = (value: Value): Class | undefined => (value.kind === 'class' ? value : undefined);

const typeOfArgument = (m: Machine, value: Value): Value => (value.kind === 'unknown' ? value : m.typeOf(value));

/** type(name, bases, namespace). */
function newClass(m: Machine, meta: Class, args: Args, kwargs: Kwargs): Value {
  if (args.length === 1 && meta === typeType) return typeOfArgument(m, args[0]);
  if (args.length !== 3) {
    return m.raise('TypeError',
      meta === typeType ? 'type() takes 1 or 3 arguments' : `type.__new__() takes exactly 3 arguments (${args.length} given)`);
  }
  const [name, bases, namespace] = args;
  if (name.kind === 'unknown' || bases.kind === 'unknown' || namespace.kind === 'unknown') {
    return name.kind === 'unknown' ? name : bases.kind === 'unknown' ? bases : namespace;
  }
  if (name.kind !== 'str') return m.raise('TypeError', `type.__new__() argument 1 must be str, not ${typeName(m, name)}`);
  if (bases.kind !== 'tuple') return m.raise('TypeError', `type.__new__() argument 2 must be tuple, not ${typeName(m, bases)}`);
  if (namespace.kind !== 'dict') {
    return m.raise('TypeError', `type.__new__() argument 3 must be dict, not ${typeName(m, namespace)}`);
  }
  const attrs = new Map<string, Value>();
  for (const { key, value } of namespace.entries.values()) if (key.kind === 'str') attrs.set(key.value, value);
  return m.rawClass(meta, name.value, bases.items, attrs, kwargs);
}

const methods: Record<string, Definition<Class>> = {
  __call__: raw((m, cls, args, kwargs) => m.instantiate(cls, args, kwargs)),
  __init__: raw(() => NONE),
  __repr__: def('', (_, cls) => str(`<class '${qualifiedName(cls)}'>`)),
  __instancecheck__: def('instance, /', (m, cls, value) => derivation(m.typeOf(value), cls)),
  __subclasscheck__: def('subclass, /', (m, cls, other) =>
    (other.kind === 'class' ? derivation(other, cls) : m.raise('TypeError', 'issubclass() arg 1 must be a class'))),
  __subclasses__: def('', (m, cls) => list(subclassesOf(m, cls))),
  mro: def('', (_, cls) => list([...cls.mro])),
  __or__: def('other, /', (m, cls, other) => makeUnion(m, [cls, other])),
  __ror__: def('other, /', (m, cls, other) => makeUnion(m, [other, cls])),
  __setattr__: lenient('name, value, /', (m, cls, name, value) => {
    if (name.kind === 'str') m.setattrRaw(cls, name.value, value);
    else if (name.kind === 'unknown') m.loseAttributes(cls, name.reason);
    return NONE;
  }),
};

/** What type itself answers: by the mro, without asking metaclasses again. */
function derivation(cls: Class, base: Class): Value {
  if (derivesFrom(cls, base)) return bool(true);
  return lostAs(unknownBase(cls) ?? null) ?? bool(false);
}

/** `cls.__bases__ = ...`: the order of methods is found anew, for the classes that derive from it too. */
function setBases(m: Machine, cls: Class, to: Value): void {
  const wrong = (what: string): never => m.raise('TypeError', what);
  if (to.kind === 'unknown') return m.loseAttributes(cls, to.reason);
  if (to.kind !== 'tuple') return wrong(`can only assign tuple to ${cls.name}.__bases__, not ${typeName(m, to)}`);
  if (to.items.length === 0) return wrong(`can only assign non-empty tuple to ${cls.name}.__bases__, not ()`);
  const bases = to.items.flatMap((base) => (base.kind === 'class' ? [base] : []));
  const other = to.items.find((base) => base.kind !== 'class');
  if (other) return wrong(`${cls.name}.__bases__ must be tuple of classes, not '${typeName(m, other)}'`);
  if (bases.some((base) => derivesFrom(base, cls))) return wrong('a __bases__ item causes an inheritance cycle');
  m.heap.write(cls as { bases: readonly Class[] }, 'bases', bases);
  reorder(m, cls, bases);
}
function reorder(m: Machine, cls: Class, bases: readonly Class[]): void {
  try {
    m.heap.write(cls as { mro: readonly Class[] }, 'mro', [cls, ...linearize(bases)]);
  } catch {
    m.raise('TypeError', 'Cannot create a consistent method resolution\norder (MRO) for bases '
      + bases.map((base) => base.name).join(', '));
  }
  for (const below of subclassesOf(m, cls)) {
    reorder(m, below, below.bases.flatMap((base) => (base.kind === 'class' ? [base] : [])));
  }
}

/** Classes of the run that name this one among their bases, as far as modules and classes lead to them. */
function subclassesOf(m: Machine, cls: Class): Class[] {
  const found = new Set<Class>();
  const seen = new Set<Map<string, Value>>();
  const visit = (attrs: Map<string, Value>): void => {
    if (seen.has(attrs)) return;
    seen.add(attrs);
    for (const value of attrs.values()) {
      if (value.kind !== 'class') continue;
      if (value.bases.includes(cls)) found.add(value);
      visit(value.attrs);
    }
  };
  // What has not been evaluated has made no classes.
  for (const module of m.modules.values()) if (!module.isWaiting?.()) visit(module.attrs);
  return [...found].sort((a, b) => a.id - b.id);
}

const read = (name: string, get: (cls: Class, m: Machine) =>
  Value, set: ((m: Machine, cls: Class, to: Value) => void) | null = null): Value =>
  getset(name, (m, self) => (self.kind === 'class' ? get(self, m) : NONE), set && ((m, self, to) => {
    if (self.kind === 'class') set(m, self, to);
  }));

fill(typeType, {
  ...members(typeType, asClass, methods),
  __new__: constructor(newClass),
  __name__: read('__name__', (cls) => str(cls.name), (m, cls, to) => {
    if (to.kind !== 'str') m.raise('TypeError', `can only assign string to ${cls.name}.__name__, not '${typeName(m, to)}'`);
    // Messages read the name from the class itself.
    else m.heap.write(cls as { name: string }, 'name', to.value);
  }),
  __qualname__: read('__qualname__', (cls) => str(cls.qualname), (m, cls, to) => {
    if (to.kind === 'str') m.heap.write(cls, 'qualname', to.value);
  }),
  __module__: read('__module__', (cls) => cls.attrs.get('__module__') ?? str(cls.module), (m, cls, to) => {
    m.heap.set(cls.attrs, '__module__', to);
    if (to.kind === 'str') m.heap.write(cls, 'module', to.value);
  }),
  __bases__: read('__bases__', (cls) => tuple(cls.bases.length > 0 || cls === objectType ? cls.bases : [objectType]), setBases),
  __base__: read('__base__', (cls) => cls.bases[0] ?? (cls === objectType ? NONE : objectType)),
  __mro__: read('__mro__', (cls) => tuple(cls.mro)),
  __dict__: read('__dict__', (cls, m) => attributeDict(m, cls.attrs, { cls: mappingproxyType })),
  __doc__: read('__doc__', (cls) => cls.attrs.get('__doc__') ??
    NONE, (m, cls, to) => { m.heap.set(cls.attrs, '__doc__', to); }),
  __annotations__: getset('__annotations__', (m, self) => {
    if (self.kind !== 'class') return NONE;
    const known = self.attrs.get('__annotations__');
    if (known) return known;
    if (self.builtin) return m.raise('AttributeError', `type object '${self.name}' has no attribute '__annotations__'`);
    const made = m.dictFrom([]);
    m.heap.set(self.attrs, '__annotations__', made);
    return made;
  }, (m, self, to) => {
    if (self.kind === 'class') m.heap.set(self.attrs, '__annotations__', to);
  }),
});
