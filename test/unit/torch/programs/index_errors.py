# What stands in brackets is counted before it is looked at; the letters of a text count one by one.
import torch


def tried(read):
    try:
        print(tuple(read().shape))
    except (IndexError, TypeError, RuntimeError) as error:
        print(type(error).__name__, error)


number, box = torch.tensor(1.0), torch.zeros(2, 3, 4)
for index in (1.5, slice(0, 1), slice(0.5, 1), torch.tensor(0), (1.5, 1), (slice(0.5, 1), 0), 'a', '', 0):
    tried(lambda: number[index])
for index in (1.5, slice(0.5, 1), (0, 0, 0, 'a'), (0, 1.5), '', 'a', 'abc', 'abcd', 'loss', 'a' * 31, 'a' * 32):
    tried(lambda: box[index])
for dtype in (torch.int64, torch.float16, torch.bfloat16, torch.bool, torch.complex64, torch.uint8, torch.float64):
    tried(lambda: box.to(dtype).expand(2, 3))
kept = torch.zeros(2, 1, 3, dtype=torch.int64)


def written(value):
    kept[1] = value
    return kept


tried(lambda: written(box.long()))
tried(lambda: torch.masked_select(box, torch.zeros(5)))
