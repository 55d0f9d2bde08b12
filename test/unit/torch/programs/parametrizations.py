# Spectral norm as a parametrization: the weight is computed anew from what is stored.
import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm
from torch.nn.utils.parametrize import is_parametrized, remove_parametrizations

for layer, shape in ((nn.Linear(3, 4), (2, 3)), (nn.Conv2d(3, 8, 3), (1, 3, 5, 5)), (nn.ConvTranspose2d(4, 2, 3), (1, 4, 3, 3))):
    made = spectral_norm(layer)
    print(type(made).__name__, made is layer, is_parametrized(made), made.weight.shape, made.eval()(torch.zeros(shape)).shape)
    print(sorted((name, tuple(p.shape)) for name, p in made.named_parameters()))
    print(sorted((name, tuple(b.shape)) for name, b in made.named_buffers()))
    print(sum(p.numel() for p in made.parameters()), made.train()(torch.zeros(shape)).shape)
for make in (lambda: spectral_norm(nn.Linear(2, 2), n_power_iterations=0), lambda: spectral_norm(nn.Linear(2, 2), dim=3),
             lambda: spectral_norm(nn.ReLU())):
    try:
        make()
    except (ValueError, IndexError) as error:
        print(type(error).__name__, error)
print([tuple(p.shape) for p in spectral_norm(nn.Linear(3, 4), 'bias').parameters()])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = spectral_norm(nn.Conv2d(3, 4, 3, padding=1))
        self.b = spectral_norm(nn.Linear(4, 2), n_power_iterations=2)

    def forward(self, x):
        return self.b(self.a(x).mean((2, 3)))


net = Net()
print(net(torch.zeros(2, 3, 4, 4)).shape, sorted(net.state_dict()))
removed = remove_parametrizations(nn.Sequential(spectral_norm(nn.Linear(3, 4)))[0], 'weight')
print(type(removed).__name__, sorted(name for name, _ in removed.named_parameters()))
