// What the library modules share: binding of arguments, making modules from TypeScript or from Python text of ours,
// names that exist only at run time. Knows no particular module.
import { RuleError } from '../../ops/op';
import { isSym, type Sym } from '../../tensor/sym';
import type { ReasonCode, Unknown } from '../../tensor/value';
import type { Machine, NativeModule } from '../machine';
import { AttrMap, builtin, float, pyModule, type Builtin, type Class, type PyModule, type Value } from '../value';
import { lenientFunc } from '../types/define';

export type Fn = Builtin['fn'];
export type Members = Readonly<Record<string, Value>>;

export const fn = (name: string, body: Fn): Builtin => builtin(name, body);
/** A function of fixed parameters, `name=` marking an optional one; unknown arguments are given to the body as they are. */
export function simple(name: string, names: readonly string[], body: (m: Machine, args: (Value | undefined)[]) =>
  Value): Builtin {
  const signature = names.map((n) => (n.endsWith('=') ? `${n.slice(0, -1)}?` : n)).join(', ');
  return lenientFunc(name, signature, (m, ...args) => body(m, args));
}

/** The required argument at an index; raises TypeError where the call leaves it out. */
export function need(values: readonly (Value | undefined)[], i: number): Value {
  const value = values[i];
  if (value === undefined) throw new RuleError('TypeError', 'a required argument is missing', []);
  return value;
}

export const firstUnknown = (values: Iterable<Value | undefined>): Unknown | undefined => {
  for (const value of values) if (value?.kind === 'unknown') return value;
  return undefined;
};

/** A number of Python as a number or a symbol; undefined when it is not one. */
export function numeric(value: Value | undefined): number | Sym | undefined {
  if (value === undefined) return undefined;
  if (value.kind === 'bool') return value.value ? 1 : 0;
  if (value.kind === 'int') return typeof value.value === 'bigint' ? Number(value.value) : value.value;
  return value.kind === 'float' ? value.value : undefined;
}
export const plainNumber = (value: Value | undefined): number | undefined => {
  const x = numeric(value);
  return isSym(x) ? undefined : x;
};
export const floatOf = (value: number | Sym): Value => float(value);
export const isNone = (value: Value | undefined): boolean => value === undefined || value.kind === 'none';

/** The class named `name` of the builtins namespace. */
export function builtinType(m: Machine, name: string): Class {
  const value = m.builtins.get(name);
  if (value?.kind !== 'class') throw new Error(`no builtin class ${name}`);
  return value;
}

/** A class made by `m.class`, when it could be made. */
export function classOf(m: Machine, name: string, bases: readonly Value[], attrs: Members, module: string): Class {
  const cls = m.class(name, bases, new Map(Object.entries(attrs)));
  if (cls.kind !== 'class') throw new Error(`class ${name} could not be made`);
  cls.module = module;
  return cls;
}

export const moduleOf = (name: string, members: Members, rest: Partial<Pick<PyModule, 'lookup' | 'lost'>> = {}): PyModule =>
  pyModule(name, new AttrMap(Object.entries(members)), rest);

/** A module written as Python text of ours; `members` are the globals that the text finds, and are exported too. */
export function pythonModule(name: string, text: string, members: (m: Machine) => Members = () => ({})): NativeModule {
  return (m) => m.prelude(name, text, members(m));
}

/** Submodules, imported when they are asked for: a parent is imported before its children. */
export const children = (m: Machine, name: string, names: readonly string[]) => (wanted: string): Value | undefined =>
  names.includes(wanted) ? m.import(`${name}.${wanted}`) : undefined;

/** Python text that defines some names of a module, run when one of them is first asked for. */
export interface Chunk { readonly names: readonly string[]; readonly text: string; readonly globals?: (m: Machine) => Members }

/** A module whose parts are made when they are used: most programs import one name of it. */
export function lazyModule(
  name: string, members: (m: Machine) => Members, chunks: readonly Chunk[], below: readonly string[] = [],
): NativeModule {
  return (m) => {
    const child = children(m, name, below);
    const find = (wanted: string): Value | undefined => {
      const i = chunks.findIndex((c) => c.names.includes(wanted));
      const chunk = chunks[i];
      if (!chunk) return child(wanted);
      const made = m.prelude(chunks.length === 1 ? name : `${name}.${chunk.names[0] ?? ''}`, chunk.text,
        chunk.globals?.(m) ?? {});
      const value = made.attrs.get(wanted);
      if (value?.kind === 'class') value.module = name;
      return value;
    };
    return moduleOf(name, members(m), { lookup: find });
  };
}

export const reasonText = (path: string, code: ReasonCode): string =>
  code === 'external-input' ? `${path}() depends on the machine the program runs on`
    : code === 'data-dependent-value' ? `${path}() gives a value known only at run time`
      : `${path} is not modelled`;

/** A function that is unknown when called. */
export const unknownFn = (path: string, code: ReasonCode): Builtin =>
  builtin(path.slice(path.lastIndexOf('.') + 1), (m) => m.unknown(code, reasonText(path, code)));
/** A function without effect. */
export const noop = (name: string, result: Value): Builtin => builtin(name, () => result);
