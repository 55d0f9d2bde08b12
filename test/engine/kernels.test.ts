// Fast kernels against the ops' reference kernels on random shapes: odd sizes, one channel, kernels larger than the image,
// stride over kernel, dilation, groups. ENGINE_SHAPES sets how many shapes of each are tried.
import { describe, expect, it } from 'vitest';
import { int } from '../../src/tensor/value';
import type { Plan } from '../../src/tensor/plan';
import { compile } from '../../src/engine/compiler';
import { adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d,
  adaptive_max_pool1d, adaptive_max_pool2d, adaptive_max_pool3d } from '../../src/ops/adaptivePool';
import { gelu, hardswish, leaky_relu, mish,
  relu, sigmoid, silu, softplus, tanh } from '../../src/ops/activation';
import { einsum } from '../../src/ops/einsum';
import { cat, stack } from '../../src/ops/join';
import { conv1d, conv2d, conv3d } from '../../src/ops/conv';
import { div } from '../../src/ops/division';
import { abs, add, clamp, clamp_max, clamp_min, floor, maximum, minimum, mul, neg, pow, rsub, square, sub } from '../../src/ops/elementwise';
import { linear } from '../../src/ops/linear';
import { addmm, baddbmm, matmul } from '../../src/ops/matmul';
import { amax } from '../../src/ops/extremes';
import { scaled_dot_product_attention } from '../../src/ops/attention';
import { select } from '../../src/ops/indexing';
import { cumsum, mean, norm, sum } from '../../src/ops/reduce';
import { avg_pool1d, avg_pool2d, avg_pool3d, max_pool1d, max_pool2d, max_pool3d } from '../../src/ops/pool';
import { conv_transpose2d } from '../../src/ops/convTransposed';
import { group_norm, instance_norm, layer_norm, local_response_norm, normalize, rms_norm } from '../../src/ops/norm';
import { pad } from '../../src/ops/pad';
import { flip, roll } from '../../src/ops/rearrange';
import { interpolate, upsample, upsample_bilinear } from '../../src/ops/resize';
import { glu, log_softmax, prelu, softmax, torch_log_softmax } from '../../src/ops/softmax';
import { pixel_shuffle, pixel_unshuffle, channel_shuffle } from '../../src/ops/shuffle';
import { movedim } from '../../src/ops/axes';
import { repeat } from '../../src/ops/repeat';
import { std, variance } from '../../src/ops/statistics';
import { addcmul, exp, lerp, log, log10, log2, reciprocal, rsqrt, sqrt } from '../../src/ops/elementwiseMath';
import type { Weights } from '../../src/engine/weights';
import { permute, reshape } from '../../src/ops/view';
import type { SessionOptions } from '../../src/engine/session';
import { FEATURES, planOf, randomFrom, referenceSession, relativeError, session } from '../support/engine';

const SHAPES = Number(process.env['ENGINE_SHAPES'] ?? 150);
const TOLERANCE = 2e-5;
/**
 * The modules that this engine can run, and how many threads work is cut for; shapes take turns with them. The other threads
 * never begin: the session's own does all.
 */
const PLAIN = { simd: true, fused: false, split: false, wide: false };
const VARIANTS: readonly Partial<SessionOptions>[] = [{}, { features: PLAIN }, { features: { ...PLAIN, wide: true } },
  { threads: { count: 2, start: () => ({ stop: () => undefined }) } }, { features: { ...PLAIN, split: true } },
  ...(FEATURES.fused ? [{ features: { ...PLAIN, fused: true, split: true } }] : [])];
type Random = ReturnType<typeof randomFrom>;
const ints = (list: readonly number[]) => list.map((n) => int(n));
const numel = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Runs the plan both ways, what follows the first input as inputs and as weights; a text for the first kept map that differs. */
function difference(given: Plan, random: Random, options: Partial<SessionOptions> = {}): string | null {
  const elements = given.inputs.map((value) => random.floats(numel(given.values[value].shape)));
  return compared(given, elements, new Map(), options)
    ?? compared(withWeights(given), elements.slice(0, 1), new Map(given.inputs.slice(1).map((value, i) =>
      [`w${i + 1}`, { dtype: 'float32', shape: given.values[value].shape, data: elements[i + 1] }])), options);
}
const withWeights = (plan: Plan): Plan => ({ ...plan, inputs: plan.inputs.slice(0, 1), values: plan.values.map((value) =>
  (value.source.kind === 'input' && value.source.index > 0
    ? { ...value, source: { kind: 'weight', name: `w${value.source.index}` } } : value)) });

function compared(plan: Plan, inputs: readonly Float32Array[], weights: Weights,
  options: Partial<SessionOptions>): string | null {
  const [fast, slow] = [session(plan, weights, options), referenceSession(plan, weights)];
  fast.run(inputs);
  slow.run(inputs);
  for (const key of Object.keys(plan.keep)) {
    const error = relativeError(fast.read(key).data, slow.read(key).data);
    if (!(error <= TOLERANCE)) return `${key} differs by ${error}`;
  }
  return null;
}

/** Shapes that a generator makes; those that PyTorch refuses are left out. */
function check(name: string, make: (random: Random) => { readonly text: string; readonly plan: () => Plan }): void {
  it(`${name} of ${SHAPES} shapes`, () => {
    const wrong: string[] = [];
    let [tried, fast] = [0, 0];
    for (let seed = 1; tried < SHAPES && seed < 20 * SHAPES; seed++) {
      const random = randomFrom(seed * 7919);
      const { text, plan } = make(random);
      let made: Plan;
      try {
        made = plan();
      } catch {
        continue; // PyTorch raises for these sizes.
      }
      tried++;
      const { steps } = compile(made, { exact: false, threads: 1, fast: true, tilePixels: 6 });
      if (steps.every(({ kind }) => kind === 'kernel')) fast++;
      const found = difference(made, random, VARIANTS[tried % VARIANTS.length]);
      if (found) wrong.push(`${text}: ${found}`);
    }
    expect(wrong).toEqual([]);
    expect(tried).toBe(SHAPES);
    // Reference kernels must not be what is compared with themselves.
    expect(fast).toBeGreaterThan(0.7 * SHAPES);
  }, 300_000);
}

