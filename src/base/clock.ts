// The clock that budgets are measured with. A program that nobody waits for measures its own work, so that a busy machine does
// not give up what an idle one finishes.

let now: () => number = () => performance.now();

/** Milliseconds since some moment. */
export const clock = (): number => now();

/** Called when the program starts, before anything is measured. */
export function setClock(milliseconds: () => number): void {
  now = milliseconds;
}
