// Depthwise convolutions with small square kernels: a window slides along a row, four output pixels and four channels at a
// time, so that every input is loaded once per row of the kernel. Other shapes take the tile kernel's way (`depthwise` of
// conv.ts).
import { CONV } from './conv';
import { i32, type Fn, type Local, type ModuleBuilder, type Val } from './assembler';
import { finishInRegisters, SCRATCH, SIMPLE, type Epilogue } from './epilogue';

/** Output pixels that are computed at once; rows have to be at least as long. */
export const SLIDE_PIXELS = 4;
/** Kernel size and stride of those that are emitted. */
export const SLIDES = [[3, 1], [3, 2], [5, 1], [5, 2]] as const;
export const slideName = (kernel: number, stride: number): string => `slide${kernel}s${stride}`;

const at = (args: Local, name: keyof typeof CONV.at): Val => args.load('i32', CONV.at[name]);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** `wide`: eight channels at a time. */
interface Options { readonly fused: boolean; readonly wide: boolean }

/** Arguments as those of `conv`, `channels` the bytes of a pixel's channels, in whole vectors. A unit is one row of one image. */
export function addDepthwise(m: ModuleBuilder, epilogue: Epilogue, options: Options): void {
  for (const [kernel, stride] of SLIDES) addSlide(m, kernel, stride, epilogue, options);
}

function addSlide(m: ModuleBuilder, kernel: number, stride: number, epilogue: Epilogue, { fused, wide }: Options): void {
  const columns = kernel + (SLIDE_PIXELS - 1) * stride;
  m.fn(slideName(kernel, stride), ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to, scratch] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const [unit, y, x, image, out, channel] = range(6).map(() => f.local());
    const outHeight = f.local('i32', at(args, 'tiles'));
    const lastStart = f.local('i32', at(args, 'outWidth').sub(SLIDE_PIXELS));
    const pointers = range(kernel).map(() => range(columns).map(() => f.local()));
    f.for(unit, from, to, () => {
      f.set(y, unit.remainder(outHeight));
      f.set(image, unit.quotient(outHeight));
      // The last group of a row begins so that it ends with the row: some pixels are computed twice.
      f.for(x, 0, at(args, 'outWidth'), () => {
        f.set(x, x.min(lastStart));
        findInputs(f, args, { y, x, image }, stride, pointers);
        f.set(out, at(args, 'out').add(image.mul(at(args, 'outN'))).add(y.mul(at(args, 'outY'))).add(x.mul(at(args, 'outX'))));
        for (const p of range(SLIDE_PIXELS)) f.store(scratch, out.add(at(args, 'outX').mul(p)), SCRATCH.pointers + 4 * p);
        const some = (halves: readonly number[]): void =>
          slide(f, { args, scratch, channel, out, pointers, stride, kernel, epilogue, fused }, halves);
        if (wide) {
          f.for(channel, 0, at(args, 'channels').and(-32), () => some([0, 16]), 32);
          f.if(channel.less(at(args, 'channels')), () => some([0]));
        } else {
          f.for(channel, 0, at(args, 'channels'), () => some([0]), 16);
        }
      }, SLIDE_PIXELS);
    });
  });
}

/** Addresses of the input pixels under the group; those outside the image are zeros. */
function findInputs(f: Fn, args: Local, { y, x, image }: Readonly<Record<'y' | 'x' | 'image', Local>>, stride: number,
  pointers: readonly (readonly Local[])[]): void {
  const top = f.local('i32', y.mul(stride).sub(at(args, 'padY')));
  const left = f.local('i32', x.mul(stride).sub(at(args, 'padX')));
  const input = f.local('i32', at(args, 'input').add(image.mul(at(args, 'inN'))));
  const zero = f.local('i32', at(args, 'zero'));
  pointers.forEach((row, ky) => {
    const line = f.local('i32', input.add(top.add(ky).mul(at(args, 'inY'))));
    const inside = f.local('i32', top.add(ky).lessUnsigned(at(args, 'height')));
    row.forEach((pointer, kx) => {
      const column = left.add(kx);
      f.set(pointer, line.add(column.mul(at(args, 'inX'))).select(zero, column.lessUnsigned(at(args, 'width')).and(inside)));
    });
  });
}

interface Slide {
  readonly args: Local; readonly scratch: Local; readonly channel: Local; readonly out: Local;
  readonly pointers: readonly (readonly Local[])[]; readonly stride: number; readonly kernel: number;
  readonly epilogue: Epilogue; readonly fused: boolean;
}
/** Four channels of the group, or eight; `halves`: where each four begin, in bytes. */
function slide(f: Fn, { args, scratch, channel, out, pointers, stride, kernel, epilogue, fused }: Slide,
  halves: readonly number[]): void {
  const weights = f.local('i32', at(args, 'weights').add(channel.shr(5).mul(at(args, 'blockBytes'))).add(channel.and(16)));
  const bias = f.local('i32', at(args, 'bias').add(channel));
  const sums = range(SLIDE_PIXELS).map(() => halves.map((half) => f.local('v128', bias.load('v128', half))));
  pointers.forEach((row, ky) => {
    const taps = range(kernel).map((kx) => halves.map((half) =>
      f.local('v128', weights.load('v128', 32 * (kernel * ky + kx) + half))));
    row.forEach((pointer, column) => {
      const from = f.local('i32', pointer.add(channel));
      const input = halves.map((half) => f.local('v128', from.load('v128', half)));
      sums.forEach((sum, p) => {
        const kx = column - stride * p;
        if (kx >= 0 && kx < kernel) sum.forEach((each, h) => f.set(each, input[h].madd(taps[kx][h], each, fused)));
      });
    });
  });
  const flags = f.local('i32', at(args, 'flags'));
  const outX = f.local('i32', at(args, 'outX'));
  f.if(flags.and(SIMPLE), () => finishInRegisters(f, args, flags, channel, sums.map((sum, p) =>
    ({ out: f.local('i32', out.add(channel).add(outX.mul(p))),
      values: sum.map((each, h) => ({ sum: each, offset: halves[h] })) }))),
  () => {
    const half = f.local('i32', halves.length > 1 ? i32(0) : channel.and(16));
    const to = f.local('i32', scratch.add(half));
    sums.forEach((sum, p) => sum.forEach((each, h) => f.store(to, each, SCRATCH.sums + 32 * p + halves[h])));
    const finish = (valid: Val): void => f.call(epilogue.finish, args, scratch, SLIDE_PIXELS, channel.sub(half), valid);
    // The epilogue takes blocks of 8 channels: both halves together, or the last one alone.
    if (halves.length > 1) finish(i32(8));
    else f.if(half.or(channel.add(16).equals(at(args, 'channels'))), () => finish(half.shr(2).add(4)));
  });
}
