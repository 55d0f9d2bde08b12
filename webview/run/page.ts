// The page of a layer: one view of its map, or two side by side: of two layers, or of this run and the one that is held.
import type { EffectiveField } from '../../src/protocol/runMaps';
import { element } from '../lib/element';
import { COLOURS } from './colours';
import type { Context, Options } from './context';
import { action, labelled, select, setChoices } from './controls';
import type { FieldAt } from './field';
import { fill, milliseconds, sizes } from './numbers';
import { LayerView, type Chosen, type Subject } from './view';

export interface PageEvents {
  back(): void;
  go(key: string): void;
  change(options: Partial<Options>): void;
  table(key: string, shape: readonly number[]): void;
  field(at: FieldAt | null): void;
  effective(field: EffectiveField | null): void;
}

export class Page {
  readonly root = element('div', { class: 'layer-page' });
  private readonly head = element('header', { class: 'page-head' });
  private readonly views = element('div', { class: 'views' });
  private readonly colours: HTMLSelectElement;
  private shown: LayerView[] = [];
  private key = '';
  private second: string | null = null;
  private isHeld = false;
  private heldOf = '';
  private compares = false;
  private turn = 0;
  private chosen: Chosen | null = null;

  constructor(private readonly context: Context, private readonly events: PageEvents) {
    this.colours = select(context.texts.colours, [], '', (value) => {
      this.change({ colours: COLOURS.find((name) => name === value) ?? 'viridis' });
    }, 'colours');
    this.nameColours();
    this.root.append(this.head, this.controls(), this.views);
  }

  async show(key: string): Promise<void> {
    if (key !== this.key) this.chosen = null;
    this.key = key;
    const turn = ++this.turn;
    this.showHead();
    const subjects: Subject[] = [{ run: 'now', key }];
    if (this.compares && this.isHeld) subjects.unshift({ run: 'held', key });
    else if (this.second !== null && this.context.layer(this.second)) subjects.push({ run: 'now', key: this.second });
    const isPair = subjects.length > 1;
    this.root.classList.toggle('compares', isPair);
    const views = subjects.map((subject): LayerView => new LayerView(this.context, subject, {
      field: this.events.field, effective: this.events.effective,
      chosen: (chosen) => {
        if (subject.key === this.key) this.chosen = chosen;
        if (this.compares) for (const view of this.shown) if (view.subject !== subject) view.choose(chosen, false);
        if (chosen.cell) void this.shown.find((view) => view.subject === subject)?.takeApart(chosen.cell);
      },
      scrolled: (top) => { if (this.compares) for (const view of this.shown) if (view.subject !== subject) view.scrollTo(top); },
    }));
    this.views.replaceChildren(...views.map((view) => element('div', { class: 'side', 'data-run': view.subject.run },
      ...(isPair ? [this.titleOf(view.subject)] : []), view.root)));
    for (const view of this.shown) view.leave();
    this.shown = views;
    try {
      for (const view of views) {
        // Of two runs the same channel is compared, though in each another may be the most active.
        const first = this.compares && view !== views[0] ? views[0].now : null;
        await view.show(view.subject.key === key ? this.chosen ?? first : null);
        if (turn !== this.turn) return;
      }
      this.nameColours();
      this.root.dataset['shown'] = key;
    } catch (error) {
      this.context.failed(error);
    }
  }

  /** The worker has the held run no more. */
  dropHeld(): void {
    this.isHeld = false;
    this.compares = false;
  }

  leave(): void {
    this.turn++;
    for (const view of this.shown) view.leave();
    this.shown = [];
    this.views.replaceChildren();
    delete this.root.dataset['shown'];
  }

  /** Weights and inputs of the run that is shown. */
  private whatRan(): string {
    const { done } = this.context;
    return done ? [done.load.weights, ...done.inputs.map(({ text }) => text)].join(' · ') : '';
  }
  private titleOf({ run, key }: Subject): HTMLElement {
    const { texts } = this.context;
    const title = !this.compares ? key : run === 'held' ? `${texts.held}: ${this.heldOf}` : `${texts.now}: ${this.whatRan()}`;
    return element('h3', { title }, title);
  }

  // ---- parts ----------------------------------------------------------------------------------------------------------

