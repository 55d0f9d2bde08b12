// torch.nn.utils.weight_norm and spectral_norm: a module's weight computed anew by a hook before each call. Python text, run
// as part of torch.nn.utils; the names, the order of random draws and the errors are PyTorch's.
export const WEIGHT_HOOKS = `
def _norm_except(weight, dim):
    if dim == -1:
        return weight.norm()
    shape = [1] * weight.dim()
    shape[dim] = weight.shape[dim]
    rows = weight.transpose(0, dim).reshape(weight.shape[dim], -1)
    return rows.norm(dim=1).view(shape)


class WeightNorm:
    def __init__(self, name, dim):
        self.name = name
        self.dim = -1 if dim is None else dim

    def compute_weight(self, module):
        return torch._weight_norm(getattr(module, self.name + '_v'), getattr(module, self.name + '_g'), self.dim)

    def __call__(self, module, inputs):
        setattr(module, self.name, self.compute_weight(module))


class SpectralNorm:
    def __init__(self, name, n_power_iterations, dim, eps):
        self.name = name
        self.n_power_iterations = n_power_iterations
        self.dim = dim
        self.eps = eps

    def reshape_weight_to_matrix(self, weight):
        if self.dim != 0:
            weight = weight.permute(self.dim, *[d for d in range(weight.dim()) if d != self.dim])
        return weight.reshape(weight.size(0), -1)

    def compute_weight(self, module, do_power_iteration):
        weight = getattr(module, self.name + '_orig')
        u = getattr(module, self.name + '_u')
        v = getattr(module, self.name + '_v')
        matrix = self.reshape_weight_to_matrix(weight)
        if do_power_iteration:
            for _ in range(self.n_power_iterations):
                v.copy_(F.normalize(torch.mv(matrix.t(), u), dim=0, eps=self.eps))
                u.copy_(F.normalize(torch.mv(matrix, v), dim=0, eps=self.eps))
        return weight / torch.dot(u, torch.mv(matrix, v))

    def __call__(self, module, inputs):
        setattr(module, self.name, self.compute_weight(module, module.training))


def _remove_hook(module, kind, name):
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, kind) and hook.name == name:
            del module._forward_pre_hooks[key]
            return hook
    raise ValueError(f"{'weight_norm' if kind is WeightNorm else 'spectral_norm'} of '{name}' not found in {module}")


def weight_norm(module, name='weight', dim=0):
    for hook in module._forward_pre_hooks.values():
        if isinstance(hook, WeightNorm) and hook.name == name:
            raise RuntimeError(f'Cannot register two weight_norm hooks on the same parameter {name}')
    hook = WeightNorm(name, dim)
    weight = getattr(module, name)
    del module._parameters[name]
    module.register_parameter(name + '_g', nn.Parameter(_norm_except(weight.data, hook.dim)))
    module.register_parameter(name + '_v', nn.Parameter(weight.data))
    setattr(module, name, hook.compute_weight(module))
    module.register_forward_pre_hook(hook)
    return module


def remove_weight_norm(module, name='weight'):
    hook = _remove_hook(module, WeightNorm, name)
    weight = hook.compute_weight(module)
    delattr(module, name)
    del module._parameters[name + '_g']
    del module._parameters[name + '_v']
    setattr(module, name, nn.Parameter(weight.data))
    return module


def spectral_norm(module, name='weight', n_power_iterations=1, eps=1e-12, dim=None):
    for hook in module._forward_pre_hooks.values():
        if isinstance(hook, SpectralNorm) and hook.name == name:
            raise RuntimeError(f'Cannot register two spectral_norm hooks on the same parameter {name}')
    if n_power_iterations <= 0:
        raise ValueError('Expected n_power_iterations to be positive, but got n_power_iterations={}'.format(n_power_iterations))
    if dim is None:
        dim = 1 if isinstance(module, (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)) else 0
    hook = SpectralNorm(name, n_power_iterations, dim, eps)
    weight = module._parameters[name]
    if weight is None:
        raise ValueError(f'\`SpectralNorm\` cannot be applied as parameter \`{name}\` is None')
    height, width = hook.reshape_weight_to_matrix(weight.data).shape
    u = F.normalize(weight.data.new_empty(height).normal_(0, 1), dim=0, eps=eps)
    v = F.normalize(weight.data.new_empty(width).normal_(0, 1), dim=0, eps=eps)
    del module._parameters[name]
    module.register_parameter(name + '_orig', weight)
    setattr(module, name, weight.data)
    module.register_buffer(name + '_u', u)
    module.register_buffer(name + '_v', v)
    module.register_forward_pre_hook(hook)
    return module


def remove_spectral_norm(module, name='weight'):
    hook = _remove_hook(module, SpectralNorm, name)
    weight = hook.compute_weight(module, False)
    delattr(module, name)
    delattr(module, name + '_u')
    delattr(module, name + '_v')
    del module._parameters[name + '_orig']
    module.register_parameter(name, nn.Parameter(weight.detach()))
    return module
`;
