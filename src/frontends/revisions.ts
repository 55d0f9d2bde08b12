// A document's run from revision to revision: of its module level only what an edit can have changed runs again. Whatever is
// not certain (imports, code that reflects on itself, unknowns, writes to what is not the document's own) is run from scratch.
//
// Note [Units]
// A statement of the module level is a unit. It runs again when its text has changed, when it can reach a unit that runs
// again (by names, or by objects that one of them made and another changed), or when an object that it can reach was
// changed later than it ran. Statements that stay keep the objects that they made, with what other statements that stay did to
// them. What models did to them is taken back first. If a statement that runs again turns out to change an object of one
// that stays, or to bind a name that such a one can look up and nobody could foresee, everything runs from scratch.
import type { Node, Numbering } from '../python/ast';
import { birthOf, isTensor, type Moment } from '../interp/heap';
import { openDocument, runStatements } from '../interp/imports';
import { boundIn } from '../interp/lazyModules';
import { rewind, savepoint, type Savepoint } from '../interp/savepoint';
import { Observations, type Raised } from '../interp/trace';
import { standInsOf } from '../interp/torch/index';
import type { Scope, SourceFile, Value } from '../interp/value';
import { Dependencies, importsAnything, isReflective, namesOf, type Unit } from './dependencies';
import { callsSeen, type ModelCallSeen } from './probe';
import type { Run } from './run';

/** A document that has run to the end of its module level. */
export interface Revision {
  readonly run: Run;
  readonly document: SourceFile;
  readonly dependencies: Dependencies;
  /** The statements that ran for this revision; the others were kept from the one before. */
  readonly ran: readonly Node[];
  readonly raises: readonly Raised[];
  readonly observations: Observations;
  readonly parameters: Observations;
  /** Calls of models at module level. */
  readonly calls: readonly ModelCallSeen[];
  /** How many libraries a description of ours stood in for. */
  readonly standIns: number;
  /** Nothing was unknown, nothing was touched that is not the document's own. */
  readonly isCertain: boolean;
}

/** So many ops at module level are kept before a run begins anew. */
const MAX_KEPT_NODES = 200_000;

/** And so many writes to what its imports have made. */
const MAX_JOURNALLED = 100_000;

class NotCertain extends Error {}

/** The imports that a document starts with, after they have run: the run can be taken back to here whatever came later. */
interface Head {
  readonly at: Savepoint;
  readonly units: readonly Unit[];
  readonly isOwn: boolean;
}

/** Statements of one revision, taken one after the other. */
interface Step {
  readonly numbering: Numbering;
  /** What stood here before. */
  readonly before: Unit | null;
  readonly kept: Unit | null;
}

export class Revisions {
  private current: Revision | null = null;
  private start: Savepoint | null = null;
  private head: Head | null = null;
  /** What the interpreter runs when it runs nothing. */
  private idle: Run['interpreter']['act'] | null = null;
  private scope: Scope | null = null;
  /** Which unit made what, in the order in which they ran. */
  private owners: { readonly from: Moment; readonly to: Moment; readonly unit: Unit }[] = [];
  private readonly touched = new Set<Unit>();
  private isDisturbed = false;
  private builtinNames: readonly (readonly [string, Value])[] = [];

  /** `open` makes a run in which nothing has happened yet. */
  constructor(private readonly open: (document: SourceFile) => Omit<Run, 'main'>) {}

  /** The run may go on with models only for the latest revision. */
  isCurrent(revision: Revision): boolean {
    return this.current === revision;
  }

  next(document: SourceFile): Revision {
    const before = this.current;
    this.current = null;
    this.touched.clear();
    this.isDisturbed = false;
    const plan = before && this.plan(before, document);
    if (before && plan) {
      try {
        return (this.current = this.goOn(before, document, plan));
      } catch (error) {
        if (!(error instanceof NotCertain)) throw error;
      }
    }
    const fromHead = before && this.fromHead(before, document);
    if (fromHead) return (this.current = fromHead);
    before?.run.interpreter.dispose();
    return (this.current = this.fromScratch(document));
  }

  /** Runs a model, or another thing after the module level; whether it changed nothing that was there before. */
  watch<T>(revision: Revision, body: () => T): { readonly value: T; readonly isClean: boolean } {
    const { heap } = revision.run.interpreter;
    let isClean = true;
    heap.watch = {
      since: heap.moment(),
      wrote: (box) => {
        isClean = false;
        const owner = this.ownerOf(box);
        if (owner) this.touched.add(owner);
        else this.isDisturbed = true;
      },
    };
    try {
      const value = body();
      return { value, isClean };
    } finally {
      heap.watch = null;
    }
  }

