// What colours nodes: a figure, its share of the whole, and the step of the scale that it falls on. Colours are whoever draws'.
import type { Figures } from '../protocol/graphView';
import { about, aboutBytes, macsOf } from './numbers';
import type { Item } from './visible';

export type Overlay = 'none' | 'macs' | 'parameters' | 'activation' | 'field' | 'depth';
export const OVERLAYS: readonly Overlay[] = ['none', 'macs', 'parameters', 'activation', 'field', 'depth'];
export const STEPS = 6;

/** A choice of the overlay, and the model's totals, which shares are of. */
export interface Shading { readonly overlay: Overlay; readonly whole: Figures }
export const UNSHADED: Shading = { overlay: 'none', whole: { parameters: null, macs: null, activationBytes: null } };

export function overlayValue(item: Item, overlay: Overlay): number | null {
  const source = item.node ?? item.group;
  switch (overlay) {
    case 'none': return null;
    case 'macs': return item.macs;
    case 'parameters': return item.parameters;
    case 'activation': return item.activationBytes;
    case 'field': return source?.fieldShare ?? null;
    case 'depth': return source?.depth ?? null;
  }
}

export function overlayText(value: number | null, overlay: Overlay): string {
  if (value === null) return '?';
  switch (overlay) {
    case 'activation': return aboutBytes(value);
    case 'field': return `${Math.round(100 * value)} %`;
    case 'depth': return String(Math.round(value));
    default: return about(Math.round(value));
  }
}

const withUnit = (text: string, overlay: Overlay): string => (overlay === 'macs' ? macsOf(text)
  : overlay === 'parameters' ? `${text} params` : overlay === 'field' ? `${text} RF` : text);

/** '118 MMACs · 6.5 %': what a card says of the figure that it is coloured by; empty for nothing. */
export function shadingText(item: Item, { overlay, whole }: Shading): string {
  const value = overlayValue(item, overlay);
  if (overlay === 'none' || value === 0) return '';
  const total = overlay === 'macs' ? whole.macs : overlay === 'parameters' ? whole.parameters
    : overlay === 'activation' ? whole.activationBytes : null;
  const share = value !== null && total !== null && total > 0 ? ` · ${percent(value / total)}` : '';
  return `${withUnit(overlayText(value, overlay), overlay)}${share}`;
}

const percent = (share: number): string => (share < 0.001 ? '< 0.1 %' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`);

/** The scale over what is shown: its greatest value, and the step of a value (0 for none at all). */
export class Scale {
  readonly greatest: number;
  constructor(items: readonly Item[], private readonly overlay: Overlay) {
    this.greatest = overlay === 'field' ? 1 : Math.max(0, ...items.map((item) =>
      (item.kind === 'open' ? 0 : overlayValue(item, overlay) ?? 0)));
  }
  step(item: Item): number | null {
    const value = overlayValue(item, this.overlay);
    if (value === null || this.overlay === 'none' || item.kind === 'open') return null;
    return value <= 0 || this.greatest <= 0 ? 0 : Math.max(1, Math.ceil((STEPS * value) / this.greatest));
  }
  /** The greatest value on a step. */
  upTo(step: number): number {
    return (this.greatest * step) / STEPS;
  }
}
