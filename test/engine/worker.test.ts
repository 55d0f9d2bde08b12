// The engine worker as it is shipped: its size, a model run through messages, on one thread and on two, cancelled, replaced.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EngineListener, EngineService } from '../../src/engine/service';
import { lower } from '../../src/graph/lower';
import { connect } from '../../src/protocol/rpc';
import { ROOT, analyser, openWorkspace } from '../support/analyse';
import { relativeError, session } from '../support/engine';
import { seeded, seededWeights } from '../support/seeded';

const FILE = join(ROOT, 'dist/engineWorker.js');
const LIMIT_BYTES = 400_000;

describe('the engine worker', async () => {
  const workspace = await openWorkspace([join(ROOT, 'test/models')]);
  const { trace } = analyser(workspace, 'from engineNets import *\n')('Residual()', '2x3x33x47');
  const plan = lower(trace.graph, { keep: 'all' });
  const weights = seededWeights(plan);
  const input = seeded('input:0', 2 * 3 * 33 * 47);
  const progress: string[] = [];
  let worker: Worker;
  let engine: EngineService;

  beforeAll(() => {
    const { status } = spawnSync(process.execPath, [join(ROOT, 'esbuild.mjs'), '--production', 'engine'], { cwd: ROOT });
    expect(status).toBe(0);
    worker = new Worker(FILE);
    const listener: EngineListener = { async progress(done, total, node) { progress.push(`${done}/${total} ${node}`); } };
    engine = connect<EngineService, EngineListener>({
      post: (message, transfer) => { worker.postMessage(message, transfer); }, listen: (receive) => { worker.on('message',
        receive); },
    }, listener).remote;
  }, 60_000);
  afterAll(async () => { await worker.terminate(); });

  it('is small', () => {
    expect(statSync(FILE).size).toBeLessThan(LIMIT_BYTES);
  });
  it('says that nothing is loaded', async () => {
    await expect(engine.run({ inputs: [input] })).rejects.toThrow('No model is loaded');
  });
  it.each([1, 2])('runs a model on %i threads as a session does', async (threads) => {
    const { memory } = await engine.load({ plan, weights: Object.fromEntries(weights), threads });
    expect(memory.totalBytes).toBeGreaterThan(memory.weightBytes + memory.activationBytes);
    const here = session(plan, weights);
    const expected = here.run([input]).outputs[0].data;
    for (let run = 0; run < 3; run++) {
      const { outputs: [{ data }], timings } = await engine.run({ inputs: [input] });
      expect(relativeError(data, expected)).toBeLessThan(1e-6);
      expect(timings.length).toBeGreaterThan(5);
    }
    for (const key of Object.keys(plan.keep)) {
      expect(relativeError((await engine.read(key)).data, here.read(key).data)).toBeLessThan(1e-6);
    }
    expect(progress.at(-1)).toMatch(/^(\d+)\/\1 /);
  }, 60_000);
  it('can be cancelled, and killed in the middle of a run: its threads end with it', async () => {
    const tasks = (): number => readdirSync('/proc/self/task').length;
    // The threads that read files begin when they are first needed, by whichever test: they are not to be counted as left behind.
    await Promise.all(Array.from({ length: 16 }, () => readFile(FILE)));
    const before = tasks();
    const killed = new Worker(FILE);
    const { remote } = connect<EngineService, EngineListener>({
      post: (message, transfer) => { killed.postMessage(message, transfer); },
      listen: (receive) => { killed.on('message', receive); },
    }, { progress: () => Promise.resolve() });
    await remote.load({ plan, weights: Object.fromEntries(weights), threads: 2 });
    expect(tasks()).toBeGreaterThanOrEqual(before + 2);
    void remote.run({ inputs: [input] }).catch(() => null);
    await killed.terminate();
    await vi.waitUntil(() => tasks() <= before, { timeout: 30_000 });
    expect(tasks()).toBeLessThanOrEqual(before);
  }, 60_000);
  it('frees what it loaded', async () => {
    await engine.unload();
    await expect(engine.read('head')).rejects.toThrow('No model is loaded');
  });
});
