// Keeps one analysis worker alive: starts it, watches that it answers, ends and replaces it when it hangs or dies.
// Knows nothing of what is asked; whoever holds state that the worker needs re-sends it on `onDidStart`.
import * as vscode from 'vscode';
import type { AnalysisService, HostService, OnnxService, WorkerControl } from '../protocol/analysis';
import { Cancelled, CancelToken, connect, type Connection, type Service } from '../protocol/rpc';
import { spawnAnalysis } from './spawn';
import type { RunningWorker } from './worker';

/** Silence, while something is asked, after which the worker is asked whether it lives. */
const SILENCE_MS = 4_000;
/** Further silence after which it does not. The analysis' own time budget is far below. */
const HANG_MS = 10_000;
const MAX_RESTARTS = 5;
const RESTART_WINDOW_MS = 180_000;

type Remote = AnalysisService & OnnxService & WorkerControl;

export class AnalysisClient implements vscode.Disposable {
  #worker: RunningWorker | undefined;
  #connection: Connection<Remote> | undefined;
  /** Whether requests are let through: one ahead of start() and the state would be answered without configuration. */
  #isOpen = false;
  #watch: ReturnType<typeof setInterval> | undefined;
  #lastHeard = 0;
  #asked = 0;
  #restarts: number[] = [];
  readonly #started = new vscode.EventEmitter<AnalysisService>();
  readonly #failed = new vscode.EventEmitter<string | undefined>();
  /** What each unanswered request was about, oldest first. */
  readonly #inFlight = new Set<{ readonly uri: string | undefined }>();
  readonly #disposables: vscode.Disposable[] = [this.#started, this.#failed];

  /** A worker is up and knows nothing yet: configuration and documents go first. */
  readonly onDidStart = this.#started.event;
  /** A worker hung or died; with the URI that its oldest unanswered request was about. */
  readonly onDidFail = this.#failed.event;
  /** Shared with the worker where memory can be shared: which revision of the texts is the newest. */
  readonly revision = sharedRevision();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly host: HostService,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The worker's service; requests reject with Cancelled while there is none. */
  readonly service: Service<AnalysisService & OnnxService> = new Proxy({}, {
    get: (_, name) => (...args: unknown[]) => {
      const remote = this.#isOpen ? this.#connection?.remote : undefined;
      const method: unknown = remote && Reflect.get(remote, name);
      if (typeof method !== 'function') return Promise.reject(new Cancelled('the analysis is not running'));
      if (this.#connection?.pending === 0) this.#lastHeard = Date.now();
      return this.#follow((method as (...args: unknown[]) => Promise<unknown>)(...args), uriOf(args[0]));
    },
  }) as Service<AnalysisService & OnnxService>; // The shape is the worker's; see connect().

  async start(): Promise<void> {
    const worker = spawnAnalysis(this.extension);
    this.#worker = worker;
    worker.onEnd((reason) => {
      if (this.#worker === worker) this.#fail(`the analysis worker ended: ${reason}`);
    });
    const connection = connect<Remote, HostService>(worker, this.host, () => {
      this.#lastHeard = Date.now();
      this.#asked = 0;
    });
    this.#connection = connection;
    const [runtime, python] = await Promise.all(['web-tree-sitter.wasm', 'tree-sitter-python.wasm'].map(
      (name) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.extension, 'dist', name))));
    if (!runtime || !python || this.#connection !== connection) return;
    // State goes behind start() on the same channel, without waiting: messages keep their order.
    const ready = connection.remote.start({ parser: { runtime, python }, revision: this.revision });
    this.#lastHeard = Date.now();
    clearInterval(this.#watch);
    this.#watch = setInterval(() => { this.#check(); }, 1_000);
    this.#isOpen = true;
    this.#started.fire(this.service);
    await ready;
  }

  /** Ends the worker and starts another, however often that was tried before. */
  async restart(reason: string): Promise<void> {
    this.#restarts = [];
    await this.#replace(reason);
  }

  async #replace(reason: string): Promise<void> {
    this.log.info(`restarting the analysis: ${reason}`);
    this.#end(reason);
    try {
      await this.start();
    } catch (error) {
      if (!(error instanceof Cancelled)) this.log.error(error instanceof Error ? error : String(error));
    }
  }

  dispose(): void {
    this.#end('the extension is shutting down');
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #follow(answer: Promise<unknown>, uri: string | undefined): Promise<unknown> {
    const request = { uri };
    this.#inFlight.add(request);
    try {
      return await answer;
    } finally {
      this.#inFlight.delete(request);
    }
  }

  #check(): void {
    if (!this.#connection || this.#connection.pending === 0) return;
    const silence = Date.now() - this.#lastHeard;
    if (silence > HANG_MS) {
      this.#fail(`the analysis has not answered for ${Math.round(silence / 1000)} s`);
    } else if (silence > SILENCE_MS && this.#asked === 0) {
      this.#asked = Date.now();
      this.#connection.remote.ping().catch(() => {}); // The answer counts as a sign of life; silence is seen above.
    }
  }

  #fail(reason: string): void {
    const now = Date.now();
    this.#restarts = [...this.#restarts.filter((at) => now - at < RESTART_WINDOW_MS), now];
    this.log.warn(reason);
    const [oldest] = this.#inFlight;
    this.#failed.fire(oldest?.uri);
    if (this.#restarts.length <= MAX_RESTARTS) {
      void this.#replace(reason);
      return;
    }
    this.#end(reason);
    const again = vscode.l10n.t('Restart');
    const message = vscode.l10n.t(
      'ConvLens stopped: its analysis ended {0} times within 3 minutes. The log says why.', this.#restarts.length);
    void vscode.window.showErrorMessage(message, again, vscode.l10n.t('Show Log')).then((choice) => {
      if (choice === undefined) return;
      void vscode.commands.executeCommand(choice === again ? 'convlens.restart' : 'convlens.showLog');
    });
  }

  #end(reason: string): void {
    clearInterval(this.#watch);
    this.#asked = 0;
    this.#connection?.close(reason);
    this.#connection = undefined;
    this.#isOpen = false;
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}

function sharedRevision(): Int32Array | null {
  return typeof SharedArrayBuffer === 'undefined' ? null : new Int32Array(new SharedArrayBuffer(4));
}

/** A text's URI is the first argument of what is asked about it, or a property of it. */
function uriOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  const uri: unknown = Reflect.get(argument, 'uri');
  return typeof uri === 'string' ? uri : undefined;
}

/** The editor's token as one that crosses to the worker. */
export function cancelWith(token: vscode.CancellationToken): CancelToken {
  const cancel = new CancelToken();
  if (token.isCancellationRequested) cancel.cancel();
  else token.onCancellationRequested(() => { cancel.cancel(); });
  return cancel;
}
