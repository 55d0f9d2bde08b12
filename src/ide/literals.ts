// The literal in the user's code that a size came from: what a fix may change and a message may point to.
import type { FileId, Origin, Site } from '../base/source';
import type { Expr, Node, Parse } from '../python/ast';
import type { Dim } from '../tensor/value';

export interface Literal {
  readonly site: Site;
  readonly node: Node;
  /** The call it is an argument of, and the argument's name or position. */
  readonly call: {
    readonly node: Extract<Node, { kind: 'Call' }>;
    readonly keyword: string | null;
    readonly position: number;
  } | null;
}

/** The expression of literals (`64`, `16 * 5 * 5`) whose value the dim is; undefined when it was computed. */
export function literalOf(dim: Dim, parseOf: (file: FileId) => Parse | undefined): Literal | undefined {
  if (dim.kind !== 'int' || typeof dim.value !== 'number') return undefined;
  const queue: Origin[] = dim.origin ? [dim.origin] : [];
  for (let i = 0; i < queue.length && i < 32; i++) {
    const origin = queue[i];
    if (!origin) break;
    const parse = parseOf(origin.at.file);
    const node = parse?.nodes[origin.at.node];
    if (parse && node && isExpr(node) && literalValue(node) === dim.value) {
      return { site: origin.at, node, call: argumentOf(parse, node) };
    }
    queue.push(...origin.from);
  }
  return undefined;
}

const isExpr = (node: Node): node is Expr => node.kind === 'Int' || node.kind === 'BinOp' || node.kind === 'UnaryOp';

/** The value of an integer expression of literals. */
function literalValue(node: Expr): number | undefined {
  if (node.kind === 'Int') return Number(node.value);
  if (node.kind !== 'BinOp') return undefined;
  const left = literalValue(node.left);
  const right = literalValue(node.right);
  if (left === undefined || right === undefined) return undefined;
  switch (node.op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '//':
      return Math.floor(left / right);
    case '**':
      return left ** right;
    default:
      return undefined;
  }
}

function argumentOf(parse: Parse, node: Node): Literal['call'] {
  for (let id = node.id - 1; id >= 0; id--) {
    const candidate = parse.nodes[id];
    if (candidate?.kind !== 'Call' || candidate.end < node.end) continue;
    const position = candidate.args.findIndex((arg) => arg.id === node.id);
    if (position >= 0) return { node: candidate, keyword: null, position };
    const keyword = candidate.keywords.find((entry) => entry.value.id === node.id);
    if (keyword) return { node: candidate, keyword: keyword.name, position: -1 };
    return null;
  }
  return null;
}
