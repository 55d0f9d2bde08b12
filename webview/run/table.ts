// A tensor as a table: rows are the last axis but one, columns the last, the axes before are chosen. Only cells in sight exist; their
// values are asked for in blocks.
import type { TablePart } from '../../src/protocol/run';
import type { RunTexts } from '../../src/protocol/runPanel';
import { element } from '../lib/element';
import { action, labelled, numberField } from './controls';
import { exact, fill, short, sizes } from './numbers';

export interface TableSource {
  readonly key: string;
  readonly shape: readonly number[];
  values(leading: readonly number[], from: readonly [number, number], size: readonly [number, number]): Promise<TablePart>;
  copy(text: string): void;
  failed(error: unknown): void;
}

const [ROW, COLUMN, HEAD] = [20, 78, 56];
const [BLOCK_ROWS, BLOCK_COLUMNS] = [64, 32];
/** Browsers draw no taller elements. */
const MOST_PIXELS = 8_000_000;
const MOST_COPIED = 250_000;

export class TensorTable {
  readonly root = element('dialog', { class: 'table-dialog' });
  private readonly space = element('div', { class: 'space' });
  private readonly port = element('div', { class: 'table-port', tabindex: 0, role: 'grid' }, this.space);
  private readonly status = element('span', { class: 'code', role: 'status' });
  private source: TableSource | null = null;
  private leading: number[] = [];
  private blocks = new Map<string, readonly (readonly number[])[] | null>();
  private active: readonly [number, number] = [0, 0];
  private turn = 0;
  private frame = 0;

  constructor(private readonly texts: RunTexts) {
    this.port.addEventListener('scroll', () => { this.later(); });
    this.port.addEventListener('keydown', (event) => { if (this.key(event)) event.preventDefault(); });
    this.port.addEventListener('click', (event) => {
      const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
      if (cell) this.go(Number(cell.dataset['row']), Number(cell.dataset['column']));
    });
    new ResizeObserver(() => { this.later(); }).observe(this.port);
    // Escape closes the table, not the page behind it.
    this.root.addEventListener('keydown', (event) => { if (event.key === 'Escape') event.stopPropagation(); });
  }

  open(source: TableSource): void {
    const { texts } = this;
    this.source = source;
    this.leading = source.shape.slice(0, -2).map(() => 0);
    this.active = [0, 0];
    const axes = this.leading.map((_, axis) => labelled(fill(texts.axis, axis), numberField(fill(texts.axis, axis), 0, (value) => {
      this.leading[axis] = Math.max(0, Math.min(source.shape[axis] - 1, Math.round(value)));
      this.reset();
    }, { min: 0, max: source.shape[axis] - 1 })));
    const { rows, columns } = this;
    const isPart = rows > Math.floor(MOST_PIXELS / ROW) || columns > Math.floor(MOST_PIXELS / COLUMN);
    this.root.replaceChildren(element('header', { class: 'row' },
      element('h2', { class: 'code' }, source.key), element('span', { class: 'code quiet' }, sizes(source.shape) || texts.scalar), ...axes,
      element('span', { class: 'space' }), action(texts.copyTable, () => { void this.copy(); }, { name: 'copy-table' }),
      action('✕', () => { this.root.close(); }, { kind: 'icon', title: texts.close, name: 'close-table' })),
      ...(isPart ? [element('p', { class: 'quiet' }, texts.tableCut)] : []), this.port, element('footer', {}, this.status));
    this.port.setAttribute('aria-label', `${source.key}: ${texts.table}`);
    this.port.setAttribute('aria-rowcount', String(rows));
    this.port.setAttribute('aria-colcount', String(columns));
    this.root.showModal();
    this.port.scrollTo(0, 0);
    this.reset();
    this.port.focus();
  }

  private get rows(): number { return this.source && this.source.shape.length > 1 ? this.source.shape.at(-2) ?? 1 : 1; }
  private get columns(): number { return this.source?.shape.at(-1) ?? 1; }

  private reset(): void {
    this.turn++;
    this.blocks = new Map();
    this.later();
  }

