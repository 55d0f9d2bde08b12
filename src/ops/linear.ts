// linear and bilinear with their modules.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { scalarTypeOf } from '../tensor/scalarType';
import { castElement } from '../tensor/round';
import type { Dim, Tensor } from '../tensor/value';
import { defineModule, defineOp, type RuleContext, type Sample } from './op';
import { resetBilinear, resetByFan } from './reset';
import { product, range } from './rules';
import { productType } from './windows';

const docs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });
const isHalf = (t: Tensor): boolean => t.dtype === 'float16' || t.dtype === 'bfloat16';

/** PyTorch multiplies the rows of all leading axes as one matrix; that is the matrix its message shows. */
function checkProduct(input: Tensor, weight: Tensor, rule: RuleContext): void {
  const columns = input.shape[input.shape.length - 1];
  const rows = product(input.shape.slice(0, -1));
  const [outputs, inner] = weight.shape;
  if (weight.shape.length === 1) {
    rule.require(rule.equal(columns, outputs),
      () => `size mismatch, got ${showDim(rows)}, ${showDim(rows)}x${showDim(columns)},${showDim(outputs)}`,
      [columns, outputs]);
    return;
  }
  rule.require(rule.equal(columns, inner), () =>
    `mat1 and mat2 shapes cannot be multiplied `
      + `(${showDim(rows)}x${showDim(columns)} and ${showDim(inner)}x${showDim(outputs)})`, [columns, inner]);
}

function checkBias(input: Tensor, bias: Tensor, outputs: Dim, rule: RuleContext): void {
  const rank = input.shape.length;
  const size = bias.shape[0] ?? rule.dim(1);
  const fits = rule.test((n) => n === 1, size) === true ? true : rule.equal(size, outputs);
  const fused = rank === 2 || rank === 3;
  rule.require(fits, () => (fused
    ? `The expanded size of the tensor (${showDim(outputs)}) must match the existing size (${showDim(size)}) at `
      + `non-singleton dimension 1.  Target sizes: ${showShape([product(input.shape.slice(0, -1)), outputs])}.  Tensor `
        + `sizes: ${showShape(bias.shape)}`
    : `The size of tensor a (${showDim(outputs)}) must match the size of tensor b (${showDim(size)}) at non-singleton `
      + `dimension ${rank - 1}`), [size, outputs]);
}

export const linear = defineOp({
  schema: 'linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor',
  paths: ['torch.nn.functional.linear', 'torch._C._nn.linear'],
  doc: 'input · weightᵀ + bias along the last axis. https://pytorch.org/docs/stable/generated/torch.nn.functional.linear.html',
  shape({ input, weight, bias }, rule) {
    const [rank, axes] = [input.shape.length, weight.shape.length];
    rule.require(axes <= 2, () => `t() expects a tensor with <= 2 dimensions, but self is ${axes}D`);
    rule.require(rank > 0 && axes > 0,
      () => `both arguments to matmul need to be at least 1D, but they are ${rank}D and ${axes}D`);
    const fused = bias !== null && (rank === 2 || rank === 3);
    if (fused && bias) {
      const typed = input.dtype === weight.dtype || isHalf(input) || isHalf(weight);
      // The bias is expanded before the product is tried.
      rule.require(axes === 2, () => 'mat2 must be a matrix, got 1-D tensor', weight.shape);
      if (rule.equal(input.shape[rank - 1], weight.shape[axes - 1]) !== false) checkBias(input, bias, weight.shape[0], rule);
      rule.require(typed, () => 'mat1 and mat2 must have the same dtype');
    }
    checkProduct(input, weight, rule);
    const typed = input.dtype === weight.dtype || isHalf(input) || isHalf(weight);
    rule.require(typed, () => `expected scalar type ${scalarTypeOf(input.dtype)} but found ${scalarTypeOf(weight.dtype)}`);
    if (bias && !fused && axes === 2) checkBias(input, bias, weight.shape[0], rule);
    return { shape: [...input.shape.slice(0, -1), ...(axes === 2 ? [weight.shape[0]] : [])],
      dtype: productType(input, weight) };
  },
  macs: ({ weight }, out) => plainNumel(out.shape) * weight.shape[weight.shape.length - 1],
  receptiveField: ({ input }, out) => {
    const last = input.shape.length - 1;
    return range(out.shape.length).map((axis) => (axis === last ? { kind: 'all', axis } : { kind: 'same', axis }));
  },
  eval({ input, weight, bias }, [out]) {
    const inner = weight.shape[weight.shape.length - 1];
    const outputs = weight.shape.length === 2 ? weight.shape[0] : 1;
    const [x, w, b] = [input.data ?? [], weight.data ?? [], bias?.data];
    const element = (row: number, o: number): number => {
      let sum = b ? b[b.length === 1 ? 0 : o] : 0;
      for (let k = 0; k < inner; k++) sum += x[row * inner + k] * w[o * inner + k];
      return castElement(sum, out.dtype);
    };
    return [range(plainNumel(out.shape)).map((i) => element(Math.floor(i / outputs), i % outputs))];
  },
  // A bias of one element for all outputs is left to the reference kernel.
  lower: ({ weight: { shape }, bias }) => (shape.length === 2 && (!bias || bias.shape.at(-1) === shape[0])
    ? { inputs: ['input', 'weight', 'bias'], kernel: 'linear' } : null),
  explain: ({ input, weight }, out) => {
    const inner = weight.shape[weight.shape.length - 1];
    return `${input.shape[input.shape.length - 1]} = ${inner} in, ${out.shape[out.shape.length - 1]} out`;
  },
  samples: [
    s('F.linear(a, b)', [2, 3], [4, 3]), s('F.linear(a, b, c)', [2, 2, 3], [4, 3], [4]),
    s('F.linear(a, b, c)', [3], [4, 3], [4]), s('F.linear(a, b)', [2, 3], [3]),
    s('F.linear(a, b)', [2, 3], [4, 2]), s('F.linear(a, b)', [2], [4, 3]), s('F.linear(a, b)', [2, 2], [3]),
    s('F.linear(a, b)', [2, 5, 3], [4, 2]),
    s('F.linear(a, b, c)', [2, 3], [4, 3], [5]), s('F.linear(a, b, c)', [2, 2, 3], [4, 3], [5]),
    s('F.linear(a, b, c)', [3], [4, 3], [5]),
    s('F.linear(a, b)', [2, 3], [2, 4, 3]), { call: 'F.linear(a, b)', shapes: [[2, 3], [4, 3]], dtypes: ['int64'] },
    { call: 'F.linear(a, b, c)', shapes: [[2, 3], [4, 3], [4]], dtypes: ['float64'] },
    s('F.linear(a, b, c)', [2, 2, 2, 3], [4, 3], [4]), s('F.linear(a, b, c)', [2, 3], [4, 3], [1]),
    s('F.linear(a, b, c)', [2, 2, 3], [4, 3], [1]),
  ],
});

