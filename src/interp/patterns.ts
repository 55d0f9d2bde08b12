// match: structural pattern matching, as in PEP 634.
import type { Pattern } from '../python/ast';
import type { Unknown } from '../tensor/value';
import { evalExpr, storeName } from './expressions';
import type { Interpreter } from './interpreter';
import { hashKey } from './hashing';
import { equals, itemsOf } from './protocols';
import { sameObject } from './operators';
import { dict, FALSE, list, NONE, TRUE, type Scope, type Value } from './value';

type Fit = boolean | Unknown;
type Bound = [string, Value][];

export function bindPattern(m: Interpreter, bound: Bound, scope: Scope): void {
  for (const [name, value] of bound) storeName(m, name, value, scope);
}

/** Names go to `bound`, so that nothing is bound when the pattern fails. */
export function matches(m: Interpreter, p: Pattern, v: Value, scope: Scope, bound: Bound): Fit {
  switch (p.kind) {
    case 'MatchValue': return v.kind === 'unknown' ? v : equals(m, v, evalExpr(m, p.value, scope));
    case 'MatchSingleton':
      if (v.kind === 'unknown') return v;
      return sameObject(v, p.value === null ? NONE : p.value ? TRUE : FALSE);
    case 'MatchAs': {
      const fit = p.pattern ? matches(m, p.pattern, v, scope, bound) : true;
      if (fit !== false && p.name !== null) bound.push([p.name, v]);
      return fit;
    }
    case 'MatchOr': return anyOf(m, p.patterns, v, scope, bound);
    case 'MatchStar': return true;
    case 'MatchSequence': return sequence(m, p.patterns, v, scope, bound);
    case 'MatchMapping': return mapping(m, p, v, scope, bound);
    case 'MatchClass': return instanceOf(m, p, v, scope, bound);
  }
}

function anyOf(m: Interpreter, patterns: readonly Pattern[], v: Value, scope: Scope, bound: Bound): Fit {
  let open: Unknown | null = null;
  for (const pattern of patterns) {
    const inner: Bound = [];
    const fit = matches(m, pattern, v, scope, inner);
    if (fit === false) continue;
    bound.push(...inner);
    if (fit === true && !open) return true;
    if (fit !== true) open ??= fit;
  }
  return open ?? false;
}

/** All parts fit; the first that does not decides, otherwise the first that cannot be told. */
function allOf(parts: Iterable<() => Fit>): Fit {
  let open: Unknown | null = null;
  for (const part of parts) {
    const fit = part();
    if (fit === false) return false;
    if (fit !== true) open ??= fit;
  }
  return open ?? true;
}

function sequence(m: Interpreter, patterns: readonly Pattern[], v: Value, scope: Scope, bound: Bound): Fit {
  if (v.kind === 'unknown') return v;
  if (v.kind !== 'list' && v.kind !== 'tuple' && v.kind !== 'range') return false;
  const items = itemsOf(m, v);
  if (!Array.isArray(items)) return items;
  const star = patterns.findIndex((p) => p.kind === 'MatchStar');
  if (star < 0 ? items.length !== patterns.length : items.length < patterns.length - 1) return false;
  const extra = items.length - patterns.length + 1;
  return allOf(patterns.map((p, i) => () => {
    if (i === star) {
      if (p.kind === 'MatchStar' && p.name !== null) bound.push([p.name, list(items.slice(star, star + extra))]);
      return true;
    }
    const item = items[star >= 0 && i > star ? i + extra - 1 : i];
    return item ? matches(m, p, item, scope, bound) : false;
  }));
}

function mapping(m: Interpreter, p: Extract<Pattern, { kind: 'MatchMapping' }>, v: Value, scope: Scope, bound: Bound): Fit {
  if (v.kind === 'unknown') return v;
  if (v.kind !== 'dict') return false;
  if (v.lost) return { kind: 'unknown', reason: v.lost };
  const used = new Set<string>();
  const fit = allOf(p.keys.map((key, i) => () => {
    const hash = hashKey(m, evalExpr(m, key, scope));
    if (typeof hash !== 'string') return hash;
    used.add(hash);
    const entry = v.entries.get(hash);
    const pattern = p.patterns[i];
    return entry && pattern ? matches(m, pattern, entry.value, scope, bound) : false;
  }));
  if (fit !== false && p.rest !== null) bound.push([p.rest, dict(new Map([...v.entries].filter(([hash]) => !used.has(hash))))]);
  return fit;
}

const SELF_MATCHING = new Set(['bool', 'bytearray', 'bytes', 'dict', 'float', 'frozenset', 'int', 'list', 'set',
  'str', 'tuple']);

function instanceOf(m: Interpreter, p: Extract<Pattern, { kind: 'MatchClass' }>, v: Value, scope: Scope, bound: Bound): Fit {
  const cls = evalExpr(m, p.cls, scope);
  const isOf = m.isInstance(v, cls);
  if (isOf === false) return false;
  const unsure: Unknown | null = isOf === true ? null : v.kind === 'unknown' ? v : cls.kind === 'unknown'
    ? cls : m.once('data-dependent-branch', () => 'the class of the matched value is not known');
  const names = p.patterns.length > 0 ? positionalNames(m, cls, p.patterns.length) : [];
  const attributes: (readonly [string | null, Pattern])[] = [
    ...p.patterns.map((pattern, i) => [names === null ? null : names[i] ?? null, pattern] as const),
    ...p.kwdPatterns.map((pattern, i) => [p.kwdNames[i] ?? null, pattern] as const),
  ];
  const fit = allOf(attributes.map(([name, pattern]) => () => {
    if (name === null) return matches(m, pattern, v, scope, bound);
    const value = m.findattr(v, name);
    return value ? matches(m, pattern, value, scope, bound) : false;
  }));
  return fit === false ? false : unsure ?? fit;
}

/** Names of `__match_args__`; null for builtin types that match themselves. */
function positionalNames(m: Interpreter, cls: Value, count: number): string[] | null {
  if (cls.kind === 'class' && cls.builtin && SELF_MATCHING.has(cls.name)) {
    return count === 1 ? null : m.raise('TypeError', `${cls.name}() accepts 1 positional sub-pattern (${count} given)`);
  }
  const names = m.findattr(cls, '__match_args__');
  const known = names?.kind === 'tuple' ? names.items.flatMap((n) => (n.kind === 'str' ? [n.value] : [])) : [];
  if (known.length < count) {
    const name = cls.kind === 'class' ? cls.name : '?';
    const plural = known.length === 1 ? '' : 's';
    m.raise('TypeError', `${name}() accepts ${known.length} positional sub-pattern${plural} (${count} given)`);
  }
  return known;
}