  /** Whether something that ran in this revision after the module level changed what these units made. */
  isTouched(units: ReadonlySet<Unit>): boolean {
    return this.isDisturbed || [...this.touched].some((unit) => units.has(unit));
  }

  dispose(): void {
    this.current?.run.interpreter.dispose();
    this.current = null;
  }

  private fromScratch(document: SourceFile): Revision {
    const { interpreter, graph } = this.open(document);
    const { module, scope } = openDocument(interpreter, document, document.module);
    this.idle = interpreter.act;
    this.head = null;
    this.scope = scope;
    this.builtinNames = [...scope.vars];
    this.owners.length = 0;
    const run = { interpreter, graph, main: module };
    return this.execute(run, document, document.parse.statements.map((numbering) => ({ numbering, before: null, kept: null })));
  }

  /** Everything but the imports at the start, which are the same as before; null when they are not. */
  private fromHead({ run }: Revision, document: SourceFile): Revision | null {
    const { head, scope, idle } = this;
    const { statements } = document.parse;
    const isSame = head?.units.every(({ numbering }, i) => isSameStatement(numbering, statements[i]));
    if (!head || !scope || !idle || !isSame || headLength(document) !== head.units.length) return null;
    run.interpreter.act = idle;
    rewind(run.interpreter, head.at);
    this.head = null;
    this.keepOwners(head.units);
    this.bindBuiltins(scope);
    const steps = statements.map((numbering, i) => ({ numbering, before: null, kept: head.units[i] ?? null }));
    return this.execute(run, document, steps, head);
  }

  /** What other units have made is gone with them. */
  private keepOwners(units: readonly Unit[]): void {
    const kept = new Set(units);
    this.owners = this.owners.filter(({ unit }) => kept.has(unit));
  }

  private bindBuiltins(scope: Scope): void {
    scope.lost = null;
    scope.vars.clear();
    for (const [name, value] of this.builtinNames) scope.vars.set(name, value);
  }

  // ---- what has to run again ---------------------------------------------------------------------------------------
  /** null: everything. */
  private plan(before: Revision, document: SourceFile): Step[] | null {
    const { parse } = document;
    const { units } = before.dependencies;
    const tail = before.run.graph.mark().nodes;
    const isLong = tail > MAX_KEPT_NODES || before.run.interpreter.heap.journalled > MAX_JOURNALLED;
    if (!before.isCertain || before.dependencies.isTooDense || isLong || isReflective(parse)) return null;
    const same = new Map(units.map((unit) => [unit.numbering.id, unit] as const));
    const matched = parse.statements.map((numbering) => {
      const unit = same.get(numbering.id);
      return unit && isSameStatement(unit.numbering, numbering) ? unit : null;
    });
    const stays = new Set(matched.filter((unit) => unit !== null));
    const again = new Set(units.filter((unit) => !stays.has(unit)));
    const news = parse.statements.filter((_, i) => !matched[i]);
    if (news.some((numbering) => importsAnything(parse, numbering))) return null;
    const names = new Set(news.flatMap((numbering) => [...namesOf(parse, numbering)]));
    const first = matched.findIndex((unit, i) => !unit || unit !== units[i]);
    before.dependencies.spread(again, names, first < 0 ? matched.length : first);
    if ([...again].some((unit) => importsAnything(before.document.parse, unit.numbering))) return null;
    return parse.statements.map((numbering, i) => {
      const unit = matched[i];
      return { numbering, before: same.get(numbering.id) ?? null, kept: unit && !again.has(unit) ? unit : null };
    });
  }

  // ---- running -----------------------------------------------------------------------------------------------------
  private goOn(before: Revision, document: SourceFile, steps: readonly Step[]): Revision {
    const { run } = before;
    const { scope } = this;
    if (!scope || !this.start) throw new NotCertain();
    rewind(run.interpreter, this.start);
    this.bindBuiltins(scope);
    return this.execute(run, document, steps);
  }

