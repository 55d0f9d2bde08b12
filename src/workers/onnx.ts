// ONNX files in workers: opened where they lie for each question, so that nothing of a large file is kept.
import { readOnnx } from '../formats/onnx/read';
import type { OnnxTensor } from '../formats/onnx/schema';
import { dtypeOf, readElements, type TensorFiles } from '../formats/onnx/tensors';
import type { RandomAccessSource } from '../formats/source';
import type { WeightTensor } from '../engine/weights';
import type { FileSource } from '../protocol/run';
import { openFile, type OpenPath } from './files';

/** The weights of these names, as the file holds them. Rejects with FormatError where one is missing in part. */
export const onnxWeights = (names: ReadonlySet<string>, file: FileSource, openPath: OpenPath | undefined):
  Promise<ReadonlyMap<string, WeightTensor>> => withOnnx(file, openPath, async (files) => {
  const { graph } = await readOnnx(files.source);
  const stored = new Map<string, OnnxTensor>();
  for (const tensor of graph?.initializer ?? []) stored.set(tensor.name ?? '', tensor);
  // Large constants are kept in the file as weights are.
  for (const { op_type, output, attribute } of graph?.node ?? []) {
    const value = op_type === 'Constant' ? attribute.find(({ name }) => name === 'value')?.t : undefined;
    if (value) stored.set(output[0] ?? '', value);
  }
  const weights = new Map<string, WeightTensor>();
  for (const name of names) {
    const tensor = stored.get(name);
    const dtype = dtypeOf(tensor?.data_type);
    if (tensor && dtype) weights.set(name, { dtype, shape: tensor.dims, data: await readElements(tensor, files) });
  }
  return weights;
});

/** Closes what was opened for `use`: the file, and those beside it that its weights lie in. */
export async function withOnnx<T>(file: FileSource, openPath: OpenPath | undefined, use: (files: TensorFiles) =>
  Promise<T>): Promise<T> {
  const sources: RandomAccessSource[] = [];
  const open = async (wanted: FileSource): Promise<RandomAccessSource> => {
    const source = await openFile(wanted, openPath);
    sources.push(source);
    return source;
  };
  try {
    const source = await open(file);
    const external = async (location: string): Promise<RandomAccessSource | null> => {
      if (!('path' in file)) return null;
      const folder = file.path.slice(0, Math.max(file.path.lastIndexOf('/'), file.path.lastIndexOf('\\')) + 1);
      try {
        return await open({ name: location, path: folder + location });
      } catch {
        return null; // The reader says which tensor lies in it.
      }
    };
    return await use({ source, external });
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
}
