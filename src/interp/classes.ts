// Making classes: the class statement, metaclasses, C3 order, __set_name__, __init_subclass__, unknown bases.
import type { ClassDef } from '../python/ast';
import type { Reason } from '../tensor/value';
import { bindAttr } from './attributes';
import { callOn, evalKeywords } from './calls';
import { applyDecorators } from './decorators';
import { evalExpr, storeName } from './expressions';
import type { Interpreter } from './interpreter';
import { itemsOf, lookup } from './protocols';
import { classScope } from './scope';
import { execBlock } from './statements';
import { makeSlots } from './types/slots';
import { classmethodType, genericAliasType, isAliasNative, objectType, typeType } from './types/index';
import {
  instance, linearize, newId, NO_KWARGS, NONE, str, tuple, type Class, type Func, type Kwargs, type Scope, type Value,
} from './value';

export function execClass(m: Interpreter, s: ClassDef, scope: Scope): void {
  const decorators = s.decorators.map((d) => ({ at: d, value: evalExpr(m, d, scope) }));
  const bases: Value[] = [];
  for (const base of s.bases) {
    if (base.kind === 'Starred') {
      const more = itemsOf(m, evalExpr(m, base.value, scope));
      if (Array.isArray(more)) bases.push(...more);
      else bases.push(more);
    } else bases.push(evalExpr(m, base, scope));
  }
  const keywords = evalKeywords(m, s.keywords, scope, null, () => s.name);
  const body = classScope(s.name, s.body, scope);
  prepare(m, s.name, bases, keywords, body);
  body.vars.set('__module__', scope.globals.vars.get('__name__') ?? str(m.act.file.module));
  body.vars.set('__qualname__', str(qualifiedName(m, s.name, scope)));
  if (s.docstring !== null) body.vars.set('__doc__', str(s.docstring));
  execBlock(m, s.body, body);
  m.act.node = s.id;
  const cls = makeClass(m, s.name, bases, body, keywords, s.id);
  m.act.node = s.id;
  storeName(m, s.name, applyDecorators(m, decorators, cls), scope);
}

/** What a metaclass's __prepare__ puts into the namespace; a mapping of a kind of its own is taken as its contents. */
function prepare(m: Interpreter, name: string, bases: readonly Value[], keywords: Kwargs, body: Scope): void {
  const given = keywords.get('metaclass');
  const meta = given ?? bases.flatMap((b) => (b.kind === 'class' && b.metaclass ? [b.metaclass] : []))[0];
  if (meta?.kind !== 'class' || meta.builtin || !lookup(meta, '__prepare__')) return;
  const rest = new Map([...keywords].filter(([key]) => key !== 'metaclass'));
  const namespace = m.call(m.getattr(meta, '__prepare__'), [str(name), tuple(bases)], rest);
  if (namespace.kind !== 'dict') return;
  for (const { key, value } of namespace.entries.values()) if (key.kind === 'str') body.vars.set(key.value, value);
}

function qualifiedName(m: Interpreter, name: string, scope: Scope): string {
  const outer = scope.kind === 'class' ? scope.vars.get('__qualname__') : undefined;
  if (outer?.kind === 'str') return `${outer.value}.${name}`;
  return m.act.func && m.act.scope.kind === 'function' ? `${m.act.func.qualname}.<locals>.${name}` : name;
}

/** The classes among the bases; what stands for a class (`Generic[T]`, `list[int]`) is resolved, unknown ones give a reason. */
function resolveBases(m: Interpreter, bases: readonly Value[]): { known: Class[]; lost: Reason | null } {
  const known: Class[] = [];
  let lost: Reason | null = null;
  for (const base of bases) {
    if (base.kind === 'class') known.push(base);
    else if (base.kind === 'unknown') {
      m.flow(base);
      lost ??= base.reason;
    } else {
      for (const entry of mroEntries(m, base, bases)) {
        if (entry.kind === 'class') known.push(entry);
        else if (entry.kind === 'unknown') lost ??= entry.reason;
        else m.raise('TypeError', 'bases must be types');
      }
    }
  }
  return { known: [...new Set(known)].length === known.length ? known : duplicate(m, known), lost };
}

function duplicate(m: Interpreter, bases: readonly Class[]): never {
  const twice = bases.find((b, i) => bases.indexOf(b) !== i);
  return m.raise('TypeError', `duplicate base class ${twice?.name ?? ''}`);
}

function mroEntries(m: Interpreter, base: Value, bases: readonly Value[]): readonly Value[] {
  const hook = m.findattr(base, '__mro_entries__');
  if (hook) {
    const entries = m.call(hook, [tuple(bases)]);
    return entries.kind === 'tuple' ? entries.items : [entries];
  }
  if (base.kind === 'instance' && base.cls === genericAliasType && isAliasNative(base.native)) return [base.native.origin];
  if (base.kind === 'module') return m.raise('TypeError', 'module() takes at most 2 arguments (3 given)');
  // `class A(B())` calls the type of the base, as CPython does; only instances of plain classes come here.
  return m.raise('TypeError', `${m.typeOf(base).name}() takes no arguments`);
}

