// Colours of exported pictures, which no editor's theme reaches. The panel takes its colours from the theme instead.
import type { Category } from '../protocol/graphView';

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
  /** By depth of nesting. */
  readonly groups: readonly string[];
  readonly categories: Readonly<Record<Category | 'group', string>>;
}

export const PALETTES: Readonly<Record<Scheme, Palette>> = {
  light: {
    background: '#ffffff', text: '#1f2328', muted: '#59636e', card: '#ffffff', closed: '#eef2f7', alarm: '#ffebe9',
      border: '#b6bfca',
    edge: '#6e7781', residual: '#bc4c00', concat: '#0969da', accent: '#0969da',
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
    edge: '#8b949e', residual: '#f0883e', concat: '#58a6ff', accent: '#58a6ff',
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
