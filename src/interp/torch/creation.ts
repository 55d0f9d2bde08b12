// Tensors from Python data: torch.tensor, as_tensor, torch.Tensor(2, 3), FloatTensor, new_tensor and the parameters'
// classes.
// Tensors of a given shape (zeros, rand, arange) are ops.
import { DATA_LIMIT, int, tensorOf, unknownOf, type Dim, type Tensor, type Unknown } from '../../tensor/value';
import type { Sym } from '../../tensor/sym';
import { isFloating, promoteTypes, type DType } from '../../tensor/dtype';
import type { Machine } from '../machine';
import { builtin, builtinClass, list, NONE, type Builtin, type Class, type Kwargs, type Value } from '../value';
import { constructor, def, getset, members, raw } from '../types/define';
import { unwrap } from '../types';
import { fill } from '../types/roots';
import { findOps } from '../../ops/index';
import { callOps, callPath } from './callOps';
import { boundName } from './names';
import { elementsOf, numberOf } from './convert';
import { dtypeValue, readDType } from './dtypes';
import { castData, shareWithArray } from './inplace';
import { noteAlias, noteCopy, noteLost, noteMade, noteState } from './recording';
import { asFlag, isTensor, quietUnknown, torchState } from './support';
import { arrayOf } from '../stdlib/numpy/index';
import type { NdArray } from '../stdlib/numpy/array';
import { aliasOf, narrow, tensorType } from './tensor';
import { castTo, TENSOR_TYPES } from './tensorConversions';

interface Collected {
  readonly shape: Dim[];
  readonly elements: (number | Sym | null)[];
  kind: 'bool' | 'int' | 'float' | null;
  dtype: DType | null;
  /** An element of which nothing is known: a number, or a list of them. */
  hole: Unknown | null;
}

/** torch.tensor(value, dtype). The elements are known when they all are numbers. */
export function tensorFrom(m: Machine, value: Value, dtype: DType | null): Value {
  if (isTensor(value)) {
    const cast = dtype ? castTo(m, value, dtype) : value;
    if (!isTensor(cast)) return cast;
    const made = tensorOf({ shape: cast.shape, dtype: cast.dtype }, {
      producer: cast.producer, outputIndex: cast.outputIndex, data: cast.data, role: cast.role === 'parameter'
        ? 'constant' : cast.role, origin: m.origin(),
    });
    noteCopy(m, made, cast);
    return made;
  }
  const found: Collected = { shape: [], elements: [], kind: null, dtype: null, hole: null };
  const lost = collect(m, value, 0, found);
  if (lost) return lost;
  // Beside a number it is one too, and beside a float the type is certain.
  const isCertain = found.elements.some((e) => e !== null) && (dtype ?? found.dtype ?? (found.kind === 'float' || null)) !== null;
  if (found.hole && !isCertain) return found.hole;
  const defaultDType = torchState(m).defaultDType;
  const inferred = inferredType(found, defaultDType);
  const made = dtype ?? inferred;
  const known = found.elements.filter((e): e is number => typeof e === 'number');
  const data = known.length === found.elements.length && known.length <= DATA_LIMIT
    ? castData(known, 'float64', made) : null;
  const tensor = tensorOf({ shape: found.shape, dtype: made }, { data, role: 'constant', origin: m.origin() });
  noteMade(m, tensor, data);
  if (!data) noteLost(m, tensor, 'it is made of values that are not known');
  return tensor;
}

const WIDTH = { bool: 0, int: 1, float: 2 } as const;
function widen(found: Collected, kind: 'bool' | 'int' | 'float'): void {
  if (found.kind === null || WIDTH[kind] > WIDTH[found.kind]) found.kind = kind;
}

const NAMED: ReadonlySet<string> = new Set<DType>(['bool', 'uint8', 'int8', 'int16', 'int32', 'int64', 'float16', 'float32',
  'float64', 'complex64', 'complex128']);
