// Weights of an entry as the engine initialises them, and their fingerprints as tools/weightsGolden.py records them.
import { createHash } from 'node:crypto';
import { initialise, type Initialised } from '../../src/engine/init/initialise';
import type { Document, Workspace } from '../../src/cli/workspace';
import { traceRecorded, type RecordedModel } from '../../src/frontends/recipe';
import { COMMAND_BUDGET } from '../../src/frontends/run';
import { parseInputSpecs } from '../../src/frontends/inputSpec';
import { REFERENCE_KERNELS } from '../../src/ops/kernels';

export const reference = (schema: string): ReturnType<typeof REFERENCE_KERNELS.get> => REFERENCE_KERNELS.get(schema);

export function recorded(workspace: Workspace, document: Document, entry: string, inputs = '1x3x64x64'): RecordedModel {
  const session = workspace.session(document, { budget: COMMAND_BUDGET, recording: true });
  try {
    return traceRecorded(session.run, { document: document.file, entry, inputs: parseInputSpecs(inputs), probe: session.probe });
  } finally {
    session.run.interpreter.dispose();
  }
}

export function initialised({ recipe }: RecordedModel, seed = 0): Initialised {
  if (!recipe) throw new Error('the entry has no weights');
  return initialise(recipe, { seed, reference });
}

export type Fingerprint = readonly [name: string, dtype: string, shape: readonly number[], sha: string, first: readonly number[]];

/** Of the entries of state_dict, in order. */
export function fingerprints({ recipe }: RecordedModel, { weights }: Initialised): Fingerprint[] {
  return (recipe?.state ?? []).filter(({ persistent }) => persistent).map(({ name }) => {
    const weight = weights.get(name);
    if (!weight) throw new Error(`${name} has no weight`);
    const { data } = weight;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return [name, weight.dtype, weight.shape, createHash('sha1').update(bytes).digest('hex').slice(0, 12),
      Array.from(data.subarray(0, 3) as ArrayLike<number | bigint>, Number)];
  });
}

export const digestOf = (prints: readonly Fingerprint[]): string =>
  createHash('sha1').update(prints.map(([name, , , sha]) => `${name} ${sha}`).join('\n')).digest('hex').slice(0, 16);
