// Faults of ours: an error of JavaScript in the middle of a run becomes an unknown with its reason, so that the rest of the
// model keeps its numbers. Not here: errors of the user's program (PyError), of rules (RuleError), budgets.
import type { Unknown } from '../tensor/value';
import type { Interpreter } from './interpreter';
import { isStackOverflow } from './raising';

/** Undefined when the error is none of JavaScript's own. `where` names what was being done. */
export function faultOf(m: Interpreter, error: unknown, where: string): Unknown | undefined {
  if (isStackOverflow(error)) return undefined;
  if (error instanceof RangeError) return m.unknown('budget-exceeded', `${where} makes a value that is too large`);
  if (error instanceof TypeError || error instanceof ReferenceError || error instanceof SyntaxError)
    return m.unknown('internal', `${where} failed inside ConvLens: ${error.message}`);
  return undefined;
}
