// try and with: handlers, finally, context managers. Knows no other statements; bodies come as functions.
import type { ExceptHandler, Try, WithItem } from '../python/ast';
import type { Activation } from './activation';
import type { Completion } from './completion';
import { Lost } from './errors';
import { evalExpr, storeName } from './expressions';
import type { Interpreter } from './interpreter';
import type { PyError } from './machine';
import { truth } from './protocols';
import { homeOf } from './scope';
import { execBlock } from './statements';
import { assign } from './targets';
import { list, NONE, str, tuple, type Scope, type Value } from './value';

const IMPORT_HANDLERS = new Set(['ImportError', 'ModuleNotFoundError', 'Exception', 'BaseException']);

/** A missing module raises inside such a try; elsewhere it is unknown. */
export function guardsImports(s: Try): boolean {
  return s.handlers.some(({ type }) => {
    if (!type) return true;
    const names = type.kind === 'Tuple' ? type.elts : [type];
    return names.some((n) => n.kind === 'Name' && IMPORT_HANDLERS.has(n.name));
  });
}

export function execTry(m: Interpreter, s: Try, scope: Scope): Completion {
  if (s.finalbody.length === 0) return execHandled(m, s, scope);
  const { act } = m;
  let completion: Completion = null;
  let failure: unknown;
  let failed = false;
  try {
    completion = execHandled(m, s, scope);
  } catch (error) {
    // What is lost still runs its cleanup, or the state of libraries would stay changed.
    if (!m.asPyError(error) && !(error instanceof Lost)) throw error;
    m.act = act;
    failed = true;
    failure = error;
  }
  // Leaving from `finally` replaces the exception, as in Python.
  const last = execBlock(m, s.finalbody, scope);
  if (last) return last;
  if (failed) throw failure;
  return completion;
}

function execHandled(m: Interpreter, s: Try, scope: Scope): Completion {
  const { act } = m;
  const guards = guardsImports(s);
  if (guards) act.importGuards++;
  let completion: Completion;
  let error: PyError | undefined;
  try {
    completion = execBlock(m, s.body, scope);
  } catch (thrown) {
    error = m.asPyError(thrown);
    if (!error) throw thrown;
    m.act = act;
    completion = null;
  } finally {
    if (guards) act.importGuards--;
  }
  if (!error) return completion ?? execBlock(m, s.orelse, scope);
  if (s.handlers[0]?.group) return execGroup(m, s, error, scope);
  const handler = findHandler(m, s, error, scope);
  if (!handler) throw error;
  return runHandler(m, handler, error, scope, () => execBlock(m, handler.body, scope));
}

/** `except*`: each handler takes its part of the group; what is left, and what handlers raise, goes on together. */
function execGroup(m: Interpreter, s: Try, error: PyError, scope: Scope): null {
  const { act } = m;
  const parts = new GroupParts(m, error);
  for (const handler of s.handlers) {
    const part = handler.type ? parts.take(evalExpr(m, handler.type, scope)) : null;
    if (!part) continue;
    try {
      runHandler(m, handler, part, scope, () => execBlock(m, handler.body, scope));
    } catch (thrown) {
      parts.keep(thrown, act);
    }
  }
  parts.finish();
  return null;
}

/** An exception of which handlers of `except*` take parts; one that is no group is a group of itself. */
export class GroupParts {
  private readonly raised: PyError[] = [];
  private rest: Value;
  private readonly isGroup: boolean;

  constructor(private readonly m: Interpreter, private readonly error: PyError) {
    this.isGroup = m.isInstance(error.value, m.builtins.get('BaseExceptionGroup') ?? NONE) === true;
    this.rest = this.isGroup ? error.value : m.exception('BaseExceptionGroup', [str(''), tuple([error.value])]);
  }

  /** The part that the type takes, which is then gone; null when nothing is. */
  take(type: Value): PyError | null {
    if (this.rest.kind !== 'instance') return null;
    const isWhole = !this.isGroup && this.m.isInstance(this.error.value, type) === true;
    const halves = isWhole ? tuple([this.rest, NONE]) : this.m.callMethod(this.rest, 'split', [type]);
    if (halves.kind === 'unknown') throw new Lost(halves.reason);
    const [part = NONE, rest = NONE] = halves.kind === 'tuple' ? halves.items : [];
    this.rest = rest;
    return part.kind === 'instance' ? this.m.errorOf(part) : null;
  }

  /** An exception of a handler goes on with the rest; what is none of the program's passes through. */
  keep(thrown: unknown, act: Activation): void {
    const raised = this.m.asPyError(thrown);
    if (!raised) throw thrown;
    this.m.act = act;
    this.raised.push(raised);
  }

