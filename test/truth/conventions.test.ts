// What fvcore itself counts of models that hold every op which it has a handle for (tools/conventions.py).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, analyse, openWorkspace } from '../support/analyse';

interface Recorded {
  readonly target: string;
  readonly fvcore: number;
  readonly activations: number;
}

describe('counts of other tools', async () => {
  const workspace = await openWorkspace();
  const records = JSON.parse(readFileSync(join(ROOT, 'test/golden/models/conventions.json'), 'utf8')) as Recorded[];
  it('are recorded', () => expect(records.length).toBeGreaterThanOrEqual(7));
  it.each(records)('$target', ({ target, fvcore, activations }) => {
    const { conventions } = analyse(workspace, join(ROOT, target)).summary;
    expect(conventions).toMatchObject({ fvcore, activations });
  });
});

describe('docs/cli.md', async () => {
  const workspace = await openWorkspace();
  it('names every field of a summary and every convention', () => {
    const { summary } = analyse(workspace, join(ROOT, 'test/models/counted.py:Norms@2x3x10x12'));
    const text = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8');
    const fields = [summary, summary.conventions, summary.layers[0], summary.inputs[0]].flatMap((each) => Object.keys(each ?? {}));
    expect(fields.length).toBeGreaterThan(30);
    expect(fields.filter((field) => !text.includes(`\`${field}\``) && field !== 'schema')).toEqual([]);
  });
});
