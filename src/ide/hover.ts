// Hover: what an expression is, where its size comes from, what it costs, what it sees. Markdown out.
import { l10n } from '../base/l10n';
import type { ModelTrace } from '../frontends/pytorch';
import type { GraphNode, ModuleCall, Output } from '../graph/graph';
import { nodeArgs, plainEdge } from '../graph/plain';
import { fieldOfCall } from '../frontends/summary';
import { findModule } from '../ops/index';
import type { Node } from '../python/ast';
import { constantOf } from '../tensor/value';
import type { HoverResult } from '../protocol/analysis';
import type { Document, Documents } from './documents';
import { nodesAt, type At, type Lookup } from './lookup';
import { showBytes, showCount, showData, showField, showFull, showPercent } from './show';

/** Distinct calls listed below the first. */
const MAX_CALLS = 8;

export function hover(documents: Documents, document: Document, lookup: Lookup, offset: number): HoverResult | null {
  for (const node of nodesAt(document.file.parse, offset)) {
    const text = describe(document, lookup, node, offset);
    if (text === null) continue;
    return { range: documents.range(document, shownRange(node).start, shownRange(node).end).range, markdown: text };
  }
  return null;
}

/** For a call the range is what is called; hovering an argument is about the argument. */
function shownRange(node: Node): { readonly start: number; readonly end: number } {
  if (node.kind === 'Call') return { start: node.func.start, end: node.func.end };
  if (node.kind === 'ClassDef' || node.kind === 'FunctionDef') return { start: node.nameStart, end: node.nameStart + node.name.length };
  return node;
}

function describe(document: Document, lookup: Lookup, node: Node, offset: number): string | null {
  const site = { file: document.file.id, node: node.id };
  const range = shownRange(node);
  if (offset < range.start || offset > range.end) return null;
  if (node.kind === 'Call') {
    const constructed = lookup.constructedAt(site);
    if (constructed.length > 0) return describeCalls(constructed);
    const calls = lookup.callsAt(site);
    if (calls.length > 0) return describeCalls(calls);
    const nodes = lookup.nodesAt(site);
    if (nodes.length > 0) return describeNodes(nodes);
  }
  if (node.kind === 'BinOp' || node.kind === 'Subscript' || node.kind === 'AugAssign' || node.kind === 'UnaryOp') {
    const nodes = lookup.nodesAt(site);
    if (nodes.length > 0) return describeNodes(nodes);
  }
  if (node.kind === 'ClassDef') return describeClass(lookup, node.name);
  return describeValues(document, lookup, node);
}

// ---- module calls ---------------------------------------------------------------------------------------------------

function describeCalls(calls: readonly At<ModuleCall>[]): string {
  const [first, ...others] = distinct(calls, ({ item }) => `${item.path} ${outputText(item.output)} ${item.inputs.map((meta) => showFull(meta.shape)).join()}`);
  if (!first) return '';
  const { trace, item: call } = first;
  const lines = [
    `**${escape(call.path || trace.model)}** \`${call.type}(${call.module.args.map(([name, value]) => `${name}=${value}`).join(', ')})\``,
    '', `\`${call.inputs.map((meta) => showFull(meta.shape)).join(', ') || '—'}\` → \`${outputText(call.output)}\` ${dtypeOf(call.output)}`, '',
    ...formulas(trace, call).map((line) => `- ${line}`),
    ...costs(trace, call),
    ...field(trace, call),
    ...inputNote(trace),
  ];
  if (others.length > 0) {
    lines.push('', l10n.t('Also:'), ...others.slice(0, MAX_CALLS).map(({ item }) =>
      `- \`${item.path}\`: \`${item.inputs.map((meta) => showFull(meta.shape)).join(', ')}\` → \`${outputText(item.output)}\``));
    if (others.length > MAX_CALLS) lines.push(`- ${l10n.t('{0} more', others.length - MAX_CALLS)}`);
  }
  const doc = findModule(call.module.nativeBase ?? call.module.qualified)?.doc;
  if (doc) lines.push('', linked(doc));
  return lines.join('\n');
}

function formulas(trace: ModelTrace, call: ModuleCall): string[] {
  if (!call.leaf) return [];
  return trace.graph.nodes.slice(call.firstNode, call.endNode).flatMap(explain).slice(0, 3);
}

