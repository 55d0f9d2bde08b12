// What is known of each open document: its models and their traces, made on demand and kept until something they read changes.
// A run is synchronous; modules it lacked are loaded and it runs again. Work that an edit has overtaken is given up.
import type { FileId } from '../base/source';
import { entryPoints, type EntryPoint } from '../frontends/entryPoints';
import { InputSpecError, parseInputSpecs, type InputSpec } from '../frontends/inputSpec';
import { probeDocument, type Probe } from '../frontends/probe';
import { EntryError, traceModel, type ModelTrace } from '../frontends/pytorch';
import { openRun, type Project, type Run } from '../frontends/run';
import type { Budget } from '../interp/interpreter';
import type { Observations, Raised } from '../interp/trace';
import type { SourceFile } from '../interp/value';
import type { Configuration } from '../protocol/analysis';
import { Cancelled } from '../protocol/rpc';
import type { Document, Documents } from './documents';
import { globToRegExp } from './glob';
import type { Modules } from './modules';

export interface EntryFailure {
  readonly entry: EntryPoint;
  readonly error: EntryError;
}

/** One revision of a document, with everything asked of it so far. */
export interface Analysis {
  readonly document: Document;
  readonly revision: string;
  readonly run: Run;
  readonly entries: readonly EntryPoint[];
  /** Exceptions of the module's own statements. */
  readonly raises: readonly Raised[];
  /** Values of the module's own statements. */
  readonly observations: Observations;
  /** Arguments of the functions that these call. */
  readonly parameters: Observations;
  readonly elapsedMs: number;
}

/** What a model is traced in: a run of a document's text. */
interface Traceable {
  readonly document: Document;
  readonly run: Run;
  readonly file: SourceFile;
  readonly probe: () => Probe;
}

const MAX_ROUNDS = 40;
/** Work goes on so long before messages are let in. */
const TURN_MS = 40;

export class Analyses {
  private readonly current = new Map<string, { revision: string; analysis: Promise<Analysis> }>();
  private readonly traces = new WeakMap<Analysis, Map<string, ModelTrace | EntryFailure>>();
  private readonly probes = new WeakMap<Analysis, Probe>();
  private modulesRevision = 0;
  private turnedAt = 0;
  configuration: Configuration | null = null;

