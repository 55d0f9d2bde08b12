// The summary of a model as a table for people: one line a layer, totals and conventions below.
import { fraction } from '../graph/receptiveField';
import type { LayerSummary, ModelSummary, OutputSummary } from '../frontends/summary';

const times = (shape: unknown): string => {
  if (shape === null || shape === undefined) return '?';
  if (Array.isArray(shape) && shape.every((size) => typeof size === 'number' || size === null)) {
    return shape.length === 0 ? 'scalar' : shape.map((size) => size ?? '?').join('×');
  }
  if (Array.isArray(shape)) return `[${shape.map(times).join(', ')}]`;
  if (typeof shape === 'object')
    return `{${Object.entries(shape)
      .map(([key, value]) => `${key}: ${times(value)}`)
      .join(', ')}}`;
  return String(shape);
};

/** 11,689,512 */
const count = (value: number | null): string => (value === null ? '?' : value.toLocaleString('en-US'));

function field(layer: LayerSummary): string {
  const rf = layer.receptiveField;
  if (rf === null) return '?';
  if (rf === 'global') return 'global';
  const sizes = rf.size.map((size) => (size === null ? '?' : fraction(size)));
  return new Set(sizes).size === 1 ? (sizes[0] ?? '') : sizes.join('×');
}

function output(value: OutputSummary): string {
  if (value === null) return '?';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map((item: OutputSummary) => output(item)).join(', ')}]`;
  if ('shape' in value && 'dtype' in value && Array.isArray(value.shape)) return times(value.shape);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}: ${output(item as OutputSummary)}`)
    .join(', ')}}`;
}

export function formatSummary(summary: ModelSummary): string {
  const rows = [
    ['layer', 'type', 'output', 'parameters', 'MACs', 'RF'],
    ...summary.layers.map((layer) => [
      layer.path || '(model)',
      layer.type,
      times(layer.output),
      count(layer.parameters),
      count(layer.macs),
      field(layer),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i >= 3 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const inputs = summary.inputs.map(({ name, shape, dtype, assumed }) =>
    [name, times(shape), ...(dtype === 'float32' ? [] : [dtype]), ...(assumed ? ['(assumed)'] : [])].join(' '),
  );
  const lines = [
    `${summary.model}${summary.training ? ' (training mode)' : ''}: ${inputs.join(', ')} → ${output(summary.output)}`,
    '',
    ...rows.map(line),
    '',
    `parameters  ${count(summary.parameters)} (trainable ${count(summary.trainable)}), buffers ${count(summary.buffers)}`,
    `MACs        ${count(summary.macs)} (multiply-adds of convolution, linear and matmul, as torchvision; FLOPs = 2 × MACs)`,
    `activations ${summary.activationBytes === null ? '?' : `${count(Math.round(summary.activationBytes / 1024))} KiB`}`,
    ...summary.notes.map((note) => `note        ${note.message}; ${note.hint}`),
    ...summary.raises.map((raised) => `raises ${raised.site ?? ''}: ${raised.type}: ${raised.message}`),
    ...summary.gaps.map(
      (gap) => `unknown ${gap.site ?? ''}: ${gap.message}${gap.hint ? `; ${gap.hint}` : ''} (${gap.lost} values)`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
