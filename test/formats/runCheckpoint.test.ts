// The weights of a run from a checkpoint: what fits is loaded, what does not is told with its place.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Weights } from '../../src/engine/weights';
import { FormatError } from '../../src/formats/errors';
import type { FileSource, RunModel, StateEntry } from '../../src/protocol/run';
import { checkpointWeights, type CheckpointWeights } from '../../src/workers/runCheckpoint';
import { ROOT } from '../support/analyse';

const FOLDER = join(ROOT, 'test/fixtures/checkpoints');
const file = (name: string): FileSource => ({ name, bytes: new Uint8Array(readFileSync(join(FOLDER, name))) });
const place = { uri: 'file:///net.py', range: { start: { line: 3, character: 0 }, end: { line: 3, character: 4 } } } as never;
const entry = (name: string, ...shape: number[]): StateEntry =>
  ({ name, shape, dtype: 'float32', kind: 'parameter', persistent: true, tensor: 0, place });
const STATE = [entry('conv.weight', 2, 1, 3, 3), entry('conv.bias', 2), entry('head.0.weight', 3, 2), entry('head.2.weight', 5, 3),
  entry('other.bias', 4)];
const model = (stateDict: readonly StateEntry[]): RunModel => ({ builder: 'Net', stateDict } as unknown as RunModel);
const begin = (names: ReadonlySet<string>): Weights => new Map([...names].map((name) =>
  [name, { dtype: 'float32', shape: [1], data: new Float32Array(1) }] as const));
const load = (stateDict: readonly StateEntry[], files: readonly FileSource[], strict = false): Promise<CheckpointWeights> =>
  checkpointWeights(model(stateDict), new Set(stateDict.map(({ name }) => name)), files, strict, { onProgress: () => undefined, begin },
    async (found) => found);

describe('weights of a checkpoint', () => {
  it('are those that fit; the rest is told, and as the model begins', async () => {
    const { tensors, problems } = await load(STATE, [file('state.pth')]);
    expect(tensors.get('conv.weight')?.shape).toEqual([2, 1, 3, 3]);
    expect([...tensors].filter(([, { shape }]) => shape.join() === '1').map(([name]) => name)).toEqual(['head.2.weight', 'other.bias']);
    expect(problems.filter(({ kind }) => kind === 'missing' || kind === 'mismatch')).toEqual([
      { kind: 'missing', name: 'other.bias', message: 'Missing key(s) in state_dict: "other.bias".', place },
      { kind: 'mismatch', name: 'head.2.weight', place, message: 'size mismatch for head.2.weight: copying a param with shape '
        + 'torch.Size([2, 3]) from checkpoint, the shape in current model is torch.Size([5, 3]).' },
    ]);
    expect(problems.filter(({ kind }) => kind === 'unexpected').map(({ name }) => name)).toContain('norm.weight');
  });

  it('are refused where load_state_dict would raise, when that is asked for', async () => {
    await expect(load(STATE, [file('state.pth')], true)).rejects.toThrow(/Error\(s\) in loading state_dict for Net:\n\tMissing key/);
  });

  it('are refused when no name meets', async () => {
    await expect(load([entry('x', 1)], [file('state.pth')])).rejects.toThrow(FormatError);
  });

  it('come from shards that were given together', async () => {
    const files = ['model-1-of-2.safetensors', 'model.safetensors.index.json', 'model-2-of-2.safetensors'].map(file);
    const { tensors, problems } = await load(STATE.slice(0, 3), files);
    expect([...tensors.keys()]).toEqual(['conv.weight', 'conv.bias', 'head.0.weight']);
    expect(problems.filter(({ kind }) => kind === 'missing')).toEqual([]);
  });

  it('name code that was not run', async () => {
    const { problems } = await load(STATE, [file('hostile.pth')]);
    expect(problems.map(({ message }) => message).join('\n')).toContain('posix.system');
  });
});
