// What the builtin types share when they talk to the machine: raising with arguments, reading integers and slices,
// looking attributes up on classes. Knows no particular type.
import { isSym, showSym } from '../../tensor/sym';
import { unknownOf, type Int, type Reason, type Unknown } from '../../tensor/value';
import { PyError, type Machine } from '../machine';
import { NONE, str, type Class, type SliceValue, type Value } from '../value';
import { isUnknown } from './define';
import { unwrap } from './native';

/** Raises an exception whose arguments are values: `KeyError(key)`. */
export function raiseWith(m: Machine, type: string | Class, args: readonly Value[]): never {
  const exception = m.exception(type, args);
  const message = m.str(exception);
  throw new PyError(exception, typeof message === 'string' ? message : '', m.origin());
}

export const raiseKeyError = (m: Machine, key: Value): never => raiseWith(m, 'KeyError', [key]);
export const stopIteration = (m: Machine, value: Value | undefined): never =>
  raiseWith(m, 'StopIteration', value === undefined || value.kind === 'none' ? [] : [value]);

/** The class attribute as it is stored, without binding. */
export function lookup(cls: Class, name: string): Value | undefined {
  for (const c of cls.mro) {
    const value = c.attrs.get(name);
    if (value) return value;
  }
  return undefined;
}
/** The class of the mro that defines the attribute. */
export const definer = (cls: Class, name: string): Class | undefined => cls.mro.find((c) => c.attrs.has(name));
export const derivesFrom = (cls: Class, base: Class): boolean => cls.mro.includes(base);
/** Why nothing certain can be said of the class's attributes, if a base is unknown. */
export const unknownBase = (cls: Class): Reason | undefined => cls.mro.find((c) => c.unknownBase)?.unknownBase ?? undefined;

export const typeName = (m: Machine, value: Value): string => m.typeOf(value).name;

/** A string that may be unknown, as a Python value. */
export const text = (value: string | Unknown): Value => (typeof value === 'string' ? str(value) : value);
export const lostAs = (reason: Reason | null): Unknown | undefined => (reason ? unknownOf(reason) : undefined);

/** A question about sizes whose answer depends on the size of the input. */
export const undecided = (m: Machine, what: string): Unknown =>
  m.unknown('data-dependent-size', `${what} depends on the size of the input`);

export const showInt = (value: Int['value']): string => (isSym(value) ? showSym(value) : String(value));

/** The int behind a value that counts as one (`__index__`), or undefined. */
export function asInt(m: Machine, value: Value): Int | Unknown | undefined {
  const inner = unwrap(value);
  if (inner.kind === 'int' || inner.kind === 'unknown') return inner;
  if (inner.kind === 'bool') return { kind: 'int', value: inner.value ? 1 : 0, origin: null };
  const index = inner.kind === 'instance' || inner.kind === 'tensor' ? m.findSpecial(inner, '__index__') : undefined;
  if (!index) return undefined;
  const result = unwrap(m.call(index, []));
  if (result.kind === 'int' || result.kind === 'unknown') return result;
  return m.raise('TypeError', `__index__ returned non-int (type ${typeName(m, result)})`);
}

/** The same, raising TypeError for what is no int. */
export function needInt(m: Machine, value: Value, message?: string): Int | Unknown {
  return asInt(m, value) ??
    m.raise('TypeError', message ?? `'${typeName(m, value)}' object cannot be interpreted as an integer`);
}

/**
 * Whether `sequence * times` repeats. Repetition comes after the reflected method of the other operand, since CPython
 * asks the slots of numbers first.
 */
export function repeats(m: Machine, times: Value): boolean {
  const inner = unwrap(times);
  const isObject = inner.kind === 'instance' || inner.kind === 'tensor';
  return (!isObject || !m.findSpecial(inner, '__rmul__')) && asInt(m, inner) !== undefined;
}

/** A plain number; unknown when it depends on the input. Beyond 2^53 it is only good for comparing with a length. */
export function needIndex(m: Machine, value: Value, message?: string): number | Unknown {
  const index = needInt(m, value, message);
  if (index.kind === 'unknown') return index;
  if (isSym(index.value)) return undecided(m, `the index ${showSym(index.value)}`);
  return Number(index.value);
}

export interface Span { readonly start: number; readonly stop: number; readonly step: number; readonly count: number }

/** As PySlice_AdjustIndices: which indices of a sequence of `length` items a slice names. */
export function spanOf(m: Machine, slice: SliceValue, length: number): Span | Unknown {
  const read = (part: Value): number | null | Unknown => part.kind === 'none' ? null
    : needIndex(m, part, 'slice indices must be integers or None or have an __index__ method');
  const step = read(slice.step) ?? 1;
  if (isUnknown(step)) return step;
  if (step === 0) return m.raise('ValueError', 'slice step cannot be zero');
  const start = read(slice.start);
  if (isUnknown(start)) return start;
  const stop = read(slice.stop);
  if (isUnknown(stop)) return stop;
  return clampSpan(start, stop, step, length);
}

export function clampSpan(start: number | null, stop: number | null, step: number, length: number): Span {
  const low = step < 0 ? -1 : 0;
  const high = step < 0 ? length - 1 : length;
  const clamp = (x: number): number => x < 0 ? Math.max(x + length, low) : Math.min(x, high);
  const from = start === null ? (step < 0 ? high : low) : clamp(start);
  const to = stop === null ? (step < 0 ? low : high) : clamp(stop);
  const count = step > 0 ? Math.max(0, Math.ceil((to - from) / step)) : Math.max(0, Math.ceil((from - to) / -step));
  return { start: from, stop: to, step, count };
}

export function take<T>(items: readonly T[], span: Span): T[] {
  if (span.step === 1) return items.slice(span.start, Math.max(span.start, span.stop));
  return Array.from({ length: span.count }, (_, i) => items[span.start + i * span.step] as T);
}

/** Runs `body` unless `value` is being printed already (a list that contains itself): then gives `placeholder`. */
export function guardRecursion(m: Machine, value: object, placeholder: string, body: () => string | Unknown): string | Unknown {
  const active = m.service('types.repr', () => new Set<object>());
  if (active.has(value)) return placeholder;
  active.add(value);
  try {
    return body();
  } finally {
    active.delete(value);
  }
}

export const orNone = (value: Value | undefined): Value => value ?? NONE;