/** The most derived metaclass, or what the statement names. */
function metaclassOf(m: Interpreter, bases: readonly Class[], given: Value | undefined): Class {
  let meta: Class = given?.kind === 'class' ? given : typeType;
  for (const base of bases) {
    const other = base.metaclass ?? typeType;
    if (other === meta || meta.mro.includes(other)) continue;
    if (other.mro.includes(meta)) meta = other;
    else {
      m.raise('TypeError', 'metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass ' +
        'of the metaclasses of all its bases');
    }
  }
  return meta;
}

function makeClass(m: Interpreter, name: string, given: readonly Value[], body: Scope, keywords: Kwargs, node: number): Value {
  const { known, lost } = resolveBases(m, given);
  // A class of unknown descent is taken for a network: that is what such classes are in the files we read.
  if (lost && m.moduleBase && !known.some((b) => m.moduleBase && b.mro.includes(m.moduleBase))) known.push(m.moduleBase);
  if (given.some((base) => base.kind !== 'class' && base.kind !== 'unknown')) body.vars.set('__orig_bases__', tuple(given));
  const rest = new Map(keywords);
  const metaGiven = rest.get('metaclass');
  rest.delete('metaclass');
  const meta = metaclassOf(m, known, metaGiven);
  m.openClasses.push({ name, methods: body.methods ?? [], lost, node });
  let cls: Value;
  if (overrides(meta)) cls = m.call(meta, [str(name), tuple(known), m.dictFrom(body.vars)], rest);
  else if (metaGiven && metaGiven.kind !== 'class'
    && metaGiven.kind !== 'unknown') cls = m.call(metaGiven, [str(name), tuple(known), m.dictFrom(body.vars)], rest);
  else cls = rawClass(m, meta, name, known, body.vars, rest);
  m.openClasses = m.openClasses.filter((open) => open.methods !== body.methods);
  if (cls.kind === 'class') adopt(cls, body.methods ?? []);
  return cls;
}

const overrides = (meta: Class): boolean => meta !== typeType &&
  ['__new__', '__init__'].some((name) => lookup(meta, name) !== typeType.attrs.get(name)) ||
  (meta.metaclass !== null && lookup(meta.metaclass, '__call__') !== typeType.attrs.get('__call__'));

function adopt(cls: Class, methods: readonly Func[]): void {
  for (const method of methods) method.owner ??= cls;
}

/** type.__new__ */
export function rawClass(m: Interpreter, meta: Class, name: string, given: readonly Value[],
  attrs: Map<string, Value>, keywords: Kwargs): Value {
  const resolved = resolveBases(m, given);
  const open = m.openClasses.findLast((o) => o.name === name);
  const bases = resolved.known.length > 0 ? resolved.known : [objectType];
  const cls: Class = {
    kind: 'class', name, qualname: text(attrs.get('__qualname__')) ?? name,
      module: text(attrs.get('__module__')) ?? m.act.file.module,
    bases, mro: [], attrs, metaclass: meta === typeType ? null : meta, builtin: false, unknownBase: open?.lost ?? resolved.lost,
    node: open ? { file: m.act.file.id, node: open.node } : null, id: newId(),
  };
  cls.mro = [cls, ...order(m, bases)];
  if (attrs.has('__slots__')) makeSlots(m, cls);
  if (attrs.has('__eq__') && !attrs.has('__hash__')) attrs.set('__hash__', NONE);
  for (const hook of ['__init_subclass__', '__class_getitem__']) {
    const found = attrs.get(hook);
    if (found?.kind === 'func') attrs.set(hook, instance(classmethodType, { func: found }));
  }
  if (open) adopt(cls, open.methods);
  const rest = new Map(keywords);
  rest.delete('metaclass');
  nameAttributes(m, cls);
  announce(m, cls, rest);
  return cls;
}

const text = (v: Value | undefined): string | null => (v?.kind === 'str' ? v.value : null);

function order(m: Interpreter, bases: readonly Class[]): Class[] {
  try {
    return linearize(bases);
  } catch {
    // linearize says only that there is no order; CPython's text names the bases.
    return m.raise('TypeError',
      `Cannot create a consistent method resolution\norder (MRO) for bases ${bases.map((b) => b.name).join(', ')}`);
  }
}

function nameAttributes(m: Interpreter, cls: Class): void {
  for (const [name, value] of [...cls.attrs]) {
    if (value.kind !== 'instance') continue;
    const hook = lookup(value.cls, '__set_name__');
    if (hook) callOn(m, hook, value, [cls, str(name)]);
  }
}

function announce(m: Interpreter, cls: Class, keywords: Kwargs): void {
  for (const base of cls.mro.slice(1)) {
    const hook = base.attrs.get('__init_subclass__');
    if (!hook) continue;
    if (base !== objectType || keywords.size > 0) {
      if (base === objectType && cls.unknownBase) return;
      m.call(bindAttr(m, hook, cls, cls), [], keywords.size > 0 ? keywords : NO_KWARGS);
    }
    return;
  }
  if (keywords.size > 0) m.raise('TypeError', `${cls.name}.__init_subclass__() takes no keyword arguments`);
}
