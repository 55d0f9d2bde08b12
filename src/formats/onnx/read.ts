// Reads an ONNX file: its graph and everything about its weights but their elements, which stay in the file.
import { readMessage } from '../protobuf';
import { FormatError } from '../errors';
import type { RandomAccessSource } from '../source';
import { MODEL, TENSOR, type OnnxGraph, type OnnxModel, type OnnxTensor } from './schema';
import { tensorProblem } from './tensors';

/**
 * The model of a file. Rejects with FormatError: what is wrong with the file, in a sentence. Reads some hundred kilobytes of
 * a file of any size, beside the graph itself.
 */
export async function readOnnx(source: RandomAccessSource): Promise<OnnxModel> {
  const model = (await readMessage(source, { offset: 0, length: source.size }, MODEL)) as unknown as OnnxModel;
  if (!model.graph) throw new FormatError('This is no ONNX model: it holds no graph.');
  if (model.opset_import.length === 0) {
    throw new FormatError('This is no ONNX model: it does not say which operator set it uses.');
  }
  checkGraph(model.graph, source.size);
  return model;
}

/** A single tensor, as in the files of test data. */
export async function readOnnxTensor(source: RandomAccessSource): Promise<OnnxTensor> {
  return (await readMessage(source, { offset: 0, length: source.size }, TENSOR)) as unknown as OnnxTensor;
}

/** Declarations that cannot be true are found before anything is made of them. */
function checkGraph(graph: OnnxGraph, size: number): void {
  const tensors = [...graph.initializer, ...graph.node.flatMap((node) => node.attribute.flatMap(({ t }) => (t ? [t] : [])))];
  for (const tensor of tensors) {
    const problem = tensorProblem(tensor, size);
    if (problem !== null) throw new FormatError(problem);
  }
  for (const node of graph.node) {
    for (const { g } of node.attribute) if (g) checkGraph(g, size);
  }
}
