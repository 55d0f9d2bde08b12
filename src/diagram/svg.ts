// A picture of the graph as SVG text: fonts and colours in it, light or dark, readable on paper. Everything is escaped: names
// come from files.
import { estimate } from './cards';
import { pathOf, type LayoutResult, type Placed, type Route } from './geometry';
import { Scale, UNSHADED, type Shading } from './overlay';
import { changeColor, heat, PALETTES, tint, type Palette, type Scheme } from './palette';
import { shapesOf, type Shape } from './shapes';
import type { Item, Visible } from './visible';

const SANS = "'Segoe UI','Helvetica Neue',Helvetica,Arial,'DejaVu Sans','Noto Sans CJK SC','Microsoft YaHei',sans-serif";
const MONO = "'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Noto Sans Mono CJK SC',monospace";

export interface Rectangle { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
export interface Picture {
  readonly title: string;
  /** Lines under the title: shapes, totals, differences. */
  readonly lines: readonly string[];
  readonly scheme: Scheme;
  readonly shading?: Shading;
  /** Only what is in this part is drawn, without a heading. */
  readonly part?: Rectangle;
}

const HEAD = { left: 24, top: 30, line: 16 } as const;

/** Lays nothing out: what the panel shows is exported as it stands. */
export function drawSvg(visible: Visible, layout: LayoutResult, picture: Picture): string {
  const { title, lines, scheme, part } = picture;
  const palette = PALETTES[scheme];
  const head = part ? 0 : HEAD.top + HEAD.line * lines.length;
  const texts = Math.max(1.25 * estimate(title, 'title'), ...lines.map((line) => estimate(line, 'text')));
  const heading = part ? 0 : 2 * HEAD.left + texts;
  const width = Math.ceil(Math.max(layout.width, heading));
  const frame = part ?? { x: 0, y: 0, width, height: Math.ceil(layout.height + head) };
  const shift = Math.round((width - layout.width) / 2);
  const content = contentOf(visible, layout, picture, palette);
  return [
    tag('svg', {
      xmlns: 'http://www.w3.org/2000/svg', viewBox: [frame.x, frame.y, frame.width, frame.height].map(round).join(' '),
      width: frame.width, height: frame.height, role: 'img', 'aria-labelledby': 't d',
    }, [
      tag('title', { id: 't' }, [escape(title)]), tag('desc', { id: 'd' }, [escape(lines.join('\n'))]), styleOf(palette),
      tag('defs', {}, [...EDGES, ...CHANGES].map((kind) => arrowOf(kind, palette))),
      tag('rect', { ...frame, fill: palette.background }),
      ...(part ? [content] : [...headingOf(title, lines), tag('g', { transform: `translate(${shift} ${head})` }, [content])]),
    ]),
    '',
  ].join('\n');
}

const EDGES = ['flow', 'residual', 'concat'] as const;
const CHANGES = ['added', 'removed'] as const;

function headingOf(title: string, lines: readonly string[]): string[] {
  return [tag('text', { class: 'title', style: 'font-size:15px', x: HEAD.left, y: HEAD.top - 4 }, [escape(title)]),
    ...lines.map((line, i) => tag('text', { class: 'name', x: HEAD.left, y: HEAD.top + 12 + i * HEAD.line }, [escape(line)]))];
}

function contentOf(visible: Visible, layout: LayoutResult, { part, shading = UNSHADED }: Picture, palette: Palette): string {
  const items = new Map<string, Item>();
  const collect = (all: readonly Item[]): void => {
    for (const item of all) {
      items.set(item.id, item);
      collect(item.items);
    }
  };
  collect(visible.items);
  const scale = new Scale([...items.values()], shading.overlay);
  const isSeen = (box: Rectangle): boolean => !part || (box.x < part.x + part.width && box.x + box.width > part.x
    && box.y < part.y + part.height && box.y + box.height > part.y);
  const drawn = (isOpen: boolean): string => layout.boxes.map((box) => {
    const item = items.get(box.id);
    return !item || (item.kind === 'open') !== isOpen || !isSeen(box) ? '' : itemSvg(item, box, palette, shading, scale);
  }).join('');
  const routes = layout.routes.filter(({ points }) => isSeen(around(points)));
  return [drawn(true), ...routes.map((route) => routeSvg(route, palette)), drawn(false),
    ...routes.map((route) => labelSvg(route))].join('');
}

function around(points: Route['points']): Rectangle {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x: x - 1, y: y - 1, width: Math.max(...xs) - x + 2, height: Math.max(...ys) - y + 2 };
}

type Attributes = Readonly<Record<string, string | number | undefined>>;
/** Children are markup already; attributes are escaped here. */
function tag(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    (value === undefined ? [] : [` ${key}="${typeof value === 'number' ? round(value) : escape(value)}"`]));
  return `<${name}${written.join('')}${children.length === 0 ? '/>' : `>${children.join('')}</${name}>`}`;
}

