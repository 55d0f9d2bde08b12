// The model's input as a picture, and drawn on it: the receptive field of a cell, its measured effective field, a mask.
import type { ImageReport, Picture } from '../../src/protocol/run';
import type { EffectiveField } from '../../src/protocol/runMaps';
import type { RunTexts } from '../../src/protocol/runPanel';
import { element } from '../lib/element';
import { LEVELS, paint, paintPicture, tableFor } from './colours';
import { action, svg } from './controls';
import { onImage, type FieldAt, type Rectangle } from './field';

/** Width to height of the frame of what is no image: a sound's or a vector's would be a line. */
const [LEAST_RATIO, MOST_RATIO] = [1, 8];

interface Shown { readonly image: ImageReport | null; readonly size: readonly [number, number] }

export class InputView {
  readonly root = element('figure', { class: 'input' });
  private readonly picture = element('canvas', { class: 'picture', 'aria-hidden': 'true' });
  private readonly overlay = svg('svg', { class: 'overlay', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  private readonly heat = element('canvas', { class: 'heat', hidden: true });
  private readonly maskCanvas = element('canvas', { class: 'mask', hidden: true });
  private readonly caption = element('figcaption', {});
  private readonly toggle: HTMLButtonElement;
  private shown: Shown = { image: null, size: [1, 1] };
  private asImage = false;
  private field: FieldAt | null = null;
  private effective: EffectiveField | null = null;

  constructor(private readonly texts: RunTexts) {
    this.toggle = action(texts.asImage, () => {
      this.asImage = !this.asImage;
      this.draw();
    }, { name: 'as-image' });
    const frame = element('div', { class: 'frame' }, this.picture, this.maskCanvas, this.heat, this.overlay);
    this.root.append(element('div', { class: 'surround' }, frame), this.caption, this.toggle);
    this.root.hidden = true;
  }

  show(image: ImageReport | null, size: readonly [number, number], text: string): void {
    this.shown = { image, size };
    this.root.hidden = false;
    this.caption.textContent = image ? `${text} · ${image.width}×${image.height} → ${image.shape.join('×')}` : text;
    if (image?.remark != null) this.caption.append(element('span', { class: 'bad' }, ` ⚠ ${image.remark}`));
    this.caption.title = image ? [image.colours, ...image.steps].join('\n') : '';
    this.field = null;
    this.effective = null;
    this.draw();
  }

  /** Instead of a picture: levels of an input that is none. */
  showLevels(levels: Uint8Array, width: number, height: number, low: number, high: number): void {
    paint(this.picture, levels, width, height, tableFor('grey', low, high));
    this.root.style.setProperty('--ratio', String(Math.min(MOST_RATIO, Math.max(LEAST_RATIO, width / height))));
  }

  mark(field: FieldAt | null): void {
    this.field = field;
    this.effective = null;
    this.drawOverlay();
  }

  showEffective(effective: EffectiveField | null): void {
    this.effective = effective;
    this.drawOverlay();
  }

  mask(picture: Picture | null, opacity: number): void {
    this.maskCanvas.hidden = picture === null || this.asImage;
    if (!picture) return;
    paintPicture(this.maskCanvas, picture);
    this.maskCanvas.style.opacity = String(opacity);
  }

  private draw(): void {
    const { image, size } = this.shown;
    const useImage = this.asImage && image !== null;
    this.toggle.hidden = image === null;
    this.toggle.textContent = useImage ? this.texts.asModel : this.texts.asImage;
    if (image) paintPicture(this.picture, useImage ? image.preview : image.input);
    const [height, width] = useImage ? [image.used.height, image.used.width] : size;
    this.root.style.setProperty('--ratio', String(width / height));
    this.overlay.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.root.dataset['height'] = String(height);
    this.root.dataset['width'] = String(width);
    if (useImage) this.maskCanvas.hidden = true;
    this.drawOverlay();
  }

  private place(rectangle: Rectangle): Rectangle {
    const { image } = this.shown;
    return this.asImage && image ? onImage(rectangle, image.mapping) : rectangle;
  }

  private drawOverlay(): void {
    const { field } = this;
    const rectangle = (kind: string, where: Rectangle): SVGRectElement => {
      const { top, left, height, width } = this.place(where);
      return svg('rect', { class: kind, x: left, y: top, width, height, 'data-top': where.top, 'data-left': where.left,
        'data-height': where.height, 'data-width': where.width });
    };
    // Under each line a wider one, so that it is seen on any picture.
    const drawn = (kind: string, where: Rectangle): SVGRectElement[] => [rectangle('under', where), rectangle(`field ${kind}`, where)];
    const parts = field?.kind === 'window' ? [
      ...(field.isClipped && field.whole ? drawn('whole', field.whole) : []),
      ...(field.inside ? drawn('inside', field.inside) : []),
    ] : field?.kind === 'global' ? drawn('inside', field.whole) : [];
    this.overlay.replaceChildren(...parts);
    this.drawHeat();
  }

  private drawHeat(): void {
    const { effective, heat } = this;
    heat.hidden = effective === null;
    if (!effective) return;
    const most = Math.max(...effective.changes, 0);
    const levels = Uint8Array.from(effective.changes, (change) => (most > 0 ? Math.round((change / most) * LEVELS) : 0));
    paint(heat, levels, effective.columns, effective.rows, tableFor('magma', 0, 1));
    const { top, left, height, width } = this.place({ top: effective.top, left: effective.left,
      height: effective.rows * effective.block[0], width: effective.columns * effective.block[1] });
    const [rows, columns] = [Number(this.root.dataset['height']), Number(this.root.dataset['width'])];
    Object.assign(heat.style, { top: `${(100 * top) / rows}%`, left: `${(100 * left) / columns}%`,
      height: `${(100 * height) / rows}%`,
      width: `${(100 * width) / columns}%` });
  }
}
