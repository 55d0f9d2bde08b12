// Convolution: conv1d, conv2d, conv3d with their modules and Lazy modules. Transposed convolution is in convTransposed.ts.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { constantOf, int, type Dim, type PlainTensor, type Tensor } from '../tensor/value';
import { convSize, joinFormulas, samePadding, showConv, spanOf } from '../tensor/window';
import { defineModule, defineOp, isUnknown, type ModuleSelf, type RuleContext } from './op';
import { pairOf } from './lowering';
import { pad } from './pad';
import { resetByFan } from './reset';
import { asInts, batched, convolve, perAxis, productType, requireSameType, showBy, windowAt, windowViews,
  type Windows } from './windows';

const CONV = 'conv(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2]|str padding=0, \
int[2] dilation=1, int groups=1) -> Tensor';
const SHARED = 'int out_channels, int[2] kernel_size, int[2] stride=1, int[2]|str padding=0, int[2] dilation=1, \
int groups=1, bool bias=True, str padding_mode="zeros", any device=None, dtype? dtype=None';
const MODULE = `Conv(int in_channels, ${SHARED})` as const;
const LAZY = `LazyConv(${SHARED})` as const;
const docs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;

/** As expand_param_if_needed: one value stands for all axes. */
export function expandParam(list: readonly Dim[], name: string, rank: number, rule: RuleContext): readonly Dim[] {
  if (list.length !== 1 && list.length !== rank) {
    rule.raise('RuntimeError',
      `expected ${name} to be a single integer value or a list of ${rank} values to match the convolution dimensions, `
        + `but got ${name}=${showShape(list)}`, list);
  }
  return perAxis(list, rank);
}

/** The checks of check_shape_forward that transposed convolutions share. */
export function checkConv(input: readonly Dim[], weight: Tensor, groups: Dim, lists: readonly (readonly Dim[])[],
  rule: RuleContext): void {
  const [padding, outputPadding, stride, dilation] = lists;
  const each = (list: readonly Dim[], ok: (x: number) => boolean): boolean | undefined =>
    (list.some((d) => rule.test(ok, d) === false) ? false : undefined);
  rule.require(each(padding, (x) => x >= 0), () => 'negative padding is not supported', padding);
  rule.require(each(outputPadding, (x) => x >= 0), () => 'negative output_padding is not supported', outputPadding);
  rule.require(each(stride, (x) => x > 0), () => 'non-positive stride is not supported', stride);
  rule.require(rule.test((g) => g > 0, groups), () => 'non-positive groups is not supported', [groups]);
  const [rank, given] = [weight.shape.length, input.length];
  rule.require(rank === given,
    () => `Expected ${rank}-dimensional input for ${rank}-dimensional weight ${showShape(weight.shape)}, but `
      + `got ${given}-dimensional input of size ${showShape(input)} instead`);
  const [first] = weight.shape;
  const g = showDim(groups);
  rule.require(rule.test((w, n) => w >= n, first, groups),
    () => `Given groups=${g}, expected weight to be at least ${g} at dimension 0, but got weight of `
      + `size ${showShape(weight.shape)} instead`, [first, groups]);
  rule.require(rule.test((w, n) => w % n === 0, first, groups),
    () => `Given groups=${g}, expected weight to be divisible by ${g} at dimension 0, but got weight of size `
      + `[${showShape(weight.shape)}] instead`, [first, groups]);
  rule.require(each(dilation, (x) => x > 0),
    () => `dilation should be greater than zero, but got ${showShape(dilation)}`, dilation);
}

