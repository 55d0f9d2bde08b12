import { describe, expect, it } from 'vitest';
import { turbo } from '../../../src/workers/turbo';

describe('turbo mode', () => {
  const features = { simd: true, fused: true, split: false, wide: false };
  it('is for V8 that knows loops of pairs, and processors with fused multiply-adds', () => {
    for (const v8 of ['11.3.244.8-node.33', '13.5.1', '12.9']) expect(turbo(features, v8)).toBe(null);
    expect(turbo({ ...features, fused: false }, '13.6.233.17-node.53')).toBe(null);
    for (const v8 of ['13.6.233.17-node.53', '14.0.1']) {
      expect(turbo(features, v8)?.features).toEqual(process.arch === 'x64' ? { ...features, wide: true } : undefined);
    }
  });
});
