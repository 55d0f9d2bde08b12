// Inlay hints: the output shape behind layer constructions, statements of forward and calls.
// One hint a statement; the hover at its anchor is its tooltip.
import type { Expr, FunctionDef, Node, Parse, Stmt } from '../python/ast';
import type { Hint, HintKind, OffsetRange } from '../protocol/analysis';
import type { Document, Documents } from './documents';
import { lastIdIn, type Lookup } from './lookup';
import { showOutput } from './show';

const ARROW = '→ ';

export function inlayHints(documents: Documents, document: Document, lookup: Lookup, uri: string, range: OffsetRange): Hint[] {
  const { parse } = document.file;
  const hints: Hint[] = [];
  const add = (end: number, anchor: number, label: string, kind: HintKind): void => {
    const at = documents.range(document, end, end);
    const from = documents.range(document, anchor, anchor);
    if (at.uri !== uri || at.range.start < range.start || at.range.start > range.end) return;
    hints.push({ offset: at.range.start, label: ARROW + label, kind, anchor: from.range.start });
  };
  for (const node of parse.nodes) {
    if (node.kind === 'Call') layerHint(document, lookup, node, add);
  }
  const shown = new Set(hints.map((hint) => hint.offset));
  for (const node of parse.nodes) {
    if (isStatement(node)) statementHint(document, lookup, node, (end, anchor, label, kind) => {
      if (!shown.has(documents.range(document, end, end).range.start)) add(end, anchor, label, kind);
    });
  }
  return hints;
}

type Add = (end: number, anchor: number, label: string, kind: HintKind) => void;

/** `nn.Conv2d(3, 64, 7)`: what the module it makes gives. */
function layerHint(document: Document, lookup: Lookup, node: Node, add: Add): void {
  const calls = lookup.constructedAt({ file: document.file.id, node: node.id });
  const [first] = calls;
  if (!first) return;
  add(node.end, node.start, agreed(calls.map(({ item, trace }) => showOutput(item.output, trace))), 'layer');
}

/** The value all agree on; otherwise the selected one, marked as one of several. */
function agreed(texts: readonly string[]): string {
  const [first = '?', ...others] = texts;
  return others.every((text) => text === first) ? first : `${first} …`;
}

function isStatement(node: Node): node is Extract<Stmt, { kind: 'Assign' | 'AugAssign' | 'AnnAssign' | 'Return' | 'ExprStmt' }> {
  return ['Assign', 'AugAssign', 'AnnAssign', 'Return', 'ExprStmt'].includes(node.kind);
}

function statementHint(document: Document, lookup: Lookup, statement: Extract<Stmt, { kind: 'Assign' | 'AugAssign' | 'AnnAssign' | 'Return' | 'ExprStmt' }>, add: Add): void {
  const value = statement.value;
  if (!value || isTrivial(value)) return;
  const target = statement.kind === 'AugAssign' ? statement.target : value;
  const site = { file: document.file.id, node: statement.kind === 'AugAssign' ? statement.id : value.id };
  const seen = lookup.valuesAt(site).length > 0 ? lookup.valuesAt(site) : lookup.valuesAt({ file: document.file.id, node: target.id });
  const outputs = seen.flatMap(({ item, trace }) => {
    return item.output ? [showOutput(item.output, trace)] : [];
  });
  if (outputs.length === 0 || outputs.every((text) => text === '')) return;
  const inFunction = enclosingFunction(document.file.parse, statement);
  add(statement.end, anchorOf(value), agreed(outputs), inFunction ? 'forward' : 'call');
}

/** Names, constants and plain attributes say nothing new. */
const isTrivial = (value: Expr): boolean => ['Name', 'Int', 'Float', 'Str', 'Constant', 'Attribute', 'JoinedStr', 'Lambda'].includes(value.kind);

/** Where the hover of the value is: the called name of a call, the start of anything else. */
function anchorOf(value: Expr): number {
  if (value.kind === 'Call') return value.func.kind === 'Attribute' ? value.func.attrStart : value.func.start;
  return value.start;
}

function enclosingFunction(parse: Parse, node: Node): FunctionDef | null {
  let found: FunctionDef | null = null;
  for (const candidate of parse.nodes) {
    if (candidate.id >= node.id) break;
    if (candidate.kind === 'FunctionDef' && lastIdIn(parse, candidate) >= node.id) found = candidate;
  }
  return found;
}
