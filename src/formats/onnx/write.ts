// Writes ONNX files: a model as pieces of bytes, weights not copied.
import { MessageWriter } from '../protobuf';

export interface TensorToWrite {
  readonly name: string;
  readonly dims: readonly number[];
  /** TensorProto.DataType. */
  readonly type: number;
  /** Elements in row-major order, little-endian. */
  readonly data: Uint8Array;
}
export type AttributeValue =
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'texts'; readonly value: readonly string[] }
  | { readonly kind: 'ints' | 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'tensor'; readonly value: TensorToWrite }
  | { readonly kind: 'graph'; readonly value: GraphToWrite };
export interface NodeToWrite {
  readonly name: string;
  readonly type: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}
/** A size, or the name of one that is free. */
export interface ValueToWrite { readonly name: string; readonly type: number; readonly dims: readonly (number | string)[] | null }
export interface GraphToWrite {
  readonly name: string;
  readonly nodes: readonly NodeToWrite[];
  readonly initializers: readonly TensorToWrite[];
  readonly inputs: readonly ValueToWrite[];
  readonly outputs: readonly ValueToWrite[];
  readonly values?: readonly ValueToWrite[];
}
export interface FunctionToWrite {
  readonly name: string; readonly domain: string; readonly inputs: readonly string[]; readonly outputs: readonly string[];
  readonly attributes: readonly string[]; readonly nodes: readonly NodeToWrite[]; readonly opset: number;
}
export interface ModelToWrite {
  readonly graph: GraphToWrite;
  readonly opset: number;
  readonly irVersion: number;
  readonly producer: string;
  readonly version?: string;
  readonly functions?: readonly FunctionToWrite[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The file's bytes in pieces, in order. */
export function writeOnnx(model: ModelToWrite): readonly Uint8Array[] {
  const writer = new MessageWriter().int(1, model.irVersion).text(2, model.producer).text(3, model.version)
    .message(7, graph(model.graph)).message(8, opset('', model.opset));
  const functions = model.functions ?? [];
  for (const domain of new Set(functions.map((each) => each.domain))) writer.message(8, opset(domain, 1));
  for (const [key, value] of Object.entries(model.metadata ?? {})) {
    writer.message(14, new MessageWriter().text(1, key).text(2, value));
  }
  for (const each of functions) writer.message(25, functionOf(each));
  return writer.pieces();
}

const opset = (domain: string, version: number): MessageWriter => new MessageWriter().text(1, domain).int(2, version);

function graph(written: GraphToWrite): MessageWriter {
  const writer = new MessageWriter();
  for (const each of written.nodes) writer.message(1, node(each));
  writer.text(2, written.name);
  for (const each of written.initializers) writer.message(5, tensor(each));
  for (const each of written.inputs) writer.message(11, value(each));
  for (const each of written.outputs) writer.message(12, value(each));
  for (const each of written.values ?? []) writer.message(13, value(each));
  return writer;
}

function node({ name, type, domain, inputs, outputs, attributes }: NodeToWrite): MessageWriter {
  const writer = new MessageWriter().texts(1, inputs).texts(2, outputs).text(3, name).text(4, type);
  for (const [key, each] of Object.entries(attributes)) writer.message(5, attribute(key, each));
  return writer.text(7, domain);
}

/** `type` comes last, as AttributeProto.AttributeType. */
function attribute(name: string, { kind, value }: AttributeValue): MessageWriter {
  const writer = new MessageWriter().text(1, name);
  switch (kind) {
    case 'float': return writer.float(2, value).int(20, 1);
    case 'int': return writer.int(3, value).int(20, 2);
    case 'text': return writer.texts(4, [value]).int(20, 3);
    case 'tensor': return writer.message(5, tensor(value)).int(20, 4);
    case 'graph': return writer.message(6, graph(value)).int(20, 5);
    case 'floats': return writer.floats(7, value).int(20, 6);
    case 'ints': return writer.ints(8, value).int(20, 7);
    case 'texts': return writer.texts(9, value).int(20, 8);
  }
}

export function tensor({ name, dims, type, data }: TensorToWrite): MessageWriter {
  return new MessageWriter().ints(1, dims).int(2, type).text(8, name).bytes(9, data);
}

function value({ name, type, dims }: ValueToWrite): MessageWriter {
  const tensorType = new MessageWriter().int(1, type);
  if (dims) {
    const shape = new MessageWriter();
    for (const dim of dims) {
      shape.message(1, typeof dim === 'number' ? new MessageWriter().int(1, dim) : new MessageWriter().text(2, dim));
    }
    tensorType.message(2, shape);
  }
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensorType));
}

function functionOf(written: FunctionToWrite): MessageWriter {
  const writer = new MessageWriter().text(1, written.name).texts(4, written.inputs).texts(5, written.outputs)
    .texts(6, written.attributes);
  for (const each of written.nodes) writer.message(7, node(each));
  return writer.message(9, opset('', written.opset)).text(10, written.domain);
}
