// What a card is drawn with: rectangles, paths and texts relative to its box, each with the name of its style. The panel turns
// them into elements styled by the theme, exported pictures into elements with colours of their own, so that both look alike.
import type { Category } from '../protocol/graphView';
import { CARD, cardOf, MARKS, STRIP, type Card } from './cards';
import type { Placed } from './geometry';
import type { Shading } from './overlay';
import type { Item } from './visible';

export type Style =
  | 'pile' | 'card' | 'band' | 'title' | 'badge' | 'name' | 'shape' | 'figures' | 'extra' | 'twisty' | 'disc' | 'mark'
  | `kind ${Category}`;
export type Shape =
  | { readonly kind: 'rect'; readonly style: Style; readonly x: number; readonly y: number; readonly width: number;
    readonly height: number; readonly rx: number }
  | { readonly kind: 'path'; readonly style: Style; readonly d: string }
  | { readonly kind: 'text'; readonly style: Style; readonly x: number; readonly y: number; readonly text: string;
    readonly anchor?: 'end' | 'middle' };

/** Of everything but an open group's frame and title the room has been measured: see sizeOf and titleSize. */
export function shapesOf(item: Item, box: Placed, shading: Shading): Shape[] {
  const card = cardOf(item, shading);
  const isOpen = item.kind === 'open';
  const frame = (style: Style, by: number, rx: number): Shape =>
    ({ kind: 'rect', style, x: by, y: by, width: box.width, height: box.height, rx });
  return [
    ...(item.count > 1 ? [frame('pile', 6, 6), frame('pile', 3, 6)] : []), frame('card', 0, isOpen ? 8 : 5),
    ...(isOpen ? openShapes(card) : closedShapes(item, card, box)), ...markShapes(item),
  ];
}

const text = (style: Style, x: number, y: number, content: string, anchor?: 'end' | 'middle'): Shape[] =>
  (content === '' ? [] : [{ kind: 'text', style, x, y, text: content, ...(anchor ? { anchor } : {}) }]);

/** The badge follows the title in one text, because nobody knows how wide the title is where it is drawn. */
function openShapes(card: Card): Shape[] {
  return [
    { kind: 'path', style: 'twisty', d: 'M7,11L11,15L15,11' },
    ...text('title', 22, 17, card.badge === '' ? card.title : `${card.title}  ${card.badge}`), ...text('name', 22, 31, card.name),
    ...card.extra.flatMap((line, i) => text('extra', 22, 45 + 14 * i, line)),
  ];
}

function closedShapes(item: Item, card: Card, box: Placed): Shape[] {
  const isClosed = item.kind === 'closed';
  const [left, right] = [CARD.padding, box.width - CARD.padding];
  const line = (i: number): number => CARD.top + 11 + i * CARD.line;
  const next = card.name || card.shape ? 2 : 1;
  return [
    { kind: 'path', style: 'band', d: `M5,0a5,5 0 0 0 -5,5v${round(box.height - 10)}a5,5 0 0 0 5,5z` },
    ...(isClosed ? [{ kind: 'path', style: 'twisty', d: `M12,${line(0) - 8}L16,${line(0) - 4}L12,${line(0)}` } as const] : []),
    ...text('title', left + (isClosed ? 14 : 0), line(0), card.title), ...text('badge', right, line(0), card.badge, 'end'),
    ...text('name', left, line(1), card.name), ...text('shape', right, line(1), card.shape, 'end'),
    ...text('figures', left, line(next), card.figures),
    ...card.extra.flatMap((content, i) => text('extra', left, line(next + (card.figures ? 1 : 0) + i), content)),
    ...(isClosed ? stripShapes(item.kinds, box) : []),
  ];
}

/** A small mark for each op inside, in its kind's colour: what a closed group is made of. Many share the row evenly. */
function stripShapes(kinds: readonly Category[], box: Placed): Shape[] {
  const room = Math.max(1, Math.floor((box.width - 2 * CARD.padding) / STRIP.step));
  const shown = kinds.length <= room ? kinds
    : Array.from({ length: room }, (_, i) => kinds[Math.floor((i * kinds.length) / room)] ?? 'other');
  const y = box.height - CARD.top - STRIP.height + 2;
  return shown.map((kind, i): Shape => ({
    kind: 'rect', style: `kind ${kind}`, x: CARD.padding + i * STRIP.step, y, width: STRIP.step - 1.5, height: STRIP.height,
    rx: 1,
  }));
}

function markShapes({ change }: Item): Shape[] {
  if (!change || change.kind === 'field') return [];
  return [{ kind: 'rect', style: 'disc', x: -8, y: -8, width: 16, height: 16, rx: 8 },
    ...text('mark', 0, 4, MARKS[change.kind], 'middle')];
}

const round = (value: number): number => Math.round(value * 10) / 10;
