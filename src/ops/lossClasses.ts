// Losses over classes: nll_loss, cross_entropy, multi_margin_loss, multilabel_margin_loss, ctc_loss; with their modules.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { isFloating, isIntegral } from '../tensor/dtype';
import { linesAlong } from '../tensor/broadcast';
import { scalarTypeOf } from '../tensor/scalarType';
import type { Dim, PlainTensor, Tensor } from '../tensor/value';
import { ctcLosses } from './ctcKernel';
import { fnDocs, LEGACY, lossField, nnDocs, reduceElements, reduceShape, s, typed, type Reduced } from './lossReduction';
import { defineModule, defineOp, type ParameterSpec, type RuleContext } from './op';
import { isTensor, range } from './rules';
import { logSoftmaxLine } from './softmax';

const FLOAT_LONG = ['float32', 'int64'];
const CLASSES = `Tensor input, Tensor target, Tensor? weight=None, bool? size_average=None, int ignore_index=-100, \
bool? reduce=None, str reduction="mean"` as const;

/** The axis of classes: the only one of a single sample, the second otherwise. */
const classAxis = (rank: number): number => (rank === 1 ? 0 : 1);
const sameSizes = (a: readonly Dim[], b: readonly Dim[], rule: RuleContext): boolean => a.length === b.length
  && !a.some((d, i) => rule.equal(d, b[i]) === false);

/** The checks of nll_loss, 2-D nll_loss and the Python around them, in PyTorch's order. */
function checkTargets(input: Tensor, target: Tensor, weight: Tensor | null, rule: RuleContext): void {
  const rank = input.shape.length;
  if (rank < 1) rule.raise('ValueError', 'Expected 1 or more dimensions (got 0)');
  const [batch] = input.shape;
  const given = target.shape[0] ?? rule.dim(0);
  if (rank !== 1 && rule.equal(batch, given) === false) {
    rule.raise('ValueError',
      `Expected input batch_size (${showDim(batch)}) to match target batch_size (${showDim(given)}).`, [batch, given]);
  }
  if (rank <= 2) {
    rule.require(target.shape.length <= 1, () => '0D or 1D target tensor expected, multi-target not supported', target.shape);
    rule.require(rank === 2 || target.shape.length === 0,
      () => `size mismatch (got input: ${showShape(input.shape)}, target: ${showShape(target.shape)})`, target.shape);
  } else {
    const places = input.shape.slice(2);
    if (rank === 4) {
      rule.require(target.shape.length === 3, () => `only batches of spatial targets supported (3D tensors) but got `
        + `targets of dimension: ${target.shape.length}`, target.shape);
      rule.require(sameSizes(target.shape.slice(1), places, rule),
        () => `size mismatch (got input: ${showShape(input.shape)} , target: ${showShape(target.shape)}`,
        [...target.shape, ...input.shape]);
    } else {
      const expected = [batch, ...places];
      rule.require(sameSizes(target.shape, expected, rule),
        () => `Expected target size ${showShape(expected)}, got ${showShape(target.shape)}`, [...target.shape, ...expected]);
    }
  }
  const classes = input.shape[classAxis(rank)];
  const fits = !weight || (weight.shape.length === 1 ? rule.equal(weight.shape[0], classes) : false);
  rule.require(fits,
    () => `weight tensor should be defined either for all ${showDim(classes)} classes or no classes but got weight `
      + `tensor of shape: ${showShape(weight?.shape ?? [])}`, weight?.shape);
  rule.require(target.dtype === 'int64' || target.dtype === 'uint8',
    () => `expected scalar type Long but found ${scalarTypeOf(target.dtype)}`);
}
function checkBounds(target: Tensor, classes: Dim, ignored: Dim, rule: RuleContext): void {
  const wrong = target.data?.find((t) => rule.test((c, i) => t !== i && (t < 0 || t >= c), classes, ignored) === true);
  if (wrong !== undefined) rule.raise('IndexError', `Target ${wrong} is out of bounds.`, [classes]);
}