function checkChannels(input: readonly Dim[], weight: Tensor, bias: Tensor | null, groups: Dim, rule: RuleContext): void {
  const expected = rule.map((w, g) => w * g, weight.shape[1], groups);
  const size = showShape(weight.shape);
  rule.require(rule.equal(input[1], expected),
    () => `Given groups=${showDim(groups)}, weight of size ${size}, expected input${showShape(input)} to `
      + `have ${showDim(expected)} channels, but got ${showDim(input[1])} channels instead`, [input[1], weight.shape[1]]);
  const fits = !bias || (bias.shape.length === 1 ? rule.equal(bias.shape[0], weight.shape[0]) : false);
  rule.require(fits,
    () => `Given weight of size ${size}, expected bias to be 1-dimensional with ${showDim(weight.shape[0])} elements, `
      + `but got bias of size ${showShape(bias?.shape ?? [])} instead`, bias?.shape);
}

function checkKernel(sizes: readonly Dim[], kernel: readonly Dim[], padding: readonly Dim[], dilation: readonly Dim[],
  rule: RuleContext): void {
  const tooSmall =
    sizes.some((n, i) => rule.test((x, k, p, d) => x + 2 * p < spanOf(k, d), n, kernel[i], padding[i], dilation[i]) === true);
  rule.require(!tooSmall, () => {
    const padded = sizes.map((n, i) => rule.map((x, p) => x + 2 * p, n, padding[i]));
    const spans = kernel.map((k, i) => rule.map(spanOf, k, dilation[i]));
    return `Calculated padded input size per channel: (${showBy(padded)}). Kernel size: (${showBy(spans)}). Kernel size `
      + `can't be greater than actual input size`;
  }, [...sizes, ...kernel]);
  const [height, width] = kernel.length === 1 ? [int(1), kernel[0]] : kernel;
  const empty = kernel.length < 3 && kernel.some((k) => constantOf(k) === 0);
  rule.require(!empty,
    () => `kernel size should be greater than zero, but got `
      + `kernel_height: ${showDim(height)} kernel_width: ${showDim(width)}`, kernel);
}

/** Numbers of each axis: padding in front, and whether the size stays. */
function windowsOf(weight: PlainTensor, stride: readonly number[], padding: readonly number[] | string,
  dilation: readonly number[]): Windows {
  const rank = weight.shape.length - 2;
  const kernel = weight.shape.slice(2);
  const steps = perAxis(dilation, rank);
  const before = typeof padding !== 'string' ? perAxis(padding, rank)
    : kernel.map((k, i) => (padding === 'same' ? samePadding(k, steps[i])[0] : 0));
  return { kernel, stride: perAxis(stride, rank), padding: before, dilation: steps };
}

