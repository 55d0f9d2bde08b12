// Random tensors: known are shapes, dtypes and how the elements are drawn.
import type { DType } from '../tensor/dtype';
import type { Draw, Fill } from '../tensor/recipe';
import type { Dim, Tensor } from '../tensor/value';
import { broadcastElements } from '../tensor/broadcast';
import { castElement, castElements } from '../tensor/round';
import { multinomialIndices, normalFrom, poissonFrom, uniformFrom } from './drawKernels';
import { defineOp, type OpDef, type RandomDef, type RuleContext } from './op';
import type { PlainArgs } from './schema';
import { sizes } from './create';
import { plainNumel, showDim } from '../tensor/dim';
import { mapElements } from './pointwise';
import { broadcast, docs, fn, isTensor, method } from './rules';

const DEFAULT: DType = 'float32';
const OPTIONS = '*, any generator=None, dtype? dtype=None, any layout=None, any device=None, bool'
  + ' requires_grad=False, bool pin_memory=False, any out=None, any names=None, any memory_format=None';

const SIZED = `sized(*int[] size, ${OPTIONS}) -> Tensor` as const;
const LIKE = `like(Tensor input, ${OPTIONS}) -> Tensor` as const;
const sized = (name: string, doc: string, fill: Fill) => defineOp({
  schema: SIZED.replace('sized', name) as typeof SIZED,
  paths: fn(name),
  doc: `${doc} ${docs(name)}`,
  shape: ({ size, dtype }, rule) => ({ shape: sizes(size, rule), dtype: dtype ?? DEFAULT }),
  receptiveField: () => 'pointwise',
  random: { fill: () => fill },
  samples: [{ call: `torch.${name}(2, 3)`, shapes: [] },
    { call: `torch.${name}((2, 3), dtype=torch.float64)`, shapes: [] }, { call: `torch.${name}(2, -3)`, shapes: [] }],
});
const like = (name: string, doc: string, fill: Fill) => defineOp({
  schema: LIKE.replace('like', name) as typeof LIKE,
  paths: fn(name),
  doc: `${doc} ${docs(name)}`,
  shape: ({ input, dtype }) => ({ shape: input.shape, dtype: dtype ?? input.dtype }),
  receptiveField: () => 'pointwise',
  random: { fill: () => fill },
  samples: [{ call: `torch.${name}(a)`, shapes: [[2, 3]] }],
});
const UNIFORM: Fill = { kind: 'uniform', from: 0, to: 1 };
const NORMAL = { kind: 'normal', mean: 0, std: 1 } as const;
export const rand = sized('rand', 'Uniform on [0, 1).', UNIFORM);
export const randn = sized('randn', 'Standard normal.', NORMAL);
export const rand_like = like('rand_like', 'Uniform on [0, 1), shaped like another tensor.', UNIFORM);
export const randn_like = like('randn_like', 'Standard normal, shaped like another tensor.', NORMAL);

