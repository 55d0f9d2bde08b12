// Callables: functions of the user's, functions of ours, bound methods, and the little of code objects that programs read.
import { int } from '../../tensor/value';
import type { Machine } from '../machine';
import {
  bool, instance, newId, NONE, NOT_IMPLEMENTED, str, tuple, type BoundMethod, type Builtin, type Func, type Value,
} from '../value';
import { attributeDict } from './attributeDict';
import { closureOf, freeVariables } from './cell';
import { constructor, def, getset, isUnknown, lenient, members, raw, type Definition } from './define';
import { addressOf } from './object';
import { orNone } from './protocol';
import { builtinType, codeType, fill, functionType, methodDescriptorType, methodType } from './roots';

const asFunction = (value: Value): Func | undefined => (value.kind === 'func' ? value : undefined);
const asBuiltin = (value: Value): Builtin | undefined => (value.kind === 'builtin' ? value : undefined);
const asMethod = (value: Value): BoundMethod | undefined => (value.kind === 'method' ? value : undefined);

const bind = (func: Value, self: Value): Value => ({ kind: 'method', self, func, id: newId() });

/** As attributes of classes bind: functions to the object they are read from. */
const descriptor: Definition<Value> = lenient('instance, owner?, /', (_, self, object) =>
  (object.kind === 'none' ? self : bind(self, object)));

// ---- functions of the user's ------------------------------------------------------------------------------------
type Read = (m: Machine, f: Func) => Value;
/** An attribute that is stored once it is set, and computed before. */
const attribute = (name: string, compute: Read, changed?: (m: Machine, f: Func, to: Value) => void): Value => getset(name,
  (m, self) => (self.kind === 'func' ? self.attrs.get(name) ?? compute(m, self) : NONE),
  (m, self, to) => {
    if (self.kind !== 'func') return;
    m.heap.set(self.attrs, name, to);
    changed?.(m, self, to);
  },
  (m, self) => { if (self.kind === 'func') m.heap.delete(self.attrs, name); });

const positional = (f: Func): readonly string[] => [...f.node.args.posonly, ...f.node.args.args].map((p) => p.name);

/** Parameters first, then the other names that the body binds. */
function localNames(f: Func): string[] {
  const { args } = f.node;
  const params = [
    ...positional(f), ...args.kwonly.map((p) => p.name), ...(args.vararg ? [args.vararg.name] : []),
      ...(args.kwarg ? [args.kwarg.name] : []),
  ];
  const locals = f.node.kind === 'FunctionDef' ? [...f.node.locals] : [];
  return [...new Set([...params, ...locals])];
}

function annotations(m: Machine, f: Func): Value {
  const made = m.annotationsOf(f);
  m.heap.set(f.attrs, '__annotations__', made);
  return made;
}

fill(functionType, {
  ...members(functionType, asFunction, {
    __repr__: def('', (m, f) => {
      const name = m.getattr(f, '__qualname__');
      return str(`<function ${name.kind === 'str' ? name.value : f.qualname} at ${addressOf(f)}>`);
    }),
    __call__: raw((m, f, args, kwargs) => m.call(f, args, kwargs)),
  }),
  ...members<Value>(functionType, (v) => v, { __get__: descriptor }),
  __name__: attribute('__name__', (_, f) => str(f.name)),
  __qualname__: attribute('__qualname__', (_, f) => str(f.qualname)),
  __module__: attribute('__module__', (_, f) => str(f.file.module)),
  __doc__: attribute('__doc__', (_, f) =>
    (f.node.kind === 'FunctionDef' && f.node.docstring !== null ? str(f.node.docstring) : NONE)),
  __defaults__: attribute('__defaults__', (_, f) => {
    const values = positional(f).flatMap((name) => f.defaults.get(name) ?? []);
    return values.length === 0 ? NONE : tuple(values);
  }, (m, f, to) => {
    const names = positional(f);
    const values = to.kind === 'tuple' ? to.items : [];
    const others = [...f.defaults].filter(([name]) => !names.includes(name));
    const given = names.slice(names.length - values.length).map((name, i): [string, Value] => [name, values[i] ?? NONE]);
    m.heap.write(f, 'defaults', new Map([...others, ...given]));
  }),
  __kwdefaults__: attribute('__kwdefaults__', (m, f) => {
    const entries = f.node.args.kwonly.flatMap((p): [string, Value][] => {
      const value = f.defaults.get(p.name);
      return value ? [[p.name, value]] : [];
    });
    return entries.length === 0 ? NONE : m.dictFrom(entries);
  }),
  __annotations__: attribute('__annotations__', annotations),
  __code__: attribute('__code__', (_, f) => instance(codeType, { func: f })),
  __closure__: attribute('__closure__', (_, f) => closureOf(f)),
  __globals__: getset('__globals__', (m, self) =>
    (self.kind === 'func' ? attributeDict(m, self.closure.globals.vars) : NONE)),
  __dict__: getset('__dict__', (m, self) => (self.kind === 'func' ? functionDict(m, self) : NONE)),
});

/** What CPython keeps in slots is no part of a function's `__dict__`. */
const SLOTS = new Set(['__name__', '__qualname__', '__doc__', '__module__', '__defaults__', '__kwdefaults__',
  '__annotations__', '__code__', '__closure__']);
function functionDict(m: Machine, f: Func): Value {
  const hasSlots = [...f.attrs.keys()].some((name) => SLOTS.has(name));
  if (!hasSlots) return attributeDict(m, f.attrs);
  return m.dictFrom([...f.attrs].filter(([name]) => !SLOTS.has(name)));
}

