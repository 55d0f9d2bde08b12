// Execution of statements, directly on the tree. A statement ends in a Completion; only Python exceptions are thrown.
// try and with are in tries.ts, classes in classes.ts, imports in imports.ts, statements that yield in generators.ts.
import { unreachable } from '../base/assert';
import type { AnnAssign, Assert, Assign, AugAssign, Expr, For, FunctionDef, Match, Raise, Stmt, While } from '../python/ast';
import { unknownOf, type Reason, type Unknown } from '../tensor/value';
import type { Activation } from './activation';
import { branchReason, fork, settle } from './branches';
import { execClass } from './classes';
import { BREAK, CONTINUE, OUTER, type Completion } from './completion';
import { applyDecorators } from './decorators';
import { Lost } from './errors';
import { condition, evalExpr, makeFunction, putDict, storeName } from './expressions';
import { execError, isHalfTyped } from './halfTyped';
import { importFrom, importNames } from './imports';
import type { Interpreter } from './interpreter';
import { bindPattern, matches } from './patterns';
import { iterate } from './protocols';
import { assign, remove } from './targets';
import { mangle } from './scope';
import { isSteady } from './steady';
import { Observations, observe, observeParameters } from './trace';
import { execTry, execWith } from './tries';
import { dict, NONE, str, type PyIterator, type Scope, type Value } from './value';

/** The body of a function; its value is what it returns. */
export function executeBody(m: Interpreter, act: Activation, body: readonly Stmt[], scope: Scope): Value {
  if (act.observed) observeParameters(m, act);
  const completion = settle(m, 'return', () => execBlock(m, body, scope));
  if (completion?.kind === 'return') return completion.value;
  return act.func && isHalfTyped(act.func)
    ? unknownOf({ code: 'syntax-error', message: 'this function is not finished', origin: m.origin() }) : NONE;
}

export function execBlock(m: Interpreter, body: readonly Stmt[], scope: Scope): Completion {
  for (const s of body) {
    const completion = execStmt(m, s, scope);
    if (completion) return completion;
  }
  return null;
}

export function execStmt(m: Interpreter, s: Stmt, scope: Scope): Completion {
  m.step();
  switch (s.kind) {
    case 'ExprStmt':
      if (s.value.kind !== 'Str') evalExpr(m, s.value, scope);
      return null;
    case 'Assign': execAssign(m, s, scope); return null;
    case 'Return': return { kind: 'return', value: s.value ? evalExpr(m, s.value, scope) : NONE };
    case 'If': {
      const t = condition(m, s.test, scope);
      if (t === true) return execBlock(m, s.body, scope);
      if (t === false) return execBlock(m, s.orelse, scope);
      return fork(m, branchReason(m, s.test, t), () => execBlock(m, s.body, scope), () => execBlock(m, s.orelse, scope));
    }
    case 'For': return execFor(m, s, scope);
    case 'AugAssign': execAugAssign(m, s, scope); return null;
    case 'AnnAssign': execAnnAssign(m, s, scope); return null;
    case 'While': return execWhile(m, s, scope);
    case 'FunctionDef': execFunctionDef(m, s, scope); return null;
    case 'ClassDef': execClass(m, s, scope); return null;
    case 'With': return execWith(m, s.items, scope, () => execBlock(m, s.body, scope));
    case 'Try': return execTry(m, s, scope);
    case 'Raise': return execRaise(m, s, scope);
    case 'Assert': execAssert(m, s, scope); return null;
    case 'Match': return execMatch(m, s, scope);
    case 'Import': importNames(m, s, scope); return null;
    case 'ImportFrom': importFrom(m, s, scope); return null;
    case 'Delete': s.targets.forEach((t) => remove(m, t, scope)); return null;
    case 'Break': return BREAK;
    case 'Continue': return CONTINUE;
    case 'Global':
    case 'Nonlocal':
    case 'Pass': return null;
    case 'ErrorStmt': execError(m, s, scope); return null;
    default: return unreachable(s);
  }
}

