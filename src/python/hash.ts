// A hash of the syntactic structure and the tokens, without positions, comments and formatting.
// Texts with the same hash have the same tree, so ids of one are good for the other.

import { unreachable } from '../base/assert';
import type { Alias, Arguments, Expr, MatchCase, Node, Pattern } from './ast';

/** 64 bits in two lanes of multiply-and-mix, as in MurmurHash3; not for security. */
export class Hash {
  private low = 0x9e3779b9 | 0;
  private high = 0x85ebca6b | 0;

  number(value: number): void {
    this.low = Math.imul(this.low ^ value, 0xcc9e2d51);
    this.low ^= this.low >>> 15;
    this.high = Math.imul(this.high ^ value, 0x1b873593);
    this.high ^= this.high >>> 13;
  }

  text(value: string | null): void {
    if (value === null) return this.number(-1);
    let { low, high } = this;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      low = Math.imul(low ^ code, 0xcc9e2d51);
      high = Math.imul(high ^ code, 0x1b873593);
      low ^= low >>> 15;
      high ^= high >>> 13;
    }
    this.low = low;
    this.high = high;
    this.number(value.length);
  }

  digest(): string {
    const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, '0');
    return hex(this.low) + hex(this.high);
  }
}

const present = (value: unknown): number => value === null ? 0 : 1;

/**
 * Feeds everything of a node that is not a child node; `text` is the document, for text that did not parse.
 */
export function hashNode(hash: Hash, node: Node, text: string): void {
  hash.text(node.kind);
  switch (node.kind) {
    case 'Name': return hash.text(node.name);
    case 'Int': case 'Float': case 'Constant': return hash.text(String(node.value));
    case 'Complex': return hash.text(String(node.imag));
    case 'Str': case 'Bytes': return hash.text(node.value);
    case 'ErrorExpr': case 'ErrorStmt':
      return hash.text(text.slice(node.start, node.end).trim().replace(/\s+/g, ' '));
    case 'FormattedValue': hash.text(node.conversion); hash.number(present(node.spec)); return hash.text(node.debug);
    case 'BinOp': case 'UnaryOp': case 'AugAssign': return hash.text(node.op);
    case 'BoolOp': hash.text(node.op); return hash.number(node.values.length);
    case 'Compare': for (const op of node.ops) hash.text(op); return hash.number(node.ops.length);
    case 'Call':
      hash.number(node.args.length);
      for (const keyword of node.keywords) hash.text(keyword.name);
      return hash.number(node.keywords.length);
    case 'Attribute': return hash.text(node.attr);
    case 'Slice':
      return hash.number(present(node.lower) + 2 * present(node.upper) + 4 * present(node.step));
    case 'Tuple': case 'List': case 'Set': return hash.number(node.elts.length);
    case 'Dict': for (const key of node.keys) hash.number(present(key)); return hash.number(node.keys.length);
    case 'JoinedStr': return hash.number(node.values.length);
    case 'ListComp': case 'SetComp': case 'GeneratorExp': case 'DictComp':
      for (const generator of node.generators) hash.number(generator.ifs.length);
      return hash.number(node.generators.length);
    case 'Lambda': return hashArguments(hash, node.args);
    case 'Yield': return hash.number(present(node.value));
    case 'IfExp': case 'NamedExpr': case 'Await': case 'YieldFrom': case 'Subscript': case 'Starred': return;
    default: return hashStatement(hash, node);
  }
}

type Rest = Exclude<Node, Expr>;

function hashStatement(hash: Hash, node: Rest): void {
  switch (node.kind) {
    case 'Module': return hash.number(node.body.length);
    case 'FunctionDef':
      hash.text(node.name);
      hash.number(node.decorators.length);
      hash.number(present(node.returns) + (node.isAsync ? 2 : 0));
      hashArguments(hash, node.args);
      return hash.number(node.body.length);
    case 'ClassDef':
      hash.text(node.name);
      hash.number(node.decorators.length);
      hash.number(node.bases.length);
      for (const keyword of node.keywords) hash.text(keyword.name);
      hash.number(node.keywords.length);
      return hash.number(node.body.length);
    case 'Return': case 'AnnAssign': return hash.number(present(node.value));
    case 'Delete': case 'Assign': return hash.number(node.targets.length);
    case 'For': case 'While': case 'If': hash.number(node.body.length); return hash.number(node.orelse.length);
    case 'With':
      for (const item of node.items) hash.number(present(item.target));
      hash.number(node.items.length);
      return hash.number(node.body.length);
    case 'Match': for (const one of node.cases) hashCase(hash, one); return hash.number(node.cases.length);
    case 'Raise': return hash.number(present(node.exc) + 2 * present(node.cause));
    case 'Try':
      hash.number(node.body.length);
      for (const handler of node.handlers) {
        hash.text(handler.name);
        hash.number(present(handler.type) + 2 * Number(handler.group === true));
        hash.number(handler.body.length);
      }
      hash.number(node.handlers.length);
      hash.number(node.orelse.length);
      return hash.number(node.finalbody.length);
    case 'Assert': return hash.number(present(node.msg));
    case 'Import': return hashAliases(hash, node.names);
    case 'ImportFrom':
      hash.text(node.module);
      hash.number(node.level);
      return hashAliases(hash, node.names);
    case 'Global': case 'Nonlocal': for (const name of node.names) hash.text(name); return;
    case 'ExprStmt': case 'Pass': case 'Break': case 'Continue': case 'AugAssign': case 'ErrorStmt': return;
    default: unreachable(node);
  }
}

function hashAliases(hash: Hash, names: readonly Alias[]): void {
  for (const { name, asname } of names) {
    hash.text(name);
    hash.text(asname);
  }
  hash.number(names.length);
}

function hashArguments(hash: Hash, { posonly, args, vararg, kwonly, kwarg }: Arguments): void {
  for (const list of [posonly, args, vararg === null ? [] : [vararg], kwonly, kwarg === null ? []
    : [kwarg]]) {
    for (const param of list) {
      hash.text(param.name);
      hash.number(present(param.annotation) + 2 * present(param.default));
    }
    hash.number(list.length);
  }
}

function hashCase(hash: Hash, one: MatchCase): void {
  hashPattern(hash, one.pattern);
  hash.number(present(one.guard));
  hash.number(one.body.length);
}

function hashPattern(hash: Hash, pattern: Pattern): void {
  hash.text(pattern.kind);
  switch (pattern.kind) {
    case 'MatchValue': return;
    case 'MatchSingleton': return hash.text(String(pattern.value));
    case 'MatchStar': return hash.text(pattern.name);
    case 'MatchAs':
      hash.text(pattern.name);
      if (pattern.pattern !== null) hashPattern(hash, pattern.pattern);
      return;
    case 'MatchMapping': hash.text(pattern.rest); hash.number(pattern.keys.length); break;
    case 'MatchClass': for (const name of pattern.kwdNames) hash.text(name); break;
    case 'MatchSequence': case 'MatchOr': break;
    default: unreachable(pattern);
  }
  for (const one of pattern.patterns) hashPattern(hash, one);
  hash.number(pattern.patterns.length);
  if (pattern.kind === 'MatchClass') for (const one of pattern.kwdPatterns) hashPattern(hash, one);
}