export const bilinear = defineOp({
  schema: 'bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None) -> Tensor',
  paths: ['torch.nn.functional.bilinear', 'torch.bilinear'],
  doc: 'input1ᵀ · weight · input2 + bias along the last axis. '
    + 'https://pytorch.org/docs/stable/generated/torch.nn.functional.bilinear.html',
  shape({ input1, input2, weight, bias }, rule) {
    const rank = input1.shape.length;
    rule.require(rank === input2.shape.length,
      () => `bilinear(): input dimensions do not match: got ${rank} and ${input2.shape.length}`);
    for (let i = 0; i < rank - 1; i++) {
      const [a, b] = [input1.shape[i], input2.shape[i]];
      rule.require(rule.equal(a, b),
        () => `bilinear(): input batch dimensions do not match at dim ${i}: got ${showDim(a)} and ${showDim(b)}`, [a, b]);
    }
    const fits = (which: 1 | 2, size: Dim): void =>
      rule.require(rule.equal(size, weight.shape[which]),
        () => `bilinear(): input${which} size does not match weight size: got ${showDim(size)} but `
          + `expected ${showDim(weight.shape[which])}`, [size, weight.shape[which]]);
    fits(1, input1.shape[rank - 1]);
    fits(2, input2.shape[rank - 1]);
    if (bias) {
      const [size, outputs] = [bias.shape[0], weight.shape[0]];
      rule.require(rule.equal(size, outputs),
        () => `bilinear(): bias size does not match weight size: got ${showDim(size)} but expected ${showDim(outputs)}`,
        [size, outputs]);
    }
    return { shape: [...input1.shape.slice(0, -1), weight.shape[0]], dtype: input1.dtype };
  },
  receptiveField: (_, out) => range(out.shape.length)
    .map((axis) => (axis === out.shape.length - 1 ? { kind: 'all', axis } : { kind: 'same', axis })),
  eval({ input1, input2, weight, bias }, [out]) {
    const [outputs, n, m] = weight.shape;
    const [x, y, w] = [input1.data ?? [], input2.data ?? [], weight.data ?? []];
    const element = (row: number, o: number): number => {
      let sum = bias?.data?.[o] ?? 0;
      for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) sum += x[row * n + i] * w[(o * n + i) * m + j] * y[row * m + j];
      return castElement(sum, out.dtype);
    };
    return [range(plainNumel(out.shape)).map((i) => element(Math.floor(i / outputs), i % outputs))];
  },
  samples: [
    s('F.bilinear(a, b, c)', [2, 3], [2, 4], [5, 3, 4]),
    s('F.bilinear(a, b, c, d)', [2, 2, 3], [2, 2, 4], [5, 3, 4], [5]), s('F.bilinear(a, b, c)', [2, 3], [3, 4], [5, 3, 4]),
    s('F.bilinear(a, b, c)', [2, 3], [2, 4], [5, 4, 4]), s('F.bilinear(a, b, c)', [2, 3], [2, 4], [5, 3, 3]),
    s('F.bilinear(a, b, c, d)', [2, 3], [2, 4], [5, 3, 4], [6]), s('F.bilinear(a, b, c)', [2, 2, 3], [2, 4], [5, 3, 4]),
  ],
});

