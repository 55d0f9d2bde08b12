// The state of one run: budgets, activations, reasons, modules, observations. The interpreter adds Python to it.
import { clock, countSteps, slowness } from '../base/clock';
import { memory } from '../base/memory';
import { fileId, type FileId, type Frame, type Origin, type Site } from '../base/source';
import type { GraphBuilder } from '../graph/build';
import { unknownOf, type Dim, type Reason, type ReasonCode, type Unknown } from '../tensor/value';
import { Activation } from './activation';
import { mentionsClass } from './classCell';
import { BudgetExceeded } from './errors';
import { JournalHeap } from './heap';
import type { NativeModule, Overlay, PyError } from './machine';
import {
  DEFAULT_BUDGET,
  importBudget,
  type Budget,
  type Checkpoint,
  type Gap,
  type InterpreterOptions,
  type ModuleSource,
  type RunOutcome,
} from './options';
import { moduleScope } from './scope';
import { Observations, raisedOf, type Raised } from './trace';
import { NONE, type Class, type Func, type PyModule, type Scope, type SourceFile, type Value } from './value';

const CHECK_EVERY = 4096;
type Left = { -readonly [K in 'steps' | 'milliseconds' | 'bytes']: number };
const WHAT = ['steps', 'milliseconds', 'bytes'] as const;
const EMPTY_FILE: SourceFile = {
  id: fileId('<machine>'),
  module: '<machine>',
  isPackage: false,
  internal: true,
  parse: {
    text: '',
    module: { kind: 'Module', id: 0, start: 0, end: 0, body: [] },
    nodes: [],
    errors: [],
    comments: [],
    hash: '',
    statements: [],
  },
};

export abstract class Runtime {
  abstract raise(type: string | Class, message: string, blame?: readonly Dim[]): never;

  readonly heap = new JournalHeap();
  readonly graph: GraphBuilder;
  readonly builtins: Map<string, Value>;
  readonly modules = new Map<string, PyModule>();
  readonly printed: string[] = [];
  observations = new Observations();
  /** Values of parameters at entry, by `parameterKey`. */
  parameters = new Observations();
  readonly raises: Raised[] = [];
  /** Modules, and data files by `dataName`, that the caller has to load before a second run. */
  readonly pending = new Set<string>();
  /** A branch on data had sides of different cost. */
  costUncertain = false;

  // ---- for the files beside this one ----
  readonly none = NONE;
  readonly natives: ReadonlyMap<string, NativeModule>;
  readonly fallbacks: ReadonlyMap<string, NativeModule>;
  readonly overlays: ReadonlyMap<string, Overlay>;
  readonly sources: ModuleSource;
  readonly moduleBase: Class | null;
  readonly runsMainBlock: boolean;
  act: Activation;
  /** Undecided branches being tried, and how many were tried for the current statement of the document. */
  nesting = 0;
  forks = 0;
  /** Calls of `backward`, of whatever it is: who makes one is training. */
  trained = 0;
  /** Loops whose further items were taken together, by one that stands for them (`PyIterator.rest`). */
  batched = 0;
  /** What is computed now is looked at by nobody. */
  isUnseen = false;
  readonly hashed = new Map<string, Value[]>();
  readonly scopes = new Map<PyModule, Scope>();
  readonly loading = new Set<PyModule>();
  /** Modules that were imported without being evaluated, and what they are since they have been. */
  readonly evaluatedLate = new Map<PyModule, PyModule>();
  readonly documents = new Set<PyModule>();
  /** A module asked for the document by its name. */
  documentImported = false;
  /** Scopes of files with `from __future__ import annotations`. */
  readonly postponed = new Set<Scope>();
  readonly starLookups = new Map<Scope, ((name: string) => Value | undefined)[]>();
  readonly moduleReasons = new Map<string, Reason>();
  readonly tracebacks = new WeakMap<PyError, readonly Origin[]>();
  openClasses: { name: string; methods: readonly Func[]; lost: Reason | null; node: number }[] = [];
  lastAttributeError: PyError | null = null;

  protected readonly files = new Map<FileId, SourceFile>();
  private readonly lostCounts = new Map<Reason, number>();
  private readonly reasons = new Map<string, Unknown>();
  readonly services = new Map<string, unknown>();
  protected readonly preludeModules = new Map<string, PyModule>();
  protected readonly customGetattr = new Map<Class, Value | null>();
  private budget: Budget;
  private modulePath: string | null = null;
  private steps = 0;
  private checkAt = CHECK_EVERY;
  private stepLimit = 0;
  private deadline = Infinity;
  /** The count of memory beyond which the run ends. */
  private bytesLimit = Infinity;
  private guardDepth = 0;
  /** What imported modules may still take in this run, beside the budget of whoever imports them. */
  private readonly forImports: Left;
  private isImporting = false;
  /** What they have taken so far. */
  private readonly imported: Left = { steps: 0, milliseconds: 0, bytes: 0 };
  protected tensorClass: Class | null;

