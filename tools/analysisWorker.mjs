// The analysis worker as it is shipped, for benchmarks: what the extension's host is to it, on files of this disk.
import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

const file = path.join(path.resolve(import.meta.dirname, '..'), 'dist/analysisWorker.js');

/** Starts one; `own` answers what differs from a host without modules. `call` asks its service, `stop` ends it. */
export function startAnalysisWorker(own = {}) {
  const worker = new Worker(file, { resourceLimits: { stackSizeMb: 32, maxYoungGenerationSizeMb: 64 } });
  const waiting = new Map();
  let next = 1;
  const host = {
    readFile: (uri) => { try { return fs.readFileSync(new URL(uri)); } catch { return null; } },
    findModule: () => null, findFiles: () => [], log: () => {}, refresh: () => {}, progress: () => {}, ...own,
  };
  worker.on('message', (message) => {
    if (message.request) {
      const { id, method, args } = message.request;
      worker.postMessage({ answer: id, value: host[method]?.(...args) ?? null });
    } else if ('answer' in message) {
      const { resolve, reject } = waiting.get(message.answer) ?? {};
      waiting.delete(message.answer);
      if (message.failure) reject?.(new Error(message.failure.message));
      else resolve?.(message.value);
    }
  });
  const call = (method, ...args) => new Promise((resolve, reject) => {
    const id = next++;
    waiting.set(id, { resolve, reject });
    worker.postMessage({ request: { id, method, args, cancellable: false } });
  });
  return { call, stop: () => worker.terminate() };
}
