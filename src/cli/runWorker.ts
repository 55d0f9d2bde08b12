// The run worker as the command line has it: a thread that begins with the file beside the program.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { connect, type Service } from '../protocol/rpc';
import type { RunHost, RunService } from '../protocol/run';
import { CommandError } from './arguments';

export interface RunningService {
  readonly service: Service<RunService>;
  end(): Promise<void>;
}
/** How a worker is started; tests do it in their own thread. */
export type StartRun = (progress: RunHost['progress']) => RunningService;

export const startRun: StartRun = (progress) => {
  const folder = [__dirname, join(dirname(__dirname), 'dist')].find((path) => existsSync(join(path, 'runWorker.js')));
  if (folder === undefined)
    throw new CommandError('runWorker.js is missing beside the program; build it again with npm run build.');
  const worker = new Worker(join(folder, 'runWorker.js'));
  const connection = connect<RunService, RunHost>({
    post: (message, transfer) => { worker.postMessage(message, transfer ?? []); },
    listen: (receive) => { worker.on('message', receive); },
  }, { progress, codec: async (name) => readFileSync(join(folder, 'codecs', `${name}.wasm`)) });
  worker.on('error', (error) => { connection.close(`the run ended: ${error.message}`); });
  worker.on('exit', (code) => { connection.close(`the run ended with exit code ${code}`); });
  return { service: connection.remote, end: async () => { await worker.terminate(); } };
};
