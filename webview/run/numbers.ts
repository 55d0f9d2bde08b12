// How the panel writes numbers: short for reading, whole for copying.

/** Four significant digits: '0.01235', '-3.2', '1.5e-7'; NaN and infinity by name. */
export function short(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4 ? value.toExponential(Math.max(0, digits - 2)) : value.toPrecision(digits);
  const plain = text.includes('e') ? text.replace(/\.?0+e/, 'e').replace('e+', 'e') : text.includes('.')
    ? text.replace(/\.?0+$/, '') : text;
  return plain.replaceAll('-', '−');
}

/** All digits that a float32 has. */
export const exact = (value: number): string =>
  (Number.isFinite(value) ? String(Number(Math.fround(value).toPrecision(9))).replaceAll('-', '−') : short(value));

export const percent = (share: number): string =>
  `${share === 0 || share === 1 ? 100 * share : share < 0.001 ? '< 0.1' : (100 * share).toFixed(1)} %`;
export const sizes = (shape: readonly number[]): string => shape.join('×');
export const milliseconds = (ms: number): string => (ms < 10 ? `${ms.toFixed(2)} ms` : ms < 1_000 ? `${ms.toFixed(0)} ms`
  : `${(ms / 1_000).toFixed(2)} s`);
export const megabytes = (bytes: number): string => (bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
  : `${(bytes / 1e9).toFixed(2)} GB`);
/** 'shown {0} of {1}' with its parts. */
export const fill = (text: string, ...parts: readonly (string | number)[]): string =>
  text.replaceAll(/\{(\d)\}/g, (whole, i: string) => String(parts[Number(i)] ?? whole));
