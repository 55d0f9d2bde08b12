// Our answers to the random calls of tools/ops_fuzz.py, compared with PyTorch's. Run by tools/ops-fuzz.mjs.
import type { Answer } from '../test/ops/compare';
import { callOf, difference, type Case } from '../test/ops/interpreted';
import { answers, type Answered } from '../test/ops/program';

export interface Finding { readonly kind: 'unknown' | 'wrong' | 'text' | 'values' | 'missed' | 'spurious' | 'dtype'; readonly found: string }
export type FuzzCase = Case & { readonly family: string };

const errorOf = (got: Answered): string | undefined => got['ctor_error'] ?? got['call_error'];
/** Signatures that PyTorch lists after this differ in what they say of types. */
const firstLine = (text: string): string => (/expected one of:/.test(text) ? text.split('\n')[0] ?? '' : text);
const cut = (text: string): string => text.slice(0, 400);

export async function compareAll(cases: readonly FuzzCase[], edges: boolean): Promise<(Finding | null)[]> {
  const got = await answers(cases.map((c) => ({ ...callOf(c, edges), values: true })));
  return cases.map((c, i) => finding(got[i] ?? {}, c));
}

function finding(got: Answered, c: Case): Finding | null {
  const wanted = c.ctor_error ?? c.error;
  const raised = errorOf(got);
  if (wanted !== undefined) {
    if (raised === undefined && /not implemented for|must have the same dtype|expected scalar type/.test(wanted)) return { kind: 'dtype', found: `${JSON.stringify(got)}\n      not ${cut(wanted)}` };
    if (raised === undefined) return { kind: got['out'] === undefined || /unknown/.test(got['out']) ? 'unknown' : 'missed', found: `${JSON.stringify(got)}\n      not ${cut(wanted)}` };
    const same = firstLine(raised) === firstLine(wanted) && (c.ctor_error !== undefined) === (got['ctor_error'] !== undefined);
    return same ? null : { kind: 'text', found: `${cut(raised)}\n      not ${cut(wanted)}` };
  }
  if (raised !== undefined) return { kind: 'spurious', found: `${cut(raised)}\n      not ${JSON.stringify(c.out).slice(0, 200)}` };
  if (got['inputs_error'] !== undefined) return { kind: 'wrong', found: got['inputs_error'] };
  const found = difference(got, c);
  if (found) return { kind: got['out'] === undefined || got['out'].includes('unknown') ? 'unknown' : 'wrong', found: cut(found) };
  // Of inputs that are not written out (test/ops/interpreted.ts) nobody knows the elements.
  return c.shapes.some((shape) => shape.reduce((a, b) => a * b, 1) > 4096) ? null : valuesOf(got, c.out);
}

function elements(answer: Answer | undefined): (string | number)[] | null {
  if (Array.isArray(answer)) return joined(answer as readonly Answer[]);
  if (typeof answer !== 'object' || answer === null) return [];
  if ('shape' in answer) return 'values' in answer ? answer['values'] as (string | number)[] : null;
  return 'repr' in answer ? null : elements(Object.values(answer)[0]);
}
function joined(items: readonly Answer[]): (string | number)[] | null {
  const lists = items.map(elements);
  return lists.some((list) => list === null) ? null : lists.flatMap((list) => list ?? []);
}
const number = (text: string | number): number => (text === 'True' ? 1 : text === 'False' ? 0 : text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text));
const close = (a: number, b: number): boolean => Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= 1e-5 + 1e-3 * Math.abs(b);

function valuesOf(got: Answered, answer: Answer | undefined): Finding | null {
  const wanted = elements(answer);
  const text = got['values'];
  if (wanted === null || text === undefined || /unknown|\?/.test(text)) return null;
  const ours = text === '' ? [] : text.split(' ');
  const at = ours.length === wanted.length ? ours.findIndex((x, i) => !close(number(x), number(wanted[i] ?? 'nan'))) : 0;
  return at < 0 || wanted.length === 0 ? null : { kind: 'values', found: `element ${at}: ${ours.slice(0, 8).join(' ')}\n      not ${wanted.slice(0, 8).join(' ')}` };
}
