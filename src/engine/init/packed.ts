// Elements as numbers, packed as weights hold them: half precision as its 16 bits, integers in arrays of their width.
import type { DType } from '../../tensor/dtype';
import type { WeightTensor } from '../weights';

/** `values` are elements of the dtype already; float32 and float64 are taken as they are. */
export function packed(values: Float32Array | Float64Array, dtype: DType): WeightTensor['data'] {
  switch (dtype) {
    case 'float16': return Uint16Array.from(values, halfBits);
    case 'bfloat16': return Uint16Array.from(new Uint32Array(Float32Array.from(values).buffer), (bits) => bits >>> 16);
    case 'int64': return BigInt64Array.from(Array.from(values, BigInt));
    case 'int32': return Int32Array.from(values);
    case 'int16': return Int16Array.from(values);
    case 'int8': return Int8Array.from(values);
    case 'uint8': case 'bool': return Uint8Array.from(values);
    default: return values;
  }
}

/** The bits of a number that half precision can hold. */
function halfBits(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  if (Number.isNaN(x)) return 0x7e00;
  if (size === Infinity) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | Math.round(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | Math.round((size / 2 ** exponent - 1) * 1024);
}
