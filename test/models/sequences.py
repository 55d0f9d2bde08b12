"""Models with a state: recurrent cells of convolutions over a clip, text out of images."""
from typing import List, Optional, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F


class StandardizedConv(nn.Conv2d):
    def forward(self, x):
        w = self.weight
        variance, mean = torch.var_mean(w, dim=[1, 2, 3], keepdim=True, unbiased=False)
        w = (w - mean) / torch.sqrt(variance + 1e-5)
        return F.conv2d(x, w, self.bias, self.stride, self.padding, self.dilation, self.groups)


class ConvLSTMCell(nn.Module):
    def __init__(self, inputs, hidden, kernel=3):
        super().__init__()
        self.hidden = hidden
        self.gates = nn.Conv2d(inputs + hidden, 4 * hidden, kernel, padding=kernel // 2)

    def forward(self, x, state=None):
        if state is None:
            zeros = x.new_zeros(x.size(0), self.hidden, *x.shape[2:])
            state = (zeros, zeros.clone())
        h, c = state
        i, f, o, g = self.gates(torch.cat([x, h], 1)).chunk(4, dim=1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
        return h, (h, c)


class Clip(nn.Module):
    def __init__(self):
        super().__init__()
        self.cells = nn.ModuleList([ConvLSTMCell(3, 8), ConvLSTMCell(8, 12)])
        self.out = StandardizedConv(12, 3, 3, padding=1)

    def forward(self, clip):
        states: List[Optional[Tuple]] = [None] * len(self.cells)
        outs = []
        for step in range(clip.shape[1]):
            x = clip[:, step]
            for n, cell in enumerate(self.cells):
                x, states[n] = cell(x, states[n])
            outs.append(self.out(x))
        return torch.stack(outs, dim=1)


class Reader(nn.Module):
    def __init__(self, symbols=37):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 32, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3, 1, 1), nn.BatchNorm2d(64), nn.ReLU(),
            nn.MaxPool2d((2, 1), (2, 1)), nn.Conv2d(64, 64, (8, 1)))
        self.lstm = nn.LSTM(64, 48, num_layers=2, bidirectional=True, batch_first=True)
        self.gru = nn.GRU(96, 20)
        self.fc = nn.Linear(20, symbols)

    def forward(self, x):
        x = self.cnn(x)
        assert x.size(2) == 1, 'the height must be used up'
        x, _ = self.lstm(x.squeeze(2).permute(0, 2, 1))
        x, h = self.gru(x.transpose(0, 1))
        return {'log_probs': F.log_softmax(self.fc(x), 2), 'hidden': h}
