// The generator's WebAssembly against the same written in TypeScript: the same bits, whatever the sizes and the machine.
import { describe, expect, it } from 'vitest';
import { runFill } from '../../src/engine/init/fills';
import { erfinv32, fma } from '../../src/engine/init/floats';
import { Generator } from '../../src/engine/init/generator';
import { initKernels } from '../../src/engine/init/kernels';
import { fillNormal, normalsOf16 } from '../../src/engine/init/normals';
import { stretch } from '../../src/engine/init/truncNormal';
import { fresh } from '../../src/engine/init/views';

const SIZES = [4_096, 16_384 + 37, 70_001];

describe('kernels of initialisation', () => {
  it('are used on machines with SIMD', () => {
    expect(initKernels()).not.toBeNull();
  });

  it.each(SIZES)('draw %i uniform numbers as the generator does one by one', (count) => {
    const [quick, plain] = [new Generator(11), new Generator(11)];
    const [span, low] = [Math.fround(0.7), Math.fround(-0.31)];
    for (let skipped = 0; skipped < 3; skipped++) {
      quick.random();
      plain.random();
    }
    const found = new Float32Array(count);
    quick.uniforms(found, span, low);
    const expected = Float32Array.from({ length: count }, () => fma((plain.random() & 0xffffff) * 2 ** -24, span, low));
    expect(found).toEqual(expected);
    expect(quick.random()).toBe(plain.random());
  });

  it.each(SIZES)('skip %i numbers', (count) => {
    const [quick, plain] = [new Generator(5), new Generator(5)];
    quick.skip(count);
    for (let i = 0; i < count; i++) plain.random();
    expect(quick.random()).toBe(plain.random());
  });

  it('make the samples that the method makes, sixteen by sixteen', () => {
    const count = 200_000;
    const [found, expected] = [new Float32Array(count), new Float32Array(count)];
    fillNormal(found, 0.25, 1.75, new Generator(2));
    new Generator(2).uniforms(expected);
    for (let i = 0; i < count; i += 16) normalsOf16(expected, i, 0.25, 1.75);
    expect(found).toEqual(expected);
  });
});

describe('truncated normal samples', () => {
  const FILL = { kind: 'truncNormal', mean: 0.5, std: 1.25 } as const;

  // The whole line, narrow and one-sided intervals: near the middle, beyond it, at the very edge.
  it.each([[-100, 100], [-2, 2], [0.4, 0.6], [2, 4], [-40, -1], [3, 60], [0.4999, 0.5001]])('from %f to %f are those that go one by one', (a, b) => {
    const count = 60_003;
    const found = fresh([count], 'float32');
    const expected = fresh([count, 1], 'float32');
    runFill(found, { ...FILL, a, b }, new Generator(9));
    // A few at a time, which no kernel is used for.
    const generator = new Generator(9);
    for (let at = 0; at < count; at += 100) {
      const part = { ...expected, offset: at, shape: [Math.min(100, count - at), 1] };
      runFill(part, { ...FILL, a, b }, generator);
    }
    expect(found.storage.data).toEqual(expected.storage.data);
  });

  it('are right at the bounds between the kernels', () => {
    const steps = [...Array(4_001).keys()].map((i) => i - 2_000);
    const near = [0, 0.7, 0.7671561, 0.9229001, 0.9999, 1].flatMap((y) => steps.map((step) => y + step * 2 ** -24));
    const ys = Float32Array.from(near.flatMap((y) => [y, -y])).filter((y) => Math.abs(y) < 1);
    const found = ys.slice();
    stretch(found, { factor: 1, shift: 0, low: -Infinity, high: Infinity });
    expect(found).toEqual(ys.map((y) => erfinv32(y) + 0));
  });
});
