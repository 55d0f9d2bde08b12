// Which op each Python operator of tensors is.
// A table only.
import { findOps } from '../../ops/index';
import { parseSchema } from '../../ops/schema';

const arithmetic: readonly (readonly [string, string])[] = [
  ['add', 'torch.add'], ['sub', 'torch.sub'], ['mul', 'torch.mul'], ['truediv', 'torch.div'],
    ['floordiv', 'torch.floor_divide'],
  ['mod', 'torch.remainder'], ['pow', 'torch.pow'], ['matmul', 'torch.matmul'], ['and', 'torch.bitwise_and'],
    ['or', 'torch.bitwise_or'],
  ['xor', 'torch.bitwise_xor'], ['lshift', 'torch.bitwise_left_shift'], ['rshift', 'torch.bitwise_right_shift'],
];
const comparisons: readonly (readonly [string, string])[] = [
  ['eq', 'torch.eq'], ['ne', 'torch.ne'], ['lt', 'torch.lt'], ['le', 'torch.le'], ['gt', 'torch.gt'],
    ['ge', 'torch.ge'],
];
const takesNumber = (path: string): boolean =>
  findOps(path).some((op) => parseSchema(op.schema).params[0]?.types.some((type) => type.base === 'Scalar') ?? false);

export const opsForOperator = {
  arithmetic, comparisons, numberFirst: new Set(arithmetic.map(([, path]) =>
    path).filter(takesNumber)) as ReadonlySet<string>,
};
