// Conditions that cannot be decided: both sides are run, one after the other from the same state, and merged slot by slot
// (Note [Both sides]). Knows no statements; they come as functions.
//
// Note [Both sides]
// Side A runs under a heap mark, its writes and its part of the graph are taken off, then side B runs from the same
// state. What agrees stays; what differs becomes unknown. A side that raises is dropped: the program is assumed not to
// raise. A side that leaves (return, break, continue) while the other goes on stays behind as a `Pending`: the rest of
// the function runs for the other side, under the same mark, and both meet where the first one left to.
import type { GraphMark, GraphPart } from '../graph/build';
import { targetsOf } from '../graph/recipe';
import type { Expr } from '../python/ast';
import { unknownOf, type Reason, type Unknown } from '../tensor/value';
import type { Completion } from './completion';
import { Lost } from './errors';
import type { Changes, Mark } from './heap';
import type { Interpreter } from './interpreter';
import { mergeChanges, mergeValue, type MergeContext } from './merge';
import { sourceText } from './syntax';
import { NONE, type Value } from './value';

/** Deeper nesting of undecided branches is not tried: what they would decide is lost. */
const MAX_NESTING = 40;
/** Undecided branches that one statement of a document, or one call from outside, may try. */
const MAX_FORKS = 5_000;

type Leaving = NonNullable<Completion>;
/** A side that left while the other goes on. */
export interface Pending {
  completion: Leaving;
  readonly reason: Reason;
  mark: Mark;
  changes: Changes;
  graphMark: GraphMark;
  part: GraphPart;
}

interface Side {
  readonly completion: Completion;
  readonly value: Value | null;
  /** What it raised, when it did; undefined otherwise. */
  readonly error: unknown;
  readonly changes: Changes;
  readonly part: GraphPart;
  readonly pendings: Pending[];
}

/** The reason that a value is lost in a branch: shared with the condition's own, unless that is about its value. */
export function branchReason(m: Interpreter, test: Expr, cause: Unknown): Reason {
  const { code } = cause.reason;
  if (code !== 'data-dependent-value' && code !== 'data-dependent-size') return cause.reason;
  m.act.node = test.id;
  const text = sourceText(m.act.file.parse.text, test);
  return m.once('data-dependent-branch',
    () => `"${text}" is decided by ${code === 'data-dependent-size' ? 'the size of the input' : 'the data'}`).reason;
}

function runSide(m: Interpreter, mark: Mark, graphMark: GraphMark,
  run: () => { completion: Completion; value: Value | null }): Side {
  const { act } = m;
  const base = act.pendings.length;
  m.nesting++;
  let completion: Completion = null;
  let value: Value | null = null;
  let error: unknown;
  try {
    if (m.nesting > MAX_NESTING) throw new Lost(m.once('recursion-limit', () => 'branches on data nest too deeply').reason);
    ({ completion, value } = run());
  } catch (thrown) {
    if (!(thrown instanceof Lost) && !m.asPyError(thrown)) throw thrown;
    error = thrown;
  } finally {
    m.nesting--;
  }
  m.act = act;
  const pendings = act.pendings.splice(base).map((p) => rebase(m, p, mark, graphMark));
  const side = { completion, value, error, changes: m.heap.changes(mark), part: m.graph.cut(graphMark), pendings };
  m.heap.rollback(mark);
  return error !== undefined ? revived(side) : side;
}

/** A side that raised in the end but left by a return before goes on as that return. */
function revived(side: Side): Side {
  const last = side.pendings.pop();
  if (!last) return side;
  return { ...side, completion: last.completion, error: undefined, changes: last.changes, part: last.part };
}

/** The same pending seen from an earlier mark. */
function rebase(m: Interpreter, p: Pending, mark: Mark, graphMark: GraphMark): Pending {
  const earlier = m.heap.changes(mark, p.mark);
  for (const [box, slots] of p.changes) {
    const known = earlier.get(box) ?? new Map();
    earlier.set(box, known);
    for (const [key, change] of slots) known.set(key, { ...change, before: known.get(key)?.before ?? change.before });
  }
  const all = m.graph.cut(graphMark);
  m.graph.paste(all);
  const part = {
    nodes: [...all.nodes.slice(0, p.graphMark.nodes - graphMark.nodes), ...p.part.nodes],
    calls: [...all.calls.slice(0, p.graphMark.calls - graphMark.calls), ...p.part.calls],
    notes: [...all.notes.slice(0, p.graphMark.notes - graphMark.notes), ...p.part.notes],
  };
  m.heap.close(p.mark);
  return { ...p, mark, changes: earlier, graphMark, part };
}

export interface ForkOptions {
  /** Side B is the one whose tensors and graph are kept when both agree. */
  readonly keepSecond?: boolean;
}