function convOp(rank: 1 | 2 | 3,
  samples: readonly { call: string; shapes: readonly (readonly number[])[]; dtypes?: readonly string[] }[]) {
  const name = `conv${rank}d`;
  return defineOp({
    schema: CONV.replace('conv(', `${name}(`).replaceAll('[2]', `[${rank}]`) as typeof CONV,
    paths: [`torch.${name}`, `torch.nn.functional.${name}`],
    doc: `Slides filters over the last ${rank === 1 ? 'axis' : `${rank} axes`}. `
      + `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`,
    shape({ input, weight, bias, stride, padding, dilation, groups }, rule) {
      const { shape, isBatched } = batched(input, rank, name, rule);
      const axes = weight.shape.length - 2;
      if (typeof padding === 'string' && padding !== 'same' && padding !== 'valid') rule.raise('RuntimeError',
        `Invalid padding string: '${padding}'`);
      const isSame = padding === 'same';
      if (isSame && stride.some((s) => rule.test((x) => x !== 1, s) === true)) {
        rule.raise('RuntimeError', "padding='same' is not supported for strided convolutions", stride);
      }
      const zeros = weight.shape.slice(2).map(() => rule.dim(0));
      const steps = expandParam(stride, 'stride', axes, rule);
      const pads = typeof padding === 'string' ? zeros : expandParam(padding, 'padding', axes, rule);
      const dilations = expandParam(dilation, 'dilation', axes, rule);
      checkConv(shape, weight, groups, [pads, zeros, steps, dilations], rule);
      checkChannels(shape, weight, bias, groups, rule);
      const [sizes, kernel] = [shape.slice(2), weight.shape.slice(2)];
      if (!isSame) checkKernel(sizes, kernel, pads, dilations, rule);
      requireSameType(input, weight, rule, axes === 2 ? bias : null);
      const out = isSame ? sizes : sizes.map((n, i) => rule.map(convSize, n, kernel[i], steps[i], pads[i], dilations[i]));
      return { shape: [...(isBatched ? [shape[0]] : []), weight.shape[0], ...out], dtype: productType(input, weight) };
    },
    macs: ({ weight }, out) => plainNumel(out.shape) * plainNumel(weight.shape.slice(1)),
    receptiveField: ({ weight, stride, padding, dilation }, out) =>
      windowViews(out.shape.length, rank, windowsOf(weight, stride, padding, dilation), 'mixed'),
    eval: ({ input, weight, bias, stride, padding, dilation, groups }, [out]) => {
      const windows = windowsOf(weight, stride, padding, dilation);
      return [convolve(input, weight, bias, out,
        { stride: windows.stride, before: windows.padding, dilation: windows.dilation, groups })];
    },
    lower: ({ input, weight, stride, padding, dilation, groups }) => {
      const w = windowsOf(weight, stride, padding, dilation);
      if (input.shape.length !== rank + 2) return null;
      if (rank !== 2) return { inputs: ['input', 'weight', 'bias'], kernel: 'convNd', stride: w.stride, padding: w.padding,
        dilation: w.dilation, groups };
      return { inputs: ['input', 'weight', 'bias'], kernel: 'conv2d', stride: pairOf(w.stride), padding: pairOf(w.padding),
        dilation: pairOf(w.dilation), groups };
    },
    explain: ({ input, weight, stride, padding, dilation }, out) => {
      if (padding === 'same') return `padding='same' keeps ${out.shape.slice(-rank).join(' × ')}`;
      const windows = windowsOf(weight, stride, padding, dilation);
      return joinFormulas(out.shape.slice(-rank)
        .map((size, i) => showConv(input.shape[input.shape.length - rank + i], size, windowAt(windows, i))));
    },
    samples,
  });
}

