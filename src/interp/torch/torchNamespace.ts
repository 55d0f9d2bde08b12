// The names of `torch` itself that are neither ops nor modules: types, dtypes, switches of the process, queries of
// tensors.
// Knows no other namespace.
import { broadcastShapes } from '../../tensor/broadcast';
import { numelOf } from '../../tensor/dim';
import { isComplex, isFloating, promoteTypes, resultType, type DType, type Participant } from '../../tensor/dtype';
import { int, tensorOf, type Dim } from '../../tensor/value';
import type { Machine } from '../machine';
import { bool, builtin, float, instance, NONE, str, type Builtin, type Value } from '../value';
import { CREATION, LEGACY_TYPES } from './creation';
import { device, deviceType, DTYPE_NAMES, dtypeType, dtypeValue, finfoType, generatorClass, iinfoType, LAYOUTS,
  layoutType, memoryFormatType,
  MEMORY_FORMATS, qschemeType, QSCHEMES, readDType } from './dtypes';
import { canCast } from './inplace';
import { typename } from './module';
import { sizeOf, sizeType } from './size';
import { noteDoubt, noteKept, noteRestored, noteSeed } from './recording';
import { isTensor, quietUnknown, torchState } from './support';
import { tensorType } from './tensor';

type Body = (m: Machine, args: readonly Value[], kwargs: ReadonlyMap<string, Value>) => Value;
export const fn = (name: string, body: Body): [string, Builtin] => [name, builtin(name, body)];
export const gives = (name: string, value: Value): [string, Builtin] => fn(name, () => value);
/** Functions of one tensor: an unknown argument is the result. */
const ofTensor = (name: string, body: (m: Machine, value: Value) => Value): [string, Builtin] =>
  fn(name, (m, args, kwargs) => {
    const value = args[0] ?? kwargs.get('input') ?? kwargs.get('obj') ?? NONE;
    return value.kind === 'unknown' ? value : body(m, value);
  });

const needTensor = (m: Machine, name: string, value: Value) =>
  (isTensor(value) ? value : m.raise('TypeError',
    `${name}(): argument 'input' (position 1) must be Tensor, not ${m.typeOf(value).name}`));

const queries: readonly [string, Builtin][] = [
  ofTensor('is_tensor', (_, value) => bool(isTensor(value))),
  ofTensor('is_storage', () => bool(false)),
  ofTensor('numel', (m, value) => numelOf(needTensor(m, 'numel', value).shape)),
  ofTensor('is_floating_point', (m, value) => bool(isFloating(needTensor(m, 'is_floating_point', value).dtype))),
  ofTensor('is_complex', (m, value) => bool(isComplex(needTensor(m, 'is_complex', value).dtype))),
  ofTensor('is_nonzero', (m, value) => m.call(m.builtins.get('bool') ?? NONE, [value])),
  ofTensor('is_conj', () => bool(false)), ofTensor('is_neg', () => bool(false)),
    ofTensor('is_inference', () => bool(false)),
  ofTensor('typename', (m, value) => str(typename(m, value))),
  fn('can_cast', (m, [from, to]) => {
    const [a, b] = [from && readDType(from, 'float32'), to && readDType(to, 'float32')];
    return a && b ? bool(canCast(a, b)) : m.raise('TypeError', 'can_cast() takes two dtypes');
  }),
  fn('promote_types', (m, [a, b]) => {
    const [x, y] = [a && readDType(a, 'float32'), b && readDType(b, 'float32')];
    return x && y ? dtypeValue(promoteTypes(x, y)) : m.raise('TypeError', 'promote_types() takes two dtypes');
  }),
  fn('result_type', (m, args) => {
    const lost = args.find((arg) => arg.kind === 'unknown');
    return lost ?? dtypeValue(resultType(args.map((arg) => participant(m, arg)), torchState(m).defaultDType));
  }),
  fn('broadcast_shapes', (m, shapes) => broadcastAll(m, shapes)),
  fn('is_same_size', (m, [a, b]) => (isTensor(a) && isTensor(b) ? m.compare('==', sizeOf(a.shape), sizeOf(b.shape))
    : bool(false))),
];

function participant(m: Machine, value: Value): Participant {
  if (isTensor(value)) return { dtype: value.dtype, weight: value.shape.length > 0 ? 'tensor' : 'scalarTensor' };
  const dtype: DType = value.kind === 'bool' ? 'bool' : value.kind === 'int' ? 'int64' : value.kind === 'float'
    ? 'float64'
    : m.raise('TypeError', 'result_type() takes tensors and numbers');
  return { dtype, weight: 'number' };
}

