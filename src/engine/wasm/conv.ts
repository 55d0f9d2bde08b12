// The tile kernel: up to 6 pixels x 8 output channels of a convolution or matrix product, read through addresses, so that size,
// stride, dilation, padding, groups and Winograd's products are all the same loop. Channels lie side by side in memory.
import { i32, struct, type Fn, type Local, type ModuleBuilder, type Val } from './assembler';
import { EPILOGUE_WORDS, finishInRegisters, SCRATCH, SIMPLE, type Epilogue } from './epilogue';

/** Pixels of the largest tile. */
export const TILE_PIXELS = 6;
/**
 * Pixels of a tile, so that sums, two weights, a factor and, unless it is fused, a product stay in the 15 registers that engines
 * use; those that hoist loads have fewer to spare.
 */
export const tilePixels = ({ fused, split }: TileOptions): number => (split ? 4 : fused ? TILE_PIXELS : 5);

/**
 * Argument words of `conv`. Distances in bytes. `channels`: bytes of one tap's input channels. A unit of work is one tile
 * of one range of output blocks of one image: images x ranges x tiles. Units below `aheadUnits` fetch the next range's weights
 * into the cache while they work on this one's: every tile but the first its part, `aheadPart` of each block, `aheadStep` of 256.
 */
export const CONV = struct(...EPILOGUE_WORDS, 'input', 'inN', 'inY', 'inX', 'height', 'width', 'outWidth', 'tiles', 'tileBase',
  'tileExtra', 'ranges', 'rangeBlocks', 'blocks', 'strideY', 'strideX', 'padY', 'padX', 'dilationY', 'dilationX', 'kernelH',
  'kernelW', 'taps', 'channels', 'weights', 'weightN', 'blockBytes', 'groupBlocks', 'groupBytes', 'groupOutputs', 'zero',
  'aheadUnits', 'aheadStep', 'aheadPart');

export interface TileOptions {
  /** Fused multiply-add of relaxed SIMD. */
  readonly fused: boolean;
  /** One step of the sum per basic block: for engines that hoist loads (V8 before 13). */
  readonly split: boolean;
}

const at = (args: Local, name: keyof typeof CONV.at): Val => args.load('i32', CONV.at[name]);

/** `conv`, which is returned, and `depthwise`: one input channel per output channel, weights [block of 8][tap][8]. */
export function addConv(m: ModuleBuilder, epilogue: Epilogue, options: TileOptions): Fn {
  const gather = addGather(m);
  const sizes = [1, 2, 3, 4, 5, 6];
  addUnits(m, 'depthwise', gather, sizes.map((pixels) => addTile(m, `depthwise${pixels}`, pixels, epilogue,
    eachChannel(options.fused))));
  return addUnits(m, 'conv', gather, sizes.map((pixels) => addTile(m, `tile${pixels}`, pixels, epilogue, dense(options))));
}

function addUnits(m: ModuleBuilder, name: string, gather: Fn, tiles: readonly Fn[]): Fn {
  return m.fn(name, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const [unit, tile, rest, image, pixels, block, last, weights, distance, step] = Array.from({ length: 10 }, () => f.local());
    const small = f.local('i32', at(args, 'tileBase'));
    const more = f.local('i32', at(args, 'tileExtra'));
    f.for(unit, from, to, () => {
      f.set(tile, unit.remainder(at(args, 'tiles')));
      f.set(rest, unit.quotient(at(args, 'tiles')));
      f.set(image, rest.quotient(at(args, 'ranges')));
      f.set(block, rest.remainder(at(args, 'ranges')).mul(at(args, 'rangeBlocks')));
      f.set(last, block.add(at(args, 'rangeBlocks')).min(at(args, 'blocks')));
      f.set(pixels, small.add(tile.less(more)));
      f.call(gather, args, scratch, image, tile.mul(small).add(tile.min(more)), pixels);
      f.set(weights, at(args, 'weights').add(image.mul(at(args, 'weightN'))).add(block.mul(at(args, 'blockBytes'))));
      f.set(distance, 0);
      f.set(step, 0);
      f.if(unit.less(at(args, 'aheadUnits')).select(0, tile), () => {
        f.set(distance, last.sub(block).mul(at(args, 'blockBytes')).add(tile.sub(1).mul(at(args, 'aheadPart'))));
        f.set(step, at(args, 'aheadStep'));
      });
      tiles.forEach((one, i) => f.if(pixels.equals(i + 1), () =>
        f.call(one, args, scratch, weights, block, last, distance, step)));
    });
  });
}