const dtypeOfName = (name: string): DType | undefined => (NAMED.has(name) ? name as DType : undefined);
/** Arrays and scalars of NumPy bring their dtypes. */
function note(found: Collected, name: string): void {
  const dtype = dtypeOfName(name);
  if (!dtype) return widen(found, /float/.test(name) ? 'float' : 'int');
  found.dtype = found.dtype ? promoteTypes(found.dtype, dtype) : dtype;
}
/** PyTorch promotes the types of all elements, those of Python's numbers too. */
function inferredType({ dtype, kind }: Collected, defaultDType: DType): DType {
  const own: DType | null = kind === 'int' ? 'int64' : kind === 'bool' ? 'bool' : kind === 'float' ? defaultDType : null;
  if (dtype && own) return promoteTypes(dtype, own);
  return dtype ?? own ?? defaultDType;
}

/** Fills `found`; gives the unknown that makes the whole shape unknown. */
function collect(m: Machine, given: Value, axis: number, found: Collected, within?: NdArray): Unknown | undefined {
  const value = unwrap(given);
  if (value.kind === 'unknown') {
    if (axis === 0) return value;
    // An array of NumPy says what its elements are.
    if (within) note(found, within.dtype);
    else found.hole ??= value;
    found.elements.push(null);
    return undefined;
  }
  const array = axis === 0 && value.kind === 'instance' ? arrayOf(value) : undefined;
  if (array) {
    found.shape.push(...array.shape.map((size) => int(size)));
    m.step(array.data.length);
    note(found, array.dtype);
    for (const element of array.data) found.elements.push(numberOf(unwrap(element)) ?? null);
    return undefined;
  }
  const number = numberOf(value);
  const typed = dtypeOfName(within?.dtype ?? (given.kind === 'instance' ? given.cls.name : ''));
  if (number !== undefined && typed) {
    note(found, typed);
    found.elements.push(number);
    return undefined;
  }
  if (number !== undefined) {
    widen(found, value.kind === 'bool' ? 'bool' : value.kind === 'int' ? 'int' : 'float');
    found.elements.push(number);
    return undefined;
  }
  if (isTensor(value)) return collectTensor(m, value, axis, found);
  const items = value.kind === 'list' && value.lost ? unknownOf(value.lost) : isSequence(m, value) ? m.itemsOf(value)
    : undefined;
  if (items === undefined) {
    const element = value.kind === 'instance' ? m.findattr(value, 'item') : undefined;
    if (element) return collect(m, m.call(element, []), axis, found);
    if (value.kind === 'complex') {
      found.dtype = 'complex64';
      found.elements.push(null);
      return undefined;
    }
    return value.kind === 'str' ? m.raise('TypeError', 'new(): invalid data type \'str\'')
      : m.raise('RuntimeError', `Could not infer dtype of ${m.typeOf(value).name}`);
  }
  if (!Array.isArray(items)) return items;
  if (!checkSize(m, found, axis, items.length)) return undefined;
  for (const item of items) {
    m.step();
    const lost = collect(m, item, axis + 1, found, arrayOf(value) ?? within);
    if (lost) return lost;
  }
  return undefined;
}

function checkSize(m: Machine, found: Collected, axis: number, size: number): boolean {
  const known = found.shape[axis];
  if (known === undefined) {
    found.shape[axis] = int(size);
    return true;
  }
  const expected = known.kind === 'int' ? Number(known.value) : size;
  if (expected !== size) m.raise('ValueError', `expected sequence of length ${expected} at dim ${axis} (got ${size})`);
  return true;
}

function collectTensor(m: Machine, value: Tensor, axis: number, found: Collected): Unknown | undefined {
  note(found, value.dtype);
  if (value.shape.length > 0 && found.elements.length === 0) {
    found.shape.splice(axis, value.shape.length, ...value.shape);
  }
  const elements = elementsOf(value);
  if (elements) for (const element of elements) found.elements.push(numberOf(element) ?? null);
  else found.elements.push(null);
  return undefined;
}

const isSequence = (m: Machine, value: Value): boolean =>
  value.kind === 'list' || value.kind === 'tuple' || value.kind === 'range'
    || (value.kind === 'instance' && m.findSpecial(value, '__len__') !== undefined
    && m.findSpecial(value, '__getitem__') !== undefined);

function dtypeFrom(m: Machine, kwargs: Kwargs, value?: Value): DType | null | Unknown {
  const given = value ?? kwargs.get('dtype');
  if (!given || given.kind === 'none') return null;
  if (given.kind === 'unknown') return given;
  return readDType(given, torchState(m).defaultDType) ?? null;
}

