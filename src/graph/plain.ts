// From symbolic arguments to plain numbers, under the reference binding (N = 1): for cost, receptive fields and kernels.
import { parseSchema } from '../ops/schema';
import { plainShape } from '../tensor/dim';
import { isSym, referenceOf } from '../tensor/sym';
import type { PlainMeta, PlainTensor, TensorMeta } from '../tensor/value';
import type { Edge, GraphNode } from './graph';

class Hole extends Error {}

/** Where elements lie, whatever says so: objects of Python that no kernel reads. */
export const NO_MATTER: ReadonlySet<string> = new Set(['device', 'layout', 'generator']);

/** The arguments as numbers; null when one of them is not known. */
export function plainArgs(schema: string, args: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  try {
    return Object.fromEntries(parseSchema(schema).params.map(({ name }) =>
      [name, NO_MATTER.has(name) ? null : plain(args[name], 0)]));
  } catch (error) {
    if (error instanceof Hole) return null;
    throw error;
  }
}

export const nodeArgs = (node: GraphNode): Record<string, unknown> | null => plainArgs(node.op.schema, node.args);

/** The sizes of an edge; null when one is not known. */
export function plainEdge(edge: Edge | TensorMeta): PlainMeta | null {
  const shape = plainShape(edge.shape);
  return shape && { shape, dtype: edge.dtype };
}

function plain(value: unknown, depth: number): unknown {
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 12) throw new Hole();
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if ('tensor' in value && 'producer' in value) return plainTensor(value as unknown as Edge);
  if (isSym(value)) return referenceOf(value);
  if ('kind' in value) {
    if (value.kind === 'unknown') throw new Hole();
    if (value.kind === 'none') return null;
    if ((value.kind === 'int' || value.kind === 'float' || value.kind === 'bool') && 'value' in value)
      return plainNumber(value.value);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
}

function plainNumber(value: unknown): unknown {
  if (isSym(value)) return referenceOf(value);
  return typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : value;
}

function plainTensor(edge: Edge): PlainTensor {
  const shape = plainShape(edge.shape);
  if (!shape) throw new Hole();
  return { shape, dtype: edge.dtype, data: edge.data };
}
