// CodeLens above each model: input → output · parameters · MACs · receptive field, and what can be done with it.
import { l10n } from '../base/l10n';
import { constantOf, type Dim } from '../tensor/value';
import type { EntryPoint } from '../frontends/entryPoints';
import { showInputSpec } from '../frontends/inputSpec';
import type { ModelTrace } from '../frontends/pytorch';
import { standInNote } from '../interp/torch/index';
import type { Convention } from '../graph/conventions';
import type { ModuleCall } from '../graph/graph';
import type { ReceptiveField } from '../graph/receptiveField';
import type { Lens } from '../protocol/analysis';
import { entryKey, isTrace, type Analysis, type EntryFailure } from './analyses';
import type { Documents } from './documents';
import type { At } from './lookup';
import { conventionText, costOfCall, modelCost, showCost, unitOf } from './macs';
import { reasonText } from './reasons';
import { showAbout, showFieldSize, showOutput, showShort } from './show';
import { moduleId } from './tree';

export interface LensInput {
  readonly documents: Documents;
  readonly analysis: Analysis;
  readonly uri: string;
  readonly entry: EntryPoint;
  /** null: cannot be called as it stands. */
  readonly result: ModelTrace | EntryFailure | null;
  /** Where it cannot: a model of the class that the document makes. */
  readonly made: { readonly entry: EntryPoint; readonly trace: ModelTrace } | null;
  /** Left for later: the document has more models than are analysed at once. */
  readonly isDeferred: boolean;
  /** How many instances of the class can be chosen between. */
  readonly siblings: number;
  /** The class as a part of another model: its first call there. */
  readonly part: At<ModuleCall> | null;
  readonly convention: Convention;
}

export function lensesFor(input: LensInput): Lens[] {
  const { documents, analysis, entry, result } = input;
  const node = analysis.document.file.parse.nodes[entry.site.node];
  if (!node) return [];
  const { uri, range } = documents.range(analysis.document, node.start, node.start);
  if (uri !== input.uri) return [];
  const key = entryKey(analysis.document, entry);
  const lens = (title: string, action: Lens['action'], tooltip?: string): Lens => ({ range, title, action, tooltip });
  if (input.part) return partLenses(input, input.part, key, lens);
  if (input.isDeferred) {
    return [
      lens(
        l10n.t('{0}: not analysed yet', entry.text),
        { kind: 'showInModels', node: key },
        l10n.t('Too many models to analyse at once: this one is analysed when you scroll to it or show it in the Models view'),
      ),
    ];
  }
  if (result === null && input.made) {
    const { entry: other, trace } = input.made;
    return modelLenses(input, other, trace, [nameOf(other.text)], lens);
  }
  if (result === null) {
    return [
      lens(
        l10n.t('{0} needs {1}', entry.name, entry.needs.join(', ')),
        { kind: 'none' },
        l10n.t(
          'Call it with arguments somewhere in this file, or write a comment: # convlens: model={0}(...)',
          entry.name,
        ),
      ),
    ];
  }
  if (!isTrace(result))
    return [lens(l10n.t('{0} cannot be built', entry.text), { kind: 'none' }, result.error.message)];
  return modelLenses(input, entry, result, entry.kind === 'call' || entry.kind === 'comment' ? [nameOf(entry.text)] : [], lens);
}

type MakeLens = (title: string, action: Lens['action'], tooltip?: string) => Lens;
const nameOf = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** What a model takes, gives and costs, and what can be done with it. */
function modelLenses({ siblings, convention, analysis, entry: of }: LensInput, entry: EntryPoint, trace: ModelTrace,
  name: readonly string[], lens: MakeLens): Lens[] {
  const key = entryKey(analysis.document, entry);
  const lenses = [
    lens([...name, titleOf(trace, convention)].join(' · '), { kind: 'showInModels', node: key }, tooltipOf(trace, convention)),
    lens(l10n.t('graph'), { kind: 'openGraph', entry: key }, l10n.t('Open the architecture graph')),
    lens(l10n.t('run'), { kind: 'run', entry: key }, l10n.t('Run on an image and look at every feature map')),
    lens(inputTitle(trace), { kind: 'changeInput', entry: key }, l10n.t('Change the input shape')),
  ];
  const scope = entryKey(analysis.document, of);
  if (siblings > 1) lenses.push(lens(l10n.t('choose instance'), { kind: 'chooseInstance', scope }));
  return lenses;
}

