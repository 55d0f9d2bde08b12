// Transposed convolution: conv_transpose1d to 3d with their modules and Lazy modules, and conv_tbc.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { castElement } from '../tensor/round';
import { joinFormulas, convSize, showTransposed, spanOf, transposedSize } from '../tensor/window';
import type { Dim, Int, PlainTensor, Tensor } from '../tensor/value';
import { checkConstructor, checkConv, expandParam, lazyChannels } from './conv';
import { defineModule, defineOp, type ModuleSelf, type RuleContext, type Sample } from './op';
import { resetByFan } from './reset';
import { asInts, batched, convolveTransposed, perAxis, productType, requireSameType, showBy, windowAt, windowViews,
  type Windows } from './windows';
import { pairOf } from './lowering';

const CONV = 'conv_transpose(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, \
int[2] output_padding=0, int groups=1, int[2] dilation=1) -> Tensor';
const SHARED = 'int out_channels, int[2] kernel_size, int[2] stride=1, int[2] padding=0, int[2] output_padding=0, \
int groups=1, bool bias=True, int[2] dilation=1, str padding_mode="zeros", any device=None, dtype? dtype=None';
const MODULE = `ConvTranspose(int in_channels, ${SHARED})` as const;
const LAZY = `LazyConvTranspose(${SHARED})` as const;
const docs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });
const AXES = ['depth', 'height', 'width'];

function checkChannels(input: readonly Dim[], weight: Tensor, bias: Tensor | null, groups: Dim, rule: RuleContext): Dim {
  const size = showShape(weight.shape);
  const [first, perGroup] = weight.shape;
  rule.require(rule.equal(input[1], first),
    () => `Given transposed=1, weight of size ${size}, expected input${showShape(input)} to `
      + `have ${showDim(first)} channels, but got ${showDim(input[1])} channels instead`, [input[1], first]);
  const out = rule.map((c, g) => c * g, perGroup, groups);
  const fits = !bias || (bias.shape.length === 1 ? rule.equal(bias.shape[0], out) : false);
  rule.require(fits,
    () => `Given transposed=1, weight of size ${size}, expected bias to be 1-dimensional with ${showDim(out)} elements, `
      + `but got bias of size ${showShape(bias?.shape ?? [])} instead`, bias?.shape);
  return out;
}

/** One-dimensional convolutions run as two-dimensional ones of height 1: the messages show that axis. */
function checkOutputPadding(outputPadding: readonly Dim[], stride: readonly Dim[], dilation: readonly Dim[],
  rule: RuleContext): void {
  const bad = outputPadding.some((p, i) => rule.test((o, st, d) => o >= st && o >= d, p, stride[i], dilation[i]) === true);
  rule.require(!bad, () => {
    const shown = (name: string, dims: readonly Dim[], filler: number): string => {
      const all = dims.length === 1 ? [rule.dim(filler), ...dims] : dims;
      return all.map((d, i) => `${name}_${AXES[3 - all.length + i]}: ${showDim(d)}`).join(' ');
    };
    return `output padding must be smaller than either stride or dilation, but `
      + `got ${shown('output_padding', outputPadding, 0)} ${shown('stride', stride, 1)} ${shown('dilation', dilation, 1)}`;
  }, [...outputPadding, ...stride]);
}

function windowsOf(weight: PlainTensor,
  a: { stride: readonly number[]; padding: readonly number[]; dilation: readonly number[] }): Windows {
  const rank = weight.shape.length - 2;
  return { kernel: weight.shape.slice(2), stride: perAxis(a.stride, rank), padding: perAxis(a.padding, rank),
    dilation: perAxis(a.dilation, rank) };
}

