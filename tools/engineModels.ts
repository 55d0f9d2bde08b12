// Models through the engine in both modes, compared with PyTorch's tensors of the same runs. Started by tools/engineModels.mjs with
// targets as JSON; prints a JSON line for each.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { compile } from '../src/engine/compiler';
import { EngineError } from '../src/engine/errors';
import { valuesIn } from '../src/engine/fuse';
import { lower } from '../src/graph/lower';
import { LowerError } from '../src/graph/lowerError';
import { COMMAND_BUDGET } from '../src/frontends/run';
import { EntryError, type ModelTrace } from '../src/frontends/pytorch';
import { TargetError } from '../src/frontends/target';
import type { Plan } from '../src/tensor/plan';
import type { Weights } from '../src/engine/weights';
import { ROOT, analyse, analyser, openWorkspace } from '../test/support/analyse';
import { memoryFigures } from '../src/engine/session';
import { FEATURES, session } from '../test/support/engine';
import { seeded, seededWeights } from '../test/support/seeded';

interface Target {
  readonly name: string; readonly entry: string; readonly input: string;
  /** Imports what the entry names; or the file or module that it is of. */
  readonly statement?: string; readonly source?: string;
}
interface Job { readonly targets: readonly Target[]; readonly python: string; readonly folder: string; readonly modes: readonly string[] }
interface Recorded { readonly shape: readonly number[]; readonly max: number; readonly samples: readonly number[] }
interface Golden {
  readonly integers: Readonly<Record<string, readonly number[]>>;
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly Recorded[];
  readonly tensors: readonly Recorded[];
}
interface Compared { readonly worst: number; readonly at: string }
export interface Row {
  readonly name: string; readonly refused?: string; readonly pytorch?: string; readonly maps?: number; readonly megabytes?: number;
  readonly fast?: Compared; readonly exact?: Compared;
  /** Where that is large: how far PyTorch is from itself in float64, over the largest value. */
  readonly rounding?: number;
  /** By op: how many calls run a reference kernel, and how many elements they read and write. */
  readonly slow?: Readonly<Record<string, number>>;
  readonly elements?: Readonly<Record<string, number>>;
}
const PACKAGES = '/usr/lib/python3/dist-packages';
const SAMPLES = 64;
/** From here on it is asked how well PyTorch's own result is determined. */
const DOUBTFUL = 1e-4;
const numel = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** PyTorch in a process of its own that takes one model after the other. */
function pytorch(python: string): (request: Record<string, unknown>) => Promise<string> {
  const child = spawn(python, [join(ROOT, 'tools/modelGolden.py'), '--serve'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value } = await lines.next() as { value?: string };
    return value ?? 'PyTorch ended';
  };
}

