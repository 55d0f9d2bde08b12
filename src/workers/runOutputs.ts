// What an output says, as far as its shape and the op that made it tell: classes with their names, a mask over the image, a
// picture, or values. Of a batch the first.
import { labelsFor, maskLabelsFor, type Labels } from '../formats/labels';
import type { TensorData } from '../engine/session';
import type { Legend, Meaning, Picture, Ranked, RunInput, RunOptions } from '../protocol/run';
import type { Plan, PlanCall } from '../tensor/plan';

type Scores = Extract<Meaning, { kind: 'classes' }>['of'];
const SHOWN_VALUES = 100;
const MOST_LEGEND = 64;
/** Of a generator's batch so many pictures are shown, in rows. */
const MOST_PICTURES = 16;

export interface OutputQuestion {
  readonly plan: Plan;
  /** Index of the output's value in the plan. */
  readonly value: number;
  readonly data: TensorData;
  readonly input: RunInput | undefined;
  readonly options: RunOptions;
}

export function meaningOf(question: OutputQuestion): Meaning {
  const { plan, value, data: { shape, dtype }, input } = question;
  const maker = madeBy(plan, value);
  const image = imageOf(input);
  // Vectors of length one are no scores but places in a space, unless somebody has names for them.
  const isEmbedding = opOf(maker) === 'normalize' && !question.options.labels;
  const isScores = dtype === 'float32' && shape.length === 2 && shape[1] > 1 && !isEmbedding;
  // Of NaN none is the best.
  if (isScores && !question.data.data.slice(0, shape[1]).some(Number.isNaN)) return classesOf(question, scoresOf(maker), image);
  if (dtype === 'float32' && shape.length === 4) {
    const isOfImageSize = image !== null && shape[2] === image.height && shape[3] === image.width;
    if (isOfImageSize && isMask(question, maker)) return segmentationOf(question);
    // Generators and decoders make pictures of what is none, and others of other sizes.
    if ((shape[1] === 1 || shape[1] === 3) && Math.min(shape[2], shape[3]) > 1) {
      return { kind: 'image', picture: pictureOf(question.data, input?.isImage ? 1 : Math.min(shape[0], MOST_PICTURES)) };
    }
  }
  return { kind: 'values', values: Array.from(question.data.data.slice(0, SHOWN_VALUES)) };
}

/** Whether channels are scores of classes, and not features: they are named, or a softmax or what heads end in made them. */
function isMask({ plan, data: { shape }, options }: OutputQuestion, maker: PlanCall | null): boolean {
  if (shape[1] < 2) return false;
  if (options.labels) return true;
  // Three are rather colours, which a sigmoid brings into their range; a softmax makes classes.
  const isOfClasses = scoresOf(maker) !== 'logits';
  if (shape[1] === 3) return isOfClasses && !opOf(maker).endsWith('sigmoid');
  if (isOfClasses) return true;
  const fast = maker?.fast;
  if (fast?.kernel === 'resample2d' || fast?.kernel === 'convTransposed2d') return true;
  const weight = fast?.kernel === 'conv2d' ? fast.operands[1] : null;
  const isPointwise = typeof weight === 'number' && plan.values[weight].shape.slice(2).every((size) => size === 1);
  return isPointwise || maskLabelsFor(shape[1]) !== null;
}

interface ImageSize { readonly channels: number; readonly height: number; readonly width: number; readonly side: number }
function imageOf(input: RunInput | undefined): ImageSize | null {
  if (!input || (input.shape.length !== 4 && input.shape.length !== 3)) return null;
  const [channels, height, width] = input.shape.slice(-3);
  return { channels, height, width, side: Math.max(height, width) };
}

/** The call whose elements a value has, seen through views. */
function madeBy(plan: Plan, value: number): PlanCall | null {
  const call = plan.calls.find(({ outputs }) => outputs.includes(value)) ?? null;
  const isView = call?.fast && ['reshape', 'permute', 'slice', 'expand'].includes(call.fast.kernel);
  const [from] = isView ? call.fast.operands : [null];
  return isView && typeof from === 'number' ? madeBy(plan, from) : call;
}

const opOf = (call: PlanCall | null): string => call?.op.slice(0, call.op.indexOf('(')) ?? '';

