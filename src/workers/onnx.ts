// ONNX files in the analysis worker: opened where they lie for each question, so that nothing of a large file is kept.
import { l10n } from '../base/l10n';
import { FormatError } from '../formats/errors';
import { openOnnx, type OnnxFile } from '../frontends/onnx';
import { onnxStateOf, onnxValuesOf } from '../ide/onnx';
import type { OnnxService } from '../protocol/analysis';
import type { Service } from '../protocol/rpc';
import type { FileSource } from '../protocol/run';
import type { RandomAccessSource } from '../formats/source';
import { openFile, type OpenPath } from './files';

export function onnxService(openPath: OpenPath | undefined): Service<OnnxService> {
  return {
    async onnxView(file) {
      try {
        return await opened(file, openPath, (onnx) => Promise.resolve(onnxStateOf(onnx)));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        return { view: null, message: l10n.t('{0} cannot be shown: {1}', file.name, error.message) };
      }
    },
    async onnxValues(file, node) {
      try {
        return await opened(file, openPath, (onnx) => onnxValuesOf(onnx, node));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        return [[file.name, error.message]];
      }
    },
  };
}

async function opened<T>(file: FileSource, openPath: OpenPath | undefined, use: (onnx: OnnxFile) => Promise<T>): Promise<T> {
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
    return await use(await openOnnx(file.name, { source, external }));
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
}
