// The layout's invariants on pictures of real models: torchvision's, as many boxes open as people open.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { graphViewOf } from '../../src/ide/graphView';
import { expectAllSound } from '../diagram/invariants';
import { analyse, openWorkspace, SHARED } from '../support/analyse';
import { inputText, type TruthRecord } from '../support/truth';

const LESSON = SHARED === null ? null : path.join(SHARED, 'seed/cnn-basics-and-modern-architecture.md');

describe.skipIf(LESSON === null)('the lesson', () => {
  // With the arguments and inputs that its records were made with.
  const folder = path.join(SHARED ?? '', 'truth/seed');
  const read = (file: string): TruthRecord => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as TruthRecord;
  // Some records are of models that the lesson speaks of and does not write down.
  const isWritten = (file: string): boolean => file.endsWith('.json') && file !== 'index.json'
    && read(file).calls.some((row) => String(row[8] ?? row[6]).startsWith('blocks/'));
  const files = LESSON === null ? [] : fs.readdirSync(folder).filter(isWritten);
  it.each(files)('%s', async (file) => {
    const record = read(file);
    const vgg = 'VGG(arch=((1,64),(1,128),(2,256),(2,512),(2,512)), num_classes=1000)';
    const entry = file === 'VGG_3ch1000.json' ? vgg : record.call ?? file.replace('.json', '');
    const workspace = await openWorkspace();
    const target = `${LESSON ?? ''}:${entry}@${inputText(record)}`;
    const view = graphViewOf(analyse(workspace, target).trace, target, () => null);
    expect(view.nodes.length).toBeGreaterThan(1);
    expectAllSound(view);
  });
});

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
