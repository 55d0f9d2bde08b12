// A picture of the graph as SVG text: fonts and colours in it, light or dark, readable on paper. Everything is escaped: names
// come from files.
import { CARD, cardOf } from './cards';
import { pathOf, type LayoutResult, type Placed, type Route } from './geometry';
import { PALETTES, type Palette, type Scheme } from './palette';
import type { Item, Visible } from './visible';

const SANS = "'Segoe UI','Helvetica Neue',Helvetica,Arial,'Noto Sans CJK SC',sans-serif";
const MONO = "'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace";

export interface Picture { readonly title: string; readonly description: string; readonly scheme: Scheme }

/** Lays nothing out: what the panel shows is exported as it stands. */
export function drawSvg(visible: Visible, layout: LayoutResult, { title, description, scheme }: Picture): string {
  const palette = PALETTES[scheme];
  const items = new Map<string, Item>();
  const collect = (all: readonly Item[]): void => {
    for (const item of all) {
      items.set(item.id, item);
      collect(item.items);
    }
  };
  collect(visible.items);
  const drawn = (kind: 'open' | 'leaf'): string => layout.boxes.map((box) => {
    const item = items.get(box.id);
    if (!item || (item.kind === 'open') !== (kind === 'open')) return '';
    return item.kind === 'open' ? groupSvg(item, box, palette) : nodeSvg(item, box, palette);
  }).join('');
  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
  const size = { width, height };
  return [
    tag('svg', {
      xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, ...size, role: 'img', 'aria-labelledby': 't d',
    }, [
      tag('title', { id: 't' }, [escape(title)]), tag('desc', { id: 'd' }, [escape(description)]), styleOf(palette),
      tag('defs', {}, ['flow', 'residual', 'concat'].map((kind) => arrowOf(kind, palette))),
      tag('rect', { ...size, fill: palette.background }),
      drawn('open'), ...layout.routes.map((route) => routeSvg(route, palette)), drawn('leaf'),
      ...layout.routes.map((route) => labelSvg(route, palette)),
    ]),
    '',
  ].join('\n');
}

type Attributes = Readonly<Record<string, string | number | undefined>>;
/** Children are markup already; attributes are escaped here. */
function tag(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    (value === undefined ? [] : [` ${key}="${typeof value === 'number' ? round(value) : escape(value)}"`]));
  return `<${name}${written.join('')}${children.length === 0 ? '/>' : `>${children.join('')}</${name}>`}`;
}

function styleOf({ text, muted }: Palette): string {
  const rules = [
    `text{font:11px ${SANS};fill:${text}}`, '.b{font-size:12px;font-weight:600}', `.m{font-family:${MONO};fill:${muted}}`,
    `.q{fill:${muted}}`,
  ];
  return `<style>${rules.join('')}</style>`;
}

function arrowOf(kind: string, palette: Palette): string {
  const head = tag('path', { d: 'M0,0.5L8,4L0,7.5Z', fill: edgeColor(kind, palette) });
  const size = { markerWidth: 7, markerHeight: 7 };
  return tag('marker', { id: kind, viewBox: '0 0 8 8', refX: 7, refY: 4, ...size, orient: 'auto' }, [head]);
}

const edgeColor = (kind: string, palette: Palette): string =>
  (kind === 'residual' ? palette.residual : kind === 'concat' ? palette.concat : palette.edge);

const frame = ({ width, height }: Placed, x: number, y: number, rx: number, fill: string, stroke: string): string =>
  tag('rect', { x, y, width, height, rx, fill, stroke });

/** Text at a place: class 'b' is a title, 'q' quiet, 'm' quiet and of one width. */
function words(kind: string, x: number, y: number, content: string, more: Attributes = {}): string {
  return content === '' ? '' : tag('text', { class: kind === '' ? undefined : kind, x, y, ...more }, [escape(content)]);
}

function groupSvg(item: Item, box: Placed, palette: Palette): string {
  const card = cardOf(item);
  const { x, y } = box;
  const shade = palette.groups[item.level % palette.groups.length] ?? palette.background;
  const badge = card.badge === '' ? [] : [tag('tspan', { fill: palette.accent }, [` ${card.badge}`])];
  return [
    stackSvg(item, box, palette, shade), frame(box, x, y, 8, shade, palette.border),
    tag('text', { class: 'b', x: x + 12, y: y + 17 }, [escape(card.title), ...badge]), words('q', x + 12, y + 31, card.name),
  ].join('');
}

function nodeSvg(item: Item, box: Placed, palette: Palette): string {
  const card = cardOf(item);
  const color = palette.categories[item.node?.category ?? 'group'];
  const { x, y, width, height } = box;
  const isClosed = item.kind === 'closed';
  const [left, right] = [x + CARD.padding, x + width - CARD.padding];
  const line = (i: number): number => y + CARD.top + 11 + i * CARD.line;
  const fill = item.node && item.node.state !== 'ok' ? palette.alarm : isClosed ? palette.closed : palette.card;
  const second = card.name || card.shape ? 1 : 0;
  const atEnd = { 'text-anchor': 'end' };
  return [
    stackSvg(item, box, palette, fill), frame(box, x, y, 5, fill, isClosed ? palette.border : color),
    tag('path', { d: `M${round(x + 5)},${round(y)}a5,5 0 0 0 -5,5v${round(height - 10)}a5,5 0 0 0 5,5z`, fill: color }),
    words('b', left, line(0), `${isClosed ? '▸ ' : ''}${card.title}`),
    words('b', right, line(0), card.badge, { ...atEnd, style: `fill:${palette.accent}` }),
    words('q', left, line(1), card.name), words('m', right, line(1), card.shape, atEnd),
    words('', left, line(1 + second), card.figures),
  ].join('');
}

/** Equal groups in a row are drawn as a pile. */
function stackSvg({ count }: Item, box: Placed, palette: Palette, fill: string): string {
  return count <= 1 ? '' : [6, 3].map((by) => frame(box, box.x + by, box.y + by, 6, fill, palette.border)).join('');
}

function routeSvg(route: Route, palette: Palette): string {
  return tag('path', {
    d: pathOf(route.points), fill: 'none', stroke: edgeColor(route.kind, palette), 'stroke-width': 1.3,
    'stroke-dasharray': route.kind === 'residual' ? '5 3' : undefined,
    'marker-end': route.arrow ? `url(#${route.kind})` : undefined,
  });
}

function labelSvg({ label }: Route, palette: Palette): string {
  const halo = { style: 'font-size:10px;paint-order:stroke', stroke: palette.background, 'stroke-width': 3 };
  return label ? words('m', label.x, label.y, label.text, halo) : '';
}

const round = (value: number): number => Math.round(value * 10) / 10;
/** What XML does not allow at all is replaced. */
const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
  .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd');
