// The random calls of tools/ops_fuzz.py as models, run by the engine and compared with PyTorch's elements. Run by tools/ops-fuzz.mjs.
import { EngineError } from '../src/engine/errors';
import { EntryError } from '../src/frontends/pytorch';
import { lower } from '../src/graph/lower';
import { LowerError } from '../src/graph/lowerError';
import type { DType } from '../src/tensor/dtype';
import type { Plan } from '../src/tensor/plan';
import type { Weights } from '../src/engine/weights';
import { analyser, openWorkspace } from '../test/support/analyse';
import { referenceSession, session } from '../test/support/engine';
import { fill, withEdges } from '../test/ops/fill';
import type { Answer } from '../test/ops/compare';
import { splitModuleCall } from '../test/ops/program';
import type { FuzzCase } from './opsFuzzCompare';

export interface EngineFinding { readonly kind: 'fast' | 'slow' | 'refused' | 'stopped' | 'fault'; readonly found: string }
type EngineCase = FuzzCase & { readonly state?: readonly string[] };
interface Wanted { readonly shape: readonly number[]; readonly dtype: string; readonly values: readonly (number | string)[] }

const NAMES = [...'abcdefgh'];

function programOf(c: EngineCase, i: number): string {
  const names = NAMES.slice(0, c.shapes.length).join(', ');
  const parts = splitModuleCall(c.call);
  if (!parts) return `def f${i}(${names}):\n    return ${c.call}\n`;
  return `class f${i}(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.m = ${parts.module}\n`
    + `    def forward(self, ${names}):\n        return ${parts.call.replaceAll('module_', 'self.m')}\n`;
}

function weightsOf(plan: Plan, c: EngineCase): Weights {
  return new Map(plan.values.flatMap(({ source, shape, dtype }) => {
    if (source.kind !== 'weight' || !/float/.test(dtype)) return [];
    const at = (c.state ?? []).indexOf(source.name.replace(/^m\./, ''));
    const data = fill(shape, dtype, 10 + at);
    return [[source.name, { dtype: 'float32' as const, shape, data: Float32Array.from(data, (x) => (source.name.endsWith('running_var') ? Math.abs(x) + 0.5 : x)) }]];
  }));
}

function wantedOf(answer: Answer | undefined): Wanted[] | null {
  if (typeof answer !== 'object' || answer === null) return null;
  if (Array.isArray(answer)) {
    const parts = (answer as readonly Answer[]).map(wantedOf);
    return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
  }
  if ('shape' in answer) return 'values' in answer ? [answer as unknown as Wanted] : null;
  return 'repr' in answer ? null : wantedOf(Object.values(answer)[0]);
}

const number = (x: string | number): number => (x === 'nan' ? NaN : x === 'inf' ? Infinity : x === '-inf' ? -Infinity : Number(x));
function differs(got: ArrayLike<number>, wanted: Wanted): number {
  const values = wanted.values.map(number);
  if (got.length !== values.length) return 0;
  const size = Math.max(1e-3, ...values.map((x) => (Number.isFinite(x) ? Math.abs(x) : 0)));
  const loose = /16/.test(wanted.dtype) && wanted.dtype.includes('float') ? 2e-2 : 2e-5;
  return values.findIndex((x, i) => !(x === got[i] || (Number.isNaN(x) && Number.isNaN(got[i])) || Math.abs(x - got[i]) <= loose * size));
}

export async function compareAll(cases: readonly EngineCase[], edges: boolean): Promise<(EngineFinding | null)[]> {
  const workspace = await openWorkspace();
  const found: (EngineFinding | null)[] = [];
  for (let start = 0; start < cases.length; start += 50) {
    const some = cases.slice(start, start + 50);
    const usable = some.map((c) => (c.error === undefined && c.ctor_error === undefined ? wantedOf(c.out) : null));
    const text = some.map((c, i) => (usable[i] ? programOf(c, i) : ''));
    const analyse = analyser(workspace, `import math\nimport torch\nfrom torch import nn\nimport torch.nn.functional as F\n\n${text.join('\n')}`);
    some.forEach((c, i) => {
      const wanted = usable[i];
      found.push(wanted && c.shapes.length > 0 ? finding(c, wanted, edges, (specs) => lower(analyse(`f${i}`, specs).trace.graph, { keep: 'all' })) : null);
    });
  }
  return found;
}

function finding(c: EngineCase, wanted: readonly Wanted[], edges: boolean, planOf: (specs: string) => Plan): EngineFinding | null {
  const dtypes = c.shapes.map((_, k) => (c.dtypes?.[k] ?? 'float32') as DType);
  if (dtypes.some((dtype) => dtype.startsWith('complex'))) return null;
  const stopped = (kind: 'refused' | 'stopped') => (error: unknown): EngineFinding => ({
    kind: error instanceof LowerError || error instanceof EngineError || error instanceof EntryError ? kind : 'fault',
    found: error instanceof Error ? `${error.message} ${error instanceof LowerError || error instanceof EngineError ? '' : error.stack?.split('\n').slice(1, 3).join(' ') ?? ''}` : String(error) });
  try {
    const plan = planOf(c.shapes.map((shape, k) => `${shape.join('x') || 'scalar'}:${dtypes[k]}`).join(','));
    const inputs = c.shapes.map((shape, k) => (edges ? withEdges : fill)(shape, dtypes[k], k));
    for (const [kind, made] of [['slow', referenceSession], ['fast', session]] as const) {
      try {
        const { outputs } = made(plan, weightsOf(plan, c)).run(inputs);
        if (outputs.length !== wanted.length) return { kind, found: `${outputs.length} outputs, not ${wanted.length}` };
        for (const [k, { data, shape }] of outputs.entries()) {
          const at = shape.join() === wanted[k].shape.join() ? differs(data, wanted[k]) : 0;
          if (at >= 0) return { kind, found: `output ${k} element ${at}: ${Array.from(data).slice(at, at + 8).join(' ')}\n      not ${wanted[k].values.slice(at, at + 8).join(' ')}` };
        }
      } catch (error) {
        return stopped('stopped')(error);
      }
    }
    return null;
  } catch (error) {
    return stopped('refused')(error);
  }
}