export const conv1d = convOp(1, [
  { call: 'F.conv1d(a, b, c, stride=2, padding=1)', shapes: [[2, 3, 9], [4, 3, 3], [4]] },
  { call: 'F.conv1d(a, b)', shapes: [[3, 9], [4, 3, 3]] },
  { call: "torch.conv1d(a, b, padding='same')", shapes: [[2, 3, 9], [4, 3, 4]] },
  { call: 'F.conv1d(a, b)', shapes: [[2, 3, 9, 9], [4, 3, 3]] },
  { call: 'F.conv1d(a, b, stride=(1, 2))', shapes: [[2, 3, 9], [4, 3, 3]] },
]);
export const conv2d = convOp(2, [
  { call: 'F.conv2d(a, b)', shapes: [[1, 3, 8, 8], [4, 3, 3, 3]] },
  { call: 'F.conv2d(a, b, c, 2, 1, 2)', shapes: [[2, 3, 8, 7], [4, 3, 3, 2], [4]] },
  { call: 'F.conv2d(a, b, groups=2, padding=(0, 2))', shapes: [[1, 4, 6, 5], [6, 2, 3, 3]] },
  { call: "F.conv2d(a, b, padding='same', dilation=(1, 3))", shapes: [[1, 2, 5, 6], [2, 2, 2, 4]] },
  { call: "F.conv2d(a, b, padding='valid')", shapes: [[2, 5, 6], [2, 2, 2, 4]] },
  { call: 'F.conv2d(a, b)', shapes: [[1, 3, 8, 8], [4, 2, 3, 3]] },
  { call: 'F.conv2d(a, b, groups=3)', shapes: [[1, 3, 8, 8], [4, 1, 3, 3]] },
  { call: 'F.conv2d(a, b, groups=3)', shapes: [[1, 3, 8, 8], [2, 1, 3, 3]] },
  { call: 'F.conv2d(a, b, groups=0)', shapes: [[1, 3, 8, 8], [2, 3, 3, 3]] },
  { call: 'F.conv2d(a, b)', shapes: [[1, 3, 2, 2], [4, 3, 3, 3]] },
  { call: 'F.conv2d(a, b, c)', shapes: [[1, 3, 8, 8], [4, 3, 3, 3], [5]] },
  { call: 'F.conv2d(a, b)', shapes: [[8, 8], [4, 3, 3, 3]] },
  { call: 'F.conv2d(a, b, stride=0)', shapes: [[1, 3, 8, 8], [4, 3, 3, 3]] },
  { call: 'F.conv2d(a, b, padding=-1)', shapes: [[1, 3, 8, 8], [4, 3, 3, 3]] },
  { call: 'F.conv2d(a, b, dilation=0)', shapes: [[1, 3, 8, 8], [4, 3, 3, 3]] },
  { call: "F.conv2d(a, b, padding='same', stride=2)", shapes: [[1, 3, 8, 8], [4, 3, 3, 3]] },
  { call: "F.conv2d(a, b, padding='foo')", shapes: [[1, 3, 8, 8], [4, 3, 3, 3]] },
  { call: 'F.conv2d(a, b, padding=(1, 1, 1))', shapes: [[1, 3, 8, 8], [4, 3, 3, 3]] },
  { call: 'F.conv2d(a, b)', shapes: [[1, 3, 8, 8], [4, 3, 3]] },
  { call: 'F.conv2d(a, b)', shapes: [[1, 3, 8, 8], [4, 3, 3, 3]], dtypes: ['int64'] },
  { call: 'F.conv2d(a, b)', shapes: [[1, 3, 8, 8], [4, 3, 3, 3]], dtypes: ['float64'] },
  { call: 'F.conv2d(a, b)', shapes: [[0, 3, 8, 8], [4, 3, 3, 3]] },
]);
export const conv3d = convOp(3, [
  { call: 'F.conv3d(a, b, c, stride=(1, 2, 1), padding=1)', shapes: [[1, 2, 3, 4, 5], [3, 2, 2, 3, 3], [3]] },
  { call: 'F.conv3d(a, b)', shapes: [[2, 3, 4, 5], [3, 2, 2, 3, 3]] },
  { call: 'F.conv3d(a, b)', shapes: [[1, 2, 3, 4, 2], [3, 2, 2, 3, 3]] },
]);

// ---- modules ----------------------------------------------------------------------------------------------------------

/** The constructor's checks that plain and transposed convolutions share, in PyTorch's order. */
export function checkConstructor(args: { in_channels?: Dim; out_channels: Dim; groups: Dim }, rule: RuleContext): void {
  const { in_channels, out_channels, groups } = args;
  if (rule.test((g) => g <= 0, groups) === true) rule.raise('ValueError', 'groups must be a positive integer', [groups]);
  const divides = (c: Dim): boolean => rule.test((n, g) => n % g !== 0, c, groups) !== true;
  if (in_channels && !divides(in_channels)) rule.raise('ValueError', 'in_channels must be divisible by groups',
    [in_channels, groups]);
  if (!divides(out_channels)) rule.raise('ValueError', 'out_channels must be divisible by groups', [out_channels, groups]);
}

function checkPadding(padding: readonly Dim[] | string, stride: readonly Dim[], paddingMode: string, rule: RuleContext): void {
  if (typeof padding === 'string') {
    if (padding !== 'same' && padding !== 'valid') rule.raise('ValueError',
      `Invalid padding string '${padding}', should be one of {'same', 'valid'}`);
    if (padding === 'same' && stride.some((s) => rule.test((x) => x !== 1, s) === true)) {
      rule.raise('ValueError', "padding='same' is not supported for strided convolutions", stride);
    }
  }
  if (!['zeros', 'reflect', 'replicate', 'circular'].includes(paddingMode)) {
    rule.raise('ValueError', `padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got `
      + `padding_mode='${paddingMode}'`);
  }
}

