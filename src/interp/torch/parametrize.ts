// torch.nn.utils.parametrize and its parametrizations, in Python: what they do to a module's parameters.
export const PARAMETRIZE = `
class ParametrizationList(nn.ModuleList):
    def __init__(self, modules, originals):
        super().__init__(modules)
        for name, original in originals:
            self.register_parameter(name, original)

    def forward(self):
        originals = [p for name, p in [*self._parameters.items(), *self._buffers.items()] if name.startswith('original')]
        if not all(hasattr(type(module), 'forward') for module in self):
            return _unmodelled('torch.nn.utils.parametrize')
        value = self[0](*originals)
        for module in list(self)[1:]:
            value = module(value)
        return value


def is_parametrized(module, tensor_name=None):
    held = getattr(module, 'parametrizations', None)
    if held is None or not isinstance(held, nn.ModuleDict):
        return False
    return tensor_name in held if tensor_name is not None else len(held) > 0


def register_parametrization(module, tensor_name, parametrization, *, unsafe=False):
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        module.parametrizations[tensor_name].append(parametrization)
        return module
    if tensor_name not in module._parameters and tensor_name not in module._buffers:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name '{tensor_name}'")
    is_parameter = tensor_name in module._parameters
    weight = getattr(module, tensor_name)
    given = parametrization.right_inverse(weight) if hasattr(parametrization, 'right_inverse') else weight
    several = isinstance(given, (tuple, list))
    originals = [(f'original{i}', each) for i, each in enumerate(given)] if several else [('original', given)]
    held = ParametrizationList([parametrization], [])
    for name, each in originals:
        if is_parameter:
            held.register_parameter(name, each if isinstance(each, nn.Parameter) else nn.Parameter(each))
        else:
            held.register_buffer(name, each)
    delattr(module, tensor_name)
    cls = type(module)
    if 'parametrizations' not in module._modules:
        module.__class__ = cls = type('Parametrized' + cls.__name__, (cls,), {})
        module.parametrizations = nn.ModuleDict()
    module.parametrizations[tensor_name] = held
    setattr(cls, tensor_name, property(lambda self: self.parametrizations[tensor_name]()))
    return module


def remove_parametrizations(module, tensor_name, leave_parametrized=True):
    if not is_parametrized(module, tensor_name):
        raise ValueError(f'Module {module} does not have a parametrization on {tensor_name}')
    held = module.parametrizations[tensor_name]
    value = held() if leave_parametrized else held.original
    if len(held._parameters) > 0 and not isinstance(value, nn.Parameter):
        value = nn.Parameter(value)
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    if len(module.parametrizations) == 0:
        del module.parametrizations
        module.__class__ = type(module).__bases__[0]
    setattr(module, tensor_name, value)
    return module


def _parametrized(module, name, originals, transform):
    value = module._parameters[name].data
    del module._parameters[name]
    if 'parametrizations' not in module._modules:
        module.parametrizations = nn.ModuleDict()
    module.parametrizations[name] = ParametrizationList([transform], originals)
    setattr(module, name, value)
    return module


class _WeightNorm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g, weight_v):
        return torch._weight_norm(weight_v, weight_g, self.dim)

    def right_inverse(self, weight):
        shape = [weight.shape[i] if i == self.dim % weight.dim() else 1 for i in range(weight.dim())]
        rows = weight.transpose(0, self.dim).reshape(weight.shape[self.dim], -1)
        return nn.Parameter(weight.norm() if self.dim == -1 else rows.norm(dim=1).view(shape)), nn.Parameter(weight.data)


class _SpectralNorm(nn.Module):
    def __init__(self, weight, n_power_iterations=1, dim=0, eps=1e-12):
        super().__init__()
        ndim = weight.ndim
        if dim >= ndim or dim < -ndim:
            raise IndexError('Dimension out of range (expected to be in range of '
                             f'[-{ndim}, {ndim - 1}] but got {dim})')
        if n_power_iterations <= 0:
            raise ValueError('Expected n_power_iterations to be positive, but '
                             f'got n_power_iterations={n_power_iterations}')
        self.dim = dim if dim >= 0 else dim + ndim
        self.eps = eps
        if ndim > 1:
            self.n_power_iterations = n_power_iterations
            height = weight.shape[self.dim]
            width = weight.numel() // height
            # The power iterations that follow the draws are not computed: what they would give is left unset.
            weight.data.new_empty(height).normal_(0, 1)
            weight.data.new_empty(width).normal_(0, 1)
            self.register_buffer('_u', torch.empty(height))
            self.register_buffer('_v', torch.empty(width))

    def forward(self, weight):
        if weight.ndim == 1:
            return F.normalize(weight, dim=0, eps=self.eps)
        matrix = weight
        if self.dim != 0:
            matrix = weight.permute(self.dim, *[d for d in range(weight.dim()) if d != self.dim])
        matrix = matrix.flatten(1)
        if self.training:
            with torch.no_grad():
                for _ in range(self.n_power_iterations):
                    self._u.copy_(F.normalize(torch.mv(matrix, self._v), dim=0, eps=self.eps))
                    self._v.copy_(F.normalize(torch.mv(matrix.t(), self._u), dim=0, eps=self.eps))
        return weight / torch.dot(self._u.clone(), torch.mv(matrix, self._v.clone()))


class _Orthogonal(nn.Module):
    def __init__(self, weight, trivialized):
        super().__init__()
        side = max(weight.shape[-2:])
        self.register_buffer('base', torch.empty(tuple(weight.shape[:-2]) + (side, side)) if trivialized else None)


def weight_norm(module, name='weight', dim=0):
    return register_parametrization(module, name, _WeightNorm(dim))


def spectral_norm(module, name='weight', n_power_iterations=1, eps=1e-12, dim=None):
    weight = getattr(module, name, None)
    if not isinstance(weight, torch.Tensor):
        raise ValueError("Module '{}' has no parameter or buffer with name '{}'".format(module, name))
    if dim is None:
        dim = 1 if isinstance(module, (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)) else 0
    return register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))


def orthogonal(module, name='weight', orthogonal_map=None, *, use_trivialization=True):
    weight = module._parameters[name]
    # What the parametrization inverts the weight to is not computed.
    original = nn.Parameter(torch.empty_like(weight.data))
    return _parametrized(module, name, [('original', original)], _Orthogonal(weight, use_trivialization))
`;
