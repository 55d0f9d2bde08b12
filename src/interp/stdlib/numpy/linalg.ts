// numpy.linalg on small arrays: norms by value; of inverses and decompositions only the shape, since their elements are
// those of the library that computes them, rounding included.
import type { Machine, NativeModule } from '../../machine';
import { bool, builtin, float, type Value } from '../../value';
import { isNone, moduleOf, plainNumber, reasonText, unknownFn } from '../support';
import { unwrap } from '../../types/index';
import { arrayValue, castArray, result, type NdArray } from './array';
import { matmul, reduce, withArray } from './operations';

/** The square root of the sum of squares: of all elements, or along an axis. */
function norm(m: Machine, a: NdArray, axis: Value | undefined, keepdims: Value | undefined): Value {
  const squares: NdArray = { ...castArray(a, 'float64'), data: a.data.map((v) => m.binary('*', v, v)) };
  const root = (v: Value): Value => {
    const x = plainNumber(unwrap(v));
    return x === undefined ? m.unknown('data-dependent-value', reasonText('numpy.linalg.norm', 'data-dependent-value'))
      : float(Math.sqrt(x));
  };
  const total = reduce(m, 'sum', squares, { axis, keepdims });
  return withArray(m, total, (sum) => result({ ...sum, data: sum.data.map(root), dtype: 'float64' }));
}

/** An array of the argument's shape (or a number), whose elements are not known. */
const shapeOnly = (name: string, isNumber = false): Value => builtin(name, (m, [value]) => withArray(m, value, (a) => {
  const [rows, columns] = a.shape.slice(-2);
  const lost = m.unknown('data-dependent-value', reasonText(`numpy.linalg.${name}`, 'data-dependent-value'));
  if (isNumber && a.shape.length === 2) return lost;
  if (rows === undefined || rows !== columns) return m.unknown('library-not-modelled', `numpy.linalg.${name} of this array`);
  return arrayValue({ shape: a.shape, dtype: 'float64', data: a.data.map(() => lost) });
}));

/** Products of a matrix with itself; the zeroth is the identity. Negative powers need the inverse. */
function matrixPower(m: Machine, a: NdArray, power: Value | undefined): Value {
  const n = power && m.index(power);
  const [rows] = a.shape;
  if (n === undefined || n < 0 || n > 64 || rows === undefined || a.shape.length !== 2 || rows !== a.shape[1])
    return m.unknown('library-not-modelled', 'numpy.linalg.matrix_power() of these arguments');
  const one = castArray({ shape: a.shape, dtype: 'bool', data: a.data.map((_, i) => bool(i % (rows + 1) === 0)) }, a.dtype);
  let made: Value = arrayValue(one);
  for (let i = 0; i < n; i++) made = i === 0 ? arrayValue(a) : withArray(m, made, (b) => matmul(m, b, a));
  return made;
}

export const linalg: NativeModule = () => moduleOf('numpy.linalg', {
  norm: builtin('norm', (m, args, kwargs) => withArray(m, args[0], (a) => {
    const order = args[1] ?? kwargs.get('ord');
    const axis = args[2] ?? kwargs.get('axis');
    // Of vectors the second order is the usual one; of matrices it is another.
    const isUsual = isNone(order) || (plainNumber(order) === 2 && (a.shape.length === 1 || axis?.kind === 'int'));
    if (!isUsual) return m.unknown('library-not-modelled', 'numpy.linalg.norm() of another order');
    return norm(m, a, axis, args[3] ?? kwargs.get('keepdims'));
  })),
  matrix_power: builtin('matrix_power', (m, args) => withArray(m, args[0], (a) => matrixPower(m, a, args[1]))),
  inv: shapeOnly('inv'), cholesky: shapeOnly('cholesky'), det: shapeOnly('det', true),
}, { lookup: (name) => (name.startsWith('__') ? undefined : unknownFn(`numpy.linalg.${name}`, 'library-not-modelled')) });