function convolution(random: Random): { text: string; plan: () => Plan } {
  const groups = random.pick([1, 1, 1, 2, 3, 4, 5, 16]);
  const [perGroup, outputs] = [random.pick([1, 2, 3, 4, 5, 8, 11]), random.pick([1, 2, 3, 4, 7, 8, 9])];
  const depthwise = random.below(4) === 0;
  const [channels, out] = depthwise ? [groups * 3, groups * 3] : [groups * perGroup, groups * outputs];
  const g = depthwise ? channels : groups;
  const kernel = [1 + random.below(5), 1 + random.below(5)];
  const weight = [out, channels / g, ...kernel];
  const input = [1 + random.below(2), channels, 1 + random.below(12), 1 + random.below(12)];
  const [stride, padding, dilation] = [[1 + random.below(3), 1 + random.below(3)], [random.below(4), random.below(4)],
    [1 + random.below(2), 1 + random.below(2)]];
  const bias = random.below(2) === 0;
  return { text: `input ${input.join('x')} weight ${weight.join('x')} stride ${stride.join()} padding ${padding.join()} dilation `
    + `${dilation.join()} groups ${g}`, plan: () => planOf([{ shape: input }, { shape: weight }, { shape: [out] }], ([x, w, b],
      op) =>
    op(conv2d, { input: x, weight: w, bias: bias ? b : null, stride: ints(stride), padding: ints(padding),
      dilation: ints(dilation), groups: int(g) })) };
}

