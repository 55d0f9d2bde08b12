// What to report when the engine made another shape or dtype than the analysis predicted: one of both is wrong, and it is ours.
import type { RunModel } from '../protocol/run';

interface Compared { readonly asPredicted: boolean; readonly shape: readonly number[]; readonly dtype: string }

/** Text to copy into a report; null when everything agrees. */
export function faultOf(
  model: RunModel, layers: readonly (Compared & { readonly key: string })[],
  outputs: readonly (Compared & { readonly path: string })[],
): string | null {
  const show = (shape: readonly number[], dtype: string): string => `[${shape.join(', ')}] ${dtype}`;
  const predicted = new Map(model.layers.map((layer) => [layer.key, layer]));
  const lines = layers.filter(({ asPredicted }) => !asPredicted).map(({ key, shape, dtype }) => {
    const layer = predicted.get(key);
    return `${key} (${layer?.type ?? '?'}): predicted ${layer ? show(layer.shape, layer.dtype) : '?'}, ran ${show(shape, dtype)}`;
  });
  outputs.forEach(({ path, shape, dtype, asPredicted }, i) => {
    if (!asPredicted) {
      lines.push(`${path}: predicted ${show(model.outputs[i].shape, model.outputs[i].dtype)}, ran ${show(shape, dtype)}`);
    }
  });
  if (lines.length === 0) return null;
  const inputs = model.inputs.map(({ shape, dtype }) => show(shape, dtype)).join(', ');
  return [`ConvLens ran ${model.name} on ${inputs} and found shapes that it had not predicted:`, ...lines].join('\n');
}
