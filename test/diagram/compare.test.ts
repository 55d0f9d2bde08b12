// Comparison of two models: what is matched, what is added, removed or changed, and that the merged graph can be drawn.
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../../src/cli/workspace';
import { cardOf, estimate, layoutInputOf } from '../../src/diagram/cards';
import { compareViews } from '../../src/diagram/compare';
import { layoutDiagram } from '../../src/diagram/layout';
import { drawSvg } from '../../src/diagram/svg';
import { headLinesOf, rowsOf, tableOf, type ColumnKey } from '../../src/diagram/texts';
import { DEFAULT_CHOICES, visibleOf, type Item } from '../../src/diagram/visible';
import { graphViewOf } from '../../src/ide/graphView';
import type { GraphView } from '../../src/protocol/graphView';
import { analyse, openWorkspace, ROOT } from '../support/analyse';
import { expectSound } from './invariants';
import { dense, downsample, inception, residual, tangle, unet, viewOf } from './views';

const chain = (...nodes: readonly string[]): GraphView => viewOf(nodes, nodes.slice(1).map((node, i) => `${nodes[i] ?? ''}>${node}`));
const kinds = (view: GraphView): Record<string, string> => Object.fromEntries(view.nodes.flatMap(({ id, change }) =>
  (change ? [[id, change.kind]] : [])));
const respecified = (view: GraphView, id: string, spec: string): GraphView =>
  ({ ...view, nodes: view.nodes.map((node) => (node.id === id ? { ...node, spec, parameters: 50_000 } : node)) });

describe('a comparison', () => {
  it('of a model with itself finds nothing', () => {
    for (const view of [residual(), downsample(), inception(), unet(), dense(12), tangle()]) {
      const merged = compareViews(view, view);
      expect(kinds(merged)).toEqual({});
      expect(merged).toMatchObject({ nodes: view.nodes.map(({ id }) => ({ id })), edges: view.edges,
        comparison: { added: 0, removed: 0, changed: 0 } });
    }
  });

  it('finds what was added, also where names move on', () => {
    const merged = compareViews(chain('input', 's/conv0', 's/relu1', 's/conv2', 'output'),
      chain('input', 's/conv0', 's/relu1', 's/dropout2', 's/conv3', 'output'));
    expect(kinds(merged)).toEqual({ 's/dropout2': 'added' });
    expect(merged.comparison).toMatchObject({ added: 1, removed: 0, changed: 0 });
    expect(merged.edges.filter((edge) => edge.change).map(({ from, to, change }) => [from, to, change])).toEqual([
      ['s/relu1', 's/dropout2', 'added'], ['s/dropout2', 's/conv3', 'added']]);
  });

  it('keeps what was removed in its place, without its cost', () => {
    const merged = compareViews(chain('input', 'conv1', 'relu1', 'output'), chain('input', 'relu1', 'output'));
    expect(merged.nodes.map(({ id }) => id)).toEqual(['input', '- conv1', 'relu1', 'output']);
    expect(merged.nodes[1]).toMatchObject({ parameters: 0, macs: 0, change: { kind: 'removed', was: { parameters: 36_864 } } });
    expect(merged.edges).toMatchObject([{ from: 'input', to: 'relu1' }, { from: 'relu1', to: 'output' },
      { from: 'input', to: '- conv1', change: 'removed' }, { from: '- conv1', to: 'relu1', change: 'removed' }]);
    expect(merged.edges[0]?.change).toBeUndefined();
  });

  it('notes what a changed node was, and marks the groups around it', () => {
    const merged = compareViews(residual(), respecified(residual(), 'layer/2/conv1', 'Conv2d 5×5, 64'));
    expect(kinds(merged)).toEqual({ 'layer/2/conv1': 'changed' });
    expect(merged.groups.flatMap(({ id, change }) => (change ? [id] : []))).toEqual(['layer', 'layer/2']);
    const { items } = visibleOf(merged, { ...DEFAULT_CHOICES, depth: 3 });
    const [before, block, after] = items.find((item) => item.id === 'layer')?.items ?? [];
    expect([before?.count, block?.count, after?.count]).toEqual([2, 1, 1]);
    const conv = block?.items.find((item) => item.id === 'layer/2/conv1');
    expect(conv && cardOf(conv)).toMatchObject({ title: 'Conv2d 5×5, 64', extra: ['← Conv2d 3×3, 64', '+13.1 k params'] });
  });

  it('folds blocks that changed alike', () => {
    const changed = ['0', '1', '2', '3'].reduce((view, i) => respecified(view, `layer/${i}/conv1`, 'Conv2d 1×1, 64'), residual());
    const { items } = visibleOf(compareViews(residual(), changed), DEFAULT_CHOICES);
    const [block, other] = items.find((item) => item.id === 'layer')?.items ?? [];
    expect([block?.count, block?.change?.kind, other]).toEqual([4, 'changed', undefined]);
  });

  it('tells a change of the receptive field alone from others', () => {
    const view = residual();
    const wider = { ...view, nodes: view.nodes.map((node) => (node.id === 'output' ? { ...node, field: '9×9' } : node)) };
    const merged = compareViews(view, wider);
    expect(kinds(merged)).toEqual({ output: 'field' });
    expect(merged.comparison).toMatchObject({ changed: 0, field: 1 });
  });

  it('shows a skip that was cut', () => {
    const without = { ...residual(), edges: residual().edges.filter(({ from, to }) => from !== 'input' || to !== 'layer/0/add') };
    expect(compareViews(residual(), without).edges.filter((edge) => edge.change)).toMatchObject([
      { from: 'input', to: 'layer/0/add', change: 'removed' }]);
  });

  it('can be drawn, whatever is compared', () => {
    const views = [residual(), downsample(), inception(), unet(3), dense(8), tangle(), chain('input', 'a', 'output')];
    for (const before of views) for (const after of views) expectDrawn(compareViews(before, after));
  });

  it('can be drawn after any edit of a chain', () => {
    const names = fc.array(fc.constantFrom('conv', 'relu', 'bn', 'pool'), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(names, names, (a, b) => {
      const [before, after] = [a, b].map((list) => chain('input', ...list.map((name, i) => `s/${name}${i}`), 'output'));
      if (!before || !after) return;
      const merged = compareViews(before, after);
      expectDrawn(merged);
      const { added = 0, removed = 0 } = merged.comparison ?? {};
      expect(after.nodes.length - before.nodes.length).toBe(added - removed);
      expect(merged.nodes.length).toBe(after.nodes.length + removed);
    }), { numRuns: 100 });
  });
});

