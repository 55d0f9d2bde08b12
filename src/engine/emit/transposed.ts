// Transposed convolution as convolutions, one for each phase of the stride: output pixels of one phase see the same taps.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import { addressOf, wordsOf, type Address, type Word } from '../program';
import { channelsLast } from '../region';
import type { Lowering } from '../../tensor/plan';
import { PACK } from '../wasm/matrix';
import { emitTiles, packKey } from './conv';
import { epilogueWords } from './epilogue';
import { emitWinograd, type RawWeights } from './winograd';
import { cheapestCut, type Along } from './winogradCut';

type Transposed = Extract<Lowering, { kernel: 'convTransposed2d' }> & { readonly operands: readonly (number | null)[] };

/** Taps of one axis that reach output positions `phase`, `phase + stride`, ...: the first tap, their distance, how many. */
interface Phase { readonly tap: number; readonly step: number; readonly taps: number; readonly start: number;
  readonly move: number; readonly size: number }

/**
 * Output position o takes tap k where o + padding - k dilation is a multiple of the stride; the quotient is the input
 * position. Taps `step` apart do so, and each moves the input position by `move`.
 */
function phaseOf(phase: number, stride: number, padding: number, dilation: number, kernel: number, out: number): Phase {
  const size = Math.ceil((out - phase) / stride);
  const fits = (k: number): boolean => (((phase + padding - k * dilation) % stride) + stride) % stride === 0;
  const all = Array.from({ length: kernel }, (_, k) => k).filter(fits);
  const [tap = 0, second = tap + 1] = all;
  const step = second - tap;
  return { tap, step, taps: all.length, start: Math.floor((phase + padding - tap * dilation) / stride),
    move: -(step * dilation) / stride, size };
}

export function emitTransposed(compiler: Compiler, group: Group, conv: Transposed): boolean {
  const [input, weight, bias] = conv.operands;
  const alone = group.norm === null && group.residual === null && group.sum === null;
  if (typeof input !== 'number' || typeof weight !== 'number' || conv.groups !== 1 || !alone) return false;
  const shape = compiler.shape(group.out);
  const [, channels, inHeight, inWidth] = compiler.shape(input);
  const [, , kernelH, kernelW] = compiler.shape(weight);
  const from = compiler.channelsLast(input);
  const out = compiler.define(group.out, compiler.allocate(shape, channelsLast(shape)));
  const epilogue = epilogueWords(compiler, group, out, shape[1], bias ?? null);
  const blocks = Math.ceil(shape[1] / 8);
  for (let py = 0; py < Math.min(conv.stride[0], shape[2]); py++) {
    for (let px = 0; px < Math.min(conv.stride[1], shape[3]); px++) {
      const y = phaseOf(py, conv.stride[0], conv.padding[0], conv.dilation[0], kernelH, shape[2]);
      const x = phaseOf(px, conv.stride[1], conv.padding[1], conv.dilation[1], kernelW, shape[3]);
      const taps = y.taps * x.taps;
      const cut = cheapestCut(compiler, weight, { images: shape[0], channels, outputs: shape[1],
        along: [alongOf(y), alongOf(x)] });
      const at: Address = { ...addressOf(out), offset: 4 * (out.offset + py * out.strides[2] + px * out.strides[3]) };
      if (cut) {
        emitWinograd(compiler, cut, { input, epilogue: { ...epilogue, out: at }, weights: rawWeights(compiler, weight, y, x),
          out: { ...out, shape: [shape[0], shape[1], y.size, x.size], strides: out.strides.map((step, axis) =>
            (axis < 2 ? step : step * conv.stride[axis - 2])) } });
        continue;
      }
      emitTiles(compiler, { ...epilogue, out: at, outN: 4 * out.strides[0], outY: 4 * conv.stride[0] * out.strides[2],
        outX: 4 * conv.stride[1] * out.strides[3], input: addressOf(from), inN: 4 * from.strides[0], inY: 4 * from.strides[2],
        inX: 4 * from.strides[3], height: inHeight, width: inWidth, outWidth: x.size, strideY: 1, strideX: 1, padY: -y.start,
        padX: -x.start, dilationY: y.move, dilationX: x.move, kernelH: y.taps, kernelW: x.taps, taps, channels: 4 * channels,
        weights: packPhase(compiler, weight, y, x), groupBlocks: blocks, groupBytes: 0, groupOutputs: shape[1],
        zero: compiler.zero(4 * channels) },
      { images: shape[0], pixels: y.size * x.size, blocks, blockBytes: 32 * taps * channels });
    }
  }
  return true;
}

/** As the axis of a convolution, whose taps go the other way. */
const alongOf = ({ taps, start, move, size }: Phase): Along => ({ kernel: taps, out: size, stride: 1,
  dilation: Math.max(1, -move), padding: -(start + Math.max(0, taps - 1) * move) });

/** Weights [input][output][y][x] of one phase, from its last tap to its first. */
function rawWeights(compiler: Compiler, value: number, y: Phase, x: Phase): RawWeights {
  const [channels, outputs, kernelH, kernelW] = compiler.shape(value);
  const last = ({ tap, taps, step }: Phase): number => tap + (taps - 1) * step;
  return { value, folded: null, channels, strideO: kernelH * kernelW, strideI: outputs * kernelH * kernelW,
    start: last(y) * kernelW + last(x), steps: [-y.step * kernelW, -x.step] };
}

/** Weights [input][output][y][x] of one phase's taps. */
function packPhase(compiler: Compiler, weight: number, y: Phase, x: Phase): Word {
  const [channels, outputs, kernelH, kernelW] = compiler.shape(weight);
  const blocks = Math.ceil(outputs / 8);
  const taps = y.taps * x.taps;
  const words = (input: Address, out: Address): Word[] => wordsOf(PACK.names, {
    input: { ...input, offset: input.offset + 4 * (y.tap * kernelW + x.tap) }, out, blocks, blockBytes: 32 * taps * channels,
    groupBlocks: blocks, groupOutputs: outputs, strideO: 4 * kernelH * kernelW, strideI: 4 * outputs * kernelH * kernelW,
    strideTap: 4 * x.step, tapColumns: Math.max(1, x.taps), strideRow: 4 * y.step * kernelW, taps, channels, perGroup: channels,
    perGroupOutputs: 8 * blocks });
  if (!compiler.isConstant(weight)) {
    const packed = compiler.allocate([Math.max(1, 8 * blocks * taps * channels)], [1]);
    const from = addressOf(compiler.rowMajor(weight));
    compiler.whenKnown(weight, () => { compiler.kernel('pack', words(from, addressOf(packed)), blocks); });
    return addressOf(packed);
  }
  return compiler.once(packKey('transposed', weight, null, [y, x]), () => {
    const packed: Address = { buffer: compiler.weightBuffer(32 * blocks * taps * channels), offset: 0 };
    compiler.pack(weight, [], (loader, from) => {
      loader.run({ kernel: 'pack', words: words(from, packed), units: blocks, scratch: 0 });
    });
    return packed;
  });
}
