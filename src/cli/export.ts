// `convlens export TARGET --onnx FILE`: the model as an ONNX file, with PyTorch's initial weights from a seed.
import { closeSync, existsSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EngineError } from '../engine/errors';
import { initialise } from '../engine/init/initialise';
import type { ReferenceKernel } from '../engine/session';
import { openCheckpoint, readCheckpointTensor } from '../formats/checkpoint';
import { FormatError } from '../formats/errors';
import { loadError, matchCheckpoint } from '../formats/match';
import { named, type NamedSource, type RandomAccessSource } from '../formats/source';
import { EXPORT_OPSET, ExportError, exportModelOf, exportOnnx, type ExportWeight } from '../frontends/onnx/export';
import { traceRecorded, type RecordedModel } from '../frontends/recipe';
import { COMMAND_BUDGET } from '../frontends/run';
import { withSize, type InputSpec } from '../frontends/inputSpec';
import { FREE_SIZES } from '../frontends/onnx/exportFree';
import { parseTarget, type Target } from '../frontends/target';
import { LowerError } from '../graph/lowerError';
import { REFERENCE_KERNELS } from '../ops/kernels';
import { CommandError, fileError, type Options } from './arguments';
import { fileSource } from './onnx';
import { inputsOf, onlyEntry } from './summary';
import { VERSION } from './version';
import { Workspace } from './workspace';

type Open = (pythonPath: readonly string[]) => Promise<Workspace>;
const openDefault: Open = (pythonPath) => Workspace.open(pythonPath);

export async function runExport(options: Options, open = openDefault): Promise<number> {
  const [text, ...others] = options.positionals;
  if (text === undefined || others.length > 0) throw new CommandError(
    'export takes one TARGET such as net.py:Net (convlens --help).');
  if (options.onnx === null) throw new CommandError('export needs --onnx FILE.');
  if (options.weights.length > 0 && options.seed !== null) throw new CommandError('export takes --weights or --seed, not both.');
  const target = parseTarget(text);
  const workspace = await open(options.pythonPath);
  const inputs = inputsOf(target, options);
  const free = freeSizeOf(inputs);
  const made: Made[] = [];
  try {
    const recorded = record(workspace, target, { ...options, sizes: sizesAt(inputs, free, FREE_SIZES[0]) }, made);
    const open = free === null ? null : { name: free,
      other: exportModelOf(record(workspace, target, { ...options, sizes: sizesAt(inputs, free, FREE_SIZES[1]) }, made).trace) };
    const seed = options.seed ?? 0;
    const [checkpoint] = options.weights;
    const weights = checkpoint === undefined ? weightsOf(recorded, seed) : await checkpointOf(recorded, checkpoint);
    const pieces = exportOnnx(exportModelOf(recorded.trace), weights, VERSION, open);
    const bytes = writePieces(options.onnx, pieces);
    process.stdout.write(`${options.onnx}: ${bytes} bytes, operator set ${EXPORT_OPSET}, weights of `
      + `${checkpoint ?? `torch.manual_seed(${seed})`}\n`);
    return 0;
  } catch (error) {
    if (error instanceof ExportError || error instanceof LowerError) throw new CommandError(`${target.source}: ${error.message}`);
    throw error;
  } finally {
    for (const { run } of made) run.interpreter.dispose();
  }
}

type Made = ReturnType<Workspace['session']>;
/** The model, traced with inputs of these sizes; its session is put among those that were made. */
function record(workspace: Workspace, target: Target, { sizes, train }: Options & { readonly sizes: readonly InputSpec[] | null },
  made: Made[]): RecordedModel {
  const document = workspace.document(target);
  const session = workspace.session(document, { budget: COMMAND_BUDGET, recording: true });
  made.push(session);
  const recorded = traceRecorded(session.run, { document: document.file, entry: target.entry ?? onlyEntry(session, target),
    inputs: sizes, training: train || undefined, probe: session.probe, isConcrete: true });
  const [raised] = recorded.trace.raises;
  if (raised) throw new CommandError(`${target.source}: the model raises ${raised.type}: ${raised.message}`);
  return recorded;
}

/** The name of the size that is left open; null when none is. Throws CommandError where there are several. */
function freeSizeOf(inputs: readonly InputSpec[] | null): string | null {
  const namesOf = (spec: InputSpec): string[] => (spec.kind === 'list' ? spec.items.flatMap(namesOf)
    : spec.dims.flatMap((dim) => (typeof dim === 'string' ? [dim] : [])));
  const [name = null, second] = new Set((inputs ?? []).flatMap(namesOf));
  if (second !== undefined) {
    throw new CommandError(`export leaves one size open, such as Nx3x224x224; ${name} and ${second} are two.`);
  }
  return name;
}
const sizesAt = (inputs: readonly InputSpec[] | null, name: string | null, size: number): readonly InputSpec[] | null =>
  (name === null ? inputs : inputs?.map((spec) => withSize(spec, name, size)) ?? null);

const reference = (schema: string): ReferenceKernel | undefined => REFERENCE_KERNELS.get(schema) as ReferenceKernel | undefined;

function weightsOf({ recipe }: RecordedModel, seed: number): ReadonlyMap<string, ExportWeight> | null {
  if (!recipe) return null;
  try {
    const { weights, inexact } = initialise(recipe, { seed, reference });
    for (const { name, reason, isClose } of inexact) {
      const what = isClose ? 'may differ from PyTorch’s numbers in the last digits' : 'does not have PyTorch’s numbers';
      process.stderr.write(`convlens: ${name} ${what}: ${reason}\n`);
    }
    return weights;
  } catch (error) {
    if (error instanceof EngineError) throw new CommandError(`The weights of the model are not known: ${error.message}`);
    throw error;
  }
}

function openedFile(path: string): RandomAccessSource {
  try {
    return fileSource(path);
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** Every entry of the state_dict from a checkpoint. Throws CommandError with what load_state_dict would say. */
async function checkpointOf(recorded: RecordedModel, path: string): Promise<ReadonlyMap<string, ExportWeight>> {
  const stateDict = recorded.state.map(({ name, shape, persistent }) => ({ name, shape, persistent }));
  const file = openedFile(path);
  const source = named(basename(path), file);
  try {
    const sibling = (name: string): Promise<NamedSource | null> =>
      Promise.resolve(existsSync(join(dirname(path), name)) ? named(name, fileSource(join(dirname(path), name))) : null);
    const { sections } = await openCheckpoint(source, { sibling });
    const match = matchCheckpoint(sections, stateDict);
    const problem = loadError(match, recorded.trace.model, true);
    if (problem !== null) throw new CommandError(`${path}: ${problem.replaceAll(/\s+/g, ' ')}`);
    const { tensors } = sections[match.section];
    const weights = new Map<string, ExportWeight>();
    for (const [name, key] of match.loaded) {
      const tensor = tensors.get(key);
      if (tensor) weights.set(name, await readCheckpointTensor(tensor));
    }
    return weights;
  } catch (error) {
    if (error instanceof FormatError) throw fileError(path, error);
    throw error;
  } finally {
    await file.close();
  }
}

/** Number of bytes. A file that could not be written whole is removed. */
function writePieces(path: string, pieces: readonly Uint8Array[]): number {
  let written = 0;
  try {
    const file = openSync(path, 'w');
    try {
      for (const piece of pieces) for (let at = 0; at < piece.length;) at += writeSync(file, piece, at, piece.length - at);
      written = pieces.reduce((sum, piece) => sum + piece.length, 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    try {
      unlinkSync(path);
    } catch {
      // There was nothing to remove.
    }
    throw new CommandError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return written;
}
