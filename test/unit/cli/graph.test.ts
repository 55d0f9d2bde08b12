// `convlens graph` and `convlens compare` as they are called: what they write, and what they refuse.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandError, parseArguments } from '../../../src/cli/arguments';
import { runCompare, runGraph } from '../../../src/cli/graph';
import { rasterise } from '../../../src/cli/png';
import { openWorkspace, ROOT } from '../../support/analyse';

const folder = mkdtempSync(join(tmpdir(), 'convlens-test-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
const resnet = (name: string): string => `${join(ROOT, 'examples/resnet.py')}:${name}@1x3x64x64`;
const graph = (...args: string[]): Promise<number> => runGraph(parseArguments(args), openWorkspace);
const compare = (...args: string[]): Promise<number> => runCompare(parseArguments(args), openWorkspace);
const refused = (run: () => Promise<number>): Promise<void> => expect(run()).rejects.toThrow(CommandError);

describe('convlens graph', () => {
  it('writes a picture', async () => {
    const file = join(folder, 'net.svg');
    expect(await graph(resnet('resnet18'), '--svg', file, '--depth', '1', '--overlay', 'macs')).toBe(0);
    const svg = readFileSync(file, 'utf8');
    expect(svg).toMatch(/^<svg /);
    expect(svg).toMatch(/>layer1</);
    expect(svg).toMatch(/MACs · \d+(\.\d)? %/);
  });

  it('refuses what it cannot do in a sentence', async () => {
    await refused(() => graph(resnet('resnet18')));
    await refused(() => graph(resnet('resnet18'), '--svg', 'a', '--json'));
    await refused(() => graph(resnet('resnet18'), '--svg', join(folder, 'no/such/folder.svg')));
    await refused(() => graph());
    expect(() => parseArguments(['x', '--overlay', 'beauty'])).toThrow(/--overlay takes one of none, macs/);
    await refused(() => compare(resnet('resnet18')));
    await refused(() => compare(resnet('resnet18'), resnet('resnet50'), '--dot', '--json'));
  });
});

describe('convlens compare', () => {
  it('draws both models in one picture', async () => {
    const file = join(folder, 'both.svg');
    expect(await compare(resnet('resnet18'), resnet('resnet50'), '--svg', file)).toBe(0);
    const svg = readFileSync(file, 'utf8');
    expect(svg).toContain('11.7 M → 25.6 M params');
    expect(svg).toMatch(/class="mark"[^>]*>≠</);
  });
});

describe('a picture as PNG', () => {
  const modules = join(ROOT, 'node_modules');
  const raster = {
    wasm: readFileSync(join(modules, '@resvg/resvg-wasm/index_bg.wasm')),
    fonts: ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSansMono'].map((name) => readFileSync(join(modules, `dejavu-fonts-ttf/ttf/${name}.ttf`))),
  };
  const sizeOf = (png: Uint8Array): number[] => {
    const bytes = new DataView(png.buffer, png.byteOffset);
    return [bytes.getUint32(16), bytes.getUint32(20)];
  };

  it('is twice as large, with its texts', async () => {
    const file = join(folder, 'small.svg');
    await graph(resnet('resnet18'), '--svg', file, '--depth', '0');
    const svg = readFileSync(file, 'utf8');
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    const png = await rasterise(svg, raster);
    expect([...png.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(sizeOf(png)).toEqual([2 * Number(width), 2 * Number(height)]);
    const empty = await rasterise(svg.replace(/<text[^>]*>[^<]*<\/text>/g, ''), raster);
    expect(png.length).toBeGreaterThan(1.5 * empty.length);
  });

  it('stays within what memory holds', async () => {
    const huge = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="90000"><rect width="9" height="9"/></svg>';
    expect(sizeOf(await rasterise(huge, raster))[1]).toBeLessThanOrEqual(32_000);
  });
});
