// What a run gave, in a number for each map: to tell whether other kernels give the same to the last bit. Wide kernels add and
// multiply in the same order as the ordinary ones, so that every difference is a fault of the code that was made of them.
import { l10n } from '../base/l10n';
import type { Plan } from '../tensor/plan';
import { EngineError, showSizes } from './errors';
import { planesOf, type ChannelFigures, type Planes, type Range, type Size, type StridedMap } from './featureMap';

/** What a session lends. */
export interface Seen {
  /** Row-major elements of a value. */
  readonly elements: (value: number) => Float32Array | readonly number[];
  readonly map: (value: number) => StridedMap | null;
  readonly figuresOf: (planes: Planes) => ChannelFigures;
  readonly tilesOf: (planes: Planes, channels: readonly number[], size: Size, rangeOf: (channel: number) => Range) => Uint8Array;
}

const PICTURE: Size = { width: 24, height: 24 };
const PICTURES = 8;

const valuesOf = ({ keep, outputs }: Plan): number[] => [...Object.values(keep), ...outputs];

/** A number for each kept map and output: of its elements, their figures, and pictures of its first channels. */
export const fingerprints = (plan: Plan, seen: Seen): number[] => valuesOf(plan).map((value) => {
  const elements = seen.elements(value);
  const map = elements instanceof Float32Array && elements.length > 0 ? seen.map(value) : null;
  const whole = hash(elements instanceof Float32Array ? elements : Float64Array.from(elements), 0);
  const planes = map && map.shape.length > 1 ? planesOf(map) : null;
  if (planes?.kind !== 'maps') return whole;
  const { min, max, mean, std } = seen.figuresOf(planes);
  const channels = Array.from({ length: Math.min(PICTURES, planes.channels) }, (_, i) => i);
  const pictures = seen.tilesOf(planes, channels, { width: Math.min(PICTURE.width, planes.width),
    height: Math.min(PICTURE.height, planes.height) }, (channel) => ({ low: min[channel], high: max[channel] }));
  return [min, max, mean, std].reduce((sum, list) => hash(Float64Array.from(list), sum),
    hash(Float32Array.from(pictures), whole));
});

/** Throws EngineError for the first value that wide kernels give otherwise. */
export function refuseDifference(plan: Plan, expected: readonly number[], found: readonly number[]): void {
  const differs = found.findIndex((one, i) => one !== expected[i]);
  if (differs < 0) return;
  const node = Object.keys(plan.keep)[differs] ?? null;
  throw new EngineError('wide', l10n.t(
    'In turbo mode {0} {1} comes out otherwise than without it, which is a fault here. Switch convlens.run.turbo off.',
    node ?? l10n.t('the output'), showSizes(plan.values[valuesOf(plan)[differs]].shape)), node);
}

/** Of the bits; all NaN are one. */
function hash(list: Float32Array | Float64Array, start: number): number {
  const words = new Int32Array(list.buffer, list.byteOffset, list.byteLength / 4);
  const each = list.BYTES_PER_ELEMENT / 4;
  let sum = start;
  for (let i = 0; i < words.length; i++) {
    const element = list[each === 1 ? i : i >> 1];
    sum = Math.imul(sum ^ (Number.isNaN(element) ? 0x7fc00000 : words[i]), 0x9e3779b1);
    sum ^= sum >>> 15;
  }
  return sum;
}
