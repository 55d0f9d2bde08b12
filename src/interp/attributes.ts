// Attribute access: descriptors, properties, bound methods, __getattr__ and its kin, attributes of classes and modules.
// Follows object.__getattribute__ and type.__getattribute__ of CPython. Knows no particular type.
import { unknownOf, type Reason } from '../tensor/value';
import type { Interpreter } from './interpreter';
import { lookup } from './protocols';
import {
  classmethodType, isPropertyNative, isSuperNative, isWrapperNative, methodType, objectType, propertyType,
    staticmethodType, superType,
} from './types/index';
import { loseNames } from './types/attributeDict';
import { isWithoutDict } from './types/slots';
import { AttrMap, LOST_NAME, newId, type BoundMethod, type Class, type Instance, type PyModule, type Value } from './value';

export const bind = (self: Value, func: Value): BoundMethod => ({ kind: 'method', self, func, id: newId() });

/** The attribute map of the value itself, if its kind has one. */
function ownAttrs(v: Value): Map<string, Value> | null {
  switch (v.kind) {
    case 'instance':
    case 'module':
    case 'func':
    case 'builtin':
    case 'class': return v.attrs;
    case 'tuple':
    case 'list':
    case 'dict':
    case 'set': return v.attrs;
    // The tensor layer does not know Python's values; only the interpreter writes this map.
    case 'tensor': return v.attrs as Map<string, Value> | null;
    default: return null;
  }
}

const isDescriptor = (v: Value): v is Instance => v.kind === 'instance' && v.cls !== objectType;

/** A stored class attribute as it appears on `self`. `owner` is the class it was looked up on. */
export function bindAttr(m: Interpreter, found: Value, self: Value, owner: Class): Value {
  switch (found.kind) {
    case 'func': return bind(self, found);
    case 'builtin': return found.binds ? bind(self, found) : found;
    case 'instance': break;
    default: return found;
  }
  if (found.cls === propertyType) return readProperty(m, found, self);
  if (isWrapperNative(found.native)) {
    if (m.isSubclass(found.cls, staticmethodType)) return found.native.func;
    if (m.isSubclass(found.cls, classmethodType)) return bindClassMethod(m, found.native.func, owner);
  }
  const get = lookup(found.cls, '__get__');
  if (get && found.cls !== propertyType) {
    if (isPropertyNative(found.native) && m.isSubclass(found.cls, propertyType) && get.kind === 'builtin')
      return readProperty(m, found, self);
    return m.callOn(get, found, [self, owner]);
  }
  return found;
}

function bindClassMethod(m: Interpreter, func: Value, owner: Class): Value {
  if (func.kind === 'func' || func.kind === 'builtin' || func.kind === 'method') return bind(owner, func);
  return func.kind === 'instance' && isDescriptor(func) && lookup(func.cls, '__get__')
    ? bindAttr(m, func, owner, m.typeOf(owner)) : bind(owner, func);
}

function readProperty(m: Interpreter, found: Instance, self: Value): Value {
  if (!isPropertyNative(found.native)) return found;
  if (!found.native.get) return m.raise('AttributeError', `property of '${m.typeOf(self).name}' object has no getter`);
  return m.call(found.native.get, [self]);
}

function isDataDescriptor(found: Value): boolean {
  if (found.kind !== 'instance') return false;
  return found.cls === propertyType || lookup(found.cls, '__set__') !== undefined
    || lookup(found.cls, '__delete__') !== undefined;
}

/** object.__getattribute__ without `__getattr__`; undefined when there is no such attribute. */
export function getattrRaw(m: Interpreter, v: Value, name: string): Value | undefined {
  switch (v.kind) {
    case 'unknown': return m.flow(v);
    case 'class': return classAttr(m, v, name);
    case 'module': return moduleAttr(m, v, name);
    case 'method': return methodAttr(m, v, name);
    case 'instance': if (v.cls === superType) return superAttr(m, v, name); break;
    default:
  }
  const cls = m.typeOf(v);
  const found = lookup(cls, name);
  if (found && isDataDescriptor(found)) return bindAttr(m, found, v, cls);
  const attrs = ownAttrs(v);
  const own = attrs?.get(name);
  if (own) return own;
  if (!found) return undefined;
  const lost = attrs?.get(LOST_NAME);
  return lost?.kind === 'unknown' && isData(found) ? m.flow(lost) : bindAttr(m, found, v, cls);
}

