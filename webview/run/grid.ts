// All channels of a map as small pictures. Only rows in sight exist; their levels are asked for in chunks and kept while in use.
import type { RangeOf, TileSheet } from '../../src/protocol/runMaps';
import { element } from '../lib/element';
import { paint, tableFor, type ColourName } from './colours';

export interface GridContent {
  /** Channels in the order in which they are shown. */
  readonly order: readonly number[];
  /** Of the map. */
  readonly width: number;
  readonly height: number;
  /** Of a picture's longer side, in pixels of the page. */
  readonly size: number;
  readonly range: RangeOf;
  readonly colours: ColourName;
  fetch(channels: readonly number[], side: number): Promise<TileSheet>;
  describe(channel: number): string;
}

const CHUNK = 48;
const MOST_CHUNKS = 64;
const [GAP, LABEL] = [6, 15];

export class ChannelGrid {
  readonly root: HTMLElement;
  private readonly space = element('div', { class: 'space' });
  private content: GridContent | null = null;
  private chunks = new Map<number, TileSheet | null>();
  private tiles = new Map<number, HTMLElement>();
  private selected = -1;
  private frame = 0;
  /** Of the content: answers for an earlier one are not drawn. */
  private turn = 0;

  constructor(label: string, private readonly choose: (channel: number, opens: boolean) => void,
    private readonly failed: (error: unknown) => void) {
    this.root = element('div', { class: 'grid', role: 'listbox', tabindex: 0, 'aria-label': label }, this.space);
    this.root.addEventListener('scroll', () => { this.later(); });
    this.root.addEventListener('keydown', (event) => { if (this.key(event.key)) event.preventDefault(); });
    this.root.addEventListener('click', (event) => {
      const tile = event.target instanceof Element ? event.target.closest<HTMLElement>('.tile') : null;
      if (tile) this.pick(Number(tile.dataset['at']), true);
    });
    new ResizeObserver(() => { this.later(); }).observe(this.root);
  }

  show(content: GridContent, selected: number): void {
    this.content = content;
    this.turn++;
    this.chunks = new Map();
    this.selected = content.order.indexOf(selected);
    for (const tile of this.tiles.values()) tile.remove();
    this.tiles.clear();
    this.later();
  }

  select(channel: number): void {
    const at = this.content?.order.indexOf(channel) ?? -1;
    if (at >= 0) this.pick(at, false);
  }

  get scroll(): number { return this.root.scrollTop; }
  set scroll(top: number) { this.root.scrollTop = top; }

  private get cell(): { readonly width: number; readonly height: number; readonly columns: number } {
    const { width = 1, height = 1, size = 64 } = this.content ?? {};
    const scale = size / Math.max(width, height);
    const cell = { width: Math.max(34, Math.round(width * scale)) + GAP, height: Math.round(height * scale) + GAP + LABEL };
    return { ...cell, columns: Math.max(1, Math.floor((this.root.clientWidth - GAP) / cell.width)) };
  }

  private later(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const { content } = this;
    if (!content || this.root.clientWidth === 0) return;
    const { width, height, columns } = this.cell;
    const count = content.order.length;
    this.space.style.height = `${Math.ceil(count / columns) * height + GAP}px`;
    const { scrollTop, clientHeight } = this.root;
    const first = Math.max(0, Math.floor(scrollTop / height) - 1) * columns;
    const end = Math.min(count, (Math.ceil((scrollTop + clientHeight) / height) + 1) * columns);
    for (const [at, tile] of this.tiles) {
      if (at >= first && at < end) continue;
      tile.remove();
      this.tiles.delete(at);
    }
    for (let at = first; at < end; at++) {
      const tile = this.tiles.get(at) ?? this.make(at, content);
      tile.style.transform = `translate(${GAP + (at % columns) * width}px, ${GAP + Math.floor(at / columns) * height}px)`;
      tile.style.width = `${width - GAP}px`;
      const isSelected = at === this.selected;
      tile.setAttribute('aria-selected', String(isSelected));
      if (isSelected) this.root.setAttribute('aria-activedescendant', tile.id);
    }
    for (let chunk = Math.floor(first / CHUNK); chunk * CHUNK < end; chunk++) this.need(chunk, content);
  }

  private make(at: number, content: GridContent): HTMLElement {
    const channel = content.order[at];
    const scale = content.size / Math.max(content.width, content.height);
    const canvas = element('canvas', { 'aria-hidden': 'true' });
    canvas.style.width = `${Math.max(1, Math.round(content.width * scale))}px`;
    canvas.style.height = `${Math.max(1, Math.round(content.height * scale))}px`;
    const tile = element('div', { class: 'tile', role: 'option', id: `tile-${this.turn}-${at}`, 'data-at': at,
      'data-channel': channel,
      'aria-label': content.describe(channel), title: content.describe(channel) }, canvas, element('span', {}, String(channel)));
    this.tiles.set(at, tile);
    this.space.append(tile);
    this.fill(at, tile);
    return tile;
  }

  private need(chunk: number, content: GridContent): void {
    if (this.chunks.has(chunk)) return;
    this.chunks.set(chunk, null);
    const { turn } = this;
    const side = Math.ceil(content.size * Math.min(2, window.devicePixelRatio || 1));
    content.fetch(content.order.slice(chunk * CHUNK, (chunk + 1) * CHUNK), side).then((sheet) => {
      if (turn !== this.turn) return;
      // The oldest go: scrolling back asks for them again.
      if (this.chunks.size > MOST_CHUNKS) for (const [old] of [...this.chunks].slice(0,
        this.chunks.size - MOST_CHUNKS)) this.chunks.delete(old);
      this.chunks.set(chunk, sheet);
      for (const [at, tile] of this.tiles) if (Math.floor(at / CHUNK) === chunk) this.fill(at, tile);
    }, (error: unknown) => {
      if (turn === this.turn) this.failed(error);
    });
  }

  private fill(at: number, tile: HTMLElement): void {
    const sheet = this.chunks.get(Math.floor(at / CHUNK));
    const canvas = tile.querySelector('canvas');
    if (!sheet || !canvas || !this.content) return;
    const i = at % CHUNK;
    const area = sheet.width * sheet.height;
    paint(canvas, sheet.levels.subarray(i * area, (i + 1) * area), sheet.width, sheet.height,
      tableFor(this.content.colours, sheet.low[i], sheet.high[i]));
    tile.classList.add('drawn');
    tile.classList.toggle('flat', sheet.low[i] === sheet.high[i]);
  }

  private pick(at: number, opens: boolean): void {
    const { content } = this;
    if (!content || at < 0 || at >= content.order.length) return;
    this.selected = at;
    const { height, columns } = this.cell;
    const top = Math.floor(at / columns) * height;
    if (top < this.root.scrollTop) this.root.scrollTop = top;
    else if (top + height > this.root.scrollTop + this.root.clientHeight) this.root.scrollTop =
      top + height + GAP - this.root.clientHeight;
    this.later();
    if (opens) this.choose(content.order[at], true);
  }

  private key(key: string): boolean {
    const { columns } = this.cell;
    const page = Math.max(1, Math.floor(this.root.clientHeight / this.cell.height)) * columns;
    const last = (this.content?.order.length ?? 0) - 1;
    const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns,
      PageDown: page,
      PageUp: -page, Home: -Infinity, End: Infinity };
    const step = steps[key];
    if (step === undefined) return false;
    this.pick(Math.max(0, Math.min(last, this.selected + step)), true);
    return true;
  }
}