  constructor(protected readonly options: InterpreterOptions) {
    this.builtins = options.builtins;
    this.natives = options.natives;
    this.fallbacks = options.fallbacks ?? new Map<string, NativeModule>();
    this.overlays = options.overlays ?? new Map<string, Overlay>();
    this.sources = options.sources;
    this.moduleBase = options.moduleBase ?? null;
    this.runsMainBlock = options.mainBlock ?? true;
    this.budget = options.budget ?? DEFAULT_BUDGET;
    this.forImports = importBudget(this.budget);
    this.tensorClass = options.tensorClass ?? null;
    const frame: Frame = { caller: null, call: null, module: null, name: '<machine>' };
    this.act = new Activation(null, frame, EMPTY_FILE, moduleScope(new Map()), null, null, 0, false);
    this.graph = options.graph({
      origin: () => this.origin(),
      modulePath: () => this.modulePath ?? '',
      newReason: (code, message, hint) => this.unknown(code, message, hint),
      costLost: () => {
        this.costUncertain = true;
      },
    });
  }

  /** A file that took part in the run. */
  fileOf(id: FileId): SourceFile | undefined {
    return this.files.get(id);
  }

  /** Where the run stands, for `outcomeSince`. Observations made from here on are kept apart. */
  checkpoint(): Checkpoint {
    this.observations = new Observations();
    this.parameters = new Observations();
    this.costUncertain = false;
    return { lost: new Map(this.lostCounts), raises: this.raises.length };
  }

  /** What came to light after a checkpoint. */
  outcomeSince(since: Checkpoint): RunOutcome {
    const gaps = this.gaps.flatMap(({ reason, lost }) => {
      const more = lost - (since.lost.get(reason) ?? 0);
      return more > 0 ? [{ reason, lost: more }] : [];
    });
    const { observations, parameters, costUncertain } = this;
    return { observations, parameters, costUncertain, gaps, raises: this.raises.slice(since.raises) };
  }

  /** What a run remembers outside of Python's boxes. */
  tables(): (Map<unknown, unknown> | Set<unknown> | unknown[] | Left)[] {
    return [
      this.modules,
      this.printed,
      this.raises,
      this.pending,
      this.hashed,
      this.scopes,
      this.evaluatedLate,
      this.loading,
      this.documents,
      this.postponed,
      this.starLookups,
      this.moduleReasons,
      this.files,
      this.lostCounts,
      this.reasons,
      this.preludeModules,
      this.customGetattr,
      this.forImports,
    ];
  }

  /** Runs something to see what it does: its writes are undone, its observations, exceptions and gaps dropped. */
  probe<T>(body: () => T): T {
    const { observations, parameters, costUncertain } = this;
    const raised = this.raises.length;
    const printed = this.printed.length;
    const lost = new Map(this.lostCounts);
    const mark = this.heap.mark();
    this.observations = new Observations();
    this.parameters = new Observations();
    try {
      return this.heap.unwatched(body);
    } finally {
      this.heap.undo(mark);
      this.raises.length = raised;
      this.printed.length = printed;
      this.restoreGaps(lost);
      Object.assign(this, { observations, parameters, costUncertain });
    }
  }

  private restoreGaps(lost: ReadonlyMap<Reason, number>): void {
    this.lostCounts.clear();
    for (const [reason, count] of lost) this.lostCounts.set(reason, count);
  }

  /** Runs something with no more than this budget. */
  within<T>(budget: Partial<Budget>, body: () => T): T {
    const before = this.budget;
    this.budget = {
      steps: Math.min(before.steps, budget.steps ?? Infinity),
      milliseconds: Math.min(before.milliseconds, budget.milliseconds ?? Infinity),
      depth: Math.min(before.depth, budget.depth ?? Infinity),
      bytes: Math.min(before.bytes, budget.bytes ?? Infinity),
    };
    try {
      return body();
    } finally {
      this.budget = before;
    }
  }

  /** What one run may take. */
  get allowed(): Budget {
    return this.budget;
  }

  /** Runs with a budget of its own; the reason when it was spent. */
  guardRun(run: () => void): Reason | null {
    if (this.guardDepth === 0) {
      const { steps, milliseconds, bytes } = this.budget;
      this.limit(this.steps + steps, clock() + milliseconds, memory.counted + bytes);
    }
    this.guardDepth++;
    const marks = this.heap.openMarks;
    try {
      run();
      return null;
    } catch (error) {
      if (!(error instanceof BudgetExceeded) || this.guardDepth > 1) throw error;
      this.nesting = 0;
      this.heap.abandon(marks);
      return error.reason;
    } finally {
      this.guardDepth--;
    }
  }

