// The type range: never materialised. Bounds may be sizes that depend on the input; then its length is such a size too.
import { isSym, mapSym, testSym, type Sym } from '../../tensor/sym';
import { int, type Int, type Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { bool, iteratorOf, NONE, NOT_IMPLEMENTED, str, type Range, type Value } from '../value';
import { constructor, def, firstUnknown, getset, isUnknown, members, type Definition } from './define';
import { unwrap } from './native';
import { normalize } from './number';
import { needInt, needIndex, showInt, spanOf, typeName, undecided } from './protocol';
import { fill, rangeType } from './roots';

const asRange = (value: Value): Range | undefined => (value.kind === 'range' ? value : undefined);
const numeric = (v: Int): number | Sym => (typeof v.value === 'bigint' ? Number(v.value) : v.value);

const countOf = (start: number, stop: number, step: number): number =>
  Math.max(0, Math.ceil((stop - start) / step));

/** The number of items, perhaps symbolic. */
export function rangeLength(r: Range): number | Sym {
  const parts = [r.start.value, r.stop.value, r.step.value];
  const plain = parts.flatMap((x) => (isSym(x) ? [] : [BigInt(x)]));
  if (plain.length < parts.length) return mapSym(countOf, numeric(r.start), numeric(r.stop), numeric(r.step));
  const [start, stop, step] = plain;
  const count = step > 0n ? (stop - start + step - 1n) / step : (start - stop - step - 1n) / -step;
  return count > 0n ? Number(count) : 0;
}

interface Bounds { readonly start: bigint; readonly step: bigint; readonly count: number }

function plain(m: Machine, r: Range): Bounds | Unknown {
  const [start, step] = [r.start.value, r.step.value];
  const count = rangeLength(r);
  if (isSym(start) || isSym(step) || isSym(count)) {
    return undecided(m, `range(${showInt(r.start.value)}, ${showInt(r.stop.value)})`);
  }
  return { start: BigInt(start), step: BigInt(step), count };
}

const itemAt = (r: Range, b: Bounds, i: number): Int => int(normalize(b.start + BigInt(i) * b.step), r.stop.origin);

function getitem(m: Machine, self: Range, key: Value): Value {
  const bounds = plain(m, self);
  if (isUnknown(bounds)) return bounds;
  if (key.kind === 'slice') {
    const span = spanOf(m, key, bounds.count);
    if (isUnknown(span)) return span;
    return {
      kind: 'range', start: itemAt(self, bounds, span.start), stop: itemAt(self, bounds, span.stop),
        step: int(normalize(bounds.step * BigInt(span.step))),
    };
  }
  const index = needIndex(m, key, `range indices must be integers or slices, not ${typeName(m, key)}`);
  if (isUnknown(index)) return index;
  const at = index < 0 ? index + bounds.count : index;
  return at >= 0 && at < bounds.count ? itemAt(self, bounds, at) : m.raise('IndexError', 'range object index out of range');
}

/** Position of an equal int; null when there is none. */
function position(m: Machine, self: Range, value: Value): number | null | Unknown {
  const bounds = plain(m, self);
  if (isUnknown(bounds)) return bounds;
  const v = unwrap(value);
  const x = v.kind === 'bool' ? Number(v.value) : v.kind === 'int' || v.kind === 'float' ? v.value : null;
  if (x === null) return null;
  if (isSym(x)) return undecided(m, 'whether a range contains a size');
  if (typeof x === 'number' && !Number.isInteger(x)) return null;
  const distance = BigInt(x) - bounds.start;
  const at = Number(distance / bounds.step);
  return distance % bounds.step === 0n && at >= 0 && at < bounds.count ? at : null;
}

function* walk(m: Machine, self: Range, bounds: Bounds, reverse: boolean): Generator<Value, undefined, undefined> {
  for (let i = 0; i < bounds.count; i++) {
    m.step();
    yield itemAt(self, bounds, reverse ? bounds.count - 1 - i : i);
  }
}

const iteration = (reverse: boolean): Definition<Range> => def('', (m, self) => {
  const bounds = plain(m, self);
  return isUnknown(bounds) ? bounds : iteratorOf('range_iterator', walk(m, self, bounds, reverse));
});

const comparison = (negate: boolean): Definition<Range> => def('value, /', (m, self, other) => {
  if (other.kind !== 'range') return NOT_IMPLEMENTED;
  const a = plain(m, self);
  if (isUnknown(a)) return a;
  const b = plain(m, other);
  if (isUnknown(b)) return b;
  const same = a.count === b.count && (a.count === 0 || (a.start === b.start && (a.count === 1 || a.step === b.step)));
  return bool(same !== negate);
});

const methods: Record<string, Definition<Range>> = {
  __len__: def('', (_, self) => int(rangeLength(self), self.stop.origin)),
  __bool__: def('', (m, self) => {
    const empty = testSym((n) => n === 0, rangeLength(self));
    return empty === undefined ? undecided(m, 'whether a range is empty') : bool(!empty);
  }),
  __getitem__: def('key, /', getitem),
  __contains__: def('key, /', (m, self, value) => {
    const at = position(m, self, value);
    return isUnknown(at) ? at : bool(at !== null);
  }),
  __iter__: iteration(false),
  __reversed__: iteration(true),
  __eq__: comparison(false),
  __ne__: comparison(true),
  __repr__: def('', (m, self) => {
    const bounds = plain(m, self);
    if (isUnknown(bounds)) return bounds;
    return str(`range(${showInt(self.start.value)}, ${showInt(self.stop.value)}${bounds.step === 1n ? '' : `, ${bounds.step}`})`);
  }),
  index: def('value, /', (m, self, value) => {
    const at = position(m, self, value);
    if (isUnknown(at)) return at;
    if (at !== null) return int(at);
    const shown = m.repr(value);
    return isUnknown(shown) ? shown : m.raise('ValueError', `${shown} is not in range`);
  }),
  count: def('value, /', (m, self, value) => {
    const at = position(m, self, value);
    return isUnknown(at) ? at : int(at === null ? 0 : 1);
  }),
};

const part = (name: 'start' | 'stop' | 'step'): Value => getset(name, (_, self) => (self.kind === 'range' ? self[name] : NONE));
fill(rangeType, {
  ...members(rangeType, asRange, methods),
  __new__: constructor((m, _, args, kwargs) => {
    if (kwargs.size > 0) return m.raise('TypeError', 'range() takes no keyword arguments');
    if (args.length === 0) return m.raise('TypeError', 'range expected at least 1 argument, got 0');
    if (args.length > 3) return m.raise('TypeError', `range expected at most 3 arguments, got ${args.length}`);
    const lost = firstUnknown(args);
    if (lost) return lost;
    const numbers: Int[] = [];
    for (const arg of args) {
      const n = needInt(m, arg);
      if (n.kind === 'unknown') return n;
      numbers.push(n);
    }
    const [start, stop, step] = numbers.length === 1 ? [int(0), numbers[0], int(1)]
      : [numbers[0], numbers[1], numbers[2] ?? int(1)];
    const zero = testSym((s) => s === 0, numeric(step));
    if (zero === undefined) return undecided(m, `the step ${showInt(step.value)}`);
    return zero ? m.raise('ValueError', 'range() arg 3 must not be zero') : { kind: 'range', start, stop, step };
  }),
  start: part('start'), stop: part('stop'), step: part('step'),
});
