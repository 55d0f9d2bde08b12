// How a worker that runs the engine begins in a browser; further threads are workers of the same script, where pages are
// isolated.
import { detectFeatures } from '../engine/features';
import type { EngineHost } from '../engine/service';
import { runThread, type StartThreads, type ThreadStart } from '../engine/team';
import type { Port } from '../protocol/rpc';

interface ThreadMessage { readonly thread: ThreadStart }
const isThread = (message: unknown): message is ThreadMessage =>
  typeof message === 'object' && message !== null && 'thread' in message;

const startThreads: StartThreads = (starts) => {
  const workers = starts.map((thread) => {
    const worker = new Worker(self.location.href);
    worker.postMessage({ thread } satisfies ThreadMessage);
    return worker;
  });
  return { stop: () => { for (const worker of workers) worker.terminate(); } };
};

export function enter(serve: (port: Port, machine: Omit<EngineHost, 'reference' | 'listener'>) => void): void {
  const channel = new MessageChannel();
  serve({
    post: (message, transfer) => { self.postMessage(message, { transfer: [...(transfer ?? [])] }); },
    listen: (receive) => {
      self.addEventListener('message', (event: MessageEvent) => {
        if (isThread(event.data)) runThread(event.data.thread);
        else receive(event.data);
      });
    },
  }, {
    features: detectFeatures(null),
    // A message to itself comes after those that wait.
    pause: () => new Promise((resolve) => {
      channel.port1.onmessage = () => { resolve(); };
      channel.port2.postMessage(null);
    }),
    ...(self.crossOriginIsolated ? { startThreads } : {}),
  });
}
