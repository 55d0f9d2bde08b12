// The page of one layer in one run: its channels, one of them at full size, its figures, and one element taken apart.
import type { RunField } from '../../src/protocol/run';
import type { EffectiveField, MapFigures, WhichRun } from '../../src/protocol/runMaps';
import { CancelToken } from '../../src/protocol/rpc';
import { element } from '../lib/element';
import { tableFor } from './colours';
import type { Context } from './context';
import { action, select } from './controls';
import { fieldAt, type FieldAt } from './field';
import { histogram, kernels, legend, statistics } from './figures';
import { ChannelGrid } from './grid';
import type { RunTexts } from '../../src/protocol/runPanel';
import { exact, fill, short, sizes } from './numbers';
import { TakenApart } from './takeApart';
import { ZoomedMap, type Position } from './zoomed';

export interface Subject { readonly run: WhichRun; readonly key: string }
export interface Chosen { readonly channel: number; readonly cell: Position | null }
export interface ViewEvents {
  /** Where the cell under the cursor looks on the input; null without one. */
  field(at: FieldAt | null): void;
  effective(field: EffectiveField | null): void;
  chosen(chosen: Chosen): void;
  scrolled(top: number): void;
}

const BINS = 48;
const FULL_SIDE = 512;
const MOST_KERNELS = 256;
const EFFECTIVE_RUNS = 196;

export class LayerView {
  readonly root = element('div', { class: 'view' });
  private readonly grid: ChannelGrid;
  private readonly zoomed: ZoomedMap;
  private readonly apart: TakenApart;
  private readonly legend = element('div', { class: 'legend-place' });
  private readonly reading = element('div', { class: 'reading', role: 'status' });
  private readonly measured = element('div', { role: 'status' });
  private readonly figuresPlace = element('div', { class: 'figures' });
  private readonly kernelsPlace = element('div', {});
  private readonly heading = element('h3', { class: 'channel-name' });
  private figures: MapFigures | null = null;
  private channel = 0;
  private cell: Position | null = null;
  /** Of the channel that is being shown, and of the element: one does not wait for the other. */
  private turn = 0;
  private apartTurn = 0;
  private asking = false;
  private next: Position | null = null;
  private measuring: CancelToken | null = null;

  constructor(private readonly context: Context, readonly subject: Subject, private readonly events: ViewEvents) {
    const { texts } = context;
    this.grid = new ChannelGrid(texts.channels, (channel) => { this.choose({ channel, cell: this.cell }, true); },
      context.failed);
    this.grid.root.addEventListener('scroll', () => { events.scrolled(this.grid.scroll); });
    this.zoomed = new ZoomedMap((at) => { this.look(at); }, (at) => { this.choose({ channel: this.channel, cell: at }, true); });
    this.apart = new TakenApart(texts, {
      step: (dy, dx) => this.step(dy, dx),
      source: (terms, channel) => context.host.channels(subject.run, terms.inputKey ?? 'input 0', [channel], FULL_SIDE,
        'channel'),
      close: () => {
        this.apart.hide();
        this.zoomed.root.focus();
      },
    }, () => context.options.colours);
    const zoom = select(texts.zoom, [1, 2, 4, 8].map((factor) => ({ value: String(factor), label: `${factor}×` })), '1',
      (value) => { this.zoomed.zoom(Number(value)); }, 'zoom');
    const detail = element('div', { class: 'detail' }, element('div', { class: 'look' },
      element('div', { class: 'detail-head' }, this.heading, zoom), this.zoomed.root, this.legend, this.reading, this.measured),
      element('div', { class: 'about' }, this.apart.root, this.figuresPlace, this.kernelsPlace));
    this.root.append(this.grid.root, detail);
  }

