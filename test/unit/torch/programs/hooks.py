import torch
from torch import nn

net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 4))
features = {}


def save(name):
    def hook(module, input, output):
        features[name] = output
        print(name, type(module).__name__, [tuple(i.shape) for i in input], tuple(output.shape))
    return hook


handle = net[0].register_forward_hook(save('first'))
net[2].register_forward_hook(save('last'))
net(torch.zeros(5, 2))
handle.remove()
net(torch.zeros(1, 2))
print(sorted(features))
net[0].register_forward_hook(lambda m, i, o: o[:2])
print(net(torch.zeros(5, 2)).shape)
net.register_forward_pre_hook(lambda m, args: (args[0][:1],))
print(net(torch.zeros(5, 2)).shape)
net.register_full_backward_hook(lambda m, i, o: None)
print(net(torch.zeros(5, 2)).shape)
