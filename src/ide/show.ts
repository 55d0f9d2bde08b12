// How shapes, counts and receptive fields are written in the editor. Short: hints are cut at 43 characters a line.
import { l10n } from '../base/l10n';
import type { InputSpec } from '../frontends/inputSpec';
import type { GraphTrace } from '../frontends/trace';
import type { Output } from '../graph/graph';
import { fraction, type ReceptiveField } from '../graph/receptiveField';
import { showDim, showTimes } from '../tensor/dim';
import { reasonText } from './reasons';
import { isSym } from '../tensor/sym';
import type { Dim, TensorMeta } from '../tensor/value';

/** `96×54×54`: a batch that was not asked for by name is left out. */
export function showShort(shape: readonly Dim[], trace: GraphTrace | null): string {
  return showTimes(hidesBatch(shape, trace) ? shape.slice(1) : shape);
}

/** The batch is the implicit N when no H or W was asked for and N leads the shape. */
function hidesBatch(shape: readonly Dim[], trace: GraphTrace | null): boolean {
  const [first, ...rest] = shape;
  if (!trace || shape.length < 2 || first?.kind !== 'int' || !isSym(first.value)) return false;
  const isN = first.value.symbols.length === 1 && first.value.symbols[0] === 'N' && showDim(first) === 'N';
  const explicit = trace.inputOrigin.kind === 'given' || trace.inputOrigin.kind === 'comment';
  return isN && !explicit && !trace.inputs.some(({ spec }) => namesMore(spec)) && !rest.some((dim) => dim.kind === 'int'
    && isSym(dim.value));
}
/** Whether sizes beside the batch are open, which then stands in every shape. */
const namesMore = (spec: InputSpec): boolean => (spec.kind === 'list' ? spec.items.some(namesMore)
  : spec.kind === 'tensor' && spec.dims.some((dim) => typeof dim === 'string' && dim !== 'N'));

const MAX_HINT = 40;

export function showOutput(output: Output, trace: GraphTrace | null): string {
  const text = show(output, trace);
  return text.length <= MAX_HINT ? text : `${text.slice(0, MAX_HINT - 1)}…`;
}

function show(output: Output, trace: GraphTrace | null): string {
  switch (output.kind) {
    case 'tensor':
      return showShort(output.shape, trace);
    case 'list':
      return bracketed(
        output.type,
        output.items.map((item) => show(item, trace)),
      );
    case 'dict':
      return `{${output.entries.map(([key, item]) => `${key}: ${show(item, trace)}`).join(', ')}}`;
    case 'value':
      return output.text;
    case 'unknown':
      return '?';
  }
}

/** 1,814,073,344 */
export const showCount = (count: number | null): string =>
  count === null ? '?' : String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');

const UNITS: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];
/** 1.81 G: three digits, in the unit that fits; small numbers as they are. */
export function showAbout(count: number | null): string {
  if (count === null) return '?';
  const unit = UNITS.find(([size]) => count >= size * 0.9995);
  return unit
    ? `${(count / unit[0])
        .toPrecision(3)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '')} ${unit[1]}`
    : String(count);
}

export function showBytes(bytes: number | null): string {
  if (bytes === null) return '?';
  if (bytes >= 1 << 30) return `${(bytes / (1 << 30)).toPrecision(3)} GiB`;
  if (bytes >= 1 << 20) return `${(bytes / (1 << 20)).toPrecision(3)} MiB`;
  return bytes >= 1024 ? `${(bytes / 1024).toPrecision(3)} KiB` : `${bytes} B`;
}

export function showPercent(part: number, whole: number): string {
  const share = whole === 0 ? 0 : (100 * part) / whole;
  return share > 0 && share < 0.1 ? '< 0.1 %' : `${share.toFixed(1)} %`;
}

/** `7×7`, or `global`; null when there is nothing to say. */
export function showFieldSize(field: ReceptiveField | undefined): string | null {
  if (!field || field.kind === 'none' || field.kind === 'unknown') return null;
  if (field.kind === 'global') return l10n.t('global');
  return `${field.fields.some((axis) => !axis.exact) ? '≤ ' : ''}${field.fields.map((axis) => fraction(axis.size)).join('×')}`;
}

export function showField(field: ReceptiveField | undefined): string | null {
  if (!field || field.kind === 'none') return null;
  if (field.kind === 'unknown') return l10n.t('unknown: {0}', reasonText(field.reason));
  if (field.kind === 'global') return l10n.t('global: every position sees the whole input');
  const list = (values: readonly (number | null)[]): string => {
    const texts = values.map((value) => (value === null ? '?' : fraction(value)));
    return new Set(texts).size === 1 ? (texts[0] ?? '') : texts.join('×');
  };
  const text = l10n.t(
    '{0}, effective stride {1}, effective padding {2}',
    showFieldSize(field) ?? '',
    list(field.fields.map((axis) => axis.stride)),
    list(field.fields.map((axis) => axis.padding)),
  );
  return field.disagreement ? `${text} (${reasonText(field.disagreement)})` : text;
}

export const showMeta = (meta: TensorMeta): string => `${showTimes(meta.shape)} ${meta.dtype}`;

/** Elements of a small constant as nested lists: `[[19, 25], [37, 43]]`. */
export function showData(shape: readonly number[], data: readonly number[]): string {
  const number = (value: number): string =>
    Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  const nest = (dims: readonly number[], start: number, size: number): string => {
    const [head, ...rest] = dims;
    if (head === undefined) return number(data[start] ?? NaN);
    const step = head === 0 ? 0 : size / head;
    return `[${Array.from({ length: head }, (_, i) => nest(rest, start + i * step, step)).join(', ')}]`;
  };
  return nest(shape, 0, data.length);
}

/** Items as Python writes a list or a tuple of them. */
export const bracketed = (type: 'list' | 'tuple' | 'namedtuple', items: readonly string[]): string =>
  type === 'list' ? `[${items.join(', ')}]` : `(${items.join(', ')})`;
