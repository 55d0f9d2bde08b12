// Pictures and texts of the graph, and the messages of its panel: escaped, parsable, refused when malformed.
import { describe, expect, it } from 'vitest';
import { layoutInputOf, estimate } from '../../src/diagram/cards';
import { layoutDiagram } from '../../src/diagram/layout';
import { about, macsOf } from '../../src/diagram/numbers';
import { drawSvg } from '../../src/diagram/svg';
import { dotOf, jsonOf, mermaidOf, rowsOf, search, sortRows, tableOf, type ColumnKey } from '../../src/diagram/texts';
import { DEFAULT_CHOICES, defaultDepth, visibleOf } from '../../src/diagram/visible';
import { isPanelMessage, isPanelState } from '../../src/protocol/graphPanel';
import type { GraphView } from '../../src/protocol/graphView';
import { graphPage } from '../../src/vscode/panels/graphPage';
import { dense, residual, unet, viewOf } from './views';

const NASTY = '"><script>alert(1)</script>&\'\\]';
const nasty = (): GraphView => {
  const view = viewOf(['input', 'g/conv', 'output'], ['input>g/conv', 'g/conv>output']);
  return { ...view, title: NASTY, nodes: view.nodes.map((node) => ({ ...node, name: NASTY, path: NASTY })),
    groups: view.groups.map((group) => ({ ...group, name: NASTY, type: NASTY })) };
};
const open = (view: GraphView): ReturnType<typeof visibleOf> => visibleOf(view, { ...DEFAULT_CHOICES, depth: 3 });

describe('a picture', () => {
  it('is the same for the same graph, and whole', () => {
    const visible = open(unet(3));
    const draw = (): string => drawSvg(visible, layoutDiagram(layoutInputOf(visible, estimate)),
      { title: 'U-Net', lines: [], scheme: 'light' });
    expect(draw()).toBe(draw());
    // One title for each box, and one for the picture.
    expect(draw().match(/<text class="title"/g)).toHaveLength(layoutDiagram(layoutInputOf(visible, estimate)).boxes.length + 1);
  });

  it('keeps names as text', () => {
    const visible = open(nasty());
    const svg = drawSvg(visible, layoutDiagram(layoutInputOf(visible, estimate)),
      { title: NASTY, lines: [NASTY], scheme: 'dark' });
    expect(svg).not.toContain('<script');
    expect(svg.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
    expect(mermaidOf(visible)).not.toContain('<script');
    for (const label of dotOf(visible, NASTY).match(/"(?:[^"\\]|\\.)*"/g)
      ?? []) expect(label).toBe(JSON.stringify(JSON.parse(label)));
  });
});

describe('texts', () => {
  it('are a Mermaid flowchart with nested groups', () => {
    const lines = mermaidOf(visibleOf(residual(), { ...DEFAULT_CHOICES, depth: 1 })).split('\n');
    expect(lines[0]).toBe('flowchart TB');
    expect(lines.filter((line) => line.includes('subgraph'))).toHaveLength(1);
    expect(lines.find((line) => line.includes('×4'))).toBeDefined();
  });

  it('are JSON without places', () => {
    expect(JSON.parse(jsonOf(residual()))).toMatchObject({ schema: 1, title: 'test' });
  });

  it('are tables', () => {
    const heads = Object.fromEntries(['path', 'op', 'shape', 'parameters', 'macs', 'activationBytes', 'field',
      'depth'].map((key) => [key, key])) as Record<ColumnKey, string>;
    const view = nasty();
    expect(tableOf(rowsOf(view), heads, 'csv').split('\r\n')[1]?.startsWith('"""><script>')).toBe(true);
    expect(tableOf(rowsOf({ ...view, nodes: view.nodes.map((node) => ({ ...node, path: '=1+1' })) }), heads,
      'csv')).toContain(`"'=1+1"`);
    expect(tableOf(rowsOf(view), heads, 'markdown')).not.toMatch(/(?<!\\)</);
  });

  it('are sorted, what is not known last', () => {
    const rows = rowsOf(residual()).slice(0, 4).map((row, i) => ({ ...row, macs: [3, null, 10, 7][i] ?? null }));
    expect(sortRows(rows, 'macs', true).map((row) => row.macs)).toEqual([10, 7, 3, null]);
    expect(sortRows(rows, 'macs', false).map((row) => row.macs)).toEqual([3, 7, 10, null]);
    expect(sortRows(rows, null, true)).toEqual(rows);
  });

  it('are searched by path, type and shape', () => {
    expect(search(residual(), 'layer/2 conv')).toEqual(['layer/2/conv1', 'layer/2/conv2']);
    expect(search(residual(), 'Conv2d 3x3')).toHaveLength(8);
    expect(search(residual(), '64x56x56 relu2')).toHaveLength(4);
    expect(search(residual(), '  ')).toEqual([]);
  });

  it('write counts in three digits', () => {
    expect([0, 999, 1000, 9408, 118_013_952, 1_814_073_344, 20_000, null].map(about)).toEqual(['0', '999', '1 k', '9.41 k',
      '118 M', '1.81 G', '20 k', '?']);
    expect([null, 512, 118_013_952].map((count) => macsOf(about(count)))).toEqual(['? MACs', '512 MACs', '118 MMACs']);
  });
});

describe('the panel', () => {
  it('refuses messages that were not agreed', () => {
    const request = (method: unknown, ...args: unknown[]): unknown =>
      ({ request: { id: 1, method, args, cancellable: false } });
    expect([request('ready'), request('reveal', 'conv1', 'call'), request('copy', 'x'), request('save', 'svg', '<svg/>'),
      { answer: 3 }, { cancel: 3 }].every(isPanelMessage)).toBe(true);
    const bad = [null, 1, 'x', {}, { request: null }, { answer: 'x' }, request('constructor'), request('toString'),
      request('__proto__'), request('reveal', 'a'),
      request('reveal', 'a', 'elsewhere'), request('reveal', 1, 'call'), request('save', 'exe', ''), request('copy', 'a', 'b'),
        request(1), { request: { id: 'a', method: 'ready', args: [] } }];
    expect(bad.filter(isPanelMessage)).toEqual([]);
    expect([{ entry: 'a' }, { entry: 1 }, null, 'x', {}].map(isPanelState)).toEqual([true, false, false, false, false]);
  });

  it('has a page that allows nothing from elsewhere', () => {
    const page = graphPage({ cspSource: 'https://host', nonce: 'n', script: 's', style: 'c', title: NASTY, locale: 'en' });
    expect(page).toContain(`default-src 'none'`);
    expect(page).not.toMatch(/unsafe-inline|unsafe-eval|style="|<script>alert/);
  });

  it('opens as many levels as fill a page', () => {
    expect(defaultDepth(residual())).toBeGreaterThanOrEqual(1);
    expect(defaultDepth(dense(60))).toBeLessThan(2);
  });
});
