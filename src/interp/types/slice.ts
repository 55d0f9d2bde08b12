// The type slice.
import { int } from '../../tensor/value';
import { isSym } from '../../tensor/sym';
import type { Machine } from '../machine';
import { bool, NONE, NOT_IMPLEMENTED, str, tuple, type SliceValue, type Value } from '../value';
import { constructor, def, getset, isUnknown, members, type Definition } from './define';
import { needInt, spanOf, undecided } from './protocol';
import { fill, sliceType } from './roots';

const asSlice = (value: Value): SliceValue | undefined => (value.kind === 'slice' ? value : undefined);
const parts = (self: SliceValue): Value => tuple([self.start, self.stop, self.step]);

function indices(m: Machine, self: SliceValue, length: Value): Value {
  const size = needInt(m, length);
  if (size.kind === 'unknown') return size;
  if (isSym(size.value)) return undecided(m, 'the indices of a slice');
  if (size.value < 0) return m.raise('ValueError', 'length should not be negative');
  const span = spanOf(m, self, Number(size.value));
  return isUnknown(span) ? span : tuple([int(span.start), int(span.stop), int(span.step)]);
}

/** As the tuples of their parts. */
const ordering = (op: '<' | '<=' | '>' | '>='): Definition<SliceValue> => def('value, /', (m, self, other) =>
  (other.kind === 'slice' ? m.compare(op, parts(self), parts(other)) : NOT_IMPLEMENTED));

const methods: Record<string, Definition<SliceValue>> = {
  __repr__: def('', (m, self) => {
    const shown = m.repr(parts(self));
    return isUnknown(shown) ? shown : str(`slice${shown}`);
  }),
  __eq__: def('value, /', (m, self, other) => {
    if (other.kind !== 'slice') return NOT_IMPLEMENTED;
    const same = m.equals(parts(self), parts(other));
    return isUnknown(same) ? same : bool(same);
  }),
  __lt__: ordering('<'), __le__: ordering('<='), __gt__: ordering('>'), __ge__: ordering('>='),
  indices: def('length, /', indices),
};

const part = (name: 'start' | 'stop' | 'step'): Value => getset(name, (_, self) => (self.kind === 'slice' ? self[name] : NONE));
fill(sliceType, {
  ...members(sliceType, asSlice, methods),
  __new__: constructor((m, _, args) => {
    if (args.length === 0) return m.raise('TypeError', 'slice expected at least 1 argument, got 0');
    if (args.length > 3) return m.raise('TypeError', `slice expected at most 3 arguments, got ${args.length}`);
    const [start, stop, step] = args.length === 1 ? [NONE, args[0], NONE] : [args[0], args[1], args[2] ?? NONE];
    return { kind: 'slice', start, stop, step };
  }),
  __hash__: NONE,
  start: part('start'), stop: part('stop'), step: part('step'),
});
