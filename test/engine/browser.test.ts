// The engine's web worker in a real browser, with shared memory and two threads, and without: the same numbers as here.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lower } from '../../src/graph/lower';
import type { Plan } from '../../src/tensor/plan';
import { ROOT, analyser, openWorkspace } from '../support/analyse';
import { relativeError, session } from '../support/engine';
import { seeded, seededWeights } from '../support/seeded';

/** What the page runs: the worker's client, with elements as plain lists. */
const PAGE = `
import { connect } from './src/protocol/rpc';
const floats = (list) => Float32Array.from(list);
globalThis.runEngine = async ({ plan, weights, input, threads, key }) => {
  const worker = new Worker('/worker.js');
  const port = { post: (message, transfer) => worker.postMessage(message, transfer ?? []),
    listen: (receive) => worker.addEventListener('message', ({ data }) => receive(data)) };
  let progress = 0;
  // Nested workers begin while the worker rests.
  const engine = connect(port, { progress: async () => { progress++; } }).remote;
  const loaded = await engine.load({ plan, threads, weights: Object.fromEntries(Object.entries(weights).map(([name, tensor]) =>
    [name, { ...tensor, data: floats(tensor.data) }])) });
  const missing = await engine.run({ inputs: [] }).then(() => '', (error) => String(error.message));
  const { outputs } = await engine.run({ inputs: [floats(input)] });
  const again = await engine.run({ inputs: [floats(input)] });
  const map = await engine.read(key);
  await engine.unload();
  worker.terminate();
  return { threads: loaded.threads, isolated: self.crossOriginIsolated, total: loaded.memory.totalBytes, missing, progress,
    outputs: outputs.map(({ data }) => Array.from(data)), again: again.outputs.map(({ data }) => Array.from(data)),
      map: Array.from(map.data) };
};
`;
interface Answer {
  readonly threads: number; readonly isolated: boolean; readonly total: number; readonly missing: string; readonly progress: number;
  readonly outputs: readonly (readonly number[])[]; readonly again: readonly (readonly number[])[]; readonly map: readonly number[];
}
const chrome = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find((file) => file && existsSync(file));

describe.skipIf(!chrome)('the engine in a browser', async () => {
  const workspace = await openWorkspace([join(ROOT, 'test/models')]);
  const { trace } = analyser(workspace, 'from engineNets import *\n')('Residual()', '2x3x33x47');
  const plan: Plan = lower(trace.graph, { keep: 'all' });
  const weights = seededWeights(plan);
  const input = seeded('input:0', 2 * 3 * 33 * 47);
  const [key] = Object.keys(plan.keep).filter((each) => plan.values[plan.keep[each]].shape.length === 4);
  let browser: Browser;
  let server: Server;
  let isolated = false;

  beforeAll(async () => {
    const { status } = spawnSync(process.execPath, [join(ROOT, 'esbuild.mjs'), '--production', 'engine'], { cwd: ROOT });
    expect(status).toBe(0);
    const { outputFiles: [page] } = await build({ stdin: { contents: PAGE, resolveDir: ROOT, loader: 'ts' }, bundle: true,
      write: false,
      format: 'iife' });
    const worker = readFileSync(join(ROOT, 'dist/web/engineWorker.js'));
    server = createServer(({ url }, response) => {
      const headers = isolated ? { 'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp' } : {};
      const script = url === '/worker.js' ? worker : url === '/page.js' ? page.contents : null;
      response.writeHead(200, { ...headers, 'Content-Type': script ? 'text/javascript' : 'text/html' });
      response.end(script ?? '<!doctype html><script src="/page.js"></script>');
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    browser = await chromium.launch({ ...(chrome ? { executablePath: chrome } : {}), args: ['--no-sandbox'] });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  it.each([{ share: true, threads: 2 }, { share: false, threads: 1 }])('gives the same numbers: $share, on $threads threads',
    async ({ share,
    threads }) => {
    isolated = share;
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const request = { plan, key, threads: 2, input: Array.from(input), weights: Object.fromEntries([...weights].map(([name,
      tensor]) =>
      [name, { ...tensor, data: 'data' in tensor ? Array.from(tensor.data, Number) : [] }])) };
    // As text: the types of a page's arguments are deeper than those of a plan can be compared with.
    const answer = await page.evaluate(async (asked: string) =>
      (globalThis as unknown as { runEngine: (asked: unknown) => Promise<Answer> }).runEngine(JSON.parse(asked)),
        JSON.stringify(request));
    await page.close();
    expect(answer).toMatchObject({ threads, isolated: share, missing: 'The model takes 1 inputs, 0 were given.' });
    expect(answer.progress).toBeGreaterThan(5);
    const here = session(plan, weights);
    const expected = here.run([input]).outputs[0].data;
    expect(relativeError(answer.outputs[0], expected)).toBeLessThan(1e-6);
    expect(answer.again).toEqual(answer.outputs);
    expect(relativeError(answer.map, here.read(key).data)).toBeLessThan(1e-6);
  }, 120_000);
});
