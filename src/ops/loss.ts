// Losses that compare element by element: l1, mse, smooth_l1, huber, kl_div, poisson, soft margin, hinge, binary cross
// entropy, Gaussian; with their modules. Losses over classes are in lossClasses.ts, over pairs and triplets in lossMore.ts.
import { plainNumel, showShape } from '../tensor/dim';
import { isIntegral, promoteTypes } from '../tensor/dtype';
import { scalarTypeOf } from '../tensor/scalarType';
import type { PlainTensor, Tensor } from '../tensor/value';
import { softplusOf } from './activation';
import { together } from './lowering';
import { aligned, fnDocs, LEGACY, lossField, nnDocs, reduceElements, reduceShape, reductionOf, s, torchSize, typed,
  type Reduced } from './lossReduction';
import { defineModule, defineOp, type OpDef, type ParameterSpec, type RuleContext, type Sample } from './op';
import type { PlainArgs, SymbolicArgs } from './schema';
import { broadcast, floatResult, range, resultOf } from './rules';

/** Schemas here start with `Tensor input, Tensor target`. */
interface Pair<T> extends Reduced { readonly input: T; readonly target: T }
const pairOf = <T>(args: unknown): Pair<T> => args as Pair<T>;

interface PairLoss<S extends string> {
  readonly schema: S;
  readonly doc: string;
  readonly f: (x: number, y: number, args: PlainArgs<S>) => number;
  readonly check?: (args: SymbolicArgs<S>, rule: RuleContext) => void;
  /** Which operand a message about sizes names first. */
  readonly order?: 'target first';
  readonly samples: readonly Sample[];
}
function pairLoss<S extends string>(loss: PairLoss<S>): OpDef<S> {
  const name = loss.schema.slice(0, loss.schema.indexOf('('));
  return defineOp({
    schema: loss.schema,
    paths: [`torch.nn.functional.${name}`],
    doc: `${loss.doc} ${fnDocs(name)}`,
    shape(args, rule) {
      loss.check?.(args, rule);
      const { input, target, ...rest } = pairOf<Tensor>(args);
      // Some losses stretch both operands first, and a number in a tensor of its own counts as much as the other then.
      const isStretched = ['l1_loss', 'mse_loss', 'smooth_l1_loss'].includes(name) && (input.shape.length > 0
        || target.shape.length > 0);
      const dtype = isStretched ? promoteTypes(input.dtype, target.dtype) : resultOf(input, target);
      const reduction = reduceShape(rest, [], name === 'poisson_nll_loss' ? floatResult(dtype) : dtype, rule,
        name === 'kl_div' ? ['batchmean'] : []);
      const [a, b] = loss.order ? [target, input] : [input, target];
      const shape = broadcast(rule, a.shape, b.shape);
      return { shape: reductionOf(rest) === 'none' ? shape : [], dtype: reduction.dtype };
    },
    receptiveField: (args) => lossField(pairOf<PlainTensor>(args)),
    eval(args, [out]) {
      const pair = pairOf<PlainTensor>(args);
      const shape = together(pair.input.shape, pair.target.shape);
      const at = aligned(shape, pair.input, pair.target);
      const elements = range(plainNumel(shape)).map((i) => {
        const [x, y] = at(i);
        return loss.f(x, y, args);
      });
      const batchmean = pair.reduction === 'batchmean' && reductionOf(pair) === 'batchmean';
      return reduceElements(batchmean ? { reduction: 'mean' } : pair, elements, out, batchmean ? pair.input.shape[0]
        ?? 1 : elements.length);
    },
    samples: loss.samples,
  });
}

