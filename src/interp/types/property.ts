// Descriptors of classes: property, staticmethod and classmethod. The interpreter's attribute lookup applies them.
import type { Machine } from '../machine';
import { instance, newId, NONE, type Args, type Instance, type Kwargs, type Value } from '../value';
import { constructor, getset, lenient, members, raw } from './define';
import { isPropertyNative, isWrapperNative, type PropertyNative } from './native';
import { classmethodType, fill, propertyType, staticmethodType } from './roots';

const asInstance = (value: Value): Instance | undefined => (value.kind === 'instance' ? value : undefined);
const EMPTY: PropertyNative = { get: null, set: null, del: null };
const nativeOf = (self: Value): PropertyNative =>
  (self.kind === 'instance' && isPropertyNative(self.native) ? self.native : EMPTY);

const present = (value: Value | undefined): Value | null => (value === undefined || value.kind === 'none' ? null : value);

function initialize(m: Machine, self: Instance, args: Args, kwargs: Kwargs): Value {
  if (args.length > 4) return m.raise('TypeError', `property() takes at most 4 arguments (${args.length} given)`);
  for (const key of kwargs.keys()) {
    if (!['fget', 'fset', 'fdel', 'doc'].includes(key)) {
      return m.raise('TypeError', `'${key}' is an invalid keyword argument for property()`);
    }
  }
  const [get, set, del, doc] = ['fget', 'fset', 'fdel', 'doc'].map((name, i) => present(args[i] ?? kwargs.get(name)));
  m.heap.write(self, 'native', { get, set, del } satisfies PropertyNative);
  const text = doc ?? (get && m.findattr(get, '__doc__'));
  if (text) m.heap.set(self.attrs, '__doc__', text);
  return NONE;
}

const changed = (part: keyof PropertyNative) => lenient<Instance>('function, /', (m, self, f) => {
  const made = instance(self.cls, { ...nativeOf(self), [part]: present(f) } satisfies PropertyNative, m.origin());
  for (const [name, value] of self.attrs) made.attrs.set(name, value);
  return made;
});

fill(propertyType, {
  ...members(propertyType, asInstance, {
    __init__: raw(initialize),
    getter: changed('get'), setter: changed('set'), deleter: changed('del'),
    __get__: lenient('instance, owner?, /', (m, self, object) => {
      const { get } = nativeOf(self);
      if (object.kind === 'none') return self;
      return get ? m.call(get, [object])
        : m.raise('AttributeError', `property of '${m.typeOf(object).name}' object has no getter`);
    }),
    __set__: lenient('instance, value, /', (m, self, object, value) => {
      const { set } = nativeOf(self);
      if (!set) return m.raise('AttributeError', `property of '${m.typeOf(object).name}' object has no setter`);
      m.call(set, [object, value]);
      return NONE;
    }),
    __delete__: lenient('instance, /', (m, self, object) => {
      const { del } = nativeOf(self);
      if (!del) return m.raise('AttributeError', `property of '${m.typeOf(object).name}' object has no deleter`);
      m.call(del, [object]);
      return NONE;
    }),
    __set_name__: lenient('owner, name, /', () => NONE),
  }),
  __new__: constructor((m, cls) => instance(cls, EMPTY, m.origin())),
  fget: getset('fget', (_, self) => nativeOf(self).get ?? NONE),
  fset: getset('fset', (_, self) => nativeOf(self).set ?? NONE),
  fdel: getset('fdel', (_, self) => nativeOf(self).del ?? NONE),
  __isabstractmethod__: getset('__isabstractmethod__', (m, self) => {
    const get = nativeOf(self).get;
    return (get && m.findattr(get, '__isabstractmethod__')) ?? { kind: 'bool', value: false };
  }),
});

const wrapped = (self: Value): Value => (self.kind === 'instance' && isWrapperNative(self.native) ? self.native.func : NONE);
/** The names that functools.wraps copies are read through. */
const through = (name: string): Value => getset(name, (m, self) => {
  const own = self.kind === 'instance' ? self.attrs.get(name) : undefined;
  return own ?? m.findattr(wrapped(self), name) ?? NONE;
}, (m, self, to) => { if (self.kind === 'instance') m.heap.set(self.attrs, name, to); });

for (const cls of [staticmethodType, classmethodType]) {
  fill(cls, {
    __new__: constructor((m, made, args) => {
      if (args.length !== 1) return m.raise('TypeError', `${cls.name} expected 1 argument, got ${args.length}`);
      return instance(made, { func: args[0] }, m.origin());
    }),
    ...members(cls, asInstance, {
      __init__: raw(() => NONE),
      __get__: lenient('instance, owner?, /', (m, self, object, owner?: Value) => {
        const func = wrapped(self);
        if (cls === staticmethodType) return func;
        return { kind: 'method', self: owner ?? m.typeOf(object), func, id: newId() };
      }),
    }),
    __func__: getset('__func__', (_, self) => wrapped(self)),
    __wrapped__: getset('__wrapped__', (_, self) => wrapped(self)),
    __name__: through('__name__'), __qualname__: through('__qualname__'), __doc__: through('__doc__'),
    __module__: through('__module__'), __isabstractmethod__: through('__isabstractmethod__'),
  });
}
fill(staticmethodType, members(staticmethodType, asInstance, {
  __call__: raw((m, self, args, kwargs) => m.call(wrapped(self), args, kwargs)),
}));
