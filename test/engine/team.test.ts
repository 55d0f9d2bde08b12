// Threads that share steps: every unit of every step is computed once, whoever is awake, late or slow.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { CONTROL_BYTES, Team, type SharedStep, type ThreadStart } from '../../src/engine/team';
import { ModuleBuilder } from '../../src/engine/wasm/assembler';
import { ROOT } from '../support/analyse';
import { randomFrom } from '../support/engine';

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

it.each([2, 3])('%i threads compute every unit of every step once', async (threads) => {
  const { outputFiles: [{ text }] } = await build({ bundle: true, format: 'cjs', platform: 'node', write: false, stdin: { resolveDir: ROOT,
    contents: `import { workerData } from 'node:worker_threads'; import { runThread } from ${JSON.stringify(join(ROOT,
      'src/engine/team.ts'))}; runThread(workerData);` } });
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
