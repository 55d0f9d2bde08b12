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


class _Scalars(Distribution):
    """Parameters by their names; what is left out has its default."""
    names, defaults = (), {}

    def __init__(self, *args, validate_args=None, **kwargs):
        given = dict(zip(self.names, args))
        for name in kwargs:
            if name not in self.names:
                raise TypeError(type(self).__name__ + ".__init__() got an unexpected keyword argument '" + name + "'")
        values = {**self.defaults, **given, **kwargs}
        super().__init__(*[values[name] for name in self.names])
        shape = self._base().shape
        for name in self.names:
            value = values[name]
            setattr(self, name, value.expand(shape) if isinstance(value, torch.Tensor) else value)


class Beta(_Scalars):
    names = ('concentration1', 'concentration0')


class Gamma(_Scalars):
    names = ('concentration', 'rate')


class Chi2(_Scalars):
    names = ('df',)


class Exponential(_Scalars):
    names = ('rate',)


class Cauchy(_Scalars):
    names = ('loc', 'scale')


class Gumbel(_Scalars):
    names = ('loc', 'scale')


class HalfNormal(_Scalars):
    names = ('scale',)


class HalfCauchy(_Scalars):
    names = ('scale',)


class Pareto(_Scalars):
    names = ('scale', 'alpha')


class Weibull(_Scalars):
    names = ('scale', 'concentration')


class VonMises(_Scalars):
    names = ('loc', 'concentration')
    has_rsample = False


class StudentT(_Scalars):
    names, defaults = ('df', 'loc', 'scale'), {'loc': 0.0, 'scale': 1.0}


class Poisson(_Scalars):
    names = ('rate',)
    has_rsample = False


class _Chances(Distribution):
    """Made of probabilities or of logits."""

    def __init__(self, probs=None, logits=None, validate_args=None):
        if (probs is None) == (logits is None):
            raise ValueError('Either \`probs\` or \`logits\` must be specified, but not both.')
        super().__init__(probs if probs is not None else logits)
        self.probs = probs if probs is not None else torch.sigmoid(logits)
        self.logits = logits if logits is not None else probs


class Geometric(_Chances):
    has_rsample = False


class ContinuousBernoulli(_Chances):
    def __init__(self, probs=None, logits=None, lims=(0.499, 0.501), validate_args=None):
        super().__init__(probs, logits)


class Categorical(Distribution):
    has_rsample = False

    def __init__(self, probs=None, logits=None, validate_args=None):
        if (probs is None) == (logits is None):
            raise ValueError('Either \`probs\` or \`logits\` must be specified, but not both.')
        super().__init__((probs if probs is not None else logits)[..., 0])
        self.probs = probs if probs is not None else torch.softmax(logits, dim=-1)
        self.logits = logits if logits is not None else torch.log(probs)

    def sample(self, sample_shape=()):
        _drawn('what Categorical draws is not followed')
        return torch.empty(self._shape(sample_shape), dtype=torch.int64)

    def log_prob(self, value):
        return self._base() + value


class _Vectors(Distribution):
    """The last axis is one event: probabilities and entropies have none."""
    event = 1

    def log_prob(self, value):
        return (self._base() + value)[..., 0]

    def entropy(self):
        return self._base()[..., 0] * 1.0


class Dirichlet(_Vectors):
    def __init__(self, concentration, validate_args=None):
        super().__init__(concentration)
        self.concentration = concentration


class OneHotCategorical(_Vectors):
    has_rsample = False

    def __init__(self, probs=None, logits=None, validate_args=None):
        self._categorical = Categorical(probs, logits)
        super().__init__(self._categorical.probs)
        self.probs, self.logits = self._categorical.probs, self._categorical.logits


class OneHotCategoricalStraightThrough(OneHotCategorical):
    has_rsample = True


class RelaxedOneHotCategorical(OneHotCategorical):
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        super().__init__(probs, logits)
        self.temperature = temperature


class RelaxedBernoulli(_Chances):
    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        super().__init__(probs, logits)
        self.temperature = temperature