  /** `head`: what is kept is how the run began, and the run has been taken back to there. */
  private execute(run: Run, document: SourceFile, steps: readonly Step[], head: Head | null = null): Revision {
    const { interpreter } = run;
    const { scope } = this;
    if (!scope) throw new NotCertain();
    const kept = new Set(head ? [] : steps.flatMap((step) => step.kept ?? []));
    const known = kept.size === 0 ? NO_NAMES : new Set([...kept].flatMap((unit) => [...unit.names]));
    const units: Unit[] = [];
    const ran: Node[] = [];
    let isCertain = head?.isOwn ?? true;
    const heading = headLength(document);
    const spent = runStatements(interpreter, document, scope, document.parse.module.body, (statement, body) => {
      const step = steps[units.length];
      if (units.length === heading && heading > 0 && kept.size === 0 && !this.head) this.keepHead(interpreter, units, isCertain);
      if (!step || step.kept) {
        if (step?.kept) bindAgain(scope, step.kept);
        if (step?.kept) units.push(step.kept);
        return;
      }
      const { unit, isOwn } = this.run(run, document, step.numbering, body);
      isCertain &&= isOwn;
      if (kept.size > 0 && !(isOwn && isForeseen(unit, step.before, kept, known))) throw new NotCertain();
      ran.push(statement);
      units.push(unit);
    });
    run.main.lost = scope.lost;
    // What ends a run that has spent its budget closes the savepoints that were opened in it.
    if (spent) this.head = null;
    isCertain &&= spent === null && interpreter.gaps.length === 0 && interpreter.pending.size === 0
      && !interpreter.documentImported && !isReflective(document.parse);
    this.start = savepoint(interpreter);
    this.keepOwners([...units, ...this.head?.units ?? []]);
    return {
      run, document, ran, isCertain, standIns: standInsOf(interpreter).length, dependencies: new Dependencies(units),
      raises: units.flatMap((unit) => unit.raises), calls: units.flatMap((unit) => unit.calls),
      observations: Observations.joined(units.map((unit) => unit.observations)),
      parameters: Observations.joined(units.map((unit) => unit.parameters)),
    };
  }

  private keepHead(interpreter: Run['interpreter'], units: readonly Unit[], isOwn: boolean): void {
    if (interpreter.pending.size > 0 || this.scope?.lost) return;
    this.head = { at: savepoint(interpreter), units: [...units], isOwn };
  }

  /** Runs one statement and sees what it does. */
  private run(run: Run, document: SourceFile, numbering: Numbering, body: () => void): { unit: Unit; isOwn: boolean } {
    const { interpreter: m, graph } = run;
    const observations = (m.observations = new Observations());
    const parameters = (m.parameters = new Observations());
    const before = graph.mark();
    const raised = m.raises.length;
    const names = new Set<string>();
    const changed = new Set<Unit>();
    let isOwn = true;
    const from = m.heap.moment();
    m.heap.watch = {
      since: from,
      wrote: (box, key) => {
        if (box === this.scope?.vars) names.add(key);
        else {
          const owner = this.ownerOf(box);
          if (owner) changed.add(owner);
          else isOwn = false;
        }
      },
    };
    try {
      body();
    } finally {
      m.heap.watch = null;
    }
    const unit: Unit = {
      numbering, names: namesOf(document.parse, numbering), changed, observations, parameters,
      bound: new Map([...names].map((name) => [name, this.scope ? boundIn(this.scope.vars, name) : undefined] as const)),
      raises: m.raises.slice(raised), calls: callsSeen(graph, before),
    };
    this.owners.push({ from, to: m.heap.moment(), unit });
    return { unit, isOwn };
  }

  /** The unit that made a box. */
  ownerOf(box: object): Unit | undefined {
    const [row, number] = isTensor(box) ? (['tensorBirth', birthOf(box)] as const) : (['birth', birthOf(box)] as const);
    let low = 0;
    let high = this.owners.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.owners[middle]?.from[row] ?? 0) <= number) low = middle;
      else high = middle - 1;
    }
    const found = this.owners[low];
    return found && number > found.from[row] && number < found.to[row] ? found.unit : undefined;
  }
}

/** It changed nothing that stays, and bound no name that what stays may look up and that it did not bind before. */
function isForeseen(unit: Unit, before: Unit | null, kept: ReadonlySet<Unit>, known: ReadonlySet<string>): boolean {
  return [...unit.changed].every((owner) => !kept.has(owner))
    && [...unit.bound.keys()].every((name) => !known.has(name) || before?.bound.has(name) === true);
}

const isSameStatement = (a: Numbering, b: Numbering | undefined): boolean =>
  a.id === b?.id && a.hash === b.hash && a.size === b.size;

/** How many statements a document starts with that only import or are texts. */
function headLength({ parse }: SourceFile): number {
  const { body } = parse.module;
  const end = body.findIndex((node, i) => {
    const numbering = parse.statements[i];
    if (node.kind === 'Import' || node.kind === 'ImportFrom') return false;
    if (node.kind === 'ExprStmt') return node.value.kind !== 'Str';
    return !((node.kind === 'Try' || node.kind === 'If') && numbering && importsAnything(parse, numbering));
  });
  return end < 0 ? body.length : end;
}

const NO_NAMES: ReadonlySet<string> = new Set();

function bindAgain(scope: Scope, unit: Unit): void {
  for (const [name, value] of unit.bound) {
    if (value) scope.vars.set(name, value);
    else scope.vars.delete(name);
  }
}
