# Names that modules bind when they are first used are entries of their __dict__.
import torch
from torch import nn
import torch.nn.functional as F
print(vars(torch.nn.modules.activation)['ReLU'](), nn.__dict__['ReLU'](), F.__dict__['relu'](torch.zeros(1)), torch.__dict__['float32'], 'ReLU' in nn.__dict__, nn.__dict__.get('Tanh')(), torch.optim.__dict__['SGD'].__name__, nn.modules.__dict__['conv'].__name__, nn.init.__dict__['xavier_uniform_'].__name__, vars(nn)['Conv2d'], torch.nn.modules.loss.__dict__['MSELoss']())