  private showHead(): void {
    const { texts, model, done, host, failed } = this.context;
    const layers = model?.layers ?? [];
    const at = layers.findIndex(({ key }) => key === this.key);
    const layer = layers[at];
    if (!layer) return;
    const report = done?.run.layers.find(({ key }) => key === this.key);
    const step = (label: string, title: string, to: number, name: string): HTMLElement => {
      const made = action(label, () => { if (layers[to]) this.events.go(layers[to].key); }, { title, kind: 'icon', name });
      made.disabled = !layers[to];
      return made;
    };
    const save = select(texts.save, [{ value: '', label: texts.save }, { value: 'png', label: texts.savePng }, { value: 'npy',
      label: texts.saveNpy }], '', (value) => {
      save.value = '';
      if (value === 'png' || value === 'npy') void host.save(this.key, value).catch(failed);
    }, 'save-map');
    const show = (which: 'call' | 'constructor', label: string, has: boolean): HTMLElement[] => (has
      ? [action(label, () => { void host.reveal(this.key, which).catch(failed); }, { name: which })] : []);
    this.head.replaceChildren(
      element('div', { class: 'row' }, action(`← ${texts.back}`, () => { this.events.back(); }, { name: 'back' }),
        step('‹', texts.previous, at - 1, 'previous'), step('›', texts.next, at + 1, 'next'),
        element('h2', { class: 'code', 'data-layer': layer.key }, layer.key), element('span', { class: 'quiet' }, layer.type),
        element('span', { class: 'code' }, sizes(report?.shape ?? layer.shape)),
        ...(report?.milliseconds == null ? [] : [element('span', { class: 'quiet' }, milliseconds(report.milliseconds))]),
        ...(report ? [element('span', { class: report.asPredicted ? 'good' : 'bad', title: report.asPredicted
          ? fill(texts.verified, 1) : texts.fault },
          report.asPredicted ? '✓' : '≠')] : []),
        element('span', { class: 'space' }), ...show('call', texts.showCall, layer.hasCall), ...show('constructor',
          texts.showConstructor, layer.hasConstructor),
        action(texts.table, () => { this.events.table(this.key, report?.shape ?? layer.shape); }, { name: 'table' }), this.compareMenu(),
        save));
  }

  private compareMenu(): HTMLElement {
    const { texts, failed, model } = this.context;
    const menu = select(texts.compare, [], '', (value) => { void this.compare(value).catch(failed); }, 'compare');
    const isComparing = this.compares || this.second !== null;
    setChoices(menu, [{ value: '', label: texts.compare }, { value: 'hold', label: texts.hold },
      ...(this.isHeld ? [{ value: 'held', label: texts.held }, { value: 'release', label: texts.release }] : []),
      ...(isComparing ? [{ value: 'end', label: texts.endCompare }] : []),
      ...(model?.layers ?? []).filter(({ key }) => key !== this.key).map(({ key }) => ({ value: `layer:${key}`,
        label: fill(texts.withLayer, key) }))], '');
    return menu;
  }

  private async compare(value: string): Promise<void> {
    const { host } = this.context;
    if (value === 'hold') {
      await host.hold();
      this.isHeld = true;
      this.heldOf = this.whatRan();
      this.compares = true;
      this.second = null;
    } else if (value === 'held') {
      this.compares = true;
      this.second = null;
    } else if (value === 'release') {
      await host.release();
      this.isHeld = false;
      this.compares = false;
    } else if (value === 'end') {
      this.compares = false;
      this.second = null;
    } else if (value.startsWith('layer:')) {
      this.second = value.slice(6);
      this.compares = false;
    }
    await this.show(this.key);
  }

  /** Names what is drawn: of a map with values on both sides of zero the colours that diverge from it. */
  private nameColours(): void {
    const { texts, options } = this.context;
    const isSigned = this.shown.some(({ isSigned: signed }) => signed);
    setChoices(this.colours, COLOURS.map((name) => ({ value: name,
      label: isSigned && name !== 'grey' ? fill(texts.diverging, name) : name })), options.colours);
    this.colours.title = isSigned && options.colours !== 'grey' ? fill(texts.divergingHint, options.colours) : texts.colours;
  }

  private change(changed: Partial<Options>): void {
    this.events.change(changed);
    for (const view of this.shown) view.refresh();
    this.nameColours();
  }

  private controls(): HTMLElement {
    const { texts, options } = this.context;
    const change = (changed: Partial<Options>): void => { this.change(changed); };
    const size = element('input', { type: 'range', min: 28, max: 200, step: 4, value: options.size ?? 72, 'aria-label': texts.size,
      title: texts.size });
    size.addEventListener('change', () => { change({ size: size.valueAsNumber }); });
    return element('div', { class: 'bar' },
      labelled(texts.colours, this.colours),
      labelled(texts.range, select(texts.range, [{ value: 'shared', label: texts.rangeShared }, { value: 'channel',
        label: texts.rangeChannel }], options.range,
        (value) => { change({ range: value === 'channel' ? 'channel' : 'shared' }); }, 'range')),
      labelled(texts.order, select(texts.order, [{ value: 'index', label: texts.byIndex }, { value: 'activity',
        label: texts.byActivity }], options.order,
        (value) => { change({ order: value === 'activity' ? 'activity' : 'index' }); }, 'order')),
      labelled(texts.size, size));
  }
}
