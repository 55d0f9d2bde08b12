// Models that return something whose size depends on elements: what comes before can be run, and is drawn.
import { describe, expect, it } from 'vitest';
import { ableNodes } from '../../src/graph/able';
import { lower } from '../../src/graph/lower';
import { LowerError } from '../../src/graph/lowerError';
import { structureOf } from '../../src/graph/view';
import { analyser, openWorkspace } from '../support/analyse';
import { session } from '../support/engine';

const TEXT = `import torch
def boxes(x):
    batch = torch.zeros(2, 4)
    for i in range(2):
        batch[i, :3].copy_(x[i] * 2)
    y = torch.relu(batch - 1)
    return {'kept': y[y > 0.5], 'both': [y[y > 0.5]]}
`;

describe('a model whose outputs depend on elements', async () => {
  const { trace: { graph } } = analyser(await openWorkspace(), TEXT)('boxes', '2x3');

  it('says what its outputs depend on', () => {
    expect(() => lower(graph, { keep: 'all' })).toThrow(LowerError);
    expect(() => lower(graph, { keep: [] })).toThrow(/how many elements a mask picks depends on (their|its) values/);
  });
  it('runs up to there', () => {
    const keys = ableNodes(graph).map(({ key }) => key);
    expect(keys).toContain('relu');
    expect(keys.filter((key) => key.startsWith('index')).length).toBe(4);
    const loaded = session(lower(graph, { keep: keys, withoutOutputs: true }));
    expect(loaded.run([[1, 0, 2, 3, 0, 1]]).outputs).toEqual([]);
    // relu(2x - 1), and relu(0 - 1) in the column that nothing was written to.
    expect([...loaded.read('relu').data]).toEqual([1, 0, 3, 0, 5, 0, 1, 0]);
  });
  it('draws what reads memory that was written through a view', () => {
    expect(structureOf(graph, []).units.map(({ id }) => id)).toContain('relu');
  });
});