const functionOf = (value: Value): Func | undefined => {
  const native: unknown = value.kind === 'instance' ? value.native : null;
  if (typeof native !== 'object' || native === null || !('func' in native)) return undefined;
  // Only code objects have codeType, and their native is made above.
  const { func } = native as { func: Value };
  return func.kind === 'func' ? func : undefined;
};
const code = (name: string, read: (f: Func) => Value): Value => getset(name, (_, self) => {
  const f = functionOf(self);
  return f ? read(f) : NONE;
});
fill(codeType, {
  __repr__: members(codeType, functionOf, { __repr__: def('', (_, f) => str(`<code object ${f.name}>`)) }).__repr__,
  co_name: code('co_name', (f) => str(f.name)),
  co_qualname: code('co_qualname', (f) => str(f.qualname)),
  co_argcount: code('co_argcount', (f) => int(positional(f).length)),
  co_posonlyargcount: code('co_posonlyargcount', (f) => int(f.node.args.posonly.length)),
  co_kwonlyargcount: code('co_kwonlyargcount', (f) => int(f.node.args.kwonly.length)),
  co_varnames: code('co_varnames', (f) => tuple(localNames(f).map((name) => str(name)))),
  co_freevars: code('co_freevars', (f) => tuple(freeVariables(f).map(({ name }) => str(name)))),
  co_nlocals: code('co_nlocals', (f) => int(localNames(f).length)),
  co_filename: code('co_filename', (f) => str(f.file.id)),
  co_flags: code('co_flags', (f) => int((f.node.args.vararg ? 4 : 0) | (f.node.args.kwarg ? 8 : 0) |
    (f.node.kind === 'FunctionDef' && f.node.isGenerator ? 32 : 0))),
});

// ---- functions of ours ------------------------------------------------------------------------------------------
const own = (name: string, compute: (f: Builtin) => Value): Value =>
  getset(name, (_, self) => {
    const f = self.kind === 'method' && self.func.kind === 'builtin' ? self.func : self;
    return f.kind === 'builtin' ? f.attrs.get(name) ?? compute(f) : NONE;
  }, (m, self, to) => { if (self.kind === 'builtin') m.heap.set(self.attrs, name, to); });
const ownerOf = (f: Builtin): Value | undefined => f.attrs.get('__objclass__');

const builtinMembers = {
  ...members(builtinType, asBuiltin, {
    __repr__: def('', (_, f) => str(`<built-in function ${f.name}>`)),
    __call__: raw((m, f, args, kwargs) => m.call(f, args, kwargs)),
  }),
  __name__: own('__name__', (f) => str(f.name)),
  __qualname__: own('__qualname__', (f) => {
    const owner = ownerOf(f);
    return str(owner?.kind === 'class' ? `${owner.name}.${f.name}` : f.name);
  }),
  __module__: own('__module__', () => str('builtins')),
  __doc__: own('__doc__', () => NONE),
  __self__: getset('__self__', (m, self) => (self.kind === 'method' ? self.self : orNone(m.modules.get('builtins')))),
};
fill(builtinType, builtinMembers);
fill(methodDescriptorType, {
  ...builtinMembers,
  __repr__: members(methodDescriptorType, asBuiltin, {
    __repr__: def('', (_, f) => {
      const owner = ownerOf(f);
      const kind = f.name.startsWith('__') ? 'slot wrapper' : 'method';
      return str(`<${kind} '${f.name}' of '${owner?.kind === 'class' ? owner.name : '?'}' objects>`);
    }),
  }).__repr__,
  ...members<Value>(methodDescriptorType, (v) => v, { __get__: descriptor }),
});

// ---- bound methods ----------------------------------------------------------------------------------------------
function methodText(m: Machine, self: BoundMethod): Value {
  if (self.func.kind === 'builtin') {
    return str(`<built-in method ${self.func.name} of ${m.typeOf(self.self).name} object at ${addressOf(self.self)}>`);
  }
  const name = m.findattr(self.func, '__qualname__');
  const shown = m.repr(self.self);
  return isUnknown(shown) ? shown : str(`<bound method ${name?.kind === 'str' ? name.value : '?'} of ${shown}>`);
}

fill(methodType, {
  ...members(methodType, asMethod, {
    __repr__: def('', methodText),
    __call__: raw((m, self, args, kwargs) => m.call(self, args, kwargs)),
    __eq__: def('value, /', (_, self, other) =>
      (other.kind === 'method' ? bool(self.self === other.self && self.func === other.func) : NOT_IMPLEMENTED)),
    __hash__: def('', (_, self) => int(('id' in self.func ? self.func.id : 0) * 31 + ('id' in self.self ? self.self.id : 0))),
    __get__: lenient('instance, owner?, /', (_, self) => self),
  }),
  // A method hands other attributes on to its function, but has a type of its own.
  __class__: getset('__class__', (m, self) => m.typeOf(self)),
  __new__: constructor((m, _, args) => {
    if (args.length !== 2) return m.raise('TypeError', `method expected 2 arguments, got ${args.length}`);
    return bind(args[0], args[1]);
  }),
});
/** A bound method of ours has the type of builtin functions, but compares as methods do. */
fill(builtinType, members<Value>(builtinType, (v) => v, {
  __eq__: def('value, /', (_, self, other) => {
    if (self.kind !== 'method' || other.kind !== 'method') return self === other ? bool(true) : NOT_IMPLEMENTED;
    return bool(self.self === other.self && self.func === other.func);
  }),
  __repr__: def('', (m, self) => (self.kind === 'method' ? methodText(m, self)
    : str(`<built-in function ${self.kind === 'builtin' ? self.name : '?'}>`))),
  __call__: raw((m, self, args, kwargs) => m.call(self, args, kwargs)),
}));