/** Both sides of an undecided statement. */
export function fork(m: Interpreter, reason: Reason, a: () => Completion, b: () => Completion,
  options: ForkOptions = {}): Completion {
  return both(m, reason, () => ({ completion: a(), value: null }), () => ({ completion: b(), value: null }),
    options).completion;
}

/** Both sides of an undecided expression; a side that is null counts as giving no value, so that the other decides. */
export function forkValue(m: Interpreter, reason: Reason, a: () => Value, b: () => Value | null): Value {
  const { value } = both(m, reason, () => ({ completion: null, value: a() }), () => ({ completion: null, value: b() }), {});
  return value ?? NONE;
}

type Runner = () => { completion: Completion; value: Value | null };

function both(m: Interpreter, reason: Reason, first: Runner, second: Runner,
  options: ForkOptions): { completion: Completion; value: Value | null } {
  m.step();
  // Branches inside of branches multiply; what is left after so many is lost for the reason of the condition.
  if (++m.forks > MAX_FORKS) throw new Lost(reason);
  const mark = m.heap.mark();
  const graphMark = m.graph.mark();
  const a = runSide(m, mark, graphMark, first);
  const b = runSide(m, mark, graphMark, second);
  if (a.error !== undefined && b.error !== undefined) return bothFailed(m, mark, a, b, reason);
  if (a.error !== undefined || b.error !== undefined) {
    const kept = a.error !== undefined ? b : a;
    const other = kept === a ? b : a;
    adopt(m, kept);
    if (other.error instanceof Lost) spoil(m, mark, graphMark, other, reason);
    m.act.pendings.push(...kept.pendings.map((p) => ({ ...p, mark: m.heap.again(p.mark) })));
    m.heap.close(mark);
    return { completion: kept.completion, value: other.error instanceof Lost && kept.value ? unknownOf(reason) : kept.value };
  }
  return join(m, reason, mark, graphMark, a, b, options);
}

function bothFailed(m: Interpreter, mark: Mark, a: Side, b: Side, reason: Reason): never {
  m.heap.close(mark);
  if (a.error instanceof Lost && !(b.error instanceof Lost)) throw new Lost(reason);
  throw b.error instanceof Lost ? new Lost(reason) : a.error;
}

function adopt(m: Interpreter, side: Side): void {
  m.heap.redo(side.changes);
  m.graph.paste(side.part);
}

/** Which of the sides wrote into tensors, and drew, is not known. */
function doubtNotes(m: Interpreter, { message }: Reason, ...parts: readonly GraphPart[]): void {
  const notes = parts.flatMap((part) => part.notes);
  if (notes.length === 0) return;
  m.graph.note({ kind: 'doubt', reason: message });
  m.graph.note({ kind: 'lost', tensors: targetsOf(notes), reason: message });
}

/** What a side wrote that could not be run to its end. */
function spoil(m: Interpreter, mark: Mark, graphMark: GraphMark, side: Side, reason: Reason): void {
  m.graph.costLost();
  doubtNotes(m, reason, side.part);
  mergeChanges(m, context(m, mark, graphMark, reason), m.heap.changes(mark), side.changes, 'lost');
}

const context = (m: Interpreter, mark: Mark, graphMark: GraphMark, reason: Reason): MergeContext =>
  ({ m, mark, reason, made: graphMark.nodes, memo: new Map() });

const REACH = { continue: 0, break: 1, outer: 2, return: 3 } as const;
const reach = (c: Completion): number => (c ? REACH[c.kind] : -1);

function join(
  m: Interpreter, reason: Reason, mark: Mark, graphMark: GraphMark, a: Side, b: Side, options: ForkOptions,
): { completion: Completion; value: Value | null } {
  const same = reach(a.completion) === reach(b.completion);
  const keepFirst = same ? !options.keepSecond : reach(a.completion) < reach(b.completion);
  const [kept, other] = keepFirst ? [a, b] : [b, a];
  adopt(m, kept);
  const pendings = [...a.pendings, ...b.pendings].map((p) => ({ ...p, mark: m.heap.again(p.mark) }));
  if (!same && other.completion) {
    m.act.pendings.push(...pendings,
      { completion: other.completion, reason, mark, changes: other.changes, graphMark, part: other.part });
    return { completion: kept.completion, value: kept.value };
  }
  if (!sameOps(kept.part, other.part)) m.graph.costLost();
  doubtNotes(m, reason, kept.part, other.part);
  const ctx = context(m, mark, graphMark, reason);
  mergeChanges(m, ctx, m.heap.changes(mark), other.changes, 'merge');
  const completion = kept.completion?.kind === 'return' && other.completion?.kind === 'return'
    ? { kind: 'return' as const, value: mergeValue(ctx, kept.completion.value, other.completion.value) }
    : kept.completion;
  const value = kept.value && other.value ? mergeValue(ctx, kept.value, other.value) : kept.value ?? other.value;
  m.act.pendings.push(...pendings);
  m.heap.close(mark);
  return { completion, value };
}

