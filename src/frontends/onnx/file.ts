// An ONNX file opened: its graph, the elements of its small tensors, and where the others are read from.
import { readOnnx } from '../../formats/onnx/read';
import type { OnnxFunction, OnnxGraph, OnnxModel, OnnxNode, OnnxSparseTensor, OnnxTensor } from '../../formats/onnx/schema';
import { dtypeOf, elementCount, numbersOf, readElements, type TensorFiles } from '../../formats/onnx/tensors';
import { FormatError } from '../../formats/errors';
import { placeholderProblem } from '../../formats/placeholder';
import { isFloating } from '../../tensor/dtype';
import { DATA_LIMIT } from '../../tensor/value';

/** Float tensors up to this size may be settings (scales, limits); larger ones are weights. */
const FLOAT_SETTINGS = 1_024;

export interface OnnxFile {
  readonly name: string;
  readonly model: OnnxModel;
  readonly files: TensorFiles;
  /** Elements of small tensors: shapes, axes, settings. */
  readonly constants: ReadonlyMap<OnnxTensor, readonly number[]>;
  /** What could not be read, a sentence each. */
  readonly problems: readonly string[];
}

/** Opens a model. Rejects with FormatError: what is wrong, in a sentence. */
export async function openOnnx(name: string, files: TensorFiles): Promise<OnnxFile> {
  const { source } = files;
  const placeholder = placeholderProblem(name, await source.read(0, Math.min(source.size, 512)));
  if (placeholder !== null) throw new FormatError(placeholder);
  const model = await readOnnx(source);
  const constants = new Map<OnnxTensor, readonly number[]>();
  const problems: string[] = [];
  for (const { tensor, isWeight } of tensorsOf(model)) {
    const dtype = dtypeOf(tensor.data_type);
    const limit = isWeight && dtype && isFloating(dtype) ? FLOAT_SETTINGS : DATA_LIMIT;
    if (!dtype || elementCount(tensor.dims) > limit) continue;
    try {
      constants.set(tensor, numbersOf(await readElements(tensor, files), dtype));
    } catch (error) {
      // A weight that cannot be read is missing where the model is run; its shape is known all the same.
      if (!(error instanceof FormatError)) throw error;
      if (problems.length < 20) problems.push(error.message);
    }
  }
  return { name, model, files, constants, problems };
}

function* tensorsOf({ graph, functions }: OnnxModel): Iterable<{ tensor: OnnxTensor; isWeight: boolean }> {
  if (graph) yield* tensorsOfGraph(graph);
  for (const each of functions) yield* tensorsOfNodes(each.node);
}
function* tensorsOfGraph(graph: OnnxGraph): Iterable<{ tensor: OnnxTensor; isWeight: boolean }> {
  for (const tensor of graph.initializer) yield { tensor, isWeight: true };
  for (const sparse of graph.sparse_initializer) yield* partsOf(sparse);
  yield* tensorsOfNodes(graph.node);
}
function* tensorsOfNodes(nodes: readonly OnnxNode[]): Iterable<{ tensor: OnnxTensor; isWeight: boolean }> {
  for (const { attribute } of nodes) {
    for (const { t, g, sparse_tensor } of attribute) {
      if (t) yield { tensor: t, isWeight: false };
      if (sparse_tensor) yield* partsOf(sparse_tensor);
      if (g) yield* tensorsOfGraph(g);
    }
  }
}
function* partsOf({ values, indices }: OnnxSparseTensor): Iterable<{ tensor: OnnxTensor; isWeight: boolean }> {
  for (const tensor of [values, indices]) if (tensor) yield { tensor, isWeight: false };
}

/** The version of an operator set that a model or function uses. */
export const versionOf = (owner: Pick<OnnxModel | OnnxFunction, 'opset_import'>, domain: string): number | undefined =>
  owner.opset_import.find((each) => plainDomain(each.domain) === plainDomain(domain))?.version;
export const plainDomain = (domain: string | undefined): string => (domain === 'ai.onnx' ? '' : domain ?? '');
