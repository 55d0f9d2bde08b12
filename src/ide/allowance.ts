// What one request of the editor may take in all, however many models its document has.
import { clock } from '../base/clock';
import { memory } from '../base/memory';
import type { Budget, Interpreter } from '../interp/interpreter';

/** So many times what one run may take. */
const RUNS = 10;

export class Allowance {
  private readonly steps: number;
  private readonly deadline: number;
  private readonly bytes: number;

  /** `interpreter` counts the steps: all models of a document are traced in one run. */
  constructor(
    private readonly interpreter: Interpreter,
    { steps, milliseconds, bytes }: Budget,
  ) {
    this.steps = interpreter.stepsTaken + RUNS * steps;
    this.deadline = clock() + RUNS * milliseconds;
    this.bytes = memory.counted + RUNS * bytes;
  }

  get isSpent(): boolean {
    return (
      this.interpreter.stepsTaken >= this.steps || memory.counted >= this.bytes || clock() >= this.deadline
    );
  }
}