function explain(node: GraphNode): string[] {
  const args = node.op.explain ? nodeArgs(node) : null;
  const out = node.outputs[0] && plainEdge(node.outputs[0]);
  const text = args && out && node.op.explain ? node.op.explain(args, out) : null;
  return text ? text.split('\n') : [];
}

function costs(trace: ModelTrace, call: ModuleCall): string[] {
  const { ledger } = trace;
  const parameters = ledger.parametersOf(call.module);
  const macs = ledger.macsOfCall(call);
  const share = macs !== null && ledger.macs ? ` (${l10n.t('{0} of the model', showPercent(macs, ledger.macs))})` : '';
  return [
    `- ${l10n.t('Parameters')}: ${showCount(parameters)}${parameters !== null && ledger.parameters ? ` (${l10n.t('{0} of the model', showPercent(parameters, ledger.parameters))})` : ''}`,
    `- ${l10n.t('MACs')}: ${showCount(macs)}${share}, ${l10n.t('multiply-adds of convolution, linear and matmul (FLOPs = 2 × MACs)')}`,
    `- ${l10n.t('Activation')}: ${showBytes(activationBytes(trace, call))}`,
  ];
}

function activationBytes(trace: ModelTrace, call: ModuleCall): number | null {
  const last = trace.graph.nodes[call.endNode - 1];
  const out = last?.outputs[0] && plainEdge(last.outputs[0]);
  return out ? out.shape.reduce((a, b) => a * b, 4) : null;
}

function field(trace: ModelTrace, call: ModuleCall): string[] {
  const text = showField(fieldOfCall(trace, call));
  return text ? [`- ${l10n.t('Receptive field')}: ${text}`] : [];
}

function inputNote(trace: ModelTrace): string[] {
  return trace.inputOrigin.kind === 'assumed' ? ['', `_${l10n.t('The input is an assumption: {0}.', l10n.t(trace.inputOrigin.why))}_`] : [];
}

// ---- ops ------------------------------------------------------------------------------------------------------------

function describeNodes(nodes: readonly At<GraphNode>[]): string {
  const [first, ...others] = distinct(nodes, ({ item }) => `${item.module} ${item.op.name} ${item.outputs.map((edge) => showFull(edge.shape)).join()}`);
  if (!first) return '';
  const { trace, item: node } = first;
  const macs = trace.ledger.macsOf(node);
  const rf = showField(trace.fields[node.index]);
  const lines = [
    `**${escape(node.op.name)}**${node.module ? ` ${l10n.t('in {0}', `\`${node.module}\``)}` : ''}`,
    '', `${nodeInputs(node)} → \`${node.outputs.map((edge) => showFull(edge.shape)).join(', ')}\` ${node.outputs[0]?.dtype ?? ''}`, '',
    ...explain(node).map((line) => `- ${line}`),
    ...(node.op.macs ? [`- ${l10n.t('MACs')}: ${showCount(macs)}${macs !== null && trace.ledger.macs ? ` (${l10n.t('{0} of the model', showPercent(macs, trace.ledger.macs))})` : ''}`] : []),
    ...(rf ? [`- ${l10n.t('Receptive field')}: ${rf}`] : []),
    ...dataLines(node.outputs[0]),
    ...inputNote(trace),
  ];
  if (others.length > 0) {
    lines.push('', l10n.t('Also:'), ...others.slice(0, MAX_CALLS).map(({ item }) =>
      `- ${item.module ? `\`${item.module}\`: ` : ''}${item.op.name} ${nodeInputs(item)} → \`${item.outputs.map((edge) => showFull(edge.shape)).join(', ')}\``));
    if (others.length > MAX_CALLS) lines.push(`- ${l10n.t('{0} more', others.length - MAX_CALLS)}`);
  }
  lines.push('', linked(node.op.doc));
  return lines.join('\n');
}

const nodeInputs = (node: GraphNode): string =>
  node.inputs.filter((edge) => edge.role !== 'parameter' && edge.role !== 'buffer').map((edge) => `\`${showFull(edge.shape)}\``).join(', ');

