// What is asked of sizes that are open.
import { describe, expect, it } from 'vitest';
import { equalSym, mapSym, showSym, symbol } from '../../src/tensor/sym';

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

describe('what is shown of a size', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'frames', 'height'];
  const show = (f: (...sizes: number[]) => number, ...names: string[]): string => {
    const size = mapSym(f, ...names.map((name) => symbol(name, 1)));
    return typeof size === 'number' ? String(size) : showSym(size);
  };
  it.each(letters)('is right for every name of an axis: %s', (name) => {
    expect(show((a) => 3 * a - 2, name)).toBe(`3*${name}-2`);
    expect(show((a) => Math.floor(a / 14), name)).toBe(`${name}/14`);
    const [first, second] = [name, 'N'].sort();
    if (name === 'N') return;
    expect(show((a, n) => 768 * n * (Math.floor(a / 2) + 1), name, 'N')).toBe(`f(${first ?? ''}, ${second ?? ''})`);
    expect(show((a, n) => 5 * a * n, name, 'N')).toBe(`5*${first ?? ''}*${second ?? ''}`);
  });
  it('is no formula that nearly holds', () => {
    expect(show((n, h, w) => n * (h * w + 1), 'N', 'H', 'W')).toBe('f(H, N, W)');
    expect(show((n, h, w) => (768 * n * h * w) / 256, 'N', 'H', 'W')).toBe('3*H*N*W');
  });
});
