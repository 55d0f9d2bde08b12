import torch
class Old(torch.autograd.Function):
    def __init__(self, a):
        super().__init__()
        self.a = a
    def forward(self, x):
        return x
try: Old(3)(torch.ones(2))
except RuntimeError as e: print(e)
class New(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, a):
        return x * a
print(New.apply(torch.ones(2), 3))
