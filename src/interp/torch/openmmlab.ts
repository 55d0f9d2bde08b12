// mmcv and mmengine as far as backbones and heads use them, where their source is not found: registries, layers built from
// configurations, ConvModule, the base classes of modules, initialisers. The same under the modules of every version.
import type { NativeModule } from '../machine';
import type { PythonText } from './pythonText';
import { configDict } from './configurations';
import { BUILDERS, LAYERS } from './openmmlabLayers';
import { textModule } from './textModules';

const REGISTRY = `
import copy
import inspect


class Registry:
    def __init__(self, name, build_func=None, parent=None, scope=None, locations=()):
        self._name = name
        self._scope = scope
        self._module_dict = {}
        self._children = {}
        self.parent = parent
        self.build_func = build_func or (parent.build_func if parent is not None else build_from_cfg)

    @property
    def name(self):
        return self._name

    @property
    def scope(self):
        return self._scope

    @property
    def module_dict(self):
        return self._module_dict

    def __len__(self):
        return len(self._module_dict)

    def __contains__(self, key):
        return self.get(key) is not None

    def get(self, key):
        if key in self._module_dict:
            return self._module_dict[key]
        found = self.parent.get(key) if self.parent is not None else None
        if found is None and '.' in key:
            return self.get(key[key.index('.') + 1:])
        return found

    def build(self, *args, **kwargs):
        return self.build_func(*args, **kwargs, registry=self)

    def _register(self, module, name, force):
        names = [module.__name__] if name is None else [name] if isinstance(name, str) else name
        for each in names:
            if not force and each in self._module_dict:
                raise KeyError('{} is already registered in {} at {}'.format(
                    each, self._name, self._module_dict[each].__module__))
            self._module_dict[each] = module

    def register_module(self, name=None, force=False, module=None):
        if inspect.isclass(name) or (callable(name) and module is None):
            self._register(name, None, force)
            return name
        if module is not None:
            self._register(module, name, force)
            return module

        def register(module):
            self._register(module, name, force)
            return module
        return register


def build_from_cfg(cfg, registry, default_args=None):
    args = cfg.copy()
    for name, value in (default_args or {}).items():
        args.setdefault(name, value)
    if 'type' not in args:
        raise KeyError('\`cfg\` or \`default_args\` must contain the key "type", but got {}\\n{}'.format(cfg, default_args))
    kind = args.pop('type')
    made = registry.get(kind) if isinstance(kind, str) else kind
    if made is None:
        return _external('{} is in no registry that is known here'.format(kind))
    return made(**args)


def build_model_from_cfg(cfg, registry, default_args=None):
    if isinstance(cfg, list):
        return Sequential(*[build_from_cfg(each, registry, default_args) for each in cfg])
    return build_from_cfg(cfg, registry, default_args)
`;

