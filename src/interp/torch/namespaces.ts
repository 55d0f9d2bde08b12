// The other namespaces of torch: what each holds beside the ops and modules that are found by path.
// A namespace not listed here does not exist; a name not found in one is unknown.
import { copies } from '../types/limits';
import { int } from '../../tensor/value';
import type { Machine } from '../machine';
import { bool, builtin, builtinClass, instance, list, NONE, str, tuple, type Class, type Value } from '../value';
import { bytesType, intType, objectType, strType } from '../types';
import { constructor } from '../types/define';
import { fill } from '../types/roots';
import { bufferType, isLazyTensor, LEGACY_TYPES, parameterType, uninitializedBufferType,
  uninitializedParameterType } from './creation';
import { INIT } from './init';
import { handleType } from './hooks';
import { moduleType } from './module';
import { quietUnknown } from './support';
import { tensorType } from './tensor';
import { fn, gives, TORCH } from './torchNamespace';
import { variableType } from './variable';
import { hubLoad } from './hub';

export interface Namespace {
  /** Prefixes under which ops and classes are looked up, beside the namespace's own name. */
  readonly prefixes?: readonly string[];
  readonly members?: Iterable<readonly [string, Value]>;
  /** Names that stand for modules of elsewhere. */
  readonly modules?: Readonly<Record<string, string>>;
}

const PARAMETERS: readonly (readonly [string, Value])[] = [
  ['Parameter', parameterType], ['UninitializedParameter', uninitializedParameterType],
    ['UninitializedBuffer', uninitializedBufferType], ['Buffer', bufferType],
  ['is_lazy', isLazyTensor],
];
const NN: readonly (readonly [string, Value])[] = [['Module', moduleType], ...PARAMETERS];

/** _ntuple(n)(x): x repeated n times unless it is iterable. */
function ntuple(name: string, n: number): [string, Value] {
  return fn(name, (m, [value]) => (value ? expand(m, value, n) : NONE));
}
function expand(m: Machine, value: Value, n: number): Value {
  if (value.kind === 'unknown') return value;
  if (value.kind === 'str' || m.findSpecial(value, '__iter__')) {
    const items = m.itemsOf(value);
    return Array.isArray(items) ? tuple(items) : items;
  }
  return tuple(copies(n, () => value));
}
const UTILS: readonly (readonly [string, Value])[] = [
  ntuple('_single', 1), ntuple('_pair', 2), ntuple('_triple', 3), ntuple('_quadruple', 4),
  fn('_ntuple', (_, [n]) => builtin('parse', (m, [value]) =>
    (value && n?.kind === 'int' ? expand(m, value, Number(n.value)) : NONE))),
  fn('_reverse_repeat_tuple', (m, [given, n]) => {
    const items = given ? m.itemsOf(given) : [];
    return Array.isArray(items) ? tuple([...items].reverse().flatMap((x) =>
      copies(n?.kind === 'int' ? Number(n.value) : 1, () => x))) : items;
  }),
  fn('_list_with_default', (m, [size]) => size ?? m.raise('TypeError', '_list_with_default() missing an argument')),
];

const identity = (name: string): [string, Value] => fn(name, (_, [value]) => value ?? NONE);
/** A type of which nothing but its name is known: for annotations and isinstance. */
function opaque(name: string, module: string): [string, Class] {
  const cls = builtinClass(name, module, [objectType], {});
  fill(cls, { __new__: constructor((_, made) => instance(made)) });
  return [name, cls];
}
const opaques = (module: string, ...names: readonly string[]): [string, Value][] =>
  names.map((name) => opaque(name, module));
const nothing = (...names: readonly string[]): [string, Value][] => names.map((name) => gives(name, NONE));

const CUDA: readonly (readonly [string, Value])[] = [
  gives('is_available', bool(false)), gives('device_count', int(0)), gives('is_initialized', bool(false)),
    gives('is_bf16_supported', bool(false)),
  gives('memory_allocated', int(0)), gives('max_memory_allocated', int(0)), gives('memory_reserved', int(0)),
    gives('max_memory_reserved', int(0)),
  gives('current_device', int(0)), gives('get_device_name', str('')),
  ...nothing('synchronize', 'empty_cache', 'set_device', 'manual_seed', 'manual_seed_all', 'reset_peak_memory_stats',
    'init', 'ipc_collect'),
  ...opaques('torch.cuda', 'Stream', 'Event', 'CUDAGraph'), ...LEGACY_TYPES,
];

