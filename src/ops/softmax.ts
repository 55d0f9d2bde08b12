// Activations that mix elements along an axis (softmax, log_softmax, softmin, gumbel_softmax, glu) or read a weight (prelu),
// with their modules.
import { fromLines, linesAlong } from '../tensor/broadcast';
import { showDim } from '../tensor/dim';
import { isIntegral, type DType } from '../tensor/dtype';
import { scalarTypeOf } from '../tensor/scalarType';
import { castElements } from '../tensor/round';
import { int, type PlainMeta, type PlainTensor, type Tensor } from '../tensor/value';
import { everywhere, functional, sigmoidOf } from './activation';
import { defineModule, defineOp, type ReceptiveFieldRule, type RuleContext, type Sample } from './op';
import { resetWeight } from './reset';
import { mapElements } from './pointwise';
import { axisOf, plainAxis, range } from './rules';
import { asBinary, asChain, asReshape, asUnary } from './lowering';
import type { Lowering } from '../tensor/plan';

const nnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;

/** Without `dim` the functional forms choose one by rank, with a warning. */
const implicitAxis = (rank: number): number => (rank === 0 || rank === 1 || rank === 3 ? 0 : 1);

/** Every position of one axis is seen, the others are kept. */
export const mixedAlong = (rank: number, axis: number): ReceptiveFieldRule =>
  range(rank).map((i) => (i === axis ? { kind: 'all', axis } : { kind: 'same', axis: i }));

function softmaxType(name: string, input: Tensor, axis: number, dtype: DType | null, rule: RuleContext): DType {
  const type = dtype ?? input.dtype;
  if (isIntegral(type)) {
    const kernel = axis === input.shape.length - 1 || input.shape.length === 0 ? `${name}_lastdim_kernel_impl`
      : 'softmax_kernel_impl';
    rule.raise('RuntimeError', `"${kernel}" not implemented for '${scalarTypeOf(type)}'`);
  }
  return type;
}

