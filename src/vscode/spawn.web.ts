// Starts the analysis worker in the web extension host: a Web Worker inside the host's own worker.
import * as vscode from 'vscode';
import type { RunningWorker } from './worker';

export const hostKind: 'node' | 'web' = 'web';

export function spawnAnalysis(extension: vscode.Uri): RunningWorker {
  const script = vscode.Uri.joinPath(extension, 'dist', 'web', 'analysisWorker.js');
  const worker = new Worker(script.toString(true), { name: 'convlens' });
  return {
    post: (message, transfer) => { worker.postMessage(message, { transfer: [...(transfer ?? [])] }); },
    listen: (receive) => { worker.addEventListener('message', (event: MessageEvent) => { receive(event.data); }); },
    onEnd: (ended) => { worker.addEventListener('error', (event) => { ended(event.message); }, { once: true }); },
    terminate: () => { worker.terminate(); },
  };
}
