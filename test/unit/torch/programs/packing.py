import torch, inspect
from torch import nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, PackedSequence, pad_sequence
def show(name, f):
    try: print(name, f())
    except Exception as e: print(name, type(e).__name__, e)
def rnn():
    l = nn.LSTM(4, 6, batch_first=True, bidirectional=True)
    x = torch.zeros(3, 7, 4)
    p = pack_padded_sequence(x, [7, 5, 2], batch_first=True)
    print(type(p).__name__, p.data.shape, p.batch_sizes)
    o, (h, c) = l(p)
    print(type(o).__name__, o.data.shape, h.shape, c.shape)
    y, n = pad_packed_sequence(o, batch_first=True)
    return y.shape, n
show('rnn', rnn)
def rnn2():
    l = nn.GRU(4, 6)
    x = torch.zeros(7, 3, 4)
    p = pack_padded_sequence(x, torch.tensor([2, 7, 5]), enforce_sorted=False)
    o, h = l(p)
    y, n = pad_packed_sequence(o)
    return o.data.shape, h.shape, y.shape, n
show('rnn2', rnn2)
show('pad', lambda: pad_sequence([torch.zeros(3, 2), torch.zeros(5, 2)], batch_first=True).shape)

def rnn3():
    l = nn.LSTM(4, 6, num_layers=2, bidirectional=True)
    x = torch.zeros(7, 3, 4)
    p = pack_padded_sequence(x, [7, 5, 5])
    h0 = (torch.zeros(4, 3, 6), torch.zeros(4, 3, 6))
    o, (h, c) = l(p, h0)
    y, n = pad_packed_sequence(o, total_length=9)
    return y.shape, n, h.shape, c.shape, o.batch_sizes
show('rnn3', rnn3)
def wrong():
    return pack_padded_sequence(torch.zeros(7, 3, 4), [2, 5, 5])
show('wrong', wrong)
a = torch.arange(12.).reshape(2, 3, 2)
p = pack_padded_sequence(a, [3, 1], batch_first=True)
print(p.data.tolist(), p.sorted_indices)
q = pack_padded_sequence(a, torch.tensor([1, 3]), batch_first=True, enforce_sorted=False)
print(q.data.tolist(), q.sorted_indices, q.unsorted_indices)
y, n = pad_packed_sequence(q, batch_first=True, padding_value=-1)
print(y.tolist(), n.tolist())
