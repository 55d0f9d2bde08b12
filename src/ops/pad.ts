// Padding: F.pad in all its modes, and the padding modules.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { isIntegral } from '../tensor/dtype';
import { scalarTypeOf } from '../tensor/scalarType';
import { stridesOf } from '../tensor/broadcast';
import { castElement } from '../tensor/round';
import type { Dim, Tensor } from '../tensor/value';
import { defineModule, defineOp, type AxisView, type RuleContext, type Sample } from './op';
import { asChain, asExpand, asReshape } from './lowering';
import type { Lowering } from '../tensor/plan';

type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular';
const MODES: readonly string[] = ['constant', 'reflect', 'replicate', 'circular'] satisfies readonly PadMode[];

/** Axis by axis, what stands before and behind is joined to the input: parts of it, walked backwards where they are mirrored. */
function asJoinedParts(shape: readonly number[], pairs: readonly (readonly number[])[], mode: string): Lowering {
  return asChain(['input'], (link) => {
    let [whole, sizes] = [0, shape];
    const part = (axis: number, start: number, count: number, step: number): number => {
      const size = mode === 'replicate' ? 1 : count;
      const cut = link({ inputs: ['input'], kernel: 'slice', parts: [{ axis, start, size, step, drop: false }] },
        sizes.with(axis, size), whole);
      return size === count ? cut : link(asExpand(), sizes.with(axis, count), cut);
    };
    for (const [axis, [before, after]] of pairs.entries()) {
      const n = shape[axis];
      const [first, last, step] = mode === 'reflect' ? [before, n - 2, -1] : mode === 'replicate' ? [0, n - 1, 1]
        : [n - before, 0, 1];
      const parts = [...(before > 0 ? [part(axis, first, before, step)] : []), whole,
        ...(after > 0 ? [part(axis, last, after, step)] : [])];
      if (parts.length === 1) continue;
      sizes = sizes.with(axis, n + before + after);
      whole = link({ inputs: ['tensors'], kernel: 'concat', axis }, sizes, ...parts);
    }
    if (whole === 0) link(asReshape(), shape, 0);
  });
}

/** Before and after an axis; the list runs from the last axis to the first. */
const amountsAt = <T>(amounts: readonly T[], rank: number, axis: number): readonly [T, T] | undefined => {
  const at = 2 * (rank - 1 - axis);
  return at < amounts.length ? [amounts[at], amounts[at + 1]] : undefined;
};

const grow = (n: number, before: number, after: number): number => n + before + after;

function checkReflect(input: Tensor, axis: number, [before, after]: readonly [Dim, Dim], pairs: number,
  rule: RuleContext): void {
  const size = input.shape[axis];
  const ok = rule.test((n, b, a) => b < n && a < n, size, before, after);
  const argument = 4 + 2 * (input.shape.length - 1 - axis);
  // The kernel for two axes prints the rank where the others print the sizes.
  const shown = pairs === 2 ? String(input.shape.length) : showShape(input.shape);
  rule.require(ok, () => `Argument #${argument}: Padding size should be less than the corresponding input dimension, but `
    + `got: padding (${showDim(before)}, ${showDim(after)}) at dimension ${axis} of input ${shown}`, [before, after, size]);
}

function checkCircular(size: Dim, before: Dim, after: Dim, rule: RuleContext): void {
  rule.require(rule.test((n, b, a) => b <= n && a <= n, size, before, after),
    () => 'Padding value causes wrapping around more than once.', [before, after, size]);
  rule.require(rule.test((n, b, a) => grow(n, b, a) >= 0, size, before, after),
    () => 'Negative padding value is resulting in an empty dimension', [before, after, size]);
}

/** Non-constant modes exist for one to three axes, with one or two axes before them. */
function checkMode(input: Tensor, amounts: readonly Dim[], mode: string, rule: RuleContext): void {
  const rank = input.shape.length;
  const pairs = amounts.length / 2;
  const supported = pairs >= 1 && pairs <= 3 && (rank === pairs + 1 || rank === pairs + 2);
  if (!supported) rule.raise('NotImplementedError',
    'Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now');
  if (mode === 'circular') {
    rule.require(rank === pairs + 2, () => `Invalid padding size, expected ${2 * (rank - 2)} but got ${2 * pairs}`);
    return;
  }
  const zero = input.shape.slice(1).some((d) => rule.test((n) => n === 0, d) === true);
  const named = mode === 'replicate' ? showShape(input.shape) : `[ torch.FloatTensor{${input.shape.map(showDim).join(',')}} ]`;
  rule.require(!zero, () => (mode === 'replicate'
    ? `Expected ${pairs + 1}D or ${pairs + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero `
      + `dimensions for input, but got: ${named}`
    : `${pairs + 1}D or ${pairs + 2}D (batch mode) tensor expected for input, but got: ${named}`));
}