function bounds(low: Dim | null, high: Dim, rule: RuleContext): void {
  const from = low ?? rule.dim(0);
  rule.require(rule.test((a, b) => a < b, from, high),
    () => `random_ expects 'from' to be less than 'to', but got from=${showDim(from)} >= to=${showDim(high)}`,
    [from, high]);
}
const integers = (from: number, to: number): Fill => ({ kind: 'integers', from, to });
export const randint_high = defineOp({
  schema: `randint(int high, int[] size, ${OPTIONS}) -> Tensor` as const,
  paths: fn('randint'),
  doc: `Integers below high. ${docs('randint')}`,
  shape({ high, size, dtype }, rule) {
    bounds(null, high, rule);
    return { shape: sizes(size, rule), dtype: dtype ?? 'int64' };
  },
  receptiveField: () => 'pointwise',
  random: { fill: ({ high }) => integers(0, high) },
  samples: [{ call: 'torch.randint(10, (2, 3))', shapes: [] }, { call: 'torch.randint(0, (2, 3))', shapes: [] }],
});
export const randint = defineOp({
  schema: `randint(int low, int high, int[] size, ${OPTIONS}) -> Tensor` as const,
  paths: fn('randint'),
  doc: `Integers from low to below high. ${docs('randint')}`,
  shape({ low, high, size, dtype }, rule) {
    bounds(low, high, rule);
    return { shape: sizes(size, rule), dtype: dtype ?? 'int64' };
  },
  receptiveField: () => 'pointwise',
  random: { fill: ({ low, high }) => integers(low, high) },
  samples: [{ call: 'torch.randint(3, 10, (2, 3))', shapes: [] },
    { call: 'torch.randint(0, 4, size=(3,), dtype=torch.float32)', shapes: [] }],
});
export const randint_like_high = defineOp({
  schema: `randint_like(Tensor input, int high, ${OPTIONS}) -> Tensor` as const,
  paths: fn('randint_like'),
  doc: 'Integers below high, shaped like another tensor.',
  shape: ({ input, dtype }) => ({ shape: input.shape, dtype: dtype ?? input.dtype }),
  receptiveField: () => 'pointwise',
  random: { fill: ({ high }) => integers(0, high) },
  samples: [{ call: 'torch.randint_like(a, 5)', shapes: [[2]] }],
});
export const randint_like = defineOp({
  schema: `randint_like(Tensor input, int low, int high, ${OPTIONS}) -> Tensor` as const,
  paths: fn('randint_like'),
  doc: 'Integers from low to below high, shaped like another tensor.',
  shape: ({ input, dtype }) => ({ shape: input.shape, dtype: dtype ?? input.dtype }),
  receptiveField: () => 'pointwise',
  random: { fill: ({ low, high }) => integers(low, high) },
  samples: [{ call: 'torch.randint_like(a, 2, 5)', shapes: [[2]] }],
});
export const randperm = defineOp({
  schema: `randperm(int n, ${OPTIONS}) -> Tensor` as const,
  paths: fn('randperm'),
  doc: `The integers below n in random order. ${docs('randperm')}`,
  shape({ n, dtype }, rule) {
    rule.require(rule.test((x) => x >= 0, n), () => `n must be non-negative, got${showDim(n)}`, [n]);
    return { shape: [n], dtype: dtype ?? 'int64' };
  },
  receptiveField: () => 'pointwise',
  random: { fill: () => ({ kind: 'permutation' }) },
  samples: [{ call: 'torch.randperm(5)', shapes: [] }],
});
export const normal = defineOp({
  schema: 'normal(Tensor|float mean, Tensor|float std=1, *, any generator=None, any out=None) -> Tensor',
  paths: fn('normal'),
  doc: `Normal with these means and deviations. ${docs('normal')}`,
  shape({ mean, std }, rule) {
    const tensors = [mean, std].filter(isTensor);
    const [first] = tensors;
    if (!first) rule.raise('TypeError', 'normal() received an invalid combination of arguments');
    rule.require(!(isTensor(std) && std.data?.some((x) => x < 0)), () => 'normal expects all elements of std >= 0.0');
    return { shape: broadcast(rule, ...tensors.map((x) => x.shape)), dtype: first.dtype };
  },
  receptiveField: () => 'pointwise',
  random: {
    fill: ({ mean, std }) => (typeof mean === 'number' && typeof std === 'number' ? { kind: 'normal', mean, std } : null),
    elements({ mean, std }, [out], draw) {
      const drawn = draw(out.shape, out.dtype, typeof std === 'number' ? { ...NORMAL, std } : NORMAL);
      const scaled = typeof std === 'number' ? drawn : mapElements((x, y) => x * y, out, [{ ...out, data: drawn }, std]);
      return [mapElements((x, y) => x + y, out, [{ ...out, data: scaled }, mean])];
    },
  },
  samples: [{ call: 'torch.normal(a, 1.0)', shapes: [[2, 3]] }],
});
export const normal_sized = defineOp({
  schema: `normal(float mean, float std, int[] size, ${OPTIONS}) -> Tensor` as const,
  paths: fn('normal'),
  doc: `Normal with one mean and deviation. ${docs('normal')}`,
  shape: ({ size, dtype }, rule) => ({ shape: sizes(size, rule), dtype: dtype ?? DEFAULT }),
  receptiveField: () => 'pointwise',
  random: { fill: ({ mean, std }) => ({ kind: 'normal', mean, std }) },
  samples: [{ call: 'torch.normal(0.0, 1.0, (2, 3))', shapes: [] },
    { call: 'torch.normal(0, 0.01, size=(2, 3))', shapes: [] }],
});
export const bernoulli = defineOp({
  schema: 'bernoulli(Tensor input, Tensor?|float? p=None, *, any generator=None) -> Tensor',
  paths: ['torch.bernoulli', 'torch.Tensor.bernoulli'],
  doc: `One with the probability that each element gives. ${docs('bernoulli')}`,
  inplace: true,
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'pointwise',
  random: {
    elements({ input, p }, [out], draw) {
      if (typeof p === 'number') return [draw(out.shape, out.dtype, { kind: 'bernoulli', p })];
      const chances = broadcastElements(p ?? input, out.shape);
      // A number of the chances' precision is drawn for each.
      const { dtype } = p ?? input;
      return [draw(out.shape, dtype === 'float64' ? dtype : 'float32', UNIFORM).map((x, i) => (x < chances[i] ? 1 : 0))];
    },
  },
  samples: [{ call: 'torch.bernoulli(a.sigmoid())', shapes: [[2, 3]] }],
});
export const multinomial = defineOp({
  schema: 'multinomial(Tensor input, int num_samples, bool replacement=False, *, any generator=None) -> Tensor',
  paths: ['torch.multinomial', 'torch.Tensor.multinomial'],
  doc: `Draws indices by their weights. ${docs('multinomial')}`,
  shape({ input, num_samples, replacement }, rule) {
    const columns = input.shape.at(-1) ?? rule.dim(1);
    rule.require(replacement || rule.test((n, k) => k <= n, columns, num_samples),
      () => 'cannot sample n_sample > prob_dist.size(-1) samples without replacement', [columns, num_samples]);
    return { shape: [...input.shape.slice(0, -1), num_samples], dtype: 'int64' };
  },
  receptiveField: () => 'global',
  random: {
    elements: ({ input, num_samples, replacement }, _, draw) => [multinomialIndices(input, num_samples, replacement, draw)],
  },
  samples: [{ call: 'torch.multinomial(a.abs() + 1, 2)', shapes: [[2, 3]] },
    { call: 'torch.multinomial(a.abs(), 6)', shapes: [[3, 5]] }],
});
export const poisson = defineOp({
  schema: 'poisson(Tensor input, any generator=None) -> Tensor',
  paths: fn('poisson'),
  doc: `Poisson with these rates. ${docs('poisson')}`,
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'pointwise',
  random: {
    elements: ({ input }, [out], draw) => [castElements((input.data ?? []).map(poissonFrom(uniformFrom(draw))), out.dtype)],
  },
  samples: [{ call: 'torch.poisson(a.abs())', shapes: [[2, 3]] }],
});

