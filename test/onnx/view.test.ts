// An ONNX file as the editor shows it: groups from nodes' names, weights under their own names, figures of them on request.
import { expect, test } from 'vitest';
import { bytesSource } from '../../src/formats/source';
import { openOnnx } from '../../src/frontends/onnx';
import { onnxInputOf, onnxRunOf, onnxStateOf, onnxValuesOf } from '../../src/ide/onnx';
import { floats, model, node, value } from './models';

const bytes = model({
  nodes: [node('Conv', ['x', 'w'], ['a'], { pads: [1, 1, 1, 1] }, '/stem/conv/Conv'), node('Relu', ['a'], ['b'], {}, '/stem/Relu'),
    node('Unheard', ['b'], ['y'], {}, '/head/Unheard')],
  initializers: [floats('w', [2, 1, 3, 3], [NaN, ...Array.from({ length: 17 }, (_, i) => i)])],
  inputs: [value('x', ['batch', 1, 8, 8])], outputs: [value('y', ['batch', 2, 8, 8])],
}, 17, { producer: 'a producer', metadata: { purpose: 'a test' } });
const file = openOnnx('net.onnx', { source: bytesSource(bytes), external: () => Promise.resolve(null) });
const conv = openOnnx('conv.onnx', { source: bytesSource(model({
  nodes: [node('Conv', ['x', 'w'], ['y'], { pads: [1, 1, 1, 1] }, '/conv')], initializers: [floats('w', [2, 1, 3, 3], Array<number>(18).fill(1))],
  inputs: [value('x', ['batch', 1, 8, 8])], outputs: [value('y', ['batch', 2, 8, 8])],
}, 17)), external: () => Promise.resolve(null) });

test('nodes stand in the groups that their names tell of, with attributes and weights', async () => {
  const { view } = onnxStateOf(await file, 'file:///net.onnx', null);
  const conv = view?.nodes.find(({ op }) => op === 'Conv');
  expect(conv).toMatchObject({ id: '/stem/conv/Conv', spec: 'Conv 3×3, 2', shape: 'batch×2×8×8', parameters: 18, macs: 1_152,
    tensors: [['w', '2×1×3×3 float32']] });
  expect(conv?.details).toContainEqual(['pads', '(1, 1, 1, 1)']);
  expect(view?.groups.map(({ path }) => path)).toEqual(['/stem']);
  expect(view).toMatchObject({ input: 'batch×1×8×8', parameters: 18 });
});

test('an operator that is not modelled has the shape that the file declares, and no cost is made up for it', async () => {
  const { view } = onnxStateOf(await file, 'file:///net.onnx', null);
  const unheard = view?.nodes.find(({ op }) => op === 'Unheard');
  expect(unheard).toMatchObject({ shape: 'batch×2×8×8', macs: null, field: '' });
  expect(view?.macs).toBeNull();
  expect(view?.problems[0]).toContain('Unheard is not modelled');
});

test('the file says what it is', async () => {
  const { view } = onnxStateOf(await file, 'file:///net.onnx', null);
  expect(Object.fromEntries(view?.file ?? [])).toMatchObject({ producer: 'a producer', 'operator sets': 'ai.onnx 17', purpose: 'a test' });
});

test('weights are looked into on request', async () => {
  const [[name, figures]] = await onnxValuesOf(await file, '/stem/conv/Conv');
  expect(name).toBe('w');
  expect(figures).toBe('2×1×3×3 float\nmin 0 · max 16 · mean 8 · σ 4.899 · 5.6 % 0 · 1 NaN/∞\nNaN, 0, 1, 2, 3, 4, 5, 6, …');
  expect(await onnxValuesOf(await file, 'nothing')).toEqual([]);
});

test('other inputs than the file declares are shown and run, when they are chosen', async () => {
  const { view } = onnxStateOf(await file, 'file:///net.onnx', '2x1x16x12');
  expect(view).toMatchObject({ input: '2×1×16×12', parameters: 18 });
  expect(view?.nodes.find(({ op }) => op === 'Conv')).toMatchObject({ shape: '2×2×16×12' });
  expect(onnxInputOf(await file, null)).toMatchObject({ current: 'batchx1x8x8', source: 'as the file declares it' });
  expect(onnxInputOf(await file, '2x1x16x12')).toMatchObject({ current: '2x1x16x12', source: 'chosen here',
    suggestions: [{ text: 'batchx1x8x8' }, { text: 'batchx1x224x224' }, { text: 'batchx1x320x320' }, { text: 'batchx1x640x640' }] });
  const opened = await file;
  expect(() => onnxInputOf(opened, '2x1x')).toThrow('is no size');
});

test('sizes that a chosen input leaves open are those of one image when it runs', async () => {
  const { model: runs } = onnxRunOf(await conv, 'file:///conv.onnx', 'Nx1x16xW');
  expect(runs?.inputs).toMatchObject([{ shape: [1, 1, 16, 224] }]);
  expect(runs?.layers.at(-1)).toMatchObject({ shape: [1, 2, 16, 224] });
});
