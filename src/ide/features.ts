// The editor's questions about one open document, answered from its analysis: which traces are needed, in which order.
import { l10n } from '../base/l10n';
import type { FileId, Origin } from '../base/source';
import type { EntryPoint } from '../frontends/entryPoints';
import { InputSpecError, parseInputSpecs, showInputSpec } from '../frontends/inputSpec';
import { traceModel, type ModelTrace } from '../frontends/pytorch';
import type { ModuleCall } from '../graph/graph';
import { openRun, PROBE_BUDGET } from '../frontends/run';
import { summarize } from '../frontends/summary';
import type { ParseCache } from '../frontends/sources';
import type { Observations } from '../interp/trace';
import type {
  EntrySummary,
  FileStatus,
  Finding,
  Hint,
  HoverResult,
  InputChoice,
  InstanceChoice,
  Lens,
  OffsetRange,
  Selection,
  TableFormat,
  TextEdit,
} from '../protocol/analysis';
import type { Allowance } from './allowance';
import { entryKey, isTrace, type Analyses, type Analysis, type EntryFailure } from './analyses';
import { inputSource, lensesFor } from './codeLenses';
import { findings } from './diagnostics';
import type { Document, Documents } from './documents';
import type { ProgramEdit } from './fixes';
import { hover } from './hover';
import { inlayHints } from './inlayHints';
import { functionsNamed, lastIdIn, Lookup } from './lookup';
import { LensTurn } from './lensTurn';
import { conventionOf } from './macs';
import { byWhatTheyShow, isDoubtful, isGuessRefused, isPartOfClass, isSaidElsewhere, madeOf } from './meant';
import { reasonText } from './reasons';
import { showOutput, showShort } from './show';
import { summaryTable } from './table';

/** So many models of one file are traced for hints and diagnostics. */
const MAX_TRACED = 24;
/** After the first model, further ones are traced for hints only so long. */
const HINT_MS = 200;
/** And for diagnostics so long. */
const FINDINGS_MS = 2_000;

export class Features {
  private selection: Selection | null = null;
  /** The part of each document that was looked at last. */
  private readonly visible = new Map<string, OffsetRange>();
  /** Models that were left out of the lenses of a document. */
  private readonly deferred = new Map<string, ReadonlySet<string>>();
  /** What the lenses of a document may take before models are left out. */
  private readonly allowances = new WeakMap<Analysis, Allowance>();

  constructor(
    private readonly documents: Documents,
    private readonly analyses: Analyses,
    private readonly cache: ParseCache,
    private readonly refreshLenses: () => Promise<void> = () => Promise.resolve(),
    private readonly refreshLensesLater: () => void = () => {}, // After the answer to the question at hand.
  ) {}

  select(selection: Selection): void {
    this.selection = selection;
  }

  async hover(uri: string, offset: number): Promise<HoverResult | null> {
    const document = this.documents.get(uri);
    const at = document && this.documents.programOffset(document, uri, offset);
    if (!document || at === undefined) return null;
    const { lookup } = await this.lookup(document);
    return hover(
      this.documents,
      this.documents.get(uri) ?? document,
      lookup,
      at,
      conventionOf(this.analyses.configuration?.macsConvention),
    );
  }

  async inlayHints(uri: string, range: OffsetRange): Promise<readonly Hint[]> {
    const document = this.documents.get(uri);
    if (!document) return [];
    this.visible.set(uri, range);
    const { analysis, lookup } = await this.lookup(document);
    const left = this.deferred.get(uri);
    if (left && analysis.entries.some((entry) => left.has(entry.text) && this.isVisible(document, entry, uri)))
      await this.refreshLenses();
    return inlayHints(this.documents, this.documents.get(uri) ?? document, lookup, uri, range);
  }