const sameOps = (a: GraphPart, b: GraphPart): boolean =>
  a.nodes.length === b.nodes.length && a.nodes.every((node, i) => node.op === b.nodes[i]?.op);

/**
 * A part of a program that is done without when it takes more than a share of the budget: training loops of a script.
 * Whatever it wrote is then unknown, for the reason that is returned.
 */
export function tryWithin(m: Interpreter, share: number, run: () => void): Reason | null {
  const { act, nesting } = m;
  const mark = m.heap.mark();
  const graphMark = m.graph.mark();
  const open = m.heap.openMarks;
  const base = act.pendings.length;
  let spent: Reason | null = null;
  try {
    spent = m.withShare(share, run);
    if (!spent) return null;
    m.act = act;
    m.nesting = nesting;
    act.pendings.length = base;
    m.heap.abandon(open);
    const changes = m.heap.changes(mark);
    const part = m.graph.cut(graphMark);
    m.heap.rollback(mark);
    m.graph.costLost();
    doubtNotes(m, spent, part);
    mergeChanges(m, context(m, mark, graphMark, spent), m.heap.changes(mark), changes, 'lost');
    m.graph.giveUp(part);
    return spent;
  } finally {
    m.heap.close(mark);
  }
}

// ---- where sides meet ------------------------------------------------------------------------------------------------------
/**
 * Runs a body whose `kind` of leaving ends here (a function's return, a loop's break, an iteration's continue) and
 * lets the sides that left that way before meet its outcome.
 */
export function settle(m: Interpreter, kind: Leaving['kind'], run: () => Completion): Completion {
  const { act } = m;
  const base = act.pendings.length;
  let completion: Completion = null;
  let error: unknown;
  try {
    completion = run();
  } catch (thrown) {
    if (act.pendings.length === base || (!(thrown instanceof Lost) && !m.asPyError(thrown))) throw thrown;
    error = thrown;
    m.act = act;
  }
  if (act.pendings.length === base) return completion;
  return meet(m, kind, base, completion, error !== undefined);
}

/** The end of a body that ran otherwise than by `settle` (generators). */
export function meet(m: Interpreter, kind: Leaving['kind'], base: number, completion: Completion, raised: boolean): Completion {
  const { pendings } = m.act;
  let current = completion;
  let gone = raised;
  for (let i = pendings.length - 1; i >= base; i--) {
    const p = pendings[i];
    if (!p || (p.completion.kind !== kind && !gone)) continue;
    if (gone || reach(current) > REACH[kind]) {
      // The path that went on has left for further out (or raised): this one goes on in its place.
      swap(m, p, base, i, gone ? null : current);
      current = p.completion.kind === kind && kind !== 'return' ? null : p.completion;
      gone = false;
    } else {
      current = meetOne(m, p, current);
    }
    pendings.splice(pendings.indexOf(p), 1);
  }
  return current;
}

function meetOne(m: Interpreter, p: Pending, current: Completion): Completion {
  const ctx = context(m, p.mark, p.graphMark, p.reason);
  const now = m.graph.cut(p.graphMark);
  m.graph.paste(now);
  if (!sameOps(now, p.part)) m.graph.costLost();
  doubtNotes(m, p.reason, now, p.part);
  mergeChanges(m, ctx, m.heap.changes(p.mark), p.changes, 'merge');
  const merged = p.completion.kind === 'return'
    ? { kind: 'return' as const, value: mergeValue(ctx, current?.kind === 'return' ? current.value : NONE, p.completion.value) }
    : current;
  m.heap.close(p.mark);
  return merged;
}

/** Puts the state of a pending in place of the current one, which becomes pending itself when it left. */
function swap(m: Interpreter, p: Pending, base: number, index: number, current: Completion): void {
  const { act } = m;
  for (let j = index + 1; j < act.pendings.length; j++) {
    const later = act.pendings[j];
    if (later) act.pendings[j] = { ...rebase(m, later, p.mark, p.graphMark), mark: m.heap.again(p.mark) };
  }
  if (current) {
    act.pendings.push({
      completion: current, reason: p.reason, mark: m.heap.again(p.mark), changes: m.heap.changes(p.mark),
        graphMark: p.graphMark,
      part: m.graph.cut(p.graphMark),
    });
  } else m.graph.cut(p.graphMark);
  m.heap.rollback(p.mark);
  m.heap.redo(p.changes);
  m.graph.paste(p.part);
  m.heap.close(p.mark);
}
