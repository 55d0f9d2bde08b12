import torch

a = torch.arange(6.).reshape(2, 3)
b = torch.arange(12.).reshape(3, 4)
print(torch.einsum(a, [0, 1], b, [1, 2], [0, 2]).tolist())
print(torch.einsum(a, [0, 1], b, [1, 2]).shape)
print(torch.einsum(a, [..., 51], [...]).tolist())
print(torch.einsum(a, (1, 0)).tolist())
print(torch.einsum(a, [0, 1], []).item())
print(torch.einsum('ij,jk', a, b).shape, torch.einsum('ij,jk->k', [a, b]).tolist())
for wrong in ([0, 52], [-1, 0]):
    try:
        torch.einsum(a, wrong)
    except ValueError as error:
        print(error)
try:
    torch.einsum(a, [0, 1], b, [0, 2])
except RuntimeError as error:
    print(error)
