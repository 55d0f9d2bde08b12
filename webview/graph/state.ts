// What is kept of the panel over reloads. What is read back may be of another version: each part is taken when it fits.
import { DEFAULT_CHOICES, type Choices } from '../../src/diagram/visible';
import { OVERLAYS, type Overlay } from '../../src/diagram/overlay';

export interface Shown {
  readonly choices: Choices;
  /** Whether the reader has chosen the depth. */
  readonly isChosen: boolean;
  readonly overlay: Overlay;
  readonly mode: 'graph' | 'table';
  readonly place: readonly [number, number, number] | null;
  readonly selected: string | null;
}

export const INITIAL: Shown = { choices: DEFAULT_CHOICES, isChosen: false, overlay: 'none', mode: 'graph', place: null,
  selected: null };

export function readShown(value: unknown): Shown {
  const shown = record(record(value)['shown']);
  const choices = record(shown['choices']);
  const names = (key: string): string[] => (Array.isArray(choices[key])
    ? choices[key].filter((name): name is string => typeof name === 'string') : []);
  const { place } = shown;
  return {
    choices: {
      depth: typeof choices['depth'] === 'number' ? choices['depth'] : DEFAULT_CHOICES.depth, opened: names('opened'),
        closed: names('closed'), unfolded: names('unfolded'),
      foldRepeats: choices['foldRepeats'] !== false, foldChains: choices['foldChains'] === true,
    },
    isChosen: shown['isChosen'] === true,
    overlay: OVERLAYS.find((overlay) => overlay === shown['overlay']) ?? 'none',
    mode: shown['mode'] === 'table' ? 'table' : 'graph',
    place: Array.isArray(place) && place.length === 3 && place.every((number): number is number => Number.isFinite(number))
      ? [place[0] ?? 0, place[1] ?? 0, place[2] ?? 1] : null,
    selected: typeof shown['selected'] === 'string' ? shown['selected'] : null,
  };
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  (typeof value === 'object' && value !== null ? value as Record<string, unknown> : {});
