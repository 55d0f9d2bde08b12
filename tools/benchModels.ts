// Traces models in one process and prints what each took, a JSON document per line: node --expose-gc out/benchModels.cjs FILE
// FILE: {"pythonPath": [...], "targets": ["package.module:Entry@inputs", ...], "repeat": 1}. Bundled by tools/bench.mjs.
import { readFileSync } from 'node:fs';
import { parseInputSpecs } from '../src/frontends/inputSpec';
import { traceModel, type ModelTrace } from '../src/frontends/pytorch';
import { summarize } from '../src/frontends/summary';
import { parseTarget } from '../src/frontends/target';
import { rewind, savepoint } from '../src/interp/savepoint';
import { Workspace } from '../src/cli/workspace';

interface Plan {
  readonly pythonPath: readonly string[];
  readonly targets: readonly string[];
  /** The median of so many traces. */
  readonly repeat: number;
}

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

async function main(plan: Plan): Promise<void> {
  const wasm = (file: string): Uint8Array => readFileSync(`node_modules/${file}`);
  const workspace = await Workspace.open(plan.pythonPath, () => ({
    runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), grammar: wasm('tree-sitter-python/tree-sitter-python.wasm'),
  }));
  for (const text of plan.targets) {
    const target = parseTarget(text);
    const opened = [performance.now(), cpu()] as const;
    const document = workspace.document(target);
    const session = workspace.targetSession(target, document);
    const load = { ms: performance.now() - opened[0], cpu: cpu() - opened[1] };
    let start = savepoint(session.run.interpreter);
    const [walls, cpus]: [number[], number[]] = [[], []];
    let trace: ModelTrace | null = null;
    let held = 0;
    let steps = 0;
    for (let i = 0; i < plan.repeat; i++) {
      trace = null;
      const before = i === plan.repeat - 1 ? heap() : 0;
      const [wall, work, taken] = [performance.now(), cpu(), session.run.interpreter.stepsTaken];
      trace = traceModel(session.run, { document: document.file, entry: target.entry ?? '', inputs: parseInputSpecs(target.inputs ?? ''),
        probe: session.probe });
      summarize(trace, text, document.programs);
      walls.push(performance.now() - wall);
      cpus.push(cpu() - work);
      steps = session.run.interpreter.stepsTaken - taken;
      rewind(session.run.interpreter, start);
      start = savepoint(session.run.interpreter);
      held = i === plan.repeat - 1 ? heap() - before : 0;
    }
    console.log(JSON.stringify({ target: text, load, ms: median(walls), cpu: median(cpus), steps, nodes: trace?.graph.nodes.length, held }));
  }
}

void main(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Plan);
