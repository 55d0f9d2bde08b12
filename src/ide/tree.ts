// The Models view: files → models → modules → layers, with shape, parameters and MACs. Node ids are paths, so that the
// tree keeps its state over edits.
import { l10n } from '../base/l10n';
import type { EntryPoint } from '../frontends/entryPoints';
import type { ModelTrace } from '../frontends/pytorch';
import { fieldOfCall } from '../frontends/summary';
import type { Convention } from '../graph/conventions';
import type { ModuleCall, ModuleScope } from '../graph/graph';
import type { ModelNode } from '../protocol/analysis';
import { entryKey, isTrace, type Analysis, type EntryFailure } from './analyses';
import type { Documents } from './documents';
import { costOfCall, modelCost, showCost } from './macs';
import { showAbout, showFieldSize, showOutput } from './show';

/** Between the entry's key and the module's path in a node's id. */
const SEPARATOR = '\u0001';
export const moduleId = (entry: string, path: string): string => `${entry}${SEPARATOR}${path}`;
export const splitId = (id: string): { entry: string; path: string | null } => {
  const [entry = '', path] = id.split(SEPARATOR);
  return { entry, path: path ?? null };
};

export function fileNode(uri: string, label: string, models: number): ModelNode {
  return {
    id: uri,
    kind: 'file',
    label,
    description: models === 1 ? l10n.t('1 model') : l10n.t('{0} models', models),
    hasChildren: models > 0,
    state: 'ok',
  };
}

export function entryNode(
  documents: Documents,
  analysis: Analysis,
  entry: EntryPoint,
  /** null: needs arguments; 'later': there are more models than are analysed at once. */
  result: ModelTrace | EntryFailure | null | 'later',
  convention: Convention,
): ModelNode {
  const key = entryKey(analysis.document, entry);
  const place = documents.placeOfSite(entry.site, () => undefined) ?? undefined;
  const base = {
    id: key,
    kind: 'model' as const,
    label: entry.text,
    parent: analysis.document.open.uri,
    place,
    entry: key,
  };
  if (result === 'later') return { ...base, description: l10n.t('not analysed yet'), hasChildren: true, state: 'gap' };
  if (result === null)
    return { ...base, description: l10n.t('needs {0}', entry.needs.join(', ')), hasChildren: false, state: 'gap' };
  if (!isTrace(result))
    return {
      ...base,
      description: l10n.t('cannot be built'),
      tooltip: result.error.message,
      hasChildren: false,
      state: 'error',
    };
  const { ledger, graph } = result;
  return {
    ...base,
    description: [
      `→ ${showOutput(graph.output, null)}`,
      l10n.t('{0} parameters', showAbout(ledger.parameters)),
      showCost(modelCost(result, convention), convention),
    ].join(' · '),
    tooltip: result.raises.map((raised) => `${raised.type}: ${raised.message}`).join('\n') || undefined,
    hasChildren: (graph.root?.children.size ?? 0) > 0,
    state: result.raises.length > 0 ? 'error' : result.gaps.length > 0 ? 'gap' : 'ok',
  };
}

/** The children of a module (or of the model itself, for path ''). */
export function moduleNodes(
  documents: Documents,
  trace: ModelTrace,
  entry: string,
  path: string,
  convention: Convention,
): ModelNode[] {
  const scope = trace.graph.root && findScope(trace.graph.root, path);
  if (!scope) return [];
  return [...scope.children].map(([name, child]) =>
    moduleNode({ documents, trace, entry, convention }, path, name, child),
  );
}

interface Owner {
  readonly documents: Documents;
  readonly trace: ModelTrace;
  readonly entry: string;
  readonly convention: Convention;
}

function moduleNode(
  { documents, trace, entry, convention }: Owner,
  parent: string,
  name: string,
  scope: ModuleScope,
): ModelNode {
  const path = parent === '' ? name : `${parent}.${name}`;
  const calls = trace.graph.calls.filter((call) => call.path === scope.path);
  const site = calls[0]?.origin?.at ?? scope.origin?.at;
  const place = site
    ? (documents.placeOfSite(site, (file) => trace.interpreter.fileOf(file)) ?? undefined)
    : undefined;
  return {
    id: moduleId(entry, path),
    kind: scope.children.size > 0 ? 'module' : 'layer',
    label: name,
    description: `${scope.type} ${describeCalls(trace, calls, convention)}`.trim(),
    tooltip: tooltipOf(trace, scope, calls),
    hasChildren: scope.children.size > 0,
    parent: parent === '' ? entry : moduleId(entry, parent),
    place,
    entry,
    state: 'ok',
  };
}

function describeCalls(trace: ModelTrace, calls: readonly ModuleCall[], convention: Convention): string {
  const [first] = calls;
  if (!first) return l10n.t('never called');
  const parameters = trace.ledger.parametersOf(first.module);
  const cost = costOfCall(trace, convention, first);
  return [
    `→ ${showOutput(first.output, trace)}`,
    ...(parameters === 0 ? [] : [l10n.t('{0} parameters', showAbout(parameters))]),
    ...(cost === 0 ? [] : [showCost(cost, convention)]),
    ...(calls.length > 1 ? [`×${calls.length}`] : []),
  ].join(' · ');
}

function tooltipOf(trace: ModelTrace, scope: ModuleScope, calls: readonly ModuleCall[]): string {
  const lines = [`${scope.path}: ${scope.type}(${scope.args.map(([name, value]) => `${name}=${value}`).join(', ')})`];
  const field = calls[0] && showFieldSize(fieldOfCall(trace, calls[0]));
  if (field) lines.push(l10n.t('Receptive field {0}', field));
  return lines.join('\n');
}

export function findScope(root: ModuleScope, path: string): ModuleScope | null {
  let scope: ModuleScope | undefined = root;
  for (const name of path === '' ? [] : path.split('.')) scope = scope?.children.get(name);
  return scope ?? null;
}
