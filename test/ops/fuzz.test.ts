// Random calls of ops and modules (truth/ops_fuzz.json beside the project) through the interpreter: shapes, numbers of
// parameters and buffers, error texts. Skipped where the file is absent; test/golden/ops covers the same ground by hand.
// FAMILIES=nn.Conv2d,view restricts it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answers, type Answered, type Call } from './program';

type Shape = number | readonly Shape[];
type Case = readonly [text: string, shapes: readonly (readonly number[])[], answer: { out?: Shape; error?: string; ctor_error?: string; params?: number; buffers?: number }];
const file = join(import.meta.dirname, '../../../shared/truth/ops_fuzz.json');
const families: Record<string, Case[]> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as Record<string, Case[]> : {};
const wanted = process.env['FAMILIES']?.split(',');

/** Which inputs are indices. */
const INTEGER: Readonly<Record<string, (i: number) => boolean>> = {
  'nn.Embedding': () => true, 'nn.EmbeddingBag': () => true, 'nn.MaxUnpool2d': (i) => i === 1,
};
const NAMES = ['a', 'b', 'c', 'd', 'e'];

function callOf(family: string, [text, shapes]: Case): Call {
  const inputs = shapes.map((shape, i) => {
    const size = `(${shape.map((n) => `${n}, `).join('')})`;
    return `${NAMES[i]} = ${INTEGER[family]?.(i) ? `torch.randint(0, 3, ${size})` : `torch.rand(${size})`}`;
  });
  if (!family.startsWith('nn.')) return { module: null, call: text, inputs, eval: false };
  // Attention is asked about itself.
  const args = family === 'nn.MultiheadAttention' && shapes.length === 1 ? 'a, a, a' : shapes.map((_, i) => NAMES[i]).join(', ');
  return { module: `${family}(${text})`, call: `module_(${args})`, inputs, eval: true };
}

/** In PyTorch since 2.0, and modelled: the record is of 1.13. */
const NEWER = ['scaled_dot_product_attention'];

const show = (shape: Shape): string => (typeof shape === 'number' ? String(shape) : `[${shape.map(show).join(', ')}]`);
/** The record keeps the beginning of a message's first line. */
const KEPT = 200;
const sameText = (got: string | undefined, expected: string): boolean =>
  got !== undefined && (got === expected || (got.split('\n')[0] ?? '') === expected || (expected.length >= KEPT && got.startsWith(expected)));

function difference(got: Answered, [text, , answer]: Case): string | null {
  if (NEWER.some((name) => text.includes(name))) return null;
  if (answer.ctor_error !== undefined) return sameText(got['ctor_error'], answer.ctor_error) ? null : `${JSON.stringify(got)}, not ${answer.ctor_error}`;
  if (answer.error !== undefined && !sameText(got['call_error'], answer.error)) return `${JSON.stringify(got)}, not ${answer.error}`;
  if (answer.out !== undefined && got['out'] !== show(answer.out)) return `${JSON.stringify(got)}, not ${show(answer.out)}`;
  if (answer.params !== undefined && got['params'] !== String(answer.params)) return `${got['params'] ?? 'no'} parameters, not ${answer.params}`;
  if (answer.buffers !== undefined && got['buffers'] !== String(answer.buffers)) return `${got['buffers'] ?? 'no'} buffers, not ${answer.buffers}`;
  return null;
}

describe.skipIf(Object.keys(families).length === 0)('random calls answer as PyTorch (needs truth/ops_fuzz.json)', () => {
  const names = Object.keys(families).filter((name) => !wanted || wanted.some((w) => name === w || (w.endsWith('*') && name.startsWith(w.slice(0, -1)))));
  it.each(names)('%s', async (family) => {
    const cases = families[family] ?? [];
    const got = await answers(cases.map((c) => callOf(family, c)));
    const wrong = cases.flatMap((c, i) => {
      const found = difference(got[i] ?? {}, c);
      return found ? [`${c[0]}  ${JSON.stringify(c[1])}\n    ${found}`] : [];
    });
    expect(wrong.join('\n'), `${wrong.length} of ${cases.length}`).toBe('');
  });
});
