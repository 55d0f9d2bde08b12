// What view says of tensors that do not lie in memory as the new shape needs them; op samples hold the single cases.
import { describe, expect, it } from 'vitest';
import { runPython } from './running';

const RAISES = "RuntimeError: view size is not compatible with input tensor's size and stride (at least one dimension spans across"
  + ' two contiguous subspaces). Use .reshape(...) instead.';
const START = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\nx = torch.randn(2, 3, 4, 4)\n';
const raised = async (text: string): Promise<readonly string[]> => (await runPython(START + text)).raised;

describe('view', () => {
  it.each(['nn.Conv2d(3, 8, 3)(x).permute(0, 2, 3, 1).view(2, -1)', 'F.relu(nn.Conv2d(3, 8, 3)(x)).transpose(1, 2).view(-1)',
    'x.flatten(2).transpose(1, 2).view(2, 48)', '(x.transpose(1, 2) + x.mean(1)[:, :, None]).add_(1).view(-1)',
    'torch.cat([x, x], 1).transpose_(0, 1).view(-1)',
    'nn.LayerNorm(3)(x.permute(0, 2, 3, 1).contiguous()).permute(0, 3, 1, 2).view(2, -1)'])('refuses %s', async (text) => {
    expect(await raised(`y = ${text}`)).toEqual([RAISES]);
  });
  it.each(['x.permute(0, 2, 3, 1).contiguous().view(2, -1)', 'x.permute(0, 2, 3, 1).reshape(2, -1).view(-1)',
    'x.permute(0, 2, 3, 1).view(2, 16, 3)', 'nn.Linear(4, 5)(x.transpose(1, 2)).view(-1)',
    'x.mean((2, 3), keepdim=True).transpose(1, 2).view(2, -1)'])('takes %s', async (text) => {
    expect(await raised(`y = ${text}`)).toEqual([]);
  });
  it('accuses nobody where the order in memory is not certain', async () => {
    expect(await raised('y = x.to(memory_format=torch.channels_last).permute(0, 2, 3, 1).view(2, -1)')).toEqual([]);
    expect(await raised('y = x.contiguous(memory_format=torch.channels_last).permute(0, 2, 3, 1).view(2, -1)')).toEqual([]);
    expect(await raised('m = nn.Conv2d(3, 8, 3).to(memory_format=torch.channels_last)\ny = m(x).permute(0, 2, 3, 1).view(2, -1)')).toEqual([]);
    expect(await raised('w = nn.Parameter(torch.randn(3, 4).t())\ny = w.t().view(-1)')).toEqual([]);
    expect(await raised('y = torch.empty(3, 4)\ny.copy_(torch.randn(4, 3).t())\nz = y.view(-1)')).toEqual([]);
    expect(await raised('y = x.clone()\ny.data = x.transpose(0, 1)\nz = y.transpose(0, 1).view(-1)')).toEqual([]);
  });
});

it('finds torch in the namespaces that import it', async () => {
  expect((await runPython('import torch\nprint(torch.sparse.torch.eye(2).shape, torch.nn.functional.torch is torch)')).printed)
    .toEqual(['torch.Size([2, 2]) True']);
  expect((await runPython('import torch\nprint(hasattr(torch.nn, "torch"))')).printed).toEqual(['False']);
});
