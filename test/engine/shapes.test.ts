// The engine's own derivation of shapes: agrees with the analyser on whole models, and notices another size anywhere.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agrees } from '../../src/engine/shapes';
import { lower } from '../../src/graph/lower';
import type { Plan } from '../../src/tensor/plan';
import { ROOT, analyser, openWorkspace } from '../support/analyse';

const PACKAGES = '/usr/lib/python3/dist-packages';
const targets = readFileSync(join(ROOT, 'test/golden/engine/targets.txt'), 'utf8').split('\n')
  .filter((line) => line && !line.startsWith('#')).map((line) => line.split('|').map((part) => part.trim()))
  .filter(([, , , statement]) => existsSync(join(PACKAGES, 'torchvision/models')) || !statement.includes('torchvision'));

/** The plan with one size of one value changed. */
const bent = (plan: Plan, value: number, axis: number): Plan => ({ ...plan, values: plan.values.with(value,
  { ...plan.values[value], shape: plan.values[value].shape.with(axis, plan.values[value].shape[axis] + 7) }) });

describe('shapes derived from the plan', async () => {
  const workspace = await openWorkspace([PACKAGES, join(ROOT, 'test/models')]);

  it("hold with axes that an index adds and where padding='same' pads unevenly", () => {
    const text = 'from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n'
      + "        self.plane = nn.Conv2d(3, 4, 2, padding='same')\n        self.line = nn.Conv1d(4, 2, 4, padding='same')\n"
      + '    def forward(self, x):\n        return self.line(self.plane(x[None])[:, :, 0])[:, None, 1:]\n';
    const { trace } = analyser(workspace, text)('Net()', '3x6x5');
    const plan = lower(trace.graph, { keep: 'all' });
    expect(plan.calls.filter((call) => !agrees(plan, call)).map(({ node }) => node)).toEqual([]);
    expect(plan.calls.filter(({ fast }) => fast)).toHaveLength(5);
  });

  it.each(targets)('are what the analyser predicts: %s', (_, entry, input, statement) => {
    const { trace } = analyser(workspace, `${statement}\n`)(entry, input);
    const plan = lower(trace.graph, { keep: 'all' });
    expect(plan.calls.filter((call) => !agrees(plan, call)).map(({ node }) => node)).toEqual([]);
    // Another number of channels or elements is noticed by every kernel that fixes it.
    const free = new Set(['expand', 'pad']);
    const fast = plan.calls.filter((call) => call.fast && !free.has(call.fast.kernel));
    const blind = fast.filter((call) => {
      const axis = plan.values[call.outputs[0]].shape.length > 2 ? 1 : plan.values[call.outputs[0]].shape.length - 1;
      return agrees(bent(plan, call.outputs[0], axis), call);
    });
    expect(blind.map(({ node, fast: how }) => `${node} ${how?.kernel ?? ''}`)).toEqual([]);
    expect(fast.length).toBeGreaterThan(5);
  });
});
