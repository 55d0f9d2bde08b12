// Each program prints what CPython 3.11 printed when it was recorded (`python3 x.py > x.out` in the folder programs).
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runPython } from './running';

const folder = new URL('programs/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

describe('builtin types and functions', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.py'))) {
    it(`print as CPython does: ${file}`, async () => {
      const ran = await runPython(read(file));
      expect(ran.raised).toEqual([]);
      expect(ran.printed.split('\n')).toEqual(read(file.replace('.py', '.out')).split('\n'));
    });
  }
});
