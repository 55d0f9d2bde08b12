// Annotations of functions as values. They are evaluated when somebody asks for them: most name things that only type
// checkers need, and a program is none the slower or poorer for them. Knows nothing of what the hints mean.
import type { Expr } from '../python/ast';
import { evalExpr } from './expressions';
import type { Interpreter } from './interpreter';
import { str, type Dict, type Func, type Value } from './value';

export function functionAnnotations(m: Interpreter, f: Func): Dict {
  if (f.node.kind === 'Lambda') return m.dictFrom([]);
  const { posonly, args, vararg, kwonly, kwarg } = f.node.args;
  const params = [...posonly, ...args, ...(vararg ? [vararg] : []), ...kwonly, ...(kwarg ? [kwarg] : [])];
  const hints = params.flatMap((p): [string, Expr][] => (p.annotation ? [[p.name, p.annotation]] : []));
  if (f.node.returns) hints.push(['return', f.node.returns]);
  return m.dictFrom(hints.map(([name, e]): [string, Value] => [name, annotation(m, f, e)]));
}

function annotation(m: Interpreter, f: Func, e: Expr): Value {
  const text = (): Value => str(f.file.parse.text.slice(e.start, e.end));
  if (m.postponedAnnotations(f.closure)) return text();
  const caller = m.act;
  m.enterModule(f.file, f.closure, f.name);
  try {
    return evalExpr(m, e, f.closure);
  } catch (error) {
    // A name that is gone by now was there when the function was defined; its text is what is left of it.
    if (!m.asPyError(error)) throw error;
    return text();
  } finally {
    m.act = caller;
  }
}