  async codeLenses(uri: string): Promise<readonly Lens[]> {
    const document = this.documents.get(uri);
    if (!document) return [];
    const { analysis, lookup } = await this.lookup(document);
    const { parse } = analysis.document.file;
    const convention = conventionOf(this.analyses.configuration?.macsConvention);
    const allowance = this.allowances.get(analysis) ?? this.analyses.allowance(analysis);
    this.allowances.set(analysis, allowance);
    const turn = new LensTurn(allowance);
    const deferred = new Set<string>();
    const lenses: Lens[] = [];
    for (const entry of this.visibleFirst(document, uri, analysis.entries)) {
      const parts = lookup.partsNamed(entry.name);
      // What a model's own code constructs is said at the class that it is an instance of.
      if (parts.length > 0 && isPartOfClass(parse, entry)) continue;
      if (isSaidElsewhere(parse, entry, analysis.entries, parts.length > 0)) continue;
      const isDeferred = entry.callable && !this.analyses.hasTrace(analysis, entry)
        && turn.leavesOut(this.isVisible(document, entry, uri));
      if (isDeferred) deferred.add(entry.text);
      const result = entry.callable && !isDeferred ? await this.analyses.trace(analysis, entry) : null;
      const part = result === null || isGuessRefused(result) ? (parts[0] ?? null) : null;
      const made = result === null && entry.kind === 'class' ? madeOf(entry, analysis, lookup) : null;
      const siblings = entry.kind === 'instance' ? 0 : (await this.instancesOf(analysis, entry)).length;
      lenses.push(
        ...lensesFor({ documents: this.documents, analysis, uri, entry, result, made, isDeferred, siblings, part, convention }),
      );
    }
    this.deferred.set(uri, deferred);
    if (turn.hasMore) this.refreshLensesLater();
    return lenses.sort((a, b) => a.range.start - b.range.start);
  }

  /** Whether the definition of an entry was in sight when the document was asked about last. */
  private isVisible(document: Document, entry: EntryPoint, uri: string): boolean {
    const range = this.visible.get(uri);
    const node = document.file.parse.nodes[entry.site.node];
    if (!range || !node) return false;
    const at = this.documents.range(document, node.start, node.end);
    return at.uri === uri && at.range.start <= range.end && at.range.end >= range.start;
  }

  private visibleFirst(document: Document, uri: string, entries: readonly EntryPoint[]): readonly EntryPoint[] {
    const seen = entries.filter((entry) => this.isVisible(document, entry, uri));
    return [...seen, ...entries.filter((entry) => !seen.includes(entry))];
  }

  /** A document was closed. */
  forget(uri: string): void {
    this.visible.delete(uri);
    this.deferred.delete(uri);
  }

  async diagnostics(uri: string): Promise<readonly Finding[]> {
    const document = this.documents.get(uri);
    if (!document) return [];
    const analysis = await this.analyses.of(document);
    const results = await this.results(analysis);
    const failures = results.flatMap((result) =>
      !isTrace(result) && result.error.raised ? [{ raised: result.error.raised, entry: result.entry }] : [],
    );
    const all = findings({
      documents: this.documents,
      analysis,
      traces: results.filter(isTrace),
      failures,
      around: this.analyses.probe(analysis),
      advice: this.analyses.configuration?.advice ?? true,
      verify: this.verifier(analysis, results),
    });
    return all.filter((found) => found.uri === uri).map((found) => found.finding);
  }

  /** Tries a change of the text: does the model that raised still raise the same? */
  private verifier(
    analysis: Analysis,
    results: readonly (ModelTrace | EntryFailure)[],
  ): (edits: readonly ProgramEdit[], message: string) => boolean {
    const { document } = analysis;
    return (edits, message) => {
      const failing = results.find((result) =>
        isTrace(result)
          ? result.raises.some((raised) => raised.message === message)
          : result.error.raised?.message === message,
      );
      if (!failing) return false;
      const text = applyEdits(document.program.text, edits);
      const parse = this.cache.parse(`${document.open.uri}#trial`, text, {
        notebook: document.open.language !== 'python',
      });
      const file = { ...document.file, parse };
      const run = openRun({ sourcesFor: () => analysis.run.interpreter.sources }, file, {
        budget: PROBE_BUDGET,
        ambient: document.ambient,
      });
      try {
        const entry = isTrace(failing) ? failing.entry : failing.entry.text;
        const inputs = isTrace(failing) ? failing.inputs.map((input) => input.spec) : null;
        const trial = traceModel(run, { document: file, entry, inputs, probe: () => this.analyses.probe(analysis) });
        return trial.raises.length === 0;
      } catch {
        return false; // The change breaks something else: not a fix.
      } finally {
        run.interpreter.dispose();
      }
    };
  }

