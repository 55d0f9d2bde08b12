// The run service: one loaded model, its inputs, the maps of its last run. Requests come one after the other.
// Knows neither how messages travel nor how threads are started: the host hands these in.
import { l10n, setBundle } from '../base/l10n';
import { denseMap } from '../engine/featureMap';
import type { Features } from '../engine/features';
import type { Compile } from '../engine/modules';
import { rowMajor } from '../engine/region';
import { agrees } from '../engine/shapes';
import { MOST_BYTES, Session, type ReferenceKernel, type TensorData } from '../engine/session';
import type { StartThreads } from '../engine/team';
import { asFloat32 } from '../engine/weights';
import { FormatError } from '../formats/errors';
import type { Deflate } from '../formats/image/png';
import { labelsNamed, parseLabels } from '../formats/labels';
import type { ExportReport, ExportRequest, InputReport, InputSource, LayerReport, LoadReport, LoadRequest, RunHost, RunModel,
  RunOptions, RunReport, RunService, SavedFile, TablePart, WeightSource } from '../protocol/run';
import type { CancelToken, Service } from '../protocol/rpc';
import type { Plan } from '../tensor/plan';
import type { MapService } from '../protocol/runMaps';
import { readWhole, type OpenPath, type WritePath } from './files';
import { checkpointReport } from './runCheckpoint';
import { exportModel } from './runExport';
import { faultOf } from './runFault';
import { Inputs, type PreparedInput } from './runInputs';
import { keptPlan } from './runKeep';
import { createMapService, type ShownRun } from './runMaps';
import { meaningOf } from './runOutputs';
import { npyFile, pngFile, sheetOf } from './runSave';
import { Looked, statisticsOf } from './runStatistics';
import { tablePart, type Elements } from './runTable';
import type { Again } from './runEffectiveField';
import { inHand, weightNames, withWeights } from './runWeights';

export interface RunEnvironment {
  readonly features: Features;
  readonly reference: (schema: string) => ReferenceKernel | undefined;
  /** Lets messages in. */
  readonly pause: () => Promise<void>;
  /** Absent where memory cannot be shared. */
  readonly startThreads?: StartThreads;
  /** There where `features.wide`. */
  readonly compile?: Compile;
  /** Absent where there is no disk: files are then given as bytes. */
  readonly openPath?: OpenPath;
  readonly writePath?: WritePath;
  /** Absent where the platform has none of its own. */
  readonly deflate?: Deflate;
  readonly host: Service<RunHost>;
}

/** A bar moves often enough: a message to another thread takes as long as a small layer. */
const TELL_MS = 40;

/** What is loaded, and what its last run left. */
interface Loaded {
  readonly model: RunModel;
  readonly plan: Plan;
  readonly session: Session;
  /** Reads weights again, by name. */
  readonly weights: ShownRun['weights'];
  readonly report: LoadReport;
  readonly inputs: (PreparedInput | null)[];
  /** Values whose shapes the engine derives otherwise than the analyser did. */
  readonly doubted: ReadonlySet<number>;
  last: { readonly report: RunReport; readonly outputs: readonly TensorData[]; readonly shown: ShownRun } | null;
}

export function createRunService(environment: RunEnvironment): Service<RunService & MapService> {
  const runs = new Runs(environment);
  return {
    setStrings: async (strings) => { setBundle(strings); },
    load: (request) => runs.load(request),
    input: (index, source) => runs.input(index, source),
    run: (options, cancel?: CancelToken) => runs.run(options, cancel),
    labels: async (from) => (typeof from === 'string' ? labelsNamed(from)
      : parseLabels(from.name, new TextDecoder().decode(await readWhole(from, environment.openPath, MOST_LABEL_BYTES)))),
    checkpoint: (state, files) => checkpointReport(state, files, environment.openPath),
    table: async (key, leading, from, size) => runs.table(key, leading, from, size),
    picture: (file, most) => runs.files.picture(file, most),
    save: (key, format) => runs.save(key, format),
    manifest: async () => runs.manifest(),
    exportOnnx: (request) => runs.exportOnnx(request),
    unload: async () => { runs.unload(); },
    ...createMapService({ get current() { return runs.shown; }, again: runs.again }),
  };
}

const MOST_LABEL_BYTES = 16e6;
const nothingRun = (): FormatError => new FormatError(l10n.t('Nothing was run yet: run the model first.'));
const numel = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

class Runs {
  private loaded: Loaded | null = null;

  readonly files: Inputs;

  constructor(private readonly environment: RunEnvironment) {
    this.files = new Inputs(environment.host, environment.openPath);
  }

