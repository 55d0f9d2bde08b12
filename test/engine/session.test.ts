// What a session promises beside its numbers: it refuses what does not fit with a sentence, traps NaN at its node, widens
// half precision, does not grow, can be cancelled.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/tensor/plan';
import { withSharedMemory } from '../../src/engine/wasm/assembler';
import { prebuiltModule } from '../../tools/engineModules.mjs';
import { buildModule } from '../../src/engine/wasm/module';
import { memoryFigures } from '../../src/engine/session';
import { placeShared } from '../../src/engine/layout';
import type { Compile } from '../../src/engine/modules';
import type { Buffer } from '../../src/engine/program';
import type { WeightTensor } from '../../src/engine/weights';
import { conv2d } from '../../src/ops/conv';
import { div } from '../../src/ops/division';
import { add, sub } from '../../src/ops/elementwise';
import { relu } from '../../src/ops/activation';
import { ROOT } from '../support/analyse';
import { FEATURES, planOf, randomFrom, session } from '../support/engine';

/** conv2d of a 1x3x6x6 input with weights `w` [4, 3, 3, 3] and `b` [4], then relu. */
function model(): Plan {
  const plan = planOf([{ shape: [1, 3, 6, 6] }, { shape: [4, 3, 3, 3] }, { shape: [4] }], ([x, w, b], op) =>
    op(relu, { input: op(conv2d, { input: x, weight: w, bias: b }) }));
  const named = ['', 'w', 'b'];
  const values = plan.values.map((value) => (value.source.kind === 'input' && value.source.index > 0
    ? { ...value, source: { kind: 'weight' as const, name: named[value.source.index] } } : value));
  return { ...plan, values, inputs: plan.inputs.slice(0, 1) };
}
const floats = (shape: readonly number[], dtype: WeightTensor['dtype'] = 'float32'): WeightTensor => {
  const count = shape.reduce((a, b) => a * b, 1);
  return { dtype, shape, data: Float32Array.from({ length: count }, (_, i) => ((i % 7) - 3) / 4) };
};
const weights = (): Map<string, WeightTensor> => new Map([['w', floats([4, 3, 3, 3])], ['b', floats([4])]]);
const image = randomFrom(5).floats(108);

/** Bytes in use after the garbage was collected. */
function used(): NodeJS.MemoryUsage {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage();
}

