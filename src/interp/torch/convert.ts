// One Python value -> one argument of an op, by the type that the schema states.
// Knows nothing of calls, names and defaults.
import type { BaseType, ParamType, Scalar, SchemaParam, SymbolicArg } from '../../ops/schema';
import { isUnknown } from '../../ops/op';
import { isFloating } from '../../tensor/dtype';
import { plainShape } from '../../tensor/dim';
import { isSym, type Sym } from '../../tensor/sym';
import { int, unknownOf, type Tensor, type Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { bool, float, type Value } from '../value';
import { unwrap } from '../types';
import { readDType } from './dtypes';
import { torchState } from './support';

/** The value is not of the type. */
export const MISFIT = Symbol('misfit');
type Converted = SymbolicArg | Unknown | typeof MISFIT;

/** `strict`: as functions written in C take it, whose flags are bools of Python and nothing else. */
export function convert(m: Machine, param: SchemaParam, given: Value, strict = false): Converted {
  const value = unwrap(given);
  if (value.kind === 'unknown') return value;
  for (const type of param.types) {
    if (strict && type.base === 'bool' && value.kind !== 'bool' && !(type.optional && value.kind === 'none')) continue;
    const converted = convertTo(m, type, value);
    if (converted !== MISFIT) return converted;
  }
  return MISFIT;
}

function convertTo(m: Machine, type: ParamType, value: Value): Converted {
  if (value.kind === 'none' && type.optional) return null;
  if (type.list === null) return convertOne(m, type.base, value);
  if (type.base === 'Tensor' && value.kind === 'tensor') return MISFIT;
  const items = sequenceOf(m, value);
  if (items === undefined) {
    // One number stands for all of `int[2]`, but is no `int[]`.
    const { list } = type;
    const one = list === 0 ? MISFIT : convertOne(m, type.base, value);
    return one === MISFIT || isUnknown(one) ? one : Array.from({ length: list }, () => one);
  }
  if (isUnknown(items)) return items;
  return convertItems(m, type, items);
}

function convertItems(m: Machine, type: ParamType, items: readonly Value[]): Converted {
  const converted: SymbolicArg[] = [];
  for (const item of items) {
    const one = convertItem(m, type, item);
    if (one === MISFIT) return MISFIT;
    // A size that is not known leaves a hole in a shape; any other unknown is the result.
    if (isUnknown(one) && !(type.base === 'int' && type.list === 0)) return one;
    converted.push(one);
  }
  return converted;
}

function convertItem(m: Machine, type: ParamType, item: Value): Converted {
  if (item.kind === 'unknown') return item;
  if (item.kind === 'none') return type.optionalItems ? null : MISFIT;
  if (type.base === 'int' && item.kind === 'tensor') return intOfTensor(m, item);
  return convertOne(m, type.base, unwrap(item));
}

/** The items of a list, tuple or 1-d tensor; undefined when the value is no sequence. */
function sequenceOf(m: Machine, value: Value): readonly Value[] | Unknown | undefined {
  switch (value.kind) {
    case 'tuple': return value.items;
    case 'list': return value.lost ? unknownOf(value.lost) : value.items;
    case 'range': case 'set': case 'iterator': return m.itemsOf(value);
    case 'dict': return undefined;
    case 'tensor': {
      if (value.shape.length === 0) return undefined;
      const items = elementsOf(value);
      return items ?? m.unknown('data-dependent-value', 'the elements of a tensor are used as sizes');
    }
    case 'instance': {
      if (!m.findSpecial(value, '__iter__') && !m.findSpecial(value, '__getitem__')) return undefined;
      return m.itemsOf(value);
    }
    default: return undefined;
  }
}

function convertOne(m: Machine, base: BaseType, value: Value): Converted {
  switch (base) {
    case 'any': return plainOf(m, value);
    case 'Tensor': return value.kind === 'tensor' ? value : MISFIT;
    case 'int': return toInt(m, value);
    case 'float': return toFloat(m, value);
    case 'bool': return toBool(m, value);
    case 'str': return value.kind === 'str' ? value.value : MISFIT;
    case 'dtype': return readDType(value, torchState(m).defaultDType) ?? MISFIT;
    case 'Scalar': return toScalar(m, value);
  }
}

function toInt(m: Machine, value: Value): Converted {
  if (value.kind === 'int') return value;
  if (value.kind === 'bool') return int(value.value ? 1 : 0);
  if (value.kind === 'tensor') return intOfTensor(m, value);
  if (value.kind === 'instance') {
    const special = m.findSpecial(value, '__index__');
    return special ? toInt(m, m.call(special, [])) : MISFIT;
  }
  return value.kind === 'unknown' ? value : MISFIT;
}

function intOfTensor(m: Machine, tensor: Tensor): Converted {
  if (tensor.shape.length > 0 && plainShape(tensor.shape)?.some((size) => size !== 1) !== false) return MISFIT;
  if (isFloating(tensor.dtype)) return MISFIT;
  const [element] = tensor.data ?? [];
  return element === undefined ? m.unknown('data-dependent-value',
    'a tensor is used as a size and its value is not known') : int(element, tensor.origin);
}

function toFloat(m: Machine, value: Value): Converted {
  const number = numberOf(value);
  if (number !== undefined) return isSym(number)
    ? m.unknown('argument-not-modelled', 'a number that depends on the size of the input') : number;
  if (value.kind === 'tensor' && value.shape.length === 0) return value.data?.[0] ?? lostElement(m);
  if (value.kind === 'instance') {
    const special = m.findSpecial(value, '__float__');
    return special ? toFloat(m, m.call(special, [])) : MISFIT;
  }
  return value.kind === 'unknown' ? value : MISFIT;
}
const lostElement = (m: Machine): Unknown =>
  m.unknown('data-dependent-value', 'a tensor is used as a number and its value is not known');

export function numberOf(value: Value): number | Sym | undefined {
  if (value.kind === 'bool') return value.value ? 1 : 0;
  if (value.kind === 'int') return typeof value.value === 'bigint' ? Number(value.value) : value.value;
  return value.kind === 'float' ? value.value : undefined;
}

/** Functions written in Python take anything for a flag. */
function toBool(m: Machine, value: Value): Converted {
  if (value.kind === 'bool') return value.value;
  if (value.kind === 'none') return false;
  if (value.kind === 'str') return value.value !== '';
  if (value.kind === 'int') return isSym(value.value) ? MISFIT : Number(value.value) !== 0;
  if (value.kind === 'tensor' && value.shape.length === 0) return value.data ? value.data[0] !== 0 : lostElement(m);
  return MISFIT;
}

function toScalar(m: Machine, value: Value): Scalar | Unknown | typeof MISFIT {
  switch (value.kind) {
    case 'int': return value;
    case 'float': return { kind: 'float', value: value.value };
    case 'bool': return { kind: 'bool', value: value.value };
    case 'complex': return m.unknown('argument-not-modelled', 'complex numbers as arguments of ops');
    case 'tensor': {
      if (value.shape.length > 0) return MISFIT;
      const element = value.data?.[0];
      return element === undefined ? lostElement(m) : scalarOf(value, element);
    }
    case 'instance': {
      const special = m.findSpecial(value, '__index__') ?? m.findSpecial(value, '__float__');
      return special ? toScalar(m, m.call(special, [])) : MISFIT;
    }
    default: return MISFIT;
  }
}
function scalarOf(tensor: Tensor, element: number): Scalar {
  if (tensor.dtype === 'bool') return { kind: 'bool', value: element !== 0 };
  return isFloating(tensor.dtype) ? { kind: 'float', value: element } : int(element, tensor.origin);
}

/** The elements of a tensor as Python numbers, when they are known. */
export function elementsOf(tensor: Tensor): Value[] | undefined {
  return tensor.data?.map((element) => elementValue(tensor, element));
}
export function elementValue(tensor: Tensor, element: number): Value {
  if (tensor.dtype === 'bool') return bool(element !== 0);
  return isFloating(tensor.dtype) ? float(element, tensor.origin) : int(element, tensor.origin);
}

/**
 * An argument of type `any` without Python's wrappers: null, booleans and strings plain; numbers as Scalar; tensors and
 * unknowns themselves; `{kind: 'slice', start, stop, step}`, `{kind: 'ellipsis'}`; lists and tuples as arrays.
 */
export function plainOf(m: Machine, value: Value): unknown {
  switch (value.kind) {
    case 'none': return null;
    case 'bool': case 'str': return value.value;
    case 'float': return isSym(value.value) ? value : value.value;
    case 'tuple': return value.items.map((item) => plainOf(m, item));
    case 'list': return value.lost ? unknownOf(value.lost) : value.items.map((item) => plainOf(m, item));
    case 'range': {
      const items = m.itemsOf(value);
      return Array.isArray(items) ? items : items;
    }
    case 'slice': return { kind: 'slice', start: plainOf(m, value.start), stop: plainOf(m, value.stop),
      step: plainOf(m, value.step) };
    case 'ellipsis': return { kind: 'ellipsis' };
    case 'instance': {
      const special = m.findSpecial(value, '__index__');
      return readDType(value, torchState(m).defaultDType) ?? (special ? m.call(special, []) : value);
    }
    default: return value;
  }
}

const NAMES: Readonly<Record<BaseType, string>> = {
  Tensor: 'Tensor', int: 'int', float: 'float', bool: 'bool', str: 'str', Scalar: 'Number', dtype: 'torch.dtype',
    any: 'object',
};
/** How PyTorch names the type of a parameter in its TypeErrors. */
export function describe(param: SchemaParam | undefined, call: string): string {
  const type = param?.types.find((each) => each.list !== null) ?? param?.types[0];
  if (!type) return 'object';
  if (type.list === null) return NAMES[type.base];
  const isSymbolic = param?.name === 'size' ? !DRAWING.has(call) : SYMBOLIC.get(call) === param?.name;
  return isSymbolic ? 'tuple of SymInts' : `tuple of ${NAMES[type.base]}s`;
}
/** Lists of sizes that PyTorch 1.13 takes as symbols; besides `size`, but not where numbers are drawn, and not in one more. */
const SYMBOLIC = new Map([['reshape', 'shape'], ['repeat', 'repeats'], ['adaptive_avg_pool2d', 'output_size'],
  ['adaptive_avg_pool3d', 'output_size']]);
const DRAWING = new Set(['rand', 'randn', 'randint', 'normal', 'broadcast_to']);
