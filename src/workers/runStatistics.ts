// The figures of one map: extremes, mean, deviation, zeros and what is not finite.
import type { Statistics } from '../protocol/run';

/** Over finite elements; NaN and infinity are counted apart. A map without finite elements has NaN for each figure. */
export function statisticsOf(data: ArrayLike<number>): Statistics {
  let [min, max, sum, zeros, nan, infinite, count] = [Infinity, -Infinity, 0, 0, 0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (Number.isFinite(x)) {
      count++;
      sum += x;
      if (x < min) min = x;
      if (x > max) max = x;
      if (x === 0) zeros++;
    } else if (Number.isNaN(x)) nan++;
    else infinite++;
  }
  if (count === 0) return { min: NaN, max: NaN, mean: NaN, std: NaN, zeros: 0, nan, infinite };
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < data.length; i++) if (Number.isFinite(data[i])) squares += (data[i] - mean) ** 2;
  return { min, max, mean, std: Math.sqrt(squares / count), zeros: zeros / data.length, nan, infinite };
}
