// Winograd's minimal filtering: input and output tiles are transformed, and the convolution becomes products of matrices, which
// the tile kernel computes. F(m x m, r x r) reads tiles of m + r - 1 pixels a side: F(2, 3) with points 0, 1, -1; F(4, 3),
// F(3, 4) and F(2, 5) with 0, 1, -1, 2, -2, whose input transform is the same. Strides, dilations and larger kernels: see
// Note [One tile for all kernels] in emit/winogradCut.ts. Lavin and Gray, Fast Algorithms for Convolutional Neural Networks,
// 2016.
import { CONV } from './conv';
import { i32, splat, struct, type Fn, type Local, type ModuleBuilder, type Val } from './assembler';
import { EPILOGUE_WORDS, finishInRegisters, SCRATCH, SIMPLE, type Epilogue } from './epilogue';

/**
 * Strides in bytes. `channels`: bytes of a pixel's channels, in whole blocks of 8. `firstTile`: the chunk's first; a unit is a
 * tile of the chunk. A tile's output pixels lie `residues` apart and begin at `stride` times their place in the input, whose
 * pixels are taken `step` apart. Kernels that are several of r x r give each its own channels: `partsY` x `partsX`, `partBytes`
 * apart; part i begins (i % stride + partStep (i / stride)) step / stride pixels further on. `outX`: bytes of all channels of a
 * tile.
 */
export const WINOGRAD_INPUT = struct('input', 'inN', 'inY', 'inX', 'height', 'width', 'padY', 'padX', 'tilesY', 'tilesX',
  'firstTile', 'tile', 'residues', 'stride', 'step', 'partsY', 'partsX', 'partStep', 'partBytes',
  'channels', 'out', 'outX', 'outMatrix', 'zero');
/** Products lie tile by tile, 16 channels by 16 channels, point by point: whole cache lines. `inTile`: bytes of a tile. */
export const WINOGRAD_OUTPUT = struct(...EPILOGUE_WORDS, 'input', 'inTile', 'height', 'width', 'tilesY', 'tilesX',
  'residues', 'firstTile', 'blocks');
/**
 * A chunk of tiles from input to output: how many, the units of its products, then the arguments of the three kernels, in which
 * addresses of transformed tiles and products are relative to the scratch's part for them. A unit is a chunk.
 */
export const WINOGRAD_CHUNK = struct('tiles', 'productUnits');
const CHUNK_PARTS = [WINOGRAD_INPUT, CONV, WINOGRAD_OUTPUT] as const;
/** Bytes of a chunk's arguments, in whole vectors. */
export const WINOGRAD_CHUNK_BYTES =
  16 * Math.ceil([WINOGRAD_CHUNK, ...CHUNK_PARTS].reduce((sum, { bytes }) => sum + bytes, 0) / 16);
/**
 * Raw weights, `strideO` from output to output, `strideI` from channel to channel, to one packed matrix per point. Taps lie
 * `tapY` and `tapX` apart; there are `rows` x `columns` of them, the others of r x r are zero. A unit is a block of 8 outputs.
 */
export const WINOGRAD_WEIGHTS = struct('input', 'out', 'outMatrix', 'blockBytes', 'channels', 'scale', 'strideO', 'strideI',
  'tapY', 'tapX', 'rows', 'columns');

const isEven = (n: number): boolean => n % 2 === 0;
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** One axis of the transforms of input and weights, as the matrices B^T and G of the paper; `size`: of the tile. */
interface Points {
  readonly size: number;
  input(f: Fn, d: readonly Val[]): Val[];
  weight(f: Fn, g: readonly Val[]): Val[];
}
const FOUR: Points = {
  size: 4,
  input: (_, [a, b, c, d]) => [a.sub(c), b.add(c), c.sub(b), b.sub(d)],
  weight(f, [a, b, c]) {
    const [ends, middle] = [f.local('v128', a.add(c).mul(0.5)), f.local('v128', b.mul(0.5))];
    return [a, ends.add(middle), ends.sub(middle), c];
  },
};
const SIX: Points = {
  size: 6,
  input(f, [a, b, c, d, e, g]) {
    const { fused } = f;
    const [even, odd] = [c.madd(f.splat(-4), e, fused), b.madd(f.splat(-4), d, fused)].map((v) => f.local('v128', v));
    const [half, once] = [f.local('v128', e.sub(c)), f.local('v128', d.sub(b))];
    const twice = f.local('v128', once.add(once));
    return [a.sub(c).madd(f.splat(4), half, fused), even.add(odd), even.sub(odd), half.add(twice), half.sub(twice),
      once.madd(f.splat(-4), g.sub(d), fused)];
  },
  weight(f, taps) {
    const sum = (some: readonly Val[]): Val => some.reduce((all, tap) => all.add(tap));
    const of = (parity: number, factor: (i: number) => number): Local => f.local('v128', sum(taps.map((tap, i) =>
      ({ i, value: tap.mul(factor(i)) })).filter(({ i }) => i % 2 === parity).map(({ value }) => value)));
    const [ends, middle] = [0, 1].map((parity) => f.local('v128', sum(taps.filter((_, i) => i % 2 === parity))
      .mul(parity === 0 ? -1 / 6 : 1 / 6)));
    const [near, far] = [of(0, (i) => 2 ** i / 24), of(1, (i) => 2 ** i / 24)];
    return [taps[0].mul(1 / 4), ends.sub(middle), ends.add(middle), near.add(far), near.sub(far), taps[taps.length - 1]];
  },
};

