// Several threads on one memory: the session's own thread opens steps, all take parts of an open step until none is left.
// Hosts start the other threads (worker_threads, Web Workers) with what `ThreadStart` says; this file knows neither.
//
// Note [Who waits for whom]. The open step and the number of parts taken from it are one word, which is exchanged by comparison.
// A thread that comes late finds nothing left to take, or the next step: nobody has to be awake for a step to end, and the
// session waits for no thread but those that are computing a part. What a step is stands in a table that never changes, so that
// nothing can be read half written, and a part that is taken is a part that is due, whatever happened since the word was read.

import type { Step } from './program';

/** A step that threads can share: a kernel over independent units of work, its arguments at a byte address. */
export interface SharedStep { readonly kernel: string; readonly args: number; readonly units: number }

/** Everything another thread needs; structured cloning keeps memory and module shared. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly steps: readonly SharedStep[];
  /** Byte address of the control words, and of this thread's scratch. */
  readonly controlAt: number;
  readonly scratchAt: number;
  /** How many threads there are, the session's among them. */
  readonly threads: number;
}
export interface Threads {
  /** Ends all of them; called once. */
  stop(): void;
}
export type StartThreads = (starts: readonly ThreadStart[]) => Threads;

/** Floats moved in some microseconds: a step of less is done before another thread has brought its operands nearer. */
const SHARED_WORK = 12_000;
/** Floats moved in a fifth of a millisecond: with less to come it is not worth waking a thread that sleeps. */
const WAKING_WORK = 600_000;

/** Which steps threads share: those of more than a few microseconds that fall into parts. */
export function findShared(steps: readonly Step[]): { readonly number: number; readonly wakes: boolean }[] {
  const isShared = steps.map((step) => step.kind === 'kernel' && step.units > 1 && step.work > SHARED_WORK);
  let ahead = 0;
  const wakes = steps.map(() => false);
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i];
    if (isShared[i] && step.kind === 'kernel') ahead += step.work;
    wakes[i] = ahead >= WAKING_WORK;
  }
  let count = 0;
  return steps.map((_, i) => ({ number: isShared[i] ? count++ : -1, wakes: wakes[i] }));
}

type Kernel = (args: number, from: number, to: number, scratch: number) => void;
type Kernels = Readonly<Record<string, Kernel>>;

/** Control words, in 32-bit integers from `controlAt`; what threads write often stands in cache lines of its own. */
/** Which step is open (from 1 on), and in the low bits how many of its parts are taken. */
const OPEN = 0;
/** How many parts of it are computed. */
const DONE = 16;
/** Whether the session sleeps until parts are done. */
const WAITING = 32;
/** How many of the other threads sleep until a step is opened. */
const SLEEPING = 33;
const STOP = 34;
/** Step number (from 1 on) at which a thread failed, `FAILING` while it writes down why; and the text of why, a byte a letter. */
const FAILED = 35;
const FAILING = -1;
const WHY_AT = 192;
const WHY_BYTES = 128;
export const CONTROL_BYTES = WHY_AT + WHY_BYTES;

const PART_BITS = 12;
const MOST_PARTS = 2 ** PART_BITS - 1;
/**
 * How often a thread looks before it goes to sleep: a tenth of a millisecond or more. Longer than most steps that are not shared,
 * so that sleeping is for the time between runs, and for machines whose other cores are busy.
 */
const SPINS = 60_000;
/** A part of a step is a matter of milliseconds: whoever has not ended one by then was ended himself. */
const LONGEST_PART_MS = 120_000;

/** Returns when the word is no longer `value`, or was not for a moment; false when nothing changed in `most` milliseconds. */
function awaitChange(control: Int32Array, word: number, value: number, asleep: number, most = Infinity): boolean {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(control, word) !== value) return true;
  Atomics.add(control, asleep, 1);
  const result = Atomics.wait(control, word, value, most);
  Atomics.sub(control, asleep, 1);
  return result !== 'timed-out';
}

/** The shared steps as one thread computes them. */
class Worker {
  private readonly kernels: readonly Kernel[];
  private readonly args: Int32Array;
  private readonly units: Int32Array;
  /** Units of a part, and parts, of each step. */
  private readonly sizes: Int32Array;
  readonly parts: Int32Array;

  constructor(readonly control: Int32Array, kernels: Kernels, steps: readonly SharedStep[], private readonly scratchAt: number,
    private readonly threads: number) {
    this.kernels = steps.map(({ kernel }) => kernels[kernel]);
    this.args = Int32Array.from(steps, ({ args }) => args);
    this.units = Int32Array.from(steps, ({ units }) => units);
    this.sizes = this.units.map((units) => Math.ceil(units / MOST_PARTS));
    this.parts = this.units.map((units, i) => Math.ceil(units / this.sizes[i]));
  }

