# Batches that a collate function, a sampler or a sampler of batches of the program makes.
import torch
from torch.utils.data import BatchSampler, DataLoader, Dataset, Sampler, SequentialSampler, TensorDataset

points = TensorDataset(torch.zeros(10, 3), torch.zeros(10))


def named(batch):
    xs, ys = zip(*batch)
    return {'x': torch.stack(xs), 'y': torch.stack(ys), 'count': len(batch)}


first = next(iter(DataLoader(points, batch_size=4, collate_fn=named)))
print(first['x'].shape, first['y'].shape, first['count'])
pairs = next(iter(DataLoader(points, 2, collate_fn=lambda batch: tuple(zip(*batch)))))
print(len(pairs), len(pairs[0]), pairs[0][1].shape)


class Sounds(Dataset):
    def __len__(self):
        return 7

    def __getitem__(self, index):
        return {'sound': torch.zeros(1, 100), 'text': 'one'}


def widened(batch):
    for item in batch:
        item['sound'] = item['sound'].unsqueeze(0)
    return torch.cat([item['sound'] for item in batch]), [item['text'] for item in batch]


sounds, texts = next(iter(DataLoader(Sounds(), batch_size=3, collate_fn=widened)))
print(sounds.shape, texts)


class Backwards(Sampler):
    def __init__(self, data):
        self.data = data

    def __iter__(self):
        return iter(range(len(self.data) - 1, -1, -1))

    def __len__(self):
        return len(self.data)


class Pieces(Sampler):
    def __init__(self, data, size):
        self.data, self.size = data, size

    def __iter__(self):
        order = list(range(len(self.data)))
        for start in range(0, len(order), self.size):
            yield order[start:start + self.size]

    def __len__(self):
        return (len(self.data) + self.size - 1) // self.size


for loader in (DataLoader(points, 4, sampler=Backwards(points)), DataLoader(points, batch_sampler=Pieces(points, 3)),
               DataLoader(points, batch_sampler=BatchSampler(SequentialSampler(points), 5, False)),
               DataLoader(points, batch_sampler=BatchSampler(Backwards(points), 8, True)),
               DataLoader(points, batch_sampler=[[0, 1], [2, 3, 4]])):
    x, y = next(iter(loader))
    print(x.shape, y.shape, len(loader))
print(list(SequentialSampler(points)), list(BatchSampler(SequentialSampler(points), 4, False)))
print(list(BatchSampler(Backwards(points), 4, True)))
