// The names that PyTorch's messages give to element types.
import type { DType } from './dtype';

const SCALAR_TYPE: Readonly<Record<DType, string>> = {
  bool: 'Bool', uint8: 'Byte', int8: 'Char', int16: 'Short', int32: 'Int', int64: 'Long', float16: 'Half', bfloat16: 'BFloat16',
  float32: 'Float', float64: 'Double', complex64: 'ComplexFloat', complex128: 'ComplexDouble',
  quint8: 'QUInt8', qint8: 'QInt8', qint32: 'QInt32',
};
/** 'Float', 'Long'. */
export const scalarTypeOf = (dtype: DType): string => SCALAR_TYPE[dtype];
