// Every ONNX operator that is modelled, by domain and type; and the ops that only ONNX has.
import { ALL_OPS } from '../index';
import { arithmetic } from './arithmetic';
import { attention } from './attention';
import { isBinding, type OnnxBinding, type OnnxCall, type OnnxResult } from './contract';
import { convolutions } from './conv';
import { detection } from './detection';
import { images } from './image';
import { indexing } from './indexing';
import { losses } from './loss';
import { norms } from './norm';
import { ONNX_OPS } from './ops';
import { pools } from './pool';
import { quantization } from './quantized';
import { recurrents } from './recurrent';
import { reduce } from './reduce';
import { resizing } from './resize';
import { shapes } from './shapes';
import { spectral } from './spectral';

const families: readonly (readonly OnnxBinding[])[] = [arithmetic, shapes, indexing, reduce, convolutions, pools, norms, resizing,
  losses, quantization, recurrents, detection, spectral, images, attention];

export { ONNX_OPS };

export type Operator = (node: OnnxCall) => OnnxResult;
const operators = new Map<string, Operator>();
const keyOf = (domain: string, type: string): string => `${domain === 'ai.onnx' ? '' : domain}:${type}`;
for (const op of ALL_OPS) {
  const bindings = op.onnx === undefined ? [] : isBinding(op.onnx) ? [op.onnx] : op.onnx;
  for (const binding of bindings) operators.set(keyOf(binding.domain ?? '', binding.type), (node) => binding.bind(node, op));
}
for (const binding of families.flat()) {
  // A binding outside of any op's record names its ops itself.
  operators.set(keyOf(binding.domain ?? '', binding.type), (node) => binding.bind(node, ONNX_OPS[0]));
}

/** 'Conv' of domain '' → how it is applied; undefined when it is not modelled. */
export const findOperator = (domain: string, type: string): Operator | undefined => operators.get(keyOf(domain, type));
export const operatorNames = (): readonly string[] => [...operators.keys()];