const common = (name: string): Sample[] => [
  s(`F.${name}(a, b)`, [2, 3], [2, 3]), s(`F.${name}(a, b, reduction='none')`, [2, 3], [3]),
  s(`F.${name}(a, b, reduction='sum')`, [2, 3], [2, 3]), s(`F.${name}(a, b)`, [2, 3], [4]),
  s(`F.${name}(a, b, reduction='foo')`, [2], [2]),
];
const legacy = (name: string): Sample[] =>
  [s(`F.${name}(a, b, size_average=False)`, [2, 3], [2, 3]), s(`F.${name}(a, b, reduce=False)`, [2, 3], [2, 3])];

export const l1_loss = pairLoss({
  schema: 'l1_loss(Tensor input, Tensor target, bool? size_average=None, bool? reduce=None, str reduction="mean") -> Tensor',
  doc: '|x − y|.',
  f: (x, y) => Math.abs(x - y), samples: [...common('l1_loss'), ...legacy('l1_loss')],
});
export const mse_loss = pairLoss({
  schema: 'mse_loss(Tensor input, Tensor target, bool? size_average=None, bool? reduce=None, str reduction="mean") -> Tensor',
  doc: '(x − y)².',
  f: (x, y) => (x - y) ** 2, samples: [...common('mse_loss'), ...legacy('mse_loss'),
    typed('F.mse_loss(a, b)', ['float16', 'float32'], [3], []), typed('F.mse_loss(a, b)', ['float64', 'float32'], [], [])],
});
export const smooth_l1_loss = pairLoss({
  schema: 'smooth_l1_loss(Tensor input, Tensor target, bool? size_average=None, bool? reduce=None, str reduction="mean", \
float beta=1.0) -> Tensor', doc: '|x − y|, squared near zero.',
  check: ({ beta }, rule) => rule.require(beta >= 0, () => 'smooth_l1_loss does not support negative values for beta.'),
  f: (x, y, { beta }) => {
    const d = Math.abs(x - y);
    return d < beta ? (0.5 * d * d) / beta : d - 0.5 * beta;
  },
  samples: [...common('smooth_l1_loss'), s('F.smooth_l1_loss(a, b, beta=-1)', [2], [2]),
    typed('F.smooth_l1_loss(a, b)', ['float32', 'float64'], [2], []),
    s('F.smooth_l1_loss(a, b, beta=0.5)', [5], [5])],
});
export const huber_loss = pairLoss({
  schema: 'huber_loss(Tensor input, Tensor target, str reduction="mean", float delta=1.0) -> Tensor',
  doc: '|x − y|·delta, squared near zero.',
  check: ({ delta }, rule) => rule.require(delta > 0, () => 'huber_loss does not support non-positive values for delta.'),
  f: (x, y, { delta }) => {
    const d = Math.abs(x - y);
    return d <= delta ? 0.5 * d * d : delta * (d - 0.5 * delta);
  },
  samples: [...common('huber_loss'), s('F.huber_loss(a, b, delta=0.5)', [5], [5]), s('F.huber_loss(a, b, delta=0)', [5], [5])],
});
export const kl_div = pairLoss({
  schema: 'kl_div(Tensor input, Tensor target, bool? size_average=None, bool? reduce=None, str reduction="mean", \
bool log_target=False) -> Tensor',
  doc: 'Kullback-Leibler divergence; the input holds logarithms.', order: 'target first',
  check: ({ input, target }, rule) => rule.require(!isIntegral(input.dtype) && !isIntegral(target.dtype),
    () => 'kl_div: Integral inputs not supported.'),
  f: (x, y, { log_target }) => (log_target ? Math.exp(y) * (y - x) : (y === 0 ? 0 : y * Math.log(y)) - y * x),
  samples: [
    s('F.kl_div(a, b.abs())', [2, 3], [2, 3]),
    s("F.kl_div(a, b, reduction='batchmean', log_target=True)", [2, 3], [2, 3]),
    s("F.kl_div(a, b, reduction='none', log_target=True)", [2, 3], [3]), s('F.kl_div(a, b)', [2, 3], [2, 4]),
  ],
});
export const soft_margin_loss = pairLoss({
  schema: 'soft_margin_loss(Tensor input, Tensor target, bool? size_average=None, bool? reduce=None, \
str reduction="mean") -> Tensor', doc: 'log(1 + e^(−y·x)).',
  f: (x, y) => Math.log1p(Math.exp(-y * x)),
  samples: [s('F.soft_margin_loss(a, b)', [2, 3], [2, 3]), s("F.soft_margin_loss(a, b, reduction='none')", [2, 3], [3])],
});
export const hinge_embedding_loss = pairLoss({
  schema: 'hinge_embedding_loss(Tensor input, Tensor target, float margin=1.0, bool? size_average=None, \
bool? reduce=None, str reduction="mean") -> Tensor', doc: 'x where y = 1, max(0, margin − x) where y = −1.',
  f: (x, y, { margin }) => (y === 1 ? 0 : Math.max(0, margin - x)) + (y === -1 ? 0 : x),
  samples: [s('F.hinge_embedding_loss(a, b)', [2, 3], [2, 3]),
    s("F.hinge_embedding_loss(a, b, 0.5, reduction='none')", [2, 3], [3])],
});
const stirling = (y: number): number => (y > 1 ? y * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI * y) : 0);
export const poisson_nll_loss = pairLoss({
  schema: 'poisson_nll_loss(Tensor input, Tensor target, bool log_input=True, bool full=False, bool? size_average=None, \
float eps=1e-8, bool? reduce=None, str reduction="mean") -> Tensor',
  doc: 'Negative log likelihood of a Poisson distribution.',
  check(args, rule) {
    const reduction = reductionOf(args);
    if (!['none', 'mean', 'sum'].includes(reduction)) rule.raise('ValueError', `${reduction} is not valid`);
  },
  f: (x, y, { log_input, full, eps }) => (log_input ? Math.exp(x) - y * x : x - y * Math.log(x + eps))
    + (full ? stirling(y) : 0),
  samples: [s('F.poisson_nll_loss(a, b)', [2, 3], [2, 3]),
    s("F.poisson_nll_loss(a, b, full=True, reduction='none')", [2, 3], [3]),
    s("F.poisson_nll_loss(a, b, reduction='foo')", [2, 3], [3]),
    typed('F.poisson_nll_loss(a, b)', ['uint8', 'uint8'], [2], [2]),
    typed('F.poisson_nll_loss(a, b, False, True)', ['int64', 'float64'], [3], [3])],
});

