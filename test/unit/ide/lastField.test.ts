// The receptive field in the line above a model: of what has positions, so that gates over the whole map are not left out.
import { expect, it } from 'vitest';
import { lastField } from '../../../src/ide/codeLenses';
import { analyser, openWorkspace } from '../../support/analyse';

const TEXT = `
import torch.nn as nn
conv = [nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 3)]
head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2)]
class Gated(nn.Module):
    def __init__(self, *after):
        super().__init__()
        self.first, self.gate, self.after = nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Sequential(*after)
    def forward(self, x):
        x = self.first(x)
        return self.after(x * self.gate(x))
plain = nn.Sequential(*conv)
classifier = nn.Sequential(*conv, *head)
gated = Gated(nn.Conv2d(8, 8, 3))
gated_classifier = Gated(nn.Conv2d(8, 8, 3), *head)
`;

it.each([['plain', 5], ['classifier', 5], ['gated', 'global'], ['gated_classifier', 'global']])('of %s is %s', async (entry, expected) => {
  const { trace } = analyser(await openWorkspace(), TEXT)(entry, '1x3x16x16');
  const field = lastField(trace);
  expect(field?.kind === 'window' ? field.fields.map(({ size }) => Number(size)) : field?.kind)
    .toEqual(expected === 'global' ? expected : [expected, expected]);
});
