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
 * `plain`: every pixel is made of the one at its place, and pixels lie at even distances. `outGap`: what lies in a pixel's output
 * between the channels of one group and the next, where nothing but a clamp follows.
 */
export const CONV = struct(...EPILOGUE_WORDS, 'input', 'inN', 'inY', 'inX', 'height', 'width', 'outWidth', 'tiles', 'tileBase',
  'tileExtra', 'ranges', 'rangeBlocks', 'blocks', 'strideY', 'strideX', 'padY', 'padX', 'dilationY', 'dilationX', 'kernelH',
  'kernelW', 'taps', 'channels', 'weights', 'weightN', 'blockBytes', 'groupBlocks', 'groupBytes', 'groupOutputs', 'outGap',
  'zero', 'plain', 'aheadUnits', 'aheadStep', 'aheadPart');

export interface TileOptions {
  /** Fused multiply-add of relaxed SIMD. */
  readonly fused: boolean;
  /** One step of the sum per basic block: for engines that hoist loads (V8 before 13). */
  readonly split: boolean;
  /** Two blocks of channels at a time, for engines that make one register of 256 bits of each two vectors side by side. */
  readonly wide: boolean;
}

const at = (args: Local, name: keyof typeof CONV.at): Val => args.load('i32', CONV.at[name]);

/** `conv`, which is returned, and `depthwise`: one input channel per output channel, weights [block of 8][tap][8]. */
export function addConv(m: ModuleBuilder, epilogue: Epilogue, options: TileOptions): Fn {
  const gather = addGather(m);
  const sizes = [1, 2, 3, 4, 5, 6];
  addUnits(m, 'depthwise', gather, sizes.map((pixels) => addTile(m, `depthwise${pixels}`, pixels, epilogue,
    eachChannel(options.fused))));
  return addUnits(m, 'conv', gather, sizes.map((pixels) => addTile(m, `tile${pixels}`, pixels, epilogue, dense(options),
    options.wide)));
}

