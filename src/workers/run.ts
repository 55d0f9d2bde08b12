// The run worker: serves one RunService over a port, with every op's reference kernel. The same for worker_threads and Web
// Workers. Weights and maps stay in it.
import type { ReferenceKernel } from '../engine/session';
import { REFERENCE_KERNELS } from '../ops/kernels';
import { connect, type Port } from '../protocol/rpc';
import type { RunHost, RunService } from '../protocol/run';
import type { MapService } from '../protocol/runMaps';
import { createRunService, type RunEnvironment } from './runService';

// A kernel's arguments are plain, as the op's schema says: the plan was made from the same schema.
const reference = (schema: string): ReferenceKernel | undefined => REFERENCE_KERNELS.get(schema) as ReferenceKernel | undefined;

export function serveRun(port: Port, environment: Omit<RunEnvironment, 'reference' | 'host'>): void {
  const host: RunHost = {
    progress: (...told) => connection.remote.progress(...told),
    codec: (name) => connection.remote.codec(name),
  };
  const connection = connect<RunHost, RunService & MapService>(port, createRunService({ ...environment, reference, host }));
}
