// All channels of a map as small pictures. Several rows of them are one canvas, drawn once: scrolling then moves what is drawn. Only
// canvases about the rows in sight exist; their levels are asked for ahead of the scrolling and kept while in use.
import type { RangeOf, TileSheet } from '../../src/protocol/runMaps';
import { element } from '../lib/element';
import { paint, tableFor, type ColourName } from './colours';

export interface GridContent {
  /** Channels in the order in which they are shown. */
  readonly order: readonly number[];
  /** Of the map. */
  readonly width: number;
  readonly height: number;
  readonly cells: number;
  /** Of a picture's longer side, in pixels of the page; null: as large as lets all be seen, within limits. */
  readonly size: number | null;
  readonly range: RangeOf;
  readonly colours: ColourName;
  fetch(channels: readonly number[], side: number): Promise<TileSheet>;
  describe(channel: number): string;
}

/** Pictures of a canvas, about; canvases that are kept; how far ahead of what is in sight they are made, in heights of it. */
const [BAND_TILES, MOST_BANDS, AHEAD] = [64, 24, 1];
const [GAP, LABEL] = [6, 15];

/** Sides of pictures that nobody has set. */
const [SMALL, LARGE, STEP] = [72, 168, 8];

interface Metrics { readonly size: number; readonly width: number; readonly height: number; readonly columns: number; readonly rows: number;
  /** Of a canvas. */
  readonly bandRows: number }
interface Band { readonly canvas: HTMLCanvasElement; sheet: TileSheet | null }

export class ChannelGrid {
  readonly root: HTMLElement;
  private readonly space = element('div', { class: 'space' });
  private readonly mark = element('div', { class: 'selected', role: 'option', id: 'selected-channel', 'aria-selected': 'true' });
  private readonly spare: HTMLCanvasElement[] = [];
  private readonly buffer = element('canvas', {});
  private content: GridContent | null = null;
  private bands = new Map<number, Band>();
  private laidOut = '';
  private selected = -1;
  private frame = 0;
  /** Of the content: answers for an earlier one are not drawn. */
  private turn = 0;

  constructor(label: string, private readonly choose: (channel: number) => void, private readonly failed: (error: unknown) => void) {
    this.root = element('div', { class: 'grid', role: 'listbox', tabindex: 0, 'aria-label': label }, this.space);
    this.root.addEventListener('scroll', () => { this.later(); }, { passive: true });
    this.root.addEventListener('keydown', (event) => { if (this.key(event.key)) event.preventDefault(); });
    this.space.addEventListener('click', (event) => {
      const at = this.under(event);
      if (at !== null) this.pick(at, true);
    });
    this.space.addEventListener('pointermove', (event) => {
      const at = this.under(event);
      this.space.title = at === null || !this.content ? '' : this.content.describe(this.content.order[at]);
      this.space.style.cursor = at === null ? '' : 'pointer';
    }, { passive: true });
    new ResizeObserver(() => { this.later(); }).observe(this.root);
    // Numbers are drawn in the theme's colour.
    new MutationObserver(() => { this.redraw(); }).observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  }

  show(content: GridContent, selected: number): void {
    this.content = content;
    this.turn++;
    this.selected = content.order.indexOf(selected);
    this.clear();
    this.later();
  }

  select(channel: number): void {
    const at = this.content?.order.indexOf(channel) ?? -1;
    if (at >= 0) this.pick(at, false);
  }

  get scroll(): number { return this.root.scrollTop; }
  set scroll(top: number) { this.root.scrollTop = top; }

  private metrics(content: GridContent): Metrics {
    if (content.size !== null) return this.metricsAt(content, content.size);
    // Beside the chosen channel there is the height of the page; above it a part.
    const page = this.root.parentElement;
    const room = page && page.clientWidth > this.root.clientWidth + 20 ? this.root.clientHeight : 0.34 * (page?.clientHeight ?? 0);
    for (let size = LARGE; size > SMALL; size -= STEP) {
      const metrics = this.metricsAt(content, size);
      if (metrics.rows * metrics.height + GAP <= room) return metrics;
    }
    return this.metricsAt(content, SMALL);
  }