function transposedOp(rank: 1 | 2 | 3, samples: readonly Sample[]) {
  const name = `conv_transpose${rank}d`;
  return defineOp({
    schema: CONV.replace('conv_transpose(', `${name}(`).replaceAll('[2]', `[${rank}]`) as typeof CONV,
    paths: [`torch.${name}`, `torch.nn.functional.${name}`],
    doc: `Spreads filters over an enlarged output: the gradient of a convolution. `
      + `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`,
    shape({ input, weight, bias, stride, padding, output_padding, groups, dilation }, rule) {
      const { shape, isBatched } = batched(input, rank, name, rule);
      const axes = weight.shape.length - 2;
      const lists =
        ([['stride', stride], ['padding', padding], ['output_padding', output_padding], ['dilation', dilation]] as const)
        .map(([title, list]) => expandParam(list, title, axes, rule));
      const [steps, pads, extra, dilations] = lists;
      checkConv(shape, weight, groups, [pads, extra, steps, dilations], rule);
      const channels = checkChannels(shape, weight, bias, groups, rule);
      checkOutputPadding(extra, steps, dilations, rule);
      const [sizes, kernel] = [shape.slice(2), weight.shape.slice(2)];
      const out = sizes.map((n, i) => rule.map(transposedSize, n, kernel[i], steps[i], pads[i], extra[i], dilations[i]));
      const lift = (dims: readonly Dim[]): readonly Dim[] => (rank === 1 ? [rule.dim(1), ...dims] : dims);
      rule.require(!out.some((d) => rule.test((x) => x < 1, d) === true), () =>
        `Given input size per channel: (${showBy(lift(sizes))}). Calculated output size per channel: `
          + `(${showBy(lift(out))}). Output size is too small`, [...sizes, ...kernel]);
      requireSameType(input, weight, rule);
      return { shape: [...(isBatched ? [shape[0]] : []), channels, ...out], dtype: productType(input, weight) };
    },
    macs: ({ input, weight }) => plainNumel(input.shape) * plainNumel(weight.shape.slice(1)),
    receptiveField: (args, out) =>
      windowViews(out.shape.length, rank, windowsOf(args.weight, args), 'mixed', 'transposedWindow'),
    eval: (args, [out]) =>
      [convolveTransposed(args.input, args.weight, args.bias, out, { ...windowsOf(args.weight, args), groups: args.groups })],
    lower: (args) => {
      if (rank !== 2 || args.input.shape.length !== 4) return null;
      const w = windowsOf(args.weight, args);
      return { inputs: ['input', 'weight', 'bias'], kernel: 'convTransposed2d', stride: pairOf(w.stride),
        padding: pairOf(w.padding),
        dilation: pairOf(w.dilation), groups: args.groups };
    },
    explain: (args, out) => {
      const windows = windowsOf(args.weight, args);
      const extra = perAxis(args.output_padding, rank);
      return joinFormulas(out.shape.slice(-rank)
        .map((size, i) =>
          showTransposed(args.input.shape[args.input.shape.length - rank + i], size, windowAt(windows, i), extra[i])));
    },
    samples,
  });
}
export const conv_transpose1d = transposedOp(1, [
  s('F.conv_transpose1d(a, b, stride=2, padding=1)', [2, 3, 5], [3, 2, 3]),
  s('F.conv_transpose1d(a, b)', [3, 5], [3, 2, 3]), s('F.conv_transpose1d(a, b, output_padding=2)', [1, 3, 4], [3, 4, 3]),
  s('F.conv_transpose1d(a, b, padding=2)', [1, 3, 1], [3, 4, 3]),
]);
export const conv_transpose2d = transposedOp(2, [
  s('F.conv_transpose2d(a, b)', [1, 3, 3, 4], [3, 4, 2, 3]),
  s('F.conv_transpose2d(a, b, c, (2, 1), 1, (1, 0), 2, (1, 2))', [2, 4, 3, 4], [4, 3, 3, 2], [6]),
  s('F.conv_transpose2d(a, b)', [3, 3, 4], [3, 4, 2, 3]),
  s('F.conv_transpose2d(a, b)', [1, 3, 8, 8], [4, 4, 3, 3]),
  s('F.conv_transpose2d(a, b, c)', [1, 3, 8, 8], [3, 4, 3, 3], [3]),
  s('F.conv_transpose2d(a, b, output_padding=1)', [1, 3, 8, 8], [3, 4, 3, 3]),
  s('F.conv_transpose2d(a, b, stride=2, output_padding=-1)', [1, 3, 8, 8], [3, 4, 3, 3]),
  s('F.conv_transpose2d(a, b, padding=2)', [1, 3, 1, 1], [3, 4, 3, 3]), s('F.conv_transpose2d(a, b)', [8, 8], [3, 4, 3, 3]),
]);
export const conv_transpose3d = transposedOp(3, [
  s('F.conv_transpose3d(a, b, stride=2, padding=(1, 0, 1))', [1, 2, 2, 2, 3], [2, 3, 2, 3, 2]),
  s('F.conv_transpose3d(a, b, output_padding=2)', [1, 3, 1, 1, 1], [3, 4, 3, 3, 3]),
  s('F.conv_transpose3d(a, b, padding=2)', [1, 3, 1, 1, 1], [3, 4, 3, 3, 3]),
]);

