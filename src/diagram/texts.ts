// The graph as text for other tools: Mermaid, Graphviz, JSON, and its table as Markdown or CSV. Names come from files:
// each format's own escaping is applied.
import type { Change, GraphView, GraphViewNode } from '../protocol/graphView';
import { cardOf, MARKS } from './cards';
import { about, difference, macsOf } from './numbers';
import type { Item, Visible } from './visible';

/** Ids that every format takes. */
function numbering(): (id: string) => string {
  const numbers = new Map<string, number>();
  return (id) => {
    if (!numbers.has(id)) numbers.set(id, numbers.size);
    return `n${numbers.get(id) ?? 0}`;
  };
}

const linesOf = (item: Item): string[] => {
  const { title, name, shape, figures, badge, extra } = cardOf(item);
  const mark = item.change ? MARKS[item.change.kind] : '';
  return [[mark, title, badge].filter(Boolean).join(' '), [name, shape].filter(Boolean).join('  '), figures, ...extra]
    .filter((line) => line !== '');
};

/** What a model takes, gives and costs, and how that differs from the model that it is compared with: lines under its title. */
export function headLinesOf({ input, output, parameters, macs, comparison: was }: GraphView): string[] {
  const line = `${input} → ${output} · ${about(parameters)} params · ${macsOf(about(macs))}`;
  if (!was) return [line];
  const figure = (named: (count: string) => string, before: number | null, now: number | null): string =>
    (before === now ? named(about(now)) : `${about(before)} → ${named(about(now))} (${relative(before, now)})`);
  const { added, removed, changed, field } = was;
  return [line, [
    `${was.title}:`,
    [`${MARKS.added}${added}`, `${MARKS.removed}${removed}`, `${MARKS.changed}${changed}`,
      ...(field > 0 ? [`RF ${MARKS.field}${field}`] : [])].join(' '),
    ...(was.input === input ? [] : [`${was.input} → ${input}`]), ...(was.output === output ? [] : [`${was.output} → ${output}`]),
    figure((count) => `${count} params`, was.parameters, parameters), figure(macsOf, was.macs, macs),
  ].join(' · ').replace(': ·', ':')];
}

function relative(was: number | null, now: number | null): string {
  const text = difference(was, now);
  if (was === null || now === null || was === 0) return text;
  const percent = (100 * (now - was)) / was;
  return `${text}, ${percent > 0 ? '+' : '−'}${Math.abs(percent).toPrecision(Math.abs(percent) >= 100 ? 3 : 2)} %`;
}

export function mermaidOf(visible: Visible): string {
  const name = numbering();
  const text = (value: string): string => `"${value.replace(/[^\p{L}\p{N} .,×:/+\-_()[\]=→·…≤?]/gu, (c) => `#${c.codePointAt(0)
    ?? 63};`)}"`;
  const write = (item: Item, indent: string): string[] => {
    const lines = linesOf(item);
    const label = lines.map((line) => text(line).slice(1, -1)).join('<br/>');
    if (item.kind !== 'open') return [`${indent}${name(item.id)}["${label}"]`];
    return [`${indent}subgraph ${name(item.id)}[${text(lines.slice(0, 2).join(' '))}]`,
      ...item.items.flatMap((each) => write(each, `${indent}  `)), `${indent}end`];
  };
  const edges = visible.edges.map(({ from, to, kind, shape }) =>
    [' ', name(from), ...(kind === 'residual' ? ['-.', text(shape || ' '), '.->'] : ['--', text(shape || ' '), '-->']), name(to)]
      .join(' '));
  return ['flowchart TB', ...visible.items.flatMap((item) => write(item, '  ')), ...edges, ''].join('\n');
}