async function main({ targets, python, folder, modes }: Job): Promise<void> {
  const workspace = await openWorkspace([process.cwd(), PACKAGES, join(ROOT, 'test/models')]);
  const ask = pytorch(python);
  // How long it takes on a busy machine is no matter here.
  const budget = { ...COMMAND_BUDGET, milliseconds: 3_600_000 };
  const traced = ({ entry, input, statement, source }: Target): ModelTrace => (source === undefined
    ? analyser(workspace, `${statement ?? ''}\n`, budget)(entry, input)
    : analyse(workspace, `${source}:${entry}@${input}`, budget)).trace;
  const rowOf = async (target: Target): Promise<Row> => {
    const { name, entry, input: shape, statement, source } = target;
    const plan = lower(traced(target).graph, { keep: 'all' });
    const [slow, elements]: Record<string, number>[] = [{}, {}];
    for (const step of compile(plan, { exact: false, threads: 1, fast: true, tilePixels: 6 }).steps) {
      if (step.kind !== 'reference') continue;
      const called = step.call.op.slice(0, step.call.op.indexOf('('));
      slow[called] = (slow[called] ?? 0) + 1;
      elements[called] = (elements[called] ?? 0)
        + [...new Set([...valuesIn(step.call), ...step.call.outputs])].reduce((sum, value) => sum + numel(plan.values[value].shape), 0);
    }
    const { totalBytes } = memoryFigures(plan, { features: FEATURES });
    const row: Row = { name, maps: Object.keys(plan.keep).length, megabytes: Math.round(totalBytes / 1e6), slow, elements };
    if (modes.includes('plan')) return row;
    const out = join(folder, 'golden');
    const answer = await ask({ entry, shape, statement, source, out, samples: SAMPLES });
    if (answer !== 'ok') return { ...row, pytorch: answer };
    const golden = JSON.parse(readFileSync(`${out}.json`, 'utf8').replace(/\bNaN\b/g, 'null').replace(/(-?)Infinity/g, '$11e999')) as Golden;
    const weights = seededWeights(plan, golden.integers);
    const made = Object.fromEntries(modes.map((mode) => [mode, compare(plan, weights, golden, mode === 'exact')]));
    if (Object.values(made).every(({ worst }) => worst < DOUBTFUL)) return { ...row, ...made };
    const wide = await ask({ entry, shape, statement, source, out, samples: SAMPLES, double: true });
    return { ...row, ...made, ...(wide === 'ok' ? { rounding: Number(readFileSync(`${out}.json`, 'utf8')) } : {}) };
  };
  for (const target of targets) {
    const row = await rowOf(target).catch((error: unknown): Row => {
      const said = error instanceof LowerError || error instanceof EngineError || error instanceof EntryError || error instanceof TargetError;
      return { name: target.name, refused: said ? error.message : `FAULT ${(error as Error).stack?.split('\n').slice(0, 4).join(' ') ?? ''}` };
    });
    console.log(JSON.stringify(row));
  }
}

/** Largest difference from what was recorded, over its largest absolute value. */
function errorOf(data: ArrayLike<number>, { samples, max }: Recorded): number {
  const stride = Math.max(1, Math.floor(data.length / SAMPLES));
  const size = max || 1;
  return samples.reduce<number>((worst, wanted: number | null, i) => {
    const got = data[i * stride];
    if (wanted === null) return Number.isNaN(got) ? worst : Infinity;
    if (wanted === got) return worst;
    const error = Math.abs(wanted - got) / size;
    return error <= worst ? worst : Number.isNaN(error) ? Infinity : error;
  }, 0);
}

function compare(plan: Plan, weights: Weights, golden: Golden, exact: boolean): Compared {
  const loaded = session(plan, weights, { exact });
  const { outputs } = loaded.run(golden.inputs.map((shape, i) => {
    const values = seeded(`input:${i}`, numel(shape));
    return plan.values[plan.inputs[i]].dtype.startsWith('float') ? values : values.map((x) => (x > 0 ? 1 : 0));
  }));
  let [worst, at] = [0, ''];
  const note = (error: number, where: string): void => {
    if (!(error <= worst)) [worst, at] = [error, where];
  };
  const floats = outputs.filter(({ dtype }) => dtype === 'float32');
  // An output is that of PyTorch, not only one of its tensors.
  if (floats.length !== golden.outputs.length) note(Infinity, `${floats.length} outputs, not ${golden.outputs.length}`);
  else floats.forEach(({ data, shape }, i) => note(shape.join() === golden.outputs[i].shape.join() ? errorOf(data, golden.outputs[i])
    : Infinity, `output ${i}`));
  const byShape = new Map<string, Recorded[]>();
  for (const tensor of [...golden.tensors, ...golden.outputs]) byShape.set(tensor.shape.join(), [...byShape.get(tensor.shape.join()) ?? [], tensor]);
  for (const [key, value] of Object.entries(plan.keep)) {
    if (plan.values[value].source.kind !== 'call') continue;
    const { data, shape, dtype } = loaded.read(key);
    if (dtype !== 'float32' || data.length === 0) continue;
    note(Math.min(...(byShape.get(shape.join()) ?? []).map((recorded) => errorOf(data, recorded))), key);
  }
  return { worst: Number.isFinite(worst) ? worst : 999, at };
}

main(JSON.parse(readFileSync(process.argv[2], 'utf8')) as Job).then(() => process.exit(0), (error: unknown) => { console.error(error); process.exit(1); });
