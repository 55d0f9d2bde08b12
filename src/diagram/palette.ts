// Colours of exported pictures, which no editor's theme reaches. The panel takes its colours from the theme instead.
import type { Category, Change } from '../protocol/graphView';
import { STEPS } from './overlay';

export type Scheme = 'light' | 'dark';
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly card: string;
  readonly closed: string;
  readonly alarm: string;
  readonly border: string;
  readonly edge: string;
  readonly residual: string;
  readonly concat: string;
  readonly accent: string;
  readonly heat: string;
  readonly added: string;
  readonly removed: string;
  readonly changed: string;
  /** By depth of nesting. */
  readonly groups: readonly string[];
  readonly categories: Readonly<Record<Category | 'group', string>>;
}

export const PALETTES: Readonly<Record<Scheme, Palette>> = {
  light: {
    background: '#ffffff', text: '#1f2328', muted: '#59636e', card: '#ffffff', closed: '#eef2f7', alarm: '#ffebe9',
      border: '#b6bfca',
    edge: '#6e7781', residual: '#bc4c00', concat: '#0969da', accent: '#0969da', heat: '#e16f24',
    added: '#1a7f37', removed: '#cf222e', changed: '#9a6700',
      groups: ['#eef1f5', '#f6f8fa', '#eff2f6', '#f8fafb'],
    categories: {
      input: '#57606a', output: '#57606a', convolution: '#0969da', linear: '#8250df', attention: '#bf3989',
        recurrent: '#bf3989', embedding: '#8250df',
      normalisation: '#9a6700', activation: '#bc4c00', dropout: '#8c959f', pooling: '#1a7f37', join: '#0a7ea4',
        arithmetic: '#0a7ea4',
      reshape: '#8c959f', resize: '#1a7f37', other: '#8c959f', error: '#cf222e', gap: '#9a6700', group: '#57606a',
    },
  },
  dark: {
    background: '#1b1f24', text: '#e6edf3', muted: '#9da7b3', card: '#262c36', closed: '#2d3540', alarm: '#4b1e21',
      border: '#4a5360',
    edge: '#8b949e', residual: '#f0883e', concat: '#58a6ff', accent: '#58a6ff', heat: '#f0883e',
    added: '#3fb950', removed: '#ff7b72', changed: '#d29922',
      groups: ['#20252c', '#22272e', '#262c34', '#22272e'],
    categories: {
      input: '#9da7b3', output: '#9da7b3', convolution: '#58a6ff', linear: '#bc8cff', attention: '#f778ba',
        recurrent: '#f778ba', embedding: '#bc8cff',
      normalisation: '#d29922', activation: '#f0883e', dropout: '#8b949e', pooling: '#3fb950', join: '#39c5cf',
        arithmetic: '#39c5cf',
      reshape: '#8b949e', resize: '#3fb950', other: '#8b949e', error: '#ff7b72', gap: '#d29922', group: '#9da7b3',
    },
  },
};

export const changeColor = (kind: Change['kind'], palette: Palette): string => palette[kind === 'field' ? 'muted' : kind];

/** A card's own colour, faint enough for text on it. */
export const tint = (color: string, palette: Palette): string => mixed(color, palette.card, 0.09);

/** Of a step of the overlay's scale; the style sheet has the same shares. */
export const heat = (step: number, palette: Palette): string =>
  mixed(palette.heat, palette.card, (0.52 * step) / STEPS);

/** `share` of one colour in another, both '#rrggbb'. */
function mixed(color: string, ground: string, share: number): string {
  const channel = (from: number): string => {
    const [a, b] = [color, ground].map((each) => Number.parseInt(each.slice(from, from + 2), 16));
    return Math.round((a ?? 0) * share + (b ?? 0) * (1 - share)).toString(16).padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
