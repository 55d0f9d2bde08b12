# Shapes and dtypes of samples, log-probabilities and entropies; what is drawn is not compared.
import torch
from torch import distributions as D
from torch.distributions.one_hot_categorical import OneHotCategoricalStraightThrough
from torch.distributions.multivariate_normal import MultivariateNormal
from torch.distributions.studentT import StudentT
from torch.distributions.relaxed_categorical import RelaxedOneHotCategorical

ones = torch.ones(4, 3)
eye = torch.eye(3)
MADE = {
    'normal': D.Normal(torch.zeros(4, 3), torch.ones(3)),
    'laplace': D.Laplace(torch.zeros(3), 1.0),
    'uniform': D.Uniform(torch.zeros(4, 3), ones),
    'bernoulli': D.Bernoulli(logits=torch.zeros(4, 3)),
    'beta': D.Beta(ones, torch.ones(3)),
    'gamma': D.Gamma(ones, rate=ones),
    'chi2': D.Chi2(ones),
    'exponential': D.Exponential(ones),
    'cauchy': D.Cauchy(torch.zeros(4, 3), ones),
    'gumbel': D.Gumbel(torch.zeros(4, 1), torch.ones(3)),
    'half': D.HalfNormal(ones),
    'pareto': D.Pareto(ones, ones),
    'weibull': D.Weibull(ones, concentration=ones),
    'student': StudentT(ones),
    'poisson': D.Poisson(ones),
    'geometric': D.Geometric(probs=ones * 0.5),
    'categorical': D.Categorical(logits=torch.zeros(4, 3)),
    'onehot': D.OneHotCategorical(torch.full((5, 4, 1), 0.25)),
    'straight': OneHotCategoricalStraightThrough(logits=torch.zeros(4, 3)),
    'relaxed': RelaxedOneHotCategorical(torch.tensor(0.5), logits=torch.zeros(4, 3)),
    'dirichlet': D.Dirichlet(ones),
    'multivariate': MultivariateNormal(torch.zeros(4, 3), eye),
    'tril': MultivariateNormal(torch.zeros(3), scale_tril=eye.expand(5, 3, 3)),
    'independent': D.Independent(D.Normal(torch.zeros(4, 3), ones), 1),
    'all': D.Independent(D.Normal(torch.zeros(4, 3), ones), 2),
    'vectors': D.Independent(D.Dirichlet(ones), 1),
}
for name, made in MADE.items():
    drawn, many = made.sample(), made.sample((2,))
    print(name, made.batch_shape, made.event_shape, tuple(drawn.shape), drawn.dtype, tuple(many.shape), made.has_rsample)
    if name not in ('straight', 'relaxed'):
        print(tuple(made.log_prob(torch.ones_like(drawn) * 0.0 if name == 'onehot' else drawn).shape)
              if name != 'onehot' else '', tuple(made.entropy().shape) if name not in ('geometric', 'poisson') else '')
    if made.has_rsample:
        print(tuple(made.rsample((6,)).shape))
for name in ('normal', 'bernoulli', 'beta', 'gamma', 'categorical', 'onehot', 'dirichlet', 'independent', 'all', 'poisson'):
    print(name, tuple(D.kl_divergence(MADE[name], MADE[name]).shape))
print(MADE['multivariate'].mean.shape, MADE['multivariate'].covariance_matrix.shape, MADE['tril'].scale_tril.shape)
print(MADE['independent'].mean.shape, MADE['independent'].base_dist.scale.shape, MADE['onehot'].probs.shape)
for wrong in (lambda: D.Independent(D.Normal(0.0, 1.0), 1), lambda: D.Categorical(), lambda: MultivariateNormal(ones)):
    try:
        wrong()
    except ValueError as error:
        print(type(error).__name__, error)
