// A session: a plan and its weights loaded once, run many times. Owns the memory, its layout and the module's instance.
// Knows neither ops nor files: reference kernels and threads come from the host.
import { l10n } from '../base/l10n';
import type { DType } from '../tensor/dtype';
import { KernelError } from '../tensor/kernelError';
import { PLAN_VERSION, type Plan, type PlanArg } from '../tensor/plan';
import type { Draw } from '../tensor/recipe';
import type { PlainMeta } from '../tensor/value';
import { compile } from './compiler';
import { EngineError, showSizes } from './errors';
import { denseMap, type ChannelFigures, type Planes, type Range, type Size, type StridedMap } from './featureMap';
import type { Features } from './features';
import { aheadOn, figuresOn, tilesOn, type Ahead, type Bench } from './inspect';
import { valuesIn } from './fuse';
import { loading, listing, type Waiting } from './load';
import { layOut, READ_ARGUMENTS, type MemoryLayout } from './layout';
import { kernelsOf, modulesFor, reserve, type Compile, type Kernel } from './modules';
import { STAGING, wordsOf, type Address, type OnDemand, type Program, type ReferenceStep, type Step, type Word } from './program';
import { collapse, gather, listOf, numel, type Region } from './region';
import { drawFrom } from './init/fills';
import { Generator as Randomness, type GeneratorState } from './init/generator';
import { findShared, Team, type SharedStep, type StartThreads } from './team';
import { checkWeights, type WeightSources } from './weights';
import { tilePixels } from './wasm/conv';
import { TRANSPOSE_COLUMNS, TRANSPOSE_WORDS } from './wasm/elementwise';
import { fingerprints, refuseDifference } from './wide';

/** An op's reference kernel: plain arguments (tensors with `shape`, `dtype`, `data`) to the elements of each output. */
export type ReferenceKernel = (args: Readonly<Record<string, unknown>>, outs: readonly PlainMeta[], draw?: Draw) =>
  readonly (readonly number[])[];

export interface SessionOptions {
  readonly features: Features;
  /** The reference kernel of an op by its schema. */
  readonly reference: (schema: string) => ReferenceKernel | undefined;
  /** Direct convolution only: results closer to PyTorch's, at more time. */
  readonly exact?: boolean;
  /** Where every run's random numbers begin; as after torch.manual_seed(0) when absent. */
  readonly random?: GeneratorState;
  /** More threads than one: how many in all, and how the host starts the others. Needs shared memory. */
  readonly threads?: { readonly count: number; readonly start: StartThreads };
  /** Most bytes that the memory may take; 3.5 GB when absent. */
  readonly maxBytes?: number;
  /** How the host compiles modules, where `features.wide`: the first run is then made by both, and fails where they differ. */
  readonly compile?: Compile;
}

export interface MemoryFigures {
  readonly weightBytes: number;
  readonly activationBytes: number;
  readonly totalBytes: number;
}

/** A tensor in row-major order. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: Float32Array | readonly number[];
}
export interface RunOptions {
  /** After each step: how many of how many are done, and the node that was. */
  readonly onProgress?: (done: number, total: number, node: string) => void;
  /** Asked between steps: true ends the run with an EngineError of code 'cancelled'. */
  readonly isCancelled?: () => boolean;
  /** Told of each value that can be read, as soon as it is whole and its elements are near. */
  readonly onComplete?: (value: number) => void;
  /** Ends the run at the first node whose result has an element that is not finite. */
  readonly trapNotFinite?: boolean;
}
/** `pause` is awaited about every 30 ms between steps, so that the host can hear messages. */
export type PausedRunOptions = RunOptions & { readonly pause: () => Promise<void> };
/** Most bytes of a session's memory where nobody says: WebAssembly has 4 GB of addresses. */
export const MOST_BYTES = 3.5e9;
const PAUSE_MS = 30;

export interface RunResult {
  readonly outputs: readonly TensorData[];
  /** Milliseconds by node key, in execution order; a fused group is under its last node. */
  readonly timings: readonly { readonly node: string; readonly milliseconds: number }[];
}

