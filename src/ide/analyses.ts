// What is known of each open document: its models and their traces, made on demand and kept until something they read changes.
// A run is synchronous; modules it lacked are loaded and it runs again. Work that an edit has overtaken is given up.
import type { FileId } from '../base/source';
import { entryPoints, lineOfEntry, type EntryPoint } from '../frontends/entryPoints';
import { InputSpecError, parseInputSpecs, type InputSpec } from '../frontends/inputSpec';
import { directiveFor, directivesOf } from '../frontends/directives';
import { callsSeen, probe, type Probe, type ProbePart } from '../frontends/probe';
import { EntryError, leaveMode, traceModel, type ModelRequest, type ModelTrace } from '../frontends/pytorch';
import { traceRecorded, type RecordedModel } from '../frontends/recipe';
import { Results } from '../frontends/results';
import { Revisions, type Revision } from '../frontends/revisions';
import { EDITOR_BUDGET, emptyRun, openRun, type Project, type Run } from '../frontends/run';
import type { Budget } from '../interp/interpreter';
import { forgetPending } from '../interp/imports';
import type { Observations, Raised } from '../interp/trace';
import type { SourceFile } from '../interp/value';
import type { Configuration } from '../protocol/analysis';
import { Cancelled } from '../protocol/rpc';
import { Allowance } from './allowance';
import type { Document, Documents } from './documents';
import { globToRegExp } from './glob';
import type { Modules } from './modules';

export interface EntryFailure {
  readonly entry: EntryPoint;
  readonly error: EntryError;
}

/** One revision of a document, with everything asked of it so far. */
export interface Analysis {
  /** As it is now: texts that differ only in layout share an analysis. */
  document: Document;
  readonly revision: string;
  readonly run: Run;
  entries: readonly EntryPoint[];
  /** Exceptions of the module's own statements. */
  readonly raises: readonly Raised[];
  /** Values of the module's own statements. */
  readonly observations: Observations;
  /** Arguments of the functions that these call. */
  readonly parameters: Observations;
  readonly elapsedMs: number;
  readonly kept: Kept;
  readonly state: Revision;
  /** Instances whose traces were kept from an earlier revision, with the mode that tracing them would have set. */
  readonly modesDue: Map<string, boolean>;
}

/** What goes from one revision of a document to the next. */
interface Kept {
  /** Files and settings that it was made with. */
  readonly modulesRevision: number;
  readonly revisions: Revisions;
  readonly traces: Results<ModelTrace>;
  readonly probes: Results<ProbePart>;
}

/** What an edit made run again, for tests: texts of statements, entries, functions that were looked into. */
export interface Ran {
  readonly statements: readonly string[];
  readonly traces: readonly string[];
  readonly probes: readonly string[];
}

/** What a model is traced in: a run of a document's text. */
interface Traceable {
  readonly document: Document;
  readonly run: Run;
  readonly file: SourceFile;
  readonly probe: () => Probe;
}

const MAX_ROUNDS = 40;
/** Analyses that are kept: each holds a whole run. An index of a workspace makes hundreds. */
const MAX_KEPT = 16;
/** Work goes on so long before messages are let in. */
const TURN_MS = 40;