function checkType(input: Tensor, amounts: readonly Dim[], mode: string, rule: RuleContext): void {
  if (mode === 'circular' || !isIntegral(input.dtype)) return;
  const kernel = mode === 'reflect' ? `reflection_pad${amounts.length / 2}d` : `replication_pad${amounts.length / 2}d_cpu`;
  rule.raise('RuntimeError', `"${kernel}" not implemented for '${scalarTypeOf(input.dtype)}'`);
}

function padShape(input: Tensor, amounts: readonly Dim[], mode: string, rule: RuleContext): Dim[] {
  const rank = input.shape.length;
  if (mode === 'reflect') {
    for (let axis = rank - 1; axis >= rank - amounts.length / 2; axis--) {
      const pair = amountsAt(amounts, rank, axis);
      if (pair) checkReflect(input, axis, pair, amounts.length / 2, rule);
    }
  }
  return input.shape.map((size, axis) => {
    const pair = amountsAt(amounts, rank, axis);
    if (!pair) return size;
    const [before, after] = pair;
    if (mode === 'circular') checkCircular(size, before, after, rule);
    const out = rule.map(grow, size, before, after);
    rule.require(rule.test((n) => n >= 0, out), () => tooSmall(mode, size, pair, out, rule), [before, after, size]);
    return out;
  });
}
function tooSmall(mode: string, size: Dim, [before, after]: readonly [Dim, Dim], out: Dim, rule: RuleContext): string {
  if (mode === 'reflect') return `2input (W: ${showDim(size)})is too small. Calculated output W: ${showDim(out)}`;
  if (mode !== 'constant') return `input (W: ${showDim(size)}) is too small. Calculated output W: ${showDim(out)}`;
  // Constant padding narrows the axis from each end in turn.
  const left = rule.map((n, b) => n + Math.min(0, b), size, before);
  return `start (0) + length (${showDim(rule.map((n, a) => n + Math.min(0, a), left, after))}) exceeds dimension size `
    + `(${showDim(left)}).`;
}

/** Where the element at `position` of a padded axis comes from; -1: the constant. */
function source(position: number, [before, after]: readonly [number, number], size: number, mode: string): number {
  if (mode === 'circular') {
    // Negative amounts crop first, what is left goes round.
    const left = size + Math.min(0, before) + Math.min(0, after);
    return ((((position - Math.max(before, 0)) % left) + left) % left) + Math.max(-before, 0);
  }
  const at = position - before;
  if (at >= 0 && at < size) return at;
  if (mode === 'constant') return -1;
  if (mode === 'replicate') return Math.min(Math.max(at, 0), size - 1);
  return at < 0 ? -at : 2 * (size - 1) - at;
}

function padElements(data: readonly number[], shape: readonly number[], out: readonly number[],
  amounts: readonly number[], mode: string, value: number): number[] {
  const strides = stridesOf(shape);
  let positions = [0];
  for (const [axis, size] of out.entries()) {
    const pair = amountsAt(amounts, shape.length, axis) ?? [0, 0];
    const next: number[] = [];
    for (const base of positions) {
      for (let i = 0; i < size; i++) {
        const from = base < 0 ? -1 : source(i, pair, shape[axis], mode);
        next.push(from < 0 ? -1 : base + from * strides[axis]);
      }
    }
    positions = next;
  }
  return positions.map((p) => (p < 0 ? value : data[p]));
}

