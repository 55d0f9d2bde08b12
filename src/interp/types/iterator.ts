// One-shot iterators: generators, and the lazy classes map, filter, zip, enumerate and reversed.
import { int } from '../../tensor/value';
import { Lost } from '../errors';
import { PyError, type Machine } from '../machine';
import {
  bool, iteratorOf, NONE, str, tuple, type Args, type Class, type Instance, type IteratorValue, type Kwargs,
  type PyIterator, type Value,
} from '../value';
import { constructor, def, firstUnknown, isUnknown, lenient, members, type Definition } from './define';
import { addressOf } from './object';
import { asInt, stopIteration, typeName } from './protocol';
import { arithmetic } from './number';
import {
  coroutineType, enumerateType, fill, filterType, generatorType, iteratorType, mapType, reversedType, zipType,
} from './roots';

/** With what stands for the items that are not counted, where the sources have it. */
const withRest = (iterator: PyIterator, sources: readonly PyIterator[], rest: () => Value): PyIterator =>
  Object.defineProperty(iterator, 'rest', { get: () => (sources.some((source) => source.rest) ? rest : undefined) });
const restOf = (m: Machine, source: PyIterator): Value => source.rest?.()
  ?? m.unknown('data-dependent-size', 'how often this loop runs is not known');
const asIterator = (value: Value): IteratorValue | undefined => (value.kind === 'iterator' ? value : undefined);

/** The next value, or StopIteration. */
export function advance(m: Machine, self: IteratorValue, sent?: Value): Value {
  const step = self.iterator.next(sent);
  return step.done ? stopIteration(m, step.value) : step.value;
}

/** An iterator over `value`, or Lost when what it holds is not known. */
export function iterationOf(m: Machine, value: Value): PyIterator {
  const iterator = m.iterate(value);
  if (isUnknown(iterator)) throw new Lost(iterator.reason);
  return iterator;
}

const shared: Record<string, Definition<IteratorValue>> = {
  __iter__: def('', (_, self) => self),
  __next__: def('', (m, self) => advance(m, self)),
  __repr__: def('', (_, self) => str(`<${self.name} object at ${addressOf(self)}>`)),
};

/** generator.throw accepts an exception or its class. */
function exceptionOf(m: Machine, type: Value, value?: Value): Instance {
  const made = type.kind === 'class' ? m.call(type, value && value.kind !== 'none' ? [value] : []) : type;
  if (made.kind === 'instance') return made;
  return m.raise('TypeError', `exceptions must be classes or instances deriving from BaseException, not ${typeName(m, made)}`);
}

function throwInto(m: Machine, self: IteratorValue, type: Value, value?: Value): Value {
  const exception = exceptionOf(m, type, value);
  const message = m.str(exception);
  const error = new PyError(exception, typeof message === 'string' ? message : '', m.origin());
  if (!self.iterator.throw) throw error;
  const step = self.iterator.throw(error);
  return step.done ? stopIteration(m, step.value) : step.value;
}

const generator: Record<string, Definition<IteratorValue>> = {
  send: lenient('value, /', (m, self, value) => advance(m, self, value)),
  throw: lenient('type, value?, traceback?, /', (m, self, type, value?: Value) => throwInto(m, self, type, value)),
  close: def('', (_, self) => {
    self.iterator.return?.(undefined);
    return NONE;
  }),
};

// ---- lazy classes ---------------------------------------------------------------------------------------------
function* mapped(m: Machine, f: Value, sources: readonly PyIterator[]): Generator<Value, undefined, Value | undefined> {
  for (;;) {
    const items: Value[] = [];
    for (const source of sources) {
      const step = source.next();
      if (step.done) return;
      items.push(step.value);
    }
    m.step();
    yield m.call(f, items);
  }
}

function* filtered(m: Machine, f: Value, source: PyIterator): Generator<Value, undefined, Value | undefined> {
  for (let step = source.next(); !step.done; step = source.next()) {
    m.step();
    const kept = m.truth(f.kind === 'none' ? step.value : m.call(f, [step.value]));
    if (isUnknown(kept)) throw new Lost(kept.reason);
    if (kept) yield step.value;
  }
}

function* zipped(m: Machine, sources: readonly PyIterator[], strict: boolean): Generator<Value, undefined, Value | undefined> {
  while (sources.length > 0) {
    const items: Value[] = [];
    for (const [i, source] of sources.entries()) {
      const step = source.next();
      if (!step.done) items.push(step.value);
      else {
        if (strict) checkLengths(m, sources, i);
        return;
      }
    }
    m.step();
    yield tuple(items);
  }
}

