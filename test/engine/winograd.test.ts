// Which convolutions are computed by Winograd's filtering, and that what is chosen is not what `exact` gives.
import { expect, it } from 'vitest';
import { compile } from '../../src/engine/compiler';
import { conv2d } from '../../src/ops/conv';
import { int } from '../../src/tensor/value';
import type { Plan } from '../../src/tensor/plan';
import { planOf } from '../support/engine';

const ints = (list: readonly number[]) => list.map((n) => int(n));

interface Conv { readonly input: readonly number[]; readonly weight: readonly number[]; readonly stride?: number;
  readonly padding?: number; readonly dilation?: number; readonly groups?: number }
/** The kernels of a convolution with constant weights. */
function kernelsOf({ input, weight, stride = 1, padding = 0, dilation = 1, groups = 1 }: Conv, exact = false): string[] {
  const plan = planOf([{ shape: input }, { shape: weight }], ([x, w], op) => op(conv2d, { input: x, weight: w, bias: null,
    stride: ints([stride, stride]), padding: ints([padding, padding]), dilation: ints([dilation, dilation]), groups: int(groups) }));
  const constant: Plan = { ...plan, inputs: plan.inputs.slice(0, 1), values: plan.values.map((value) =>
    (value.source.kind === 'input' && value.source.index === 1 ? { ...value, source: { kind: 'weight', name: 'w' } } : value)) };
  const { steps } = compile(constant, { exact, threads: 1, fast: true, tilePixels: 6 });
  return steps.flatMap((step) => (step.kind === 'kernel' && step.kernel !== 'copy' ? [step.kernel] : []));
}

it.each<[string, Conv, string]>([
  ['3x3', { input: [1, 64, 56, 56], weight: [64, 64, 3, 3], padding: 1 }, 'winograd4x3'],
  ['3x3 whose weights outweigh few tiles', { input: [1, 512, 7, 7], weight: [512, 512, 3, 3], padding: 1 }, 'winograd2x3'],
  ['dilated 3x3', { input: [1, 256, 28, 28], weight: [256, 256, 3, 3], padding: 2, dilation: 2 }, 'winograd4x3'],
  ['5x5', { input: [1, 64, 27, 27], weight: [192, 64, 5, 5], padding: 2 }, 'winograd2x5'],
  ['7x7, as four of 4x4', { input: [1, 32, 30, 30], weight: [64, 32, 7, 7], padding: 3 }, 'winograd3x4'],
  ['7x7 of stride 2 over colours', { input: [1, 3, 224, 224], weight: [64, 3, 7, 7], stride: 2, padding: 3 }, 'winograd3x4'],
  ['11x11 of stride 4 over colours', { input: [1, 3, 224, 224], weight: [64, 3, 11, 11], stride: 4, padding: 2 }, 'winograd4x3'],
  ['1x1', { input: [1, 64, 56, 56], weight: [64, 64, 1, 1] }, 'conv'],
  ['patches, which no two outputs share', { input: [1, 8, 64, 64], weight: [64, 8, 4, 4], stride: 4 }, 'conv'],
  ['groups', { input: [1, 64, 28, 28], weight: [64, 8, 3, 3], padding: 1, groups: 8 }, 'conv'],
  ['4x4 of stride 2', { input: [1, 64, 64, 64], weight: [128, 64, 4, 4], stride: 2, padding: 1 }, 'winograd3x2'],
  ['7x7 to three colours', { input: [1, 64, 64, 64], weight: [3, 64, 7, 7], padding: 3 }, 'winograd3x4'],
  ['1x7, as two of 1x4', { input: [1, 64, 17, 17], weight: [64, 64, 1, 7] }, 'winogradLine3x4'],
  ['7x1', { input: [1, 64, 17, 17], weight: [64, 64, 7, 1] }, 'winogradLine3x4'],
  ['a line of 3 as of conv1d, dilated', { input: [1, 64, 1, 4000], weight: [64, 64, 1, 3], dilation: 4 }, 'winogradLine4x3'],
])('%s', (_, conv, kernel) => {
  expect(kernelsOf(conv)).toEqual([kernel]);
  expect(kernelsOf(conv, true)).toEqual(['conv']);
});