export const conv_tbc = defineOp({
  schema: 'conv_tbc(Tensor input, Tensor weight, Tensor bias, int pad=0) -> Tensor',
  paths: ['torch.conv_tbc', 'torch.nn.functional.conv_tbc'],
  doc: 'A one-dimensional convolution over [time, batch, channels].',
  shape({ input, weight, bias, pad }, rule) {
    const [time, batch, channels] = input.shape;
    const say = (ok: boolean | undefined, text: string): void => rule.require(ok, () => text);
    say(input.shape.length === 3, 'Input must have 3 dims: time, batch, in_channel');
    say(weight.shape.length === 3, 'Weight tensor must have 3 dims: kernel_width, in_channels, out_channels.');
    say(bias.shape.length === 1, 'Bias must be 1-D');
    say(rule.equal(channels, weight.shape[1]), 'Input dim 2 (input channels) is not == dim 1 in the weight tensor');
    say(rule.equal(weight.shape[2], bias.shape[0]), 'Bias size must equal dim 2 in the weight tensor (output channels).');
    const long = rule.map((n, k, p) => convSize(n, k, 1, p, 1), time, weight.shape[0], pad);
    const out = [long, batch, weight.shape[2]];
    rule.require(rule.test((n) => n >= 0, long),
      () => `Trying to create tensor with negative dimension ${showDim(long)}: ${showShape(out)}`, [time]);
    return { shape: [rule.map((n, k, p) => convSize(n, k, 1, p, 1), time, weight.shape[0], pad), batch,
      weight.shape[2]], dtype: input.dtype };
  },
  macs: ({ weight }, out) => plainNumel(out.shape) * plainNumel(weight.shape.slice(0, 2)),
  receptiveField: ({ weight, pad }) =>
    [{ kind: 'window', axis: 0, kernel: weight.shape[0], stride: 1, padding: pad, dilation: 1 },
      { kind: 'same', axis: 1 }, { kind: 'all', axis: 2 }],
  eval({ input, weight, bias, pad }, [out]) {
    const [time, batch, channels] = input.shape;
    const [kernel, , outputs] = weight.shape;
    const data: number[] = [];
    for (let t = 0; t < out.shape[0]; t++) for (let b = 0; b < batch; b++) for (let o = 0; o < outputs; o++) {
      let sum = bias.data?.[o] ?? NaN;
      for (let k = 0; k < kernel; k++) {
        const from = t + k - pad;
        if (from < 0 || from >= time) continue;
        for (let c = 0; c < channels; c++) {
          sum += (input.data?.[(from * batch + b) * channels + c] ?? NaN) * (weight.data?.[(k * channels + c) * outputs
            + o] ?? NaN);
        }
      }
      data.push(castElement(sum, out.dtype));
    }
    return [data];
  },
  samples: [s('F.conv_tbc(a, b, c, 1)', [6, 2, 3], [3, 3, 4], [4])],
});

// ---- modules ----------------------------------------------------------------------------------------------------------

/** What has to be added at the end of each axis to reach the size that the call asks for. */
function outputPadding(
  args: { output_padding: Int[]; stride: Int[]; padding: Int[]; kernel_size: Int[]; dilation: Int[] }, input: Tensor,
  outputSize: Int[] | null, rank: number, rule: RuleContext): readonly Dim[] {
  if (outputSize === null) return args.output_padding;
  const n = input.shape.length;
  const others = n === rank + 2 ? 2 : 1;
  const wanted = outputSize.length === others + rank ? outputSize.slice(others) : outputSize;
  if (wanted.length !== rank) {
    rule.raise('ValueError',
      `ConvTranspose${rank}D: for ${n}D input, output_size must have ${rank} or ${others + rank} elements `
        + `(got ${wanted.length})`);
  }
  const least =
    wanted.map((_, i) =>
      rule.map((size, st, p, k, d) => (size - 1) * st - 2 * p + spanOf(k, d), input.shape[others + i], args.stride[i],
        args.padding[i], args.kernel_size[i], args.dilation[i]));
  const most = least.map((m, i) => rule.map((x, st) => x + st - 1, m, args.stride[i]));
  if (wanted.some((w, i) => rule.test((x, lo, hi) => x < lo || x > hi, w, least[i], most[i]) === true)) {
    const brackets = outputSize.length === rank ? `(${wanted.map(showDim).join(', ')})` : `(${wanted.map(showDim).join(', ')})`;
    rule.raise('ValueError',
      `requested an output size of ${brackets}, but valid sizes range `
        + `from ${showShape(least)} to ${showShape(most)} (for an input of torch.Size(${showShape(input.shape.slice(2))}))`,
        wanted);
  }
  return wanted.map((w, i) => rule.map((x, m) => x - m, w, least[i]));
}

function onlyZeros(name: string, paddingMode: string, rule: RuleContext): void {
  if (paddingMode !== 'zeros') rule.raise('ValueError', `Only "zeros" padding mode is supported for ${name}`);
}