describe('fast kernels compute what reference kernels do', () => {
  check('conv2d', convolution);
  check('3x3 conv2d', (random) => {
    // One in twelve has more tiles than one chunk.
    const several = random.below(12) === 0;
    const [channels, out] = several ? [32 + 4 * random.below(9), 32 + 8 * random.below(5)] : [1 + random.below(20), 1 + random.below(20)];
    const input = several ? [1 + random.below(2), channels, 27 + random.below(6), 30] : [1 + random.below(2), channels,
      1 + random.below(20), 1 + random.below(20)];
    const padding = random.below(3);
    return { text: `${input.join('x')} to ${out} padding ${padding}`, plan: () => planOf([{ shape: input }, { shape: [out,
      channels, 3, 3] },
      { shape: [out] }], ([x, w, b], op) => op(relu, { input: op(conv2d, { input: x, weight: w, bias: b,
        padding: [int(padding), int(padding)] }) })) };
  });
  check('strided, dilated and large conv2d by Winograd', (random) => {
    const kernel = [2 + random.below(7), 0];
    const shape = random.below(4);
    kernel[1] = shape === 0 ? 1 : shape === 1 ? Math.max(2, kernel[0] + random.pick([-1, 1])) : kernel[0];
    if (random.below(2) === 0) kernel.reverse();
    // One axis is as the other, or not.
    const like = <T>(make: (i: number) => T): T[] => (random.below(3) === 0 ? [make(0), make(1)] : [make(0)].flatMap((x) => [x, x]));
    const stride = like((i) => 1 + random.below(Math.min(4, Math.max(1, kernel[i] >> 1))));
    const dilation = like((i) => (stride[i] === 1 ? random.pick([1, 1, 2, 3, 5]) : 1));
    const few = random.below(3) === 0;
    const [channels, out] = [few ? 1 + random.below(5) : 4 * (2 + random.below(4)), 1 + random.below(24)];
    const input = [1 + random.below(2), channels, 4 + random.below(13), 4 + random.below(13)];
    const padding = [random.below(kernel[0] * dilation[0]), random.below(kernel[1])];
    const residual = random.below(3) === 0;
    return { text: `${input.join('x')} to ${out} kernel ${kernel.join('x')} stride ${stride.join()} dilation ${
      dilation.join()} padding ${padding.join()}`,
      plan: () => planOf([{ shape: input }, { shape: [out, channels, ...kernel] }, { shape: [out] }], ([x, w, b], op) => {
        const made = (bias: typeof b | null) => op(conv2d, { input: x, weight: w, bias, stride: ints(stride),
          padding: ints(padding), dilation: ints(dilation) });
        return op(relu, { input: residual ? op(add, { input: made(b), other: made(null) }) : made(b) });
      }) };
  });
  check('depthwise conv2d that slides along rows', (random) => {
    const [kernel, stride, channels] = [random.pick([3, 5]), 1 + random.below(2), 4 * (1 + random.below(5))];
    const input = [1 + random.below(2), channels, 2 + random.below(9), 4 + random.below(16)];
    const padding = [random.below(kernel), random.below(kernel)];
    const activation = random.pick([relu, relu, hardswish, silu]);
    return { text: `${input.join('x')} kernel ${kernel} stride ${stride} padding ${padding.join()} ${activation.name}`,
      plan: () =>
      planOf([{ shape: input }, { shape: [channels, 1, kernel, kernel] }, { shape: [channels] }], ([x, w, b], op) =>
        op(activation as typeof relu, { input: op(conv2d, { input: x, weight: w, bias: b, stride: ints([stride, stride]),
          padding: ints(padding), groups: int(channels) }) })) };
  });
  check('conv2d, batch norm, addition and activation', (random) => {
    const [channels, out, size] = [1 + random.below(12), 1 + random.below(20), 1 + random.below(9)];
    const activation = random.pick([relu, hardswish, silu, sigmoid, tanh, gelu, leaky_relu]);
    return { text: `${channels} to ${out} at ${size}, ${activation.name}`, plan: () => planOf([{ shape: [1, channels, size,
      size + 1] },
      { shape: [out, channels, 1, 1] }, { shape: [1, out, size, size + 1] }], ([x, w, r], op) => {
      const sum = op(add, { input: op(conv2d, { input: x, weight: w }), other: r });
      return op(activation as typeof relu, { input: sum });
    }) };
  });
  check('pooling', (random) => {
    const shape = [1 + random.below(2), 1 + random.below(23), 1 + random.below(12), 1 + random.below(12)];
    const [kernel, stride] = [[1 + random.below(4), 1 + random.below(4)], [1 + random.below(3), 1 + random.below(3)]];
    const [padding, ceil, kind] = [random.below(3), random.below(2) === 0, random.below(4)];
    const shared = { kernel_size: ints(kernel), stride: ints(stride), padding: [int(padding), int(padding)], ceil_mode: ceil };
    return { text: `${shape.join('x')} kernel ${kernel.join()} stride ${stride.join()} padding ${padding} ceil ${ceil} kind ${kind}`,
      plan: () => planOf([{ shape }], ([input], op) => (kind === 0 ? op(max_pool2d, { input, ...shared,
        dilation: [int(1 + padding % 2), int(1)] })
        : kind < 3 ? op(avg_pool2d, { input, ...shared, count_include_pad: kind === 1 })
          : op(adaptive_avg_pool2d, { input, output_size: ints([1 + random.below(7), 1 + random.below(7)]) }))) };
  });
  it('max_pool2d of NaN', () => {
    const plan = planOf([{ shape: [1, 21, 5, 5] }], ([input], op) => op(max_pool2d, { input, kernel_size: ints([3, 3]),
      stride: ints([1, 1]), padding: ints([1, 1]) }));
    const input = randomFrom(3).floats(525);
    for (const i of [0, 99, 310, 524]) input[i] = NaN;
    const [fast, slow] = [session(plan), referenceSession(plan)].map((each) => each.run([input]).outputs[0].data);
    expect(fast).toEqual(Float32Array.from(slow));
    expect([...fast].filter(Number.isNaN).length).toBeGreaterThan(4);
  });
  it('gelu of large arguments', () => {
    const plan = planOf([{ shape: [13] }], ([input], op) => op(gelu, { input }));
    const input = Float32Array.of(-20, -9, -8.25, -5.5, -3, -0.5, 0, 0.5, 3, 5.5, 8.25, 9, 20);
    for (const run of [session(plan), referenceSession(plan)]) {
      run.run([input]);
      // Recorded from PyTorch.
      [0, 0, 0, -1.6391277313232422e-7, -0.004049867391586304, -0.1542687863111496, 0, 0.3457311987876892, 2.995950222015381, 5.5, 8.25,
        9, 20].forEach((value, i) => expect(Math.abs(run.read('gelu').data[i] - value)).toBeLessThan(1e-6));
    }
  });
  check('linear', (random) => {
    const shape = [...[[], [1 + random.below(3)], [2, 3], [1 + random.below(30)]][random.below(4)], 1 + random.below(30)];
    const out = 1 + random.below(30);
    return { text: `${shape.join('x')} to ${out}`, plan: () => planOf([{ shape }, { shape: [out, shape[shape.length - 1]] },
      { shape: [out] }],
      ([input, weight, bias], op) => op(gelu, { input: op(linear, { input, weight, bias }) })) };
  });
  check('matmul', (random) => {
    const [m, k, n] = [1 + random.below(20), 1 + random.below(20), 1 + random.below(20)];
    const batch = random.pick([[], [3], [2, 3]]);
    const [a, b] = [[...batch, m, k], [...random.pick([batch, batch.map(() => 1), []]), k, n]];
    const turned = random.below(2) === 0;
    const shape = turned ? [...b.slice(0, -2), n, k] : b;
    const axes = shape.map((_, i) => int(i < shape.length - 2 ? i : 2 * shape.length - 3 - i));
    return { text: `${a.join('x')} @ ${b.join('x')} ${turned ? 'turned' : ''}`, plan: () => planOf([{ shape: a }, { shape }],
      ([input, other], op) =>
      op(matmul, { input, other: turned ? op(permute, { input: other, dims: axes }) : other })) };
  });
  check('arithmetic with broadcasting', (random) => {
    const shape = Array.from({ length: 1 + random.below(5) }, () => 1 + random.below(6));
    const other = shape.map((n) => (random.below(3) === 0 ? 1 : n)).slice(random.below(2));
    const kind = random.pick([add, sub, mul, div]);
    const order = shape.map((_, i) => i).sort(() => random.below(3) - 1);
    return { text: `${kind.name} ${shape.join('x')} with ${other.join('x')} in order ${order.join()}`, plan: () =>
      planOf([{ shape: order.map((i) => shape[i]) },
      { shape: other }], ([x, y], op) => {
      const turned = op(permute, { input: x, dims: shape.map((_, i) => int(order.indexOf(i))) });
      return op(kind as typeof add, random.below(2) === 0 ? { input: turned, other: y } : { input: y, other: turned });
    }) };
  });
  check('batch norm, concat and reshape of convolutions', (random) => {
    const [channels, size] = [1 + random.below(9), 1 + random.below(7)];
    const input = [1 + random.below(2), channels, size, size + 2];
    return { text: input.join('x'), plan: () => planOf([{ shape: input }, { shape: [5, channels, 1, 1] }, { shape: [3,
      channels, 3, 3] }],
      ([x, a, b], op) => {
        const parts = [op(conv2d, { input: x, weight: a }), x, op(conv2d, { input: x, weight: b, padding: [int(1), int(1)] })];
        const joined = op(cat, { tensors: parts, dim: int(1) });
        return op(reshape, { input: op(relu, { input: joined }), shape: [int(input[0]), int(-1)] });
      }) };
  });
  check('conv_transpose2d', (random) => {
    // One in three is large enough for Winograd's way.
    const large = random.below(3) === 0;
    const [channels, out] = large ? [8 * (1 + random.below(3)), 9 + random.below(16)] : [1 + random.below(9), 1 + random.below(17)];
    const size = (): number => 1 + random.below(large ? 13 : 6);
    const input = [1 + random.below(2), channels, size(), size()];
    const weight = [channels, out, 1 + random.below(large ? 6 : 4), 1 + random.below(large ? 6 : 4)];
    const [stride, padding, dilation] = [[1 + random.below(3), 1 + random.below(3)], [random.below(3), random.below(3)],
      [1 + random.below(3), 1 + random.below(2)]];
    return { text: `${input.join('x')} weight ${weight.join('x')} stride ${stride.join()} padding ${padding.join()} dilation ${dilation.join()}`,
      plan: () => planOf([{ shape: input }, { shape: weight }, { shape: [out] }], ([x, w, bias], op) => op(conv_transpose2d,
        { input: x,
        weight: w, bias, stride: ints(stride), padding: ints(padding), dilation: ints(dilation),
          output_padding: ints([random.below(2), 0]) })) };
  });
  check('softmax and layer norm', (random) => {
    const shape = Array.from({ length: 1 + random.below(4) }, () => 1 + random.below(9));
    const [axis, axes] = [random.below(shape.length), 1 + random.below(shape.length)];
    const size = shape.slice(-axes);
    const order = shape.map((_, i) => i).sort(() => random.below(3) - 1);
    return { text: `${shape.join('x')} in order ${order.join()} along ${axis}, last ${axes}`, plan: () =>
      planOf([{ shape: order.map((i) => shape[i]) },
      { shape: size }], ([x, weight], op) => {
      const input = op(permute, { input: x, dims: shape.map((_, i) => int(order.indexOf(i))) });
      const normed = op(layer_norm, { input, normalized_shape: ints(size), weight: random.below(2) === 0 ? weight : null });
      return op(softmax, { input: normed, dim: int(axis) });
    }) };
  });
  check('interpolate', (random) => {
    const shape = [1 + random.below(2), 1 + random.below(9), 1 + random.below(9), 1 + random.below(9)];
    const mode = random.pick(['nearest', 'nearest-exact', 'bilinear', 'bicubic', 'area']);
    const align = mode.startsWith('bi') && random.below(2) === 0;
    const size = ints([1 + random.below(12), 1 + random.below(12)]);
    return { text: `${shape.join('x')} to ${size.map((n) => n.value as number).join('x')} ${mode} ${align}`, plan: () =>
      planOf([{ shape }], ([input], op) =>
      op(interpolate, { input, size, mode, ...(align ? { align_corners: true } : {}), antialias: mode.startsWith('bi')
        && !align && random.below(2) === 0 })) };
  });
  check('pad and roll', (random) => {
    const shape = Array.from({ length: 2 + random.below(3) }, () => 1 + random.below(6));
    const amounts = Array.from({ length: 2 * (1 + random.below(shape.length)) }, () => random.below(3));
    return { text: `${shape.join('x')} by ${amounts.join()}`, plan: () => planOf([{ shape }], ([input], op) => op(roll, {
      input: op(pad, { input, pad: ints(amounts), value: random.below(2) === 0 ? 2.5 : null }),
      shifts: ints([random.below(9) - 4, 1]), dims: ints([0, shape.length - 1]) })) };
  });
  check('conv1d', (random) => {
    const groups = random.pick([1, 1, 2, 3]);
    const [channels, out, kernel] = [groups * (1 + random.below(6)), groups * (1 + random.below(9)), 1 + random.below(4)];
    const input = [1 + random.below(2), channels, 1 + random.below(15)];
    const [stride, padding, dilation] = [1 + random.below(3), random.below(4), 1 + random.below(2)];
    return { text: `${input.join('x')} to ${out} kernel ${kernel} stride ${stride} padding ${padding} dilation ${dilation} groups ${groups}`,
      plan: () => planOf([{ shape: input }, { shape: [out, channels / groups, kernel] }, { shape: [out] }], ([x, weight,
        bias], op) =>
        op(relu, { input: op(conv1d, { input: x, weight, bias: random.below(2) === 0 ? bias : null, stride: [int(stride)],
          padding: [int(padding)], dilation: [int(dilation)], groups: int(groups) }) })) };
  });
  check("convolution with padding='same'", (random) => {
    const rank = 1 + random.below(3);
    const groups = rank === 3 ? 1 : random.pick([1, 1, 2]);
    const [channels, out] = [groups * (1 + random.below(10)), groups * (1 + random.below(9))];
    const sizes = (most: number): number[] => Array.from({ length: rank }, () => 1 + random.below(most));
    const [input, weight] = [[1 + random.below(2), channels, ...sizes(8)], [out, channels / groups, ...sizes(5)]];
    const shared = { stride: ints(Array.from({ length: rank }, () => 1)), padding: 'same', dilation: ints(sizes(2)), groups: int(groups) };
    const kind = [conv1d, conv2d, conv3d][rank - 1] as typeof conv2d;
    return { text: `${input.join('x')} weight ${weight.join('x')} dilation ${shared.dilation.map((n) => n.value as number).join()}`,
      plan: () => planOf([{ shape: input }, { shape: weight }], ([x, w], op) => op(kind, { input: x, weight: w, ...shared })) };
  });
  check('conv3d and pooling of volumes', (random) => {
    const [channels, out] = [1 + random.below(5), 1 + random.below(9)];
    const kernel = [1 + random.below(3), 1 + random.below(3), 1 + random.below(3)];
    const input = [1 + random.below(2), channels, 1 + random.below(6), 1 + random.below(7), 1 + random.below(7)];
    const [stride, padding, dilation] = [0, 1, 2].map((k) => [0, 1, 2].map(() => (k === 1 ? random.below(3) : 1
      + random.below(2))));
    const size = ints([1 + random.below(2), 1 + random.below(2), 1 + random.below(3)]);
    const kind = random.below(3);
    return { text: `${input.join('x')} to ${out} kernel ${kernel.join()} stride ${stride.join()} padding ${padding.join()} dilation `
      + `${dilation.join()} then ${kind} of ${size.map((n) => n.value as number).join()}`,
    plan: () => planOf([{ shape: input }, { shape: [out, channels, ...kernel] }, { shape: [out] }], ([x, weight, bias], op) => {
      const y = op(conv3d, { input: x, weight, bias, stride: ints(stride), padding: ints(padding), dilation: ints(dilation) });
      if (kind === 0) return op(max_pool3d, { input: y, kernel_size: size, padding: ints([0, 0, 1]),
        ceil_mode: random.below(2) === 0 });
      return kind === 1 ? op(avg_pool3d, { input: y, kernel_size: size }) : y;
    }) };
  });
  check('pooling of sequences', (random) => {
    const input = [1 + random.below(2), 1 + random.below(6), 1 + random.below(12)];
    const shared = { kernel_size: ints([1 + random.below(4)]), stride: ints([1 + random.below(3)]),
      padding: ints([random.below(2)]),
      ceil_mode: random.below(2) === 0 };
    const max = random.below(2) === 0;
    return { text: `${input.join('x')} ${JSON.stringify(shared)}`, plan: () => planOf([{ shape: input }], ([x], op) =>
      (max ? op(max_pool1d, { input: x, ...shared }) : op(avg_pool1d, { input: x, ...shared }))) };
  });
  check('grouped conv_transpose2d', (random) => {
    const groups = 2 + random.below(3);
    const [channels, out] = [groups * (1 + random.below(4)), 1 + random.below(5)];
    const input = [1 + random.below(2), channels, 1 + random.below(5), 1 + random.below(5)];
    const weight = [channels, out, 1 + random.below(3), 1 + random.below(3)];
    const stride = [1 + random.below(3), 1 + random.below(2)];
    return { text: `${input.join('x')} weight ${weight.join('x')} stride ${stride.join()} groups ${groups}`,
      plan: () => planOf([{ shape: input }, { shape: weight }, { shape: [out * groups] }], ([x, w, bias], op) =>
        op(conv_transpose2d,
        { input: x, weight: w, bias: random.below(2) === 0 ? bias : null, stride: ints(stride), groups: int(groups) })) };
  });
  check('group norm and instance norm', (random) => {
    const groups = 1 + random.below(4);
    const channels = groups * (1 + random.below(5));
    const input = [1 + random.below(3), channels, ...Array.from({ length: 1 + random.below(3) }, () => 2 + random.below(5))];
    const kind = random.below(3);
    return { text: `${input.join('x')} in ${groups}, ${kind}`, plan: () => planOf([{ shape: input }, { shape: [channels] },
      { shape: [channels] }], ([x, weight, bias], op) => (kind === 0 ? op(instance_norm, { input: x, weight, bias })
      : op(group_norm, { input: x, num_groups: int(groups), weight: kind === 1 ? weight : null, bias: kind === 1 ? bias
        : null }))) };
  });
  check('mean, sum and amax over axes', (random) => {
    const shape = Array.from({ length: 1 + random.below(5) }, () => 1 + random.below(6));
    const dim = ints(shape.map((_, axis) => axis).filter(() => random.below(2) === 0));
    const [kind, keepdim] = [random.pick([mean, sum, amax]), random.below(2) === 0];
    const order = shape.map((_, i) => i).sort(() => random.below(3) - 1);
    return { text: `${kind.name} of ${shape.join('x')} in order ${order.join()} over ${dim.map((n) => n.value as number).join()}`,
      plan: () => planOf([{ shape }], ([x], op) => op(kind as typeof sum, { input: op(permute, { input: x,
        dims: ints(order) }), dim, keepdim })) };
  });
  check('attention and unbind', (random) => {
    const [heads, rows, columns, width] = [1 + random.below(3), 1 + random.below(6), 1 + random.below(6), 1 + random.below(9)];
    const mask = [[1, 1, rows, columns], [2, heads, rows, columns]][random.below(2)];
    return { text: `${heads} heads ${rows}x${columns} of ${width} mask ${mask.join('x')}`, plan: () => planOf([{ shape: [2,
      heads, rows, width] },
      { shape: [3, 2, heads, columns, width] }, { shape: mask }], ([query, pair, attn_mask], op) => {
      const [key, value] = [0, 1].map((at) => op(select, { input: pair, dim: int(0), index: int(at) }));
      return op(scaled_dot_product_attention, { query, key, value, attn_mask: random.below(2) === 0 ? attn_mask : null });
    }) };
  });
  it('pass NaN and infinity on where PyTorch does', () => {
    const values = [NaN, -Infinity, Infinity, -200, -1, 0, 1, 200, NaN, 3, 2, -3];
    const plan = planOf([{ shape: [1, 1, 3, 4] }, { shape: [1, 1, 3, 4] }], ([x, y], op) => {
      const parts = [relu, hardswish, silu, sigmoid, tanh, gelu, leaky_relu].map((f) => op(f as typeof relu, { input: x }));
      const window = { kernel_size: ints([2, 2]), stride: ints([1, 1]), padding: ints([1, 1]), dilation: ints([1, 1]) };
      const joined = op(cat, { tensors: [...parts, op(maximum, { input: x, other: y }), op(minimum, { input: y, other: x })],
        dim: int(1) });
      return op(max_pool2d, { input: joined, ...window });
    });
    const [fast, slow] = [session(plan), referenceSession(plan)];
    for (const each of [fast, slow]) each.run([values, [...values].reverse()]);
    for (const key of Object.keys(plan.keep)) {
      const [found, expected] = [fast.read(key).data, slow.read(key).data];
      expect(Array.from(found, (x) => (Number.isFinite(x) ? 'finite' : String(x))), key)
        .toEqual(Array.from(expected, (x) => (Number.isFinite(x) ? 'finite' : String(x))));
    }
  });
});