  async load({ model, weights, keep, exact = false, threads = 1, maxBytes }: LoadRequest): Promise<LoadReport> {
    this.unload();
    const { features, compile, reference, startThreads, openPath } = this.environment;
    const count = startThreads ? threads : 1;
    // The analysis made the plan by `lower`; the host has passed it on unread.
    const plan = keptPlan(model, model.plan as Plan, keep, maxBytes ?? MOST_BYTES, { features, exact, threads: count });
    const tools = { reference, ...(openPath ? { openPath } : {}) };
    const source: WeightSource = weights.kind === 'checkpoint' ? { ...weights, strict: false } : weights;
    const again: ShownRun['weights'] = async (names) => {
      const read = new Map<string, Float32Array>();
      await withWeights(model, new Set(names), source, { ...tools, onProgress: () => undefined }, async ({ tensors }) => {
        for (const [name, tensor] of tensors) read.set(name, asFloat32(await inHand(tensor)));
      });
      return read;
    };
    const { session, report } = await withWeights(model, weightNames(plan), weights,
      { ...tools, onProgress: this.telling('weights') }, async ({ tensors, random, ...found }) => {
        const session = await Session.open(plan, tensors, { features, reference, exact, ...(random ? { random } : {}),
          ...(maxBytes === undefined ? {} : { maxBytes }), ...(compile ? { compile } : {}),
          ...(startThreads && count > 1 ? { threads: { count, start: startThreads } } : {}) });
        return { session, report: { ...session.figures, threads: count, turbo: features.wide, ...found } satisfies LoadReport };
      });
    const doubted = new Set(plan.calls.filter((call) => !agrees(plan, call)).flatMap(({ outputs }) => outputs));
    this.loaded = { model, plan, session, report, weights: again, inputs: model.inputs.map(() => null), doubted, last: null };
    return report;
  }

  unload(): void {
    this.loaded?.session.dispose();
    this.loaded = null;
  }

  exportOnnx(request: ExportRequest): Promise<ExportReport> {
    const { reference, openPath, writePath } = this.environment;
    return exportModel(request, { reference, onProgress: this.telling('weights'), ...(openPath ? { openPath } : {}) }, writePath);
  }

  async input(index: number, source: InputSource): Promise<InputReport> {
    const { model, inputs } = this.model();
    const input = model.inputs[index];
    if (!input) throw new FormatError(l10n.t('The model has {0} inputs, there is no input {1}.', model.inputs.length, index + 1));
    const prepared = await this.files.prepare(model.builder, index, input, source);
    inputs[index] = prepared;
    return prepared.report;
  }

  async run(options: RunOptions, cancel?: CancelToken): Promise<RunReport> {
    const loaded = this.model();
    const { session, model, plan } = loaded;
    loaded.last = null;
    const given = this.given(loaded);
    const started = performance.now();
    const looked = new Looked(session, plan);
    const { outputs, timings } = await session.runWithPauses(given, {
      pause: this.environment.pause,
      isCancelled: () => cancel?.isCancelled ?? false,
      onProgress: this.telling('run'),
      onComplete: (value) => { looked.complete(value); },
    });
    const milliseconds = performance.now() - started - looked.milliseconds;
    const times = new Map(timings.map((row) => [row.node, row.milliseconds]));
    const layers = layerReports(loaded, times, looked);
    const results = model.outputs.map(({ path, ...predicted }, i) => {
      const { shape, dtype } = outputs[i];
      const question = { plan, value: plan.outputs[i], data: outputs[i], input: model.inputs[0], options };
      return { path, key: `output ${i}`, shape, dtype, asPredicted: isSame(outputs[i], predicted),
        statistics: statisticsOf(denseMap(Float64Array.from(outputs[i].data), shape)).whole, meaning: meaningOf(question) };
    });
    const firstNotFinite = layers.find(({ statistics }) => statistics.nan + statistics.infinite > 0)?.key ?? null;
    const report = { milliseconds, layers, outputs: results, firstNotFinite, fault: faultOf(model, layers, results) };
    // Another object for every run: figures of its maps are kept by it.
    loaded.last = { report, outputs, shown: { plan, map: (value) => session.map(value), figures: looked.figures,
      weights: loaded.weights, ahead: (value) => session.ahead(value),
      figuresOf: (planes) => session.figuresOf(planes),
      tilesOf: (planes, channels, size, rangeOf) => session.tilesOf(planes, channels, size, rangeOf) } };
    return report;
  }

  table(key: string, leading: readonly number[], from: readonly [number, number], size: readonly [number, number]): TablePart {
    return tablePart(this.strided(key), leading, from, size);
  }

