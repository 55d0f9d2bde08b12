// Reparametrised weights: what torch.nn.utils.weight_norm computes before each call of its module.
import { aroundAxis } from '../tensor/broadcast';
import { castElement } from '../tensor/round';
import { defineOp } from './op';
import { broadcast, plainAxis, resultOf } from './rules';

export const weight_norm = defineOp({
  schema: '_weight_norm(Tensor v, Tensor g, int dim=0) -> Tensor',
  paths: ['torch._weight_norm'],
  doc: 'g · v / ‖v‖ with a norm for each position along dim, or one of all elements where dim is -1. '
    + 'https://pytorch.org/docs/stable/generated/torch.nn.utils.weight_norm.html',
  shape: ({ v, g }, rule) => ({ shape: broadcast(rule, v.shape, g.shape), dtype: resultOf(v, g) }),
  receptiveField: () => 'global',
  eval({ v, g, dim }, [out]) {
    const data = v.data ?? [];
    const { size, after } = dim === -1 ? { size: 1, after: data.length } : aroundAxis(v.shape, plainAxis(dim, v.shape.length));
    const group = (i: number): number => Math.floor(i / after) % size;
    const squares = Array.from({ length: size }, () => 0);
    for (const [i, x] of data.entries()) squares[group(i)] += x * x;
    return [data.map((x, i) => castElement(x * (g.data?.[group(i)] ?? NaN) / Math.sqrt(squares[group(i)]), out.dtype))];
  },
  samples: [
    { call: 'torch._weight_norm(a, b, 0)', shapes: [[4, 3, 2], [4, 1, 1]] },
    { call: 'torch._weight_norm(a, b, 1)', shapes: [[4, 3, 2], [1, 3, 1]] },
    { call: 'torch._weight_norm(a, b, 2)', shapes: [[4, 3, 2], [1, 1, 2]] },
    { call: 'torch._weight_norm(a, b, -1)', shapes: [[4, 3], []] },
    { call: 'torch._weight_norm(v=a, g=b)', shapes: [[4, 3], [4, 1]] },
  ],
});
