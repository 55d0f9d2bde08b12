// ONNX files in workers: opened where they lie for each question, so that nothing of a large file is kept.
import { readOnnx } from '../formats/onnx/read';
import type { OnnxTensor } from '../formats/onnx/schema';
import { dtypeOf, fillingOf, readElements, type TensorFiles } from '../formats/onnx/tensors';
import type { RandomAccessSource } from '../formats/source';
import type { AwaitedWeight, WeightSources } from '../engine/weights';
import type { FileSource } from '../protocol/run';
import { openFile, type OpenPath } from './files';

/** The weights of these names, read when `use` asks for them. Rejects with FormatError where one is missing in part. */
export const onnxWeights = <T>(names: ReadonlySet<string>, file: FileSource, openPath: OpenPath | undefined,
  use: (weights: WeightSources) => Promise<T>): Promise<T> => withOnnx(file, openPath, async (files) => {
  const { graph } = await readOnnx(files.source);
  const stored = new Map<string, OnnxTensor>();
  for (const tensor of graph?.initializer ?? []) stored.set(tensor.name ?? '', tensor);
  // Large constants are kept in the file as weights are.
  for (const { op_type, output, attribute } of graph?.node ?? []) {
    const value = op_type === 'Constant' ? attribute.find(({ name }) => name === 'value')?.t : undefined;
    if (value) stored.set(output[0] ?? '', value);
  }
  const weights = new Map<string, AwaitedWeight>();
  for (const name of names) {
    const tensor = stored.get(name);
    const dtype = dtypeOf(tensor?.data_type);
    if (!tensor || !dtype) continue;
    const fill = fillingOf(tensor, files);
    weights.set(name, { dtype, shape: tensor.dims, ...(fill ? { fill } : {}),
      load: async () => ({ dtype, shape: tensor.dims, data: await readElements(tensor, files) }) });
  }
  return use(weights);
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
    // Many tensors lie in one file beside the model.
    const beside = new Map<string, Promise<RandomAccessSource | null>>();
    const external = (location: string): Promise<RandomAccessSource | null> => {
      if (!('path' in file)) return Promise.resolve(null);
      const folder = file.path.slice(0, Math.max(file.path.lastIndexOf('/'), file.path.lastIndexOf('\\')) + 1);
      // When it cannot be opened, the reader says which tensor lies in it.
      const opened = beside.get(location) ?? open({ name: location, path: folder + location }).catch(() => null);
      beside.set(location, opened);
      return opened;
    };
    return await use({ source, external });
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
}
