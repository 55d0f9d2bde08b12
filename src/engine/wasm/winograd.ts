// Winograd's minimal filtering for 3x3 kernels of stride 1: input and output tiles are transformed, and the convolution
// becomes products of matrices, which the tile kernel computes. F(4x4, 3x3) with points 0, 1, -1, 2, -2; F(2x2, 3x3) with
// 0, 1, -1. Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016.
import { CONV } from './conv';
import { splat, struct, type Fn, type Local, type ModuleBuilder, type Val } from './assembler';
import { EPILOGUE_WORDS, finishInRegisters, SCRATCH, SIMPLE, type Epilogue } from './epilogue';

/** Strides in bytes. `channels`: bytes of a pixel's channels. `firstTile`: the chunk's first; a unit is a tile of the chunk. */
export const WINOGRAD_INPUT = struct('input', 'inN', 'inY', 'inX', 'height', 'width', 'padY', 'padX', 'tilesY', 'tilesX',
  'firstTile',
  'channels', 'out', 'outMatrix', 'zero');
/** `outputs`: blocks of 8 channels. */
export const WINOGRAD_OUTPUT = struct(...EPILOGUE_WORDS, 'input', 'inMatrix', 'inTile', 'height', 'width', 'tilesY', 'tilesX',
  'firstTile', 'blocks');
/**
 * A chunk of tiles from input to output: how many, the units of its products, then the arguments of the three kernels, in which
 * addresses of transformed tiles and products are relative to the scratch's part for them. A unit is a chunk.
 */
export const WINOGRAD_CHUNK = struct('tiles', 'productUnits');
const CHUNK_PARTS = [WINOGRAD_INPUT, CONV, WINOGRAD_OUTPUT] as const;
/** Bytes of a chunk's arguments, in whole vectors. */
export const WINOGRAD_CHUNK_BYTES =
  16 * Math.ceil([WINOGRAD_CHUNK, ...CHUNK_PARTS].reduce((sum, { bytes }) => sum + bytes, 0) / 16);
/** Raw weights [output][channel][3][3] to one packed matrix per point. A unit is a block of 8 outputs. */
export const WINOGRAD_WEIGHTS = struct('input', 'out', 'outMatrix', 'blockBytes', 'channels', 'scale');

/** One axis of each transform, as the matrices B^T, G and A^T of the paper. */
interface Transform {
  readonly tile: number;
  input(f: Fn, d: readonly Val[]): Val[];
  weight(f: Fn, g: readonly Val[]): Val[];
  output(f: Fn, m: readonly Val[]): Val[];
}
const F2: Transform = {
  tile: 2,
  input: (_, [a, b, c, d]) => [a.sub(c), b.add(c), c.sub(b), b.sub(d)],
  weight(f, [a, b, c]) {
    const [ends, middle] = [f.local('v128', a.add(c).mul(0.5)), f.local('v128', b.mul(0.5))];
    return [a, ends.add(middle), ends.sub(middle), c];
  },
  output: (_, [a, b, c, d]) => [a.add(b).add(c), b.sub(c).sub(d)],
};
const F4: Transform = {
  tile: 4,
  input(f, [a, b, c, d, e, g]) {
    const [even, odd] = [f.local('v128', e.sub(c.mul(4))), f.local('v128', d.sub(b.mul(4)))];
    const [half, twice] = [f.local('v128', e.sub(c)), f.local('v128', d.sub(b).mul(2))];
    return [a.mul(4).sub(c.mul(5)).add(e), even.add(odd), even.sub(odd), half.add(twice), half.sub(twice),
      b.mul(4).sub(d.mul(5)).add(g)];
  },
  weight(f, [a, b, c]) {
    const [ends, middle] = [f.local('v128', a.add(c).mul(-1 / 6)), f.local('v128', b.mul(1 / 6))];
    const [even, odd] = [f.local('v128', a.mul(1 / 24).add(c.mul(1 / 6))), f.local('v128', b.mul(1 / 12))];
    return [a.mul(1 / 4), ends.sub(middle), ends.add(middle), even.add(odd), even.sub(odd), c];
  },
  output(f, [a, b, c, d, e, g]) {
    const [sum, difference] = [f.local('v128', b.add(c)), f.local('v128', b.sub(c))];
    const [far, apart] = [f.local('v128', d.add(e)), f.local('v128', d.sub(e))];
    return [a.add(sum).add(far), difference.add(apart.mul(2)), sum.add(far.mul(4)), difference.add(apart.mul(8)).add(g)];
  },
};

