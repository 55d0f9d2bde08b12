// CodeLens above each model: input → output · parameters · MACs · receptive field, and what can be done with it.
import { l10n } from '../base/l10n';
import type { EntryPoint } from '../frontends/entryPoints';
import { showInputSpec } from '../frontends/inputSpec';
import type { ModelTrace } from '../frontends/pytorch';
import type { ReceptiveField } from '../graph/receptiveField';
import type { Lens } from '../protocol/analysis';
import { entryKey, isTrace, type Analysis, type EntryFailure } from './analyses';
import type { Documents } from './documents';
import { showAbout, showFieldSize, showOutput } from './show';

export interface LensInput {
  readonly documents: Documents;
  readonly analysis: Analysis;
  readonly uri: string;
  readonly entry: EntryPoint;
  /** null: cannot be called as it stands. */
  readonly result: ModelTrace | EntryFailure | null;
  /** How many models share the class; more than one can be chosen between. */
  readonly siblings: number;
}

export function lensesFor(input: LensInput): Lens[] {
  const { documents, analysis, entry, result } = input;
  const node = analysis.document.file.parse.nodes[entry.site.node];
  if (!node) return [];
  const { uri, range } = documents.range(analysis.document, node.start, node.start);
  if (uri !== input.uri) return [];
  const key = entryKey(analysis.document, entry);
  const lens = (title: string, action: Lens['action'], tooltip?: string): Lens => ({ range, title, action, tooltip });
  if (result === null) {
    return [lens(l10n.t('{0} needs {1}', entry.name, entry.needs.join(', ')), { kind: 'none' },
      l10n.t('Call it with arguments somewhere in this file, or write a comment: # convlens: model={0}(...)', entry.name))];
  }
  if (!isTrace(result)) return [lens(l10n.t('{0} cannot be built', entry.text), { kind: 'none' }, result.error.message)];
  const lenses = [
    lens(titleOf(entry, result), { kind: 'showInModels', node: key }, l10n.t('Show in the Models view')),
    lens(inputTitle(result), { kind: 'changeInput', entry: key }, l10n.t('Change the input shape')),
  ];
  if (input.siblings > 1) lenses.push(lens(l10n.t('choose instance'), { kind: 'chooseInstance', scope: key }));
  return lenses;
}

function titleOf(entry: EntryPoint, trace: ModelTrace): string {
  const field = showFieldSize(lastField(trace));
  const name = entry.kind === 'call' || entry.kind === 'comment' ? [entry.text.length > 40 ? `${entry.text.slice(0, 39)}…` : entry.text] : [];
  const failed = trace.raises.length > 0 ? [l10n.t('raises {0}', trace.raises[0]?.type ?? '')] : [];
  return [
    ...name,
    `${trace.inputs.map(({ spec }) => showInputSpec(spec).replaceAll('x', '×')).join(', ')} → ${showOutput(trace.graph.output, null)}`,
    l10n.t('{0} parameters', showAbout(trace.ledger.parameters)),
    l10n.t('{0}MACs', withUnit(trace.costUncertain ? null : trace.ledger.macs)),
    ...(field ? [l10n.t('RF {0}', field)] : []),
    ...failed,
  ].join(' · ');
}

/** `1.81 G`, with the blank that MACs follow. */
const withUnit = (count: number | null): string => {
  const text = showAbout(count);
  return /[kMGT]$/.test(text) ? text : `${text} `;
};

/** The field of the last activation that still has positions; `global` heads say little about a network. */
export function lastField(trace: ModelTrace): ReceptiveField | undefined {
  return trace.fields.findLast((field) => field.kind === 'window') ?? trace.fields.at(-1);
}

function inputTitle(trace: ModelTrace): string {
  switch (trace.inputOrigin.kind) {
    case 'assumed': return l10n.t('input assumed: change');
    case 'solved': return l10n.t('input solved: change');
    default: return l10n.t('change input');
  }
}

/** Where an input came from, as a sentence part. */
export function inputSource(trace: ModelTrace): string {
  switch (trace.inputOrigin.kind) {
    case 'given': return l10n.t('chosen here');
    case 'code': return l10n.t('from a call in the code');
    case 'comment': return l10n.t('from a comment');
    case 'setting': return l10n.t('from the setting convlens.inputs');
    case 'solved': return l10n.t('solved from the model: its layers accept this size');
    case 'assumed': return l10n.t('assumed: {0}', l10n.t(trace.inputOrigin.why));
  }
}
