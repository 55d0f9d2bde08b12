import { expect, it } from 'vitest';
import { importLines } from '../../../src/python/importLines';

const line = (module: string, names: string[] = [], level = 0): unknown => ({ module, level, names });

it('reads the imports of a module without parsing it', () => {
  const text = [
    'import a.b, c as d  # e', 'from f import (g,  # not h', '  i as j,', ')', 'from .. import k', 'from .l.m import *',
    'from n import o, \\', '    p', 'try:', '    import q', 'except ImportError: pass', 'important = 1', 'def r():', '    import s',
    '    padding = "so that this body is not too short to be left out"', 'import t',
  ].join('\n');
  expect(importLines(text)).toEqual([
    line('a.b'), line('c'), line('f', ['g', 'i']), line('', ['k'], 2), line('l.m', [], 1), line('n', ['o', 'p']), line('q'), line('t'),
  ]);
});
