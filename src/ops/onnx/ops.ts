// The ops that only ONNX has: without bindings, for whoever runs plans.
import type { OpDef } from '../op';
import { ARITHMETIC_OPS } from './arithmetic';
import { INDEXING_OPS } from './indexing';
import { POOL_OPS } from './pool';
import { RESIZE_OPS } from './resize';
import { SHAPE_OPS } from './shapes';

export const ONNX_OPS = [ARITHMETIC_OPS, SHAPE_OPS, INDEXING_OPS, POOL_OPS, RESIZE_OPS]
  .flatMap((family) => Object.values(family)) as readonly unknown[] as readonly OpDef[];
