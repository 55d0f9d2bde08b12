// A part of a tensor as rows and columns, read where its elements lie.
import { l10n } from '../base/l10n';
import { FormatError } from '../formats/errors';
import type { TablePart } from '../protocol/run';

export interface Elements {
  readonly data: ArrayLike<number>;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Rows are the last axis but one, columns the last; `leading` fixes the axes before. A row where there is one axis or none. */
export function tablePart({ data, offset, shape, strides }: Elements, leading: readonly number[],
  [top, left]: readonly [number, number], [height, width]: readonly [number, number]): TablePart {
  const axes = Math.max(0, shape.length - 2);
  if (leading.length !== axes || leading.some((at, axis) => !(at >= 0 && at < shape[axis])) || top < 0 || left < 0) {
    throw new FormatError(l10n.t('{0} has no element there.', `[${shape.join(', ')}]`));
  }
  const [rows, columns] = shape.length === 0 ? [1, 1] : shape.length === 1 ? [1, shape[0]] : shape.slice(-2);
  const [rowStep, columnStep] = shape.length === 0 ? [0, 0] : shape.length === 1 ? [0, strides[0]] : strides.slice(-2);
  const start = leading.reduce((sum, at, axis) => sum + at * strides[axis], offset);
  const count = (size: number, from: number, most: number): number => Math.max(0, Math.min(most, size - from));
  const values = Array.from({ length: count(rows, top, height) }, (_, y) =>
    Array.from({ length: count(columns, left, width) }, (__, x) => data[start + (top + y) * rowStep + (left + x) * columnStep]));
  return { shape, values };
}
