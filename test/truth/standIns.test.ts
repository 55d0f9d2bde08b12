// Libraries that are known by name, without their source: every description against what PyTorch recorded of the library.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelTrace } from '../../src/frontends/pytorch';
import type { ModuleScope } from '../../src/graph/graph';
import { plainShape } from '../../src/tensor/dim';
import { ROOT, SHARED, analyser, openWorkspace, type Analysed } from '../support/analyse';
import { asKnown, inputText, ourLeaves, outputShapes, recordedLeaves, shapes, type TruthRecord } from '../support/truth';

interface Builder extends TruthRecord {
  readonly model: string;
  readonly builder_module: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly state: readonly (readonly [string, string, 'p' | 'b'])[];
  /** [path, class, inputs, output, parameters, MACs, ...] of module calls that called modules, in the order of their ends. */
  readonly containers: readonly (readonly unknown[])[];
}
interface Digest {
  readonly target: string;
  readonly error?: string;
  readonly output: unknown;
  readonly parameters: number;
  readonly trainable: number;
  readonly buffers: number;
  readonly macs: number;
  readonly leaves: number;
  readonly leavesDigest: string;
  readonly state: number;
  readonly stateDigest: string;
}

/** Builders whose models are not described: what they build is unknown, and says how to make it known. */
const NOT_DESCRIBED =
  /^(quantized_|raft|mvit|s3d|ssd)/;

const python = (value: unknown): string =>
  value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : JSON.stringify(value);
const only = process.env['TRUTH_ONLY'];
const chosen = (name: string): boolean => !only || new RegExp(only).test(name);

type StateRow = readonly [string, readonly (number | null)[]];
/** Names and shapes of all parameters, then of all buffers, each once. */
function stateOf(trace: ModelTrace): { parameters: StateRow[]; buffers: StateRow[] } {
  const found = { parameters: [] as StateRow[], buffers: [] as StateRow[] };
  const seen = new Set<unknown>();
  const walk = (scope: ModuleScope): void => {
    for (const kind of ['parameters', 'buffers'] as const) {
      for (const [name, tensor] of scope[kind]) {
        if (!tensor || seen.has(tensor)) continue;
        seen.add(tensor);
        found[kind].push([scope.path === '' ? name : `${scope.path}.${name}`, plainShape(tensor.shape) ?? []]);
      }
    }
    for (const child of scope.children.values()) {
      if (seen.has(child)) continue;
      seen.add(child);
      walk(child);
    }
  };
  if (trace.graph.root) walk(trace.graph.root);
  return found;
}

