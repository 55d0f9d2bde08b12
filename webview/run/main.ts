// The panel of a run: what is run, the layers of the model, the page of a layer, results. Everything is asked of the host; only
// small pictures and figures come over.
import type { ImageChoice, PanelLayer, PanelModel, RunDone, RunPanelHost, RunPanelView, RunStart, RunState,
  RunTexts } from '../../src/protocol/runPanel';
import { codeOf, type Service } from '../../src/protocol/rpc';
import { connectHost, loadState, saveState } from '../lib/host';
import { element } from '../lib/element';
import { readOptions, type Context, type Options } from './context';
import { fitInto, paint, tableFor } from './colours';
import { action, select, sentence } from './controls';
import { InputView } from './input';
import { fill, megabytes, milliseconds } from './numbers';
import { Page } from './page';
import { results } from './results';
import { readChoice, Source, takeImages } from './source';
import { TensorTable } from './table';
import { Strip } from './strip';
import { inputSize } from './view';

/** The longer side of an output that is shown as a map. */
const OUTPUT_SIDE = 160;
/** Models that ran faster are run again by themselves after an edit. */
const SMALL_MS = 600;

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page lacks #${id}`);
  return found;
}

const kept = loadState() as { readonly entry?: string; readonly choice?: unknown; readonly shown?: { readonly layer?: unknown;
  readonly options?: unknown } } | undefined;

class Panel implements Context {
  options: Options = readOptions(kept?.shown?.options);
  model: PanelModel | null = null;
  done: RunDone | null = null;
  private readonly source: Source;
  private readonly input: InputView;
  private readonly strip: Strip;
  private readonly page: Page;
  private readonly table: TensorTable;
  private readonly runButton: HTMLButtonElement;
  private readonly saveMenu: HTMLSelectElement;
  private isRunning = false;
  private hasFailed = false;
  private lostReason: string | null = null;
  private again = false;
  private automatic = true;
  private layerKey: string | null;

