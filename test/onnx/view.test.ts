// An ONNX file as the editor shows it: groups from nodes' names, weights under their own names, figures of them on request.
import { expect, test } from 'vitest';
import { bytesSource } from '../../src/formats/source';
import { openOnnx } from '../../src/frontends/onnx';
import { onnxStateOf, onnxValuesOf } from '../../src/ide/onnx';
import { floats, model, node, value } from './models';

const bytes = model({
  nodes: [node('Conv', ['x', 'w'], ['a'], { pads: [1, 1, 1, 1] }, '/stem/conv/Conv'), node('Relu', ['a'], ['b'], {}, '/stem/Relu'),
    node('Unheard', ['b'], ['y'], {}, '/head/Unheard')],
  initializers: [floats('w', [2, 1, 3, 3], [NaN, ...Array.from({ length: 17 }, (_, i) => i)])],
  inputs: [value('x', ['batch', 1, 8, 8])], outputs: [value('y', ['batch', 2, 8, 8])],
}, 17, { producer: 'a producer', metadata: { purpose: 'a test' } });
const file = openOnnx('net.onnx', { source: bytesSource(bytes), external: () => Promise.resolve(null) });

test('nodes stand in the groups that their names tell of, with attributes and weights', async () => {
  const { view } = onnxStateOf(await file, 'file:///net.onnx');
  const conv = view?.nodes.find(({ op }) => op === 'Conv');
  expect(conv).toMatchObject({ id: '/stem/conv/Conv', spec: 'Conv 3×3, 2', shape: 'batch×2×8×8', parameters: 18, macs: 1_152,
    tensors: [['w', '2×1×3×3 float32']] });
  expect(conv?.details).toContainEqual(['pads', '(1, 1, 1, 1)']);
  expect(view?.groups.map(({ path }) => path)).toEqual(['/stem']);
  expect(view).toMatchObject({ input: 'batch×1×8×8', parameters: 18 });
});

test('an operator that is not modelled has the shape that the file declares, and no cost is made up for it', async () => {
  const { view } = onnxStateOf(await file, 'file:///net.onnx');
  const unheard = view?.nodes.find(({ op }) => op === 'Unheard');
  expect(unheard).toMatchObject({ shape: 'batch×2×8×8', macs: null, field: '' });
  expect(view?.macs).toBeNull();
  expect(view?.problems[0]).toContain('Unheard is not modelled');
});

test('the file says what it is', async () => {
  const { view } = onnxStateOf(await file, 'file:///net.onnx');
  expect(Object.fromEntries(view?.file ?? [])).toMatchObject({ producer: 'a producer', 'operator sets': 'ai.onnx 17', purpose: 'a test' });
});

test('weights are looked into on request', async () => {
  const [[name, figures]] = await onnxValuesOf(await file, '/stem/conv/Conv');
  expect(name).toBe('w');
  expect(figures).toBe('2×1×3×3 float\nmin 0 · max 16 · mean 8 · σ 4.899 · 5.6 % 0 · 1 NaN/∞\nNaN, 0, 1, 2, 3, 4, 5, 6, …');
  expect(await onnxValuesOf(await file, 'nothing')).toEqual([]);
});
