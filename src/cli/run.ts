// `convlens run TARGET --image FILE`: the model on an image, computed by our own engine in a worker. Exit code 1 when the
// model or the weights do not do, or when the engine's shapes are not those that were predicted.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Site } from '../base/source';
import { traceRecorded } from '../frontends/recipe';
import { COMMAND_BUDGET } from '../frontends/run';
import { SiteText } from '../frontends/summary';
import { parseTarget } from '../frontends/target';
import { runModelOf } from '../ide/run';
import type { Place } from '../protocol/analysis';
import { codeOf, type Service } from '../protocol/rpc';
import type { FileSource, InputReport, InputSource, LoadReport, RunModel, RunOptions, RunReport,
  RunService, WeightSource } from '../protocol/run';
import { CommandError, type Options } from './arguments';
import { progressBar } from './progress';
import { startRun, type StartRun } from './runWorker';
import { isOnnx, traceOnnxTarget } from './onnx';
import { labelsOf, preprocessingOf } from './runOptions';
import { textOf } from './runText';
import { inputsOf, onlyEntry } from './summary';
import { Workspace } from './workspace';

type Open = (pythonPath: readonly string[]) => Promise<Workspace>;
const openDefault: Open = (pythonPath) => Workspace.open(pythonPath);

interface Done { readonly load: LoadReport; readonly inputs: readonly InputReport[]; readonly report: RunReport }

export async function runRun(options: Options, open = openDefault, start: StartRun = startRun): Promise<number> {
  const [target, ...others] = options.positionals;
  if (target === undefined || others.length > 0) {
    throw new CommandError('run takes one TARGET such as net.py:Net (convlens --help).');
  }
  if (options.images.length === 0)
    throw new CommandError('run needs --image FILE: an image, a .npy file of the input’s shape, or random, random:SEED, zeros.');
  if (options.weights.length > 0 && options.seed !== null) throw new CommandError('run takes --weights or --seed, not both.');
  const model = isOnnx(parseTarget(target)) ? await onnxModel(target, options) : modelOf(await open(options.pythonPath),
    target, options);
  const runOptions: RunOptions = { top: options.top, ...labelsOf(options.labels) };
  const bar = progressBar(process.stderr);
  const { service, end } = start(async (stage, done, total, node) => { bar.show(stage, done, total, node); });
  try {
    const done = await run(service, model, options, runOptions);
    bar.clear();
    if (options.save !== null) await save(service, model, done.report, options.save);
    process.stdout.write(options.json ? `${JSON.stringify(documentOf(model, done))}\n`
      : textOf(model, done.load, done.inputs, done.report, options.layers));
    return done.report.fault ? 1 : 0;
  } catch (error) {
    throw codeOf(error) === 'memory' && error instanceof Error ? new Error(commandWords(error.message)) : error;
  } finally {
    bar.clear();
    await end();
  }
}

/** What is to be done about memory, as options of the command. */
const commandWords = (message: string): string =>
  message.replace('convlens.run.maxMemory', '--max-memory').replace('keep fewer maps', 'keep fewer maps (--keep fitting)');

function modelOf(workspace: Workspace, text: string, options: Options): RunModel {
  const target = parseTarget(text);
  const document = workspace.document(target);
  const session = workspace.session(document, { budget: COMMAND_BUDGET, recording: true });
  try {
    const recorded = traceRecorded(session.run, { document: document.file, entry: target.entry ?? onlyEntry(session, target),
      inputs: inputsOf(target, options), training: options.train || undefined, probe: session.probe, isConcrete: true });
    const sites = new SiteText(recorded.trace.interpreter, document.programs);
    const answer = runModelOf(recorded, text, (site) => placeOf(sites, site));
    if (answer.model) return answer.model;
    const where = answer.place ? ` (${basename(answer.place.uri)}:${answer.place.start.line + 1})` : '';
    throw new Error(`${target.source}: ${answer.message}${where}`);
  } finally {
    session.run.interpreter.dispose();
  }
}

