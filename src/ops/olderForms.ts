// Signatures that PyTorch still takes from older versions: numbers before the tensors that they multiply.
import { add, sub } from './elementwise';
import { addcdiv, addcmul } from './elementwiseMath';
import { addmm } from './matmul';
import { defineOp } from './op';
import { both, fn, method } from './rules';

const SCALED = 'scaled(Tensor input, Scalar alpha, Tensor other) -> Tensor';
/** `p.add_(-lr, gradient)` */
const scaledFirst = (op: typeof add | typeof sub, name: string) => defineOp({
  schema: SCALED.replace('scaled', name) as typeof SCALED,
  paths: both(name),
  doc: op.doc,
  inplace: true,
  shape: (args, rule) => op.shape(args, rule),
  receptiveField: () => 'pointwise',
  eval: (args, out) => op.eval?.(args, out) ?? [],
  complex: 'linear',
  lower: (args, out) => op.lower?.(args, out) ?? null,
  samples: [{ call: `torch.${name}(a, 2, b)`, shapes: [[2, 3], [3]] }, { call: `a.clone().${name}_(-0.5, b)`, shapes: [[3],
    [3]] }],
});
export const add_scaled = scaledFirst(add, 'add');
export const sub_scaled = scaledFirst(sub, 'sub');

const NUMBERS = 'numbers(Tensor input, Scalar other, Scalar alpha) -> Tensor';
/** Of a number the factor may stand behind it without its name. */
const ofNumbers = (op: typeof add | typeof sub, name: string) => defineOp({
  schema: NUMBERS.replace('numbers', name) as typeof NUMBERS,
  paths: both(name),
  doc: op.doc,
  inplace: true,
  shape: (args, rule) => op.shape(args, rule),
  receptiveField: () => 'pointwise',
  eval: (args, out) => op.eval?.(args, out) ?? [],
  complex: 'linear',
  lower: (args, out) => op.lower?.(args, out) ?? null,
  samples: [{ call: `a.${name}(0.5, 2)`, shapes: [[2, 3]] }, { call: `torch.${name}(a, b, 2)`, shapes: [[3], [3]] }],
});
export const add_number = ofNumbers(add, 'add');
export const sub_number = ofNumbers(sub, 'sub');

const COMBINED = 'combined(Tensor input, Scalar value, Tensor tensor1, Tensor tensor2) -> Tensor';
const combinedFirst = (op: typeof addcmul, name: string) => defineOp({
  schema: COMBINED.replace('combined', name) as typeof COMBINED,
  paths: both(name),
  doc: op.doc,
  inplace: true,
  shape: (args, rule) => op.shape(args, rule),
  receptiveField: () => 'pointwise',
  eval: (args, out) => op.eval?.(args, out) ?? [],
  lower: (args, out) => op.lower?.(args, out) ?? null,
  samples: [{ call: `torch.${name}(a, 2, b, c)`, shapes: [[2, 3], [3], [3]] },
    { call: `a.clone().${name}_(0.5, b, c)`, shapes: [[3], [3], [3]] }],
});
export const addcmul_value = combinedFirst(addcmul, 'addcmul');
export const addcdiv_value = combinedFirst(addcdiv, 'addcdiv');

type Addmm = 'addmm(Scalar beta, Tensor input, Scalar alpha=1, Tensor mat1, Tensor mat2) -> Tensor';
/** beta and alpha, or beta alone, before the matrices; of the function beta comes before the input. */
const factorsFirst = (schema: string, paths: readonly string[], call: string) => defineOp({
  schema: schema as Addmm,
  paths,
  doc: addmm.doc,
  inplace: true,
  shape: (args, rule) => addmm.shape(args, rule),
  macs: (args, out) => addmm.macs?.(args, out) ?? 0,
  receptiveField: (args, out) => addmm.receptiveField?.(args, out) ?? 'global',
  eval: ({ alpha = 1, ...args }, out) => addmm.eval?.({ ...args, alpha }, out) ?? [],
  lower: ({ alpha = 1, ...args }, out) => addmm.lower?.({ ...args, alpha }, out) ?? null,
  samples: [{ call, shapes: [[2, 4], [2, 3], [3, 4]] }],
});
export const addmm_factors = factorsFirst('addmm(Scalar beta, Tensor input, Scalar alpha, Tensor mat1, Tensor mat2) -> Tensor',
  fn('addmm'), 'torch.addmm(2, a, 3, b, c)');
export const addmm_factor = factorsFirst('addmm(Scalar beta, Tensor input, Tensor mat1, Tensor mat2) -> Tensor',
  fn('addmm'), 'torch.addmm(2, a, b, c)');
export const addmm_factors_method = factorsFirst(
  'addmm(Tensor input, Scalar beta, Scalar alpha, Tensor mat1, Tensor mat2) -> Tensor',
  method('addmm'), 'a.addmm(2, 3, b, c)');
export const addmm_factor_method = factorsFirst('addmm(Tensor input, Scalar beta, Tensor mat1, Tensor mat2) -> Tensor',
  method('addmm'), 'a.clone().addmm_(2, b, c)');
