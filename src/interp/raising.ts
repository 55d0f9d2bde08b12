// Making Python exceptions: from texts, from values of a raise statement, from errors of rules and of the JavaScript stack.
import { GiveUp, RuleError } from '../ops/op';
import type { Dim } from '../tensor/value';
import type { Activation } from './activation';
import type { Interpreter } from './interpreter';
import { PyError } from './machine';
import { traceback } from './trace';
import { str, type Class, type Instance, type Value } from './value';

export function newError(m: Interpreter, type: string | Class, message: string, blame: readonly Dim[]): PyError {
  const value = m.exception(type, message === '' ? [] : [str(message)]);
  chainContext(m, value);
  const error = new PyError(value, message, m.origin(), blame);
  m.tracebacks.set(error, traceback(m.act));
  return error;
}

const converted = new WeakMap<Error, PyError>();

/** The stack of JavaScript is smaller than Python's: running out of it is running out of recursion. */
export const isStackOverflow = (error: unknown): error is RangeError => error instanceof RangeError
  && /call stack|recursion/i.test(error.message);

export function asPyError(m: Interpreter, error: unknown): PyError | undefined {
  if (error instanceof PyError) {
    if (!m.tracebacks.has(error)) {
      m.tracebacks.set(error, traceback(m.act));
      chainContext(m, error.value);
    }
    return error;
  }
  if (!(error instanceof Error) || error instanceof GiveUp) return undefined;
  const known = converted.get(error);
  if (known) return known;
  let made: PyError | undefined;
  if (error instanceof RuleError)
    made = newError(m, m.builtins.has(error.type) ? error.type : 'RuntimeError', error.message, error.blame);
  else if (isStackOverflow(error)) made = newError(m, 'RecursionError', 'maximum recursion depth exceeded', []);
  if (made) converted.set(error, made);
  return made;
}

/** `raise value from cause` */
export function raiseValue(m: Interpreter, value: Value, cause: Value | null): never {
  const exception = exceptionOf(m, value);
  if (!exception) return m.raise('TypeError', 'exceptions must derive from BaseException');
  chainContext(m, exception);
  if (cause) {
    m.heap.set(exception.attrs, '__cause__', cause.kind === 'class' ? exceptionOf(m, cause) ?? cause : cause);
    m.heap.set(exception.attrs, '__suppress_context__', { kind: 'bool', value: true });
  }
  throw m.errorOf(exception);
}

/** What is being handled, here or in a caller, becomes the context of a new exception. */
function chainContext(m: Interpreter, exception: Instance): void {
  for (let act: Activation | null = m.act; act; act = act.caller) {
    const current = act.handling.at(-1);
    if (!(current instanceof PyError)) continue;
    const known = exception.attrs.get('__context__');
    if (current.value !== exception && (!known || known.kind === 'none'))
      m.heap.set(exception.attrs, '__context__', current.value);
    return;
  }
}

function exceptionOf(m: Interpreter, value: Value): Instance | undefined {
  // An exception that is unknown ends the same way as one that is known.
  if (value.kind === 'unknown')
    return m.exception('Exception', [str(`an exception that is not known: ${value.reason.message}`)]);
  const made = value.kind === 'class' && isExceptionClass(value) ? m.call(value, []) : value;
  if (made.kind === 'unknown') return exceptionOf(m, made);
  return made.kind === 'instance' && isExceptionClass(made.cls) ? made : undefined;
}

const isExceptionClass = (cls: Class): boolean => cls.mro.some((c) => c.builtin && c.name === 'BaseException');