function transposedModule(rank: 1 | 2 | 3, op: typeof conv_transpose2d, samples: readonly Sample[]) {
  const name = `ConvTranspose${rank}d`;
  return defineModule({
    path: `torch.nn.${name}`,
    schema: MODULE.replace('ConvTranspose(', `${name}(`).replaceAll('[2]', `[${rank}]`) as typeof MODULE,
    doc: `A transposed convolution with learned filters. ${docs(name)}`,
    tuples: ['kernel_size', 'stride', 'padding', 'dilation', 'output_padding'],
    inputs: '(Tensor input, int[]? output_size=None) -> Tensor',
    reset: resetByFan,
    attributes: () => ({ transposed: true }),
    state(args, rule) {
      onlyZeros(name, args.padding_mode, rule);
      checkConstructor(args, rule);
      const { in_channels, out_channels, kernel_size, groups, bias, dtype } = args;
      const type = dtype ?? undefined;
      const shape = [in_channels, rule.map((c, g) => Math.floor(c / g), out_channels, groups), ...kernel_size];
      return { weight: { shape, dtype: type }, bias: bias ? { shape: [out_channels], dtype: type } : null };
    },
    forward(self: ModuleSelf<typeof MODULE>, { input, output_size }, apply, rule) {
      const { stride, padding, groups, dilation } = self.args;
      const extra = asInts(outputPadding(self.args, input, output_size, rank, rule));
      return apply(op,
        { input, weight: self.tensor('weight') ?? undefined, bias: self.tensor('bias'), stride, padding,
          output_padding: extra, groups, dilation }).first;
    },
    samples,
  });
}
export const ConvTranspose1d = transposedModule(1, conv_transpose1d, [s('nn.ConvTranspose1d(3, 4, 3, 2, 1, 1)(a)', [2, 3, 4])]);
export const ConvTranspose2d = transposedModule(2, conv_transpose2d, [
  s('nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2)(a)', [1, 4, 3, 3]),
  s('nn.ConvTranspose2d(3, 4, 3, stride=2)(a, output_size=(10, 9))', [1, 3, 4, 4]),
  s('nn.ConvTranspose2d(3, 4, 3, stride=2, bias=False)(a, output_size=(1, 4, 10, 10))', [1, 3, 4, 4]),
  s('nn.ConvTranspose2d(3, 4, 3, stride=2)(a, output_size=(11, 9))', [1, 3, 4, 4]),
  s('nn.ConvTranspose2d(3, 4, 3, stride=2)(a, output_size=(9,))', [1, 3, 4, 4]),
  s("nn.ConvTranspose2d(3, 4, 3, padding_mode='reflect')(a)", [1, 3, 4, 4]),
  s('nn.ConvTranspose2d(3, 4, 3, groups=2)(a)', [1, 3, 4, 4]),
  s('nn.ConvTranspose2d(3, 4, 3)(a)', [1, 2, 4, 4]),
]);
export const ConvTranspose3d = transposedModule(3, conv_transpose3d, [s('nn.ConvTranspose3d(2, 2, 2, 2)(a)', [1, 2, 2, 2, 2])]);

function lazyModule(rank: 1 | 2 | 3) {
  const name = `LazyConvTranspose${rank}d`;
  return defineModule({
    path: `torch.nn.${name}`,
    base: `torch.nn.ConvTranspose${rank}d`,
    schema: LAZY.replace('LazyConvTranspose(', `${name}(`).replaceAll('[2]', `[${rank}]`) as typeof LAZY,
    doc: `A transposed convolution that learns in_channels from its first input. ${docs(name)}`,
    tuples: ['kernel_size', 'stride', 'padding', 'dilation', 'output_padding'],
    inputs: '(Tensor input, int[]? output_size=None) -> Tensor',
    state({ out_channels, groups, padding_mode }, rule) {
      onlyZeros(name, padding_mode, rule);
      checkConstructor({ out_channels, groups }, rule);
      return {};
    },
    forward: (_self, _inputs, _apply, rule) => rule.unknown('internal', `${name} was not materialised before its call`),
    lazy: { becomes: `torch.nn.ConvTranspose${rank}d`, infer: lazyChannels(name, rank) },
    samples: [s(`nn.${name}(4, 3, stride=2)(a)`, [2, 3, 3, 2, 2].slice(0, rank + 2)), s(`nn.${name}(4, 3)(a)`, [5])],
  });
}
export const LazyConvTranspose1d = lazyModule(1);
export const LazyConvTranspose2d = lazyModule(2);
export const LazyConvTranspose3d = lazyModule(3);
