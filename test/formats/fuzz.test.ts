// A short fuzz of the readers of checkpoints; npm run fuzz:formats runs longer.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/analyse';
import { fuzzOnce, mutated, randomFrom } from '../support/fuzzFormats';

const FOLDER = join(ROOT, 'test/fixtures/checkpoints');
const RUNS = 120;

describe('damaged checkpoints', () => {
  it.each(readdirSync(FOLDER).filter((name) => name !== 'expected.json'))('of %s are read or refused with a sentence', async (name) => {
    const bytes = new Uint8Array(readFileSync(join(FOLDER, name)));
    const random = randomFrom(3);
    const outcomes = new Set<string>();
    for (let run = 0; run < RUNS; run++) outcomes.add(await fuzzOnce(name, mutated(bytes, random), 2 ** 24));
    expect([...outcomes].filter((outcome) => outcome !== 'read' && outcome !== 'refused')).toEqual([]);
    expect(outcomes).toContain('refused');
  });
});
