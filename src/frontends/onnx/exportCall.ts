// One call of a plan while it is written as ONNX nodes: names of its operands, constants, nodes that follow one another.
import type { AttributeValue, NodeToWrite } from '../../formats/onnx/write';
import type { DType } from '../../tensor/dtype';
import { typeOfDType } from '../../formats/onnx/tensors';
import type { PlanArg, PlanCall, PlanValue } from '../../tensor/plan';

export type Settings = Readonly<Record<string, number | string | readonly number[] | AttributeValue>>;

/** What a call writes into. */
export interface ExportTarget {
  readonly values: readonly PlanValue[];
  /** The name of a value in the file. */
  nameOf(value: number): string;
  add(node: NodeToWrite): void;
  /** A constant, the same name for the same elements. */
  constant(data: readonly number[], shape: readonly number[], dtype: DType): string;
  /** A name that no node or value has. */
  fresh(base: string): string;
}

/** The model cannot be written; `message` is a sentence that names the node. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}

/** A call's outputs by name; null where its settings have no such form. */
export type Writer = (call: ExportCall) => readonly string[] | null;

export class ExportCall {
  /** '/layer1/0/conv1' */
  private readonly path: string;

  constructor(private readonly target: ExportTarget, readonly call: PlanCall) {
    this.path = `/${call.node.replaceAll(/[. ]/g, '/')}`;
  }

  /** The first output. */
  get out(): PlanValue {
    return this.target.values[this.call.outputs[0]];
  }
  get outs(): readonly PlanValue[] {
    return this.call.outputs.map((value) => this.target.values[value]);
  }
  get operandValues(): readonly PlanValue[] {
    return (this.call.fast?.operands ?? []).map((value) => this.target.values[value ?? 0]);
  }

  /** Names of the kernel's operands, '' for one that is left out; cast to a type where they have another. */
  operands(dtype?: DType): readonly string[] {
    return (this.call.fast?.operands ?? []).map((value) => (value === null ? '' : this.cast(value, dtype)));
  }
  private cast(value: number, dtype: DType | undefined): string {
    const name = this.target.nameOf(value);
    const own = this.target.values[value].dtype;
    return dtype === undefined || own === dtype ? name : this.one('Cast', [name], { to: typeOfDType(dtype) ?? 1 })[0];
  }

  /** An argument that is a tensor. */
  tensor(name: string): { readonly name: string; readonly value: PlanValue } | null {
    const arg = this.call.args[name];
    const index = isTensorArg(arg) ? arg.value : null;
    return index === null ? null : { name: this.target.nameOf(index), value: this.target.values[index] };
  }
  valueOf(arg: { readonly value: number }): PlanValue {
    return this.target.values[arg.value];
  }
  /** A tensor within an argument of another form. */
  valueAt(arg: PlanArg): { readonly name: string; readonly value: PlanValue } | null {
    return isTensorArg(arg) ? { name: this.target.nameOf(arg.value), value: this.target.values[arg.value] } : null;
  }
  required(name: string): { readonly name: string; readonly value: PlanValue } {
    return this.tensor(name) ?? this.fail();
  }
  number(name: string): number | undefined {
    const arg = this.call.args[name];
    return typeof arg === 'number' ? arg : undefined;
  }
  numbers(name: string, count: number): readonly number[] {
    const arg = this.call.args[name];
    if (typeof arg === 'number') return Array.from({ length: count }, () => arg);
    return Array.isArray(arg) && arg.every((x): x is number => typeof x === 'number') ? arg : this.fail();
  }
  /** Numbers, as many as there are. */
  list(name: string): readonly number[] {
    const arg = this.call.args[name];
    return typeof arg === 'number' ? [arg] : this.numbers(name, 0);
  }
  /** An axis from the front. */
  axis(name: string, rank: number): number {
    const axis = this.number(name) ?? this.fail();
    return axis < 0 ? axis + rank : axis;
  }
  text(name: string): string | undefined {
    const arg = this.call.args[name];
    return typeof arg === 'string' ? arg : undefined;
  }
  arg(name: string): PlanArg | undefined {
    return this.call.args[name];
  }

  ints(data: readonly number[]): string {
    return this.target.constant(data, [data.length], 'int64');
  }
  floats(data: readonly number[]): string {
    return this.target.constant(data, [data.length], 'float32');
  }
  /** A constant of the output's type. */
  filled(value: number, shape: readonly number[], dtype: DType = this.out.dtype): string {
    const count = shape.reduce((a, b) => a * b, 1);
    return this.target.constant(Array.from({ length: count }, () => value), shape, dtype);
  }
  float(value: number): AttributeValue {
    return { kind: 'float', value };
  }

  /** A node of one output. */
  one(type: string, inputs: readonly string[], settings: Settings = {}): readonly string[] {
    return this.node(type, inputs, settings, 1);
  }
  node(type: string, inputs: readonly string[], settings: Settings, outputs: number): readonly string[] {
    const name = this.target.fresh(`${this.path}/${type}`);
    const results = Array.from({ length: outputs }, (_, i) => `${name}_output_${i}`);
    const last = inputs.findLastIndex((input) => input !== '');
    this.target.add({ name, type, inputs: inputs.slice(0, last + 1), outputs: results,
      attributes: Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, attributeOf(value)])) });
    return results;
  }

  fail(): never {
    const op = this.call.op.slice(0, this.call.op.indexOf('('));
    throw new ExportError(
      `${op} at ${this.call.node} cannot be written as ONNX operators yet, so this model cannot be exported.`);
  }
}

export const isTensorArg = (arg: PlanArg | undefined): arg is { readonly value: number } =>
  typeof arg === 'object' && arg !== null && 'value' in arg && typeof arg.value === 'number' && Object.keys(arg).length === 1;

function attributeOf(value: Settings[string]): AttributeValue {
  if (typeof value === 'number') return { kind: 'int', value };
  if (typeof value === 'string') return { kind: 'text', value };
  return Array.isArray(value) ? { kind: 'ints', value } : value as AttributeValue;
}
