// Kernels over rows whose elements lie side by side: softmax, layer normalisation. And resampling of images by tables.
import { struct, type Fn, type Local, type ModuleBuilder, type Val } from './assembler';
import { addRows, vectors } from './elementwise';
import { exp, log } from './functions';

export const SOFTMAX = struct('input', 'out', 'n0', 'n1', 'n2', 'n3', 'i0', 'i1', 'i2', 'o0', 'o1', 'o2');
export const LAYER_NORM = struct('input', 'out', 'n0', 'n1', 'n2', 'n3', 'i0', 'i1', 'i2', 'o0', 'o1', 'o2', 'weight', 'bias',
  'eps');
/** Tables hold (position, weight) per output position and tap. A unit is an output row. */
export const RESAMPLE = struct('input', 'inN', 'inY', 'inX', 'out', 'outN', 'outY', 'outX', 'outHeight', 'outWidth', 'rowTaps',
  'columnTaps', 'rows', 'columns', 'channels');

export function addRowKernels(m: ModuleBuilder): void {
  addSoftmax(m);
  addLogSoftmax(m);
  addLayerNorm(m);
  addResample(m);
}

/** The first lanes of `four` folded with each other and with the first lane of `one`. */
function fold(f: Fn, four: Local, one: Local, combine: (a: Val, b: Val) => Val): Local {
  const pairs = f.local('v128', combine(four, four.shuffle(four, [2, 3, 0, 1])));
  const all = f.local('v128', combine(pairs, pairs.shuffle(pairs, [1, 0, 3, 2])));
  return f.local('v128', combine(all, one.lane(0).spread()));
}

/** `change` of every vector of a row, gathered in sums: four at a time in one, the rest in the first lane of another. */
function reduce(f: Fn, start: Local, count: Local, initial: number, change: (x: Val) => Val, combine: (a: Val, b: Val) =>
  Val): Local {
  const [four, one, input] = [f.local('v128', initial), f.local('v128', initial), f.local('i32', start)];
  vectors(f, count, (load, _store, width) => {
    const sum = width === 4 ? four : one;
    f.set(sum, combine(sum, change(load(input))));
  }, [input]);
  return fold(f, four, one, combine);
}

function addSoftmax(m: ModuleBuilder): void {
  addRows(m, 'softmax', SOFTMAX, ['input'], (f, _args, [input], out, count) => {
    const start = f.local('i32', out);
    const top = reduce(f, input, count, -Infinity, (x) => x, (a, b) => a.largest(b));
    vectors(f, count, (load, store) => store(out, exp(f, load(input).sub(top))), [input, out]);
    const sum = reduce(f, start, count, 0, (x) => x, (a, b) => a.add(b));
    f.set(out, start);
    vectors(f, count, (load, store) => store(out, load(out).div(sum)), [out]);
  });
}

/** x less the logarithm of the sum of exponentials. */
function addLogSoftmax(m: ModuleBuilder): void {
  addRows(m, 'logSoftmax', SOFTMAX, ['input'], (f, _args, [input], out, count) => {
    const top = reduce(f, input, count, -Infinity, (x) => x, (a, b) => a.largest(b));
    const sum = reduce(f, input, count, 0, (x) => exp(f, x.sub(top)), (a, b) => a.add(b));
    const less = f.local('v128', log(f, sum));
    vectors(f, count, (load, store) => store(out, load(input).sub(top).sub(less)), [input, out]);
  });
}

function addLayerNorm(m: ModuleBuilder): void {
  addRows(m, 'layerNorm', LAYER_NORM, ['input'], (f, args, [input], out, count) => {
    const size = f.local('v128', count.toFloat().spread());
    const mean = f.local('v128', reduce(f, input, count, 0, (x) => x, (a, b) => a.add(b)).div(size));
    const squares = reduce(f, input, count, 0, (x) => {
      const distance = f.local('v128', x.sub(mean));
      return distance.mul(distance);
    }, (a, b) => a.add(b));
    const factor = f.local('v128', squares.div(size).add(args.loadSplat(LAYER_NORM.at.eps)).sqrt());
    const weight = f.local('i32', args.load('i32', LAYER_NORM.at.weight));
    const bias = f.local('i32', args.load('i32', LAYER_NORM.at.bias));
    vectors(f, count, (load, store) => store(out, load(input).sub(mean).div(factor).mul(load(weight)).add(load(bias))),
      [input, out, weight, bias]);
  });
}

function addResample(m: ModuleBuilder): void {
  const at = (args: Local, name: keyof typeof RESAMPLE.at): Val => args.load('i32', RESAMPLE.at[name]);
  m.fn('resample', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [unit, y, x, out, input, rowTap, columnTap, line, channel, target, count] = Array.from({ length: 11 }, () => f.local());
    const [rowTable, columnTable] = [f.local(), f.local()];
    const sum = f.local('v128');
    f.for(unit, from, to, () => {
      f.set(y, unit.remainder(at(args, 'outHeight')));
      f.set(out, at(args, 'out').add(unit.quotient(at(args, 'outHeight')).mul(at(args, 'outN'))).add(y.mul(at(args, 'outY'))));
      f.set(input, at(args, 'input').add(unit.quotient(at(args, 'outHeight')).mul(at(args, 'inN'))));
      f.for(x, 0, at(args, 'outWidth'), () => {
        f.set(target, out);
        f.set(channel, 0);
        f.set(count, at(args, 'channels'));
        vectors(f, count, (load, store) => {
          f.set(sum, 0);
          f.set(rowTable, at(args, 'rows').add(y.mul(at(args, 'rowTaps')).shl(3)));
          f.for(rowTap, 0, at(args, 'rowTaps'), () => {
            f.set(line, input.add(channel).add(rowTable.load('i32').mul(at(args, 'inY'))));
            f.set(columnTable, at(args, 'columns').add(x.mul(at(args, 'columnTaps')).shl(3)));
            f.for(columnTap, 0, at(args, 'columnTaps'), () => {
              const value = load(line.add(columnTable.load('i32').mul(at(args, 'inX'))));
              f.set(sum, sum.add(value.mul(rowTable.load('f32', 4).mul(columnTable.load('f32', 4)).spread())));
              f.increase(columnTable, 8);
            });
            f.increase(rowTable, 8);
          });
          store(target, sum);
        }, [target, channel]);
        f.increase(out, at(args, 'outX'));
      });
    });
  });
}
