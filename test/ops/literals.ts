// A reader of the expressions in samples: names, literals, attributes and calls; no operators but unary minus.
// It exists so that op rules can be tested without the interpreter.
export type Expr =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: number | string | boolean | null; readonly isFloat?: boolean }
  | { readonly kind: 'list'; readonly items: readonly Expr[] }
  | { readonly kind: 'attribute'; readonly of: Expr; readonly name: string }
  | { readonly kind: 'item'; readonly of: Expr; readonly index: Expr }
  | { readonly kind: 'call'; readonly callee: Expr; readonly args: readonly Expr[]; readonly keywords: ReadonlyMap<string, Expr> };

/** null when the text uses more of Python than this. */
export function readExpression(text: string): Expr | null {
  const tokens = text.match(/\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|\w+|'[^']*'|"[^"]*"|\S/g) ?? [];
  let at = 0;
  class More extends Error {}
  const take = (token: string): boolean => tokens[at] === token && at++ >= 0;
  const need = (token: string): void => {
    if (!take(token)) throw new More();
  };
  function atom(): Expr {
    const token = tokens[at++] ?? '';
    if (token === '-') {
      const operand = postfix();
      if (operand.kind !== 'literal' || typeof operand.value !== 'number') throw new More();
      return { ...operand, value: -operand.value };
    }
    if (/^[\d.]/.test(token)) return { kind: 'literal', value: Number(token), isFloat: /[.e]/.test(token) };
    if (/^['"]/.test(token)) return { kind: 'literal', value: token.slice(1, -1) };
    if (token === '(' || token === '[') return list(token);
    const constants: Record<string, boolean | null> = { True: true, False: false, None: null };
    if (token in constants) return { kind: 'literal', value: constants[token] };
    if (/^[a-zA-Z_]\w*$/.test(token)) return { kind: 'name', name: token };
    throw new More();
  }
  function list(open: string): Expr {
    const close = open === '(' ? ')' : ']';
    const items: Expr[] = [];
    let isTuple = open === '[';
    while (!take(close)) {
      items.push(postfix());
      if (take(',')) isTuple = true;
      else if (tokens[at] !== close) throw new More();
    }
    return isTuple || items.length === 0 ? { kind: 'list', items } : items[0];
  }
  function call(callee: Expr): Expr {
    const args: Expr[] = [];
    const keywords = new Map<string, Expr>();
    while (!take(')')) {
      const name = tokens[at];
      if (tokens[at + 1] === '=') {
        at += 2;
        keywords.set(name, postfix());
      } else args.push(postfix());
      if (!take(',') && tokens[at] !== ')') throw new More();
    }
    return { kind: 'call', callee, args, keywords };
  }
  function postfix(): Expr {
    let expression = atom();
    for (;;) {
      if (take('.')) expression = { kind: 'attribute', of: expression, name: tokens[at++] };
      else if (take('(')) expression = call(expression);
      else if (take('[')) {
        expression = { kind: 'item', of: expression, index: postfix() };
        need(']');
      } else return expression;
    }
  }
  try {
    const expression = postfix();
    return at === tokens.length ? expression : null;
  } catch (error) {
    if (error instanceof More) return null;
    throw error;
  }
}
