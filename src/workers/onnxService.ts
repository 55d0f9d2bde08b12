// Answers about ONNX files in the analysis worker: graphs, and figures of weights.
import { l10n } from '../base/l10n';
import { FormatError } from '../formats/errors';
import { openOnnx, type OnnxFile } from '../frontends/onnx';
import { onnxInputOf, onnxRunOf, onnxStateOf, onnxValuesOf } from '../ide/onnx';
import type { OnnxService } from '../protocol/analysis';
import type { Service } from '../protocol/rpc';
import type { FileSource } from '../protocol/run';
import type { OpenPath } from './files';
import { withOnnx } from './onnx';

export function onnxService(openPath: OpenPath | undefined): Service<OnnxService> {
  return {
    async onnxRun(file, entry, input) {
      try {
        return await opened(file, openPath, (onnx) => Promise.resolve(onnxRunOf(onnx, entry, input)));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        return { model: null, message: l10n.t('{0} cannot be run: {1}', file.name, error.message), place: null };
      }
    },
    async onnxView(file, entry, input) {
      try {
        return await opened(file, openPath, (onnx) => Promise.resolve(onnxStateOf(onnx, entry, input)));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        return { view: null, message: l10n.t('{0} cannot be shown: {1}', file.name, error.message) };
      }
    },
    async onnxInput(file, input) {
      try {
        return await opened(file, openPath, (onnx) => Promise.resolve(onnxInputOf(onnx, input)));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        return { message: error.message };
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

const opened = <T>(file: FileSource, openPath: OpenPath | undefined, use: (onnx: OnnxFile) => Promise<T>): Promise<T> =>
  withOnnx(file, openPath, async (files) => use(await openOnnx(file.name, files)));
