import torch, inspect
from torch import nn
import torch.nn.functional as F
def show(name, f):
    try: print(name, f())
    except Exception as e: print(name, type(e).__name__, e)
show('sig', lambda: list(inspect.signature(nn.Conv2d).parameters))
show('sig', lambda: list(inspect.signature(nn.BatchNorm2d).parameters))
show('sig', lambda: list(inspect.signature(nn.ReLU).parameters))
show('sig', lambda: inspect.signature(nn.MaxPool2d).parameters['kernel_size'].default is inspect.Parameter.empty)
show('sig', lambda: inspect.signature(nn.GELU).parameters['approximate'].default)
class BN3(nn.BatchNorm2d):
    def _check_input_dim(self, input):
        if input.dim() != 3: raise ValueError('want 3D')
show('bn', lambda: BN3(4)(torch.zeros(2, 4, 5)).shape)
show('bn', lambda: BN3(4)(torch.zeros(2, 4, 5, 5)).shape)
class BNA(nn.modules.batchnorm._BatchNorm):
    def _check_input_dim(self, input): pass
show('bn', lambda: BNA(4)(torch.zeros(2, 4)).shape)
class SC(nn.Conv2d):
    def _conv_forward(self, input, weight, bias):
        return F.conv2d(F.pad(input, (1, 1, 1, 1)), weight, bias, self.stride)
show('conv', lambda: SC(3, 4, 3)(torch.zeros(1, 3, 8, 8)).shape)
class RP(nn.Linear):
    def reset_parameters(self):
        super().reset_parameters()
        self.extra = nn.Parameter(torch.zeros(3))
        self.done = True
show('rp', lambda: (RP(3, 4).done, [n for n, _ in RP(3, 4).named_parameters()]))
class RB(nn.BatchNorm2d):
    def reset_running_stats(self):
        super().reset_running_stats()
        self.stat = 1
show('rb', lambda: RB(3).stat)
class ER(nn.Conv2d):
    def extra_repr(self): return 'mine, ' + super().extra_repr()
show('er', lambda: ER(1, 2, 3))
show('repr', lambda: nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Linear(3, 4), nn.Dropout(0.3), nn.Upsample(scale_factor=2), nn.ConvTranspose2d(2, 2, 2, 2), nn.AdaptiveAvgPool2d((1, None)), nn.GroupNorm(2, 4), nn.LayerNorm(3), nn.Embedding(3, 4), nn.LSTM(3, 4, 2), nn.GELU(), nn.Softmax(dim=1), nn.PReLU(), nn.LeakyReLU(0.1), nn.Identity(), nn.Flatten(), nn.ZeroPad2d(1), nn.PixelShuffle(2), nn.MultiheadAttention(4, 2), nn.Hardtanh(), nn.ELU(), nn.CrossEntropyLoss(), nn.InstanceNorm2d(3), nn.AvgPool2d(2, 2)))
class Continued(nn.BatchNorm3d):
    def _check_input_dim(self, input):
        if input.dim() == 3: raise ValueError('three')
        super()._check_input_dim(input)
for shape in ([2, 4, 5], [2, 4, 5, 5], [2, 4, 5, 5, 5]):
    show('super', lambda: Continued(4)(torch.zeros(shape)).shape)
class Bare(nn.modules.batchnorm._BatchNorm): pass
show('bare', lambda: Bare(4)(torch.zeros(2, 4)).shape)
class BareCalls(nn.modules.batchnorm._BatchNorm):
    def _check_input_dim(self, input): super()._check_input_dim(input)
show('bare', lambda: BareCalls(4)(torch.zeros(2, 4)).shape)
show('check', lambda: nn.InstanceNorm2d(4)._check_input_dim(torch.zeros(2)))
show('check', lambda: nn.BatchNorm1d(4)._check_input_dim(torch.zeros(2, 4)))
