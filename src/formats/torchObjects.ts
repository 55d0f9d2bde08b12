// What the names in PyTorch's pickles mean: the few functions that make tensors, and the dictionaries around them.
// Everything else stays inert. Knows no file.
import { bytesOf, DTYPES, type DType } from '../tensor/dtype';
import { PickleGlobal, PickleObject, type PickleDict, type PickleValue } from './pickle';

/** A storage as a pickle names it. */
export class StorageRef {
  constructor(readonly dtype: DType | null, readonly key: string, readonly count: number,
    /** Old files: this storage is a part of another one, from an element on. */
    readonly viewOffset = 0) {}
}
/** A tensor over a storage; sizes as the file says them, not checked yet. */
export class TensorRef {
  constructor(readonly storage: StorageRef, readonly offset: number, readonly shape: readonly number[],
    readonly strides: readonly number[],
    /** Others are named with their sizes, but their elements are not read. */
    readonly form: 'dense' | 'quantised' | 'sparse' = 'dense') {}
}

const STORAGES: Readonly<Record<string, DType>> = {
  FloatStorage: 'float32', DoubleStorage: 'float64', HalfStorage: 'float16', BFloat16Storage: 'bfloat16', LongStorage: 'int64',
  IntStorage: 'int32', ShortStorage: 'int16', CharStorage: 'int8', ByteStorage: 'uint8', BoolStorage: 'bool',
  ComplexFloatStorage: 'complex64', ComplexDoubleStorage: 'complex128', QInt8Storage: 'qint8', QUInt8Storage: 'quint8',
  QInt32Storage: 'qint32', UntypedStorage: 'uint8',
};
/** `torch.FloatStorage` → float32; the classes of typed storages are named differently from version to version. */
export const dtypeOfStorage = (name: string): DType | null => STORAGES[name.slice(name.lastIndexOf('.') + 1)] ?? null;

const numbers = (value: PickleValue | undefined): number[] | undefined =>
  (Array.isArray(value) && value.every((each) => typeof each === 'number') ? value as number[] : undefined);

function tensorOf([storage, offset, shape, strides]: readonly PickleValue[]): PickleValue | undefined {
  const ref = externalOf(storage);
  const [sizes, steps] = [numbers(shape), numbers(strides)];
  if (!(ref instanceof StorageRef) || typeof offset !== 'number' || !sizes || !steps) return undefined;
  return { external: new TensorRef(ref, offset, sizes, steps) };
}
/** Over an untyped storage: the dtype stands beside it. */
function tensorV3(args: readonly PickleValue[]): PickleValue | undefined {
  const made = asTensor(tensorOf(args));
  const dtype = args[6] instanceof PickleGlobal ? args[6].name.replace('torch.', '') : '';
  if (!made || !isDType(dtype)) return undefined;
  const { key, count, viewOffset } = made.storage;
  const storage = new StorageRef(dtype, key, Math.floor(count / bytesOf(dtype)), viewOffset);
  return { external: new TensorRef(storage, made.offset, made.shape, made.strides) };
}
function quantised(args: readonly PickleValue[]): PickleValue | undefined {
  const made = asTensor(tensorOf(args));
  return made && { external: new TensorRef(made.storage, made.offset, made.shape, made.strides, 'quantised') };
}
/** Layout, then indices, values and sizes. What is kept of its elements is the storage of the values. */
function sparse([, parts]: readonly PickleValue[]): PickleValue | undefined {
  const [, given, size] = Array.isArray(parts) ? parts as readonly PickleValue[] : [];
  const [values, shape] = [asTensor(given), numbers(size)];
  return values && shape && { external: new TensorRef(values.storage, 0, shape, shape.map(() => 0), 'sparse') };
}
export const externalOf = (value: PickleValue | undefined): unknown =>
  (typeof value === 'object' && value !== null && 'external' in value ? value.external : undefined);
export const asTensor = (value: PickleValue | undefined): TensorRef | undefined => {
  const found = externalOf(value);
  return found instanceof TensorRef ? found : undefined;
};

function orderedDict(args: readonly PickleValue[]): PickleDict {
  const made: PickleDict = new Map();
  const [pairs] = args;
  if (!Array.isArray(pairs)) return made;
  for (const pair of pairs as readonly PickleValue[]) {
    if (Array.isArray(pair) && typeof pair[0] === 'string') made.set(pair[0], pair[1] as PickleValue);
  }
  return made;
}

type Meaning = (args: readonly PickleValue[]) => PickleValue | undefined;
const first: Meaning = ([value]) => value;
const MEANINGS: Readonly<Record<string, Meaning>> = {
  'torch._utils._rebuild_tensor': tensorOf, 'torch._utils._rebuild_tensor_v2': tensorOf,
  'torch._utils._rebuild_tensor_v3': tensorV3,
  'torch._utils._rebuild_qtensor': quantised, 'torch._utils._rebuild_sparse_tensor': sparse,
  'torch._utils._rebuild_parameter': first, 'torch._utils._rebuild_parameter_with_state': first,
  'torch._tensor._rebuild_from_type_v2': ([func, , args]) => (func instanceof PickleGlobal && Array.isArray(args)
    ? reduceTorch(func.name, args as readonly PickleValue[]) : undefined),
  'torch.nn.parameter.Parameter': first, 'torch.Size': ([sizes]) => sizes ?? [],
  'collections.OrderedDict': orderedDict, 'collections.defaultdict': () => new Map(), 'builtins.dict': orderedDict,
  '__builtin__.dict': orderedDict, 'builtins.set': ([items]) => items ?? [], '__builtin__.set': ([items]) => items ?? [],
};

/** The meaning of a call in a pickle of PyTorch's; undefined for everything that is no tensor and no dictionary. */
export const reduceTorch = (name: string, args: readonly PickleValue[]): PickleValue | undefined =>
  (Object.hasOwn(MEANINGS, name) ? MEANINGS[name](args) : undefined);

/** Names that PyTorch's own files use: whatever else a pickle names is worth a word. */
const FAMILIES = /^(torch|collections|numpy|__torch__|pathlib|datetime)(\.|$)/;
const EXPECTED = new Set(['set', 'dict', 'list', 'tuple', 'complex', 'bytearray', 'slice', 'range', 'object', 'getattr']
  .flatMap((name) => [`builtins.${name}`, `__builtin__.${name}`]).concat(['_codecs.encode', 'copyreg._reconstructor',
    'copy_reg._reconstructor', 'argparse.Namespace']));
export const isExpected = (name: string): boolean => FAMILIES.test(name) || EXPECTED.has(name);

/** `('storage', torch.FloatStorage, key, location, count, view)`: how tensors name their storages. */
export function storageOf(id: PickleValue): PickleValue {
  if (!Array.isArray(id) || id[0] !== 'storage') return null;
  const [, cls, key, , count, view] = id as readonly PickleValue[];
  const name = cls instanceof PickleGlobal ? cls.name : cls instanceof PickleObject ? cls.cls.name : '';
  const offset = Array.isArray(view) && typeof view[1] === 'number' ? view[1] : 0;
  return { external: new StorageRef(dtypeOfStorage(name), String(key as string), typeof count === 'number' ? count : 0, offset) };
}

export const isDType = (text: string): text is DType => (DTYPES as readonly string[]).includes(text);