interface Choice { readonly weight: PlainTensor | null; readonly ignore_index: number; readonly smoothing: number }
/** Losses and the weights that a mean divides by, from log probabilities with the classes as lines. */
function pick(lines: readonly (readonly number[])[], target: PlainTensor,
  { weight, ignore_index, smoothing }: Choice): { losses: number[]; total: number } {
  let total = 0;
  const losses = lines.map((line, i) => {
    const t = target.data?.[i] ?? NaN;
    if (t === ignore_index) return 0;
    const w = (c: number): number => weight?.data?.[c] ?? 1;
    total += w(t);
    const smooth = smoothing === 0 ? 0 : (smoothing / line.length) * line.reduce((sum, x, c) => sum - x * w(c), 0);
    return (1 - smoothing) * -line[t] * w(t) + smooth;
  });
  return { losses, total };
}

export const nll_loss = defineOp({
  schema: `nll_loss(${CLASSES}) -> Tensor` as const,
  paths: ['torch.nn.functional.nll_loss'],
  doc: `−the log probability of the target class. ${fnDocs('nll_loss')}`,
  shape(args, rule) {
    const { input, target, weight, ignore_index } = args;
    checkTargets(input, target, weight, rule);
    const out = reduceShape(args, target.shape, input.dtype, rule);
    rule.require(!isIntegral(input.dtype), () => `"nll_loss_out_frame" not implemented for '${scalarTypeOf(input.dtype)}'`);
    checkBounds(target, input.shape[classAxis(input.shape.length)], ignore_index, rule);
    return out;
  },
  receptiveField: () => 'global',
  eval(args, [out]) {
    const { input, target, weight, ignore_index } = args;
    const { losses, total } = pick(linesAlong(input.data ?? [], input.shape, classAxis(input.shape.length)), target,
      { weight, ignore_index, smoothing: 0 });
    return reduceElements(args, losses, out, total);
  },
  samples: [
    typed('F.nll_loss(a, b)', FLOAT_LONG, [3, 5], [3]),
    typed("F.nll_loss(a, b, c, ignore_index=1, reduction='sum')", FLOAT_LONG, [3, 5], [3], [5]),
    typed("F.nll_loss(a, b, reduction='none')", FLOAT_LONG, [2, 5, 2, 3], [2, 2, 3]),
    typed('F.nll_loss(a, b)', FLOAT_LONG, [2, 5, 3], [2, 3]),
    typed('F.nll_loss(a, b)', FLOAT_LONG, [5], []), typed('F.nll_loss(a, b)', FLOAT_LONG, [2, 5], [3]),
    typed('F.nll_loss(a, b)', ['float32', 'float32'], [2, 5], [2]), typed('F.nll_loss(a, b)', FLOAT_LONG, [2, 5, 3], [2, 4]),
    typed('F.nll_loss(a, b)', FLOAT_LONG, [2, 5, 3, 3], [2, 3, 4]),
    typed('F.nll_loss(a, b, c)', FLOAT_LONG, [2, 5], [2], [4]), typed('F.nll_loss(a, b)', FLOAT_LONG, [5], [1]),
    typed('F.nll_loss(a, b)', FLOAT_LONG, [2, 5], [2, 1]),
    typed("F.nll_loss(a, b, reduction='foo')", FLOAT_LONG, [2, 5], [2]), typed('F.nll_loss(a, b)', FLOAT_LONG, [3, 2], [3]),
  ],
});

