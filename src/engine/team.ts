// Several threads on one memory: the session's own thread hands out steps, all take units of work until none is left.
// Hosts start the other threads (worker_threads, Web Workers) with what `ThreadStart` says; this file knows neither.

/** Everything another thread needs; structured cloning keeps memory and module shared. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Names of the exported kernels: steps name them by number. */
  readonly kernels: readonly string[];
  /** Byte address of the control words, and of this thread's scratch. */
  readonly controlAt: number;
  readonly scratchAt: number;
}
export interface Threads {
  /** Ends all of them; called once. */
  stop(): void;
}
export type StartThreads = (starts: readonly ThreadStart[]) => Threads;

type Kernel = (args: number, from: number, to: number, scratch: number) => void;

/** Control words, in 32-bit integers from `controlAt`. */
/** Which step it is, and in the low byte how many threads beside the session's take part: those that had begun by then. */
const PHASE = 0;
const NEXT_PHASE = 256;
const NEXT = 1;
const DONE = 2;
const KERNEL = 3;
const ARGUMENTS = 4;
const UNITS = 5;
const GRAIN = 6;
const STOP = 7;
/** Threads that have begun. A browser starts them while the session's own thread rests, which is after the first steps. */
const BEGUN = 8;
export const CONTROL_BYTES = 64;
/**
 * How often a thread looks before it goes to sleep: some tens of microseconds. Longer than most steps, so that sleeping is for
 * the time between runs, and for machines whose other cores are busy.
 */
const SPINS = 20_000;

/** Returns when the word is no longer `value`. */
function awaitChange(control: Int32Array, word: number, value: number): void {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(control, word) !== value) return;
  while (Atomics.load(control, word) === value) Atomics.wait(control, word, value);
}

function work(control: Int32Array, kernel: Kernel, scratchAt: number): void {
  const [units, grain, args] = [control[UNITS], control[GRAIN], control[ARGUMENTS]];
  for (;;) {
    const from = Atomics.add(control, NEXT, grain);
    if (from >= units) return;
    kernel(args, from, Math.min(units, from + grain), scratchAt);
  }
}

/** The life of another thread: returns when the session stops. */
export function runThread({ module, memory, kernels, controlAt, scratchAt }: ThreadStart): void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const table = kernels.map((name) => exports[name] as Kernel);
  const control = new Int32Array(memory.buffer, controlAt, CONTROL_BYTES / 4);
  const number = Atomics.add(control, BEGUN, 1);
  let phase = -1;
  while (Atomics.load(control, STOP) === 0) {
    awaitChange(control, PHASE, phase);
    phase = Atomics.load(control, PHASE);
    if (Atomics.load(control, STOP) !== 0) return;
    // The session waits for those that it counted, and for no others.
    if (number >= phase % NEXT_PHASE) continue;
    work(control, table[control[KERNEL]], scratchAt);
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
}

/** The session's side. */
export class Team {
  private readonly control: Int32Array;
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly threads: Threads;

  constructor(private readonly kernels: Readonly<Record<string, Kernel>>, private readonly scratchAt: number,
    starts: readonly ThreadStart[], start: StartThreads) {
    const [{ memory, controlAt, kernels: names }] = starts;
    this.control = new Int32Array(memory.buffer, controlAt, CONTROL_BYTES / 4);
    this.numbers = new Map(names.map((name, i) => [name, i]));
    this.threads = start(starts);
  }

  run(kernel: string, args: number, units: number): void {
    const { control } = this;
    const others = Atomics.load(control, BEGUN);
    if (others === 0) {
      this.kernels[kernel](args, 0, units, this.scratchAt);
      return;
    }
    control[KERNEL] = this.numbers.get(kernel) ?? 0;
    control[ARGUMENTS] = args;
    control[UNITS] = units;
    control[GRAIN] = Math.max(1, Math.floor(units / ((others + 1) * 6)));
    Atomics.store(control, NEXT, 0);
    Atomics.store(control, DONE, 0);
    const step = Math.floor(Atomics.load(control, PHASE) / NEXT_PHASE) + 1;
    Atomics.store(control, PHASE, (step % 2 ** 22) * NEXT_PHASE + others);
    Atomics.notify(control, PHASE);
    work(control, this.kernels[kernel], this.scratchAt);
    // Every thread that takes part has to have seen the step before the next one overwrites it.
    for (let done = Atomics.load(control, DONE); done < others; done = Atomics.load(control, DONE)) {
      awaitChange(control, DONE, done);
    }
  }

  stop(): void {
    Atomics.store(this.control, STOP, 1);
    Atomics.add(this.control, PHASE, NEXT_PHASE);
    Atomics.notify(this.control, PHASE);
    this.threads.stop();
  }
}
