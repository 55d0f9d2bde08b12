// Loading: weights that lie in a file pass through, one after the other and piece by piece. What is counted is what is still held.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Session } from '../../src/engine/session';
import type { WeightSources } from '../../src/engine/weights';
import { fillingOf, openCheckpoint, readCheckpointTensor } from '../../src/formats/checkpoint';
import type { NamedSource } from '../../src/formats/source';
import { linear } from '../../src/ops/linear';
import { relu } from '../../src/ops/activation';
import type { Plan } from '../../src/tensor/plan';
import { FEATURES, planOf, referenceKernels, relativeError, session } from '../support/engine';

const MEGABYTE = 2 ** 20;

/** Layers of `size` to `size` on rows, their weights called w0, w1, ... */
function layersPlan(layers: number, size: number): Plan {
  const plan = planOf([{ shape: [4, size] }, ...Array.from({ length: layers }, () => ({ shape: [size, size] }))],
    ([input, ...weights], op) => weights.reduce((x, weight) => op(relu, { input: op(linear, { input: x, weight, bias: null }) }), input));
  const [first, ...others] = plan.inputs;
  return { ...plan, inputs: [first], keep: {}, values: plan.values.map((value, i) => (others.includes(i)
    ? { ...value, source: { kind: 'weight', name: `w${others.indexOf(i)}` } } : value)) };
}

const elements = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => ((i * 7919 + seed * 104_729) % 2003) / 2003 - 0.5);

/** Bytes of a .safetensors file. */
function safetensors(tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>): Uint8Array {
  let at = 0;
  const header = Object.fromEntries(Object.entries(tensors).map(([name, { shape, data }]) =>
    [name, { dtype: 'F32', shape, data_offsets: [at, at += data.byteLength] }]));
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + at);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let end = 8 + text.length;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer), end);
    end += data.byteLength;
  }
  return bytes;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A source that hands out copies and knows which of them somebody still has. */
class CountedSource implements NamedSource {
  readonly name = 'net.safetensors';
  readonly size: number;
  readonly reads: number[] = [];
  /** Most bytes that were held when one more was asked for. */
  most = 0;
  private handed: WeakRef<Uint8Array>[] = [];

  constructor(private readonly bytes: Uint8Array) {
    this.size = bytes.length;
  }

  get held(): number {
    collectGarbage();
    this.handed = this.handed.filter((each) => each.deref());
    return this.handed.reduce((sum, each) => sum + (each.deref()?.length ?? 0), 0);
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    // What was handed out before can be let go of once the job that got it is over.
    await new Promise((resolve) => { setImmediate(resolve); });
    this.most = Math.max(this.most, this.held + length);
    this.reads.push(length);
    const piece = this.bytes.slice(offset, offset + length);
    this.handed.push(new WeakRef(piece));
    return piece;
  }
}

async function weightsIn(source: NamedSource): Promise<WeightSources> {
  const { sections: [{ tensors }] } = await openCheckpoint(source);
  return new Map([...tensors].map(([name, tensor]) => {
    const fill = fillingOf(tensor);
    return [name, { dtype: tensor.dtype, shape: tensor.shape, load: () => readCheckpointTensor(tensor), ...(fill ? { fill } : {}) }];
  }));
}

describe('loading a model whose weights lie in a file', () => {
  const [layers, size] = [3, 1024];
  const given = Object.fromEntries(Array.from({ length: layers }, (_, i) =>
    [`w${i}`, { shape: [size, size], data: elements(size * size, i) }]));
  const plan = layersPlan(layers, size);
  const options = { features: FEATURES, reference: referenceKernels };

  it('holds pieces of one tensor at a time, and gives what weights in hand give', async () => {
    const source = new CountedSource(safetensors(given));
    const opened = await Session.open(plan, await weightsIn(source), options);
    expect(source.reads.reduce((a, b) => a + b, 0)).toBeGreaterThan(layers * size * size * 4);
    expect(source.most).toBeLessThanOrEqual(2 * MEGABYTE);
    const input = elements(4 * size, 9);
    const expected = session(plan, new Map(Object.entries(given).map(([name, tensor]) => [name, { dtype: 'float32' as const, ...tensor }])))
      .run([input]).outputs[0].data;
    expect(Math.max(...expected)).toBeGreaterThan(0);
    expect(opened.run([input]).outputs[0].data).toEqual(expected);
    await new Promise((resolve) => { setImmediate(resolve); });
    expect(source.held).toBe(0);
  });

  it('takes the weights packed, and room for the largest of them', () => {
    const { weightBytes, totalBytes } = session(plan, new Map(Object.entries(given).map(([name, tensor]) =>
      [name, { dtype: 'float32' as const, ...tensor }]))).figures;
    const bytes = layers * size * size * 4;
    expect(weightBytes).toBeLessThan(1.01 * bytes);
    expect(totalBytes).toBeLessThan(1.02 * bytes + size * size * 4);
  });

  it('waits for one after the other, and keeps none', async () => {
    let [open, most] = [0, 0];
    const order: string[] = [];
    const weights: WeightSources = new Map(Object.entries(given).map(([name, { shape, data }]) => [name, {
      dtype: 'bfloat16', shape,
      load: async () => {
        most = Math.max(most, ++open);
        order.push(name);
        await new Promise((resolve) => { setImmediate(resolve); });
        open--;
        return { dtype: 'bfloat16', shape, data: Uint16Array.from(new Uint32Array(data.buffer), (bits) => bits >>> 16) };
      },
    }]));
    const found = (await Session.open(plan, weights, options)).run([elements(4 * size, 9)]).outputs[0].data;
    expect([most, order]).toEqual([1, Object.keys(given)]);
    const rounded = new Map(Object.entries(given).map(([name, { shape, data }]) => [name, { dtype: 'float32' as const, shape,
      data: new Float32Array(Uint32Array.from(new Uint32Array(data.buffer), (bits) => bits & 0xffff0000).buffer) }]));
    expect(relativeError(found, session(plan, rounded).run([elements(4 * size, 9)]).outputs[0].data)).toBe(0);
  });

  it('says which tensor cannot be read or has another number of elements', async () => {
    const one = layersPlan(1, 8);
    const awaited = (load: () => Promise<never>): WeightSources => new Map([['w0', { dtype: 'float32', shape: [8, 8], load }]]);
    await expect(Session.open(one, awaited(() => Promise.reject(new Error('w0 is sparse'))), options)).rejects.toThrow('w0 is sparse');
    await expect(Session.open(one, awaited(async () => ({ dtype: 'float32', shape: [8, 8], data: new Float32Array(9) }) as never), options))
      .rejects.toThrow('w0 has 9 elements, not 64');
    expect(() => new Session(one, awaited(() => Promise.reject(new Error('never'))), options).run([new Float32Array(32)]))
      .toThrow('Session.open');
  });
});
