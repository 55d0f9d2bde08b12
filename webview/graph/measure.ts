// Widths of texts in the fonts of the theme, measured once each.
import type { Face, Measure } from '../../src/diagram/cards';

export function createMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(document.body);
  const sans = style.getPropertyValue('--vscode-font-family') || 'sans-serif';
  const mono = style.getPropertyValue('--vscode-editor-font-family') || 'monospace';
  const fonts: Readonly<Record<Face, string>> = { title: `600 12px ${sans}`, text: `11px ${sans}`, mono: `11px ${mono}` };
  const known = new Map<string, number>();
  return (text, face) => {
    if (!context || text === '') return 0;
    const key = `${face} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      context.font = fonts[face];
      width = context.measureText(text).width + 1;
      known.set(key, width);
    }
    return width;
  };
}
