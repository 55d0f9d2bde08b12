// What stands on a node: lines of text, and how much room they take. The same for the panel and for exported pictures.
// Knows nothing of fonts but their widths, which whoever draws measures.
import type { GraphViewNode } from '../protocol/graphView';
import type { LayoutBox, LayoutInput } from './geometry';
import { about, difference, macsOf, squareOf } from './numbers';
import { shadingText, UNSHADED, type Shading } from './overlay';
import type { Item, Visible } from './visible';

/** 'title': 12 px, half bold; 'text': 11 px; 'mono': 11 px, of one width. */
export type Face = 'title' | 'text' | 'mono';
export type Measure = (text: string, face: Face) => number;

export interface Card {
  readonly title: string;
  /** Left in the second line. */
  readonly name: string;
  /** Right in the second line. */
  readonly shape: string;
  /** Third line, or empty. */
  readonly figures: string;
  /** '×8', or empty. */
  readonly badge: string;
  /** Where models are compared, what was there and by how much figures differ. */
  readonly extra: readonly string[];
}

/** Signs of changes: not told by colour alone. */
export const MARKS = { added: '+', removed: '−', changed: '≠', field: '~' } as const;

export const CARD = { padding: 10, top: 7, line: 15, minWidth: 112, badge: 8 } as const;
const MAX_TEXT = 44;

export function cardOf(item: Item, shading: Shading = UNSHADED): Card {
  const badge = item.count > 1 ? `×${item.count}` : '';
  const figures = item.kind === 'open' ? '' : shading.overlay === 'none' ? figuresOf(item) : shadingText(item, shading);
  const common = { figures, badge, extra: changesOf(item).map(cut) };
  if (item.node) {
    const { node } = item;
    const title = [node.spec, ...item.folded.map((each) => each.op)].join(' + ');
    const own = item.group ? rangeOf(item) : node.name;
    const name = own === title ? '' : own;
    // What went wrong is the reason to look at the picture: all of it is said.
    const extra = node.state === 'ok' ? common.extra : wrapped(messageOf(node));
    return { ...common, extra, title: cut(title), name: cut(name), shape: shapeOf(item) };
  }
  const { group } = item;
  return { ...common, title: cut(rangeOf(item)), name: cut(group?.type ?? ''), shape: group?.shape ?? '' };
}

/** '← Conv2d 3×3, 64 · 64×56×56' and '+37 k params · +116 MMACs': what was, and the differences. */
function changesOf(item: Item): string[] {
  const { change, node, group } = item;
  const was = change?.was;
  const now = node ?? group;
  if (!was || !now || (change.kind !== 'changed' && change.kind !== 'field')) return [];
  const spec = node?.spec ?? group?.type ?? '';
  const earlier = [was.spec === spec ? '' : was.spec, was.shape === now.shape ? '' : was.shape].filter(Boolean).join(' · ');
  const all = (value: number | null): number | null => (value === null ? null : value * item.count);
  const parameters = difference(all(was.parameters), all(now.parameters));
  const by = [parameters === '' ? '' : `${parameters} params`,
    difference(all(was.macs), all(now.macs), (count) => macsOf(about(count))),
    node && was.field !== now.field ? `RF ${squareOf(was.field)} → ${squareOf(now.field)}` : ''].filter(Boolean).join(' · ');
  return [earlier === '' ? '' : `← ${earlier}`, by].filter(Boolean);
}

/** Without the name of the exception, which is the title. */
const messageOf = ({ message = '', spec }: GraphViewNode): string =>
  (message.startsWith(`${spec}: `) ? message.slice(spec.length + 2) : message);

const MAX_LINES = 6;
/** In lines of words; a word that is longer than a line is cut. */
function wrapped(message: string): string[] {
  const lines: string[] = [];
  for (const word of message.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < MAX_TEXT) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cut(word));
  }
  return lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES - 1), '…'] : lines;
}

/** 'layer1', or '1 … 7' for equal groups in a row. */
function rangeOf({ group, count, last }: Item): string {
  const name = group?.name ?? '';
  return count > 1 ? `${name} … ${last}` : name;
}

const shapeOf = (item: Item): string => (item.folded.at(-1) ?? item.node)?.shape ?? '';