  async show(chosen: Chosen | null): Promise<void> {
    const { host } = this.context;
    const { run, key } = this.subject;
    this.figures = await host.figures(run, key);
    const { shape, byActivity } = this.figures;
    this.channel = chosen && chosen.channel < shape.channels ? chosen.channel : byActivity[0] ?? 0;
    this.cell = chosen?.cell && chosen.cell.y < shape.height && chosen.cell.x < shape.width ? chosen.cell : null;
    this.root.classList.toggle('single', shape.channels === 1);
    this.refresh();
  }

  /** Whether the map has values on both sides of zero. */
  get isSigned(): boolean { return this.figures !== null && this.figures.whole.min < 0 && this.figures.whole.max > 0; }

  /** What is looked at. */
  get now(): Chosen { return { channel: this.channel, cell: this.cell }; }

  /** After the options changed: order, size, range and colours. */
  refresh(): void {
    const { figures } = this;
    if (!figures) return;
    const { options, host, texts } = this.context;
    const { run, key } = this.subject;
    const { shape, byActivity } = figures;
    this.grid.show({
      order: options.order === 'activity' ? byActivity : [...Array(shape.channels).keys()], width: shape.width,
        height: shape.height, cells: shape.cells,
      size: options.size, range: options.range, colours: options.colours,
      fetch: (channels, side) => host.channels(run, key, channels, side, options.range),
      describe: (channel) =>
        `${texts.channel} ${channel}: ${short(figures.min[channel])} … ${short(figures.max[channel])}, `
        + `${texts.mean} ${short(figures.mean[channel])}` + (figures.notFinite[channel] > 0 ? `, ${texts.notFinite}` : ''),
    }, this.channel);
    void this.showChannel();
  }

  /** From here, or from the view beside it. */
  choose(chosen: Chosen, tell: boolean): void {
    if (!this.figures || chosen.channel >= this.figures.shape.channels) return;
    const isOther = chosen.channel !== this.channel;
    this.channel = chosen.channel;
    this.cell = chosen.cell;
    if (tell) this.events.chosen(chosen);
    else this.grid.select(chosen.channel);
    if (isOther) void this.showChannel();
    else if (chosen.cell) {
      this.zoomed.place(chosen.cell);
      void this.takeApart(chosen.cell);
    }
  }

  scrollTo(top: number): void {
    if (Math.abs(this.grid.scroll - top) > 1) this.grid.scroll = top;
  }

  /** Nobody looks any more. */
  leave(): void {
    this.measuring?.cancel();
    this.apart.hide();
  }

  /** At a cell of the chosen channel, as if it had been clicked. */
  async takeApart(at: Position): Promise<void> {
    const turn = ++this.apartTurn;
    try {
      const report = await this.context.host.cell(this.subject.run, this.subject.key, this.channel, at.y, at.x);
      if (turn !== this.apartTurn) return;
      this.apart.show(report);
      this.look(at);
    } catch (error) {
      this.context.failed(error);
    }
  }

  // ---- one channel ----------------------------------------------------------------------------------------------------

