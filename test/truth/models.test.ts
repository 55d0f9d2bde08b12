// Our own models against what PyTorch recorded of them (npm run truth): needs neither torch nor the shared ground truth.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, analyse, openWorkspace } from '../support/analyse';
import { ourLeaves, outputShapes } from '../support/truth';

interface Layer {
  readonly path: string;
  readonly call: string;
  readonly constructed: string;
}
interface Recorded {
  readonly target: string;
  readonly error?: string;
  readonly site?: string;
  readonly output: unknown;
  readonly parameters: number;
  readonly trainable: number;
  readonly buffers: number;
  readonly macs: number;
  readonly layers: readonly Layer[];
}

const records = readFileSync(join(ROOT, 'test/golden/models/records.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Recorded);

describe('our models', async () => {
  const workspace = await openWorkspace();
  it('are recorded', () => expect(records.length).toBeGreaterThanOrEqual(7));
  it.each(records)('$target', (record) => {
    const { summary } = analyse(workspace, join(ROOT, record.target));
    if (record.error !== undefined) {
      const [raised] = summary.raises;
      expect(`${raised?.type}: ${raised?.message}`).toBe(record.error);
      expect(raised?.site).toBe(record.site);
      return;
    }
    expect(summary.raises).toEqual([]);
    expect(summary.gaps).toEqual([]);
    const leaves = record.layers.map(({ call: _call, constructed: _constructed, ...leaf }) => leaf);
    expect(ourLeaves(summary)).toEqual(leaves);
    expect(summary.layers.map(({ call, constructed }) => [call, constructed])).toEqual(
      record.layers.map(({ call, constructed }) => [call, constructed]),
    );
    expect([summary.parameters, summary.trainable, summary.buffers, summary.macs]).toEqual([
      record.parameters,
      record.trainable,
      record.buffers,
      record.macs,
    ]);
    const output = outputShapes(summary.output);
    // The record keeps a namedtuple as the tuple that it is.
    const isNamed = Array.isArray(record.output) && output !== null && typeof output === 'object';
    expect(isNamed ? Object.values(output) : output).toEqual(record.output);
  });
});
