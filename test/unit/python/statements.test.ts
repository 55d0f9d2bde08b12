// Statements, parameters, match, names that a function binds, positions, ids and the hash.

import { describe, expect, it } from 'vitest';
import { importsOf } from '../../../src/python/imports';
import { bare, parse, parser, statement } from './parsing';

describe('functions', () => {
  it('sorts the parameters', async () => {
    const f = await statement('def f(a, /, b: int = 2, *args, c=3, **kw) -> T: pass');
    if (f.kind !== 'FunctionDef') throw new Error(f.kind);
    expect(f.args.posonly.map((p) => p.name)).toEqual(['a']);
    expect(f.args.args.map((p) => p.name)).toEqual(['b']);
    expect([f.args.vararg?.name, f.args.kwonly[0].name, f.args.kwarg?.name]).toEqual(['args', 'c', 'kw']);
    expect(bare(f.returns)).toEqual({ kind: 'Name', name: 'T' });
  });

  it('knows the names it binds', async () => {
    const f = await statement([
      'def f(p, *q):', '  global g', '  g = a = 1', '  for i, (j, *k) in p: pass', '  with p as w: pass',
      '  import m.n, o as oo', '  def inner(): inside = 1; yield', '  class C: attribute = 1',
      '  try: pass', '  except E as e: pass', '  [z := y for y in p]', '  lambda u: (v := u)', '  x.y = 1',
        '  t: int', '',
    ].join('\n'));
    if (f.kind !== 'FunctionDef') throw new Error(f.kind);
    expect([...f.locals].sort()).toEqual(['C', 'a', 'e', 'i', 'inner', 'j', 'k', 'm', 'oo', 'p', 'q', 't',
      'w', 'z']);
    expect(f.isGenerator).toBe(false);
  });

  it('is a generator by its own yield only', async () => {
    const f = await statement('def f():\n  x = yield 1\n');
    expect(f.kind === 'FunctionDef' && f.isGenerator).toBe(true);
  });

  it('starts at def, not at the decorator', async () => {
    const text = '@a\nasync def f():\n  "doc"\n  # end\n';
    const f = await statement(text);
    expect(text.slice(f.start, f.end)).toBe('async def f():\n  "doc"');
    expect(f.kind === 'FunctionDef' && [f.docstring, f.isAsync]).toEqual(['doc', true]);
  });
});

it('converts every pattern', async () => {
  const m = await statement(
    'match x, y:\n case [1, -2, *_] | {"a": q, **r}: pass\n case A.B(p, k=None) as z if z: pass\n case a.b | _: pass\n');
  if (m.kind !== 'Match') throw new Error(m.kind);
  expect(m.subject.kind).toBe('Tuple');
  const value = (of: unknown): unknown => ({ kind: 'MatchValue', value: of });
  expect(m.cases.map((one) => bare(one.pattern))).toEqual([
    {
      kind: 'MatchOr', patterns: [
        {
          kind: 'MatchSequence', patterns: [
            value({ kind: 'Int', value: 1 }), value({ kind: 'UnaryOp', op: '-',
              operand: { kind: 'Int', value: 2 } }),
            { kind: 'MatchStar', name: null },
          ],
        },
        {
          kind: 'MatchMapping', keys: [{ kind: 'Str', value: 'a' }], rest: 'r',
          patterns: [{ kind: 'MatchAs', pattern: null, name: 'q' }],
        },
      ],
    },
    {
      kind: 'MatchAs', name: 'z', pattern: {
        kind: 'MatchClass', cls: { kind: 'Attribute', value: { kind: 'Name', name: 'A' }, attr: 'B' },
        patterns: [{ kind: 'MatchAs', pattern: null, name: 'p' }], kwdNames: ['k'],
        kwdPatterns: [{ kind: 'MatchSingleton', value: null }],
      },
    },
    {
      kind: 'MatchOr', patterns: [
        value({ kind: 'Attribute', value: { kind: 'Name', name: 'a' }, attr: 'b' }),
        { kind: 'MatchAs', pattern: null, name: null },
      ],
    },
  ]);
});

describe('positions, ids, hash', () => {
  it('counts UTF-16 units', async () => {
    const { module } = await parse('"\u{1F600}"; abc\n');
    expect([module.body[1].start, module.body[1].end]).toEqual([6, 9]);
  });

  it('numbers the nodes in pre-order', async () => {
    const { nodes, module } = await parse('def f(a=1):\n  return a + 2\nx = f(3)\n');
    expect(nodes.map((n) => n.id)).toEqual(nodes.map((_, k) => k));
    expect(nodes[0]).toBe(module);
    expect(nodes.map((n) => n.kind)).toEqual([
      'Module', 'FunctionDef', 'Int', 'Return', 'BinOp', 'Name', 'Int', 'Assign', 'Name', 'Call', 'Name',
        'Int',
    ]);
  });

  it('ignores formatting and comments, and nothing else', async () => {
    const hash = async (text: string): Promise<string> => (await parse(text)).hash;
    const base = await hash('def f(a, b):\n  return a+b\n');
    expect(await hash('# c\n\ndef f( a,b ) :\n\n      return (a\n + b) # d\n')).toBe(base);
    for (const other of ['def f(a, b):\n  return a-b\n', 'def f(b, a):\n  return a+b\n',
      'def f(a, b): a+b\n']) {
      expect(await hash(other)).not.toBe(base);
    }
    expect(await hash('f(a, b=c)')).not.toBe(await hash('f(a, c=b)'));
    expect(await hash('if a:\n  b\nelse:\n  c\n')).not.toBe(await hash('if a:\n  b\n  c\n'));
  });

  it('keeps comments', async () => {
    expect((await parse('x = 1 # one\n# two\n')).comments.map((c) =>
      [c.text, c.start])).toEqual([['# one', 6], ['# two', 12]]);
  });
});

it('lists imports', async () => {
  const { module } = await parse('import a.b, c\nfrom ..d import e as f\ntry:\n  from g import *\nexcept E:\n  import h\n');
  expect(importsOf(module).map((i) => [i.module, i.level, i.names, i.conditional])).toEqual([
    ['a.b', 0, [], false], ['c', 0, [], false], ['d', 2, ['e'], false], ['g', 0, ['*'], true],
      ['h', 0, [], true],
  ]);
});

describe('depth and size', () => {
  it('survives deep and long texts', async () => {
    const p = await parser();
    expect(p.parse(`x = ${'a + '.repeat(3000)}a`).nodes.length).toBe(6004);
    expect(p.parse(`x = ${'('.repeat(5000)}1${')'.repeat(5000)}`).module.body[0].kind).toBe('Assign');
    const lists = p.parse(`x = ${'['.repeat(5000)}${']'.repeat(5000)}\ny = 1\n`);
    expect(lists.errors[0].message).toContain('nested too deeply');
    expect(lists.module.body[1].kind).toBe('Assign');
    const dict = p.parse(`x = {${'"a": 1,'.repeat(50_000)}}`).module.body[0];
    expect(dict.kind === 'Assign' && dict.value.kind === 'Dict' && dict.value.keys.length).toBe(50_000);
  });
});