/** Ops that are chains of kernels, or functions of one operand. Each makes its operands' shapes and a call on them. */
type Call = Parameters<Parameters<typeof planOf>[1]>;
interface Case { readonly shapes: readonly (readonly number[])[]; readonly call: (...given: Call) => Call[0][number] }
const scalar = (value: number) => ({ kind: 'float' as const, value });
const shapeOf = (random: Random, rank: number, most = 6): number[] => Array.from({ length: rank }, () => 1 + random.below(most));

const CHAINS: Readonly<Record<string, (random: Random) => Case>> = {
  pixel_shuffle: (random) => {
    const r = 1 + random.below(3);
    const [n, c, h, w] = shapeOf(random, 4);
    return { shapes: [[n, c * r * r, h, w]], call: ([input], op) => op(pixel_shuffle, { input, upscale_factor: int(r) }) };
  },
  pixel_unshuffle: (random) => {
    const r = 1 + random.below(3);
    const [n, c, h, w] = shapeOf(random, 4);
    return { shapes: [[n, c, h * r, w * r]], call: ([input], op) => op(pixel_unshuffle, { input, downscale_factor: int(r) }) };
  },
  channel_shuffle: (random) => {
    const groups = 1 + random.below(4);
    const [n, c, ...rest] = shapeOf(random, 3 + random.below(3));
    return { shapes: [[n, c * groups, ...rest]], call: ([input], op) => op(channel_shuffle, { input, groups: int(groups) }) };
  },
  stack: (random) => {
    const shape = shapeOf(random, 1 + random.below(4));
    const dim = random.below(shape.length + 1);
    return { shapes: [shape, shape, shape], call: (tensors, op) => op(stack, { tensors: [...tensors], dim: int(dim) }) };
  },
  movedim: (random) => {
    const shape = shapeOf(random, 4);
    return { shapes: [shape], call: ([input], op) => op(movedim, { input, source: int(1), destination: int(-1) }) };
  },
  flip: (random) => {
    const shape = shapeOf(random, 1 + random.below(4));
    const dims = shape.map((_, axis) => axis).filter(() => random.below(2) === 0);
    return { shapes: [shape], call: ([input], op) => op(relu, { input: op(flip, { input, dims: ints(dims) }) }) };
  },
  repeat: (random) => {
    const shape = shapeOf(random, 1 + random.below(3));
    const repeats = shapeOf(random, shape.length + random.below(2), 3);
    return { shapes: [shape], call: ([input], op) => op(repeat, { input, repeats: ints(repeats) }) };
  },
  glu: (random) => {
    const shape = shapeOf(random, 1 + random.below(4));
    const dim = random.below(shape.length);
    return { shapes: [shape.with(dim, 2 * shape[dim])], call: ([input], op) => op(glu, { input, dim: int(dim) }) };
  },
  prelu: (random) => {
    const shape = shapeOf(random, 2 + random.below(3));
    return { shapes: [shape, random.below(3) === 0 ? [1] : [shape[1]]], call: ([input, weight], op) => op(prelu, { input, weight }) };
  },
  var: (random) => spreadCase(random, variance),
  std: (random) => spreadCase(random, std),
  norm: (random) => {
    const shape = shapeOf(random, 1 + random.below(4));
    const [dim, keepdim] = [random.below(shape.length), random.below(2) === 0];
    return { shapes: [shape], call: ([input], op) => op(norm, { input, dim: random.below(4) === 0 ? null : int(dim), keepdim }) };
  },
  normalize: (random) => {
    const shape = shapeOf(random, 1 + random.below(4));
    return { shapes: [shape], call: ([input], op) => op(normalize, { input, dim: int(random.below(shape.length)) }) };
  },
  rms_norm: (random) => {
    const shape = shapeOf(random, 2 + random.below(3));
    const last = shape.slice(-1 - random.below(2));
    return { shapes: [shape, last], call: ([input, weight], op) => op(rms_norm, { input, normalized_shape: ints(last), weight }) };
  },
  local_response_norm: (random) => {
    const size = 1 + random.below(6);
    return { shapes: [shapeOf(random, 3 + random.below(3), 9)], call: ([input], op) => op(local_response_norm, { input,
      size: int(size), alpha: 0.5, beta: random.pick([0.5, 0.75, 1]), k: 1 + random.below(2) }) };
  },
  addmm: (random) => {
    const [n, k, m] = shapeOf(random, 3, 12);
    const [beta, alpha] = [random.pick([0, 1, 2]), random.pick([1, 0.5])];
    return { shapes: [random.pick([[m], [n, m], [1, m]]), [n, k], [k, m]], call: ([input, mat1, mat2], op) =>
      op(addmm, { input, mat1, mat2, beta: scalar(beta), alpha: scalar(alpha) }) };
  },
  baddbmm: (random) => {
    const [b, n, k, m] = shapeOf(random, 4, 8);
    return { shapes: [[b, n, m], [b, n, k], [b, k, m]], call: ([input, batch1, batch2], op) => op(baddbmm, { input, batch1, batch2,
      beta: scalar(random.pick([1, 0.5])), alpha: scalar(random.pick([1, 2])) }) };
  },
  einsum: (random) => {
    const [i, j, k, l, b] = shapeOf(random, 5, 6);
    const all: readonly (readonly [string, readonly number[], readonly number[]])[] = [['ij,jk->ik', [i, j], [j, k]], ['bij,bkj->bik', [b, i, j], [b, k, j]],
      ['bhid,bhjd->bhij', [b, l, i, k], [b, l, j, k]], ['bij,jk->kbi', [b, i, j], [j, k]], ['i,j->ij', [i], [j]],
      ['bchw,bkhw->bck', [b, i, j, k], [b, l, j, k]], ['...ij,...jk->...ik', [b, i, j], [b, j, k]], ['nkctv,kvw->nctw', [2, b, i, j, k],
        [b, k, l]], ['bi,bi->b', [b, i], [b, i]]];
    const [equation, left, right] = random.pick(all);
    return { shapes: [left, right], call: (operands, op) => op(einsum, { equation, operands: [...operands] }) };
  },
  'pad by parts of the input': (random) => {
    const shape = shapeOf(random, 2 + random.below(3), 6);
    const amounts = Array.from({ length: 2 * (shape.length - (shape.length === 2 ? 1 : 2)) }, () => random.below(4));
    const mode = random.pick(['reflect', 'replicate', 'circular']);
    return { shapes: [shape], call: ([input], op) => op(relu, { input: op(pad, { input, pad: ints(amounts), mode }) }) };
  },
  lerp: (random) => {
    const shape = shapeOf(random, 3);
    return { shapes: [shape, random.pick([shape, shape.slice(1)])], call: ([input, end], op) => op(lerp, { input, end,
      weight: random.pick([0, 0.3, 0.5, 0.8, 1, 2]) }) };
  },
  addcmul: (random) => {
    const shape = shapeOf(random, 3);
    return { shapes: [shape, shape.slice(1), [shape[0], 1, 1]], call: ([input, tensor1, tensor2], op) =>
      op(addcmul, { input, tensor1, tensor2, value: scalar(0.5) }) };
  },
  'adaptive pools': (random) => {
    const rank = random.pick([1, 2, 3]);
    const [out, times] = [shapeOf(random, rank, 3), shapeOf(random, rank, 4)];
    const sizes = out.map((n, i) => n * times[i]);
    const which = random.pick(rank === 1 ? [adaptive_avg_pool1d, adaptive_max_pool1d] : rank === 2 ? [adaptive_max_pool2d]
      : [adaptive_avg_pool3d, adaptive_max_pool3d]);
    return { shapes: [[...shapeOf(random, 2), ...sizes]], call: ([input], op) => op(which as typeof adaptive_avg_pool1d, { input,
      output_size: ints(out) }) };
  },
  upsample: (random) => ({ shapes: [shapeOf(random, 4)], call: ([input], op) => op(random.pick([upsample, upsample_bilinear]) as typeof upsample,
    { input, scale_factor: 2 }) }),
  'conv3d in groups': (random) => {
    const groups = 1 + random.below(4);
    const [n, c, o, d, h, w] = shapeOf(random, 6, 4);
    const kernel = shapeOf(random, 3, 3);
    return { shapes: [[n, c * groups, d + 2, h + 2, w + 2], [o * groups, c, ...kernel], [o * groups]], call: ([input, weight, bias], op) =>
      op(conv3d, { input, weight, bias, groups: int(groups), padding: ints([1, 1, 1]), stride: ints([1 + random.below(2), 1, 2]) }) };
  },
  'causal attention': (random) => {
    const [b, heads, targets, sources, width] = shapeOf(random, 5, 7);
    return { shapes: [[b, heads, targets, width], [b, heads, sources, width], [b, heads, sources, width]], call: ([query, key, value], op) =>
      op(scaled_dot_product_attention, { query, key, value, is_causal: true }) };
  },
  log_softmax: (random) => {
    const shape = shapeOf(random, 1 + random.below(4), 9);
    return { shapes: [shape], call: ([input], op) => op(random.pick([log_softmax, torch_log_softmax]) as typeof log_softmax, { input,
      dim: int(random.below(shape.length)) }) };
  },
  'functions of one operand': (random) => {
    const which = random.pick([exp, sqrt, rsqrt, reciprocal, log, log2, log10, abs, neg, floor, square, mish, sigmoid]) as typeof exp;
    const scale = random.pick([1, 20]);
    return { shapes: [shapeOf(random, 1 + random.below(4), 7)], call: ([input], op) => op(which, { input: op(mul, { input, other: scalar(scale) }) }) };
  },
  softplus: (random) => ({ shapes: [shapeOf(random, 3)], call: ([input], op) => op(softplus, { input: op(mul, { input,
    other: scalar(random.pick([1, 30])) }), beta: scalar(random.pick([1, 2, 0.5])), threshold: scalar(random.pick([20, 1])) }) }),
  clamp: (random) => ({ shapes: [shapeOf(random, 3)], call: ([input], op) => random.pick([() => op(clamp, { input, min: scalar(-0.25), max: scalar(0.5) }),
    () => op(clamp, { input, max: scalar(0.1) }), () => op(clamp_min, { input, min: scalar(0) }), () => op(clamp_max, { input, max: scalar(0) }),
    () => op(rsub, { input, other: scalar(1) }), () => op(div, { input: scalar(2), other: input })])() }),
  'powers of numbers': (random) => ({ shapes: [shapeOf(random, 3)], call: ([input], op) => op(pow, { input: op(random.pick([abs,
    neg]) as typeof abs, { input: op(mul, { input, other: scalar(random.pick([1, 9])) }) }),
    exponent: scalar(random.pick([1, 2, 3, 4, 0, -1, -2, 0.5, -0.5, 0.3, 2.7, 1 / 3])) }) }),
  'powers of tensors': (random) => {
    const shape = shapeOf(random, 3);
    return { shapes: [shape, [1]], call: ([input, exponent], op) => op(pow, { input: op(clamp, { input, min: scalar(1e-6) }), exponent: op(mul, {
      input: exponent, other: scalar(6) }) }) };
  },
};
function spreadCase(random: Random, which: typeof std): Case {
  const shape = shapeOf(random, 1 + random.below(4)).map((n) => n + 1);
  const [dim, keepdim, unbiased] = [random.below(shape.length), random.below(2) === 0, random.below(2) === 0];
  return { shapes: [shape], call: ([input], op) => op(which, { input, dim: random.below(4) === 0 ? null : int(dim), keepdim, unbiased }) };
}

