// Starts the analysis worker in the Node extension host. The web bundle takes spawn.web.ts in its place.
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { RunningWorker } from './worker';

export const hostKind: 'node' | 'web' = 'node';

export function spawnAnalysis(extension: vscode.Uri): RunningWorker {
  const script = vscode.Uri.joinPath(extension, 'dist', 'analysisWorker.js');
  // A deep stack: the interpreter recurses as the program that it follows does, up to Python's limit of 1,000 frames.
  const worker = new Worker(script.fsPath, { resourceLimits: { stackSizeMb: 32, maxYoungGenerationSizeMb: 64 } });
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