  private async showChannel(): Promise<void> {
    const { figures, channel } = this;
    const { options, host, texts, failed } = this.context;
    const { run, key } = this.subject;
    if (!figures) return;
    const turn = ++this.turn;
    try {
      const [sheet, bars, whole, weights] = await Promise.all([
        host.channels(run, key, [channel], FULL_SIDE, options.range), host.histogram(run, key, channel, BINS),
        figures.shape.channels > 1 ? host.histogram(run, key, null, BINS) : null, host.kernels(run, key, channel, MOST_KERNELS)]);
      if (turn !== this.turn) return;
      const [low, high] = [sheet.low[0] ?? 0, sheet.high[0] ?? 0];
      const isOnly = figures.shape.channels === 1;
      this.heading.textContent = isOnly ? sizes([figures.shape.height, figures.shape.width]) : `${texts.channel} ${channel}`;
      this.zoomed.show(sheet.levels, sheet, figures.shape, tableFor(options.colours, low, high),
        `${key}, ${texts.channel} ${channel}. ${texts.hint}`);
      this.zoomed.place(this.cell);
      this.legend.replaceChildren(legend(low, high, options.colours, texts),
        ...arrangement(figures, texts).map((text) => element('p', { class: 'quiet arranged' }, text)));
      const own = { min: figures.min[channel], max: figures.max[channel], mean: figures.mean[channel], std: figures.std[channel],
        zeros: figures.zeros[channel], nan: figures.notFinite[channel], infinite: 0 };
      this.figuresPlace.replaceChildren(
        ...(isOnly ? [] : [statistics(`${texts.statistics}: ${texts.channel} ${channel}`, own, texts),
          histogram(`${texts.histogram}: ${texts.channel} ${channel}`, bars)]),
        statistics(`${texts.statistics}: ${texts.wholeMap}`, figures.whole, texts),
          histogram(`${texts.histogram}: ${texts.wholeMap}`, whole ?? bars));
      this.kernelsPlace.replaceChildren(...(weights ? [kernels(weights, channel, options.colours, texts)] : []));
      if (this.cell && this.apart.isOpen) void this.takeApart(this.cell);
      else this.look(this.zoomed.pointed);
    } catch (error) {
      failed(error);
    }
  }

  /** What the cell's value is, and where it looks. */
  private look(at: Position | null): void {
    const { figures } = this;
    const layer = this.context.layer(this.subject.key);
    if (!at || !figures) {
      this.events.field(null);
      this.reading.replaceChildren(element('p', { class: 'quiet' }, this.context.texts.hint));
      return;
    }
    const field = layer ? this.fieldOf(layer.field, at, figures) : null;
    this.events.field(field);
    void this.read(at, field);
  }

  /** Of the first input that takes an image, or the first: axes behind its channels are the field's. */
  private fieldOf(field: RunField, { y, x }: Position, { shape: { kind, arranged }, sizes: shape }: MapFigures): FieldAt | null {
    const [height, width] = inputSize(this.context);
    if (field.kind !== 'window') return fieldAt(field, [0, 0], [height, width]);
    if (arranged?.kind === 'tokens') return null;
    const axes = field.fields.length;
    if (axes === 2 && kind === 'maps' && shape.length < 5) return fieldAt(field, [y, x], [height, width]);
    const input = this.context.model?.inputs[0]?.shape ?? [];
    if (axes === 1 && kind === 'matrix') return fieldAt(field, [x], input.slice(-1), input.at(-2) ?? 1);
    if (axes !== 3 || kind !== 'maps' || shape.length !== 5) return null;
    return fieldAt(field, [Math.floor(y / shape[3]), y % shape[3], x], input.slice(-3));
  }

  private async read(at: Position, field: FieldAt | null): Promise<void> {
    if (this.asking) {
      this.next = at;
      return;
    }
    this.asking = true;
    const { texts, host } = this.context;
    try {
      const value = await host.value(this.subject.run, this.subject.key, this.channel, at.y, at.x);
      const measure = action(texts.effective, () => { void this.measure(at, field); }, { name: 'effective',
        title: texts.effectiveNote });
      this.reading.replaceChildren(
        element('div', {}, element('span', { class: 'quiet' }, `${texts.row} ${at.y}, ${texts.column} ${at.x} `),
          element('b', { class: 'code', 'data-value': value }, exact(value))),
        ...(field ? [element('div', { class: 'field-text' }, this.fieldText(field))] : []),
        ...(this.subject.run === 'now' && this.context.model?.inputs[0]?.isImage && ((field?.kind === 'window' && field.whole !== null) || field?.kind === 'global') ? [measure] : []));
    } catch {
      // Beyond a folded vector's end there is no element.
      this.reading.replaceChildren();
    }
    this.asking = false;
    const { next } = this;
    this.next = null;
    if (next && (next.x !== at.x || next.y !== at.y)) this.look(next);
  }

