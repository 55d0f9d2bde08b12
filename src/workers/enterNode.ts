// How a worker that runs the engine begins under Node: in a thread of the host, or in turbo mode in a process of its own. The
// engine's further threads are workers of the same file.
import { deflate } from 'node:zlib';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { detectFeatures } from '../engine/features';
import type { EngineHost } from '../engine/service';
import { runThread, type ThreadStart } from '../engine/team';
import type { Port } from '../protocol/rpc';
import type { Deflate } from '../formats/image/png';
import type { OpenPath, WritePath } from './files';
import { openPath, writePath } from './openPath';
import { turbo } from './turbo';

/** Maps hardly deflate: higher levels take longer for a few per cent less. */
const DEFLATE_LEVEL = 3;

export interface Machine extends Omit<EngineHost, 'reference' | 'listener'> {
  readonly openPath: OpenPath;
  readonly writePath: WritePath;
  readonly deflate: Deflate;
}

export function enter(serve: (port: Port, machine: Machine) => void): void {
  const port = isMainThread ? processPort() : threadPort();
  if (!port) throw new Error('the engine runs in a worker thread or a child process');
  const { thread } = (workerData ?? {}) as { readonly thread?: ThreadStart };
  if (thread) {
    runThread(thread);
    return;
  }
  const detected = detectFeatures(process.versions.v8);
  serve(port, {
    openPath,
    writePath,
    deflate: (raw) => new Promise((resolve, reject) => {
      deflate(raw, { level: DEFLATE_LEVEL }, (error, bytes) => { if (error) reject(error); else resolve(bytes); });
    }),
    features: detected,
    ...(isMainThread ? turbo(detected, process.versions.v8) : {}),
    pause: () => new Promise((resolve) => { setImmediate(resolve); }),
    startThreads: (starts) => {
      const workers = starts.map((start) => new Worker(__filename, { workerData: { thread: start } }));
      // One that cannot begin takes no part. What fails later the session is told by the thread itself.
      for (const worker of workers) worker.on('error', () => undefined);
      return { stop: () => { for (const worker of workers) void worker.terminate(); } };
    },
  });
}

function threadPort(): Port | null {
  const port = parentPort;
  return port && {
    post: (message, transfer) => { port.postMessage(message, transfer ?? []); },
    listen: (receive) => { port.on('message', receive); },
  };
}
/** To the process that began this one: it ends when that one does. */
function processPort(): Port | null {
  if (!process.send) return null;
  process.on('disconnect', () => { process.exit(); });
  return {
    post: (message) => { process.send?.(message); },
    listen: (receive) => { process.on('message', receive); },
  };
}
