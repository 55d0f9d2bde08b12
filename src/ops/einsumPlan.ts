// The subscripts of torch.einsum: how an equation is read, and in which steps PyTorch multiplies (aten's
// einsum: operands
// from left to right, each product as one bmm over the axes that vanish there).
import type { RuleContext } from './op';

export interface Equation {
  /** Per operand the label of each axis; axes under `...` are labelled '.0', '.1',
    ... from the right end of the ellipsis. */
  readonly operands: readonly (readonly string[])[];
  readonly output: readonly string[];
}

const error = (rule: RuleContext, message: string): never => rule.raise('RuntimeError', `einsum(): ${message}`);

export function parseEquation(equation: string, ranks: readonly number[], rule: RuleContext): Equation {
  const arrow = equation.indexOf('->');
  const left = arrow < 0 ? equation : equation.slice(0, arrow);
  const terms = left.split(',');
  if (terms.length < ranks.length) error(rule, 'more operands were provided than specified in the equation');
  if (terms.length > ranks.length) error(rule, 'fewer operands were provided than specified in the equation');
  const parsed = terms.map((term, i) => parseTerm(term, rule, `operand ${i}`));
  const hidden = parsed.map((labels, i) => hiddenAxes(labels, ranks[i] ?? 0, i, rule));
  const ellipsis = Math.max(0, ...hidden);
  const expanded = parsed.map((labels, i) => expand(labels, hidden[i] ?? 0));
  if (arrow < 0) return { operands: expanded, output: [...ellipsisLabels(ellipsis), ...implicitOutput(expanded)] };
  const output = parseTerm(equation.slice(arrow + 2), rule, 'the output');
  const used = new Set(expanded.flat());
  const seen = new Set<string>();
  for (const label of output) {
    if (label === '...') continue;
    if (seen.has(label)) error(rule, `output subscript ${label} appears more than once in the output`);
    if (!used.has(label)) error(rule, `output subscript ${label} does not appear in the equation for any`
      + ` input operand`);
    seen.add(label);
  }
  return { operands: expanded, output: expand(output, ellipsis) };
}

function parseTerm(text: string, rule: RuleContext, where: string): string[] {
  const labels: string[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === ' ') continue;
    if (c === '.') {
      if (text.slice(i, i + 3) !== '...' || labels.includes('...')) {
        error(rule, labels.includes('...')
          ? `found '.' for ${where} for which an ellipsis was already found`
          : `found '.' for ${where} that is not part of any ellipsis`);
      }
      labels.push('...');
      i += 2;
      continue;
    }
    if (!/[A-Za-z]/.test(c)) error(rule, `invalid subscript given at index ${i} in the equation string,`
      + ` subscripts must be in [a-zA-Z]`);
    labels.push(c);
  }
  return labels;
}

function hiddenAxes(labels: readonly string[], rank: number, operand: number, rule: RuleContext): number {
  const named = labels.filter((l) => l !== '...').length;
  const open = labels.includes('...');
  if (open ? named > rank : named !== rank) {
    error(rule, `the number of subscripts in the equation (${named})`
      + ` ${open ? 'is more than the number of dimensions' : 'does not match the number of dimensions'}`
        + ` (${rank}) for operand ${operand}${open ? '' : ' and no ellipsis was given'}`);
  }
  return rank - named;
}
/** Broadcast axes line up from the right: the last hidden axis is '.0'. */
const ellipsisLabels = (count: number): string[] => Array.from({ length: count }, (_, i) => `.${count - 1 - i}`);
const expand = (labels: readonly string[], hidden: number): string[] =>
  labels.flatMap((l) => (l === '...' ? ellipsisLabels(hidden) : [l]));

/** Labels that occur once, in order of their letters, capitals first. */
function implicitOutput(operands: readonly (readonly string[])[]): string[] {
  const all = operands.flat().filter((l) => !l.startsWith('.'));
  return [...new Set(all)].filter((l) => all.filter((x) => x === l).length === 1).sort((a, b) => (a < b ? -1 : 1));
}

/** Multiply-accumulates of the products, left to right;
  products without a summed axis are elementwise and count none. */
export function contractionMacs({ operands, output }: Equation, sizes: readonly (readonly number[])[]): number {
  const sizeOf = (labels: readonly string[], shape: readonly number[]): Map<string, number> => {
    const map = new Map<string, number>();
    for (const [i, label] of labels.entries()) map.set(label, Math.max(map.get(label) ?? 1, shape[i] ?? 1));
    return map;
  };
  const all = operands.map((labels, i) => sizeOf(labels, sizes[i] ?? []));
  let [running] = all;
  let macs = 0;
  for (let i = 1; i < all.length && running; i++) {
    const next: Map<string, number> | undefined = all[i];
    if (!next) break;
    const later = new Set([...output, ...all.slice(i + 1).flatMap((m) => [...m.keys()])]);
    const joined = new Map<string, number>();
    for (const [label, size] of [...running, ...next]) joined.set(label, Math.max(joined.get(label) ?? 1, size));
    const gone = [...joined.keys()].filter((label) => !later.has(label));
    // An axis that only one side has (or has with a size above 1) is summed before the product.
    const summed = gone.filter((label) => (running?.get(label) ?? 1) > 1 && (next.get(label) ?? 1) > 1);
    const kept = [...joined.keys()].filter((label) => later.has(label));
    const product = (labels: readonly string[]): number => labels.reduce((n, label) => n * (joined.get(label) ?? 1), 1);
    if (summed.length > 0) macs += product(kept) * product(summed);
    running = new Map(kept.map((label) => [label, joined.get(label) ?? 1]));
  }
  return macs;
}
