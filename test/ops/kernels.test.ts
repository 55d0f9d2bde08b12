// Every op that is known can be run, but for those that are named here with the reason: they are refused with a sentence.
import { describe, expect, it } from 'vitest';
import { ALL_OPS } from '../../src/ops/index';

const WITHOUT_KERNEL: Readonly<Record<string, readonly string[]>> = {
  'zeros are written in their place': ['empty', 'empty_like', 'new_empty'],
  'of complex elements only': ['eig', 'eigvals'],
  'signs and ranks that the library chooses': ['eigh', 'svd'],
  'the size of the result depends on elements': ['nms'],
};

describe('ops', () => {
  it('have a reference kernel, or are listed as having none', () => {
    const found = new Set(ALL_OPS.filter((op) => !op.eval && !op.complex && !op.random?.fill && !op.random?.elements).map((op) => op.name));
    expect([...found].sort()).toEqual(Object.values(WITHOUT_KERNEL).flat().sort());
  });
});
