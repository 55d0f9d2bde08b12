// The ledger: parameters, MACs, activations and memory of a graph, by node, by module call and in total.
// MACs are multiply-accumulates of convolutions, linear layers and matrix products, as torch.utils.flop_counter / 2;
// other tools' conventions are derived from the same nodes in conventions.ts.
import { plainNumel, plainShape } from '../tensor/dim';
import { bytesOf } from '../tensor/dtype';
import type { Tensor } from '../tensor/value';
import type { Graph, GraphNode, ModuleCall, ModuleScope } from './graph';
import { isView } from './memory';
import { nodeArgs, plainEdge } from './plain';

/** null wherever something needed for the number is not known. Counts are for the reference binding (batch 1). */
export interface Ledger {
  /** Elements of all parameters, shared ones once. */
  readonly parameters: number | null;
  readonly trainable: number | null;
  readonly buffers: number | null;
  readonly parameterBytes: number | null;
  readonly macs: number | null;
  /** Bytes of every activation (each node's outputs; views and in-place results share memory and are not counted). */
  readonly activationBytes: number | null;
  macsOf(node: GraphNode): number | null;
  /** Of the nodes that ran inside. */
  macsOfCall(call: ModuleCall): number | null;
  parametersOf(scope: ModuleScope): number | null;
}

export function createLedger(graph: Graph): Ledger {
  const macs = graph.nodes.map(macsOfNode);
  const sum = (values: readonly (number | null)[]): number | null =>
    values.reduce<number | null>((a, b) => (a === null || b === null ? null : a + b), 0);
  const state = graph.root ? tensorsOf(graph.root) : { parameters: [], buffers: [] };
  // An attribute that may be a module of its own may hold parameters.
  const complete = (scope: ModuleScope | null, count: number | null): number | null =>
    scope && hasUnknowns(scope) ? null : count;
  const withBuffers = (scope: ModuleScope | null, count: number | null): number | null =>
    scope && lacksBuffers(scope) ? null : complete(scope, count);
  return {
    parameters: complete(graph.root, sum(state.parameters.map(elements))),
    trainable: complete(graph.root, sum(state.parameters.filter((p) => p.requiresGrad).map(elements))),
    buffers: withBuffers(graph.root, sum(state.buffers.map(elements))),
    parameterBytes: withBuffers(graph.root, sum([...state.parameters, ...state.buffers].map(bytes))),
    macs: sum(macs),
    activationBytes: sum(graph.nodes.flatMap((node) => (isView(node.op, node.args) ? [] : node.outputs.map(edgeBytes)))),
    macsOf: (node) => macs[node.index] ?? null,
    // A call whose result is not known may have left out what it costs.
    macsOfCall: (call) => (call.output.kind === 'unknown' || call.costLost ? null
      : sum(macs.slice(call.firstNode, call.endNode))),
    parametersOf: (scope) => complete(scope, sum(tensorsOf(scope).parameters.map(elements))),
  };
}

/** Multiply-accumulates of one node; null when a size is not known. */
export function macsOfNode(node: GraphNode): number | null {
  if (!node.op.macs) return 0;
  const args = nodeArgs(node);
  const out = node.outputs[0] && plainEdge(node.outputs[0]);
  return args && out ? node.op.macs(args, out) : null;
}

function elements(tensor: Tensor): number | null {
  const shape = plainShape(tensor.shape);
  return shape && plainNumel(shape);
}
function bytes(tensor: Tensor): number | null {
  const count = elements(tensor);
  return count === null ? null : count * bytesOf(tensor.dtype);
}
function edgeBytes(edge: GraphNode['outputs'][number]): number | null {
  const meta = plainEdge(edge);
  return meta && plainNumel(meta.shape) * bytesOf(meta.dtype);
}

/** Whether some module below may hold others, or parameters, that nobody sees. */
export const hasUnknowns = (scope: ModuleScope): boolean =>
  [...scopesBelow(scope)].some(({ unknowns }) => (unknowns?.size ?? 0) > 0);

const lacksBuffers = (scope: ModuleScope): boolean =>
  [...scopesBelow(scope)].some(({ unknownBuffers }) => unknownBuffers === true);

/** The modules of a tree in order, each once; those it shares with other parts of the model too. */
function scopesBelow(root: ModuleScope, found = new Set<ModuleScope>()): ReadonlySet<ModuleScope> {
  if (found.has(root)) return found;
  found.add(root);
  for (const child of root.children.values()) scopesBelow(child, found);
  for (const each of root.shared ?? []) scopesBelow(each, found);
  return found;
}

/** All parameters and buffers of a module tree, each tensor once. */
export function tensorsOf(root: ModuleScope): { parameters: Tensor[]; buffers: Tensor[] } {
  const seen = new Set<number>();
  const parameters: Tensor[] = [];
  const buffers: Tensor[] = [];
  const take = (tensor: Tensor | null, into: Tensor[]): void => {
    if (!tensor || seen.has(tensor.id)) return;
    seen.add(tensor.id);
    into.push(tensor);
  };
  for (const scope of scopesBelow(root)) {
    for (const tensor of scope.parameters.values()) take(tensor, parameters);
    for (const tensor of scope.buffers.values()) take(tensor, buffers);
  }
  return { parameters, buffers };
}
