// One ONNX node as its operator's binding sees it: attributes by name, inputs with what is known of their elements.
import { dtypeOf, typeName } from '../../formats/onnx/tensors';
import type { OnnxAttribute, OnnxNode, OnnxTensor } from '../../formats/onnx/schema';
import { GiveUp, type Apply, type RuleContext } from '../../ops/op';
import type { OnnxCall } from '../../ops/onnx/contract';
import type { DType } from '../../tensor/dtype';
import { plainNumel } from '../../tensor/dim';
import { constantOf, int, tensorOf, type Dim, type Int, type Tensor } from '../../tensor/value';
import type { Contents } from './contents';

export interface NodeContext {
  readonly version: number;
  readonly inputs: readonly (Tensor | null)[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  readonly contents: Contents;
  /** A tensor that an attribute holds. */
  constant(tensor: OnnxTensor): Tensor;
  readonly apply: Apply;
  readonly rule: RuleContext;
}

export class NodeCall implements OnnxCall {
  readonly type: string;
  readonly version: number;
  readonly outputs: readonly string[];
  readonly inputs: readonly (Tensor | null)[];
  readonly apply: Apply;
  readonly rule: RuleContext;

  constructor(node: OnnxNode, private readonly context: NodeContext) {
    this.type = node.op_type ?? '';
    this.outputs = node.output;
    this.version = context.version;
    this.inputs = context.inputs;
    this.apply = context.apply;
    this.rule = context.rule;
  }

  int(name: string): number | undefined {
    const attribute = this.context.attributes.get(name);
    return attribute && (attribute.i ?? 0);
  }
  float(name: string): number | undefined {
    const attribute = this.context.attributes.get(name);
    return attribute && (attribute.f ?? 0);
  }
  text(name: string): string | undefined {
    const attribute = this.context.attributes.get(name);
    return attribute && (attribute.s ?? '');
  }
  ints(name: string): readonly number[] | undefined {
    return this.context.attributes.get(name)?.ints;
  }
  floats(name: string): readonly number[] | undefined {
    return this.context.attributes.get(name)?.floats;
  }
  texts(name: string): readonly string[] | undefined {
    return this.context.attributes.get(name)?.strings;
  }
  dtype(name: string): DType | undefined {
    const type = this.int(name);
    return type === undefined ? undefined : dtypeOf(type) ?? this.giveUp(`elements of type ${typeName(type)} are not modelled`);
  }

  tensor(index: number): Tensor {
    return this.inputs[index] ?? this.rule.raise('OnnxError', `${this.type} needs an input number ${index + 1}`);
  }
  optional(index: number): Tensor | null {
    return this.inputs[index] ?? null;
  }
  dims(index: number): Int[] {
    const tensor = this.tensor(index);
    return this.context.contents.of(tensor)
      ?? this.giveUp(`${this.type} needs to know the elements of its input number ${index + 1}, which depend on data`,
        'data-dependent-size');
  }
  numbers(index: number): readonly number[] {
    return this.dims(index).map((dim) => constantOf(dim)
      ?? this.giveUp(`${this.type} needs its input number ${index + 1} as numbers, but it depends on the input's size`));
  }
  optionalDims(index: number): Int[] | undefined {
    return this.inputs[index] ? this.dims(index) : undefined;
  }
  optionalNumbers(index: number): readonly number[] | undefined {
    return this.inputs[index] ? this.numbers(index) : undefined;
  }
  known(tensor: Tensor): Int[] | undefined {
    return this.context.contents.of(tensor);
  }
  elements(tensor: Tensor, elements: readonly Dim[] | undefined): Tensor {
    const known = elements?.filter((dim) => dim.kind === 'int');
    if (known && known.length === elements?.length) this.context.contents.set(tensor, known);
    return tensor;
  }
  attributeTensor(name: string): Tensor | undefined {
    const tensor = this.context.attributes.get(name)?.t;
    return tensor && this.context.constant(tensor);
  }
  constant(data: readonly number[], shape: readonly number[], dtype: DType): Tensor {
    if (plainNumel(shape) !== data.length) this.giveUp(`${this.type} has ${data.length} elements for ${shape.join('×')}`);
    return tensorOf({ shape: shape.map((size) => int(size)), dtype }, { data, role: 'constant' });
  }
  giveUp(message: string, code: 'argument-not-modelled' | 'data-dependent-size' = 'argument-not-modelled'): never {
    throw new GiveUp(this.rule.unknown(code, message));
  }
}
