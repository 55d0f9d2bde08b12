// Starts workers in the Node extension host. The web bundle takes spawn.web.ts in its place.
import { fork } from 'node:child_process';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { RunningWorker } from './worker';

export const hostKind: 'node' | 'web' = 'node';

// A deep stack: the interpreter recurses as the program that it follows does, up to Python's limit of 1,000 frames.
export const spawnAnalysis = (extension: vscode.Uri): RunningWorker =>
  spawn(extension, 'analysisWorker.js', { stackSizeMb: 32, maxYoungGenerationSizeMb: 64 });
// Weights and maps lie outside of V8's heap, under a limit of their own.
const RUN_HEAP_MB = 2048;
/** In turbo mode in a process of its own: what it wants of V8 holds for a whole process. */
export const spawnRun = (extension: vscode.Uri, turbo: boolean): RunningWorker => (turbo ? spawnProcess(extension, 'runWorker.js')
  : spawn(extension, 'runWorker.js', { maxOldGenerationSizeMb: RUN_HEAP_MB }));

/** Tells once that a worker ended by itself, and why. */
class Endings {
  isOver = false;
  readonly listeners: ((reason: string) => void)[] = [];
  readonly tell = (reason: string): void => {
    if (this.isOver) return;
    this.isOver = true;
    for (const ended of this.listeners) ended(reason);
  };
}

function spawn(extension: vscode.Uri, file: string, resourceLimits: ResourceLimits): RunningWorker {
  const worker = new Worker(vscode.Uri.joinPath(extension, 'dist', file).fsPath, { resourceLimits });
  const endings = new Endings();
  worker.on('error', (error) => { endings.tell(error.stack ?? error.message); });
  worker.on('exit', (code) => { endings.tell(`exit code ${code}`); });
  return {
    post: (message, transfer) => { worker.postMessage(message, transfer ?? []); },
    listen: (receive) => { worker.on('message', receive); },
    onEnd: (ended) => { endings.listeners.push(ended); },
    terminate() {
      endings.isOver = true;
      void worker.terminate();
    },
  };
}

function spawnProcess(extension: vscode.Uri, file: string): RunningWorker {
  const child = fork(vscode.Uri.joinPath(extension, 'dist', file).fsPath, [], { serialization: 'advanced',
    execArgv: [`--max-old-space-size=${RUN_HEAP_MB}`], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const endings = new Endings();
  let said = '';
  child.stderr?.on('data', (part: Buffer) => { said = (said + part.toString()).slice(-2_000); });
  child.on('error', (error) => { endings.tell(error.message); });
  child.on('exit', (code, signal) => { endings.tell(`${signal ?? `exit code ${code ?? 1}`} ${said}`.trim()); });
  return {
    post: (message) => { if (child.connected) child.send(message as object); },
    listen: (receive) => { child.on('message', receive); },
    onEnd: (ended) => { endings.listeners.push(ended); },
    terminate() {
      endings.isOver = true;
      child.kill('SIGKILL');
    },
  };
}
