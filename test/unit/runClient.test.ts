// The run worker as the editor keeps it: started by the first request, replaced after it died, its requests answered all the same.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../src/protocol/rpc';
import { RunClient, RunWorkerEnded } from '../../src/vscode/run/client';
import type { RunningWorker } from '../../src/vscode/worker';

const state = vi.hoisted(() => ({ spawned: [] as FakeWorker[] }));
interface FakeWorker { terminated: boolean; strings: number; end(reason: string): void }

vi.mock('vscode', async () => (await import('../support/vscode')).vscodeFor((uri) => new TextEncoder().encode(uri),
  { l10n: { t: (text: string) => text, bundle: { Yes: 'Ja' } } }));

vi.mock('../../src/vscode/spawn', () => ({
  /** Answers load(), asks for a codec when it runs, and never comes back from unload(). */
  spawnRun(): RunningWorker {
    const near: ((message: unknown) => void)[] = [];
    const far: ((message: unknown) => void)[] = [];
    const endings: ((reason: string) => void)[] = [];
    const fake: FakeWorker = { terminated: false, strings: 0, end: (reason) => { for (const ended of endings) ended(reason); } };
    const host = connect<{ codec(name: string): Promise<Uint8Array>; progress(...told: unknown[]): Promise<void> }>(
      { post: (message) => { for (const each of near) each(message); }, listen: (receive) => { far.push(receive); } }, {
        setStrings: async () => { fake.strings++; },
        load: async () => ({ worker: state.spawned.length }),
        run: async () => {
          await host.remote.progress('run', 1, 2, 'conv1');
          return new TextDecoder().decode(await host.remote.codec('jpeg'));
        },
        unload: async () => new Promise(() => {}),
      });
    state.spawned.push(fake);
    return { post: (message) => { for (const each of far) each(message); }, listen: (receive) => { near.push(receive); },
      onEnd: (ended) => { endings.push(ended); }, terminate() { fake.terminated = true; } };
  },
}));

const log = { warn() {}, info() {}, error() {} };
let client: RunClient;
const told: string[] = [];

describe('the client of the run worker', () => {
  beforeEach(() => {
    state.spawned.length = 0;
    told.length = 0;
    client = new RunClient('/extension' as never, log as never);
    client.onDidEnd((reason) => { told.push(reason); });
  });

  it('starts a worker with the first request, in the reader’s language', async () => {
    expect(client.isRunning).toBe(false);
    expect(await client.service.load({} as never)).toEqual({ worker: 1 });
    await client.service.load({} as never);
    expect(state.spawned.map(({ strings }) => strings)).toEqual([1]);
  });

  it('tells progress, and reads codecs from the extension', async () => {
    const progress: string[] = [];
    client.onDidProgress(({ stage, done, total, node }) => { progress.push(`${stage} ${done}/${total} ${node}`); });
    expect(await client.service.run({})).toBe('/extension/dist/codecs/jpeg.wasm');
    expect(progress).toEqual(['run 1/2 conv1']);
  });

  it('rejects what a worker died of with a sentence, and starts another', async () => {
    await client.service.load({} as never);
    const waiting = client.service.unload();
    state.spawned[0].end('ERR_WORKER_OUT_OF_MEMORY: reaching memory limit');
    await expect(waiting).rejects.toBeInstanceOf(RunWorkerEnded);
    await expect(waiting).rejects.toThrow('The run took more memory than it may');
    expect(told).toHaveLength(1);
    expect(client.isRunning).toBe(false);
    expect(await client.service.load({} as never)).toEqual({ worker: 2 });
    state.spawned[0].end('again');
    expect(client.isRunning).toBe(true);
    const other = client.service.unload();
    state.spawned[1].end('exit code 1');
    await expect(other).rejects.toThrow('ended unexpectedly');
  });

  it('frees everything at once when it is ended', async () => {
    await client.service.load({} as never);
    const waiting = client.service.unload();
    client.end('enough');
    await expect(waiting).rejects.toThrow('enough');
    expect(state.spawned[0].terminated).toBe(true);
    client.dispose();
    expect(told).toEqual(['enough']);
  });
});
