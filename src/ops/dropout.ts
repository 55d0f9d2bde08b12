// Dropout in its variants: shapes stay; in training elements are random, so only evaluation keeps them.
import { isIntegral } from '../tensor/dtype';
import { scalarTypeOf } from '../tensor/scalarType';
import type { PlainMeta, PlainTensor, Tensor, TensorMeta } from '../tensor/value';
import type { Draw } from '../tensor/recipe';
import { castElements } from '../tensor/round';
import { functional } from './activation';
import { defineModule, defineOp, type RuleContext, type Sample } from './op';
import { asReshape } from './lowering';
import { mapElements } from './pointwise';

const outside = (p: number): string => `dropout probability has to be between 0 and 1, but got ${p}`;
function checkProbability(p: number, type: string, rule: RuleContext): void {
  if (p < 0 || p > 1) rule.raise(type, outside(p));
}
const CHANNELS = 'Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a '
  + 'channel dimension, '
  + 'and an optional batch dimension (i.e. 2D or 3D inputs).';

function checkInput(name: string, input: Tensor, p: number, training: boolean, rule: RuleContext): TensorMeta {
  const rank = input.shape.length;
  if (name === 'dropout1d') rule.require(rank === 2 || rank === 3,
    () => `dropout1d: Expected 2D or 3D input, but received a ${rank}D input. ${CHANNELS}`);
  if (/^(dropout2d|feature)/.test(name)) rule.require(!training || rank >= 2,
    () => 'Feature dropout requires at least 2 dimensions in the input');
  // Zeros of the input's own type take all of it away.
  rule.require(!training || p === 0 || p === 1 || !isIntegral(input.dtype),
    () => `result type Float can't be cast to the desired output type ${scalarTypeOf(input.dtype)}`);
  return { shape: input.shape, dtype: input.dtype };
}
/** Random elements are no elements at all: a list that fits no shape folds nothing. */
const kept = (input: { readonly data: readonly number[] | null }, training: boolean,
  p: number): readonly (readonly number[])[] =>
  (isActive(p, training) ? [] : [input.data ?? []]);

const isActive = (p: number, training: boolean): boolean => training && p > 0;
/** What one draw decides: an element, or a channel of an item. */
const noiseShape = (name: string, shape: readonly number[]): readonly number[] => (/^(dropout\d|feature)/.test(name)
  ? shape.map((size, axis) => (axis < 2 ? size : 1)) : shape);

/** aten::_dropout_impl: what stays is scaled; alpha dropout sets the others to selu's least value and keeps mean and variance. */
function drawn(name: string, input: PlainTensor, p: number, draw: Draw, [out]: readonly PlainMeta[]): readonly number[] {
  if (p === 1) return mapElements((x) => x * 0, out, [input]);
  const shape = noiseShape(name, out.shape);
  const noise = draw(shape, out.dtype, { kind: 'bernoulli', p: 1 - p });
  if (!name.includes('alpha')) {
    const scaled = castElements(noise.map((x) => x / (1 - p)), out.dtype);
    return mapElements((x, kept) => x * kept, out, [input, { shape, dtype: out.dtype, data: scaled }]);
  }
  const a = 1 / Math.sqrt((ALPHA ** 2 * p + 1) * (1 - p));
  const shift = castElements(noise.map((x) => (x - 1) * (ALPHA * a) + ALPHA * a * p), out.dtype);
  const scale = castElements(noise.map((x) => x * a), out.dtype);
  return mapElements((x, k, b) => x * k + b, out, [input, { shape, dtype: out.dtype, data: scale },
    { shape, dtype: out.dtype, data: shift }]);
}
/** -selu(-∞) */
const ALPHA = 1.7580993408473766;

