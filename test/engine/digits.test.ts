// Last digits that other elements show: numbers near 0, quotients that are whole, zeros with a sign.
import { expect, it } from 'vitest';
import { tanh } from '../../src/ops/activation';
import { div } from '../../src/ops/division';
import { floor, mul } from '../../src/ops/elementwise';
import { reciprocal } from '../../src/ops/elementwiseMath';
import type { Plan } from '../../src/tensor/plan';
import { FEATURES, planOf, referenceSession, session } from '../support/engine';

const both = (plan: Plan, elements: Float32Array): readonly (readonly number[])[] =>
  [session(plan), referenceSession(plan)].map((each) => [...each.run([elements]).outputs[0].data]);
const scalar = (value: number) => ({ kind: 'float' as const, value });
const VARIANTS = [false, ...(FEATURES.fused ? [true] : [])];

const NEAR = Float32Array.from({ length: 301 }, (_, i) => (i % 2 ? -1 : 1) * 10 ** (1 - i / 10));
it('tanh of numbers near 0 keeps their digits', () => {
  const plan = planOf([{ shape: [301] }], ([input], op) => op(tanh, { input }));
  const [, expected] = both(plan, NEAR);
  for (const fused of VARIANTS) {
    const { outputs: [{ data }] } = session(plan, new Map(), { features: { ...FEATURES, fused } }).run([NEAR]);
    expect(Math.max(...expected.map((x, i) => Math.abs(data[i] - x) / Math.abs(x)))).toBeLessThan(2e-6);
  }
});

it.each([41, 49, 55, 0.1, 7.5, 3, 1e-30])('multiples of %d, divided by it, are what they are a multiple of', (by) => {
  const plan = planOf([{ shape: [4000] }], ([input], op) => op(floor, { input: op(div, { input, other: scalar(by) }) }));
  const [fast, slow] = both(plan, Float32Array.from({ length: 4000 }, (_, i) => i * by));
  expect(fast).toEqual(slow);
});

it('a product of zero has the sign of its factors', () => {
  const plan = planOf([{ shape: [4] }], ([input], op) => op(reciprocal, { input: op(mul, { input, other: scalar(0) }) }));
  const [fast, slow] = both(plan, Float32Array.of(1, -1, -0, 0));
  expect(slow).toEqual([Infinity, -Infinity, -Infinity, Infinity]);
  expect(fast).toEqual(slow);
});
