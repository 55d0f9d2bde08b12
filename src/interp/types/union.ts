// Unions of types: `int | None`, and what typing.Union and Optional stand for.
import type { Machine } from '../machine';
import { bool, FALSE, instance, NOT_IMPLEMENTED, str, tuple, type Value } from '../value';
import { def, getset, isUnknown, members, type Definition } from './define';
import { typeText } from './genericAlias';
import { isAliasNative, isUnionNative, type UnionNative } from './native';
import { fill, noneType, unionType } from './roots';

const asUnion = (value: Value): UnionNative | undefined =>
  value.kind === 'instance' && isUnionNative(value.native) ? value.native : undefined;

/** None stands for its type in a union. */
const member = (value: Value): Value => (value.kind === 'none' ? noneType : value);
const isType = (m: Machine, value: Value): boolean =>
  value.kind === 'class' || value.kind === 'none' || asUnion(value) !== undefined ||
  (value.kind === 'instance' && (isAliasNative(value.native) || value.cls.module === 'typing'));

/** Flat and without repetition; one alternative alone is no union. NotImplemented for what is no type. */
export function makeUnion(m: Machine, parts: readonly Value[]): Value {
  const found: Value[] = [];
  for (const part of parts) {
    if (part.kind === 'unknown') return part;
    if (!isType(m, part)) return NOT_IMPLEMENTED;
    for (const value of asUnion(part)?.members ?? [member(part)]) {
      const isNew = found.every((other) => other !== value && m.equals(other, value) !== true);
      if (isNew) found.push(value);
    }
  }
  return found.length === 1 ? found[0] : instance(unionType, { members: found } satisfies UnionNative);
}

function unionText(m: Machine, self: UnionNative): Value {
  const parts: string[] = [];
  for (const value of self.members) {
    const shown = value === noneType ? 'None' : typeText(m, value);
    if (isUnknown(shown)) return shown;
    parts.push(shown);
  }
  return str(parts.join(' | '));
}

const methods: Record<string, Definition<UnionNative>> = {
  __repr__: def('', unionText),
  __eq__: def('other, /', (m, self, other) => {
    const b = asUnion(other);
    if (!b) return NOT_IMPLEMENTED;
    const within = (x: UnionNative, y: UnionNative): boolean =>
      x.members.every((a) => y.members.some((c) => a === c || m.equals(a, c) === true));
    return bool(within(self, b) && within(b, self));
  }),
  __instancecheck__: def('instance, /', (m, self, value) => {
    const answer = m.isInstance(value, tuple(self.members));
    return answer === undefined ? m.unknown('data-dependent-value', 'the type of a value is not known') : bool(answer);
  }),
  __subclasscheck__: def('cls, /', (m, self, cls) =>
    (cls.kind === 'class' ? bool(self.members.some((c) => c.kind === 'class' && m.isSubclass(cls, c))) : FALSE)),
};

fill(unionType, {
  ...members(unionType, asUnion, methods),
  ...members<Value>(unionType, (v) => v, {
    __or__: def('other, /', (m, self, other) => makeUnion(m, [self, other])),
    __ror__: def('other, /', (m, self, other) => makeUnion(m, [other, self])),
  }),
  __args__: getset('__args__', (_, self) => tuple(asUnion(self)?.members ?? [])),
});
