// Elementwise kernels over up to four axes with strides: unary functions, broadcasting arithmetic, scale and shift per
// channel, copies. The last axis is walked four floats at a time where it is dense.
import { i32, struct, type Fn, type Local, type ModuleBuilder, type Val } from './assembler';
import { activate, ALL_UNARY, BINARY, binary, unary, UNARY } from './functions';

/** Sizes of four axes; strides in bytes. A unit of work is one position of the two outer axes. */
export const UNARY_WORDS = struct('input', 'out', 'n0', 'n1', 'n2', 'n3', 'i0', 'i1', 'i2', 'o0', 'o1', 'o2', 'a', 'b');
export const BINARY_WORDS = struct('x', 'y', 'out', 'n0', 'n1', 'n2', 'n3', 'x0', 'x1', 'x2', 'x3', 'y0', 'y1', 'y2', 'y3',
  'o0', 'o1', 'o2');
export const AFFINE_WORDS = struct('input', 'out', 'n0', 'n1', 'n2', 'n3', 'i0', 'i1', 'i2', 'o0', 'o1', 'o2', 'a', 'b', 'scale',
  'shift', 'activation');
/** Six axes: units are positions of the four outer ones. */
export const COPY_WORDS = struct('input', 'out', 'n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'i0', 'i1', 'i2', 'i3', 'i4', 'i5', 'o0',
  'o1',
  'o2', 'o3', 'o4', 'o5');

/** A matrix turned: strides between rows in bytes. A unit is `TRANSPOSE_COLUMNS` of the input. */
export const TRANSPOSE_WORDS = struct('input', 'out', 'rows', 'columns', 'inRow', 'outRow', 'scale', 'shift');
/** Columns of a unit, and rows that are turned before the next columns come: what is between fits into the first cache. */
export const TRANSPOSE_COLUMNS = 16;
const TRANSPOSE_ROWS = 32;

const word = (args: Local, words: { readonly at: Readonly<Record<string, number>> }, name: string): Val =>
  args.load('i32', words.at[name]);

export function addElementwise(m: ModuleBuilder): void {
  const power = m.fn('four_power', ['v128', 'v128', 'v128'], (f) => {
    f.return(binary(f, 'pow', f.parameter(0), f.parameter(1)));
  }, 'v128');
  for (const kind of ALL_UNARY) {
    // Long functions stand in the module once, not in every loop.
    const alone = UNARY.includes(kind) ? null : kind === 'pow' ? power : m.fn(`four_${kind}`, ['v128', 'v128', 'v128'], (f) => {
      const [x, a, b] = [0, 1, 2].map((i) => f.parameter(i));
      f.return(unary(f, kind, x, a, b));
    }, 'v128');
    addRows(m, `unary_${kind}`, UNARY_WORDS, ['input'], (f, args, [input], out, count) => {
      const [a, b] = [f.local('v128', args.loadSplat(UNARY_WORDS.at.a)), f.local('v128', args.loadSplat(UNARY_WORDS.at.b))];
      const of = (x: Val): Val => (alone ? f.result(alone, x, a, b) : unary(f, kind, f.local('v128', x), a, b));
      vectors(f, count, (load, store) => store(out, of(load(input))), [input, out]);
    });
  }
  for (const kind of BINARY) addBinary(m, kind, kind === 'pow' ? power : null);
  addAffine(m);
  addCopy(m);
  addTranspose(m, 'transpose', false);
  addTranspose(m, 'transposeScaled', true);
}

type Load = (address: Val, offset?: number) => Val;
type Store = (address: Val, value: Val, offset?: number) => void;
type VectorBody = (load: Load, store: Store, width: 4 | 1) => void;

/** `body` for every four floats of a row, then for every float left; `pointers` are moved along. */
export function vectors(f: Fn, count: Local, body: VectorBody, pointers: readonly Local[]): void {
  const left = f.local('i32', count);
  f.while(left.atLeast(4), () => {
    body((address, offset = 0) => address.load('v128', offset), (address, value, offset = 0) => f.store(address, value,
      offset), 4);
    for (const pointer of pointers) f.increase(pointer, 16);
    f.increase(left, -4);
  });
  f.while(left, () => {
    body((address, offset = 0) => address.loadFirst(offset),
      (address, value, offset = 0) => f.storeFirst(address, value, offset), 1);
    for (const pointer of pointers) f.increase(pointer, 4);
    f.increase(left, -1);
  });
}