/** Module calls that called modules, in the order in which they ended. */
function containersOf({ trace }: Analysed): unknown[] {
  const { calls } = trace.graph;
  const order = calls.filter((call) => !call.leaf && call.path !== '')
    .toSorted((a, b) => lastInside(calls, a.index) - lastInside(calls, b.index) || b.index - a.index);
  return order.map((call) => [call.path, call.type, trace.ledger.parametersOf(call.module), trace.ledger.macsOfCall(call)]);
}
/** What building or running the model raises. */
function errorOf(run: () => Analysed): string {
  try {
    const [raised] = run().summary.raises;
    return raised ? `${raised.type}: ${raised.message}` : 'nothing';
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
}
type Calls = ModelTrace['graph']['calls'];
function lastInside(calls: Calls, index: number): number {
  let last = index;
  for (let i = index + 1; i < calls.length; i++) if (isInside(calls, i, index)) last = i;
  return last;
}
function isInside(calls: Calls, index: number, of: number): boolean {
  for (let i = index; i >= 0; i = calls[i]?.parent ?? -1) if (i === of) return true;
  return false;
}

const builderOf = (target: string): string => /models\.(?:\w+\.)*(\w+)\(weights=None/.exec(target)?.[1] ?? '';
const digest = (rows: readonly unknown[]): string =>
  createHash('sha256').update(rows.map((row) => JSON.stringify(row)).join('\n')).digest('hex');

describe('torchvision by name', async () => {
  const FOLDER = SHARED && join(SHARED, 'truth/torchvision');
  if (!FOLDER || !existsSync(FOLDER)) {
    it.skip('needs the shared records', () => undefined);
    return;
  }
  const analyse = analyser(await openWorkspace(), 'import importlib\n');
  const names = readdirSync(FOLDER).map((file) => file.slice(0, -5)).filter(chosen);
  const read = (name: string): Builder => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Builder;
  const entry = ({ builder_module, model, kwargs }: Builder): string => {
    const given = Object.entries(kwargs).map(([key, value]) => `${key}=${python(value)}`);
    return `importlib.import_module('${builder_module}').${model.replace('quantized_', '')}(${given.join(', ')})`;
  };

  it.each(names.filter((name) => !NOT_DESCRIBED.test(name)))('%s', (name) => {
    const record = read(name);
    const analysed = analyse(entry(record), inputText(record));
    const { trace, summary } = analysed;
    expect(summary.raises).toEqual([]);
    // How many boxes a detector finds depends on the picture: what depends on it is unknown, everything else is exact.
    const finds = record.builder_module.includes('.detection.');
    const known = <T>(ours: T, recorded: T): T => (finds ? asKnown(ours, recorded) : recorded);
    expect(summary.gaps.map(({ code }) => code)).toEqual(finds ? ['data-dependent-size'] : []);
    expect(summary.notes).toHaveLength(1);
    const state = stateOf(trace);
    for (const [kind, mark] of [['parameters', 'p'], ['buffers', 'b']] as const) {
      const rows = record.state.filter((row) => row[2] === mark);
      expect(state[kind]).toEqual(rows.map(([path, shape]) => [path, shapes(shape)]));
    }
    expect(summary.parameters).toBe(record.params);
    expect(summary.trainable).toBe(record.trainable);
    expect(summary.buffers).toBe(record.buffers);
    const leaves = ourLeaves(summary);
    expect(leaves).toHaveLength(recordedLeaves(record).length);
    expect(leaves).toEqual(known(leaves, recordedLeaves(record)));
    if (!finds) expect(containersOf(analysed)).toEqual(record.containers.filter(([path]) => path !== '')
      .map(([path, type, , , parameters, macs]) => [path, type, parameters, macs]));
    expect(summary.macs).toBe(known(summary.macs, record.macs.total));
    expect(outputShapes(summary.output)).toEqual(known(outputShapes(summary.output), shapes(record.outputs)));
    if (!finds) return;
    const hole = leaves.findIndex((leaf) => JSON.stringify(leaf).includes('null') && leaf.path !== 'transform');
    expect(hole < 0 || (leaves[hole]?.path ?? '').startsWith('roi_heads.')).toBe(true);
  });

  it.skipIf(only)('are as many as docs/known-by-name.md says', () => {
    const described = names.filter((name) => !NOT_DESCRIBED.test(name)).length;
    expect(readFileSync(join(ROOT, 'docs/known-by-name.md'), 'utf8')).toContain(`${described} of ${names.length} builders`);
  });

  it.each(names.filter((name) => NOT_DESCRIBED.test(name)))('%s is unknown, with advice', (name) => {
    expect(() => analyse(entry(read(name)), inputText(read(name)))).toThrow(/is not modelled/);
  });
});

describe.each([['byName', 100], ['timmNames', 5], ['openmmlabNames', 4], ['basicsrNames', 2]])('models of %s.py', async (file, least) => {
  const records = readFileSync(join(ROOT, `test/golden/models/${file}.jsonl`), 'utf8').split('\n')
    .filter((line) => line !== '').map((line) => JSON.parse(line) as Digest);
  const analyse = analyser(await openWorkspace(), readFileSync(join(ROOT, `test/models/${file}.py`), 'utf8'));
  it('are recorded', () => expect(records.length).toBeGreaterThan(least));

  it.each(records.filter(({ target }) => chosen(target) && !NOT_DESCRIBED.test(builderOf(target))))('$target', (record) => {
    const [, target = ''] = record.target.split('.py:');
    const at = target.lastIndexOf('@');
    const run = (): Analysed => analyse(target.slice(0, at), target.slice(at + 1));
    if (record.error !== undefined) {
      expect(errorOf(run)).toContain(record.error);
      return;
    }
    const { trace, summary } = run();
    expect(summary.raises).toEqual([]);
    expect(summary.gaps).toEqual([]);
    const { parameters, buffers } = stateOf(trace);
    const state = [...parameters, ...buffers];
    const leaves = summary.layers.map((leaf) =>
      [leaf.path, leaf.type, leaf.inputs, leaf.output, leaf.parameters, leaf.macs]);
    expect({
      target: record.target, parameters: summary.parameters, trainable: summary.trainable, buffers: summary.buffers,
      macs: summary.macs, output: outputShapes(summary.output), leaves: leaves.length, state: state.length,
      leavesDigest: digest(leaves), stateDigest: digest(state),
    }).toEqual({
      target: record.target, parameters: record.parameters, trainable: record.trainable, buffers: record.buffers,
      macs: record.macs, output: record.output, leaves: record.leaves, state: record.state,
      leavesDigest: record.leavesDigest, stateDigest: record.stateDigest,
    });
  });
});
