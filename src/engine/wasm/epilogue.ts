// What happens to sums before they are stored: bias, per-channel scale and shift, residual, activation; and the maps in
// between, stored too when somebody keeps them. One routine for every kernel that makes blocks of 8 channels.
import { struct, type Fn, type Local, type ModuleBuilder, type Val } from './assembler';
import { activateAll } from './functions';

/** Bits of `flags`. */
export const STORE_SUM = 1;
export const AFFINE = 2;
export const STORE_AFFINE = 4;
export const RESIDUAL = 8;
export const STORE_RESIDUAL = 16;
/** No activation but a clamp: kernels finish whole blocks from registers. */
export const SIMPLE = 32;

/**
 * Argument words of the epilogue, at the front of every block of a kernel that uses it. Strides in bytes; `sumAt`,
 * `affineAt`, `residualAt`, `addedAt` are the addresses of tensors that are laid out like the output.
 */
export const EPILOGUE_WORDS = ['out', 'outN', 'outY', 'outX', 'bias', 'flags', 'scale', 'shift', 'sumAt', 'affineAt',
  'residualAt',
  'addedAt', 'activation', 'a', 'b'] as const;
export const EPILOGUE = struct(...EPILOGUE_WORDS);

/** Scratch of a thread: addresses of output pixels, then their sums (8 floats each), then what a kernel wants. */
export const SCRATCH = { pointers: 0, sums: 256, partial: 256 + 36 * 32, rest: 256 + 37 * 32 };

export interface Epilogue {
  /** (args, scratch, pixels, channel offset in bytes, valid channels 1..8): finishes the sums in scratch. */
  readonly finish: Fn;
}

const field = (args: Local, name: keyof typeof EPILOGUE.at) => args.load('i32', EPILOGUE.at[name]);

export function addEpilogue(m: ModuleBuilder): Epilogue {
  const storePartial = addStorePartial(m);
  const finish = m.fn('finish', ['i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, scratch, pixels, channel, valid] = [0, 1, 2, 3, 4].map((i) => f.parameter(i));
    const flags = f.local('i32', field(args, 'flags'));
    const kind = f.local('i32', field(args, 'activation'));
    const [a, b] = [f.local('v128', args.loadSplat(EPILOGUE.at.a)), f.local('v128', args.loadSplat(EPILOGUE.at.b))];
    const [p, out, low, high] = [f.local(), f.local(), f.local('v128'), f.local('v128')];
    const like = (name: keyof typeof EPILOGUE.at): Val => out.sub(field(args, 'out')).add(field(args, name));
    const store = (distance: keyof typeof EPILOGUE.at | null): void => {
      const at = distance ? f.local('i32', like(distance)) : out;
      f.if(valid.equals(8), () => {
        f.store(at, low);
        f.store(at, high, 16);
      }, () => f.call(storePartial, at, valid, low, high));
    };
    const both = (change: (half: Local, offset: number) => void): void => {
      change(low, 0);
      change(high, 16);
    };
    const each = (visit: () => void): void => f.for(p, 0, pixels, () => {
      f.set(out, scratch.add(p.shl(2)).load('i32', SCRATCH.pointers).add(channel));
      both((half, offset) => f.set(half, scratch.add(p.shl(5)).load('v128', SCRATCH.sums + offset)));
      visit();
    });
    f.if(flags.and(STORE_SUM | AFFINE | RESIDUAL), () => each(() => {
      f.if(flags.and(STORE_SUM), () => store('sumAt'));
      f.if(flags.and(AFFINE), () => {
        both((half, offset) => f.set(half, half.mul(field(args, 'scale').add(channel).load('v128', offset))
          .add(field(args, 'shift').add(channel).load('v128', offset))));
        f.if(flags.and(STORE_AFFINE), () => store('affineAt'));
      });
      f.if(flags.and(RESIDUAL), () => {
        both((half, offset) => f.set(half, half.add(like('residualAt').load('v128', offset))));
        f.if(flags.and(STORE_RESIDUAL), () => store('addedAt'));
      });
      both((half, offset) => f.store(scratch.add(p.shl(5)), half, SCRATCH.sums + offset));
    }));
    activateAll(f, kind, { from: scratch, offset: SCRATCH.sums, count: pixels.shl(3) }, a, b);
    each(() => store(null));
  });
  return { finish };
}

/** A pixel's sums in registers: where its channels go, and what goes to which distance from there. */
export interface Sums { readonly out: Val; readonly values: readonly { readonly sum: Local; readonly offset: number }[] }

/** What `finish` does, for blocks in registers whose activation is a clamp: stage by stage, so that a stage is tested once. */
export function finishInRegisters(f: Fn, args: Local, flags: Local, channel: Local, pixels: readonly Sums[]): void {
  const offsets = pixels[0].values.map(({ offset }) => offset);
  const [from, address] = [f.local(), f.local()];
  // One address for all vectors of a pixel: what lies side by side is seen to do so.
  const each = (visit: (sum: Local, address: Val, offset: number) => void, distance: Local | null = null): void => {
    for (const { out, values } of pixels) {
      f.set(address, distance ? out.add(distance) : out);
      for (const { sum, offset } of values) visit(sum, address, offset);
    }
  };
  const keep = (flag: number, name: keyof typeof EPILOGUE.at): void => f.if(flags.and(flag), () => {
    f.set(from, field(args, name).sub(field(args, 'out')));
    each((sum, to, offset) => f.store(to, sum, offset), from);
  });
  f.if(flags.differs(SIMPLE), () => {
    keep(STORE_SUM, 'sumAt');
    f.if(flags.and(AFFINE), () => {
      const [scale, shift] = (['scale', 'shift'] as const).map((name) =>
        offsets.map((offset) => f.local('v128', field(args, name).add(channel).load('v128', offset))));
      for (const { values } of pixels) values.forEach(({ sum }, i) => f.set(sum, sum.mul(scale[i]).add(shift[i])));
      keep(STORE_AFFINE, 'affineAt');
    });
    f.if(flags.and(RESIDUAL), () => {
      f.set(from, field(args, 'residualAt').sub(field(args, 'out')));
      each((sum, of, offset) => f.set(sum, sum.add(of.load('v128', offset))), from);
      keep(STORE_RESIDUAL, 'addedAt');
    });
  });
  const [least, most] = [f.local('v128', args.loadSplat(EPILOGUE.at.a)), f.local('v128', args.loadSplat(EPILOGUE.at.b))];
  each((sum, out, offset) => f.store(out, sum.largest(least).least(most), offset));
}

/** (address, count, low, high): stores the first `count` of 8 floats. */
function addStorePartial(m: ModuleBuilder): Fn {
  return m.fn('storePartial', ['i32', 'i32', 'v128', 'v128'], (f) => {
    const [at, count, low, high] = [0, 1, 2, 3].map((i) => f.parameter(i));
    const rest = f.local('v128', low);
    const left = f.local('i32', count);
    f.if(left.atLeast(4), () => {
      f.store(at, rest);
      f.set(rest, high);
      f.increase(at, 16);
      f.increase(left, -4);
    });
    f.if(left.and(2), () => {
      f.storeTwo(at, rest);
      f.set(rest, rest.shuffle(rest, [2, 3, 2, 3]));
      f.increase(at, 8);
    });
    f.if(left.and(1), () => f.storeFirst(at, rest));
  });
}
