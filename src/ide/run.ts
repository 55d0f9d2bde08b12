// What a run of a model needs from the analysis: the plan, how its weights begin, its layers and state_dict with their places.
// Plain data, passed on unread to the run worker.
import type { Site } from '../base/source';
import { l10n } from '../base/l10n';
import { takesImage } from '../formats/image/presets';
import type { GraphTrace } from '../frontends/trace';
import type { RecordedModel } from '../frontends/recipe';
import type { GraphNode, Output } from '../graph/graph';
import { ableNodes } from '../graph/able';
import { lower, type LowerOptions } from '../graph/lower';
import { LowerError } from '../graph/lowerError';
import { plainEdge } from '../graph/plain';
import type { ReceptiveField } from '../graph/receptiveField';
import { structureOf } from '../graph/view';
import type { Place } from '../protocol/analysis';
import type { RunField, RunLayer, RunModel, RunModelAnswer, RunOutputPlace, StateEntry } from '../protocol/run';
import type { PlacedEntry } from '../interp/torch/stateEntries';
import { Hash } from '../python/hash';
import type { Plan } from '../tensor/plan';
import { plainShape } from '../tensor/dim';
import type { PlaceOf } from './graphView';
import { reasonText } from './reasons';

/** A trace, how its weights begin (null: nobody says) and the state_dict. */
export type Runnable = Omit<RecordedModel, 'trace'> & { readonly trace: GraphTrace };

/** The model of a trace, ready to run; a sentence when a size is not known, an op has no kernel, or it raises. */
export function runModelOf(recorded: Runnable, entry: string, placeOf: PlaceOf): RunModelAnswer {
  const { trace } = recorded;
  try {
    return { model: modelOf(recorded, entry, placeOf) };
  } catch (error) {
    if (!(error instanceof LowerError)) throw error;
    const raised = trace.raises[0];
    if (raised && error.node === null) {
      const message = l10n.t('The model cannot be run: it raises {0}', `${raised.type}: ${raised.message}`);
      return { model: null, message, place: placeAt(raised.origin?.at, placeOf) };
    }
    const node = trace.graph.nodes.find(({ key }) => key === error.node);
    const site = node?.origin?.at ?? error.reason?.origin?.at;
    return { model: null, message: reasonText(error.message), place: placeAt(site, placeOf) };
  }
}

function modelOf({ trace, recipe, state }: Runnable, entry: string, placeOf: PlaceOf): RunModel {
  const { graph } = trace;
  const { plan, unfinished } = planOf(trace);
  const hash = new Hash();
  hash.text(JSON.stringify(plan));
  return {
    entry, name: trace.entry, builder: trace.model, revision: hash.digest(), training: trace.training, plan,
    recipe,
    inputs: graph.inputs.map((edge, i) => ({ name: trace.inputs[i]?.name ?? l10n.t('input'), dtype: edge.dtype,
      shape: plainEdge(edge)?.shape ?? [], assumed: trace.inputOrigin.kind === 'assumed',
      isImage: takesImage(plainEdge(edge)?.shape ?? [], edge.dtype) })),
    outputs: unfinished === null ? outputsOf(graph.output, '') : [], unfinished,
    layers: layersOf(trace, plan, placeOf),
    stateDict: stateDictOf(state, placeOf),
  };
}

/**
 * Every node kept; where one that nothing needs cannot be run, those that the outputs depend on; where the outputs cannot
 * (boxes after suppression), those that can, and why they are all.
 */
function planOf({ graph, raises }: GraphTrace): { plan: Plan; unfinished: string | null } {
  const tried = (options: LowerOptions): Plan | LowerError => {
    try {
      return lower(graph, options);
    } catch (error) {
      if (error instanceof LowerError) return error;
      throw error;
    }
  };
  const whole = tried({ keep: 'all' });
  if (!(whole instanceof LowerError)) return { plan: whole, unfinished: null };
  const needed = tried({ keep: [] });
  if (!(needed instanceof LowerError)) {
    return { plan: lower(graph, { keep: needed.calls.map(({ node }) => node) }), unfinished: null };
  }
  // Of a branch that the data decide one side stands in the graph: nobody says that it would be taken.
  const isPartial = raises.length === 0 && needed.reason !== null && needed.reason.code !== 'data-dependent-branch';
  const part = !isPartial ? needed
    : tried({ keep: ableNodes(graph).map(({ key }) => key), withoutOutputs: true });
  if (part instanceof LowerError || part.calls.length === 0) throw needed;
  return { plan: part, unfinished: reasonText(needed.message) };
}

function outputsOf(output: Output, path: string): RunOutputPlace[] {
  switch (output.kind) {
    case 'tensor': return [{ path: path || 'output', dtype: output.dtype, shape: plainShape(output.shape) ?? [] }];
    case 'list': return output.items.flatMap((item, i) => {
      const name = output.names?.[i];
      return outputsOf(item, name === undefined ? `${path}[${i}]` : path === '' ? name : `${path}.${name}`);
    });
    case 'dict': return output.entries.flatMap(([key, item]) => outputsOf(item, path === '' ? key : `${path}[${key}]`));
    default: return [];
  }
}

/** Layers are what a run computes of its input: neither constants that the analysis folded nor what hooks make of weights. */
function layersOf(trace: GraphTrace, plan: Plan, placeOf: PlaceOf): RunLayer[] {
  const drawn = new Set(structureOf(trace.graph, []).units.map(({ id }) => id));
  return trace.graph.nodes.flatMap((node) => node.outputs.flatMap((edge, i) => {
    const key = i === 0 ? node.key : `${node.key}:${i}`;
    const value = plan.values[plan.keep[key] ?? -1];
    if (value?.source.kind !== 'call' || !drawn.has(node.key)) return [];
    const call = leafCall(trace, node);
    return [{
      key, graphNode: node.key, module: node.module, type: call?.type ?? node.op.name,
      op: node.op.name, shape: value.shape, dtype: value.dtype, field: fieldOf(trace.fields[node.index]),
      place: placeAt((call?.origin ?? node.origin)?.at, placeOf), constructed: placeAt(call?.module.origin?.at, placeOf),
    }];
  }));
}

/** The call of a leaf module whose only op the node is: its key is then the module's path. */
function leafCall({ graph }: GraphTrace, node: GraphNode): GraphTrace['graph']['calls'][number] | null {
  const call = graph.calls[node.call];
  return call?.leaf && call.endNode - call.firstNode === 1 ? call : null;
}

function fieldOf(field: ReceptiveField | undefined): RunField {
  if (!field) return { kind: 'none' };
  return field.kind === 'window' ? { kind: 'window', axes: field.axes, fields: field.fields } : field;
}

export const stateDictOf = (state: readonly PlacedEntry[], placeOf: PlaceOf): StateEntry[] =>
  state.map(({ name, tensor, shape, dtype, role, persistent, origin }) =>
    ({ name, tensor, shape, dtype, kind: role, persistent, place: placeAt(origin?.at, placeOf) }));

const placeAt = (site: Site | null | undefined, placeOf: PlaceOf): Place | null => (site ? placeOf(site) : null);
