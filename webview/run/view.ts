// The page of one layer in one run: its channels, one of them at full size, its figures, and one element taken apart.
import type { EffectiveField, MapFigures, WhichRun } from '../../src/protocol/runMaps';
import { element } from '../lib/element';
import { tableFor } from './colours';
import type { Context } from './context';
import { action, select } from './controls';
import { fieldAt, type FieldAt } from './field';
import { histogram, kernels, legend, statistics } from './figures';
import { ChannelGrid } from './grid';
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
  private readonly figuresPlace = element('div', { class: 'figures' });
  private readonly kernelsPlace = element('div', {});
  private readonly heading = element('h3', { class: 'channel-name' });
  private figures: MapFigures | null = null;
  private channel = 0;
  private cell: Position | null = null;
  private turn = 0;
  private asking = false;
  private next: Position | null = null;

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
    const detail = element('div', { class: 'detail' },
      element('div', { class: 'detail-head' }, this.heading, zoom), this.zoomed.root, this.legend, this.reading, this.apart.root,
      this.figuresPlace, this.kernelsPlace);
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

  /** After the options changed: order, size, range and colours. */
  refresh(): void {
    const { figures } = this;
    if (!figures) return;
    const { options, host, texts } = this.context;
    const { run, key } = this.subject;
    const { shape, byActivity } = figures;
    this.grid.show({
      order: options.order === 'activity' ? byActivity : [...Array(shape.channels).keys()], width: shape.width,
        height: shape.height,
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

  /** At a cell of the chosen channel, as if it had been clicked. */
  async takeApart(at: Position): Promise<void> {
    const turn = ++this.turn;
    try {
      const report = await this.context.host.cell(this.subject.run, this.subject.key, this.channel, at.y, at.x);
      if (turn !== this.turn) return;
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
      this.zoomed.show(sheet.levels, sheet.width, sheet.height, tableFor(options.colours, low, high),
        `${key}, ${texts.channel} ${channel}. ${texts.hint}`);
      this.zoomed.place(this.cell);
      this.legend.replaceChildren(legend(low, high, options.colours, texts),
        ...(figures.shape.kind === 'vector' ? [element('p', { class: 'quiet' }, texts.folded)] : []));
      const own = { min: figures.min[channel], max: figures.max[channel], mean: figures.mean[channel], std: figures.std[channel],
        zeros: figures.zeros[channel], nan: figures.notFinite[channel], infinite: 0 };
      this.figuresPlace.replaceChildren(
        ...(isOnly ? [] : [statistics(`${texts.statistics}: ${texts.channel} ${channel}`, own, texts),
          histogram(`${texts.histogram}: ${texts.channel} ${channel}`, bars)]),
        statistics(`${texts.statistics}: ${texts.wholeMap}`, figures.whole, texts),
          histogram(`${texts.histogram}: ${texts.wholeMap}`, whole ?? bars));
      this.kernelsPlace.replaceChildren(...(weights ? [kernels(weights, channel, options.colours, texts)] : []));
      if (this.cell && this.apart.isOpen) void this.takeApart(this.cell);
      else this.look(this.cell);
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
    const [height, width] = inputSize(this.context);
    const field = layer && figures.shape.kind === 'maps' ? fieldAt(layer.field, at.y, at.x, [height, width])
      : layer?.field.kind === 'global' ? fieldAt(layer.field, 0, 0, [height, width]) : null;
    this.events.field(field);
    void this.read(at, field);
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
        ...(this.subject.run === 'now' && (field?.kind === 'window' || field?.kind === 'global') ? [measure] : []));
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
        const { top, left, height, width } = field.whole;
        const text = fill(texts.fieldRows, height, width, ...[top, top + height - 1, left, left + width - 1].map((at) =>
          short(at, 9)));
        return field.isClipped ? `${text} ${texts.fieldClipped}` : text;
      }
      case 'global': return texts.fieldGlobal;
      case 'inexact': return fill(texts.fieldInexact, field.rows, field.columns);
      case 'none': return texts.fieldNone;
      case 'unknown': return fill(texts.fieldUnknown, field.reason);
    }
  }

  private async measure(at: Position, field: FieldAt | null): Promise<void> {
    const { texts, host, failed } = this.context;
    const area = field?.kind === 'window' ? field.inside : field?.kind === 'global' ? field.whole : null;
    if (!area) return;
    this.reading.append(element('p', { class: 'quiet measuring' }, texts.measuring));
    try {
      const measured = await host.effectiveField(this.subject.key, this.channel, at.y, at.x, [area.top, area.left, area.height,
        area.width], EFFECTIVE_RUNS);
      this.events.effective(measured);
      this.reading.querySelector('.measuring')?.replaceWith(element('p', { class: 'quiet measured', 'data-runs': measured.runs },
        fill(texts.effectiveNote, measured.runs, measured.block.join('×'), short(measured.impulse))));
    } catch (error) {
      failed(error);
      this.reading.querySelector('.measuring')?.remove();
    }
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

export function inputSize({ done, model }: Context): readonly [number, number] {
  const shape = done?.image?.shape ?? model?.inputs[0]?.shape ?? [1, 1];
  return [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
}
