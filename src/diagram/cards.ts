// What stands on a node: lines of text, and how much room they take. The same for the panel and for exported pictures.
// Knows nothing of fonts but their widths, which whoever draws measures.
import type { LayoutBox, LayoutInput } from './geometry';
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
}

export const CARD = { padding: 10, top: 7, line: 15, minWidth: 112, badge: 8 } as const;
const MAX_TEXT = 44;

export function cardOf(item: Item): Card {
  const badge = item.count > 1 ? `×${item.count}` : '';
  const figures = figuresOf(item);
  if (item.node) {
    const { node } = item;
    const title = [node.spec, ...item.folded.map((each) => each.op)].join(' + ');
    const own = item.group ? rangeOf(item) : node.name;
    const name = own === title ? '' : own;
    return { title: cut(title), name: node.state === 'ok' ? name : cut(node.message ?? name), shape: shapeOf(item), figures,
      badge };
  }
  const { group } = item;
  return { title: cut(rangeOf(item)), name: cut(group?.type ?? ''), shape: group?.shape ?? '', figures, badge };
}

/** 'layer1', or '1 … 7' for equal groups in a row. */
function rangeOf({ group, count, last }: Item): string {
  const name = group?.name ?? '';
  return count > 1 ? `${name} … ${last}` : name;
}

const shapeOf = (item: Item): string => (item.folded.at(-1) ?? item.node)?.shape ?? '';

function figuresOf({ parameters, macs, node, folded }: Item): string {
  const field = (folded.at(-1) ?? node)?.field ?? '';
  const parts: string[] = [];
  if (parameters !== 0) parts.push(`${about(parameters)} params`);
  if (macs !== 0) parts.push(`${about(macs)} MACs`);
  if (parts.length > 0 && field !== '' && node) parts.push(`RF ${squareOf(field)}`);
  return parts.join(' · ');
}

/** '7×7' is said as '7', '7×9' stays. */
export function squareOf(field: string): string {
  const sizes = field.split('×');
  return sizes.length > 1 && sizes.every((size) => size.replace('≤ ', '') === sizes[1]) ? field.split('×')[0] ?? field : field;
}

const UNITS: readonly (readonly [number, string])[] = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']];
/** 1.81 G: three digits. */
export function about(count: number | null): string {
  if (count === null) return '?';
  const unit = UNITS.find(([size]) => count >= size * 0.9995);
  return unit ? `${(count / unit[0]).toPrecision(3).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')} ${unit[1]}`
    : String(count);
}

export function aboutBytes(bytes: number | null): string {
  if (bytes === null) return '?';
  for (const [size, unit] of [[2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB']] as const) {
    if (bytes >= size) return `${(bytes / size).toPrecision(3)} ${unit}`;
  }
  return `${bytes} B`;
}

const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text);

export function sizeOf(card: Card, isClosed: boolean, measure: Measure): { readonly width: number; readonly height: number } {
  const first = measure(card.title, 'title') + (isClosed ? 16 : 0) + (card.badge ? measure(card.badge, 'title') + 14 : 0);
  const second = measure(card.name, 'text') + measure(card.shape, 'mono') + (card.name && card.shape ? 12 : 0);
  const third = measure(card.figures, 'text');
  const lines = 1 + (card.name || card.shape ? 1 : 0) + (card.figures ? 1 : 0);
  return {
    width: Math.ceil(Math.max(CARD.minWidth, 2 * CARD.padding + Math.max(first, second, third))),
    height: 2 * CARD.top + lines * CARD.line,
  };
}

/** The title of an open group: name and class one above the other, so that links come in beside it. */
export function titleSize(card: Card, measure: Measure): { readonly width: number; readonly height: number } {
  const name = 24 + measure(card.title, 'title') + (card.badge ? measure(card.badge, 'title') + 12 : 0);
  return { width: Math.ceil(Math.max(name, 24 + measure(card.name, 'text')) + 4), height: 36 };
}

export function layoutInputOf(visible: Visible, measure: Measure): LayoutInput {
  const closed = new Set<string>();
  const box = (item: Item): LayoutBox => {
    const card = cardOf(item);
    if (item.kind === 'open') return { id: item.id, width: 0, height: 0, title: titleSize(card, measure),
      items: item.items.map(box) };
    closed.add(item.id);
    return { id: item.id, ...sizeOf(card, item.kind === 'closed', measure), title: null, items: [] };
  };
  const boxes = visible.items.map(box);
  return {
    boxes,
    edges: visible.edges.map((edge) => ({
      from: edge.from, to: edge.to, kind: edge.kind, label: edge.shape, labelWidth: Math.ceil(measure(edge.shape, 'mono')),
    })),
  };
}

/** Widths of a common sans-serif face, for where nothing can be measured. A little wide, so that nothing is cut. */
const NARROW = new Set('ijl.,:;|!\'()[]{} ·ft/-r');
const WIDE = new Set('mwMW%@—…→×GQO');
export function estimate(text: string, face: Face): number {
  const size = face === 'title' ? 12 : 11;
  if (face === 'mono') return text.length * size * 0.61;
  let width = 0;
  for (const c of text) width += NARROW.has(c) ? 0.36 : WIDE.has(c) ? 0.86 : c >= 'A' && c <= 'Z' ? 0.7 : c > '\u2fff' ? 1
    : 0.58;
  return width * size * (face === 'title' ? 1.06 : 1);
}