export const cross_entropy = defineOp({
  schema: `cross_entropy(${CLASSES}, float label_smoothing=0.0) -> Tensor` as const,
  paths: ['torch.nn.functional.cross_entropy'],
  doc: `nll_loss of log_softmax; the target may hold probabilities. ${fnDocs('cross_entropy')}`,
  shape(args, rule) {
    const { input, target, weight, ignore_index, label_smoothing } = args;
    const rank = input.shape.length;
    const probabilities = rank === target.shape.length && sameSizes(input.shape, target.shape, rule);
    const out = reduceShape(args, probabilities ? input.shape.filter((_, i) => i !== classAxis(rank)) : target.shape,
      input.dtype, rule);
    if (!probabilities) requireSmoothing(label_smoothing, rule);
    if (probabilities) {
      rule.require(isFloating(target.dtype),
        () => `Expected floating point type for target with class probabilities, got ${scalarTypeOf(target.dtype)}`);
      rule.require(rule.test((i) => i < 0, ignore_index),
        () => 'ignore_index is not supported for floating point target', [ignore_index]);
      const classes = input.shape[classAxis(rank)];
      rule.require(!weight || (weight.shape.length === 1 ? rule.equal(weight.shape[0], classes) : false), () =>
        `cross_entropy: weight tensor should be defined either for all ${showDim(classes)} classes or no classes but got `
          + `weight tensor of shape: ${showShape(weight?.shape ?? [])}`, weight?.shape);
      requireSmoothing(label_smoothing, rule);
      return out;
    }
    rule.require(!isIntegral(input.dtype),
      () => `"log_softmax_lastdim_kernel_impl" not implemented for '${scalarTypeOf(input.dtype)}'`);
    checkTargets(input, target, weight, rule);
    checkBounds(target, input.shape[classAxis(rank)], ignore_index, rule);
    return out;
  },
  receptiveField: () => 'global',
  eval(args, [out]) {
    const { input, target, weight, ignore_index, label_smoothing } = args;
    const smoothing = Math.max(0, label_smoothing);
    const axis = classAxis(input.shape.length);
    const lines = linesAlong(input.data ?? [], input.shape, axis).map(logSoftmaxLine);
    if (plainNumel(target.shape) === plainNumel(input.shape) && target.shape.length === input.shape.length) {
      const targets = linesAlong(target.data ?? [], target.shape, axis);
      const losses = lines.map((line, i) => -line.reduce((sum, x, c) =>
        sum + x * ((1 - smoothing) * targets[i][c] + smoothing / line.length) * (weight?.data?.[c] ?? 1), 0));
      return reduceElements(args, losses, out, losses.length);
    }
    const { losses, total } = pick(lines, target, { weight, ignore_index, smoothing });
    return reduceElements(args, losses, out, total);
  },
  samples: [
    typed('F.cross_entropy(a, b)', FLOAT_LONG, [3, 5], [3]),
    typed("F.cross_entropy(a, b, c, ignore_index=1, reduction='none')", FLOAT_LONG, [3, 5], [3], [5]),
    typed('F.cross_entropy(a, b, label_smoothing=0.2)', FLOAT_LONG, [3, 5], [3]),
    typed('F.cross_entropy(a, b)', FLOAT_LONG, [2, 5, 2, 2], [2, 2, 2]), s('F.cross_entropy(a, b)', [2, 5], [2, 5]),
    s("F.cross_entropy(a, b, c, label_smoothing=0.1, reduction='none')", [2, 5, 3], [2, 5, 3], [5]),
    typed('F.cross_entropy(a, b)', FLOAT_LONG, [5], []),
    typed('F.cross_entropy(a, b)', FLOAT_LONG, [2, 5], [3]), s('F.cross_entropy(a, b)', [2, 5], [2]),
    typed('F.cross_entropy(a, b)', FLOAT_LONG, [2, 5], [2, 5]),
    typed('F.cross_entropy(a, b)', FLOAT_LONG, [2, 5, 3, 3], [2, 3, 4]),
    typed('F.cross_entropy(a, b)', FLOAT_LONG, [2, 5, 3, 3], [2, 3]),
    typed('F.cross_entropy(a, b)', FLOAT_LONG, [5], [1]),
    typed('F.cross_entropy(a, b, c)', FLOAT_LONG, [2, 5], [2], [4]),
    ...[1.5, -0.1].map((smoothing) => typed(`F.cross_entropy(a, b, label_smoothing=${smoothing})`, FLOAT_LONG, [2, 5], [2])),
    s('F.cross_entropy(a, b, label_smoothing=-0.1)', [2, 5], [2, 5]),
    s('F.cross_entropy(a, b)', [2, 5], [2, 4]), s('F.cross_entropy(a, b, ignore_index=1)', [2, 5], [2, 5]),
    s('F.cross_entropy(a, b, c)', [2, 5], [2, 5], [4]), typed('F.cross_entropy(a, b)', FLOAT_LONG, [3, 2], [3]),
  ],
});
/** PyTorch looks at what smooths only: less than nothing is nothing. */
function requireSmoothing(value: number, rule: RuleContext): void {
  rule.require(value <= 1, () => `label_smoothing must be between 0.0 and 1.0. Got: ${value}`);
}

