// Diagnostics: what PyTorch would raise, at the failing call, with the places that made the wrong sizes; what could not be
// followed, once, at its root; advice. An error is reported only when it is proved.
import { l10n } from '../base/l10n';
import { directivesOf } from '../frontends/directives';
import { InputSpecError, parseInputSpecs } from '../frontends/inputSpec';
import type { EntryPoint } from '../frontends/entryPoints';
import type { Probe } from '../frontends/probe';
import type { ModelTrace } from '../frontends/pytorch';
import { sourceAdvice } from '../interp/advice';
import { standInNote } from '../interp/torch/index';
import type { Raised } from '../interp/trace';
import { advise } from '../lint/index';
import { showDim } from '../tensor/dim';
import type { Dim, Reason } from '../tensor/value';
import type { Finding, Severity } from '../protocol/analysis';
import type { Analysis } from './analyses';
import type { Document, Documents } from './documents';
import { fixesFor, type Verify } from './fixes';
import { literalOf } from './literals';
import { isProved, isProvedFailure, isTensorError } from './proof';
import { reasonText } from './reasons';

export interface FindingInput {
  readonly documents: Documents;
  readonly analysis: Analysis;
  readonly traces: readonly ModelTrace[];
  /** Exceptions of constructors and builders. */
  readonly failures: readonly { readonly raised: Raised; readonly entry: EntryPoint }[];
  /** What the main block and functions without arguments do. */
  readonly around: Probe;
  readonly advice: boolean;
  /** Whether a text change makes the error go away; fixes are offered only when it does. */
  readonly verify: Verify;
}

/** The findings of a document, of all its parts; each with the URI of its part. */
export function findings(input: FindingInput): { readonly uri: string; readonly finding: Finding }[] {
  const collector = new Collector(input);
  const { document, entries } = input.analysis;
  const code = { parse: document.file.parse, entries, isExcerpt: document.program.kind === 'markdown' };
  for (const trace of input.traces)
    for (const raised of trace.raises) if (isProved(raised, code, trace)) collector.raised(raised, trace);
  for (const { raised, entry } of input.failures)
    if (isProvedFailure(raised, entry, code)) collector.raised(raised, null);
  for (const raised of [...input.analysis.raises, ...input.around.raises])
    if (isTensorError(raised)) collector.raised(raised, null);
  collector.gaps();
  collector.standIns();
  if (input.advice) for (const trace of input.traces) collector.advice(trace);
  collector.directives();
  return collector.result();
}

class Collector {
  private readonly found = new Map<string, { uri: string; finding: Finding }>();
  /** Under which key a fault is found, by the places that made it. */
  private readonly causes = new Map<string, string>();
  private readonly advised = new Set<string>();
  private readonly silenced: readonly { readonly line: number; readonly uri: string; readonly rule: string }[];

  constructor(private readonly input: FindingInput) {
    const { document } = this;
    this.silenced = directivesOf(document.file.parse).flatMap((directive) => {
      if (directive.ignore === null) return [];
      const { uri, start } = input.documents.place(document, directive.start, directive.end);
      return [{ uri, line: start.line, rule: directive.ignore }];
    });
  }

  private get document(): Document {
    return this.input.analysis.document;
  }

  raised(raised: Raised, trace: ModelTrace | null): void {
    const node =
      raised.origin && raised.origin.at.file === this.document.file.id
        ? this.document.file.parse.nodes[raised.origin.at.node]
        : undefined;
    // The innermost frame in this document, when the call that failed stands elsewhere.
    const caller = raised.traceback
      .map((origin) => origin.at)
      .reverse()
      .find((site) => site.file === this.document.file.id);
    const at = node ?? (caller ? this.document.file.parse.nodes[caller.node] : undefined);
    if (!at) return;
    this.add(at.start, at.end, 'error', codeOf(raised), `${raised.type}: ${raised.message}`, {
      related: raised.blame.flatMap((dim) => this.related(dim)),
      fixes: fixesFor({
        documents: this.input.documents,
        document: this.document,
        raised,
        trace,
        verify: this.input.verify,
      }),
    });
  }

  private related(dim: Dim): Finding['related'] {
    const origin = dim.kind === 'int' ? dim.origin : null;
    if (!origin) return [];
    const { interpreter } = this.input.analysis.run;
    const literal = literalOf(dim, (file) => interpreter.fileOf(file)?.parse);
    const place = this.input.documents.placeOfSite(literal?.site ?? origin.at, (file) => interpreter.fileOf(file));
    return place ? [{ place, message: l10n.t('{0} comes from here', showDim(dim)) }] : [];
  }