export const pad = defineOp({
  schema: 'pad(Tensor input, int[] pad, str mode="constant", float? value=None) -> Tensor',
  paths: ['torch.nn.functional.pad'],
  doc: 'Adds elements before and after axes, or removes them; the amounts start with the last axis. '
    + 'https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html',
  shape({ input, pad: amounts, mode, value }, rule) {
    rule.require(amounts.length % 2 === 0, () => 'Padding length must be divisible by 2', amounts);
    rule.require(amounts.length <= 2 * input.shape.length, () => 'Padding length too large', amounts);
    if (mode !== 'constant') {
      rule.require(value === null || value === 0, () => `Padding mode "${mode}" doesn't take in value argument`);
      if (!MODES.includes(mode)) rule.raise('NotImplementedError', unsupported(input, amounts, mode));
      checkMode(input, amounts, mode, rule);
    }
    const shape = padShape(input, amounts, mode, rule);
    if (mode !== 'constant') checkType(input, amounts, mode, rule);
    return { shape, dtype: input.dtype };
  },
  receptiveField: ({ input, pad: amounts }) => input.shape.map((_, axis): AxisView => {
    const pair = amountsAt(amounts, input.shape.length, axis);
    return pair ? { kind: 'shift', axis, offset: -pair[0], step: 1 } : { kind: 'same', axis };
  }),
  complex: 'moves',
  eval: ({ input, pad: amounts, mode, value }, [out]) =>
    [padElements(input.data ?? [], input.shape, out.shape, amounts, mode, castElement(value ?? 0, out.dtype))],
  lower: ({ input, pad: amounts, mode, value }) => {
    const pairs = input.shape.map((_, axis) => amountsAt(amounts, input.shape.length, axis) ?? [0, 0]);
    const grows = pairs.every(([before, after]) => before >= 0 && after >= 0);
    if (!grows || input.shape.includes(0)) return null;
    return mode !== 'constant' ? asJoinedParts(input.shape, pairs, mode)
      : { inputs: ['input'], kernel: 'pad', before: pairs.map(([before]) => before), value: value ?? 0 };
  },
  explain: ({ input, pad: amounts }, out) => input.shape.flatMap((size, axis) => {
    const pair = amountsAt(amounts, input.shape.length, axis);
    return pair ? [`${size} + ${pair[0]} + ${pair[1]} = ${out.shape[axis]}`] : [];
  }).join(', '),
  samples: [
    ...["'constant'", "'reflect'", "'replicate'", "'circular'"].flatMap((mode): Sample[] => [
      { call: `F.pad(a, (2, 1), mode=${mode})`, shapes: [[2, 2, 4]] },
      { call: `F.pad(a, (1, 2, 0, 3), mode=${mode})`, shapes: [[1, 2, 4, 5]] },
      { call: `F.pad(a, (1, 2, 0, 3), mode=${mode})`, shapes: [[2, 4, 5]] },
      { call: `F.pad(a, (1, 1, 2, 0, 1, 2), mode=${mode})`, shapes: [[1, 2, 3, 3, 3]] },
      { call: `F.pad(a, (-1, 2, 1, -1), mode=${mode})`, shapes: [[1, 2, 4, 5]] },
      { call: `F.pad(a, (5, 1, 1, 1), mode=${mode})`, shapes: [[1, 1, 4, 4]] },
      { call: `F.pad(a, (1, 1), mode=${mode})`, shapes: [[2, 3]] },
      { call: `F.pad(a, (1, 1, 1), mode=${mode})`, shapes: [[2, 3, 4]] },
      { call: `F.pad(a, (1, 5), mode=${mode})`, shapes: [[1, 2, 4]] },
      { call: `F.pad(a, (1, 5, 1, 1, 1, 1), mode=${mode})`, shapes: [[1, 1, 4, 4, 4]] },
      { call: `F.pad(a, (1, 1), mode=${mode})`, shapes: [[2, 2, 3]], dtypes: ['int64'] },
      { call: `F.pad(a, (1, 1, 1, 1), mode=${mode})`, shapes: [[2, 2, 0, 6]] },
      { call: `F.pad(a, (-6, -1), mode=${mode})`, shapes: [[2, 5, 6]] },
      { call: `F.pad(a, (1, 1), mode=${mode})`, shapes: [[2, 2, 3, 3]] },
    ]),
    { call: 'F.pad(a, (1, 1), value=3.5)', shapes: [[2, 3]] },
    { call: "F.pad(a, (1, 1, 1, 1), mode='reflect', value=2)", shapes: [[2, 3, 3]] },
    { call: 'F.pad(a, (1, 1, 1, 1, 1, 1))', shapes: [[2, 3]] },
    { call: "F.pad(a, (1, 1), mode='foo')", shapes: [[2, 3]] },
    { call: 'F.pad(a, [1, 0], "constant", 0)', shapes: [[3]], dtypes: ['bool'] },
  ],
});
function unsupported(input: Tensor, amounts: readonly Dim[], mode: string): string {
  const [rank, pairs] = [input.shape.length, amounts.length / 2];
  return pairs >= 1 && pairs <= 3 && (rank === pairs + 1 || rank === pairs + 2) ? `Unrecognised padding mode ${mode}`
    : 'Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now';
}

