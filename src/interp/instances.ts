// isinstance and issubclass with their hooks. Undefined where it cannot be told.
import type { Interpreter } from './interpreter';
import { lookup, truth } from './protocols';
import { isUnionNative, noneType, typeType, unionType } from './types/index';
import type { Class, Value } from './value';

export function isInstance(m: Interpreter, value: Value, cls: Value): boolean | undefined {
  switch (cls.kind) {
    case 'class': return ofClass(m, value, cls);
    case 'unknown': return undefined;
    case 'none': return value.kind === 'unknown' ? undefined : ofClass(m, value, noneType);
    case 'tuple': return anyOf(cls.items.map((item) => isInstance(m, value, item)));
    default:
  }
  if (cls.kind === 'instance' && cls.cls === unionType && isUnionNative(cls.native)) {
    return anyOf(cls.native.members.map((item) => isInstance(m, value, item)));
  }
  const hook = m.findSpecial(cls, '__instancecheck__');
  if (hook) return decided(truth(m, m.call(hook, [value])));
  return m.raise('TypeError', 'isinstance() arg 2 must be a type, a tuple of types, or a union');
}

const decided = (t: ReturnType<typeof truth>): boolean | undefined => (typeof t === 'boolean' ? t : undefined);

function anyOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

function ofClass(m: Interpreter, value: Value, cls: Class): boolean | undefined {
  if (value.kind === 'unknown') return undefined;
  const type = m.typeOf(value);
  if (type.mro.includes(cls)) return true;
  const hook = cls.metaclass && lookup(cls.metaclass, '__instancecheck__');
  if (hook && hook !== typeType.attrs.get('__instancecheck__')) {
    const answer = decided(truth(m, m.callOn(hook, cls, [value])));
    if (answer === true) return true;
    if (answer === undefined) return undefined;
  }
  return m.unknownBase(type) || cls.unknownBase ? (m.unknownBase(type) ? undefined : false) : false;
}

export function isSubclassOf(m: Interpreter, cls: Class, of: Class): boolean {
  return cls.mro.includes(of) || (of.metaclass !== null && hooked(m, cls, of) === true);
}

function hooked(m: Interpreter, cls: Class, of: Class): boolean | undefined {
  const hook = of.metaclass && lookup(of.metaclass, '__subclasscheck__');
  if (!hook || hook === typeType.attrs.get('__subclasscheck__')) return undefined;
  return decided(truth(m, m.callOn(hook, of, [cls])));
}