  constructor(
    private readonly documents: Documents,
    private readonly modules: Modules,
    private readonly breathe: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /** Forget what was computed from files or settings that have changed. */
  invalidate(): void {
    this.modulesRevision++;
  }

  /** The analysis of a document as it is; texts that differ only in layout share it. Throws Cancelled when it was overtaken. */
  async of(document: Document): Promise<Analysis> {
    const { uri } = document.open;
    const revision = `${document.file.parse.hash} ${this.modulesRevision}`;
    const known = this.current.get(uri);
    if (known?.revision === revision) return known.analysis;
    const analysis = this.settle(document, () => {
      const started = performance.now();
      const run = this.open(document);
      const raises = [...run.interpreter.raises];
      const entries = entryPoints(run, document.file, new Map([[document.file.id, document.program]]));
      return {
        value: {
          document,
          revision,
          run,
          entries,
          raises,
          observations: run.interpreter.observations,
          parameters: run.interpreter.parameters,
          elapsedMs: performance.now() - started,
        },
        pending: run.interpreter.pending,
      };
    });
    const entry = { revision, analysis };
    this.current.set(uri, entry);
    analysis.catch(() => {
      if (this.current.get(uri) === entry) this.current.delete(uri);
    });
    return analysis;
  }

  forget(uri: string): void {
    this.current.delete(uri);
  }

  /** The trace of one entry. Kept with the analysis; another input is another trace. */
  async trace(analysis: Analysis, entry: EntryPoint): Promise<ModelTrace | EntryFailure> {
    let traces = this.traces.get(analysis);
    if (!traces) this.traces.set(analysis, (traces = new Map()));
    const chosen = this.chosenInputs(analysis.document, entry);
    const key = this.traceKey(analysis, entry);
    const known = traces.get(key);
    if (known) return known;
    const { document, run } = analysis;
    const source: Traceable = { document, run, file: document.file, probe: () => this.probe(analysis) };
    const made = await this.settle(document, () => this.traceOnce(source, entry, chosen?.specs ?? null));
    traces.set(key, made);
    return made;
  }

  hasTrace(analysis: Analysis, entry: EntryPoint): boolean {
    return this.traces.get(analysis)?.has(this.traceKey(analysis, entry)) ?? false;
  }

  /** What a trace depends on besides the document. */
  private traceKey(analysis: Analysis, entry: EntryPoint): string {
    const chosen = this.chosenInputs(analysis.document, entry);
    return [entry.text, chosen?.text ?? '', this.configuration?.training ? 'train' : ''].join(' ');
  }

  /** The trace of an entry as it would be with another text of its document; modules that it imports are as they are. */
  async traceEarlier(analysis: Analysis, entry: EntryPoint, text: string): Promise<ModelTrace | EntryFailure> {
    const { document } = analysis;
    const file = this.documents.earlier(document, text);
    const { ambient } = document;
    return this.settle(document, () => {
      const run = openRun(this.project(document), file, { budget: this.budget(), ambient });
      const probe = (): Probe => probeDocument(this.project(document), file, { ambient });
      try {
        return this.traceOnce({ document, run, file, probe }, entry, this.chosenInputs(document, entry)?.specs ?? null);
      } finally {
        run.interpreter.dispose();
      }
    });
  }

  private traceOnce(
    { document, run, file, probe }: Traceable,
    entry: EntryPoint,
    inputs: readonly InputSpec[] | null,
  ): { value: ModelTrace | EntryFailure; pending: ReadonlySet<string> } {
    try {
      const trace = traceModel(run, {
        document: file,
        entry: entry.text,
        inputs,
        configuredInputs: this.configuredInputs(document),
        configuredTraining: this.configuration?.training ?? false,
        probe,
      });
      return { value: trace, pending: trace.pending };
    } catch (error) {
      if (error instanceof EntryError) return { value: { entry, error }, pending: error.pending };
      throw error;
    }
  }

  /** What the document's main block and test functions show. */
  probe(analysis: Analysis): Probe {
    const known = this.probes.get(analysis);
    if (known) return known;
    const { document } = analysis;
    const probe = probeDocument(this.project(document), document.file, {
      ambient: document.ambient,
      observe: (file) => file === document.file.id,
    });
    this.probes.set(analysis, probe);
    return probe;
  }

  private open(document: Document): Run {
    return openRun(this.project(document), document.file, {
      budget: this.budget(),
      ambient: document.ambient,
      observe: (file) => this.documents.get(file) !== undefined,
    });
  }

  private project(document: Document): Project {
    return { sourcesFor: () => this.modules.sourceFor(document.open.uri) };
  }

  private budget(): Budget {
    const { steps = 4_000_000, seconds = 4 } = this.configuration?.budget ?? {};
    return { steps, milliseconds: seconds * 1000, depth: 330 };
  }

  /** Runs until no module is missing that could be loaded. */
  private async settle<T>(document: Document, compute: () => { value: T; pending: ReadonlySet<string> }): Promise<T> {
    for (let round = 0; ; round++) {
      await this.turn();
      if (
        this.documents.get(document.open.uri) !== document &&
        this.documents.get(document.open.uri)?.file.parse.hash !== document.file.parse.hash
      ) {
        throw new Cancelled();
      }
      const { value, pending } = compute();
      if (pending.size === 0 || round >= MAX_ROUNDS) return value;
      await this.modules.load(document.open.uri, [...pending]);
    }
  }

  /** Lets waiting messages (edits, cancellations) in, and shows the host that the worker lives. */
  private async turn(): Promise<void> {
    if (performance.now() - this.turnedAt < TURN_MS) return;
    await this.breathe();
    this.turnedAt = performance.now();
  }

  /** An input chosen by the user for this entry, by its key. */
  private chosenInputs(
    document: Document,
    entry: EntryPoint,
  ): { readonly text: string; readonly specs: readonly InputSpec[] } | null {
    const text = this.configuration?.chosenInputs[entryKey(document, entry)];
    const specs = text === undefined ? null : readSpecs(text);
    return text !== undefined && specs ? { text, specs } : null;
  }

  /** From `convlens.inputs`: the first pattern that matches the path. */
  private configuredInputs(document: Document): readonly InputSpec[] | null {
    const path = this.relativePath(document.open.uri);
    for (const [pattern, text] of Object.entries(this.configuration?.inputs ?? {})) {
      if (globToRegExp(pattern).test(path)) return readSpecs(text);
    }
    return null;
  }

  relativePath(uri: string): string {
    const folder = this.configuration?.workspaceFolders.find((root) =>
      uri.startsWith(root.endsWith('/') ? root : `${root}/`),
    );
    return decodeURIComponent(
      folder ? uri.slice(folder.length).replace(/^\//, '') : uri.slice(uri.lastIndexOf('/') + 1),
    );
  }
}

function readSpecs(text: string): readonly InputSpec[] | null {
  try {
    return parseInputSpecs(text);
  } catch (error) {
    if (error instanceof InputSpecError) return null; // The input box refuses such texts; a setting may still hold one.
    throw error;
  }
}

export const isTrace = (result: ModelTrace | EntryFailure): result is ModelTrace => 'graph' in result;
export const entryKey = (document: Document, entry: Pick<EntryPoint, 'text'>): string =>
  `${document.open.uri}#${entry.text}`;
export type { FileId };