/** Amounts for F.pad: before and after each axis, the last axis first. */
function padAmounts(args: { padding: readonly Dim[] | string; kernel_size: readonly Dim[]; dilation: readonly Dim[] },
  rule: RuleContext): Dim[] {
  const { padding, kernel_size, dilation } = args;
  const axes = kernel_size.map((_, i) => kernel_size.length - 1 - i);
  if (typeof padding !== 'string') return axes.flatMap((i) => [padding[i], padding[i]]);
  if (padding !== 'same') return axes.flatMap(() => [rule.dim(0), rule.dim(0)]);
  const part = (side: 0 | 1, i: number): Dim => rule.map((k, d) => samePadding(k, d)[side], kernel_size[i], dilation[i]);
  return axes.flatMap((i) => [part(0, i), part(1, i)]);
}

function convModule(rank: 1 | 2 | 3, op: typeof conv2d,
  samples: readonly { call: string; shapes: readonly (readonly number[])[] }[]) {
  const name = `Conv${rank}d`;
  return defineModule({
    path: `torch.nn.${name}`,
    schema: MODULE.replace('Conv(', `${name}(`).replaceAll('[2]', `[${rank}]`) as typeof MODULE,
    doc: `A convolution with learned filters. ${docs(name)}`,
    tuples: ['kernel_size', 'stride', 'padding', 'dilation'],
    reset: resetByFan,
    attributes: () => ({ transposed: false, output_padding: Array.from({ length: rank }, () => 0) }),
    state(args, rule) {
      const { in_channels, out_channels, kernel_size, stride, padding, groups, bias, padding_mode, dtype } = args;
      checkConstructor(args, rule);
      checkPadding(padding, stride, padding_mode, rule);
      const type = dtype ?? undefined;
      const weight = [out_channels, rule.map((c, g) => Math.floor(c / g), in_channels, groups), ...kernel_size];
      const negative = weight.find((d) => rule.test((x) => x < 0, d) === true);
      if (negative) rule.raise('RuntimeError',
        `Trying to create tensor with negative dimension ${showDim(negative)}: ${showShape(weight)}`, [negative]);
      return { weight: { shape: weight, dtype: type }, bias: bias ? { shape: [out_channels], dtype: type } : null };
    },
    forward(self: ModuleSelf<typeof MODULE>, { input }, apply, rule) {
      const { stride, padding, dilation, groups, padding_mode } = self.args;
      const tensors = { weight: self.tensor('weight') ?? undefined, bias: self.tensor('bias') };
      if (padding_mode === 'zeros') return apply(op, { input, ...tensors, stride, padding, dilation, groups }).first;
      const padded = apply(pad, { input, pad: asInts(padAmounts(self.args, rule)), mode: padding_mode }).first;
      if (isUnknown(padded)) return padded;
      return apply(op, { input: padded, ...tensors, stride, padding: stride.map(() => int(0)), dilation, groups }).first;
    },
    samples,
  });
}

export const Conv1d =
  convModule(1, conv1d,
    [{ call: 'nn.Conv1d(3, 4, 3, 2, 1)(a)', shapes: [[2, 3, 9]] },
      { call: "nn.Conv1d(3, 6, 4, padding='same', groups=3, bias=False)(a)", shapes: [[3, 9]] }]);