function create(name: string, make: (m: Machine, data: Value, dtype: DType | null) => Value): Builtin {
  return builtin(name, (m, args, kwargs) => {
    const data = args[0] ?? kwargs.get('data');
    if (!data) return m.raise('TypeError', `${name}() missing 1 required positional arguments: "data"`);
    const dtype = dtypeFrom(m, kwargs, name === 'as_tensor' || name === 'asarray' ? args[1] : undefined);
    if (dtype !== null && typeof dtype !== 'string') return dtype;
    const made = make(m, data, dtype);
    if (isTensor(made) && asFlag(kwargs.get('requires_grad'))) m.heap.write(made, 'requiresGrad', true);
    return made;
  });
}
const sameTensor = (m: Machine, data: Value, dtype: DType | null): Value =>
  isTensor(data) ? (dtype ? castTo(m, data, dtype) : data) : sharing(m, tensorFrom(m, data, dtype), data);
function sharing(m: Machine, made: Value, data: Value): Value {
  if (isTensor(made)) shareWithArray(m, made, data);
  return made;
}

export const CREATION: ReadonlyMap<string, Value> = new Map([
  ['tensor', create('tensor', tensorFrom)],
  ['as_tensor', create('as_tensor', sameTensor)],
  ['asarray', create('asarray', sameTensor)],
  ['from_numpy', create('from_numpy', sameTensor)],
  ['scalar_tensor', create('scalar_tensor', (m, data, dtype) =>
    tensorFrom(m, data, dtype ?? torchState(m).defaultDType))],
]);

/** torch.Tensor(2, 3), torch.Tensor([1, 2]), torch.FloatTensor(...). */
function legacy(m: Machine, dtype: DType, args: readonly Value[]): Value {
  const [first] = args;
  if (!first) return tensorFrom(m, list([]), dtype);
  if (first.kind === 'unknown' && args.length === 1) return first;
  if (isTensor(first) && args.length === 1) return aliasOf(m, first);
  const isSize = first.kind === 'tuple' && first.cls?.name === 'Size';
  if (args.length === 1 && !isSize && first.kind !== 'int') return tensorFrom(m, first, dtype);
  const dims = isSize ? first.items : args;
  const shape = dims.filter((dim): dim is Dim => dim.kind === 'int' || dim.kind === 'unknown');
  if (shape.length !== dims.length) return m.raise('TypeError', 'new() received an invalid combination of arguments');
  return callPath(m, 'torch.empty', shape, new Map([['dtype', dtypeValue(dtype)]]));
}

fill(tensorType, {
  __new__: constructor((m, cls, args) => {
    const made = legacy(m, torchState(m).defaultDType, args);
    return isTensor(made) && cls !== tensorType ? aliasOf(m, made, { cls }) : made;
  }),
  _make_subclass: makeSubclass('_make_subclass'),
  _make_wrapper_subclass: makeSubclass('_make_wrapper_subclass'),
  ...members<Tensor>(tensorType, narrow, {
    __init__: raw(() => NONE),
    as_subclass: def('cls', (m, self, cls) => (cls?.kind === 'class' ? aliasOf(m, self, { cls }) : self)),
    new_tensor: raw((m, self, [data], kwargs) => {
      const dtype = dtypeFrom(m, kwargs);
      return dtype !== null && typeof dtype !== 'string' ? dtype
        : tensorFrom(m, data ?? kwargs.get('data') ?? NONE, dtype ?? self.dtype);
    }),
    new: raw((m, self, args) => legacy(m, self.dtype, args)),
    ...Object.fromEntries(['zeros', 'ones', 'empty', 'full'].map((name) =>
      [`new_${name}`, raw<Tensor>((m, self, args, kwargs) =>
      callOps(m, findOps(`torch.${name}`), args, kwargs.has('dtype') ? kwargs
        : new Map([...kwargs, ['dtype', dtypeValue(self.dtype)]]),
        { ...boundName(`torch.${name}`), name: `new_${name}` }))] as const)),
  }),
});

function makeSubclass(name: string): Value {
  return builtin(name, (m, [cls, data]) => (cls?.kind === 'class' && isTensor(data) ? aliasOf(m, data, { cls })
    : data ?? NONE));
}

