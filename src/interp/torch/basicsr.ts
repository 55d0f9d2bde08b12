// BasicSR as networks that are written for it use it, where its source is not found: the registries, and the helpers of its
// `archs.arch_util`.
import type { NativeModule } from '../machine';
import type { PythonText } from './pythonText';
import { textModule } from './textModules';

const REGISTRY = `
class Registry:
    def __init__(self, name):
        self._name = name
        self._obj_map = {}

    def _do_register(self, name, obj, suffix=None):
        if isinstance(suffix, str):
            name = name + '_' + suffix
        assert name not in self._obj_map, "An object named '{}' was already registered in '{}' registry!".format(name, self._name)
        self._obj_map[name] = obj

    def register(self, obj=None, suffix=None):
        def decorate(func_or_class):
            self._do_register(func_or_class.__name__, func_or_class, suffix)
            return func_or_class
        if obj is None:
            return decorate
        decorate(obj)

    def get(self, name, suffix='basicsr'):
        found = self._obj_map.get(name, self._obj_map.get('{}_{}'.format(name, suffix)))
        return _external('what BasicSR registers as {}'.format(name)) if found is None else found

    def __contains__(self, name):
        return name in self._obj_map

    def __iter__(self):
        return iter(self._obj_map.items())

    def keys(self):
        return self._obj_map.keys()


DATASET_REGISTRY, ARCH_REGISTRY, MODEL_REGISTRY = Registry('dataset'), Registry('arch'), Registry('model')
LOSS_REGISTRY, METRIC_REGISTRY = Registry('loss'), Registry('metric')
`;

const ARCH_UTIL = `
def default_init_weights(module_list, scale=1, bias_fill=0, **kwargs):
    for module in module_list if isinstance(module_list, list) else [module_list]:
        for m in module.modules():
            if isinstance(m, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(m.weight, **kwargs)
                m.weight.data *= scale
            elif isinstance(m, nn.modules.batchnorm._BatchNorm):
                nn.init.constant_(m.weight, 1)
            else:
                continue
            if m.bias is not None:
                m.bias.data.fill_(bias_fill)


def make_layer(basic_block, num_basic_block, **kwarg):
    return nn.Sequential(*[basic_block(**kwarg) for _ in range(num_basic_block)])


class ResidualBlockNoBN(nn.Module):
    def __init__(self, num_feat=64, res_scale=1, pytorch_init=False):
        super().__init__()
        self.res_scale = res_scale
        self.conv1 = nn.Conv2d(num_feat, num_feat, 3, 1, 1, bias=True)
        self.conv2 = nn.Conv2d(num_feat, num_feat, 3, 1, 1, bias=True)
        self.relu = nn.ReLU(inplace=True)
        if not pytorch_init:
            default_init_weights([self.conv1, self.conv2], 0.1)

    def forward(self, x):
        return x + self.conv2(self.relu(self.conv1(x))) * self.res_scale


class Upsample(nn.Sequential):
    def __init__(self, scale, num_feat):
        if scale & (scale - 1) == 0:
            steps = [2] * int(math.log(scale, 2))
        elif scale == 3:
            steps = [3]
        else:
            raise ValueError('scale {} is not supported. Supported scales: 2^n and 3.'.format(scale))
        layers = []
        for step in steps:
            layers += [nn.Conv2d(num_feat, step * step * num_feat, 3, 1, 1), nn.PixelShuffle(step)]
        super().__init__(*layers)


def pixel_unshuffle(x, scale):
    b, c, hh, hw = x.size()
    assert hh % scale == 0 and hw % scale == 0
    h, w = hh // scale, hw // scale
    return x.view(b, c, h, scale, w, scale).permute(0, 1, 3, 5, 2, 4).reshape(b, c * scale ** 2, h, w)


def _ntuple(n):
    return lambda x: x if hasattr(x, '__iter__') else (x,) * n


to_1tuple, to_2tuple, to_3tuple, to_4tuple = _ntuple(1), _ntuple(2), _ntuple(3), _ntuple(4)
to_ntuple = _ntuple
trunc_normal_ = nn.init.trunc_normal_
`;

const text = (module: string, python: string): PythonText => ({ module, paths: [module], python });

export const BASICSR: readonly (readonly [string, NativeModule])[] = [
  textModule('basicsr', null, ['utils', 'archs']), textModule('basicsr.utils', null, ['registry']),
  textModule('basicsr.utils.registry', text('basicsr.utils.registry', REGISTRY)),
  textModule('basicsr.archs', null, ['arch_util']),
  textModule('basicsr.archs.arch_util', text('basicsr.archs.arch_util', ARCH_UTIL)),
];
