// What a model is called: by the function that builds it, also behind decorators.
import { expect, it } from 'vitest';
import { analyser, openWorkspace } from '../../support/analyse';

const TEXT = `
import functools
import torch.nn as nn

def register(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)
    return wrapper

@register
def small(**kwargs):
    return nn.Conv2d(3, 8, 3)

plain = small
`;

it.each(['small', 'small()', 'plain'])('%s is called small', async (entry) => {
  const analyse = analyser(await openWorkspace(), TEXT);
  expect(analyse(entry, '1x3x8x8').trace.model).toBe('small');
});