function execAssign(m: Interpreter, s: Assign, scope: Scope): void {
  const value = evalExpr(m, s.value, scope);
  for (const target of s.targets) {
    m.act.node = s.id;
    assign(m, target, value, scope);
  }
}

function execAugAssign(m: Interpreter, s: AugAssign, scope: Scope): void {
  const { target } = s;
  if (target.kind === 'Name') {
    const current = evalExpr(m, target, scope);
    const value = evalExpr(m, s.value, scope);
    m.act.node = s.id;
    const result = m.inplace(s.op, current, value);
    storeName(m, target.name, result, scope);
    if (m.act.observed) observe(m, s, result);
  } else if (target.kind === 'Attribute') {
    const object = evalExpr(m, target.value, scope);
    const name = mangle(target.attr, scope.className);
    m.act.node = target.id;
    const current = m.getattr(object, name);
    const value = evalExpr(m, s.value, scope);
    m.act.node = s.id;
    m.setattr(object, name, m.inplace(s.op, current, value));
  } else if (target.kind === 'Subscript') {
    const object = evalExpr(m, target.value, scope);
    const key = evalExpr(m, target.slice, scope);
    m.act.node = target.id;
    const current = m.getitem(object, key);
    const value = evalExpr(m, s.value, scope);
    m.act.node = s.id;
    m.setitem(object, key, m.inplace(s.op, current, value));
  } else m.raise('SyntaxError', 'illegal expression for augmented assignment');
}

function execAnnAssign(m: Interpreter, s: AnnAssign, scope: Scope): void {
  if (scope.kind !== 'function' && s.target.kind === 'Name') annotate(m, s.target.name, s.annotation, scope);
  if (s.value) assign(m, s.target, evalExpr(m, s.value, scope), scope);
}

/** Annotations of class and module variables, which dataclasses read. */
function annotate(m: Interpreter, name: string, annotation: Expr, scope: Scope): void {
  const known = scope.vars.get('__annotations__');
  const annotations = known?.kind === 'dict' ? known : dict();
  if (known !== annotations) m.heap.set(scope.vars, '__annotations__', annotations);
  const { text } = m.act.file.parse;
  const value = m.postponedAnnotations(scope)
    ? str(text.slice(annotation.start, annotation.end)) : evalExpr(m, annotation, scope);
  putDict(m, annotations, str(mangle(name, scope.className)), value);
}

function execFunctionDef(m: Interpreter, s: FunctionDef, scope: Scope): void {
  const decorators = s.decorators.map((d) => ({ at: d, value: evalExpr(m, d, scope) }));
  const func = makeFunction(m, s, s.name, scope);
  m.act.node = s.id;
  storeName(m, s.name, applyDecorators(m, decorators, func), scope);
}

function execAssert(m: Interpreter, s: Assert, scope: Scope): void {
  // A condition that cannot be decided is taken to hold.
  if (condition(m, s.test, scope) !== false) return;
  const args = s.msg ? [evalExpr(m, s.msg, scope)] : [];
  m.act.node = s.id;
  m.throwNew('AssertionError', args);
}

function execRaise(m: Interpreter, s: Raise, scope: Scope): never {
  if (!s.exc) {
    const current = m.act.handling.at(-1);
    m.act.node = s.id;
    if (current === undefined) return m.raise('RuntimeError', 'No active exception to reraise');
    throw current;
  }
  const value = evalExpr(m, s.exc, scope);
  const cause = s.cause ? evalExpr(m, s.cause, scope) : null;
  m.act.node = s.id;
  return m.raiseValue(value, cause);
}

// ---- loops ---------------------------------------------------------------------------------------------------------------
function execFor(m: Interpreter, s: For, scope: Scope): Completion {
  const items = iterate(m, evalExpr(m, s.iter, scope));
  const loop = { finished: false };
  const completion = wholeLoop(m, () =>
    ('kind' in items ? runUnknown(m, s, scope, items, loop) : runFor(m, s, scope, items, loop)));
  return loop.finished ? execBlock(m, s.orelse, scope) : completion;
}

