// The lesson's models, as written in its Markdown, against what PyTorch recorded: every leaf call, counts and places.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHARED, analyse, openWorkspace } from '../support/analyse';
import { inputText, ourLeaves, outputShapes, recordedLeaves, shapes, type TruthRecord } from '../support/truth';

interface Block {
  readonly file: string;
  readonly doc_line: number;
}
interface Index {
  readonly blocks: readonly Block[];
  readonly models: readonly { name: string; call: string; inputs?: string[]; error?: string }[];
}

const LESSON = SHARED && join(SHARED, 'seed/cnn-basics-and-modern-architecture.md');
const product = (sizes: readonly (number | null)[]): number => sizes.reduce<number>((a, b) => a * (b ?? NaN), 1);
const read = <T>(file: string): T => JSON.parse(readFileSync(join(SHARED ?? '', 'truth/seed', file), 'utf8')) as T;

describe.skipIf(!SHARED)('the seed lesson', async () => {
  if (!SHARED || !LESSON) return;
  const workspace = await openWorkspace();
  const index = read<Index>('index.json');
  const records = readdirSync(join(SHARED, 'truth/seed'))
    .filter((file) => file !== 'index.json')
    .map((file) => ({ name: file.slice(0, -5), record: read<TruthRecord>(file) }))
    .filter(({ record }) => record.calls.some((row) => String(row[8] ?? row[6]).startsWith('blocks/')));
  const lineOf = (site: string): string => {
    const [file = '', line = '0'] = site.replace('blocks/', '').split(':');
    const block = index.blocks.find((candidate) => candidate.file === file);
    return block ? `cnn-basics-and-modern-architecture.md:${block.doc_line + Number(line) - 1}` : '';
  };

  it('has records', () => expect(records.length).toBeGreaterThanOrEqual(11));
  it.each(records)('$name', ({ name, record }) => {
    const entry =
      name === 'VGG_3ch1000'
        ? 'VGG(arch=((1,64),(1,128),(2,256),(2,512),(2,512)), num_classes=1000)'
        : (record.call ?? name);
    const { summary } = analyse(workspace, `${LESSON}:${entry}@${inputText(record)}`);
    expect(summary.raises).toEqual([]);
    expect(ourLeaves(summary)).toEqual(recordedLeaves(record));
    const rows = record.calls.filter((row) => row[0] === 'm');
    expect(summary.layers.map((layer) => layer.constructed)).toEqual(
      rows.map((row, i) => lineOf(String(row[8])) || summary.layers[i]?.constructed),
    );
    expect(summary.layers.map((layer) => layer.call)).toEqual(
      rows.map((row, i) => lineOf(String(row[7])) || summary.layers[i]?.call),
    );
    expect(summary.parameters).toBe(record.params);
    expect(summary.trainable).toBe(record.trainable);
    expect(summary.buffers).toBe(record.buffers);
    expect(summary.macs).toBe(record.macs.total);
    // The record counts normalisation only; fvcore also counts each input element of adaptive average pools.
    const pooled = summary.layers
      .filter((layer) => layer.type.startsWith('AdaptiveAvgPool'))
      .map((layer) => product(layer.inputs[0] ?? []));
    expect(summary.conventions['fvcore']).toBe(record.macs.fvcore_like + pooled.reduce((a, b) => a + b, 0));
    expect(summary.conventions['activations']).toBe(record.macs.acts);
    expect(outputShapes(summary.output)).toEqual(shapes(record.outputs));
  });

  it('fails where PyTorch fails, in its words', () => {
    const { summary } = analyse(workspace, `${LESSON}:ResNeXtBlock(64, 16, 1)@4x32x96x96`);
    expect(summary.raises.map((raised) => raised.message)).toEqual([
      'The size of tensor a (64) must match the size of tensor b (32) at non-singleton dimension 1',
    ]);
    expect(summary.raises[0]?.site).toBe(lineOf('blocks/11_ResNeXtBlock.py:28'));
  });
  it('refuses more groups than channels', () => {
    expect(() => analyse(workspace, `${LESSON}:ResNeXtBlock(32, 64, 1)@4x32x96x96`)).toThrow(
      'groups must be a positive integer',
    );
  });
});
