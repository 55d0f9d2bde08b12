// The same model counted as other tools count it. Each convention is a rule over the graph's nodes, never a factor.
//   torchvision, torch.utils.flop_counter / 2: multiply-adds of convolutions, linear layers and matrix products.
//   withBias: the same + one per output element of every op that adds a bias.
//   fvcore: what fvcore.nn.FlopCountAnalysis has a handle for (jit_handles.py), and 0 for the rest, which it warns of.
//   timm: the same, and attention that is one op: its tables were counted on the products that such attention stands for.
//   pycls: convolutions, linear layers and matrix products with their biases, as its `complexity` methods count.
//   activations: elements that fvcore.nn.ActivationCountAnalysis counts: outputs of convolutions, linear layers and products.
// test/golden/models/conventions.json holds fvcore's own answers.
import { plainNumel } from '../tensor/dim';
import type { Graph, GraphNode } from './graph';
import { macsOfNode } from './ledger';
import { nodeArgs, plainEdge } from './plain';

export const CONVENTIONS = ['torchvision', 'flops', 'withBias', 'fvcore', 'timm', 'pycls', 'activations'] as const;
export type Convention = (typeof CONVENTIONS)[number];

/** The count under every convention; null where a size is not known. */
export function countConventions(graph: Graph): Record<Convention, number | null> {
  const macs = total(graph, macsOfNode);
  return {
    torchvision: macs,
    flops: macs === null ? null : 2 * macs,
    withBias: total(graph, (node) => plus(macsOfNode(node), biasAdds(node))),
    fvcore: total(graph, fvcore),
    timm: total(graph, (node) => (node.op.name === 'scaled_dot_product_attention' ? macsOfNode(node) : fvcore(node))),
    pycls: total(graph, (node) => (isLayer(node) || isProduct(node) ? plus(macsOfNode(node), biasAdds(node)) : 0)),
    activations: total(graph, (node) => (isActivation(node) ? outputElements(node) : 0)),
  };
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
const total = (graph: Graph, count: (node: GraphNode) => number | null): number | null =>
  graph.nodes.reduce<number | null>((sum, node) => plus(sum, count(node)), 0);

const isConvolution = (node: GraphNode): boolean => /^conv(_transpose)?\dd$/.test(node.op.name);
const isLayer = (node: GraphNode): boolean => isConvolution(node) || node.op.name === 'linear';
const isProduct = (node: GraphNode): boolean =>
  ['matmul', 'mm', 'bmm', 'einsum', 'baddbmm', 'addmm', 'scaled_dot_product_attention'].includes(node.op.name);
const isActivation = (node: GraphNode): boolean =>
  isLayer(node) || ['addmm', 'bmm', 'einsum', 'matmul'].includes(node.op.name);

const elementsOf = (edge: GraphNode['outputs'][number] | undefined): number | null => {
  const meta = edge && plainEdge(edge);
  return meta ? plainNumel(meta.shape) : null;
};
const outputElements = (node: GraphNode): number | null => elementsOf(node.outputs[0]);
const inputElements = (node: GraphNode): number | null => elementsOf(node.inputs[0]);
const scaled = (count: number | null, factor: number): number | null => (count === null ? null : count * factor);

function biasAdds(node: GraphNode): number | null {
  return isLayer(node) && nodeArgs(node)?.['bias'] != null ? outputElements(node) : 0;
}

/** What fvcore's handle for this op gives; ops without one, recurrent layers and fused attention among them, are 0 there. */
function fvcore(node: GraphNode): number | null {
  if (isLayer(node)) return macsOfNode(node);
  switch (node.op.name) {
    case 'mm':
    case 'bmm':
    case 'addmm':
      return macsOfNode(node);
    case 'matmul':
      return matmulCount(node);
    case 'einsum':
      return einsumCount(node);
    case 'batch_norm':
      // In evaluation scale and shift of the running statistics are one multiply-add.
      return nodeArgs(node)?.['training'] === true ? normCount(node, 5, 4) : normCount(node, 2, 1);
    case 'group_norm':
    case 'layer_norm':
    case 'instance_norm':
      return normCount(node, 5, 4);
    case 'adaptive_avg_pool2d':
      return inputElements(node);
    case 'grid_sample':
      return scaled(outputElements(node), 4);
    case 'interpolate':
    case 'upsample':
    case 'upsample_nearest':
    case 'upsample_bilinear':
      return resizeCount(node);
    default:
      return 0;
  }
}

const normCount = (node: GraphNode, affine: number, plain: number): number | null =>
  scaled(inputElements(node), nodeArgs(node)?.['weight'] == null ? plain : affine);

/** The first operand's elements times the second's columns: batches of the second that the first is repeated for do not count. */
function matmulCount(node: GraphNode): number | null {
  const [first, second] = node.inputs.map((edge) => plainEdge(edge));
  if (!first || !second) return null;
  return first.shape.length < 2 || second.shape.length < 2 ? macsOfNode(node)
    : plainNumel(first.shape) * (second.shape[second.shape.length - 1] ?? 1);
}

/**
 * Two products of batches are counted as such, all else by what NumPy's `einsum_path` prints, halved: every combination of the
 * letters once, twice where some are summed, and one more, to four digits.
 */
function einsumCount(node: GraphNode): number | null {
  const macs = macsOfNode(node);
  const equation = nodeArgs(node)?.['equation'];
  if (macs === null || typeof equation !== 'string') return null;
  const letters = [...new Set(equation.replaceAll(/[^a-zA-Z]/g, ''))];
  const renamed = equation.replaceAll(' ', '').replaceAll(/[a-zA-Z]/g, (letter) =>
    String.fromCharCode(97 + letters.indexOf(letter)));
  if (renamed === 'abc,abd->acd' || renamed === 'abc,adc->adb') return macs;
  const combinations = combinationsOf(node, renamed);
  return combinations === null ? null : Math.floor(Number((combinations + 1).toPrecision(4)) / 2);
}

/** For one or two operands; the best order of more, which NumPy looks for, is not looked for here: null. */
function combinationsOf(node: GraphNode, equation: string): number | null {
  const [operands = '', written] = equation.split('->');
  const terms = operands.split(',');
  if (terms.length > 2) return null;
  const result = written ?? [...operands].filter((letter) => operands.split(letter).length === 2).join('')
    + (operands.includes('...') ? '.' : '');
  const sizes = new Map<string, number>();
  for (const [i, term] of terms.entries()) {
    const meta = node.inputs[i] && plainEdge(node.inputs[i]);
    if (!meta) return null;
    const [before = '', after] = term.split('...');
    for (const [axis, size] of meta.shape.entries()) {
      // Axes under an ellipsis are named by their distance from its end.
      const behind = meta.shape.length - (after?.length ?? 0) - axis;
      const letter = after === undefined || axis < before.length ? before[axis]
        : behind > 0 ? `.${behind}` : after[-behind];
      if (letter !== undefined) sizes.set(letter, Math.max(sizes.get(letter) ?? 1, size));
    }
  }
  const isSummed = [...sizes.keys()].some((letter) => !result.includes(letter.charAt(0)));
  return plainNumel([...sizes.values()]) * (isSummed ? 2 : 1);
}

/** Area is an adaptive average pool; other modes than these have no handle. */
function resizeCount(node: GraphNode): number | null {
  if (node.outputs[0]?.shape.length !== 4) return 0;
  const args = nodeArgs(node);
  switch (node.op.name === 'upsample_bilinear' ? 'bilinear' : args?.['mode'] ?? 'nearest') {
    case 'nearest':
      return outputElements(node);
    case 'bilinear':
      return args?.['antialias'] === true ? 0 : scaled(outputElements(node), 4);
    case 'area':
      return inputElements(node);
    default:
      return 0;
  }
}
