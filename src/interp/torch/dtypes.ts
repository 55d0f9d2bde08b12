// torch.dtype, torch.device, torch.memory_format, torch.layout, finfo, iinfo and Generator as Python objects.
// Knows no tensors.
import { bytesOf, isComplex, isFloating, type DType } from '../../tensor/dtype';
import { int } from '../../tensor/value';
import type { Machine } from '../machine';
import { bool, builtinClass, float, instance, str, type Class, type Instance, type Value } from '../value';
import { boolType, floatType, intType, objectType, complexType } from '../types';
import { constructor, def, getset, members, raw } from '../types/define';
import { fill } from '../types/roots';

const asInstance = (value: Value): Instance | undefined => (value.kind === 'instance' ? value : undefined);
const named = (name: string): Class => builtinClass(name, 'torch', [objectType], {});

// ---- dtype --------------------------------------------------------------------------------------------------------
export const dtypeType = named('dtype');
const ALIASES: Readonly<Record<string, DType>> = {
  float: 'float32', double: 'float64', half: 'float16', long: 'int64', int: 'int32', short: 'int16',
    cfloat: 'complex64', cdouble: 'complex128',
};
const SPELLED: readonly DType[] = [
  'bool', 'uint8', 'int8', 'int16', 'int32', 'int64', 'float16', 'bfloat16', 'float32', 'float64', 'complex64',
    'complex128', 'quint8',
  'qint8', 'qint32',
];
const instances = new Map<DType, Instance>(SPELLED.map((dtype) => [dtype, instance(dtypeType, dtype)]));

export function dtypeValue(dtype: DType): Instance {
  const made = instances.get(dtype);
  if (!made) throw new Error(`no dtype ${dtype}`);
  return made;
}
const dtypeOf = (value: Value): DType | undefined =>
  value.kind === 'instance' && value.cls === dtypeType ? SPELLED.find((d) => d === value.native) : undefined;

/** torch.float32, or the Python types that stand for one. */
export function readDType(value: Value, defaultDType: DType): DType | undefined {
  if (value === floatType) return defaultDType;
  if (value === intType) return 'int64';
  if (value === boolType) return 'bool';
  if (value === complexType) return defaultDType === 'float64' ? 'complex128' : 'complex64';
  return dtypeOf(value);
}

const repr = (value: Value): Value => str(`torch.${dtypeOf(value) ?? '?'}`);
fill(dtypeType, {
  ...members<DType>(dtypeType, (v) => dtypeOf(v), {
    __repr__: def('', (_, dtype) => str(`torch.${dtype}`)),
    __reduce__: def('', (_, dtype) => str(dtype)),
    to_real: def('', (_, dtype) => dtypeValue(dtype === 'complex64' ? 'float32' : dtype === 'complex128' ? 'float64'
      : dtype)),
  }),
  is_floating_point: getset('is_floating_point', (_, v) => bool(isFloating(dtypeOf(v) ?? 'int64'))),
  is_complex: getset('is_complex', (_, v) => bool(isComplex(dtypeOf(v) ?? 'int64'))),
  is_signed: getset('is_signed', (_, v) => bool(!['bool', 'uint8', 'quint8'].includes(dtypeOf(v) ?? ''))),
  itemsize: getset('itemsize', (_, v) => int(bytesOf(dtypeOf(v) ?? 'int64'))),
  __str__: members<Value>(dtypeType, (v) => v, { __str__: def('', (_, v) => repr(v)) }).__str__ ?? str(''),
});

/** 'torch.float' and its like, by name without 'torch.'. */
export const DTYPE_NAMES: ReadonlyMap<string, Value> = new Map([
  ...SPELLED.map((dtype) => [dtype, dtypeValue(dtype)] as const),
  ...Object.entries(ALIASES).map(([name, dtype]) => [name, dtypeValue(dtype)] as const),
]);

// ---- device -------------------------------------------------------------------------------------------------------
interface DeviceNative { readonly device: string }
export const deviceType = named('device');
const isDevice = (native: unknown): native is DeviceNative => typeof native === 'object' && native !== null
  && 'device' in native;
export const deviceName = (value: Value): string | undefined =>
  value.kind === 'instance' && isDevice(value.native) ? value.native.device : undefined;
export const device = (name: string): Instance => instance(deviceType, { device: name } satisfies DeviceNative);
export const CPU = device('cpu');

const kindOf = (name: string): string => name.split(':')[0] ?? name;
fill(deviceType, {
  __new__: constructor((m, _, [type, index]) => {
    if (type?.kind === 'unknown') return type;
    if (type?.kind === 'instance' && isDevice(type.native)) return type;
    if (type?.kind === 'int') return device(`cuda:${String(type.value)}`);
    if (type?.kind !== 'str') return m.raise('TypeError', 'device() received an invalid combination of arguments');
    return device(index?.kind === 'int' ? `${type.value}:${String(index.value)}` : type.value);
  }),
  ...members<string>(deviceType, deviceName, {
    __repr__: def('', (_, name) => {
      const [kind, index] = name.split(':');
      return str(index === undefined ? `device(type='${kind ?? ''}')` : `device(type='${kind ?? ''}', index=${index})`);
    }),
    __str__: def('', (_, name) => str(name)),
    __hash__: def('', (_, name) => int([...name].reduce((h, c) => (h * 31 + (c.codePointAt(0) ?? 0)) % 1_000_003, 7))),
    __eq__: def('other', (_, name, other) => bool(other !== undefined && deviceName(other) === name)),
    __ne__: def('other', (_, name, other) => bool(other === undefined || deviceName(other) !== name)),
  }),
  type: getset('type', (_, v) => str(kindOf(deviceName(v) ?? ''))),
  index: getset('index', (_, v) => {
    const index = (deviceName(v) ?? '').split(':')[1];
    return index === undefined ? { kind: 'none' } : int(Number(index));
  }),
});

