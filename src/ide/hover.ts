// Hover: what an expression is, where its size comes from, what it costs, what it sees. Markdown out.
import { l10n } from '../base/l10n';
import { showInputSpec } from '../frontends/inputSpec';
import type { ModelTrace } from '../frontends/pytorch';
import type { Convention } from '../graph/conventions';
import type { GraphNode, ModuleCall, Output } from '../graph/graph';
import { nodeArgs, plainEdge } from '../graph/plain';
import { fieldOfCall } from '../frontends/summary';
import { parameterKey } from '../interp/trace';
import { findModule } from '../ops/index';
import type { FunctionDef, Node } from '../python/ast';
import { constantOf, type Reason } from '../tensor/value';
import type { HoverResult } from '../protocol/analysis';
import { showTimes } from '../tensor/dim';
import { inputSource } from './codeLenses';
import type { Document, Documents } from './documents';
import { nodesAt, type At, type Lookup } from './lookup';
import { conventionText, costOf, costOfCall, modelCost, unitOf } from './macs';
import { reasonText } from './reasons';
import { bracketed, showBytes, showCount, showData, showField, showPercent } from './show';

/** Distinct calls listed below the first. */
const MAX_CALLS = 8;

/** What a hover is written from. */
interface Context {
  readonly document: Document;
  readonly lookup: Lookup;
  readonly convention: Convention;
}

export function hover(
  documents: Documents,
  document: Document,
  lookup: Lookup,
  offset: number,
  convention: Convention,
): HoverResult | null {
  const context: Context = { document, lookup, convention };
  for (const node of nodesAt(document.file.parse, offset)) {
    const found = describeNamed(context, node, offset) ?? describe(context, node, offset);
    if (found === null) continue;
    return { range: documents.range(document, found.range.start, found.range.end).range, markdown: found.text };
  }
  return null;
}

/** For a call the range is what is called; hovering an argument is about the argument. */
function shownRange(node: Node): { readonly start: number; readonly end: number } {
  if (node.kind === 'Call') return { start: node.func.start, end: node.func.end };
  if (node.kind === 'ClassDef' || node.kind === 'FunctionDef')
    return { start: node.nameStart, end: node.nameStart + node.name.length };
  return node;
}

interface Described {
  readonly range: { readonly start: number; readonly end: number };
  readonly text: string;
}

/** Parameters and imported names: they are no nodes of their own. */
function describeNamed(context: Context, node: Node, offset: number): Described | null {
  if (node.kind === 'FunctionDef') {
    const { posonly, args, vararg, kwonly, kwarg } = node.args;
    const params = [...posonly, ...args, vararg, ...kwonly, kwarg];
    const index = params.findIndex(
      (param) => param !== null && param.start <= offset && offset <= param.start + param.name.length,
    );
    const param = params[index];
    const text = param ? describeParameter(context, node, param.name) : null;
    return param && text !== null
      ? { range: { start: param.start, end: param.start + param.name.length }, text }
      : null;
  }
  if (node.kind !== 'ImportFrom') return null;
  const alias = node.names.find((name) => name.start <= offset && offset <= name.end);
  const text = alias
    ? (describeClass(context, alias.name) ?? describeImport(context, node, alias.asname ?? alias.name))
    : null;
  return alias && text !== null ? { range: alias, text } : null;
}

function describeParameter(context: Context, def: FunctionDef, name: string): string | null {
  const seen = context.lookup.parametersAt(context.document.file.id, (parse) => {
    const same = parse.nodes[def.id];
    if (same?.kind !== 'FunctionDef') return undefined;
    const { posonly, args, vararg, kwonly, kwarg } = same.args;
    const param = [...posonly, ...args, vararg, ...kwonly, kwarg].find((candidate) => candidate?.name === name);
    return param ? parameterKey(same, param) : undefined;
  });
  return describeSeen(context, name, seen);
}

/** An imported name that could not be followed says why. */
function describeImport({ document, lookup }: Context, node: Node, name: string): string | null {
  const gaps = lookup.traces.flatMap((trace) => trace.gaps);
  const gap = gaps.find(
    ({ reason }) => reason.origin?.at.file === document.file.id && reason.origin.at.node === node.id,
  );
  return gap ? unknownLines(name, gap.reason).join('\n') : null;
}

function describe(context: Context, node: Node, offset: number): Described | null {
  const range = shownRange(node);
  if (offset < range.start || offset > range.end) return null;
  const text = textAt(context, node);
  return text === null ? null : { range, text };
}