function broadcastAll(m: Machine, shapes: readonly Value[]): Value {
  const lists: Dim[][] = [];
  for (const shape of shapes) {
    const items = shape.kind === 'int' ? [shape] : m.itemsOf(shape);
    if (!Array.isArray(items)) return items;
    lists.push(items.filter((dim): dim is Dim => dim.kind === 'int' || dim.kind === 'unknown'));
  }
  return sizeOf(broadcastShapes(lists, (a, b) => m.raise('RuntimeError',
    'Shape mismatch: objects cannot be broadcast to a single shape', [a, b])));
}

const DEFAULT_FLOATS = new Set<DType>(['float16', 'bfloat16', 'float32', 'float64']);
const switches: readonly [string, Builtin][] = [
  fn('is_grad_enabled', (m) => bool(torchState(m).gradEnabled)),
  fn('_without_gradients', (m, [function_ = NONE]) => {
    if (function_.kind === 'func') torchState(m).withoutGradients.add(function_.name);
    return function_;
  }),
  fn('_set_grad_enabled', (m, [on]) => {
    if (on?.kind === 'bool') m.heap.write(torchState(m), 'gradEnabled', on.value);
    return NONE;
  }),
  gives('is_inference_mode_enabled', bool(false)), gives('is_autocast_enabled', bool(false)),
    gives('is_autocast_cpu_enabled', bool(false)),
  fn('get_default_dtype', (m) => dtypeValue(torchState(m).defaultDType)),
  fn('set_default_dtype', (m, [value]) => setDefault(m, value && readDType(value, 'float32'))),
  fn('set_default_tensor_type', (m, [value]) => {
    const name = value?.kind === 'str' ? value.value : value?.kind === 'class' ? value.name : '';
    return setDefault(m, /Double/.test(name) ? 'float64' : /BFloat16/.test(name) ? 'bfloat16' : /Half/.test(name)
      ? 'float16' : 'float32');
  }),
  fn('manual_seed', (m, [seed]) => {
    noteSeed(m, seed);
    return instance(generatorClass);
  }),
  fn('seed', (m) => {
    noteDoubt(m, 'torch.seed() takes a seed by chance');
    return quietUnknown(m, 'external-input', 'a seed by chance');
  }),
  fn('initial_seed', (m) => quietUnknown(m, 'external-input', 'the seed that the program is run with')),
  fn('get_rng_state', (m) => {
    const state = tensorOf({ shape: [int(RNG_STATE_BYTES)], dtype: 'uint8' }, { role: 'constant', origin: m.origin() });
    noteKept(m, state);
    return state;
  }),
  fn('set_rng_state', (m, [state], kwargs) => {
    noteRestored(m, state ?? kwargs.get('new_state'));
    return NONE;
  }),
  ...['set_printoptions', 'set_num_threads', 'set_num_interop_threads',
    'use_deterministic_algorithms', 'set_deterministic_debug_mode',
    'set_flush_denormal', 'set_float32_matmul_precision', 'set_default_device', 'set_warn_always',
      'set_autocast_enabled', 'clear_autocast_cache', 'save',
    '_C_init', 'set_anomaly_enabled', 'set_autocast_gpu_dtype'].map((name) => gives(name, NONE)),
  gives('get_num_threads', int(1)), gives('get_num_interop_threads', int(1)),
    gives('are_deterministic_algorithms_enabled', bool(false)),
  gives('get_float32_matmul_precision', str('highest')),
  fn('load', (m) => m.unknown('external-input', 'torch.load reads a file, which is known only at run time')),
  fn('get_device', () => device('cpu')),
];
/** Of a generator on CPU. */
const RNG_STATE_BYTES = 5056;

function setDefault(m: Machine, dtype: DType | undefined): Value {
  if (!dtype || !DEFAULT_FLOATS.has(dtype)) return m.raise('TypeError',
    'only floating-point types are supported as the default type');
  m.heap.write(torchState(m), 'defaultDType', dtype);
  return NONE;
}

export const TORCH: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['Tensor', tensorType], ['Size', sizeType], ['dtype', dtypeType], ['device', deviceType], ['layout', layoutType],
    ['memory_format', memoryFormatType],
  ['qscheme', qschemeType], ['finfo', finfoType], ['iinfo', iinfoType], ['Generator', generatorClass],
    ['_TensorBase', tensorType], ['TensorType', tensorType],
  ...DTYPE_NAMES, ...MEMORY_FORMATS, ...LAYOUTS, ...QSCHEMES, ...LEGACY_TYPES, ...CREATION, ...queries, ...switches,
  ['pi', float(Math.PI)], ['e', float(Math.E)], ['inf', float(Infinity)], ['nan', float(NaN)],
  ['default_generator', instance(generatorClass)],
]);
