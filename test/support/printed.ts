// What a command prints: standard output is heard during each test of the file that asks for it.
import { afterEach, beforeEach, vi } from 'vitest';

/** Call once in a file; `text` is what was printed since the test began, or since `forget()`. */
export function hearing(): { readonly text: () => string; readonly forget: () => void } {
  let printed = '';
  beforeEach(() => {
    printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  });
  afterEach(() => { vi.restoreAllMocks(); });
  return { text: () => printed, forget: () => { printed = ''; } };
}
