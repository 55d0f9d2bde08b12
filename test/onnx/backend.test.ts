// ONNX's own backend tests, where Debian's libonnx-testdata brings them: none may be wrong, and those that pass stay.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCase } from '../support/onnxCases';

const ROOT = '/usr/share/libonnx-testdata/data';
const table = readFileSync('docs/onnx-coverage.md', 'utf8');

test.skipIf(!existsSync(ROOT)).each(['node', 'simple', 'pytorch-operator', 'pytorch-converted'])('%s tests', async (suite) => {
  const outcomes: string[] = [];
  for (const name of readdirSync(path.join(ROOT, suite))) {
    const { outcome, why } = await runCase(path.join(ROOT, suite, name));
    const expected = new RegExp(`^\\| ${suite}/${name} \\| ([a-z ]+) \\|`, 'm').exec(table)?.[1];
    // What passes beyond the table is welcome: the table is then to be written anew.
    const good = outcome === 'passed' ? expected !== undefined : outcome === expected && outcome !== 'failed';
    if (!good) outcomes.push(`${name}: ${outcome} instead of ${expected ?? 'no entry'}; ${why}`);
  }
  expect(outcomes).toEqual([]);
}, 300_000);

test('the table has no test that is wrong', () => {
  expect(table).toContain('| passed |');
  expect(table).not.toMatch(/^\| \S+ \| failed \|/m);
});
