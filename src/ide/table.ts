// The table of a model's layers as Markdown, CSV or plain text, for the clipboard.
import type { ModelSummary } from '../frontends/summary';
import type { TableFormat } from '../protocol/analysis';
import { showCount } from './show';

export function summaryTable(summary: ModelSummary, format: TableFormat): string {
  const rows = [
    ['layer', 'type', 'output', 'parameters', 'MACs', 'receptive field'],
    ...summary.layers.map((layer) => [
      layer.path,
      layer.type,
      shape(layer.output),
      count(layer.parameters, format),
      count(layer.macs, format),
      layer.receptiveField === null
        ? ''
        : layer.receptiveField === 'global'
          ? 'global'
          : layer.receptiveField.size.join('x'),
    ]),
    ['total', summary.model, '', count(summary.parameters, format), count(summary.macs, format), ''],
  ];
  switch (format) {
    case 'csv':
      return rows.map((row) => row.map(quote).join(',')).join('\n');
    case 'markdown': {
      const [head = [], ...body] = rows;
      const line = (row: readonly string[]): string =>
        `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
      return [line(head), line(head.map((_, i) => (i < 3 ? '---' : '---:'))), ...body.map(line)].join('\n');
    }
    case 'text': {
      const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
      return rows
        .map((row) =>
          row
            .map((cell, i) => cell.padEnd(widths[i] ?? 0))
            .join('  ')
            .trimEnd(),
        )
        .join('\n');
    }
  }
}

const count = (value: number | null, format: TableFormat): string =>
  value === null ? '?' : format === 'csv' ? String(value) : showCount(value);
const quote = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

function shape(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.every((size) => typeof size === 'number' || size === null))
      return value.map((size) => size ?? '?').join('x');
    return `[${value.map(shape).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}: ${shape(item)}`)
      .join(', ')}}`;
  return value === null ? '?' : String(value);
}
