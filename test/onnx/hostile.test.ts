// Files that are no models, or hostile: each ends in one sentence, and nothing is read that is not needed.
import { describe, expect, test } from 'vitest';
import { bytesSource, type RandomAccessSource } from '../../src/formats/source';
import { joinBytes, MessageWriter } from '../../src/formats/protobuf';
import { openOnnx, traceOnnx, type OnnxTrace } from '../../src/frontends/onnx';
import { weightsOf } from '../../src/frontends/onnx/weights';
import { onnxWeights } from '../../src/workers/onnx';
import { inHand } from '../../src/workers/runWeights';
import { lower } from '../../src/graph/lower';
import { floats, ints, model, node, value } from './models';
import { mutated, settled } from '../support/onnxMutants';

const open = (source: RandomAccessSource, external: Readonly<Record<string, RandomAccessSource>> = {}) =>
  openOnnx('test.onnx', { source, external: (location) => Promise.resolve(external[location] ?? null) });
const trace = async (bytes: Uint8Array): Promise<OnnxTrace> => traceOnnx(await open(bytesSource(bytes)), { inputs: null });
const relu = model({ nodes: [node('Relu', ['x'], ['y'])], inputs: [value('x', [1, 3])], outputs: [value('y', [1, 3])] });

describe('no model', () => {
  test.each([
    ['an empty file', new Uint8Array(0), /is empty/],
    ['text', new TextEncoder().encode('hello, this is text and no model'), /truncated|damaged|no protocol buffer|no graph/],
    ['a graph without operator sets', joinBytes(new MessageWriter().int(1, 8).message(7, new MessageWriter().text(2,
      'g')).pieces()),
      /operator set/],
    ['a truncated model', relu.subarray(0, relu.length - 9), /truncated|damaged|ends within|operator set/],
  ])('%s', async (_name, bytes, expected) => {
    await expect(trace(bytes)).rejects.toThrow(expected);
  });
});

test('a circle of nodes', async () => {
  const bytes = model({ nodes: [node('Relu', ['b'], ['a']), node('Relu', ['a'], ['b'])], inputs: [],
    outputs: [value('a', null)] });
  await expect(trace(bytes)).rejects.toThrow(/circle/);
});

test('nodes in any order', async () => {
  const { graph } = await trace(model({ nodes: [node('Relu', ['b'], ['a']), node('Sigmoid', ['x'], ['b'])],
    inputs: [value('x', [2])],
    outputs: [value('a', [2])] }));
  expect(graph.nodes.map(({ op }) => op.name)).toEqual(['sigmoid', 'relu']);
});

test('two nodes that make one value', async () => {
  const bytes = model({ nodes: [node('Relu', ['x'], ['y']), node('Relu', ['x'], ['y'])], inputs: [value('x', [1])],
    outputs: [value('y', null)] });
  await expect(trace(bytes)).rejects.toThrow(/name "y"/);
});

test('a value that nothing makes', async () => {
  const { gaps } = await trace(model({ nodes: [node('Relu', ['nowhere'], ['y'])], inputs: [], outputs: [value('y', null)] }));
  expect(gaps[0].reason.message).toContain('nothing makes "nowhere"');
});

test('a terabyte of declared size', async () => {
  const huge = { name: 'w', dims: [1 << 20, 1 << 18], type: 1, data: new Uint8Array(16) };
  const bytes = model({ nodes: [], initializers: [huge], inputs: [], outputs: [value('w', null)] });
  await expect(trace(bytes)).rejects.toThrow(/declares 1099511627776 bytes/);
});

test('a tensor with too few elements', async () => {
  const short = { name: 'w', dims: [4, 4], type: 1, data: new Uint8Array(60) };
  await expect(trace(model({ nodes: [], initializers: [short], inputs: [], outputs: [value('w', null)] }))).rejects.toThrow(
    /takes 64 bytes/);
});

test('a wrong type and shapes that do not fit are what the model raises', async () => {
  const { raises } = await trace(model({ nodes: [node('Conv', ['x', 'w'], ['y'])], initializers: [floats('w', [4, 2, 3, 3],
    Array.from({ length: 72 }, () => 0))], inputs: [value('x', [1, 3, 8, 8])], outputs: [value('y', null)] }));
  expect(raises[0].message).toContain('expected input[1, 3, 8, 8] to have 2 channels, but got 3 channels instead');
});