class MultivariateNormal(_Vectors):
    def __init__(self, loc, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
        given = [m for m in (covariance_matrix, precision_matrix, scale_tril) if m is not None]
        if len(given) != 1:
            raise ValueError('Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.')
        shape = torch.broadcast_shapes(given[0].shape[:-1], loc.shape)
        super().__init__(loc.expand(shape))
        self.loc = loc.expand(shape)
        self._matrix = given[0].expand(tuple(shape) + (loc.shape[-1],))
        self.scale_tril = self._matrix if scale_tril is not None else torch.linalg.cholesky(self._matrix)

    @property
    def mean(self):
        return self.loc

    @property
    def covariance_matrix(self):
        return self._matrix * 1.0

    @property
    def precision_matrix(self):
        return self._matrix * 1.0

    @property
    def variance(self):
        return self.loc ** 2

    def rsample(self, sample_shape=()):
        drawn = torch.randn(self._shape(sample_shape))
        return self.loc + torch.matmul(self.scale_tril, drawn.unsqueeze(-1)).squeeze(-1)


class Independent(Distribution):
    def __init__(self, base_distribution, reinterpreted_batch_ndims, validate_args=None):
        if reinterpreted_batch_ndims > len(base_distribution.batch_shape):
            raise ValueError('Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual '
                             + str(reinterpreted_batch_ndims) + ' vs ' + str(len(base_distribution.batch_shape)))
        self.base_dist = base_distribution
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        self.event = base_distribution.event + reinterpreted_batch_ndims

    def _base(self):
        return self.base_dist._base()

    @property
    def has_rsample(self):
        return self.base_dist.has_rsample

    @property
    def mean(self):
        return self.base_dist.mean

    @property
    def variance(self):
        return self.base_dist.variance

    @property
    def stddev(self):
        return self.base_dist.stddev

    def rsample(self, sample_shape=()):
        return self.base_dist.rsample(sample_shape)

    def sample(self, sample_shape=()):
        return self.base_dist.sample(sample_shape)

    def log_prob(self, value):
        return _summed(self.base_dist.log_prob(value), self.reinterpreted_batch_ndims)

    def entropy(self):
        return _summed(self.base_dist.entropy(), self.reinterpreted_batch_ndims)


def _summed(value, count):
    return value.sum(tuple(range(-count, 0))) if count > 0 else value


_SAME = (Bernoulli, Beta, Categorical, Dirichlet, Exponential, Gamma, Geometric, Gumbel, OneHotCategorical, Poisson)


def kl_divergence(p, q):
    if isinstance(p, Normal) and isinstance(q, Normal):
        ratio = (p.scale / q.scale) ** 2
        return 0.5 * (ratio + ((p.loc - q.loc) / q.scale) ** 2 - 1 - torch.log(ratio))
    if isinstance(p, Independent) and isinstance(q, Independent):
        if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
            raise NotImplementedError
        return _summed(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)
    if type(p) is type(q) and type(p) in _SAME:
        both = p._base() + q._base()
        return both[..., 0] if p.event > 0 else both
    return _unmodelled('torch.distributions.kl_divergence of these distributions')
`;
const NAMES = ['Distribution', 'Normal', 'Laplace', 'LogNormal', 'Uniform', 'Bernoulli', 'Beta', 'Gamma', 'Chi2',
  'Exponential', 'Cauchy', 'Gumbel', 'HalfNormal', 'HalfCauchy', 'Pareto', 'Weibull', 'VonMises', 'StudentT', 'Poisson',
  'Geometric', 'ContinuousBernoulli', 'Categorical', 'Dirichlet', 'OneHotCategorical',
  'OneHotCategoricalStraightThrough', 'RelaxedOneHotCategorical', 'RelaxedBernoulli', 'MultivariateNormal',
  'Independent'];
/** The file of a class: its name in small letters with underscores, for most. */
const FILES: Readonly<Record<string, string>> = {
  StudentT: 'studentT', OneHotCategoricalStraightThrough: 'one_hot_categorical', RelaxedOneHotCategorical: 'relaxed_categorical',
};
const fileOf = (name: string): string => FILES[name] ?? name.replace(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase();

export const DISTRIBUTIONS: readonly PythonText[] = [{
  module: 'torch.distributions', python: DISTRIBUTION,
  paths: [
    ...NAMES.map((name) => `torch.distributions.${name}`),
      ...NAMES.map((name) => `torch.distributions.${fileOf(name)}.${name}`),
    'torch.distributions.kl_divergence', 'torch.distributions.kl.kl_divergence',
  ],
}];
