// Modules around ops on axes: Identity, Flatten, Unflatten.
import { defineModule, isUnknown } from './op';
import { listOf } from './pool';
import { flatten, unflatten } from './view';

export const Identity = defineModule({
  path: 'torch.nn.Identity',
  schema: 'Identity(*any[] args)',
  doc: 'Gives back its input; takes and ignores any arguments. '
    + 'https://pytorch.org/docs/stable/generated/torch.nn.Identity.html',
  forward: (_, { input }) => input,
  samples: [{ call: 'nn.Identity()(a)', shapes: [[2, 3]] }, { call: 'nn.Identity(3, 4)(a)', shapes: [[]] }],
});

export const Flatten = defineModule({
  path: 'torch.nn.Flatten',
  schema: 'Flatten(int start_dim=1, int end_dim=-1)',
  doc: 'Runs axes together, the batch axis excepted. https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html',
  forward: ({ args }, { input }, apply) => apply(flatten, { input, start_dim: args.start_dim, end_dim: args.end_dim }).first,
  samples: [
    { call: 'nn.Flatten()(a)', shapes: [[2, 3, 4]] }, { call: 'nn.Flatten(0, 1)(a)', shapes: [[2, 3, 4]] },
    { call: 'nn.Flatten()(a)', shapes: [[3]] },
    { call: 'nn.Flatten(2, 1)(a)', shapes: [[2, 3, 4]] },
  ],
});

export const Unflatten = defineModule({
  path: 'torch.nn.Unflatten',
  schema: 'Unflatten(int dim, int|int[]|float|str unflattened_size)',
  doc: 'Splits one axis into several. https://pytorch.org/docs/stable/generated/torch.nn.Unflatten.html',
  state({ unflattened_size }, rule) {
    // What is not known may be all sizes together.
    if (!Array.isArray(unflattened_size) && !isUnknown(unflattened_size)) rule.raise('TypeError',
      `unflattened_size must be a tuple of ints, but found type ${typeName(unflattened_size)}`);
    return {};
  },
  forward: ({ args: { dim, unflattened_size: sizes } }, { input }, apply) => (isUnknown(sizes) ? sizes
    : apply(unflatten, { input, dim, sizes: Array.isArray(sizes) ? listOf(sizes) : [] }).first),
  samples: [
    { call: 'nn.Unflatten(1, (2, 3))(a)', shapes: [[2, 6]] },
    { call: 'nn.Unflatten(-1, (-1, 2))(a)', shapes: [[2, 6]] }, { call: 'nn.Unflatten(1, (2, 2))(a)', shapes: [[2, 6]] },
    { call: 'nn.Unflatten(3, (2, 3))(a)', shapes: [[2, 6]] }, { call: 'nn.Unflatten(1, 6)(a)', shapes: [[2, 6]] },
  ],
});
const typeName = (value: unknown): string => (typeof value === 'number' ? 'float' : typeof value === 'string' ? 'str' : 'int');