describe('weights in another file', () => {
  const external = (location: string, offset = '4', length = '16'): Uint8Array => {
    const entry = (key: string, text: string): MessageWriter => new MessageWriter().text(1, key).text(2, text);
    const tensor = new MessageWriter().ints(1, [2, 2]).int(2, 1).text(8, 'w').message(13, entry('location', location))
      .message(13, entry('offset', offset)).message(13, entry('length', length)).int(14, 1);
    const graph = new MessageWriter().message(1, new MessageWriter().texts(1, ['x', 'w']).texts(2, ['y']).text(4,
      'MatMul')).message(5, tensor);
    const info = (name: string, dims: readonly number[]): MessageWriter => {
      const shape = new MessageWriter();
      for (const dim of dims) shape.message(1, new MessageWriter().int(1, dim));
      return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, new MessageWriter().int(1,
        1).message(2, shape)));
    };
    graph.message(11, info('x', [1, 2])).message(12, info('y', [1, 2]));
    return joinBytes(new MessageWriter().int(1, 8).message(7, graph).message(8, new MessageWriter().int(2, 17)).pieces());
  };
  const data = bytesSource(new Uint8Array(Float32Array.of(0, 1, 2, 3, 4).buffer));

  test('are read from where the model says', async () => {
    const file = await open(bytesSource(external('weights.bin')), { 'weights.bin': data });
    const traced = traceOnnx(file, { inputs: null });
    const weights = await weightsOf(file, traced, lower(traced.graph, { keep: [] }));
    expect(traced.ledger.parameters).toBe(4);
    expect([...weights.get('w')?.data ?? []]).toEqual([1, 2, 3, 4]);
  });
  test.each([
    ['missing.bin', '4', /not beside the model/], ['../secret', '0', /outside of the model's folder/],
    ['/etc/passwd', '0', /outside of the model's folder/], ['weights.bin', '8', /takes 16 bytes from byte 8/],
    ['weights.bin', '-4', /takes 16 bytes/],
  ])('%s at %s: shapes are known all the same, and the weights end in a sentence', async (location, offset, expected) => {
    const file = await open(bytesSource(external(location, offset)), { 'weights.bin': data });
    const traced = traceOnnx(file, { inputs: null });
    expect(traced.graph.output).toMatchObject({ kind: 'tensor' });
    expect(file.problems[0]).toMatch(expected);
    await expect(weightsOf(file, traced, lower(traced.graph, { keep: [] }))).rejects.toThrow(expected);
  });
});

test('a large file is not read for its graph', async () => {
  const size = 64 << 20;
  const bytes = model({ nodes: [node('MatMul', ['x', 'w'], ['y'])], initializers: [{ name: 'w', dims: [4096, 4096], type: 1,
    data: new Uint8Array(size) }], inputs: [value('x', [1, 4096])], outputs: [value('y', null)] });
  let read = 0;
  const source = bytesSource(bytes);
  const { ledger } = traceOnnx(await open({ ...source, read: (offset, length) => {
    read += length;
    return source.read(offset, length);
  } }), { inputs: null });
  expect(ledger.macs).toBe(4096 * 4096);
  expect(read).toBeLessThan(1 << 20);
});

test('mutated files end in a sentence or a graph', async () => {
  const seeds = [relu, model({ nodes: [node('Reshape', ['x', 's'], ['r']), node('Conv', ['r', 'w'], ['y'],
    { pads: [1, 1, 1, 1] })],
    initializers: [ints('s', [1, 3, 8, 8]), floats('w', [2, 3, 3, 3], Array.from({ length: 54 }, (_, i) => i))],
    inputs: [value('x', [1, 192])], outputs: [value('y', ['N', 2, 8, 8])] })];
  const outcomes = { graph: 0, sentence: 0 };
  for (let i = 0; i < 2_000; i++) outcomes[await settled(mutated(seeds[i % seeds.length], i))]++;
  expect(outcomes.graph + outcomes.sentence).toBe(2_000);
  expect(outcomes.graph).toBeGreaterThan(50);
  expect(outcomes.sentence).toBeGreaterThan(200);
});

test('a run finds weights by name, large constants among them', async () => {
  const large = floats('', [2, 3], [1, 2, 3, 4, 5, 6]);
  const bytes = model({ nodes: [node('Constant', [], ['c'], { value: { kind: 'tensor', value: large } }), node('MatMul',
    ['x', 'w'], ['a']),
    node('Add', ['a', 'c'], ['y'])], initializers: [floats('w', [4, 3], Array.from({ length: 12 }, (_, i) => i))],
    inputs: [value('x', [2, 4])], outputs: [value('y', [2, 3])] });
  const weights = await onnxWeights(new Set(['w', 'c', 'nothing']), { name: 'net.onnx', bytes }, undefined,
    async (found) => Promise.all([...found].map(async ([name, weight]) => [name, await inHand(weight)] as const)));
  expect(weights.map(([name, { shape, data }]) => [name, shape, Array.from(data as Float32Array)])).toEqual([
    ['w', [4, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]], ['c', [2, 3], [1, 2, 3, 4, 5, 6]],
  ]);
});