export class Analyses {
  private readonly current = new Map<string, { revision: string; analysis: Promise<Analysis> }>();
  private readonly traces = new WeakMap<Analysis, Map<string, ModelTrace | EntryFailure>>();
  private readonly probes = new WeakMap<Analysis, Probe>();
  private readonly kept = new Map<string, Kept>();
  /** Kept only for whoever asks, as it grows with every edit. */
  private ran: { statements: string[]; traces: string[]; probes: string[] } | null = null;
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
    const revision = `${document.file.parse.hash} ${this.modulesRevision} ${commentsKey(document)}`;
    const known = this.current.get(uri);
    if (known?.revision === revision) {
      this.use(uri, known);
      return moved(await known.analysis, document);
    }
    const analysis = this.settle(document, (isLast) => {
      const started = performance.now();
      const kept = this.keptOf(document);
      const state = kept.revisions.next(document.file);
      const { run, raises, observations, parameters } = state;
      const { text } = document.program;
      this.ran?.statements.push(...state.ran.map((node) => text.slice(node.start, node.end)));
      // A run that lacks modules is made again: what it shows need not be looked at.
      const entries = run.interpreter.pending.size > 0 && !isLast ? []
        : entryPoints(run, document.file, new Map([[document.file.id, document.program]]));
      return {
        value: {
          document,
          revision,
          run,
          entries,
          raises,
          observations,
          parameters,
          elapsedMs: performance.now() - started,
          kept,
          state,
          modesDue: new Map<string, boolean>(),
        },
        pending: run.interpreter.pending,
      };
    });
    const entry = { revision, analysis };
    this.use(uri, entry);
    analysis.catch(() => {
      if (this.current.get(uri) === entry) this.current.delete(uri);
    });
    return analysis;
  }

  /** The document was asked about last; what nobody has asked about for long is made again when somebody does. */
  private use(uri: string, entry: { revision: string; analysis: Promise<Analysis> }): void {
    this.current.delete(uri);
    this.current.set(uri, entry);
    const [oldest] = this.current.keys();
    if (this.current.size > MAX_KEPT && oldest !== undefined) this.forget(oldest);
  }

  forget(uri: string): void {
    this.current.delete(uri);
    this.kept.get(uri)?.revisions.dispose();
    this.kept.delete(uri);
  }

  /** What has run since this was asked last; nothing the first time. */
  takeRan(): Ran {
    const ran = this.ran ?? { statements: [], traces: [], probes: [] };
    this.ran = { statements: [], traces: [], probes: [] };
    return ran;
  }

  private keptOf(document: Document): Kept {
    const { uri } = document.open;
    const known = this.kept.get(uri);
    if (known?.modulesRevision === this.modulesRevision) return known;
    known?.revisions.dispose();
    const revisions = new Revisions((file) =>
      emptyRun(this.project(document), file, {
        budget: this.budget(),
        ambient: document.ambient,
        observe: (observed) => this.documents.get(observed) !== undefined,
      }),
    );
    const { modulesRevision } = this;
    const traces = new Results<ModelTrace>(revisions);
    const made = { modulesRevision, revisions, traces, probes: new Results<ProbePart>(revisions) };
    this.kept.set(uri, made);
    return made;
  }

  /** The trace of one entry. Kept with the analysis; another input is another trace. */
  async trace(analysis: Analysis, entry: EntryPoint): Promise<ModelTrace | EntryFailure> {
    let traces = this.traces.get(analysis);
    if (!traces) this.traces.set(analysis, (traces = new Map()));
    const chosen = this.chosenInputs(analysis.document, entry);
    const key = this.traceKey(analysis, entry);
    const known = traces.get(key) ?? this.keptTrace(analysis, entry);
    if (known) {
      traces.set(key, known);
      return known;
    }
    const made = await this.settle(analysis.document, () => this.traceWatched(analysis, entry, chosen?.specs ?? null));
    traces.set(key, made);
    return made;
  }

  hasTrace(analysis: Analysis, entry: EntryPoint): boolean {
    const isKnown = this.traces.get(analysis)?.has(this.traceKey(analysis, entry)) ?? false;
    return isKnown || this.keptTrace(analysis, entry) !== undefined;
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
      try {
        return this.traceOnce(alone(document, file, run), entry, this.chosenInputs(document, entry)?.specs ?? null);
      } finally {
        run.interpreter.dispose();
      }
    });
  }

  /**
   * What `use` makes of an entry's trace with what initialises its weights: traced in a run of its own, which then ends.
   * `inputs`: others than those that the entry is shown for.
   */
  async recorded<T>(analysis: Analysis, entry: EntryPoint, use: (model: RecordedModel) => T,
    inputs: readonly InputSpec[] | null = null): Promise<T | EntryFailure> {
    const { document } = analysis;
    const { file, ambient } = document;
    return this.settle<T | EntryFailure>(document, () => {
      const run = openRun(this.project(document), file, { budget: this.budget(), ambient, recording: true });
      try {
        const chosen = inputs ?? this.chosenInputs(document, entry)?.specs ?? null;
        const model = traceRecorded(run, { ...this.requestOf(alone(document, file, run), entry, chosen), isConcrete: true });
        return { value: use(model), pending: model.trace.pending };
      } catch (error) {
        if (error instanceof EntryError) return { value: { entry, error }, pending: error.pending };
        throw error;
      } finally {
        run.interpreter.dispose();
      }
    });
  }

  /** A trace of an earlier revision that this one would repeat. */
  private keptTrace(analysis: Analysis, entry: EntryPoint): ModelTrace | undefined {
    const { kept, state } = analysis;
    if (!kept.revisions.isCurrent(state)) return undefined;
    const found = kept.traces.find(state, entry.text, (trace) => this.inputsKey(analysis, entry, trace));
    if (found && entry.kind === 'instance') analysis.modesDue.set(entry.text, found.training);
    return found;
  }

  /** What a trace's inputs were found by, for as far as it is not in the model itself. */
  private inputsKey(analysis: Analysis, entry: EntryPoint, trace: ModelTrace): string {
    const { document } = analysis;
    const { parse, id } = document.file;
    const chosen = this.chosenInputs(document, entry);
    
    const definition = trace.source?.file === id ? parse.nodes[trace.source.node] : null;
    const mode = directiveFor(parse, definition ?? null, 'mode') ?? '';
    if (chosen) return `chosen ${mode} ${chosen.text}`;
    const written = directiveFor(parse, definition ?? null, 'input');
    if (written !== null) return `comment ${mode} ${written}`;
    const calls = this.probe(analysis).calls.filter((call) => call.model === trace.graph.root?.qualified);
    const seen = JSON.stringify(
      calls.map(({ constructed, specs, open, at }) => {
        const node = constructed?.file === id ? parse.nodes[constructed.node] : undefined;
        const isPlain = node?.kind === 'Call' && node.args.length + node.keywords.length === 0;
        return [constructed, isPlain, specs, open, at];
      }),
    );
    return `calls ${mode} ${seen}`;
  }

  private requestOf({ document, file, probe }: Traceable, entry: EntryPoint, inputs: readonly InputSpec[] | null): ModelRequest {
    return { document: file, entry: entry.text, inputs, configuredInputs: this.configuredInputs(document),
      configuredTraining: this.configuration?.training ?? false, probe };
  }

  private traceOnce(
    source: Traceable,
    entry: EntryPoint,
    inputs: readonly InputSpec[] | null,
  ): { value: ModelTrace | EntryFailure; pending: ReadonlySet<string> } {
    try {
      const trace = traceModel(source.run, this.requestOf(source, entry, inputs));
      return { value: trace, pending: trace.pending };
    } catch (error) {
      if (error instanceof EntryError) return { value: { entry, error }, pending: error.pending };
      throw error;
    }
  }

  /** Traces a model of the document's run, and keeps the trace for later revisions where that is certain to be right. */
  private traceWatched(
    analysis: Analysis,
    entry: EntryPoint,
    inputs: readonly InputSpec[] | null,
  ): ReturnType<Analyses['traceOnce']> {
    const { kept, state, document, run } = analysis;
    if (!kept.revisions.isCurrent(state)) throw new Cancelled();
    this.leaveModes(analysis, entry);
    forgetPending(run.interpreter);
    this.ran?.traces.push(entry.text);
    const source: Traceable = { document, run, file: document.file, probe: () => this.probe(analysis) };
    const { value: made, isClean } = kept.revisions.watch(state, () => this.traceOnce(source, entry, inputs));
    const { value: trace, pending } = made;
    if (isTrace(trace)) {
      const isWhole =
        isClean && trace.gaps.length === 0 && pending.size === 0 && trace.standIns.length === state.standIns;
      kept.traces.keep(state, entry.text, trace, isWhole ? this.inputsKey(analysis, entry, trace) : '', isWhole);
    }
    return made;
  }

  /** Models that were not traced again are left as tracing leaves them, when another model can see them. */
  private leaveModes({ kept, state, run, modesDue }: Analysis, entry: EntryPoint): void {
    if (modesDue.size === 0) return;
    const { names } = kept.traces.reach(state, entry.text);
    for (const [name, training] of modesDue) {
      if (!names.has(name)) continue;
      leaveMode(run, name, training);
      modesDue.delete(name);
    }
  }

  /** What the document's main block and test functions show. */
  probe(analysis: Analysis): Probe {
    const known = this.probes.get(analysis);
    if (known) return known;
    const { kept, state, run, document } = analysis;
    if (!kept.revisions.isCurrent(state)) throw new Cancelled();
    const made = probe(run, document.file, state.calls, (expression, look) => {
      const before = expression === '' ? undefined : kept.probes.find(state, expression, () => '');
      if (before) return before;
      this.ran?.probes.push(expression);
      const { seen, isClean } = look();
      if (expression !== '') kept.probes.keep(state, expression, seen, '', isClean);
      return seen;
    });
    this.probes.set(analysis, made);
    return made;
  }

  private project(document: Document): Project {
    return { sourcesFor: () => this.modules.sourceFor(document.open.uri) };
  }

  /** What a request about many models of a document may take from now on. */
  allowance({ run }: Analysis): Allowance {
    return new Allowance(run.interpreter, this.budget());
  }

  private budget(): Budget {
    const { steps = 4_000_000, seconds = 4 } = this.configuration?.budget ?? {};
    return { ...EDITOR_BUDGET, steps, milliseconds: seconds * 1000 };
  }

  /** Runs until no module is missing that could be loaded. */
  private async settle<T>(
    document: Document,
    compute: (isLast: boolean) => { value: T; pending: ReadonlySet<string> },
  ): Promise<T> {
    for (let round = 0; ; round++) {
      await this.turn();
      if (
        this.documents.get(document.open.uri) !== document &&
        this.documents.get(document.open.uri)?.file.parse.hash !== document.file.parse.hash
      ) {
        throw new Cancelled();
      }
      const { value, pending } = compute(round >= MAX_ROUNDS);
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

/** A run that nothing else shares. */
function alone(document: Document, file: SourceFile, run: Run): Traceable {
  const calls = callsSeen(run.graph);
  return { document, file, run, probe: () => probe(run, file, calls) };
}

/** Comments that speak to us and where they stand: they are no part of the tree. */
const commentsKey = ({ file: { parse } }: Document): string =>
  directivesOf(parse)
    .map(({ input, model, mode, start }) =>
      [input, model, mode, parse.module.body.filter((node) => node.start < start).length].join(' '),
    )
    .join('\n');

/** The analysis on a text with the same tree in which things stand elsewhere. */
function moved(analysis: Analysis, document: Document): Analysis {
  if (analysis.document === document) return analysis;
  const programs = new Map([[document.file.id, document.program]]);
  analysis.document = document;
  analysis.entries = analysis.entries.map((entry) => ({ ...entry, line: lineOfEntry(entry, document.file, programs) }));
  return analysis;
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