// ---- with weights ---------------------------------------------------------------------------------------------------------

const sameShape = (a: Tensor, b: Tensor, rule: RuleContext): boolean => a.shape.length === b.shape.length
  && !a.shape.some((d, i) => rule.equal(d, b.shape[i]) === false);

export const binary_cross_entropy = defineOp({
  schema: `binary_cross_entropy(Tensor input, Tensor target, Tensor? weight=None, ${LEGACY}, \
str reduction="mean") -> Tensor` as const,
  paths: ['torch.nn.functional.binary_cross_entropy'],
  doc: `−(y·log x + (1 − y)·log(1 − x)). ${fnDocs('binary_cross_entropy')}`,
  shape(args, rule) {
    const { input, target, weight } = args;
    const out = reduceShape(args, input.shape, input.dtype, rule);
    if (!sameShape(input, target, rule)) {
      rule.raise('ValueError',
        `Using a target size (${torchSize(target.shape, showShape)}) that is different to the input size `
          + `(${torchSize(input.shape, showShape)}) is deprecated. Please ensure they have the same size.`,
          [...input.shape, ...target.shape]);
    }
    if (weight) broadcast(rule, target.shape, weight.shape);
    rule.require(target.dtype === input.dtype
      || [target, input].some((t) => t.dtype === 'float16' || t.dtype === 'bfloat16'),
      () => `Found dtype ${scalarTypeOf(target.dtype)} but expected ${scalarTypeOf(input.dtype)}`);
    return out;
  },
  receptiveField: (args) => lossField(args),
  eval(args, [out]) {
    const { input, target, weight } = args;
    const at = aligned(input.shape, input, target, weight);
    const log = (x: number): number => Math.max(Math.log(x), -100);
    return reduceElements(args, range(plainNumel(input.shape)).map((i) => {
      const [x, y, w] = at(i);
      return -w * (y * log(x) + (1 - y) * log(1 - x));
    }), out);
  },
  samples: [
    s('F.binary_cross_entropy(a.sigmoid(), b.sigmoid())', [2, 3], [2, 3]),
    s("F.binary_cross_entropy(a.sigmoid(), b.sigmoid(), c, reduction='none')", [2, 3], [2, 3], [3]),
    s('F.binary_cross_entropy(a, b)', [2, 3], [2]),
    s('F.binary_cross_entropy(a.sigmoid(), b, weight=c)', [2, 3], [2, 3], [4]),
    typed('F.binary_cross_entropy(a.sigmoid(), b)', ['float32', 'int64'], [2, 3], [2, 3]),
  ],
});