  private fieldText(field: FieldAt): string {
    const { texts } = this.context;
    switch (field.kind) {
      case 'window': {
        const ends = field.spans.map(({ start, size }) => [start, start + size - 1].map((at) => short(at, 9)));
        const text = ends.length === 2 ? fill(texts.fieldRows, ...field.spans.map(({ size }) => size), ...ends.flat())
          : fill(texts.fieldSpans, field.spans.map(({ size }) => size).join('×'), ends.map(([from, to]) =>
            fill(texts.fromTo, from, to)).join(', '));
        return field.isClipped ? `${text} ${texts.fieldClipped}` : text;
      }
      case 'global': return texts.fieldGlobal;
      case 'inexact': return fill(texts.fieldInexact, field.sizes.join('×'));
      case 'none': return texts.fieldNone;
      case 'unknown': return fill(texts.fieldUnknown, field.reason);
    }
  }

  private async measure(at: Position, field: FieldAt | null): Promise<void> {
    const { texts, host, failed } = this.context;
    const area = field?.kind === 'window' ? field.inside : field?.kind === 'global' ? field.whole : null;
    if (!area) return;
    this.measuring?.cancel();
    const cancel = this.measuring = new CancelToken();
    // Beside what is read of the cell, which changes while the pointer moves.
    this.measured.replaceChildren(element('p', { class: 'quiet measuring' }, texts.measuring, ' ', action(texts.cancel, () => {
      cancel.cancel();
    }, { name: 'cancel-effective' })));
    try {
      const measured = await host.effectiveField(this.subject.key, this.channel, at.y, at.x, [area.top, area.left, area.height,
        area.width], EFFECTIVE_RUNS, cancel);
      this.events.effective(measured);
      this.measured.replaceChildren(element('p', { class: 'quiet measured', 'data-runs': measured.runs },
        fill(texts.effectiveNote, measured.runs, measured.block.join('×'), short(measured.impulse))));
    } catch (error) {
      if (this.measuring === cancel) this.measured.replaceChildren();
      failed(error);
    }
    if (this.measuring === cancel) this.measuring = null;
  }

  private step(dy: number, dx: number): boolean {
    const { figures, cell } = this;
    if (!figures || !cell) return false;
    const at = { y: cell.y + dy, x: cell.x + dx };
    // Playing goes on with the next row, as a convolution does.
    if (at.x >= figures.shape.width && dx > 0 && at.y + 1 < figures.shape.height) Object.assign(at, { y: at.y + 1, x: 0 });
    if (at.y < 0 || at.x < 0 || at.y >= figures.shape.height || at.x >= figures.shape.width) return false;
    this.choose({ channel: this.channel, cell: at }, true);
    return true;
  }
}

/** How the pictures come of the tensor, where they are not simply its channels. */
function arrangement({ shape: { kind, arranged }, sizes: shape }: MapFigures, texts: RunTexts): string[] {
  if (arranged?.kind === 'tokens') {
    const { rows, columns, before, total } = arranged;
    return [fill(texts.asTokens, total, rows, columns) + (before > 0 ? ` ${fill(texts.otherTokens, before)}` : '')];
  }
  if (arranged) return [texts.channelsLast];
  if (kind === 'vector') return [texts.folded];
  if (kind === 'matrix') return [fill(texts.asMatrix, shape[1], shape[2])];
  return shape.length > 4 ? [fill(texts.stacked, shape.slice(2, -1).join('×'))] : [];
}

export function inputSize({ done, model }: Context): readonly [number, number] {
  const image = Math.max(0, model?.inputs.findIndex(({ isImage }) => isImage) ?? 0);
  const shape = done?.inputs[image]?.image?.shape ?? model?.inputs[image]?.shape ?? [1, 1];
  // Colours last, where they are not first.
  const isLast = model?.inputs[image]?.isImage === true && shape.length === 4 && shape[1] !== 1 && shape[1] !== 3 && (shape[3] === 1 || shape[3] === 3);
  return isLast ? [shape[1], shape[2]] : [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
}
