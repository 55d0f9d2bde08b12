// The example that says of itself that each of its mistakes has a fix: so it is, and no fix leaves another error behind.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Finding } from '../../../src/protocol/analysis';
import { ROOT } from '../../support/analyse';
import { startService } from '../../support/service';

const URI = 'file:///ws/mistakes.py';

const withFix = (text: string, { fixes: [fix] }: Finding): string => (fix?.edits ?? [])
  .map(({ range, newText }) => ({ ...range, newText })).toSorted((a, b) => b.start - a.start)
  .reduce((changed, { start, end, newText }) => changed.slice(0, start) + newText + changed.slice(end), text);

it('every mistake of the example has a fix after which nothing is wrong', async () => {
  const { service } = await startService();
  let text = readFileSync(join(ROOT, 'examples/mistakes.py'), 'utf8');
  const errors = async (version: number): Promise<readonly Finding[]> => {
    await service.setDocument({ uri: URI, version, language: 'python', text });
    return (await service.diagnostics(URI)).filter(({ severity }) => severity === 'error');
  };
  expect((await errors(1)).map(({ fixes }) => fixes.length > 0)).toEqual([true, true, true]);
  for (let left = 3; left > 0; left--) {
    const [first] = await errors(10 - left);
    if (first) text = withFix(text, first);
  }
  expect(await errors(10)).toEqual([]);
});
