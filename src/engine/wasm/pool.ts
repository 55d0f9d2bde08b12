// Pooling over windows of pixels, channels side by side: the largest or the mean of what lies inside the image.
import { struct, type Fn, type Local, type ModuleBuilder, type Val } from './assembler';

/**
 * Strides in bytes; `channels` counts floats. `divisor` 0 divides by the number of elements inside. A unit is an
 * output pixel.
 */
export const POOL = struct('input', 'inN', 'inY', 'inX', 'out', 'outN', 'outY', 'outX', 'height', 'width', 'outHeight',
  'outWidth',
  'kernelH', 'kernelW', 'strideY', 'strideX', 'padY', 'padX', 'dilationY', 'dilationX', 'channels', 'countPadding', 'adaptive');

const at = (args: Local, name: keyof typeof POOL.at): Val => args.load('i32', POOL.at[name]);

export function addPool(m: ModuleBuilder): void {
  addPoolKernel(m, 'maxPool', false);
  addPoolKernel(m, 'averagePool', true);
}

interface Window { readonly start: Local; readonly rows: Local; readonly columns: Local; readonly stepY: Local;
  readonly stepX: Local }

function addPoolKernel(m: ModuleBuilder, name: string, mean: boolean): void {
  m.fn(name, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [unit, x, y, image, out, left, channel] = Array.from({ length: 7 }, () => f.local());
    const factor = f.local('v128');
    const window: Window = { start: f.local(), rows: f.local(), columns: f.local(),
      stepY: f.local('i32', at(args, 'dilationY').mul(at(args, 'inY'))), stepX: f.local('i32', at(args,
        'dilationX').mul(at(args, 'inX'))) };
    f.for(unit, from, to, () => {
      f.set(x, unit.remainder(at(args, 'outWidth')));
      f.set(y, unit.quotient(at(args, 'outWidth')));
      f.set(image, y.quotient(at(args, 'outHeight')));
      f.set(y, y.remainder(at(args, 'outHeight')));
      f.set(out, at(args, 'out').add(image.mul(at(args, 'outN'))).add(y.mul(at(args, 'outY'))).add(x.mul(at(args, 'outX'))));
      findWindow(f, args, image, y, x, window, factor);
      f.set(left, at(args, 'channels'));
      f.set(channel, 0);
      for (const width of [16, 4, 1]) {
        f.while(left.atLeast(width), () => {
          channels(f, width, window, channel, out, mean ? factor : null);
          f.increase(channel, 4 * width);
          f.increase(left, -width);
        });
      }
    });
  });
}

/** First input pixel, number of rows and columns inside the image, and what a sum is multiplied by to be a mean. */
function findWindow(f: Fn, args: Local, image: Local, y: Local, x: Local, w: Window, factor: Local): void {
  const axis = (p: Local, kernel: 'kernelH' | 'kernelW', stride: 'strideY' | 'strideX', pad: 'padY' | 'padX',
    dilation: 'dilationY' | 'dilationX', size: 'height' | 'width', outSize: 'outHeight' | 'outWidth', count: Local): [Local,
      Local] => {
    const [first, inside, whole] = [f.local(), f.local(), f.local()];
    f.if(at(args, 'adaptive'), () => {
      f.set(first, p.mul(at(args, size)).quotient(at(args, outSize)));
      f.set(count, p.add(1).mul(at(args, size)).add(at(args, outSize)).sub(1).quotient(at(args, outSize)).sub(first));
      f.set(whole, count);
    }, () => {
      f.set(first, p.mul(at(args, stride)).sub(at(args, pad)));
      // With padding counted, a window that sticks out beyond it (ceil_mode) is cut there.
      f.set(whole, at(args, size).add(at(args, pad)).sub(first).min(at(args, kernel)));
      f.set(count, at(args, kernel));
      f.if(first.less(0), () => {
        f.set(inside, at(args, dilation).sub(1).sub(first).quotient(at(args, dilation)));
        f.set(count, count.sub(inside));
        f.set(first, first.add(inside.mul(at(args, dilation))));
      });
      f.set(inside, at(args, size).sub(first).add(at(args, dilation)).sub(1).quotient(at(args, dilation)));
      f.set(count, count.min(inside));
    });
    return [first, whole];
  };
  const [top, wholeRows] = axis(y, 'kernelH', 'strideY', 'padY', 'dilationY', 'height', 'outHeight', w.rows);
  const [leftmost, wholeColumns] = axis(x, 'kernelW', 'strideX', 'padX', 'dilationX', 'width', 'outWidth', w.columns);
  f.set(w.start, at(args, 'input').add(image.mul(at(args, 'inN'))).add(top.mul(at(args, 'inY'))).add(leftmost.mul(at(args,
    'inX'))));
  const count = wholeRows.mul(wholeColumns).select(w.rows.mul(w.columns), at(args, 'countPadding'));
  f.set(factor, f32Of(count).spread());
}
/** A sum is made of sums of so many: added one by one to a long sum, small numbers lose their last digits. */
const PART = 64;
const f32Of = (count: Val): Val => count.toFloat();

/** The largest of each channel, or the mean where `count` is given. NaN gives NaN: `largest` forgets it, so it is noted apart. */
function channels(f: Fn, width: number, w: Window, channel: Local, out: Local, count: Local | null): void {
  const sums = Array.from({ length: Math.ceil(width / 4) }, () => f.local('v128', count ? 0 : -Infinity));
  const notNumbers = count ? [] : sums.map(() => f.local('v128', 0));
  const x = f.local('v128');
  const load = (address: Val, i: number): Val => (width === 1 ? address.loadFirst() : address.load('v128', 16 * i));
  const [row, column, line, pixel] = [f.local(), f.local(), f.local('i32', w.start.add(channel)), f.local()];
  const parts = count ? sums.map(() => f.local('v128', 0)) : [];
  const addUp = (): void => {
    sums.forEach((sum, i) => {
      f.set(sum, sum.add(parts[i]));
      f.set(parts[i], 0);
    });
  };
  const pixels = (columns: Local): void => {
    f.for(column, 0, columns, () => {
      sums.forEach((sum, i) => {
        f.set(x, load(pixel, i));
        if (count) f.set(parts[i], parts[i].add(x));
        else {
          f.set(sum, sum.largest(x));
          f.set(notNumbers[i], notNumbers[i].or(x.isNaN()));
        }
      });
      f.increase(pixel, w.stepX);
    });
  };
  const [left, some, pending, most] = [f.local(), f.local(), f.local('i32', 0), f.local('i32', PART)];
  f.for(row, 0, w.rows, () => {
    f.set(pixel, line);
    if (count) {
      f.set(left, w.columns);
      f.while(left.atLeast(1), () => {
        f.set(some, left.min(most));
        pixels(some);
        f.set(left, left.sub(some));
        f.set(pending, pending.add(some));
        f.if(pending.atLeast(PART), () => {
          addUp();
          f.set(pending, 0);
        });
      });
    } else pixels(w.columns);
    f.increase(line, w.stepY);
  });
  if (count) addUp();
  sums.forEach((sum, i) => {
    const value = count ? sum.div(count) : sum.or(notNumbers[i]);
    if (width === 1) f.storeFirst(out.add(channel), value);
    else f.store(out.add(channel), value, 16 * i);
  });
}