const REGISTRIES = `
MODELS = Registry('model', build_func=build_model_from_cfg)
CONV_LAYERS = NORM_LAYERS = ACTIVATION_LAYERS = PADDING_LAYERS = UPSAMPLE_LAYERS = PLUGIN_LAYERS = DROPOUT_LAYERS = MODELS
POSITIONAL_ENCODING = ATTENTION = FEEDFORWARD_NETWORK = TRANSFORMER_LAYER = TRANSFORMER_LAYER_SEQUENCE = MODELS
RUNNERS = Registry('runner')
HOOKS = Registry('hook')
DATASETS = Registry('dataset')
TRANSFORMS = Registry('transform')
METRICS = Registry('metric')
OPTIMIZERS = Registry('optimizer')
OPTIM_WRAPPERS = Registry('optim_wrapper')
OPTIMIZER_BUILDERS = OPTIM_WRAPPER_CONSTRUCTORS = Registry('optimizer builder')
PARAM_SCHEDULERS = Registry('parameter scheduler')
VISUALIZERS = Registry('visualizer')
TASK_UTILS = Registry('task util')
LOOPS = Registry('loop')

for _name, _layer in dict(
        Conv1d=nn.Conv1d, Conv2d=nn.Conv2d, Conv3d=nn.Conv3d, Conv=nn.Conv2d, deconv=nn.ConvTranspose2d,
        deconv3d=nn.ConvTranspose3d, BN=nn.BatchNorm2d, BN1d=nn.BatchNorm1d, BN2d=nn.BatchNorm2d, BN3d=nn.BatchNorm3d,
        SyncBN=nn.SyncBatchNorm, GN=nn.GroupNorm, LN=nn.LayerNorm, IN=nn.InstanceNorm2d, IN1d=nn.InstanceNorm1d,
        IN2d=nn.InstanceNorm2d, IN3d=nn.InstanceNorm3d, ReLU=nn.ReLU, LeakyReLU=nn.LeakyReLU, PReLU=nn.PReLU, RReLU=nn.RReLU,
        ReLU6=nn.ReLU6, ELU=nn.ELU, Sigmoid=nn.Sigmoid, Tanh=nn.Tanh, SiLU=nn.SiLU, GELU=nn.GELU, HSwish=nn.Hardswish,
        zero=nn.ZeroPad2d, reflect=nn.ReflectionPad2d, replicate=nn.ReplicationPad2d, nearest=nn.Upsample,
        bilinear=nn.Upsample).items():
    MODELS.register_module(_name, module=_layer)


@MODELS.register_module(['Clip', 'Clamp'])
class Clamp(nn.Module):
    def __init__(self, min=-1.0, max=1.0):
        super().__init__()
        self.min = min
        self.max = max

    def forward(self, x):
        return torch.clamp(x, min=self.min, max=self.max)


@MODELS.register_module()
class HSigmoid(nn.Module):
    def __init__(self, bias=3.0, divisor=6.0, min_value=0.0, max_value=1.0):
        super().__init__()
        self.bias = bias
        self.divisor = divisor
        self.min_value = min_value
        self.max_value = max_value

    def forward(self, x):
        x = (x + self.bias) / self.divisor
        return x.clamp_(self.min_value, self.max_value)


@MODELS.register_module()
class Swish(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(x)


HSwish = nn.Hardswish
Linear, Conv2d, Conv3d, MaxPool2d, MaxPool3d = nn.Linear, nn.Conv2d, nn.Conv3d, nn.MaxPool2d, nn.MaxPool3d
ConvTranspose2d, ConvTranspose3d = nn.ConvTranspose2d, nn.ConvTranspose3d
SyncBatchNorm, _BatchNorm = nn.SyncBatchNorm, nn.modules.batchnorm._BatchNorm
_InstanceNorm = nn.modules.instancenorm._InstanceNorm
`;

const INITIALISERS = `
def _fill(module, fill, bias):
    if hasattr(module, 'weight') and module.weight is not None:
        fill(module.weight)
    if hasattr(module, 'bias') and module.bias is not None:
        nn.init.constant_(module.bias, bias)


def constant_init(module, val, bias=0):
    _fill(module, lambda weight: nn.init.constant_(weight, val), bias)


def normal_init(module, mean=0, std=1, bias=0):
    _fill(module, lambda weight: nn.init.normal_(weight, mean, std), bias)


def trunc_normal_init(module, mean=0, std=1, a=-2, b=2, bias=0):
    _fill(module, lambda weight: nn.init.trunc_normal_(weight, mean, std, a, b), bias)


def uniform_init(module, a=0, b=1, bias=0):
    _fill(module, lambda weight: nn.init.uniform_(weight, a, b), bias)


def xavier_init(module, gain=1, bias=0, distribution='normal'):
    fill = nn.init.xavier_uniform_ if distribution == 'uniform' else nn.init.xavier_normal_
    _fill(module, lambda weight: fill(weight, gain=gain), bias)


def kaiming_init(module, a=0, mode='fan_out', nonlinearity='relu', bias=0, distribution='normal'):
    fill = nn.init.kaiming_uniform_ if distribution == 'uniform' else nn.init.kaiming_normal_
    _fill(module, lambda weight: fill(weight, a=a, mode=mode, nonlinearity=nonlinearity), bias)


def caffe2_xavier_init(module, bias=0):
    kaiming_init(module, a=1, mode='fan_in', nonlinearity='leaky_relu', bias=bias, distribution='uniform')


def bias_init_with_prob(prior_prob):
    return float(-math.log((1 - prior_prob) / prior_prob))


trunc_normal_ = nn.init.trunc_normal_


def initialize(module, init_cfg):
    return None
`;