export const Conv2d = convModule(2, conv2d, [
  { call: 'nn.Conv2d(3, 4, 3)(a)', shapes: [[1, 3, 8, 8]] },
  { call: 'nn.Conv2d(4, 6, (3, 2), stride=2, padding=1, dilation=2, groups=2, bias=False)(a)', shapes: [[1, 4, 8, 8]] },
  { call: "nn.Conv2d(3, 4, 3, padding=(2, 1), padding_mode='reflect')(a)", shapes: [[1, 3, 6, 6]] },
  { call: "nn.Conv2d(2, 2, 3, padding=1, padding_mode='circular')(a)", shapes: [[2, 4, 5]] },
  { call: "nn.Conv2d(2, 2, (2, 4), padding='same', padding_mode='replicate')(a)", shapes: [[1, 2, 4, 5]] },
  { call: 'nn.Conv2d(3, 4, 3)(a)', shapes: [[1, 4, 8, 8]] },
  { call: 'nn.Conv2d(3, 4, 3)(a)', shapes: [[4, 8, 8]] }, { call: 'nn.Conv2d(3, 4, 3)(a)', shapes: [[8, 8]] },
  { call: 'nn.Conv2d(3, 4, 3)(a)', shapes: [[1, 3, 2, 8]] },
  { call: 'nn.Conv2d(3, 4, 3, groups=2)(a)', shapes: [[1, 3, 8, 8]] },
  { call: 'nn.Conv2d(4, 3, 3, groups=2)(a)', shapes: [[1, 4, 8, 8]] },
  { call: 'nn.Conv2d(4, 3, 3, groups=0)(a)', shapes: [[1, 4, 8, 8]] },
  { call: "nn.Conv2d(4, 3, 3, stride=2, padding='same')(a)", shapes: [[1, 4, 8, 8]] },
  { call: "nn.Conv2d(3, 4, 3, padding=2, padding_mode='reflect')(a)", shapes: [[1, 3, 2, 2]] },
  { call: 'nn.Conv2d(3, 4, (3,))(a)', shapes: [[1, 3, 8, 8]] },
  { call: 'nn.Conv2d(3, 4, 0)(a)', shapes: [[1, 3, 8, 8]] }, { call: 'nn.Conv2d(3, -4, 3)(a)', shapes: [[1, 3, 8, 8]] },
]);
export const Conv3d = convModule(3, conv3d, [{ call: 'nn.Conv3d(2, 4, 2, stride=(1, 2, 1))(a)', shapes: [[1, 2, 3, 4, 4]] }]);

/** The channels of a Lazy convolution's first input. */
export function lazyChannels(name: string, rank: number) {
  return (input: Tensor, rule: RuleContext): Readonly<Record<string, Dim>> => {
    const n = input.shape.length;
    if (n !== rank + 1 && n !== rank + 2) {
      rule.raise('RuntimeError',
        `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to ${name}, but got input of size: `
          + `torch.Size(${showShape(input.shape)})`, input.shape);
    }
    return { in_channels: input.shape[n - rank - 1] };
  };
}

function lazyModule(rank: 1 | 2 | 3) {
  const name = `LazyConv${rank}d`;
  return defineModule({
    path: `torch.nn.${name}`,
    base: `torch.nn.Conv${rank}d`,
    schema: LAZY.replace('LazyConv(', `${name}(`).replaceAll('[2]', `[${rank}]`) as typeof LAZY,
    doc: `A convolution that learns in_channels from its first input. ${docs(name)}`,
    tuples: ['kernel_size', 'stride', 'padding', 'dilation'],
    state(args, rule) {
      checkConstructor({ out_channels: args.out_channels, groups: args.groups }, rule);
      checkPadding(args.padding, args.stride, args.padding_mode, rule);
      return {};
    },
    forward: (_self, _inputs, _apply, rule) => rule.unknown('internal', `${name} was not materialised before its call`),
    lazy: { becomes: `torch.nn.Conv${rank}d`, infer: lazyChannels(name, rank) },
    samples: [
      { call: `nn.${name}(4, 3, padding=1)(a)`, shapes: [[2, 3, 5, 4, 3].slice(0, rank + 2)] },
      { call: `nn.${name}(4, 3, groups=2)(a)`, shapes: [[2, 3, 5, 4, 3].slice(0, rank + 2)] },
      { call: `nn.${name}(4, 3)(a)`, shapes: [[5]] },
    ],
  });
}
export const LazyConv1d = lazyModule(1);
export const LazyConv2d = lazyModule(2);
export const LazyConv3d = lazyModule(3);