export function dotOf(visible: Visible, title: string): string {
  const name = numbering();
  const text = (value: string): string => `"${value.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
  const write = (item: Item, indent: string): string[] => {
    const label = linesOf(item).map((line) => text(line).slice(1, -1)).join('\\n');
    if (item.kind !== 'open') return [`${indent}${name(item.id)} [label="${label}"];`];
    return [`${indent}subgraph cluster_${name(item.id)} {`, `${indent}  label="${label}";`,
      ...item.items.flatMap((each) => write(each, `${indent}  `)), `${indent}}`];
  };
  const edges = visible.edges.map(({ from, to, kind, shape }) =>
    `  ${name(from)} -> ${name(to)} [label=${text(shape)}${kind === 'residual' ? ', style=dashed' : ''}];`);
  return [`digraph ${text(title)} {`, '  node [shape=box, fontname="Helvetica"];',
    '  edge [fontname="Helvetica", fontsize=10];',
    ...visible.items.flatMap((item) => write(item, '  ')), ...edges, '}', ''].join('\n');
}

/** Without places in files, which mean nothing elsewhere. */
export function jsonOf(view: GraphView): string {
  const withoutPlaces = (key: string, value: unknown): unknown => (key === 'place' || key === 'constructed' ? undefined : value);
  return `${JSON.stringify({ schema: 1, ...view }, withoutPlaces, 1)}\n`;
}

export type ColumnKey = 'path' | 'op' | 'shape' | 'parameters' | 'macs' | 'activationBytes' | 'field' | 'depth';
export const COLUMNS: readonly ColumnKey[] = ['path', 'op', 'shape', 'parameters', 'macs', 'activationBytes', 'field', 'depth'];
export const NUMERIC: ReadonlySet<ColumnKey> = new Set(['parameters', 'macs', 'activationBytes', 'depth']);

/** One row of the table: a leaf of the graph. */
export interface Row extends Readonly<Record<ColumnKey, string | number | null>> {
  readonly id: string;
  /** Where models are compared: what the other one has there, as far as it differs. */
  readonly change: Change['kind'] | null;
  readonly was: Readonly<Partial<Record<ColumnKey, string | number | null>>>;
}

export function rowsOf(view: GraphView): Row[] {
  const paths = new Map(view.groups.map((group) => [group.id, group.path] as const));
  const pathOf = ({ path, group, name, op }: GraphViewNode): string =>
    path || [group === null ? '' : paths.get(group) ?? '', name || op].filter(Boolean).join(' ');
  return view.nodes.map((node) => {
    // What is gone has no figures in the model that the table is of: its own stand there all the same.
    const { parameters, macs, activationBytes } = node.change?.kind === 'removed' && node.change.was ? node.change.was : node;
    const { field, depth, spec: op, shape, id } = node;
    return { id, path: pathOf(node), op, shape, parameters, macs, activationBytes, field, depth,
      change: node.change?.kind ?? null, was: differencesOf(node) };
  });
}

function differencesOf({ change, ...node }: GraphViewNode): Row['was'] {
  const was = change?.kind === 'changed' || change?.kind === 'field' ? change.was : null;
  if (!was) return {};
  const { spec: op, shape, parameters, macs, activationBytes, field } = was;
  const now: Readonly<Record<string, unknown>> = { ...node, op: node.spec };
  return Object.fromEntries(Object.entries({ op, shape, parameters, macs, activationBytes, field }).filter(([key, value]) =>
    value !== now[key]));
}

/** Rows in order of a column; equal ones keep their order, what is not known comes last. */
export function sortRows(rows: readonly Row[], column: ColumnKey | null, descending: boolean): Row[] {
  if (column === null) return [...rows];
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = column === 'field' ? [fieldSize(a.field), fieldSize(b.field)] : [a[column], b[column]];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return typeof x === 'number' && typeof y === 'number' ? sign * (x - y)
      : sign * String(x).localeCompare(String(y), 'en', { numeric: true });
  });
}
const fieldSize = (field: string | number | null): number | null => {
  const [size] = /\d+/.exec(String(field)) ?? [];
  return field === 'global' ? Infinity : size === undefined ? null : Number(size);
};

export function tableOf(rows: readonly Row[], heads: Readonly<Record<ColumnKey, string>>, format: 'markdown' | 'csv'): string {
  const shown = (value: string | number | null | undefined): string => String(value ?? '?');
  const isCompared = rows.some((row) => row.change !== null);
  const cells = rows.map((row) => [
    ...(isCompared ? [row.change === null ? '' : MARKS[row.change]] : []),
    ...COLUMNS.map((column) => (column in row.was ? `${shown(row.was[column])} → ${shown(row[column])}` : shown(row[column]))),
  ]);
  const head = [...(isCompared ? ['≠'] : []), ...COLUMNS.map((column) => heads[column])];
  if (format === 'csv') {
    // A cell that begins like a formula would run as one in a spreadsheet.
    const isFormula = (cell: string): boolean => /^[=+\-@\t\r]/.test(cell) && cell !== MARKS.added;
    const quote = (cell: string): string => (isFormula(cell) ? `"'${cell.replaceAll('"', '""')}"`
      : /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    return `${[head, ...cells].map((row) => row.map(quote).join(',')).join('\r\n')}\r\n`;
  }
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell) => cell.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ')).join(' | ')} |`;
  const rule = [...(isCompared ? [':-:'] : []), ...COLUMNS.map((column) => (NUMERIC.has(column) ? '---:' : '---'))];
  return `${[line(head), `| ${rule.join(' | ')} |`, ...cells.map(line)].join('\n')}\n`;
}

/** Ids of the nodes and groups that all words of a query fit: by path, class, arguments or shape (`Conv2d 3x3`, `512x7x7`). */
export function search(view: GraphView, query: string): string[] {
  const words = plain(query).split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [];
  const fits = (text: string): boolean => {
    const inside = plain(text);
    return words.every((word) => inside.includes(word));
  };
  return [
    ...view.nodes.filter(({ path, id, spec, op, shape, sizes }) =>
      fits([path, id, spec, op, shape, sizes.slice(1).join('x')].join(' '))),
    ...view.groups.filter((group) => fits(`${group.path} ${group.type} ${group.shape}`)),
  ].map(({ id }) => id);
}
const plain = (text: string): string => text.toLowerCase().replaceAll('×', 'x').replace(/,/g, ' ');