type RowBody = (f: Fn, args: Local, inputs: readonly Local[], out: Local, count: Local) => void;

/** A kernel that calls `body` for every row along the last axis. The first letter of an input's word names its strides. */
export function addRows(m: ModuleBuilder, name: string, words: { readonly at: Readonly<Record<string, number>> },
  inputs: readonly string[], body: RowBody): void {
  m.fn(name, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [unit, outer, middle, row] = [f.local(), f.local(), f.local(), f.local()];
    const count = f.local('i32', word(args, words, 'n3'));
    const names = [...inputs, 'out'];
    const starts = names.map(() => f.local());
    const pointers = names.map(() => f.local());
    f.for(unit, from, to, () => {
      f.set(outer, unit.quotient(word(args, words, 'n1')));
      f.set(middle, unit.remainder(word(args, words, 'n1')));
      names.forEach((each, i) => {
        const letter = each.slice(0, 1);
        f.set(starts[i], word(args, words, each).add(outer.mul(word(args, words, `${letter}0`)))
          .add(middle.mul(word(args, words, `${letter}1`))));
      });
      f.for(row, 0, word(args, words, 'n2'), () => {
        starts.forEach((start, i) => f.set(pointers[i], start));
        body(f, args, pointers.slice(0, -1), pointers[inputs.length], count);
        names.forEach((each, i) => f.increase(starts[i], word(args, words, `${each.slice(0, 1)}2`)));
      });
    });
  });
}

/** Along the last axis an operand is dense (stride 4) or one element for all (stride 0). */
function addBinary(m: ModuleBuilder, kind: (typeof BINARY)[number], alone: Fn | null): void {
  addRows(m, `binary_${kind}`, BINARY_WORDS, ['x', 'y'], (f, args, [x, y], out, count) => {
    const one = f.local('v128');
    const of = (left: Val, right: Val): Val => (alone ? f.result(alone, left, right, right) : binary(f, kind, left, right));
    f.if(word(args, BINARY_WORDS, 'x3').isZero(), () => {
      f.set(one, x.loadSplat());
      vectors(f, count, (load, store) => store(out, of(one, load(y))), [y, out]);
    }, () => f.if(word(args, BINARY_WORDS, 'y3').isZero(), () => {
      f.set(one, y.loadSplat());
      vectors(f, count, (load, store) => store(out, of(load(x), one)), [x, out]);
    }, () => vectors(f, count, (load, store) => store(out, of(load(x), load(y))), [x, y, out])));
  });
}

/** activation(input x scale + shift) with one scale and shift per position of the last axis. */
function addAffine(m: ModuleBuilder): void {
  addRows(m, 'affine', AFFINE_WORDS, ['input'], (f, args, [input], out, count) => {
    const [a, b] = [f.local('v128', args.loadSplat(AFFINE_WORDS.at.a)), f.local('v128', args.loadSplat(AFFINE_WORDS.at.b))];
    const kind = f.local('i32', word(args, AFFINE_WORDS, 'activation'));
    const scale = f.local('i32', word(args, AFFINE_WORDS, 'scale'));
    const shift = f.local('i32', word(args, AFFINE_WORDS, 'shift'));
    const value = f.local('v128');
    vectors(f, count, (load, store) => {
      f.set(value, load(input).mul(load(scale)).add(load(shift)));
      activate(f, kind, [value], a, b);
      store(out, value);
    }, [input, out, scale, shift]);
  });
}

