// Small ONNX models written by our own writer, for tests of the reader and of operators.
import { joinBytes } from '../../src/formats/protobuf';
import { writeOnnx, type AttributeValue, type GraphToWrite, type ModelToWrite, type NodeToWrite, type TensorToWrite,
  type ValueToWrite } from '../../src/formats/onnx/write';

export type Attributes = Readonly<Record<string, number | string | readonly number[] | AttributeValue>>;

/** Integers are ints, other numbers floats; `f` forces a float. */
export const f = (value: number | readonly number[]): AttributeValue =>
  (typeof value === 'number' ? { kind: 'float', value } : { kind: 'floats', value });

export function node(type: string, inputs: readonly string[], outputs: readonly string[], attributes: Attributes = {}, name = ''):
  NodeToWrite {
  return { name, type, inputs, outputs, attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) =>
    [key, attributeOf(value)])) };
}
function attributeOf(value: Attributes[string]): AttributeValue {
  if (typeof value === 'string') return { kind: 'text', value };
  if (typeof value === 'number') return Number.isInteger(value) ? { kind: 'int', value } : { kind: 'float', value };
  if (Array.isArray(value)) return value.every(Number.isInteger) ? { kind: 'ints', value } : { kind: 'floats', value };
  return value as AttributeValue;
}

export const FLOAT = 1;
export const INT64 = 7;
export const BOOL = 9;
export const value = (name: string, dims: readonly (number | string)[] | null, type = FLOAT): ValueToWrite =>
  ({ name, dims, type });

export function floats(name: string, dims: readonly number[], data: readonly number[]): TensorToWrite {
  return { name, dims, type: FLOAT, data: new Uint8Array(Float32Array.from(data).buffer) };
}
export function ints(name: string, data: readonly number[], dims: readonly number[] = [data.length]): TensorToWrite {
  return { name, dims, type: INT64, data: new Uint8Array(BigInt64Array.from(data, BigInt).buffer) };
}

export const model = (graph: Partial<GraphToWrite> & Pick<GraphToWrite, 'nodes' | 'inputs' | 'outputs'>, opset = 17,
  rest: Partial<ModelToWrite> = {}): Uint8Array =>
  joinBytes(writeOnnx({ graph: { name: 'test', initializers: [], ...graph }, opset, irVersion: 8, producer: 'convlens-tests',
    ...rest }));

/** Numbers between -1 and 1 that differ from each other, the same on every machine. */
export function numbers(count: number, seed = 1): number[] {
  let state = seed * 2_654_435_761 % 2 ** 32;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.fround(state / 2 ** 31 - 1);
  });
}
