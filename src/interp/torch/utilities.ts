// torch.jit, torch.fx, torch.nn.utils, torch.quantization and other namespaces whose functions mostly give back what
// they get, in Python.
// Their errors are PyTorch's.
import { NAMES_OF_TORCH } from './namesOfTorch';
import { PACKING } from './packing';
import { PARAMETRIZE } from './parametrize';
import { PRUNE, PRUNE_NAMES } from './prune';
import { REDUCTIONS } from './reductions';
import type { PythonText } from './pythonText';
import { WEIGHT_HOOKS } from './weightHooks';

const JIT = `
def script(obj=None, *args, **kwargs):
    return obj


def trace(func=None, *args, **kwargs):
    return func


def trace_module(mod, *args, **kwargs):
    return mod


def script_if_tracing(fn):
    return fn


def unused(fn):
    return fn


def export(fn):
    return fn


def ignore(drop=False, **kwargs):
    return drop if callable(drop) else (lambda fn: fn)


def interface(obj):
    return obj


def freeze(mod, *args, **kwargs):
    return mod


def optimize_for_inference(mod, *args, **kwargs):
    return mod


def fork(func, *args, **kwargs):
    return func(*args, **kwargs)


def wait(future):
    return future


def is_scripting():
    return False


def is_tracing():
    return False


def annotate(the_type, the_value):
    return the_value


def isinstance(obj, target_type):
    import builtins
    return builtins.isinstance(obj, target_type)


def load(*args, **kwargs):
    return _external('a model loaded from a file is known only at run time')


def save(*args, **kwargs):
    return None


def _overload_method(fn):
    return fn


_overload = _overload_method
_script_if_tracing = script_if_tracing


class _Subscripted:
    def __class_getitem__(cls, item):
        return item

    def __init__(self, value=None):
        self.value = value


Final = _Subscripted


def Attribute(value, type=None):
    return value


class ScriptModule(nn.Module):
    pass


ScriptFunction = _Subscripted
RecursiveScriptModule = ScriptModule


def script_method(fn):
    return fn


class fuser:
    def __init__(self, *args):
        pass

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        return False


optimized_execution = fuser


def wrap(fn_or_name):
    return fn_or_name


def _assert(condition, message):
    assert condition, message


def compile(model=None, *args, **kwargs):
    return model if model is not None else (lambda fn: fn)


def disable(fn=None, recursive=True):
    return fn if fn is not None else (lambda f: f)


def has_torch_function(*args):
    return False


def handle_torch_function(*args, **kwargs):
    return NotImplemented


def is_in_onnx_export():
    return False


def register_custom_op_symbolic(*args, **kwargs):
    return None


def is_initialized(*args):
    return False


def get_world_size(group=None):
    return 1


def get_rank(group=None):
    return 0


def barrier(*args, **kwargs):
    return None


def load_state_dict_from_url(*args, **kwargs):
    return _external('a checkpoint is downloaded')


def skip_init(module_cls, *args, **kwargs):
    return module_cls(*args, **kwargs)
`;
const JIT_NAMES = ['script', 'trace', 'trace_module', 'script_if_tracing', 'unused', 'export', 'ignore', 'interface',
  'freeze', 'optimize_for_inference', 'fork', 'wait',
  'is_scripting', 'is_tracing', 'annotate', 'isinstance', 'load', 'save', '_overload_method', '_overload',
    '_script_if_tracing', 'Final', 'Attribute', 'ScriptModule',
  'ScriptFunction', 'RecursiveScriptModule', 'script_method', 'fuser', 'optimized_execution'];

const NN_UTILS = `${WEIGHT_HOOKS}

def clip_grad_norm_(parameters, max_norm, *args, **kwargs):
    return _external('the norm of gradients is known only at run time')


clip_grad_norm = clip_grad_norm_


def clip_grad_value_(parameters, clip_value):
    return None


def parameters_to_vector(parameters):
    return torch.cat([parameter.view(-1) for parameter in parameters])


def vector_to_parameters(vec, parameters):
    return None


def fuse_conv_bn_eval(conv, bn, transpose=False):
    import copy
    assert not (conv.training or bn.training), 'Fusion only for eval!'
    fused = copy.deepcopy(conv)
    if fused.bias is None:
        fused.bias = nn.Parameter(torch.empty(bn.num_features))
    return fused


def pad_sequence(sequences, batch_first=False, padding_value=0.0):
    sequences = tuple(sequences)
    if not sequences:
        raise RuntimeError('received an empty list of sequences')
    first = sequences[0]
    rest = tuple(first.shape[1:])
    length = max(sequence.size(0) for sequence in sequences)
    padded = []
    for s in sequences:
        if s.dtype != first.dtype or tuple(s.shape[1:]) != rest:
            s = first.new_empty((s.size(0),) + rest).copy_(s)
        padded.append(torch.cat([s, first.new_full((length - s.size(0),) + rest, padding_value)]))
    return torch.stack(padded, 0 if batch_first else 1)


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    if not batch_first:
        padded_sequences.transpose_(0, 1)
    positions = torch.arange(padded_sequences.shape[1])
    return [sequence[positions < length] for sequence, length in zip(padded_sequences, lengths)]
`;
const NN_UTILS_NAMES = ['weight_norm', 'remove_weight_norm', 'spectral_norm', 'remove_spectral_norm',
  'clip_grad_norm_', 'clip_grad_norm', 'clip_grad_value_',
  'parameters_to_vector', 'vector_to_parameters', 'fuse_conv_bn_eval', 'skip_init'];