function textAt(context: Context, node: Node): string | null {
  const { document, lookup } = context;
  const site = { file: document.file.id, node: node.id };
  if (node.kind === 'Call') {
    const calls = [lookup.constructedAt, lookup.callsAt, lookup.modulesAt]
      .map((at) => at.call(lookup, site))
      .find((found) => found.length > 0);
    if (calls) return describeCalls(context, calls);
  }
  if (OP_KINDS.has(node.kind)) {
    const nodes = lookup.nodesAt(site);
    if (nodes.length > 0) return describeNodes(context, nodes);
  }
  if (node.kind === 'ClassDef') return describeClass(context, node.name);
  if (node.kind === 'FunctionDef') return null;
  return describeValues(context, node) ?? describeTarget(context, node);
}

/** Expressions that are ops of their own. */
const OP_KINDS: ReadonlySet<Node['kind']> = new Set<Node['kind']>([
  'Call',
  'BinOp',
  'Subscript',
  'AugAssign',
  'UnaryOp',
  'Compare',
]);

/** `self.layer1` or `half` on the left of an assignment: what stands on its right. */
function describeTarget(context: Context, node: Node): string | null {
  if (node.kind !== 'Name' && node.kind !== 'Attribute') return null;
  const { file } = context.document;
  const statement = file.parse.nodes.find(
    (candidate) => candidate.kind === 'Assign' && candidate.targets.some((target) => target.id === node.id),
  );
  if (statement?.kind !== 'Assign' || statement.targets.length !== 1) return null;
  const site = { file: file.id, node: statement.value.id };
  const calls = [context.lookup.constructedAt, context.lookup.modulesAt]
    .map((at) => at.call(context.lookup, site))
    .find((found) => found.length > 0);
  return calls
    ? describeCalls(context, calls)
    : describeValues(context, statement.value, textOf(context.document, node));
}

// ---- module calls ---------------------------------------------------------------------------------------------------

function describeCalls(context: Context, calls: readonly At<ModuleCall>[]): string {
  const [first, ...others] = distinct(
    calls,
    ({ item }) => `${item.path} ${outputText(item.output)} ${item.inputs.map((meta) => showTimes(meta.shape)).join()}`,
  );
  if (!first) return '';
  const { trace, item: call } = first;
  const lines = [
    `**${escape(call.path || trace.model)}** \`${construction(call)}\``,
    '',
    `\`${inputsText(call) || '—'}\` → \`${outputText(call.output)}\` ${dtypeOf(call.output)}`,
    '',
    ...formulas(trace, call).map((line) => `- ${line}`),
    ...costs(context, trace, call),
    ...field(trace, call),
    ...unknownOutput(call.output),
    ...inputNote(trace),
  ];
  if (others.length > 0) {
    lines.push(
      '',
      l10n.t('Also:'),
      ...others
        .slice(0, MAX_CALLS)
        .map(
          ({ item }) =>
            `- \`${item.path}\`: \`${inputsText(item)}\` → \`${outputText(item.output)}\``,
        ),
    );
    if (others.length > MAX_CALLS) lines.push(`- ${l10n.t('{0} more', others.length - MAX_CALLS)}`);
  }
  const doc = findModule(call.module.nativeBase ?? call.module.qualified)?.doc;
  if (doc) lines.push('', linked(doc));
  return lines.join('\n');
}

function formulas(trace: ModelTrace, call: ModuleCall): string[] {
  if (!call.leaf) return [];
  const explained = trace.graph.nodes.slice(call.firstNode, call.endNode).map((node) => ({ node, lines: explain(node) }))
    .filter(({ lines }) => lines.length > 0);
  // A module of several ops, such as an attention: each line says whose it is.
  const isOne = explained.length === 1;
  return explained.flatMap(({ node, lines }) => lines.map((line) => (isOne ? line : `${node.op.name}: ${line}`))).slice(0, 3);
}

function explain(node: GraphNode): string[] {
  const args = node.op.explain ? nodeArgs(node) : null;
  const out = node.outputs[0] && plainEdge(node.outputs[0]);
  const text = args && out && node.op.explain ? node.op.explain(args, out) : null;
  return text ? text.split('\n') : [];
}

function costs({ convention }: Context, trace: ModelTrace, call: ModuleCall): string[] {
  const { ledger } = trace;
  const parameters = ledger.parametersOf(call.module);
  const cost = costOfCall(trace, convention, call);
  // Of the model itself a share says nothing.
  const share = (part: number | null, whole: number | null): string =>
    call.path !== '' && part !== null && whole ? ` (${l10n.t('{0} of the model', showPercent(part, whole))})` : '';
  return [
    `- ${l10n.t('Parameters')}: ${showCount(parameters)}${share(parameters, ledger.parameters)}`,
    `- ${unitOf(convention)}: ${showCount(cost)}${share(cost, modelCost(trace, convention))}, ${conventionText(convention)}`,
    `- ${l10n.t('Activation')}: ${showBytes(activationBytes(trace, call))}`,
  ];
}

