// Starts workers in the Node extension host. The web bundle takes spawn.web.ts in its place.
import { Worker, type ResourceLimits } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { RunningWorker } from './worker';

export const hostKind: 'node' | 'web' = 'node';

// A deep stack: the interpreter recurses as the program that it follows does, up to Python's limit of 1,000 frames.
export const spawnAnalysis = (extension: vscode.Uri): RunningWorker =>
  spawn(extension, 'analysisWorker.js', { stackSizeMb: 32, maxYoungGenerationSizeMb: 64 });
// Weights and maps lie outside of V8's heap, under a limit of their own.
export const spawnRun = (extension: vscode.Uri): RunningWorker =>
  spawn(extension, 'runWorker.js', { maxOldGenerationSizeMb: 2048 });

function spawn(extension: vscode.Uri, file: string, resourceLimits: ResourceLimits): RunningWorker {
  const worker = new Worker(vscode.Uri.joinPath(extension, 'dist', file).fsPath, { resourceLimits });
  let over = false;
  const endings: ((reason: string) => void)[] = [];
  const end = (reason: string): void => {
    if (over) return;
    over = true;
    for (const ended of endings) ended(reason);
  };
  worker.on('error', (error) => { end(error.stack ?? error.message); });
  worker.on('exit', (code) => { end(`exit code ${code}`); });
  return {
    post: (message, transfer) => { worker.postMessage(message, transfer ?? []); },
    listen: (receive) => { worker.on('message', receive); },
    onEnd: (ended) => { endings.push(ended); },
    terminate() {
      over = true;
      void worker.terminate();
    },
  };
}
