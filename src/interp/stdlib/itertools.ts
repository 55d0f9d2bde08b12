// itertools: lazy iterators over the machine's protocol. Knows nothing of the contents.
import { copies } from '../types/limits';
import { Lost } from '../errors';
import type { Machine, NativeModule } from '../machine';
import { int, type Unknown } from '../../tensor/value';
import { builtin, FALSE, iteratorOf, NONE, tuple, type Args, type Kwargs, type Value } from '../value';
import { fn, isNone, moduleOf, need, simple } from './support';

type Source = Iterator<Value, Value | undefined, Value | undefined>;
type Generator = globalThis.Generator<Value, undefined, Value | undefined>;
const isUnknown = (s: Source | Unknown): s is Unknown => 'kind' in s;

/** An iterator whose steps count as work. */
const lazy = (m: Machine, name: string, body: Generator): Value => iteratorOf(name, counted(m, body));
function* counted(m: Machine, body: Generator): Generator {
  for (;;) {
    m.step();
    const next = body.next();
    if (next.done) return undefined;
    yield next.value;
  }
}

/** Opens the iterables first: an iterable that is unknown makes the result unknown. */
function open(m: Machine, values: readonly Value[], then: (sources: Source[]) => Value): Value {
  const sources: Source[] = [];
  for (const value of values) {
    const source = m.iterate(value);
    if (isUnknown(source)) return source;
    sources.push(source);
  }
  return then(sources);
}
const one = (m: Machine, value: Value, then: (source: Source) => Value): Value => open(m, [value], ([s]) => (s ? then(s) : NONE));

function* each(source: Source): Generator {
  for (let next = source.next(); !next.done; next = source.next()) yield next.value;
  return undefined;
}
/** Nothing can be left out on a guess: what follows a condition that depends on data is not known. */
const holds = (m: Machine, f: Value, x: Value): boolean => {
  const answer = m.truth(f.kind === 'none' ? x : m.call(f, [x]));
  if (typeof answer === 'boolean') return answer;
  throw new Lost(answer.reason);
};

function* countFrom(m: Machine, start: Value, step: Value): Generator {
  for (let x = start; ; x = m.binary('+', x, step)) yield x;
}
function* cycleOf(source: Source): Generator {
  const saved: Value[] = [];
  for (const x of each(source)) {
    saved.push(x);
    yield x;
  }
  while (saved.length > 0) yield* saved;
  return undefined;
}
function* repeatOf(x: Value, times: number): Generator {
  for (let i = 0; i < times; i++) yield x;
  return undefined;
}
function* chainOf(m: Machine, sources: Iterable<Value>): Generator {
  for (const value of sources) {
    const source = m.iterate(value);
    // The length of an unknown part is unknown; one unknown item stands for it.
    if (isUnknown(source)) yield source;
    else yield* each(source);
  }
  return undefined;
}
function* accumulateOf(m: Machine, source: Source, f: Value | undefined, initial: Value | undefined): Generator {
  let total = isNone(initial) ? undefined : initial;
  if (total) yield total;
  for (const x of each(source)) {
    total = total === undefined ? x : f && !isNone(f) ? m.call(f, [total, x]) : m.binary('+', total, x);
    yield total;
  }
  return undefined;
}
function* sliceOf(source: Source, start: number, stop: number, step: number): Generator {
  let wanted = start;
  for (let i = 0; i < stop && wanted < stop; i++) {
    const next = source.next();
    if (next.done) return undefined;
    if (i === wanted) {
      yield next.value;
      wanted += step;
    }
  }
  return undefined;
}
function* zipLongestOf(sources: Source[], fill: Value): Generator {
  const open = sources.map(() => true);
  for (;;) {
    const row = sources.map((s, i) => {
      if (!open[i]) return fill;
      const next = s.next();
      if (!next.done) return next.value;
      open[i] = false;
      return fill;
    });
    if (!open.some(Boolean)) return undefined;
    yield tuple(row);
  }
}
function* productOf(pools: readonly Value[][]): Generator {
  if (pools.some((p) => p.length === 0)) return undefined;
  const at = pools.map(() => 0);
  for (;;) {
    yield tuple(pools.map((p, i) => need(p, at[i] ?? 0)));
    let i = pools.length - 1;
    while (i >= 0 && (at[i] ?? 0) + 1 === pools[i]?.length) at[i--] = 0;
    if (i < 0) return undefined;
    at[i] = (at[i] ?? 0) + 1;
  }
}
/** Index choices in lexicographic order; `next` says which indices may follow a choice. */
function* choose(pool: Value[], r: number, next: (chosen: readonly number[]) => readonly number[],
  chosen: readonly number[] = []): Generator {
  if (chosen.length === r) {
    yield tuple(chosen.map((i) => need(pool, i)));
    return undefined;
  }
  for (const i of next(chosen)) yield* choose(pool, r, next, [...chosen, i]);
  return undefined;
}
const indices = (from: number, to: number): number[] => copies(to - from, (i) => from + i);