/** In-place samplers: x.normal_(0, 1) and its like fill a tensor, whatever was in it. */
function filler<S extends string>(name: string, schema: S, random: RandomDef<S>): OpDef<S> {
  return defineOp({
    schema,
    paths: method(name),
    doc: `Fills with random numbers. https://pytorch.org/docs/stable/generated/torch.Tensor.${name}_.html`,
    inplace: true,
    unread: 'input',
    shape: (args) => {
      const { input } = args as { readonly input: Tensor };
      return { shape: input.shape, dtype: input.dtype };
    },
    receptiveField: () => 'pointwise',
    random,
    samples: [],
  });
}
/** Element by element, of what `next` makes of the numbers that are drawn. */
const each = <S extends string>(next: (args: PlainArgs<S>, draw: Draw) => () => number): RandomDef<S> => ({
  elements(args, [out], draw) {
    const one = next(args, draw);
    return [Array.from({ length: plainNumel(out.shape) }, () => castElement(one(), out.dtype))];
  },
});
export const uniformFill = filler('uniform', 'uniform(Tensor input, float from=0, float to=1, *, any generator=None) -> Tensor',
  { fill: ({ from, to }) => ({ kind: 'uniform', from, to }) });
export const normalFill = filler('normal', 'normal(Tensor input, float mean=0, float std=1, *, any generator=None) -> Tensor',
  { fill: ({ mean, std }) => ({ kind: 'normal', mean, std }) });
export const randomFill = filler('random',
  'random(Tensor input, int? from=None, int? to=None, *, any generator=None) -> Tensor', {
  // Without bounds the largest number is the dtype's: for float32 the last below which every integer is one.
  fill: ({ input, from, to }) => (to !== null ? integers(from ?? 0, to) : from !== null ? integers(0, from)
    : input.dtype === 'float32' ? integers(0, 2 ** 24 + 1) : null),
});
export const exponentialFill = filler('exponential', 'exponential(Tensor input, float lambd=1, *, any generator=None) -> Tensor',
  { fill: ({ lambd }) => ({ kind: 'exponential', rate: lambd }) });
export const geometricFill = filler('geometric', 'geometric(Tensor input, float p, *, any generator=None) -> Tensor',
  each(({ p }, draw) => {
    const next = uniformFrom(draw);
    return () => Math.ceil(Math.log(next()) / Math.log1p(-p));
  }));
export const cauchyFill = filler('cauchy', 'cauchy(Tensor input, float median=0, float sigma=1, *, any generator=None) -> Tensor',
  each(({ median, sigma }, draw) => {
    const next = uniformFrom(draw);
    return () => median + sigma * Math.tan(Math.PI * (next() - 0.5));
  }));
export const logNormalFill = filler('log_normal',
  'log_normal(Tensor input, float mean=1, float std=2, *, any generator=None) -> Tensor', each(({ mean, std }, draw) => {
    const next = normalFrom(draw);
    return () => Math.exp(mean + std * next());
  }));
