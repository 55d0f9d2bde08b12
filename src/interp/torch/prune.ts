// torch.nn.utils.prune, in Python: a parameter becomes `name_orig` and a buffer `name_mask`, and a hook multiplies them before
// each call. Masks are computed as PyTorch computes them; names, order of draws and errors are PyTorch's.
export const PRUNE = `
from abc import ABC, abstractmethod
import numbers


def _check_amount(amount):
    if not isinstance(amount, numbers.Real):
        raise TypeError(f'Invalid type for amount: {amount}. Must be int or float.')
    if (isinstance(amount, numbers.Integral) and amount < 0) or (
            not isinstance(amount, numbers.Integral) and (float(amount) > 1.0 or float(amount) < 0.0)):
        raise ValueError(f'amount={amount} should either be a float in the range [0, 1] or a non-negative integer')


def _count(amount, size):
    count = amount if isinstance(amount, numbers.Integral) else round(amount * size)
    if isinstance(count, numbers.Integral) and count > size:
        raise ValueError(f'amount={count} should be smaller than the number of parameters to prune={size}')
    return count


def _channels(t, dim, amount):
    if len(t.shape) <= 1:
        raise ValueError(
            'Structured pruning can only be applied to multidimensional tensors. '
            f'Found tensor of shape {t.shape} with {len(t.shape)} dims')
    if dim >= t.dim():
        raise IndexError(f'Invalid index {dim} for tensor of size {t.shape}')
    return _count(amount, t.shape[dim])


class BasePruningMethod(ABC):
    def __init__(self):
        pass

    def __call__(self, module, inputs):
        setattr(module, self._tensor_name, self.apply_mask(module))

    @abstractmethod
    def compute_mask(self, t, default_mask):
        pass

    def apply_mask(self, module):
        assert self._tensor_name is not None, f'Module {module} has to be pruned'
        mask = getattr(module, self._tensor_name + '_mask')
        orig = getattr(module, self._tensor_name + '_orig')
        return mask.to(dtype=orig.dtype) * orig

    @classmethod
    def apply(cls, module, name, *args, importance_scores=None, **kwargs):
        before = None
        for key, hook in list(module._forward_pre_hooks.items()):
            if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
                before = hook
                del module._forward_pre_hooks[key]
        method = cls(*args, **kwargs)
        method._tensor_name = name
        if before is not None:
            container = before if isinstance(before, PruningContainer) else PruningContainer(before)
            container.add_pruning_method(method)
            method = container
        orig = getattr(module, name)
        if importance_scores is not None:
            assert importance_scores.shape == orig.shape, (
                'importance_scores should have the same shape as parameter                 {} of {}'.format(name, module))
        else:
            importance_scores = orig
        if not isinstance(method, PruningContainer):
            module.register_parameter(name + '_orig', orig)
            del module._parameters[name]
            default_mask = torch.ones_like(orig)
        else:
            default_mask = getattr(module, name + '_mask').detach().clone(memory_format=torch.contiguous_format)
        mask = method.compute_mask(importance_scores, default_mask=default_mask)
        module.register_buffer(name + '_mask', mask)
        setattr(module, name, method.apply_mask(module))
        module.register_forward_pre_hook(method)
        return method

    def prune(self, t, default_mask=None, importance_scores=None):
        if importance_scores is None:
            importance_scores = t
        default_mask = default_mask if default_mask is not None else torch.ones_like(t)
        return t * self.compute_mask(importance_scores, default_mask=default_mask)

    def remove(self, module):
        assert self._tensor_name is not None, (
            f'Module {module} has to be pruned            before pruning can be removed')
        weight = self.apply_mask(module)
        if hasattr(module, self._tensor_name):
            delattr(module, self._tensor_name)
        orig = module._parameters[self._tensor_name + '_orig']
        orig.data = weight.data
        del module._parameters[self._tensor_name + '_orig']
        del module._buffers[self._tensor_name + '_mask']
        setattr(module, self._tensor_name, orig)


class PruningContainer(BasePruningMethod):
    def __init__(self, *args):
        self._pruning_methods = tuple()
        methods = [args] if not isinstance(args, (list, tuple)) else list(args)
        if len(methods) == 1 and not isinstance(methods[0], (list, tuple)):
            self._tensor_name = methods[0]._tensor_name
        for method in methods:
            self.add_pruning_method(method)

    def add_pruning_method(self, method):
        if not isinstance(method, BasePruningMethod) and method is not None:
            raise TypeError(f'{type(method)} is not a BasePruningMethod subclass')
        if method is not None and self._tensor_name != method._tensor_name:
            raise ValueError(
                f"Can only add pruning methods acting on the parameter named '{self._tensor_name}' to PruningContainer {self}."
                f" Found '{method._tensor_name}'")
        self._pruning_methods += (method,)

    def __len__(self):
        return len(self._pruning_methods)

    def __iter__(self):
        return iter(self._pruning_methods)

    def __getitem__(self, idx):
        return self._pruning_methods[idx]

    def compute_mask(self, t, default_mask):
        method = self._pruning_methods[-1]
        if type(method) is L1Unstructured:
            return method._among(t, default_mask)
        mask = default_mask.to(dtype=t.dtype)
        rank = t.dim()
        if method.PRUNING_TYPE == 'unstructured':
            part = default_mask == 1
        elif method.PRUNING_TYPE == 'structured':
            if not hasattr(method, 'dim'):
                raise AttributeError('Pruning methods of PRUNING_TYPE "structured" need to have the attribute \`dim\` defined.')
            dim = method.dim + rank if method.dim < 0 else method.dim
            if dim < 0:
                raise IndexError(f'Index is out of bounds for tensor with dimensions {rank}')
            part = [slice(None)] * rank
            part[dim] = default_mask.sum(dim=[d for d in range(rank) if d != dim]) != 0
            part = tuple(part)
        elif method.PRUNING_TYPE == 'global':
            part = (slice(None),) * rank
        else:
            raise ValueError(f'Unrecognized PRUNING_TYPE {method.PRUNING_TYPE}')
        mask[part] = method.compute_mask(t[part], default_mask=default_mask[part]).to(dtype=mask.dtype)
        return mask


class Identity(BasePruningMethod):
    PRUNING_TYPE = 'unstructured'

    def compute_mask(self, t, default_mask):
        return default_mask


class _Amount(BasePruningMethod):
    PRUNING_TYPE = 'unstructured'

    def __init__(self, amount):
        _check_amount(amount)
        self.amount = amount

    def compute_mask(self, t, default_mask):
        count = _count(self.amount, t.nelement())
        mask = default_mask.clone(memory_format=torch.contiguous_format)
        if count != 0:
            mask.view(-1)[self._least(t, count)] = 0
        return mask


class RandomUnstructured(_Amount):
    def _least(self, t, count):
        return torch.topk(torch.rand_like(t).view(-1), k=count).indices


class L1Unstructured(_Amount):
    def _least(self, t, count):
        return torch.topk(torch.abs(t).view(-1), k=count, largest=False).indices

    # The least of those that are left, by their ranks: no size depends on how many are.
    def _among(self, t, mask):
        left = mask == 1
        count = self.amount if isinstance(self.amount, numbers.Integral) else (self.amount * left.sum()).round()
        ranks = torch.where(left, t.abs(), torch.full_like(t, float('inf'))).view(-1).argsort().argsort()
        return (mask * (ranks.view_as(t) >= count)).to(dtype=t.dtype)


class RandomStructured(BasePruningMethod):
    PRUNING_TYPE = 'structured'

    def __init__(self, amount, dim=-1):
        _check_amount(amount)
        self.amount = amount
        self.dim = dim

    def compute_mask(self, t, default_mask):
        count = _channels(t, self.dim, self.amount)
        if count == 0:
            return default_mask
        kept = torch.rand(t.shape[self.dim])
        mask = torch.zeros_like(t)
        part = [slice(None)] * len(t.shape)
        part[self.dim] = kept > torch.kthvalue(kept, k=count).values
        mask[tuple(part)] = 1
        return mask * default_mask.to(dtype=mask.dtype)


class LnStructured(BasePruningMethod):
    PRUNING_TYPE = 'structured'

    def __init__(self, amount, n, dim=-1):
        _check_amount(amount)
        self.amount = amount
        self.n = n
        self.dim = dim

    def compute_mask(self, t, default_mask):
        count = _channels(t, self.dim, self.amount)
        kept = t.shape[self.dim] - count
        if count == 0:
            return default_mask
        dim = self.dim + t.dim() if self.dim < 0 else self.dim
        norm = torch.norm(t, p=self.n, dim=[d for d in range(t.dim()) if d != dim])
        mask = torch.zeros_like(t)
        part = [slice(None)] * len(t.shape)
        part[self.dim] = torch.topk(norm, k=kept, largest=True).indices
        mask[tuple(part)] = 1
        return mask * default_mask.to(dtype=mask.dtype)


class CustomFromMask(BasePruningMethod):
    PRUNING_TYPE = 'global'

    def __init__(self, mask):
        self.mask = mask

    def compute_mask(self, t, default_mask):
        assert default_mask.shape == self.mask.shape
        return default_mask * self.mask.to(dtype=default_mask.dtype)


def identity(module, name):
    Identity.apply(module, name)
    return module


def random_unstructured(module, name, amount):
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module, name, amount, importance_scores=None):
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def random_structured(module, name, amount, dim):
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(module, name, amount, n, dim, importance_scores=None):
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module, name, mask):
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(parameters, pruning_method, importance_scores=None, **kwargs):
    parameters = list(parameters)
    scores = importance_scores if importance_scores is not None else {}
    if not isinstance(scores, dict):
        raise TypeError('global_unstructured(): importance_scores must be of type dict')
    relevant = torch.cat([scores.get((m, n), getattr(m, n)).reshape(-1) for m, n in parameters])
    default_mask = torch.cat([getattr(m, n + '_mask', torch.ones_like(getattr(m, n))).reshape(-1) for m, n in parameters])
    container = PruningContainer()
    container._tensor_name = 'temp'
    method = pruning_method(**kwargs)
    method._tensor_name = 'temp'
    container.add_pruning_method(method)
    if method.PRUNING_TYPE != 'unstructured':
        raise TypeError(
            f'Only "unstructured" PRUNING_TYPE supported for the \`pruning_method\`. Found method {pruning_method} of type '
            f'{method.PRUNING_TYPE}')
    mask = container.compute_mask(relevant, default_mask)
    start = 0
    for module, name in parameters:
        param = getattr(module, name)
        custom_from_mask(module, name, mask=mask[start:start + param.numel()].view_as(param))
        start += param.numel()


def remove(module, name):
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module):
    for _, submodule in module.named_modules():
        for hook in submodule._forward_pre_hooks.values():
            if isinstance(hook, BasePruningMethod):
                return True
    return False
`;

export const PRUNE_NAMES = ['BasePruningMethod', 'PruningContainer', 'Identity', 'RandomUnstructured', 'L1Unstructured',
  'RandomStructured', 'LnStructured', 'CustomFromMask', 'identity', 'random_unstructured', 'l1_unstructured',
  'random_structured', 'ln_structured', 'custom_from_mask', 'global_unstructured', 'remove', 'is_pruned'];
