// Statements that must hold. A failure is a fault of ours, never of the user's code: it is caught at the façade and logged.

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

export function assert(ok: unknown, message: string): asserts ok {
  if (!ok) throw new AssertionError(message);
}

/** For the default branch of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`);
}
