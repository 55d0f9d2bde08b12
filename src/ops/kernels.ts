// The reference kernel of every op by its schema, PyTorch's and ONNX's: what runs a plan's calls that no fast kernel computes.
import { ALL_OPS } from './index';
import { ONNX_OPS } from './onnx/ops';
import type { OpDef } from './op';

export const REFERENCE_KERNELS: ReadonlyMap<string, OpDef['eval']> =
  new Map([...ALL_OPS, ...ONNX_OPS].map((op) => [op.schema as string, op.eval]));
