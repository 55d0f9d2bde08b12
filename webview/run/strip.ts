// The layers of a model in execution order, each with a small picture of its map, its shape and its time.
import type { LayerReport } from '../../src/protocol/run';
import type { PanelLayer } from '../../src/protocol/runPanel';
import type { Thumbnail, WhichRun } from '../../src/protocol/runMaps';
import { element } from '../lib/element';
import { fitInto, paint, tableFor } from './colours';
import type { Context } from './context';
import { milliseconds, sizes } from './numbers';

const SIDE = 96;
/** Pictures are asked for together, so that a first screen comes at once. */
const BATCH_MS = 12;

export class Strip {
  readonly root = element('div', { class: 'strip' });
  private readonly cards = new Map<string, HTMLElement>();
  private readonly wanted = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private seen: IntersectionObserver | null = null;
  private turn = 0;
  private run: WhichRun = 'now';

  constructor(private readonly context: Context, private readonly open: (key: string) => void) {
    this.root.addEventListener('keydown', (event) => { if (this.key(event)) event.preventDefault(); });
  }

  show(layers: readonly PanelLayer[], run: WhichRun = 'now'): void {
    this.turn++;
    this.run = run;
    this.seen?.disconnect();
    this.cards.clear();
    const slowest = Math.max(1e-9, ...(this.context.done?.run.layers.map(({ milliseconds: ms }) => ms ?? 0) ?? []));
    const reports = new Map(this.context.done?.run.layers.map((report) => [report.key, report]));
    this.root.replaceChildren(...sectionsOf(layers).map(({ name, layers: own }) => element('section', { 'aria-label': name || undefined },
      ...(name ? [element('h2', {}, name)] : []), element('div', { class: 'cards', role: 'list' },
        ...own.map((layer) => this.card(layer, name, reports.get(layer.key), slowest))))));
    if (!this.context.done) return;
    this.seen = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting && target instanceof HTMLElement) this.want(target);
    }, { rootMargin: '300px' });
    for (const [key, card] of this.cards) if (this.context.isKept(key)) this.seen.observe(card);
  }

  /** After another pick or other colours. */
  repaint(): void {
    const layers = this.context.model?.layers ?? [];
    this.show(layers, this.run);
  }

  filter(query: string): number {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of this.cards.values()) {
      card.hidden = !words.every((word) => (card.dataset['text'] ?? '').includes(word));
      if (!card.hidden) shown++;
    }
    for (const section of this.root.querySelectorAll('section')) section.hidden = !section.querySelector('.card:not([hidden])');
    return shown;
  }

  focus(key: string): void {
    this.cards.get(key)?.focus();
    this.cards.get(key)?.scrollIntoView({ block: 'nearest' });
  }

  private card(layer: PanelLayer, section: string, report: LayerReport | undefined, slowest: number): HTMLElement {
    const { texts, done } = this.context;
    const shape = shortShape(report?.shape ?? layer.shape);
    const time = report?.milliseconds;
    const bar = element('i', { class: 'bar' });
    bar.style.width = `${(100 * (time ?? 0)) / slowest}%`;
    const bad = report && report.statistics.nan + report.statistics.infinite > 0;
    const isFirst = bad && done?.run.firstNotFinite === layer.key;
    const mark = !report || report.asPredicted ? [] : [element('span', { class: 'mark bad', title: texts.fault }, '≠')];
    if (bad) mark.push(element('span', { class: 'mark bad', title: isFirst ? texts.firstNotFinite : texts.notFinite }, (isFirst ? '⚠ ' : '')
      + (report.statistics.nan > 0 ? 'NaN' : '∞')));
    const name = section === '' || layer.key === section ? layer.key : layer.key.slice(section.length + 1);
    const isMissing = done !== null && !report && this.run === 'now';
    const label = [layer.key, layer.type, shape, time == null ? '' : milliseconds(time), isMissing ? texts.notKeptHint : '']
      .filter(Boolean).join(', ');
    const card = element('button', { class: `card ${bad ? 'not-finite' : isMissing ? 'not-kept' : ''}`, type: 'button',
      'data-key': layer.key, title: label,
      'aria-label': label, 'data-text': `${layer.key} ${layer.type} ${shape}`.toLowerCase() },
    element('span', { class: 'picture' }, ...(isMissing ? [element('span', { class: 'quiet' }, texts.notKept)]
      : [element('canvas', { 'aria-hidden': 'true' })]), ...mark),
    element('span', { class: 'name' }, element('bdi', {}, name)), element('span', { class: 'type' }, layer.type),
    element('span', { class: 'shape code' }, shape),
    element('span', { class: 'time', title: report && time === null ? texts.fusedTime : undefined }, bar, report
      ? (time == null ? '·' : milliseconds(time)) : ''));
    card.addEventListener('click', () => { this.open(layer.key); });
    this.cards.set(layer.key, card);
    return card;
  }

  private want(card: HTMLElement): void {
    this.seen?.unobserve(card);
    this.wanted.add(card.dataset['key'] ?? '');
    this.timer ??= setTimeout(() => { void this.ask(); }, BATCH_MS);
  }

  private async ask(): Promise<void> {
    this.timer = undefined;
    const keys = [...this.wanted];
    this.wanted.clear();
    const { turn } = this;
    const { host, options, failed } = this.context;
    try {
      const side = Math.ceil(SIDE * Math.min(2, window.devicePixelRatio || 1));
      const thumbnails = await host.thumbnails(this.run, keys, side, options.pick);
      if (turn === this.turn) for (const thumbnail of thumbnails) this.fill(thumbnail);
    } catch (error) {
      failed(error);
    }
  }

  private fill({ key, width, height, levels, low, high, channel, shape }: Thumbnail): void {
    const card = this.cards.get(key);
    const canvas = card?.querySelector('canvas');
    if (!card || !canvas) return;
    paint(canvas, levels, width, height, tableFor(this.context.options.colours, low, high),
      width === shape.width ? shape.cells : undefined);
    fitInto(canvas, SIDE);
    if (channel !== null) canvas.title = `${this.context.texts.channel} ${channel}`;
    card.classList.add('drawn');
  }

  private key({ key, target }: KeyboardEvent): boolean {
    const by = ({ ArrowRight: 1, ArrowLeft: -1 } as const)[key];
    const card = target instanceof HTMLElement ? target.closest<HTMLElement>('.card') : null;
    if (!card) return false;
    const shown = [...this.cards.values()].filter((each) => !each.hidden && !each.closest('section')?.hidden);
    const at = shown.indexOf(card);
    if (by !== undefined) {
      shown[at + by]?.focus();
      return true;
    }
    if (key !== 'ArrowDown' && key !== 'ArrowUp') return false;
    // The nearest card of the next line.
    const from = card.getBoundingClientRect();
    const rows = key === 'ArrowDown' ? shown.slice(at + 1) : shown.slice(0, at).reverse();
    const line = rows.find((each) => Math.abs(each.getBoundingClientRect().top - from.top) > 4)?.getBoundingClientRect().top;
    const best = rows.filter((each) => Math.abs(each.getBoundingClientRect().top - (line ?? NaN)) < 4)
      .sort((a, b) =>
        Math.abs(a.getBoundingClientRect().left - from.left) - Math.abs(b.getBoundingClientRect().left - from.left))[0];
    best?.focus();
    return true;
  }
}

