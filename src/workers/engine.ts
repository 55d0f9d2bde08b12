// The engine worker: serves one EngineService over a port, with every op's reference kernel. The same for worker_threads
// and Web Workers.
import { createEngineService, type EngineHost, type EngineListener, type EngineService } from '../engine/service';
import type { ReferenceKernel } from '../engine/session';
import { REFERENCE_KERNELS } from '../ops/kernels';
import { connect, type Port, type Service } from '../protocol/rpc';

// A kernel's arguments are plain, as the op's schema says: the plan was made from the same schema.
const reference = (schema: string): ReferenceKernel | undefined => REFERENCE_KERNELS.get(schema) as ReferenceKernel | undefined;

export function serveEngine(port: Port, host: Omit<EngineHost, 'reference' | 'listener'>): void {
  const listener: EngineListener = { progress: (done, total, node) => connection.remote.progress(done, total, node).catch(() =>
    {}) };
  const service: Service<EngineService> = createEngineService({ ...host, reference, listener });
  const connection = connect<EngineListener, EngineService>(port, service);
}
