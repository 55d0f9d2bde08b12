// What a number becomes when it is stored in an element type: rounding of floats, wrap-around of integers.
// Knows nothing of tensors; int64 is held in JS numbers, exact up to 2^53.
import type { DType } from './dtype';

/** `x` as an element of that type, as `tensor.to(dtype)` stores it. */
export function castElement(x: number, dtype: DType): number {
  switch (dtype) {
    case 'bool': return x === 0 ? 0 : 1;
    case 'uint8': case 'quint8': return Number.isFinite(x) ? ((Math.trunc(x) % 256) + 256) % 256 : 0;
    case 'int8': case 'qint8': return wrap(x, 2 ** 8);
    case 'int16': return wrap(x, 2 ** 16);
    case 'int32': case 'qint32': return wrap(x, 2 ** 32);
    case 'int64': return Number.isFinite(x) ? Math.trunc(x) + 0 : -(2 ** 63);
    case 'float16': return roundToBits(x, 11, -14, 65_504);
    case 'bfloat16': return roundToBits(Math.fround(x), 8, -126, 3.3895313892515355e38);
    case 'float32': return Math.fround(x);
    // An element of complex64 is one already: two parts in one number.
    case 'float64': case 'complex64': case 'complex128': return x;
  }
}

export const castElements = (data: readonly number[], dtype: DType): number[] =>
  (dtype === 'float32' ? data.map(Math.fround) : data.map((x) => castElement(x, dtype)));

function wrap(x: number, range: number): number {
  if (!Number.isFinite(x)) return -range / 2;
  const low = ((Math.trunc(x) % range) + range) % range;
  return low >= range / 2 ? low - range : low;
}

/** Nearest number with `bits` significant bits, ties to even; subnormals below 2^minExponent;
  infinity above `largest`. */
function roundToBits(x: number, bits: number, minExponent: number, largest: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), minExponent);
  const unit = 2 ** (exponent - bits + 1);
  const steps = x / unit;
  const down = Math.floor(steps);
  const rest = steps - down;
  const rounded = (rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down) * unit;
  return Math.abs(rounded) > largest ? Math.sign(x) * Infinity : rounded;
}
