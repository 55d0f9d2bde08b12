// Assignment to names, attributes, subscripts and patterns of them; deletion. Knows no statements.
import type { Expr } from '../python/ast';
import { unknownOf, type Unknown } from '../tensor/value';
import { Lost } from './errors';
import { evalExpr, storeName } from './expressions';
import type { Interpreter } from './interpreter';
import { iterate } from './protocols';
import { homeOf, mangle } from './scope';
import { observe } from './trace';
import { list, type Scope, type Value } from './value';

export function assign(m: Interpreter, target: Expr, value: Value, scope: Scope): void {
  switch (target.kind) {
    case 'Name':
      storeName(m, target.name, value, scope);
      if (m.act.observed) observe(m, target, value);
      return;
    case 'Attribute': {
      const object = evalExpr(m, target.value, scope);
      m.act.node = target.id;
      m.setattr(object, mangle(target.attr, scope.className), value);
      if (m.act.observed) observe(m, target, value);
      return;
    }
    case 'Subscript': {
      const object = evalExpr(m, target.value, scope);
      const key = evalExpr(m, target.slice, scope);
      m.act.node = target.id;
      m.setitem(object, key, value);
      return;
    }
    case 'Tuple':
    case 'List': unpack(m, target.elts, value, scope); return;
    case 'Starred': assign(m, target.value, value, scope); return;
    case 'ErrorExpr': return;
    default: m.raise('SyntaxError', 'cannot assign to this expression');
  }
}

function unpack(m: Interpreter, targets: readonly Expr[], value: Value, scope: Scope): void {
  const star = targets.findIndex((t) => t.kind === 'Starred');
  const items = unpackItems(m, value, star < 0 ? targets.length : -1);
  if ('kind' in items) {
    for (const target of targets) assign(m, target, items, scope);
    return;
  }
  if (star < 0) {
    if (items.length < targets.length) {
      m.raise('ValueError', `not enough values to unpack (expected ${targets.length}, got ${items.length})`);
    }
    if (items.length > targets.length) m.raise('ValueError', `too many values to unpack (expected ${targets.length})`);
    targets.forEach((target, i) => assignItem(m, target, items[i], scope));
    return;
  }
  const after = targets.length - star - 1;
  if (items.length < star + after) {
    m.raise('ValueError', `not enough values to unpack (expected at least ${star + after}, got ${items.length})`);
  }
  const end = items.length - after;
  targets.forEach((target, i) => {
    if (i < star) assignItem(m, target, items[i], scope);
    else if (i === star) assign(m, target, list(items.slice(star, end)), scope);
    else assignItem(m, target, items[end + i - star - 1], scope);
  });
}

function assignItem(m: Interpreter, target: Expr, item: Value | undefined, scope: Scope): void {
  if (item) assign(m, target, item, scope);
}

/** At most one item more than wanted is taken from an iterator; all when `wanted` is negative. */
function unpackItems(m: Interpreter, value: Value, wanted: number): readonly Value[] | Unknown {
  if (value.kind === 'tuple' && !value.cls) return value.items;
  if (value.kind === 'list' && !value.cls && !value.lost) return value.items;
  if (value.kind !== 'unknown' && !m.isIterable(value)) {
    return m.raise('TypeError', `cannot unpack non-iterable ${m.typeOf(value).name} object`);
  }
  const iterator = iterate(m, value);
  if ('kind' in iterator) return iterator;
  const items: Value[] = [];
  const { act } = m;
  try {
    for (let r = iterator.next(); !r.done; r = iterator.next()) {
      items.push(r.value);
      m.step();
      if (wanted >= 0 && items.length > wanted) break;
    }
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    m.act = act;
    return m.flow(unknownOf(error.reason));
  }
  return items;
}

export function remove(m: Interpreter, target: Expr, scope: Scope): void {
  switch (target.kind) {
    case 'Name': {
      const home = homeOf(scope, target.name);
      if (home.has(target.name)) {
        m.heap.delete(home, target.name);
        return;
      }
      m.act.node = target.id;
      if (scope.kind === 'function') {
        m.raise('UnboundLocalError', `cannot access local variable '${target.name}' where it is not associated with a value`);
      }
      if (scope.globals.lost) return;
      m.raise('NameError', `name '${target.name}' is not defined`);
      return;
    }
    case 'Attribute': {
      const object = evalExpr(m, target.value, scope);
      m.act.node = target.id;
      m.delattr(object, mangle(target.attr, scope.className));
      return;
    }
    case 'Subscript': {
      const object = evalExpr(m, target.value, scope);
      const key = evalExpr(m, target.slice, scope);
      m.act.node = target.id;
      m.delitem(object, key);
      return;
    }
    case 'Tuple':
    case 'List': target.elts.forEach((t) => remove(m, t, scope)); break;
    default:
  }
}
