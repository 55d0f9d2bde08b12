// Elements that something else may have written, and tensors that an unmodelled method writes, are unknown: never what they were.
import { expect, it } from 'vitest';
import { runPython } from './running';

const HEAD = 'import numpy as np\nimport torch\n';
it.each([
  ['a tensor whose array is written', 'x = torch.arange(3)\nh = x.numpy()\nh[1] = 5\nprint(x.tolist(), h.tolist())', '<unknown> [0, 5, 2]'],
  ['an array whose tensor is written', 'x = torch.arange(3)\nh = x.numpy()\nx.add_(1)\nprint(x.tolist(), h.tolist())', '[1, 2, 3] <unknown>'],
  ['an array that became a tensor', 'h = np.arange(3)\nx = torch.from_numpy(h)\nx[0] = 4\nprint(x.tolist(), h.tolist())', '[4, 1, 2] <unknown>'],
  ['a tensor of a row of an array', 'h = np.arange(6).reshape(2, 3)\nx = torch.from_numpy(h[0])\nh[0, 1] = 9\nprint(x.tolist())', '<unknown>'],
  ['a tensor that a method writes which is not modelled', 'x = torch.arange(3)\nx.map2_(x, x, lambda a, b, c: a)\nprint(x.shape)', '<unknown>'],
  ['a view of a tensor that was made smaller', 'x = torch.arange(4)\nv = x[2:]\nx.resize_(2).add_(1)\nprint(x.tolist(), v.tolist())', '[1, 2] <unknown>'],
])('%s', async (_, text, printed) => {
  expect(await runPython(HEAD + text)).toMatchObject({ printed: [printed], raised: [] });
});