/** F(tile, size - tile + 1), with one axis of the output's transform, the matrix A^T. */
interface Transform {
  readonly points: Points;
  readonly tile: number;
  /** Parts of A^T whose sums fit into registers for a row of points at once: the rows of each and what they read. */
  readonly parts: readonly { readonly rows: readonly number[]; readonly reads: readonly number[] }[];
  output(f: Fn, m: readonly Val[], rows: readonly number[]): Val[];
}
const F2: Transform = {
  points: FOUR,
  tile: 2,
  parts: [{ rows: [0, 1], reads: [0, 1, 2, 3] }],
  output: (_, [a, b, c, d]) => [a.add(b).add(c), b.sub(c).sub(d)],
};

/** The last point is infinity: it counts in the last row alone, as the first, zero, does in the first. */
function sixPoints(tile: number): Transform {
  const last = tile - 1;
  const parts = [0, 1].flatMap((parity) => {
    const rows = range(tile).filter((row) => row % 2 === parity);
    return range(Math.ceil(rows.length / 2)).map((i) => rows.slice(2 * i, 2 * i + 2));
  }).map((rows) => ({ rows, reads: range(6).filter((point) =>
    (point > 0 || rows.includes(0)) && (point < 5 || rows.includes(last))) }));
  return { points: SIX, tile, parts, output(f, [a, b, c, d, e, g], rows) {
    const { fused } = f;
    const [sum, far] = rows.some(isEven) ? [f.local('v128', b.add(c)), f.local('v128', d.add(e))] : [b, d];
    const [difference, apart] = rows.every(isEven) ? [b, d] : [f.local('v128', b.sub(c)), f.local('v128', d.sub(e))];
    return rows.map((row) => {
      const near = isEven(row) ? sum : difference;
      if (row === 0) return a.add(sum).add(far);
      return (isEven(row) ? far : apart).madd(f.splat(2 ** row), row === last ? near.add(g) : near, fused);
    });
  } };
}

/** Sizes of tiles and of the pixels that they give: every F(m, r) that there are kernels for. */
export const WINOGRADS = [{ size: 4, tile: 2 }, { size: 6, tile: 2 }, { size: 6, tile: 3 }, { size: 6, tile: 4 }] as const;
export type WinogradSize = (typeof WINOGRADS)[number];
/** What kernels of `part` are called. */
export const winogradName = (part: 'Input' | 'Output' | 'Weights' | '', { size, tile }: WinogradSize): string =>
  (part === 'Input' ? `winogradInput${size}` : `winograd${part}${tile}x${size - tile + 1}`);

/** Scratch beyond the epilogue's: addresses of input pixels, then half-transformed tiles of 8 channels. */
const TILES = SCRATCH.rest + 4 * 36;
export const WINOGRAD_SCRATCH = TILES + 32 * 36 + 64;
/** Where a chunk's arguments are made absolute, and where its tiles and products begin. */
const CHUNK_ARGUMENTS = WINOGRAD_SCRATCH;
export const WINOGRAD_CHUNK_SCRATCH = 64 * Math.ceil((CHUNK_ARGUMENTS + WINOGRAD_CHUNK_BYTES) / 64);

/** `wide`: both halves of 8 channels at once, so that what is done to them lies side by side. */
export function addWinograd(m: ModuleBuilder, epilogue: Epilogue, conv: Fn, { wide }: { readonly wide: boolean }): void {
  const inputs = new Map([FOUR, SIX].map((points) => [points, addInput(m, points, wide)]));
  for (const each of WINOGRADS) {
    const transform = each.size === 4 ? F2 : sixPoints(each.tile);
    const input = inputs.get(transform.points);
    if (input) addChunks(m, winogradName('', each), [input, conv, addOutput(m, transform, epilogue, wide)]);
    addWeights(m, transform);
  }
}

