// Winograd's minimal filtering for 3x3 kernels of stride 1: input and output tiles are transformed, and the convolution
// becomes products of matrices, which the tile kernel computes. F(4x4, 3x3) with points 0, 1, -1, 2, -2; F(2x2, 3x3) with
// 0, 1, -1. Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016.
import { CONV } from './conv';
import { i32, splat, struct, type Fn, type Local, type ModuleBuilder, type Val } from './assembler';
import { EPILOGUE_WORDS, finishInRegisters, SCRATCH, SIMPLE, type Epilogue } from './epilogue';

/**
 * Strides in bytes. `channels`: bytes of a pixel's channels, in whole blocks of 8. `firstTile`: the chunk's first; a unit is a
 * tile of the chunk.
 */
export const WINOGRAD_INPUT = struct('input', 'inN', 'inY', 'inX', 'height', 'width', 'padY', 'padX', 'tilesY', 'tilesX',
  'firstTile',
  'channels', 'out', 'outMatrix', 'zero');
/** Products lie tile by tile, 16 channels by 16 channels, point by point: whole cache lines. `inTile`: bytes of a tile. */
export const WINOGRAD_OUTPUT = struct(...EPILOGUE_WORDS, 'input', 'inTile', 'height', 'width', 'tilesY', 'tilesX',
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
  /** Parts of A^T whose sums fit into registers for a row of points at once: the rows of each and what they read. */
  readonly parts: readonly { readonly rows: readonly number[]; readonly reads: readonly number[] }[];
  output(f: Fn, m: readonly Val[], rows: readonly number[]): Val[];
}
const F2: Transform = {
  tile: 2,
  input: (_, [a, b, c, d]) => [a.sub(c), b.add(c), c.sub(b), b.sub(d)],
  weight(f, [a, b, c]) {
    const [ends, middle] = [f.local('v128', a.add(c).mul(0.5)), f.local('v128', b.mul(0.5))];
    return [a, ends.add(middle), ends.sub(middle), c];
  },
  parts: [{ rows: [0, 1], reads: [0, 1, 2, 3] }],
  output: (_, [a, b, c, d]) => [a.add(b).add(c), b.sub(c).sub(d)],
};
const F4: Transform = {
  tile: 4,
  input(f, [a, b, c, d, e, g]) {
    const { fused } = f;
    const [even, odd] = [c.madd(f.splat(-4), e, fused), b.madd(f.splat(-4), d, fused)].map((v) => f.local('v128', v));
    const [half, once] = [f.local('v128', e.sub(c)), f.local('v128', d.sub(b))];
    const twice = f.local('v128', once.add(once));
    return [a.sub(c).madd(f.splat(4), half, fused), even.add(odd), even.sub(odd), half.add(twice), half.sub(twice),
      once.madd(f.splat(-4), g.sub(d), fused)];
  },
  weight(f, [a, b, c]) {
    const [ends, middle] = [f.local('v128', a.add(c).mul(-1 / 6)), f.local('v128', b.mul(1 / 6))];
    const [even, odd] = [f.local('v128', a.mul(1 / 24).add(c.mul(1 / 6))), f.local('v128', b.mul(1 / 12))];
    return [a.mul(1 / 4), ends.sub(middle), ends.add(middle), even.add(odd), even.sub(odd), c];
  },
  parts: [{ rows: [0, 2], reads: [0, 1, 2, 3, 4] }, { rows: [1, 3], reads: [1, 2, 3, 4, 5] }],
  output(f, [a, b, c, d, e, g], rows) {
    const { fused } = f;
    const [sum, far] = rows.includes(0) ? [f.local('v128', b.add(c)), f.local('v128', d.add(e))] : [b, d];
    const [difference, apart] = rows.includes(1) ? [f.local('v128', b.sub(c)), f.local('v128', d.sub(e))] : [b, d];
    const all = [(): Val => a.add(sum).add(far), (): Val => apart.madd(f.splat(2), difference, fused),
      (): Val => far.madd(f.splat(4), sum, fused), (): Val => apart.madd(f.splat(8), difference.add(g), fused)];
    return rows.map((row) => all[row]());
  },
};

/** Scratch beyond the epilogue's: addresses of input pixels, then half-transformed tiles of 8 channels. */
const TILES = SCRATCH.rest + 4 * 36;
export const WINOGRAD_SCRATCH = TILES + 32 * 36 + 64;
/** Where a chunk's arguments are made absolute, and where its tiles and products begin. */
const CHUNK_ARGUMENTS = WINOGRAD_SCRATCH;
export const WINOGRAD_CHUNK_SCRATCH = 64 * Math.ceil((CHUNK_ARGUMENTS + WINOGRAD_CHUNK_BYTES) / 64);