describe('chains of kernels compute what reference kernels do', () => {
  for (const [name, make] of Object.entries(CHAINS)) {
    check(name, (random) => {
      const { shapes, call } = make(random);
      return { text: shapes.map((shape) => shape.join('x')).join(' '), plan: () => planOf(shapes.map((shape) => ({ shape })), call) };
    });
  }
  it('normalize over all axes where none is named', () => {
    const plan = planOf([{ shape: [2, 2] }], ([input], op) => op(normalize, { input, dim: [] }));
    for (const each of [session(plan), referenceSession(plan)]) {
      [1, 2, 2, 4].forEach((x, i) => { expect(each.run([[1, 2, 2, 4]]).outputs[0].data[i]).toBeCloseTo(x / 5, 6); });
    }
  });
  it('take zeros, infinities, NaN and numbers too small to be normal as PyTorch does', () => {
    const given = [0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, Infinity, -Infinity, NaN, 1e-40, 1e-30, 88, -88, 100, -100, 3.4e38];
    const calls: readonly Case['call'][] = [...[exp, log, sqrt, rsqrt, reciprocal, abs, neg, floor, square, mish].map((which): Case['call'] => ([input], op) => op(which as typeof exp, { input })),
    ...[3, -1, 0, -2, 1.5, 5].map((exponent): Case['call'] => ([input], op) => op(pow, { input, exponent: scalar(exponent) })),
    ([input], op) => op(softplus, { input }), ([input], op) => op(clamp, { input, min: scalar(-1), max: scalar(2) })];
    for (const [index, call] of calls.entries()) {
      const plan = planOf([{ shape: [given.length] }], call);
      const [fast, slow] = [session(plan), referenceSession(plan)].map((each) => each.run([given]).outputs[0].data);
      for (const [i, wanted] of slow.entries()) {
        const close = Object.is(fast[i] + 0, wanted + 0) || Math.abs(fast[i] - wanted) <= 1e-5 * Math.abs(wanted) + 1e-7;
        expect(close, `call ${index} of ${given[i]}: ${fast[i]}, not ${wanted}`).toBe(true);
      }
    }
  });
});

