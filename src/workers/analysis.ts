// The analysis worker: serves one AnalysisService over a port. The same for worker_threads and Web Workers.
// Knows nothing of the editor. Requests that come before start() wait for it.
import { createAnalysisService } from '../ide/service';
import type { AnalysisService, HostService, OnnxService, WorkerControl, WorkerStart } from '../protocol/analysis';
import { connect, type Port, type Service } from '../protocol/rpc';
import type { OpenPath } from './files';
import { onnxService } from './onnxService';

/** What changes what later requests are about: these wait for it, and it for those before it. */
const COMMANDS: ReadonlySet<string | symbol> = new Set<keyof AnalysisService>(
  ['setConfiguration', 'setDocument', 'closeDocument', 'filesChanged', 'setSelection']);

export type AnalysisWorker = AnalysisService & OnnxService & WorkerControl;

/** `openPath` reads the disk where there is one: model files are then read piece by piece. */
export function serveAnalysis(port: Port, openPath?: OpenPath): void {
  let started: (start: WorkerStart) => void = () => {};
  const service = new Promise<WorkerStart>((resolve) => { started = resolve; })
    .then((start) => createAnalysisService(connection.remote, start));
  service.catch(() => {}); // Reported by start(), which awaits the same promise.

  const control: Service<WorkerControl & OnnxService> = {
    ...onnxService(openPath),
    async start(start) {
      started(start);
      await service;
    },
    async ping() {},
  };
  let commands: Promise<unknown> = Promise.resolve();
  // Any other method is the service's: it is looked up when it has been made.
  const local = new Proxy(control, {
    get(target, name) {
      if (name in target) return Reflect.get(target, name);
      const call = async (...args: unknown[]): Promise<unknown> => {
        const made = await service;
        const method: unknown = Reflect.get(made, name);
        if (typeof method !== 'function') throw new Error(`no such method: ${String(name)}`);
        return (method as (...args: unknown[]) => unknown).apply(made, args);
      };
      return (...args: unknown[]) => {
        const answer = commands.then(() => call(...args));
        if (COMMANDS.has(name)) commands = answer.catch(() => {}); // Its caller is told; the rest goes on.
        return answer;
      };
    },
  }) as Service<AnalysisWorker>;
  const connection = connect<HostService, AnalysisWorker>(port, local);
}