// ---- margins ----------------------------------------------------------------------------------------------------------

function requireMatrix(input: Tensor, rule: RuleContext): void {
  const [rank, sizes] = [input.shape.length, input.shape];
  const filled = sizes.slice(rank === 2 ? 1 : 0).every((d) => rule.test((n) => n !== 0, d) !== false);
  rule.require(rank <= 2 && filled,
    () => `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${showShape(sizes)}`, sizes);
}
/** Losses are by sample. */
const bySample = (args: Reduced, input: Tensor, rule: RuleContext) =>
  reduceShape(args, input.shape.slice(0, -1), input.dtype, rule);

export const multi_margin_loss = defineOp({
  schema: `multi_margin_loss(Tensor input, Tensor target, int p=1, float margin=1.0, Tensor? weight=None, ${LEGACY}, \
str reduction="mean") -> Tensor` as const,
  paths: ['torch.nn.functional.multi_margin_loss'],
  doc: `Hinge loss between the target class and the others. ${fnDocs('multi_margin_loss')}`,
  shape(args, rule) {
    const { input, target, p } = args;
    const out = bySample(args, input, rule);
    if (rule.test((x) => x !== 1 && x !== 2, p) === true) rule.raise('ValueError', 'only p == 1 and p == 2 supported', [p]);
    requireMatrix(input, rule);
    // A target of one element counts as none or one of rank 0 does.
    const [samples, one] = [input.shape.length === 2 ? input.shape[0] : rule.dim(1), target.shape[0] ?? rule.dim(1)];
    rule.require(target.shape.length > 1 ? false : rule.equal(one, samples),
      () => `inconsistent target size, got: ${showShape(target.shape)}`, target.shape);
    return out;
  },
  receptiveField: () => 'global',
  eval(args, [out]) {
    const { input, target, p, margin, weight } = args;
    const losses = linesAlong(input.data ?? [], input.shape, input.shape.length - 1).map((line, i) => {
      const t = target.data?.[i] ?? NaN;
      const w = weight?.data?.[t] ?? 1;
      return line.reduce((sum, x, c) => (c === t ? sum : sum + w * Math.max(0, margin - line[t] + x) ** p), 0) / line.length;
    });
    return reduceElements(args, losses, out);
  },
  samples: [
    typed('F.multi_margin_loss(a, b)', FLOAT_LONG, [3, 5], [3]),
    typed("F.multi_margin_loss(a, b, 2, 0.5, c, reduction='none')", FLOAT_LONG, [3, 5], [3], [5]),
    typed('F.multi_margin_loss(a, b)', FLOAT_LONG, [2, 5], [3]), typed('F.multi_margin_loss(a, b)', FLOAT_LONG, [5], [1]),
    typed('F.multi_margin_loss(a, b)', FLOAT_LONG, [1, 5], []), typed('F.multi_margin_loss(a, b)', FLOAT_LONG, [5], [1, 1]),
    typed('F.multi_margin_loss(a, b, p=3)', FLOAT_LONG, [2, 5], [2]),
    typed('F.multi_margin_loss(a, b)', FLOAT_LONG, [2, 5, 2], [2]),
  ],
});

