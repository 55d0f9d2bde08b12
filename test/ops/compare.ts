// Compares a value with an answer recorded by tools/golden.py. Gives a sentence for the first difference, or null.
import { showShape } from '../../src/tensor/dim';
import { isUnknown } from '../../src/ops/op';
import { isTensor } from './direct';

export type Answer = number | string | boolean | null | { readonly [key: string]: Answer } | readonly Answer[];

/** Sums of float32 elements in another order differ in the last digits. */
const RELATIVE = 2e-5;
const ABSOLUTE = 2e-6;

export function difference(value: unknown, answer: Answer, at = 'out'): string | null {
  if (isUnknown(value)) return `${at} is unknown: ${value.reason.message}`;
  if (Array.isArray(answer)) return sequence(value, answer as readonly Answer[], at);
  if (typeof answer === 'object' && answer !== null) {
    if ('shape' in answer) return tensor(value, answer as { shape: number[]; dtype: string; values?: (number | string)[] }, at);
    const [items] = Object.values(answer);
    return sequence(value, items as readonly Answer[], at);
  }
  if (answer === null) return value === null || value === undefined ? null : `${at} is not None`;
  return value === answer ? null : `${at} is ${String(value)}, not ${String(answer)}`;
}

function sequence(value: unknown, answer: readonly Answer[], at: string): string | null {
  if (!Array.isArray(value)) return `${at} is no sequence`;
  if (value.length !== answer.length) return `${at} has ${value.length} items, not ${answer.length}`;
  for (const [i, item] of answer.entries()) {
    const found = difference(value[i], item, `${at}[${i}]`);
    if (found) return found;
  }
  return null;
}

const parse = (x: number | string): number => (x === 'nan' ? NaN : x === 'inf' ? Infinity : x === '-inf' ? -Infinity : Number(x));
const close = (a: number, b: number): boolean => Object.is(a, b) || a === b || Math.abs(a - b) <= ABSOLUTE + RELATIVE * Math.abs(b);

function tensor(value: unknown, answer: { shape: number[]; dtype: string; values?: (number | string)[] }, at: string): string | null {
  if (!isTensor(value)) return `${at} is no tensor`;
  const [shape, expected] = [showShape(value.shape), `[${answer.shape.join(', ')}]`];
  if (shape !== expected) return `${at} is ${shape}, not ${expected}`;
  if (value.dtype !== answer.dtype) return `${at} is ${value.dtype}, not ${answer.dtype}`;
  if (!answer.values || !value.data) return null;
  const wrong = answer.values.findIndex((x, i) => !close(value.data?.[i] ?? NaN, parse(x)));
  return wrong < 0 ? null : `${at} element ${wrong} is ${value.data[wrong]}, not ${answer.values[wrong]}`;
}
/** Tensors whose elements PyTorch gave and the record did not. */
export function isUnevaluated(value: unknown, answer: Answer): boolean {
  if (Array.isArray(value)) {
    const items: unknown = Array.isArray(answer) ? answer : Object.values(answer ?? {})[0];
    return Array.isArray(items) && value.some((v, i) => isUnevaluated(v, items[i] as Answer));
  }
  return isTensor(value) && value.data === null && typeof answer === 'object' && answer !== null && 'values' in answer;
}