  private metricsAt(content: GridContent, size: number): Metrics {
    const scale = size / Math.max(content.width, content.height);
    const width = Math.max(34, Math.round(content.width * scale)) + GAP;
    const height = Math.max(1, Math.round(content.height * scale)) + GAP + LABEL;
    const columns = Math.max(1, Math.floor((this.space.clientWidth - GAP) / width));
    return { size, width, height, columns, rows: Math.ceil(content.order.length / columns),
      bandRows: Math.max(1, Math.floor(BAND_TILES / columns)) };
  }

  private under({ clientX, clientY }: MouseEvent): number | null {
    const { content } = this;
    if (!content) return null;
    const { left, top } = this.space.getBoundingClientRect();
    const { width, height, columns } = this.metrics(content);
    const [column, row] = [Math.floor((clientX - left - GAP) / width), Math.floor((clientY - top - GAP) / height)];
    const at = row * columns + column;
    return column >= 0 && column < columns && row >= 0 && at < content.order.length ? at : null;
  }

  private later(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private clear(): void {
    for (const { canvas } of this.bands.values()) this.retire(canvas);
    this.bands.clear();
  }
  private retire(canvas: HTMLCanvasElement): void {
    canvas.remove();
    if (this.spare.length < 4) this.spare.push(canvas);
  }

  private redraw(): void {
    for (const index of this.bands.keys()) this.fill(index);
  }

  private draw(): void {
    const { content, root } = this;
    if (!content || root.clientWidth === 0) return;
    const metrics = this.metrics(content);
    const { height, rows, bandRows } = metrics;
    const laidOut = [metrics.width, height, metrics.columns, this.turn].join();
    if (laidOut !== this.laidOut) {
      this.laidOut = laidOut;
      this.clear();
      this.space.style.height = `${rows * height + GAP}px`;
      this.showSelected(metrics);
    }
    const band = bandRows * height;
    const ahead = AHEAD * root.clientHeight;
    const first = Math.max(0, Math.floor((root.scrollTop - ahead) / band));
    const last = Math.min(Math.ceil(rows / bandRows) - 1, Math.floor((root.scrollTop + root.clientHeight + ahead) / band));
    const inSight = [...Array(Math.max(0, last - first + 1)).keys()].map((i) => first + i)
      .sort((a, b) => Math.abs((a + 0.5) * band - root.scrollTop - root.clientHeight / 2) - Math.abs((b + 0.5) * band - root.scrollTop
        - root.clientHeight / 2));
    // One new canvas a frame, the nearest first, so that no frame is late for one that is not in sight.
    const missing = inSight.find((index) => !this.bands.has(index));
    if (missing !== undefined) {
      this.make(missing, metrics, content);
      this.later();
    }
    for (const [index, { canvas }] of this.bands) {
      if (this.bands.size <= MOST_BANDS) break;
      if (index >= first && index <= last) continue;
      this.retire(canvas);
      this.bands.delete(index);
    }
  }

  private make(index: number, metrics: Metrics, content: GridContent): void {
    const { columns, bandRows, height } = metrics;
    const canvas = this.spare.pop() ?? element('canvas', { 'aria-hidden': 'true' });
    canvas.style.transform = `translateY(${GAP + index * bandRows * height}px)`;
    const band: Band = { canvas, sheet: null };
    this.bands.set(index, band);
    this.space.append(canvas);
    this.fill(index);
    const from = index * bandRows * columns;
    const { turn } = this;
    content.fetch(content.order.slice(from, from + bandRows * columns), Math.ceil(metrics.size * ratio())).then((sheet) => {
      if (turn !== this.turn || this.bands.get(index) !== band) return;
      band.sheet = sheet;
      this.fill(index);
    }, (error: unknown) => {
      if (turn === this.turn) this.failed(error);
    });
  }

  /** Draws a canvas: pictures that have come, and the numbers below them. */
  private fill(index: number): void {
    const { content } = this;
    const band = this.bands.get(index);
    const context = band?.canvas.getContext('2d');
    if (!content || !band || !context) return;
    const metrics = this.metrics(content);
    const { width, height, columns, bandRows } = metrics;
    const count = Math.min(bandRows * columns, content.order.length - index * bandRows * columns);
    const scale = metrics.size / Math.max(content.width, content.height);
    const [w, h] = [Math.max(1, Math.round(content.width * scale)), Math.max(1, Math.round(content.height * scale))];
    const [all, tall] = [GAP + columns * width, Math.ceil(count / columns) * height];
    sized(band.canvas, all, tall);
    context.setTransform(ratio(), 0, 0, ratio(), 0, 0);
    context.clearRect(0, 0, all, tall);
    context.imageSmoothingEnabled = false;
    const style = getComputedStyle(this.root);
    context.font = `10px ${style.fontFamily}`;
    context.textAlign = 'center';
    for (let i = 0; i < count; i++) {
      const [x, y] = [GAP + (i % columns) * width, Math.floor(i / columns) * height];
      const left = x + Math.floor((width - GAP - w) / 2);
      if (band.sheet) this.picture(context, band.sheet, i, [left, y, w, h], content);
      context.fillStyle = style.color;
      context.fillText(String(content.order[index * bandRows * columns + i]), x + (width - GAP) / 2, y + h + 11);
    }
    if (band.sheet) this.root.dataset['drawn'] = String([...this.bands.values()].reduce((sum, each) => sum
      + (each.sheet?.channels.length ?? 0), 0));
  }

  private picture(context: CanvasRenderingContext2D, sheet: TileSheet, i: number, [x, y, w, h]: readonly [number, number, number,
    number], content: GridContent): void {
    const area = sheet.width * sheet.height;
    paint(this.buffer, sheet.levels.subarray(i * area, (i + 1) * area), sheet.width, sheet.height,
      tableFor(content.colours, sheet.low[i], sheet.high[i]), sheet.width === content.width ? content.cells : undefined);
    // A channel of one value says nothing by its colour.
    context.globalAlpha = sheet.low[i] === sheet.high[i] ? 0.35 : 1;
    context.drawImage(this.buffer, x, y, w, h);
    context.globalAlpha = 1;
  }

  private showSelected(metrics: Metrics): void {
    const { content, selected, mark } = this;
    const isShown = content !== null && selected >= 0;
    mark.hidden = !isShown;
    if (!isShown) return;
    const { width, height, columns } = metrics;
    mark.style.width = `${width - GAP + 2}px`;
    mark.style.height = `${height - GAP + 2}px`;
    mark.style.transform = `translate(${GAP - 1 + (selected % columns) * width}px, ${GAP - 1 + Math.floor(selected / columns) * height}px)`;
    mark.dataset['channel'] = String(content.order[selected]);
    mark.setAttribute('aria-label', content.describe(content.order[selected]));
    mark.setAttribute('aria-posinset', String(selected + 1));
    mark.setAttribute('aria-setsize', String(content.order.length));
    if (!mark.isConnected) this.space.append(mark);
    this.root.setAttribute('aria-activedescendant', mark.id);
  }

  private pick(at: number, opens: boolean): void {
    const { content } = this;
    if (!content || at < 0 || at >= content.order.length) return;
    this.selected = at;
    const metrics = this.metrics(content);
    const { height, columns } = metrics;
    const top = Math.floor(at / columns) * height;
    if (top < this.root.scrollTop) this.root.scrollTop = top;
    else if (top + height + GAP > this.root.scrollTop + this.root.clientHeight) this.root.scrollTop =
      top + height + GAP - this.root.clientHeight;
    this.showSelected(metrics);
    this.later();
    if (opens) this.choose(content.order[at]);
  }

  private key(key: string): boolean {
    const { content } = this;
    if (!content) return false;
    const { columns, height } = this.metrics(content);
    const page = Math.max(1, Math.floor(this.root.clientHeight / height)) * columns;
    const last = content.order.length - 1;
    const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns,
      PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const step = steps[key];
    if (step === undefined) return false;
    this.pick(Math.max(0, Math.min(last, this.selected + step)), true);
    return true;
  }
}

const ratio = (): number => Math.min(2, window.devicePixelRatio || 1);

/** A canvas of these sizes in pixels of the page; its memory is made anew only where they change. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): void {
  const [columns, rows] = [Math.round(width * ratio()), Math.round(height * ratio())];
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}