const DROPOUT = 'dropout(Tensor input, float p=0.5, bool training=True, bool inplace=False) -> Tensor';
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });
function dropoutOp(name: string, trainingByDefault: boolean, doc: string) {
  return defineOp({
    schema: DROPOUT.replace('dropout(', `${name}(`)
      .replace('training=True', `training=${trainingByDefault ? 'True' : 'False'}`) as typeof DROPOUT,
    paths: functional(name),
    doc: `${doc} https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`,
    inplace: true,
    // What is not dropped is the input itself.
    view: ({ p, training }) => training === false || p === 0,
    shape({ input, p, training }, rule) {
      checkProbability(p, 'ValueError', rule);
      return checkInput(name, input, p, training, rule);
    },
    receptiveField: () => 'pointwise',
    eval: ({ input, p, training }) => kept(input, training, p),
    lower: ({ p, training }) => (isActive(p, training) ? null : asReshape()),
    random: { when: ({ p, training }) => isActive(p, training),
      elements: ({ input, p }, outs, draw) => [drawn(name, input, p, draw, outs)] },
    samples: [s(`F.${name}(a)`, [2, 3, 4]), s(`F.${name}(a, 0.3, False)`, [2, 3]), s(`F.${name}(a, 1.5)`, [2, 3]),
      s(`F.${name}(a, -0.1)`, [2, 3]), s(`F.${name}(a)`, [2]), s(`F.${name}(a)`, [2, 3, 4, 5]),
      ...[0, 0.5, 1].map((p): Sample => ({ call: `F.${name}(a, ${p}, True)`, shapes: [[2, 3]], dtypes: ['int8'] }))],
  });
}
export const dropout = dropoutOp('dropout', true, 'Zeroes elements at random and scales the others.');
export const dropout1d = dropoutOp('dropout1d', true, 'Zeroes whole channels at random.');
export const dropout2d = dropoutOp('dropout2d', true, 'Zeroes whole channels at random.');
export const dropout3d = dropoutOp('dropout3d', true, 'Zeroes whole channels at random.');
export const alpha_dropout = dropoutOp('alpha_dropout', false, 'Dropout that keeps mean and variance, for selu.');
export const feature_alpha_dropout = dropoutOp('feature_alpha_dropout', false, 'alpha_dropout of whole channels.');

const DIRECT = 'dropout(Tensor input, float p, bool train) -> Tensor';
const torchDropout = (name: string) => defineOp({
  schema: DIRECT.replace('dropout(', `${name}(`) as typeof DIRECT,
  paths: [`torch.${name}`],
  doc: 'Zeroes elements at random and scales the others.',
  inplace: true,
  shape({ input, p }, rule) {
    checkProbability(p, 'RuntimeError', rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, p, train }) => kept(input, train, p),
  lower: ({ p, train }) => (isActive(p, train) ? null : asReshape()),
  random: { when: ({ p, train }) => isActive(p, train),
    elements: ({ input, p }, outs, draw) => [drawn(name, input, p, draw, outs)] },
  samples: [s(`torch.${name}(a, 0.5, True)`, [2, 3]), s(`torch.${name}(a, 0.5, False)`, [2, 3]),
    s(`torch.${name}(a, 1.5, True)`, [2, 3])],
});
export const torch_dropout = torchDropout('dropout');
export const torch_alpha_dropout = torchDropout('alpha_dropout');
export const torch_feature_dropout = torchDropout('feature_dropout');
export const torch_feature_alpha_dropout = torchDropout('feature_alpha_dropout');

const MODULE = 'Dropout(float p=0.5, bool inplace=False)';
function dropoutModule(name: string, op: typeof dropout) {
  return defineModule({
    path: `torch.nn.${name}`,
    schema: MODULE.replace('Dropout(', `${name}(`) as typeof MODULE,
    doc: `Drops at random in training, passes on in evaluation. `
      + `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`,
    state({ p }, rule) {
      checkProbability(p, 'ValueError', rule);
      return {};
    },
    forward: ({ args, training }, { input }, apply) => apply(op, { input, p: args.p, training, inplace: args.inplace }).first,
    samples: [s(`nn.${name}()(a)`, [2, 3, 4]), s(`nn.${name}(0.2, True)(a)`, [2, 3]), s(`nn.${name}(1.5)(a)`, [2, 3]),
      s(`nn.${name}(0.5).train()(a)`, [2, 3])],
  });
}
export const Dropout = dropoutModule('Dropout', dropout);
export const Dropout1d = dropoutModule('Dropout1d', dropout1d);
export const Dropout2d = dropoutModule('Dropout2d', dropout2d);
export const Dropout3d = dropoutModule('Dropout3d', dropout3d);
export const AlphaDropout = dropoutModule('AlphaDropout', alpha_dropout);
export const FeatureAlphaDropout = dropoutModule('FeatureAlphaDropout', feature_alpha_dropout);
