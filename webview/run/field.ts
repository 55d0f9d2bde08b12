// Where a cell of a map looks on the model's input: its receptive field as a rectangle, and the part of it that lies inside.
import type { RunField } from '../../src/protocol/run';

export interface Rectangle { readonly top: number; readonly left: number; readonly height: number; readonly width: number }

export type FieldAt =
  /** In input pixels; `inside` is what of it the input has; null when nothing. */
  | { readonly kind: 'window'; readonly whole: Rectangle; readonly inside: Rectangle | null; readonly isClipped: boolean }
  | { readonly kind: 'global'; readonly whole: Rectangle }
  /** Differs from position to position: at most so many rows and columns. */
  | { readonly kind: 'inexact'; readonly rows: number; readonly columns: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Of the cell in row y, column x; `size` is the input's height and width. */
export function fieldAt(field: RunField, y: number, x: number, [height, width]: readonly [number, number]): FieldAt {
  if (field.kind === 'none') return { kind: 'none' };
  if (field.kind === 'unknown') return { kind: 'unknown', reason: field.reason };
  if (field.kind === 'global') return { kind: 'global', whole: { top: 0, left: 0, height, width } };
  const [rows, columns] = field.fields;
  if (field.fields.length !== 2 || !rows || !columns) return { kind: 'unknown', reason: '' };
  if (rows.padding === null || columns.padding === null || rows.stride === null || columns.stride === null) {
    return { kind: 'inexact', rows: Math.ceil(rows.size), columns: Math.ceil(columns.size) };
  }
  const whole = { top: y * rows.stride - rows.padding, left: x * columns.stride - columns.padding, height: rows.size,
    width: columns.size };
  const inside = clip(whole, height, width);
  return { kind: 'window', whole, inside, isClipped: inside === null || inside.height < whole.height
    || inside.width < whole.width };
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
