// Ops that move blocks of pixels between axes: pixel_shuffle, pixel_unshuffle, channel_shuffle, unfold, fold; with modules.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { castElements } from '../tensor/round';
import { convSize } from '../tensor/window';
import type { Dim, Int, Tensor } from '../tensor/value';
import { defineModule, defineOp, type AxisView, type RuleContext, type Sample } from './op';
import { listOf } from './pool';
import { product, range } from './rules';
import { perAxis } from './windows';
import { asChain, asPermute, asReshape } from './lowering';
import type { Lowering } from '../tensor/plan';

const fnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`;
const nnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });

function checkFactor(name: string, factor: string, input: Tensor, value: Dim, rule: RuleContext): void {
  const rank = input.shape.length;
  rule.require(rank >= 3,
    () => `${name} expects input to have at least 3 dimensions, but got input with ${rank} dimension(s)`, input.shape);
  rule.require(rule.test((r) => r > 0, value), () => `${name} expects a positive ${factor}, but got ${showDim(value)}`,
    [value]);
}
/** The elements under another shape, its axes from `lead` on in another order, under the result's shape. */
const turned = (shape: readonly number[], lead: number, order: readonly number[], out: readonly number[]): Lowering =>
  asChain(['input'], (link) => {
    const axes = [...range(lead), ...order.map((axis) => lead + axis)];
    link(asReshape(), out, link(asPermute(axes), axes.map((axis) => shape[axis]), link(asReshape(), shape, 0)));
  });
/** The last two axes scaled, channels mixed. */
const scaledViews = (rank: number, scale: number): AxisView[] => range(rank).map((axis): AxisView => {
  if (axis < rank - 3) return { kind: 'same', axis };
  if (axis === rank - 3) return { kind: 'all', axis };
  return scale >= 1 ? { kind: 'resize', axis, scale, reach: 1 }
    : { kind: 'window', axis, kernel: 1 / scale, stride: 1 / scale, padding: 0, dilation: 1 };
});

export const pixel_shuffle = defineOp({
  schema: 'pixel_shuffle(Tensor input, int upscale_factor) -> Tensor',
  paths: ['torch.nn.functional.pixel_shuffle', 'torch.pixel_shuffle'],
  doc: `Moves r² channels into blocks of r × r pixels. ${fnDocs('pixel_shuffle')}`,
  shape({ input, upscale_factor }, rule) {
    checkFactor('pixel_shuffle', 'upscale_factor', input, upscale_factor, rule);
    const [channels, height, width] = input.shape.slice(-3);
    rule.require(rule.test((c, r) => c % (r * r) === 0, channels, upscale_factor), () =>
      `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but `
        + `input.size(-3)=${showDim(channels)} is not divisible by ${showDim(rule.map((r) => r * r, upscale_factor))}`,
        [channels, upscale_factor]);
    const times = (n: Dim): Dim => rule.map((x, r) => x * r, n, upscale_factor);
    return { shape: [...input.shape.slice(0, -3), rule.map((c, r) => c / (r * r), channels, upscale_factor),
      times(height), times(width)], dtype: input.dtype };
  },
  receptiveField: ({ input, upscale_factor }) => scaledViews(input.shape.length, upscale_factor),
  eval: ({ input, upscale_factor: r }, [out]) => {
    const [c, h, w] = out.shape.slice(-3);
    const [ih, iw] = [h / r, w / r];
    const data = input.data ?? [];
    return [range(plainNumel(out.shape)).map((i) => {
      const [x, y, k, n] = [i % w, Math.floor(i / w) % h, Math.floor(i / (w * h)) % c, Math.floor(i / (w * h * c))];
      const channel = (k * r + (y % r)) * r + (x % r);
      return data[((n * c * r * r + channel) * ih + Math.floor(y / r)) * iw + Math.floor(x / r)];
    })];
  },
  lower: ({ input, upscale_factor: r }, [out]) => {
    const [lead, [c, h, w]] = [out.shape.slice(0, -3), out.shape.slice(-3)];
    return turned([...input.shape.slice(0, -3), c, r, r, h / r, w / r], lead.length, [0, 3, 1, 4, 2], out.shape);
  },
  samples: [
    s('F.pixel_shuffle(a, 2)', [1, 8, 2, 3]), s('F.pixel_shuffle(a, 3)', [9, 2, 1]),
    s('F.pixel_shuffle(a, 2)', [1, 6, 2, 3]), s('F.pixel_shuffle(a, 2)', [6, 2]), s('F.pixel_shuffle(a, -1)', [1, 4, 2, 3]),
  ],
});
export const pixel_unshuffle = defineOp({
  schema: 'pixel_unshuffle(Tensor input, int downscale_factor) -> Tensor',
  paths: ['torch.nn.functional.pixel_unshuffle', 'torch.pixel_unshuffle'],
  doc: `Moves blocks of r × r pixels into r² channels. ${fnDocs('pixel_unshuffle')}`,
  shape({ input, downscale_factor }, rule) {
    checkFactor('pixel_unshuffle', 'downscale_factor', input, downscale_factor, rule);
    const [channels, height, width] = input.shape.slice(-3);
    for (const [name, at, size] of [['height', -2, height], ['width', -1, width]] as const) {
      rule.require(rule.test((n, r) => n % r === 0, size, downscale_factor), () =>
        `pixel_unshuffle expects ${name} to be divisible by downscale_factor, but input.size(${at})=${showDim(size)} is `
          + `not divisible by ${showDim(downscale_factor)}`, [size, downscale_factor]);
    }
    const part = (n: Dim): Dim => rule.map((x, r) => x / r, n, downscale_factor);
    return { shape: [...input.shape.slice(0, -3), rule.map((c, r) => c * r * r, channels, downscale_factor),
      part(height), part(width)], dtype: input.dtype };
  },
  receptiveField: ({ input, downscale_factor }) => scaledViews(input.shape.length, 1 / downscale_factor),
  eval: ({ input, downscale_factor: r }, [out]) => {
    const [c, h, w] = out.shape.slice(-3);
    const inner = c / (r * r);
    const data = input.data ?? [];
    return [range(plainNumel(out.shape)).map((i) => {
      const [x, y, k, n] = [i % w, Math.floor(i / w) % h, Math.floor(i / (w * h)) % c, Math.floor(i / (w * h * c))];
      const [channel, dy, dx] = [Math.floor(k / (r * r)), Math.floor(k / r) % r, k % r];
      return data[((n * inner + channel) * h * r + y * r + dy) * w * r + x * r + dx];
    })];
  },
  lower: ({ downscale_factor: r }, [out]) => {
    const [lead, [c, h, w]] = [out.shape.slice(0, -3), out.shape.slice(-3)];
    return turned([...lead, c / (r * r), h, r, w, r], lead.length, [0, 2, 4, 1, 3], out.shape);
  },
  samples: [
    s('F.pixel_unshuffle(a, 2)', [1, 2, 4, 6]), s('F.pixel_unshuffle(a, 3)', [2, 3, 6]),
    s('F.pixel_unshuffle(a, 2)', [1, 2, 3, 6]), s('F.pixel_unshuffle(a, 2)', [1, 2, 4, 5]),
    s('F.pixel_unshuffle(a, 2)', [4, 5]), s('F.pixel_unshuffle(a, 0)', [1, 2, 4, 5]),
  ],
});

export const channel_shuffle = defineOp({
  schema: 'channel_shuffle(Tensor input, int groups) -> Tensor',
  paths: ['torch.nn.functional.channel_shuffle', 'torch.channel_shuffle', 'torch.nn.functional.native_channel_shuffle',
    'torch.native_channel_shuffle'],
  doc: `Deals the channels of each group out in turn. ${nnDocs('ChannelShuffle')}`,
  shape({ input, groups }, rule) {
    rule.require(input.shape.length > 2,
      () => `channel_shuffle expects input with > 2 dims, but got input with sizes ${showShape(input.shape)}`, input.shape);
    rule.require(rule.test((g) => g > 0, groups),
      () => `Number of groups to divide channels in must be positive. Value of groups:${showDim(groups)}`, [groups]);
    const [, channels] = input.shape;
    rule.require(rule.test((c, g) => c % g === 0, channels, groups),
      () => `Number of channels must be divisible by groups. Got ${showDim(channels)} channels `
        + `and ${showDim(groups)} groups.`, [channels, groups]);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: ({ input }) => range(input.shape.length)
    .map((axis) => (axis === 1 ? { kind: 'all', axis } : { kind: 'same', axis })),
  eval: ({ input, groups }, [out]) => {
    const [, channels] = out.shape;
    const plane = plainNumel(out.shape.slice(2));
    const data = input.data ?? [];
    return [range(plainNumel(out.shape)).map((i) => {
      const [at, c, n] = [i % plane, Math.floor(i / plane) % channels, Math.floor(i / (plane * channels))];
      const from = (c % groups) * (channels / groups) + Math.floor(c / groups);
      return data[(n * channels + from) * plane + at];
    })];
  },
  lower: ({ input, groups }, [out]) => {
    const [images, channels, ...rest] = input.shape;
    return turned([images, groups, channels / groups, ...rest], 1, [1, 0, ...rest.map((_, i) => 2 + i)], out.shape);
  },
  samples: [s('F.channel_shuffle(a, 3)', [1, 6, 2, 2]), s('F.channel_shuffle(a, 2)', [2, 4, 3]),
    s('F.channel_shuffle(a, 4)', [1, 6, 2, 2]), s('F.channel_shuffle(a, 3)', [6, 2]),
    s('F.channel_shuffle(a, 0)', [1, 6, 2, 2])],
});

// ---- unfold and fold ------------------------------------------------------------------------------------------------------

interface Blocks<D> {
  readonly kernel_size: readonly D[]; readonly dilation: readonly D[]; readonly padding: readonly D[];
  readonly stride: readonly D[];
}
const pairsOf = <D>(b: Blocks<D>): Blocks<D> =>
  ({ kernel_size: perAxis(b.kernel_size, 2), dilation: perAxis(b.dilation, 2), padding: perAxis(b.padding, 2),
    stride: perAxis(b.stride, 2) });

function checkBlocks(b: Blocks<Dim>, order: readonly (keyof Blocks<Dim>)[], rule: RuleContext): void {
  for (const [name, list] of [['kernel_size', b.kernel_size], ['dilation', b.dilation], ['padding', b.padding],
    ['stride', b.stride]] as const) {
    rule.require(list.length === 2, () => `It is expected ${name} equals to 2, but got size ${list.length}`);
  }
  const words = { kernel_size: ['kernel size', 'kernel'], dilation: ['dilation', 'dilation'],
    padding: ['padding', 'pad'], stride: ['stride', 'stride'] } as const;
  for (const name of order) {
    const [long, short] = words[name];
    const [h, w] = b[name];
    const bad = b[name].some((d) => rule.test((x) => (name === 'padding' ? x < 0 : x <= 0), d) === true);
    rule.require(!bad,
      () => `${long} should be ${name === 'padding' ? 'non-negative' : 'greater than zero'}, but `
        + `got ${short}_height: ${showDim(h)} ${short}_width: ${showDim(w)}`, b[name]);
  }
}
const tuple = (dims: readonly Dim[]): string => `(${dims.map(showDim).join(', ')})`;
const blockCounts = (sizes: readonly Dim[], b: Blocks<Dim>, rule: RuleContext): Dim[] =>
  sizes.map((n, i) => rule.map(convSize, n, b.kernel_size[i], b.stride[i], b.padding[i], b.dilation[i]));

/** Visits (row of the column matrix, block, position in the plane or -1) of every element that unfold copies. */
function eachTap(channels: number, size: readonly number[], counts: readonly number[], b: Blocks<number>,
  visit: (row: number, block: number, channel: number, at: number) => void): void {
  const [kh, kw] = b.kernel_size;
  for (let row = 0; row < channels * kh * kw; row++) {
    const [j, i, c] = [row % kw, Math.floor(row / kw) % kh, Math.floor(row / (kw * kh))];
    for (let block = 0; block < counts[0] * counts[1]; block++) {
      const y = Math.floor(block / counts[1]) * b.stride[0] - b.padding[0] + i * b.dilation[0];
      const x = (block % counts[1]) * b.stride[1] - b.padding[1] + j * b.dilation[1];
      visit(row, block, c, y >= 0 && x >= 0 && y < size[0] && x < size[1] ? y * size[1] + x : -1);
    }
  }
}

export const unfold = defineOp({
  schema: 'unfold(Tensor input, int[2] kernel_size, int[2] dilation=1, int[2] padding=0, int[2] stride=1) -> Tensor',
  paths: ['torch.nn.functional.unfold'],
  doc: `The patches under a sliding window, as columns. ${fnDocs('unfold')}`,
  shape(args, rule) {
    const { input } = args;
    const b: Blocks<Dim> = pairsOf<Dim>(args);
    const rank = input.shape.length;
    if (rank < 3) rule.raise('IndexError',
      `Dimension out of range (expected to be in range of [-${rank}, ${rank - 1}], but got ${rank})`);
    checkBlocks(b, ['kernel_size', 'dilation', 'padding', 'stride'], rule);
    const empty = input.shape.slice(rank === 4 ? 1 : 0).some((d) => rule.test((x) => x === 0, d) === true);
    rule.require((rank === 3 || rank === 4) && !empty, () => `Expected 3D or 4D (batch mode) tensor with possibly 0 `
      + `batch size and other non-zero dimensions for input, but got: ${showShape(input.shape)}`, input.shape);
    const [channels, height, width] = input.shape.slice(-3);
    const counts = blockCounts([height, width], b, rule);
    // The height stands twice in PyTorch's sentence.
    rule.require(!counts.some((d) => rule.test((x) => x < 1, d) === true), () =>
      `Given input with spatial size `
        + `(${showDim(height)}, ${showDim(height)}), kernel_size=${tuple(b.kernel_size)}, `
        + `dilation=${tuple(b.dilation)}, padding=${tuple(b.padding)}, calculated shape of the array of sliding blocks as `
        + `${tuple(counts)}, but its components must be at least one.`, input.shape);
    return { shape: [...input.shape.slice(0, -3), product([channels, ...b.kernel_size]), product(counts)], dtype: input.dtype };
  },
  receptiveField: ({ input }) => (input.shape.length === 4
    ? [{ kind: 'same', axis: 0 }, { kind: 'all', axis: 1 }, { kind: 'merge', axes: [2, 3] }]
      : [{ kind: 'all', axis: 0 }, { kind: 'merge', axes: [1, 2] }]),
  eval: (args, [out]) => {
    const b = pairsOf<number>(args);
    const [channels, height, width] = args.input.shape.slice(-3);
    const counts = [height, width].map((n, i) => convSize(n, b.kernel_size[i], b.stride[i], b.padding[i], b.dilation[i]));
    const result: number[] = [];
    for (let n = 0; n < plainNumel(args.input.shape.slice(0, -3)); n++) {
      eachTap(channels, [height, width], counts, b, (_row, _block, c, at) =>
        result.push(at < 0 ? 0 : args.input.data?.[(n * channels + c) * height * width + at] ?? NaN));
    }
    return [result.slice(0, plainNumel(out.shape))];
  },
  explain: (args) => {
    const b = pairsOf<number>(args);
    const counts = args.input.shape.slice(-2)
      .map((n, i) => convSize(n, b.kernel_size[i], b.stride[i], b.padding[i], b.dilation[i]));
    return `${counts.join('·')} = ${plainNumel(counts)} patches `
      + `of ${args.input.shape.slice(-3)[0]}·${b.kernel_size.join('·')} elements`;
  },
  samples: [
    s('F.unfold(a, 2)', [1, 2, 4, 5]), s('F.unfold(a, (2, 3), 2, 1, 2)', [2, 4, 5]), s('F.unfold(a, 2)', [4, 5]),
    s('F.unfold(a, 6)', [1, 2, 4, 5]), s('F.unfold(a, 2, dilation=0)', [1, 2, 4, 5]),
    s('F.unfold(a, 2, stride=0)', [1, 2, 4, 5]),
    s('F.unfold(a, 0)', [1, 2, 4, 5]), s('F.unfold(a, 2, padding=-1)', [1, 2, 4, 5]), s('F.unfold(a, 2)', [0, 2, 4, 5]),
    s('F.unfold(a, 2)', [1, 0, 4, 5]), s('F.unfold(a, (2, 2, 2))', [1, 2, 4, 5]),
  ],
});

export const fold = defineOp({
  schema: 'fold(Tensor input, int[2] output_size, int[2] kernel_size, int[2] dilation=1, int[2] padding=0, \
int[2] stride=1) -> Tensor',
  paths: ['torch.nn.functional.fold'],
  doc: `Adds patches given as columns into an image. ${fnDocs('fold')}`,
  shape(args, rule) {
    const { input } = args;
    const size = perAxis(args.output_size, 2);
    rule.require(size.length === 2, () => `It is expected output_size equals to 2, but got size ${size.length}`);
    const b: Blocks<Dim> = pairsOf<Dim>(args);
    checkBlocks(b, ['kernel_size', 'dilation', 'padding', 'stride'], rule);
    const rank = input.shape.length;
    const empty = input.shape.slice(rank === 3 ? 1 : 0).some((d) => rule.test((x) => x === 0, d) === true);
    rule.require((rank === 2 || rank === 3) && !empty, () => `Expected 2D or 3D (batch mode) tensor for input with `
      + `possibly 0 batch size and non-zero dimensions for input, but got: ${showShape(input.shape)}`, input.shape);
    const [rows, columns] = input.shape.slice(-2);
    const lead = rank - 2;
    rule.require(rule.test((c, h, w) => c % (h * w) === 0, rows, ...b.kernel_size), () =>
      `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got `
        + `input.size(1)=${showDim(rows)} and kernel_size=${tuple(b.kernel_size)}.`, [rows, ...b.kernel_size]);
    const counts = blockCounts(size, b, rule);
    const given =
      `Given output_size=${tuple(size)}, kernel_size=${tuple(b.kernel_size)}, `
        + `dilation=${tuple(b.dilation)}, padding=${tuple(b.padding)}, stride=${tuple(b.stride)}, `;
    const total = product(counts);
    rule.require(rule.equal(columns, total), () =>
      `${given}expected size of input's dimension 2 to match the calculated number of sliding `
        + `blocks ${counts.map(showDim).join(' * ')} = ${showDim(total)}, but got input.size(2)=${showDim(columns)}.`,
        [columns, ...size]);
    return { shape: [...input.shape.slice(0, lead), rule.map((c, h, w) => c / (h * w), rows, ...b.kernel_size),
      ...size], dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval: (args, [out]) => {
    const b = pairsOf<number>(args);
    const [channels, height, width] = out.shape.slice(-3);
    const counts = [height, width].map((n, i) => convSize(n, b.kernel_size[i], b.stride[i], b.padding[i], b.dilation[i]));
    const result = range(plainNumel(out.shape)).map(() => 0);
    const perImage = plainNumel(args.input.shape.slice(-2));
    for (let n = 0; n < plainNumel(out.shape.slice(0, -3)); n++) {
      eachTap(channels, [height, width], counts, b, (row, block, c, at) => {
        if (at >= 0) result[(n * channels + c) * height * width + at] += args.input.data?.[n * perImage
          + row * counts[0] * counts[1] + block] ?? NaN;
      });
    }
    return [castElements(result, out.dtype)];
  },
  samples: [
    s('F.fold(a, (4, 5), 2)', [1, 8, 12]), s('F.fold(a, (4, 5), (2, 3), 1, 1, 2)', [12, 9]),
    s('F.fold(a, (4, 5), 2)', [1, 7, 12]), s('F.fold(a, (4, 5), 2)', [1, 8, 11]), s('F.fold(a, (4, 5), 2)', [12]),
    s('F.fold(a, (4, 5, 6), 2)', [1, 8, 12]), s('F.fold(a, 4, 0)', [1, 8, 12]), s('F.fold(a, (4, 5), 2)', [1, 8, 0]),
  ],
});

