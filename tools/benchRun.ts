// One quick-run as the panel makes it, in this process with the run worker as it is shipped: node out/benchRun.cjs JSON
// JSON: {"statement", "entry", "input", "image"}. Prints a JSON document of milliseconds of CPU time. Bundled by tools/benchRun.mjs.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Workspace } from '../src/cli/workspace';
import { parseInputSpecs } from '../src/frontends/inputSpec';
import { traceRecorded } from '../src/frontends/recipe';
import { COMMAND_BUDGET } from '../src/frontends/run';
import { runModelOf } from '../src/ide/run';
import { connect, type Service } from '../src/protocol/rpc';
import type { RunHost, RunModel, RunService } from '../src/protocol/run';
import type { MapService } from '../src/protocol/runMaps';

interface Job { readonly statement: string; readonly entry: string; readonly input: string; readonly image: string }

/** Side of a thumbnail, and of a channel's picture on a layer's page. */
const [THUMBNAIL, TILE] = [96, 64];
/** What is in sight of a strip at first. */
const FIRST = 12;

async function modelOf({ statement, entry, input }: Job): Promise<RunModel> {
  const wasm = (file: string): Uint8Array => readFileSync(`node_modules/${file}`);
  const workspace = await Workspace.open(['examples', 'test/models'], () => ({
    runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), grammar: wasm('tree-sitter-python/tree-sitter-python.wasm'),
  }));
  const document = workspace.scratch(`${statement}\n`);
  const session = workspace.session(document, { budget: COMMAND_BUDGET, recording: true });
  const recorded = traceRecorded(session.run, { document: document.file, entry, inputs: parseInputSpecs(input), probe: session.probe });
  const answer = runModelOf(recorded, entry, () => null);
  if (!answer.model) throw new Error(answer.message);
  return answer.model;
}

function start(): { readonly service: Service<RunService & MapService>; readonly end: () => Promise<unknown> } {
  const worker = new Worker(resolve('dist/runWorker.js'));
  const host: RunHost = { progress: async () => {}, codec: async (name) => readFileSync(`dist/codecs/${name}.wasm`) };
  const connection = connect<RunService & MapService, RunHost>({
    post: (message, transfer) => { worker.postMessage(message, transfer ?? []); },
    listen: (receive) => { worker.on('message', receive); },
  }, host);
  return { service: connection.remote, end: () => worker.terminate() };
}

/** Milliseconds of all threads of the process: what a quiet machine would take, since one works at a time. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** The median of all but the first, which pays for what is compiled when it is first used. */
const later = (list: readonly number[]): number => list.slice(1).sort((a, b) => a - b)[(list.length - 1) >> 1];

async function main(job: Job): Promise<void> {
  const began = cpu();
  const since = (): number => cpu() - began;
  const { service, end } = start();
  const model = await modelOf(job);
  const analysed = since();
  const load = await service.load({ model, weights: { kind: 'seed', seed: 0 }, keep: 'all' });
  const loaded = since();
  await service.input(0, { kind: 'image', file: { name: job.image, path: job.image }, preprocessing: null });
  const prepared = since();
  const { layers } = await service.run({});
  const ran = since();
  const keys = layers.map(({ key }) => key);
  await service.thumbnails('now', keys.slice(0, FIRST), THUMBNAIL, 'active');
  const first = since();
  await service.thumbnails('now', keys, THUMBNAIL, 'active');
  const all = since();
  // Further runs, as the panel makes them for other images: everything is loaded.
  const runs: { readonly reran: number; readonly painted: number; readonly every: number }[] = [];
  for (let i = 0; i < 6; i++) {
    const again = cpu();
    await service.run({});
    const reran = cpu() - again;
    await service.thumbnails('now', keys, THUMBNAIL, 'active');
    const painted = cpu() - again;
    for (const key of keys) {
      const { shape } = await service.figures('now', key);
      await service.channels('now', key, [...Array(shape.channels).keys()], TILE, 'shared');
    }
    runs.push({ reran, painted, every: cpu() - again });
  }
  const memory = process.memoryUsage().rss;
  // The engine alone, with nothing kept.
  await service.load({ model, weights: { kind: 'seed', seed: 0 }, keep: [] });
  const bare: number[] = [];
  for (let i = 0; i < 6; i++) {
    const before = cpu();
    await service.run({});
    bare.push(cpu() - before);
  }
  const [reran, painted, every] = (['reran', 'painted', 'every'] as const).map((part) => later(runs.map((run) => run[part])));
  const row = { layers: layers.length, analysed, loaded, prepared, ran, first, all, reran, painted, every, bare: later(bare), memory,
    engine: load.totalBytes };
  process.stdout.write(`${JSON.stringify(row)}\n`);
  await end();
}

void main(JSON.parse(process.argv[2] ?? '') as Job);