function styleOf({ text, muted, accent, background }: Palette): string {
  const rules = [
    `text{font-family:${SANS};font-size:11px;fill:${text}}`, '.title{font-size:12px;font-weight:bold}',
    `.badge{font-size:12px;font-weight:bold;fill:${accent}}`, `.name{fill:${muted}}`, `.shape{font-family:${MONO};fill:${muted}}`,
    `.label{font-family:${MONO};font-size:10px;fill:${muted};stroke:${background};stroke-width:3px;paint-order:stroke}`,
    `.mark{font-size:12px;font-weight:bold;fill:${background}}`, '.gone .title{text-decoration:line-through}',
  ];
  return `<style>${rules.join('')}</style>`;
}

function arrowOf(kind: string, palette: Palette): string {
  const head = tag('path', { d: 'M0,0.5L8,4L0,7.5Z', fill: edgeColor(kind, palette) });
  const size = { markerWidth: 7, markerHeight: 7, markerUnits: 'userSpaceOnUse' };
  return tag('marker', { id: kind, viewBox: '0 0 8 8', refX: 7, refY: 4, ...size, orient: 'auto' }, [head]);
}

function edgeColor(kind: string, palette: Palette): string {
  switch (kind) {
    case 'residual': return palette.residual;
    case 'concat': return palette.concat;
    case 'added': case 'removed': return changeColor(kind, palette);
    default: return palette.edge;
  }
}

function itemSvg(item: Item, box: Placed, palette: Palette, shading: Shading, scale: Scale): string {
  const shapes = shapesOf(item, box, shading).map((shape) => shapeSvg(shape, item, palette, scale.step(item)));
  const isGone = item.change?.kind === 'removed';
  return tag('g', { transform: `translate(${round(box.x)} ${round(box.y)})`, class: isGone ? 'gone' : undefined }, shapes);
}

function shapeSvg(shape: Shape, item: Item, palette: Palette, step: number | null): string {
  const { style } = shape;
  switch (shape.kind) {
    case 'text': return tag('text', { class: style === 'figures' || style === 'extra' ? undefined : style, x: shape.x, y: shape.y,
      'text-anchor': shape.anchor }, [escape(shape.text)]);
    case 'path': return style === 'twisty' ? tag('path', { d: shape.d, fill: 'none', stroke: palette.text, 'stroke-width': 1.4 })
      : tag('path', { d: shape.d, fill: colorOf(item, palette) });
    case 'rect': {
      const { x, y, width, height, rx } = shape;
      return tag('rect', { x, y, width, height, rx, ...rectColors(shape.style, item, palette, step) });
    }
  }
}

const colorOf = (item: Item, palette: Palette): string => palette.categories[item.node?.category ?? 'group'];

function rectColors(style: Shape['style'], item: Item, palette: Palette, step: number | null): Attributes {
  const { change } = item;
  if (style === 'disc') return { fill: change ? changeColor(change.kind, palette) : palette.accent };
  if (style.startsWith('kind ')) {
    const kind = (Object.keys(palette.categories) as (keyof Palette['categories'])[]).find((key) => `kind ${key}` === style);
    return { fill: palette.categories[kind ?? 'other'] };
  }
  const fill = fillOf(item, palette, step);
  if (style === 'pile') return { fill, stroke: palette.border };
  const stroke = item.node ? colorOf(item, palette) : palette.border;
  return change && change.kind !== 'field' ? { fill, stroke: changeColor(change.kind, palette), 'stroke-width': 2,
    'stroke-dasharray': change.kind === 'removed' ? '5 3' : undefined } : { fill, stroke };
}

function fillOf(item: Item, palette: Palette, step: number | null): string {
  if (step !== null) return heat(step, palette);
  if (item.kind === 'open') return palette.groups[item.level % palette.groups.length] ?? palette.background;
  if (item.node && item.node.state !== 'ok') return palette.alarm;
  return item.node ? tint(colorOf(item, palette), palette) : palette.closed;
}

function routeSvg(route: Route, palette: Palette): string {
  const kind = route.change ?? route.kind;
  return tag('path', {
    d: pathOf(route.points), fill: 'none', stroke: edgeColor(kind, palette), 'stroke-width': route.change ? 2 : 1.3,
    'stroke-dasharray': route.change === 'removed' ? '2 4' : route.kind === 'residual' ? '5 3' : undefined,
    'marker-end': route.arrow ? `url(#${kind})` : undefined,
  });
}

function labelSvg({ label }: Route): string {
  return label ? tag('text', { class: 'label', x: label.x, y: label.y }, [escape(label.text)]) : '';
}

const round = (value: number): number => Math.round(value * 10) / 10;
/** What XML does not allow at all is replaced. */
const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
  .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd');
