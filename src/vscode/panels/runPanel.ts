// Panels of runs, one for each model: open them, run what they ask for, keep them up to date while texts change, and open them
// again after a reload. What a panel sends is checked before it is served; the maps' questions go on to the run worker.
import * as vscode from 'vscode';
import { Cancelled, CancelToken, connect, type Connection, type Service } from '../../protocol/rpc';
import { withNamedNumbers, withNumbers } from '../../protocol/numbers';
import type { InputReport, LoadReport, RunModel, WeightSource } from '../../protocol/run';
import type { MapService } from '../../protocol/runMaps';
import {
  isRunPanelMessage, isRunPanelState, type ImageChoice, type RunChoice, type RunDone, type RunPanelHost, type RunPanelView,
    type RunState,
} from '../../protocol/runPanel';
import type { AnalysisClient } from '../client';
import type { Config } from '../config';
import type { Documents } from '../documents';
import { chooseInput } from '../inputs';
import type { Faults } from '../providers/faults';
import type { RunClient } from '../run/client';
import { executedAt, type Executed } from '../run/executed';
import { changedAt, chooseImage, chooseLabels, chooseWeights, firstImage, inputSource, labelOption, sampleChoices, saveFile,
  saveFolder } from '../run/files';
import { isOnnxEntry, ModelToRun, ownWeights, weightsFor } from '../run/model';
import { watchFile } from '../editors/watch';
import { uriOfEntry } from './comparison';
import { openFileOf } from './graphPanel';
import { panelIcon } from './panelIcon';
import { revealPlace } from './reveal';
import { runPage } from './runPage';
import { runTexts } from './runTexts';
import { newNonce } from './webviewPage';

export const RUN_VIEW = 'convlens.run';
/** A run needs more than a layout does: texts settle a little longer. */
const SETTLE_MS = 400;
/** Layers that a hover names. */
const MOST_NAMED = 3;

export interface RunParts {
  readonly extension: vscode.Uri;
  readonly analysis: AnalysisClient;
  readonly client: RunClient;
  readonly config: Config;
  readonly faults: Faults;
}