/** Why an output is not known, where it is not. */
function unknownOutput(output: Output): string[] {
  const reason = reasonIn(output);
  return reason ? [`- ${l10n.t('The output is unknown because {0}', reasonText(reason.message))}`] : [];
}

function reasonIn(output: Output): Reason | null {
  if (output.kind === 'unknown') return output.reason;
  if (output.kind === 'tensor')
    return output.shape.flatMap((dim) => (dim.kind === 'unknown' ? [dim.reason] : []))[0] ?? null;
  const items =
    output.kind === 'list' ? output.items : output.kind === 'dict' ? output.entries.map(([, item]) => item) : [];
  return items.map(reasonIn).find((reason) => reason !== null) ?? null;
}

function unknownLines(name: string, reason: Reason): string[] {
  return [
    `**${escape(name)}** ${l10n.t('is unknown because {0}', reasonText(reason.message))}`,
    ...(reason.hint ? ['', reasonText(reason.hint)] : []),
  ];
}

function activationBytes(trace: ModelTrace, call: ModuleCall): number | null {
  // What raised gave nothing: the last node is that of a call before it.
  if (call.output.kind === 'unknown' || call.endNode === call.firstNode) return null;
  const last = trace.graph.nodes[call.endNode - 1];
  const out = last?.outputs[0] && plainEdge(last.outputs[0]);
  return out ? out.shape.reduce((a, b) => a * b, 4) : null;
}

function field(trace: ModelTrace, call: ModuleCall): string[] {
  const text = showField(fieldOfCall(trace, call));
  return text ? [`- ${l10n.t('Receptive field')}: ${text}`] : [];
}

function inputNote(trace: ModelTrace): string[] {
  const input = trace.inputs.map(({ spec }) => showInputSpec(spec).replaceAll('x', '×')).join(', ');
  return input === ''
    ? []
    : ['', `_${l10n.t('Input {0} of {1}: {2}', input, escape(trace.model), inputSource(trace))}_`];
}

const construction = (call: ModuleCall): string =>
  `${call.type}(${call.module.args.map(([name, value]) => `${name}=${value}`).join(', ')})`;
const inputsText = (call: ModuleCall): string => call.inputs.map((meta) => showTimes(meta.shape)).join(', ');
const nodeOutputs = (node: GraphNode): string => node.outputs.map((edge) => showTimes(edge.shape)).join(', ');
const share = (part: number | null, whole: number | null): string =>
  part !== null && whole ? ` (${l10n.t('{0} of the model', showPercent(part, whole))})` : '';

// ---- ops ------------------------------------------------------------------------------------------------------------

function describeNodes({ convention }: Context, nodes: readonly At<GraphNode>[]): string {
  const [first, ...others] = distinct(
    nodes,
    ({ item }) => `${item.module} ${item.op.name} ${item.outputs.map((edge) => showTimes(edge.shape)).join()}`,
  );
  if (!first) return '';
  const { trace, item: node } = first;
  const cost = costOf(trace, convention, node.index, node.index + 1);
  const whole = modelCost(trace, convention);
  const rf = showField(trace.fields[node.index]);
  const lines = [
    `**${escape(node.op.name)}**${node.module ? ` ${l10n.t('in {0}', `\`${node.module}\``)}` : ''}`,
    '',
    `${nodeInputs(node)} → \`${node.outputs.map((edge) => showTimes(edge.shape)).join(', ')}\` ${node.outputs[0]?.dtype ?? ''}`,
    '',
    ...explain(node).map((line) => `- ${line}`),
    ...(cost !== 0
      ? [
          `- ${unitOf(convention)}: ${showCount(cost)}${share(cost, whole)}, ${conventionText(convention)}`,
        ]
      : []),
    ...(rf ? [`- ${l10n.t('Receptive field')}: ${rf}`] : []),
    ...dataLines(node.outputs[0]),
    ...inputNote(trace),
  ];
  if (others.length > 0) {
    lines.push(
      '',
      l10n.t('Also:'),
      ...others
        .slice(0, MAX_CALLS)
        .map(
          ({ item }) =>
            `- ${item.module ? `\`${item.module}\`: ` : ''}${item.op.name} ${nodeInputs(item)} → \`${nodeOutputs(item)}\``,
        ),
    );
    if (others.length > MAX_CALLS) lines.push(`- ${l10n.t('{0} more', others.length - MAX_CALLS)}`);
  }
  lines.push('', linked(node.op.doc));
  return lines.join('\n');
}

