// The run service: one loaded model, its inputs, the maps of its last run. Requests come one after the other.
// Knows neither how messages travel nor how threads are started: the host hands these in.
import { l10n, setBundle } from '../base/l10n';
import type { Features } from '../engine/features';
import { Session, type ReferenceKernel, type TensorData } from '../engine/session';
import type { StartThreads } from '../engine/team';
import { FormatError } from '../formats/errors';
import { writeNpy } from '../formats/npy';
import type { InputReport, InputSource, LayerReport, LoadReport, LoadRequest, RunHost, RunModel, RunOptions, RunReport,
  RunService, SavedFile, TablePart } from '../protocol/run';
import type { CancelToken, Service } from '../protocol/rpc';
import type { Plan } from '../tensor/plan';
import type { MapService } from '../protocol/runMaps';
import { faultOf } from './runFault';
import { createMapService, type ShownRun } from './runMaps';
import { statisticsOf } from './runStatistics';
import type { Again } from './runEffectiveField';
import { weightsOf } from './runWeights';

export interface RunEnvironment {
  readonly features: Features;
  readonly reference: (schema: string) => ReferenceKernel | undefined;
  /** Lets messages in. */
  readonly pause: () => Promise<void>;
  /** Absent where memory cannot be shared. */
  readonly startThreads?: StartThreads;
  readonly host: Service<RunHost>;
}

/** What is loaded, and what its last run left. */
interface Loaded {
  readonly model: RunModel;
  readonly plan: Plan;
  readonly session: Session;
  readonly report: LoadReport;
  readonly inputs: (Float32Array | null)[];
  last: { readonly report: RunReport; readonly outputs: readonly TensorData[]; readonly shown: ShownRun } | null;
}

export function createRunService(environment: RunEnvironment): Service<RunService & MapService> {
  const runs = new Runs(environment);
  return {
    setStrings: async (strings) => { setBundle(strings); },
    load: (request) => runs.load(request),
    input: (index, source) => runs.input(index, source),
    run: (options, cancel?: CancelToken) => runs.run(options, cancel),
    table: async (key, leading, from, size) => runs.table(key, leading, from, size),
    picture: () => Promise.reject(new FormatError(l10n.t('Images cannot be read yet.'))),
    save: async (key, format) => runs.save(key, format),
    manifest: async () => runs.manifest(),
    unload: async () => { runs.unload(); },
    ...createMapService({ get current() { return runs.shown; }, again: runs.again }),
  };
}

const nothingRun = (): FormatError => new FormatError(l10n.t('Nothing was run yet: run the model first.'));
/** As a file's name: 'layer1.0.conv1', 'layer1.0_add_2'. */
const fileNameOf = (key: string): string => key.replaceAll(/[^\w.-]+/g, '_');
const numel = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

class Runs {
  private loaded: Loaded | null = null;

  constructor(private readonly environment: RunEnvironment) {}

  async load({ model, weights, keep, exact = false, threads = 1, maxBytes }: LoadRequest): Promise<LoadReport> {
    this.unload();
    const { features, reference, startThreads } = this.environment;
    const plan = keptPlan(model.plan as Plan, keep); // The analysis made it by `lower`; the host has passed it on unread.
    const { tensors, ...found } = await weightsOf(model, weights);
    const count = startThreads ? threads : 1;
    const session = new Session(plan, tensors, { features, reference, exact, ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(startThreads && count > 1 ? { threads: { count, start: startThreads } } : {}) });
    const report: LoadReport = { ...session.figures, threads: count, ...found };
    this.loaded = { model, plan, session, report, inputs: model.inputs.map(() => null), last: null };
    return report;
  }

  unload(): void {
    this.loaded?.session.dispose();
    this.loaded = null;
  }

  async input(index: number, source: InputSource): Promise<InputReport> {
    const { model, inputs } = this.model();
    const input = model.inputs[index];
    if (!input) throw new FormatError(l10n.t('The model has {0} inputs, there is no input {1}.', model.inputs.length, index + 1));
    if (source.kind !== 'fill') throw new FormatError(l10n.t('This kind of input cannot be read yet.'));
    inputs[index] = new Float32Array(numel(input.shape)).fill(source.value);
    return { index, image: null, text: l10n.t('filled with {0}', source.value) };
  }

