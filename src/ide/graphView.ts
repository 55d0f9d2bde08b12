// The architecture graph of a trace as plain data: texts in the reader's language, places in the editor.
// The structure comes from graph/view.ts; what is collapsed and where things stand is the panel's business.
import { l10n } from '../base/l10n';
import type { Site } from '../base/source';
import { showInputSpec } from '../frontends/inputSpec';
import type { GraphTrace } from '../frontends/trace';
import { fieldOfCall } from '../frontends/summary';
import { isView } from '../graph/memory';
import type { Edge, GraphNode, ModuleScope, Output } from '../graph/graph';
import { nodeArgs, plainEdge } from '../graph/plain';
import type { ReceptiveField } from '../graph/receptiveField';
import { structureOf, type Failure, type Structure, type Unit } from '../graph/view';
import type { Place } from '../protocol/analysis';
import type { GraphView, GraphViewGroup, GraphViewNode } from '../protocol/graphView';
import { plainNumel, plainShape, showTimes } from '../tensor/dim';
import { bytesOf } from '../tensor/dtype';
import { categoryOf, specOf } from './graphNames';
import { showField, showFieldSize, showShort } from './show';

export type PlaceOf = (site: Site) => Place | null;

export function graphViewOf(trace: GraphTrace, entry: string, placeOf: PlaceOf): GraphView {
  const failures = failuresOf(trace);
  const structure = structureOf(trace.graph, failures.map(({ failure }) => failure));
  const writer = new Writer(trace, structure, placeOf, new Map(failures.map(({ failure, site }) =>
    [failure.id, site] as const)));
  const certain = trace.costUncertain ? null : trace.ledger;
  return {
    entry, title: trace.entry, model: trace.model, input: trace.inputs.map(({ spec }) =>
      showInputSpec(spec).replaceAll('x', '×')).join(', '),
    output: outputText(trace.graph.output, null), inputAssumed: trace.inputOrigin.kind === 'assumed',
    parameters: trace.ledger.parameters, macs: certain?.macs ?? null, activationBytes: certain?.activationBytes ?? null,
    nodes: structure.units.map((unit) => writer.node(unit)),
    groups: structure.groups.map((group) => writer.group(group)),
    edges: structure.links.flatMap(({ from, to, kind, edge }) => {
      const [source, target] = [structure.units[from], structure.units[to]];
      return source && target ? [{ from: source.id, to: target.id, kind, shape: edge ? showShort(edge.shape, trace) : '' }]
        : [];
    }),
    problems: failures.map(({ failure }) => failure.label),
  };
}

/** The causes that cost most; the rest stands in the list of gaps. */
const MAX_GAPS = 6;

function failuresOf(trace: GraphTrace): { failure: Failure; site: Site | null }[] {
  const raises = trace.raises.map((raised, i) => ({
    failure: { id: `raise ${i}`, label: `${raised.type}: ${raised.message}`, module: raised.frame?.module ?? '',
      isRaise: true },
    site: raised.origin?.at ?? null,
  }));
  const causes = trace.gaps.filter(({ reason }) => reason.code !== 'raised-before').toSorted((a, b) => b.lost - a.lost).slice(0,
    MAX_GAPS);
  const gaps = causes.map(({ reason }, i) => ({
    failure: { id: `gap ${i}`, label: l10n.t(reason.message), module: reason.origin?.frame?.module ?? '', isRaise: false },
    site: reason.origin?.at ?? null,
  }));
  return [...raises, ...gaps];
}

/** Without a trace the batch stands in front, as it does in the input. */
function outputText(output: Output, trace: GraphTrace | null): string {
  switch (output.kind) {
    case 'tensor': return showShort(output.shape, trace);
    case 'list': return output.items.map((item) => outputText(item, trace)).join(', ');
    case 'dict': return output.entries.map(([key, item]) => `${key}: ${outputText(item, trace)}`).join(', ');
    case 'value': return output.text;
    case 'unknown': return '?';
  }
}

class Writer {
  private readonly groupIds: ReadonlyMap<number, string>;
  private readonly counted = new Set<ModuleScope>();
  private readonly inputSizes: readonly number[] | null;

  constructor(
    private readonly trace: GraphTrace, private readonly structure: Structure, private readonly placeOf: PlaceOf,
    private readonly failureSites: ReadonlyMap<string, Site | null>,
  ) {
    this.groupIds = new Map(structure.groups.map((group) => [group.call.index, group.id] as const));
    const image = trace.graph.inputs.find((edge) => edge.shape.length >= 3) ?? trace.graph.inputs[0];
    this.inputSizes = image ? plainShape(image.shape) : null;
  }