/** A block: as it is called in the model that uses it. */
function partLenses(
  input: LensInput,
  { trace, item: call }: At<ModuleCall>,
  key: string,
  lens: MakeLens,
): Lens[] {
  const { convention } = input;
  const title = [
    l10n.t('{0} of {1}', call.path, trace.model),
    `${call.inputs.map((meta) => showShort(meta.shape, trace)).join(', ')} → ${showOutput(call.output, trace)}`,
    l10n.t('{0} parameters', showAbout(trace.ledger.parametersOf(call.module))),
    showCost(costOfCall(trace, convention, call), convention),
  ].join(' · ');
  const owner = key.slice(0, key.lastIndexOf('#'));
  const lenses = [
    lens(
      title,
      { kind: 'showInModels', node: moduleId(`${owner}#${trace.entry}`, call.path) },
      l10n.t('Show in the Models view'),
    ),
  ];
  if (input.siblings > 1) lenses.push(lens(l10n.t('choose instance'), { kind: 'chooseInstance', scope: key }));
  return lenses;
}

function titleOf(trace: ModelTrace, convention: Convention): string {
  const field = showFieldSize(lastField(trace));
  const shown = trace.inputs.map(({ spec }) => showInputSpec(spec).replaceAll('x', '×')).join(', ');
  const parameters = l10n.t('{0} parameters', showAbout(trace.ledger.parameters));
  const mode = trace.training ? [l10n.t('training mode')] : [];
  // What would come after the exception is not known: its costs would be those of a part.
  const [raised] = trace.raises;
  if (raised) return [...mode, shown, l10n.t('raises {0}', raised.type), parameters].join(' · ');
  return [
    ...mode,
    `${shown} → ${showOutput(trace.graph.output, null)}`,
    parameters,
    showCost(modelCost(trace, convention), convention),
    ...(field ? [l10n.t('RF {0}', field)] : []),
  ].join(' · ');
}

/** The field of the last activation that still has positions: what a head makes of all of them says little about a network. */
export function lastField({ fields, graph }: ModelTrace): ReceptiveField | undefined {
  const last = fields.findLastIndex((field, i) => field.kind === 'window'
    || (field.kind === 'global' && (graph.nodes[i]?.outputs.some(hasPositions) ?? false)));
  return fields[last] ?? fields.at(-1);
}
const hasPositions = ({ shape }: { readonly shape: readonly Dim[] }): boolean =>
  shape.slice(2).some((dim) => constantOf(dim) !== 1);

function tooltipOf(trace: ModelTrace, convention: Convention): string {
  const [raised] = trace.raises;
  return raised
    ? `${raised.type}: ${raised.message}`
    : [
        `${l10n.t('Show in the Models view')} (${unitOf(convention)}: ${conventionText(convention)})`,
        ...trace.standIns.map((standIn) => reasonText(standInNote(standIn))),
      ].join('\n');
}

function inputTitle(trace: ModelTrace): string {
  switch (trace.inputOrigin.kind) {
    case 'assumed':
      return l10n.t('input assumed: change');
    case 'solved':
      return l10n.t('input solved: change');
    default:
      return l10n.t('change input');
  }
}

/** Where an input came from, as a sentence part. */
export function inputSource(trace: ModelTrace): string {
  switch (trace.inputOrigin.kind) {
    case 'given':
      return l10n.t('chosen here');
    case 'code':
      return l10n.t('from a call in the code');
    case 'comment':
      return l10n.t('from a comment');
    case 'setting':
      return l10n.t('from the setting convlens.inputs');
    case 'solved':
      return l10n.t('solved from the model: its layers accept this size');
    case 'assumed':
      return l10n.t('assumed: {0}', reasonText(trace.inputOrigin.why));
  }
}
