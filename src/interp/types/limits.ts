// How large a value may grow. What is larger throws RangeError, as the machine itself does when a value has no room;
// calls.ts makes an unknown of it with its reason.
export const MAX_TEXT = 1 << 24;
/** Digits that a number may be written with. */
export const MAX_DIGITS = 100_000;

export function requireRoom(size: number, limit: number): void {
  if (size > limit) throw new RangeError(`${size} is more than ${limit}`);
}

/** `fill` so many times; nothing for negative counts. */
export function filled(fill: string, count: number): string {
  requireRoom(fill.length * count, MAX_TEXT);
  return fill.repeat(Math.max(0, count));
}

/** An array of what `make` gives for 0 … count - 1. */
export function copies<T>(count: number, make: (i: number) => T): T[] {
  requireRoom(count, MAX_COUNT);
  return Array.from({ length: Math.max(0, count) }, (_, i) => make(i));
}
const MAX_COUNT = 1 << 20;

export function joined(a: string, b: string): string {
  requireRoom(a.length + b.length, MAX_TEXT);
  return a + b;
}
