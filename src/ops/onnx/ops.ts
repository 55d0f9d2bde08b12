// The ops that only ONNX has: without bindings, for whoever runs plans.
import type { OpDef } from '../op';
import { ARITHMETIC_OPS } from './arithmetic';
import { ATTENTION_OPS } from './attention';
import { DETECTION_OPS } from './detection';
import { IMAGE_OPS } from './image';
import { INDEXING_OPS } from './indexing';
import { POOL_OPS } from './pool';
import { QUANTIZED_OPS } from './quantized';
import { RECURRENT_OPS } from './recurrent';
import { RESIZE_OPS } from './resize';
import { SHAPE_OPS } from './shapes';
import { SPECTRAL_OPS } from './spectral';

export const ONNX_OPS = [ARITHMETIC_OPS, SHAPE_OPS, INDEXING_OPS, POOL_OPS, RESIZE_OPS, QUANTIZED_OPS,
  RECURRENT_OPS, DETECTION_OPS, SPECTRAL_OPS, IMAGE_OPS, ATTENTION_OPS]
  .flatMap((family) => Object.values(family)) as readonly unknown[] as readonly OpDef[];