/** `wide`: both halves of 8 channels at once, so that what is done to them lies side by side. */
export function addWinograd(m: ModuleBuilder, epilogue: Epilogue, conv: Fn, { wide }: { readonly wide: boolean }): void {
  for (const transform of [F2, F4]) {
    addChunks(m, transform.tile, [addInput(m, transform, wide), conv, addOutput(m, transform, epilogue, wide)]);
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

function addInput(m: ModuleBuilder, { tile, input }: Transform, wide: boolean): Fn {
  const at = (args: Local, name: keyof typeof WINOGRAD_INPUT.at): Val => args.load('i32', WINOGRAD_INPUT.at[name]);
  const size = tile + 2;
  const slot = (row: number, column: number): number => TILES + 32 * (size * row + column);
  return m.fn(`winogradInput${tile}`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const [unit, channel] = range(2).map(() => f.local());
    const channels = f.local('i32', at(args, 'channels'));
    const matrix = f.local('i32', at(args, 'outMatrix'));
    const pointers = range(size).map(() => f.local());
    const values = HALVES.map(() => range(size).map(() => f.local('v128')));
    /** A row or a column of four or eight channels from `load` through the transform to `store`. */
    const turn = (load: (i: number, half: number) => Val, store: (i: number, half: number, value: Val) => void): void => {
      for (const halves of wide ? [HALVES] : HALVES.map((half) => [half])) {
        for (const i of range(size)) halves.forEach((half, h) => f.set(values[h][i], load(i, half)));
        const turned = halves.map((_, h) => input(f, values[h]));
        for (const i of range(size)) halves.forEach((half, h) => store(i, half, turned[h][i]));
      }
    };
    f.hoisting(() => f.for(unit, from, to, () => {
      findPixels(f, args, scratch, at(args, 'firstTile').add(unit), tile);
      f.for(channel, 0, channels, () => {
        for (const column of range(size)) {
          pointers.forEach((pointer, row) =>
            f.set(pointer, scratch.load('i32', SCRATCH.rest + 4 * (size * row + column)).add(channel)));
          turn((row, half) => pointers[row].load('v128', half),
            (row, half, value) => f.store(scratch, value, slot(row, column) + half));
        }
        const [out] = pointers;
        f.set(out, at(args, 'out').add(unit.mul(channels)).add(channel));
        for (const row of range(size)) {
          if (row > 0) f.set(out, pointers[size - 1].add(matrix));
          pointers.slice(1).forEach((pointer, i) => f.set(pointer, pointers[i].add(matrix)));
          turn((column, half) => scratch.load('v128', slot(row, column) + half),
            (column, half, value) => f.store(pointers[column], value, half));
        }
      }, 32);
    }));
  });
}
const HALVES = [0, 16];

/** Addresses of a tile's input pixels; those outside the image are zeros. */
function findPixels(f: Fn, args: Local, scratch: Local, index: Val, tile: number): void {
  const at = (name: keyof typeof WINOGRAD_INPUT.at): Val => args.load('i32', WINOGRAD_INPUT.at[name]);
  const [number, x, y, row, base, column, slot, inside, pixel] = range(9).map(() => f.local());
  const [width, zero, inX] = (['width', 'zero', 'inX'] as const).map((name) => f.local('i32', at(name)));
  f.set(number, index);
  f.set(x, number.remainder(at('tilesX')).mul(tile).sub(at('padX')));
  f.set(number, number.quotient(at('tilesX')));
  f.set(y, number.remainder(at('tilesY')).mul(tile).sub(at('padY')));
  f.set(base, at('input').add(number.quotient(at('tilesY')).mul(at('inN'))).add(y.mul(at('inY'))).add(x.mul(inX)));
  f.set(slot, scratch);
  f.for(row, 0, tile + 2, () => {
    f.set(inside, y.add(row).lessUnsigned(at('height')));
    f.set(pixel, base);
    f.set(column, x);
    for (const i of range(tile + 2)) {
      f.store(slot, pixel.select(zero, inside.and(column.lessUnsigned(width))), SCRATCH.rest + 4 * i);
      f.increase(pixel, inX);
      f.increase(column, 1);
    }
    f.increase(base, at('inY'));
    f.increase(slot, 4 * (tile + 2));
  });
}

function addOutput(m: ModuleBuilder, transform: Transform, epilogue: Epilogue, wide: boolean): Fn {
  const at = (args: Local, name: keyof typeof WINOGRAD_OUTPUT.at): Val => args.load('i32', WINOGRAD_OUTPUT.at[name]);
  const { tile } = transform;
  return m.fn(`winogradOutput${tile}`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const [unit, index, x, y, rows, columns, corner, block, half, channel, first, source] = range(12).map(() => f.local());
    const flags = f.local('i32', at(args, 'flags'));
    const outY = f.local('i32', at(args, 'outY'));
    const outX = f.local('i32', at(args, 'outX'));
    const whole = f.local();
    f.hoisting(() => f.for(unit, from, to, () => {
      f.set(index, at(args, 'firstTile').add(unit));
      f.set(x, index.remainder(at(args, 'tilesX')).mul(tile));
      f.set(index, index.quotient(at(args, 'tilesX')));
      f.set(y, index.remainder(at(args, 'tilesY')).mul(tile));
      f.set(rows, at(args, 'height').sub(y).min(i32(tile)));
      f.set(columns, at(args, 'width').sub(x).min(i32(tile)));
      f.set(corner, at(args, 'out').add(index.quotient(at(args, 'tilesY')).mul(at(args, 'outN'))).add(y.mul(outY))
        .add(x.mul(outX)));
      f.set(first, at(args, 'input').add(unit.mul(at(args, 'inTile'))));
      f.set(channel, 0);
      f.set(whole, flags.and(SIMPLE).select(0, rows.mul(columns).equals(tile * tile)));
      f.for(block, 0, at(args, 'blocks'), () => {
        f.set(source, first.add(block.shr(1).mul(64 * (tile + 2) ** 2)).add(block.and(1).shl(5)));
        const step = wide ? 32 : 16;
        f.for(half, 0, 32, () => {
          channelsOfTile(f, { args, scratch: f.local('i32', scratch.add(half)), channel, source, whole, flags, outY, outX,
            corner: f.local('i32', corner.add(channel)) }, transform, wide ? HALVES : [0]);
          f.increase(source, step);
          f.increase(channel, step);
        }, step);
        f.if(whole, () => undefined, () => finishPixels(f, { args, scratch, rows, columns, flags, outY, outX,
          channel: f.local('i32', channel.sub(32)), corner }, tile, epilogue));
      });
    }));
  });
}

