import torch
import torch.nn.functional as F


def raises(f):
    try:
        f()
        print('no exception')
    except Exception as e:
        print(type(e).__name__, e)


x = torch.zeros(2, 3, 4)
print(x.shape, x.size(), x.size(1), x.size(-1), x.dim(), x.ndim, x.numel(), len(x), x.dtype, x.device, x.is_cuda)
print(x.shape[0], x.shape[1:], x.shape[-1], tuple(x.shape), list(x.shape), x.shape.numel(), x.shape == (2, 3, 4), type(x.shape[1:]).__name__)
raises(lambda: x.size(3))
raises(lambda: x.foo)
n, c, l = x.shape
print(n, c, l, [*x.shape], x.shape + (5,))
print((x + 1).shape, (1 + x).shape, (x - x).shape, (2 - x).dtype, (x / 2).dtype, (2 / x).shape, (x ** 2).shape, (2 ** x).shape, (-x).shape, (x // 2).shape, (x % 2).shape)
print((x > 0).dtype, (x == 0).shape, (x != 1).dtype, (~(x > 0)).dtype, ((x > 0) & (x < 1)).dtype)
print((x @ torch.zeros(4, 5)).shape, x.T.shape if x.dim() == 2 else 'no', x[0].T.shape, x.mT.shape)
raises(lambda: x @ torch.zeros(3, 5))
raises(lambda: x + torch.zeros(5))
raises(lambda: x + 'a')
print(x == None, x != None, x is None, torch.is_tensor(x), isinstance(x, torch.Tensor))
t = torch.tensor([1, 2, 3])
print(t, t.dtype, t.sum().item(), t.tolist(), int(t[0]), float(t[1]), t[1].item(), [v.item() for v in t], 2 in t, t.max().item())
print(torch.tensor(3.5), torch.tensor([1.5, 2]).dtype, torch.tensor([True]).dtype, torch.tensor([[1, 2], [3, 4]]).shape, torch.tensor([]).shape, torch.tensor(2).shape)
raises(lambda: torch.tensor([[1, 2], [3]]))
raises(lambda: len(torch.tensor(1)))
raises(lambda: list(torch.tensor(1)))
raises(lambda: bool(torch.zeros(2)))
raises(lambda: torch.zeros(2).item())
print(bool(torch.tensor(1)), bool(torch.zeros(1)), 'yes' if torch.tensor(5) > 3 else 'no')
print([i for i in range(torch.tensor(3))], [10, 20, 30][torch.tensor(1)])
print(x[0].shape, x[:, 1].shape, x[..., 0].shape, x[:, None].shape, x[:, :, ::2].shape, x[0, 1, 2].shape, x[-1, 1:].shape, x[:, [0, 2]].shape, x[[1, 0]].shape, x[torch.tensor([0, 1, 1])].shape, x[x > 0].dim(), x[:1, ..., -1].shape)
raises(lambda: x[5])
raises(lambda: x[0, 0, 0, 0])
y = torch.zeros(2, 3)
y[0] = 1
y[:, 2] = torch.tensor([5., 6.])
print(y.tolist(), y[0].tolist())
y += 1
y *= 2
print(y.tolist())
z = y
z.add_(1)
print(y[0, 0].item(), z is y)
raises(lambda: torch.zeros(1).add_(torch.zeros(2)))
raises(lambda: torch.zeros(2, dtype=torch.int64).add_(torch.zeros(2)))
i = torch.zeros(2, dtype=torch.int64)
i += 1
print(i.dtype, (i + 1.5).dtype, (i / 2).dtype, (i.float() + i).dtype, (torch.zeros(2, dtype=torch.float64) + torch.zeros(2)).dtype)
r = torch.zeros(3)
print(F.relu(r, inplace=True) is r, torch.relu_(r) is r, F.relu(r) is r, torch.nn.ReLU(inplace=True)(r) is r)
print(x.float() is x, x.to(torch.float32) is x, x.long().dtype, x.to('cpu').dtype, x.to('cpu', torch.float16).dtype, x.to(dtype=torch.float64).dtype, x.type(torch.int32).dtype, x.half().dtype, x.type_as(i).dtype, x.to(i).dtype, x.bool().dtype, x.type())
print(x.view(2, -1).shape, x.view((6, 4)).shape, x.reshape(-1).shape, x.permute(2, 0, 1).shape, x.transpose(0, 1).shape, x.flatten(1).shape, x.unsqueeze(0).shape, x.expand(5, 2, 3, 4).shape, x.repeat(2, 1, 1).shape, x.view(torch.Size([24])).shape)
raises(lambda: x.view(5, -1))
values, indices = x.max(dim=1)
print(values.shape, indices.dtype, x.max().shape, x.max(1).values.shape, x.sort().indices.shape, x.topk(2)[0].shape, type(x.max(1)).__name__)
print([c.shape for c in x.chunk(2, dim=2)], [s.shape for s in x.split([1, 2], 1)], len(x.unbind(1)), torch.cat([x, x], 1).shape, torch.stack((x, x)).shape)
raises(lambda: torch.cat([x, torch.zeros(2, 3, 5)], 1))
raises(lambda: torch.cat(x))
a, b = torch.zeros(4, 2).unbind(1)
print(a.shape, x.new_zeros(2, 2).shape, x.new_tensor([1, 2]).dtype, torch.zeros_like(x).shape, torch.arange(5).tolist(), torch.linspace(0, 1, 3).tolist(), torch.ones(2, dtype=torch.int32).dtype)
print(x.mean((1, 2)).shape, x.sum(-1, keepdim=True).shape, x.mean(dim=[0]).shape, x.mean(axis=1).shape, x.sum().shape, x.argmax(1).shape, x.norm().shape, x.std(0).shape)
p = torch.zeros(3)
p.custom = 5
print(p.custom, hasattr(p, 'other'), getattr(p, 'other', None))
del p.custom
print(hasattr(p, 'custom'))
print(torch.float32, torch.float, torch.float32 == torch.float, torch.float32.is_floating_point, torch.finfo(torch.float32).max, torch.finfo(torch.float16).min, torch.iinfo(torch.int32).max, torch.float16.is_complex)
print(torch.device('cuda:0'), torch.device('cpu').type, torch.device('cuda', 1).index, torch.device('cpu') == torch.device('cpu'), repr(torch.device('cpu')))
with torch.no_grad():
    print(torch.is_grad_enabled())
print(torch.is_grad_enabled(), torch.Size([1, 2]), torch.Tensor(2, 3).shape, torch.Tensor([1, 2]).tolist(), torch.FloatTensor([1]).dtype, torch.LongTensor([1, 2]).dtype, torch.get_default_dtype())
q = x.clone()
d = x.detach()
print(q.shape, d.shape, x.data.shape, x.requires_grad, x.grad, x.is_leaf, x.contiguous().shape, x.is_floating_point(), torch.is_floating_point(i))
print(torch.broadcast_shapes((2, 1), (3,)), torch.result_type(i, 1.5), torch.promote_types(torch.int32, torch.float16), torch.numel(x))
w = torch.zeros(2, 2)
w.fill_(3)
w.zero_()
w.copy_(torch.ones(2, 2))
print(w.tolist(), w.add(1).tolist(), (w * torch.tensor([1., 2.])).tolist())
v = w.view(-1)
v[0] = 9
print(f'{torch.tensor(2.5):.2f}', f'{torch.tensor(3)}', torch.einsum('bij,bjk->bik', x, x.transpose(1, 2)).shape, torch.matmul(x, x.transpose(-1, -2)).shape)
print(torch.where(x > 0, x, -x).shape, torch.clamp(x, 0, 1).shape, x.clamp(min=0).shape, x.masked_fill(x == 0, float('-inf')).shape, torch.softmax(x, dim=-1).shape, F.softmax(x, 1).shape, x.softmax(-1).dtype)
print(torch.randn(2, 3).shape, torch.rand((2, 3)).shape, torch.randint(0, 10, (2,)).dtype, torch.full((2, 2), 7.0).tolist(), torch.eye(2).tolist(), torch.empty(0).shape, torch.randperm(4).shape)
print(x.element_size(), torch.tensor([[1.5, -2], [3, 4]]), torch.tensor([1e-5, 2]), torch.tensor([[True]]), torch.arange(30), torch.zeros(2, 2, 2), torch.tensor([1., float('inf')]), torch.zeros(2, dtype=torch.float64), torch.zeros(0, 3))
for row in torch.tensor([[1, 2], [3, 4]]):
    print(row.tolist())
