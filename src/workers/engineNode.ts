// Entry of the engine worker under Node; the engine's further threads are workers of the same file.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { detectFeatures } from '../engine/features';
import { runThread, type ThreadStart } from '../engine/team';
import { serveEngine } from './engine';

const port = parentPort;
if (isMainThread || !port) throw new Error('the engine worker runs in a worker thread');
const { thread } = (workerData ?? {}) as { readonly thread?: ThreadStart };
if (thread) runThread(thread);
else {
  serveEngine({
    post: (message, transfer) => { port.postMessage(message, transfer ?? []); },
    listen: (receive) => { port.on('message', receive); },
  }, {
    features: detectFeatures(process.versions.v8),
    pause: () => new Promise((resolve) => { setImmediate(resolve); }),
    startThreads: (starts) => {
      const workers = starts.map((start) => new Worker(__filename, { workerData: { thread: start } }));
      return { stop: () => { for (const worker of workers) void worker.terminate(); } };
    },
  });
}
