// Methods of tensors that leave the graph (item, tolist, int(x)), convert (to, float, type) or look after gradients
// and devices.
// Knows no shape rules: conversions of dtype are the op torch.Tensor.to.
import { findOps } from '../../ops/index';
import { constantNumel } from './elements';
import { isFloating, type DType } from '../../tensor/dtype';
import { constantOf, int, tensorOf, type Tensor, type Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { bool, iteratorOf, list, NONE, str, type Kwargs, type Value } from '../value';
import { intType } from '../types';
import { def, members, raw } from '../types/define';
import { fill } from '../types/roots';
import { callPath, opFunction } from './callOps';
import { elementValue } from './convert';
import { CHANNELS_LAST, dtypeValue, isChannelsLast, readDType } from './dtypes';
import { castData, loseContents, scalarName, shareWithArray } from './inplace';
import { noteCopy, noteDoubt } from './recording';
import { isTensor, orNone, quietUnknown, torchState } from './support';
import { showTensor } from './showTensor';
import { aliasOf, classOfTensor, narrow, setTensorAttr, tensorAttr, tensorType } from './tensor';

const lostValue = (m: Machine, what: string): Unknown =>
  m.unknown('data-dependent-value', `${what} depends on the elements of a tensor, which are known only at run time`);

// ---- leaving the graph ----------------------------------------------------------------------------------------------
function item(m: Machine, self: Tensor): Value {
  const numel = constantNumel(self);
  if (numel !== undefined && numel !== 1) return m.raise('ValueError',
    'only one element tensors can be converted to Python scalars');
  const element = self.data?.[0];
  return element === undefined ? lostValue(m, 'item()') : elementValue(self, element);
}

function nested(self: Tensor, axis: number, start: number, span: number): Value {
  const size = constantOf(self.shape[axis] ?? int(0)) ?? 0;
  if (axis === self.shape.length) return elementValue(self, self.data?.[start] ?? NaN);
  const step = size === 0 ? 0 : span / size;
  return list(Array.from({ length: size }, (_, i) => nested(self, axis + 1, start + i * step, step)));
}

function tolist(m: Machine, self: Tensor): Value {
  if (!self.data) return lostValue(m, 'tolist()');
  return nested(self, 0, 0, self.data.length);
}

function truth(m: Machine, self: Tensor): Value {
  const numel = constantNumel(self);
  if (numel === 0) return bool(false);
  if (numel !== undefined && numel !== 1) {
    return m.raise('RuntimeError', 'Boolean value of Tensor with more than one value is ambiguous');
  }
  const element = self.data?.[0];
  return element === undefined ? lostValue(m, 'the truth of a tensor') : bool(element !== 0);
}

function length(m: Machine, self: Tensor): Value {
  return self.shape[0] ?? m.raise('TypeError', 'len() of a 0-d tensor');
}

function iterate(m: Machine, self: Tensor): Value {
  const [first] = self.shape;
  if (!first) return m.raise('TypeError', 'iteration over a 0-d tensor');
  const count = constantOf(first);
  if (count === undefined) {
    m.graph.lostToSizes++;
    return m.unknown('data-dependent-size', 'a loop over a tensor whose first size is not a number');
  }
  const parts = callPath(m, 'torch.unbind', [self, int(0)]);
  return parts.kind === 'tuple' ? iteratorOf('tensor_iterator', parts.items[Symbol.iterator]() as Iterator<Value,
    undefined, undefined>) : parts;
}

const leaving = members<Tensor>(tensorType, narrow, {
  item: def('', item),
  tolist: def('', tolist),
  __bool__: def('', truth),
  __len__: def('', length),
  __iter__: def('', iterate),
  __int__: def('', (m, self) => m.call(intType, [item(m, self)])),
  __index__: def('', (m, self) => (isFloating(self.dtype)
    ? m.raise('TypeError', 'only integer tensors of a single element can be converted to an index') : item(m, self))),
  __float__: def('', (m, self) => m.call(orNone(m.builtins.get('float')), [item(m, self)])),
  __contains__: def('element', (m, self, element) => {
    const same = callPath(m, 'torch.eq', [self, element ?? NONE]);
    const any = isTensor(same) ? callPath(m, 'torch.any', [same]) : same;
    return isTensor(any) ? item(m, any) : any;
  }),
  __repr__: def('', (m, self) => (self.data && self.data.length <= 1000
    ? str(showTensor(self)) : m.unknown('data-dependent-value', 'the text of a tensor shows its elements'))),
  __format__: def('spec', (m, self, spec) => {
    const value = self.shape.length === 0 ? item(m, self) : self.data ? str(showTensor(self))
      : lostValue(m, 'the text of a tensor');
    const text = value.kind === 'unknown' ? value : m.format(value, spec?.kind === 'str' ? spec.value : '');
    return typeof text === 'string' ? str(text) : text;
  }),
  numpy: raw((m, self) => toNumpy(m, self)),
  __array__: raw((m, self) => toNumpy(m, self)),
  __reversed__: def('', (m, self) => callPath(m, 'torch.flip', [self, int(0)])),
});

function toNumpy(m: Machine, self: Tensor): Value {
  const numpy = m.import('numpy');
  const convert = numpy.kind === 'module' ? m.findattr(numpy, 'asarray') : undefined;
  if (convert) {
    const array = m.call(convert, [self]);
    shareWithArray(m, self, array);
    return array;
  }
  return m.unknown('library-not-modelled', 'arrays of numpy made from tensors');
}

// ---- dtypes and devices ---------------------------------------------------------------------------------------------
/** The tensor in another dtype; itself when it has it already, as PyTorch does. */
export function castTo(m: Machine, self: Tensor, dtype: DType): Value {
  if (self.dtype === dtype) return self;
  for (const path of ['torch.Tensor.to', 'torch.Tensor.type']) {
    if (findOps(path).length > 0) return callPath(m, path, [self, dtypeValue(dtype)]);
  }
  return tensorOf({ shape: self.shape, dtype }, {
    producer: self.producer, outputIndex: self.outputIndex, data: castData(self.data, self.dtype, dtype),
      origin: m.origin(), role: self.role,
  });
}

/** Whether the elements may be laid out anew: channels_last, or a format that is not known. */
const reorders = (kwargs: Kwargs): boolean => {
  const format = kwargs.get('memory_format');
  return format !== undefined && (isChannelsLast(format) || format.kind === 'unknown');
};

function to(m: Machine, self: Tensor, args: readonly Value[], kwargs: Kwargs): Value {
  const dtype = kwargs.get('dtype');
  const other = kwargs.get('other');
  const format = kwargs.get('memory_format');
  if (format && isChannelsLast(format)) noteDoubt(m, CHANNELS_LAST);
  if (reorders(kwargs)) m.heap.write(self, 'strides', null);
  for (const value of [...args, ...(dtype ? [dtype] : []), ...(other ? [other] : [])]) {
    if (isTensor(value)) return castTo(m, self, value.dtype);
    const read = readDType(value, torchState(m).defaultDType);
    if (read) return castTo(m, self, read);
    // A device that is not known does not matter; anything else unknown might be a dtype.
    if (value.kind === 'unknown' && value === args[0] && args.length === 1) return aliasOf(m, self,
      { requiresGrad: self.requiresGrad });
  }
  return self;
}

function type(m: Machine, self: Tensor, args: readonly Value[], kwargs: Kwargs): Value {
  const wanted = args[0] ?? kwargs.get('dtype');
  if (!wanted || wanted.kind === 'none') return str(`torch.${scalarName(self.dtype)}Tensor`);
  if (wanted.kind === 'unknown') return wanted;
  const name = wanted.kind === 'str' ? wanted.value : wanted.kind === 'class' ? `torch.${wanted.name}` : undefined;
  const read = name === undefined ? readDType(wanted, torchState(m).defaultDType) : dtypeOfTypeName(name);
  return read ? castTo(m, self, read) : m.raise('TypeError', 'dtype must be a type, str, or dtype object');
}

const TYPE_NAMES: Readonly<Record<string, DType>> = {
  FloatTensor: 'float32', DoubleTensor: 'float64', HalfTensor: 'float16', BFloat16Tensor: 'bfloat16',
    LongTensor: 'int64', IntTensor: 'int32',
  ShortTensor: 'int16', CharTensor: 'int8', ByteTensor: 'uint8', BoolTensor: 'bool', Tensor: 'float32',
};
export const dtypeOfTypeName = (name: string): DType | undefined => TYPE_NAMES[name.slice(name.lastIndexOf('.') + 1)];
export const TENSOR_TYPES: readonly (readonly [string, DType])[] =
  Object.entries(TYPE_NAMES).filter(([name]) => name !== 'Tensor');

const CASTS: Readonly<Record<string, DType>> = {
  float: 'float32', double: 'float64', half: 'float16', bfloat16: 'bfloat16', long: 'int64', int: 'int32',
    short: 'int16', char: 'int8',
  byte: 'uint8', bool: 'bool', cfloat: 'complex64', cdouble: 'complex128',
};
const itself = raw<Tensor>((_, self) => self);
const SAME = ['cpu', 'cuda', 'xpu', 'pin_memory', 'share_memory_', 'retain_grad', 'coalesce', 'rename', 'rename_',
  'refine_names', 'align_to', 'resolve_conj',
  'resolve_neg', 'requires_grad_'];
const converting = members<Tensor>(tensorType, narrow, {
  to: raw(to),
  type: raw(type),
  type_as: def('other', (m, self, other) => (isTensor(other) ? castTo(m, self, other.dtype)
    : m.raise('TypeError', 'type_as() needs a Tensor'))),
  ...Object.fromEntries(Object.entries(CASTS).map(([name, dtype]) =>
    [name, raw<Tensor>((m, self) => castTo(m, self, dtype))] as const)),
  ...Object.fromEntries(SAME.map((name) => [name, itself] as const)),
  requires_grad_: raw((m, self, [on]) => {
    m.heap.write(self, 'requiresGrad', !(on?.kind === 'bool' && !on.value));
    return self;
  }),
  contiguous: raw((m, self, _, kwargs) => viaOp(m, 'torch.Tensor.contiguous', self, kwargs)),
  detach: raw((m, self) => viaOp(m, 'torch.Tensor.detach', self)),
  detach_: raw((m, self) => {
    m.heap.write(self, 'requiresGrad', false);
    return self;
  }),
  clone: raw((m, self, _, kwargs) => viaOp(m, 'torch.Tensor.clone', self, kwargs)),
  __deepcopy__: raw((m, self) => copyOf(m, self)),
  __copy__: raw((m, self) => aliasOf(m, self, { requiresGrad: self.requiresGrad, cls: classOfTensor(self) })),
});

function viaOp(m: Machine, path: string, self: Tensor, kwargs?: Kwargs): Value {
  const op = opFunction(path);
  const made = op ? m.call(op, [self]) : aliasOf(m, self, { requiresGrad: self.requiresGrad });
  if (kwargs && reorders(kwargs) && isTensor(made)) m.heap.write(made, 'strides', null);
  return made;
}
function copyOf(m: Machine, self: Tensor): Tensor {
  const made = tensorOf({ shape: self.shape, dtype: self.dtype }, {
    producer: self.producer, outputIndex: self.outputIndex, data: self.data, origin: self.origin, role: self.role,
    sameAs: self.sameAs, requiresGrad: self.requiresGrad, cls: self.cls, attrs: self.attrs && new Map(self.attrs),
  });
  noteCopy(m, made, self);
  return made;
}

// ---- gradients ------------------------------------------------------------------------------------------------------
const gradients = members<Tensor>(tensorType, narrow, {
  backward: raw(() => NONE),
  register_hook: raw((m) => quietUnknown(m, 'data-dependent-value', 'hooks of gradients are not run')),
  zero_grad: raw((m, self) => {
    if (tensorAttr(self, 'grad')) setTensorAttr(m, self, 'grad', NONE);
    return NONE;
  }),
  apply_: raw((m, self) => {
    loseContents(m, self);
    return self;
  }),
  map_: raw((m, self) => {
    loseContents(m, self);
    return self;
  }),
});

fill(tensorType, { ...leaving, ...converting, ...gradients });