  private later(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const { port, rows, columns } = this;
    if (!this.source || port.clientWidth === 0) return;
    this.space.style.width = `${Math.min(MOST_PIXELS, HEAD + columns * COLUMN)}px`;
    this.space.style.height = `${Math.min(MOST_PIXELS, ROW + rows * ROW)}px`;
    const top = Math.floor(port.scrollTop / ROW);
    const left = Math.floor(port.scrollLeft / COLUMN);
    const bottom = Math.min(rows, top + Math.ceil(port.clientHeight / ROW) + 1);
    const right = Math.min(columns, left + Math.ceil(port.clientWidth / COLUMN) + 1);
    const cells: HTMLElement[] = [];
    const put = (made: HTMLElement, x: number, y: number): void => {
      made.style.transform = `translate(${x}px, ${y}px)`;
      cells.push(made);
    };
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) put(this.cell(y, x), HEAD + x * COLUMN, ROW + y * ROW);
    }
    for (let x = left; x < right; x++) put(element('span', { class: 'head', role: 'columnheader' }, String(x)), HEAD + x * COLUMN, port.scrollTop);
    for (let y = top; y < bottom; y++) put(element('span', { class: 'head row-head', role: 'rowheader' }, String(y)), port.scrollLeft, ROW + y * ROW);
    put(element('span', { class: 'head row-head', 'aria-hidden': 'true' }), port.scrollLeft, port.scrollTop);
    this.space.replaceChildren(...cells);
    this.showActive();
  }

  private cell(y: number, x: number): HTMLElement {
    const value = this.valueAt(y, x);
    const isActive = y === this.active[0] && x === this.active[1];
    const kind = value === null ? 'waiting' : !Number.isFinite(value) ? 'bad' : value === 0 ? 'quiet' : '';
    return element('span', { class: `cell ${kind} ${isActive ? 'active' : ''}`, role: 'gridcell', 'data-row': y, 'data-column': x,
      id: isActive ? 'active-cell' : undefined, title: value === null ? undefined : exact(value) }, value === null ? '' : short(value, 5));
  }

  /** Null until its block has come. */
  private valueAt(y: number, x: number): number | null {
    const [row, column] = [Math.floor(y / BLOCK_ROWS), Math.floor(x / BLOCK_COLUMNS)];
    const key = `${row},${column}`;
    const block = this.blocks.get(key);
    if (block) return block[y % BLOCK_ROWS]?.[x % BLOCK_COLUMNS] ?? null;
    if (block === undefined) void this.fetch(key, row, column);
    return null;
  }

  private async fetch(key: string, row: number, column: number): Promise<void> {
    const { source, turn } = this;
    this.blocks.set(key, null);
    try {
      const part = await source?.values(this.leading, [row * BLOCK_ROWS, column * BLOCK_COLUMNS], [BLOCK_ROWS, BLOCK_COLUMNS]);
      if (turn !== this.turn || !part) return;
      this.blocks.set(key, part.values);
      this.later();
    } catch (error) {
      if (turn === this.turn) source?.failed(error);
    }
  }

  private go(y: number, x: number): void {
    this.active = [Math.max(0, Math.min(this.rows - 1, y)), Math.max(0, Math.min(this.columns - 1, x))];
    const { port } = this;
    const into = (at: number, size: number, from: number, room: number, head: number): number =>
      (at * size < from ? at * size : (at + 1) * size + head > from + room ? (at + 1) * size + head - room : from);
    port.scrollTo(into(this.active[1], COLUMN, port.scrollLeft, port.clientWidth, HEAD),
      into(this.active[0], ROW, port.scrollTop, port.clientHeight, ROW));
    this.later();
  }

  private showActive(): void {
    const [y, x] = this.active;
    const value = this.valueAt(y, x);
    const index = this.source && this.source.shape.length > 1 ? [...this.leading, y, x] : this.source?.shape.length === 1 ? [x] : [];
    this.status.textContent = `[${index.join(', ')}] = ${value === null ? '…' : exact(value)}`;
    this.port.setAttribute('aria-activedescendant', 'active-cell');
  }

  private key({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const [y, x] = this.active;
    if ((ctrlKey || metaKey) && key.toLowerCase() === 'c' && document.getSelection()?.isCollapsed !== false) {
      const value = this.valueAt(y, x);
      if (value !== null) this.source?.copy(String(value));
      return true;
    }
    const page = Math.max(1, Math.floor(this.port.clientHeight / ROW) - 2);
    const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1],
      ArrowRight: [0, 1], PageUp: [-page, 0], PageDown: [page, 0], Home: [0, -x], End: [0, this.columns] };
    const step = steps[key];
    if (step) this.go(y + step[0], x + step[1]);
    return step !== undefined;
  }

  /** Rows and columns of what is shown, tabs between them, as spreadsheets take them. */
  private async copy(): Promise<void> {
    const { source, rows, columns, leading, texts } = this;
    if (!source) return;
    const most = Math.max(1, Math.floor(MOST_COPIED / columns));
    try {
      const { values } = await source.values(leading, [0, 0], [Math.min(rows, most), columns]);
      source.copy(values.map((row) => row.join('\t')).join('\n'));
      this.status.textContent = fill(values.length < rows ? texts.copiedPart : texts.copiedRows, values.length, rows);
    } catch (error) {
      source.failed(error);
    }
  }
}
