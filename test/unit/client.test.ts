// The analysis worker is watched: one that hangs or dies is replaced, what it hung on is named, and there is an end to it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostService } from '../../src/protocol/analysis';
import { Cancelled, connect } from '../../src/protocol/rpc';
import { AnalysisClient } from '../../src/vscode/client';
import type { RunningWorker } from '../../src/vscode/worker';

const state = vi.hoisted(() => ({ spawned: [] as FakeWorker[], messages: [] as string[], hangs: true }));
interface FakeWorker { terminated: boolean; end(reason: string): void }

vi.mock('vscode', async () => (await import('../support/vscode')).vscodeFor(() => new Uint8Array(), {
  window: {
    showErrorMessage: async (text: string) => {
      state.messages.push(text);
      return undefined;
    },
  },
  commands: { executeCommand: async () => {} },
}));

vi.mock('../../src/vscode/spawn', () => ({
  hostKind: 'node',
  /** Answers start(); hangs on everything else while the test says so. */
  spawnAnalysis(): RunningWorker {
    const near: ((message: unknown) => void)[] = [];
    const far: ((message: unknown) => void)[] = [];
    const endings: ((reason: string) => void)[] = [];
    const answer = async (): Promise<unknown> => (state.hangs ? new Promise(() => {}) : null);
    const fake: FakeWorker = { terminated: false, end: (reason) => { for (const ended of endings) ended(reason); } };
    connect({ post: (message) => { for (const each of near) each(message); }, listen: (receive) => { far.push(receive); } },
      { start: async () => {}, ping: answer, hover: answer, status: answer });
    state.spawned.push(fake);
    return {
      post: (message) => { for (const each of far) each(message); },
      listen: (receive) => { near.push(receive); },
      onEnd: (ended) => { endings.push(ended); },
      terminate() { fake.terminated = true; },
    };
  },
}));

const quiet = { info() {}, warn() {}, error() {} };
const failed: (string | undefined)[] = [];
let client: AnalysisClient;

beforeEach(async () => {
  vi.useFakeTimers();
  state.spawned.length = 0;
  state.messages.length = 0;
  state.hangs = true;
  failed.length = 0;
  client = new AnalysisClient('ext' as never, {} as HostService, quiet as never);
  client.onDidFail((uri) => { failed.push(uri); });
  await client.start();
});
afterEach(() => {
  client.dispose();
  vi.useRealTimers();
});

describe('the analysis client', () => {
  it('lets requests through when the worker has its state, so that none is answered without configuration', async () => {
    state.hangs = false;
    client = new AnalysisClient('ext' as never, {} as HostService, quiet as never);
    let first: Promise<unknown> | undefined;
    client.onDidStart(() => { first = client.service.status('file:///a.py'); });
    const starting = client.start();
    await expect(client.service.status('file:///b.py')).rejects.toBeInstanceOf(Cancelled);
    await starting;
    expect(await first).toBeNull();
  });

  it('ends a worker that hangs, rejects its requests, names what it hung on and starts another', async () => {
    const hover = client.service.hover('file:///a.py', 3).catch((error: unknown) => error);
    const status = client.service.status('file:///b.py').catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(await hover).toBeInstanceOf(Cancelled);
    expect(await status).toBeInstanceOf(Cancelled);
    expect(failed).toEqual(['file:///a.py']);
    expect(state.spawned.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  it('leaves a worker alone that is asked nothing or answers', async () => {
    await vi.advanceTimersByTimeAsync(60_000);
    state.hangs = false;
    await client.service.hover('file:///a.py', 3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(failed).toEqual([]);
    expect(state.spawned).toHaveLength(1);
  });

  it('replaces a worker that dies', async () => {
    state.spawned[0]?.end('out of memory');
    await vi.advanceTimersByTimeAsync(0);
    expect(state.spawned).toHaveLength(2);
  });

  it('gives up, and says so, when workers keep dying', async () => {
    for (let i = 0; i < 8; i++) {
      state.spawned.at(-1)?.end('out of memory');
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(state.spawned).toHaveLength(6);
    expect(state.messages).toHaveLength(1);
    await expect(client.service.hover('file:///a.py', 3)).rejects.toBeInstanceOf(Cancelled);
    await client.restart('the user asked');
    expect(state.spawned).toHaveLength(7);
  });

  it('rejects requests after its end', async () => {
    client.dispose();
    await expect(client.service.hover('file:///a.py', 3)).rejects.toBeInstanceOf(Cancelled);
  });
});
