// The layout's invariants: nothing overlaps, no edge runs through a node or upwards, texts fit, equal input stands still.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimate, layoutInputOf } from '../../src/diagram/cards';
import { layoutDiagram } from '../../src/diagram/layout';
import { DEFAULT_CHOICES, visibleOf, type Item } from '../../src/diagram/visible';
import { expectAllSound, faultsOf } from './invariants';
import { dense, downsample, inception, randomView, residual, tangle, unet, viewOf } from './views';

describe('the layout of', () => {
  const shapes = { residual: residual(), downsample: downsample(), inception: inception(), 'U-Net': unet(), dense: dense(),
    tangle: tangle() };
  for (const [name, view] of Object.entries(shapes)) it(name, () => { expectAllSound(view); });

  it('any graph', () => {
    const graph = fc.tuple(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(fc.property(graph, ([seed, size]) => { expectAllSound(randomView(seed, size)); }), { numRuns: 30 });
  });

  it('graphs of 500 and 3,000 nodes', () => {
    for (const size of [500, 3_000]) {
      const visible = visibleOf(randomView(size, size), { ...DEFAULT_CHOICES, depth: 9, foldRepeats: false });
      const input = layoutInputOf(visible, estimate);
      expect(faultsOf(input, layoutDiagram(input))).toEqual([]);
    }
  });

  it('one node, and none', () => {
    expectAllSound(viewOf(['input'], []));
    expectAllSound(viewOf([], []));
  });
});

describe('a layout', () => {
  it('is the same for the same graph', () => {
    const input = layoutInputOf(visibleOf(inception(), { ...DEFAULT_CHOICES, depth: 2 }), estimate);
    expect(layoutDiagram(input)).toEqual(layoutDiagram(input));
  });

  it('leaves what is above and inside other groups where it was', () => {
    const all = visibleOf(residual(), { ...DEFAULT_CHOICES, depth: 2, foldRepeats: false });
    const less = visibleOf(residual(), { ...DEFAULT_CHOICES, depth: 2, foldRepeats: false, closed: ['layer/3'] });
    const [a, b] = [all, less].map((visible) => new Map(layoutDiagram(layoutInputOf(visible, estimate)).boxes.map((box) =>
      [box.id, box] as const)));
    for (const id of ['input', 'layer/0', 'layer/0/conv1', 'layer/2/add']) expect(b?.get(id)).toEqual(a?.get(id));
  });

  it('moves what an edit does not touch as one, above and below it', () => {
    const before = residual();
    const [place, added] = ['layer/2/relu1', 'layer/2/dropout'];
    const nodes = before.nodes.flatMap(({ id }) => (id === place ? [id, added] : [id]));
    const edges = before.edges.flatMap(({ from, to }) => (from === place ? [`${place}>${added}`, `${added}>${to}`] : [`${from}>${to}`]));
    const choices = { ...DEFAULT_CHOICES, depth: 3, foldRepeats: false };
    const [a, b] = [before, viewOf(nodes, edges)].map((view) => layoutDiagram(layoutInputOf(visibleOf(view, choices), estimate)));
    const shifts = (ids: readonly string[]): Set<string> => new Set(ids.map((id) => {
      const [old, made] = [a, b].map((layout) => layout?.boxes.find((box) => box.id === id));
      return `${((made?.x ?? NaN) - (old?.x ?? NaN)).toFixed(2)} ${((made?.y ?? NaN) - (old?.y ?? NaN)).toFixed(2)}`;
    }));
    const at = nodes.indexOf(added);
    expect(shifts(nodes.slice(0, at))).toEqual(new Set(['0.00 0.00']));
    expect(shifts(nodes.slice(at + 1)).size).toBe(1);
  });

  it('shows equal blocks equally', () => {
    const { boxes } = layoutDiagram(layoutInputOf(visibleOf(residual(), { ...DEFAULT_CHOICES, depth: 2, foldRepeats: false }),
      estimate));
    const at = (id: string): readonly number[] => {
      const [block, node] = [boxes.find((box) => box.id === id.slice(0, 7)), boxes.find((box) => box.id === id)];
      return [(node?.x ?? 0) - (block?.x ?? 0), (node?.y ?? 0) - (block?.y ?? 0)].map((value) => Math.round(value * 100));
    };
    expect(at('layer/1/conv2')).toEqual(at('layer/3/conv2'));
  });

  it('folds equal blocks that follow each other', () => {
    const { items } = visibleOf(residual(), DEFAULT_CHOICES);
    const [block] = items.find((item) => item.id === 'layer')?.items ?? [];
    expect(block?.count).toBe(4);
    expect(visibleOf(residual(), { ...DEFAULT_CHOICES, unfolded: ['layer/0'] }).items[1]?.items).toHaveLength(4);
  });

  it('says of every node and group what shows it', () => {
    for (const view of [residual(), downsample(), inception(), unet(), randomView(7, 60)]) {
      for (const foldChains of [false, true]) for (const depth of [0, 1, 9]) {
        const { items, shownBy } = visibleOf(view, { ...DEFAULT_CHOICES, depth, foldChains });
        const shown = new Set<string>();
        const visit = (item: Item): void => {
          shown.add(item.id);
          item.items.forEach(visit);
        };
        items.forEach(visit);
        for (const { id } of [...view.nodes, ...view.groups]) expect(shown).toContain(shownBy.get(id));
      }
    }
  });

  it('folds norms and activations into their convolution', () => {
    const { items } = visibleOf(downsample(), { ...DEFAULT_CHOICES, depth: 2, foldChains: true });
    const names = items.find((item) => item.id === 'b')?.items.map((item) => [item.id, item.folded.length]);
    expect(names).toEqual([['b/conv1', 2], ['b/conv2', 1], ['b/down/conv', 1], ['b/add', 0], ['b/relu2', 0]]);
  });
});
