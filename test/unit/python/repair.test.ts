// Half-typed and broken code: what surrounds it survives, and offsets refer to the text as it is.

import { describe, expect, it } from 'vitest';
import type { Stmt } from '../../../src/python/ast';
import { parse, shown } from './parsing';

const around = (broken: string): string =>
  `class Net(nn.Module):\n    def forward(self, x):\n        a = f(x)\n        ${broken}\n        b = g(a)\n        return b\n\ny = 1\n`;

async function method(broken: string): Promise<{ body: readonly Stmt[]; text: string; errors: number; last: Stmt }> {
  const text = around(broken);
  const { module, errors } = await parse(text);
  const net = module.body[0];
  const forward = net.kind === 'ClassDef' ? net.body[0] : net;
  if (forward.kind !== 'FunctionDef') throw new Error(`no method but ${forward.kind}`);
  return { body: forward.body, text, errors: errors.length, last: module.body[module.body.length - 1] };
}

describe('half-typed lines', () => {
  it.each([
    'self.zz = nn.Conv2d(3, ', 'nn.Sequential(\n            nn.Conv2d(1, 2, 3),', 'x = self.', "y = 'abc",
      'foo(a))',
    'x = 1 +', 'f(a b)', 'print "old"', 'x = = 1', 'd = {"a": ', 'x[1, ', 'import', '@', 'f(x, y=', '1 2 3',
      'class',
  ])('%s', async (broken) => {
    const { body, text, errors, last } = await method(broken);
    const sources = body.map((s) => text.slice(s.start, s.end));
    expect(errors).toBeGreaterThan(0);
    expect(sources[0]).toBe('a = f(x)');
    expect(sources).toContain('b = g(a)');
    expect(sources.at(-1)).toBe('return b');
    expect(text.slice(last.start, last.end)).toBe('y = 1');
  });

  it('keeps the call that is being typed', async () => {
    const { body, text } = await method('self.zz = nn.Conv2d(3, ');
    const s = body[1];
    expect(s.kind === 'Assign' && shown(s.value)).toBe('nn.Conv2d(3)');
    expect(text.slice(s.start, s.end)).toBe('self.zz = nn.Conv2d(3,');
  });

  it('tells of a header without a body at its colon', async () => {
    for (const header of ['def f(x):', 'class A:', 'if x:', 'for i in y:', 'while x:', 'with open(x) as f:', 'try:',
      'if x:\n            pass\n        else:', 'try:\n            pass\n        except ValueError:']) {
      const text = `def g(x, y):\n        ${header}\n            # later\n        return 1\n`;
      const { errors } = await parse(text);
      expect(errors.map(({ message, start, end }) => [message, text.slice(start, end), end]))
        .toEqual([['Indented lines are expected after this.', ':', text.indexOf(header) + header.length]]);
    }
  });

  it('takes a magic for the body of a block', async () => {
    const { errors } = await parse('if x:\n    !pip install y \\\n      z\nfor i in y:\n    %timeit f(i)\n', { notebook: true });
    expect(errors).toEqual([]);
  });

  it('gives a dangling attribute an empty name', async () => {
    const { body } = await method('x = self.');
    const s = body[1];
    expect(s.kind === 'Assign' && s.value.kind === 'Attribute' && s.value.attr).toBe('');
  });

  it('keeps the block under a half-typed header', async () => {
    for (const header of ['if x', 'for i in', 'while', 'with open(x) as', 'if x y z:']) {
      const { body, text } = await method(`${header}\n            inner = 1`);
      const block = body[1];
      if (!('body' in block)) throw new Error(`${header} became ${block.kind}`);
      expect(block.body.map((s) => text.slice(s.start, s.end))).toEqual(['inner = 1']);
      expect(body.length).toBe(4);
    }
  });

  it('keeps the name and the parameters of a half-typed def', async () => {
    const { module } = await parse('class A:\n    def foo(self, x\n    def bar(self):\n        return 1\n');
    const a = module.body[0];
    const defs = a.kind === 'ClassDef' ? a.body : [];
    expect(defs.map((d) => d.kind === 'FunctionDef' && [d.name, d.args.args.length])).toEqual([['foo', 2],
      ['bar', 1]]);
  });

  it('closes a stray triple quote on its line', async () => {
    const { module } = await parse('def a():\n    """Doc a."""\n    """\n    x = 1\n\ndef b():\n    """Doc b."""\n    return 2\n');
    expect(module.body.map((d) => d.kind === 'FunctionDef' && d.docstring)).toEqual(['Doc a.', 'Doc b.']);
  });
});

describe('other texts', () => {
  it('takes CRLF, tabs, form feeds, a BOM and NUL bytes', async () => {
    for (const text of ['if a:\r\n\tb = 1\r\n', 'if a:\r\tb = 1\r', '\uFEFFif a:\n\tb = 1',
      '\f\nif a:\n  b = 1\0']) {
      const { module, errors } = await parse(text);
      const s = module.body[0];
      expect(errors).toEqual([]);
      expect(s.kind === 'If' && s.body.map((b) => text.slice(b.start, b.end).replace('\0',
        ''))).toEqual(['b = 1']);
    }
  });

  it('blanks magics in notebooks only', async () => {
    const text = '%matplotlib inline\n!ls\nmodel?\ny = !ls\nz = 1\n';
    const { module, errors } = await parse(text, { notebook: true });
    expect(errors).toEqual([]);
    expect(module.body.map((s) => s.kind)).toEqual(['Assign', 'Assign']);
    expect(text.slice(module.body[1].start)).toBe('z = 1\n');
    expect((await parse(text)).errors.length).toBeGreaterThan(0);
  });

  it('blanks the lines that a backslash joins to a command', async () => {
    const { module, errors } = await parse('!python export.py \\\n    --size 640 \\\n    --top 100\nz = !ls \\\n    -l\ny = 2\n', { notebook: true });
    expect(errors).toEqual([]);
    expect(module.body.map((s) => s.kind)).toEqual(['Assign', 'Assign']);
  });

  it('never throws', async () => {
    const pieces = ['(', ')', '[', '"""', "'", 'def ', ':', '\n', '  ', 'x', '=', '.', 'f"{', '}', 'lambda',
      '@', '*', 'if ', '\\'];
    let seed = 7;
    for (let k = 0; k < 400; k++) {
      let text = '';
      for (let n = 0; n < 12; n++) {
        seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
        text += pieces[Math.floor(seed / 2 ** 32 * pieces.length)];
      }
      const { module, nodes } = await parse(text);
      expect(module.end).toBe(text.length);
      for (const node of nodes) {
        expect(node.start >= 0 && node.start <= node.end && node.end <= text.length).toBe(true);
      }
    }
  });
});
