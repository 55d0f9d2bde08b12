// The layout's invariants on pictures of real models: torchvision's, as many boxes open as people open.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { graphViewOf } from '../../src/ide/graphView';
import { expectAllSound } from '../diagram/invariants';
import { analyse, openWorkspace, SHARED } from '../support/analyse';
import { inputText, type TruthRecord } from '../support/truth';

const records = SHARED === null ? null : path.join(SHARED, 'truth/torchvision');
describe.skipIf(records === null)('torchvision', () => {
  const only = process.env['TRUTH_ONLY'];
  const wanted = new RegExp(only ?? '');
  const names = (records === null ? [] : fs.readdirSync(records)).filter((file) => file.endsWith('.json'))
    .map((file) => file.replace('.json', '')).filter((name) => wanted.test(name)).sort();
  it(`all ${names.length} models`, async () => {
    const workspace = await openWorkspace(['/usr/lib/python3/dist-packages']);
    const bad: string[] = [];
    for (const name of names) {
      const record = JSON.parse(fs.readFileSync(path.join(records ?? '', `${name}.json`),
        'utf8')) as TruthRecord & { readonly builder_module: string; readonly model: string };
      const target = `${record.builder_module}:${record.model.replace(/^quantized_/, '')}@${inputText(record)}`;
      try {
        expectAllSound(graphViewOf(analyse(workspace, target).trace, target, () => null));
      } catch (error) {
        bad.push(`${name}: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`);
      }
    }
    expect(bad).toEqual([]);
  }, 900_000);
});