/** What the scores are by the op that made them. */
function scoresOf(call: PlanCall | null): Scores {
  const name = opOf(call);
  if (name.endsWith('log_softmax')) return 'log-probabilities';
  return /(^|[.:_])(softmax|sigmoid)$/.test(name) ? 'probabilities' : 'logits';
}

function classesOf({ data: { shape, data }, options }: OutputQuestion, of: Scores, image: ImageSize | null): Meaning {
  const count = shape[1];
  const scores = Array.from(data.slice(0, count));
  const labels = options.labels === undefined ? labelsFor(count, image) : options.labels;
  const probabilities = of === 'probabilities' ? scores : of === 'log-probabilities' ? scores.map(Math.exp) : softmax(scores);
  const order = scores.map((_, i) => i).sort((a, b) => (scores[b] === scores[a] ? a - b : scores[b] > scores[a] ? 1 : -1));
  const top = order.slice(0, options.top ?? 5).map((index): Ranked =>
    ({ index, name: nameOf(labels, index), score: scores[index], probability: probabilities[index] }));
  return { kind: 'classes', of, labels: labels?.name ?? null, top };
}

const nameOf = (labels: Labels | null, index: number): string | null => labels?.classes[index] || null;

/** Shifted by the largest, in double precision. */
function softmax(scores: readonly number[]): number[] {
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** The class with the largest score at each position; the first is left clear where it is the background. */
function segmentationOf({ data: { shape, data }, options }: OutputQuestion): Meaning {
  const [, classes, height, width] = shape;
  const area = height * width;
  const labels = options.labels === undefined ? maskLabelsFor(classes) : options.labels;
  const counts = new Float64Array(classes);
  const rgba = new Uint8ClampedArray(4 * area);
  for (let i = 0; i < area; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (data[c * area + i] > data[best * area + i]) best = c;
    counts[best]++;
    const [red, green, blue] = colourOf(best);
    rgba.set([red, green, blue, best === 0 && isBackground(labels) ? 0 : 255], 4 * i);
  }
  const legend = [...counts.keys()].filter((index) => counts[index] > 0).sort((a, b) => counts[b] - counts[a])
    .slice(0, MOST_LEGEND).map((index): Legend => ({ index, name: nameOf(labels, index), share: counts[index] / area,
      colour: `#${colourOf(index).map((part) => part.toString(16).padStart(2, '0')).join('')}` }));
  return { kind: 'segmentation', labels: labels?.name ?? null, mask: { width, height, rgba }, legend };
}

const isBackground = (labels: Labels | null): boolean => labels === null || /background/i.test(labels.classes[0] ?? '');

/** As the VOC data set colours its classes: the index's bits, three by three, fill each colour from its highest bit. */
export function colourOf(index: number): readonly [number, number, number] {
  const colour: [number, number, number] = [0, 0, 0];
  for (let i = 0, rest = index; i < 8; i++, rest >>= 3) {
    for (let c = 0; c < 3; c++) colour[c] |= ((rest >> c) & 1) << (7 - i);
  }
  return colour;
}

/** `count` images in rows, in one range from the least to the greatest element; three channels are colours. */
function pictureOf({ shape, data }: TensorData, count: number): Picture {
  const [, channels, height, width] = shape;
  const area = height * width;
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < count * channels * area; i++) {
    if (!Number.isFinite(data[i])) continue;
    low = Math.min(low, data[i]);
    high = Math.max(high, data[i]);
  }
  const columns = Math.ceil(Math.sqrt(count));
  const [wide, tall] = [columns * width, Math.ceil(count / columns) * height];
  const rgba = new Uint8ClampedArray(4 * wide * tall);
  for (let image = 0; image < count; image++) {
    const [left, top] = [(image % columns) * width, Math.floor(image / columns) * height];
    for (let i = 0; i < area; i++) {
      const to = 4 * ((top + Math.floor(i / width)) * wide + left + (i % width));
      for (let c = 0; c < 3; c++) {
        rgba[to + c] = 255 * (data[(image * channels + Math.min(c, channels - 1)) * area + i] - low) / (high - low || 1);
      }
      rgba[to + 3] = 255;
    }
  }
  return { width: wide, height: tall, rgba };
}
