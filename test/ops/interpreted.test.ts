// The samples of every op, module and composite through the interpreter: shapes, dtypes, numbers of parameters and buffers,
// error texts as PyTorch's. (Elements are compared in golden.test.ts, on the records themselves.)
// FAMILIES=conv,pool restricts it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callOf, difference, type Case } from './interpreted';
import { answers } from './program';

const folder = join(import.meta.dirname, '../golden/ops');
const wanted = process.env['FAMILIES']?.split(',');
const files = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith('.json') && (!wanted || wanted.includes(f.slice(0, -5)))) : [];

describe('samples answer as PyTorch through the interpreter', () => {
  it.each(files)('%s', async (file) => {
    const { cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { cases: Case[] };
    const got = await answers(cases.map((c) => callOf(c)));
    const wrong = cases.flatMap((c, i) => {
      const found = difference(got[i] ?? {}, c);
      return found ? [`${c.call}  ${JSON.stringify(c.shapes)}\n    ${found}`] : [];
    });
    expect(wrong.join('\n'), `${wrong.length} of ${cases.length}`).toBe('');
  });
});