/** torch.FloatTensor and its like. */
export const LEGACY_TYPES: ReadonlyMap<string, Class> = new Map(TENSOR_TYPES.map(([name, dtype]) => {
  const cls = builtinClass(name, 'torch', [tensorType], {});
  fill(cls, { __new__: constructor((m, _, args) => legacy(m, dtype, args)) });
  return [name, cls] as const;
}));

// ---- parameters -----------------------------------------------------------------------------------------------------
export const parameterType: Class = builtinClass('Parameter', 'torch.nn.parameter', [tensorType], {});
export const uninitializedParameterType: Class =
  builtinClass('UninitializedParameter', 'torch.nn.parameter', [parameterType], {});
export const bufferType: Class = builtinClass('Buffer', 'torch.nn.parameter', [tensorType], {});
export const uninitializedBufferType: Class =
  builtinClass('UninitializedBuffer', 'torch.nn.parameter', [bufferType], {});

/** A parameter over the contents of a tensor; what training changes is not known. */
export function parameterOf(m: Machine, tensor: Tensor, requiresGrad: boolean, cls: Class = parameterType): Tensor {
  const made = tensorOf({ shape: tensor.shape, dtype: tensor.dtype },
    { role: 'parameter', origin: m.origin(), requiresGrad, cls });
  noteAlias(m, made, tensor);
  return made;
}
/** The shape of a parameter of a lazy module: unknown, but no gap. */
export function uninitialized(m: Machine, shape: readonly Dim[], cls: Class): Tensor {
  return tensorOf({ shape, dtype: torchState(m).defaultDType },
    { role: 'parameter', origin: m.origin(), requiresGrad: cls === uninitializedParameterType, cls });
}
export const lazySize = (m: Machine): Unknown =>
  quietUnknown(m, 'unknown-input', 'a lazy module learns its sizes at its first call');
const isUninitialized = (value: Value): boolean => isTensor(value)
  && (value.cls === uninitializedParameterType || value.cls === uninitializedBufferType);

fill(parameterType, {
  __new__: builtin('__new__', (m, [cls, given, flag], kwargs) => {
    const data = given ?? kwargs.get('data');
    if (data?.kind === 'unknown') return data;
    const requiresGrad = asFlag(flag ?? kwargs.get('requires_grad')) ?? true;
    const made = cls?.kind === 'class' ? cls : parameterType;
    if (!data || data.kind === 'none') {
      return parameterOf(m, tensorOf({ shape: [int(0)], dtype: torchState(m).defaultDType }), requiresGrad, made);
    }
    if (!isTensor(data)) {
      return m.raise('AttributeError', `'${m.typeOf(data).name}' object has no attribute 'detach'`);
    }
    if (requiresGrad && !isFloating(data.dtype) && !data.dtype.startsWith('complex')) {
      return m.raise('RuntimeError', 'Only Tensors of floating point and complex dtype can require gradients');
    }
    return parameterOf(m, data, requiresGrad, made);
  }),
});
for (const cls of [uninitializedParameterType, uninitializedBufferType]) {
  fill(cls, {
    __new__: builtin('__new__', (m) => uninitialized(m, [lazySize(m)], cls)),
    shape: getset('shape', (m) => m.raise('RuntimeError',
      'Can\'t access the shape of an uninitialized parameter or buffer. '
      + 'This error usually happens in `load_state_dict` when trying to load an uninitialized parameter into an initialized one. '
      + 'Call `forward` to initialize the parameters before accessing their attributes.')),
    materialize: builtin('materialize', (m, [self, shape]) => {
      const dims = shape?.kind === 'tuple' ? shape.items.filter((d): d is Dim => d.kind === 'int'
        || d.kind === 'unknown') : undefined;
      if (isTensor(self) && dims) {
        m.heap.write(self, 'shape', dims);
        m.heap.write(self, 'cls', cls === uninitializedParameterType ? parameterType : null);
        noteState(m, self);
      }
      return NONE;
    }, true),
  });
}
export const isLazyTensor = builtin('is_lazy', (_, [value]) =>
  ({ kind: 'bool', value: value !== undefined && isUninitialized(value) }));