  gaps(): void {
    const reasons = new Map<Reason, number>();
    for (const trace of this.input.traces)
      for (const { reason, lost } of trace.gaps) reasons.set(reason, Math.max(lost, reasons.get(reason) ?? 0));
    for (const [reason, lost] of reasons) {
      const site = reason.origin?.at;
      const node =
        site && site.file === this.document.file.id ? this.document.file.parse.nodes[site.node] : undefined;
      if (!node || lost === 0) continue;
      const hint = reason.hint ? ` ${reasonText(reason.hint)}` : '';
      this.add(
        node.start,
        node.end,
        'information',
        reason.code,
        `${l10n.t('Unknown from here: {0}.', reasonText(reason.message))}${hint}`,
        {},
      );
    }
  }

  /** Once per library, where it was first needed: a hint, for nothing is wrong. */
  standIns(): void {
    for (const standIn of this.input.traces.flatMap((trace) => trace.standIns)) {
      const site = standIn.origin?.at;
      const node =
        site && site.file === this.document.file.id ? this.document.file.parse.nodes[site.node] : undefined;
      if (!node) continue;
      const [package_ = ''] = standIn.library.split(' ');
      const message = `${reasonText(standInNote(standIn))}. ${reasonText(sourceAdvice(package_))}`;
      this.add(node.start, node.end, 'hint', 'stand-in', message, {});
    }
  }

  /** Advice of one model; what an earlier one, which may have this one as a part, said of a line is not said again. */
  advice(trace: ModelTrace): void {
    const news = advise(trace).filter(({ site, rule }) => site.file === this.document.file.id
      && !this.advised.has(`${rule} ${site.node}`));
    for (const { site, rule, message, values } of news) {
      this.advised.add(`${rule} ${site.node}`);
      const node = this.document.file.parse.nodes[site.node];
      if (node) this.add(node.start, node.end, 'information', rule, l10n.t(message, ...values), {});
    }
  }

  /** Comments that cannot be read. */
  directives(): void {
    for (const directive of directivesOf(this.document.file.parse)) {
      if (directive.input === null) continue;
      try {
        parseInputSpecs(directive.input);
      } catch (error) {
        if (!(error instanceof InputSpecError)) throw error;
        this.add(directive.start, directive.end, 'warning', 'input-comment', error.message, {});
      }
    }
  }

  private add(
    start: number,
    end: number,
    severity: Severity,
    code: string,
    message: string,
    rest: Partial<Pick<Finding, 'related' | 'fixes'>>,
  ): void {
    const { document, documents } = { document: this.document, documents: this.input.documents };
    const text = document.file.parse.text.slice(start, end);
    // A finding over many lines would underline them all: its first line says enough.
    const firstLine = text.indexOf('\n') < 0 ? end : start + text.indexOf('\n');
    const { uri, range } = documents.range(document, start, firstLine);
    const { line } = documents.lineColumn(document, uri, range.start);
    if (
      this.silenced.some(
        (directive) =>
          directive.uri === uri && directive.line === line && (directive.rule === '' || directive.rule === code),
      )
    )
      return;
    // The same sizes from the same places are one fault, whatever batch each model met it with; a batch that is known says more.
    const at = `${uri} ${range.start} ${code} `;
    const same = at + message;
    const cause = rest.related?.length ? at + JSON.stringify(rest.related) : same;
    const key = this.found.has(same) ? same : (this.causes.get(cause) ?? same);
    this.causes.set(cause, key);
    const known = this.found.get(key)?.finding;
    const fixes = known?.fixes.length ? known.fixes : (rest.fixes ?? []);
    const said = known && !(OPEN_SIZE.test(known.message) && !OPEN_SIZE.test(message)) ? known.message : message;
    const related = known?.related ?? rest.related ?? [];
    this.found.set(key, { uri, finding: { range, severity, code, message: said, related, fixes } });
  }

  result(): { readonly uri: string; readonly finding: Finding }[] {
    return [...this.found.values()];
  }
}

/** `(Nx128 and 127x10)`, `[N, 3, 32, 32]` */
const OPEN_SIZE = /\bN(?:x|, )/;
const codeOf = (raised: Raised): string => (raised.blame.length > 0 ? 'shape-mismatch' : raised.type);
