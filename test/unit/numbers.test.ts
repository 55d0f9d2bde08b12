// Numbers that JSON lacks come over it all the same.
import { describe, expect, it } from 'vitest';
import { withNamedNumbers, withNumbers } from '../../src/protocol/numbers';

describe('messages', () => {
  const sent = { answer: 1, value: { min: NaN, list: [1, -Infinity, 'NaN', null], bytes: new Float64Array([NaN]), max: Infinity } };
  it('keep NaN and infinities over JSON', () => {
    const { bytes: _, ...plain } = sent.value;
    expect(withNumbers(JSON.parse(JSON.stringify(withNamedNumbers(plain))))).toEqual(plain);
  });
  it('keep arrays of numbers, and are not copied where there is nothing to change', () => {
    expect((withNamedNumbers(sent) as typeof sent).value.bytes).toBe(sent.value.bytes);
    const plain = { request: { id: 1, args: [[1, 2], 'x'] } };
    expect(withNamedNumbers(plain)).toBe(plain);
    expect(withNumbers(plain)).toBe(plain);
  });
});
