// Winograd's minimal filtering: input and output tiles are transformed, and the convolution becomes products of matrices, which
// the tile kernel computes. F(m x m, r x r) reads tiles of m + r - 1 pixels a side, F(m, r) so many in a line. Strides, dilations
// and larger kernels: see Note [One tile for all kernels] in emit/winogradCut.ts.
import { CONV } from './conv';
import { i32, splat, struct, type Fn, type Local, type ModuleBuilder, type Val } from './assembler';
import { EPILOGUE_WORDS, finishInRegisters, SCRATCH, SIMPLE, type Epilogue } from './epilogue';
import { pointsOf, range, transformOf, WINOGRADS, winogradName, type Transform, type WinogradSize } from './winogradPoints';

const AXIS = ['tile', 'residues', 'stride', 'step', 'parts', 'phases', 'partStep', 'unit'] as const;
/**
 * Strides in bytes. `channels`: bytes of a pixel's channels, in whole blocks of 8. `firstTile`: the chunk's first; a unit is a
 * tile of the chunk. Along an axis a tile has `tile` output pixels, `residues` apart, and begins at `stride` times their place in
 * the input, whose pixels are taken `step` apart. Kernels that are several give each its own channels: `parts` along the axis,
 * `partBytes` apart; part i begins (i % phases + partStep (i / phases)) unit pixels further on. `outX`: bytes of all channels of
 * a tile.
 */
export const WINOGRAD_INPUT = struct('input', 'inN', 'inY', 'inX', 'height', 'width', 'padY', 'padX', 'tilesY', 'tilesX',
  'firstTile', ...AXIS.flatMap((name) => [`${name}Y`, `${name}X`] as const), 'partBytes', 'channels', 'out', 'outX', 'outMatrix',
  'zero');
/** Products lie tile by tile, 16 channels by 16 channels, point by point: whole cache lines. `inTile`: bytes of a tile. */
export const WINOGRAD_OUTPUT = struct(...EPILOGUE_WORDS, 'input', 'inTile', 'height', 'width', 'tilesY', 'tilesX',
  'residuesY', 'residuesX', 'firstTile', 'outputs');
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
 * `tapY` and `tapX` apart; there are `rows` x `columns` of them, the others are zero. A unit is a block of 8 of the `outputs`;
 * what the last one has more is anything.
 */
export const WINOGRAD_WEIGHTS = struct('input', 'out', 'outMatrix', 'blockBytes', 'channels', 'scale', 'strideO', 'strideI',
  'tapY', 'tapX', 'rows', 'columns', 'outputs');

/** Scratch beyond the epilogue's: addresses of input pixels, then half-transformed tiles of 8 channels. */
const TILES = SCRATCH.rest + 4 * 36;
export const WINOGRAD_SCRATCH = TILES + 32 * 36 + 64;
/** Where a chunk's arguments are made absolute, and where its tiles and products begin. */
const CHUNK_ARGUMENTS = WINOGRAD_SCRATCH;
export const WINOGRAD_CHUNK_SCRATCH = 64 * Math.ceil((CHUNK_ARGUMENTS + WINOGRAD_CHUNK_BYTES) / 64);

/** `wide`: both halves of 8 channels at once, so that what is done to them lies side by side. */
export function addWinograd(m: ModuleBuilder, epilogue: Epilogue, conv: Fn, { wide }: { readonly wide: boolean }): void {
  const inputs = new Map<string, Fn>();
  for (const size of WINOGRADS) {
    const kernel: Kernel = { size, transform: transformOf(size), wide };
    const name = winogradName('Input', size);
    const input = inputs.get(name) ?? addInput(m, kernel);
    inputs.set(name, input);
    addChunks(m, winogradName('', size), [input, conv, addOutput(m, kernel, epilogue)]);
    addWeights(m, kernel);
  }
}
interface Kernel { readonly size: WinogradSize; readonly transform: Transform; readonly wide: boolean }
/** Rows of a tile's points, and of its output pixels. */
const rowsOf = ({ size: { size, axes } }: Kernel): number => (axes === 2 ? size : 1);
const tileRows = ({ size: { tile, axes } }: Kernel): number => (axes === 2 ? tile : 1);

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

