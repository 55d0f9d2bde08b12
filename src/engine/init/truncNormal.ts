// torch.nn.init.trunc_normal_: uniform numbers between the two cut quantiles, sent through the inverse error function.
import type { Fill } from '../../tensor/recipe';
import { castElement } from '../../tensor/round';
import { numel } from '../region';
import { erfinv32 } from './floats';
import { CHUNK, initKernels, type InitKernels } from './kernels';
import { inMemoryOrder, isContiguous, type View } from './views';
import { CENTRAL, OUTER } from './wasmErfinv';

const f = Math.fround;

/** _no_grad_trunc_normal_: uniform_, erfinv_, mul_, add_, clamp_, each rounded to the tensor's dtype. */
export function truncNormal(view: View, { mean, std, a, b }: Fill & { kind: 'truncNormal' },
  uniform: (from: number, to: number) => void): void {
  const below = (x: number): number => (1 + erf((x - mean) / std / Math.SQRT2)) / 2;
  uniform(2 * below(a) - 1, 2 * below(b) - 1);
  const { data, dtype } = view.storage;
  const [factor, shift, low, high] = [std * Math.SQRT2, mean, a, b].map((x) => castElement(x, dtype));
  if (data instanceof Float32Array && isContiguous(view)) {
    stretch(data.subarray(view.offset, view.offset + numel(view.shape)), { factor, shift, low, high });
    return;
  }
  inMemoryOrder(view, (i) => {
    const x = castElement(castElement(erfinv32(data[i]) * factor, dtype) + shift, dtype);
    data[i] = Math.min(Math.max(x, low), high);
  });
}

interface Stretch { readonly factor: number; readonly shift: number; readonly low: number; readonly high: number }

function stretched(y: number, { factor, shift, low, high }: Stretch): number {
  const x = f(f(erfinv32(y) * factor) + shift);
  return x < low ? low : x > high ? high : x;
}

/** Fewer elements are not worth a copy. */
const FEW = 256;

/** Uniform numbers in [-1, 1] become samples, in place. */
export function stretch(data: Float32Array, by: Stretch): void {
  const kernels = data.length < FEW ? null : initKernels();
  for (let from = 0; from < data.length; from += CHUNK) {
    const part = data.subarray(from, from + CHUNK);
    if (kernels) stretchPart(part, by, kernels);
    else for (let i = 0; i < part.length; i++) part[i] = stretched(part[i], by);
  }
}

const places = new Int32Array(CHUNK);
const outside = new Float32Array(CHUNK);

/** All as if they were near the middle; then those that are not again. */
function stretchPart(part: Float32Array, by: Stretch, { input, output, ties, central, outer }: InitKernels): void {
  const { factor, shift, low, high } = by;
  const whole = (count: number): number => Math.ceil(count / 4) * 4;
  input.set(part);
  // Behind the part stands what was there before, whose results nobody reads.
  const tied = central(whole(part.length), factor, shift, low, high);
  let count = 0;
  for (let i = 0; i < part.length; i++) {
    const y = part[i];
    const size = Math.abs(y);
    part[i] = output[i];
    if (size <= CENTRAL) continue;
    if (size > OUTER) part[i] = stretched(y, by);
    else {
      places[count] = i;
      outside[count++] = y;
    }
  }
  again(part, input, ties.subarray(0, tied), by, (i) => i);
  if (count === 0) return;
  input.set(outside.subarray(0, count));
  const tiedOutside = outer(whole(count), factor, shift, low, high);
  for (let j = 0; j < count; j++) part[places[j]] = output[j];
  again(part, input, ties.subarray(0, tiedOutside), by, (j) => (j < count ? places[j] : part.length));
}

/** Places that were rounded twice, four at a time, one by one. */
function again(part: Float32Array, input: Float32Array, ties: Int32Array, by: Stretch, place: (i: number) => number): void {
  for (const at of ties) {
    for (let i = at / 4; i < at / 4 + 4; i++) if (place(i) < part.length) part[place(i)] = stretched(input[i], by);
  }
}

/** erf in double precision: its Taylor series near zero, a continued fraction beyond. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return sum * 2 / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (size + fraction));
}