describe('a session', () => {
  it('refuses weights that do not fit, naming each', () => {
    expect(() => session(model(), new Map([['w', floats([4, 3, 5, 5])]]))).toThrow(
      'These weights do not fit the model: w is [4, 3, 5, 5], the model has [4, 3, 3, 3]; b is missing.');
  });
  it('reads maps to arrays of their own, or to the front of one that it is given', () => {
    const plan = model();
    const [made] = plan.calls;
    const kept = session({ ...plan, keep: { conv: made.outputs[0], relu: plan.outputs[0] } }, weights());
    kept.run([image]);
    for (const key of ['conv', 'relu']) {
      const own = kept.read(key);
      const room = new Float32Array(own.data.length + 2).fill(7);
      expect(kept.read(key, room)).toEqual(own);
      expect([...room]).toEqual([...own.data, 7, 7]);
      expect(kept.read(key, new Float32Array(own.data.length - 1))).toEqual(own);
    }
  });
  it('refuses plans of another version and inputs of another size', () => {
    expect(() => session({ ...model(), version: 99 }, weights())).toThrow('This plan is of version 99');
    expect(() => session(model(), weights()).run([[1,
      2]])).toThrow('Input 1 is [1, 3, 6, 6], which is 108 elements; 2 were given.');
    expect(() => session(model(), weights()).run([])).toThrow('The model takes 1 inputs, 0 were given.');
    expect(() => session(model(), weights()).read('nothing')).toThrow('nothing was not kept');
  });
  it('says how much memory would be needed when it is too much', () => {
    expect(() => session(model(), weights(), { maxBytes: 4096 })).toThrow(/needs 0\.\d MB of memory, 0\.\d MB are allowed/);
    const loaded = session(model(), weights());
    expect(memoryFigures(model(), { features: FEATURES })).toEqual(loaded.figures);
    const { buffer } = Reflect.get(loaded, 'memory') as WebAssembly.Memory;
    expect(buffer.byteLength).toBe(65536 * Math.ceil(loaded.figures.totalBytes / 65536));
  });
  it('names the first node that gives NaN', () => {
    const plan = planOf([{ shape: [2, 2] }], ([x], op) => op(add, { input: op(div, { input: x, other: op(sub, { input: x,
      other: x }) }), other: x }));
    expect(() => session(plan).run([[1, 2, 3, 4]], { trapNotFinite: true })).toThrow(/^div \[2, 2\] has Infinity at element 0/);
    expect(() => session(plan).run([[1, 2, 3, 4]])).not.toThrow();
  });
  it('widens half precision', () => {
    const full = session(model(), weights()).run([image]).outputs[0];
    // The weights are multiples of 1/4 up to 3/4: exact in both half formats.
    const bits = (x: number): number => new Uint32Array(Float32Array.of(x).buffer)[0];
    const bfloat16 = (x: number): number => bits(x) >>> 16;
    const float16 = (x: number): number => (x === 0 ? 0
      : ((bits(x) >>> 16) & 0x8000) | ((((bits(x) >>> 23) & 255) - 112) << 10) | ((bits(x) >>> 13) & 1023));
    for (const [dtype, encode] of [['bfloat16', bfloat16], ['float16', float16]] as const) {
      const half = new Map([...weights()].map(([name, { shape, data }]) => [name, { dtype, shape,
        data: Uint16Array.from(data as Float32Array, encode) }]));
      expect(session(model(), half).run([image]).outputs[0]).toEqual(full);
    }
  });
  it('takes weights that read themselves', () => {
    const stored = new Map([...weights()].map(([name, { shape, data }]) => [name, { dtype: 'float32' as const, shape,
      read: (target: Uint8Array) => { target.set(new Uint8Array(data.buffer)); } }]));
    expect(session(model(), stored).run([image]).outputs).toEqual(session(model(), weights()).run([image]).outputs);
  });
  it('gives the same after ten thousand runs, in the same memory', () => {
    const loaded = session(model(), weights());
    const first = loaded.run([image]).outputs[0];
    const { buffer } = Reflect.get(loaded, 'memory') as WebAssembly.Memory;
    // What runs leave behind they leave behind in every round. What the machine compiles for itself comes in some, on a busy
    // machine late: one round without it tells.
    const grown = [];
    for (let round = 0; round < 6; round++) {
      const before = used();
      for (let i = 0; i < 10_000; i++) loaded.run([image]);
      const after = used();
      grown.push(Math.max(after.heapUsed - before.heapUsed, after.arrayBuffers - before.arrayBuffers));
    }
    expect(loaded.run([image]).outputs[0]).toEqual(first);
    expect((Reflect.get(loaded, 'memory') as WebAssembly.Memory).buffer).toBe(buffer);
    // What 10,000 runs leave behind is less than one element for every run.
    expect(Math.min(...grown)).toBeLessThan(40_000);
  }, 60_000);
  it('keeps nothing of the weights that it was given', async () => {
    let given: Map<string, WeightTensor> | null = weights();
    const held = [...given.values()].map((tensor) => new WeakRef(tensor.data));
    const loaded = session(model(), given);
    given = null;
    // A weak reference holds on until the end of the job that made it.
    await new Promise((resolve) => { setImmediate(resolve); });
    used();
    expect(held.map((each) => each.deref())).toEqual([undefined, undefined]);
    expect(loaded.run([image]).outputs).toHaveLength(1);
  });
  it('runs once by both kinds of kernels where they are wide, and refuses what comes out otherwise', () => {
    const features = { ...FEATURES, split: false, wide: true };
    const kinds: string[] = [];
    const compile: Compile = (bytes, kind) => {
      kinds.push(kind);
      return new WebAssembly.Module(bytes);
    };
    const expected = session(model(), weights()).run([image]).outputs;
    const loaded = session(model(), weights(), { features, compile });
    expect([loaded.run([image]).outputs, loaded.run([image]).outputs]).toEqual([expected, expected]);
    expect(kinds).toEqual(['ordinary', 'wide']);
    // A module whose smallest of two is the largest stands for a fault of the compiler.
    const wrong: Compile = (bytes, kind) => new WebAssembly.Module(kind === 'wide' ? Uint8Array.from(bytes, (byte, i) =>
      (byte === 0xea && bytes[i - 1] === 0xfd && bytes[i + 1] === 0x01 ? 0xeb : byte)) : bytes);
    const faulty = session(model(), weights(), { features: { ...features, fused: false }, compile: wrong });
    expect(() => faulty.run([image])).toThrow('In turbo mode');
    expect(() => faulty.run([image])).toThrow('In turbo mode');
  });
  it('can be cancelled between steps and run again', async () => {
    const loaded = session(model(), weights());
    const pause = (): Promise<void> => Promise.resolve();
    await expect(loaded.runWithPauses([image], { pause, isCancelled: () => true })).rejects.toThrow('The run was cancelled.');
    const again = await loaded.runWithPauses([image], { pause });
    expect(again.outputs).toEqual(loaded.run([image]).outputs);
  });
  it('reports progress and time by node', () => {
    const seen: string[] = [];
    const { timings } = session(model(), weights()).run([image], { onProgress: (done, total, node) =>
      seen.push(`${done}/${total} ${node}`) });
    expect(seen.at(-1)).toBe(`${seen.length}/${seen.length} relu`);
    expect(timings.map(({ node }) => node)).toEqual(['relu']);
  });
});

