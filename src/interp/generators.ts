// Generators. The body of a generator function runs in a second executor made of JavaScript generators, which knows only
// statements that contain a yield; every other statement is left to the plain executor.
import type { BoolOp, ExceptHandler, Expr, For, IfExp, Match, Stmt, Try, While, With } from '../python/ast';
import type { unknownOf } from '../tensor/value';
import type { Activation } from './activation';
import { branchReason, meet } from './branches';
import type { Completion } from './completion';
import { Lost } from './errors';
import { condition, evalExpr, storeName } from './expressions';
import type { Interpreter } from './interpreter';
import type { PyError } from './machine';
import { bindPattern, matches } from './patterns';
import { iterate } from './protocols';
import { execStmt } from './statements';
import { childrenOf, containsYield } from './syntax';
import { assign } from './targets';
import { enterContext, findHandler, GroupParts, forget, leaveContext, suppresses } from './tries';
import { observeParameters } from './trace';
import { iteratorOf, NONE, type Func, type PyIterator, type Scope, type Value } from './value';

type Body = Generator<Value, Value | undefined, Value | undefined>;
type Steps = Generator<Value, Completion, Value | undefined>;

export function makeGenerator(m: Interpreter, f: Func, scope: Scope): Value {
  const caller = m.act;
  const act = m.enter(f, scope, null);
  m.act = caller;
  return iteratorOf('generator', wrapIterator(m, () => functionBody(m, f, scope, act), act));
}

function* functionBody(m: Interpreter, f: Func, scope: Scope, act: Activation): Body {
  if (act.observed) observeParameters(m, act);
  const { node } = f;
  let completion = node.kind === 'Lambda' ? null : yield* block(m, node.body, scope);
  if (act.pendings.length > 0) completion = meet(m, 'return', 0, completion, false);
  return completion?.kind === 'return' ? completion.value : NONE;
}

/** The iterator of a generator object: next, send, throw and close, each running in the generator's own activation. */
export function wrapIterator(m: Interpreter, make: () => Body, act: Activation): Iterator<Value, Value | undefined,
  Value | undefined> {
  let body: Body | null = null;
  let started = false;
  let done = false;
  let running = false;

  const resume = (step: (body: Body) => IteratorResult<Value, Value | undefined>): IteratorResult<Value, Value | undefined> => {
    if (running) return m.raise('ValueError', 'generator already executing');
    const caller = m.act;
    const { node, caller: before } = act;
    // A generator expression runs in the activation that made it, which may be running now.
    const own = act !== caller && !isBelow(act, caller);
    if (own) act.caller = caller;
    m.act = act;
    running = true;
    try {
      const result = step(body ??= make());
      if (result.done) done = true;
      m.act = caller;
      return result;
    } catch (error) {
      done = true;
      throw stopped(m, error);
    } finally {
      running = false;
      if (own) act.caller = before;
      else act.node = node;
    }
  };
  return {
    next: (sent) => {
      if (done) return { done: true, value: undefined };
      if (!started && sent && sent.kind !== 'none')
        m.raise('TypeError', "can't send non-None value to a just-started generator");
      started = true;
      return resume((b) => b.next(sent));
    },
    throw: (error: unknown) => {
      if (done) throw error;
      if (!started) {
        done = true;
        throw error;
      }
      return resume((b) => b.throw(error));
    },
    return: () => {
      if (started && !done) close(m, () => resume((b) => b.throw(m.newError('GeneratorExit', ''))));
      done = true;
      return { done: true, value: undefined };
    },
  };
}

function isBelow(act: Activation, top: Activation): boolean {
  for (let a: Activation | null = top; a; a = a.caller) if (a === act) return true;
  return false;
}

function close(m: Interpreter, run: () => IteratorResult<Value, Value | undefined>): void {
  const { act } = m;
  try {
    if (run().done) return;
  } catch (error) {
    const raised = m.asPyError(error);
    if (!raised || !m.isException(raised, 'GeneratorExit', 'StopIteration')) throw error;
    m.act = act;
    return;
  }
  m.raise('RuntimeError', 'generator ignored GeneratorExit');
}

/** PEP 479. */
function stopped(m: Interpreter, error: unknown): unknown {
  const raised = m.asPyError(error);
  if (!raised || !m.isException(raised, 'StopIteration')) return error;
  const made = m.newError('RuntimeError', 'generator raised StopIteration');
  made.value.attrs.set('__cause__', raised.value);
  return made;
}

