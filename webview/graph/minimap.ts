// The whole graph in small, and what is in sight of it; a click or a drag goes there.
import type { LayoutResult } from '../../src/diagram/geometry';

const SIZE = { width: 130, height: 220 } as const;

export class Minimap {
  private layout: LayoutResult | null = null;
  private leaves: ReadonlySet<string> = new Set();
  private scale = 1;
  private picture: HTMLCanvasElement | null = null;
  private pictureKey = '';

  constructor(private readonly canvas: HTMLCanvasElement, go: (x: number, y: number) => void) {
    const move = (event: PointerEvent): void => {
      if (event.buttons === 0) return;
      const box = canvas.getBoundingClientRect();
      go((event.clientX - box.left) / this.scale, (event.clientY - box.top) / this.scale);
    };
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      move(event);
    });
    canvas.addEventListener('pointermove', move);
  }

  show(layout: LayoutResult, leaves: ReadonlySet<string>): void {
    this.picture = null;
    this.layout = layout;
    this.leaves = leaves;
    const room = Math.min(SIZE.width, 0.16 * (this.canvas.parentElement?.clientWidth ?? Infinity));
    this.scale = Math.min(room / layout.width, SIZE.height / layout.height);
    const ratio = devicePixelRatio;
    this.canvas.width = Math.ceil(layout.width * this.scale * ratio);
    this.canvas.height = Math.ceil(layout.height * this.scale * ratio);
    this.canvas.style.width = `${layout.width * this.scale}px`;
    this.canvas.style.height = `${layout.height * this.scale}px`;
  }

  /** The boxes alone: they stay while the frame moves over them. */
  private paint(layout: LayoutResult, color: string, k: number): HTMLCanvasElement {
    const picture = document.createElement('canvas');
    picture.width = Math.max(1, this.canvas.width);
    picture.height = Math.max(1, this.canvas.height);
    const context = picture.getContext('2d');
    context?.scale(k, k);
    if (context) context.fillStyle = color;
    for (const box of layout.boxes) {
      if (this.leaves.has(box.id)) context?.fillRect(box.x, box.y, box.width, Math.max(box.height, 1.2 / k));
    }
    return picture;
  }

  /** The room that it takes at the right. */
  get margin(): number {
    return (this.layout?.width ?? 0) * this.scale + 20;
  }

  draw(view: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): void {
    const context = this.canvas.getContext('2d');
    const { layout } = this;
    if (!context || !layout) return;
    this.canvas.hidden = view.x <= 0 && view.y <= 0 && view.x + view.width >= layout.width && view.y + view.height >= layout.height;
    if (this.canvas.hidden) return;
    const style = getComputedStyle(this.canvas);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const k = this.scale * devicePixelRatio;
    context.scale(k, k);
    const key = `${style.color} ${k}`;
    if (this.picture === null || this.pictureKey !== key) {
      this.picture = this.paint(layout, style.color, k);
      this.pictureKey = key;
    }
    context.drawImage(this.picture, 0, 0, this.canvas.width / k, this.canvas.height / k);
    context.strokeStyle = style.outlineColor;
    context.lineWidth = 2 / this.scale;
    context.strokeRect(view.x, view.y, view.width, view.height);
  }
}
