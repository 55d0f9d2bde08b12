// ast.literal_eval: text that is a literal, as configurations hold it. Trees of programs are not modelled.
import type { Expr } from '../../python/ast';
import { parsePython } from '../../python/parser';
import type { Machine, NativeModule } from '../machine';
import { bool, float, list, NONE, str, tuple, type Value } from '../value';
import { integer } from './math';
import { fn, moduleOf, need } from './support';

/** The value of a literal; undefined for any other expression. */
function literal(m: Machine, expr: Expr): Value | undefined {
  switch (expr.kind) {
    case 'Int': return integer(BigInt(expr.value));
    case 'Float': return float(expr.value);
    case 'Str': return str(expr.value);
    case 'Constant': return expr.value === '...' ? undefined : expr.value === null ? NONE : bool(expr.value);
    case 'Tuple': return all(m, expr.elts, tuple);
    case 'List': return all(m, expr.elts, list);
    case 'Set': return all(m, expr.elts, (items) => m.call(need([m.builtins.get('set')], 0), [list([...items])]));
    case 'Dict': return dict(m, expr.keys, expr.values);
    case 'UnaryOp': {
      const operand = expr.op === '-' || expr.op === '+' ? literal(m, expr.operand) : undefined;
      return operand?.kind === 'int' || operand?.kind === 'float' ? m.unary(expr.op, operand) : undefined;
    }
    case 'Call':
      return expr.func.kind === 'Name' && expr.func.name === 'set' && expr.args.length + expr.keywords.length === 0
        ? m.call(need([m.builtins.get('set')], 0), []) : undefined;
    default: return undefined;
  }
}

function all(m: Machine, exprs: readonly Expr[], make: (items: Value[]) => Value): Value | undefined {
  const items = exprs.map((expr) => literal(m, expr)).filter((value) => value !== undefined);
  return items.length === exprs.length ? make(items) : undefined;
}

function dict(m: Machine, keys: readonly (Expr | null)[], values: readonly Expr[]): Value | undefined {
  const made = m.dictFrom([]);
  for (const [i, key] of keys.entries()) {
    const name = key ? literal(m, key) : undefined;
    const at = values[i];
    const value = at && literal(m, at);
    if (!name || !value) return undefined;
    m.setitem(made, name, value);
  }
  return made;
}

function literalEval(m: Machine, source: Value): Value {
  if (source.kind === 'unknown') return source;
  if (source.kind !== 'str') return m.raise('ValueError', `malformed node or string: ${String(m.repr(source))}`);
  const parse = parsePython(`${source.value.replace(/^[ \t]+/, '')}\n`);
  const [only, ...more] = parse.module.body;
  if (parse.errors.length > 0 || only?.kind !== 'ExprStmt' || more.length > 0) return m.raise('SyntaxError', 'invalid syntax');
  return literal(m, only.value) ?? m.raise('ValueError', `malformed node or string on line 1: ${source.value}`);
}

export const ast: NativeModule = () => moduleOf('ast', {
  literal_eval: fn('literal_eval', (m, args, kwargs) => literalEval(m, args[0] ?? need([kwargs.get('node_or_string')], 0))),
});