/** (args, scratch, image, first pixel, pixels): addresses of the tile's outputs and of what each tap reads. */
function addGather(m: ModuleBuilder): Fn {
  return m.fn('gather', ['i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, scratch, image, first, pixels] = [0, 1, 2, 3, 4].map((i) => f.parameter(i));
    const [i, y, x, top, left, ky, kx, row, slot, column] = Array.from({ length: 10 }, () => f.local());
    const input = f.local('i32', at(args, 'input').add(image.mul(at(args, 'inN'))));
    const out = f.local('i32', at(args, 'out').add(image.mul(at(args, 'outN'))));
    const zero = f.local('i32', at(args, 'zero'));
    f.set(y, first.quotient(at(args, 'outWidth')));
    f.set(x, first.remainder(at(args, 'outWidth')));
    f.for(i, 0, pixels, () => {
      f.store(scratch.add(i.shl(2)), out.add(y.mul(at(args, 'outY'))).add(x.mul(at(args, 'outX'))), SCRATCH.pointers);
      f.set(top, y.mul(at(args, 'strideY')).sub(at(args, 'padY')));
      f.set(left, x.mul(at(args, 'strideX')).sub(at(args, 'padX')));
      f.set(slot, scratch.add(i.shl(2)));
      f.for(ky, 0, at(args, 'kernelH'), () => {
        f.set(row, input.add(top.mul(at(args, 'inY'))));
        f.set(column, left);
        f.for(kx, 0, at(args, 'kernelW'), () => {
          const inside = top.lessUnsigned(at(args, 'height')).and(column.lessUnsigned(at(args, 'width')));
          f.store(slot, row.add(column.mul(at(args, 'inX'))).select(zero, inside), SCRATCH.rest);
          f.increase(slot, 4 * TILE_PIXELS);
          f.increase(column, at(args, 'dilationX'));
        });
        f.increase(top, at(args, 'dilationY'));
      });
      f.increase(x, 1);
      f.if(x.equals(at(args, 'outWidth')), () => {
        f.set(x, 0);
        f.increase(y, 1);
      });
    });
  });
}

interface Tile {
  readonly f: Fn; readonly args: Local; readonly inputs: readonly Local[]; readonly weights: Local;
  readonly low: readonly Local[]; readonly high: readonly Local[];
  /** What is fetched for later, and how far that moves with every 256 bytes of weights. */
  readonly ahead: Local; readonly step: Local;
}
interface TapBody {
  /** Adds one tap's products to the sums and moves the weights on. */
  add(tile: Tile): void;
  /** Whether a block reads the channels that it writes, not all of its group. */
  readonly own: boolean;
}

/** Every input channel of a tap with 8 weights, 8 channels at a time. */
function dense({ fused, split }: TileOptions): TapBody {
  return { own: false, add: ({ f, args, inputs, weights, low, high, ahead, step: stride }) => {
    const [w0, w1, end, bulk] = [f.local('v128'), f.local('v128'), f.local(), f.local()];
    const step = (k: number): void => {
      // Weights lie above. Every condition is another, since engines leave out a branch whose condition they know.
      if (split) f.endBlock(weights.lessUnsigned(1024 - k));
      f.set(w0, weights.load('v128', 32 * k));
      f.set(w1, weights.load('v128', 32 * k + 16));
      inputs.forEach((input, p) => {
        const x = f.local('v128', input.loadSplat(4 * k));
        f.set(low[p], x.madd(w0, low[p], fused));
        f.set(high[p], x.madd(w1, high[p], fused));
      });
    };
    const loop = (until: Local, steps: number): void => f.while(weights.lessUnsigned(until), () => {
      if (steps > 1) {
        f.touch(ahead);
        f.touch(ahead, 64);
        f.increase(ahead, stride);
      }
      for (let k = 0; k < steps; k++) step(k);
      f.increase(weights, 32 * steps);
      for (const input of inputs) f.increase(input, 4 * steps);
    });
    f.set(end, weights.add(at(args, 'channels').shl(3)));
    f.set(bulk, end.sub(at(args, 'channels').shl(3).and(255)));
    loop(bulk, 8);
    loop(end, 1);
  } };
}

