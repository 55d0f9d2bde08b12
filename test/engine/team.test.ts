// Threads that share steps: every unit of every step is computed once, whoever is awake, late or slow.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { CONTROL_BYTES, Team, type SharedStep, type ThreadStart } from '../../src/engine/team';
import { i32, ModuleBuilder } from '../../src/engine/wasm/assembler';
import { conv2d } from '../../src/ops/conv';
import { ROOT } from '../support/analyse';
import { planOf, randomFrom, session } from '../support/engine';

const UNITS = [1, 2, 3, 5, 8, 97, 4095, 4096, 5000, 60_000];
const CONTROL_AT = 1024;
const COUNTS_AT = CONTROL_AT + CONTROL_BYTES;

/** A kernel that adds 1 to each of its units' words, from the address `args` on. */
function counting(): WebAssembly.Module {
  const m = new ModuleBuilder();
  m.fn('count', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [unit, at] = [f.local(), f.local()];
    f.for(unit, from, to, () => {
      f.set(at, args.add(unit.shl(2)));
      f.store(at, at.load('i32').add(1));
    });
  });
  return new WebAssembly.Module(m.bytes({ shared: true }));
}

/** What another thread runs: a text that bundles `runThread`. */
const threadText = async (): Promise<string> => {
  const { outputFiles: [{ text }] } = await build({ bundle: true, format: 'cjs', platform: 'node', write: false, stdin: { resolveDir: ROOT,
    contents: `import { workerData } from 'node:worker_threads'; import { runThread } from ${JSON.stringify(join(ROOT,
      'src/engine/team.ts'))}; runThread(workerData);` } });
  return text;
};

it.each([2, 3])('%i threads compute every unit of every step once', async (threads) => {
  const text = await threadText();
  const memory = new WebAssembly.Memory({ initial: 8, maximum: 65536, shared: true });
  const module = counting();
  let at = COUNTS_AT;
  const steps = UNITS.map((units): SharedStep => {
    const step = { kernel: 'count', args: at, units };
    at += 4 * units;
    return step;
  });
  const start: ThreadStart = { module, memory, steps, controlAt: CONTROL_AT, scratchAt: 0, threads };
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const ended: Promise<unknown>[] = [];
  const team = new Team(exports as Record<string, (args: number, from: number, to: number, scratch: number) => void>, 0,
    Array.from({ length: threads - 1 }, () => start), (starts) => {
      const workers = starts.map((workerData) => new Worker(text, { eval: true, workerData }));
      for (const worker of workers) ended.push(new Promise((resolve) => { worker.on('exit', resolve); }));
      return { stop: () => undefined };
    });
  const random = randomFrom(threads);
  const expected = steps.map(() => 0);
  for (let run = 0; run < 3000; run++) {
    // From time to time the others get to begin, or fall asleep.
    if (run % 500 === 0) await new Promise((resolve) => { setTimeout(resolve, 40); });
    const step = random.below(steps.length);
    team.run(step, random.below(2) === 0);
    expected[step]++;
  }
  const counts = new Int32Array(memory.buffer);
  steps.forEach(({ args, units }, step) => {
    expect(new Set(counts.subarray(args / 4, args / 4 + units))).toEqual(new Set([expected[step]]));
  });
  team.stop();
  // Threads return by themselves: nothing is left to wait for.
  expect(await Promise.all(ended)).toEqual(Array.from({ length: threads - 1 }, () => 0));
}, 60_000);

/** A module whose kernels of these names do nothing but write where there is no memory. */
function trapping(names: readonly string[]): WebAssembly.Module {
  const m = new ModuleBuilder();
  for (const name of names) m.fn(name, ['i32', 'i32', 'i32', 'i32'], (f) => { f.store(i32(-4), i32(1)); });
  return new WebAssembly.Module(m.bytes({ shared: true }));
}

it('a kernel that fails in another thread ends the run with a sentence, the session and its threads', async () => {
  const text = await threadText();
  const ended: Promise<unknown>[] = [];
  let stopped = 0;
  const plan = planOf([{ shape: [1, 16, 64, 64] }, { shape: [32, 16, 3, 3] }], ([input, weight], op) =>
    op(conv2d, { input, weight, bias: null }));
  const broken = session(plan, new Map(), { threads: { count: 3, start: (starts) => {
    for (const start of starts) {
      const worker = new Worker(text, { eval: true, workerData: { ...start, module: trapping(start.steps.map(({ kernel }) => kernel)) } });
      ended.push(new Promise((resolve, reject) => { worker.on('exit', resolve).on('error', reject); }));
    }
    return { stop: () => { stopped++; } };
  } } });
  const inputs = plan.inputs.map((value) => new Float32Array(plan.values[value].shape.reduce((a, b) => a * b, 1)));
  const run = async (): Promise<unknown> => {
    // Until another thread is awake, the session computes everything itself.
    for (let i = 0; i < 2000; i++) {
      await broken.runWithPauses(inputs, { pause: async () => {} });
      await new Promise((resolve) => { setTimeout(resolve, 1); });
    }
    return null;
  };
  await expect(run()).rejects.toThrow(
    'conv2d ([1, 16, 64, 64] [32, 16, 3, 3] [1, 32, 62, 62]) failed while it was computed: memory access out of bounds');
  await expect(broken.runWithPauses(inputs, { pause: async () => {} })).rejects.toThrow('failed while it was computed');
  expect(() => broken.read(Object.keys(plan.keep)[0])).toThrow('failed while it was computed');
  expect(stopped).toBe(1);
  expect(await Promise.all(ended)).toEqual([0, 0]);
}, 60_000);

it('a kernel that fails on the only thread is told with its node, and the session refused', () => {
  const plan = planOf([{ shape: [1, 16, 8, 8] }, { shape: [32, 16, 1, 1] }], ([input, weight], op) =>
    op(conv2d, { input, weight, bias: null }));
  const once = session(plan);
  const [kernel] = ['conv'];
  const { kernels } = once as unknown as { readonly kernels: Record<string, unknown> };
  const { exports } = new WebAssembly.Instance(trapping([kernel]), { env: { memory: new WebAssembly.Memory({ initial: 1, maximum: 65536,
    shared: true }) } });
  Object.assign(once, { kernels: { ...kernels, ...exports } });
  const inputs = [new Float32Array(1024), new Float32Array(512)];
  expect(() => once.run(inputs)).toThrow('conv2d ([1, 16, 8, 8] [32, 16, 1, 1] [1, 32, 8, 8]) failed while it was computed: memory access');
  expect(() => once.run(inputs)).toThrow('Load the model again');
});