const nodeInputs = (node: GraphNode): string =>
  node.inputs
    .filter((edge) => edge.role !== 'parameter' && edge.role !== 'buffer')
    .map((edge) => `\`${showTimes(edge.shape)}\``)
    .join(', ');

function dataLines(
  edge:
    | { readonly shape: GraphNode['outputs'][number]['shape']; readonly data: readonly number[] | null }
    | undefined,
): string[] {
  if (!edge?.data || edge.data.length > 64) return [];
  const sizes = edge.shape.map(constantOf);
  return sizes.every((size) => size !== undefined) ? [`- ${l10n.t('Value')}: \`${showData(sizes, edge.data)}\``] : [];
}

// ---- variables ------------------------------------------------------------------------------------------------------

function describeValues(context: Context, node: Node, name = textOf(context.document, node)): string | null {
  const { document, lookup } = context;
  const site = { file: document.file.id, node: node.id };
  const described = describeSeen(context, name, lookup.valuesAt(site));
  if (described !== null) return described;
  const calls = lookup.modulesAt(site);
  return calls.length > 0 ? describeCalls(context, calls) : null;
}

function describeSeen(context: Context, name: string, seen: ReturnType<Lookup['valuesAt']>): string | null {
  const shown = seen.flatMap(({ trace, item }) => {
    return item.output ? [{ trace, output: item.output, module: item.running }] : [];
  });
  const modules = seen.flatMap(({ trace, item }) =>
    item.module !== null && trace ? [{ trace, path: item.module }] : [],
  );
  if (shown.length === 0)
    return modules.length > 0
      ? describeModule(context, name, modules)
      : describeNumber(
          name,
          seen.map(({ item }) => item.text),
        );
  const different = distinct(shown, ({ output, module }) => `${module} ${outputText(output)}`);
  const [first, ...others] = different;
  if (!first) return null;
  if (first.output.kind === 'unknown') {
    return unknownLines(name, first.output.reason).join('\n');
  }
  const edge = first.output.kind === 'tensor' ? first.output.edge : undefined;
  const producer = edge && first.trace && edge.producer !== null ? edge.producer - first.trace.graph.base : -1;
  const rf = first.trace ? showField(first.trace.fields[producer]) : null;
  const lines = [
    `**${escape(name)}** \`${outputText(first.output)}\` ${dtypeOf(first.output)}`,
    '',
    ...(rf ? [`- ${l10n.t('Receptive field')}: ${rf}`] : []),
    ...dataLines(edge),
    ...unknownOutput(first.output),
    ...(first.trace ? inputNote(first.trace) : []),
  ];
  if (others.length > 0) {
    lines.push(
      '',
      l10n.t('Also:'),
      ...others
        .slice(0, MAX_CALLS)
        .map(({ output, module }) => `- ${module ? `\`${module}\`: ` : ''}\`${outputText(output)}\``),
    );
  }
  return lines.join('\n');
}

function describeNumber(name: string, texts: readonly (string | null)[]): string | null {
  const known = [...new Set(texts.filter((text) => text !== null))];
  return known.length === 0 ? null : `**${escape(name)}** \`${known.slice(0, MAX_CALLS).join('`, `')}\``;
}

/** A module by its attribute: `self.conv1`. */
function describeModule(
  context: Context,
  name: string,
  modules: readonly { readonly trace: ModelTrace; readonly path: string }[],
): string | null {
  const calls = modules.flatMap(({ trace, path }) =>
    trace.graph.calls.filter((call) => call.path === path).map((item) => ({ trace, item })),
  );
  if (calls.length > 0) return describeCalls(context, calls);
  return `**${escape(name)}** ${l10n.t('is never called')}`;
}

function describeClass(context: Context, name: string): string | null {
  const calls = context.lookup.traces.flatMap((trace) =>
    trace.graph.calls.filter((call) => call.type === name).map((item) => ({ trace, item })),
  );
  return calls.length > 0 ? describeCalls(context, calls) : null;
}

function textOf(document: Document, node: Node): string {
  const text = document.file.parse.text.slice(node.start, node.end).split('\n')[0] ?? '';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

// ---- text -----------------------------------------------------------------------------------------------------------

function outputText(output: Output): string {
  switch (output.kind) {
    case 'tensor':
      return showTimes(output.shape);
    case 'list':
      return bracketed(output.type, output.items.map(outputText));
    case 'dict':
      return `{${output.entries.map(([name, item]) => `${name}: ${outputText(item)}`).join(', ')}}`;
    case 'value':
      return output.text;
    case 'unknown':
      return '?';
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
