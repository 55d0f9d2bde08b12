// Kernels that look at a map whose channels lie side by side, four channels at a time: figures of every channel, and small
// 8-bit pictures. What they are of stands in featureMap.ts, which computes the same for maps that lie otherwise.
import { LEVELS, NOT_FINITE } from '../featureMap';
import { i32, splat, struct, type Local, type ModuleBuilder, type Val } from './assembler';

/**
 * `pixels` of `step` bytes each, times a `scale` and plus a `shift` per channel where these are addresses and not 0; a unit is
 * four channels. Writes to `state` what FOUR_CHANNELS says. Elements that are not
 * finite make the sums of their channel not finite, and its other figures no more than that.
 */
export const FIGURES = struct('input', 'pixels', 'step', 'state', 'scale', 'shift');
/** Where four channels' figures begin: four doubles each of sums, of differences from `shift`; four floats each; integers. */
export const FOUR_CHANNELS = { shift: 0, sum: 32, squares: 64, size: 96, min: 128, max: 144, zeros: 160, bytes: 176 };
/** Floats that one walk along the channels may read: every cache line is still near when its other channels are wanted. */
const WALK_FLOATS = 8192;

/**
 * Strides in bytes. Tables hold (position, weight) per cell of the picture and tap. `groups`: what PICTURES says for each four
 * channels. A unit is a row of all pictures.
 */
export const LEVELS_WORDS = struct('input', 'inY', 'inX', 'rows', 'columns', 'rowTaps', 'columnTaps', 'width', 'groups', 'count');
/**
 * Four channels: bytes to the first one, where the picture of each goes, the value of level 0, levels per unit. Elements are
 * taken `times` a factor, `plus` a number: 1 and 0 but for values that are computed on demand.
 */
export const PICTURES = { channel: 0, out: 16, low: 32, scale: 48, times: 64, plus: 80, bytes: 96 };

export function addInspection(m: ModuleBuilder): void {
  addFigures(m);
  addLevels(m);
}

const high = (x: Local): Val => x.shuffle(x, [2, 3, 2, 3]).doubles();

function addFigures(m: ModuleBuilder): void {
  const at = (args: Local, name: keyof typeof FIGURES.at): Val => args.load('i32', FIGURES.at[name]);
  m.fn('figures', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [group, start, left, pixel, state, input] = Array.from({ length: 6 }, () => f.local());
    const step = f.local('i32', at(args, 'step'));
    const walk = f.local('i32', f.local('i32', step.shr(2)).add(WALK_FLOATS - 1).quotient(step.shr(2)));
    const pair = (): readonly Local[] => [f.local('v128'), f.local('v128')];
    const doubles = { shift: pair(), sum: pair(), squares: pair(), size: pair() };
    const fours = { min: f.local('v128'), max: f.local('v128'), zeros: f.local('v128') };
    const each = (visit: (local: Local, offset: number) => void): void => {
      for (const name of ['shift', 'sum', 'squares', 'size'] as const) doubles[name].forEach((local, half) =>
        visit(local, FOUR_CHANNELS[name] + 16 * half));
      for (const name of ['min', 'max', 'zeros'] as const) visit(fours[name], FOUR_CHANNELS[name]);
    };
    const [x, wide, moved, scale, shift] = Array.from({ length: 5 }, () => f.local('v128'));
    f.for(start, 0, at(args, 'pixels'), () => f.for(group, from, to, () => {
      f.set(state, at(args, 'state').add(group.mul(FOUR_CHANNELS.bytes)));
      f.set(input, at(args, 'input').add(group.shl(4)).add(start.mul(step)));
      const read = (scaled: boolean): void => {
        f.set(x, input.load('v128'));
        if (scaled) f.set(x, x.mul(scale).add(shift));
      };
      const walkThrough = (scaled: boolean): void => {
        f.if(start, () => each((local, offset) => f.set(local, state.load('v128', offset))), () => {
          each((local) => f.set(local, 0));
          f.set(fours.min, Infinity);
          f.set(fours.max, -Infinity);
          // Sums are of differences from the first element: large means would drown small deviations.
          read(scaled);
          f.set(x, splat(0).where(x.sub(x).isNaN(), x));
          f.set(doubles.shift[0], x.doubles());
          f.set(doubles.shift[1], high(x));
        });
        f.for(pixel, 0, left, () => {
          read(scaled);
          [x.doubles(), high(x)].forEach((value, half) => {
            f.set(wide, value);
            f.set(moved, wide.subDoubles(doubles.shift[half]));
            f.set(doubles.sum[half], doubles.sum[half].addDoubles(moved));
            f.set(doubles.squares[half], moved.maddDoubles(moved, doubles.squares[half], f.fused));
            f.set(doubles.size[half], doubles.size[half].addDoubles(wide.absDoubles()));
          });
          f.set(fours.min, fours.min.least(x));
          f.set(fours.max, fours.max.largest(x));
          // A mask that is set is -1.
          f.set(fours.zeros, fours.zeros.addInts(x.equalTo(0)));
          f.increase(input, step);
        });
      };
      f.set(left, at(args, 'pixels').sub(start).min(walk));
      f.if(at(args, 'scale'), () => {
        f.set(scale, at(args, 'scale').add(group.shl(4)).load('v128'));
        f.set(shift, at(args, 'shift').add(group.shl(4)).load('v128'));
        walkThrough(true);
      }, () => walkThrough(false));
      each((local, offset) => f.store(state, local, offset));
    }), walk);
  });
}