function addUnits(m: ModuleBuilder, name: string, gather: Fn, tiles: readonly Fn[]): Fn {
  return m.fn(name, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const [unit, tile, rest, image, pixels, block, last, weights, distance, step] = Array.from({ length: 10 }, () => f.local());
    const small = f.local('i32', at(args, 'tileBase'));
    const more = f.local('i32', at(args, 'tileExtra'));
    f.for(unit, from, to, () => {
      f.set(rest, unit.quotient(at(args, 'tiles')));
      f.set(tile, unit.sub(rest.mul(at(args, 'tiles'))));
      f.set(image, rest.quotient(at(args, 'ranges')));
      f.set(block, rest.sub(image.mul(at(args, 'ranges'))).mul(at(args, 'rangeBlocks')));
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
    const [y, x, out, slot, source] = Array.from({ length: 5 }, () => f.local());
    const end = f.local('i32', scratch.add(pixels.shl(2)));
    f.set(slot, scratch);
    f.if(at(args, 'plain'), () => {
      const [inX, outX] = [f.local('i32', at(args, 'inX')), f.local('i32', at(args, 'outX'))];
      f.set(out, at(args, 'out').add(image.mul(at(args, 'outN'))).add(first.mul(outX)));
      f.set(source, at(args, 'input').add(image.mul(at(args, 'inN'))).add(first.mul(inX)));
      f.do(() => {
        f.store(slot, out, SCRATCH.pointers);
        f.store(slot, source, SCRATCH.rest);
        f.increase(out, outX);
        f.increase(source, inX);
        f.increase(slot, 4);
      }, () => slot.lessUnsigned(end));
    }, () => {
      const w: Windows = { slot, top: f.local(), left: f.local(), start: f.local(),
        input: f.local('i32', at(args, 'input').add(image.mul(at(args, 'inN')))),
        stepY: f.local('i32', at(args, 'dilationY').mul(at(args, 'inY'))),
        stepX: f.local('i32', at(args, 'dilationX').mul(at(args, 'inX'))),
        inY: f.local('i32', at(args, 'inY')), inX: f.local('i32', at(args, 'inX')), width: f.local('i32', at(args, 'width')) };
      // Where a window begins that lies inside: so many places, from the first on; dilations may be negative, kernels empty.
      const places = (size: Val, kernel: 'kernelH' | 'kernelW', dilation: 'dilationY' | 'dilationX'): [Local, Local] => {
        const span = f.local('i32', at(args, kernel).sub(1).mul(at(args, dilation)));
        const first = f.local('i32', span.min(i32(0)));
        const room = f.local('i32', size.add(first).add(first).sub(span));
        f.set(room, room.select(0, room.atLeast(0).and(at(args, 'taps').atLeast(1))));
        return [first, room];
      };
      const [firstY, roomY] = places(at(args, 'height'), 'kernelH', 'dilationY');
      const [firstX, roomX] = places(w.width, 'kernelW', 'dilationX');
      const findRow = (): void => {
        f.set(out, at(args, 'out').add(image.mul(at(args, 'outN'))).add(y.mul(at(args, 'outY'))).add(x.mul(at(args, 'outX'))));
        f.set(w.top, y.mul(at(args, 'strideY')).sub(at(args, 'padY')));
        f.set(w.left, x.mul(at(args, 'strideX')).sub(at(args, 'padX')));
        f.set(w.start, w.input.add(w.top.mul(w.inY)).add(w.left.mul(w.inX)));
      };
      f.set(y, first.quotient(at(args, 'outWidth')));
      f.set(x, first.remainder(at(args, 'outWidth')));
      findRow();
      f.do(() => {
        f.store(slot, out, SCRATCH.pointers);
        f.if(w.top.add(firstY).lessUnsigned(roomY).and(w.left.add(firstX).lessUnsigned(roomX)), () => wholeWindow(f, args, w),
          () => partOfWindow(f, args, w));
        f.increase(out, at(args, 'outX'));
        f.increase(w.left, at(args, 'strideX'));
        f.increase(w.start, at(args, 'strideX').mul(w.inX));
        f.increase(x, 1);
        f.if(x.equals(at(args, 'outWidth')), () => {
          f.set(x, 0);
          f.increase(y, 1);
          findRow();
        });
        f.increase(slot, 4);
      }, () => slot.lessUnsigned(end));
    });
  });
}

/** The window of one pixel: its first row and column, their address, and the steps from tap to tap in bytes. */
type Windows = Readonly<Record<'slot' | 'top' | 'left' | 'start' | 'input' | 'stepY' | 'stepX' | 'inY' | 'inX' | 'width', Local>>;

function wholeWindow(f: Fn, args: Local, { slot, start, stepY, stepX }: Windows): void {
  const [row, address, tap, rows, columns] = [f.local('i32', start), f.local(), f.local('i32', slot), f.local('i32',
    at(args, 'kernelH')), f.local()];
  f.do(() => {
    f.set(address, row);
    f.set(columns, at(args, 'kernelW'));
    f.do(() => {
      f.store(tap, address, SCRATCH.rest);
      f.increase(tap, 4 * TILE_PIXELS);
      f.increase(address, stepX);
      f.increase(columns, -1);
    }, () => columns);
    f.increase(row, stepY);
    f.increase(rows, -1);
  }, () => rows);
}

/** A window that reaches beyond the image, where everything is zero. */
function partOfWindow(f: Fn, args: Local, w: Windows): void {
  const [ky, kx, row, column, tap, y] = [f.local(), f.local(), f.local(), f.local(), f.local('i32', w.slot), f.local('i32',
    w.top)];
  const zero = f.local('i32', at(args, 'zero'));
  f.for(ky, 0, at(args, 'kernelH'), () => {
    f.set(row, w.input.add(y.mul(w.inY)));
    f.set(column, w.left);
    f.for(kx, 0, at(args, 'kernelW'), () => {
      const inside = y.lessUnsigned(at(args, 'height')).and(column.lessUnsigned(w.width));
      f.store(tap, row.add(column.mul(w.inX)).select(zero, inside), SCRATCH.rest);
      f.increase(tap, 4 * TILE_PIXELS);
      f.increase(column, at(args, 'dilationX'));
    });
    f.increase(y, at(args, 'dilationY'));
  });
}

/** 8 output channels: their weights, and the sums of every pixel. */
interface Block { readonly weights: Local; readonly low: readonly Local[]; readonly high: readonly Local[] }
interface Tile {
  readonly f: Fn; readonly args: Local; readonly inputs: readonly Local[];
  /** One block, or two that lie side by side. */
  readonly blocks: readonly [Block, ...Block[]];
  /** What is fetched for later, and how far that moves with every 256 bytes of weights. */
  readonly ahead: Local; readonly step: Local;
}
/** Tiles of so many pixels are what nearly all are: where a few channels are left of eight, they have a loop for four. */
const LONG_TILE = 5;
interface TapBody {
  /** Adds one tap's products to the sums and moves the weights on. */
  add(tile: Tile): void;
  /** Whether a block reads the channels that it writes, not all of its group. */
  readonly own: boolean;
}

/** Every input channel of a tap with 8 weights, 8 channels at a time. */
function dense({ fused, split }: TileOptions): TapBody {
  return { own: false, add: ({ f, args, inputs, blocks, ahead, step: stride }) => {
    const [x, end, bulk] = [f.local('v128'), f.local(), f.local()];
    const loaded = blocks.map(() => [f.local('v128'), f.local('v128')]);
    const [{ weights }] = blocks;
    const step = (k: number): void => {
      // Weights lie above. Every condition is another, since engines leave out a branch whose condition they know.
      if (split) f.endBlock(weights.lessUnsigned(1024 - k));
      loaded.forEach((halves, b) => halves.forEach((w, i) => f.set(w, blocks[b].weights.load('v128', 32 * k + 16 * i))));
      inputs.forEach((input, p) => {
        f.set(x, input.loadSplat(4 * k));
        loaded.forEach(([w0, w1], b) => {
          const { low, high } = blocks[b];
          f.set(low[p], x.madd(w0, low[p], fused));
          f.set(high[p], x.madd(w1, high[p], fused));
        });
      });
    };
    const loop = (until: Local, steps: number): void => f.while(weights.lessUnsigned(until), () => {
      if (steps === 8) {
        f.touch(ahead);
        f.touch(ahead, 64);
        f.increase(ahead, stride);
      }
      for (let k = 0; k < steps; k++) step(k);
      for (const block of blocks) f.increase(block.weights, 32 * steps);
      for (const input of inputs) f.increase(input, 4 * steps);
    });
    f.set(end, weights.add(at(args, 'channels').shl(3)));
    f.set(bulk, end.sub(at(args, 'channels').shl(3).and(255)));
    loop(bulk, 8);
    f.if(bulk.differs(end), () => {
      if (inputs.length >= LONG_TILE) {
        f.set(bulk, end.sub(at(args, 'channels').shl(3).and(127)));
        loop(bulk, 4);
      }
      loop(end, 1);
    });
  } };
}

/** The block's own 8 channels, each with its weight. */
function eachChannel(fused: boolean): TapBody {
  return { own: true, add: ({ f, inputs, blocks: [{ weights, low, high }] }) => {
    const [w0, w1] = [f.local('v128', weights.load('v128')), f.local('v128', weights.load('v128', 16))];
    inputs.forEach((input, p) => {
      f.set(low[p], input.load('v128').madd(w0, low[p], fused));
      f.set(high[p], input.load('v128', 16).madd(w1, high[p], fused));
    });
    f.increase(weights, 32);
  } };
}

/** What the sums of a tile are made with; `valid`: channels of the block that are there, 1 to 8. */
interface TileState {
  readonly f: Fn; readonly args: Local; readonly scratch: Local; readonly inputs: readonly Local[];
  readonly channel: Local; readonly offset: Local; readonly valid: Local; readonly group: Local; readonly flags: Local;
  readonly ahead: Local; readonly step: Local;
}

const blockOf = (f: Fn, pixels: number, weights: Local): Block => {
  const [low, high] = [0, 1].map(() => Array.from({ length: pixels }, () => f.local('v128')));
  return { weights, low, high };
};

/** Sums of blocks that lie side by side, in registers; `offset` is afterwards that of the outputs. */
function sumBlocks(t: TileState, tap: TapBody, blocks: readonly [Block, ...Block[]]): void {
  const { f, args, inputs, offset, channel } = t;
  const [count, slot, bias] = [f.local(), f.local(), f.local('i32', at(args, 'bias').add(channel))];
  blocks.forEach(({ low, high }, b) => [low, high].forEach((half, i) => {
    for (const each of half) f.set(each, bias.load('v128', 32 * b + 16 * i));
  }));
  f.set(slot, t.scratch);
  f.for(count, 0, at(args, 'taps'), () => {
    inputs.forEach((input, p) => f.set(input, slot.load('i32', SCRATCH.rest + 4 * p).add(offset)));
    tap.add({ f, args, inputs, blocks, ahead: t.ahead, step: t.step });
    f.increase(slot, 4 * TILE_PIXELS);
  });
  if (!tap.own) f.set(offset, channel.add(t.group.mul(at(args, 'outGap'))));
}

const finishBlocks = ({ f, args, scratch, flags, channel, offset, inputs }: TileState, blocks: readonly Block[]): void =>
  finishInRegisters(f, args, flags, channel, inputs.map((_, p) => ({
    out: scratch.load('i32', SCRATCH.pointers + 4 * p).add(offset),
    values: blocks.flatMap(({ low, high }, b) => [{ sum: low[p], offset: 32 * b }, { sum: high[p], offset: 32 * b + 16 }]),
  })));

function finishBlock(t: TileState, block: Block, epilogue: Epilogue): void {
  const { f, args, scratch, flags, channel, valid, inputs } = t;
  f.if(flags.and(SIMPLE).select(0, valid.equals(8)), () => finishBlocks(t, [block]), () => {
    block.low.forEach((low, p) => {
      f.store(scratch, low, SCRATCH.sums + 32 * p);
      f.store(scratch, block.high[p], SCRATCH.sums + 32 * p + 16);
    });
    f.call(epilogue.finish, args, scratch, inputs.length, channel, valid);
  });
}

/**
 * (args, scratch, weights, block, last, distance, step): the sums of `pixels` gathered pixels, 8 output channels at a time, or 16
 * where `wide` and as many follow whose sums are finished in registers.
 */
function addTile(m: ModuleBuilder, name: string, pixels: number, epilogue: Epilogue, tap: TapBody, wide = false): Fn {
  return m.fn(name, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, scratch, weights, block, last, distance, step] = [0, 1, 2, 3, 4, 5, 6].map((i) => f.parameter(i));
    const [channel, offset, valid, ahead] = Array.from({ length: 4 }, () => f.local());
    const group = f.local('i32', block.quotient(at(args, 'groupBlocks')));
    const within = f.local('i32', block.remainder(at(args, 'groupBlocks')).shl(3));
    const t: TileState = { f, args, scratch, channel, offset, valid, group, ahead, step, flags: f.local('i32', at(args, 'flags')),
      inputs: Array.from({ length: pixels }, () => f.local()) };
    const advance = (): void => {
      f.increase(block, 1);
      f.increase(within, 8);
    };
    const first = blockOf(f, pixels, weights);
    const one = (): void => {
      sumBlocks(t, tap, [first]);
      finishBlock(t, first, epilogue);
    };
    const two = (): void => {
      const second = blockOf(f, pixels, f.local('i32', weights.add(at(args, 'blockBytes'))));
      sumBlocks(t, tap, [first, second]);
      finishBlocks(t, [first, second]);
      f.set(weights, second.weights);
      advance();
    };
    f.while(block.less(last), () => {
      f.set(channel, group.mul(at(args, 'groupOutputs')).add(within).shl(2));
      f.set(offset, tap.own ? channel : group.mul(at(args, 'groupBytes')));
      f.set(valid, at(args, 'groupOutputs').sub(within).min(i32(8)));
      f.set(ahead, weights.add(distance));
      if (wide) f.if(t.flags.and(SIMPLE).select(0, at(args, 'groupOutputs').sub(within).atLeast(16)
        .and(last.sub(block).atLeast(2))), two, one);
      else one();
      advance();
      f.if(within.atLeast(at(args, 'groupBlocks').shl(3)), () => {
        f.set(within, 0);
        f.increase(group, 1);
      });
    });
  });
}
