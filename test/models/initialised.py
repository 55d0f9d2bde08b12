"""Ways in which models give their weights their first values. Recorded by tools/weightsGolden.py."""
import copy
import math

import torch
from torch import nn
from torch.distributions import Normal, Uniform
from torch.nn import init

OFFSETS = torch.randn(2, 3)


class Layers(nn.Module):
    """Every kind of layer with weights, as its constructor leaves it."""

    def __init__(self):
        super().__init__()
        self.signal = nn.Conv1d(3, 5, 3)
        self.image = nn.Conv2d(4, 6, 3, groups=2)
        self.volume = nn.Conv3d(2, 3, 2, bias=False)
        self.up = nn.ConvTranspose2d(6, 4, 3, groups=2)
        self.linear = nn.Linear(7, 5)
        self.pair = nn.Bilinear(3, 4, 5)
        self.table = nn.Embedding(9, 4, padding_idx=-2)
        self.bag = nn.EmbeddingBag(5, 3)
        self.norms = nn.ModuleList([nn.BatchNorm2d(4), nn.InstanceNorm1d(3, affine=True), nn.GroupNorm(2, 4), nn.LayerNorm((2, 3))])
        self.slope = nn.PReLU(3, init=0.1)
        self.memory = nn.LSTM(4, 3, 2, bidirectional=True, proj_size=2)
        self.gates = nn.GRU(4, 3)
        self.cell = nn.RNNCell(4, 3, bias=False)
        self.attention = nn.MultiheadAttention(8, 2, add_bias_kv=True)
        self.other = nn.MultiheadAttention(8, 2, kdim=3, vdim=5)
        self.transformer = nn.Transformer(8, 2, 1, 1, 16)


class Fills(nn.Module):
    """torch.nn.init, one after the other; sizes below and above what is drawn at once."""

    def __init__(self):
        super().__init__()
        makers = [init.uniform_, init.normal_, init.trunc_normal_, init.xavier_uniform_, init.xavier_normal_,
                  init.kaiming_uniform_, init.kaiming_normal_, init.eye_]
        self.small = nn.ParameterList([make(nn.Parameter(torch.empty(3, 4))) for make in makers])
        self.large = nn.ParameterList([make(nn.Parameter(torch.empty(17, 19))) for make in makers])
        self.bounded = nn.Parameter(init.trunc_normal_(torch.empty(40, 10), 0.5, 1.5, -1, 0.75))
        self.gained = nn.Parameter(torch.empty(6, 5, 3, 3))
        init.kaiming_normal_(self.gained, a=0.2, mode='fan_out', nonlinearity='leaky_relu')
        self.sparse = nn.Parameter(init.sparse_(torch.empty(10, 6), 0.3, std=0.5))
        self.dirac = nn.Parameter(init.dirac_(torch.empty(6, 2, 3, 3), groups=2))
        self.odd = nn.Parameter(torch.empty(5))
        init.normal_(self.odd, 1.0, 3.0)
        self.wide = nn.Parameter(torch.empty(31, dtype=torch.float64).uniform_(-2, 5))


class Habits(nn.Module):
    """What people write around initialisers."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(7)
        nn.Linear(3, 3)
        self.stem = nn.Conv2d(3, 8, 3)
        self.body = nn.Sequential(nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8))
        self.copies = nn.ModuleList([copy.deepcopy(self.stem) for _ in range(2)])
        self.head = nn.Linear(8, 6)
        self.tied = nn.Linear(8, 6)
        self.tied.weight = self.head.weight
        self.offsets = nn.Parameter(OFFSETS.clone())
        self.position = nn.Parameter(torch.randn(1, 5, 8) * 0.02)
        self.scale = nn.Parameter(1e-6 * torch.ones(8))
        self.register_buffer('angles', torch.arange(0, 6, 2, dtype=torch.float32) / 6)
        self.register_buffer('hidden', torch.rand(3), persistent=False)
        self.apply(self._reset)
        nn.init.zeros_(self.body[4].weight)
        nn.init.constant_(self.head.bias[:2], -math.log(99))
        self.head.bias.data[2:4].fill_(0.25)
        self.head.weight.data[:, 0] = torch.arange(6.)
        with torch.no_grad():
            self.stem.weight *= 0.5
            self.stem.weight[0].copy_(self.copies[0].weight[1])
            self.stem.bias.add_(torch.rand(8), alpha=1)
            self.position.clamp_(-0.03, 0.03)
        self.tied.bias.data.normal_(mean=0.0, std=0.1)
        self.copies[1].weight.data = self.copies[0].weight.data.flip(0)

    def _reset(self, module):
        if isinstance(module, nn.Conv2d):
            fan = module.kernel_size[0] * module.kernel_size[1] * module.out_channels
            module.weight.data.normal_(0, math.sqrt(2. / fan))
            if module.bias is not None:
                module.bias.data.zero_()
        elif isinstance(module, nn.BatchNorm2d):
            module.weight.data.fill_(1)


class Own(nn.Linear):
    """A layer that resets itself in its own way."""

    def reset_parameters(self):
        super().reset_parameters()
        with torch.no_grad():
            self.weight.t()[0].uniform_(1, 2)


class Probed(nn.Module):
    """A constructor that runs a part of itself to learn a size."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.MaxPool2d(2))
        size = self.features(torch.randn(1, 3, 16, 16)).flatten(1).shape[1]
        self.head = Own(size, 3)


class States(nn.Module):
    """The generator's state kept, taken up again and put aside; state_dicts passed on; distributions."""

    def __init__(self):
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(11)
            self.aside = nn.Linear(5, 5)
        self.first = nn.Linear(5, 5)
        state = torch.get_rng_state()
        self.lone = nn.Parameter(torch.randn(3))
        self.second = nn.Linear(5, 5)
        torch.set_rng_state(state)
        self.again = nn.Parameter(torch.randn(3))
        self.student = nn.Sequential(nn.Linear(5, 3), nn.BatchNorm1d(3))
        self.teacher = nn.Sequential(nn.Linear(5, 3), nn.BatchNorm1d(3))
        self.teacher.load_state_dict({**self.student.state_dict(), '1.weight': torch.full((3,), 0.5)})
        with torch.random.fork_rng(enabled=False):
            self.inside = nn.Linear(2, 2)
        self.noise = nn.Parameter(Normal(0.5, 0.1).sample((4, 5)))
        self.spread = nn.Parameter(Uniform(-1., 1.).sample((40,)))
        self.last = nn.Linear(2, 2)


class Frequencies(nn.Module):
    """Complex numbers on the way to real weights, and drawn ones."""

    def __init__(self):
        super().__init__()
        drawn = torch.randn(3, 20, dtype=torch.cfloat)
        self.size = nn.Parameter(drawn.real.clone())
        self.turn = nn.Parameter(drawn.imag.clone())
        self.register_buffer('basis', torch.fft.fft(torch.eye(8) * 0.3 + 1).real.mm(torch.ones(8, 2)))
        self.register_buffer('chance', torch.empty(40).bernoulli_(0.3))
        self.last = nn.Linear(3, 3)


net = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 2))