/** Its weights are the file's, unless others are asked for. */
async function onnxModel(text: string, options: Options): Promise<RunModel> {
  const target = parseTarget(text);
  const { trace } = await traceOnnxTarget(target, options, true);
  const answer = runModelOf({ trace, recipe: null, state: [] }, text, () => null);
  if (answer.model) return answer.model;
  throw new Error(`${target.source}: ${answer.message}`);
}

/** Lines are all that is shown of a place here. */
function placeOf(sites: SiteText, site: Site): Place | null {
  const place = sites.place(site);
  if (!place) return null;
  const at = { line: place.line - 1, character: 0 };
  return { uri: place.file, range: { start: place.offset, end: place.offset }, start: at, end: at };
}

const fileOf = (path: string): FileSource => ({ name: basename(path), path: resolve(path) });

function weightsOf({ weights, positionals }: Options, seed: number): WeightSource {
  if (weights.length > 0) return { kind: 'checkpoint', files: weights.map(fileOf) };
  const target = parseTarget(positionals[0]);
  return isOnnx(target) ? { kind: 'onnx', file: fileOf(target.source) } : { kind: 'seed', seed };
}

/** What `--image` names: numbers of a seed, zeros, or a file. */
function sourceOf(text: string, imageOf: (file: FileSource) => InputSource): InputSource {
  const random = /^random(?::(\d{1,10}))?$/.exec(text);
  if (random) return { kind: 'random', seed: Number(random[1] ?? 0) };
  if (text === 'zeros') return { kind: 'fill', value: 0 };
  return /\.npy$/i.test(text) ? { kind: 'npy', file: fileOf(text) } : imageOf(fileOf(text));
}

async function run(service: Service<RunService>, model: RunModel, options: Options, runOptions: RunOptions): Promise<Done> {
  const seed = options.seed ?? 0;
  const load = await service.load({
    model, keep: options.keep, exact: options.exact, threads: options.threads ?? 1,
    weights: weightsOf(options, seed),
    ...(options.maxMemory === null ? {} : { maxBytes: options.maxMemory }),
  });
  if (options.images.length > model.inputs.length) {
    throw new CommandError(`${model.name} has ${model.inputs.length} inputs, ${options.images.length} files were given.`);
  }
  const inputs: InputReport[] = [];
  for (const [index, input] of model.inputs.entries()) {
    inputs.push(await service.input(index, sourceOf(options.images[index] ?? 'zeros', (file) => (
      { kind: 'image', file, preprocessing: preprocessingOf(options.preprocess, model, input) }))));
  }
  return { load, inputs, report: await service.run(runOptions) };
}

/** Every map that was kept as .npy and .png, inputs and outputs, and run.json, which tells what they are. */
async function save(service: Service<RunService>, model: RunModel, report: RunReport, folder: string): Promise<void> {
  const keys = [...model.inputs.map((_, i) => `input ${i}`), ...report.layers.map(({ key }) => key),
    ...report.outputs.map(({ key }) => key)];
  try {
    mkdirSync(join(folder, 'maps'), { recursive: true });
    // While one file is deflated or written the next is made.
    const write = async (key: string, format: 'npy' | 'png'): Promise<void> => {
      const { name, bytes } = await service.save(key, format);
      writeFileSync(join(folder, 'maps', name), bytes);
    };
    for (const key of keys) await Promise.all([write(key, 'png'), write(key, 'npy')]);
    const { name, bytes } = await service.manifest();
    writeFileSync(join(folder, name), bytes);
  } catch (error) {
    const isDisk = error instanceof Error && 'syscall' in error;
    throw isDisk ? new CommandError(`${folder} cannot be written: ${error.message}.`) : error;
  }
}

/** What `--json` prints: the same as run.json of a saved run, without pictures. */
function documentOf({ name, training, revision, inputs }: RunModel, done: Done): unknown {
  const document = { schema: 1, model: name, training, revision, load: done.load,
    inputs: inputs.map((input, i) => ({ ...input, ...done.inputs[i] })), run: done.report };
  return JSON.parse(JSON.stringify(document, (_, value: unknown) => (ArrayBuffer.isView(value) ? undefined : value)));
}

