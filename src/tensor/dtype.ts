// Element types of tensors under PyTorch's names, and how they promote.

export const DTYPES = [
  'bool',
  'uint8',
  'int8',
  'int16',
  'int32',
  'int64',
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'complex64',
  'complex128',
  'quint8',
  'qint8',
  'qint32',
] as const;
export type DType = (typeof DTYPES)[number];

const CATEGORY: Readonly<Record<DType, 0 | 1 | 2 | 3>> = {
  bool: 0,
  uint8: 1,
  int8: 1,
  int16: 1,
  int32: 1,
  int64: 1,
  float16: 2,
  bfloat16: 2,
  float32: 2,
  float64: 2,
  complex64: 3,
  complex128: 3,
  quint8: 1,
  qint8: 1,
  qint32: 1,
};
const BYTES: Readonly<Record<DType, number>> = {
  bool: 1,
  uint8: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
  complex64: 8,
  complex128: 16,
  quint8: 1,
  qint8: 1,
  qint32: 4,
};

export const bytesOf = (dtype: DType): number => BYTES[dtype];
export const isFloating = (dtype: DType): boolean => CATEGORY[dtype] === 2;
export const isComplex = (dtype: DType): boolean => CATEGORY[dtype] === 3;
export const isIntegral = (dtype: DType): boolean => CATEGORY[dtype] <= 1;

/** The dtype of a result over two tensors of rank > 0, as torch.promote_types. */
export function promoteTypes(a: DType, b: DType): DType {
  if (a === b) return a;
  const [x, y] = CATEGORY[a] >= CATEGORY[b] ? [a, b] : [b, a];
  if (CATEGORY[x] === 3)
    return a === 'complex128' || b === 'complex128' || a === 'float64' || b === 'float64'
      ? 'complex128'
      : 'complex64';
  if (CATEGORY[x] !== CATEGORY[y]) return x;
  if (CATEGORY[x] === 2) {
    if (x === 'float64' || y === 'float64') return 'float64';
    return 'float32'; // float16 with bfloat16 too
  }
  // uint8 with a signed type of the same or smaller width widens to the next signed type.
  if (x === 'uint8' || y === 'uint8') {
    const other = x === 'uint8' ? y : x;
    return other === 'int8' ? 'int16' : other;
  }
  return BYTES[x] >= BYTES[y] ? x : y;
}

/** A tensor or number taking part in promotion: rank 0 tensors and Python numbers weigh less than tensors with axes. */
export interface Participant {
  readonly dtype: DType;
  readonly weight: 'tensor' | 'scalarTensor' | 'number';
}

/**
 * torch.result_type over any number of participants. Tensors of rank 0 and numbers only lift the result to their category.
 * As combine_categories in aten/src/ATen/native/TypeProperties.cpp.
 */
export function resultType(participants: readonly Participant[], defaultFloat: DType = 'float32'): DType {
  const fold = (weight: Participant['weight']): DType | null =>
    participants
      .filter((p) => p.weight === weight)
      .map((p) => p.dtype)
      .reduce<DType | null>((a, d) => (a ? promoteTypes(a, d) : d), null);
  const number = fold('number');
  const weak = combine(fold('scalarTensor'), number && isFloating(number) ? defaultFloat : number);
  return combine(fold('tensor'), weak) ?? defaultFloat;
}

function combine(strong: DType | null, weak: DType | null): DType | null {
  if (!strong || !weak) return strong ?? weak;
  if (isComplex(strong)) return strong;
  if (isFloating(strong)) return isComplex(weak) ? (strong === 'float64' ? 'complex128' : 'complex64') : strong;
  return strong === 'bool' || isFloating(weak) || isComplex(weak) ? promoteTypes(strong, weak) : strong;
}

const SCALAR_TYPES: Readonly<Record<DType, string>> = {
  bool: 'Bool',
  uint8: 'Byte',
  int8: 'Char',
  int16: 'Short',
  int32: 'Int',
  int64: 'Long',
  float16: 'Half',
  bfloat16: 'BFloat16',
  float32: 'Float',
  float64: 'Double',
  complex64: 'ComplexFloat',
  complex128: 'ComplexDouble',
  quint8: 'QUInt8',
  qint8: 'QInt8',
  qint32: 'QInt32',
};
/** The name of a dtype in PyTorch's messages: 'Float', 'Long'. */
export const scalarTypeOf = (dtype: DType): string => SCALAR_TYPES[dtype];

const C_TYPES: Partial<Readonly<Record<DType, string>>> = { uint8: 'unsigned char', int8: 'signed char', int16: 'short int',
  int32: 'int', int64: 'long int', float16: 'c10::Half', bfloat16: 'c10::BFloat16', float32: 'float', float64: 'double' };
/** The name of a dtype in C++, which some messages use: 'float', 'long int'. */
export const cTypeOf = (dtype: DType): string => C_TYPES[dtype] ?? dtype;
