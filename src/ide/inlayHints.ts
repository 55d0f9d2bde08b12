// Inlay hints: the output shape behind layer constructions, statements of forward and calls.
// One hint a statement; the hover at its anchor is its tooltip.
import type { Site } from '../base/source';
import type { Expr, FunctionDef, Node, Parse, Stmt } from '../python/ast';
import type { ModelTrace } from '../frontends/pytorch';
import type { Output } from '../graph/graph';
import { constantOf } from '../tensor/value';
import type { Hint, HintKind, OffsetRange } from '../protocol/analysis';
import type { Document, Documents } from './documents';
import { lastIdIn, type Lookup } from './lookup';
import { showData, showOutput, showShort } from './show';

const ARROW = '→ ';
/** Elements of a constant that are worth reading in a line, and the characters that VS Code leaves for them. */
const MAX_ELEMENTS = 16;
const MAX_VALUE = 41;

export function inlayHints(
  documents: Documents,
  document: Document,
  lookup: Lookup,
  uri: string,
  range: OffsetRange,
): Hint[] {
  const { parse } = document.file;
  const hints: Hint[] = [];
  const add = (end: number, anchor: number, label: string, kind: HintKind): void => {
    const at = documents.range(document, end, end);
    const from = documents.range(document, anchor, anchor);
    if (at.uri !== uri || at.range.start < range.start || at.range.start > range.end) return;
    hints.push({
      offset: at.range.start,
      label: kind === 'value' && label.startsWith('=') ? label : ARROW + label,
      kind,
      anchor: from.range.start,
    });
  };
  for (const node of parse.nodes) {
    if (node.kind === 'Call') layerHint(document, lookup, node, add);
  }
  dropRepeated(hints);
  const shown = new Set(hints.map((hint) => hint.offset));
  for (const node of parse.nodes) {
    if (isStatement(node))
      statementHint(document, lookup, node, (end, anchor, label, kind) => {
        if (!shown.has(documents.range(document, end, end).range.start)) add(end, anchor, label, kind);
      });
  }
  return withoutChanged(hints, parse, (end) => documents.range(document, end, end).range.start);
}

/** `net = Net(8).to(device).eval()` is said at its end: without the module that the methods give back. */
function withoutChanged(hints: readonly Hint[], parse: Parse, offsetOf: (end: number) => number): Hint[] {
  const labels = new Map(hints.map((hint) => [hint.offset, hint.label]));
  const dropped = new Set<number>();
  for (const node of parse.nodes) {
    if (!isStatement(node) || node.value?.kind !== 'Call' || node.value.func.kind !== 'Attribute') continue;
    let made: Expr = node.value;
    while (made.kind === 'Call' && made.func.kind === 'Attribute') made = made.func.value;
    const [inner, outer] = [offsetOf(made.end), offsetOf(node.end)];
    if (made.kind === 'Call' && labels.has(inner) && labels.get(inner) === labels.get(outer)) dropped.add(inner);
  }
  return hints.filter(({ offset, kind }) => kind !== 'layer' || !dropped.has(offset));
}

/** Of `nn.Flatten())` both calls end here: where they give the same, the inner one says it. */
function dropRepeated(hints: Hint[]): void {
  const labels = new Map(hints.map((hint) => [hint.offset, hint.label]));
  const kept = hints.filter((hint) => labels.get(hint.offset - 1) !== hint.label);
  hints.splice(0, hints.length, ...kept);
}

type Add = (end: number, anchor: number, label: string, kind: HintKind) => void;

/** `nn.Conv2d(3, 64, 7)`: what the module it makes gives. */
function layerHint(document: Document, lookup: Lookup, node: Node, add: Add): void {
  const calls = lookup
    .constructedAt({ file: document.file.id, node: node.id })
    .filter(({ item }) => !hasFailed(item.output));
  const [first] = calls;
  if (!first) return;
  add(node.end, node.start, agreed(calls.map(({ item, trace }) => showOutput(item.output, trace))), 'layer');
}

/** The call that raised gives nothing; the diagnostic stands where it failed. */
const hasFailed = (output: Output): boolean => output.kind === 'unknown' && output.reason.code === 'raised-before';

/** The value all agree on; otherwise the selected one, marked as one of several. */
function agreed(texts: readonly string[]): string {
  const [first = '?', ...others] = texts;
  return others.every((text) => text === first) ? first : `${first} …`;
}

