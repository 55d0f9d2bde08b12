// Operators through reader, graph and engine, with fast and with reference kernels, against ONNX Runtime's recorded results.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bytesSource } from '../../src/formats/source';
import { openOnnx, traceOnnx } from '../../src/frontends/onnx';
import { weightsOf } from '../../src/frontends/onnx/weights';
import { lower } from '../../src/graph/lower';
import { onnxSession } from '../support/onnxCases';
import { CASES } from './operatorCases';

interface Recorded { readonly type: string; readonly shape: readonly number[]; readonly data: readonly number[] }
const recorded = (JSON.parse(readFileSync('test/golden/onnx/operators.json', 'utf8')) as { cases: Record<string,
  Recorded[]> }).cases;

describe.each(CASES)('$name', ({ name, bytes, inputs }) => {
  test.each(['fast', 'reference'] as const)('%s kernels agree with ONNX Runtime', async (kernels) => {
    const file = await openOnnx(name, { source: bytesSource(bytes), external: () => Promise.resolve(null) });
    const trace = traceOnnx(file, { inputs: null });
    expect(trace.raises).toEqual([]);
    expect(trace.gaps).toEqual([]);
    const plan = lower(trace.graph, { keep: [] });
    const session = onnxSession(plan, await weightsOf(file, trace, plan), kernels === 'reference');
    const { outputs } = session.run(inputs.map(({ data }) => Float32Array.from(data)));
    session.dispose();
    expect(outputs.map(({ shape }) => shape)).toEqual(recorded[name].map(({ shape }) => shape));
    expect(outputs.map(({ dtype }) => dtype)).toEqual(recorded[name].map(({ type }) => type));
    for (const [i, { data }] of recorded[name].entries()) {
      const largest = Math.max(1e-6, ...data.map(Math.abs));
      for (const [j, y] of data.entries()) {
        expect(Math.abs(Number(outputs[i].data[j]) - y) / largest, `output ${i}, element ${j}`).toBeLessThan(1e-5);
      }
    }
  });
});

test('every case is recorded', () => {
  expect(Object.keys(recorded).sort()).toEqual(CASES.map(({ name }) => name).sort());
});
