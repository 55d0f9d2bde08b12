// A model as an ONNX file, with its weights: written to the disk where there is one, else handed back.
import { l10n } from '../base/l10n';
import type { WeightTensor } from '../engine/weights';
import { FormatError } from '../formats/errors';
import { joinBytes } from '../formats/protobuf';
import { ExportError, exportOnnx, outputsOnly, type ExportModel } from '../frontends/onnx/export';
import type { ExportReport, ExportRequest, RunModel } from '../protocol/run';
import type { Plan } from '../tensor/plan';
import type { WritePath } from './files';
import { inHand, withWeights, type WeightTools } from './runWeights';

/** Throws FormatError with a sentence: weights that do not fit, an op that ONNX has no operator for, a full disk. */
export async function exportModel({ model, other, weights, path, version }: ExportRequest, tools: WeightTools,
  writePath: WritePath | undefined): Promise<ExportReport> {
  const names = new Set(model.stateDict.map(({ name }) => name));
  const given = new Map<string, WeightTensor>();
  const found = await withWeights(model, names, weights, tools, async (loaded) => {
    for (const [name, weight] of loaded.tensors) given.set(name, await inHand(weight));
    return loaded;
  });
  const pieces = piecesOf(model, other, given, version);
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const report = { size, weights: found.weights, problems: found.problems };
  if (path === null || !writePath) return { ...report, bytes: joinBytes(pieces) };
  try {
    await writePath(path, pieces);
  } catch (error) {
    throw new FormatError(l10n.t('{0} cannot be written: {1}', path, error instanceof Error ? error.message : String(error)));
  }
  return { ...report, bytes: null };
}

function piecesOf(model: RunModel, other: RunModel | null, weights: ReadonlyMap<string, WeightTensor>,
  version: string): readonly Uint8Array[] {
  try {
    return exportOnnx(toExport(model), weights, version, other && { name: 'N', other: toExport(other) });
  } catch (error) {
    throw error instanceof ExportError ? new FormatError(error.message) : error;
  }
}

const toExport = ({ builder, plan, inputs, stateDict }: RunModel): ExportModel => ({
  name: builder,
  plan: outputsOnly(plan as Plan), // The analysis made it by `lower`; the host has passed it on unread.
  inputs: inputs.map(({ name }) => name),
  parameters: stateDict.filter(({ kind }) => kind === 'parameter').map(({ name, dtype, tensor }) =>
    ({ name, dtype: dtype as WeightTensor['dtype'], of: tensor })),
});