const loads = (name: string): [string, Value] =>
  fn(name, (m) => m.unknown('external-input',
    `${name} loads a model or checkpoint from outside, which is known only at run time`));
const settings = (...names: readonly string[]): [string, Value][] => names.map((name) => [name, bool(false)]);

export const NAMESPACES: Readonly<Record<string, Namespace>> = {
  torch: { members: [...TORCH] },
  'torch.functional': { prefixes: ['torch'] },
  'torch.tensor': { prefixes: ['torch'], members: [['Tensor', tensorType]] },
  'torch._tensor': { members: [['Tensor', tensorType]] },
  'torch._six': { members: [['string_classes', tuple([strType, bytesType])], ['int_classes', intType],
    ['inf', TORCH.get('inf') ?? NONE], ['nan', TORCH.get('nan') ?? NONE]], modules: { container_abcs: 'collections.abc' } },
  'torch.nn': { members: [...NN] },
  'torch.nn.functional': { members: [...UTILS.filter(([name]) => name.startsWith('_')),
    fn('has_torch_function', () => bool(false))], modules: { _Reduction: 'torch.nn._reduction' } },
  'torch.nn._reduction': {},
  'torch.nn.init': { members: [...INIT] },
  'torch.nn.parameter': { prefixes: ['torch.nn'], members: PARAMETERS },
  'torch.nn.modules': { prefixes: ['torch.nn'], members: NN },
  ...Object.fromEntries(['conv', 'batchnorm', 'instancenorm', 'normalization', 'linear', 'activation', 'pooling',
    'dropout', 'padding', 'loss', 'rnn', 'sparse',
    'upsampling', 'pixelshuffle', 'flatten', 'fold', 'channelshuffle', 'distance', 'container', 'transformer',
      'adaptive', 'lazy', 'module', '_functions']
    .map((name) => [`torch.nn.modules.${name}`, { prefixes: ['torch.nn'], members: [...NN, ...UTILS] }] as const)),
  'torch.nn.modules.utils': { members: UTILS },
  'torch.nn.common_types': { members: [['_size_1_t', int(1)], ['_size_2_t', int(2)], ['_size_3_t', int(3)],
    ['_size_any_t', int(0)], ['_ratio_2_t', int(2)], ['_ratio_any_t', int(0)]] },
  'torch.nn.utils': {}, 'torch.nn.utils.rnn': {}, 'torch.nn.utils.parametrizations': {},
    'torch.nn.utils.parametrize': {},
  'torch.nn.utils.weight_norm': {}, 'torch.nn.utils.spectral_norm': {}, 'torch.nn.utils.clip_grad': {},
    'torch.nn.utils.prune': {}, 'torch.nn.utils.fusion': {},
  'torch.nn.utils.convert_parameters': {}, 'torch.nn.utils.stateless': {},
  'torch.nn.parallel': {}, 'torch.nn.parallel._functions': {}, 'torch.nn.parallel.scatter_gather': {},
    'torch.nn.parallel.parallel_apply': {}, 'torch.nn.parallel.replicate': {}, 'torch.nn.parallel.comm': {},
    'torch.nn.parallel.data_parallel': { prefixes: ['torch.nn.parallel'] },
    'torch.nn.parallel.distributed': { prefixes: ['torch.nn.parallel'] },
  'torch.nn.grad': {}, 'torch.nn.attention': {}, 'torch.nn.intrinsic': {}, 'torch.nn.qat': {},
    'torch.nn.quantized': {}, 'torch.nn.quantized.functional': {},
  'torch.nn.quantizable': {},
  'torch.jit': {}, 'torch.jit.annotations': {}, 'torch.jit._recursive': {},
  'torch.fx': { members: opaques('torch.fx', 'Graph', 'GraphModule', 'Node', 'Tracer', 'Proxy', 'Interpreter',
    'Transformer') },
  'torch.fx._symbolic_trace': { prefixes: ['torch.fx'] }, 'torch.fx.node': {}, 'torch.fx.proxy': {},
    'torch.fx.graph': {}, 'torch.fx.graph_module': {}, 'torch.fx.experimental': {},
  'torch.utils': { members: [identity('set_module')] },
  'torch.utils.data': { members: [['Generator', TORCH.get('Generator') ?? NONE]] }, 'torch.utils.data.dataset': {},
    'torch.utils.data.dataloader': {}, 'torch.utils.data.sampler': {},
  'torch.utils.data.distributed': {}, 'torch.utils.data._utils': {},
  'torch.utils.data._utils.collate': {}, 'torch.utils.checkpoint': {},
    'torch.utils.model_zoo': { members: [loads('load_url')] },
  'torch.utils.tensorboard': { members: opaques('torch.utils.tensorboard', 'SummaryWriter') },
  'torch.utils.hooks': { members: [['RemovableHandle', handleType]] }, 'torch.utils.cpp_extension': {},
    'torch.utils.benchmark': {}, 'torch.utils._pytree': {},
  'torch.utils.collect_env': {}, 'torch.utils.flop_counter': {}, 'torch.utils.bottleneck': {},
    'torch.utils.dlpack': {}, 'torch.utils.mobile_optimizer': {},
  'torch.hub': {
    members: [['load', hubLoad], loads('load_state_dict_from_url'),
      ...nothing('set_dir', 'download_url_to_file', 'help', 'list'),
      fn('get_dir', (m) => quietUnknown(m, 'external-input', 'a folder of the machine'))],
  },
  'torch._hub': { prefixes: ['torch.hub'] },
  'torch.cuda': { members: CUDA }, 'torch.cuda.amp': { members: [['GradScaler', NONE]].slice(1) as [string,
    Value][] }, 'torch.cuda.nccl': {}, 'torch.cuda.amp.autocast_mode': { prefixes: ['torch.cuda.amp'] },
  'torch.amp': {}, 'torch.amp.autocast_mode': { prefixes: ['torch.amp'] },
    'torch.cpu': { members: [gives('is_available', bool(true))] }, 'torch.cpu.amp': {},
  'torch.mps': { members: [...nothing('empty_cache', 'synchronize', 'manual_seed')] },
    'torch.xpu': { members: [gives('is_available', bool(false)), gives('device_count', int(0))] },
  'torch.backends': {},
  'torch.backends.cudnn': { members: [...settings('benchmark', 'deterministic', 'enabled', 'allow_tf32'),
    gives('version', NONE), gives('is_available', bool(false))] },
  'torch.backends.cuda': { members: [...['enable_flash_sdp', 'enable_math_sdp',
    'enable_mem_efficient_sdp'].map((n) => gives(n, NONE)), gives('is_built', bool(false))] },
  'torch.backends.cuda.matmul': { members: settings('allow_tf32', 'allow_fp16_reduced_precision_reduction') },
  'torch.backends.mps': { members: [gives('is_available', bool(false)), gives('is_built', bool(false))] },
  'torch.backends.mkldnn': { members: [gives('is_available', bool(true))] },
    'torch.backends.mkl': { members: [gives('is_available', bool(true))] },
  'torch.backends.openmp': { members: [gives('is_available', bool(true))] },
  'torch.backends.quantized': { members: [['engine', str('fbgemm')],
    ['supported_engines', list([str('fbgemm'), str('qnnpack'), str('none')])]] },
  'torch.autograd': { members: [['Variable', variableType], ...nothing('backward', 'set_detect_anomaly')] },
  'torch.autograd.variable': { members: [['Variable', variableType]] }, 'torch.autograd.function': {},
    'torch.autograd.grad_mode': {}, 'torch.autograd.functional': {},
  'torch.autograd.profiler': {}, 'torch.autograd.gradcheck': {},
    'torch.profiler': { members: opaques('torch.profiler', 'ProfilerActivity') },
  'torch.optim': {}, 'torch.optim.lr_scheduler': {}, 'torch.optim.optimizer': { members: [identity('required')] },
    'torch.optim.swa_utils': {},
  ...Object.fromEntries(['sgd', 'adam', 'adamw', 'rmsprop', 'adagrad'].map((name) =>
    [`torch.optim.${name}`, { prefixes: ['torch.optim'] }] as const)),
  'torch.distributions': {}, ...Object.fromEntries(['bernoulli', 'beta', 'binomial', 'categorical', 'cauchy', 'chi2',
    'continuous_bernoulli', 'dirichlet', 'distribution', 'exponential', 'fishersnedecor', 'gamma', 'geometric', 'gumbel',
    'half_cauchy', 'half_normal', 'independent', 'kl', 'kumaraswamy', 'laplace', 'lkj_cholesky', 'log_normal',
    'logistic_normal', 'lowrank_multivariate_normal', 'mixture_same_family', 'multinomial', 'multivariate_normal',
    'negative_binomial', 'normal', 'one_hot_categorical', 'pareto', 'poisson', 'relaxed_bernoulli', 'relaxed_categorical',
    'studentT', 'transformed_distribution', 'transforms', 'uniform', 'utils', 'von_mises', 'weibull', 'wishart']
    .map((name) => [`torch.distributions.${name}`, { prefixes: ['torch.distributions'] }] as const)),
  'torch.distributed': { members: [gives('is_available', bool(false)),
    ...nothing('init_process_group', 'destroy_process_group')] },
  'torch.distributed.nn': {}, 'torch.distributed.optim': {}, 'torch.distributed.fsdp': {},
    'torch.distributed.rpc': {}, 'torch.distributed.elastic': {},
  'torch.quantization': {}, 'torch.quantization.stubs': {}, 'torch.ao': {}, 'torch.ao.quantization': {},
    'torch.ao.quantization.stubs': {}, 'torch.ao.nn': {},
  'torch.ao.nn.quantized': {}, 'torch.ao.quantization.quantize_fx': {}, 'torch.quantization.quantize_fx': {},
    'torch.ao.nn.intrinsic': {}, 'torch.ao.pruning': {},
  'torch.onnx': { members: [...nothing('export'), ...opaques('torch.onnx', 'OperatorExportTypes', 'TrainingMode')] },
  'torch.onnx.symbolic_helper': {}, 'torch.onnx.operators': { members: [fn('shape_as_tensor', (m, [t]) =>
    m.call(TORCH.get('tensor') ?? NONE, [m.getattr(t ?? NONE, 'shape')]))] },
  'torch.onnx.utils': {}, 'torch.onnx.symbolic_opset9': {}, 'torch.onnx.symbolic_opset11': {},
  'torch.overrides': { members: [fn('has_torch_function_unary', () => bool(false)),
    fn('has_torch_function_variadic', () => bool(false))] },
  'torch._C': { members: [['Size', TORCH.get('Size') ?? NONE], ['device', TORCH.get('device') ?? NONE],
    gives('_get_tracing_state', NONE), ['_nn', NONE],
    ...nothing('_log_api_usage_once', '_jit_set_profiling_executor', '_jit_set_profiling_mode'),
    ...opaques('torch._C', 'Value', 'Graph', 'ScriptModule', 'Generator', 'DoubleTensor')].filter(([name]) =>
      name !== '_nn') as [string, Value][] },
  'torch._C._nn': { prefixes: ['torch.nn.functional', 'torch'] }, 'torch._VF': { prefixes: ['torch'] },
  'torch.types': { members: [['Number', int(0)], ['Device', NONE], ['_int', int(0)], ['_float', int(0)],
    ['_bool', int(0)], ['_size', tuple([])], ['_dtype', TORCH.get('dtype') ?? NONE]] },
  'torch.version': { members: [['__version__', str('1.13.1')], ['cuda', NONE], ['hip', NONE],
    ['git_version', str('')]] },
  'torch.torch_version': {},
  'torch.testing': { members: nothing('assert_close', 'assert_allclose') }, 'torch.testing._internal': {},
  'torch.special': { prefixes: ['torch'] }, 'torch.fft': {}, 'torch.linalg': {}, 'torch.sparse': {},
    'torch.masked': {}, 'torch.nested': {}, 'torch.func': {}, 'torch._dynamo': {}, 'torch.compiler': {},
  'torch.random': { prefixes: ['torch'], members: [...TORCH].filter(([name]) =>
    ['manual_seed', 'seed', 'initial_seed', 'get_rng_state', 'set_rng_state'].includes(name)) },
  'torch.multiprocessing': { members: nothing('set_start_method', 'set_sharing_strategy', 'spawn') },
  'torch.ops': {}, 'torch.ops.torchvision': {}, 'torch.ops.aten': { prefixes: ['torch'] }, 'torch.library': {},
    'torch.classes': { members: nothing('load_library') },
  'torch._utils': {}, 'torch._jit_internal': { prefixes: ['torch.jit'],
    members: [['Final', NONE]].slice(1) as [string, Value][] }, 'torch.storage': {},
    'torch.serialization': { prefixes: ['torch'] },
  'torch.monitor': {}, 'torch.package': {}, 'torch.futures': {}, 'torch.contrib': {}, 'torch.export': {},
    'torch._export': {}, 'torch._inductor': {},
};
