// Receptive fields against the closed form and gradients that were measured on PyTorch.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldOfCall } from '../../src/frontends/summary';
import { SHARED, analyse, openWorkspace } from '../support/analyse';

const PACKAGES = '/usr/lib/python3/dist-packages';
interface FieldRecord {
  readonly rf: number;
  readonly stride: number;
  readonly padding: number;
  readonly last_conv?: {
    readonly name: string;
    readonly rf: number;
    readonly stride: number;
    readonly padding: number;
  };
}

describe.skipIf(!SHARED || !existsSync(join(PACKAGES, 'torchvision/models')))('receptive fields', async () => {
  if (!SHARED) return;
  const workspace = await openWorkspace([PACKAGES]);
  const records = Object.entries(
    JSON.parse(readFileSync(join(SHARED, 'truth/receptive_fields.json'), 'utf8')) as Record<string, FieldRecord>,
  )
    .filter(([name, record]) => !name.includes(' ') && record.last_conv)
    .map(([name, record]) => ({ name, record }));

  it.each(records)('$name', ({ name, record }) => {
    const size = name === 'inception_v3' ? 299 : 224;
    const { trace } = analyse(workspace, `torchvision.models:${name}(weights=None)@1x3x${size}x${size}`);
    const windows = trace.fields.filter((field) => field.kind === 'window').map((field) => field.fields[0]);
    const last = trace.graph.calls.findLast((call) => call.path === record.last_conv?.name);
    const field = last && fieldOfCall(trace, last);
    expect(field?.kind === 'window' ? field.fields[0] : field).toMatchObject({
      size: record.last_conv?.rf,
      stride: record.last_conv?.stride,
      padding: record.last_conv?.padding,
    });
    expect(
      windows.some(
        (axis) => axis?.size === record.rf && axis.stride === record.stride && axis.padding === record.padding,
      ),
    ).toBe(true);
  });
});