  async run(_options: RunOptions, cancel?: CancelToken): Promise<RunReport> {
    const loaded = this.model();
    const { session, model, inputs } = loaded;
    loaded.last = null;
    const given = inputs.map((input, i) => input ?? new Float32Array(numel(model.inputs[i].shape)));
    const started = performance.now();
    let told = 0;
    const { outputs, timings } = await session.runWithPauses(given, {
      pause: this.environment.pause,
      isCancelled: () => cancel?.isCancelled ?? false,
      onProgress: (done, total, node) => {
        // A message per percent is enough to draw a bar.
        if (done < total && done - told < total / 100) return;
        told = done;
        void this.environment.host.progress('run', done, total, node).catch(() => {}); // Whoever listened has gone.
      },
    });
    const milliseconds = performance.now() - started;
    const times = new Map(timings.map((row) => [row.node, row.milliseconds]));
    const layers = this.layerReports(loaded, times);
    const results = model.outputs.map(({ path }, i) => {
      const { shape, dtype, data } = outputs[i];
      const predicted = model.outputs[i];
      return { path, key: `output ${i}`, shape, dtype, asPredicted: shape.join() === predicted.shape.join() && dtype
        === predicted.dtype, statistics: statisticsOf(data),
        meaning: { kind: 'values' as const, values: Array.from(data.slice(0, 100)) } };
    });
    const firstNotFinite = layers.find(({ statistics }) => statistics.nan + statistics.infinite > 0)?.key ?? null;
    const report = { milliseconds, layers, outputs: results, firstNotFinite, fault: faultOf(model, layers, results) };
    // Another object for every run: figures of its maps are kept by it.
    loaded.last = { report, outputs, shown: { plan: loaded.plan, map: (value) => session.map(value) } };
    return report;
  }

  table(key: string, leading: readonly number[], from: readonly [number, number], size: readonly [number, number]): TablePart {
    const { shape, data } = this.tensor(key);
    const [rows = 1, columns = 1] = shape.length === 1 ? [1, shape[0]] : shape.slice(-2);
    const offset = leading.reduce((sum, at, axis) => sum * shape[axis] + at, 0) * rows * columns;
    const [top, left] = from;
    const values = Array.from({ length: Math.max(0, Math.min(size[0], rows - top)) }, (_, y) =>
      Array.from({ length: Math.max(0, Math.min(size[1], columns - left)) }, (__, x) =>
        data[offset + (top + y) * columns + left + x]));
    return { shape, values };
  }

  save(key: string, format: 'png' | 'npy'): SavedFile {
    if (format === 'png') throw new FormatError(l10n.t('Pictures cannot be saved yet.'));
    const { shape, dtype, data } = this.tensor(key);
    const kind = dtype === 'bool' ? '|b1' : dtype.startsWith('int') ? '<i8' : '<f4';
    return { name: `${fileNameOf(key)}.npy`, bytes: writeNpy(shape, data, kind) };
  }

  manifest(): SavedFile {
    const { model, report, last } = this.model();
    if (!last) throw nothingRun();
    const { name, inputs, training, revision } = model;
    const text = JSON.stringify({ schema: 1, model: name, revision, training, inputs, load: report, run: last.report }, null, 2);
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
        const [data] = inputs;
        return data ? { shape: model.inputs[0].shape, data } : null;
      },
      run: async (input: Float32Array, cancel?: CancelToken) => {
        const { session, model, inputs } = loaded();
        const given = inputs.map((each, i) => (i === 0 ? input : each ?? new Float32Array(numel(model.inputs[i].shape))));
        await session.runWithPauses(given, { pause: this.environment.pause, isCancelled: () => cancel?.isCancelled ?? false });
      },
    };
  })();

  private layerReports({ model, plan, session }: Loaded, times: ReadonlyMap<string, number>): LayerReport[] {
    return model.layers.filter(({ key }) => key in plan.keep).map((layer) => {
      const { shape, dtype, data } = session.read(layer.key);
      return { key: layer.key, shape, dtype, asPredicted: shape.join() === layer.shape.join() && dtype === layer.dtype,
        milliseconds: times.get(layer.key) ?? null, statistics: statisticsOf(data) };
    });
  }

  private model(): Loaded {
    if (!this.loaded) throw new FormatError(l10n.t('No model is loaded: load one before it is run.'));
    return this.loaded;
  }

  private tensor(key: string): TensorData {
    const { session, last } = this.model();
    if (!last) throw nothingRun();
    const output = /^output (\d+)$/.exec(key);
    const found = output ? last.outputs[Number(output[1])] : session.read(key);
    if (!found) throw new FormatError(l10n.t('The model has no {0}.', key));
    return found;
  }
}

function keptPlan(plan: Plan, keep: LoadRequest['keep']): Plan {
  if (keep === 'all') return plan;
  const wanted = new Set(keep);
  return { ...plan, keep: Object.fromEntries(Object.entries(plan.keep).filter(([key]) => wanted.has(key))) };
}
