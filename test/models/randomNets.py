"""Networks whose forward draws random numbers, as after torch.manual_seed(0) and their constructors."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    """Means and deviations from a picture, with noise of its own for every pixel."""

    def __init__(self, latent=20):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.weight = nn.Parameter(torch.full((8,), 0.1))
        self.mean = nn.Linear(8, latent)
        self.log_variance = nn.Linear(8, latent)

    def forward(self, x, noise=None):
        x = self.conv(x)
        if noise is None:
            noise = torch.randn(x.size(0), 1, x.size(2), x.size(3), device=x.device, dtype=x.dtype)
        x = F.relu(x + self.weight.view(1, -1, 1, 1) * noise).mean((2, 3))
        return self.mean(x), self.log_variance(x)


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = nn.Linear(20, 48)

    def forward(self, x):
        mean, log_variance = self.encoder(x)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(log_variance)
        return torch.sigmoid(self.decoder(z)).view(-1, 3, 4, 4), mean, log_variance


class Samplers(Encoder):
    """One sample in each way that PyTorch has, one after the other from the same generator."""

    def forward(self, x):
        mean, log_variance = super().forward(x)
        std = torch.exp(0.5 * log_variance)
        torch.randn(7)
        likes = torch.randn_like(std) + torch.rand_like(std)
        fresh = std.data.new(std.size()).normal_() - torch.FloatTensor(std.size()).normal_(0.1, 2)
        sized = torch.randn(std.shape) * torch.rand(*std.shape)
        normals = torch.normal(mean, std) + torch.normal(mean, 0.5) + torch.normal(0.5, std) + torch.normal(1.0, 2.0, size=std.shape)
        uniform = torch.empty_like(std).uniform_(-1, 1)
        integers = torch.randint(0, 9, std.shape).float() + torch.randint_like(std, 5) + torch.zeros(std.shape).random_(3, 9)
        order = mean[:, torch.randperm(mean.size(1))]
        coins = torch.bernoulli(torch.sigmoid(mean)) + torch.empty_like(mean).bernoulli_(0.3) + torch.bernoulli(std, 0.7)
        soft = F.gumbel_softmax(mean, tau=0.7)
        hard = F.gumbel_softmax(mean, hard=True)
        waits = torch.zeros_like(mean).exponential_(2.0)
        double = torch.randn(std.shape, dtype=torch.float64).float()
        return torch.stack([mean, likes, fresh, sized, normals, uniform, integers, order, coins, soft, hard, waits, double], 1)


class Dropouts(nn.Module):
    """Functions that drop whatever mode the model is in."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        x = self.conv(x)
        x = F.dropout(x, 0.1)
        x = F.dropout2d(x, 0.2)
        x = F.alpha_dropout(x, 0.2, training=True)
        x = F.feature_alpha_dropout(x, 0.2, training=True)
        x = F.dropout3d(x[:, :, None], 0.3)[:, :, 0]
        x = torch.dropout(x, 0.1, True) + torch.feature_dropout(x, 0.1, True)
        x = F.rrelu(x, training=True)
        return F.dropout(x, p=0.2, training=self.training)


class Draws(Encoder):
    """Samples that are made of several numbers each, and pools at random places."""

    def __init__(self):
        super().__init__()
        self.pool = nn.FractionalMaxPool2d(2, output_ratio=0.6)

    def forward(self, x):
        mean, log_variance = super().forward(x)
        probabilities = mean.softmax(1)
        first = torch.multinomial(probabilities, 1).float()
        some = torch.multinomial(probabilities, 5).float()
        many = probabilities.multinomial(9, replacement=True).float()
        few = torch.poisson(mean.abs())
        lots = torch.poisson(40 * log_variance.exp())
        waits = torch.empty(3, 6).geometric_(0.3)
        tails = torch.empty(3, 6).cauchy_(0.5, 2)
        sizes = torch.empty(3, 5).log_normal_(0.1, 0.5)
        places, indices = F.fractional_max_pool2d(x, (2, 3), output_size=(7, 9), return_indices=True)
        after = torch.rand(1, 3)
        return torch.cat([first, some, many, few, lots, after], 1), waits, tails, sizes, places, indices.float(), self.pool(x)
