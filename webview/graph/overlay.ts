// What colours nodes: a figure, its share of the greatest, and the step of the scale that it falls on.
// Colours are the style sheet's.
import { about, aboutBytes } from '../../src/diagram/cards';
import type { Item } from '../../src/diagram/visible';
import type { GraphTexts } from '../../src/protocol/graphPanel';

export type Overlay = 'none' | 'macs' | 'parameters' | 'activation' | 'field' | 'depth';
export const OVERLAYS: readonly Overlay[] = ['none', 'macs', 'parameters', 'activation', 'field', 'depth'];
export const STEPS = 6;

export const overlayName = (overlay: Overlay, texts: GraphTexts): string =>
  texts[overlay === 'depth' ? 'depthOverlay' : overlay];

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

/** The scale over what is shown: its greatest value, and the step of a value (0 for none at all). */
export class Scale {
  readonly greatest: number;
  constructor(items: readonly Item[], private readonly overlay: Overlay) {
    this.greatest = overlay === 'field' ? 1 : Math.max(0, ...items.map((item) =>
      (item.kind === 'open' ? 0 : overlayValue(item, overlay) ?? 0)));
  }
  step(item: Item): number | null {
    const value = overlayValue(item, this.overlay);
    if (value === null || this.overlay === 'none') return null;
    return value <= 0 || this.greatest <= 0 ? 0 : Math.max(1, Math.ceil((STEPS * value) / this.greatest));
  }
  /** The greatest value on a step. */
  upTo(step: number): number {
    return (this.greatest * step) / STEPS;
  }
}
