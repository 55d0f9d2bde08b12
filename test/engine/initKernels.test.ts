// The generator's WebAssembly against the same written in TypeScript: the same bits, whatever the sizes and the machine.
import { describe, expect, it } from 'vitest';
import { fma } from '../../src/engine/init/floats';
import { Generator } from '../../src/engine/init/generator';
import { initKernels } from '../../src/engine/init/kernels';
import { fillNormal, normalsOf16 } from '../../src/engine/init/normals';

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
