import collections

import numpy as np
import torch
from torch.utils.data import (BatchSampler, ConcatDataset, DataLoader, Dataset, IterableDataset, SequentialSampler, Subset,
                              TensorDataset, random_split)
from torch.utils.data.dataloader import default_collate


def show(value):
    if isinstance(value, torch.Tensor):
        return f'{tuple(value.shape)} {value.dtype}'
    if isinstance(value, dict):
        return {key: show(item) for key, item in value.items()}
    if hasattr(value, '_fields'):
        return type(value).__name__, [show(item) for item in value]
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [show(item) for item in value]
    return repr(value)


class Items(Dataset):
    def __init__(self, item, length=10):
        self.item, self.length = item, length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        return self.item


Pair = collections.namedtuple('Pair', 'image label')


def first(loader):
    print(show(next(iter(loader))), len(loader))


first(DataLoader(Items(torch.rand(3, 8, 6)), batch_size=4))
first(DataLoader(Items((torch.rand(3, 8, 6), 7)), batch_size=4, shuffle=True, num_workers=0, drop_last=True))
first(DataLoader(Items([torch.rand(2, dtype=torch.float64), 1.5, True]), 3))
first(DataLoader(Items({'a': torch.zeros(2, 2).long(), 'b': [1, torch.rand(5)], 'c': {'d': torch.zeros(1, dtype=torch.uint8)}}), 2))
first(DataLoader(Items(Pair(torch.rand(3, 4), 2)), batch_size=5))
first(DataLoader(Items(np.zeros((4, 5), dtype=np.float32)), batch_size=2))
first(DataLoader(Items((np.arange(3), np.zeros(2))), batch_size=2))
first(DataLoader(Items(np.zeros((4, 5))), batch_size=None))
first(DataLoader(Items((torch.rand(2), 3)), batch_size=None))
first(DataLoader(Items(torch.rand(2), 3), batch_size=8))
first(DataLoader(Items(torch.rand(2), 7), batch_size=7))
first(DataLoader(Items(torch.rand(()), 7), batch_size=2))
first(DataLoader(TensorDataset(torch.rand(12, 1, 28, 28), torch.arange(12)), batch_size=5))
first(DataLoader(Subset(Items(torch.rand(3)), [4, 5, 6]), batch_size=2))
first(DataLoader(ConcatDataset([Items(torch.rand(3)), Items(torch.rand(3), 4)]), batch_size=4))
first(DataLoader(Items(torch.rand(3)) + Items(torch.rand(3), 4), batch_size=4))
part, other = random_split(Items(torch.rand(3)), [7, 3])
first(DataLoader(part, batch_size=2))
first(DataLoader(other, batch_size=2, drop_last=True))
first(DataLoader(Items(torch.rand(3)), batch_sampler=BatchSampler(SequentialSampler(range(10)), 4, False)))
print(show(default_collate([(torch.rand(2), 1), (torch.rand(2), 2)])))


class Stream(IterableDataset):
    def __iter__(self):
        yield torch.rand(3, 4), 1
        yield torch.rand(3, 4), 0


print(show(next(iter(DataLoader(Stream(), batch_size=2)))))
print(list(DataLoader(Items(torch.rand(3), 0), batch_size=2)), len(DataLoader(Items(1, 9), batch_size=2, drop_last=True)))

one = DataLoader(Items(torch.rand(2, 3), 4), batch_size=4)
for number, batch in enumerate(one):
    print(number, show(batch))
print(len([batch for batch in one]), [show(a) for a, b in zip(one, range(5))])
try:
    DataLoader(Items(1), sampler=SequentialSampler(range(10)), shuffle=True)
except ValueError as error:
    print(error)
loader = DataLoader(Items(1), batch_size=6)
print(loader.batch_size, loader.drop_last, loader.num_workers, loader.pin_memory, len(loader.dataset))