/** What a class holds for its instances to read, rather than to call or to compute. */
const isData = (found: Value): boolean => !['func', 'builtin', 'class', 'method', 'instance'].includes(found.kind);

function classAttr(m: Interpreter, cls: Class, name: string): Value | undefined {
  const meta = m.typeOf(cls);
  const above = lookup(meta, name);
  if (above && isDataDescriptor(above)) return bindAttr(m, above, cls, meta);
  const found = lookup(cls, name);
  if (found) return unbound(m, found, cls);
  return above && bindAttr(m, above, cls, meta);
}

/** A class attribute read from the class itself: functions stay plain. */
function unbound(m: Interpreter, found: Value, cls: Class): Value {
  if (found.kind !== 'instance') return found;
  if (isWrapperNative(found.native)) return bindAttr(m, found, cls, cls);
  if (m.isSubclass(found.cls, propertyType)) return found;
  const get = lookup(found.cls, '__get__');
  return get ? m.callOn(get, found, [m.none, cls]) : found;
}

function superAttr(m: Interpreter, v: Instance, name: string): Value | undefined {
  if (!isSuperNative(v.native)) return undefined;
  const { cls, self } = v.native;
  const onClass = self.kind === 'class' && self.mro.includes(cls);
  const start: Class = onClass ? self : m.typeOf(self);
  const after = start.mro.slice(start.mro.indexOf(cls) + 1);
  const reason = cls.unknownBase;
  if (name !== '__class__') {
    for (const c of after) {
      const found = c.attrs.get(name);
      // What an unknown base between here and the first known class defines cannot be seen; object's own
      // attributes say nothing.
      if (found && !(reason && c === objectType)) return onClass ? bindSuperClass(m, found, self, start)
        : bindAttr(m, found, self, start);
    }
    if (reason) return m.flow(unknownOf(reason));
  }
  const own = lookup(superType, name);
  return own && bindAttr(m, own, v, superType);
}

function bindSuperClass(m: Interpreter, found: Value, self: Value, start: Class): Value {
  if (found.kind === 'instance' && isWrapperNative(found.native)) return bindAttr(m, found, self, start);
  // In a class method or __new__, a plain function is not bound; __init_subclass__ and __class_getitem__ are class methods.
  return found;
}

function methodAttr(m: Interpreter, v: BoundMethod, name: string): Value | undefined {
  if (name === '__self__') return v.self;
  if (name === '__func__') return v.func;
  const found = lookup(methodType, name);
  if (found && found !== objectType.attrs.get(name)) return bindAttr(m, found, v, methodType);
  return getattrRaw(m, v.func, name) ?? (found && bindAttr(m, found, v, methodType));
}

function moduleAttr(m: Interpreter, v: PyModule, name: string): Value | undefined {
  const own = v.attrs.get(name) ?? v.lookup?.(name);
  if (own) return own;
  const cls = m.typeOf(v);
  const found = lookup(cls, name);
  if (found) return bindAttr(m, found, v, cls);
  const hook = v.attrs.get('__getattr__');
  if (hook) return endingInError(m, () => m.call(hook, [{ kind: 'str', value: name, origin: null }]));
  const submodule = m.modules.get(`${v.name}.${name}`) ?? m.nativeSubmodule(v, name);
  if (submodule) return submodule;
  return v.lost ? m.flow(unknownOf(v.lost)) : undefined;
}

/** The whole protocol; undefined when it ends in AttributeError. */
export function findattr(m: Interpreter, v: Value, name: string): Value | undefined {
  const custom = v.kind === 'instance' || (v.kind === 'class' && v.metaclass) ? m.customGetattribute(m.typeOf(v)) : undefined;
  if (custom) return findByCustom(m, v, name, custom);
  if (v.kind === 'instance') {
    // An instance attribute that no class attribute competes with is by far the most frequent case.
    const found = guarded(m, v, name);
    if (found) return found;
  } else {
    const found = getattrRaw(m, v, name);
    if (found) return found;
  }
  return fallback(m, v, name);
}

/** A property that raises AttributeError hands over to `__getattr__`. */
function guarded(m: Interpreter, v: Value, name: string): Value | undefined {
  const cls = m.typeOf(v);
  if (!lookup(cls, '__getattr__')) return getattrRaw(m, v, name);
  const act = m.act;
  try {
    return getattrRaw(m, v, name);
  } catch (error) {
    const raised = m.asPyError(error);
    if (!raised || !m.isException(raised, 'AttributeError')) throw error;
    m.act = act;
    // The text of the first error is what torch.nn.Module hides, too.
    return undefined;
  }
}