/** Scratch beyond the epilogue's: addresses of input pixels, then half-transformed tiles. */
const TILES = SCRATCH.rest + 4 * 36;
export const WINOGRAD_SCRATCH = TILES + 16 * 36 + 64;
/** Where a chunk's arguments are made absolute, and where its tiles and products begin. */
const CHUNK_ARGUMENTS = WINOGRAD_SCRATCH;
export const WINOGRAD_CHUNK_SCRATCH = 64 * Math.ceil((CHUNK_ARGUMENTS + WINOGRAD_CHUNK_BYTES) / 64);

export function addWinograd(m: ModuleBuilder, epilogue: Epilogue, conv: Fn): void {
  for (const transform of [F2, F4]) {
    addChunks(m, transform.tile, [addInput(m, transform), conv, addOutput(m, transform, epilogue)]);
    addWeights(m, transform);
  }
}

/** All three parts by the same thread: what passes between them stays in its cache. */
function addChunks(m: ModuleBuilder, tile: number, [input, conv, output]: readonly Fn[]): void {
  m.fn(`winograd${tile}`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = range(4).map((i) => f.parameter(i));
    const [unit, source, target, i] = range(4).map(() => f.local());
    const [inputAt, convAt, outputAt] = CHUNK_PARTS.map((_, part) => CHUNK_ARGUMENTS + WINOGRAD_CHUNK.bytes
      + CHUNK_PARTS.slice(0, part).reduce((sum, { bytes }) => sum + bytes, 0));
    const relative = [inputAt + WINOGRAD_INPUT.at.out, convAt + CONV.at.input, convAt + CONV.at.out,
      outputAt + WINOGRAD_OUTPUT.at.input];
    f.for(unit, from, to, () => {
      f.set(source, args.add(unit.mul(WINOGRAD_CHUNK_BYTES)));
      f.set(target, scratch);
      f.for(i, 0, WINOGRAD_CHUNK_BYTES / 16, () => {
        f.store(target, source.load('v128'), CHUNK_ARGUMENTS);
        f.increase(source, 16);
        f.increase(target, 16);
      });
      for (const at of relative) f.store(scratch, scratch.load('i32', at).add(scratch), at);
      const tiles = f.local('i32', scratch.load('i32', CHUNK_ARGUMENTS + WINOGRAD_CHUNK.at.tiles));
      f.call(input, scratch.add(inputAt), 0, tiles, scratch);
      f.call(conv, scratch.add(convAt), 0, scratch.load('i32', CHUNK_ARGUMENTS + WINOGRAD_CHUNK.at.productUnits), scratch);
      f.call(output, scratch.add(outputAt), 0, tiles, scratch);
    });
  });
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function addInput(m: ModuleBuilder, { tile, input: transform }: Transform): Fn {
  const at = (args: Local, name: keyof typeof WINOGRAD_INPUT.at): Val => args.load('i32', WINOGRAD_INPUT.at[name]);
  const size = tile + 2;
  return m.fn(`winogradInput${tile}`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const [unit, channel, out] = range(3).map(() => f.local());
    const channels = f.local('i32', at(args, 'channels'));
    const matrix = f.local('i32', at(args, 'outMatrix'));
    f.for(unit, from, to, () => {
      findPixels(f, args, scratch, at(args, 'firstTile').add(unit), tile);
      f.for(channel, 0, channels, () => {
        for (const column of range(size)) {
          const pixels = range(size).map((row) => f.local('v128',
            scratch.load('i32', SCRATCH.rest + 4 * (size * row + column)).add(channel).load('v128')));
          transform(f, pixels).forEach((value, row) => f.store(scratch, value, TILES + 16 * (size * row + column)));
        }
        f.set(out, at(args, 'out').add(unit.mul(channels)).add(channel));
        for (const row of range(size)) {
          const values = range(size).map((column) => f.local('v128', scratch.load('v128', TILES + 16 * (size * row + column))));
          for (const value of transform(f, values)) {
            f.store(out, value);
            f.increase(out, matrix);
          }
        }
      }, 16);
    });
  });
}