describe('weights are packed when they are loaded', () => {
  const cases: Readonly<Record<string, () => Plan>> = {
    conv1d: () => planOf([{ shape: [1, 6, 20] }, { shape: [8, 3, 5] }, { shape: [8] }], ([input, weight, bias], op) =>
      op(conv1d, { input, weight, bias, groups: int(2) })),
    conv3d: () => planOf([{ shape: [1, 4, 6, 9, 9] }, { shape: [8, 4, 3, 3, 3] }], ([input, weight], op) =>
      op(conv3d, { input, weight, bias: null, padding: ints([1, 1, 1]) })),
    'a transposed convolution in groups': () => planOf([{ shape: [1, 6, 7, 7] }, { shape: [6, 4, 4, 4] }], ([input, weight], op) =>
      op(conv_transpose2d, { input, weight, bias: null, stride: ints([2, 2]), groups: int(2) })),
    'a product with a matrix': () => planOf([{ shape: [5, 24] }, { shape: [24, 16] }], ([input, other], op) =>
      op(matmul, { input, other })),
    'a product with one row': () => planOf([{ shape: [1, 24] }, { shape: [24, 17] }], ([input, other], op) =>
      op(matmul, { input, other })),
    'a product with a matrix that is turned and cut': () => planOf([{ shape: [5, 8] }, { shape: [12, 4, 4] }], ([input, weight], op) =>
      op(matmul, { input, other: op(permute, { input: op(select, { input: op(reshape, { input: weight, shape: ints([2, 12, 8]) }), dim:
        int(0), index: int(1) }), dims: ints([1, 0]) }) })),
    'a convolution whose weight is turned': () => planOf([{ shape: [1, 6, 9, 9] }, { shape: [3, 3, 6, 8] }], ([input, weight], op) =>
      op(conv2d, { input, weight: op(permute, { input: weight, dims: ints([3, 2, 0, 1]) }), bias: null })),
  };
  it.each(Object.keys(cases))('%s', (name) => {
    const plan = withWeights(cases[name]());
    const quiet = { ...plan, keep: Object.fromEntries(Object.entries(plan.keep).filter(([, value]) => plan.outputs.includes(value))) };
    const { steps, buffers } = compile(quiet, { exact: false, threads: 1, fast: true, tilePixels: 6 });
    const touches = (words: readonly unknown[]): boolean => words.some((word) => typeof word === 'object' && word !== null
      && 'buffer' in word && buffers[Number(word.buffer)].kind === 'weights' && buffers[Number(word.buffer)].bytes > 64);
    const inRun = steps.filter((step) => step.kind === 'kernel' && ['pack', 'copy'].includes(step.kernel) && touches(step.words));
    expect(inRun.map((step) => step.node)).toEqual([]);
    expect(steps.filter(({ kind }) => kind === 'reference')).toEqual([]);
    for (let seed = 1; seed < 6; seed++) expect(difference(cases[name](), randomFrom(seed))).toBe(null);
  });
  it('once where one weight serves several calls', () => {
    const bytes = (calls: number): number => session(withWeights(planOf([{ shape: [1, 32, 9, 9] }, { shape: [32, 32, 3, 3] }],
      ([input, weight], op) => Array.from({ length: calls }).reduce<typeof input>((x) =>
        op(conv2d, { input: x, weight, bias: null, padding: ints([1, 1]) }), input))), new Map([['w1', { dtype: 'float32',
      shape: [32, 32, 3, 3], data: new Float32Array(9216) }]])).figures.weightBytes;
    expect(bytes(5)).toBe(bytes(1));
  });
});