export const binary_cross_entropy_with_logits = defineOp({
  schema: `binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight=None, ${LEGACY}, \
str reduction="mean", Tensor? pos_weight=None) -> Tensor` as const,
  paths: ['torch.nn.functional.binary_cross_entropy_with_logits'],
  doc: `binary_cross_entropy of sigmoid(x). ${fnDocs('binary_cross_entropy_with_logits')}`,
  shape(args, rule) {
    const { input, target, weight, pos_weight } = args;
    if (!sameShape(input, target, rule)) {
      rule.raise('ValueError',
        `Target size (${torchSize(target.shape, showShape)}) must be the same as input size `
          + `(${torchSize(input.shape, showShape)})`, [...input.shape, ...target.shape]);
    }
    let { shape } = input;
    if (pos_weight) shape = broadcast(rule, shape, pos_weight.shape);
    if (weight) shape = broadcast(rule, shape, weight.shape);
    // The loss is built up in the memory of the target.
    if (isIntegral(target.dtype) && !pos_weight) rule.raise('RuntimeError',
      `result type ${scalarTypeOf(resultOf(input, target))} can't`
      + ` be cast to the desired output type ${scalarTypeOf(target.dtype)}`);
    return reduceShape(args, shape, resultOf(input, target), rule);
  },
  receptiveField: (args) => lossField(args),
  eval(args, [out]) {
    const { input, target, weight, pos_weight } = args;
    const at = aligned(input.shape, input, target, weight, pos_weight);
    return reduceElements(args, range(plainNumel(input.shape)).map((i) => {
      const [x, y, w, p] = at(i);
      return w * ((1 - y) * x + ((p - 1) * y + 1) * softplusOf(-x));
    }), out);
  },
  samples: [
    s('F.binary_cross_entropy_with_logits(a, b)', [2, 3], [2, 3]),
    s("F.binary_cross_entropy_with_logits(a, b, c, reduction='none', pos_weight=c)", [2, 3], [2, 3], [3]),
    s('F.binary_cross_entropy_with_logits(a, b)', [2, 3], [2]),
    s("F.binary_cross_entropy_with_logits(a, b, c, reduction='none')", [2, 3], [2, 3], [2]),
    s('F.binary_cross_entropy_with_logits(a, b)', [2, 3], [2, 1]),
  ],
});