/** Addresses of a tile's input pixels; those outside the image are zeros. */
function findPixels(f: Fn, args: Local, scratch: Local, index: Val, tile: number): void {
  const at = (name: keyof typeof WINOGRAD_INPUT.at): Val => args.load('i32', WINOGRAD_INPUT.at[name]);
  const [number, x, y, row, column, base, slot] = range(7).map(() => f.local());
  f.set(number, index);
  f.set(x, number.remainder(at('tilesX')).mul(tile).sub(at('padX')));
  f.set(number, number.quotient(at('tilesX')));
  f.set(y, number.remainder(at('tilesY')).mul(tile).sub(at('padY')));
  f.set(base, at('input').add(number.quotient(at('tilesY')).mul(at('inN'))));
  f.set(slot, scratch);
  f.for(row, 0, tile + 2, () => f.for(column, 0, tile + 2, () => {
    const [inY, inX] = [y.add(row), x.add(column)];
    const inside = inY.lessUnsigned(at('height')).and(inX.lessUnsigned(at('width')));
    f.store(slot, base.add(inY.mul(at('inY'))).add(inX.mul(at('inX'))).select(at('zero'), inside), SCRATCH.rest);
    f.increase(slot, 4);
  }));
}

function addOutput(m: ModuleBuilder, { tile, output: transform }: Transform, epilogue: Epilogue): Fn {
  const at = (args: Local, name: keyof typeof WINOGRAD_OUTPUT.at): Val => args.load('i32', WINOGRAD_OUTPUT.at[name]);
  const size = tile + 2;
  return m.fn(`winogradOutput${tile}`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const [unit, index, x, y, rows, columns, corner, block, channel, row, column, slot] = range(12).map(() => f.local());
    const matrix = f.local('i32', at(args, 'inMatrix'));
    const flags = f.local('i32', at(args, 'flags'));
    const simple = f.local('i32', flags.and(SIMPLE));
    const whole = f.local();
    f.for(unit, from, to, () => {
      f.set(index, at(args, 'firstTile').add(unit));
      f.set(x, index.remainder(at(args, 'tilesX')).mul(tile));
      f.set(index, index.quotient(at(args, 'tilesX')));
      f.set(y, index.remainder(at(args, 'tilesY')).mul(tile));
      f.set(rows, at(args, 'height').sub(y));
      f.set(columns, at(args, 'width').sub(x));
      f.if(rows.less(tile), () => undefined, () => f.set(rows, tile));
      f.if(columns.less(tile), () => undefined, () => f.set(columns, tile));
      f.set(corner, at(args, 'out').add(index.quotient(at(args, 'tilesY')).mul(at(args, 'outN'))).add(y.mul(at(args, 'outY')))
        .add(x.mul(at(args, 'outX'))));
      f.set(slot, scratch);
      f.for(row, 0, rows, () => f.for(column, 0, columns, () => {
        f.store(slot, corner.add(row.mul(at(args, 'outY'))).add(column.mul(at(args, 'outX'))), SCRATCH.pointers);
        f.increase(slot, 4);
      }));
      f.set(channel, 0);
      f.set(whole, simple.select(0, rows.mul(columns).equals(tile * tile)));
      f.for(block, 0, at(args, 'blocks'), () => {
        for (const half of [0, 16]) {
          const four = { args, scratch, unit, channel, matrix, rows, columns, flags, half, corner };
          transformColumns(f, four, size, transform);
          f.if(whole, () => wholeTile(f, four, tile, size, transform), () => partOfTile(f, four, tile, size, transform));
        }
        f.if(simple.isZero(), () => f.call(epilogue.finish, args, scratch, rows.mul(columns), channel, 8));
        f.increase(channel, 32);
      });
    });
  });
}

/** Four channels of a tile. */
interface HalfTile {
  readonly args: Local; readonly scratch: Local; readonly unit: Local; readonly channel: Local; readonly matrix: Local;
  readonly rows: Local; readonly columns: Local; readonly flags: Local; readonly half: number;
  /** The tile's first pixel in the output. */
  readonly corner: Local;
}
const outputWord = (args: Local, name: keyof typeof WINOGRAD_OUTPUT.at): Val => args.load('i32', WINOGRAD_OUTPUT.at[name]);

/** Transforms along the columns, to the scratch. */
function transformColumns(f: Fn, t: HalfTile, size: number, transform: Transform['output']): void {
  const at = (name: keyof typeof WINOGRAD_OUTPUT.at): Val => outputWord(t.args, name);
  const { scratch, half } = t;
  const first = f.local('i32', at('input').add(t.unit.mul(at('inTile'))).add(t.channel).add(half));
  const source = f.local();
  for (const column of range(size)) {
    f.set(source, first);
    const values = range(size).map((row) => {
      const value = f.local('v128', source.add(t.matrix.mul(size * row + column)).load('v128'));
      return value;
    });
    transform(f, values).forEach((value, row) => f.store(scratch, value, TILES + 16 * (size * row + column)));
  }
}