/** All three parts by the same thread: what passes between them stays in its cache. */
function addChunks(m: ModuleBuilder, name: string, [input, conv, output]: readonly Fn[]): void {
  m.fn(name, ['i32', 'i32', 'i32', 'i32'], (f) => {
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

function addInput(m: ModuleBuilder, { size, input }: Points, wide: boolean): Fn {
  const at = (args: Local, name: keyof typeof WINOGRAD_INPUT.at): Val => args.load('i32', WINOGRAD_INPUT.at[name]);
  const slot = (row: number, column: number): number => TILES + 32 * (size * row + column);
  return m.fn(`winogradInput${size}`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const [unit, channel, part, target] = range(4).map(() => f.local());
    const channels = f.local('i32', at(args, 'channels'));
    const matrix = f.local('i32', at(args, 'outMatrix'));
    const parts = f.local('i32', at(args, 'partsY').mul(at(args, 'partsX')));
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
      f.set(target, at(args, 'out').add(unit.mul(at(args, 'outX'))));
      // Where a part has four channels more than whole blocks, what is written behind them is the next part's, which comes after.
      f.for(part, 0, parts, () => {
        findPixels(f, args, scratch, { index: at(args, 'firstTile').add(unit), part, size });
        f.for(channel, 0, channels, () => {
          for (const column of range(size)) {
            pointers.forEach((pointer, row) =>
              f.set(pointer, scratch.load('i32', SCRATCH.rest + 4 * (size * row + column)).add(channel)));
            turn((row, half) => pointers[row].load('v128', half),
              (row, half, value) => f.store(scratch, value, slot(row, column) + half));
          }
          const [out] = pointers;
          f.set(out, target.add(channel));
          for (const row of range(size)) {
            if (row > 0) f.set(out, pointers[size - 1].add(matrix));
            pointers.slice(1).forEach((pointer, i) => f.set(pointer, pointers[i].add(matrix)));
            turn((column, half) => scratch.load('v128', slot(row, column) + half),
              (column, half, value) => f.store(pointers[column], value, half));
          }
        }, 32);
        f.increase(target, at(args, 'partBytes'));
      });
    }));
  });
}
const HALVES = [0, 16];

/** Addresses of the input pixels of a tile for one part of the kernel; those outside the image are zeros. */
function findPixels(f: Fn, args: Local, scratch: Local, { index, part, size }: { readonly index: Val; readonly part: Local;
  readonly size: number }): void {
  const at = (name: keyof typeof WINOGRAD_INPUT.at): Val => args.load('i32', WINOGRAD_INPUT.at[name]);
  const [number, place, x, y, row, base, column, slot, inside, pixel, partX, partY] = range(12).map(() => f.local());
  const [width, zero, stride, step] = (['width', 'zero', 'stride', 'step'] as const).map((name) => f.local('i32', at(name)));
  const [inX, inY] = (['inX', 'inY'] as const).map((name) => f.local('i32', at(name).mul(step)));
  /** The first pixel of a tile along an axis: of a part of the kernel, `place`: the tile's. */
  const first = (to: Local, partOf: Local, pad: 'padX' | 'padY'): void => {
    const [within, residues] = [f.local('i32', partOf.remainder(stride)), f.local('i32', at('residues'))];
    f.set(to, place.quotient(residues).mul(at('tile')).mul(residues).add(place.remainder(residues)).mul(stride).sub(at(pad))
      .add(partOf.quotient(stride).mul(at('partStep')).add(within).mul(step.quotient(stride))));
  };
  f.set(partY, part.quotient(at('partsX')));
  f.set(partX, part.remainder(at('partsX')));
  f.set(number, index);
  f.set(place, number.remainder(at('tilesX')));
  first(x, partX, 'padX');
  f.set(number, number.quotient(at('tilesX')));
  f.set(place, number.remainder(at('tilesY')));
  first(y, partY, 'padY');
  f.set(base, at('input').add(number.quotient(at('tilesY')).mul(at('inN'))).add(y.mul(at('inY'))).add(x.mul(at('inX'))));
  f.set(slot, scratch);
  f.for(row, 0, size, () => {
    f.set(inside, y.lessUnsigned(at('height')));
    f.set(pixel, base);
    f.set(column, x);
    for (const i of range(size)) {
      f.store(slot, pixel.select(zero, inside.and(column.lessUnsigned(width))), SCRATCH.rest + 4 * i);
      f.increase(pixel, inX);
      f.increase(column, step);
    }
    f.increase(base, inY);
    f.increase(y, step);
    f.increase(slot, 4 * size);
  });
}

