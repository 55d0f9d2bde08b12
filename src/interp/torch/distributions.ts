// torch.distributions, in Python: shapes of samples and of log-probabilities; the samples are random, so they have no
// elements.
// Distributions that are not here are unknown.
import type { PythonText } from './pythonText';

const DISTRIBUTION = `
class Distribution:
    has_rsample = True
    event = 0

    def __init__(self, *parameters, validate_args=None):
        self._parameters = parameters

    def _base(self):
        total = self._parameters[0]
        for parameter in self._parameters[1:]:
            total = total + parameter
        return total if isinstance(total, torch.Tensor) else torch.tensor(total)

    @property
    def batch_shape(self):
        shape = self._base().shape
        return shape[:len(shape) - self.event]

    @property
    def event_shape(self):
        shape = self._base().shape
        return shape[len(shape) - self.event:]

    def _shape(self, sample_shape):
        return tuple(sample_shape) + tuple(self._base().shape)

    def rsample(self, sample_shape=()):
        _drawn('what ' + type(self).__name__ + ' draws is not followed')
        return torch.empty(self._shape(sample_shape))

    def sample(self, sample_shape=()):
        return self.rsample(sample_shape)

    def sample_n(self, n):
        return self.sample((n,))

    def log_prob(self, value):
        return self._base() + value

    def entropy(self):
        return self._base() * 1.0

    def cdf(self, value):
        return self._base() + value


class Normal(Distribution):
    def __init__(self, loc, scale, validate_args=None):
        super().__init__(loc, scale)
        shape = self._base().shape
        self.loc = loc if not isinstance(loc, torch.Tensor) else loc.expand(shape)
        self.scale = scale if not isinstance(scale, torch.Tensor) else scale.expand(shape)

    def rsample(self, sample_shape=()):
        if type(self) is not Normal:
            return super().rsample(sample_shape)
        return torch.randn(self._shape(sample_shape)) * self.scale + self.loc

    @property
    def mean(self):
        return self.loc

    @property
    def stddev(self):
        return self.scale

    @property
    def variance(self):
        return self.scale ** 2


class Laplace(Normal):
    pass


class LogNormal(Normal):
    pass


class Uniform(Distribution):
    def __init__(self, low, high, validate_args=None):
        super().__init__(low, high)
        self.low = low
        self.high = high

    def rsample(self, sample_shape=()):
        return self.low + torch.rand(self._shape(sample_shape)) * (self.high - self.low)


class Bernoulli(Distribution):
    has_rsample = False

    def __init__(self, probs=None, logits=None, validate_args=None):
        super().__init__(probs if probs is not None else logits)
        self.probs = probs if probs is not None else torch.sigmoid(logits)
        self.logits = logits if logits is not None else probs


class Beta(Distribution):
    def __init__(self, concentration1, concentration0, validate_args=None):
        super().__init__(concentration1, concentration0)


class Gamma(Distribution):
    def __init__(self, concentration, rate, validate_args=None):
        super().__init__(concentration, rate)


class Exponential(Distribution):
    def __init__(self, rate, validate_args=None):
        super().__init__(rate)


class Categorical(Distribution):
    has_rsample = False

    def __init__(self, probs=None, logits=None, validate_args=None):
        super().__init__((probs if probs is not None else logits)[..., 0])
        self.probs = probs if probs is not None else torch.softmax(logits, dim=-1)
        self.logits = logits if logits is not None else torch.log(probs)

    def sample(self, sample_shape=()):
        _drawn('what Categorical draws is not followed')
        return torch.empty(self._shape(sample_shape), dtype=torch.int64)

    def log_prob(self, value):
        return self._base() + value


def kl_divergence(p, q):
    if isinstance(p, Normal) and isinstance(q, Normal):
        ratio = (p.scale / q.scale) ** 2
        return 0.5 * (ratio + ((p.loc - q.loc) / q.scale) ** 2 - 1 - torch.log(ratio))
    return _unmodelled('torch.distributions.kl_divergence of these distributions')
`;
const NAMES = ['Distribution', 'Normal', 'Laplace', 'LogNormal', 'Uniform', 'Bernoulli', 'Beta', 'Gamma',
  'Exponential', 'Categorical'];

export const DISTRIBUTIONS: readonly PythonText[] = [{
  module: 'torch.distributions', python: DISTRIBUTION,
  paths: [
    ...NAMES.map((name) => `torch.distributions.${name}`),
      ...NAMES.map((name) => `torch.distributions.${name.toLowerCase()}.${name}`),
    'torch.distributions.kl_divergence', 'torch.distributions.kl.kl_divergence',
  ],
}];