  constructor(readonly host: Service<RunPanelHost>, readonly texts: RunTexts, start: RunStart) {
    this.table = new TensorTable(texts);
    this.source = new Source(texts, start, readChoice(kept?.choice), {
      changed: () => { void this.run(); }, chooseImage: (isImage) => host.chooseImage(isImage),
      chooseWeights: () => host.chooseWeights(),
    });
    this.layerKey = start.layer ?? (typeof kept?.shown?.layer === 'string' ? kept.shown.layer : null);
    this.input = new InputView(texts);
    this.strip = new Strip(this, (key) => { this.open(key); });
    this.page = new Page(this, {
      back: () => { this.back(); }, go: (key) => { this.open(key); }, change: (options) => { this.change(options); },
      table: (key, shape) => { this.openTable(key, shape); },
      field: (field) => { this.input.mark(field); }, effective: (field) => { this.input.showEffective(field); },
    });
    this.runButton = action(texts.run, () => { if (this.isRunning) void host.cancel(); else void this.run(); },
      { kind: 'primary', name: 'run' });
    this.saveMenu = select(texts.save, [{ value: '', label: texts.save }, { value: 'all', label: texts.saveAll }], '', () => {
      this.saveMenu.value = '';
      void host.saveAll().catch(this.failed);
    }, 'save');
    part('toolbar').append(this.runButton, this.source.controls, element('span', { class: 'space' }), this.saveMenu);
    part('input').append(this.input.root, this.source.details);
    part('strip').append(this.stripBar(), this.strip.root);
    part('page').append(this.page.root);
    document.body.append(this.table.root);
    takeImages(texts, (image) => { this.use(image); });
    part('figures').addEventListener('click', ({ target }) => {
      const name = target instanceof Element ? target.closest<HTMLElement>('[data-weight]')?.dataset['weight'] : undefined;
      if (name !== undefined) void host.revealWeight(name).catch(this.failed);
    });
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.layerKey !== null) this.back();
    });
  }

  private readonly changeInput = (): void => { void this.host.changeInput().catch(this.failed); };
  readonly failed = (error: unknown): void => {
    const text = sentence(error);
    if (text) this.say(text, 'problem');
  };

  layer(key: string): PanelLayer | undefined {
    return this.model?.layers.find((layer) => layer.key === key);
  }

  // ---- from outside ---------------------------------------------------------------------------------------------------

  update({ model, message, automatic }: RunState): void {
    const isFirst = this.model === null;
    this.automatic = automatic;
    document.body.classList.toggle('no-model', model === null && isFirst);
    if (!model) {
      this.say(message, 'problem', action(this.texts.changeInput, this.changeInput, { name: 'change-input' }));
      document.body.classList.toggle('stale', this.done !== null);
      return;
    }
    this.model = model;
    this.source.ownWeights(model.weights);
    this.source.setInputs(model.inputs);
    const shapes = element('button', { class: 'link', type: 'button', title: this.texts.changeInput, 'data-do': 'change-input' },
      model.inputs.map(({ shape }) => shape.join('×')).join(', '));
    shapes.addEventListener('click', this.changeInput);
    part('headline').replaceChildren(element('strong', {}, model.name), ' ', shapes, element('span', { class: 'quiet' },
      ` · ${fill(this.texts.layers, model.layers.length)}`));
    this.runButton.disabled = false;
    if (isFirst) {
      this.strip.show(model.layers);
      void this.run();
    } else if (this.done) this.compareRevisions(this.done, model);
    else void this.run();
  }

  /** A run belongs to the model as it was. */
  private compareRevisions({ revision, run }: RunDone, model: PanelModel): void {
    const isStale = revision !== model.revision;
    document.body.classList.toggle('stale', isStale);
    if (!isStale) this.sayLost();
    else if (this.automatic && run.milliseconds < SMALL_MS) void this.run();
    else if (!this.isRunning) this.say(this.texts.stale, 'note', this.rerun());
  }

  progress(stage: 'weights' | 'run', done: number, total: number, node: string): void {
    const bar = part('progress');
    bar.hidden = !this.isRunning;
    bar.setAttribute('aria-valuenow', String(total > 0 ? Math.round((100 * done) / total) : 0));
    bar.style.setProperty('--done', total > 0 ? String(done / total) : '0');
    part('progress-text').textContent =
      `${stage === 'weights' ? this.texts.loading : this.texts.running} ${done}/${total} ${node}`;
  }

  open(key: string): void {
    if (!this.layer(key)) return;
    this.layerKey = key;
    this.keep();
    if (!this.done) return;
    if (!this.isKept(key)) {
      this.keepOne(key);
      return;
    }
    document.body.classList.add('on-page');
    void this.page.show(key);
  }

  isKept(key: string): boolean { return this.done?.run.layers.some((layer) => layer.key === key) ?? true; }

  /** Runs again so that this map is kept too, once. */
  private keepOne(key: string): void {
    if (this.source.fitting?.includes(key)) {
      this.layerKey = null;
      this.say(fill(this.texts.mapTooLarge, key), 'problem', this.smallerInput());
    } else this.fit([key]);
  }
  private fit(first: readonly string[] | null): void {
    this.source.fitting = first;
    void this.run();
  }
  private smallerInput(): HTMLElement { return action(this.texts.smallerInput, this.changeInput, { name: 'smaller-input' }); }

  /** The maps of what is shown are gone, for a reason that is said until it runs again. */
  lost(reason: string): void {
    this.lostReason = reason;
    this.page.dropHeld();
    if (!this.isRunning) this.sayLost();
  }
  private sayLost(): void {
    if (this.lostReason === null) {
      // What a run failed of stays until there is another.
      if (!this.hasFailed) this.say('');
    } else this.say(this.lostReason, 'note', this.rerun());
  }

  use(image: ImageChoice): void {
    this.source.useImage(image);
    void this.run();
  }

  /** Runs again where what is shown is not of the model as it is, or can no longer be asked about. */
  wanted(): void {
    const { done, model } = this;
    if (!this.isRunning && (this.hasFailed || this.lostReason !== null || done?.revision !== model?.revision)) void this.run();
  }

  // ---- running --------------------------------------------------------------------------------------------------------

  private async run(): Promise<void> {
    if (!this.model) return;
    if (this.isRunning) {
      this.again = true;
      void this.host.cancel();
      return;
    }
    this.isRunning = true;
    this.keep();
    this.showRunning();
    this.say('');
    let hasRun = false;
    try {
      this.done = await this.host.run(this.source.current);
      this.lostReason = null;
      this.showDone(this.done);
      hasRun = true;
    } catch (error) {
      // What is shown is of an earlier run, whose maps are gone.
      document.body.classList.toggle('stale', this.done !== null);
      const fewer = codeOf(error) === 'memory' && this.source.fitting === null
        ? [action(this.texts.keepFewer, () => { this.fit([]); }, { name: 'keep-fewer' })] : [];
      this.say(sentence(error) || this.texts.notRun, 'problem', ...fewer, ...(codeOf(error) === 'memory' ? [this.smallerInput()] : []));
    }
    this.isRunning = false;
    this.hasFailed = !hasRun;
    this.showRunning();
    const { again } = this;
    this.again = false;
    if (again) void this.run();
    else if (hasRun && this.done) this.compareRevisions(this.done, this.model); // Texts may have changed meanwhile.
  }

  private showRunning(): void {
    const { texts } = this;
    this.runButton.textContent = this.isRunning ? `■ ${texts.cancel}` : `▶ ${this.done ? texts.runAgain : texts.run}`;
    document.body.classList.toggle('running', this.isRunning);
    part('progress').hidden = !this.isRunning;
    part('progress').style.setProperty('--done', '0');
    part('progress-text').textContent = this.isRunning ? texts.loading : '';
  }

  private showDone(done: RunDone): void {
    const { texts, model } = this;
    if (!model) return;
    const { primary } = this.source;
    const report = done.inputs[primary];
    this.input.show(report?.image ?? null, inputSize(this), report?.text ?? '');
    if (!report?.image) void this.host.thumbnails('now', [`input ${primary}`], 256, 'mean').then(([picture]) => {
      if (picture) this.input.showLevels(picture.levels, picture.width, picture.height, picture.low, picture.high);
    }).catch(this.failed);
    this.source.showUsed(done.inputs);
    this.input.mask(null, 0);
    part('results').replaceChildren(results(done.run.outputs, this.source.labels, texts, {
      mask: ({ meaning }, opacity) => { if (meaning.kind === 'segmentation') this.input.mask(meaning.mask, opacity); },
      picture: ({ key }, canvas) => {
        void this.host.thumbnails('now', [key], 256, 'active').then(([map]) => {
          if (!map) return;
          paint(canvas, map.levels, map.width, map.height, tableFor(this.options.colours, map.low, map.high));
          fitInto(canvas, OUTPUT_SIDE);
        }).catch(this.failed);
      },
      table: ({ key, shape }) => { this.openTable(key, shape); }, chooseLabels: () => this.host.chooseLabels(),
      labels: (choice) => {
        this.source.labels = choice;
        void this.run();
      },
    }));
    if (model.unfinished !== null) part('results').append(element('p', { class: 'quiet' }, model.unfinished));
    part('figures').replaceChildren(this.runFigures(done), ...this.problems(done));
    this.strip.show(model.layers);
    if (this.layerKey !== null && this.layer(this.layerKey)) this.open(this.layerKey);
    document.body.dataset['ready'] = 'true';
    document.body.dataset['runs'] = String(Number(document.body.dataset['runs'] ?? 0) + 1);
  }

  private runFigures({ run, load }: RunDone): HTMLElement {
    const { texts } = this;
    const agree = run.fault === null;
    const all = this.model?.layers.length ?? 0;
    const isPart = run.layers.length < all;
    return element('section', {}, element('p', { class: 'quiet' },
      [fill(texts.total, milliseconds(run.milliseconds)), fill(texts.memory, megabytes(load.totalBytes)),
        ...(load.turbo ? [texts.turbo] : []), load.weights].join(' · ')),
    element('p', { class: agree ? 'good' : 'bad' }, agree ? `✓ ${fill(texts.verified, run.layers.length)}` : texts.fault, ' ',
      ...(agree ? [] : [action(texts.copyReport, () => { void this.host.copy(run.fault ?? ''); }, { name: 'copy-fault' })])),
    ...(isPart ? [element('p', { class: 'quiet', 'data-kept': 'some' }, fill(texts.someKept, run.layers.length, all), ' ',
      action(texts.keepAll, () => { this.fit(null); }, { name: 'keep-all' }))] : []),
    ...(run.firstNotFinite === null ? [] : [element('p', { class: 'bad' },
      `⚠ ${isPart ? texts.firstKeptNotFinite : texts.firstNotFinite} `,
      action(run.firstNotFinite, () => { this.open(run.firstNotFinite ?? ''); }, { name: 'first-not-finite' }))]));
  }

  private problems({ load }: RunDone): HTMLElement[] {
    if (load.problems.length === 0) return [];
    const isWrong = load.problems.some(({ kind }) => kind !== 'note');
    return [element('details', { class: 'problems' }, element('summary', { class: isWrong ? 'bad' : 'quiet' },
      fill(this.texts.problems, load.problems.length)),
      element('ul', {}, ...load.problems.map(({ message, name, place }) => element('li', {}, place
        ? element('button', { class: 'link', type: 'button', 'data-weight': name }, message) : message))))];
  }

  private rerun(): HTMLElement { return action(this.texts.rerun, () => { void this.run(); }, { name: 'rerun' }); }

  private openTable(key: string, shape: readonly number[]): void {
    const { host, failed } = this;
    this.table.open({ key, shape, failed, values: (leading, from, size) => host.values(key, leading, from, size),
      copy: (text) => { void host.copy(text).catch(failed); } });
  }

  // ---- what is looked at ----------------------------------------------------------------------------------------------

  private stripBar(): HTMLElement {
    const { texts } = this;
    const search = element('input', { type: 'search', placeholder: texts.search, 'aria-label': texts.search });
    const found = element('span', { class: 'quiet', role: 'status' });
    search.addEventListener('input', () => { found.textContent = this.strip.filter(search.value) === 0 ? texts.noMatch : ''; });
    return element('div', { class: 'bar' }, select(texts.pick, [{ value: 'active', label: texts.pickActive }, { value: 'mean',
      label: texts.pickMean },
      { value: 'max', label: texts.pickMax }], this.options.pick, (value) => {
      this.change({ pick: value === 'mean' ? 'mean' : value === 'max' ? 'max' : 'active' });
      this.strip.repaint();
    }, 'pick'), search, found);
  }

  private change(options: Partial<Options>): void {
    const isRepaint = options.colours !== undefined && options.colours !== this.options.colours;
    this.options = { ...this.options, ...options };
    this.keep();
    if (isRepaint) this.strip.repaint();
  }

  private back(): void {
    const key = this.layerKey;
    this.layerKey = null;
    this.page.leave();
    this.input.mark(null);
    document.body.classList.remove('on-page');
    this.keep();
    if (key !== null) this.strip.focus(key);
  }

  private say(text: string, kind: 'problem' | 'note' = 'note', ...more: Node[]): void {
    part('message').className = kind;
    part('message').replaceChildren(...(text ? [element('span', {}, text), ...more] : []));
  }

  private keep(): void {
    if (!this.model) return;
    const { inputs, ...rest } = this.source.current;
    // Bytes of dropped images are not kept: they would be written again at every change.
    const isGiven = inputs.some(({ image }) => image.kind === 'given');
    saveState({ entry: this.model.entry, choice: isGiven ? kept?.choice : { ...rest, inputs }, shown: { layer: this.layerKey, options: this.options } });
  }
}

let panel: Panel | null = null;
const { remote: host } = connectHost<RunPanelHost, RunPanelView>({
  async update(state) { panel?.update(state); },
  async progress(stage, done, total, node) { panel?.progress(stage, done, total, node); },
  async open(layer) { panel?.open(layer); },
  async lost(reason) { panel?.lost(reason); },
  async use(image) { panel?.use(image); },
  async wanted() { panel?.wanted(); },
});

async function start(): Promise<void> {
  const given = await host.ready();
  panel = new Panel(host, given.texts, given);
  if (given.image) panel.use(given.image);
  panel.update(given.state);
}
start().catch((error: unknown) => {
  document.body.prepend(element('p', { class: 'problem' }, error instanceof Error ? error.message : String(error)));
  void host.log(error instanceof Error ? error.stack ?? error.message : String(error));
});
