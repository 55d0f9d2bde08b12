// Sizes that depend on free symbols (N, H, W, ...), without algebra.
//
// Note [Equality by sampling]
// A symbolic number is the table of its values at fixed bindings of the symbols. Any function of numbers lifts to tables
// pointwise, so rules are written over plain numbers. Two tables that agree everywhere are taken as equal: the bindings
// are large, cover every residue modulo 32 and differ between symbols, so that the expressions of model code (sums,
// products, floor divisions) which differ somewhere differ in the table. Binding 0 is the reference: N = 1 and the sizes
// that the ledger is computed for.
import { assert } from '../base/assert';

export const SAMPLES = 80;
/** Bindings from this index on are multiples of a highly composite number, where floor divisions are exact. */
const EXACT_FROM = 65;
const EXACT_STEP = 20_160; // 2^6 · 3^2 · 5 · 7
const EXACT_PACES = [1, 2, 4, 7, 8, 11, 13, 14];

/** A number known as a function of symbols. `at[i]` is its value under binding i. */
export interface Sym {
  readonly symbols: readonly string[];
  readonly at: Float64Array;
}

/** A free symbol. `reference` is its value under binding 0: the size for which counts are stated. */
export function symbol(name: string, reference: number): Sym {
  const at = new Float64Array(SAMPLES);
  // Each name walks through the residues at its own pace, so that H - W is not constant.
  let seed = 7;
  for (const c of name) seed = (seed * 31 + (c.codePointAt(0) ?? 0)) % 9973;
  const pace = 1 + 2 * (seed % 13);
  // The exact bindings are 15: only a pace that has no divisor in common with 15 walks through all of them.
  const exactPace = EXACT_PACES[seed % EXACT_PACES.length] ?? 1;
  for (let i = 0; i < SAMPLES; i++) {
    if (i >= EXACT_FROM) at[i] = EXACT_STEP * (1 + (((i - EXACT_FROM) * exactPace + seed) % (SAMPLES - EXACT_FROM)));
    else at[i] = 1024 + ((i * pace + seed) % 64) + 64 * ((i * 5 + seed) % 11);
  }
  at[0] = reference;
  return { symbols: [name], at };
}

export const isSym = (value: unknown): value is Sym =>
  typeof value === 'object' && value !== null && 'at' in value && 'symbols' in value;

/** The values under one binding, written into `into`: this is called for every binding of every size. */
function bind(values: readonly (number | Sym)[], binding: number, into: number[]): number[] {
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    into[k] = typeof value === 'object' ? (value.at[binding] ?? NaN) : (value ?? NaN);
  }
  return into;
}

/** `f` applied at every binding; a plain number when the result does not depend on the symbols. */
export function mapSym(f: (...numbers: number[]) => number, ...values: readonly (number | Sym)[]): number | Sym {
  if (values.every((v): v is number => typeof v === 'number')) return f(...values);
  const at = new Float64Array(SAMPLES);
  const given = new Array<number>(values.length).fill(NaN);
  for (let i = 0; i < SAMPLES; i++) at[i] = f(...bind(values, i, given));
  const first = at[1] ?? NaN;
  if (at.every((v) => v === first)) return first;
  const symbols = [...new Set(values.flatMap((v) => (typeof v === 'number' ? [] : v.symbols)))].sort();
  return { symbols, at };
}

/** True or false when the same at every binding, undefined when it depends on the symbols. */
export function testSym(
  p: (...numbers: number[]) => boolean,
  ...values: readonly (number | Sym)[]
): boolean | undefined {
  if (values.every((v): v is number => typeof v === 'number')) return p(...values);
  let all: boolean | undefined;
  const given = new Array<number>(values.length).fill(NaN);
  for (let i = 0; i < SAMPLES; i++) {
    const holds = p(...bind(values, i, given));
    if (all === undefined) all = holds;
    else if (all !== holds) return undefined;
  }
  return all;
}

/**
 * Equal for every input, different for every input (undefined otherwise). Different means a constant distance or a
 * constant ratio: `H - 2` is never `H - 4`, while `8·H` may be 392.
 */