type Following = (n: number) => (chosen: readonly number[]) => readonly number[];
const combinatoric = (name: string, following: Following): Value => simple(name, ['iterable', 'r='], (m, [source, r]) => {
  const pool = m.itemsOf(need([source], 0));
  if (!Array.isArray(pool)) return pool;
  const size = isNone(r) ? pool.length : m.index(need([r], 0));
  if (size === undefined) return r ?? NONE;
  if (size < 0) m.raise('ValueError', 'r must be non-negative');
  return lazy(m, name, choose(pool, size, following(pool.length)));
});

/** Generators that share the items read so far. */
function tee(source: Source, count: number): Value[] {
  const read: Value[] = [];
  let done = false;
  function* branch(): Generator {
    for (let i = 0; ; i++) {
      if (i >= read.length) {
        if (done) return undefined;
        const next = source.next();
        if (next.done) {
          done = true;
          return undefined;
        }
        read.push(next.value);
      }
      yield need(read, i);
    }
  }
  return copies(count, () => iteratorOf('_tee', branch()));
}

function* groupsOf(m: Machine, source: Source, key: Value): Generator {
  const keyOf = (x: Value): Value => (key.kind === 'none' ? x : m.call(key, [x]));
  let next = source.next();
  while (!next.done) {
    const label = keyOf(next.value);
    const group: Value[] = [];
    while (!next.done && m.equals(keyOf(next.value), label) === true) {
      group.push(next.value);
      next = source.next();
    }
    // An unknown key equals nothing for certain; the item still makes progress as a group of one.
    if (group.length === 0 && !next.done) {
      group.push(next.value);
      next = source.next();
    }
    yield tuple([label, iteratorOf('_grouper', group[Symbol.iterator]())]);
  }
  return undefined;
}

const islice = fn('islice', (m, [source, ...bounds]) => {
  const lost = bounds.find((b) => b.kind === 'unknown');
  if (lost) return lost;
  const [start, stop, step] = bounds.length === 1 ? [undefined, bounds[0], undefined] : bounds;
  const number = (v: Value | undefined, otherwise: number, what: string): number => {
    const n = isNone(v) ? otherwise : m.index(need([v], 0)) ?? otherwise;
    if (n >= 0) return n;
    const text = what === 'step' ? 'Step for islice() must be a positive integer or None.'
      : 'Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.';
    return m.raise('ValueError', what === 'stop' && bounds.length === 1
      ? 'Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.' : text);
  };
  return one(m, need([source], 0), (s) =>
    lazy(m, 'islice', sliceOf(s, number(start, 0, 'start'), number(stop, Infinity, 'stop'),
      Math.max(1, number(step, 1, 'step')))));
});

const chain = builtin('chain', (m, args) => lazy(m, 'chain', chainOf(m, args)));
chain.attrs.set('from_iterable', fn('from_iterable', (m, args) => one(m, need(args, 0),
  (s) => lazy(m, 'chain', chainOf(m, each(s))))));

const product = fn('product', (m, args: Args, kwargs: Kwargs) => {
  const repeat = kwargs.get('repeat');
  const times = repeat ? m.index(repeat) : 1;
  if (times === undefined) return repeat ?? NONE;
  const pools: Value[][] = [];
  for (const arg of args) {
    const items = m.itemsOf(arg);
    if (!Array.isArray(items)) return items;
    pools.push(items);
  }
  return lazy(m, 'product', productOf(copies(times, () => pools).flat()));
});