describe('memory', () => {
  it('is shared only by buffers whose lives do not overlap', () => {
    const random = randomFrom(11);
    for (let round = 0; round < 300; round++) {
      const buffers: Buffer[] = Array.from({ length: 1 + random.below(30) }, () => {
        const first = random.below(20);
        return { bytes: 4 * random.below(1000), kind: 'activation', first, last: first + random.below(10), pinned: false };
      });
      const { offsets, bytes } = placeShared(buffers);
      buffers.forEach((a, i) => {
        expect(offsets[i] + a.bytes).toBeLessThanOrEqual(bytes);
        buffers.slice(0, i).forEach((b, j) => {
          const together = a.first <= b.last && b.first <= a.last;
          const apart = offsets[i] + a.bytes <= offsets[j] || offsets[j] + b.bytes <= offsets[i];
          expect(!together || apart).toBe(true);
        });
      });
    }
  });
});

describe('the WebAssembly modules', () => {
  it.each(['node', 'browser'] as const)('come with a bundle for %s as they were built', async (platform) => {
    const { outputFiles: [{ text }] } = await build({ stdin: { contents: "export { PREBUILT } from './src/engine/wasm/prebuilt';",
      resolveDir: ROOT, loader: 'ts' }, bundle: true, write: false, format: 'esm', target: 'es2022', platform, plugins: [prebuiltModule] });
    const { PREBUILT } = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`) as { PREBUILT: {
      fused: Uint8Array } };
    const bytes = buildModule({ fused: true, split: false, wide: false, shared: false });
    expect(Buffer.from(PREBUILT.fused).equals(Buffer.from(bytes))).toBe(true);
    expect(text.length).toBeLessThan(bytes.length / 2);
  });
  const golden = JSON.parse(readFileSync(join(ROOT, 'test/golden/engine/modules.json'), 'utf8')) as
    Record<string, { bytes: number; sha256: string }>;
  it.each(Object.keys(golden))('%s has the bytes that were recorded (node tools/engineModules.mjs)', (name) => {
    const bytes = buildModule({ fused: name.startsWith('fused'), split: name.includes('split'), wide: name.endsWith('wide'),
      shared: false });
    expect({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }).toEqual(golden[name]);
    expect(WebAssembly.validate(bytes)).toBe(!name.startsWith('fused') || FEATURES.fused);
  });
  it('become modules over a shared memory', () => {
    const options = { fused: true, split: false, wide: false };
    expect(withSharedMemory(buildModule({ ...options, shared: false }))).toEqual(buildModule({ ...options, shared: true }));
  });
});
