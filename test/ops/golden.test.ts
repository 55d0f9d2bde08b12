// Every sample of every op and module against PyTorch's answer: shape, dtype, elements, parameters, buffers, error text.
// FAMILIES=conv,pool restricts it. Samples that need more of Python than test/ops/direct.ts has are counted, not failed:
// test/ops/interpreted.test.ts runs them through the interpreter.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { constantOf } from '../../src/tensor/value';
import { difference, isUnevaluated, type Answer } from './compare';
import { evaluate, makeInputs, NotDirect, RuleError, type Module } from './direct';

interface Case {
  readonly name: string; readonly call: string; readonly shapes: number[][]; readonly dtypes?: string[];
  readonly out?: Answer; readonly error?: string; readonly ctor_error?: string;
  readonly params?: [string, number[], string][]; readonly buffers?: [string, number[], string][];
}
const folder = join(import.meta.dirname, '../golden/ops');
const wanted = process.env['FAMILIES']?.split(',');
const files = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith('.json') && (!wanted || wanted.includes(f.slice(0, -5)))) : [];

function stateOf(module: Module, role: 'parameter' | 'buffer'): [string, number[], string][] {
  return [...module.state].flatMap(([name, tensor]) =>
    (tensor && tensor.role === role ? [[name, tensor.shape.map((d) => constantOf(d) ?? NaN), tensor.dtype] satisfies [string, number[], string]] : []));
}

type Outcome = { readonly kind: 'ok' | 'skipped' | 'noData' } | { readonly kind: 'wrong'; readonly text: string };
function check(c: Case): Outcome {
  let module: Module | undefined;
  try {
    const value = evaluate(c.call, makeInputs(c.shapes, c.dtypes), (m) => (module = m));
    const wanted = c.error ?? c.ctor_error;
    if (wanted !== undefined) return { kind: 'wrong', text: `did not raise ${wanted}` };
    const found = c.out === undefined ? 'no answer' : difference(value, c.out);
    if (found) return { kind: 'wrong', text: found };
    if (module && c.params) expect(stateOf(module, 'parameter')).toEqual(c.params);
    if (module && c.buffers) expect(stateOf(module, 'buffer')).toEqual(c.buffers);
    return { kind: c.out !== undefined && isUnevaluated(value, c.out) ? 'noData' : 'ok' };
  } catch (error) {
    if (error instanceof NotDirect) return { kind: 'skipped' };
    if (!(error instanceof RuleError)) return { kind: 'wrong', text: error instanceof Error ? error.stack ?? error.message : String(error) };
    const text = `${error.type}: ${error.message}`;
    const expected = c.error ?? c.ctor_error ?? 'no error';
    if (!c.error && c.ctor_error && module) return { kind: 'wrong', text: `raised by the call, not by the constructor: ${text}` };
    return text === expected ? { kind: 'ok' } : { kind: 'wrong', text: `raised ${text}\n    not    ${expected}` };
  }
}

describe('ops answer as PyTorch', () => {
  for (const file of files) {
    it(file.slice(0, -5), () => {
      const { cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { cases: Case[] };
      const count = { ok: 0, skipped: 0, noData: 0, wrong: 0 };
      const wrong: string[] = [];
      const noData: string[] = [];
      for (const c of cases) {
        const outcome = check(c);
        count[outcome.kind]++;
        if (outcome.kind === 'wrong') wrong.push(`${c.call}  ${JSON.stringify(c.shapes)}\n    ${outcome.text}`);
        if (outcome.kind === 'noData') noData.push(c.call);
      }
      if (process.env['VERBOSE']) console.log(file, count, noData.join('\n'));
      expect(wrong.join('\n'), `${wrong.length} of ${cases.length}`).toBe('');
    });
  }
});
