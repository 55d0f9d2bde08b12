// Starts workers in the web extension host: Web Workers inside the host's own worker.
import * as vscode from 'vscode';
import type { RunningWorker } from './worker';

export const hostKind: 'node' | 'web' = 'web';

export const spawnAnalysis = (extension: vscode.Uri): RunningWorker => spawn(extension, 'analysisWorker.js');
// Turbo mode needs a process.
export const spawnRun = (extension: vscode.Uri, _turbo: boolean): RunningWorker => spawn(extension, 'runWorker.js');

function spawn(extension: vscode.Uri, file: string): RunningWorker {
  const script = vscode.Uri.joinPath(extension, 'dist', 'web', file);
  const worker = new Worker(script.toString(true), { name: 'convlens' });
  return {
    post: (message, transfer) => { worker.postMessage(message, { transfer: [...(transfer ?? [])] }); },
    listen: (receive) => { worker.addEventListener('message', (event: MessageEvent) => { receive(event.data); }); },
    onEnd: (ended) => { worker.addEventListener('error', (event) => { ended(event.message); }, { once: true }); },
    terminate: () => { worker.terminate(); },
  };
}
