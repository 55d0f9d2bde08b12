// The text form of model inputs: `1x3x224x224`, `Nx3xHxW`, `1x10:int64`, `[3x320x320]` (a list of tensors).
// Used alike by the command line, comments, settings and the CodeLens.
import { DTYPES, type DType } from '../tensor/dtype';
import { symbol, type Sym } from '../tensor/sym';
import { int, type Int } from '../tensor/value';

export type InputSpec =
  | {
      readonly kind: 'tensor';
      /** Numbers, or names of free symbols. */ readonly dims: readonly (number | string)[];
      readonly dtype: DType;
    }
  | { readonly kind: 'list'; readonly items: readonly InputSpec[] };

export class InputSpecError extends Error {}

/** Sizes for which counts are stated when a shape has free symbols; N is the batch. */
export const REFERENCE_SIZES: Readonly<Record<string, number>> = { N: 1, B: 1, T: 16, L: 64, S: 64 };
const DEFAULT_REFERENCE = 224;

/** Several inputs separated by commas, as in `1x3x32x32,1x10:int64`. Throws InputSpecError with a sentence. */
export function parseInputSpecs(text: string): InputSpec[] {
  return splitTop(text).map(parseInputSpec);
}

/** One input. Throws InputSpecError with a sentence. */
export function parseInputSpec(text: string): InputSpec {
  const trimmed = text.trim();
  if (trimmed.startsWith('[') && trimmed.endsWith(']')) {
    const inner = trimmed.slice(1, -1).trim();
    return { kind: 'list', items: inner === '' ? [] : splitTop(inner).map(parseInputSpec) };
  }
  const [sizes = '', dtypeText, ...more] = trimmed.split(':');
  if (more.length > 0)
    throw new InputSpecError(`"${text}" has more than one ":"; write a shape as 1x3x224x224 or 1x10:int64.`);
  const dtype = dtypeText === undefined ? 'float32' : DTYPES.find((name) => name === dtypeText.trim());
  if (!dtype) throw new InputSpecError(`"${dtypeText ?? ''}" is no dtype; write one of ${DTYPES.join(', ')}.`);
  if (sizes.trim() === '' || sizes.trim() === 'scalar') return { kind: 'tensor', dims: [], dtype };
  return {
    kind: 'tensor',
    dims: sizes
      .trim()
      .split(/[x×*]/)
      .map((size) => parseSize(size.trim(), text)),
    dtype,
  };
}

function parseSize(size: string, text: string): number | string {
  if (/^\d+$/.test(size)) return Number(size);
  if (/^[A-Za-z_]\w*$/.test(size) && !/^x+$/i.test(size)) return size;
  throw new InputSpecError(`"${size}" in "${text}" is no size; write a shape as 1x3x224x224 or Nx3xHxW.`);
}

function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const c = text[i];
    if (c === '[' || c === '(') depth++;
    if (c === ']' || c === ')') depth--;
    if (i === text.length || (c === ',' && depth === 0)) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return parts.filter((part) => part.trim() !== '');
}

export function showInputSpec(spec: InputSpec): string {
  if (spec.kind === 'list') return `[${spec.items.map(showInputSpec).join(',')}]`;
  const shape = spec.dims.length === 0 ? 'scalar' : spec.dims.join('x');
  return spec.dtype === 'float32' ? shape : `${shape}:${spec.dtype}`;
}

/** The sizes as dims, symbols by name. */
export function dimsOf(spec: Extract<InputSpec, { kind: 'tensor' }>): Int[] {
  return spec.dims.map((dim) => int(typeof dim === 'number' ? dim : symbolOf(dim)));
}

const referenceSize = (name: string): number => REFERENCE_SIZES[name] ?? DEFAULT_REFERENCE;
const symbolOf = (name: string): Sym => symbol(name, referenceSize(name));

/** An input with other sizes: `change` gets each size and its axis. */
export const withDims = (spec: InputSpec, change: (dim: number | string, axis: number) => number | string): InputSpec =>
  (spec.kind === 'list' ? { ...spec, items: spec.items.map((item) => withDims(item, change)) }
    : { ...spec, dims: spec.dims.map(change) });

/** The sizes that stand for open ones when something is counted; those named in `open` stay as they are. */
export const atReference = (spec: InputSpec, open: readonly string[] = []): InputSpec =>
  withDims(spec, (dim) => (typeof dim === 'string' && !open.includes(dim) ? referenceSize(dim) : dim));

/** One open size closed. */
export const withSize = (spec: InputSpec, name: string, size: number): InputSpec =>
  withDims(spec, (dim) => (dim === name ? size : dim));