const arguments1 = (i: number): string => (i === 1 ? ' 1' : `s 1-${i}`);
/** The iterable at `ended` is exhausted: with strict=True all have to be. */
function checkLengths(m: Machine, sources: readonly PyIterator[], ended: number): void {
  if (ended > 0) m.raise('ValueError', `zip() argument ${ended + 1} is shorter than argument${arguments1(ended)}`);
  for (const [i, source] of sources.entries()) {
    if (i > 0 && !source.next().done) m.raise('ValueError', `zip() argument ${i + 1} is longer than argument${arguments1(i)}`);
  }
}

function* enumerated(m: Machine, source: PyIterator, start: Value): Generator<Value, undefined, Value | undefined> {
  let index = start;
  for (let step = source.next(); !step.done; step = source.next()) {
    m.step();
    yield tuple([index, step.value]);
    index = arithmetic(m, '+', index, int(1));
  }
}

function* backwards(m: Machine, length: number, item: Value): Generator<Value, undefined, Value | undefined> {
  for (let i = length - 1; i >= 0; i--) yield m.call(item, [int(i)]);
}

/** reversed(x): its `__reversed__`, or its items from the last. */
function reversal(m: Machine, value: Value): Value {
  const special = m.findSpecial(value, '__reversed__');
  if (special && special.kind !== 'none') return m.call(special, []);
  const item = m.findSpecial(value, '__getitem__');
  if (!item || special || !m.findSpecial(value, '__len__') || value.kind === 'dict') {
    return m.raise('TypeError', `'${typeName(m, value)}' object is not reversible`);
  }
  const length = m.len(value);
  if (length.kind === 'unknown') return length;
  const count = m.index(length);
  return count === undefined
    ? m.unknown('data-dependent-size', 'the length of a reversed sequence depends on the input')
      : iteratorOf('reversed', backwards(m, count, item));
}

type Make = (m: Machine, args: Args, kwargs: Kwargs) => Value;
const noKeywords = (m: Machine, name: string, kwargs: Kwargs): void => {
  if (kwargs.size > 0) m.raise('TypeError', `${name}() takes no keyword arguments`);
};
const lazy = (cls: Class, make: Make): void => fill(cls, {
  __new__: constructor((m, _, args, kwargs) => firstUnknown(args.slice(0, 1)) ?? make(m, args, kwargs)),
});

lazy(mapType, (m, args, kwargs) => {
  noKeywords(m, 'map', kwargs);
  if (args.length < 2) return m.raise('TypeError', 'map() must have at least two arguments.');
  return iteratorOf('map', mapped(m, args[0], args.slice(1).map((arg) => iterationOf(m, arg))));
});
lazy(filterType, (m, args, kwargs) => {
  noKeywords(m, 'filter', kwargs);
  if (args.length !== 2) return m.raise('TypeError', `filter expected 2 arguments, got ${args.length}`);
  return iteratorOf('filter', filtered(m, args[0], iterationOf(m, args[1])));
});
lazy(zipType, (m, args, kwargs) => {
  for (const key of kwargs.keys()) if (key !== 'strict') return m.raise('TypeError',
    `'${key}' is an invalid keyword argument for zip()`);
  const strict = m.truth(kwargs.get('strict') ?? bool(false));
  if (isUnknown(strict)) return strict;
  const sources = args.map((arg) => iterationOf(m, arg));
  const rest = (): Value => tuple(sources.map((source) => restOf(m, source)));
  return iteratorOf('zip', withRest(zipped(m, sources, strict), sources, rest));
});
lazy(enumerateType, (m, args, kwargs) => {
  const source = args[0] ?? kwargs.get('iterable');
  const start = args[1] ?? kwargs.get('start') ?? int(0);
  if (!source) return m.raise('TypeError', "enumerate() missing required argument 'iterable'");
  if (args.length > 2) return m.raise('TypeError', `enumerate() takes at most 2 arguments (${args.length} given)`);
  const first = start.kind === 'unknown' ? start
    : asInt(m, start) ?? m.raise('TypeError', `'${typeName(m, start)}' object cannot be interpreted as an integer`);
  const items = iterationOf(m, source);
  const position = (): Value => m.unknown('data-dependent-size', 'which round of the loop this is');
  return iteratorOf('enumerate', withRest(enumerated(m, items, first), [items], () => tuple([position(), restOf(m, items)])));
});
lazy(reversedType, (m, args, kwargs) => {
  noKeywords(m, 'reversed', kwargs);
  return args.length === 1 ? reversal(m, args[0]) : m.raise('TypeError', `reversed expected 1 argument, got ${args.length}`);
});

fill(iteratorType, members(iteratorType, asIterator, shared));
fill(generatorType, members(generatorType, asIterator, generator));
fill(coroutineType, members(coroutineType, asIterator, generator));
