// A graph with a free size: written twice, for two sizes, and what differs is made of the input's size while the model runs.
import type { AttributeValue, GraphToWrite, NodeToWrite, TensorToWrite, ValueToWrite } from '../../formats/onnx/write';
import { ExportError } from './exportCall';

/** Two sizes that no layer has, so that constants of both graphs are told apart alike. */
export const FREE_SIZES = [7, 11] as const;
const INT64 = 7;

export interface FreeSize {
  readonly name: string;
  /** The graph at the other size. */
  readonly other: GraphToWrite;
}

/** `graph` is that of the first size. Throws ExportError where something depends on the size that cannot be computed of it. */
export function withFreeSize(graph: GraphToWrite, { name, other }: FreeSize): GraphToWrite {
  const fixed = (what: string): never => {
    throw new ExportError(`${what} depends on the size ${name} in a way that cannot be kept open: give a number in its place.`);
  };
  if (graph.nodes.length !== other.nodes.length) fixed('What the model computes');
  const source = sizeSource(graph, other);
  if (!source) return fixed('No input');
  const size = `${name}_size`;
  const nodes: NodeToWrite[] = [];
  let isUsed = false;
  graph.nodes.forEach((node, i) => {
    const twin = other.nodes[i];
    if (node.type !== twin.type || node.inputs.join() !== twin.inputs.join()) fixed(node.name);
    const [a, b] = [constantOf(node), constantOf(twin)];
    if (!a || !b) {
      if (shown(node.attributes) !== shown(twin.attributes)) fixed(node.name);
      nodes.push(node);
      return;
    }
    const factors = factorsOf(a, b);
    if (!factors) {
      isUsed = true;
      nodes.push(...spread(node, a, b, size) ?? fixed(userOf(graph, node)));
    } else if (factors.every((factor) => factor === null)) nodes.push(node);
    else if (onlyReshapes(graph, node) && canInfer(a, factors)) nodes.push(inferred(node, a, factors));
    else {
      isUsed = true;
      nodes.push(...computed(node, a, factors, size));
    }
  });
  const front: NodeToWrite[] = !isUsed ? [] : [{ name: `/${size}/Shape`, type: 'Shape', inputs: [source.input], outputs: [size],
    attributes: { start: { kind: 'int', value: source.axis }, end: { kind: 'int', value: source.axis + 1 } } }];
  const open = (values: readonly ValueToWrite[], twins: readonly ValueToWrite[]): ValueToWrite[] => values.map((value, i) =>
    ({ ...value, dims: value.dims?.map((dim, axis) => (dim === twins[i].dims?.[axis] ? dim : nameOf(dim, name))) ?? null }));
  return { ...graph, nodes: [...front, ...nodes], inputs: open(graph.inputs, other.inputs), outputs: open(graph.outputs,
    other.outputs) };
}

const nameOf = (dim: number | string, name: string): string => {
  const times = Number(dim) / FREE_SIZES[0];
  return times === 1 ? name : Number.isInteger(times) ? `${times}*${name}` : `${name}_of_${dim}`;
};

/** The first axis of an input that is the free size itself. */
function sizeSource(graph: GraphToWrite, other: GraphToWrite): { readonly input: string; readonly axis: number } | null {
  for (const [i, { name, dims }] of graph.inputs.entries()) {
    const axis = dims?.findIndex((dim, k) => dim === FREE_SIZES[0] && other.inputs[i].dims?.[k] === FREE_SIZES[1]) ?? -1;
    if (axis >= 0) return { input: name, axis };
  }
  return null;
}

function constantOf({ type, attributes }: NodeToWrite): TensorToWrite | null {
  const value = type === 'Constant' ? attributes['value'] : undefined;
  return value?.kind === 'tensor' ? value.value : null;
}
const integersOf = ({ data }: TensorToWrite): bigint[] =>
  [...new BigInt64Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))];

/** Of each element: how many times the free size it is, null where it is the same at both. Null where it is neither. */
function factorsOf(a: TensorToWrite, b: TensorToWrite): (bigint | null)[] | null {
  if (a.type !== b.type || a.dims.join() !== b.dims.join()) return null;
  if (a.type !== INT64) return a.data.every((byte, i) => byte === b.data[i]) ? [null] : null;
  const [first, second] = FREE_SIZES.map(BigInt);
  const others = integersOf(b);
  const factors = integersOf(a).map((x, i) => {
    if (x === others[i]) return null;
    return x % first === 0n && (x / first) * second === others[i] ? x / first : undefined;
  });
  return factors.includes(undefined) ? null : factors as (bigint | null)[];
}

