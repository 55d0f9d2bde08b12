// What surrounds a model and changes no shape, in Python: gradient modes, autograd.Function, optimizers, data loaders,
// checkpointing, mixed precision.
import type { PythonText } from './pythonText';

const GRADIENT_MODES = `
import contextlib

class _Mode:
    mode = True

    def __init__(self, mode=None):
        self.mode = type(self).mode if mode is None else mode
        self.before = True

    def __enter__(self):
        self.before = torch.is_grad_enabled()
        torch._set_grad_enabled(self.mode)
        return None

    def __exit__(self, kind, value, trace):
        torch._set_grad_enabled(self.before)
        return False

    def __call__(self, function):
        return function if self.mode else torch._without_gradients(function)

    def clone(self):
        return self


class no_grad(_Mode):
    mode = False

    def __new__(cls, function=None):
        return super().__new__(cls) if function is None else torch._without_gradients(function)

    def __init__(self):
        super().__init__(False)


class enable_grad(_Mode):
    def __new__(cls, function=None):
        return super().__new__(cls) if function is None else function

    def __init__(self):
        super().__init__(True)


class inference_mode(_Mode):
    def __new__(cls, mode=True):
        return super().__new__(cls) if isinstance(mode, bool) else torch._without_gradients(mode)

    def __init__(self, mode=True):
        super().__init__(not mode)


class set_grad_enabled(_Mode):
    def __init__(self, mode):
        super().__init__(mode)
        self.before = torch.is_grad_enabled()
        torch._set_grad_enabled(mode)

    def __enter__(self):
        return None


class autocast:
    def __init__(self, device_type='cuda', dtype=None, enabled=True, cache_enabled=None):
        self._enabled = enabled

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        return False

    def __call__(self, function):
        return function


def custom_fwd(fwd=None, **kwargs):
    return fwd if fwd is not None else (lambda function: function)


def custom_bwd(bwd):
    return bwd


class GradScaler:
    def __init__(self, *args, **kwargs):
        pass

    def scale(self, outputs):
        return outputs

    def unscale_(self, optimizer):
        return None

    def step(self, optimizer, *args, **kwargs):
        return optimizer.step()

    def update(self, new_scale=None):
        return None

    def get_scale(self):
        return _external('the scale of a GradScaler is known only at run time')

    def is_enabled(self):
        return False

    def state_dict(self):
        return {}

    def load_state_dict(self, state_dict):
        return None


class detect_anomaly(autocast):
    def __init__(self, *args, **kwargs):
        pass


class record_function(autocast):
    def __init__(self, name, args=None):
        self.name = name


class profile(autocast):
    def __init__(self, *args, **kwargs):
        pass

    def step(self):
        return None

    def key_averages(self, *args, **kwargs):
        return _external('times of a profiler are known only at run time')


class fork_rng(autocast):
    def __init__(self, devices=None, enabled=True, *args, **kwargs):
        self._enabled = enabled

    def __enter__(self):
        if self._enabled:
            self._state = torch.get_rng_state()

    def __exit__(self, *args):
        if self._enabled:
            torch.set_rng_state(self._state)


class flags(autocast):
    def __init__(self, *args, **kwargs):
        pass
`;

const AUTOGRAD = `
class FunctionCtx:
    def __init__(self):
        self.saved_tensors = ()
        self.needs_input_grad = ()

    def save_for_backward(self, *tensors):
        self.saved_tensors = tensors

    def save_for_forward(self, *tensors):
        pass

    def mark_dirty(self, *args):
        pass

    def mark_non_differentiable(self, *args):
        pass

    def set_materialize_grads(self, value):
        pass


class Function:
    def __call__(self, *args, **kwargs):
        raise RuntimeError('Legacy autograd function with non-static forward method is deprecated. '
                           'Please use new-style autograd function with static forward method. '
                           '(Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)')

    @classmethod
    def apply(cls, *args, **kwargs):
        ctx = FunctionCtx()
        ctx.needs_input_grad = tuple(False for _ in args)
        return cls.forward(ctx, *args, **kwargs)

    @staticmethod
    def forward(ctx, *args, **kwargs):
        raise NotImplementedError('You must implement the forward function for custom autograd.Function.')

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError('You must implement either the backward or vjp method for your custom '
                                  'autograd.Function to use it with backward mode AD.')


class InplaceFunction(Function):
    pass


def once_differentiable(function):
    return function


def checkpoint(function, *args, use_reentrant=True, preserve_rng_state=True, **kwargs):
    return function(*args, **kwargs)


def checkpoint_sequential(functions, segments, input, **kwargs):
    for function in (functions.children() if isinstance(functions, nn.Sequential) else functions):
        input = function(input)
    return input
`;