function fallback(m: Interpreter, v: Value, name: string): Value | undefined {
  const cls = m.typeOf(v);
  const hook = v.kind === 'instance' && v.cls === superType ? undefined : lookup(cls, '__getattr__');
  if (hook) {
    const value = byHook(m, hook, v, name);
    if (value) return value;
  }
  const reason = lostAttribute(m, v, cls, name);
  return reason ? m.flow(unknownOf(reason)) : undefined;
}

function lostAttribute(m: Interpreter, v: Value, cls: Class, name: string): Reason | null {
  // Protocol methods are asked for to see whether they exist; an unknown base is not taken to have them.
  if (name.startsWith('__') && name.endsWith('__') && v.kind !== 'class') return null;
  const lost = ownAttrs(v)?.get(LOST_NAME) ?? lookup(v.kind === 'class' ? v : cls, LOST_NAME);
  if (lost?.kind === 'unknown') return lost.reason;
  return v.kind === 'class' ? m.unknownBase(v) : m.unknownBase(cls);
}

/** undefined when the hook raises AttributeError and an unknown base may have the attribute. */
const byHook = (m: Interpreter, hook: Value, v: Value, name: string): Value | undefined =>
  endingInError(m, () => m.callOn(hook, v, [{ kind: 'str', value: name, origin: null }]));

/** undefined where it ends in AttributeError, which is kept. */
function endingInError(m: Interpreter, find: () => Value): Value | undefined {
  const act = m.act;
  try {
    return find();
  } catch (error) {
    const raised = m.asPyError(error);
    if (!raised || !m.isException(raised, 'AttributeError')) throw error;
    m.act = act;
    m.lastAttributeError = raised;
    return undefined;
  }
}

function findByCustom(m: Interpreter, v: Value, name: string, custom: Value): Value | undefined {
  const found = endingInError(m, () => m.callOn(custom, v, [{ kind: 'str', value: name, origin: null }]));
  return found ?? fallback(m, v, name);
}

export function getattr(m: Interpreter, v: Value, name: string): Value {
  m.lastAttributeError = null;
  const found = findattr(m, v, name);
  if (found) return found;
  const earlier = m.takeAttributeError();
  if (earlier) throw earlier;
  return m.raise('AttributeError', missing(m, v, name));
}

function missing(m: Interpreter, v: Value, name: string): string {
  if (v.kind === 'module') {
    return m.isLoading(v)
      ? `partially initialized module '${v.name}' has no attribute '${name}' (most likely due to a circular import)`
      : `module '${v.name}' has no attribute '${name}'`;
  }
  if (v.kind === 'class') return `type object '${v.name}' has no attribute '${name}'`;
  // A bound method asks its function.
  if (v.kind === 'method') return missing(m, v.func, name);
  return `'${m.typeOf(v).name}' object has no attribute '${name}'`;
}

/** Lookup on the type only, bound to the value. */
export function findSpecial(m: Interpreter, v: Value, name: string): Value | undefined {
  if (v.kind === 'unknown') return v;
  if (v.kind === 'instance' && v.cls === superType) return superAttr(m, v, name);
  const cls = m.typeOf(v);
  const found = lookup(cls, name);
  return found && bindAttr(m, found, v, cls);
}

// ---- writing ---------------------------------------------------------------------------------------------------------
export function setattr(m: Interpreter, v: Value, name: string, to: Value): void {
  if (v.kind === 'unknown') return;
  const cls = m.typeOf(v);
  const custom = lookup(cls, '__setattr__');
  if (custom && custom !== objectType.attrs.get('__setattr__') && !(v.kind === 'class' && !v.metaclass)) {
    m.callOn(custom, v, [{ kind: 'str', value: name, origin: null }, to]);
  } else setattrRaw(m, v, name, to);
}