  node(unit: Unit): GraphViewNode {
    const { node, call, edge } = unit;
    const field = node ? this.trace.fields[node.index] : undefined;
    const path = call?.path ?? '';
    const shared = call !== null && unit.kind === 'op' && this.counted.has(call.module);
    if (call && unit.kind === 'op') this.counted.add(call.module);
    const groupPath = this.trace.graph.calls[unit.group]?.path ?? '';
    const state = unit.kind === 'failure' ? (unit.id.startsWith('raise') ? 'error' as const : 'gap' as const) : 'ok' as const;
    const site = unit.kind === 'failure' ? this.failureSites.get(unit.id) : (call?.origin ?? node?.origin)?.at;
    return {
      id: unit.id, group: this.groupIds.get(unit.group) ?? null, category: categoryOf(unit, state),
        name: this.nameOf(unit, groupPath), path,
      op: opOf(unit, state), spec: this.specOf(unit, state),
      shape: edge ? showShort(edge.shape, this.trace) : '', sizes: sizesOf(edge),
      parameters: this.parametersOf(unit), macs: node ? this.trace.ledger.macsOf(node) : 0, activationBytes: node
        && !isView(node.op, node.args) ? bytesOfEdges(node.outputs) : 0,
      field: showFieldSize(field) ?? '', fieldShare: this.shareOf(field), depth: unit.depth, shared, state,
      message: unit.kind === 'failure' ? unit.label : undefined, details: this.details(unit, field), tensors: call
        && unit.kind === 'op' ? tensorsOf(call.module, this.trace.graph.root) : parametersIn(node),
      place: this.place(site), constructed: this.place(call?.module.origin?.at),
    };
  }

  group({ call, id, parent, alike }: Structure['groups'][number]): GraphViewGroup {
    const field = fieldOfCall(this.trace, call);
    const parentPath = this.trace.graph.calls[call.parent]?.path ?? '';
    const edge = firstEdge(call.output);
    const nodes = this.trace.graph.nodes.slice(call.firstNode, call.endNode);
    const inside = this.structure.units.filter((unit) => unit.kind === 'failure' && this.isInside(unit.group, call.index));
    return {
      id, parent: this.groupIds.get(parent) ?? null, name: relative(call.path, parentPath), path: call.path, type: call.type,
        alike,
      shape: outputText(call.output, this.trace), sizes: sizesOf(edge),
      parameters: this.trace.ledger.parametersOf(call.module), macs: this.trace.ledger.macsOfCall(call),
      activationBytes: bytesOfEdges(nodes.filter((node) => !isView(node.op, node.args)).flatMap((node) => node.outputs)),
      field: showFieldSize(field) ?? '', fieldShare: this.shareOf(field), depth: nodes.length,
      state: inside.some((unit) => unit.id.startsWith('raise')) ? 'error' : inside.length > 0 ? 'gap' : 'ok',
      details: [
        ...call.module.args, [l10n.t('input'), call.inputs.map((meta) => showTimes(meta.shape)).join(', ')],
        ...fieldDetail(field),
      ],
      place: this.place(call.origin?.at), constructed: this.place(call.module.origin?.at),
    };
  }

  private nameOf(unit: Unit, groupPath: string): string {
    switch (unit.kind) {
      case 'input': return this.trace.inputs[Number(unit.id.split(' ')[1])]?.name ?? l10n.t('input');
      case 'output': return unit.label || l10n.t('output');
      case 'failure': return unit.call ? relative(unit.call.path, groupPath) : '';
      case 'op': return unit.call ? relative(unit.call.path, groupPath) : '';
    }
  }

  private specOf(unit: Unit, state: GraphViewNode['state']): string {
    if (unit.kind === 'failure') return state === 'error' ? unit.label.split(':')[0] ?? '' : l10n.t('not followed');
    return unit.node ? specOf(unit.call?.type ?? unit.node.op.name, unit.node) : opOf(unit, state);
  }

  private parametersOf({ node, call, kind }: Unit): number | null {
    if (kind !== 'op' || !node) return 0;
    if (call) return this.trace.ledger.parametersOf(call.module);
    const own = node.inputs.filter((edge) => edge.role === 'parameter').map((edge) => plainShape(edge.shape));
    return own.reduce<number | null>((sum, shape) => (sum === null || shape === null ? null : sum + plainNumel(shape)), 0);
  }

