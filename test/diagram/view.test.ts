// The graph's view of real models: figures add up, residuals are the shorter ways, equal blocks are known as equal, and what
// a model raises stands where it happens, behind what was computed before.
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../../src/cli/workspace';
import { parseTarget } from '../../src/frontends/target';
import { graphViewOf } from '../../src/ide/graphView';
import type { GraphView } from '../../src/protocol/graphView';
import { analyse, openWorkspace, ROOT } from '../support/analyse';

let workspace: Workspace;
beforeAll(async () => { workspace = await openWorkspace(); });
const view = (target: string): GraphView => graphViewOf(analyse(workspace, join(ROOT, 'examples', target)).trace, target, () => null);

describe('the view of a ResNet', () => {
  let resnet: GraphView;
  beforeAll(() => { resnet = view('resnet.py:resnet18@1x3x224x224'); });

  it('adds up', () => {
    const sum = (pick: (node: GraphView['nodes'][number]) => number | null): number =>
      resnet.nodes.reduce((total, node) => total + (node.shared ? 0 : pick(node) ?? NaN), 0);
    expect(sum((node) => node.parameters)).toBe(resnet.parameters);
    expect(resnet.nodes.reduce((total, node) => total + (node.macs ?? NaN), 0)).toBe(resnet.macs);
    expect(resnet.macs).toBe(1_814_073_344);
  });

  it('marks the eight shorter ways into additions', () => {
    const residual = resnet.edges.filter((edge) => edge.kind === 'residual');
    expect(residual).toHaveLength(8);
    expect(residual.filter((edge) => edge.from.includes('downsample'))).toHaveLength(3);
  });

  it('knows equal blocks', () => {
    const alike = (path: string): number | undefined => resnet.groups.find((group) => group.path === path)?.alike;
    expect(alike('layer1.0')).toBe(alike('layer1.1'));
    expect(alike('layer2.0')).not.toBe(alike('layer2.1'));
    expect(alike('layer1.1')).not.toBe(alike('layer2.1'));
  });

  it('names what is in it', () => {
    const conv = resnet.nodes.find((node) => node.path === 'conv1');
    expect(conv).toMatchObject({ id: 'conv1', op: 'Conv2d', spec: 'Conv2d 7×7, 64, /2', category: 'convolution', field: '7×7', macs: 118_013_952 });
    expect(conv?.tensors).toEqual([['conv1.weight', '64×3×7×7 float32']]);
    expect(new Set(resnet.nodes.map((node) => node.id)).size).toBe(resnet.nodes.length);
    expect(resnet.edges.every((edge) => resnet.nodes.some((node) => node.id === edge.to))).toBe(true);
  });
});

describe('the view of a U-Net', () => {
  it('has a concatenation for each level', () => {
    const { edges } = view('unet.py:net');
    expect(edges.filter((edge) => edge.kind === 'concat').length).toBeGreaterThanOrEqual(4);
  });
});

describe('the view of a model that raises', () => {
  it('ends with what was raised', () => {
    const lines = workspace.document(parseTarget(join(ROOT, 'examples/mistakes.py'))).file.parse.text;
    const names = [...lines.matchAll(/^class (\w+)\(nn\.Module\)/gm)].map(([, name = '']) => name);
    const failed = names.flatMap((name) => {
      try {
        return [view(`mistakes.py:${name}`)];
      } catch {
        return []; // It needs arguments: not a model by itself.
      }
    }).filter((each) => each.nodes.some((node) => node.state === 'error'));
    expect(failed.length).toBeGreaterThan(0);
    for (const each of failed) {
      const error = each.nodes.find((node) => node.state === 'error');
      expect(each.problems[0]).toMatch(/Error: /);
      expect(each.edges.some((edge) => edge.to === error?.id)).toBe(true);
      expect(each.nodes[0]?.category).toBe('input');
    }
  });
});