// ---- memory formats and layouts -----------------------------------------------------------------------------------
function constants(type: string, names: readonly string[]): [Class, ReadonlyMap<string, Value>] {
  const cls = named(type);
  fill(cls, members<Instance>(cls, asInstance, { __repr__: def('', (_, v) => str(`torch.${String(v.native)}`)) }));
  return [cls, new Map(names.map((name) => [name, instance(cls, name)] as const))];
}
export const [memoryFormatType, MEMORY_FORMATS] = constants('memory_format',
  ['contiguous_format', 'channels_last', 'channels_last_3d', 'preserve_format']);
export const isChannelsLast = (value: Value): boolean => value === MEMORY_FORMATS.get('channels_last')
  || value === MEMORY_FORMATS.get('channels_last_3d');
/** Why draws after such a conversion are in doubt: PyTorch draws into tensors of another order one by one. */
export const CHANNELS_LAST = 'numbers drawn into tensors in channels_last are not followed';
export const [layoutType, LAYOUTS] = constants('layout',
  ['strided', 'sparse_coo', 'sparse_csr', 'sparse_csc', 'sparse_bsr', 'sparse_bsc']);
export const [qschemeType, QSCHEMES] = constants('qscheme',
  ['per_tensor_affine', 'per_channel_affine', 'per_tensor_symmetric', 'per_channel_symmetric',
    'per_channel_affine_float_qparams']);

// ---- finfo and iinfo ----------------------------------------------------------------------------------------------
const FLOATS: Partial<Readonly<Record<DType, readonly [max: number, eps: number, tiny: number]>>> = {
  float16: [65504, 0.0009765625, 6.103515625e-05], bfloat16: [3.3895313892515355e38, 0.0078125, 1.1754943508222875e-38],
  float32: [3.4028234663852886e38, 1.1920928955078125e-07, 1.1754943508222875e-38],
  float64: [Number.MAX_VALUE, Number.EPSILON, 2.2250738585072014e-308],
};
const INTS: Partial<Readonly<Record<DType, readonly [number | bigint, number | bigint]>>> = {
  uint8: [0, 255], int8: [-128, 127], int16: [-32768, 32767], int32: [-2147483648, 2147483647],
  int64: [-9223372036854775808n, 9223372036854775807n],
};
export const finfoType = named('finfo');
export const iinfoType = named('iinfo');
const infoDType = (v: Value): DType => (v.kind === 'instance' ? SPELLED.find((d) => d === v.native) : undefined)
  ?? 'float32';
function floatInfo(name: string, read: (info: readonly [number, number, number]) => number): Value {
  return getset(name, (_, v) => float(read(FLOATS[infoDType(v)] ?? [NaN, NaN, NaN])));
}
fill(finfoType, {
  __new__: constructor((m, cls, [dtype]) => {
    if (dtype?.kind === 'unknown') return dtype;
    const read = dtype ? dtypeOf(dtype) : 'float32';
    if (!read || !FLOATS[read]) return m.raise('TypeError',
      'torch.finfo() requires a floating point input type. Use torch.iinfo to handle \'torch.finfo\'');
    return instance(cls, read);
  }),
  max: floatInfo('max', ([max]) => max), min: floatInfo('min', ([max]) => -max),
    eps: floatInfo('eps', ([, eps]) => eps),
  tiny: floatInfo('tiny', ([, , tiny]) => tiny), smallest_normal: floatInfo('smallest_normal', ([, , tiny]) => tiny),
  resolution: floatInfo('resolution', ([, eps]) => 10 ** Math.floor(Math.log10(eps))),
  bits: getset('bits', (_, v) => int(8 * bytesOf(infoDType(v)))),
  dtype: getset('dtype', (_, v) => str(infoDType(v))),
});
fill(iinfoType, {
  __new__: constructor((m, cls, [dtype]) => {
    if (dtype?.kind === 'unknown') return dtype;
    const read = dtype && dtypeOf(dtype);
    if (!read || !INTS[read]) return m.raise('TypeError',
      'torch.iinfo() requires an integer input type. Use torch.finfo to handle \'torch.iinfo\'');
    return instance(cls, read);
  }),
  max: getset('max', (_, v) => int((INTS[infoDType(v)] ?? [0, 0])[1])),
  min: getset('min', (_, v) => int((INTS[infoDType(v)] ?? [0, 0])[0])),
  bits: getset('bits', (_, v) => int(8 * bytesOf(infoDType(v)))),
  dtype: getset('dtype', (_, v) => str(infoDType(v))),
});

// ---- random generators --------------------------------------------------------------------------------------------
export const generatorClass = named('Generator');
const itself = raw<Instance>((_: Machine, self) => self);
fill(generatorClass, {
  __new__: constructor((_, cls) => instance(cls)),
  ...members<Instance>(generatorClass, asInstance, {
    manual_seed: itself, set_state: itself, seed: raw(() => int(0)), initial_seed: raw(() => int(0)),
    get_state: raw((m) => m.unknown('data-dependent-value',
      'the state of a random generator is known only at run time')),
  }),
  device: getset('device', () => CPU),
});
