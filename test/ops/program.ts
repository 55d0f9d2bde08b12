// Turns recorded calls into one Python program, runs it in the interpreter and reads what each call gave.
// A call of a module (`nn.X(...)(a)`) is made in two steps, so that its parameters and buffers are seen.
import { runPython } from '../unit/torch/running';

export interface Call {
  /** Text of the module, for calls of modules. */
  readonly module: string | null;
  /** The expression; `module_` stands for the module. */
  readonly call: string;
  /** Statements that bind a, b, c, ... */
  readonly inputs: readonly string[];
  readonly eval: boolean;
  /** Whether to print the elements too. */
  readonly values?: boolean;
}

const PRELUDE = `
import math
import torch
from torch import nn
from torch.nn import functional as F

def _show(x):
    if isinstance(x, torch.Tensor):
        return '[' + ', '.join([str(d) for d in x.shape]) + ']'
    if isinstance(x, (tuple, list)):
        return '[' + ', '.join([_show(v) for v in x]) + ']'
    if isinstance(x, dict):
        return '{' + ', '.join([_show(v) for v in x.values()]) + '}'
    return str(x)

def _dtypes(x):
    if isinstance(x, torch.Tensor):
        return [str(x.dtype)[6:]]
    if isinstance(x, (tuple, list)):
        return [d for v in x for d in _dtypes(v)]
    return []

def _values(x):
    if isinstance(x, torch.Tensor):
        return [str(v) for v in x.flatten().tolist()]
    if isinstance(x, (tuple, list)):
        return [v for y in x for v in _values(y)]
    return []
`;

const indent = (text: string, by: number): string => text.split('\n').map((line) => ' '.repeat(by) + line).join('\n');
function textOf(call: Call, index: number): string {
  const body = [
    ...call.inputs, `stage_ = 'ctor'`, `made_ = None`,
    ...(call.module ? [`module_ = made_ = ${call.module}`, ...(call.eval ? ['module_.eval()'] : [])] : []),
    `stage_ = 'call'`, `out_ = ${call.call}`, `print('${index} out', _show(out_))`, `print('${index} dtypes', *_dtypes(out_))`,
    ...(call.values ? [`print('${index} values', *_values(out_))`] : []),
  ].join('\n');
  const after = call.module
    ? [`if made_ is not None:`, `    print('${index} params', sum([p.numel() for p in made_.parameters()]))`, `    print('${index} buffers', sum([p.numel() for p in made_.buffers()]))`] : [];
  // Each call runs in a function of its own: what one of them loses is lost for it alone.
  const text = [`made_ = None`, `stage_ = 'inputs'`, 'try:', indent(body, 4), 'except Exception as e:', `    print('${index} ' + stage_ + '_error', type(e).__name__ + ': ' + str(e))`, ...after].join('\n');
  return `def case_${index}():\n${indent(text, 4)}\ncase_${index}()\n`;
}

export interface Answered { readonly [key: string]: string | undefined }
/** By call: 'out', 'dtypes', 'values', 'params', 'buffers', 'ctor_error', 'call_error'. */
export async function answers(calls: readonly Call[]): Promise<Answered[]> {
  const results: Record<string, string>[] = calls.map(() => ({}));
  for (let start = 0; start < calls.length; start += 20) {
    const part = calls.slice(start, start + 20);
    const { printed } = await runPython(PRELUDE + part.map((call, i) => textOf(call, start + i)).join('\n'));
    for (const line of printed.join('\n').split(/\n(?=\d+ \w+)/)) {
      const match = /^(\d+) (\w+) ?(.*)$/s.exec(line);
      if (match) results[Number(match[1])][match[2]] = match[3];
    }
  }
  return results;
}

/** `nn.X(...)(inputs)` → the module's text and the call over `module_`; null for other expressions. */
export function splitModuleCall(call: string): { module: string; call: string } | null {
  if (!call.startsWith('nn.') || !call.endsWith(')')) return null;
  let depth = 0;
  for (let i = call.length - 1; i >= 0; i--) {
    if (call[i] === ')') depth++;
    if (call[i] === '(') depth--;
    if (depth === 0) return call[i - 1] === ')' ? { module: call.slice(0, i), call: `module_${call.slice(i)}` } : null;
  }
  return null;
}