  // ---- entries, inputs, instances ---------------------------------------------------------------------------------

  async entriesOf(uri: string): Promise<readonly EntrySummary[]> {
    const document = this.documents.get(uri);
    if (!document) return [];
    const analysis = await this.analyses.of(document);
    const summaries: EntrySummary[] = [];
    const allowance = this.analyses.allowance(analysis);
    const entries = analysis.entries.filter((entry) => entry.callable
      && !isSaidElsewhere(analysis.document.file.parse, entry, analysis.entries, false));
    for (const entry of this.visibleFirst(document, uri, entries)) {
      if (allowance.isSpent && !this.analyses.hasTrace(analysis, entry)) continue;
      const result = await this.analyses.trace(analysis, entry);
      const place = this.documents.placeOfSite(entry.site, () => undefined);
      if (!isTrace(result) || !place) continue;
      summaries.push({
        key: entryKey(document, entry),
        name: entry.text,
        uri: document.open.uri,
        place,
        input: inputText(result),
        inputAssumed: result.inputOrigin.kind === 'assumed',
        output: showOutput(result.graph.output, null),
        parameters: result.ledger.parameters,
        macs: result.ledger.macs,
      });
    }
    return summaries;
  }

  async inputChoice(key: string): Promise<InputChoice | null> {
    const found = await this.find(key);
    if (!found?.result || !isTrace(found.result)) return null;
    const current = inputText(found.result);
    return {
      current,
      source: inputSource(found.result),
      assumed: found.result.inputOrigin.kind === 'assumed',
      suggestions: suggestionsFor(found.result),
    };
  }

  checkInput(text: string): string | null {
    try {
      const specs = parseInputSpecs(text);
      return specs.length === 0 ? l10n.t('Write a shape such as 1x3x224x224.') : null;
    } catch (error) {
      if (error instanceof InputSpecError) return error.message;
      throw error;
    }
  }