const RNN_NAMES = ['pad_sequence', 'unpad_sequence'];

const QUANTIZATION = `
class _Stub(nn.Module):
    def __init__(self, qconfig=None):
        super().__init__()
        if qconfig:
            self.qconfig = qconfig

    def forward(self, x):
        return x


class QuantStub(_Stub):
    pass


class DeQuantStub(_Stub):
    pass


class QuantWrapper(nn.Module):
    def __init__(self, module):
        super().__init__()
        self.add_module('quant', QuantStub())
        self.add_module('dequant', DeQuantStub())
        self.add_module('module', module)
        self.train(module.training)

    def forward(self, X):
        return self.dequant(self.module(self.quant(X)))


class FloatFunctional(nn.Module):
    def __init__(self):
        super().__init__()
        self.activation_post_process = nn.Identity()

    def add(self, x, y):
        return self.activation_post_process(torch.add(x, y))

    def add_scalar(self, x, y):
        return torch.add(x, y)

    def mul(self, x, y):
        return self.activation_post_process(torch.mul(x, y))

    def mul_scalar(self, x, y):
        return torch.mul(x, y)

    def cat(self, x, dim=0):
        return self.activation_post_process(torch.cat(x, dim=dim))

    def add_relu(self, x, y):
        return self.activation_post_process(F.relu(torch.add(x, y)))
`;
const QUANT_NAMESPACES = ['torch.quantization', 'torch.ao.quantization', 'torch.nn.quantized',
  'torch.ao.nn.quantized', 'torch.ao.quantization.stubs', 'torch.quantization.stubs'];

const under = (prefix: string, names: readonly string[]): string[] => names.map((name) => `${prefix}.${name}`);

export const UTILITIES: readonly PythonText[] = [
  {
    module: 'torch.jit', python: JIT,
    paths: [
      ...under('torch.jit', JIT_NAMES), ...under('torch.jit.annotations', ['Final']), 'torch.fx.wrap',
        ...under('torch.fx._symbolic_trace', ['wrap']), 'torch._assert', 'torch.compile', 'torch._dynamo.disable',
      ...under('torch.compiler', ['disable', 'compile']),
        ...under('torch.overrides', ['has_torch_function', 'handle_torch_function']),
      ...under('torch.onnx', ['is_in_onnx_export', 'register_custom_op_symbolic']),
        ...under('torch.distributed', ['is_initialized', 'get_world_size', 'get_rank', 'barrier']),
      'torch.distributed.is_available', ...under('torch.hub', ['load_state_dict_from_url']),
        ...under('torch.utils.model_zoo', ['load_state_dict_from_url']),
      'torch.nn.utils.skip_init',
    ].filter((path) => !path.endsWith('is_available')),
  },
  {
    module: 'torch.nn.utils', python: NN_UTILS,
    paths: [
      ...under('torch.nn.utils', NN_UTILS_NAMES.filter((name) => name !== 'skip_init')),
        ...under('torch.nn.utils.weight_norm', ['weight_norm', 'remove_weight_norm']),
      ...under('torch.nn.utils.spectral_norm', ['spectral_norm', 'remove_spectral_norm']),
        ...under('torch.nn.utils.clip_grad', ['clip_grad_norm_', 'clip_grad_norm', 'clip_grad_value_']),
      ...under('torch.nn.utils.convert_parameters', ['parameters_to_vector', 'vector_to_parameters']),
        ...under('torch.nn.utils.fusion', ['fuse_conv_bn_eval']),
      ...under('torch.nn.utils.rnn', RNN_NAMES),
    ],
  },
  PACKING, REDUCTIONS, NAMES_OF_TORCH,
  {
    module: 'torch.nn.utils.parametrizations', python: PARAMETRIZE,
    paths: [...under('torch.nn.utils.parametrizations', ['weight_norm', 'spectral_norm', 'orthogonal']),
      ...under('torch.nn.utils.parametrize',
        ['ParametrizationList', 'is_parametrized', 'register_parametrization', 'remove_parametrizations'])],
  },
  { module: 'torch.nn.utils.prune', python: PRUNE, paths: under('torch.nn.utils.prune', PRUNE_NAMES) },
  {
    module: 'torch.ao.quantization.stubs', python: QUANTIZATION,
    paths: QUANT_NAMESPACES.flatMap((prefix) =>
      under(prefix, ['QuantStub', 'DeQuantStub', 'QuantWrapper', 'FloatFunctional'])),
  },
];
