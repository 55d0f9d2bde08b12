// What is asked of sizes that are open.
import { describe, expect, it } from 'vitest';
import { equalSym, mapSym, symbol } from '../../src/tensor/sym';

describe('sizes', () => {
  const [n, h] = [symbol('N', 1), symbol('H', 224)];
  it('of an input are never 0, what is left of them may be', () => {
    expect(equalSym(n, 0)).toBe(false);
    expect(equalSym(0, mapSym((a, b) => 3 * a * b * b / 4, n, h))).toBe(undefined);
    expect(equalSym(0, mapSym((a, b) => 3 * a * b, n, h))).toBe(false);
    expect(equalSym(mapSym((a) => a - 2, h), 0)).toBe(undefined);
    expect(equalSym(mapSym((a) => Math.floor(a / 32), h), 0)).toBe(undefined);
    expect(equalSym(mapSym((a) => 8 * a, h), 392)).toBe(undefined);
  });
});
