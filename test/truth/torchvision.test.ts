// torchvision's builders, their source read and never run, against what PyTorch recorded of them.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHARED, analyse, openWorkspace } from '../support/analyse';
import { inputText, ourLeaves, outputShapes, recordedLeaves, shapes, type TruthRecord } from '../support/truth';

const PACKAGES = '/usr/lib/python3/dist-packages';
const FOLDER = SHARED && join(SHARED, 'truth/torchvision');
interface Builder extends TruthRecord { readonly model: string; readonly builder_module: string; readonly kwargs: Readonly<Record<string, unknown>> }

const python = (value: unknown): string => (value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : JSON.stringify(value));

describe.skipIf(!FOLDER || !existsSync(join(PACKAGES, 'torchvision/models')))('torchvision', async () => {
  if (!FOLDER || !existsSync(join(PACKAGES, 'torchvision/models'))) return;
  const workspace = await openWorkspace([PACKAGES]);
  const only = process.env['TRUTH_ONLY'];
  const names = readdirSync(FOLDER).map((file) => file.slice(0, -5)).filter((name) => !only || new RegExp(only).test(name));

  it.each(names)('%s', (name) => {
    const record = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Builder;
    const kwargs = Object.entries(record.kwargs).map(([key, value]) => `${key}=${python(value)}`).join(', ');
    const { summary } = analyse(workspace, `${record.builder_module}:${record.model}(${kwargs})@${inputText(record)}`);
    expect(summary.raises).toEqual([]);
    expect(summary.parameters).toBe(record.params);
    expect(summary.buffers).toBe(record.buffers);
    expect(ourLeaves(summary)).toEqual(recordedLeaves(record));
    const rows = record.calls.filter((row) => row[0] === 'm');
    const base = (site: unknown): string => String(site).replace(/^.*\//, '');
    expect(summary.layers.map((layer) => layer.call)).toEqual(rows.map((row) => base(row[7])));
    expect(summary.layers.map((layer) => layer.constructed)).toEqual(rows.map((row) => base(row[8])));
    expect(summary.macs).toBe(record.macs.total);
    expect(outputShapes(summary.output)).toEqual(shapes(record.outputs));
  });
});