export function equalSym(a: number | Sym, b: number | Sym): boolean | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a === b;
  const same = testSym((x, y) => x === y, a, b);
  if (same === true) return true;
  const distance = mapSym((x, y) => x - y, a, b);
  if (typeof distance === 'number') return distance === 0;
  // A batch of N times H·W elements is never empty.
  if (a === 0 || b === 0) return isProduct(a === 0 ? b : a) ? false : undefined;
  if (typeof a === 'number' || typeof b === 'number') return undefined;
  const ratio = mapSym((x, y) => x / y, a, b);
  return typeof ratio === 'number' && ratio !== 1 ? false : undefined;
}

/** A number times sizes: what an input of these sizes has so many of. */
function isProduct(value: number | Sym): boolean {
  if (typeof value === 'number') return value !== 0;
  const tables = value.symbols.map(tableOf);
  const ratio = (i: number): number => tables.reduce((rest, table) => rest / (table.at[i] ?? NaN), value.at[i] ?? NaN);
  const factor = ratio(1);
  for (let i = 2; i < SAMPLES; i++) if (Math.abs(ratio(i) - factor) > 1e-9 * factor) return false;
  return factor > 0;
}

/** The value under binding 0. */
export const referenceOf = (value: number | Sym): number =>
  typeof value === 'number' ? value : (value.at[0] ?? NaN);

function fraction(x: number): [number, number] | null {
  for (let d = 1; d <= 4096; d++) {
    const n = Math.round(x * d);
    if (Math.abs(x * d - n) < 1e-9 * Math.max(1, Math.abs(n))) return [n, d];
  }
  return null;
}

const shown = new WeakMap<Sym, string>();
const tablesByName = new Map<string, Sym>();

/** The expression as a person writes it: `N`, `H/32`, `2*H-1`, `N*H*W/4`; `f(H)` when it has no such form. */
export function showSym(value: Sym): string {
  let text = shown.get(value);
  if (text === undefined) shown.set(value, (text = expressionOf(value)));
  return text;
}

function tableOf(name: string): Sym {
  let table = tablesByName.get(name);
  if (!table) tablesByName.set(name, (table = symbol(name, 1)));
  return table;
}

interface Point { readonly x: number; readonly y: number }
function expressionOf(value: Sym): string {
  const exact = Array.from({ length: SAMPLES - EXACT_FROM }, (_, i) => i + EXACT_FROM);
  const read = (s: Sym, i: number): number => s.at[i] ?? NaN;
  const names = value.symbols;
  const tables = names.map(tableOf);
  const form = (factor: number, product: string, offset: number, points: readonly Point[]): string | null => {
    const f = fraction(factor);
    if (!f || !Number.isInteger(Math.round(offset * 1e6) / 1e6)) return null;
    const [n, d] = f;
    const head = n === 1 ? product : n === -1 ? `-${product}` : `${n}*${product}`;
    const shift = Math.round(offset);
    // What is written down has to hold to the last digit that a double has, not only nearly.
    if (!points.every(({ x, y }) => Math.abs((x / d) * n + shift - y) <= Math.max(1e-3, 1e-14 * Math.abs(y)))) return null;
    return `${head}${d === 1 ? '' : `/${d}`}${shift === 0 ? '' : shift > 0 ? `+${shift}` : shift}`;
  };
  const monomials: { name: string; at: (i: number) => number }[] = [];
  const powers = names.length === 1 ? [1, 2] : [1];
  for (const p of powers) {
    monomials.push({
      name: names.map((n) => (p === 1 ? n : `${n}^${p}`)).join('*'),
      at: (i) => tables.reduce((x, t) => x * read(t, i) ** p, 1),
    });
  }
  for (const { name, at } of monomials) {
    const points = exact.map((i) => ({ x: at(i), y: read(value, i) }));
    const [first, ...others] = points;
    assert(first, 'there are exact bindings');
    const other = others.find((p) => p.x !== first.x);
    if (!other) continue;
    const slope = (other.y - first.y) / (other.x - first.x);
    const offset = first.y - slope * first.x;
    if (points.some((p) => Math.abs(slope * p.x + offset - p.y) > 1e-6 * Math.max(1, Math.abs(p.y)))) continue;
    const text = form(slope, name, offset, points);
    if (text) return text;
  }
  return `f(${names.join(', ')})`;
}
