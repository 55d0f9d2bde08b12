// Which layers of a run stand at a place of the source, and whether execution gave the shapes that were predicted.
import type { LayerReport, RunLayer } from '../../protocol/run';

export interface Executed { readonly key: string; readonly shape: readonly number[]; readonly asPredicted: boolean }

/**
 * Layers whose call or constructor begins where `range` does: what a hover is about begins with what is called. Of several
 * that do (`self.conv(x).relu()`) all.
 */
export function executedAt(layers: readonly RunLayer[], reports: readonly LayerReport[], uri: string,
  range: { readonly start: number; readonly end: number }): readonly Executed[] {
  const at = new Set(layers.filter(({ place, constructed }) => [place, constructed].some((each) => each?.uri === uri
    && each.range.start === range.start && each.range.end >= range.end)).map(({ key }) => key));
  return reports.filter(({ key }) => at.has(key)).map(({ key, shape, asPredicted }) => ({ key, shape, asPredicted }));
}