function addInput(m: ModuleBuilder, kernel: Kernel): Fn {
  const { size: { size }, transform: { points }, wide } = kernel;
  const at = (args: Local, name: keyof typeof WINOGRAD_INPUT.at): Val => args.load('i32', WINOGRAD_INPUT.at[name]);
  const slot = (row: number, column: number): number => TILES + 32 * (size * row + column);
  return m.fn(winogradName('Input', kernel.size), ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const [unit, channel, part, target] = range(4).map(() => f.local());
    const channels = f.local('i32', at(args, 'channels'));
    const matrix = f.local('i32', at(args, 'outMatrix'));
    const parts = f.local('i32', at(args, 'partsY').mul(at(args, 'partsX')));
    const pointers = range(size).map(() => f.local());
    const values = HALVES.map(() => range(size).map(() => f.local('v128')));
    const find = (pointer: Local, row: number, column: number): void =>
      f.set(pointer, scratch.load('i32', SCRATCH.rest + 4 * (size * row + column)).add(channel));
    /** A row or a column of four or eight channels from `load` through the transform to `store`. */
    const turn = (load: (i: number, half: number) => Val, store: (i: number, half: number, value: Val) => void): void => {
      for (const halves of wide ? [HALVES] : HALVES.map((half) => [half])) {
        for (const i of range(size)) halves.forEach((half, h) => f.set(values[h][i], load(i, half)));
        const turned = halves.map((_, h) => points.input(f, values[h]));
        for (const i of range(size)) halves.forEach((half, h) => store(i, half, turned[h][i]));
      }
    };
    /** Results of a row of points lie one matrix after the other, from `first` on. */
    const turnRow = (first: Val, load: (i: number, half: number) => Val): void => {
      f.set(pointers[0], first);
      pointers.slice(1).forEach((pointer, i) => f.set(pointer, pointers[i].add(matrix)));
      turn(load, (column, half, value) => f.store(pointers[column], value, half));
    };
    const image = (): void => {
      for (const column of range(size)) {
        pointers.forEach((pointer, row) => find(pointer, row, column));
        turn((row, half) => pointers[row].load('v128', half),
          (row, half, value) => f.store(scratch, value, slot(row, column) + half));
      }
      for (const row of range(size)) turnRow(row > 0 ? pointers[size - 1].add(matrix) : target.add(channel),
        (column, half) => scratch.load('v128', slot(row, column) + half));
    };
    const line = (): void => {
      const pixels = range(size).map(() => f.local());
      pixels.forEach((pixel, column) => find(pixel, 0, column));
      turnRow(target.add(channel), (column, half) => pixels[column].load('v128', half));
    };
    f.hoisting(() => f.for(unit, from, to, () => {
      f.set(target, at(args, 'out').add(unit.mul(at(args, 'outX'))));
      // Where a part has four channels more than whole blocks, what is written behind them is the next part's, which comes after.
      f.for(part, 0, parts, () => {
        findPixels(f, args, scratch, { index: at(args, 'firstTile').add(unit), part, kernel });
        f.for(channel, 0, channels, kernel.size.axes === 2 ? image : line, 32);
        f.increase(target, at(args, 'partBytes'));
      });
    }));
  });
}
const HALVES = [0, 16];

/** Addresses of the input pixels of a tile for one part of the kernel; those outside the image are zeros. */
function findPixels(f: Fn, args: Local, scratch: Local, { index, part, kernel }: { readonly index: Val; readonly part: Local;
  readonly kernel: Kernel }): void {
  const { size } = kernel.size;
  const at = (name: keyof typeof WINOGRAD_INPUT.at): Val => args.load('i32', WINOGRAD_INPUT.at[name]);
  const [number, x, y, row, base, column, slot, inside, pixel] = range(9).map(() => f.local());
  const [width, zero, stepX, stepY] = (['width', 'zero', 'stepX', 'stepY'] as const).map((name) => f.local('i32', at(name)));
  const [inX, inY] = [f.local('i32', at('inX').mul(stepX)), f.local('i32', at('inY').mul(stepY))];
  /** The first pixel along an axis of the part's tile `number` among `tiles`; `number` is then that along the axes before. */
  const first = (to: Local, axis: 'X' | 'Y', partOf: Val): void => {
    const [place, which] = [f.local('i32', number.remainder(at(`tiles${axis}`))), f.local('i32', partOf)];
    const [residues, phases] = [f.local('i32', at(`residues${axis}`)), f.local('i32', at(`phases${axis}`))];
    f.set(number, number.quotient(at(`tiles${axis}`)));
    f.set(to, place.quotient(residues).mul(at(`tile${axis}`)).mul(residues).add(place.remainder(residues))
      .mul(at(`stride${axis}`)).sub(at(`pad${axis}`))
      .add(which.quotient(phases).mul(at(`partStep${axis}`)).add(which.remainder(phases)).mul(at(`unit${axis}`))));
  };
  f.set(number, index);
  first(x, 'X', part.remainder(at('partsX')));
  first(y, 'Y', part.quotient(at('partsX')));
  f.set(base, at('input').add(number.mul(at('inN'))).add(y.mul(at('inY'))).add(x.mul(at('inX'))));
  f.set(slot, scratch);
  f.for(row, 0, rowsOf(kernel), () => {
    f.set(inside, y.lessUnsigned(at('height')));
    f.set(pixel, base);
    f.set(column, x);
    for (const i of range(size)) {
      f.store(slot, pixel.select(zero, inside.and(column.lessUnsigned(width))), SCRATCH.rest + 4 * i);
      f.increase(pixel, inX);
      f.increase(column, stepX);
    }
    f.increase(base, inY);
    f.increase(y, stepY);
    f.increase(slot, 4 * size);
  });
}

