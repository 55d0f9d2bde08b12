// The type super. Its attributes are looked up by the interpreter; here is only how one is made and shown.
import { instance, NONE, str, type Class, type Instance, type Value } from '../value';
import { constructor, def, getset, members, raw } from './define';
import { isSuperNative, type SuperNative } from './native';
import { derivesFrom, typeName } from './protocol';
import { fill, superType } from './roots';

const asSuper = (value: Value): (Instance & { native: SuperNative }) | undefined =>
  (value.kind === 'instance' && isSuperNative(value.native) ? { ...value, native: value.native } : undefined);
const partOf = (self: Value): SuperNative | undefined => asSuper(self)?.native;

fill(superType, {
  ...members(superType, asSuper, {
    __init__: raw(() => NONE),
    __repr__: def('', (m, { native }) => str(`<super: <class '${native.cls.name}'>, <${typeName(m, native.self)} object>>`)),
  }),
  __new__: constructor((m, made, args) => {
    const [cls, self] = args;
    // Without arguments the interpreter makes the object itself, since only it knows the running function.
    if (args.length === 0) return m.raise('RuntimeError', 'super(): no arguments');
    if (cls.kind === 'unknown') return cls;
    if (cls.kind !== 'class') return m.raise('TypeError', `super() argument 1 must be a type, not ${typeName(m, cls)}`);
    // An unbound super object has no attributes but its own.
    if (args.length < 2) return instance(made, null, m.origin());
    if (self.kind === 'unknown') return self;
    const fits = derivesFrom(m.typeOf(self), cls) || (self.kind === 'class' && derivesFrom(self, cls));
    if (!fits) return m.raise('TypeError', 'super(type, obj): obj must be an instance or subtype of type');
    return instance(made, { cls, self } satisfies SuperNative, m.origin());
  }),
  __thisclass__: getset('__thisclass__', (_, self): Value => partOf(self)?.cls ?? NONE),
  __self__: getset('__self__', (_, self) => partOf(self)?.self ?? NONE),
  __self_class__: getset('__self_class__', (m, self) => {
    const native = partOf(self);
    return native ? startOf(native, m.typeOf(native.self)) : NONE;
  }),
});
const startOf = ({ cls, self }: SuperNative, type: Class): Class =>
  (self.kind === 'class' && derivesFrom(self, cls) ? self : type);