/** A loop with its `else` where that runs inside: breaks of the loop end here, those of its `else` leave the loop around it. */
function wholeLoop(m: Interpreter, run: () => Completion): Completion {
  const base = m.act.pendings.length;
  const completion = settle(m, 'break', run);
  return renamed(m, base, OUTER, BREAK, completion?.kind === 'break' ? null : completion);
}

/** The `else` of a loop that a side has left. */
function elseInside(m: Interpreter, s: For | While, scope: Scope): Completion {
  const base = m.act.pendings.length;
  return renamed(m, base, BREAK, OUTER, execBlock(m, s.orelse, scope));
}

type Break = typeof BREAK | typeof OUTER;
function renamed(m: Interpreter, base: number, from: Break, to: Break, completion: Completion): Completion {
  const { pendings } = m.act;
  for (const [i, pending] of pendings.entries())
    if (i >= base && pending.completion.kind === from.kind) pendings[i] = { ...pending, completion: to };
  return completion?.kind === from.kind ? to : completion;
}

/**
 * `finished`: the loop came to its end, and its `else` is still to run, where `break` belongs to the loop around it.
 * While a side of an undecided branch has left the loop, `else` runs inside, so that the sides meet after it.
 */
interface Loop { finished: boolean }

/** So many rounds that train are followed one by one: shapes and modules change in the first ones, if at all. */
const TRAINED_ROUNDS = 8;

/** Asked before each round of a loop: whether it has trained so often that the others are taken together. */
function trainsLong(m: Interpreter): () => boolean {
  let { trained, batched } = m;
  let rounds = 0;
  return () => {
    // One over batches of a loader is enough: what stands for all further batches has been followed in it.
    if (m.trained > trained) rounds += m.batched > batched ? TRAINED_ROUNDS : 1;
    ({ trained, batched } = m);
    return rounds >= TRAINED_ROUNDS;
  };
}

const laterRounds = (m: Interpreter): Unknown =>
  m.once('budget-exceeded', () => 'this loop trains: its first rounds are followed, the others are taken together');

function runFor(m: Interpreter, s: For, scope: Scope, items: PyIterator, loop: Loop): Completion {
  const { act } = m;
  const base = act.pendings.length;
  const isLong = trainsLong(m);
  for (;;) {
    let item: Value;
    try {
      const r = items.next();
      if (r.done) break;
      item = r.value;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      m.act = act;
      const { rest } = items;
      if (rest) m.batched++;
      const body = (): Completion => forBody(m, s, scope, rest?.() ?? unknownOf(error.reason))();
      return unknownLoop(m, error.reason, body, () => elseInside(m, s, scope), rest ? 1 : Infinity);
    }
    if (isLong()) {
      const rest = laterRounds(m);
      return unknownLoop(m, rest.reason, forBody(m, s, scope, rest), () => elseInside(m, s, scope), 0);
    }
    m.step();
    const completion = settle(m, 'continue', forBody(m, s, scope, item));
    if (completion && completion.kind !== 'continue') return completion;
  }
  loop.finished = act.pendings.length === base;
  return loop.finished ? null : elseInside(m, s, scope);
}

/** A loop over what is not known: it may be left by a break too, which the sides meet after. */
function runUnknown(m: Interpreter, s: For, scope: Scope, items: Unknown, loop: Loop): Completion {
  const { act } = m;
  const base = act.pendings.length;
  return unknownLoop(m, items.reason, forBody(m, s, scope, items), () => {
    loop.finished = act.pendings.length === base;
    return loop.finished ? null : elseInside(m, s, scope);
  });
}

const forBody = (m: Interpreter, s: For, scope: Scope, item: Value) => (): Completion => {
  m.act.node = s.iter.id;
  assign(m, s.target, item, scope);
  return execBlock(m, s.body, scope);
};

/** Iterations of a `while True` whose leaving depends on data are followed this often. */
const ENDLESS_TRIES = 3;
const MAX_UNDECIDED_EXITS = 1000;

