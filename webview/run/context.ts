// What the parts of the panel share.
import type { Service } from '../../src/protocol/rpc';
import type { PanelLayer, PanelModel, RunDone, RunPanelHost, RunTexts } from '../../src/protocol/runPanel';
import type { RangeOf, ThumbnailPick } from '../../src/protocol/runMaps';
import { COLOURS, type ColourName } from './colours';

export interface Options {
  readonly pick: ThumbnailPick;
  readonly colours: ColourName;
  readonly range: RangeOf;
  /** Of the channels' pictures, in pixels; null: as large as lets all of them be seen, within limits. */
  readonly size: number | null;
  readonly order: 'index' | 'activity';
}
export const DEFAULT_OPTIONS: Options = { pick: 'active', colours: 'viridis', range: 'shared', size: null, order: 'index' };

export function readOptions(value: unknown): Options {
  if (typeof value !== 'object' || value === null) return DEFAULT_OPTIONS;
  const { pick, colours, range, size, order } = value as Readonly<Record<string, unknown>>;
  const of = <T>(list: readonly T[], given: unknown, fallback: T): T => (list.includes(given as T) ? given as T : fallback);
  return { pick: of(['active', 'mean', 'max'] as const, pick, 'active'), colours: of(COLOURS, colours, 'viridis'),
    range: of(['shared', 'channel'] as const, range, 'shared'), order: of(['index', 'activity'] as const, order, 'index'),
    size: typeof size === 'number' && size >= 24 && size <= 256 ? size : DEFAULT_OPTIONS.size };
}

export interface Context {
  readonly host: Service<RunPanelHost>;
  readonly texts: RunTexts;
  readonly options: Options;
  readonly model: PanelModel | null;
  readonly done: RunDone | null;
  layer(key: string): PanelLayer | undefined;
  /** Whether the last run has its map; before a run, whether it will. */
  isKept(key: string): boolean;
  failed(error: unknown): void;
}