// ---- the second executor -------------------------------------------------------------------------------------------------
function* block(m: Interpreter, body: readonly Stmt[], scope: Scope): Steps {
  for (const s of body) {
    const completion: Completion = containsYield(s) ? yield* statement(m, s, scope) : execStmt(m, s, scope);
    if (completion) return completion;
  }
  return null;
}

function* statement(m: Interpreter, s: Stmt, scope: Scope): Steps {
  m.step();
  switch (s.kind) {
    case 'If': {
      yield* yieldsIn(m, s.test, scope);
      const t = condition(m, s.test, scope);
      if (typeof t !== 'boolean') throw new Lost(branchReason(m, s.test, t));
      return yield* block(m, t ? s.body : s.orelse, scope);
    }
    case 'For': return yield* forLoop(m, s, scope);
    case 'While': return yield* whileLoop(m, s, scope);
    case 'With': return yield* withItems(m, s, scope, 0);
    case 'Try': return yield* tryBlock(m, s, scope);
    case 'Match': return yield* matchCases(m, s, scope);
    default:
      for (const part of childrenOf(s)) if (isExpr(part)) yield* yieldsIn(m, part, scope);
      return execStmt(m, s, scope);
  }
}

const isExpr = (part: Expr | Stmt): part is Expr => part.kind !== 'FunctionDef' && part.kind !== 'ClassDef';

/** Runs the yields of an expression; the expression itself is evaluated afterwards with what they gave. */
function* yieldsIn(m: Interpreter, e: Expr, scope: Scope): Generator<Value, void, Value | undefined> {
  if (!containsYield(e)) return;
  const { act } = m;
  let result: Value;
  switch (e.kind) {
    case 'Yield':
    case 'YieldFrom': {
      if (e.value) yield* yieldsIn(m, e.value, scope);
      const value = e.value ? evalExpr(m, e.value, scope) : NONE;
      act.node = e.id;
      result = e.kind === 'Yield' ? (yield value) ?? NONE : yield* delegate(m, value);
      break;
    }
    case 'IfExp': result = yield* chosen(m, e, scope); break;
    case 'BoolOp': result = yield* shortCircuit(m, e, scope); break;
    default:
      for (const part of childrenOf(e)) if (isExpr(part)) yield* yieldsIn(m, part, scope);
      return;
  }
  act.sent ??= new Map();
  act.sent.set(e.id, result);
}

function* chosen(m: Interpreter, e: IfExp, scope: Scope): Generator<Value, Value, Value | undefined> {
  yield* yieldsIn(m, e.test, scope);
  const t = condition(m, e.test, scope);
  if (typeof t !== 'boolean') throw new Lost(branchReason(m, e.test, t));
  const side = t ? e.body : e.orelse;
  yield* yieldsIn(m, side, scope);
  return evalExpr(m, side, scope);
}

function* shortCircuit(m: Interpreter, e: BoolOp, scope: Scope): Generator<Value, Value, Value | undefined> {
  let value: Value = NONE;
  for (const part of e.values) {
    yield* yieldsIn(m, part, scope);
    value = evalExpr(m, part, scope);
    const t = m.truth(value);
    if (typeof t !== 'boolean') throw new Lost(branchReason(m, part, t));
    if (t === (e.op === 'or')) break;
  }
  return value;
}

/** yield from: what is sent or thrown goes to the inner iterator. */
function* delegate(m: Interpreter, value: Value): Generator<Value, Value, Value | undefined> {
  const inner = iterate(m, value);
  if ('kind' in inner) throw new Lost(inner.reason);
  let r = inner.next();
  while (!r.done) {
    let sent: Value | undefined;
    try {
      sent = yield r.value;
    } catch (error) {
      const raised = m.asPyError(error);
      if (raised && inner.return && m.isException(raised, 'GeneratorExit')) inner.return();
      if (!raised || !inner.throw || m.isException(raised, 'GeneratorExit')) throw error;
      r = inner.throw(error);
      continue;
    }
    r = inner.next(sent?.kind === 'none' ? undefined : sent);
  }
  return r.value ?? NONE;
}

function* forLoop(m: Interpreter, s: For, scope: Scope): Steps {
  yield* yieldsIn(m, s.iter, scope);
  const items: PyIterator | ReturnType<typeof unknownOf> = iterate(m, evalExpr(m, s.iter, scope));
  if ('kind' in items) throw new Lost(items.reason);
  for (let r = items.next(); !r.done; r = items.next()) {
    m.step();
    assign(m, s.target, r.value, scope);
    const completion = yield* block(m, s.body, scope);
    if (completion?.kind === 'break') return null;
    if (completion?.kind === 'return') return completion;
  }
  return yield* block(m, s.orelse, scope);
}

