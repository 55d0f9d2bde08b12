// `list[int]`: a class with arguments, which calls and attributes see through.
import type { Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { bool, instance, NOT_IMPLEMENTED, str, tuple, type Class, type Value } from '../value';
import { def, getset, isUnknown, lenient, members, raw, type Definition } from './define';
import { isAliasNative, type AliasNative } from './native';
import { fill, genericAliasType } from './roots';
import { makeUnion } from './union';

export function genericAlias(_: Machine, origin: Class, item: Value): Value {
  return aliasOf(origin, item.kind === 'tuple' ? item.items : [item]);
}
export const aliasOf = (origin: Value, args: readonly Value[]): Value =>
  instance(genericAliasType, { origin, args } satisfies AliasNative);

const asAlias = (value: Value): AliasNative | undefined =>
  value.kind === 'instance' && isAliasNative(value.native) ? value.native : undefined;

/** As types of annotations print: a class by its qualified name, `...`, anything else by its repr. */
export function typeText(m: Machine, value: Value): string | Unknown {
  if (value.kind === 'ellipsis') return '...';
  if (value.kind === 'none') return 'None';
  if (value.kind === 'class') return value.module === 'builtins' ? value.qualname : `${value.module}.${value.qualname}`;
  return m.repr(value);
}

function aliasText(m: Machine, self: AliasNative): Value {
  const parts: string[] = [];
  for (const part of [self.origin, ...self.args]) {
    const shown = typeText(m, part);
    if (isUnknown(shown)) return shown;
    parts.push(shown);
  }
  const [origin, ...args] = parts;
  return str(`${origin}[${args.length === 0 ? '()' : args.join(', ')}]`);
}

const methods: Record<string, Definition<AliasNative>> = {
  __repr__: def('', aliasText),
  __call__: raw((m, self, args, kwargs) => m.call(self.origin, args, kwargs)),
  __getattr__: def('name, /', (m, self, name) => (name.kind === 'str' ? m.getattr(self.origin, name.value) : self.origin)),
  __mro_entries__: lenient('bases, /', (_, self) => tuple([self.origin])),
  __eq__: def('other, /', (m, self, other) => {
    const b = asAlias(other);
    if (!b) return NOT_IMPLEMENTED;
    const same = m.equals(tuple([self.origin, ...self.args]), tuple([b.origin, ...b.args]));
    return isUnknown(same) ? same : bool(same);
  }),
  __getitem__: def('item, /', (_, self, item) => aliasOf(self.origin, item.kind === 'tuple' ? item.items : [item])),
  __instancecheck__: lenient('instance, /', (m) =>
    m.raise('TypeError', 'isinstance() argument 2 cannot be a parameterized generic')),
  __subclasscheck__: lenient('cls, /', (m) =>
    m.raise('TypeError', 'issubclass() argument 2 cannot be a parameterized generic')),
};

const read = (self: Value, f: (alias: AliasNative) => Value): Value => {
  const alias = asAlias(self);
  return alias ? f(alias) : self;
};
fill(genericAliasType, {
  ...members(genericAliasType, asAlias, methods),
  ...members<Value>(genericAliasType, (v) => v, {
    __or__: def('other, /', (m, self, other) => makeUnion(m, [self, other])),
    __ror__: def('other, /', (m, self, other) => makeUnion(m, [other, self])),
  }),
  __origin__: getset('__origin__', (_, self) => read(self, (a) => a.origin)),
  __args__: getset('__args__', (_, self) => read(self, (a) => tuple(a.args))),
  __parameters__: getset('__parameters__', () => tuple([])),
});
