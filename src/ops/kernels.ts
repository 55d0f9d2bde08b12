// The reference kernel of every op by its schema, PyTorch's and ONNX's: what runs a plan's calls that no fast kernel computes.
import { ALL_OPS } from './index';
import { ONNX_OPS } from './onnx/ops';
import type { Draw } from '../tensor/recipe';
import type { PlainMeta } from '../tensor/value';
import { complexKernel, hasComplex } from './complexKernels';
import type { OpDef } from './op';
import type { PlainArgs } from './schema';

/** Plain arguments to the elements of each output; `draw` is given to the calls of which the plan says that they draw. */
export type Kernel = (args: PlainArgs<string>, out: readonly PlainMeta[], draw?: Draw) => readonly (readonly number[])[];

/**
 * Complex elements, but for those that are drawn, go another way, or nowhere: a kernel for real ones would take them for
 * numbers.
 */
function kernelOf(op: OpDef): Kernel | undefined {
  const [real, complex] = [op.random ? drawing(op) : op.eval, complexKernel(op)];
  if (!real && !complex) return undefined;
  return (args, out, draw) => (!draw && hasComplex(args, out) ? complex?.(args, out) : real?.(args, out, draw)) ?? [];
}

const drawing = (op: OpDef): Kernel => (args, out, draw) => {
  if (!draw) return op.eval?.(args, out) ?? [];
  const fill = op.random?.fill?.(args);
  return fill ? out.map(({ shape, dtype }) => draw(shape, dtype, fill)) : op.random?.elements?.(args, out, draw) ?? [];
};

export const REFERENCE_KERNELS: ReadonlyMap<string, Kernel | undefined> =
  new Map([...ALL_OPS, ...ONNX_OPS].map((op): [string, Kernel | undefined] => [op.schema, kernelOf(op)]));