function addOutput(m: ModuleBuilder, kernel: Kernel, epilogue: Epilogue): Fn {
  const at = (args: Local, name: keyof typeof WINOGRAD_OUTPUT.at): Val => args.load('i32', WINOGRAD_OUTPUT.at[name]);
  const { size: { tile }, wide } = kernel;
  return m.fn(winogradName('Output', kernel.size), ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const [unit, index, x, y, rows, columns, corner, block, half, channel, first, source] = range(12).map(() => f.local());
    const flags = f.local('i32', at(args, 'flags'));
    // Of two pixels of a tile.
    const [outY, outX] = [f.local('i32', at(args, 'outY').mul(at(args, 'residuesY'))),
      f.local('i32', at(args, 'outX').mul(at(args, 'residuesX')))];
    const [whole, full, simple, valid] = range(4).map(() => f.local());
    /** Where a tile begins along an axis, and how many of its pixels are inside. */
    const place = (axis: 'Y' | 'X', first: Local, count: Local, [size, pixels]: readonly ['height' | 'width', number]): void => {
      const [tiles, residues] = [f.local('i32', at(args, `tiles${axis}`)), f.local('i32', at(args, `residues${axis}`))];
      const number = f.local('i32', index.remainder(tiles));
      f.set(first, number.quotient(residues).mul(pixels).mul(residues).add(number.remainder(residues)));
      const room = f.local('i32', at(args, size).sub(first).add(residues).sub(1));
      f.set(count, room.select(0, room.atLeast(0)).quotient(residues).min(i32(pixels)));
      f.set(index, index.quotient(tiles));
    };
    f.hoisting(() => f.for(unit, from, to, () => {
      f.set(index, at(args, 'firstTile').add(unit));
      place('X', x, columns, ['width', tile]);
      place('Y', y, rows, ['height', tileRows(kernel)]);
      f.set(corner, at(args, 'out').add(index.mul(at(args, 'outN'))).add(y.mul(at(args, 'outY'))).add(x.mul(at(args, 'outX'))));
      f.set(first, at(args, 'input').add(unit.mul(at(args, 'inTile'))));
      f.set(channel, 0);
      f.set(full, rows.mul(columns).equals(tile * tileRows(kernel)));
      f.for(block, 0, at(args, 'outputs').add(7).shr(3), () => {
        f.set(valid, at(args, 'outputs').sub(block.shl(3)).min(i32(8)));
        f.set(simple, flags.and(SIMPLE).select(0, valid.equals(8)));
        f.set(whole, simple.select(0, full));
        f.set(source, first.add(block.shr(1).mul(64 * pointsOf(kernel.size))).add(block.and(1).shl(5)));
        const step = wide ? 32 : 16;
        f.for(half, 0, 32, () => {
          channelsOfTile(f, { args, scratch: f.local('i32', scratch.add(half)), channel, source, whole, flags, outY, outX,
            corner: f.local('i32', corner.add(channel)) }, kernel, wide ? HALVES : [0]);
          f.increase(source, step);
          f.increase(channel, step);
        }, step);
        f.if(whole, () => undefined, () => finishPixels(f, { args, scratch, rows, columns, flags, outY, outX, simple, valid,
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
function channelsOfTile(f: Fn, t: Tile & { readonly source: Local; readonly whole: Local }, kernel: Kernel,
  halves: readonly number[]): void {
  const { size: { tile, size, axes }, transform } = kernel;
  // A sum at the point 1, of both axes, is one in every pixel.
  const from = f.local('i32', t.args.load('i32', WINOGRAD_OUTPUT.at.bias).add(t.channel));
  const biases = halves.map((half) => f.local('v128', from.load('v128', half)));
  const product = (row: number, column: number): Local[] => halves.map((half, h) => {
    const found = t.source.load('v128', 64 * (size * row + column) + half);
    return f.local('v128', column === 1 && row === (axes === 2 ? 1 : 0) ? found.add(biases[h]) : found);
  });
  for (const { rows, reads } of axes === 2 ? transform.parts : [{ rows: [0], reads: [] }]) {
    const sums = range(size).map((column) => {
      if (axes === 1) return product(0, column).map((sum) => [sum]);
      const read = range(size).map((row) => (reads.includes(row) ? product(row, column) : biases));
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
function finishPixels(f: Fn, t: Tile & Readonly<Record<'rows' | 'columns' | 'simple' | 'valid', Local>>, tile: number,
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
      f.if(t.simple, () => finishInRegisters(f, args, flags, t.channel, [{ out: out.add(t.channel),
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
  f.if(t.simple, () => undefined, () => f.call(epilogue.finish, args, scratch, t.rows.mul(t.columns), t.channel, t.valid));
}

function addWeights(m: ModuleBuilder, kernel: Kernel): void {
  const { size: { size, tile, axes }, transform: { points: { weight: transform } } } = kernel;
  const at = (args: Local, name: keyof typeof WINOGRAD_WEIGHTS.at): Val => args.load('i32', WINOGRAD_WEIGHTS.at[name]);
  const taps = size - tile + 1;
  const tapRows = axes === 2 ? taps : 1;
  m.fn(winogradName('Weights', kernel.size), ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = range(4).map((i) => f.parameter(i));
    const [block, channel, half, source, target, out, y, row, slot, left, inside] = range(11).map(() => f.local());
    const lanes = range(4).map(() => f.local());
    const names = ['strideO', 'strideI', 'outMatrix', 'tapY', 'tapX', 'rows', 'columns'] as const;
    const [strideO, strideI, matrix, tapY, tapX, rows, columns] = names.map((name) => f.local('i32', at(args, name)));
    // From one output of a block to the next, as long as there is one.
    const steps = range(3).map(() => f.local());
    const [factor, value] = [f.local('v128'), f.local('v128')];
    f.for(block, from, to, () => {
      f.set(source, at(args, 'input').add(block.mul(strideO).shl(3)));
      f.set(target, at(args, 'out').add(block.mul(at(args, 'blockBytes'))));
      // Both halves of a block in turn: every line of the matrices is written at once.
      f.for(channel, 0, at(args, 'channels'), () => f.for(half, 0, 2, () => {
        f.set(left, at(args, 'outputs').sub(block.shl(3)).sub(half.shl(2)));
        steps.forEach((step, lane) => f.set(step, strideO.select(0, left.atLeast(lane + 2))));
        f.set(row, half.shl(2).min(at(args, 'outputs').sub(block.shl(3)).sub(1)).mul(strideO).add(source)
          .add(channel.mul(strideI)));
        f.set(factor, splat(1));
        f.if(at(args, 'scale'), () => f.set(factor, at(args, 'scale').add(block.shl(5)).add(half.shl(4)).load('v128')));
        f.set(slot, scratch);
        f.for(y, 0, tapRows, () => {
          lanes.forEach((lane, i) => f.set(lane, i === 0 ? row : lanes[i - 1].add(steps[i - 1])));
          f.set(inside, columns.select(0, y.less(rows)));
          // A whole row side by side, or tap by tap.
          const whole = (x: number): Val => lanes.reduce((vector, lane, i) => lane.loadLane(vector, i, 4 * x), splat(0));
          f.if(inside.equals(taps).and(tapX.equals(4)), () => range(taps).forEach((x) =>
            f.store(slot, whole(x).mul(factor), 16 * x)), () => {
            for (const x of range(taps)) {
              f.set(value, splat(0));
              f.if(inside.atLeast(x + 1), () => lanes.forEach((lane, i) => {
                f.set(value, lane.loadLane(value, i));
                f.increase(lane, tapX);
              }));
              f.store(slot, value.mul(factor), 16 * x);
            }
          });
          f.increase(slot, 16 * taps);
          f.increase(row, tapY);
        });
        const tapAt = (i: number, j: number): Local => f.local('v128', scratch.load('v128', 16 * (taps * i + j)));
        const columnsOf = range(taps).map((j) => (axes === 1 ? [tapAt(0, j)]
          : transform(f, range(taps).map((i) => tapAt(i, j))).map((v) => f.local('v128', v))));
        f.set(out, target.add(half.shl(4)).add(channel.shl(5)));
        for (const i of range(rowsOf(kernel))) {
          for (const each of transform(f, columnsOf.map((column) => column[i]))) {
            f.store(out, each);
            f.increase(out, matrix);
          }
        }
      }));
    });
  });
}
