// The type tuple, and what named tuples and torch.Size inherit from it.
import { requireRoom } from './limits';
import { isSym } from '../../tensor/sym';
import type { Machine } from '../machine';
import { NOT_IMPLEMENTED, tuple, type Tuple, type Value } from '../value';
import { classMethod, constructor, def, firstUnknown, isUnknown, members, type Definition } from './define';
import { genericAlias } from './genericAlias';
import { hashOf, tupleHash } from './hashValue';
import { withAttrs } from './list';
import { needIndex, spanOf, take, typeName } from './protocol';
import { fill, tupleType } from './roots';
import { MAX_ITEMS, repeated, sequenceMethods } from './sequence';

const asTuple = (value: Value): Tuple | undefined => (value.kind === 'tuple' ? value : undefined);

function getitem(m: Machine, self: Tuple, key: Value): Value {
  if (key.kind === 'slice') {
    const span = spanOf(m, key, self.items.length);
    return isUnknown(span) ? span : tuple(take(self.items, span));
  }
  const index = needIndex(m, key, `tuple indices must be integers or slices, not ${typeName(m, key)}`);
  if (isUnknown(index)) return index;
  return self.items[index < 0 ? index + self.items.length : index] ?? m.raise('IndexError', 'tuple index out of range');
}

const times: Definition<Tuple> = def('value, /', (m, self, n) => {
  const items = repeated(m, self.items, n);
  return items === null ? NOT_IMPLEMENTED : isUnknown(items) ? items : tuple(items);
});

const methods: Record<string, Definition<Tuple>> = {
  ...sequenceMethods<Tuple>('tuple'),
  __getitem__: def('key, /', getitem),
  __add__: def('value, /', (_, self, other) => {
    if (other.kind !== 'tuple') return NOT_IMPLEMENTED;
    requireRoom(self.items.length + other.items.length, MAX_ITEMS);
    return tuple([...self.items, ...other.items]);
  }),
  __mul__: times,
  __rmul__: times,
  __hash__: def('', (m, self) => {
    const hashes: bigint[] = [];
    for (const item of self.items) {
      const hash = hashOf(m, item);
      if (hash.kind === 'unknown') return hash;
      hashes.push(BigInt.asUintN(64, BigInt(hash.kind === 'int' && !isSym(hash.value) ? hash.value : 0)));
    }
    return tupleHash(hashes);
  }),
  __getnewargs__: def('', (_, self) => tuple([tuple(self.items)])),
};

fill(tupleType, {
  ...members(tupleType, asTuple, methods),
  __new__: constructor((m, cls, args, kwargs) => {
    if (kwargs.size > 0 && cls === tupleType) return m.raise('TypeError', 'tuple() takes no keyword arguments');
    if (args.length > 1) return m.raise('TypeError', `tuple expected at most 1 argument, got ${args.length}`);
    const own = cls === tupleType ? null : cls;
    const source = args[0] as Value | undefined;
    if (!source) return withAttrs(tuple([], own));
    const lost = firstUnknown([source]);
    if (lost) return lost;
    if (!own && source.kind === 'tuple' && !source.cls) return source;
    const items = m.itemsOf(source);
    return isUnknown(items) ? items : withAttrs(tuple(items, own));
  }),
  __class_getitem__: classMethod('__class_getitem__', 'item, /', genericAlias),
});
