// Recorded calls (tools/golden.py) as calls through the interpreter, and the first difference between the two answers.
import { fill, withEdges } from './fill';
import type { DType } from '../../src/tensor/dtype';
import { splitModuleCall, type Answered, type Call } from './program';
import type { Answer } from './compare';

export interface Case {
  readonly name: string; readonly call: string; readonly shapes: number[][]; readonly dtypes?: string[];
  readonly out?: Answer; readonly error?: string; readonly ctor_error?: string;
  readonly params?: [string, number[], string][]; readonly buffers?: [string, number[], string][];
}
export function callOf(c: Case, edges = false): Call {
  const inputs = c.shapes.map((shape, i) => {
    const dtype = (c.dtypes?.[i] ?? 'float32') as DType;
    const elements = dtype.startsWith('complex') ? [] : (edges ? withEdges : fill)(shape, dtype, i);
    const known = elements.length > 0 && elements.length <= 4096;
    return `${'abcdefgh'[i]} = ${known ? `torch.tensor([${elements.map(literal).join(', ')}], dtype=torch.${dtype}).reshape(${tuple(shape)})` : `torch.zeros(${tuple(shape)}, dtype=torch.${dtype})`}`;
  });
  const split = splitModuleCall(c.call);
  return { module: split?.module ?? null, call: split?.call ?? c.call, inputs, eval: !c.call.includes('.train()') };
}
const literal = (x: number): string => (Number.isFinite(x) ? (Object.is(x, -0) ? '-0.0' : String(x)) : `float('${String(x).replace('Infinity', 'inf').toLowerCase()}')`);
const tuple = (shape: readonly number[]): string => `(${shape.map((n) => `${n}, `).join('')})`;

function shown(answer: Answer): string {
  if (Array.isArray(answer)) return `[${(answer as readonly Answer[]).map(shown).join(', ')}]`;
  if (typeof answer === 'object' && answer !== null) {
    if ('shape' in answer) return `[${(answer['shape'] as number[]).join(', ')}]`;
    if ('dict' in answer) return `{${Object.values(answer['dict'] as Record<string, Answer>).map(shown).join(', ')}}`;
    if ('repr' in answer) return String(answer['repr']);
    return shown(Object.values(answer)[0] ?? null);
  }
  return answer === null ? 'None' : answer === true ? 'True' : answer === false ? 'False' : String(answer);
}
function dtypesOf(answer: Answer): string[] {
  if (Array.isArray(answer)) return (answer as readonly Answer[]).flatMap(dtypesOf);
  if (typeof answer !== 'object' || answer === null) return [];
  if ('dtype' in answer) return [String(answer['dtype'])];
  return 'dict' in answer ? [] : dtypesOf(Object.values(answer)[0] ?? null);
}
const count = (list: readonly [string, readonly number[], string][]): string => String(list.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0));

export function difference(got: Answered, c: Case): string | null {
  if (c.ctor_error !== undefined) return got['ctor_error'] === c.ctor_error ? null : `${JSON.stringify(got)}\n    not ${c.ctor_error}`;
  if (c.error !== undefined) return got['call_error'] === c.error ? null : `${JSON.stringify(got)}\n    not ${c.error}`;
  const expected = c.out === undefined ? undefined : shown(c.out);
  if (expected !== undefined && got['out'] !== expected && !isNumber(c.out)) return `${JSON.stringify(got)}\n    not ${expected}`;
  const dtypes = c.out === undefined ? '' : dtypesOf(c.out).join(' ');
  if (got['dtypes'] !== undefined && got['dtypes'] !== dtypes) return `${got['dtypes']}\n    not ${dtypes}`;
  if (c.params && got['params'] !== count(c.params)) return `${got['params'] ?? 'no'} parameters\n    not ${count(c.params)}`;
  if (c.buffers && got['buffers'] !== count(c.buffers)) return `${got['buffers'] ?? 'no'} buffers\n    not ${count(c.buffers)}`;
  return null;
}
/** Numbers print in as many digits as their type has. */
const isNumber = (answer: Answer | undefined): boolean => typeof answer === 'number' && !Number.isInteger(answer);