  async save(key: string, format: 'png' | 'npy'): Promise<SavedFile> {
    const { deflate } = this.environment;
    if (format === 'npy') return npyFile(key, this.tensor(key));
    const input = /^input (\d+)$/.exec(key);
    const image = input ? this.model().inputs[Number(input[1])]?.report.image : null;
    if (image) return pngFile(key, image.input, deflate);
    const output = /^output (\d+)$/.exec(key);
    const meaning = output ? this.model().last?.report.outputs[Number(output[1])]?.meaning : null;
    if (meaning?.kind === 'segmentation') return pngFile(key, meaning.mask, deflate);
    return pngFile(key, meaning?.kind === 'image' ? meaning.picture : sheetOf(this.tensor(key)), deflate);
  }

  manifest(): SavedFile {
    const { model, report, last, inputs } = this.model();
    if (!last) throw nothingRun();
    const { name, training, revision } = model;
    const given = model.inputs.map((input, i) => ({ ...input, ...inputs[i]?.report }));
    const manifest = { schema: 1, model: name, revision, training, inputs: given, load: report, run: last.report };
    const text = JSON.stringify(manifest, (_, value: unknown) => (ArrayBuffer.isView(value) ? undefined : value), 2);
    return { name: 'run.json', bytes: new TextEncoder().encode(`${text}\n`) };
  }

  get shown(): ShownRun | null {
    return this.loaded?.last?.shown ?? null;
  }

  /** The same model on another first input; its report stays that of the last run that was asked for. */
  readonly again: Again = (() => {
    const loaded = (): Loaded => this.model();
    return {
      get input() {
        const { inputs, model } = loaded();
        const [input] = inputs;
        return input ? { shape: model.inputs[0].shape, data: Float32Array.from(input.data) } : null;
      },
      run: async (input: Float32Array, cancel?: CancelToken) => {
        const { session } = loaded();
        const given = this.given(loaded()).with(0, input);
        await session.runWithPauses(given, { pause: this.environment.pause, isCancelled: () => cancel?.isCancelled ?? false });
      },
    };
  })();

  private telling(stage: 'weights' | 'run'): (done: number, total: number, node: string) => void {
    let told = performance.now();
    return (done, total, node) => {
      const now = performance.now();
      if (done < total && now - told < TELL_MS) return;
      told = now;
      void this.environment.host.progress(stage, done, total, node).catch(() => {}); // Whoever listened has gone.
    };
  }

  /** Elements of each input; zeros where none was set. */
  private given({ inputs, model }: Loaded): (Float32Array | Float64Array)[] {
    return inputs.map((input, i) => input?.data ?? new Float32Array(numel(model.inputs[i].shape)));
  }

  private model(): Loaded {
    if (!this.loaded) throw new FormatError(l10n.t('No model is loaded: load one before it is run.'));
    return this.loaded;
  }

  private inputTensor(index: number): TensorData | undefined {
    const loaded = this.model();
    const input = loaded.model.inputs[index];
    const data = this.given(loaded)[index];
    return data && { shape: input.shape, dtype: 'float32', data: data instanceof Float32Array ? data : [...data] };
  }

  /** Where the elements of a map, an input or an output lie: nothing is copied to look at a few of them. */
  private strided(key: string): Elements {
    const { session, plan, last } = this.model();
    const map = last && key in plan.keep ? session.map(plan.keep[key]) : null;
    if (map) return map;
    const { shape, data } = this.tensor(key);
    return { data, offset: 0, shape, strides: rowMajor(shape) };
  }

  private tensor(key: string): TensorData {
    const { session, last } = this.model();
    if (!last) throw nothingRun();
    const [, kind, index] = /^(input|output) (\d+)$/.exec(key) ?? [];
    const found = kind === 'output' ? last.outputs[Number(index)] : kind === 'input' ? this.inputTensor(Number(index))
      : session.read(key);
    if (!found) throw new FormatError(l10n.t('The model has no {0}.', key));
    return found;
  }
}

function layerReports({ model, plan, doubted }: Loaded, times: ReadonlyMap<string, number>, looked: Looked): LayerReport[] {
  return model.layers.filter(({ key }) => key in plan.keep).map((layer) => {
    const value = plan.keep[layer.key];
    const { shape, dtype } = plan.values[value];
    return { key: layer.key, shape, dtype, asPredicted: isSame({ shape, dtype }, layer) && !doubted.has(value),
      milliseconds: times.get(layer.key) ?? null, statistics: looked.at(value).whole };
  });
}

const isSame = (a: { readonly shape: readonly number[]; readonly dtype: string }, b: typeof a): boolean =>
  a.shape.join() === b.shape.join() && a.dtype === b.dtype;