function isStatement(
  node: Node,
): node is Extract<Stmt, { kind: 'Assign' | 'AugAssign' | 'AnnAssign' | 'Return' | 'ExprStmt' }> {
  return ['Assign', 'AugAssign', 'AnnAssign', 'Return', 'ExprStmt'].includes(node.kind);
}

function statementHint(
  document: Document,
  lookup: Lookup,
  statement: Extract<Stmt, { kind: 'Assign' | 'AugAssign' | 'AnnAssign' | 'Return' | 'ExprStmt' }>,
  add: Add,
): void {
  const { value } = statement;
  const inFunction = enclosingFunction(document.file.parse, statement) !== null;
  if (!value || (isTrivial(value) && statement.kind !== 'AugAssign')) return;
  // In a function a bare expression is called for its effect (init.constant_); at module level it is there to be seen.
  if (statement.kind === 'ExprStmt' && inFunction) return;
  const outputs = outputsOf(document, lookup, statement, value);
  if (outputs.length === 0) {
    moduleHint(document, lookup, statement, value, add);
    return;
  }
  if (outputs.every(({ output }) => isNumber(document, output))) return;
  const isLost = outputs.every(({ output }) => output.kind === 'unknown');
  if (isLost && wasPlain(document, lookup, statement, value)) return;
  if (isLost && isPlain(value, document.file.parse)) return;
  // In a loop or a block nobody looks at what a bare expression gives, least where it is not known.
  if (isLost && statement.kind === 'ExprStmt' && !isTopLevel(document.file.parse, statement)) return;
  const constant = inFunction ? null : valueOf(outputs.map(({ output }) => output));
  if (constant !== null) add(statement.end, anchorOf(value), constant, 'value');
  else
    add(
      statement.end,
      anchorOf(value),
      agreed(outputs.map(({ output, trace }) => showOutput(output, trace))),
      inFunction ? 'forward' : 'call',
    );
}

/** `self.layer1 = self._make_layer(64)`: what the module gives that the helper returned. */
function moduleHint(document: Document, lookup: Lookup, statement: Stmt, value: Expr, add: Add): void {
  if (value.kind !== 'Call' || statement.kind === 'ExprStmt') return;
  const calls = lookup.modulesAt({ file: document.file.id, node: value.id });
  if (calls.length > 0)
    add(
      statement.end,
      anchorOf(value),
      agreed(calls.map(({ item, trace }) => showOutput(item.output, trace))),
      'layer',
    );
}

/** The elements of a small constant tensor, when they fit behind a line. */
function valueOf(outputs: readonly Output[]): string | null {
  const [first, ...others] = outputs;
  if (others.length > 0 || first?.kind !== 'tensor' || !first.edge.data || first.edge.data.length > MAX_ELEMENTS)
    return null;
  const sizes = first.shape.map(constantOf);
  if (!sizes.every((size) => size !== undefined)) return null;
  const text = `${showShort(first.shape, null)} = ${showData(sizes, first.edge.data)}`;
  const short = `= ${showData(sizes, first.edge.data)}`;
  return [text, short].find((label) => label.length <= MAX_VALUE) ?? null;
}

/** What the statement computes, as seen; `out += x` is what `out` became. */
function outputsOf(
  document: Document,
  lookup: Lookup,
  statement: Stmt,
  value: Expr,
): { readonly output: Output; readonly trace: ModelTrace | null }[] {
  return lookup
    .valuesAt(siteOf(document, statement, value))
    .flatMap(({ item, trace }) => (item.output ? [{ output: item.output, trace }] : []));
}
const siteOf = (document: Document, statement: Stmt, value: Expr): Site =>
  ({ file: document.file.id, node: statement.kind === 'AugAssign' ? statement.id : value.id });

/** What has no shape in one round of a loop has none in the others: a number, a text, an optimizer. */
const wasPlain = (document: Document, lookup: Lookup, statement: Stmt, value: Expr): boolean =>
  lookup.valuesAt(siteOf(document, statement, value)).some(({ item }) => item.output === null);

const isTopLevel = (parse: Parse, { id }: Stmt): boolean => parse.statements[statementOf(parse, id)]?.id === id;

const PLAIN = new Set(['List', 'Dict', 'Set', 'ListComp', 'DictComp', 'SetComp', 'Tuple', 'Str', 'JoinedStr', 'Int', 'Float',
  'Constant']);