export const multilabel_margin_loss = defineOp({
  schema: `multilabel_margin_loss(Tensor input, Tensor target, ${LEGACY}, str reduction="mean") -> Tensor` as const,
  paths: ['torch.nn.functional.multilabel_margin_loss'],
  doc: `Hinge loss between every target class and every other one. ${fnDocs('multilabel_margin_loss')}`,
  shape(args, rule) {
    const { input, target } = args;
    const out = bySample(args, input, rule);
    requireMatrix(input, rule);
    rule.require(sameSizes(target.shape, input.shape, rule),
      () => `inconsistent size ${showShape(target.shape)} for argument #2 'target'`, target.shape);
    return out;
  },
  receptiveField: () => 'global',
  eval(args, [out]) {
    const { input, target } = args;
    const targets = linesAlong(target.data ?? [], target.shape, target.shape.length - 1);
    const losses = linesAlong(input.data ?? [], input.shape, input.shape.length - 1).map((line, i) => {
      const end = targets[i].findIndex((t) => t < 0);
      const chosen = end < 0 ? targets[i] : targets[i].slice(0, end);
      const others = range(line.length).filter((c) => !chosen.includes(c));
      return chosen.reduce((sum, t) => sum + others.reduce((inner, c) => inner + Math.max(0, 1 - line[t] + line[c]), 0),
        0) / line.length;
    });
    return reduceElements(args, losses, out);
  },
  samples: [typed('F.multilabel_margin_loss(a, b)', FLOAT_LONG, [2, 5], [2, 5]),
    typed("F.multilabel_margin_loss(a, b, reduction='none')", FLOAT_LONG, [5], [5]),
    typed('F.multilabel_margin_loss(a, b)', FLOAT_LONG, [2, 3], [2, 4])],
});

const asDims = (lengths: Tensor | readonly Dim[], rule: RuleContext): readonly Dim[] | null =>
  (isTensor(lengths) ? lengths.data?.map((n) => rule.dim(n)) ?? null : lengths);
interface CtcArgs { readonly log_probs: Tensor; readonly targets: Tensor; readonly input_lengths: Tensor | readonly Dim[]
  readonly target_lengths: Tensor | readonly Dim[] }
/** Whether the labels that the lengths speak of are there. */
function checkLabels({ log_probs, targets, input_lengths, target_lengths }: CtcArgs, batch: Dim, rule: RuleContext): void {
  const end = '(while checking arguments for ctc_loss_cpu)';
  const rank = targets.shape.length;
  const at = `for argument #2 'targets' ${end}`;
  if (rank > 2) rule.raise('RuntimeError', `Expected 1 to 2 dimensions, but got ${rank}-dimensional tensor ${at}`);
  const counts = asDims(target_lengths, rule);
  const [rows, width] = targets.shape;
  if (rank === 1 && counts && log_probs.shape.length === 3) {
    const all = rule.map((...sizes) => sizes.reduce((a, b) => a + b, 0), ...counts);
    rule.require(rule.equal(rows, all),
      () => `Expected tensor to have size ${showDim(all)} at dimension 0, but got size ${showDim(rows)} ${at}`, [rows]);
  } else if (rank === 2) {
    rule.require(rule.equal(rows, batch),
      () => `Expected tensor to have size ${showDim(batch)} at dimension 0, but got size ${showDim(rows)} ${at}`, [rows, batch]);
    const most = counts && rule.map((...sizes) => Math.max(0, ...sizes), ...counts);
    if (most) rule.require(rule.test((n, w) => n <= w, most, width),
      () => `Expected tensor to have size at least ${showDim(most)} at dimension 1, but got size ${showDim(width)} ${at}`,
        [width]);
  }
  const [time] = log_probs.shape;
  for (const length of asDims(input_lengths, rule) ?? []) rule.require(rule.test((n, t) => n <= t, length, time),
    () => `Expected input_lengths to have value at most ${showDim(time)}, but got value ${showDim(length)} ${end}`, [time]);
}

