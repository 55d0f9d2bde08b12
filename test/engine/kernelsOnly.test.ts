// The engine's bundle has the kernel of every op that has one in the source, though it leaves out most of the op files' text.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { REFERENCE_KERNELS } from '../../src/ops/kernels';
import { kernelsOnly } from '../../tools/opsWithout.mjs';
import { ROOT } from '../support/analyse';

it('leaves no kernel out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  const outfile = join(folder, 'kernels.mjs');
  await build({ entryPoints: [join(ROOT, 'src/ops/kernels.ts')], bundle: true, format: 'esm', outfile, plugins: [kernelsOnly] });
  const { REFERENCE_KERNELS: bundled } = await import(pathToFileURL(outfile).href) as { REFERENCE_KERNELS: typeof REFERENCE_KERNELS };
  rmSync(folder, { recursive: true });
  const known = (kernels: typeof REFERENCE_KERNELS): string[] =>
    [...kernels].map(([schema, kernel]) => `${schema}${kernel ? '' : ': none'}`).sort();
  expect(known(bundled)).toEqual(known(REFERENCE_KERNELS));
  expect(bundled.size).toBeGreaterThan(500);
});
