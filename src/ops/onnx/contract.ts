// How an ONNX operator becomes ops: what a binding may ask of a node, and what it answers. The binding of an operator that is
// one op of PyTorch stands in that op's record (`onnx`); operators that are several ops, or that PyTorch does not have, stand
// in the families of this folder. Knows nothing of files.
import type { Apply, OpDef, RuleContext } from '../op';
import { parseSchema, type SymbolicArgs } from '../schema';
import type { DType } from '../../tensor/dtype';
import type { Dim, Int, Tensor, Unknown } from '../../tensor/value';

/** One node of an ONNX graph whose inputs are known. */
export interface OnnxCall {
  readonly type: string;
  /** Version of the operator set that the file uses for the operator's domain. */
  readonly version: number;
  /** null where an optional input is left out. */
  readonly inputs: readonly (Tensor | null)[];
  /** Names of the outputs; '' where one is not used. */
  readonly outputs: readonly string[];
  /** Attributes by name; undefined where the file does not set one, so that the caller names ONNX's default. */
  int(name: string): number | undefined;
  float(name: string): number | undefined;
  text(name: string): string | undefined;
  ints(name: string): readonly number[] | undefined;
  floats(name: string): readonly number[] | undefined;
  texts(name: string): readonly string[] | undefined;
  /** The dtype that an attribute such as `to` names. Gives up on those that are not modelled. */
  dtype(name: string): DType | undefined;
  readonly apply: Apply;
  readonly rule: RuleContext;
  /** A required input. Raises when it is left out. */
  tensor(index: number): Tensor;
  optional(index: number): Tensor | null;
  /** The elements of an input as sizes, symbols kept. Gives up when they depend on data. */
  dims(index: number): Int[];
  /** The elements of an input as numbers. Gives up when they are not known, or depend on a symbol. */
  numbers(index: number): readonly number[];
  /** The same where the input may be left out: undefined then. */
  optionalDims(index: number): Int[] | undefined;
  optionalNumbers(index: number): readonly number[] | undefined;
  /** What is known of a tensor's elements; undefined when nothing is. */
  known(tensor: Tensor): Int[] | undefined;
  /** The same tensor, whose elements are these; undefined or a hole among them: not known. */
  elements(tensor: Tensor, elements: readonly Dim[] | undefined): Tensor;
  /** An attribute that is a tensor. */
  attributeTensor(name: string): Tensor | undefined;
  /** A tensor of known elements. */
  constant(data: readonly number[], shape: readonly number[], dtype: DType): Tensor;
  /** What the operator's outputs then are: a sentence, no full stop. */
  giveUp(message: string): never;
}

/** One value for each output; an output that is left out at the end is not known. */
export type OnnxResult = Tensor | Unknown | readonly (Tensor | Unknown)[];

export interface OnnxBinding {
  /** 'Conv' */
  readonly type: string;
  /** '' for ONNX's own operators. */
  readonly domain?: string;
  bind(node: OnnxCall, op: OpDef): OnnxResult;
}

/** The operator is that op: its inputs are the op's tensors in order, and its attributes are the op's defaults. */
export const sameOp = (type: string, extra: (node: OnnxCall) => Readonly<Record<string, unknown>> = () => ({})): OnnxBinding => ({
  type,
  bind: (node, op) => node.apply(op, { ...tensorsOf(node, op), ...extra(node) }).first,
});

function tensorsOf(node: OnnxCall, op: OpDef): Partial<SymbolicArgs<string>> {
  const params = parseSchema(op.schema).params.filter((param) => param.types.some((type) => type.base === 'Tensor'));
  const given = params.filter((param, i) => i < node.inputs.length || param.default === undefined);
  return Object.fromEntries(given.map((param, i) =>
    [param.name, param.types.some((type) => type.optional) ? node.optional(i) : node.tensor(i)]));
}

/** A binding that stands outside of an op's record. */
export const operator = (type: string, bind: (node: OnnxCall) => OnnxResult): OnnxBinding => ({ type, bind });
export const operators = (types: Readonly<Record<string, (node: OnnxCall) => OnnxResult>>): OnnxBinding[] =>
  Object.entries(types).map(([type, bind]) => operator(type, bind));

export const isBinding = (value: unknown): value is OnnxBinding =>
  typeof value === 'object' && value !== null && 'bind' in value && 'type' in value;
export type { Dim };
