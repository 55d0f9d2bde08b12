// Literals, operators, subscripts and f-strings, as CPython's ast has them.

import { describe, expect, it } from 'vitest';
import type { Expr } from '../../../src/python/ast';
import { bare, expr, shown, statement } from './parsing';

describe('literals', () => {
  it.each([
    ['0xFF', 255], ['0o17', 15], ['0b1_0', 2], ['1_000', 1000], ['1.', 1], ['.5', 0.5], ['1e-5', 1e-5],
    ['9007199254740993', 9007199254740993n], ['0xFFFFFFFFFFFFFFFF', 0xFFFFFFFFFFFFFFFFn],
    ["'a' \"b\"", 'ab'], ["r'\\n'", '\\n'], ["r'\\\\'", '\\\\'], ["'\\x41\\u0042\\103\\\n!'", 'ABC!'],
      ["'\\q'", '\\q'],
    ["'\\U0001F600'", '\u{1F600}'], ["b'\\xff\\u0041'", '\xff\\u0041'], ["'''a\r\nb'''", 'a\nb'],
  ])('%s', async (source, value) => {
    expect((await expr(source) as { value: unknown }).value).toStrictEqual(value);
  });

  it('tells int, float and complex apart', async () => {
    expect((await expr('1')).kind).toBe('Int');
    expect((await expr('1.')).kind).toBe('Float');
    expect(bare(await expr('2j'))).toEqual({ kind: 'Complex', imag: 2 });
  });
});

describe('operators', () => {
  it.each([
    ['a + b * c - d', '((a + (b * c)) - d)'],
    ['-a ** -b ** c', '(- (a ** (- (b ** c))))'],
    ['a & b ^ c & d | e', '(((a & b) ^ (c & d)) | e)'],
    ['a ^ b & c', '(a ^ (b & c))'],
    ['a < b <= c is not d not in e', '(a < b <= c is not d not in e)'],
    ['a and b and (c and d) or not e', '((a and b and (c and d)) or (not e))'],
    ['a if b else c if d else e', '(a if b else (c if d else e))'],
    ['*a.b(c), d', '(*a.b(c), d,)'],
    ['((a)) + (b)', '(a + b)'],
  ])('%s', async (source, tree) => {
    expect(shown(await expr(source))).toBe(tree);
  });

  it('await binds tighter than **', async () => {
    const f = await statement('async def f():\n  await a ** b\n');
    expect(f.kind === 'FunctionDef' && f.body[0].kind === 'ExprStmt'
      && shown(f.body[0].value)).toBe('((await a) ** b)');
  });
});

describe('subscripts', () => {
  const sliceOf = (e: Expr): unknown => e.kind === 'Subscript' ? bare(e.slice) : null;
  const none = { lower: null, upper: null, step: null };
  it('a single index is the index itself', async () => {
    expect(sliceOf(await expr('a[1]'))).toEqual({ kind: 'Int', value: 1 });
  });
  it('several indices are a tuple with slices', async () => {
    expect(sliceOf(await expr('a[..., :, None, 1:2]'))).toEqual({
      kind: 'Tuple',
      elts: [
        { kind: 'Constant', value: '...' }, { kind: 'Slice', ...none }, { kind: 'Constant', value: null },
        { kind: 'Slice', lower: { kind: 'Int', value: 1 }, upper: { kind: 'Int', value: 2 }, step: null },
      ],
    });
  });
  it('annotations have plain subscripts', async () => {
    const s = await statement('x: Dict[str, List[int]] = {}');
    expect(s.kind === 'AnnAssign' && s.annotation.kind).toBe('Subscript');
    expect(s.kind === 'AnnAssign' && s.annotation.kind === 'Subscript'
      && s.annotation.slice.kind).toBe('Tuple');
  });
});

describe('f-strings', () => {
  it('nests formats, conversions and escaped braces', async () => {
    expect(bare(await expr("f'{x!r:>{w}} {{}} {y=}'"))).toEqual({
      kind: 'JoinedStr',
      values: [
        {
          kind: 'FormattedValue', value: { kind: 'Name', name: 'x' }, conversion: 'r', debug: null,
          spec: {
            kind: 'JoinedStr',
            values: [
              { kind: 'Str', value: '>' },
              { kind: 'FormattedValue', value: { kind: 'Name', name: 'w' }, conversion: null, spec: null,
                debug: null },
            ],
          },
        },
        { kind: 'Str', value: ' {} ' },
        { kind: 'FormattedValue', value: { kind: 'Name', name: 'y' }, conversion: 'r', spec: null,
          debug: 'y=' },
      ],
    });
  });
  it('joins with plain strings', async () => {
    expect(bare(await expr("f'a' 'b{'"))).toEqual({ kind: 'JoinedStr',
      values: [{ kind: 'Str', value: 'ab{' }] });
  });
});
