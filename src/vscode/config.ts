// The settings, typed. What the user chose by clicks (inputs of entries) is kept in the workspace's state beside them.
import * as vscode from 'vscode';
import type { Configuration, HintKind } from '../protocol/analysis';

const SECTION = 'convlens';
const CHOSEN_INPUTS = 'chosenInputs';
const HINT_SETTINGS: Readonly<Record<HintKind, string>> = {
  layer: 'inlayHints.layers',
  forward: 'inlayHints.forward',
  call: 'inlayHints.calls',
  value: 'inlayHints.values',
};

/** Of nn.Module: `eval()` or `train()` before the model is called. */
export type Mode = 'eval' | 'train';

export class Config implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listener: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(private readonly state: vscode.Memento) {
    this.#listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) this.#changed.fire();
    });
  }

  get inlayHints(): boolean { return this.#get('inlayHints.enabled', true); }
  showsHint(kind: HintKind): boolean { return this.#get(HINT_SETTINGS[kind], true); }
  get codeLens(): boolean { return this.#get('codeLens.enabled', true); }
  get diagnostics(): boolean { return this.#get('diagnostics.enabled', true); }
  get searchPaths(): readonly string[] { return this.#get('searchPaths', []); }
  get macsConvention(): string { return this.#get('macs.convention', 'torchvision'); }

  get mode(): Mode { return this.#get('mode', 'eval'); }

  /** Small models run again by themselves after an edit. */
  get runsAgain(): boolean { return this.#get('run.automatically', true); }
  /** Most memory that the engine may take. */
  get runMaxBytes(): number { return 1e6 * this.#get('run.maxMemory', 2_000); }
  /** By default one less than the machine has, so that the editor stays quick; one where that is not known. */
  get runThreads(): number {
    const wanted = this.#get('run.threads', 0);
    if (wanted > 0) return wanted;
    const cores =
      (globalThis as { readonly navigator?: { readonly hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? 1;
    return Math.max(1, Math.min(8, cores - 1));
  }

  /** Seed of the weights that a first run begins with. */
  get runSeed(): number { return Math.max(0, Math.round(this.#get('run.seed', 0))); }
  /** The image that a first run takes: a sample's name, a file, or 'automatic'. */
  get runImage(): string { return this.#get('run.image', 'automatic'); }
  /** How many classes a result names. */
  get runTop(): number { return Math.max(1, Math.round(this.#get('run.top', 5))); }

  /** Direct convolution only. */
  get runExact(): boolean { return this.#get('run.exact', false); }

  /** Wide kernels, in a process of their own. */
  get runTurbo(): boolean { return this.#get('run.turbo', false); }

  /** As the worker wants it. */
  forWorker(): Configuration {
    return {
      inputs: this.#get('inputs', {}),
      chosenInputs: this.#chosen(),
      macsConvention: this.macsConvention,
      training: this.mode === 'train',
      advice: this.#get('advice.enabled', true),
      budget: { steps: this.#get('budget.steps', 2_000_000), seconds: this.#get('budget.seconds', 2) },
      maxFiles: this.#get('models.maxFiles', 2_000),
      workspaceFolders: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.toString()),
      locale: vscode.env.language,
      strings: { ...vscode.l10n.bundle },
    };
  }

  /** Remembers an input for an entry; undefined forgets it. */
  async chooseInput(entry: string, text: string | undefined): Promise<void> {
    const chosen = { ...this.#chosen() };
    if (text === undefined) delete chosen[entry];
    else chosen[entry] = text;
    await this.state.update(CHOSEN_INPUTS, chosen);
    this.#changed.fire();
  }

  hasChosenInput(entry: string): boolean { return entry in this.#chosen(); }
  /** Null: as the code or the file says. */
  chosenInput(entry: string): string | null { return this.#chosen()[entry] ?? null; }

  async toggleInlayHints(): Promise<boolean> {
    const enabled = !this.inlayHints;
    await this.#update('inlayHints.enabled', enabled);
    return enabled;
  }

  async setConvention(key: string): Promise<void> {
    await this.#update('macs.convention', key);
  }

  async setMode(mode: Mode): Promise<void> {
    await this.#update('mode', mode);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  #chosen(): Readonly<Record<string, string>> {
    return this.state.get<Record<string, string>>(CHOSEN_INPUTS, {});
  }

  /** A copy: the editor hands out objects as proxies, which cannot cross to the worker. */
  #get<T>(key: string, fallback: T): T {
    const value = vscode.workspace.getConfiguration(SECTION).get<T>(key, fallback);
    return typeof value === 'object' ? JSON.parse(JSON.stringify(value)) as T : value;
  }

  /** In the workspace where it is set there already, else for the user. */
  async #update(key: string, value: unknown): Promise<void> {
    const section = vscode.workspace.getConfiguration(SECTION);
    const inWorkspace = section.inspect(key)?.workspaceValue !== undefined;
    const { Workspace, Global } = vscode.ConfigurationTarget;
    await section.update(key, value, inWorkspace ? Workspace : Global);
  }
}
