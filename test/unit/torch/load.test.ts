import { expect, test } from 'vitest';
import { FALLBACK_MODULES, TORCH_MODULES, tensorType, moduleType } from '../../../src/interp/torch/index';

test('the package loads', () => {
  expect(TORCH_MODULES.has('torch.nn.functional')).toBe(true);
  expect(FALLBACK_MODULES.has('d2l.torch')).toBe(true);
  expect(tensorType.attrs.has('view')).toBe(true);
  expect(moduleType.attrs.has('__call__')).toBe(true);
});