export const ctc_loss = defineOp({
  schema: 'ctc_loss(Tensor log_probs, Tensor targets, Tensor|int[] input_lengths, Tensor|int[] target_lengths, \
int blank=0, str reduction="mean", bool zero_infinity=False) -> Tensor',
  paths: ['torch.nn.functional.ctc_loss'],
  doc: `Connectionist temporal classification. ${fnDocs('ctc_loss')}`,
  shape(args, rule) {
    const { log_probs, input_lengths, target_lengths, blank } = args;
    const rank = log_probs.shape.length;
    const batched = rank === 3;
    // Without a batch it is given one, whatever its rank.
    if (rank !== 2 && rank !== 3) rule.raise('RuntimeError', `Expected 3-dimensional tensor, but got ${rank + 1}-dimensional `
      + "tensor for argument #1 'log_probs' (while checking arguments for ctc_loss_cpu)");
    const batch = batched ? log_probs.shape[1] : rule.dim(1);
    const classes = log_probs.shape[log_probs.shape.length - 1];
    rule.require(rule.test((b, c) => b >= 0 && b < c, blank, classes), () => 'blank must be in label range', [blank, classes]);
    for (const [name, lengths] of [['input_lengths', input_lengths], ['target_lengths', target_lengths]] as const) {
      if (isTensor(lengths)) rule.require(isIntegral(lengths.dtype), () => `${name} must be integral`);
      const count = isTensor(lengths) ? lengths.shape.length === 1 ? lengths.shape[0] : batch : rule.dim(lengths.length);
      rule.require(rule.equal(count, batch), () => `${name} must be of size batch_size`, [batch]);
    }
    checkLabels(args, batch, rule);
    return reduceShape(args, batched ? [batch] : [], log_probs.dtype, rule);
  },
  receptiveField: (args) => lossField(args),
  eval(args, [out]) {
    const { losses, counts } = ctcLosses(args);
    // The mean is that of the losses of a label each.
    return reduceElements(args, args.reduction === 'mean' ? losses.map((x, n) => x / Math.max(counts[n], 1)) : losses, out);
  },
  samples: [
    ...["(5, 5), (3, 3)", "(5, 4), (3, 2), blank=1", "(5, 5), (3, 3), reduction='sum'", "(5, 2), (3, 3), zero_infinity=True"]
      .map((rest) => typed(`F.ctc_loss(a.log_softmax(2), b, ${rest})`, FLOAT_LONG, [5, 2, 6], [2, 3])),
    typed('F.ctc_loss(a.log_softmax(1), b, (5,), (3,))', FLOAT_LONG, [5, 6], [3]),
    typed("F.ctc_loss(a.log_softmax(2), b, torch.tensor([5, 5]), torch.tensor([3, 2]), reduction='none')", FLOAT_LONG,
      [5, 2, 6], [5]),
    typed("F.ctc_loss(a, b, (5, 5), (3, 3), reduction='none')", FLOAT_LONG, [5, 2, 4], [2, 3]),
    typed('F.ctc_loss(a, b, (5,), (3, 3))', FLOAT_LONG, [5, 2, 4], [2, 3]),
    typed('F.ctc_loss(a, b, (5, 5), (3, 3), blank=4)', FLOAT_LONG, [5, 2, 4], [2, 3]),
    ...[[2, 3, 1], [3, 3], [2, 2], [5]].map((shape) => typed('F.ctc_loss(a, b, (5, 5), (3, 3))', FLOAT_LONG, [5, 2, 4], shape)),
    ...[[5], [5, 2, 4, 1]].map((shape) => typed('F.ctc_loss(a, b, (5, 5), (3, 3))', FLOAT_LONG, shape, [2, 3])),
    ...['(6, 5), (3, 3)', 'torch.tensor([5.]), torch.tensor([3])', 'torch.tensor([5]), torch.tensor([3])'].map((lengths) =>
      typed(`F.ctc_loss(a, b, ${lengths})`, FLOAT_LONG, [5, 2, 4], [2, 3])),
  ],
});

// ---- modules ----------------------------------------------------------------------------------------------------------

const INPUTS = '(Tensor input, Tensor target) -> Tensor';
export const WEIGHTED = 'NLLLoss(Tensor? weight=None, bool? size_average=None, int ignore_index=-100, bool? reduce=None, \
str reduction="mean")';
export const weightState = ({ weight }: { weight: Tensor | null }): Readonly<Record<string, ParameterSpec | null>> =>
  (weight ? { weight: { shape: weight.shape, dtype: weight.dtype, role: 'buffer' } } : {});