  async inputComment(key: string, text: string): Promise<readonly TextEdit[] | null> {
    const found = await this.find(key);
    const node = found?.analysis.document.file.parse.nodes[found.entry.site.node];
    if (!found || !node) return null;
    const { document } = found.analysis;
    const place = this.documents.place(document, node.start, node.start);
    const part = document.program.parts[document.parts.indexOf(place.uri)]?.text ?? '';
    const lineStart = part.lastIndexOf('\n', place.range.start - 1) + 1;
    const indent = /^[ \t]*/.exec(part.slice(lineStart))?.[0] ?? '';
    const above = part.slice(0, lineStart);
    const old = /(?:^|\n)([ \t]*# convlens: input=[^\n]*\n)$/.exec(above);
    const range = { start: old ? lineStart - (old[1]?.length ?? 0) : lineStart, end: lineStart };
    return [
      {
        uri: place.uri,
        range,
        newText: `${indent}# convlens: input=${text}\n`,
        start: this.documents.lineColumn(document, place.uri, range.start),
        end: this.documents.lineColumn(document, place.uri, range.end),
      },
    ];
  }

  async instances(key: string): Promise<readonly InstanceChoice[]> {
    const found = await this.find(key);
    if (!found) return [];
    return this.instancesOf(found.analysis, found.entry);
  }

  /** Models of the class or function, and its instances inside of other models. */
  private async instancesOf(analysis: Analysis, { name, kind }: EntryPoint): Promise<InstanceChoice[]> {
    const { document } = analysis;
    const { parse } = document.file;
    const parts = kind === 'builder' ? [] : (await this.lookup(document)).lookup.partsNamed(name);
    const picked = (selection: Selection): boolean =>
      selection.entry === this.selection?.entry && selection.instance === this.selection.instance;
    const entries = analysis.entries.filter(
      (entry) => entry.name === name && entry.callable && !(parts.length > 0 && isPartOfClass(parse, entry)),
    );
    return [
      ...entries.map((entry) => ({
        label: entry.text,
        description: l10n.t('line {0}', entry.line),
        selection: { entry: entryKey(document, entry) },
      })),
      ...parts.map(({ trace, item }) => ({
        label: item.path,
        description: `${trace.entry}: ${shapesOf(item, trace)} → ${showOutput(item.output, trace)}`,
        selection: { entry: entryKey(document, { text: trace.entry }), instance: item.path },
      })),
    ].map((choice) => ({ ...choice, picked: picked(choice.selection) }));
  }

  async summaryTable(key: string, format: TableFormat): Promise<string | null> {
    const found = await this.find(key);
    if (!found?.result || !isTrace(found.result)) return null;
    const { document } = found.analysis;
    return summaryTable(
      summarize(found.result, found.entry.text, new Map([[document.file.id, document.program]])),
      format,
    );
  }

  async status(uri: string): Promise<FileStatus> {
    const document = this.documents.get(uri);
    if (!document) return { state: 'idle', models: 0, errors: 0, gaps: [], elapsedMs: 0 };
    const analysis = await this.analyses.of(document);
    const traces = (await this.results(analysis)).filter(isTrace);
    const gaps = new Map(traces.flatMap((trace) => trace.gaps).map((gap) => [gap.reason, gap] as const));
    return {
      state: 'idle',
      models: analysis.entries.length,
      errors: traces.filter((trace) => trace.raises.length > 0).length,
      gaps: [...gaps.values()].map(({ reason, lost }) => ({
        message: reasonText(reason.message),
        lost,
        place: reason.origin
          ? (this.documents.placeOfSite(reason.origin.at, (file) => analysis.run.interpreter.fileOf(file)) ??
            undefined)
          : undefined,
      })),
      elapsedMs: analysis.elapsedMs,
    };
  }

  // ---- traces -------------------------------------------------------------------------------------------------------

  /** Finds an entry by its key, traced when it can be called. */
  async find(
    key: string,
  ): Promise<{ analysis: Analysis; entry: EntryPoint; result: ModelTrace | EntryFailure | null } | null> {
    const uri = key.slice(0, key.indexOf('#', key.indexOf('://') + 3));
    const document =
      this.documents.all().find((candidate) => key.startsWith(`${candidate.open.uri}#`)) ?? this.documents.get(uri);
    if (!document) return null;
    const analysis = await this.analyses.of(document);
    const entry = analysis.entries.find((candidate) => entryKey(document, candidate) === key);
    if (!entry) return null;
    return { analysis, entry, result: entry.callable ? await this.analyses.trace(analysis, entry) : null };
  }

  /** All callable entries traced, those that show most first. */
  private async results(analysis: Analysis): Promise<(ModelTrace | EntryFailure)[]> {
    const results: (ModelTrace | EntryFailure)[] = [];
    const started = performance.now();
    const allowance = this.analyses.allowance(analysis);
    const isLate = (): boolean => performance.now() - started > FINDINGS_MS || allowance.isSpent;
    for (const entry of this.ordered(analysis).slice(0, MAX_TRACED)) {
      if (results.length > 0 && isLate() && !this.analyses.hasTrace(analysis, entry)) continue;
      results.push(await this.analyses.trace(analysis, entry));
    }
    return results;
  }

  /** Traces until every part of the document that a trace can show has been seen: forwards, models, instances. */
  async lookup(document: Document): Promise<{ analysis: Analysis; lookup: Lookup }> {
    const analysis = await this.analyses.of(document);
    const started = performance.now();
    const allowance = this.analyses.allowance(analysis);
    const traces: ModelTrace[] = [];
    const doubtful: ModelTrace[] = [];
    const isLate = (): boolean => (traces.length > 0 && performance.now() - started > HINT_MS) || allowance.isSpent;
    const entries = this.ordered(analysis).slice(0, MAX_TRACED);
    const forwards = new Unseen(
      document,
      functionsNamed(document.file.parse, 'forward').map(({ def }) => def.id),
    );
    const own = new Unseen(
      document,
      entries.map((entry) => entry.site.node),
    );
    for (const entry of entries) {
      if (traces.length > 0 && forwards.size === 0 && !own.has(entry.site.node)) continue;
      // Hints do not wait for every model of a long file: the others come with the lenses, which trace them one by one.
      if (isLate() && !this.analyses.hasTrace(analysis, entry)) continue;
      const result = await this.analyses.trace(analysis, entry);
      if (!isTrace(result)) continue;
      const news = [forwards.remove(result), own.remove(result)].some(Boolean);
      if (traces.length === 0 || news || entryKey(document, entry) === this.selection?.entry)
        (isDoubtful(entry, result) ? doubtful : traces).push(result);
      own.drop(entry.site.node);
    }
    traces.push(...doubtful);
    const around = (): Observations => this.analyses.probe(analysis).observations;
    return { analysis, lookup: new Lookup(traces, [() => analysis.observations, around], analysis, this.selection) };
  }

  private ordered(analysis: Analysis): EntryPoint[] {
    const { document } = analysis;
    return byWhatTheyShow(document.file.parse, this.visibleFirst(document, document.open.uri, analysis.entries),
      (entry) => entryKey(document, entry) === this.selection?.entry);
  }
}

/** Parts of a document, by the node that holds each, in which no trace has done anything so far. */
class Unseen {
  private readonly parts = new Map<number, number>();

