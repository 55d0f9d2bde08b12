// What leaves the interpreter's recursion by throwing, beside Python's own exceptions (PyError in machine.ts).
// None of these is visible to the user's program.
import type { Reason } from '../tensor/value';

/** Steps, time or depth are spent, or the run was cancelled. Ends the run; what was computed stays. */
export class BudgetExceeded extends Error {
  constructor(readonly reason: Reason) {
    super(reason.message);
  }
}

/**
 * Something that cannot go on as a value: an iteration of unknown length, branches tried too deep. Caught where a
 * value can be lost.
 */
export class Lost extends Error {
  constructor(readonly reason: Reason) {
    super(reason.message);
  }
}
