// The weights that a plan of an ONNX model asks for, read from the file when it is to run.
import { dtypeOf, readElements, type ElementArray } from '../../formats/onnx/tensors';
import type { DType } from '../../tensor/dtype';
import type { Plan } from '../../tensor/plan';
import type { OnnxTrace } from '../onnx';
import type { OnnxFile } from './file';

/** By name, as the engine takes them. Rejects with FormatError where one is missing or damaged. */
export async function weightsOf(file: OnnxFile, trace: Pick<OnnxTrace, 'weights'>, plan: Plan):
  Promise<Map<string, { dtype: DType; shape: readonly number[]; data: ElementArray }>> {
  const weights = new Map<string, { dtype: DType; shape: readonly number[]; data: ElementArray }>();
  for (const { source, shape, dtype } of plan.values) {
    if (source.kind !== 'weight' || weights.has(source.name)) continue;
    const tensor = trace.weights.get(source.name);
    if (!tensor) continue;
    weights.set(source.name, { dtype: dtypeOf(tensor.data_type) ?? dtype, shape, data: await readElements(tensor, file.files) });
  }
  return weights;
}
