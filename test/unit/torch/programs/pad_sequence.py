# Sequences are padded to the longest, in the type of the first.
import torch
from torch.nn.utils.rnn import pad_sequence, unpad_sequence

a, b, c = torch.ones(2, 3), torch.ones(4, 3), torch.ones(1, 3)
print(pad_sequence([a, b, c]).shape, pad_sequence((a, b, c), batch_first=True, padding_value=-1.5).shape)
print(pad_sequence(torch.ones(2, 3, 4)).shape, pad_sequence(x for x in (a, b)).shape)
print(pad_sequence([torch.tensor([1, 2]), torch.tensor([0.5, 1.5, 2.5])], True, 7).tolist())
print(pad_sequence([torch.zeros(2, 3), torch.ones(1, 1)], True).tolist())
for wrong in ([], [torch.ones(1, 2), torch.ones(3, 3)], [torch.tensor(1.), torch.ones(2)]):
    try:
        pad_sequence(wrong)
    except (RuntimeError, IndexError) as error:
        print(type(error).__name__, error)
padded = pad_sequence([a, b, c])
print([x.shape for x in unpad_sequence(padded, torch.tensor([2, 4, 1]))], padded.shape)