function execWhile(m: Interpreter, s: While, scope: Scope): Completion {
  const loop = { finished: false };
  const completion = wholeLoop(m, () => runWhile(m, s, scope, loop));
  return loop.finished ? execBlock(m, s.orelse, scope) : completion;
}

function runWhile(m: Interpreter, s: While, scope: Scope, loop: Loop): Completion {
  const { act } = m;
  const base = act.pendings.length;
  let undecided = 0;
  const isLong = trainsLong(m);
  const limit = s.test.kind === 'Constant' || s.test.kind === 'Int' ? ENDLESS_TRIES : MAX_UNDECIDED_EXITS;
  for (;;) {
    m.step();
    const decided = condition(m, s.test, scope);
    const t = decided === true && isLong() ? laterRounds(m) : decided;
    if (t === false) {
      loop.finished = act.pendings.length === base;
      return loop.finished ? null : elseInside(m, s, scope);
    }
    const body = (): Completion => execBlock(m, s.body, scope);
    if (t !== true) {
      return unknownLoop(m, branchReason(m, s.test, t), () => {
        const c = body();
        if (!c || c.kind === 'continue') condition(m, s.test, scope);
        return c;
      }, () => elseInside(m, s, scope));
    }
    const completion = settle(m, 'continue', body);
    if (completion && completion.kind !== 'continue') return completion;
    const open = act.pendings[base];
    // The loop is left at some iteration that nobody knows: the sides that left so far stand for all.
    if (open && ++undecided >= limit) throw new Lost(open.reason);
  }
}

const MAX_PASSES = 4;

/**
 * A loop that runs an unknown number of times: the body once against not at all, until what it loses loses nothing more.
 * The graph keeps one run of the body. Runs from `unseen` on are for what they lose: nobody looks at what they compute.
 */
export function unknownLoop(m: Interpreter, reason: Reason, body: (pass: number) => Completion, orelse: () => Completion,
  unseen = Infinity): Completion {
  m.graph.costLost();
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const mark = m.heap.mark();
    const run = (): Completion => fork(m, reason, () => {
      const c = settle(m, 'continue', () => body(pass));
      return c?.kind === 'return' ? c : null;
    }, () => null, { keepSecond: pass > 0 });
    try {
      const completion = pass < unseen ? run() : runUnseen(m, run);
      if (completion) return completion;
      if (isSteady(m.heap, mark)) break;
    } finally {
      m.heap.close(mark);
    }
  }
  return orelse();
}

/** Runs something again whose first rounds have been looked at. */
function runUnseen<T>(m: Interpreter, body: () => T): T {
  const { observations, isUnseen } = m;
  Object.assign(m, { observations: new Observations(), isUnseen: true });
  try {
    return body();
  } finally {
    Object.assign(m, { observations, isUnseen });
  }
}

// ---- match ---------------------------------------------------------------------------------------------------------------
function execMatch(m: Interpreter, s: Match, scope: Scope, from = 0, given: Value | null = null): Completion {
  const subject = given ?? evalExpr(m, s.subject, scope);
  for (let i = from; i < s.cases.length; i++) {
    const c = s.cases[i];
    if (!c) break;
    const bound: [string, Value][] = [];
    const fits = matches(m, c.pattern, subject, scope, bound);
    if (fits === false) continue;
    const run = (): Completion => {
      bindPattern(m, bound, scope);
      return execBlock(m, c.body, scope);
    };
    if (fits === true && !c.guard) return run();
    bindPattern(m, bound, scope);
    const guard = c.guard ? condition(m, c.guard, scope) : true;
    if (guard === false) continue;
    if (fits === true && guard === true) return run();
    const open = fits === true ? guard : fits;
    const reason = typeof open === 'boolean'
      ? m.once('data-dependent-branch', () => 'which case matches').reason : branchReason(m, s.subject, open);
    return fork(m, reason, run, () => execMatch(m, s, scope, i + 1, subject));
  }
  return null;
}