// ---- modules ----------------------------------------------------------------------------------------------------------

export const PixelShuffle = defineModule({
  path: 'torch.nn.PixelShuffle', schema: 'PixelShuffle(int upscale_factor)',
  doc: `Moves r² channels into blocks of r × r pixels. ${nnDocs('PixelShuffle')}`,
  forward: ({ args }, { input }, apply) => apply(pixel_shuffle, { input, ...args }).first,
  samples: [s('nn.PixelShuffle(2)(a)', [1, 4, 2, 3]), s('nn.PixelShuffle(2)(a)', [1, 3, 2, 3])],
});
export const PixelUnshuffle = defineModule({
  path: 'torch.nn.PixelUnshuffle', schema: 'PixelUnshuffle(int downscale_factor)',
  doc: `Moves blocks of r × r pixels into r² channels. ${nnDocs('PixelUnshuffle')}`,
  forward: ({ args }, { input }, apply) => apply(pixel_unshuffle, { input, ...args }).first,
  samples: [s('nn.PixelUnshuffle(2)(a)', [1, 4, 2, 4]), s('nn.PixelUnshuffle(2)(a)', [1, 3, 2, 3])],
});
export const ChannelShuffle = defineModule({
  path: 'torch.nn.ChannelShuffle', schema: 'ChannelShuffle(int groups)',
  doc: `Deals the channels of each group out in turn. ${nnDocs('ChannelShuffle')}`,
  forward: ({ args }, { input }, apply) => apply(channel_shuffle, { input, ...args }).first,
  samples: [s('nn.ChannelShuffle(2)(a)', [1, 4, 2, 3]), s('nn.ChannelShuffle(4)(a)', [1, 6, 2, 3])],
});
const lists =
  ({ kernel_size, dilation, padding,
    stride }: { kernel_size: Int | Int[]; dilation: Int | Int[]; padding: Int | Int[]; stride: Int | Int[] }) =>
  ({ kernel_size: listOf(kernel_size), dilation: listOf(dilation), padding: listOf(padding), stride: listOf(stride) });
export const Unfold = defineModule({
  path: 'torch.nn.Unfold', schema: 'Unfold(int|int[] kernel_size, int|int[] dilation=1, int|int[] padding=0, \
int|int[] stride=1)',
  doc: `The patches under a sliding window, as columns. ${nnDocs('Unfold')}`,
  forward: ({ args }, { input }, apply) => apply(unfold, { input, ...lists(args) }).first,
  samples: [s('nn.Unfold((2, 3), dilation=2, stride=2)(a)', [2, 3, 7, 8]), s('nn.Unfold(3, padding=1)(a)', [1, 2, 4, 4])],
});
export const Fold = defineModule({
  path: 'torch.nn.Fold', schema: 'Fold(int|int[] output_size, int|int[] kernel_size, int|int[] dilation=1, \
int|int[] padding=0, int|int[] stride=1)',
  doc: `Adds patches given as columns into an image. ${nnDocs('Fold')}`,
  forward: ({ args }, { input }, apply) => apply(fold, { input, output_size: listOf(args.output_size), ...lists(args) }).first,
  samples: [s('nn.Fold((4, 5), 2)(a)', [1, 8, 12]), s('nn.Fold((6, 7), (2, 3))(a)', [1, 12, 20])],
});
