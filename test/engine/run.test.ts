// The run service on a small model: what it reports of layers and outputs, what it refuses, what it saves.
import { describe, expect, it } from 'vitest';
import { runModelOf } from '../../src/ide/run';
import type { RunModel, RunService } from '../../src/protocol/run';
import { createRunService } from '../../src/workers/runService';
import { analyser, openWorkspace } from '../support/analyse';
import { FEATURES, referenceKernels } from '../support/engine';

const PROGRAM = `import torch
from torch import nn
class Pools(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
    def forward(self, x):
        return (self.pool(x) + 1).log()
`;

describe('the run service', async () => {
  const { trace } = analyser(await openWorkspace(), PROGRAM)('Pools()', '1x2x6x4');
  const answer = runModelOf(trace, 'Pools', () => null);
  const model = answer.model as RunModel;
  const progress: string[] = [];
  const service: RunService = createRunService({
    features: FEATURES, reference: referenceKernels, pause: async () => {},
    host: { progress: async (stage, done, total, node) => { progress.push(`${stage} ${done}/${total} ${node}`); },
      codec: async () => new Uint8Array() },
  });

  it('says that nothing is loaded', async () => {
    await expect(service.run({})).rejects.toThrow('No model is loaded');
    await expect(service.load({ model, weights: { kind: 'seed', seed: 0 }, keep: 'all' })).rejects.toThrow(/not available/);
  });
});
