// What bindings of many operators share: applying ops one after the other, numbers as arguments, axes counted from the end.
import { defineOp, GiveUp, isUnknown, type OpDef } from '../op';
import type { Scalar, SymbolicArgs } from '../schema';
import { to_dtype } from '../comparison';
import { axisOf } from '../rules';
import { isIntegral } from '../../tensor/dtype';
import { constantOf, int, type Dim, type Int, type Tensor } from '../../tensor/value';
import type { OnnxCall } from './contract';

/** The op's first output. Gives up with the reason where a rule did. */
export function run<S extends string>(node: OnnxCall, op: OpDef<S>, args: Partial<SymbolicArgs<S>>): Tensor {
  const { first } = node.apply(op, args);
  if (isUnknown(first)) throw new GiveUp(first);
  return first;
}

/** An op that PyTorch does not have under any name; the backend tests of ONNX take the place of samples. */
export const onnxOp = <S extends string>(op: Omit<OpDef<S>, 'kind' | 'name' | 'paths' | 'samples'>): OpDef<S> =>
  defineOp({ ...op, paths: [], samples: [] });

export const scalar = (value: number): Scalar => ({ kind: 'float', value });
export const ints = (values: readonly number[]): Int[] => values.map((value) => int(value));
/** A size, or the hole in its place: gives up there. */
export function sizes(dims: readonly Dim[]): Int[] {
  return dims.map((dim) => {
    if (isUnknown(dim)) throw new GiveUp(dim);
    return dim;
  });
}
export const axisFrom = (node: OnnxCall, axis: number, rank: number): number => axisOf(int(axis), rank, node.rule);
export const rankOf = (tensor: Tensor): number => tensor.shape.length;
export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
/** The number of a size, where the operator needs one. */
export const numberOf = (node: OnnxCall, dim: Dim, what: string): number =>
  constantOf(dim) ?? node.giveUp(`${node.type} needs to know ${what} as a number`);

/** Integers as float64 and back, for ops that PyTorch has for floating-point tensors alone; exact up to 2^53. */
export function asFloating(node: OnnxCall, input: Tensor, apply: (floating: Tensor) => Tensor): Tensor {
  if (!isIntegral(input.dtype)) return apply(input);
  const result = apply(run(node, to_dtype, { input, dtype: 'float64' }));
  return run(node, to_dtype, { input: result, dtype: input.dtype });
}
