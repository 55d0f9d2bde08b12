// The model of an entry as the run worker gets it: plan, layers with their places, state_dict; and why some cannot be run.
import { describe, expect, it } from 'vitest';
import type { RunModel } from '../../../src/protocol/run';
import { startService } from '../../support/service';

const URI = 'file:///ws/model.py';
const TEXT = `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.pool = nn.MaxPool2d(2)
        self.head = nn.Linear(4 * 14 * 14, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.norm(self.conv(x))))
        return {'features': x, 'scores': self.head(x.flatten(1))}

class Rises(nn.Module):
    def forward(self, x):
        return x.view(3, 5)

class Turns(nn.Module):
    def forward(self, x):
        return x @ torch.linalg.eigh(x @ x.mT)[1]

class Renewed(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.utils.spectral_norm(nn.Conv2d(1, 4, 3))
        self.head = nn.utils.weight_norm(nn.Linear(26, 2))

    def forward(self, x):
        return self.head(self.conv(x))

Net()(torch.rand(1, 1, 28, 28))
Renewed()(torch.rand(1, 1, 28, 28))
Rises()(torch.rand(1, 1, 28, 28))
Turns()(torch.rand(4, 4))
`;

async function modelOf(entry: string): Promise<{ model: RunModel | null; message?: string; line?: number }> {
  const { service } = await startService();
  await service.setDocument({ uri: URI, version: 1, language: 'python', text: TEXT });
  const answer = await service.runModel(`${URI}#${entry}`);
  return answer.model ? answer : { model: null, message: answer.message, line: answer.place?.start.line };
}

describe('the model to run', () => {
  it('has layers with places and fields, its inputs, outputs and state_dict', async () => {
    const { model } = await modelOf('Net');
    expect(model?.layers.map(({ key, type, shape }) => `${key} ${type} ${shape.join('x')}`)).toEqual([
      'conv Conv2d 1x4x28x28', 'norm BatchNorm2d 1x4x28x28', 'relu relu 1x4x28x28', 'pool MaxPool2d 1x4x14x14',
      'flatten flatten 1x784', 'head Linear 1x10']);
    const conv = model?.layers[0];
    expect(TEXT.split('\n')[conv?.constructed?.start.line ?? 0]).toContain('self.conv = nn.Conv2d');
    expect(TEXT.split('\n')[conv?.place?.start.line ?? 0]).toContain('self.pool(torch.relu');
    expect(conv?.field).toMatchObject({ kind: 'window', axes: [2, 3], fields: [{ size: 3, stride: 1, padding: 1 }, { size: 3 }] });
    expect(model?.inputs).toMatchObject([{ name: 'x', shape: [1, 1, 28, 28], dtype: 'float32', assumed: false }]);
    expect(model?.outputs.map(({ path, shape }) => `${path} ${shape.join('x')}`)).toEqual(['features 1x4x14x14', 'scores 1x10']);
    expect(model?.stateDict.map(({ name }) => name)).toEqual(['conv.weight', 'conv.bias', 'norm.weight', 'norm.bias',
      'norm.running_mean', 'norm.running_var', 'norm.num_batches_tracked', 'head.weight', 'head.bias']);
  });

  it('is given at two sizes of the batch, for files that leave it open', async () => {
    const { service } = await startService();
    await service.setDocument({ uri: URI, version: 1, language: 'python', text: TEXT });
    const models = await service.batchModels(`${URI}#Net`);
    expect(models.map(({ model }) => [...model?.inputs ?? [], ...model?.outputs ?? []].map(({ shape }) => shape.join('x')))).toEqual([
      ['7x1x28x28', '7x4x14x14', '7x10'], ['11x1x28x28', '11x4x14x14', '11x10']]);
    expect(await service.batchModels(`${URI}#Rises`)).toMatchObject(Array.from({ length: 2 }, () => ({ model: null,
      message: expect.stringContaining('raises RuntimeError') as string })));
    expect(await service.batchModels(`${URI}#Gone`)).toHaveLength(1);
  });

  it('has no layers of what hooks make of weights', async () => {
    const { model } = await modelOf('Renewed');
    expect(model?.layers.map(({ op, module, shape }) => `${module} ${op} ${shape.join('x')}`)).toEqual([
      'conv conv2d 1x4x26x26', 'head linear 1x4x26x2']);
  });

  it('has another revision when what it computes changes, and only then', async () => {
    const { service } = await startService();
    const revisionOf = async (version: number, text: string): Promise<string | undefined> => {
      await service.setDocument({ uri: URI, version, language: 'python', text });
      return (await service.runModel(`${URI}#Net`)).model?.revision;
    };
    const first = await revisionOf(1, TEXT);
    expect(await revisionOf(2, `# a comment\n${TEXT}`)).toBe(first);
    expect(await revisionOf(3, TEXT.replace('padding=1', 'padding=1, stride=1'))).toBe(first);
    expect(await revisionOf(4, TEXT.replace('MaxPool2d', 'AvgPool2d'))).not.toBe(first);
  });

  it('is refused with the reason and its line', async () => {
    const raises = await modelOf('Rises');
    expect(raises.message).toContain("RuntimeError: shape '[3, 5]' is invalid for input of size 784");
    expect(TEXT.split('\n')[raises.line ?? 0]).toContain('x.view(3, 5)');
    expect((await modelOf('Turns')).message).toMatch(/cannot be run/);
    expect((await modelOf('Gone')).message).toMatch(/no longer in its file/);
  });
});
