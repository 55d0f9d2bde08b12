// Every sample call of the ops that say how a fast kernel computes them: the engine's result against the reference kernel's,
// which test/ops/golden.test.ts compares with PyTorch.
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../src/engine/errors';
import { lower } from '../../src/graph/lower';
import { LowerError } from '../../src/graph/lowerError';
import { EntryError } from '../../src/frontends/pytorch';
import { ALL_OPS } from '../../src/ops/index';
import type { DType } from '../../src/tensor/dtype';
import { analyser, openWorkspace } from '../support/analyse';
import { referenceSession, relativeError, session } from '../support/engine';
import { fill } from '../ops/fill';

const NAMES = 'abcdefgh';
const TOLERANCE = 2e-5;
const samples = ALL_OPS.filter((op) => op.lower).flatMap((op) => op.samples.map((sample) => ({ ...sample, op: op.name })))
  .filter(({ call, shapes }) => shapes.length > 0 && !call.includes('nn.') && shapes.every((shape) => shape.every((n) => n > 0)));

describe('samples', async () => {
  const workspace = await openWorkspace();
  const text = samples.map(({ call, shapes }, i) =>
    `def s${i}(${[...NAMES].slice(0, shapes.length).join(', ')}):\n    return ${call}\n`);
  const analyse = analyser(workspace, `import torch\nimport torch.nn.functional as F\n\n${text.join('\n')}`);

  it('give the same with fast kernels as with reference kernels', () => {
    const wrong: string[] = [];
    let compared = 0;
    samples.forEach(({ call, op, shapes, dtypes = [] }, i) => {
      const specs = shapes.map((shape, k) => `${shape.join('x') || 'scalar'}:${dtypes[k] ?? 'float32'}`).join(',');
      const plan = planOfSample(() => lower(analyse(`s${i}`, specs).trace.graph, { keep: 'all' }));
      if (!plan) return;
      const inputs = shapes.map((shape, k) => fill(shape, (dtypes[k] ?? 'float32') as DType, k));
      const [fast, slow] = [session(plan), referenceSession(plan)].map((each) => outcome(() => each.run(inputs).outputs));
      if (typeof fast === 'string' || typeof slow === 'string') {
        if (fast !== slow) wrong.push(`${op}: ${call} of ${specs}: ${String(fast)}`);
        return;
      }
      compared++;
      fast.forEach(({ data }, k) => {
        if (!same(data, slow[k].data)) wrong.push(`${op}: ${call} of ${specs}`);
      });
    });
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(200);
  }, 120_000);
});

/** What a run gives, or the sentence of its error. */
function outcome<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}

/** Null for calls that PyTorch refuses, and for inputs that have no text. */
function planOfSample<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof LowerError || error instanceof EntryError) return null;
    throw error;
  }
}

/** NaN where the other has NaN, infinity where it has infinity, close elsewhere. */
function same(found: ArrayLike<number>, expected: ArrayLike<number>): boolean {
  const finite = Array.from(expected, (x, i) => Number.isFinite(x) && Number.isFinite(found[i]));
  const alike = Array.from(expected, (x, i) => finite[i] || Object.is(x, found[i]) || x === found[i]);
  return alike.every(Boolean) && relativeError(Array.from(found, (x, i) => (finite[i] ? x : 0)),
    Array.from(expected, (x, i) => (finite[i] ? x : 0))) <= TOLERANCE;
}