function* filtered(m: Machine, source: Source, keep: (x: Value) => boolean): Generator {
  for (const x of each(source)) if (keep(x)) yield x;
  return undefined;
}
function* takeWhile(m: Machine, f: Value, source: Source): Generator {
  for (const x of each(source)) {
    if (!holds(m, f, x)) return undefined;
    yield x;
  }
  return undefined;
}
function* dropWhile(m: Machine, f: Value, source: Source): Generator {
  let dropping = true;
  for (const x of each(source)) {
    dropping = dropping && holds(m, f, x);
    if (!dropping) yield x;
  }
  return undefined;
}
function* starred(m: Machine, f: Value, source: Source): Generator {
  for (const x of each(source)) {
    const args = m.itemsOf(x);
    yield Array.isArray(args) ? m.call(f, args) : args;
  }
  return undefined;
}
function* pairs(source: Source): Generator {
  let last: Value | undefined;
  for (const x of each(source)) {
    if (last) yield tuple([last, x]);
    last = x;
  }
  return undefined;
}

const withFunction = (name: string, body: (m: Machine, f: Value, source: Source) => Generator): Value =>
  simple(name, ['function', 'iterable'], (m, args) => one(m, need(args, 1), (s) => lazy(m, name, body(m, need(args, 0), s))));

export const itertools: NativeModule = () => moduleOf('itertools', {
  count: simple('count', ['start=', 'step='], (m, [start, step]) => lazy(m, 'count',
    countFrom(m, start ?? int(0), step ?? int(1)))),
  cycle: simple('cycle', ['iterable'], (m, args) => one(m, need(args, 0), (s) => lazy(m, 'cycle', cycleOf(s)))),
  repeat: simple('repeat', ['object', 'times='], (m, [x, times]) => {
    const n = times === undefined ? Infinity : m.index(times);
    return n === undefined ? times ?? NONE : lazy(m, 'repeat', repeatOf(need([x], 0), n));
  }),
  chain, product, islice,
  accumulate: simple('accumulate', ['iterable', 'func=', 'initial='], (m, [source, f, initial]) =>
    one(m, need([source], 0), (s) => lazy(m, 'accumulate', accumulateOf(m, s, f, initial)))),
  zip_longest: fn('zip_longest', (m, args, kwargs) =>
    open(m, args, (sources) => lazy(m, 'zip_longest', zipLongestOf(sources, kwargs.get('fillvalue') ?? NONE)))),
  permutations: combinatoric('permutations', (n) => (chosen) => indices(0, n).filter((i) => !chosen.includes(i))),
  combinations: combinatoric('combinations', (n) => (chosen) => indices((chosen[chosen.length - 1] ?? -1) + 1, n)),
  combinations_with_replacement: combinatoric('combinations_with_replacement',
    (n) => (chosen) => indices(chosen[chosen.length - 1] ?? 0, n)),
  takewhile: withFunction('takewhile', takeWhile), dropwhile: withFunction('dropwhile', dropWhile),
  starmap: withFunction('starmap', starred),
  filterfalse: withFunction('filterfalse', (m, f, s) => filtered(m, s, (x) => !holds(m, f, x))),
  compress: simple('compress', ['data', 'selectors'], (m, args) => open(m, args.map((a) => a ?? NONE), ([data, selectors]) =>
    lazy(m, 'compress', filtered(m, data ?? [][Symbol.iterator](), () => {
      const next = selectors?.next();
      return next !== undefined && !next.done && holds(m, NONE, next.value ?? FALSE);
    })))),
  pairwise: simple('pairwise', ['iterable'], (m, args) => one(m, need(args, 0), (s) => lazy(m, 'pairwise', pairs(s)))),
  tee: simple('tee', ['iterable', 'n='], (m, [source, n]) =>
    one(m, need([source], 0), (s) => tuple(tee(s, n ? m.index(n) ?? 2 : 2)))),
  groupby: simple('groupby', ['iterable', 'key='], (m, [source, key]) =>
    one(m, need([source], 0), (s) => lazy(m, 'groupby', groupsOf(m, s, key ?? NONE)))),
});
