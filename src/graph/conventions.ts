// The same model counted as other tools count it. Each convention is a rule over the graph's nodes, never a factor.
//   torchvision, torch.utils.flop_counter / 2: multiply-adds of convolutions, linear layers and matrix products.
//   fvcore, timm: the same + 2 per BatchNorm element, 5 per LayerNorm element, 1 per input element of adaptive average pools.
//   pycls: convolutions and linear layers, + one per bias of linear layers.
//   withBias: the same as torchvision's + one per output element of every op that adds a bias.
import { plainNumel } from '../tensor/dim';
import type { Graph, GraphNode } from './graph';
import { macsOfNode } from './ledger';
import { nodeArgs, plainEdge } from './plain';

export const CONVENTIONS = ['torchvision', 'flops', 'withBias', 'fvcore', 'timm', 'pycls', 'activations'] as const;
export type Convention = (typeof CONVENTIONS)[number];

/** The count under every convention; null where a size is not known. */
export function countConventions(graph: Graph): Record<Convention, number | null> {
  const macs = total(graph, macsOfNode);
  const fvcore = total(graph, (node) => plus(macsOfNode(node), fvcoreExtra(node)));
  return {
    torchvision: macs,
    flops: macs === null ? null : 2 * macs,
    withBias: total(graph, (node) => plus(macsOfNode(node), biasAdds(node))),
    fvcore,
    timm: fvcore,
    pycls: total(graph, (node) => (isLayer(node) ? plus(macsOfNode(node), isLinear(node) ? biasAdds(node) : 0) : 0)),
    activations: total(graph, (node) => (multiplies(node) ? outputElements(node) : 0)),
  };
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
const total = (graph: Graph, count: (node: GraphNode) => number | null): number | null =>
  graph.nodes.reduce<number | null>((sum, node) => plus(sum, count(node)), 0);

const isConvolution = (node: GraphNode): boolean => /^conv(_transpose)?\dd$/.test(node.op.name);
const isLinear = (node: GraphNode): boolean => node.op.name === 'linear';
const isLayer = (node: GraphNode): boolean => isConvolution(node) || isLinear(node);
const multiplies = (node: GraphNode): boolean => node.op.macs !== undefined;

function outputElements(node: GraphNode): number | null {
  const out = node.outputs[0] && plainEdge(node.outputs[0]);
  return out ? plainNumel(out.shape) : null;
}

function biasAdds(node: GraphNode): number | null {
  return isLayer(node) && nodeArgs(node)?.['bias'] != null ? outputElements(node) : 0;
}

/** fvcore counts normalisation with affine parameters twice per element (LayerNorm five times), without them once (four). */
function fvcoreExtra(node: GraphNode): number | null {
  switch (node.op.name) {
    case 'batch_norm':
      return scaled(outputElements(node), 2);
    case 'layer_norm':
      return scaled(outputElements(node), 5);
    case 'adaptive_avg_pool1d':
    case 'adaptive_avg_pool2d':
    case 'adaptive_avg_pool3d': {
      const input = node.inputs[0] && plainEdge(node.inputs[0]);
      return input ? plainNumel(input.shape) : null;
    }
    default:
      return 0;
  }
}
const scaled = (count: number | null, factor: number): number | null => (count === null ? null : count * factor);
