// The arithmetic in a layer's hover: one line for a layer of one op; where it is made of several, each line says whose it is.
import { expect, it } from 'vitest';
import { startService } from '../../support/service';

const TEXT = `import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.attend, self.out = nn.MultiheadAttention(8, 2, batch_first=True), nn.Linear(8, 3)
    def forward(self, x):
        return self.out(self.attend(x, x, x)[0])
`;

it.each([['attend(x', '- linear: 8 = 8 in, 24 out'], ['out(self', '- 8 = 8 in, 3 out']])('of %s', async (part, line) => {
  const { service } = await startService();
  const uri = 'file:///ws/net.py';
  await service.setDocument({ uri, version: 1, language: 'python', text: TEXT });
  expect((await service.hover(uri, TEXT.indexOf(part) + 1))?.markdown).toContain(line);
});