export const gaussian_nll_loss = defineOp({
  schema: 'gaussian_nll_loss(Tensor input, Tensor target, Tensor var, bool full=False, float eps=1e-6, \
str reduction="mean") -> Tensor',
  paths: ['torch.nn.functional.gaussian_nll_loss'],
  doc: `Negative log likelihood of a Gaussian with given variance. ${fnDocs('gaussian_nll_loss')}`,
  shape(args, rule) {
    const { input, target, reduction } = args;
    const variance = args.var;
    const lead = input.shape.slice(0, -1);
    const isPrefix = variance.shape.length === lead.length && variance.shape.every((d, i) => rule.equal(d, lead[i]) !== false);
    const isOne = variance.shape.length === input.shape.length && variance.shape.slice(0, -1)
      .every((d, i) => rule.equal(d, lead[i]) !== false)
      && rule.test((n) => n === 1, variance.shape[variance.shape.length - 1]) !== false;
    if (!sameShape(variance, input, rule) && !isPrefix && !isOne) rule.raise('ValueError', 'var is of incorrect size',
      variance.shape);
    if (!['none', 'mean', 'sum'].includes(reduction)) rule.raise('ValueError', `${reduction} is not valid`);
    if (variance.data?.some((x) => x < 0)) rule.raise('ValueError', 'var has negative entry/entries');
    const shape = broadcast(rule, input.shape, target.shape);
    return { shape: reduction === 'none' ? shape : [],
      dtype: floatResult(resultOf(input, target, variance)) };
  },
  receptiveField: (args) => lossField(args),
  eval(args, [out]) {
    const { input, target, full, eps } = args;
    const variance = args.var;
    const shape = together(input.shape, target.shape);
    const column = variance.shape.length < input.shape.length ? { ...variance, shape: [...variance.shape, 1] } : variance;
    const at = aligned(shape, input, target, column);
    return reduceElements(args, range(plainNumel(shape)).map((i) => {
      const [x, y, v] = at(i);
      const bounded = Math.max(v, eps);
      return 0.5 * (Math.log(bounded) + (x - y) ** 2 / bounded) + (full ? 0.5 * Math.log(2 * Math.PI) : 0);
    }), out);
  },
  samples: [
    s('F.gaussian_nll_loss(a, b, c.abs())', [2, 3], [2, 3], [2, 3]),
    s("F.gaussian_nll_loss(a, b, c.abs(), full=True, reduction='none')", [2, 3], [2, 3], [2, 1]),
    s('F.gaussian_nll_loss(a, b, c.abs())', [2, 3], [2, 3], [2]),
    s('F.gaussian_nll_loss(a, b, c)', [2, 3], [2, 3], [3]), s('F.gaussian_nll_loss(a, b, c)', [2, 3], [2, 3], [2, 3]),
    s("F.gaussian_nll_loss(a, b, c.abs(), reduction='foo')", [2, 3], [2, 3], [2, 3]),
    typed('F.gaussian_nll_loss(a, b, c.abs())', ['int8', 'float32', 'float32'], [2, 3], [2, 3], [2, 1]),
  ],
});

// ---- modules ----------------------------------------------------------------------------------------------------------

const INPUTS = '(Tensor input, Tensor target) -> Tensor';
/** A module whose arguments are the keywords of the op. */
function lossModule<S extends string, M extends string>(name: string, op: OpDef<S>, schema: M, samples: readonly Sample[]) {
  return defineModule<M, typeof INPUTS>({
    path: `torch.nn.${name}`,
    schema,
    doc: `${op.doc.slice(0, op.doc.lastIndexOf(' '))} ${nnDocs(name)}`,
    inputs: INPUTS,
    // The names of the module's arguments are those of the op.
    forward: ({ args }, { input, target }, apply) =>
      apply(op, { input, target, ...args } as unknown as Partial<SymbolicArgs<S>>).first,
    samples,
  });
}
const two = (text: string): Sample[] => [s(`nn.${text}(a, b)`, [2, 3], [2, 3])];
export const L1Loss = lossModule('L1Loss', l1_loss, `L1Loss(${LEGACY}, str reduction="mean")`,
  [...two('L1Loss()'), ...two("L1Loss(reduction='none')"), ...two("L1Loss(reduction='foo')")]);
export const MSELoss = lossModule('MSELoss', mse_loss, `MSELoss(${LEGACY}, str reduction="mean")`,
  [...two('MSELoss()'), ...two('MSELoss(size_average=False)')]);