describe('what weights alone decide', () => {
  /** Weight standardisation: a convolution whose weight is computed from one; and an op that has no fast kernel. */
  const plan = withWeights(planOf([{ shape: [1, 4, 9, 9] }, { shape: [8, 4, 3, 3] }], ([input, weight], op) => {
    const centred = op(sub, { input: weight, other: op(mean, { input: weight, dim: ints([1, 2, 3]), keepdim: true }) });
    const sums = op(cumsum, { input: op(mean, { input: weight, dim: ints([1, 2, 3]) }), dim: int(0) });
    return op(mul, { input: op(conv2d, { input, weight: centred, bias: null }), other: op(reshape, { input: sums, shape: ints([8, 1, 1]) }) });
  }));
  it('is computed once, when the model is loaded', () => {
    expect(plan.calls.some(({ fast }) => fast === null)).toBe(true);
    const quiet = { ...plan, keep: {} };
    const { steps, settling } = compile(quiet, { exact: false, threads: 1, fast: true, tilePixels: 6 });
    expect(settling).toBeGreaterThan(3);
    expect(steps.slice(settling).map((step) => (step.kind === 'kernel' ? step.kernel : step.call.op))).not.toContain('pack');
    expect(steps.slice(settling).every(({ kind }) => kind === 'kernel')).toBe(true);
  });
  it.each([['all kept', plan], ['the output kept', { ...plan, keep: {} }]])('stays from run to run: %s', (_name, each) => {
    const random = randomFrom(3);
    const weights = new Map([['w1', { dtype: 'float32' as const, shape: [8, 4, 3, 3], data: random.floats(288) }]]);
    const [fast, slow] = [session(each, weights), referenceSession(each, weights)];
    for (let run = 0; run < 4; run++) {
      const input = random.floats(324);
      expect(relativeError(fast.run([input]).outputs[0].data, slow.run([input]).outputs[0].data)).toBeLessThan(TOLERANCE);
    }
  });
});
