// An operator that is not modelled, as a node of the graph: what the file says of its outputs, no cost that is known, no
// receptive field, no kernel. It is never taken as identity and never as free.
import { defineOp, type OpDef } from '../op';
import type { TensorMeta } from '../../tensor/value';

const SCHEMA = 'opaque(Tensor[] inputs, any outputs, any cost) -> Tensor[]';
const known = new Map<string, OpDef<typeof SCHEMA>>();

/** `outputs` are the declared metas; `cost` is an Unknown: an argument that is not known makes the cost unknown. */
export function opaqueOp(type: string): OpDef<typeof SCHEMA> {
  let op = known.get(type);
  if (!op) {
    op = defineOp({
      schema: SCHEMA.replace('opaque(', `${type.replaceAll(/\W/g, '_')}(`) as typeof SCHEMA,
      paths: [],
      doc: `${type} is not modelled.`,
      shape: ({ outputs }) => outputs as readonly TensorMeta[],
      macs: () => NaN,
      samples: [],
    });
    known.set(type, op);
  }
  return op;
}
