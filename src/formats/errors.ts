// What goes wrong with a file: always a sentence that says what, and where it helps, what to do.

export class FormatError extends Error {
  override readonly name = 'FormatError';
}
