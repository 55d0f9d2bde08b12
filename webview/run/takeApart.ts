// One element of a layer, taken apart: window, kernel, products, their sum, the channels' sums and the bias, down to what the
// engine computed. Buttons and keys move the window by one element; playing moves it along the stride.
import type { CellReport, CellTerms, TileSheet } from '../../src/protocol/runMaps';
import type { RunTexts } from '../../src/protocol/runPanel';
import { element } from '../lib/element';
import { colourOf, paint, tableFor, type ColourName } from './colours';
import { action, labelled, numberField, svg } from './controls';
import { exact, fill, short } from './numbers';

export interface Moves {
  /** By elements of the output; false at the border. */
  step(dy: number, dx: number): boolean;
  /** Pictures of one channel of what the layer reads. */
  source(terms: CellTerms, channel: number): Promise<TileSheet>;
  close(): void;
}

/** Larger kernels are pictures with values as tooltips. */
const MOST_WRITTEN = 7;
const SHOWN_SUMS = 10;
const PLAY_MS = 700;

const largest = (sums: Float64Array): number => sums.reduce((best, sum, i) => (Math.abs(sum) > Math.abs(sums[best]) ? i : best),
  0);

/** Height and width of the picture of what a layer reads: channels by positions, rows by columns, or planes below each other. */
const pictured = ({ inputSize, inputChannels }: CellTerms): readonly [number, number] => (inputSize.length === 1
  ? [inputChannels, inputSize[0]] : [inputSize.slice(0, -1).reduce((a, b) => a * b, 1), inputSize[inputSize.length - 1]]);
/** Beside planes that stand below each other there is no room for their padding: null. */
function onPicture({ inputSize }: CellTerms, at: readonly number[], channel: number, isInside: boolean): { readonly y: number;
  readonly x: number } | null {
  if (at.length === 1) return { y: channel, x: at[0] };
  if (at.length === 2) return { y: at[0], x: at[1] };
  return isInside ? { y: at[0] * inputSize[1] + at[1], x: at[2] } : null;
}

/** Keeps a sign beside what it stands before when the line is broken. */
const signed = (sign: string, table: HTMLElement): HTMLElement => element('span', { class: 'signed' }, element('span',
  { class: 'sign' }, sign), table);

export class TakenApart {
  readonly root = element('section', { class: 'apart', hidden: true });
  private playing: ReturnType<typeof setInterval> | undefined;
  /** The input channel that is shown: the one with the largest sum until the reader chooses another. */
  private input = 0;
  private isChosen = false;
  private report: CellReport | null = null;
  private turn = 0;

