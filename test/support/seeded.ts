// Weights and inputs as functions of their name and index, computed alike by tools/modelGolden.py: no weight file is needed.
import type { Plan } from '../../src/tensor/plan';
import type { WeightTensor } from '../../src/engine/weights';

/** Uniform floats in [-1, 1): murmur3's finaliser over a counter, seeded with the FNV-1a hash of the name. */
export function seeded(name: string, count: number): Float32Array {
  let seed = 2166136261;
  for (const char of name) seed = Math.imul(seed ^ char.charCodeAt(0), 16777619) >>> 0;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let x = (Math.imul(i, 0x9e3779b1) + seed) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    x ^= x >>> 16;
    values[i] = (x >>> 8) / 8388608 - 1;
  }
  return values;
}

/** A weight as models have them: scaled by its fan-in, norms near 1, variances positive. */
export function fillWeight(name: string, shape: readonly number[]): Float32Array {
  const numel = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
  const u = seeded(name, numel(shape));
  const last = name.slice(name.lastIndexOf('.') + 1);
  const f = Math.fround;
  if (last === 'running_var') return u.map((x) => 1 + f(f(0.5) * x));
  if (shape.length >= 2) {
    const bound = f(Math.sqrt(6 / numel(shape.slice(1))));
    return u.map((x) => x * bound);
  }
  return last === 'weight' ? u.map((x) => 1 + f(f(0.25) * x)) : u.map((x) => x * f(0.1));
}

/** Every float weight of a plan; integers as PyTorch has them, or as the model computes them. */
export function seededWeights(plan: Plan, integers: Readonly<Record<string, readonly number[]>> = {}): Map<string, WeightTensor> {
  const weights = new Map<string, WeightTensor>();
  for (const { source, shape, dtype } of plan.values) {
    if (source.kind === 'weight' && dtype === 'float32') weights.set(source.name, { dtype, shape, data: fillWeight(source.name,
      shape) });
    else if (source.kind === 'weight' && source.name in integers) weights.set(source.name, { dtype, shape,
      data: Int32Array.from(integers[source.name]) });
  }
  return weights;
}