  /** Runs a part with a share of the budget; the reason when that was spent and the rest was not. */
  withShare(share: number, run: () => void): Reason | null {
    const { budget, stepLimit, deadline, bytesLimit } = this;
    const imported = { ...this.imported };
    const milliseconds = budget.milliseconds * Math.min(1, share * slowness());
    const steps = Math.floor(budget.steps * share);
    const bytes = budget.bytes * share;
    this.budget = { ...budget, steps, milliseconds, bytes };
    this.limit(
      Math.min(stepLimit, this.steps + steps),
      Math.min(deadline, clock() + milliseconds),
      Math.min(bytesLimit, memory.counted + bytes),
    );
    try {
      run();
      return null;
    } catch (error) {
      const isOwn = this.steps < stepLimit + this.imported.steps - imported.steps
        && clock() < deadline + this.imported.milliseconds - imported.milliseconds
        && memory.counted < bytesLimit + this.imported.bytes - imported.bytes;
      if (!(error instanceof BudgetExceeded) || !isOwn || this.isCancelled) throw error;
      return error.reason;
    } finally {
      this.budget = budget;
      this.limitBeyond({ steps: stepLimit, milliseconds: deadline, bytes: bytesLimit }, imported);
    }
  }

  /**
   * Runs the body of an imported module at the expense of all imports of the run; the reason when what these may take was spent,
   * and only what the module defines is lost.
   */
  withImportBudget(run: () => void): Reason | null {
    if (this.isImporting || this.guardDepth === 0) {
      run();
      return null;
    }
    const { budget, stepLimit, deadline, bytesLimit, forImports: left } = this;
    const [started, steps, bytes] = [clock(), this.steps, memory.counted];
    const imported = { ...this.imported };
    const { nesting } = this;
    const marks = this.heap.openMarks;
    this.isImporting = true;
    this.budget = { ...budget, ...importBudget(budget) };
    this.limit(steps + left.steps, started + left.milliseconds, bytes + left.bytes);
    try {
      run();
      return null;
    } catch (error) {
      if (!(error instanceof BudgetExceeded) || this.isCancelled) throw error;
      this.nesting = nesting;
      this.heap.abandon(marks);
      return error.reason;
    } finally {
      this.isImporting = false;
      this.budget = budget;
      const took = { steps: this.steps - steps, milliseconds: clock() - started, bytes: memory.counted - bytes };
      for (const what of WHAT) {
        left[what] -= took[what];
        this.imported[what] += took[what];
      }
      this.limitBeyond({ steps: stepLimit, milliseconds: deadline, bytes: bytesLimit }, imported);
    }
  }

  /** Limits of before, and what imports have taken since. */
  private limitBeyond(limits: Left, imported: Left): void {
    const [steps, deadline, bytes] = WHAT.map((what) => limits[what] + this.imported[what] - imported[what]);
    this.limit(steps ?? 0, deadline ?? 0, bytes ?? 0);
  }

  private limit(steps: number, deadline: number, bytes: number): void {
    this.stepLimit = steps;
    this.deadline = deadline;
    this.bytesLimit = bytes;
    countSteps(CHECK_EVERY);
    this.checkAt = Math.min(this.steps + CHECK_EVERY, steps);
  }

  private get isCancelled(): boolean {
    const { cancel } = this.options;
    return cancel !== undefined && Atomics.load(cancel, 0) !== 0;
  }

  record(error: PyError): Raised {
    const raised = raisedOf(this.tracebacks, error);
    this.raises.push(raised);
    return raised;
  }

  /** Steps of the program followed so far. */
  get stepsTaken(): number {
    return this.steps;
  }

  /** Values lost so far. */
  get lost(): number {
    let sum = 0;
    for (const count of this.lostCounts.values()) sum += count;
    return sum;
  }

  get gaps(): readonly Gap[] {
    return [...this.lostCounts].map(([reason, lost]) => ({ reason, lost }));
  }

  /** Undoes what the run wrote to objects that outlive it. */
  dispose(): void {
    this.heap.dispose();
  }

  service<T>(key: string, make: () => T): T {
    // The key stands for the type: each service is asked for in one place.
    if (!this.services.has(key)) this.services.set(key, make());
    return this.services.get(key) as T;
  }

  // ---- where we are ---------------------------------------------------------------------------------------------------
  get frame(): Frame | null {
    return this.act.frame;
  }