const nllModule = (name: string) => defineModule({
  path: `torch.nn.${name}`,
  schema: WEIGHTED.replace('NLLLoss(', `${name}(`) as typeof WEIGHTED,
  doc: `−the log probability of the target class. ${nnDocs('NLLLoss')}`,
  inputs: INPUTS,
  state: weightState,
  forward: ({ args }, inputs, apply) => apply(nll_loss, { ...inputs, ...args }).first,
  samples: [typed(`nn.${name}()(a, b)`, FLOAT_LONG, [2, 5, 2, 2], [2, 2, 2])],
});
export const NLLLoss = nllModule('NLLLoss');
export const NLLLoss2d = nllModule('NLLLoss2d');
export const CrossEntropyLoss = defineModule({
  path: 'torch.nn.CrossEntropyLoss',
  schema: 'CrossEntropyLoss(Tensor? weight=None, bool? size_average=None, int ignore_index=-100, bool? reduce=None, \
str reduction="mean", float label_smoothing=0.0)',
  doc: `nll_loss of log_softmax; the target may hold probabilities. ${nnDocs('CrossEntropyLoss')}`,
  inputs: INPUTS,
  state: weightState,
  forward: ({ args }, inputs, apply) => apply(cross_entropy, { ...inputs, ...args }).first,
  samples: [typed('nn.CrossEntropyLoss(label_smoothing=0.1)(a, b)', FLOAT_LONG, [2, 5], [2]),
    typed('nn.CrossEntropyLoss()(a, b)', FLOAT_LONG, [2, 5], [3])],
});
export const MultiMarginLoss = defineModule({
  path: 'torch.nn.MultiMarginLoss',
  schema: `MultiMarginLoss(int p=1, float margin=1.0, Tensor? weight=None, ${LEGACY}, str reduction="mean")` as const,
  doc: `Hinge loss between the target class and the others. ${nnDocs('MultiMarginLoss')}`,
  inputs: INPUTS,
  state(args, rule) {
    if (rule.test((x) => x !== 1 && x !== 2, args.p) === true) rule.raise('ValueError',
      'only p == 1 and p == 2 supported', [args.p]);
    return weightState(args);
  },
  forward: ({ args }, inputs, apply) => apply(multi_margin_loss, { ...inputs, ...args }).first,
  samples: [typed('nn.MultiMarginLoss()(a, b)', FLOAT_LONG, [2, 5], [2]),
    typed('nn.MultiMarginLoss(p=3)(a, b)', FLOAT_LONG, [2, 5], [2])],
});
export const MultiLabelMarginLoss = defineModule({
  path: 'torch.nn.MultiLabelMarginLoss',
  schema: `MultiLabelMarginLoss(${LEGACY}, str reduction="mean")` as const,
  doc: `Hinge loss between every target class and every other one. ${nnDocs('MultiLabelMarginLoss')}`,
  inputs: INPUTS,
  forward: ({ args }, inputs, apply) => apply(multilabel_margin_loss, { ...inputs, ...args }).first,
  samples: [typed('nn.MultiLabelMarginLoss()(a, b)', FLOAT_LONG, [2, 5], [2, 5])],
});
export const CTCLoss = defineModule({
  path: 'torch.nn.CTCLoss',
  schema: 'CTCLoss(int blank=0, str reduction="mean", bool zero_infinity=False)',
  doc: `Connectionist temporal classification. ${nnDocs('CTCLoss')}`,
  inputs: '(Tensor log_probs, Tensor targets, Tensor|int[] input_lengths, Tensor|int[] target_lengths) -> Tensor',
  forward: ({ args }, inputs, apply) => apply(ctc_loss, { ...inputs, ...args }).first,
  samples: [typed('nn.CTCLoss()(a, b, (5, 5), (3, 3))', FLOAT_LONG, [5, 2, 4], [2, 3])],
});