function addOutput(m: ModuleBuilder, transform: Transform, epilogue: Epilogue, wide: boolean): Fn {
  const at = (args: Local, name: keyof typeof WINOGRAD_OUTPUT.at): Val => args.load('i32', WINOGRAD_OUTPUT.at[name]);
  const { tile, points: { size } } = transform;
  return m.fn(`winogradOutput${tile}x${size - tile + 1}`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const [unit, index, x, y, rows, columns, corner, block, half, channel, first, source] = range(12).map(() => f.local());
    const flags = f.local('i32', at(args, 'flags'));
    const residues = f.local('i32', at(args, 'residues'));
    // Of two pixels of a tile.
    const [outY, outX] = (['outY', 'outX'] as const).map((name) => f.local('i32', at(args, name).mul(residues)));
    const whole = f.local();
    /** Where a tile begins along an axis, and how many of its pixels are inside. */
    const place = (first: Local, count: Local, tiles: 'tilesY' | 'tilesX', size: 'height' | 'width'): void => {
      const number = f.local('i32', index.remainder(at(args, tiles)));
      f.set(first, number.quotient(residues).mul(tile).mul(residues).add(number.remainder(residues)));
      const room = f.local('i32', at(args, size).sub(first).add(residues).sub(1));
      f.set(count, room.select(0, room.atLeast(0)).quotient(residues).min(i32(tile)));
      f.set(index, index.quotient(at(args, tiles)));
    };
    f.hoisting(() => f.for(unit, from, to, () => {
      f.set(index, at(args, 'firstTile').add(unit));
      place(x, columns, 'tilesX', 'width');
      place(y, rows, 'tilesY', 'height');
      f.set(corner, at(args, 'out').add(index.mul(at(args, 'outN'))).add(y.mul(at(args, 'outY'))).add(x.mul(at(args, 'outX'))));
      f.set(first, at(args, 'input').add(unit.mul(at(args, 'inTile'))));
      f.set(channel, 0);
      f.set(whole, flags.and(SIMPLE).select(0, rows.mul(columns).equals(tile * tile)));
      f.for(block, 0, at(args, 'blocks'), () => {
        f.set(source, first.add(block.shr(1).mul(64 * size ** 2)).add(block.and(1).shl(5)));
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
  const { tile, points: { size } } = transform;
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

function addWeights(m: ModuleBuilder, { tile, points: { size, weight: transform } }: Transform): void {
  const at = (args: Local, name: keyof typeof WINOGRAD_WEIGHTS.at): Val => args.load('i32', WINOGRAD_WEIGHTS.at[name]);
  const taps = size - tile + 1;
  m.fn(`winogradWeights${tile}x${taps}`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [block, channel, source, target, out, tap] = range(6).map(() => f.local());
    const names = ['strideO', 'strideI', 'outMatrix', 'tapY', 'tapX', 'rows', 'columns'] as const;
    const [strideO, strideI, matrix, tapY, tapX, rows, columns] = names.map((name) => f.local('i32', at(args, name)));
    const factors = [f.local('v128'), f.local('v128')];
    const values = range(taps ** 2).map(() => f.local('v128'));
    f.for(block, from, to, () => {
      f.set(source, at(args, 'input').add(block.mul(strideO).shl(3)));
      f.set(target, at(args, 'out').add(block.mul(at(args, 'blockBytes'))));
      for (const factor of factors) f.set(factor, splat(1));
      f.if(at(args, 'scale'), () => factors.forEach((factor, half) =>
        f.set(factor, at(args, 'scale').add(block.shl(5)).load('v128', 16 * half))));
      // Both halves of a block in turn: every line of the matrices is written at once.
      f.for(channel, 0, at(args, 'channels'), () => {
        factors.forEach((factor, half) => {
          for (const y of range(taps)) {
            f.set(out, source.add(strideO.mul(4 * half)).add(tapY.mul(y)));
            for (const x of range(taps)) {
              f.set(values[taps * y + x], splat(0));
              f.if(rows.atLeast(y + 1).and(columns.atLeast(x + 1)), () => {
                f.set(tap, out);
                for (const lane of range(4)) {
                  f.set(values[taps * y + x], tap.loadLane(values[taps * y + x], lane));
                  if (lane < 3) f.increase(tap, strideO);
                }
                f.set(values[taps * y + x], values[taps * y + x].mul(factor));
              });
              f.increase(out, tapX);
            }
          }
          const columnsOf = range(taps).map((x) => transform(f, range(taps).map((y) => values[taps * y + x])).map((v) =>
            f.local('v128', v)));
          f.set(out, target.add(16 * half));
          for (const row of range(size)) {
            for (const value of transform(f, columnsOf.map((column) => column[row]))) {
              f.store(out, value);
              f.increase(out, matrix);
            }
          }
        });
        f.increase(source, strideI);
        f.increase(target, 32);
      });
    });
  });
}