  origin(): Origin | null {
    for (let act: Activation | null = this.act; act; act = act.caller) if (!act.file.internal) return act.origin();
    return null;
  }

  site(): Site | null {
    return this.act.caller ? this.act.origin().at : null;
  }

  withModule<T>(path: string, body: () => T): T {
    const before = this.modulePath;
    this.modulePath = path;
    try {
      return body();
    } finally {
      this.modulePath = before;
    }
  }

  callerLocals(depth: number): Map<string, Value> | null {
    let act: Activation | null = this.act;
    for (let i = 0; i < depth && act; i++) act = act.caller;
    return act?.scope.vars ?? null;
  }

  callerClass(): Class | null {
    const { func } = this.act;
    return func?.owner && mentionsClass(func.node) ? func.owner : null;
  }

  callerGlobals(): Map<string, Value> | null {
    return this.act.scope.globals.vars;
  }

  enter(f: Func, scope: Scope, self: Value | null): Activation {
    const caller = this.act;
    if (caller.depth >= this.budget.depth) this.raise('RecursionError', 'maximum recursion depth exceeded');
    const call = caller.caller ? caller.origin().at : null;
    const frame: Frame = { caller: caller.frame, call, module: this.modulePath, name: f.name };
    const { observe } = this.options;
    const observed = observe !== undefined && observe(f.file.id);
    return (this.act = new Activation(caller, frame, f.file, scope, f, self, caller.depth + 1, observed));
  }

  enterModule(file: SourceFile, scope: Scope, name: string): Activation {
    const caller = this.act;
    this.files.set(file.id, file);
    const called = caller.caller ? { caller: caller.frame, call: caller.origin().at } : { caller: null, call: null };
    const frame: Frame = { ...called, module: this.modulePath, name: `<module ${name}>` };
    const { observe } = this.options;
    const observed = observe !== undefined && observe(file.id);
    return (this.act = new Activation(caller, frame, file, scope, null, null, caller.depth + 1, observed));
  }

  // ---- reasons and budgets ----------------------------------------------------------------------------------------------
  unknown(code: ReasonCode, message: string, hint?: string): Unknown {
    const origin = this.origin();
    const key = `${code}|${message}|${origin?.at.file ?? ''}|${origin?.at.node ?? ''}`;
    const known = this.reasons.get(key);
    if (known) return this.flow(known);
    const reason: Reason = hint === undefined ? { code, message, origin } : { code, message, hint, origin };
    const made = unknownOf(reason);
    this.reasons.set(key, made);
    this.lostCounts.set(reason, 1);
    return made;
  }

  /** One reason per place: the message is made only the first time. */
  once(code: ReasonCode, message: () => string): Unknown {
    const origin = this.origin();
    const key = `${code}@${origin?.at.file ?? ''}|${origin?.at.node ?? ''}`;
    let known = this.reasons.get(key);
    if (known) return this.flow(known);
    this.reasons.set(key, (known = this.unknown(code, message())));
    return known;
  }

  /**
   * An operation on an unknown gives another one: one more value lost for the same reason. Not the same one, since an
   * unknown size equals itself and nothing else: `n * 4` is not `n`.
   */
  flow(u: Unknown): Unknown {
    this.lostCounts.set(u.reason, (this.lostCounts.get(u.reason) ?? 0) + 1);
    return unknownOf(u.reason);
  }

  step(count = 1): void {
    this.steps += count;
    if (this.steps >= this.checkAt || memory.counted >= this.bytesLimit) this.checkBudget();
  }

  private checkBudget(): void {
    this.checkAt = Math.min(this.steps + CHECK_EVERY, Math.max(this.stepLimit, this.steps + 1));
    const { budget } = this;
    if (this.isCancelled)
      throw new BudgetExceeded(this.unknown('budget-exceeded', 'the analysis was cancelled').reason);
    if (this.guardDepth === 0) return;
    if (this.steps >= this.stepLimit) {
      throw new BudgetExceeded(
        this.unknown(
          'budget-exceeded',
          `the program takes more than ${budget.steps.toLocaleString('en')} steps`,
        ).reason,
      );
    }
    if (memory.counted >= this.bytesLimit) {
      const megabytes = Math.round(budget.bytes / 1_000_000).toLocaleString('en');
      throw new BudgetExceeded(
        this.unknown('budget-exceeded', `the program makes values of more than ${megabytes} MB`).reason,
      );
    }
    if (clock() > this.deadline) {
      throw new BudgetExceeded(
        this.unknown('budget-exceeded', `the program takes longer than ${budget.milliseconds / 1000} s`).reason,
      );
    }
  }
}
