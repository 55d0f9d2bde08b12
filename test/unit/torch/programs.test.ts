// Programs print under the interpreter what they print under PyTorch: programs/*.txt was recorded by record.py.
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { program, runPython } from './running';

const names = readdirSync(new URL('programs', import.meta.url)).filter((name) => name.endsWith('.py'));

it.each(names)('%s', async (name) => {
  const { printed, raised } = await runPython(program(name));
  expect(raised).toEqual([]);
  expect(printed).toEqual(program(name.replace(/py$/, 'txt')).split('\n').slice(0, -1));
});
