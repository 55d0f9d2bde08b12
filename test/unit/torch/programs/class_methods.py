# Modules that class methods make: tables from tensors, synchronised norms.
import torch
from torch import nn

table = torch.arange(6.).reshape(3, 2)
frozen = nn.Embedding.from_pretrained(table)
print(frozen, frozen.weight.requires_grad, frozen(torch.tensor([0, 2])).shape, type(frozen.weight).__name__)
free = nn.Embedding.from_pretrained(table, freeze=False, padding_idx=0)
print(free, free.weight.requires_grad, free.num_embeddings, free.embedding_dim, free.padding_idx)
bag = nn.EmbeddingBag.from_pretrained(table, mode='sum')
print(bag, bag(torch.tensor([[0, 1]])).shape, bag.mode)
print(nn.EmbeddingBag(3, 2, padding_idx=0, max_norm=1.0), nn.Embedding(3, 2, 0), nn.Embedding(3, 2, max_norm=2, norm_type=1))
try:
    nn.Embedding.from_pretrained(torch.ones(3))
except AssertionError as error:
    print(error)


class Own(nn.Embedding):
    pass


class Text(nn.Module):
    def __init__(self, vectors):
        super().__init__()
        self.embedding = Own.from_pretrained(vectors, False)
        self.fc = nn.Linear(vectors.size(1), 4)

    def forward(self, x):
        return self.fc(self.embedding(x).mean(1))


net = Text(torch.randn(20, 5))
print(type(net.embedding).__name__, net(torch.zeros(3, 7, dtype=torch.long)).shape, sum(p.numel() for p in net.parameters()))

body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Sequential(nn.BatchNorm1d(2, affine=False), nn.ReLU()))
synced = nn.SyncBatchNorm.convert_sync_batchnorm(body)
print([type(m).__name__ for m in synced.modules()])
print([name for name, _ in synced.named_parameters()], [name for name, _ in synced.named_buffers()])
single = nn.SyncBatchNorm.convert_sync_batchnorm(nn.BatchNorm2d(3), None)
print(type(single).__name__, single.num_features, single.eps, single.momentum)