/** A tile that lies inside the image and is followed by nothing but a clamp, a row of pixels at a time. */
function wholeTile(f: Fn, t: HalfTile, tile: number, size: number, transform: Transform['output']): void {
  const { scratch, half } = t;
  const bias = f.local('v128', outputWord(t.args, 'bias').add(t.channel).load('v128', half));
  const outX = f.local('i32', outputWord(t.args, 'outX'));
  const out = f.local('i32', t.corner.add(t.channel));
  const pixels = range(tile).map((column) => (column === 0 ? out : f.local()));
  for (const row of range(tile)) {
    pixels.slice(1).forEach((pixel, i) => f.set(pixel, pixels[i].add(outX)));
    const values = range(size).map((column) => f.local('v128', scratch.load('v128', TILES + 16 * (size * row + column))));
    const sums = transform(f, values).map((value) => f.local('v128', value.add(bias)));
    finishInRegisters(f, t.args, t.flags, t.channel, sums.map((sum, column) => ({ out: pixels[column],
      values: [{ sum, offset: half }] })));
    if (row < tile - 1) f.increase(out, outputWord(t.args, 'outY'));
  }
}

/** What of the tile lies inside: to the output where nothing but a clamp follows, else to the sums of the epilogue. */
function partOfTile(f: Fn, t: HalfTile, tile: number, size: number, transform: Transform['output']): void {
  const at = (name: keyof typeof WINOGRAD_OUTPUT.at): Val => outputWord(t.args, name);
  const { scratch, half } = t;
  const bias = f.local('v128', at('bias').add(t.channel).load('v128', half));
  const sums = f.local('i32', scratch);
  const pointer = f.local('i32', scratch);
  for (const row of range(tile)) {
    f.if(t.rows.sub(row).sub(1).atLeast(0), () => {
      const values = range(size).map((column) => f.local('v128', scratch.load('v128', TILES + 16 * (size * row + column))));
      transform(f, values).forEach((value, column) => f.if(t.columns.sub(column).sub(1).atLeast(0), () => {
        const sum = f.local('v128', value.add(bias));
        const out = pointer.load('i32', SCRATCH.pointers).add(t.channel);
        f.if(t.flags.and(SIMPLE), () => finishInRegisters(f, t.args, t.flags, t.channel, [{ out, values: [{ sum,
          offset: half }] }]),
          () => f.store(sums, sum, SCRATCH.sums + half));
        f.increase(sums, 32);
        f.increase(pointer, 4);
      }));
    });
  }
}

function addWeights(m: ModuleBuilder, { tile, weight: transform }: Transform): void {
  const at = (args: Local, name: keyof typeof WINOGRAD_WEIGHTS.at): Val => args.load('i32', WINOGRAD_WEIGHTS.at[name]);
  m.fn(`winogradWeights${tile}`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [block, channel, source, target, out] = range(5).map(() => f.local());
    const step = f.local('i32', at(args, 'channels').mul(36));
    const matrix = f.local('i32', at(args, 'outMatrix'));
    const factors = [f.local('v128'), f.local('v128')];
    f.for(block, from, to, () => {
      f.set(source, at(args, 'input').add(block.mul(step).shl(3)));
      f.set(target, at(args, 'out').add(block.mul(at(args, 'blockBytes'))));
      for (const factor of factors) f.set(factor, splat(1));
      f.if(at(args, 'scale'), () => factors.forEach((factor, half) =>
        f.set(factor, at(args, 'scale').add(block.shl(5)).load('v128', 16 * half))));
      // Both halves of a block in turn: every line of the 36 matrices is written at once.
      f.for(channel, 0, at(args, 'channels'), () => {
        factors.forEach((factor, half) => {
          f.set(out, source.add(step.mul(4 * half)));
          const values = range(9).map((i) => f.local('v128', range(4).reduce<Val>((vector, lane) =>
            out.add(step.mul(lane)).loadLane(vector, lane, 4 * i), splat(0)).mul(factor)));
          const columns = range(3).map((x) => transform(f, [values[x], values[3 + x], values[6 + x]]).map((v) =>
            f.local('v128', v)));
          f.set(out, target.add(16 * half));
          for (const row of range(tile + 2)) {
            for (const value of transform(f, columns.map((column) => column[row]))) {
              f.store(out, value);
              f.increase(out, matrix);
            }
          }
        });
        f.increase(source, 36);
        f.increase(target, 32);
      });
    });
  });
}
