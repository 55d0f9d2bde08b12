# The exponential of infinite elements ends.
import math
import torch

print(torch.linalg.matrix_exp(torch.tensor([[1., math.inf], [-math.inf, 2.]])).isnan().all().item())
print(torch.linalg.matrix_exp(torch.tensor([[math.inf]])).tolist(), torch.linalg.matrix_exp(torch.tensor([[-math.inf]])).tolist())
