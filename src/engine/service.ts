// The engine as a service of plain data: one session at a time, requests one after the other. Runs in a worker.
// Knows neither ops nor how messages travel: the host hands in kernels, threads and a way to pause.
import { l10n } from '../base/l10n';
import type { Plan } from '../tensor/plan';
import { EngineError } from './errors';
import type { Features } from './features';
import type { Compile } from './modules';
import { Session, type MemoryFigures, type ReferenceKernel, type RunResult, type TensorData } from './session';
import type { StartThreads } from './team';
import type { WeightTensor } from './weights';

export interface LoadRequest {
  readonly plan: Plan;
  /** By state_dict name. */
  readonly weights: Readonly<Record<string, WeightTensor>>;
  /** Direct convolution only. */
  readonly exact?: boolean;
  /** How many threads in all; fewer where the host cannot start them. */
  readonly threads?: number;
}
export interface Loaded {
  readonly memory: MemoryFigures;
  readonly features: Features;
  readonly threads: number;
}
export interface RunRequest {
  /** One list of elements per input, in row-major order. */
  readonly inputs: readonly (Float32Array | readonly number[])[];
  readonly trapNotFinite?: boolean;
}
/** What the other end hears while a run goes on. */
export interface EngineListener {
  progress(done: number, total: number, node: string): Promise<void>;
}
export interface Cancellation { readonly isCancelled: boolean }

export interface EngineService {
  /** Replaces the session. Rejects with a sentence when the plan, the weights or the memory do not do. */
  load(request: LoadRequest): Promise<Loaded>;
  /** Rejects when nothing is loaded, an input does not fit, or the run was cancelled. */
  run(request: RunRequest, cancellation?: Cancellation): Promise<RunResult>;
  /** A kept node's output after a run, as [N, C, H, W] in row-major order; until the next run. */
  read(key: string): Promise<TensorData>;
  /** Frees the memory. */
  unload(): Promise<void>;
}

export interface EngineHost {
  readonly features: Features;
  readonly reference: (schema: string) => ReferenceKernel | undefined;
  /** Lets messages in. */
  readonly pause: () => Promise<void>;
  /** Absent where memory cannot be shared. */
  readonly startThreads?: StartThreads;
  /** There where `features.wide`. */
  readonly compile?: Compile;
  readonly listener: EngineListener;
}

export function createEngineService(host: EngineHost): EngineService {
  let session: Session | null = null;
  const loaded = (): Session => {
    if (!session) throw new EngineError('plan', l10n.t('No model is loaded: load one before it is run.'));
    return session;
  };
  const unload = (): void => {
    session?.dispose();
    session = null;
  };
  return {
    async load({ plan, weights, exact = false, threads = 1 }) {
      unload();
      const count = host.startThreads ? threads : 1;
      session = new Session(plan, new Map(Object.entries(weights)), { features: host.features, reference: host.reference, exact,
        ...(host.compile ? { compile: host.compile } : {}),
        ...(host.startThreads && count > 1 ? { threads: { count, start: host.startThreads } } : {}) });
      return { memory: session.figures, features: host.features, threads: count };
    },
    async run({ inputs, trapNotFinite = false }, cancellation) {
      let told = 0;
      return loaded().runWithPauses(inputs, { pause: host.pause, trapNotFinite, isCancelled: () =>
        cancellation?.isCancelled ?? false,
        onProgress: (done, total, node) => {
          // A message per percent is enough to draw a bar.
          if (done < total && done - told < total / 100) return;
          told = done;
          void host.listener.progress(done, total, node);
        } });
    },
    async read(key) {
      return loaded().read(key);
    },
    async unload() {
      unload();
    },
  };
}