function* whileLoop(m: Interpreter, s: While, scope: Scope): Steps {
  for (;;) {
    m.step();
    yield* yieldsIn(m, s.test, scope);
    const t = condition(m, s.test, scope);
    if (typeof t !== 'boolean') throw new Lost(branchReason(m, s.test, t));
    if (!t) return yield* block(m, s.orelse, scope);
    const completion = yield* block(m, s.body, scope);
    if (completion?.kind === 'break') return null;
    if (completion?.kind === 'return') return completion;
  }
}

function* withItems(m: Interpreter, s: With, scope: Scope, index: number): Steps {
  const item = s.items[index];
  if (!item) return yield* block(m, s.body, scope);
  const { act } = m;
  yield* yieldsIn(m, item.context, scope);
  const exit = enterContext(m, item, scope);
  let completion: Completion;
  try {
    completion = yield* withItems(m, s, scope, index + 1);
  } catch (thrown) {
    const error = m.asPyError(thrown);
    if (!error || !exit) throw thrown;
    m.act = act;
    if (suppresses(m, item, exit, error)) return null;
    throw thrown;
  }
  if (exit) leaveContext(m, item, exit);
  return completion;
}

function* tryBlock(m: Interpreter, s: Try, scope: Scope): Steps {
  const { act } = m;
  let completion: Completion = null;
  let failure: unknown;
  let failed = false;
  try {
    completion = yield* handled(m, s, scope, act);
  } catch (error) {
    if (!m.asPyError(error)) throw error;
    m.act = act;
    failed = true;
    failure = error;
  }
  const last = yield* block(m, s.finalbody, scope);
  if (last) return last;
  if (failed) throw failure;
  return completion;
}

function* handled(m: Interpreter, s: Try, scope: Scope, act: Activation): Steps {
  let error: PyError | undefined;
  let completion: Completion = null;
  try {
    completion = yield* block(m, s.body, scope);
  } catch (thrown) {
    error = m.asPyError(thrown);
    if (!error) throw thrown;
    m.act = act;
  }
  if (!error) return completion ?? (yield* block(m, s.orelse, scope));
  if (s.handlers[0]?.group) {
    yield* groupHandled(m, s, error, scope, act);
    return null;
  }
  const handler = findHandler(m, s, error, scope);
  if (!handler) throw error;
  return yield* handling(m, handler, error, scope, act);
}

/** As execGroup. */
function* groupHandled(m: Interpreter, s: Try, error: PyError, scope: Scope, act: Activation): Steps {
  const parts = new GroupParts(m, error);
  for (const handler of s.handlers) {
    const part = handler.type ? parts.take(evalExpr(m, handler.type, scope)) : null;
    if (!part) continue;
    try {
      yield* handling(m, handler, part, scope, act);
    } catch (thrown) {
      parts.keep(thrown, act);
    }
  }
  parts.finish();
  return null;
}

function* handling(m: Interpreter, handler: ExceptHandler, error: PyError, scope: Scope, act: Activation): Steps {
  if (handler.name !== null) storeName(m, handler.name, error.value, scope);
  act.handling.push(error);
  try {
    return yield* block(m, handler.body, scope);
  } catch (thrown) {
    m.asPyError(thrown); // As in runHandler.
    throw thrown;
  } finally {
    act.handling.pop();
    if (handler.name !== null) forget(m, handler.name, scope);
  }
}

function* matchCases(m: Interpreter, s: Match, scope: Scope): Steps {
  yield* yieldsIn(m, s.subject, scope);
  const subject = evalExpr(m, s.subject, scope);
  for (const c of s.cases) {
    const bound: [string, Value][] = [];
    const fits = matches(m, c.pattern, subject, scope, bound);
    if (fits === false) continue;
    bindPattern(m, bound, scope);
    const guard = c.guard ? condition(m, c.guard, scope) : true;
    if (guard === false) continue;
    const open = fits === true ? guard : fits;
    if (open !== true) throw new Lost(typeof open === 'boolean'
      ? m.once('data-dependent-branch', () => 'which case matches').reason : open.reason);
    return yield* block(m, c.body, scope);
  }
  return null;
}