  constructor(private readonly texts: RunTexts, private readonly moves: Moves, private readonly colours: () => ColourName) {
    this.root.addEventListener('keydown', (event) => {
      const step = ({ ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] } as const)[event.key];
      if (!step || event.target instanceof HTMLInputElement) return;
      this.moves.step(step[0], step[1]);
      event.preventDefault();
    });
  }

  get isOpen(): boolean { return !this.root.hidden; }

  show(report: CellReport): void {
    const { terms } = report;
    const wasHidden = this.root.hidden;
    const focused = this.root.contains(document.activeElement) ? document.activeElement?.getAttribute('data-do') : null;
    this.report = report;
    this.root.hidden = false;
    if (terms && (!this.isChosen || this.input >= terms.channels)) this.input = largest(terms.sums);
    this.root.replaceChildren(this.head(report), ...(terms ? this.body(report, terms) : [element('p', { class: 'quiet' },
      this.texts.notTakenApart)]));
    if (focused) this.root.querySelector<HTMLElement>(`[data-do="${focused}"]`)?.focus();
    if (wasHidden) this.root.scrollIntoView({ block: 'nearest' });
  }

  hide(): void {
    this.stop();
    this.isChosen = false;
    this.root.hidden = true;
    this.report = null;
  }

  // ---- parts ----------------------------------------------------------------------------------------------------------

  private head({ index }: CellReport): HTMLElement {
    const { texts } = this;
    const step = (label: string, title: string, dy: number, dx: number, name: string): HTMLElement =>
      action(label, () => { this.moves.step(dy, dx); }, { title, kind: 'icon', name });
    const play = action(this.playing === undefined ? '▶' : '❚❚', () => { this.togglePlay(); }, { kind: 'icon', name: 'play',
      title: this.playing === undefined ? texts.play : texts.pause });
    return element('header', {}, element('h3', {}, texts.takeApart), element('span', { class: 'code' },
      `[${index.join(', ')}]`),
      element('span', { class: 'steps' }, play, step('←', texts.stepLeft, 0, -1, 'left'), step('→', texts.stepRight, 0, 1,
        'right'),
        step('↑', texts.stepUp, -1, 0, 'up'), step('↓', texts.stepDown, 1, 0, 'down')),
      action('✕', () => { this.moves.close(); }, { title: texts.close, kind: 'icon', name: 'close-apart' }));
  }

  private body(report: CellReport, terms: CellTerms): Node[] {
    const isMany = terms.channels > 1;
    const parts: Node[] = [this.describe(terms)];
    if (terms.taps.length > 1) parts.push(this.channelChoice(terms), this.arithmetic(terms));
    if (isMany) parts.push(this.sums(terms));
    parts.push(this.total(report, terms));
    return parts;
  }

  private describe({ kernel, stride, padding, dilation, groups, kind }: CellTerms): HTMLElement {
    const { texts } = this;
    const list = (sizes: readonly number[]): string => (sizes.every((size) => size === sizes[0]) ? String(sizes[0])
      : sizes.join('×'));
    const text = kind === 'linear' ? '' : [`${texts.kernel} ${kernel.join('×')}`, `${texts.stride} ${list(stride)}`,
      `${texts.padding} ${list(padding)}`,
      ...(dilation.some((d) => d > 1) ? [`${texts.dilation} ${list(dilation)}`] : []), ...(groups > 1
        ? [`${texts.groups} ${groups}`] : [])].join(' · ');
    return element('p', { class: 'quiet' }, text);
  }

  private channelChoice(terms: CellTerms): HTMLElement {
    const { texts } = this;
    if (terms.channels === 1) return element('p', { class: 'quiet' }, `${texts.inputChannel} ${terms.firstChannel}`);
    const field = numberField(texts.inputChannel, terms.firstChannel + this.input, (value) => {
      this.pick(Math.max(0, Math.min(terms.channels - 1, Math.round(value) - terms.firstChannel)));
    }, { min: terms.firstChannel, max: terms.firstChannel + terms.channels - 1 });
    field.dataset['do'] = 'input-channel';
    const step = (by: number): void => {
      this.pick((this.input + by + terms.channels) % terms.channels);
    };
    return element('div', { class: 'choice' }, action('‹', () => { step(-1); }, { kind: 'icon', title: texts.previous,
      name: 'input-before' }),
      labelled(texts.inputChannel, field), action('›', () => { step(1); }, { kind: 'icon', title: texts.next,
        name: 'input-after' }),
      element('span', { class: 'quiet' }, fill(texts.of, this.input + 1, terms.channels)));
  }

  /** Window × kernel = products, of one input channel, beside where the window lies. */
  private arithmetic(terms: CellTerms): HTMLElement {
    const { texts } = this;
    const { taps, inputs, weights } = terms;
    const from = this.input * taps.length;
    const values = inputs.subarray(from, from + taps.length);
    const most = Math.max(...values.map(Math.abs), 1e-30);
    const low = Math.min(...values) < 0 ? -most : 0;
    const window = this.table(terms, texts.window, (i) => ({ value: values[i], low, high: most, kind: taps[i].kind }), 'window');
    const parts: Node[] = [this.place(terms), window];
    if (weights) {
      const own = weights.subarray(from, from + taps.length);
      const largest = Math.max(...own.map(Math.abs), 1e-30);
      const products = own.map((weight, i) => weight * values[i]);
      const top = Math.max(...products.map(Math.abs), 1e-30);
      parts.push(signed('×',
        this.table(terms, texts.kernel, (i) => ({ value: own[i], low: -largest, high: largest, kind: 'inside' }), 'kernel')),
        signed('=', this.table(terms, texts.products, (i) => ({ value: products[i], low: -top, high: top, kind: taps[i].kind }), 'products')));
    }
    const sum = terms.sums[this.input];
    const word = terms.kind === 'max' ? texts.largestOf : texts.sumOfWindow;
    parts.push(element('span', { class: 'sum' }, element('span', { class: 'quiet' }, word), element('b', { class: 'code',
      'data-sum': sum }, short(sum))));
    return element('div', { class: 'arithmetic' }, ...parts);
  }

  /** One table, or one for each plane of a kernel in three dimensions. */
  private table({ kernel, taps }: CellTerms, title: string, cell: (i: number) => {
    readonly value: number; readonly low: number; readonly high: number; readonly kind: string }, name: string): HTMLElement {
    const [columns, rows = 1, planes = 1] = kernel.toReversed();
    const isWritten = Math.max(rows, columns) <= MOST_WRITTEN;
    const best = name === 'window' && this.report?.terms?.kind === 'max' ? this.bestTap() : -1;
    const written = (i: number): HTMLElement => {
      const { value, low, high, kind } = cell(i);
      const isOutside = kind !== 'inside';
      const word = kind === 'padding' ? this.texts.padding : this.texts.gap;
      const made = element('td', { class: `${isOutside ? kind : ''} ${i === best ? 'best' : ''}`.trim(), title:
        `${isOutside ? `${word}: ` : ''}${exact(value)}${name === 'window' ? ` (${taps[i].at.join(', ')})` : ''}` }, isWritten
          ? short(value, 3) : '');
      if (!isOutside) {
        const { fill: colour, isDark } = colourOf(value, low, high, this.colours());
        made.style.background = colour;
        made.classList.add(isDark ? 'on-dark' : 'on-light');
      }
      return made;
    };
    const plane = (z: number): HTMLElement => element('table', { class: `cells ${isWritten ? '' : 'small'}`, 'data-table': name },
      element('tbody', {}, ...Array.from({ length: rows }, (_, y) => element('tr', {}, ...Array.from({ length: columns },
        (__, x) => written((z * rows + y) * columns + x))))));
    return element('figure', {}, element('figcaption', {}, title), ...Array.from({ length: planes }, (_, z) => plane(z)));
  }

  private bestTap(): number {
    const terms = this.report?.terms;
    if (!terms) return -1;
    const from = this.input * terms.taps.length;
    return terms.taps.findIndex(({ kind }, i) => kind === 'inside' && terms.inputs[from + i] === terms.sums[this.input]);
  }

  /** What the layer reads, with the window's elements marked; padding lies around it. */
  private place(terms: CellTerms): HTMLElement {
    const { texts } = this;
    const channel = terms.firstChannel + this.input;
    const [height, width] = pictured(terms);
    const canvas = element('canvas', { 'aria-hidden': 'true' });
    const taps = terms.taps.flatMap(({ at, kind }) => {
      const where = kind === 'gap' ? null : onPicture(terms, at, channel, kind === 'inside');
      return where ? [{ ...where, kind }] : [];
    });
    const margin = Math.max(0, ...taps.flatMap(({ y, x }) => [-y, -x, y - height + 1, x - width + 1]));
    const overlay = svg('svg', { class: 'overlay', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none',
      'aria-hidden': 'true' },
      ...taps.map(({ y, x, kind }) => svg('rect', { class: `tap ${kind}`, x, y, width: 1, height: 1 })));
    const frame = element('div', { class: 'frame' }, canvas, overlay);
    const side = 132 / (Math.max(height, width) + 2 * margin);
    frame.style.width = `${width * side}px`;
    frame.style.height = `${height * side}px`;
    frame.style.margin = `${margin * side}px`;
    const turn = ++this.turn;
    // In one dimension the channels are the rows of one picture.
    void this.moves.source(terms, terms.inputSize.length === 1 ? 0 : channel).then((sheet) => {
      if (turn === this.turn) paint(canvas, sheet.levels, sheet.width, sheet.height, tableFor(this.colours(), sheet.low[0],
        sheet.high[0]));
    }, () => undefined); // Without the picture the numbers still say all.
    return element('figure', { class: 'place' }, element('figcaption', {}, `${terms.inputKey ?? texts.modelInput} [${channel}]`),
      element('div', { class: 'surround' }, frame));
  }

  /** The channels with the largest share, and what the others add up to. */
  private sums(terms: CellTerms): HTMLElement {
    const { texts } = this;
    const order = [...terms.sums.keys()].sort((a, b) => Math.abs(terms.sums[b]) - Math.abs(terms.sums[a]) || a - b);
    const shown = order.slice(0, SHOWN_SUMS);
    const most = Math.max(...shown.map((c) => Math.abs(terms.sums[c])), 1e-30);
    const single = terms.taps.length === 1;
    const row = (name: string, value: number, detail: string, channel: number | null): HTMLElement => {
      const bar = element('span', { class: `bar ${value < 0 ? 'negative' : 'positive'}` });
      bar.style.width = `${(100 * Math.min(1, Math.abs(value) / most)).toFixed(1)}%`;
      const made = element('li', { class: channel === this.input && !single ? 'chosen' : '' }, element('span',
        { class: 'name' }, name),
        element('span', { class: 'detail code' }, detail), element('span', { class: 'track' }, bar), element('span',
          { class: 'code value' }, short(value)));
      if (channel !== null && !single) made.addEventListener('click', () => { this.pick(channel); });
      return made;
    };
    const rows = shown.map((c) => row(String(terms.firstChannel + c), terms.sums[c],
      single && terms.weights ? `${short(terms.inputs[c], 3)} × ${short(terms.weights[c], 3)}` : '', c));
    const others = order.slice(SHOWN_SUMS);
    if (others.length > 0) rows.push(row(fill(texts.rest, others.length), others.reduce((sum, c) => sum + terms.sums[c], 0), '',
      null));
    return element('div', { class: 'sums' }, element('h4', {}, fill(texts.sums, terms.channels)), element('ol', {}, ...rows));
  }

  private total({ value }: CellReport, terms: CellTerms): HTMLElement {
    const { texts } = this;
    const sum = terms.sums.reduce((a, b) => (terms.kind === 'max' ? Math.max(a, b) : a + b), terms.kind === 'max' ? -Infinity
      : 0);
    const line = (name: string, text: string, kind = '', data: Readonly<Record<string, number>> = {}): HTMLElement =>
      element('div', { class: `line ${kind}`, ...data }, element('span', {}, name), element('b', { class: 'code' }, text));
    const difference = Math.abs(terms.value - value);
    // Terms of both signs cancel: what rounding may cost is measured against their sizes.
    const isClose = difference <= 2e-6 * terms.magnitude + 1e-12 || Object.is(terms.value, value);
    const lines = [line(terms.kind === 'max' ? texts.largestOf : texts.sum, exact(sum))];
    if (terms.divisor !== null) lines.push(line(texts.dividedBy, String(terms.divisor)));
    if (terms.weights) lines.push(line(texts.bias, terms.bias === null ? texts.noBias : exact(terms.bias)));
    lines.push(line('=', exact(terms.value), 'result', { 'data-value': terms.value }),
      line(texts.engineValue, exact(value), isClose ? 'good' : 'bad', { 'data-engine': value }),
      element('p', { class: `quiet ${isClose ? '' : 'bad'}` }, difference === 0 || terms.rounded === value ? texts.agrees
        : fill(isClose ? texts.rounding : texts.differs, short(difference, 2))));
    return element('div', { class: 'total' }, ...lines);
  }

  private pick(input: number): void {
    this.input = input;
    this.isChosen = true;
    this.again();
  }

  private again(): void {
    if (this.report) this.show(this.report);
  }

  // ---- playing --------------------------------------------------------------------------------------------------------

  private togglePlay(): void {
    if (this.playing === undefined) {
      this.playing = setInterval(() => {
        if (!this.moves.step(0, 1)) this.stop();
      }, PLAY_MS);
    } else this.stop();
    this.again();
  }

  private stop(): void {
    clearInterval(this.playing);
    this.playing = undefined;
    this.again();
  }
}