  constructor(
    private readonly document: Document,
    nodes: readonly number[],
  ) {
    const { parse } = document.file;
    for (const id of nodes) {
      const node = parse.nodes[id];
      if (node) this.parts.set(id, lastIdIn(parse, node));
    }
  }

  get size(): number {
    return this.parts.size;
  }

  has(node: number): boolean {
    return this.parts.has(node);
  }

  drop(node: number): void {
    this.parts.delete(node);
  }

  /** Whether the trace did something in one of them; they are seen from now on. */
  remove(trace: ModelTrace): boolean {
    if (this.parts.size === 0) return false;
    const touched = touchedBy(trace, this.document.file.id);
    const seen = [...this.parts].filter(([first, last]) => touched.some((node) => node >= first && node <= last));
    for (const [first] of seen) this.parts.delete(first);
    return seen.length > 0;
  }
}

const touchedNodes = new WeakMap<ModelTrace, readonly number[]>();

/** The nodes of a file at which a trace did something. */
function touchedBy(trace: ModelTrace, file: FileId): readonly number[] {
  const known = touchedNodes.get(trace);
  if (known) return known;
  const touched = new Set<number>();
  const touch = (origin: Origin | null): void => {
    if (origin && origin.at.file === file) touched.add(origin.at.node);
  };
  for (const node of trace.graph.nodes) touch(node.origin);
  for (const call of trace.graph.calls) {
    touch(call.origin);
    touch(call.module.origin);
  }
  touchedNodes.set(trace, [...touched]);
  return [...touched];
}

const shapesOf = (call: ModuleCall, trace: ModelTrace): string =>
  call.inputs.map((meta) => showShort(meta.shape, trace)).join(', ');

const inputText = (trace: ModelTrace): string => trace.inputs.map((input) => showInputSpec(input.spec)).join(',');

function suggestionsFor(trace: ModelTrace): InputChoice['suggestions'] {
  const [first] = trace.inputs;
  if (first?.spec.kind !== 'tensor' || first.spec.dims.length !== 4) return [];
  const channels = first.spec.dims[1] ?? 3;
  return [
    { text: `Nx${channels}x224x224`, detail: 'ImageNet' },
    { text: `Nx${channels}x32x32`, detail: 'CIFAR' },
    { text: 'Nx1x28x28', detail: 'MNIST' },
    { text: `Nx${channels}xHxW`, detail: l10n.t('symbolic height and width') },
  ];
}

function applyEdits(text: string, edits: readonly ProgramEdit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}
