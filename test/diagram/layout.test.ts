// The layout's invariants: nothing overlaps, no edge runs through a node or upwards, texts fit, equal input stands still.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimate, layoutInputOf } from '../../src/diagram/cards';
import { layoutDiagram } from '../../src/diagram/layout';
import { DEFAULT_CHOICES, visibleOf } from '../../src/diagram/visible';
import type { GraphView } from '../../src/protocol/graphView';
import { expectAllSound } from './invariants';
import { dense, downsample, inception, residual, tangle, unet, viewOf } from './views';

describe('the layout of', () => {
  const shapes = { residual: residual(), downsample: downsample(), inception: inception(), 'U-Net': unet(), dense: dense(),
    tangle: tangle() };
  for (const [name, view] of Object.entries(shapes)) it(name, () => { expectAllSound(view); });

  it('any graph', () => {
    const graph = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 3 })), { minLength: 1, maxLength: 40 });
    fc.assert(fc.property(graph, (numbers) => {
      const size = Math.min(24, numbers.length + 2);
      const nodes = Array.from({ length: size },
        (_, i) => `${['', 'g/', 'g/h/', 'k/'][numbers[i % numbers.length]?.[2] ?? 0] ?? ''}${i}`);
      const edges = numbers.flatMap(([a, b]) => {
        const [from, to] = [a % size, b % size].sort((x, y) => x - y);
        return from === to ? [] : [`${nodes[from ?? 0] ?? ''}>${nodes[to ?? 0] ?? ''}`];
      });
      const view = viewOf(nodes, [...new Set(edges)]);
      // Groups are drawn as one box: an edge back into one that has begun before would run upwards.
      if (!isNested(view)) return;
      expectAllSound(view);
    }), { numRuns: 150 });
  });
});

/** Whether each group's nodes follow each other without a gap, as the ops of one call do. */
function isNested(view: GraphView): boolean {
  return view.groups.every((group) => {
    const inside = view.nodes.flatMap((node, i) => (node.id.startsWith(`${group.id}/`) ? [i] : []));
    return inside.length === 0 || (inside.at(-1) ?? 0) - (inside[0] ?? 0) === inside.length - 1;
  });
}

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

  it('folds norms and activations into their convolution', () => {
    const { items } = visibleOf(downsample(), { ...DEFAULT_CHOICES, depth: 2, foldChains: true });
    const names = items.find((item) => item.id === 'b')?.items.map((item) => [item.id, item.folded.length]);
    expect(names).toEqual([['b/conv1', 2], ['b/conv2', 1], ['b/down/conv', 1], ['b/add', 0], ['b/relu2', 0]]);
  });
});