export class RunPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #open = new Map<string, Panel>();
  readonly #disposables: vscode.Disposable[];
  readonly #ran = new vscode.EventEmitter<string>();
  #owner: Panel | null = null;
  #settle: ReturnType<typeof setTimeout> | undefined;

  /** A model has run: the key of its entry. */
  readonly onDidRun = this.#ran.event;

  constructor(private readonly parts: RunParts, documents: Documents) {
    this.#disposables = [
      this.#ran, parts.client,
      vscode.window.registerWebviewPanelSerializer(RUN_VIEW, this),
      documents.onDidPush(() => { this.#later(); }),
      parts.analysis.onDidStart(() => { this.#later(); }),
      parts.client.onDidProgress(({ stage, done, total, node }) => { this.#owner?.progress(stage, done, total, node); }),
      parts.client.onDidEnd((reason) => {
        this.#owner?.forget(reason);
        this.#owner = null;
      }),
    ];
  }

  /** Shows the run of an entry, beside the editor when it is not open yet; with a layer to open or an image to run on. */
  show(entry: string, wanted: { readonly layer?: string; readonly image?: ImageChoice } = {}): void {
    const known = this.#open.get(entry);
    if (known) {
      known.reveal(wanted);
      return;
    }
    const panel = vscode.window.createWebviewPanel(RUN_VIEW, vscode.l10n.t('Feature maps'),
      { viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: false }, this.#options());
    this.#take(panel, entry, wanted);
  }

  /** After a reload of the window. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (!isRunPanelState(state)) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#take(panel, state.entry, {});
  }

  /** Ends the run worker, whatever it is doing: the next run starts another. */
  end(): void { this.parts.client.end(); }

  refresh(): void {
    for (const panel of this.#open.values()) void panel.refresh();
  }

  /** Markdown about the layers at a place that have run since the model was last changed; empty when none has. */
  readonly executed = (uri: string, range: { readonly start: number; readonly end: number }): string => {
    const found = [...this.#open.values()].flatMap((panel) => panel.executed(uri, range));
    const wrong = found.filter(({ asPredicted }) => !asPredicted);
    if (found.length === 0) return '';
    return wrong.length > 0
      ? `$(warning) ${vscode.l10n.t('execution gave another shape, which is a fault of ConvLens: {0}', named(wrong))}`
      : `$(verified) ${vscode.l10n.t('verified by execution: {0}', named(found))}`;
  };

  dispose(): void {
    clearTimeout(this.#settle);
    for (const panel of [...this.#open.values()]) panel.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #later(): void {
    clearTimeout(this.#settle);
    if (this.#open.size > 0) this.#settle = setTimeout(() => { this.refresh(); }, SETTLE_MS);
  }

  #options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    const { extension } = this.parts;
    // Hidden panels keep what they show: it would have to be computed again.
    return { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'dist',
      'webview')] };
  }

  #take(webview: vscode.WebviewPanel, entry: string, wanted: Wanted): void {
    const panel: Panel = new Panel(webview, entry, wanted, this.parts, {
      owns: () => this.#owner === panel,
      own: () => {
        if (this.#owner !== panel) {
          this.#owner?.forget(goneText());
          // What another panel held is not this one's to compare with.
          if (this.parts.client.isRunning) void this.parts.client.service.release().catch(() => undefined);
        }
        this.#owner = panel;
      },
      ran: () => { this.#ran.fire(entry); },
    });
    this.#open.set(entry, panel);
    webview.onDidDispose(() => {
      panel.dispose();
      if (this.#open.get(entry) === panel) this.#open.delete(entry);
      if (this.#owner !== panel) return;
      this.#owner = null;
      // Nobody looks at its maps any more.
      if (this.parts.client.isRunning) void this.parts.client.service.unload().catch(() => undefined);
    });
  }
}

const goneText = (): string => vscode.l10n.t('Another model was run since, and these maps are gone: run this one again.');
const named = (list: readonly Executed[]): string => list.slice(0, MOST_NAMED)
  .map(({ key, shape }) => `\`${key}\` [${shape.join(', ')}]`).join(', ') + (list.length > MOST_NAMED ? ', …' : '');

interface Wanted { readonly layer?: string; readonly image?: ImageChoice }
/** The run worker holds one model: the panel that ran last has it. */
interface Ownership { owns(): boolean; own(): void; ran(): void }

class Panel {
  readonly #connection: Connection<RunPanelView>;
  #model: RunModel | null = null;
  /** What the run worker has loaded for this panel, by what it was loaded for. */
  #loaded: { readonly key: string; readonly report: LoadReport } | null = null;
  #done: RunDone | null = null;
  #cancel: CancelToken | null = null;
  #isReady = false;
  #wanted: Wanted;
  readonly #source: ModelToRun;
  readonly #watching: vscode.Disposable | null;

  constructor(private readonly panel: vscode.WebviewPanel, private readonly entry: string, wanted: Wanted,
    private readonly parts: RunParts,
    private readonly ownership: Ownership) {
    const { webview } = panel;
    this.#wanted = wanted;
    this.#source = new ModelToRun(parts.analysis, parts.config, entry);
    this.#watching = isOnnxEntry(entry) ? watchFile(uriOfEntry(entry), () => { void this.refresh(); }) : null;
    this.#connection = connect<RunPanelView, RunPanelHost>({
      post: (message) => { void webview.postMessage(withNamedNumbers(message)); },
      listen: (receive) => {
        webview.onDidReceiveMessage((sent: unknown) => {
          const message = withNumbers(sent);
          if (isRunPanelMessage(message)) receive(message);
          else this.parts.faults.report('run panel', 'a message of the panel was refused: it has not the form that was agreed');
        });
      },
    }, { ...this.#service(), ...this.#maps() });
    const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(parts.extension, 'dist', 'webview',
      name)).toString();
    panel.iconPath = panelIcon(parts.extension);
    webview.html = runPage({ cspSource: webview.cspSource, nonce: newNonce(), script: file('run.js'), style: file('runStyle.css'),
      title: vscode.l10n.t('Feature maps'), locale: vscode.env.language });
  }

  executed(uri: string, range: { readonly start: number; readonly end: number }): readonly Executed[] {
    if (!this.#done || this.#done.revision !== this.#model?.revision) return [];
    return executedAt(this.#model.layers, this.#done.run.layers, uri, range);
  }

  reveal(wanted: Wanted): void {
    this.panel.reveal(undefined, false);
    if (!this.#isReady) {
      this.#wanted = wanted;
      return;
    }
    const layer = this.#keyOf(wanted.layer);
    if (layer !== null) void this.#connection.remote.open(layer).catch(ignoreCancelled);
    void (wanted.image ? this.#connection.remote.use(wanted.image) : this.#connection.remote.wanted()).catch(ignoreCancelled);
  }

  async refresh(): Promise<void> {
    if (!this.#isReady) return;
    const state = await this.#state();
    if (state) await this.#connection.remote.update(state).catch(ignoreCancelled);
  }

  progress(stage: 'weights' | 'run', done: number, total: number, node: string): void {
    if (!this.#cancel || !this.ownership.owns()) return;
    void this.#connection.remote.progress(stage, done, total, node).catch(ignoreCancelled);
  }

  /** The layer that a node of the architecture graph is; of a module the last one in it. */
  #keyOf(node: string | undefined): string | null {
    const layers = this.#model?.layers ?? [];
    return layers.find(({ key, graphNode }) => key === node || graphNode === node)?.key
      ?? layers.findLast(({ module }) => node !== undefined && (module === node || module.startsWith(`${node}.`)))?.key ?? null;
  }

  /** Its model is in the worker no more. */
  forget(reason: string): void {
    const wasLoaded = this.#loaded !== null;
    this.#loaded = null;
    if (wasLoaded && this.#isReady) void this.#connection.remote.lost(reason).catch(ignoreCancelled);
  }

  dispose(): void {
    this.#isReady = false;
    this.#cancel?.cancel();
    this.#watching?.dispose();
    this.#connection.close('the panel was closed');
  }

  #service(): Service<Omit<RunPanelHost, keyof MapService>> {
    const { client, faults } = this.parts;
    return {
      ready: async () => {
        this.#isReady = true;
        // After a reload its file need not be open; an open one is what the worker knows. Opening it refreshes the panel.
        if (!isOnnxEntry(this.entry)) void openFileOf(this.entry);
        const state = await this.#state() ?? { model: null, message: vscode.l10n.t('The analysis is starting.'),
          automatic: true };
        const { image = null } = this.#wanted;
        const layer = this.#keyOf(this.#wanted.layer);
        this.#wanted = {};
        const { runImage, runSeed: seed } = this.parts.config;
        return { texts: runTexts(), locale: vscode.env.language, state, samples: sampleChoices(), layer, image, seed,
          firstImage: firstImage(runImage) };
      },
      run: (choice) => this.#run(choice),
      cancel: async () => { this.#cancel?.cancel(); },
      chooseImage: (isImage) => chooseImage(uriOfEntry(this.entry), isImage),
      chooseLabels: () => chooseLabels(uriOfEntry(this.entry)),
      chooseWeights: () => chooseWeights(uriOfEntry(this.entry)),
      changeInput: async () => {
        await chooseInput(this.parts.analysis.service, this.parts.config, this.entry);
        await this.refresh();
        await this.#connection.remote.wanted();
      },
      reveal: async (key, which) => {
        const layer = this.#model?.layers.find((each) => each.key === key);
        const place = which === 'call' ? layer?.place ?? layer?.constructed : layer?.constructed;
        if (place) await revealPlace(place, this.panel.viewColumn);
      },
      revealWeight: async (name) => {
        const place = this.#model?.stateDict.find((entry) => entry.name === name)?.place;
        if (place) await revealPlace(place, this.panel.viewColumn);
      },
      values: (key, leading, from, size) => this.#owned(() => client.service.table(key, leading, from, size)),
      save: async (key, format) => saveFile(await this.#owned(() => client.service.save(key, format))),
      saveAll: async () => { await this.#saveAll(); },
      copy: async (text) => {
        await vscode.env.clipboard.writeText(text);
        vscode.window.setStatusBarMessage(vscode.l10n.t('Copied'), 3_000);
      },
      log: async (message) => { faults.report('run panel', new Error(message)); },
    };
  }

  /** The maps' questions, while the worker has this panel's run. */
  #maps(): Service<MapService> {
    const { service } = this.parts.client;
    return {
      thumbnails: (...asked) => this.#owned(() => service.thumbnails(...asked)),
      figures: (...asked) => this.#owned(() => service.figures(...asked)),
      channels: (...asked) => this.#owned(() => service.channels(...asked)),
      histogram: (...asked) => this.#owned(() => service.histogram(...asked)),
      kernels: (...asked) => this.#owned(() => service.kernels(...asked)),
      value: (...asked) => this.#owned(() => service.value(...asked)),
      cell: (...asked) => this.#owned(() => service.cell(...asked)),
      effectiveField: (...asked) => this.#owned(() => service.effectiveField(...asked)),
      hold: () => this.#owned(() => service.hold()),
      release: () => this.#owned(() => service.release()),
    };
  }

  async #owned<T>(ask: () => Promise<T>): Promise<T> {
    if (!this.ownership.owns() || this.#loaded === null) {
      throw new Error(goneText());
    }
    return ask();
  }

  /** Undefined when another question overtook this one. */
  async #state(): Promise<RunState | undefined> {
    const automatic = this.parts.config.runsAgain;
    try {
      const answer = await this.#source.answer();
      this.#model = answer.model;
      if (!answer.model) return { model: null, message: answer.message, automatic };
      const { entry, name, revision, training, inputs, unfinished, layers } = answer.model;
      this.panel.title = vscode.l10n.t('{0}: maps', answer.model.builder);
      const shown = layers.map(({ key, type, module, shape, field, place, constructed }) => (
        { key, type, module, shape, field, hasCall: place !== null, hasConstructor: constructed !== null }));
      return { message: '', automatic,
        model: { entry, name, revision, training, inputs, unfinished, weights: ownWeights(entry), layers: shown } };
    } catch (error) {
      if (error instanceof Cancelled) return undefined;
      this.parts.faults.report('run', error);
      return { model: null, message: vscode.l10n.t('The model could not be prepared for a run; the log says why.'), automatic };
    }
  }

  async #run(choice: RunChoice): Promise<RunDone> {
    if (!this.#model) await this.#state(); // The analysis may have been started anew.
    const model = this.#model;
    if (!model) throw new Error(vscode.l10n.t('There is no model to run.'));
    const cancel = this.#cancel = new CancelToken();
    return this.parts.client.inTurn(() => this.#runNow(model, choice, cancel));
  }

  async #runNow(model: RunModel, choice: RunChoice, cancel: CancelToken): Promise<RunDone> {
    const { client, extension, config } = this.parts;
    const { service } = client;
    try {
      cancel.throwIfCancelled();
      this.ownership.own();
      const weights: WeightSource = await weightsFor(this.entry, choice.weights);
      const settings = { threads: config.runThreads, exact: config.runExact, maxBytes: config.runMaxBytes };
      // Of a worker that was ended nothing is left, though it may have answered just before.
      const key = JSON.stringify([client.generation, model.revision, choice.weights, await changedAt(choice.weights), settings,
        choice.fitting]);
      if (this.#loaded?.key !== key) {
        // Should loading fail, nothing is loaded: the worker gives up what it had first.
        this.#loaded = null;
        this.#loaded = { key, report: await service.load({ model, weights, ...settings,
          keep: choice.fitting === null ? 'all' : { fitting: choice.fitting } }) };
      }
      const load = this.#loaded.report;
      client.tellTurbo(load);
      cancel.throwIfCancelled();
      const inputs: InputReport[] = [];
      for (const [index, input] of choice.inputs.slice(0, model.inputs.length).entries()) {
        inputs.push(await service.input(index, await inputSource(input, extension)));
        cancel.throwIfCancelled();
      }
      const run = await service.run({ top: config.runTop, ...await labelOption(choice.labels, service) }, cancel);
      this.#done = { revision: model.revision, run, load, inputs };
      this.ownership.ran();
      return this.#done;
    } finally {
      this.#cancel = null;
    }
  }

  /** The manifest, and every input, map and output as .npy and as a picture. */
  async #saveAll(): Promise<void> {
    const { service } = this.parts.client;
    const model = this.#model;
    const done = this.#done;
    if (!model || !done) return;
    const keys = [...model.inputs.map((_, i) => `input ${i}`), ...done.run.layers.map(({ key }) => key),
      ...done.run.outputs.map(({ key }) => key)];
    await saveFolder(model.builder, vscode.l10n.t('Saving the maps of {0}', model.name), [
      () => this.#owned(() => service.manifest()),
      ...keys.flatMap((key) => (['npy', 'png'] as const).map((format) => () => this.#owned(() => service.save(key, format))))]);
  }
}

function ignoreCancelled(error: unknown): void {
  if (!(error instanceof Cancelled)) throw error;
}