const REST = `
__version__ = _external('the version of a library that is not installed here')


def auto_fp16(*args, **kwargs):
    return lambda function: function


force_fp32 = auto_fp16


def is_seq_of(seq, expected_type, seq_type=None):
    return isinstance(seq, seq_type or (list, tuple)) and all(isinstance(item, expected_type) for item in seq)


def is_list_of(seq, expected_type):
    return is_seq_of(seq, expected_type, seq_type=list)


def is_tuple_of(seq, expected_type):
    return is_seq_of(seq, expected_type, seq_type=tuple)


def is_str(x):
    return isinstance(x, str)


def _pair(n):
    return lambda x: x if hasattr(x, '__iter__') and not isinstance(x, str) else (x,) * n


to_1tuple, to_2tuple, to_3tuple, to_4tuple = _pair(1), _pair(2), _pair(3), _pair(4)


def get_dist_info():
    return 0, 1


def load_checkpoint(model, *args, **kwargs):
    return _external('a checkpoint is known only at run time')


_load_checkpoint = load_checkpoint


def load_state_dict(module, *args, **kwargs):
    return None


def print_log(*args, **kwargs):
    return None


class _Logger:
    def _say(self, *args, **kwargs):
        return None

    info = warning = warn = error = debug = log = _say


def get_logger(*args, **kwargs):
    return _Logger()


class MMLogger(_Logger):
    get_current_instance = get_instance = classmethod(lambda cls, *args, **kwargs: cls())
`;

const TEXT: PythonText = {
  module: 'mmcv', paths: [], python: [REGISTRY, REGISTRIES, INITIALISERS, BUILDERS, LAYERS, REST].join(''),
  globals: (m) => ({ ConfigDict: configDict(m) }),
};

/** The modules by library, with what lies below each. */
const MODULES: Readonly<Record<string, string>> = {
  mmcv: 'cnn runner utils ops parallel',
  'mmcv.cnn': 'bricks utils',
  'mmcv.cnn.bricks': `activation conv conv_module depthwise_separable_conv_module drop hsigmoid hswish norm padding plugin
    registry scale swish upsample wrappers transformer`,
  'mmcv.cnn.utils': 'weight_init',
  'mmcv.runner': 'base_module checkpoint fp16_utils dist_utils',
  'mmcv.utils': 'registry logging parrots_wrapper misc config',
  mmengine: 'model registry utils logging runner dist config',
  'mmengine.model': 'base_module weight_init',
  'mmengine.registry': 'registry build_functions root', 'mmengine.utils': 'misc dl_utils', 'mmengine.runner': 'checkpoint',
  'mmengine.utils.dl_utils': 'parrots_wrapper',
};
/** These are there only so that imports of the others go through: nothing is known of what they hold. */
const EMPTY = new Set(['mmcv.ops', 'mmcv.parallel', 'mmcv.cnn.bricks.transformer', 'mmcv.cnn.bricks.plugin']);

const names = new Map(Object.entries(MODULES).map(([name, below]) => [name, below.trim().split(/\s+/)] as const));
for (const [name, below] of [...names]) {
  for (const part of below) if (!names.has(`${name}.${part}`)) names.set(`${name}.${part}`, []);
}

export const OPENMMLAB: readonly (readonly [string, NativeModule])[] = [...names].map(([name, below]) =>
  textModule(name, EMPTY.has(name) ? null : TEXT, below));
