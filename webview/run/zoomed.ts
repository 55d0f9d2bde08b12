// One channel at full size: every cell can be pointed at, by the mouse and by the keyboard.
import { element } from '../lib/element';
import { paint, type Table } from './colours';
import { svg } from './controls';

export interface Position { readonly y: number; readonly x: number }
interface Size { readonly width: number; readonly height: number }

/** Long maps are drawn at least so wide or high, in pixels, as far as their cells then have no more than CELL each. */
const LEAST = 160;
const CELL = 8;

export class ZoomedMap {
  readonly root = element('div', { class: 'zoomed', tabindex: 0, role: 'application' });
  private readonly canvas = element('canvas', { 'aria-hidden': 'true' });
  private readonly overlay = svg('svg', { class: 'overlay', 'aria-hidden': 'true' });
  private readonly frame = element('div', { class: 'frame' }, this.canvas, this.overlay);
  private width = 1;
  private height = 1;
  private factor = 1;
  private cursor: Position | null = null;
  /** Chosen by a click: pointing elsewhere only looks. */
  private pinned: Position | null = null;

  constructor(private readonly moved: (at: Position | null) => void, private readonly chosen: (at: Position) => void) {
    this.root.append(this.frame);
    this.frame.hidden = true; // Until there is a map, nothing can be pointed at.
    this.frame.addEventListener('pointermove', (event) => { this.point(this.at(event)); });
    this.frame.addEventListener('pointerleave', () => { this.point(this.pinned); });
    this.frame.addEventListener('click', (event) => { this.pin(this.at(event)); });
    this.root.addEventListener('keydown', (event) => { if (this.key(event.key)) event.preventDefault(); });
    new ResizeObserver(() => { this.layOut(); }).observe(this.root);
  }

  /** `picture` is of the levels: of a large map they are fewer than its `cells`, which are pointed at. */
  show(levels: Uint8Array, picture: Size, cells: Size, table: Table, label: string): void {
    [this.width, this.height] = [cells.width, cells.height];
    this.frame.hidden = false;
    paint(this.canvas, levels, picture.width, picture.height, table);
    this.overlay.setAttribute('viewBox', `0 0 ${cells.width} ${cells.height}`);
    this.root.setAttribute('aria-label', label);
    this.layOut();
    this.draw();
  }

  /** How often the map's width fits the room: 1 shows all of it. */
  zoom(factor: number): void {
    this.factor = factor;
    this.layOut();
  }

  /** What is pointed at stays so where nothing is pinned. */
  place(pinned: Position | null): void {
    this.pinned = pinned;
    this.cursor = pinned ?? this.cursor;
    this.draw();
  }

  get pointed(): Position | null { return this.cursor; }

  private at({ clientX, clientY }: MouseEvent): Position {
    const { left, top, width, height } = this.frame.getBoundingClientRect();
    const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, Math.floor(value)));
    return { y: within(((clientY - top) / height) * this.height, this.height),
      x: within(((clientX - left) / width) * this.width, this.width) };
  }

  private point(at: Position | null): void {
    if (at?.x === this.cursor?.x && at?.y === this.cursor?.y) return;
    this.cursor = at;
    this.draw();
    this.moved(at);
  }

  private pin(at: Position): void {
    this.pinned = at;
    this.point(at);
    this.draw();
    this.chosen(at);
  }

  private layOut(): void {
    const room = Math.max(60, this.root.clientWidth - 2);
    const most = Math.max(1, Math.min(400, 0.5 * window.innerHeight));
    const scale = Math.min(room / this.width, most / this.height) * this.factor;
    // Whole pixels a cell where there are any: cells of one size are easier to follow.
    const whole = scale >= 1 ? Math.floor(scale) : scale;
    const least = (cells: number): number => this.factor * Math.min(LEAST, CELL * cells);
    // A tall one scrolls; a wide one, as values in time are, has cells that are higher than wide.
    const step = Math.max(whole, least(this.width) / this.width);
    this.frame.style.width = `${Math.round(this.width * step)}px`;
    this.frame.style.height = `${Math.round(Math.max(this.height * step, least(this.height)))}px`;
  }

  private draw(): void {
    const mark = (kind: string, at: Position | null): SVGElement[] => (at ? [svg('rect', { class: kind, x: at.x, y: at.y,
      width: 1, height: 1,
      'data-y': at.y, 'data-x': at.x })] : []);
    this.overlay.replaceChildren(...mark('pinned', this.pinned), ...mark('cursor', this.cursor));
  }

  private key(key: string): boolean {
    if (this.frame.hidden) return false;
    const from = this.cursor ?? { y: 0, x: 0 };
    if (key === 'Enter' || key === ' ') {
      this.pin(from);
      return true;
    }
    const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0,
      -1], ArrowRight: [0, 1] };
    const step = steps[key];
    if (!step) return false;
    this.point({ y: Math.max(0, Math.min(this.height - 1, from.y + step[0])), x: Math.max(0, Math.min(this.width - 1,
      from.x + step[1])) });
    return true;
  }
}