/** `setattr(v, unknown, ...)`, Note [Lost attributes]. */
export function loseAttributes(m: Interpreter, v: Value, reason: Reason): void {
  if (v.kind === 'module') {
    if (!v.lost) m.heap.write(v, 'lost', reason);
    return;
  }
  const attrs = writableAttrs(m, v);
  // What a class defines is not taken to be replaced: its methods, as a rule, have names of their own.
  if (attrs && v.kind === 'instance') loseNames(m, attrs, reason);
  else if (attrs) m.heap.set(attrs, LOST_NAME, unknownOf(reason));
  if (v.kind === 'class') m.classChanged(LOST_NAME);
}

export function setattrRaw(m: Interpreter, v: Value, name: string, to: Value): void {
  if (v.kind === 'unknown') return;
  const cls = m.typeOf(v);
  const found = lookup(cls, name);
  if (found?.kind === 'instance' && writeDescriptor(m, found, v, name, to)) return;
  const attrs = writableAttrs(m, v);
  if (!attrs) m.raise('AttributeError', noRoom(cls, name, found));
  else if ((v.kind === 'class' && v.builtin) || v.kind === 'builtin') m.heap.setShared(attrs, name, to);
  else {
    if (v.kind === 'instance' && isWithoutDict(m, cls)) m.raise('AttributeError', noRoom(cls, name, found));
    m.heap.set(attrs, name, to);
  }
  if (v.kind === 'class') m.classChanged(name);
}

const noRoom = (cls: Class, name: string, found: Value | undefined): string => (found
  ? `'${cls.name}' object attribute '${name}' is read-only` : `'${cls.name}' object has no attribute '${name}'`);

/** True when a data descriptor took the value. */
function writeDescriptor(m: Interpreter, found: Instance, v: Value, name: string, to: Value): boolean {
  if (isPropertyNative(found.native) && m.isSubclass(found.cls, propertyType)) {
    if (!found.native.set) m.raise('AttributeError', `property '${name}' of '${m.typeOf(v).name}' object has no setter`);
    else m.call(found.native.set, [v, to]);
    return true;
  }
  const set = lookup(found.cls, '__set__');
  if (!set) return false;
  m.callOn(set, found, [v, to]);
  return true;
}

/** The map to write attributes to, made when the value has none yet; null when its kind cannot have any. */
function writableAttrs(m: Interpreter, v: Value): Map<string, Value> | null {
  switch (v.kind) {
    case 'instance': return v.cls === objectType ? null : v.attrs;
    case 'module':
    case 'func':
    case 'class':
    case 'builtin': return v.attrs;
    case 'tuple':
    case 'list':
    case 'dict':
    case 'set':
      if (!v.cls) return null;
      if (!v.attrs) m.heap.write(v, 'attrs', new AttrMap());
      return v.attrs;
    case 'tensor':
      if (!v.attrs) m.heap.write(v, 'attrs', new AttrMap());
      return v.attrs as Map<string, Value> | null; // As in ownAttrs.
    case 'method': return null;
    default: return null;
  }
}

export function delattr(m: Interpreter, v: Value, name: string): void {
  if (v.kind === 'unknown') return;
  const cls = m.typeOf(v);
  const custom = lookup(cls, '__delattr__');
  if (custom && custom !== objectType.attrs.get('__delattr__') && !(v.kind === 'class' && !v.metaclass)) {
    m.callOn(custom, v, [{ kind: 'str', value: name, origin: null }]);
    return;
  }
  delattrRaw(m, v, name);
}

/** object.__delattr__ */
export function delattrRaw(m: Interpreter, v: Value, name: string): void {
  const found = lookup(m.typeOf(v), name);
  if (found?.kind === 'instance') {
    if (isPropertyNative(found.native) && m.isSubclass(found.cls, propertyType)) {
      if (!found.native.del) m.raise('AttributeError', `property '${name}' of '${m.typeOf(v).name}' object has no deleter`);
      else m.call(found.native.del, [v]);
      return;
    }
    const del = lookup(found.cls, '__delete__');
    if (del) {
      m.callOn(del, found, [v]);
      return;
    }
  }
  const attrs = ownAttrs(v);
  if (!attrs?.has(name)) {
    if (m.unknownBase(m.typeOf(v))) return;
    m.raise('AttributeError', v.kind === 'class' || v.kind === 'module'
      ? missing(m, v, name) : `'${m.typeOf(v).name}' object has no attribute '${name}'`);
  } else if (v.kind === 'class' && v.builtin) m.heap.setShared(attrs, name, undefined);
  else m.heap.delete(attrs, name);
  if (v.kind === 'class') m.classChanged(name);
}
