// Pooling, adaptive average pooling and means over the image: one window kernel.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import { addressOf, wordsOf, type Word } from '../program';
import { channelsLast, rowMajor, type Region } from '../region';
import type { Lowering } from '../../tensor/plan';
import { POOL } from '../wasm/pool';

type Pool = Extract<Lowering,
  { kernel: 'pool2d' | 'adaptivePool2d' | 'meanOfAxes' }> & { readonly operands: readonly (number | null)[] };

export function emitPool(compiler: Compiler, group: Group, pool: Pool): boolean {
  const [input] = pool.operands;
  if (typeof input !== 'number') return false;
  const shape = compiler.shape(input);
  if (shape.length !== 4) return false;
  if (pool.kernel === 'meanOfAxes' && pool.axes.join() !== '2,3') return false;
  const from = compiler.channelsLast(input);
  const outShape = pool.kernel === 'meanOfAxes' ? [shape[0], shape[1], 1, 1] : compiler.shape(group.out);
  const out = pool.kernel === 'pool2d' ? compiler.result(group.out, false) : compiler.allocate(outShape, channelsLast(outShape));
  // A mean that drops its axes is the same memory.
  const result: Region = pool.kernel === 'meanOfAxes' ? { ...out, shape: compiler.shape(group.out),
    strides: rowMajor(compiler.shape(group.out)) } : out;
  compiler.define(group.out, result);
  const words: Partial<Record<(typeof POOL.names)[number], Word>> = { input: addressOf(from), inN: 4 * from.strides[0],
    inY: 4 * from.strides[2], inX: 4 * from.strides[3], out: addressOf(out), outN: 4 * out.strides[0], outY: 4 * out.strides[2],
    outX: 4 * out.strides[3], height: shape[2], width: shape[3], outHeight: outShape[2], outWidth: outShape[3],
      channels: shape[1] };
  const units = outShape[0] * outShape[2] * outShape[3];
  if (pool.kernel !== 'pool2d') {
    compiler.kernel('averagePool', wordsOf(POOL.names, { ...words, dilationY: 1, dilationX: 1, adaptive: 1 }), units);
    return true;
  }
  compiler.kernel(pool.mode === 'max' ? 'maxPool' : 'averagePool', wordsOf(POOL.names, { ...words, kernelH: pool.size[0],
    kernelW: pool.size[1],
    strideY: pool.stride[0], strideX: pool.stride[1], padY: pool.padding[0], padX: pool.padding[1], dilationY: pool.dilation[0],
    dilationX: pool.dilation[1], countPadding: pool.countPadding ? 1 : 0 }), units);
  return true;
}