function dataLines(edge: { readonly shape: GraphNode['outputs'][number]['shape']; readonly data: readonly number[] | null } | undefined): string[] {
  if (!edge?.data || edge.data.length > 64) return [];
  const sizes = edge.shape.map(constantOf);
  return sizes.every((size) => size !== undefined) ? [`- ${l10n.t('Value')}: \`${showData(sizes, edge.data)}\``] : [];
}

// ---- variables ------------------------------------------------------------------------------------------------------

function describeValues(document: Document, lookup: Lookup, node: Node): string | null {
  const seen = lookup.valuesAt({ file: document.file.id, node: node.id });
  const shown = seen.flatMap(({ trace, item }) => {
    return item.output ? [{ trace, output: item.output, module: item.running }] : [];
  });
  const modules = seen.flatMap(({ trace, item }) => (item.module !== null && trace ? [{ trace, path: item.module }] : []));
  const name = textOf(document, node);
  if (shown.length === 0) return modules.length > 0 ? describeModule(name, modules) : describeNumber(name, seen.map(({ item }) => item.text));
  const different = distinct(shown, ({ output, module }) => `${module} ${outputText(output)}`);
  const [first, ...others] = different;
  if (!first) return null;
  if (first.output.kind === 'unknown') {
    const { reason } = first.output;
    return [`**${escape(name)}** ${l10n.t('is unknown because {0}', l10n.t(reason.message))}`, ...(reason.hint ? ['', l10n.t(reason.hint)] : [])].join('\n');
  }
  const edge = first.output.kind === 'tensor' ? first.output.edge : undefined;
  const producer = edge && first.trace && edge.producer !== null ? edge.producer - first.trace.graph.base : -1;
  const rf = first.trace ? showField(first.trace.fields[producer]) : null;
  const lines = [
    `**${escape(name)}** \`${outputText(first.output)}\` ${dtypeOf(first.output)}`, '',
    ...(rf ? [`- ${l10n.t('Receptive field')}: ${rf}`] : []),
    ...dataLines(edge),
    ...(first.trace ? inputNote(first.trace) : []),
  ];
  if (others.length > 0) {
    lines.push('', l10n.t('Also:'), ...others.slice(0, MAX_CALLS).map(({ output, module }) => `- ${module ? `\`${module}\`: ` : ''}\`${outputText(output)}\``));
  }
  return lines.join('\n');
}

function describeNumber(name: string, texts: readonly (string | null)[]): string | null {
  const known = [...new Set(texts.filter((text) => text !== null))];
  return known.length === 0 ? null : `**${escape(name)}** \`${known.slice(0, MAX_CALLS).join('`, `')}\``;
}

/** A module by its attribute: `self.conv1`. */
function describeModule(name: string, modules: readonly { readonly trace: ModelTrace; readonly path: string }[]): string | null {
  const calls = modules.flatMap(({ trace, path }) => trace.graph.calls.filter((call) => call.path === path).map((item) => ({ trace, item })));
  if (calls.length > 0) return describeCalls(calls);
  return `**${escape(name)}** ${l10n.t('is never called')}`;
}

function describeClass(lookup: Lookup, name: string): string | null {
  const calls = lookup.traces.flatMap((trace) => trace.graph.calls.filter((call) => call.type === name).map((item) => ({ trace, item })));
  return calls.length > 0 ? describeCalls(calls) : null;
}

function textOf(document: Document, node: Node): string {
  const text = document.file.parse.text.slice(node.start, node.end).split('\n')[0] ?? '';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

// ---- text -----------------------------------------------------------------------------------------------------------

function outputText(output: Output): string {
  switch (output.kind) {
    case 'tensor': return showFull(output.shape);
    case 'list': return `${output.type === 'list' ? '[' : '('}${output.items.map(outputText).join(', ')}${output.type === 'list' ? ']' : ')'}`;
    case 'dict': return `{${output.entries.map(([name, item]) => `${name}: ${outputText(item)}`).join(', ')}}`;
    case 'value': return output.text;
    case 'unknown': return '?';
  }
}
const dtypeOf = (output: Output): string => (output.kind === 'tensor' ? output.dtype : '');
const escape = (text: string): string => text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&');
const linked = (doc: string): string => doc.replace(/(https:\/\/\S+)/, `[${l10n.t('documentation')}]($1)`);

function distinct<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = keyOf(item);
    return !seen.has(key) && seen.add(key) !== null;
  });
}