  private details(unit: Unit, field: ReceptiveField | undefined): readonly (readonly [string, string])[] {
    const { node, call } = unit;
    if (unit.kind === 'failure') return [[unit.id.startsWith('raise') ? l10n.t('raises') : l10n.t('reason'), unit.label]];
    if (!node) return unit.edge ? [[l10n.t('dtype'), unit.edge.dtype]] : [];
    const args = nodeArgs(node);
    const out = node.outputs[0] && plainEdge(node.outputs[0]);
    const formula = args && out ? node.op.explain?.(args, out) : null;
    return [
      ['op', node.op.name],
      ...(call?.module.args ?? scalarArgs(node)),
      [l10n.t('input'), node.inputs.filter((edge) => edge.role !== 'parameter'
        && edge.role !== 'buffer').map((edge) => showTimes(edge.shape)).join(', ')],
      [l10n.t('output'), node.outputs.map((edge) => `${showTimes(edge.shape)} ${edge.dtype}`).join(', ')],
      ...(formula ? [[l10n.t('formula'), formula] as const] : []),
      ...fieldDetail(field),
    ];
  }

  private shareOf(field: ReceptiveField | undefined): number | null {
    if (!field || field.kind === 'unknown' || field.kind === 'none' || !this.inputSizes) return null;
    if (field.kind === 'global') return 1;
    return Math.min(1, ...field.axes.map((axis, i) => (field.fields[i]?.size ?? 0) / (this.inputSizes?.[axis] ?? Infinity)));
  }

  private isInside(group: number, call: number): boolean {
    for (let at = group; at >= 0; at = this.trace.graph.calls[at]?.parent ?? -1) if (at === call) return true;
    return false;
  }

  private place(site: Site | null | undefined): Place | undefined {
    return site ? this.placeOf(site) ?? undefined : undefined;
  }
}

/** Modules' paths have dots between their names, nodes of files slashes. */
const relative = (path: string, parent: string): string => (parent !== '' && /^[./]/.test(path.slice(parent.length))
  && path.startsWith(parent) ? path.slice(parent.length + 1) : path.replace(/^\//, ''));

function opOf(unit: Unit, state: GraphViewNode['state']): string {
  switch (unit.kind) {
    case 'input': return l10n.t('input');
    case 'output': return l10n.t('output');
    case 'failure': return state === 'error' ? l10n.t('raises') : l10n.t('unknown');
    case 'op': return unit.call?.type ?? unit.node?.op.name ?? '';
  }
}

function scalarArgs(node: GraphNode): (readonly [string, string])[] {
  const args = nodeArgs(node) ?? {};
  return Object.entries(args).flatMap(([name, value]) => {
    const text = scalarText(value);
    return text === null ? [] : [[name, text] as const];
  });
}

function scalarText(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return String(value);
  if (!Array.isArray(value)) return null;
  const items = value.map(scalarText);
  return items.length > 0 && items.every((item) => item !== null) ? `(${items.join(', ')})` : null;
}

const fieldDetail = (field: ReceptiveField | undefined): (readonly [string, string])[] => {
  const text = showField(field);
  return text === null ? [] : [[l10n.t('receptive field'), text]];
};

/** A file keeps its tensors at the root, under names of their own. */
function tensorsOf(scope: ModuleScope, root: ModuleScope | null): (readonly [string, string])[] {
  const own = scope.path === '' ? '' : `${scope.path}.`;
  return [...scope.parameters, ...scope.buffers].flatMap(([name, tensor]) =>
    (tensor ? [[(isAtRoot(root, name, tensor) ? '' : own) + name, `${showTimes(tensor.shape)} ${tensor.dtype}`] as const] : []));
}

const isAtRoot = (root: ModuleScope | null, name: string, tensor: unknown): boolean =>
  root?.parameters.get(name) === tensor || root?.buffers.get(name) === tensor;

function parametersIn(node: GraphNode | null): (readonly [string, string])[] {
  return (node?.inputs ?? []).filter((edge) => edge.role === 'parameter').map((edge) =>
    [l10n.t('parameter'), `${showTimes(edge.shape)} ${edge.dtype}`] as const);
}

function firstEdge(output: Output): Edge | null {
  if (output.kind === 'tensor') return output.edge;
  const items = output.kind === 'list' ? output.items : output.kind === 'dict' ? output.entries.map(([, item]) => item) : [];
  for (const item of items) {
    const edge = firstEdge(item);
    if (edge) return edge;
  }
  return null;
}

const sizesOf = (edge: Edge | null): (number | null)[] => edge?.shape.map((dim) => plainShape([dim])?.[0] ?? null) ?? [];

function bytesOfEdges(edges: readonly Edge[]): number | null {
  let sum = 0;
  for (const edge of edges) {
    const shape = plainShape(edge.shape);
    if (!shape) return null;
    sum += plainNumel(shape) * bytesOf(edge.dtype);
  }
  return sum;
}