export const SmoothL1Loss =
  lossModule('SmoothL1Loss', smooth_l1_loss, `SmoothL1Loss(${LEGACY}, str reduction="mean", float beta=1.0)`,
    two('SmoothL1Loss()'));
export const HuberLoss = lossModule('HuberLoss', huber_loss, 'HuberLoss(str reduction="mean", float delta=1.0)',
  two('HuberLoss()'));
export const KLDivLoss =
  lossModule('KLDivLoss', kl_div, `KLDivLoss(${LEGACY}, str reduction="mean", bool log_target=False)`,
    two("KLDivLoss(reduction='batchmean', log_target=True)"));
export const SoftMarginLoss =
  lossModule('SoftMarginLoss', soft_margin_loss, `SoftMarginLoss(${LEGACY}, str reduction="mean")`, two('SoftMarginLoss()'));
export const HingeEmbeddingLoss =
  lossModule('HingeEmbeddingLoss', hinge_embedding_loss,
    `HingeEmbeddingLoss(float margin=1.0, ${LEGACY}, str reduction="mean")`, two('HingeEmbeddingLoss()'));
export const PoissonNLLLoss = lossModule('PoissonNLLLoss', poisson_nll_loss, 'PoissonNLLLoss(bool log_input=True, \
bool full=False, bool? size_average=None, float eps=1e-8, bool? reduce=None, str reduction="mean")', two('PoissonNLLLoss()'));

/** Weights that were given are buffers. */
const buffersOf = (weights: Readonly<Record<string, Tensor | null>>): Readonly<Record<string, ParameterSpec | null>> =>
  Object.fromEntries(Object.entries(weights)
    .flatMap(([name, t]) => (t ? [[name, { shape: t.shape, dtype: t.dtype, role: 'buffer' as const }]] : [])));
export const BCELoss = defineModule({
  path: 'torch.nn.BCELoss',
  schema: `BCELoss(Tensor? weight=None, ${LEGACY}, str reduction="mean")` as const,
  doc: `Binary cross entropy of probabilities. ${nnDocs('BCELoss')}`,
  inputs: INPUTS,
  state: ({ weight }) => buffersOf({ weight }),
  forward: (self, { input, target }, apply) => apply(binary_cross_entropy, { input, target, ...self.args }).first,
  samples: [s('nn.BCELoss()(a.sigmoid(), b)', [2, 3], [2, 3]), s('nn.BCELoss()(a, b)', [2, 3], [2])],
});
export const BCEWithLogitsLoss = defineModule({
  path: 'torch.nn.BCEWithLogitsLoss',
  schema: `BCEWithLogitsLoss(Tensor? weight=None, ${LEGACY}, str reduction="mean", Tensor? pos_weight=None)` as const,
  doc: `Binary cross entropy of logits. ${nnDocs('BCEWithLogitsLoss')}`,
  inputs: INPUTS,
  state: ({ weight, pos_weight }) => buffersOf({ weight, pos_weight }),
  forward: (self, { input, target }, apply) => apply(binary_cross_entropy_with_logits, { input, target, ...self.args }).first,
  samples: [s('nn.BCEWithLogitsLoss()(a, b)', [2, 3], [2, 3]), s('nn.BCEWithLogitsLoss()(a, b)', [2, 3], [2])],
});
export const GaussianNLLLoss = defineModule({
  path: 'torch.nn.GaussianNLLLoss',
  schema: 'GaussianNLLLoss(*, bool full=False, float eps=1e-6, str reduction="mean")',
  doc: `Negative log likelihood of a Gaussian with given variance. ${nnDocs('GaussianNLLLoss')}`,
  inputs: '(Tensor input, Tensor target, Tensor var) -> Tensor',
  forward: ({ args }, inputs, apply) => apply(gaussian_nll_loss, { ...inputs, ...args }).first,
  samples: [s('nn.GaussianNLLLoss()(a, b, c.abs())', [2, 3], [2, 3], [2, 3])],
});
