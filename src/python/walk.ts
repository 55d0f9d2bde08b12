// The children of a node of the typed tree, in the order of the source where CPython's field order is not.
// Does not know who asks: numbering, hashing and searching all go through here.

import { unreachable } from '../base/assert';
import type { Arguments, Comprehension, Expr, Node, Pattern, Stmt } from './ast';

type Visit = (child: Stmt | Expr) => void;

/** Calls `visit` for every direct child statement and expression. */
export function forEachChild(node: Node, visit: Visit): void {
  switch (node.kind) {
    case 'Name': case 'Int': case 'Float': case 'Complex': case 'Str': case 'Bytes': case 'Constant': case 'ErrorExpr':
    case 'Import': case 'ImportFrom': case 'Global': case 'Nonlocal': case 'Pass': case 'Break': case 'Continue':
    case 'ErrorStmt':
      return;
    case 'JoinedStr': return all(node.values, visit);
    case 'FormattedValue': visit(node.value); return maybe(node.spec, visit);
    case 'BinOp': visit(node.left); return visit(node.right);
    case 'BoolOp': return all(node.values, visit);
    case 'UnaryOp': return visit(node.operand);
    case 'Compare': visit(node.left); return all(node.comparators, visit);
    case 'Call':
      visit(node.func);
      all(node.args, visit);
      for (const keyword of node.keywords) visit(keyword.value);
      return;
    case 'Attribute': case 'Starred': case 'Await': case 'YieldFrom': return visit(node.value);
    case 'Subscript': visit(node.value); return visit(node.slice);
    case 'Slice': maybe(node.lower, visit); maybe(node.upper, visit); return maybe(node.step, visit);
    case 'Tuple': case 'List': case 'Set': return all(node.elts, visit);
    case 'Dict':
      node.values.forEach((value, k) => {
        maybe(node.keys[k], visit);
        visit(value);
      });
      return;
    case 'ListComp': case 'SetComp': case 'GeneratorExp': visit(node.elt); return generators(node.generators,
      visit);
    case 'DictComp': visit(node.key); visit(node.value); return generators(node.generators, visit);
    case 'Lambda': parameters(node.args, visit); return visit(node.body);
    case 'IfExp': visit(node.test); visit(node.body); return visit(node.orelse);
    case 'NamedExpr': visit(node.target); return visit(node.value);
    case 'Yield': return maybe(node.value, visit);
    default: return statement(node, visit);
  }
}

type Rest = Exclude<Node, Expr>;

function statement(node: Rest, visit: Visit): void {
  switch (node.kind) {
    case 'Module': return all(node.body, visit);
    case 'FunctionDef':
      all(node.decorators, visit);
      parameters(node.args, visit);
      maybe(node.returns, visit);
      return all(node.body, visit);
    case 'ClassDef':
      all(node.decorators, visit);
      all(node.bases, visit);
      for (const keyword of node.keywords) visit(keyword.value);
      return all(node.body, visit);
    case 'Return': return maybe(node.value, visit);
    case 'ExprStmt': return visit(node.value);
    case 'Delete': return all(node.targets, visit);
    case 'Assign': all(node.targets, visit); return visit(node.value);
    case 'AugAssign': visit(node.target); return visit(node.value);
    case 'AnnAssign': visit(node.target); visit(node.annotation); return maybe(node.value, visit);
    case 'For': visit(node.target); visit(node.iter); all(node.body, visit); return all(node.orelse, visit);
    case 'While': case 'If': visit(node.test); all(node.body, visit); return all(node.orelse, visit);
    case 'With':
      for (const item of node.items) {
        visit(item.context);
        maybe(item.target, visit);
      }
      return all(node.body, visit);
    case 'Match':
      visit(node.subject);
      for (const one of node.cases) {
        pattern(one.pattern, visit);
        maybe(one.guard, visit);
        all(one.body, visit);
      }
      return;
    case 'Raise': maybe(node.exc, visit); return maybe(node.cause, visit);
    case 'Try':
      all(node.body, visit);
      for (const handler of node.handlers) {
        maybe(handler.type, visit);
        all(handler.body, visit);
      }
      all(node.orelse, visit);
      return all(node.finalbody, visit);
    case 'Assert': visit(node.test); return maybe(node.msg, visit);
    case 'Import': case 'ImportFrom': case 'Global': case 'Nonlocal': case 'Pass': case 'Break': case 'Continue':
    case 'ErrorStmt':
      return;
    default: unreachable(node);
  }
}

function all(nodes: readonly (Stmt | Expr)[], visit: Visit): void {
  for (const node of nodes) visit(node);
}

function maybe(node: Expr | null, visit: Visit): void {
  if (node !== null) visit(node);
}

function generators(list: readonly Comprehension[], visit: Visit): void {
  for (const { target, iter, ifs } of list) {
    visit(target);
    visit(iter);
    all(ifs, visit);
  }
}

function parameters({ posonly, args, vararg, kwonly, kwarg }: Arguments, visit: Visit): void {
  for (const list of [posonly, args, vararg === null ? [] : [vararg], kwonly, kwarg === null ? []
    : [kwarg]]) {
    for (const param of list) {
      maybe(param.annotation, visit);
      maybe(param.default, visit);
    }
  }
}

function pattern(node: Pattern, visit: Visit): void {
  switch (node.kind) {
    case 'MatchValue': return visit(node.value);
    case 'MatchSequence': case 'MatchOr': node.patterns.forEach((one) => pattern(one, visit)); return;
    case 'MatchMapping':
      node.keys.forEach((key) => visit(key));
      node.patterns.forEach((one) => pattern(one, visit));
      return;
    case 'MatchClass':
      visit(node.cls);
      node.patterns.forEach((one) => pattern(one, visit));
      node.kwdPatterns.forEach((one) => pattern(one, visit));
      return;
    case 'MatchAs': if (node.pattern !== null) pattern(node.pattern, visit); return;
    case 'MatchSingleton': case 'MatchStar': return;
    default: unreachable(node);
  }
}
