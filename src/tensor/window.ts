// The arithmetic of sliding windows along one axis: output sizes of convolutions, pools and their transposes, 'same' padding,
// and the formulas as people read them. Over plain numbers; knows no ops.

/** A window along one axis. */
export interface Window {
  readonly kernel: number; readonly stride: number; readonly padding: number; readonly dilation: number }

/** Elements of the axis that a window spans. */
export const spanOf = (kernel: number, dilation: number): number => dilation * (kernel - 1) + 1;

export const convSize = (size: number, kernel: number, stride: number, padding: number, dilation: number): number =>
  Math.floor((size + 2 * padding - spanOf(kernel, dilation)) / stride) + 1;

/** As pooling_output_shape_pad_lr in aten/src/ATen/native/Pool.h: with ceil_mode the last window must start inside. */
export function poolSize(size: number, kernel: number, stride: number, padding: number, dilation: number,
  ceil: boolean): number {
  const room = size + 2 * padding - spanOf(kernel, dilation);
  const out = Math.floor((room + (ceil ? stride - 1 : 0)) / stride) + 1;
  return ceil && (out - 1) * stride >= size + padding ? out - 1 : out;
}

export const transposedSize = (size: number, kernel: number, stride: number, padding: number, outputPadding: number,
  dilation: number): number =>
  (size - 1) * stride - 2 * padding + spanOf(kernel, dilation) + outputPadding;

/** Padding before and after an axis that keeps its size at stride 1; the odd element goes after. */
export function samePadding(kernel: number, dilation: number): readonly [before: number, after: number] {
  const total = dilation * (kernel - 1);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/** First and last+1 input position of the i-th of `out` adaptive windows over `size` elements. */
export const adaptiveWindow = (i: number, out: number, size: number): readonly [start: number, end: number] =>
  [Math.floor((i * size) / out), Math.ceil(((i + 1) * size) / out)];

// ---- formulas for readers ---------------------------------------------------------------------------------------------

const plus = (factor: number, padding: number): string => (padding === 0 ? '' : ` + ${factor}·${padding}`);
const minusSpan = (kernel: number, dilation: number): string =>
  (dilation === 1 ? ` − ${kernel}` : ` − ${dilation}·(${kernel} − 1) − 1`);

export function showConv(size: number, out: number, { kernel, stride, padding, dilation }: Window): string {
  const room = `${size}${plus(2, padding)}${minusSpan(kernel, dilation)}`;
  return stride === 1 ? `${room} + 1 = ${out}` : `⌊(${room})/${stride}⌋ + 1 = ${out}`;
}

export function showPool(size: number, out: number, window: Window, ceil: boolean): string {
  if (!ceil) return showConv(size, out, window);
  const { kernel, stride, padding, dilation } = window;
  const room = `⌈(${size}${plus(2, padding)}${minusSpan(kernel, dilation)})/${stride}⌉ + 1`;
  const full = Math.ceil((size + 2 * padding - spanOf(kernel, dilation)) / stride) + 1;
  return full === out ? `${room} = ${out}` : `${room} − 1 = ${out} (the last window would start in the padding)`;
}

export function showTransposed(size: number, out: number, window: Window, outputPadding: number): string {
  const { kernel, stride, padding, dilation } = window;
  const span = dilation === 1 ? ` + ${kernel}` : ` + ${dilation}·(${kernel} − 1) + 1`;
  const less = padding === 0 ? '' : ` − 2·${padding}`;
  const more = outputPadding === 0 ? '' : ` + ${outputPadding}`;
  return `(${size} − 1)·${stride}${less}${span}${more} = ${out}`;
}

/** The formulas of all axes; once when they are alike. */
export const joinFormulas = (formulas: readonly string[]): string => [...new Set(formulas)].join(', ');
