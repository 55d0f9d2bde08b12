// What the rules of linear algebra ask of their matrices, in PyTorch's words.
import { showDim } from '../tensor/dim';
import { isIntegral, scalarTypeOf } from '../tensor/dtype';
import type { Dim, Tensor } from '../tensor/value';
import type { RuleContext } from './op';

export function requireSquare(name: string, input: Tensor, rule: RuleContext): Dim {
  if (input.shape.length < 2) rule.raise('RuntimeError',
    `${name}: The input tensor A must have at least 2 dimensions.`);
  const one = rule.dim(1);
  const [n = one, m = one] = input.shape.slice(-2);
  rule.require(rule.equal(n, m), () => `${name}: A must be batches of square matrices, but they are`
    + ` ${showDim(n)} by ${showDim(m)} matrices`, [n, m]);
  return n;
}
/** Kernels of LAPACK know no integers and no half precision. */
export function requireFloating(name: string, input: Tensor, rule: RuleContext): void {
  if (isIntegral(input.dtype)) rule.raise('RuntimeError',
    `${name}: Expected a floating point or complex tensor as input. Got ${scalarTypeOf(input.dtype)}`);
  if (['float16', 'bfloat16'].includes(input.dtype)) rule.raise('RuntimeError',
    `${name}: Low precision dtypes not supported. Got ${scalarTypeOf(input.dtype)}`);
}
export const batchOf = (input: Tensor): readonly Dim[] => input.shape.slice(0, -2);

export function sidesOf(input: Tensor, rule: RuleContext, name: string): { n: Dim; m: Dim; least: Dim } {
  if (input.shape.length < 2) rule.raise('RuntimeError',
    `${name}: The input tensor A must have at least 2 dimensions.`);
  const one = rule.dim(1);
  const [n = one, m = one] = input.shape.slice(-2);
  return { n, m, least: rule.map((a, b) => Math.min(a, b), n, m) };
}
