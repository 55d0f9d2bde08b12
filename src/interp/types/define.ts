// How the builtin types are written down: a method is a Python signature and a body that gets its arguments bound.
// Binding raises CPython's own TypeErrors. Knows no particular type.
import type { Unknown } from '../../tensor/value';
import { int, unknownOf } from '../../tensor/value';
import type { Machine } from '../machine';
import {
  builtin, FALSE, instance, method, NONE, str, TRUE, type Args, type Builtin, type Class, type Instance, type Kwargs,
  type Value,
} from '../value';
import { classmethodType, propertyType, staticmethodType } from './roots';
import type { PropertyNative, WrapperNative } from './native';

export type Body<S> = (m: Machine, self: S, ...args: Value[]) => Value;
export type RawBody<S> = (m: Machine, self: S, args: Args, kwargs: Kwargs) => Value;
export interface Definition<S> {
  readonly run: (name: string, owner: string) => RawBody<S>;
}

/** A method of which an unknown argument makes the result that unknown. */
export const def = <S>(signature: string, body: Body<S>): Definition<S> => bound(signature, body, true);
/** A method that takes unknown arguments as they are (list.append). */
export const lenient = <S>(signature: string, body: Body<S>): Definition<S> => bound(signature, body, false);
/** A method that reads its arguments itself. */
export const raw = <S>(body: RawBody<S>): Definition<S> => ({ run: () => body });

function bound<S>(text: string, body: Body<S>, strict: boolean): Definition<S> {
  const signature = parseSignature(text);
  return {
    run: (name, owner) => (m, self, args, kwargs) => {
      if (strict) {
        const lost = firstUnknown(args) ?? firstUnknown(kwargs.values());
        if (lost) return unknownOf(lost.reason);
      }
      return body(m, self, ...bindArguments(m, signature, name, owner, args, kwargs));
    },
  };
}

/**
 * The members of a builtin class. `narrow` gives self as the bodies want it, or undefined when the method does not
 * apply; an unknown self is the result of every method.
 */
export function members<S>(
  owner: Class, narrow: (value: Value) => S | undefined, definitions: Readonly<Record<string, Definition<S>>>,
): Record<string, Builtin> {
  const made: Record<string, Builtin> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const run = definition.run(name, `${owner.name}.${name}`);
    made[name] = method(name, (m, args, kwargs) => {
      const self = args[0];
      if (self?.kind === 'unknown') return self;
      const narrowed = self && narrow(self);
      if (narrowed === undefined) return m.raise('TypeError', misapplied(m, owner, name, self));
      return run(m, narrowed, args.slice(1), kwargs);
    });
    made[name].attrs.set('__objclass__', owner);
  }
  return made;
}

function misapplied(m: Machine, owner: Class, name: string, self: Value | undefined): string {
  if (!self) return `unbound method ${owner.name}.${name}() needs an argument`;
  const type = m.typeOf(self).name;
  return name.startsWith('__')
    ? `descriptor '${name}' requires a '${owner.name}' object but received a '${type}'`
    : `descriptor '${name}' for '${owner.name}' objects doesn't apply to a '${type}' object`;
}

/** A function that is no method, such as those of builtins.ts. */
export function func(
  name: string, signature: string, body: (m: Machine, ...args: Value[]) => Value, owner = name,
): Builtin {
  const run = bound<null>(signature, (m, _, ...args) => body(m, ...args), true).run(name, owner);
  return builtin(name, (m, args, kwargs) => run(m, null, args, kwargs));
}
export function lenientFunc(name: string, signature: string, body: (m: Machine, ...args: Value[]) => Value): Builtin {
  const run = bound<null>(signature, (m, _, ...args) => body(m, ...args), false).run(name, name);
  return builtin(name, (m, args, kwargs) => run(m, null, args, kwargs));
}

/** `__new__`: a static method whose first argument is the class. */
export const constructor = (make: (m: Machine, cls: Class, args: Args, kwargs: Kwargs) => Value): Builtin =>
  builtin('__new__', (m, [cls, ...args], kwargs) => {
    if (cls?.kind === 'unknown') return cls;
    if (cls?.kind !== 'class') return m.raise('TypeError', '__new__(X): X is not a type object');
    return make(m, cls, args, kwargs);
  });

type Getter = (m: Machine, self: Value) => Value;
type Setter = (m: Machine, self: Value, to: Value) => void;

export function getset(name: string, get: Getter, set: Setter | null = null,
  del: ((m: Machine, self: Value) => void) | null = null): Instance {
  const native: PropertyNative = {
    get: builtin(name, (m, [self]) => get(m, self ?? NONE)),
    set: set && builtin(name, (m, [self, to]) => { set(m, self ?? NONE, to ?? NONE); return NONE; }),
    del: del && builtin(name, (m, [self]) => { del(m, self ?? NONE); return NONE; }),
  };
  return instance(propertyType, native);
}

