// One model through the engine in both modes, compared with PyTorch's tensors of the same run. Started by tools/engineModels.mjs.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../src/engine/errors';
import { LowerError, lower } from '../src/graph/lower';
import { EntryError } from '../src/frontends/pytorch';
import type { Plan } from '../src/tensor/plan';
import { ROOT, analyser, openWorkspace } from '../test/support/analyse';
import { memoryFigures } from '../src/engine/session';
import { FEATURES, session } from '../test/support/engine';
import { seeded, seededWeights } from '../test/support/seeded';

interface Target {
  readonly name: string; readonly entry: string; readonly input: string; readonly statement: string; readonly python: string;
  readonly folder: string; readonly modes: string;
}
interface Recorded { readonly shape: readonly number[]; readonly max: number; readonly samples: readonly number[] }
interface Golden {
  readonly integers: Readonly<Record<string, readonly number[]>>;
  readonly inputs: readonly (readonly number[])[];
  readonly tensors: readonly Recorded[];
}
const PACKAGES = '/usr/lib/python3/dist-packages';
const SAMPLES = 64;

async function main(target: Target): Promise<string> {
  const workspace = await openWorkspace([PACKAGES, join(ROOT, 'test/models')]);
  const { trace } = analyser(workspace, `${target.statement}\n`)(target.entry, target.input);
  const plan = lower(trace.graph, { keep: 'all' });
  const slow = new Map<string, number>();
  for (const { fast, op } of plan.calls) if (!fast) {
    const name = op.slice(0, op.indexOf('('));
    slow.set(name, (slow.get(name) ?? 0) + 1);
  }
  const byReference = [...slow].map(([name, count]) => `${name} ${count}`).join(', ');
  if (target.modes === 'plan') {
    const { totalBytes } = memoryFigures(plan, { features: FEATURES });
    return `${Object.keys(plan.keep).length} | ${(totalBytes / 1e6).toFixed(0)} MB | | ${byReference}`;
  }
  const out = join(target.folder, target.name);
  const { status, stderr } = spawnSync(target.python, [join(ROOT, 'tools/modelGolden.py'), target.entry, target.input, out, '--samples',
    String(SAMPLES), '--import', target.statement, '--path', join(ROOT, 'test/models')], { encoding: 'utf8' });
  if (status !== 0) return `PyTorch: ${stderr.trim().split('\n').at(-1) ?? ''} | | |`;
  const golden = JSON.parse(readFileSync(`${out}.json`, 'utf8')) as Golden;
  const compared = target.modes.split(',').map((mode) => compare(plan, golden, mode === 'exact'));
  return [String(compared[0].maps), ...compared.map(({ worst, at }) => `${worst.toExponential(1)}${worst > 1e-4 ? ` (${at})` : ''}`),
    byReference].join(' | ');
}

function compare(plan: Plan, golden: Golden, exact: boolean): { maps: number; worst: number; at: string } {
  const loaded = session(plan, seededWeights(plan, golden.integers), { exact });
  loaded.run(golden.inputs.map((shape, i) => seeded(`input:${i}`, shape.reduce((a, b) => a * b, 1))));
  const byShape = new Map<string, Recorded[]>();
  for (const tensor of golden.tensors) byShape.set(tensor.shape.join(), [...byShape.get(tensor.shape.join()) ?? [], tensor]);
  let [maps, worst, at] = [0, 0, ''];
  for (const [key, value] of Object.entries(plan.keep)) {
    if (plan.values[value].source.kind !== 'call') continue;
    const { data, shape, dtype } = loaded.read(key);
    if (dtype !== 'float32' || data.length === 0) continue;
    maps++;
    const stride = Math.max(1, Math.floor(data.length / SAMPLES));
    const error = Math.min(...(byShape.get(shape.join()) ?? []).map(({ samples, max }) =>
      Math.max(...samples.map((sample, i) => Math.abs(sample - data[i * stride]))) / (max || 1)));
    if (!(error <= worst)) [worst, at] = [error, key];
  }
  return { maps, worst, at };
}

const target = JSON.parse(process.argv[2]) as Target;
main(target).catch((error: unknown) => {
  if (error instanceof LowerError || error instanceof EngineError || error instanceof EntryError) return `refused: ${error.message} | | |`;
  throw error;
}).then((line) => { console.log(line); process.exit(0); }, (error: unknown) => { console.error(error); process.exit(1); });