function addLevels(m: ModuleBuilder): void {
  const at = (args: Local, name: keyof typeof LEVELS_WORDS.at): Val => args.load('i32', LEVELS_WORDS.at[name]);
  m.fn('levels', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [y, x, last, group, input, line, rowTap, columnTap, rowTable, columnTable, cell] = Array.from({ length: 11 }, () =>
      f.local());
    const [sum, value] = [f.local('v128'), f.local('v128')];
    f.set(last, at(args, 'groups').add(at(args, 'count').mul(PICTURES.bytes)));
    f.for(y, from, to, () => f.for(group, at(args, 'groups'), last, () => {
      f.set(input, at(args, 'input').add(group.load('i32', PICTURES.channel)));
      const low = f.local('v128', group.load('v128', PICTURES.low));
      const scale = f.local('v128', group.load('v128', PICTURES.scale));
      const times = f.local('v128', group.load('v128', PICTURES.times));
      const plus = f.local('v128', group.load('v128', PICTURES.plus));
      f.set(columnTable, at(args, 'columns'));
      f.set(cell, y.mul(at(args, 'width')));
      f.for(x, 0, at(args, 'width'), () => {
        f.set(sum, 0);
        f.set(rowTable, at(args, 'rows').add(y.mul(at(args, 'rowTaps')).shl(3)));
        f.for(rowTap, 0, at(args, 'rowTaps'), () => {
          f.set(line, input.add(rowTable.load('i32').mul(at(args, 'inY'))));
          f.set(value, 0);
          f.for(columnTap, 0, at(args, 'columnTaps'), () => {
            // From the range's low end on, so that small differences of large values are drawn as they are.
            const element = line.add(columnTable.load('i32').mul(at(args, 'inX'))).load('v128');
            f.set(value, value.add(element.mul(times).add(plus).sub(low).mul(columnTable.loadSplat(4))));
            f.increase(columnTable, 8);
          });
          f.set(sum, sum.add(value.mul(rowTable.loadSplat(4))));
          f.increase(columnTable, at(args, 'columnTaps').mul(-8));
          f.increase(rowTable, 8);
        });
        f.increase(columnTable, at(args, 'columnTaps').shl(3));
        f.set(value, sum.mul(scale).add(0.5).largest(0).least(LEVELS).toInts());
        f.set(value, splatInts(NOT_FINITE).where(sum.sub(sum).isNaN(), value));
        for (const lane of [0, 1, 2, 3]) f.storeByte(group.load('i32', PICTURES.out + 4 * lane).add(cell), value, lane);
        f.increase(cell, 1);
      });
    }, PICTURES.bytes));
  });
}
const splatInts = (value: number): Val => i32(value).spread();