export const constant_pad_nd = defineOp({
  schema: 'constant_pad_nd(Tensor input, int[] pad, Scalar value=0) -> Tensor',
  paths: ['torch.constant_pad_nd'],
  doc: 'Adds a constant before and after axes; the amounts start with the last axis.',
  shape({ input, pad: amounts }, rule) {
    rule.require(amounts.length % 2 === 0, () => `Length of pad must be even but instead it equals ${amounts.length}`, amounts);
    rule.require(amounts.length <= 2 * input.shape.length, () => `Length of pad should be no more than twice the number `
      + `of dimensions of the input. Pad length is ${amounts.length}while the input has ${input.shape.length}dimensions.`,
      amounts);
    return { shape: padShape(input, amounts, 'constant', rule), dtype: input.dtype };
  },
  receptiveField: ({ input, pad: amounts }) =>
    input.shape.map((_, axis): AxisView =>
      ({ kind: 'shift', axis, offset: -(amountsAt(amounts, input.shape.length, axis)?.[0] ?? 0), step: 1 })),
  eval: ({ input, pad: amounts, value }, [out]) =>
    [plainNumel(out.shape) === 0 ? []
      : padElements(input.data ?? [], input.shape, out.shape, amounts, 'constant', castElement(value, out.dtype))],
  samples: [{ call: 'torch.constant_pad_nd(a, (1, 2), 2)', shapes: [[2, 3]] },
    { call: 'torch.constant_pad_nd(a, (1,))', shapes: [[2, 3]] }],
});

// ---- modules ----------------------------------------------------------------------------------------------------------

const PADDED = 'Pad(int[2] padding)';
function padModule(name: string, mode: string, axes: number) {
  return defineModule({
    path: `torch.nn.${name}`,
    schema: PADDED.replace('Pad(', `${name}(`).replace('[2]', `[${2 * axes}]`) as typeof PADDED,
    doc: `Pads the last ${axes === 1 ? 'axis' : `${axes} axes`}. https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`,
    tuples: ['padding'],
    forward: ({ args }, { input }, apply) =>
      apply(pad, { input, pad: args.padding, mode, value: mode === 'constant' ? 0 : null }).first,
    samples: [
      { call: `nn.${name}(1)(a)`, shapes: [[1, 2, 4, 4, 3].slice(0, axes + 2)] },
      { call: `nn.${name}((${[1, 2, 0, 1, 1, 0].slice(0, 2 * axes).join(', ')}))(a)`,
        shapes: [[2, 4, 4, 3].slice(0, axes + 1)] },
      { call: `nn.${name}(4)(a)`, shapes: [[1, 1, 4, 4, 3].slice(0, axes + 2)] }, { call: `nn.${name}(1)(a)`, shapes: [[4]] },
    ],
  });
}
export const ReflectionPad1d = padModule('ReflectionPad1d', 'reflect', 1);
export const ReflectionPad2d = padModule('ReflectionPad2d', 'reflect', 2);
export const ReflectionPad3d = padModule('ReflectionPad3d', 'reflect', 3);
export const ReplicationPad1d = padModule('ReplicationPad1d', 'replicate', 1);
export const ReplicationPad2d = padModule('ReplicationPad2d', 'replicate', 2);
export const ReplicationPad3d = padModule('ReplicationPad3d', 'replicate', 3);
export const ZeroPad2d = padModule('ZeroPad2d', 'constant', 2);

/** Newer than the golden's PyTorch: no samples of their own. */
const newer = <T extends object>(module: T): T => ({ ...module, samples: [] });
export const ZeroPad1d = newer(padModule('ZeroPad1d', 'constant', 1));
export const ZeroPad3d = newer(padModule('ZeroPad3d', 'constant', 3));
export const CircularPad1d = newer(padModule('CircularPad1d', 'circular', 1));
export const CircularPad2d = newer(padModule('CircularPad2d', 'circular', 2));
export const CircularPad3d = newer(padModule('CircularPad3d', 'circular', 3));

const CONSTANT = 'Pad(int[2] padding, float value)';
function constantPadModule(axes: number) {
  const name = `ConstantPad${axes}d`;
  return defineModule({
    path: `torch.nn.${name}`,
    schema: CONSTANT.replace('Pad(', `${name}(`).replace('[2]', `[${2 * axes}]`) as typeof CONSTANT,
    doc: `Pads the last ${axes === 1 ? 'axis' : `${axes} axes`} with a constant. `
      + `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`,
    tuples: ['padding'],
    forward: ({ args }, { input }, apply) =>
      apply(pad, { input, pad: args.padding, mode: 'constant', value: args.value }).first,
    samples: [{ call: `nn.${name}(1, 3.5)(a)`, shapes: [[1, 2, 4, 4, 3].slice(0, axes + 2)] },
      { call: `nn.${name}(1, 0)(a)`, shapes: [[]] }],
  });
}
export const ConstantPad1d = constantPadModule(1);
export const ConstantPad2d = constantPadModule(2);
export const ConstantPad3d = constantPadModule(3);
