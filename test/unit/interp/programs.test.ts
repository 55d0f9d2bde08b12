// Whole Python programs against what CPython 3.11 printed for them (the .out files).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from './running';

const FOLDER = join(import.meta.dirname, 'programs');

it.each(readdirSync(FOLDER).filter((name) => name.endsWith('.py')))('%s', (name) => {
  const { out, raised } = run(readFileSync(join(FOLDER, name), 'utf8'));
  expect(raised).toEqual([]);
  expect(out).toBe(readFileSync(join(FOLDER, name.replace(/py$/, 'out')), 'utf8').trimEnd());
});