  /** Computes parts of whatever step is open until none is left; returns the word that said so. */
  work(): number {
    const { control, parts, units, sizes } = this;
    let open = Atomics.load(control, OPEN);
    for (;;) {
      const step = (open >>> PART_BITS) - 1;
      const first = open & MOST_PARTS;
      if (step < 0 || first >= parts[step]) return open;
      // Large portions first, small ones at the end, so that all threads end at about the same time.
      const count = Math.max(1, Math.floor((parts[step] - first) / (2 * this.threads)));
      const found = Atomics.compareExchange(control, OPEN, open, open + count);
      if (found !== open) {
        open = found;
        continue;
      }
      try {
        this.kernels[step](this.args[step], first * sizes[step], Math.min(units[step], (first + count) * sizes[step]),
          this.scratchAt);
      } catch (error) {
        noteFailure(control, step, error);
        throw error;
      } finally {
        // A part that failed is over too: nobody may wait for it.
        Atomics.add(control, DONE, count);
        if (Atomics.load(control, WAITING) > 0) Atomics.notify(control, DONE);
      }
      open = Atomics.load(control, OPEN);
    }
  }
}

/** The first failure is the one that is told. */
function noteFailure(control: Int32Array, step: number, error: unknown): void {
  if (Atomics.compareExchange(control, FAILED, 0, FAILING) !== 0) return;
  const why = new Uint8Array(control.buffer, control.byteOffset + WHY_AT, WHY_BYTES);
  const text = error instanceof Error ? error.message : String(error);
  why.set(Array.from(text.slice(0, WHY_BYTES), (letter) => letter.charCodeAt(0) & 127));
  Atomics.store(control, FAILED, step + 1);
}

const controlOf = (memory: WebAssembly.Memory, controlAt: number): Int32Array =>
  new Int32Array(memory.buffer, controlAt, CONTROL_BYTES / 4);

/** The life of another thread: returns when the session stops, or after a failure, which the session then knows of. */
export function runThread({ module, memory, steps, controlAt, scratchAt, threads }: ThreadStart): void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const control = controlOf(memory, controlAt);
  const worker = new Worker(control, exports as Kernels, steps, scratchAt, threads);
  try {
    // STOP is looked at once it is known what to wait for: whoever stops changes that word afterwards.
    for (let open = worker.work(); Atomics.load(control, STOP) === 0; open = worker.work()) {
      awaitChange(control, OPEN, open, SLEEPING);
    }
  } catch (error) {
    // Whatever does not come from a part has no step to be told with.
    if (Atomics.load(control, FAILED) === 0) throw error;
  }
}

/** The session's side. */
export class Team {
  private readonly control: Int32Array;
  private readonly worker: Worker;
  private readonly threads: Threads;

  constructor(kernels: Kernels, scratchAt: number, starts: readonly ThreadStart[], start: StartThreads) {
    const [{ memory, controlAt, steps, threads }] = starts;
    this.control = controlOf(memory, controlAt);
    this.worker = new Worker(this.control, kernels, steps, scratchAt, threads);
    this.threads = start(starts);
  }

  /**
   * Computes a step by its number among the shared ones. `wakes`: whether it is worth waking threads that sleep. Throws when
   * a part of it failed in any thread; the memory is then not to be used any more.
   */
  run(step: number, wakes: boolean): void {
    const { control, worker } = this;
    Atomics.store(control, DONE, 0);
    Atomics.store(control, OPEN, (step + 1) << PART_BITS);
    if (wakes && Atomics.load(control, SLEEPING) > 0) Atomics.notify(control, OPEN);
    worker.work();
    for (let done = Atomics.load(control, DONE); done < worker.parts[step]; done = Atomics.load(control, DONE)) {
      if (!awaitChange(control, DONE, done, WAITING, LONGEST_PART_MS)) throw new Error('a thread has ended while it worked');
    }
    if (Atomics.load(control, FAILED) !== 0) throw new Error(this.why());
  }
  private why(): string {
    const letters = new Uint8Array(this.control.buffer, this.control.byteOffset + WHY_AT, WHY_BYTES);
    return String.fromCharCode(...letters).replace(/\0+$/, '');
  }

  stop(): void {
    const { control } = this;
    Atomics.store(control, STOP, 1);
    // A word without a step changes what sleepers wait for.
    Atomics.store(control, OPEN, MOST_PARTS);
    Atomics.notify(control, OPEN);
    this.threads.stop();
  }
}