type ClassBody = (m: Machine, cls: Class, ...args: Value[]) => Value;
const wrapper = (cls: Class, func: Value): Instance => instance(cls, { func } satisfies WrapperNative);
/** `body` gets the class first. */
export const classMethod = (name: string, signature: string, body: ClassBody): Instance => {
  const run = bound<Class>(signature, body, true).run(name, name);
  return wrapper(classmethodType, builtin(name, (m, [cls, ...args], kwargs) =>
    cls?.kind === 'class' ? run(m, cls, args, kwargs) : cls ?? NONE));
};
export const staticMethod = (name: string, signature: string, body: (m: Machine, ...args: Value[]) => Value): Instance =>
  wrapper(staticmethodType, func(name, signature, body));
export const wrapStatic = (func: Value): Instance => wrapper(staticmethodType, func);
export const wrapClass = (func: Value): Instance => wrapper(classmethodType, func);

// ---- binding --------------------------------------------------------------------------------------------------
interface Param {
  readonly name: string;
  readonly keywordOnly: boolean;
  readonly required: boolean;
  readonly fallback: Value | undefined;
}
interface Signature {
  readonly params: readonly Param[];
  /** None of the parameters may be given by name. */
  readonly positionalOnly: boolean;
  readonly varargs: boolean;
  /** Positional parameters cannot be named, keyword-only ones follow. */
  readonly unpacked: boolean;
  readonly least: number;
  readonly most: number;
}

/**
 * A Python parameter list: `a, b=None, /`, `sep=None, maxsplit=-1`, `*args, key=None`. `x?` is an argument that is
 * absent when not given. Extra positional arguments follow the parameters.
 */
function parseSignature(text: string): Signature {
  const params: Param[] = [];
  let positionalOnly = text === '';
  const unpacked = /\/.*\*/.test(text);
  let varargs = false;
  let keywordOnly = false;
  for (const part of text.split(',').map((p) => p.trim()).filter((p) => p !== '')) {
    if (part === '/') positionalOnly = true;
    else if (part.startsWith('*')) {
      keywordOnly = true;
      varargs = part !== '*';
      positionalOnly = false;
    } else {
      const [name = '', value] = part.split('=');
      const optional = name.endsWith('?');
      params.push({
        name: optional ? name.slice(0, -1) : name, keywordOnly, required: value === undefined && !optional,
        fallback: value === undefined ? undefined : literal(value),
      });
    }
  }
  const positional = params.filter((p) => !p.keywordOnly);
  return { params, positionalOnly, varargs, unpacked, least: positional.filter((p) => p.required).length,
    most: positional.length };
}

function literal(text: string): Value {
  if (text === 'None') return NONE;
  if (text === 'True') return TRUE;
  if (text === 'False') return FALSE;
  if (text.startsWith("'")) return str(text.slice(1, -1));
  return int(Number(text));
}

function bindArguments(m: Machine, s: Signature, name: string, owner: string, args: Args, kwargs: Kwargs): Value[] {
  checkCount(m, s, name, owner, args.length, kwargs);
  const given: (Value | undefined)[] = s.params.map((p, i) => (p.keywordOnly ? undefined : args[i]));
  for (const [keyword, value] of kwargs) {
    const i = s.params.findIndex((p) => p.name === keyword);
    if (i < 0) return m.raise('TypeError', `'${keyword}' is an invalid keyword argument for ${name}()`);
    if (given[i]) return m.raise('TypeError', `argument for ${name}() given by name ('${keyword}') and position (${i + 1})`);
    given[i] = value;
  }
  s.params.forEach((p, i) => {
    if (given[i]) return;
    if (p.required) m.raise('TypeError', `${name}() missing required argument '${p.name}' (pos ${i + 1})`);
    given[i] = p.fallback;
  });
  while (given.length > 0 && given[given.length - 1] === undefined && !s.varargs) given.pop();
  if (s.varargs) given.push(...args.slice(s.most));
  // An argument that is absent is undefined; the body declares that parameter optional.
  return given as Value[];
}

const plural = (count: number): string => (count === 1 ? '' : 's');

function checkCount(m: Machine, s: Signature, name: string, owner: string, count: number, kwargs: Kwargs): void {
  if (s.positionalOnly && kwargs.size > 0) m.raise('TypeError', `${owner}() takes no keyword arguments`);
  if (!s.positionalOnly && !s.unpacked) {
    if (count <= s.most || s.varargs) return;
    if (s.most === 0) m.raise('TypeError', `${name}() takes no positional arguments`);
    const kind = s.params.length > s.most ? 'positional argument' : 'argument';
    const bound = s.least === s.most ? 'exactly' : 'at most';
    m.raise('TypeError', `${name}() takes ${bound} ${s.most} ${kind}${plural(s.most)} (${count} given)`);
  }
  if (count >= s.least && count <= s.most) return;
  if (s.most === 0) m.raise('TypeError', `${owner}() takes no arguments (${count} given)`);
  if (s.least === 1 && s.most === 1 && !s.unpacked) {
    m.raise('TypeError', `${owner}() takes exactly one argument (${count} given)`);
  }
  const bound = count < s.least ? s.least : s.most;
  const word = s.least === s.most ? '' : count < s.least ? 'at least ' : 'at most ';
  m.raise('TypeError', `${name} expected ${word}${bound} argument${plural(bound)}, got ${count}`);
}

export const isUnknown = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'unknown';

export function firstUnknown(values: Iterable<Value>): Unknown | undefined {
  for (const value of values) if (value.kind === 'unknown') return value;
  return undefined;
}