function figuresOf(item: Item): string {
  const { node, folded, change } = item;
  // What is gone costs nothing any more; its card says what it did cost.
  const isGone = change?.kind === 'removed' && change.was !== null;
  const cost = (own: number | null, was: number | null | undefined): number | null =>
    (!isGone ? own : was === null || was === undefined ? null : was * item.count);
  const [parameters, macs] = [cost(item.parameters, change?.was?.parameters), cost(item.macs, change?.was?.macs)];
  const field = (folded.at(-1) ?? node)?.field ?? '';
  const sign = change?.kind === 'added' || change?.kind === 'removed' ? MARKS[change.kind] : '';
  const parts: string[] = [];
  if (parameters !== 0) parts.push(`${sign}${about(parameters)} params`);
  if (macs !== 0) parts.push(`${sign}${macsOf(about(macs))}`);
  if (parts.length > 0 && field !== '' && node) parts.push(`RF ${squareOf(field)}`);
  return parts.join(' · ');
}

const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text);

/** The row of marks at the foot of a closed group takes so much. */
export const STRIP = { height: 4, above: 3, step: 7 } as const;

export function sizeOf(card: Card, isClosed: boolean, measure: Measure): { readonly width: number; readonly height: number } {
  const first = measure(card.title, 'title') + (isClosed ? 16 : 0) + (card.badge ? measure(card.badge, 'title') + 14 : 0);
  const second = measure(card.name, 'text') + measure(card.shape, 'mono') + (card.name && card.shape ? 12 : 0);
  const others = [card.figures, ...card.extra].map((line) => measure(line, 'text'));
  return {
    width: Math.ceil(Math.max(CARD.minWidth, 2 * CARD.padding + Math.max(first, second, ...others))),
    height: 2 * CARD.top + linesOf(card) * CARD.line + (isClosed ? STRIP.above + STRIP.height : 0),
  };
}
const linesOf = (card: Card): number => 1 + (card.name || card.shape ? 1 : 0) + (card.figures ? 1 : 0) + card.extra.length;

/** The title of an open group: name and class one above the other, so that links come in beside it. */
export function titleSize(card: Card, measure: Measure): { readonly width: number; readonly height: number } {
  const name = 24 + measure(card.title, 'title') + (card.badge ? measure(card.badge, 'title') + 12 : 0);
  const others = [card.name, ...card.extra].map((line) => 24 + measure(line, 'text'));
  return { width: Math.ceil(Math.max(name, ...others) + 4), height: 36 + 14 * card.extra.length };
}

export function layoutInputOf(visible: Visible, measure: Measure, shading: Shading = UNSHADED): LayoutInput {
  const box = (item: Item): LayoutBox => {
    const card = cardOf(item, shading);
    if (item.kind === 'open') return { id: item.id, width: 0, height: 0, title: titleSize(card, measure),
      items: item.items.map(box) };
    return { id: item.id, ...sizeOf(card, item.kind === 'closed', measure), title: null, items: [] };
  };
  return {
    boxes: visible.items.map(box),
    edges: visible.edges.map((edge) => ({
      from: edge.from, to: edge.to, kind: edge.kind, change: edge.change, label: edge.shape,
      labelWidth: Math.ceil(measure(edge.shape, 'mono')),
    })),
  };
}

/** Advance widths in thousandths of an em of DejaVu Sans, the widest face that pictures name: what fits in it fits in others. */
const ADVANCES: readonly (readonly [number, string])[] = [
  [290, "'ijlIJ"], [340, ' ,.·/:;\\|'], [410, 'f-()[]t!r'], [500, '"*_`▸'], [550, 'sz?cL'], [600, 'FkvxyP'],
  [640, 'TYaoeESbdghnpqu$0123456789{}'], [700, 'KAVBRXZC'], [770, 'UHNDG'], [840, '&OQw#+<=>^~×→−≠≤←'], [1000, 'M%mW@…'],
];
const ADVANCE = new Map(ADVANCES.flatMap(([width, characters]) => [...characters].map((c) => [c, width / 1000] as const)));

/** For where nothing can be measured: a little wide, so that nothing is cut. */
export function estimate(text: string, face: Face): number {
  const size = face === 'title' ? 12 : 11;
  let width = 0;
  for (const c of text) width += c > '\u2fff' ? 1 : face === 'mono' ? 0.61 : ADVANCE.get(c) ?? 0.7;
  return width * size * (face === 'title' ? 1.13 : 1);
}
