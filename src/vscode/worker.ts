// What a running worker looks like from the extension host, whichever kind it is.
import type { Port } from '../protocol/rpc';

export interface RunningWorker extends Port {
  /** Called once, when the worker ends by itself. */
  onEnd(ended: (reason: string) => void): void;
  terminate(): void;
}
