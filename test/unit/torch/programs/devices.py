import torch

# Where elements lie says nothing about what they are: they are known all the same.
x = torch.zeros(2, 3)
print(torch.arange(4, device=x.device).tolist())
print(torch.ones((2, 2), dtype=x.dtype, device=x.device).sum().item())
print(torch.full((2,), 3, device=torch.device('cpu')).tolist())
print(torch.linspace(0, 1, 3, device=x.device, dtype=x.dtype).tolist())
print(torch.empty((), dtype=torch.int64, device=x.device).fill_(7).item())
print(torch.zeros_like(torch.arange(3), device=x.device, layout=x.layout).tolist())
