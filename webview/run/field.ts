// Where a cell of a map looks on the model's input: its receptive field as a rectangle, and the part of it that lies inside.
import type { RunField } from '../../src/protocol/run';

export interface Rectangle { readonly top: number; readonly left: number; readonly height: number; readonly width: number }

/** Along one axis of the input, in pixels. */
export interface Span { readonly start: number; readonly size: number }

export type FieldAt =
  /**
   * `spans`: axis by axis. `whole` and `inside` are the field as a rectangle and what of it the input has (null when nothing), where
   * the input is a picture: an image, or values in one dimension, which stand in one row for each channel.
   */
  | { readonly kind: 'window'; readonly spans: readonly Span[]; readonly whole: Rectangle | null; readonly inside: Rectangle | null;
      readonly isClipped: boolean }
  | { readonly kind: 'global'; readonly whole: Rectangle }
  /** Differs from position to position: at most so many elements along each axis. */
  | { readonly kind: 'inexact'; readonly sizes: readonly number[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Of the cell at `position`, axis by axis; `sizes` are those of the input along the same axes, `rows` those of its picture. */
export function fieldAt(field: RunField, position: readonly number[], sizes: readonly number[], rows = sizes[0]): FieldAt {
  const width = sizes[sizes.length - 1];
  if (field.kind === 'none') return { kind: 'none' };
  if (field.kind === 'unknown') return { kind: 'unknown', reason: field.reason };
  if (field.kind === 'global') return { kind: 'global', whole: { top: 0, left: 0, height: rows, width } };
  if (field.fields.length !== position.length || sizes.length !== position.length) return { kind: 'unknown', reason: '' };
  const spans = field.fields.flatMap(({ size, stride, padding }, axis): Span[] => (stride === null || padding === null ? []
    : [{ start: position[axis] * stride - padding, size }]));
  if (spans.length < position.length) return { kind: 'inexact', sizes: field.fields.map(({ size }) => Math.ceil(size)) };
  const isClipped = spans.some(({ start, size }, axis) => start < 0 || start + size > sizes[axis]);
  const last = spans[spans.length - 1];
  if (spans.length > 2) return { kind: 'window', spans, whole: null, inside: null, isClipped };
  const whole = { top: spans.length === 2 ? spans[0].start : 0, left: last.start, height: spans.length === 2 ? spans[0].size : rows,
    width: last.size };
  return { kind: 'window', spans, whole, inside: clip(whole, rows, width), isClipped };
}

function clip({ top, left, height, width }: Rectangle, rows: number, columns: number): Rectangle | null {
  const [from, to] = [Math.max(0, top), Math.min(rows, top + height)];
  const [start, end] = [Math.max(0, left), Math.min(columns, left + width)];
  return from < to && start < end ? { top: from, left: start, height: to - from, width: end - start } : null;
}

/** The same rectangle on the image that the input was made of. */
export function onImage({ top, left, height, width }: Rectangle, mapping: {
  readonly y: { readonly offset: number; readonly scale: number }; readonly x: { readonly offset: number;
    readonly scale: number };
}): Rectangle {
  return { top: mapping.y.offset + top * mapping.y.scale, left: mapping.x.offset + left * mapping.x.scale,
    height: height * mapping.y.scale, width: width * mapping.x.scale };
}