type Work = Generator<undefined, RunResult, undefined>;

/** What a plan would take, without loading it. */
export function memoryFigures(plan: Plan, { features, exact = false, threads: wanted = 1 }: Pick<SessionOptions, 'features'
  | 'exact'> & { readonly threads?: number }): MemoryFigures {
  const threads = features.simd ? wanted : 1;
  const { weightBytes, activationBytes, totalBytes } = layOut(compile(plan, { exact, threads, fast: features.simd,
    tilePixels: tilePixels(features) }), threads);
  return { weightBytes, activationBytes, totalBytes };
}

export class Session {
  private readonly program: Program;
  private readonly layout: MemoryLayout;
  private readonly memory: WebAssembly.Memory;
  private kernels: Readonly<Record<string, Kernel>>;
  /** Wide kernels that are not yet known to give the same. */
  private unchecked: Readonly<Record<string, Kernel>> | null;
  private team: Team | null = null;
  /** By step: its number among those that threads share, or -1; and whether enough of them follow to wake sleeping threads. */
  private shared: readonly { readonly number: number; readonly wakes: boolean }[] = [];
  /** Values that were computed on demand since the last run began. */
  private readonly computed = new Set<number>();
  /** Elements of values that are not float32, by value. */
  private readonly lists = new Map<number, readonly number[]>();
  /** What loading still has to do, and what it waits for. */
  private pending: Generator<Waiting> | null;
  private readonly waiting: Waiting | null;
  /** Why the session cannot be run any more. */
  private broken: EngineError | null = null;
  private readonly generator = new Randomness(0);
  private readonly random: GeneratorState;
  private readonly draw = drawFrom(this.generator);
  /** As they were given to the last run. */
  private inputs: readonly ArrayLike<number>[] = [];

  /** The same as the constructor, for weights that are not there yet: they are brought one after the other, none is kept. */
  static async open(plan: Plan, weights: WeightSources, options: SessionOptions): Promise<Session> {
    const session = new Session(plan, weights, options);
    for (let { waiting } = session; waiting; waiting = session.proceed()) await waiting();
    return session;
  }

  /**
   * Throws EngineError when the plan is of another version, the weights do not fit, or the memory would be too large.
   * Weights that have to be waited for are what `open` is for.
   */
  constructor(readonly plan: Plan, weights: WeightSources, private readonly options: SessionOptions) {
    if (plan.version !== PLAN_VERSION) {
      throw new EngineError('plan',
        l10n.t('This plan is of version {0}, the engine runs version {1}: make it again.', plan.version, PLAN_VERSION));
    }
    checkWeights(plan, weights);
    this.random = options.random ?? this.generator.snapshot();
    const { features } = options;
    const threads = features.simd ? options.threads?.count ?? 1 : 1;
    this.program = compile(plan, { exact: options.exact ?? false, threads, fast: features.simd,
      tilePixels: tilePixels(features) });
    this.layout = layOut(this.program, threads);
    this.memory = reserve(this.layout.totalBytes, options.maxBytes ?? MOST_BYTES, threads > 1);
    const modules = modulesFor(features, threads > 1, options.compile);
    this.kernels = modules ? kernelsOf(modules.ordinary, this.memory) : {};
    this.unchecked = modules?.wide ? kernelsOf(modules.wide, this.memory) : null;
    this.pending = this.load(weights, modules && (modules.wide ?? modules.ordinary));
    this.waiting = this.proceed();
  }
  private proceed(): Waiting | null {
    const { done = true, value } = this.pending?.next() ?? {};
    // It has the weights, which nobody needs any more.
    if (done) this.pending = null;
    return done ? null : value ?? null;
  }

  get figures(): MemoryFigures {
    const { weightBytes, activationBytes, totalBytes } = this.layout;
    return { weightBytes, activationBytes, totalBytes };
  }

