// The table of all nodes: the picture's alternative in words. Sorted by a click or a key, moved through by the keyboard; only
// the rows in sight are in the document.
import { MARKS } from '../../src/diagram/cards';
import { about, aboutBytes } from '../../src/diagram/numbers';
import { COLUMNS, NUMERIC, rowsOf, sortRows, type ColumnKey, type Row } from '../../src/diagram/texts';
import type { GraphTexts } from '../../src/protocol/graphPanel';
import type { GraphView } from '../../src/protocol/graphView';
import { element } from '../lib/ui';

const ROW_HEIGHT = 24;

export interface Sorting { readonly column: ColumnKey | null; readonly descending: boolean }

export class Table {
  readonly root = element('div', { class: 'table', role: 'grid', tabindex: 0 });
  private readonly head = element('div', { class: 'row head', role: 'row', 'aria-rowindex': 1 });
  private readonly body = element('div', { class: 'body', role: 'rowgroup' });
  private rows: readonly Row[] = [];
  private view: GraphView | null = null;
  private current: string | null = null;
  private isCompared = false;
  sorting: Sorting = { column: null, descending: true };

  constructor(private readonly texts: GraphTexts, private readonly select: (id: string, reveal: boolean) => void,
    private readonly sorted: () => void) {
    this.root.setAttribute('aria-label', texts.table);
    this.root.append(this.head, this.body);
    this.root.addEventListener('scroll', () => { this.render(); });
    this.root.addEventListener('keydown', (event) => { this.key(event); });
    new ResizeObserver(() => { this.render(); }).observe(this.root);
  }

  headings(): Readonly<Record<ColumnKey, string>> {
    const { texts } = this;
    return {
      path: texts.path, op: texts.op, shape: texts.shape, parameters: texts.parameters, macs: texts.macs,
        activationBytes: texts.activation, field: texts.field,
      depth: texts.depthOverlay,
    };
  }
  get shown(): readonly Row[] { return this.rows; }

  show(view: GraphView): void {
    this.view = view;
    this.rows = sortRows(rowsOf(view), this.sorting.column, this.sorting.descending);
    this.root.setAttribute('aria-rowcount', String(this.rows.length + 1));
    this.isCompared = view.comparison !== undefined;
    this.root.classList.toggle('compared', this.isCompared);
    this.root.setAttribute('aria-colcount', String(COLUMNS.length + (this.isCompared ? 1 : 0)));
    this.head.replaceChildren(
      ...(this.isCompared ? [element('div', { class: 'cell', role: 'columnheader' }, this.texts.change)] : []),
      ...COLUMNS.map((column) => this.heading(column)));
    this.body.style.height = `${this.rows.length * ROW_HEIGHT}px`;
    this.render();
  }

  mark(id: string | null, scroll: boolean): void {
    this.current = id;
    const at = this.rows.findIndex((row) => row.id === id);
    if (scroll && at >= 0) {
      const top = at * ROW_HEIGHT;
      const { scrollTop, clientHeight } = this.root;
      if (top < scrollTop) this.root.scrollTop = top;
      else if (top > scrollTop + clientHeight - 3 * ROW_HEIGHT) this.root.scrollTop = top - clientHeight + 3 * ROW_HEIGHT;
    }
    this.render();
  }

  private heading(column: ColumnKey): HTMLElement {
    const { column: by, descending } = this.sorting;
    const isBy = by === column;
    const cell = element('button', { class: `cell ${NUMERIC.has(column) ? 'number' : ''}`, role: 'columnheader',
      'aria-sort': isBy ? (descending ? 'descending' : 'ascending') : 'none' },
      `${this.headings()[column]}${isBy ? (descending ? ' ▾' : ' ▴') : ''}`);
    cell.addEventListener('click', () => {
      this.sorting = !isBy ? { column, descending: NUMERIC.has(column) } : descending === NUMERIC.has(column)
        ? { column, descending: !descending } : { column: null, descending: true };
      if (this.view) this.show(this.view);
      this.sorted();
      this.head.querySelectorAll('button')[COLUMNS.indexOf(column)]?.focus();
    });
    return cell;
  }

  private render(): void {
    const first = Math.max(0, Math.floor(this.root.scrollTop / ROW_HEIGHT) - 4);
    const last = Math.min(this.rows.length, first + Math.ceil(this.root.clientHeight / ROW_HEIGHT) + 8);
    this.body.replaceChildren(...this.rows.slice(first, last).map((row, i) => this.row(row, first + i)));
    const current = this.rows.findIndex((row) => row.id === this.current);
    if (current >= 0) this.root.setAttribute('aria-activedescendant', `row-${current}`);
  }

  private row(row: Row, index: number): HTMLElement {
    const made = element('div', { class: `row ${row.id === this.current ? 'current' : ''}`, role: 'row', id: `row-${index}`,
      'aria-rowindex': index + 2, 'aria-selected': row.id === this.current ? 'true' : 'false' },
      ...(this.isCompared ? [element('div', { class: `cell count ${row.change ?? ''}`, role: 'gridcell' },
        row.change === null ? '' : `${MARKS[row.change]} ${row.change === 'field' ? this.texts.field : this.texts[row.change]}`)] : []),
      ...COLUMNS.map((column) => element('div', { class: `cell ${NUMERIC.has(column) ? 'number' : ''} ${column}`,
        role: 'gridcell' }, cellText(row, column))));
    made.style.top = `${index * ROW_HEIGHT}px`;
    made.addEventListener('click', () => { this.select(row.id, true); });
    return made;
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.root) return;
    const at = this.rows.findIndex((row) => row.id === this.current);
    const page = Math.max(1, Math.floor(this.root.clientHeight / ROW_HEIGHT) - 2);
    const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page,
      PageUp: at - page, Home: 0, End: this.rows.length - 1 };
    const next = moves[event.key];
    if (next !== undefined) {
      const row = this.rows[Math.max(0, Math.min(this.rows.length - 1, next))];
      if (row) this.select(row.id, false);
    } else if (event.key === 'Enter' && this.current !== null) this.select(this.current, true);
    else return;
    event.preventDefault();
  }
}

function cellText(row: Row, column: ColumnKey): string {
  const text = valueText(row[column], column);
  return column in row.was ? `${valueText(row.was[column] ?? null, column)} → ${text}` : text;
}

function valueText(value: string | number | null, column: ColumnKey): string {
  if (value === null) return '?';
  if (column === 'activationBytes') return value === 0 ? '' : aboutBytes(Number(value));
  if (column === 'parameters' || column === 'macs') return value === 0 ? '' : about(Number(value));
  return String(value);
}