/** Without the batch where it is one image. */
const shortShape = (shape: readonly number[]): string => sizes(shape.length > 1 && shape[0] === 1 ? shape.slice(1) : shape);

interface Section { readonly name: string; readonly layers: readonly PanelLayer[] }
/** More cards than these under one heading are divided further, where their modules are. */
const MANY = 20;

/** The modules that a layer stands in, outermost first: a module that is a layer stands in its parent. */
function placeOf({ key, module }: PanelLayer): string[] {
  const parts = (module || key).split('.');
  // A module that is called again is the same layer: 'conv#2'.
  return module === key || module === '' || key.startsWith(`${module}#`) ? parts.slice(0, -1) : parts;
}

/** Layers by the modules that they stand in, in execution order: by the first part of the path, and further where these are many. */
export function sectionsOf(layers: readonly PanelLayer[], depth = 1): Section[] {
  const prefixOf = (layer: PanelLayer): string => placeOf(layer).slice(0, depth).join('.');
  const groups: { name: string; layers: PanelLayer[] }[] = [];
  for (const layer of layers) {
    const name = prefixOf(layer);
    const last = groups.at(-1);
    if (last?.name === name) last.layers.push(layer);
    else groups.push({ name, layers: [layer] });
  }
  return groups.flatMap((group) => {
    const isDeeper = group.layers.length > MANY && group.name !== '' && group.name.split('.').length === depth
      && group.layers.some(({ module }) => module.startsWith(`${group.name}.`));
    return isDeeper ? sectionsOf(group.layers, depth + 1) : [{ ...group, name: commonPath(group) }];
  });
}

/** The innermost module that all of a section's layers stand in: what is said above them need not be said at each. */
function commonPath({ name, layers }: Section): string {
  if (name === '' || layers.length < 2) return name;
  const [first = [], ...others] = layers.map(placeOf);
  let length = first.length;
  for (const path of others) while (length > 0 && first.slice(0, length).join('.') !== path.slice(0, length).join('.')) length--;
  const common = first.slice(0, length).join('.');
  return common.length > name.length ? common : name;
}
