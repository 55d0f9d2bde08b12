import { describe, expect, test } from 'vitest';
import type { Node, Parse } from '../../../src/python/ast';
import { functionBodies } from '../../../src/python/outline';
import { forEachChild } from '../../../src/python/walk';
import { parser as parserForTests } from './parsing';

/** A tree as plain data, without the ids. */
function plain(value: unknown): unknown {
  if (value instanceof Set) return [...value].sort();
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const keys = 'kind' in value && value.kind === 'FunctionDef' ? FUNCTION : Object.keys(value);
  return Object.fromEntries(keys.filter((key) => key !== 'id').map((key) => [key, plain(Reflect.get(value, key))]));
}
const FUNCTION = ['kind', 'start', 'end', 'name', 'nameStart', 'args', 'body', 'decorators', 'returns', 'isAsync', 'isGenerator',
  'docstring', 'locals'];

const PAD = 'padding = "so that this body is not too short to be left for later"';

const TEXTS: Readonly<Record<string, string>> = {
  'functions and methods': `import torch\n\n\ndef f(x, *args, y=1) -> int:  # why\n    "Says what."\n    z = x\n    ${PAD}\n    return z\n\n`
    + `class A(B):\n    def g(self):\n        # first\n        for i in self: yield i\n        ${PAD}\n\n    k = 1\n`,
  'strings and brackets with line ends': `def f():\n    """One\ntwo: def g():\n"""\n    a = [1,\n2]\n    ${PAD}\n    b = 'a\\\nb'\nx = 1;\n`,
  'in blocks': `if a:\n    @wraps(g)\n    async def f(a):\n        global b\n        b = a; ${PAD};\n    x = 2\nelse:\n    def f(): return 1\n`,
  'nested': `def f():\n    def g():\n        nonlocal x\n        ${PAD}\n    class C:\n        def h(self): ${PAD}\n    x = lambda: (yield)\n    return g\n`,
  'no line end at the end': `def f():\n    ${PAD}\n    return 1  # end`,
  'carriage returns': `def f():\r\n    ${PAD}\r\n    return 1\r\n\r\nx = 1\r\n`,
  'an error in a body': `def f():\n    ${PAD}\n    x = (1 +\n\ndef g():\n    ${PAD}\n`,
  'an error on one line': `def f():\n    ${PAD}\n    x = = 1\n\ndef g():\n    ${PAD}\n`,
  'tabs': `def f():\n\t${PAD}\n\treturn 1\n`,
};

describe('bodies that are parsed later', () => {
  test.each(Object.entries(TEXTS))('%s: the same tree as at once', async (_, text) => {
    const parser = await parserForTests();
    const later = parser.parse(text, { defer: true });
    const atOnce = parser.parse(text);
    expect(plain(later.module)).toEqual(plain(atOnce.module));
    expect(later.comments).toEqual(atOnce.comments);
    expect(later.errors).toEqual(atOnce.errors);
  });

  test('every node has an id of its own, whatever is looked at first', async () => {
    const parser = await parserForTests();
    const ids = (parse: Parse): number[] => {
      const found: number[] = [];
      const visit = (node: Node): void => {
        expect(parse.nodes[node.id]).toBe(node);
        found.push(node.id);
        forEachChild(node, visit);
      };
      visit(parse.module);
      return found;
    };
    const text = `${TEXTS['functions and methods'] ?? ''}${TEXTS['nested'] ?? ''}`;
    const [one, other] = [parser.parse(text, { defer: true }), parser.parse(text, { defer: true })];
    const last = other.module.body.at(-1);
    expect(last?.kind === 'FunctionDef' && last.body.length).toBe(4);
    const found = ids(one);
    expect(new Set(found).size).toBe(found.length);
    expect(ids(other)).toEqual(found);
  });

  test('a docstring is read without the rest', async () => {
    const parser = await parserForTests();
    const { module } = parser.parse(`def f():\n    'What.'\n    ${PAD}\n    x = = 1\n`, { defer: true });
    const [f] = module.body;
    expect(f?.kind === 'FunctionDef' && f.docstring).toBe('What.');
  });

  test('where bodies end is left to the parser when it is not certain', () => {
    expect(functionBodies(`def f():\n    ${PAD}\n    x = (1\n`)).toBeNull();
    expect(functionBodies(`def f():\n    x = 'open\n    ${PAD}\n`)).toBeNull();
    expect(functionBodies(`def f():\nx = 1\n`)).toBeNull();
    expect(functionBodies(`def f():\n    ${PAD}\n`)).toHaveLength(1);
  });
});
