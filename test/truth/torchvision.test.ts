// torchvision's builders, their source read and never run, against what PyTorch recorded of them.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHARED, analyser, openWorkspace } from '../support/analyse';
import { asKnown, inputText, ourLeaves, outputShapes, recordedLeaves, shapes, type TruthRecord } from '../support/truth';

const PACKAGES = '/usr/lib/python3/dist-packages';
const FOLDER = SHARED && join(SHARED, 'truth/torchvision');
interface Builder extends TruthRecord {
  readonly model: string;
  readonly builder_module: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
}

const python = (value: unknown): string =>
  value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : JSON.stringify(value);

describe.skipIf(!FOLDER || !existsSync(join(PACKAGES, 'torchvision/models')))('torchvision', async () => {
  if (!FOLDER || !existsSync(join(PACKAGES, 'torchvision/models'))) return;
  const workspace = await openWorkspace([PACKAGES]);
  // One run for all: the package is read and evaluated once, as in a program that imports it.
  const analyse = analyser(workspace, 'import importlib\n');
  const only = process.env['TRUTH_ONLY'];
  const names = readdirSync(FOLDER)
    .map((file) => file.slice(0, -5))
    .filter((name) => !only || new RegExp(only).test(name));

  it.each(names)('%s', (name) => {
    const record = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Builder;
    const kwargs = Object.entries(record.kwargs)
      .map(([key, value]) => `${key}=${python(value)}`)
      .join(', ');
    const { summary } = analyse(
      `importlib.import_module('${record.builder_module}').${record.model.replace('quantized_', '')}(${kwargs})`,
      inputText(record),
    );
    expect(summary.raises).toEqual([]);
    expect(summary.parameters).toBe(record.params);
    expect(summary.buffers).toBe(record.buffers);
    const rows = record.calls.filter((row) => row[0] === 'm');
    const base = (site: unknown): string => String(site).replace(/^.*\//, '');
    // How many boxes a detector proposes depends on the data: what depends on it is unknown, everything else is exact.
    const proposes = record.builder_module.includes('.detection.');
    const known = <T>(ours: T, recorded: T): T => (proposes ? asKnown(ours, recorded) : recorded);
    const leaves = ourLeaves(summary);
    expect(leaves).toEqual(known(leaves, recordedLeaves(record)));
    expect(summary.layers.map((layer) => layer.call)).toEqual(rows.map((row) => base(row[7])));
    expect(summary.layers.map((layer) => layer.constructed)).toEqual(rows.map((row) => base(row[8])));
    expect(summary.macs).toBe(known(summary.macs, record.macs.total));
    expect(outputShapes(summary.output)).toEqual(known(outputShapes(summary.output), shapes(record.outputs)));
    if (!proposes) return;
    const firstHole = leaves.findIndex((leaf) => JSON.stringify(leaf).includes('null'));
    expect(
      firstHole < 0 ||
        /^(roi_heads|rpn|anchor_generator|transform|backbone\.fpn|$)/.test(leaves[firstHole]?.path ?? ''),
    ).toBe(true);
  });
});