const softmaxLine = (line: readonly number[]): number[] => {
  const top = Math.max(...line);
  const powers = line.map((x) => Math.exp(x - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / sum);
};
export const logSoftmaxLine = (line: readonly number[]): number[] => {
  const top = Math.max(...line);
  const log = top + Math.log(line.reduce((sum, x) => sum + Math.exp(x - top), 0));
  return line.map((x) => x - log);
};

function alongAxis(input: PlainTensor, dim: number | null, out: PlainMeta, f: (line: readonly number[]) => number[]): number[] {
  const axis = dim === null ? implicitAxis(input.shape.length) : plainAxis(dim, input.shape.length);
  const data = castElements(input.data ?? [], out.dtype);
  if (input.shape.length === 0) return castElements(f(data), out.dtype);
  return castElements(fromLines(linesAlong(data, input.shape, axis).map(f), input.shape, axis), out.dtype);
}

const SOFTMAX = 'softmax(Tensor input, int? dim=None, any _stacklevel=3, dtype? dtype=None) -> Tensor';
function softmaxOp(name: string, kernel: string, f: (line: readonly number[]) => number[], doc: string,
  paths: readonly string[], samples: readonly Sample[]) {
  return defineOp({
    schema: SOFTMAX.replace('softmax(', `${name}(`) as typeof SOFTMAX,
    paths,
    doc: `${doc} https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`,
    shape({ input, dim, dtype }, rule) {
      const rank = input.shape.length;
      const axis = axisOf(dim ?? int(implicitAxis(rank)), rank, rule);
      return { shape: input.shape, dtype: softmaxType(kernel, input, axis, dtype, rule) };
    },
    receptiveField: ({ input, dim }) =>
      mixedAlong(input.shape.length, plainAxis(dim ?? implicitAxis(input.shape.length), input.shape.length)),
    eval: ({ input, dim }, [out]) => [alongAxis(input, dim, out, f)],
    lower: ({ input, dim }) => (f !== softmaxLine && f !== logSoftmaxLine ? null
      : { inputs: ['input'], kernel: 'softmax', axis: plainAxis(dim ?? implicitAxis(input.shape.length), input.shape.length),
        log: f === logSoftmaxLine }),
    samples,
  });
}
const common = (name: string): Sample[] => [
  { call: `F.${name}(a, dim=1)`, shapes: [[2, 3, 4]] }, { call: `F.${name}(a, -1)`, shapes: [[2, 5]] },
  { call: `F.${name}(a, 0)`, shapes: [[]] }, { call: `F.${name}(a, 5)`, shapes: [[2, 3]] },
  { call: `F.${name}(a, 1)`, shapes: [[2, 3]], dtypes: ['int64'] },
  { call: `F.${name}(a, 0)`, shapes: [[2, 3]], dtypes: ['int64'] },
  { call: `F.${name}(a, 1, dtype=torch.float64)`, shapes: [[2, 3]], dtypes: ['int64'] },
  { call: `F.${name}(a)`, shapes: [[2, 3, 4]] }, { call: `F.${name}(a)`, shapes: [[2, 3, 2, 2]] },
];
export const softmax = softmaxOp('softmax', 'softmax', softmaxLine, 'Exponentials divided by their sum along an axis.',
  functional('softmax'), common('softmax'));
export const log_softmax = softmaxOp('log_softmax', 'log_softmax', logSoftmaxLine, 'Logarithm of softmax.',
  functional('log_softmax'), common('log_softmax'));
export const softmin = softmaxOp('softmin', 'softmax', (line) => softmaxLine(line.map((x) => -x)), 'softmax of −x.',
  functional('softmin'), common('softmin'));

const TORCH = 'softmax(Tensor input, int dim, dtype? dtype=None) -> Tensor';
function torchSoftmax(name: 'softmax' | 'log_softmax', f: (line: readonly number[]) => number[]) {
  return defineOp({
    schema: TORCH.replace('softmax(', `${name}(`) as typeof TORCH,
    paths: [`torch.${name}`, `torch.Tensor.${name}`, `torch.special.${name}`],
    doc: `${name === 'softmax' ? 'Exponentials divided by their sum' : 'Logarithm of softmax'} along an axis. `
      + `https://pytorch.org/docs/stable/generated/torch.${name}.html`,
    shape({ input, dim, dtype }, rule) {
      return { shape: input.shape, dtype: softmaxType(name, input, axisOf(dim, input.shape.length, rule), dtype, rule) };
    },
    receptiveField: ({ input, dim }) => mixedAlong(input.shape.length, plainAxis(dim, input.shape.length)),
    eval: ({ input, dim }, [out]) => [alongAxis(input, dim, out, f)],
    lower: ({ input, dim }) => ({ inputs: ['input'], kernel: 'softmax', axis: plainAxis(dim, input.shape.length),
      log: f === logSoftmaxLine }),
    samples: [{ call: `a.${name}(-1)`, shapes: [[2, 3]] }, { call: `torch.${name}(a, dim=0)`, shapes: [[2, 3]] },
      { call: `torch.${name}(a, 2)`, shapes: [[2, 3]] }],
  });
}
export const torch_softmax = torchSoftmax('softmax', softmaxLine);
export const torch_log_softmax = torchSoftmax('log_softmax', logSoftmaxLine);

const oneHot = (line: readonly number[]): number[] => {
  const largest = line.indexOf(Math.max(...line));
  return line.map((_, i) => (i === largest ? 1 : 0));
};
export const gumbel_softmax = defineOp({
  schema: 'gumbel_softmax(Tensor logits, float tau=1, bool hard=False, float eps=1e-10, int dim=-1) -> Tensor',
  paths: functional('gumbel_softmax'),
  doc: 'A softmax over logits with random noise. '
    + 'https://pytorch.org/docs/stable/generated/torch.nn.functional.gumbel_softmax.html',
  shape({ logits, dim }, rule) {
    axisOf(dim, logits.shape.length, rule);
    return { shape: logits.shape, dtype: logits.dtype };
  },
  receptiveField: ({ logits, dim }) => mixedAlong(logits.shape.length, plainAxis(dim, logits.shape.length)),
  random: {
    elements({ logits, tau, hard, dim }, [out], draw) {
      const noise = draw(out.shape, out.dtype, { kind: 'exponential', rate: 1 });
      const noisy = mapElements((x, e) => (x - Math.fround(Math.log(e))) / tau, out, [logits, { ...out, data: noise }]);
      const soft = alongAxis({ ...out, data: noisy }, dim, out, softmaxLine);
      return [hard ? alongAxis({ ...out, data: soft }, dim, out, oneHot) : soft];
    },
  },
  samples: [{ call: 'F.gumbel_softmax(a, hard=True)', shapes: [[2, 3]] },
    { call: 'F.gumbel_softmax(a, dim=3)', shapes: [[2, 3]] }],
});

export const glu = defineOp({
  schema: 'glu(Tensor input, int dim=-1) -> Tensor',
  paths: functional('glu'),
  doc: 'One half times the sigmoid of the other half. https://pytorch.org/docs/stable/generated/torch.nn.functional.glu.html',
  shape({ input, dim }, rule) {
    rule.require(input.shape.length > 0, () => 'glu does not support scalars because halving size must be even');
    const axis = axisOf(dim, input.shape.length, rule);
    const size = input.shape[axis];
    rule.require(rule.test((n) => n % 2 === 0, size),
      () => `Halving dimension must be even, but dimension ${axis} is size ${showDim(size)}`, [size]);
    if (isIntegral(input.dtype)) rule.raise('RuntimeError', `"glu_cpu" not implemented for '${scalarTypeOf(input.dtype)}'`);
    const half = rule.map((n) => Math.floor(n / 2), size);
    return { shape: input.shape.map((d, i) => (i === axis ? half : d)), dtype: input.dtype };
  },
  receptiveField: ({ input, dim }) => mixedAlong(input.shape.length, plainAxis(dim, input.shape.length)),
  eval({ input, dim }, [out]) {
    const axis = plainAxis(dim, input.shape.length);
    const lines = linesAlong(input.data ?? [], input.shape, axis).map((line) => {
      const half = line.length / 2;
      return line.slice(0, half).map((x, i) => x * sigmoidOf(line[half + i]));
    });
    return [castElements(fromLines(lines, out.shape, axis), out.dtype)];
  },
  lower: ({ input, dim }, [out]) => asChain(['input'], (link) => {
    const axis = plainAxis(dim, input.shape.length);
    const size = out.shape[axis];
    const half = (start: number): Lowering => ({ inputs: ['input'], kernel: 'slice', parts: [{ axis, start, size, step: 1,
      drop: false }] });
    const gate = link(asUnary('sigmoid'), out.shape, link(half(size), out.shape, 0));
    link(asBinary('mul'), out.shape, link(half(0), out.shape, 0), gate);
  }),
  samples: [
    { call: 'F.glu(a)', shapes: [[2, 4]] }, { call: 'F.glu(a, 1)', shapes: [[2, 4, 3]] },
    { call: 'F.glu(a)', shapes: [[2, 3]] }, { call: 'F.glu(a, 3)', shapes: [[2, 4]] },
    { call: 'F.glu(a)', shapes: [[]] }, { call: 'F.glu(a)', shapes: [[2, 4]], dtypes: ['int64'] },
  ],
});

export const prelu = defineOp({
  schema: 'prelu(Tensor input, Tensor weight) -> Tensor',
  paths: everywhere('prelu'),
  doc: 'x for x > 0, a learned slope times x otherwise. '
    + 'https://pytorch.org/docs/stable/generated/torch.nn.functional.prelu.html',
  shape({ input, weight }, rule) {
    const rank = weight.shape.length;
    const count = weight.shape[0] ?? rule.dim(1);
    const single = rank === 0 ? true : rule.test((n) => n === 1, count);
    if (rank <= 1 && single === false) {
      rule.require(input.shape.length > 0, () => 'Not allow zero-dim input tensor.');
      const channels = input.shape.length > 1 ? input.shape[1] : rule.dim(1);
      rule.require(rule.equal(channels, count),
        () => `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${showDim(count)} and `
          + `channel size = ${showDim(channels)}.`, [channels, count]);
    }
    rule.require(rank <= 1, () => `prelu: Expected \`weight\` to be a scalar or 1D tensor, but got ndim = ${rank}`);
    rule.require(weight.dtype === input.dtype
      || [weight, input].some((t) => t.dtype === 'float16' || t.dtype === 'bfloat16'),
      () => `Found dtype ${scalarTypeOf(weight.dtype)} but expected ${scalarTypeOf(input.dtype)}`);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'pointwise',
  eval({ input, weight }, [out]) {
    const slopes = weight.data ?? [];
    const inner = input.shape.slice(2).reduce((a, b) => a * b, 1);
    const slope = (i: number): number => (slopes.length === 1 ? slopes[0] : slopes[Math.floor(i / inner) % slopes.length]);
    return [castElements((input.data ?? []).map((x, i) => (x > 0 ? x : x * slope(i))), out.dtype)];
  },
  lower: ({ input, weight }, [out]) => asChain(['input', 'weight'], (link) => {
    // One slope for each position of the second axis, or for all.
    const [count = 1] = weight.shape;
    const slopes = count === 1 ? [1] : [count, ...input.shape.slice(2).map(() => 1)];
    link(asBinary('prelu'), out.shape, 0, link(asReshape(), slopes, 1));
  }),
  samples: [
    { call: 'F.prelu(a, b)', shapes: [[2, 3, 4], [3]] }, { call: 'F.prelu(a, b)', shapes: [[2, 3, 4], [1]] },
    { call: 'F.prelu(a, b)', shapes: [[2, 3, 4], [2]] }, { call: 'F.prelu(a, b)', shapes: [[3], [3]] },
    { call: 'F.prelu(a, b)', shapes: [[2, 3, 4], [3, 1]] }, { call: 'F.prelu(a, b)', shapes: [[], [2]] },
    { call: 'F.prelu(a, b)', shapes: [[2, 3], [3]], dtypes: ['float64'] },
  ],
});

// ---- modules ----------------------------------------------------------------------------------------------------------

const DIM = 'Softmax(int? dim=None)';
const softmaxModule = (name: string, op: typeof softmax, doc: string) => defineModule({
  path: `torch.nn.${name}`,
  schema: DIM.replace('Softmax(', `${name}(`) as typeof DIM,
  doc: `${doc} ${nnDocs(name)}`,
  forward: ({ args }, { input }, apply) => apply(op, { input, dim: args.dim }).first,
  samples: [{ call: `nn.${name}(dim=1)(a)`, shapes: [[2, 3]] }, { call: `nn.${name}()(a)`, shapes: [[2, 3, 4]] },
    { call: `nn.${name}(2)(a)`, shapes: [[2, 3]] }],
});
export const Softmax = softmaxModule('Softmax', softmax, 'Exponentials divided by their sum along an axis.');
export const LogSoftmax = softmaxModule('LogSoftmax', log_softmax, 'Logarithm of softmax.');
export const Softmin = softmaxModule('Softmin', softmin, 'softmax of −x.');
export const Softmax2d = defineModule({
  path: 'torch.nn.Softmax2d',
  schema: 'Softmax2d()',
  doc: `softmax over the channels at each place. ${nnDocs('Softmax2d')}`,
  forward(_, { input }, apply, rule) {
    if (input.shape.length !== 3 && input.shape.length !== 4) rule.raise('AssertionError',
      'Softmax2d requires a 3D or 4D tensor as input');
    return apply(softmax, { input, dim: int(-3) }).first;
  },
  samples: [{ call: 'nn.Softmax2d()(a)', shapes: [[2, 3, 2, 2]] }, { call: 'nn.Softmax2d()(a)', shapes: [[3, 2, 2]] },
    { call: 'nn.Softmax2d()(a)', shapes: [[2, 3]] }],
});
export const GLU = defineModule({
  path: 'torch.nn.GLU',
  schema: 'GLU(int dim=-1)',
  doc: `One half times the sigmoid of the other half. ${nnDocs('GLU')}`,
  forward: ({ args }, { input }, apply) => apply(glu, { input, dim: args.dim }).first,
  samples: [{ call: 'nn.GLU()(a)', shapes: [[2, 4]] }, { call: 'nn.GLU(1)(a)', shapes: [[2, 3, 4, 4]] }],
});
export const PReLU = defineModule({
  path: 'torch.nn.PReLU',
  schema: 'PReLU(int num_parameters=1, float init=0.25, any device=None, dtype? dtype=None)',
  doc: `x for x > 0, a learned slope times x otherwise. ${nnDocs('PReLU')}`,
  reset: (shapes, { init }) => resetWeight(shapes, init),
  state: ({ num_parameters, dtype }) => ({ weight: { shape: [num_parameters], dtype: dtype ?? undefined } }),
  forward: (self, { input }, apply) => apply(prelu, { input, weight: self.tensor('weight') ?? undefined }).first,
  samples: [{ call: 'nn.PReLU()(a)', shapes: [[2, 3]] }, { call: 'nn.PReLU(3)(a)', shapes: [[2, 3, 2]] },
    { call: 'nn.PReLU(2)(a)', shapes: [[2, 3, 4, 4]] }],
});