function addCopy(m: ModuleBuilder): void {
  const at = (args: Local, name: keyof typeof COPY_WORDS.at): Val => args.load('i32', COPY_WORDS.at[name]);
  m.fn('copy', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [unit, rest, index, row, left, inRow, outRow, input, out] = Array.from({ length: 9 }, () => f.local());
    const count = f.local('i32', at(args, 'n5'));
    const dense = f.local('i32', at(args, 'i5').equals(4).and(at(args, 'o5').equals(4)));
    f.for(unit, from, to, () => {
      f.set(rest, unit);
      f.set(inRow, at(args, 'input'));
      f.set(outRow, at(args, 'out'));
      for (const axis of [3, 2, 1, 0] as const) {
        f.set(index, rest.remainder(at(args, `n${axis}`)));
        f.set(rest, rest.quotient(at(args, `n${axis}`)));
        f.increase(inRow, index.mul(at(args, `i${axis}`)));
        f.increase(outRow, index.mul(at(args, `o${axis}`)));
      }
      f.for(row, 0, at(args, 'n4'), () => {
        f.set(input, inRow);
        f.set(out, outRow);
        f.if(dense, () => vectors(f, count, (load, store) => store(out, load(input)), [input, out]), () => {
          f.for(left, 0, count, () => {
            f.store(out, input.load('i32'));
            f.increase(input, at(args, 'i5'));
            f.increase(out, at(args, 'o5'));
          });
        });
        f.increase(inRow, at(args, 'i4'));
        f.increase(outRow, at(args, 'o4'));
      });
    });
  });
}

/** `scaled`: times a scale and plus a shift per column on the way. */
function addTranspose(m: ModuleBuilder, name: string, scaled: boolean): void {
  const at = (args: Local, word: keyof typeof TRANSPOSE_WORDS.at): Val => args.load('i32', TRANSPOSE_WORDS.at[word]);
  m.fn(name, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [unit, column, last, row, start, width, input, out, i, factors] = Array.from({ length: 10 }, () => f.local());
    const [inRow, outRow] = [f.local('i32', at(args, 'inRow')), f.local('i32', at(args, 'outRow'))];
    const change = (value: Val, type: 'v128' | 'f32'): Val => (scaled ? value.mul(at(args, 'scale').add(factors).load(type))
      .add(at(args, 'shift').add(factors).load(type)) : value);
    f.for(unit, from, to, () => {
      f.set(last, unit.shl(4).add(TRANSPOSE_COLUMNS).min(at(args, 'columns')));
      // Few rows at a time: the cache lines are there still when their other columns are wanted.
      f.for(start, 0, at(args, 'rows'), () => f.for(column, unit.shl(4), last, () => {
        f.set(width, last.sub(column));
        f.set(factors, column.shl(2));
        f.set(input, at(args, 'input').add(factors).add(start.mul(inRow)));
        f.set(out, at(args, 'out').add(column.mul(outRow)).add(start.shl(2)));
        f.set(row, at(args, 'rows').sub(start).min(i32(TRANSPOSE_ROWS)));
        f.while(row.atLeast(4).and(width.atLeast(4)), () => {
          turnFour(f, [0, 1, 2, 3].map((r) => f.local('v128', change(input.add(inRow.mul(r)).load('v128'), 'v128'))))
            .forEach((value, r) => f.store(out.add(outRow.mul(r)), value));
          f.increase(input, inRow.shl(2));
          f.increase(out, 16);
          f.increase(row, -4);
        });
        f.if(width.less(4), () => undefined, () => f.set(width, 4));
        f.while(row, () => {
          f.for(i, 0, width, () => {
            f.set(factors, column.add(i).shl(2));
            f.store(out.add(i.mul(outRow)), change(input.add(i.shl(2)).load('f32'), 'f32'));
          });
          f.increase(input, inRow);
          f.increase(out, 4);
          f.increase(row, -1);
        });
      }, 4), TRANSPOSE_ROWS);
    });
  });
}

/** Four vectors as the rows of a matrix, turned. */
function turnFour(f: Fn, [a, b, c, d]: readonly Local[]): Val[] {
  const [ab, cd] = [f.local('v128', a.shuffle(b, [0, 4, 1, 5])), f.local('v128', c.shuffle(d, [0, 4, 1, 5]))];
  const [abHigh, cdHigh] = [f.local('v128', a.shuffle(b, [2, 6, 3, 7])), f.local('v128', c.shuffle(d, [2, 6, 3, 7]))];
  return [ab.shuffle(cd, [0, 1, 4, 5]), ab.shuffle(cd, [2, 3, 6, 7]), abHigh.shuffle(cdHigh, [0, 1, 4, 5]),
    abHigh.shuffle(cdHigh, [2, 3, 6, 7])];
}