/** Ids are unique, edges lead forward, the layout is sound. */
function expectDrawn(view: GraphView): void {
  const order = new Map(view.nodes.map(({ id }, i) => [id, i] as const));
  expect(order.size).toBe(view.nodes.length);
  for (const { from, to } of view.edges) expect(order.get(from)).toBeLessThan(order.get(to) ?? -1);
  expectSound(visibleOf(view, { ...DEFAULT_CHOICES, depth: 9, foldRepeats: false }));
}

describe('a comparison of real models', () => {
  let workspace: Workspace;
  beforeAll(async () => { workspace = await openWorkspace(); });
  const view = (target: string): GraphView => graphViewOf(analyse(workspace, join(ROOT, 'examples', target)).trace, target, () => null);
  const input = '@1x3x224x224';

  it('says by how much they differ', () => {
    const merged = compareViews(view(`resnet.py:resnet18${input}`), view(`resnet.py:resnet50${input}`));
    expect(headLinesOf(merged)[1]).toMatch(/^resnet18\(?\)?: \+\d+ −\d+ ≠\d+ .*11\.7 M → 25\.6 M params \(\+13\.9 M, \+119 %\)/);
    const heads = Object.fromEntries(['path', 'op', 'shape', 'parameters', 'macs', 'activationBytes', 'field', 'depth'].map((key) =>
      [key, key])) as Record<ColumnKey, string>;
    const lines = tableOf(rowsOf(merged), heads, 'csv').split('\r\n');
    expect(lines.find((line) => line.includes('layer1.0.conv1'))).toMatch(/^≠,.*3×3, 64 → Conv2d 1×1, 64.*36864 → 4096/);
    expect(lines.find((line) => line.includes('layer1.0.conv3'))).toMatch(/^\+,/);
  });

  it('is marked by signs and lines in pictures, not by colour alone', () => {
    const merged = compareViews(view(`resnet.py:resnet50${input}`), view(`resnet.py:resnet18${input}`));
    const visible = visibleOf(merged, { ...DEFAULT_CHOICES, depth: 9 });
    const svg = drawSvg(visible, layoutDiagram(layoutInputOf(visible, estimate)), { title: 'x', lines: [], scheme: 'light' });
    const count = (items: readonly Item[], kind: string): number => items.reduce((sum, item) =>
      sum + (item.change?.kind === kind ? 1 : 0) + count(item.items, kind), 0);
    expect(svg.match(/class="mark"[^>]*>−</g)).toHaveLength(count(visible.items, 'removed'));
    expect(svg.match(/<g [^>]*class="gone"/g)).toHaveLength(count(visible.items, 'removed'));
    expect(svg.match(/class="mark"[^>]*>≠</g)).toHaveLength(count(visible.items, 'changed'));
  });
});