const onlyReshapes = (graph: GraphToWrite, { outputs }: NodeToWrite): boolean => graph.nodes.every(({ type, inputs }) =>
  !inputs.includes(outputs[0]) || (type === 'Reshape' && inputs[0] !== outputs[0]));
/** Reshape works out one size by itself. */
const canInfer = (a: TensorToWrite, factors: readonly (bigint | null)[]): boolean =>
  factors.filter((factor) => factor !== null).length === 1 && !integersOf(a).includes(-1n) && !integersOf(a).includes(0n);

function inferred(node: NodeToWrite, a: TensorToWrite, factors: readonly (bigint | null)[]): NodeToWrite {
  return constant(node.name, node.outputs[0], a.dims, integersOf(a).map((x, i) => (factors[i] === null ? x : -1n)));
}
function constant(name: string, output: string, dims: readonly number[], data: readonly bigint[]): NodeToWrite {
  const value: AttributeValue = { kind: 'tensor', value: { name: '', dims, type: INT64,
    data: new Uint8Array(BigInt64Array.from(data).buffer) } };
  return { name, type: 'Constant', inputs: [], outputs: [output], attributes: { value } };
}

/** base + size · factor, element by element. */
function computed(node: NodeToWrite, a: TensorToWrite, factors: readonly (bigint | null)[], size: string): NodeToWrite[] {
  const [out] = node.outputs;
  const base = integersOf(a).map((x, i) => (factors[i] === null ? x : 0n));
  return [
    constant(`${node.name}/base`, `${out}_base`, a.dims, base),
    constant(`${node.name}/factors`, `${out}_factors`, a.dims, factors.map((factor) => factor ?? 0n)),
    { name: `${node.name}/Mul`, type: 'Mul', inputs: [`${out}_factors`, size], outputs: [`${out}_scaled`], attributes: {} },
    { name: `${node.name}/Add`, type: 'Add', inputs: [`${out}_base`, `${out}_scaled`],
      outputs: [a.dims.length === 0 ? `${out}_list` : out], attributes: {} },
    // A scalar times a list of one is a list of one.
    ...(a.dims.length > 0 ? [] : [{ name: `${node.name}/Squeeze`, type: 'Squeeze', inputs: [`${out}_list`], outputs: [out],
      attributes: {} }]),
  ];
}

/** A tensor of one value whose sizes differ: the value, expanded to sizes that are computed. */
function spread(node: NodeToWrite, a: TensorToWrite, b: TensorToWrite, size: string): NodeToWrite[] | null {
  const [out] = node.outputs;
  const bytes = a.data.length / Math.max(1, a.dims.reduce((x, y) => x * y, 1));
  const isUniform = ({ data }: TensorToWrite): boolean => data.length > 0 && data.every((byte, i) => byte === a.data[i % bytes]);
  const sizesOf = ({ dims }: TensorToWrite): TensorToWrite => ({ name: '', dims: [dims.length], type: INT64,
    data: new Uint8Array(BigInt64Array.from(dims, BigInt).buffer) });
  const factors = a.type === b.type && a.dims.length === b.dims.length && isUniform(a) && isUniform(b)
    ? factorsOf(sizesOf(a), sizesOf(b)) : null;
  if (!factors) return null;
  const value: AttributeValue = { kind: 'tensor', value: { ...a, dims: [], data: a.data.slice(0, bytes) } };
  return [
    { ...node, outputs: [`${out}_value`], attributes: { value } },
    ...computed({ ...node, outputs: [`${out}_sizes`] }, sizesOf(a), factors, size),
    { name: `${node.name}/Expand`, type: 'Expand', inputs: [`${out}_value`, `${out}_sizes`], outputs: [out], attributes: {} },
  ];
}
/** Who uses a constant says more than its own name. */
const userOf = (graph: GraphToWrite, { name, outputs }: NodeToWrite): string =>
  graph.nodes.find(({ inputs }) => inputs.includes(outputs[0]))?.name ?? name;

const shown = (attributes: NodeToWrite['attributes']): string => JSON.stringify(Object.entries(attributes).sort());
