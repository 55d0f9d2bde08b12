// Comprehensions and generator expressions. Each has a scope of its own; assignment expressions bind outside of it.
import type { Comprehension, DictComp, Expr, GeneratorExp, ListComp, SetComp } from '../python/ast';
import type { Reason } from '../tensor/value';
import { branchReason } from './branches';
import { Lost } from './errors';
import { condition, evalExpr, putDict } from './expressions';
import type { Interpreter } from './interpreter';
import { hashKey } from './hashing';
import { iterate } from './protocols';
import { comprehensionScope, namesOfTargets } from './scope';
import { assign } from './targets';
import { wrapIterator } from './generators';
import { dict, iteratorOf, list, NONE, set, type List, type PyIterator, type Scope, type Value } from './value';

type Comp = { readonly generators: readonly Comprehension[] };

const scopeOf = (e: Comp, outer: Scope): Scope =>
  comprehensionScope(namesOfTargets(e, e.generators.map((g) => g.target)), outer);

/** Runs `each` for every combination; throws Lost when how many there are is not known. */
function loop(m: Interpreter, e: Comp, scope: Scope, outer: Scope, each: () => void, depth = 0): void {
  const generator = e.generators[depth];
  if (!generator) {
    each();
    return;
  }
  const items = iterate(m, evalExpr(m, generator.iter, depth === 0 ? outer : scope));
  if ('kind' in items) throw new Lost(items.reason);
  for (let r = items.next(); !r.done; r = items.next()) {
    m.step();
    assign(m, generator.target, r.value, scope);
    const open = passes(m, generator.ifs, scope);
    if (open === true) loop(m, e, scope, outer, each, depth + 1);
    else if (open !== false) throw new Lost(open);
  }
}

/** A filter that depends on data makes the number of items unknown. */
function passes(m: Interpreter, ifs: readonly Expr[], scope: Scope): boolean | Reason {
  for (const test of ifs) {
    const t = condition(m, test, scope);
    if (t === false) return false;
    if (t !== true) return branchReason(m, test, t);
  }
  return true;
}

/** A loop whose length is unknown makes the whole comprehension that unknown. */
function catching(m: Interpreter, run: () => Value): Value {
  const { act } = m;
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    m.act = act;
    return m.flow({ kind: 'unknown', reason: error.reason });
  }
}

export function compList(m: Interpreter, e: ListComp, outer: Scope): Value {
  return catching(m, () => {
    const result: List = list([]);
    const scope = scopeOf(e, outer);
    loop(m, e, scope, outer, () => m.heap.push(result, evalExpr(m, e.elt, scope)));
    return result;
  });
}

export function compSet(m: Interpreter, e: SetComp, outer: Scope): Value {
  return catching(m, () => {
    const result = set();
    const scope = scopeOf(e, outer);
    loop(m, e, scope, outer, () => {
      const value = evalExpr(m, e.elt, scope);
      const key = hashKey(m, value);
      if (typeof key !== 'string') throw new Lost(key.reason);
      m.heap.setAdd(result, key, value);
    });
    return result;
  });
}

export function compDict(m: Interpreter, e: DictComp, outer: Scope): Value {
  return catching(m, () => {
    const result = dict();
    const scope = scopeOf(e, outer);
    loop(m, e, scope, outer, () => {
      const key = evalExpr(m, e.key, scope);
      putDict(m, result, key, evalExpr(m, e.value, scope));
    });
    return result;
  });
}

// ---- generator expressions -------------------------------------------------------------------------------------------------
/** The outermost iterable is evaluated at once, everything else when items are asked for. */
export function generatorExpression(m: Interpreter, e: GeneratorExp, outer: Scope): Value {
  const first = e.generators[0];
  if (!first) return NONE;
  const items = iterate(m, evalExpr(m, first.iter, outer));
  if ('kind' in items) return items;
  const scope = scopeOf(e, outer);
  const act = m.act;
  const body = lazily(m, e, scope, items, 0);
  return iteratorOf('generator', wrapIterator(m, () => body, act));
}

function* lazily(m: Interpreter, e: GeneratorExp, scope: Scope, items: PyIterator, depth: number): Generator<Value,
  Value | undefined, Value | undefined> {
  const generator = e.generators[depth];
  if (!generator) return undefined;
  for (let r = items.next(); !r.done; r = items.next()) {
    m.step();
    assign(m, generator.target, r.value, scope);
    const open = passes(m, generator.ifs, scope);
    if (open === false) continue;
    if (open !== true) throw new Lost(open);
    const inner = e.generators[depth + 1];
    if (!inner) yield evalExpr(m, e.elt, scope);
    else {
      const more = iterate(m, evalExpr(m, inner.iter, scope));
      if ('kind' in more) throw new Lost(more.reason);
      yield* lazily(m, e, scope, more, depth + 1);
    }
  }
  return undefined;
}