  /** `inputs` as the plan's inputs are: one list of elements each, in row-major order. Blocks until it is done. */
  run(inputs: readonly ArrayLike<number>[], options: RunOptions = {}): RunResult {
    const work = this.work(inputs, options);
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
    }
  }

  /** The same, giving the host a turn now and then: the way to be told of a cancellation. */
  async runWithPauses(inputs: readonly ArrayLike<number>[], options: PausedRunOptions): Promise<RunResult> {
    const work = this.work(inputs, options);
    let last = performance.now();
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
      if (performance.now() - last < PAUSE_MS) continue;
      await options.pause();
      last = performance.now();
    }
  }

  /** Ends the other threads. The memory goes with the session. */
  dispose(): void {
    this.team?.stop();
    this.team = null;
  }

  private work(inputs: readonly ArrayLike<number>[], options: RunOptions): Work {
    return this.unchecked ? this.check(this.unchecked, inputs, options) : this.pass(inputs, options);
  }
  /** By the ordinary kernels, on this thread, then by the wide ones, which have to give the same to be used from then on. */
  private *check(wide: Readonly<Record<string, Kernel>>, inputs: readonly ArrayLike<number>[], options: RunOptions): Work {
    const { kernels, team, plan } = this;
    const found = (): number[] => fingerprints(plan, { elements: (value) => this.value(value).data,
      map: (value) => this.map(value), figuresOf: (planes) => this.figuresOf(planes), tilesOf: (...of) => this.tilesOf(...of) });
    try {
      this.team = null;
      yield* this.pass(inputs, options.isCancelled ? { isCancelled: options.isCancelled } : {});
      const expected = found();
      [this.kernels, this.team] = [wide, team];
      const result = yield* this.pass(inputs, options);
      refuseDifference(plan, expected, found());
      this.unchecked = null;
      return result;
    } finally {
      [this.kernels, this.team] = this.unchecked ? [kernels, team] : [wide, team];
    }
  }

  private *pass(inputs: readonly ArrayLike<number>[], options: RunOptions): Work {
    this.feed(inputs);
    this.generator.restore(this.random);
    this.computed.clear();
    const timings: { node: string; milliseconds: number }[] = [];
    const { steps, settling, complete } = this.program;
    let told = 0;
    const tell = (done: number): void => {
      for (; told < complete.length && complete[told].after <= done; told++) options.onComplete?.(complete[told].value);
    };
    tell(settling);
    let last = performance.now();
    for (let i = settling; i < steps.length; i++) {
      const step = steps[i];
      if (options.isCancelled?.()) throw new EngineError('cancelled', l10n.t('The run was cancelled.'), step.node);
      this.step(step, i);
      const now = performance.now();
      const row = timings.at(-1);
      if (row?.node === step.node) row.milliseconds += now - last;
      else timings.push({ node: step.node, milliseconds: now - last });
      tell(i + 1);
      last = options.onComplete ? performance.now() : now;
      options.onProgress?.(i + 1 - settling, steps.length - settling, step.node);
      yield undefined;
    }
    if (options.trapNotFinite) this.trap();
    return { outputs: this.plan.outputs.map((value) => this.value(value)), timings };
  }

  /**
   * A kept node's output (`key`, or `key:1` for a further one) after a run, until the next run. Elements go to the front of
   * `into` where there is room for them, else to an array of their own: the system takes longer to hand out fresh memory for a
   * large map than the map takes.
   */
  read(key: string, into?: Float32Array): TensorData {
    if (this.broken) throw this.broken;
    const value = this.plan.keep[key];
    if (value === undefined) {
      throw new EngineError('plan', l10n.t('{0} was not kept: name it when the plan is made.', key), key);
    }
    return this.value(value, into);
  }

  /**
   * Where the elements of one of the plan's values lie, unmoved: of a kept output, an input, a constant. Null for weights and
   * what was not kept. The memory is written again by the next run.
   */
  map(value: number): StridedMap | null {
    if (this.broken) throw this.broken;
    const { shape, dtype, source } = this.plan.values[value];
    const region = this.program.regions.get(value);
    if (source.kind === 'input') return denseMap(Float32Array.from(this.inputs[source.index] ?? []), shape);
    // Given weights are let go of once kernels have them; constants stay in the plan.
    if (source.kind === 'weight' && !source.data) return null;
    if (source.kind !== 'call') return denseMap(Float32Array.from(source.data ?? []), shape);
    if (!this.program.readable.has(value)) return null;
    this.demand(value);
    return region && dtype === 'float32' ? this.lying(region) : denseMap(Float64Array.from(this.list(value)), shape);
  }
  private lying({ buffer, offset, shape, strides }: Region): StridedMap {
    return { data: this.floats(), offset: this.layout.addresses[buffer] / 4 + offset, shape, strides };
  }
  /** What is known of a value without computing it; null where it is computed, or has to be. */
  ahead(value: number): Ahead | null {
    const lazy = this.computed.has(value) ? undefined : this.program.onDemand.get(value);
    const address = (word: Word): number => (typeof word === 'object' && 'buffer' in word ? this.addressOf(word) : 0);
    return lazy ? aheadOn(this.bench(), this.lying(lazy.from), { scale: address(lazy.scale), shift: address(lazy.shift) }) : null;
  }

  /** What `channelFigures` and `tiles` of featureMap.ts give, sooner for maps that lie in this session's memory. */
  figuresOf(planes: Planes): ChannelFigures {
    return figuresOn(this.bench(), planes);
  }
  tilesOf(planes: Planes, channels: readonly number[], size: Size, rangeOf: (channel: number) => Range): Uint8Array {
    return tilesOn(this.bench(), planes, channels, size, rangeOf);
  }
  private bench(): Bench {
    const { readAt, readBytes } = this.layout;
    return { kernels: this.kernels, memory: this.memory, argumentsAt: readAt - READ_ARGUMENTS, at: readAt, bytes: readBytes };
  }

  // ---- values -----------------------------------------------------------------------------------------------------------

  private value(value: number, room?: Float32Array): TensorData {
    const { shape, dtype } = this.plan.values[value];
    const region = this.program.regions.get(value);
    const lazy = this.computed.has(value) ? undefined : this.program.onDemand.get(value);
    const into = room && room.length >= numel(shape) ? room.subarray(0, numel(shape)) : undefined;
    const made = lazy && this.turned(lazy.from, into, lazy);
    if (made) return { shape, dtype, data: made };
    this.demand(value);
    return { shape, dtype, data: region ? this.elements(region, into) : this.list(value) };
  }
  /** Computes what is computed only when it is read; once per run. */
  private demand(value: number): void {
    const step = this.program.onDemand.get(value)?.step;
    if (!step || this.computed.has(value)) return;
    const argumentsAt = this.layout.readAt - READ_ARGUMENTS;
    this.writeWords(argumentsAt, step.words);
    this.kernels[step.kernel](argumentsAt, 0, step.units, this.layout.scratchAt);
    this.computed.add(value);
  }
  private elements(region: Region, into?: Float32Array): Float32Array {
    const turned = this.turned(region, into);
    if (turned) return turned;
    return gather(this.floats(), this.layout.addresses[region.buffer] / 4, region, into);
  }
  /** Feature maps lie channel by channel within a pixel: a kernel turns them. Null for what lies otherwise. */
  private turned(region: Region, into?: Float32Array, scaled?: OnDemand): Float32Array | null {
    if (!('transpose' in this.kernels) || region.shape.length < 3 || region.shape[1] < 4 || region.strides[1] !== 1) return null;
    const [images, channels] = region.shape;
    const { shape: [pixels = 1, ...more], strides: [[step = 1]] } = collapse(region.shape.slice(2), [region.strides.slice(2)]);
    if (more.length > 0 || 4 * numel(region.shape) > this.layout.readBytes) return null;
    const { readAt } = this.layout;
    const argumentsAt = readAt - READ_ARGUMENTS;
    for (let image = 0; image < images; image++) {
      const words = wordsOf(TRANSPOSE_WORDS.names, { input: { buffer: region.buffer,
        offset: 4 * (region.offset + image * region.strides[0]) },
        out: readAt + 4 * image * channels * pixels, rows: pixels, columns: channels, inRow: 4 * step, outRow: 4 * pixels,
        ...(scaled ? { scale: scaled.scale, shift: scaled.shift } : {}) });
      this.writeWords(argumentsAt, words);
      this.kernels[scaled ? 'transposeScaled' : 'transpose'](argumentsAt, 0, Math.ceil(channels / TRANSPOSE_COLUMNS), 0);
    }
    const elements = this.floats().subarray(readAt / 4, readAt / 4 + numel(region.shape));
    if (!into) return elements.slice();
    into.set(elements);
    return into;
  }
  private floats(): Float32Array {
    return new Float32Array(this.memory.buffer);
  }
  private list(value: number): readonly number[] {
    const known = this.lists.get(value);
    if (known) return known;
    const { source } = this.plan.values[value];
    const data = source.kind === 'constant' ? source.data : [];
    this.lists.set(value, data);
    return data;
  }

  private feed(inputs: readonly ArrayLike<number>[]): void {
    const { plan } = this;
    if (this.broken) throw this.broken;
    if (this.pending) throw new Error('weights that have to be waited for are loaded by Session.open');
    if (inputs.length !== plan.inputs.length) {
      throw new EngineError('input', l10n.t('The model takes {0} inputs, {1} were given.', plan.inputs.length,
        inputs.length));
    }
    this.inputs = inputs;
    plan.inputs.forEach((value, i) => {
      const { shape } = plan.values[value];
      if (inputs[i].length !== numel(shape)) {
        throw new EngineError('input', l10n.t('Input {0} is {1}, which is {2} elements; {3} were given.', i + 1,
          showSizes(shape), numel(shape), inputs[i].length));
      }
      const region = this.program.regions.get(value);
      if (region) this.floats().set(inputs[i], this.layout.addresses[region.buffer] / 4 + region.offset);
      else this.lists.set(value, Array.from(inputs[i]));
    });
  }

  // ---- steps ------------------------------------------------------------------------------------------------------------

  private step(step: Step, index: number): void {
    if (step.kind === 'reference') {
      this.reference(step);
      return;
    }
    const shared = this.team && this.shared[index];
    try {
      if (this.team && shared && shared.number >= 0) this.team.run(shared.number, shared.wakes);
      else this.kernels[step.kernel](this.layout.argumentsAt[index], 0, step.units, this.layout.scratchAt);
    } catch (error) {
      throw this.breakAt(step.node, error);
    }
  }
  /** A kernel that failed may have left anything in the memory: nobody reads it or runs on it again. */
  private breakAt(node: string, error: unknown): EngineError {
    this.dispose();
    const call = this.plan.calls.findLast((each) => each.node === node);
    const values = call ? [...new Set(valuesIn(call)), ...call.outputs] : [];
    const shapes = values.map((value) => showSizes(this.plan.values[value].shape));
    this.broken = new EngineError('kernel', l10n.t(
      '{0} ({1}) failed while it was computed: {2}. Load the model again; with one thread if it fails again.',
      node, shapes.join(' '), error instanceof Error ? error.message : String(error)), node);
    return this.broken;
  }

  private reference({ call, regions }: ReferenceStep): void {
    const kernel = this.options.reference(call.op);
    const name = call.op.slice(0, call.op.indexOf('('));
    if (!kernel) throw new EngineError('kernel', l10n.t('{0} at {1} has no kernel here.', name, call.node), call.node);
    const plain = (arg: PlanArg): unknown => {
      if (Array.isArray(arg)) return arg.map(plain);
      if (typeof arg !== 'object' || arg === null) return arg;
      if ('value' in arg && typeof arg.value === 'number' && Object.keys(arg).length === 1) return this.tensor(arg.value,
        regions);
      return Object.fromEntries(Object.entries(arg).map(([name, item]) => [name, plain(item)]));
    };
    const metas = call.outputs.map((value) => this.plan.values[value]);
    const results = resultsOf(() => kernel(plain(call.args) as Record<string, unknown>, metas, call.draws && this.draw), name,
      call.node);
    call.outputs.forEach((value, i) => {
      const data = results[i];
      if (data?.length !== numel(metas[i].shape)) {
        throw new EngineError('kernel', l10n.t(
          '{0} at {1} {2} cannot be computed: it is random, or its kernel does not know these arguments.', name,
          call.node, showSizes(metas[i].shape)), call.node);
      }
      const region = regions.get(value);
      if (region) this.floats().set(data, this.layout.addresses[region.buffer] / 4 + region.offset);
      else this.lists.set(value, data);
    });
  }
  private tensor(value: number, regions: ReadonlyMap<number,
    Region>): { shape: readonly number[]; dtype: DType; data: readonly number[] } {
    const { shape, dtype } = this.plan.values[value];
    const region = regions.get(value);
    return { shape, dtype, data: region ? listOf(this.elements(region)) : this.list(value) };
  }

  private trap(): void {
    const { keep, values } = this.plan;
    const room = new Float32Array(Math.max(0, ...Object.values(keep).map((value) => numel(values[value].shape))));
    for (const [key, value] of Object.entries(keep)) {
      const { data, shape } = this.value(value, room);
      const at = data.findIndex((x: number) => !Number.isFinite(x));
      if (at >= 0) throw new EngineError('not-finite',
        l10n.t('{0} {1} has {2} at element {3}: the first node that does.', key, showSizes(shape), data[at], at), key);
    }
  }

  // ---- loading ----------------------------------------------------------------------------------------------------------

  private *load(weights: WeightSources, module: WebAssembly.Module | null): Generator<Waiting> {
    const { layout, program, plan } = this;
    program.steps.forEach((step, i) => {
      if (step.kind === 'kernel') this.writeWords(layout.argumentsAt[i], step.words);
    });
    yield* loading(plan, weights, program, {
      buffer: this.memory.buffer,
      addressOf: (at) => this.addressOf(at),
      run: (step) => {
        const words = layout.stagingAt - 1024;
        this.writeWords(words, step.words);
        this.kernels[step.kernel](words, 0, step.units, layout.scratchAt);
      },
    });
    yield* listing(plan, weights, this.lists);
    program.steps.slice(0, program.settling).forEach((step, i) => { this.step(step, i); });
    const { threads } = this.options;
    if (!module || !threads || threads.count < 2) return;
    this.shared = findShared(program.steps);
    if (this.shared.some(({ wakes }) => wakes)) this.team = this.gatherTeam(module, threads.start, threads.count);
  }

  private addressOf({ buffer, offset }: Address): number {
    return offset + (buffer === STAGING ? this.layout.stagingAt : this.layout.addresses[buffer]);
  }

  private gatherTeam(module: WebAssembly.Module, start: StartThreads, threads: number): Team {
    const { argumentsAt, controlAt, scratchAt, scratchBytes } = this.layout;
    const steps = this.program.steps.flatMap((step, i): SharedStep[] => (step.kind === 'kernel' && this.shared[i].number >= 0
      ? [{ kernel: step.kernel, args: argumentsAt[i], units: step.units }] : []));
    const starts = Array.from({ length: threads - 1 }, (_, i) =>
      ({ module, memory: this.memory, steps, controlAt, scratchAt: scratchAt + (i + 1) * scratchBytes, threads }));
    return new Team(this.unchecked ?? this.kernels, scratchAt, starts, start);
  }

  private writeWords(at: number, words: readonly Word[]): void {
    const view = new DataView(this.memory.buffer);
    words.forEach((word, i) => {
      if (typeof word === 'number') view.setInt32(at + 4 * i, word, true);
      else if ('float' in word) view.setFloat32(at + 4 * i, word.float, true);
      else view.setInt32(at + 4 * i, this.addressOf(word), true);
    });
  }
}

/** What a reference kernel gives; what it says of elements that do not do becomes the run's error. */
function resultsOf<T>(compute: () => T, name: string, node: string): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    throw new EngineError('kernel', l10n.t('{0} at {1} cannot be computed: {2}.', name, node, error.message), node);
  }
}
