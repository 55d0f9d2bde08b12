// What a file says of its values: element types and shapes, sizes by name as free symbols.
import { dtypeOf, typeName } from '../../formats/onnx/tensors';
import type { OnnxType } from '../../formats/onnx/schema';
import { symbol, type Sym } from '../../tensor/sym';
import { int, unknownOf, type Dim, type Reason, type TensorMeta, type Unknown } from '../../tensor/value';
import { REFERENCE_SIZES } from '../inputSpec';

/** Of a size that nobody names. */
export const ASSUMED_SIZE = 224;

/** Sizes by name, the same symbol wherever the name stands. */
export class Symbols {
  private readonly byName = new Map<string, Sym>();

  /** `axis` 0 is the batch: counts are stated for one element of it. */
  of(name: string, axis: number): Sym {
    let known = this.byName.get(name);
    if (!known) this.byName.set(name, (known = symbol(name, referenceSize(name, axis))));
    return known;
  }
  names(): readonly (readonly [name: string, size: number])[] {
    return [...this.byName].map(([name, sym]) => [name, sym.at[0] ?? NaN] as const);
  }
}

function referenceSize(name: string, axis: number): number {
  const known = REFERENCE_SIZES[name];
  if (known !== undefined) return known;
  if (/batch|^n$|^b$/i.test(name) || (axis === 0 && !/^[hw]$|height|width|seq|len/i.test(name))) return 1;
  return /seq|len|time|token/i.test(name) ? 64 : ASSUMED_SIZE;
}

/** A tensor type as the file declares it; undefined where it declares no shape. Unknown where it is no tensor that we model. */
export function declaredMeta(type: OnnxType | undefined, symbols: Symbols, reason: (message: string) => Reason):
  TensorMeta | Unknown | undefined {
  if (!type) return undefined;
  if (!type.tensor_type) return unknownOf(reason(`the value is ${kindOf(type)}, which is not modelled`));
  const { elem_type, shape } = type.tensor_type;
  const dtype = dtypeOf(elem_type);
  if (!dtype) return unknownOf(reason(`elements of type ${typeName(elem_type)} are not modelled`));
  if (!shape) return undefined;
  const dims = shape.dim.map((dim, axis): Dim => {
    if (dim.dim_param) return int(symbols.of(dim.dim_param, axis));
    if (dim.dim_value === undefined || dim.dim_value < 0) return unknownOf(
      reason(`the file does not say the size of axis ${axis}`));
    return int(dim.dim_value);
  });
  return { shape: dims, dtype };
}

const kindOf = (type: OnnxType): string =>
  (type.sequence_type ? 'a sequence' : type.map_type ? 'a map' : type.optional_type ? 'optional'
    : type.sparse_tensor_type ? 'a sparse tensor' : 'of no type that ONNX defines');