interface Tile {
  readonly args: Local; readonly scratch: Local; readonly channel: Local; readonly flags: Local; readonly outY: Local;
  readonly outX: Local;
  /** The tile's first pixel in the output. */
  readonly corner: Local;
}

/**
 * Four channels of a tile, or eight (`halves`: where each four begin, in bytes), to the output where it lies inside and nothing
 * but a clamp follows, else to the scratch's sums.
 */
function channelsOfTile(f: Fn, t: Tile & { readonly source: Local; readonly whole: Local }, transform: Transform,
  halves: readonly number[]): void {
  const { tile } = transform;
  const size = tile + 2;
  // A sum at the point (1, 1) is one in every pixel.
  const from = f.local('i32', t.args.load('i32', WINOGRAD_OUTPUT.at.bias).add(t.channel));
  const biases = halves.map((half) => f.local('v128', from.load('v128', half)));
  for (const { rows, reads } of transform.parts) {
    const sums = range(size).map((column) => {
      const read = range(size).map((row) => halves.map((half, h) => {
        if (!reads.includes(row)) return biases[h];
        const product = t.source.load('v128', 64 * (size * row + column) + half);
        return f.local('v128', row === 1 && column === 1 ? product.add(biases[h]) : product);
      }));
      return halves.map((_, h) => transform.output(f, read.map((each) => each[h]), rows).map((sum) => f.local('v128', sum)));
    });
    rows.forEach((row, i) => {
      const pixels = halves.map((_, h) => transform.output(f, sums.map((column) => column[h][i]), range(tile))
        .map((sum) => f.local('v128', sum)));
      f.if(t.whole, () => {
        const addresses = range(tile).map(() => f.local());
        f.set(addresses[0], t.corner.add(t.outY.mul(row)));
        addresses.slice(1).forEach((address, column) => f.set(address, addresses[column].add(t.outX)));
        finishInRegisters(f, t.args, t.flags, t.channel, addresses.map((out, column) => ({ out,
          values: halves.map((offset, h) => ({ sum: pixels[h][column], offset })) })));
      }, () => {
        for (const column of range(tile)) halves.forEach((half, h) =>
          f.store(t.scratch, pixels[h][column], SCRATCH.sums + 32 * (tile * row + column) + half));
      });
    });
  }
}

/** What of a block lies inside, from the scratch's sums to the output. */
function finishPixels(f: Fn, t: Tile & { readonly rows: Local; readonly columns: Local }, tile: number,
  epilogue: Epilogue): void {
  const { args, scratch, flags } = t;
  const [row, column, out, sums, pointer, inside] = range(6).map(() => f.local());
  const [low, high] = [f.local('v128'), f.local('v128')];
  f.set(pointer, scratch);
  f.set(inside, scratch);
  f.for(row, 0, t.rows, () => {
    f.set(out, t.corner.add(row.mul(t.outY)));
    f.set(sums, scratch.add(row.mul(32 * tile)));
    f.for(column, 0, t.columns, () => {
      f.set(low, sums.load('v128', SCRATCH.sums));
      f.set(high, sums.load('v128', SCRATCH.sums + 16));
      f.if(flags.and(SIMPLE), () => finishInRegisters(f, args, flags, t.channel, [{ out: out.add(t.channel),
        values: [{ sum: low, offset: 0 }, { sum: high, offset: 16 }] }]), () => {
        f.store(pointer, out, SCRATCH.pointers);
        f.store(inside, low, SCRATCH.sums);
        f.store(inside, high, SCRATCH.sums + 16);
        f.increase(pointer, 4);
        f.increase(inside, 32);
      });
      f.increase(sums, 32);
      f.increase(out, t.outX);
    });
  });
  f.if(flags.and(SIMPLE).isZero(), () => f.call(epilogue.finish, args, scratch, t.rows.mul(t.columns), t.channel, 8));
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
