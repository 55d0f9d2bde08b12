// Keeps the run worker: started when a model is first run, replaced when it dies or is ended. A request that it dies of rejects
// with a sentence, and the next request starts another worker, which knows nothing of what was loaded.
import * as vscode from 'vscode';
import { Cancelled, connect, type Connection, type Service } from '../../protocol/rpc';
import type { LoadReport, RunHost, RunService } from '../../protocol/run';
import type { MapService } from '../../protocol/runMaps';
import { spawnRun } from '../spawn';
import type { RunningWorker } from '../worker';

export type RunWorkerService = RunService & MapService;

/** Rejects with this when the worker died of a request. */
export class RunWorkerEnded extends Error {
  override readonly name = 'RunWorkerEnded';
}

export interface RunProgress {
  readonly stage: 'weights' | 'run';
  readonly done: number;
  readonly total: number;
  readonly node: string;
}

export class RunClient implements vscode.Disposable {
  #worker: RunningWorker | undefined;
  #connection: Connection<RunWorkerService> | undefined;
  #isTurbo = false;
  #told = false;
  #generation = 0;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #progress = new vscode.EventEmitter<RunProgress>();
  readonly #ended = new vscode.EventEmitter<string>();

  readonly onDidProgress = this.#progress.event;
  /** The worker is gone, and what was loaded with it: with a sentence that says why. */
  readonly onDidEnd = this.#ended.event;

  /** `turbo`: whether a worker that is started is to have wide kernels. */
  constructor(private readonly extension: vscode.Uri, private readonly log: vscode.LogOutputChannel,
    private readonly turbo: () => boolean = () => false) {}

  /** The worker's service: the first request starts it. */
  readonly service: Service<RunWorkerService> = new Proxy({}, {
    get: (_, name) => (...args: unknown[]) => {
      const method: unknown = Reflect.get(this.#connected().remote, name);
      return (method as (...args: unknown[]) => Promise<unknown>)(...args).catch((error: unknown) => {
        throw error instanceof Cancelled && error.message !== 'cancelled' ? new RunWorkerEnded(error.message) : error;
      });
    },
  }) as Service<RunWorkerService>; // The shape is the worker's; see connect().

  /** How many workers were ended so far: what was loaded by another is gone. */
  get generation(): number { return this.#generation; }
  get isRunning(): boolean { return this.#worker !== undefined; }

  /** The panels share one worker, which holds one model: a run begins when the one before has ended. */
  inTurn<T>(run: () => Promise<T>): Promise<T> {
    const begin = (): Promise<T> => {
      if (this.#worker && this.#isTurbo !== this.turbo()) this.end(vscode.l10n.t('The setting convlens.run.turbo has changed.'));
      return run();
    };
    const turn = this.#turn.then(begin, begin);
    this.#turn = turn;
    return turn;
  }

  /** Frees all memory at once, whatever the worker is doing. */
  end(reason = vscode.l10n.t('The run was ended.')): void {
    this.#connection?.close(reason);
    this.#connection = undefined;
    const worker = this.#worker;
    this.#worker = undefined;
    if (!worker) return;
    this.#generation++;
    worker.terminate();
    this.#ended.fire(reason);
  }

  /** Says, once, that a worker that was to have wide kernels has none. */
  tellTurbo({ turbo }: LoadReport): void {
    if (!this.#isTurbo || turbo || this.#told) return;
    this.#told = true;
    void vscode.window.showWarningMessage(vscode.l10n.t(
      'Turbo mode needs an x64 processor with fused multiply-adds, and Node 24 in the editor: models are run without it here.'));
  }

  dispose(): void {
    this.end();
    this.#progress.dispose();
    this.#ended.dispose();
  }

  #connected(): Connection<RunWorkerService> {
    if (this.#connection) return this.#connection;
    this.#isTurbo = this.turbo();
    const worker = spawnRun(this.extension, this.#isTurbo);
    this.#worker = worker;
    worker.onEnd((reason) => {
      if (this.#worker !== worker) return;
      this.log.warn(`the run worker ended: ${reason}`);
      this.end(/out.of.memory|memory limit/i.test(reason)
        ? vscode.l10n.t('The run took more memory than it may, and was ended. Use a smaller input or keep fewer maps.')
        : vscode.l10n.t('The run’s worker ended unexpectedly; the log says why. Run again to start another.'));
    });
    const host: RunHost = {
      progress: async (stage, done, total, node) => { this.#progress.fire({ stage, done, total, node }); },
      codec: async (name) => vscode.workspace.fs.readFile(
        vscode.Uri.joinPath(this.extension, 'dist', 'codecs', `${name}.wasm`)),
    };
    const connection = connect<RunWorkerService, RunHost>(worker, host);
    this.#connection = connection;
    connection.remote.setStrings({ ...vscode.l10n.bundle }).catch(() => {}); // It only fails when the worker ends: told above.
    return connection;
  }
}
