// Sizes that a file computes of a size by name: the same, whether the name stays open or a number stands in its place.
import { expect, test } from 'vitest';
import { bytesSource } from '../../src/formats/source';
import { openOnnx, traceOnnx, type OnnxFile } from '../../src/frontends/onnx';
import type { InputSpec } from '../../src/frontends/inputSpec';
import { isSym } from '../../src/tensor/sym';
import { constantOf } from '../../src/tensor/value';
import { floats, ints, model, node, value } from './models';

/** Nodes from `n`, a list of one size, to `y`, another, with a stored `two` of 2 and `five` of 5. */
const WAYS: readonly (readonly [name: string, nodes: readonly ReturnType<typeof node>[]])[] = [
  ['sum', [node('Add', ['n', 'two'], ['y'])]],
  ['difference', [node('Sub', ['n', 'five'], ['d']), node('Abs', ['d'], ['y'])]],
  ['product and sum', [node('Mul', ['n', 'two'], ['p']), node('Add', ['p', 'five'], ['y'])]],
  ['quotient', [node('Add', ['n', 'five'], ['s']), node('Div', ['s', 'two'], ['y'])]],
  ['remainder', [node('Mod', ['n', 'five'], ['m']), node('Add', ['m', 'two'], ['y'])]],
  ['the greater', [node('Max', ['n', 'five'], ['y'])]],
  ['through floats', [node('Cast', ['n'], ['f'], { to: 1 }), node('Mul', ['f', 'scale'], ['g']), node('Floor', ['g'], ['h']),
    node('Cast', ['h'], ['i'], { to: 7 }), node('Add', ['i', 'two'], ['y'])]],
  ['a choice', [node('Greater', ['n', 'five'], ['c']), node('Where', ['c', 'n', 'five'], ['y'])]],
  ['a product of a list', [node('Concat', ['n', 'two', 'five'], ['l'], { axis: 0 }), node('ReduceProd', ['l'], ['y'], { axes: [0] })]],
  ['a part of a list', [node('Concat', ['two', 'n', 'five'], ['l'], { axis: 0 }), node('Gather', ['l', 'one'], ['y'])]],
];

const fileOf = (nodes: readonly ReturnType<typeof node>[]): Promise<OnnxFile> => openOnnx('model.onnx', { source: bytesSource(model({
  nodes: [node('Shape', ['x'], ['n'], { start: 0, end: 1 }), ...nodes, node('Expand', ['t', 'y'], ['z'])],
  initializers: [ints('one', [1]), ints('two', [2]), ints('five', [5]), floats('scale', [1], [1.5]), floats('t', [1], [3])],
  inputs: [value('x', ['N', 3])], outputs: [value('z', null)] })), external: () => Promise.resolve(null) });

function sizeOf(file: OnnxFile, inputs: readonly InputSpec[] | null) {
  const { graph, gaps, raises } = traceOnnx(file, { inputs });
  expect([...gaps, ...raises]).toEqual([]);
  const dim = graph.output.kind === 'tensor' ? graph.output.shape[0] : null;
  if (dim?.kind !== 'int') throw new Error('the output has no size');
  return dim;
}

test.each(WAYS)('%s', async (_name, nodes) => {
  const file = await fileOf(nodes);
  const { value: size } = sizeOf(file, null);
  expect(isSym(size)).toBe(true);
  const n = sizeOf(await fileOf([node('Identity', ['n'], ['y'])]), null).value;
  if (!isSym(size) || !isSym(n)) return;
  for (const i of [0, 1, 2, 70]) {
    const known = sizeOf(file, [{ kind: 'tensor', dims: [n.at[i], 3], dtype: 'float32' }]);
    expect(size.at[i]).toBe(constantOf(known));
  }
});