// ---- modules ----------------------------------------------------------------------------------------------------------

function requireNatural(shape: readonly Dim[], rule: RuleContext): void {
  const negative = shape.find((d) => rule.test((x) => x < 0, d) === true);
  if (negative) rule.raise('RuntimeError',
    `Trying to create tensor with negative dimension ${showDim(negative)}: ${showShape(shape)}`, [negative]);
}

export const Linear = defineModule({
  path: 'torch.nn.Linear',
  schema: 'Linear(int in_features, int out_features, bool bias=True, any device=None, dtype? dtype=None)',
  doc: `input · weightᵀ + bias along the last axis. ${docs('Linear')}`,
  reset: resetByFan,
  state({ in_features, out_features, bias, dtype }, rule) {
    const shape = [out_features, in_features];
    requireNatural(shape, rule);
    const type = dtype ?? undefined;
    return { weight: { shape, dtype: type }, bias: bias ? { shape: [out_features], dtype: type } : null };
  },
  forward: (self, { input }, apply) =>
    apply(linear, { input, weight: self.tensor('weight') ?? undefined, bias: self.tensor('bias') }).first,
  samples: [
    s('nn.Linear(3, 4)(a)', [2, 3]), s('nn.Linear(3, 4, bias=False)(a)', [2, 5, 3]), s('nn.Linear(3, 4)(a)', [3]),
    s('nn.Linear(3, 4)(a)', [2, 5]), s('nn.Linear(3, 4)(a)', [3, 2, 2, 2]),
    s('nn.Linear(3, 4)(a)', [5]), s('nn.Linear(3, -1)(a)', [5]),
    { call: 'nn.Linear(3, 4, dtype=torch.float64)(a)', shapes: [[2, 3]], dtypes: ['float64'] },
  ],
});
export const NonDynamicallyQuantizableLinear = defineModule({
  ...Linear,
  path: 'torch.nn.modules.linear.NonDynamicallyQuantizableLinear',
  schema: 'NonDynamicallyQuantizableLinear(int in_features, int out_features, bool bias=True, any device=None, \
dtype? dtype=None)',
  base: 'torch.nn.Linear',
  samples: [],
});
export const LazyLinear = defineModule({
  path: 'torch.nn.LazyLinear',
  base: 'torch.nn.Linear',
  schema: 'LazyLinear(int out_features, bool bias=True, any device=None, dtype? dtype=None)',
  doc: `A Linear that learns in_features from its first input. ${docs('LazyLinear')}`,
  forward: (_self, _inputs, _apply, rule) => rule.unknown('internal', 'LazyLinear was not materialised before its call'),
  lazy: { becomes: 'torch.nn.Linear', infer: (input) => ({ in_features: input.shape[input.shape.length - 1] }) },
  samples: [s('nn.LazyLinear(4)(a)', [2, 3]), s('nn.LazyLinear(4, bias=False)(a)', [2, 2, 3])],
});
export const Bilinear = defineModule({
  path: 'torch.nn.Bilinear',
  schema: 'Bilinear(int in1_features, int in2_features, int out_features, bool bias=True, any device=None, dtype? dtype=None)',
  doc: `input1ᵀ · weight · input2 + bias along the last axis. ${docs('Bilinear')}`,
  inputs: '(Tensor input1, Tensor input2) -> Tensor',
  reset: resetBilinear,
  state({ in1_features, in2_features, out_features, bias, dtype }, rule) {
    if (rule.test((n) => n === 0, in1_features) === true) rule.raise('ZeroDivisionError', 'float division by zero',
      [in1_features]);
    const type = dtype ?? undefined;
    return { weight: { shape: [out_features, in1_features, in2_features], dtype: type },
      bias: bias ? { shape: [out_features], dtype: type } : null };
  },
  forward: (self, { input1, input2 }, apply) =>
    apply(bilinear, { input1, input2, weight: self.tensor('weight') ?? undefined, bias: self.tensor('bias') }).first,
  samples: [s('nn.Bilinear(3, 4, 5)(a, b)', [2, 3], [2, 4]),
    s('nn.Bilinear(3, 4, 5, bias=False)(a, b)', [2, 3], [2, 5]), s('nn.Bilinear(0, 4, 5)(a, b)', [2, 3], [2, 5])],
});