const PLAIN_METHODS = new Set(['item', 'size', 'numel', 'dim', 'nelement']);
const PLAIN_CALLS = new Set(['len', 'int', 'float', 'str', 'bool', 'open', 'sorted', 'list', 'dict', 'set', 'range', 'print']);
/** Modules whose functions give no tensors. */
const PLAIN_MODULES = new Set([
  'albumentations', 'argparse', 'collections', 'csv', 'cv2', 'datetime', 'glob', 'itertools', 'json', 'logging', 'matplotlib',
  'os', 'pandas', 'pathlib', 'random', 're', 'shutil', 'sklearn', 'subprocess', 'sys', 'time', 'wandb', 'yaml',
]);
/** What is no tensor, whatever it is: a list, a number, a text, what a module gives that knows no tensors. */
function isPlain(value: Expr, parse: Parse): boolean {
  if (value.kind === 'IfExp') return isPlain(value.body, parse) && isPlain(value.orelse, parse);
  if (value.kind === 'Subscript')
    return value.value.kind === 'Attribute' && value.value.attr === 'shape' && value.slice.kind !== 'Slice';
  if (value.kind !== 'Call') return PLAIN.has(value.kind);
  if (value.func.kind === 'Attribute' && PLAIN_METHODS.has(value.func.attr)) return true;
  if (value.func.kind === 'Name' && PLAIN_CALLS.has(value.func.name)) return true;
  let root: Expr = value;
  while (root.kind === 'Call' || root.kind === 'Attribute') root = root.kind === 'Call' ? root.func : root.value;
  return root.kind === 'Name' && PLAIN_MODULES.has(moduleOf(root.name, parse));
}

/** The package that a name of the module level is imported from. */
function moduleOf(name: string, parse: Parse): string {
  for (const statement of parse.module.body) {
    const from = statement.kind === 'ImportFrom' ? statement.module : null;
    const names = statement.kind === 'Import' || statement.kind === 'ImportFrom' ? statement.names : [];
    const found = names.find((alias) => (alias.asname ?? alias.name.split('.', 1)[0]) === name);
    if (found) return (from ?? found.name).split('.', 1)[0] ?? '';
  }
  return '';
}

/** A Python number that depends on data (`loss.item()`, and what is made of it): no shape is lost. */
function isNumber(document: Document, output: Output): boolean {
  const at = output.kind === 'unknown' && output.reason.code === 'data-dependent-value' ? output.reason.origin?.at : undefined;
  const node = at?.file === document.file.id ? document.file.parse.nodes[at.node] : undefined;
  return node?.kind === 'Call' && node.func.kind === 'Attribute' && node.func.attr === 'item';
}

/** Names, constants and plain attributes say nothing new. */
const isTrivial = (value: Expr): boolean =>
  ['Name', 'Int', 'Float', 'Str', 'Constant', 'Attribute', 'JoinedStr', 'Lambda'].includes(value.kind);

/** Where the hover of the value is: the called name of a call, the start of anything else. */
function anchorOf(value: Expr): number {
  if (value.kind === 'Call') return value.func.kind === 'Attribute' ? value.func.attrStart : value.func.start;
  return value.start;
}

/** Functions by the statement of the module's body that they stand in. */
const functions = new WeakMap<Parse, Map<number, { readonly def: FunctionDef; readonly last: number }[]>>();

function enclosingFunction(parse: Parse, node: Node): FunctionDef | null {
  let known = functions.get(parse);
  if (!known) functions.set(parse, (known = functionsByStatement(parse)));
  const at = statementOf(parse, node.id);
  // In pre-order, the last that begins before the node and has not ended is the innermost.
  return known.get(at)?.findLast(({ def, last }) => def.id < node.id && node.id <= last)?.def ?? null;
}

function functionsByStatement(parse: Parse): Map<number, { readonly def: FunctionDef; readonly last: number }[]> {
  const found = new Map<number, { def: FunctionDef; last: number }[]>();
  for (const [i, { id, size }] of parse.statements.entries()) {
    const own = parse.nodes.slice(id, id + size).flatMap((node) =>
      node.kind === 'FunctionDef' ? [{ def: node, last: Math.min(lastIdIn(parse, node), id + size - 1) }] : [],
    );
    if (own.length > 0) found.set(i, own);
  }
  return found;
}

/** The index of the statement of the module's body that has a node. */
function statementOf({ statements }: Parse, id: number): number {
  let low = 0;
  let high = statements.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((statements[middle]?.id ?? 0) <= id) low = middle;
    else high = middle - 1;
  }
  return low;
}