  /** Raises what no handler took and what they raised. */
  finish(): void {
    const { rest } = this;
    const [first] = this.raised;
    if (!first) {
      if (rest.kind !== 'instance') return;
      throw this.isGroup && rest !== this.error.value ? this.m.errorOf(rest) : this.error;
    }
    if (!this.isGroup) throw first;
    const members = [...this.raised.map(({ value }) => value), ...(rest.kind === 'instance' ? [rest] : [])];
    throw this.m.errorOf(this.m.exception('BaseExceptionGroup', [str(''), list(members)]));
  }
}

/** A handler whose type is not known is taken to catch. */
export function findHandler(m: Interpreter, s: Try, error: PyError, scope: Scope): ExceptHandler | undefined {
  return s.handlers.find((handler) => {
    if (!handler.type) return true;
    const type = evalExpr(m, handler.type, scope);
    return m.isInstance(error.value, type) !== false;
  });
}

export function runHandler(m: Interpreter, handler: ExceptHandler, error: PyError, scope: Scope,
  body: () => Completion): Completion {
  const { act } = m;
  if (handler.name !== null) storeName(m, handler.name, error.value, scope);
  act.handling.push(error);
  try {
    return body();
  } catch (thrown) {
    m.asPyError(thrown); // While the exception being handled still is: it becomes the context.
    throw thrown;
  } finally {
    act.handling.pop();
    if (handler.name !== null) forget(m, handler.name, scope);
  }
}

/** `e` of `except E as e` is deleted at the end of the handler. */
export function forget(m: Interpreter, name: string, scope: Scope): void {
  const home = homeOf(scope, name);
  if (home.has(name)) m.heap.delete(home, name);
}

// ---- with ------------------------------------------------------------------------------------------------------------------
export function execWith(m: Interpreter, items: readonly WithItem[], scope: Scope, body: () => Completion,
  index = 0): Completion {
  const item = items[index];
  if (!item) return body();
  const { act } = m;
  const exit = enterContext(m, item, scope);
  let completion: Completion;
  try {
    completion = execWith(m, items, scope, body, index + 1);
  } catch (thrown) {
    const error = m.asPyError(thrown);
    if (!exit && error && expectsRaise(item)) {
      m.act = act;
      return null;
    }
    if (!exit || (!error && !(thrown instanceof Lost))) throw thrown;
    m.act = act;
    if (!error) {
      leaveContext(m, item, exit);
      throw thrown;
    }
    if (suppresses(m, item, exit, error)) return null;
    throw thrown;
  }
  if (exit) leaveContext(m, item, exit);
  return completion;
}

/** An unknown manager lets exceptions pass unless it is there to catch them: `pytest.raises`, `self.assertRaises`. */
function expectsRaise({ context }: WithItem): boolean {
  if (context.kind !== 'Call') return false;
  const { func } = context;
  const name = func.kind === 'Attribute' ? func.attr : func.kind === 'Name' ? func.name : '';
  return /^(raises|suppress|assertRaises(Regex)?)$/.test(name);
}

/** Calls `__enter__` and gives the bound `__exit__`; null when the manager is unknown. */
export function enterContext(m: Interpreter, item: WithItem, scope: Scope): Value | null {
  const manager = evalExpr(m, item.context, scope);
  m.act.node = item.context.id;
  if (manager.kind === 'unknown') {
    if (item.target) assign(m, item.target, m.flow(manager), scope);
    return null;
  }
  const enter = m.findSpecial(manager, '__enter__');
  const exit = m.findSpecial(manager, '__exit__');
  if (!enter || !exit) {
    const reason = m.unknownBase(m.typeOf(manager));
    if (!reason) {
      const missing = enter ? ' (missed __exit__ method)' : '';
      m.raise('TypeError', `'${m.typeOf(manager).name}' object does not support the context manager protocol${missing}`);
    } else if (item.target) assign(m, item.target, m.flow({ kind: 'unknown', reason }), scope);
    return null;
  }
  const value = m.call(enter, []);
  if (item.target) assign(m, item.target, value, scope);
  return exit;
}

export function leaveContext(m: Interpreter, item: WithItem, exit: Value): void {
  m.act.node = item.context.id;
  m.call(exit, [NONE, NONE, NONE]);
}

export function suppresses(m: Interpreter, item: WithItem, exit: Value, error: PyError): boolean {
  m.act.node = item.context.id;
  const { act } = m;
  act.handling.push(error);
  try {
    return truth(m, m.call(exit, [error.value.cls, error.value, NONE])) === true;
  } catch (thrown) {
    m.asPyError(thrown); // What __exit__ raises has the exception being handled as its context.
    throw thrown;
  } finally {
    act.handling.pop();
  }
}