/** The block's own 8 channels, each with its weight. */
function eachChannel(fused: boolean): TapBody {
  return { own: true, add: ({ f, inputs, weights, low, high }) => {
    const [w0, w1] = [f.local('v128', weights.load('v128')), f.local('v128', weights.load('v128', 16))];
    inputs.forEach((input, p) => {
      f.set(low[p], input.load('v128').madd(w0, low[p], fused));
      f.set(high[p], input.load('v128', 16).madd(w1, high[p], fused));
    });
    f.increase(weights, 32);
  } };
}

/** (args, scratch, weights, block, last, distance, step): the sums of `pixels` gathered pixels, 8 output channels at a time. */
function addTile(m: ModuleBuilder, name: string, pixels: number, epilogue: Epilogue, tap: TapBody): Fn {
  return m.fn(name, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, scratch, weights, block, last, distance, step] = [0, 1, 2, 3, 4, 5, 6].map((i) => f.parameter(i));
    const [channel, offset, valid, bias, count, slot, ahead] = Array.from({ length: 7 }, () => f.local());
    const group = f.local('i32', block.quotient(at(args, 'groupBlocks')));
    const within = f.local('i32', block.remainder(at(args, 'groupBlocks')).shl(3));
    const flags = f.local('i32', at(args, 'flags'));
    const [low, high] = [0, 1].map(() => Array.from({ length: pixels }, () => f.local('v128')));
    const inputs = Array.from({ length: pixels }, () => f.local());
    f.while(block.less(last), () => {
      f.set(channel, group.mul(at(args, 'groupOutputs')).add(within).shl(2));
      f.set(offset, tap.own ? channel : group.mul(at(args, 'groupBytes')));
      f.set(valid, at(args, 'groupOutputs').sub(within).min(i32(8)));
      f.set(bias, at(args, 'bias').add(channel));
      f.set(ahead, weights.add(distance));
      [low, high].forEach((half, i) => {
        for (const sum of half) f.set(sum, bias.load('v128', 16 * i));
      });
      f.set(slot, scratch);
      f.for(count, 0, at(args, 'taps'), () => {
        inputs.forEach((input, p) => f.set(input, slot.load('i32', SCRATCH.rest + 4 * p).add(offset)));
        tap.add({ f, args, inputs, weights, low, high, ahead, step });
        f.increase(slot, 4 * TILE_PIXELS);
      });
      const pixelSums = low.map((sum, p) => ({ out: scratch.load('i32', SCRATCH.pointers + 4 * p).add(channel),
        values: [{ sum, offset: 0 }, { sum: high[p], offset: 16 }] }));
      f.if(flags.and(SIMPLE).select(0, valid.equals(8)), () => finishInRegisters(f, args, flags, channel, pixelSums), () => {
        low.forEach((sum, p) => f.store(scratch, sum, SCRATCH.sums + 32 * p));
        high.forEach((sum, p) => f.store(scratch, sum, SCRATCH.sums + 32 * p + 16));
        f.call(epilogue.finish, args, scratch, pixels, channel, valid);
      });
      f.increase(block, 1);
      f.increase(within, 8);
      f.if(within.atLeast(at(args, 'groupBlocks').shl(3)), () => {
        f.set(within, 0);
        f.increase(group, 1);
      });
    });
  });
}
