// Decorators of functions and classes.
import type { Expr } from '../python/ast';
import type { Interpreter } from './interpreter';
import type { Value } from './value';

/**
 * Applied from the last to the first. A decorator that is unknown, or that gives an unknown, leaves what it decorates as
 * it is: registries, compilers and loggers, which almost all of them are, do not change what a function computes, and
 * losing the function would lose the model. The gap stays listed at the decorator. This is a deliberate exception to
 * unknowns flowing.
 */
export function applyDecorators(m: Interpreter, decorators: readonly { readonly at: Expr; readonly value: Value }[],
  decorated: Value): Value {
  let result = decorated;
  for (const { at, value } of [...decorators].reverse()) {
    m.act.node = at.id;
    if (value.kind === 'unknown') {
      m.flow(value);
      continue;
    }
    const next = m.call(value, [result]);
    if (next.kind !== 'unknown') result = next;
  }
  return result;
}