const OPTIMIZERS = ['Adadelta', 'Adagrad', 'Adam', 'AdamW', 'Adamax', 'ASGD', 'LBFGS', 'NAdam', 'RAdam', 'RMSprop',
  'Rprop', 'SGD', 'SparseAdam'];
const SCHEDULERS = ['LambdaLR', 'MultiplicativeLR', 'StepLR', 'MultiStepLR', 'ConstantLR', 'LinearLR',
  'ExponentialLR', 'SequentialLR', 'PolynomialLR',
  'CosineAnnealingLR', 'ChainedScheduler', 'ReduceLROnPlateau', 'CyclicLR', 'CosineAnnealingWarmRestarts',
    'OneCycleLR'];

const OPTIM = `
class Optimizer:
    def __init__(self, params, defaults=None, *args, **kwargs):
        self.defaults = defaults if isinstance(defaults, dict) else dict(kwargs)
        if not isinstance(defaults, dict) and defaults is not None:
            self.defaults['lr'] = defaults
        self.state = {}
        self.param_groups = []
        groups = list(params)
        if len(groups) == 0:
            raise ValueError('optimizer got an empty parameter list')
        if not isinstance(groups[0], dict):
            groups = [{'params': groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, group):
        merged = dict(self.defaults)
        merged.update(group)
        self.param_groups.append(merged)

    def zero_grad(self, set_to_none=False):
        return None

    def step(self, closure=None):
        return closure() if closure is not None else None

    def state_dict(self):
        return {'state': self.state, 'param_groups': self.param_groups}

    def load_state_dict(self, state_dict):
        return None


class _LRScheduler:
    def __init__(self, optimizer, *args, **kwargs):
        self.optimizer = optimizer
        self.last_epoch = 0

    def step(self, *args, **kwargs):
        return None

    def get_last_lr(self):
        return [_external('learning rates are known only at run time')]

    def get_lr(self):
        return [_external('learning rates are known only at run time')]

    def state_dict(self):
        return {}

    def load_state_dict(self, state_dict):
        return None

LRScheduler = _LRScheduler
${OPTIMIZERS.map((name) => `\nclass ${name}(Optimizer):\n    pass\n`).join('')}
${SCHEDULERS.map((name) => `\nclass ${name}(_LRScheduler):\n    pass\n`).join('')}
`;

const under = (prefix: string, names: readonly string[]): string[] => names.map((name) => `${prefix}.${name}`);

export const TRAINING: readonly PythonText[] = [
  {
    module: 'torch.autograd.grad_mode', python: GRADIENT_MODES,
    paths: [
      ...under('torch', ['no_grad', 'enable_grad', 'inference_mode', 'set_grad_enabled', 'autocast']),
      ...under('torch.autograd', ['no_grad', 'enable_grad', 'inference_mode', 'set_grad_enabled', 'detect_anomaly']),
      ...under('torch.autograd.grad_mode', ['no_grad', 'enable_grad', 'inference_mode', 'set_grad_enabled']),
      ...under('torch.amp', ['autocast', 'GradScaler', 'custom_fwd', 'custom_bwd']),
      ...under('torch.cuda.amp', ['autocast', 'GradScaler', 'custom_fwd', 'custom_bwd']),
        ...under('torch.cpu.amp', ['autocast']),
      ...under('torch.autograd.profiler', ['record_function', 'profile']),
        ...under('torch.profiler', ['record_function', 'profile']),
      'torch.random.fork_rng', ...under('torch.backends.cudnn', ['flags']),
    ],
  },
  {
    module: 'torch.autograd.function', python: AUTOGRAD,
    paths: [
      ...under('torch.autograd', ['Function']),
        ...under('torch.autograd.function', ['Function', 'FunctionCtx', 'InplaceFunction', 'once_differentiable']),
      ...under('torch.utils.checkpoint', ['checkpoint', 'checkpoint_sequential']),
    ],
  },
  {
    module: 'torch.optim', python: OPTIM,
    paths: [
      ...under('torch.optim', [...OPTIMIZERS, 'Optimizer']), 'torch.optim.optimizer.Optimizer',
      ...under('torch.optim.lr_scheduler', [...SCHEDULERS, '_LRScheduler', 'LRScheduler']),
    ],
  },
];
