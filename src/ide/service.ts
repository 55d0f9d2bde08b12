// The analysis behind the editor's features: texts in, plain data out. Lives in a worker, behind protocol/analysis.
import { setBundle } from '../base/l10n';
import { ParseCache, packagesNeeded } from '../frontends/sources';
import { createParser } from '../python/parser';
import type {
  AnalysisService,
  Configuration,
  HostService,
  OpenDocument,
  Selection,
  WorkerStart,
} from '../protocol/analysis';
import { Analyses } from './analyses';
import { Documents } from './documents';
import { Features } from './features';
import { Graphs } from './graphs';
import { Modules } from './modules';
import { Workspace } from './workspace';

export async function createAnalysisService(host: HostService, start: WorkerStart): Promise<AnalysisService> {
  const parser = await createParser({ runtime: start.parser.runtime, grammar: start.parser.python });
  const cache = new ParseCache((text, options) => parser.parse(text, options));
  const documents = new Documents(cache);
  const modules = new Modules(host, cache, documents);
  const analyses = new Analyses(documents, modules, () => host.refresh([]));
  const features = new Features(documents, analyses, cache, () => host.refresh(['lenses']),
    () => { void host.refresh([]).then(() => host.refresh(['lenses'])); }); // The answer is on its way by then.
  const graphs = new Graphs(documents, features, analyses);
  const workspace = new Workspace(host, documents, analyses);
  const refresh = (): Promise<void> => host.refresh(['hints', 'lenses', 'diagnostics', 'models', 'status']);
  /** A document that others import has another text. */
  const importedChanged = async (uri: string): Promise<void> => {
    if (!modules.uses(uri)) return;
    analyses.invalidate();
    await refresh();
  };

  return {
    async setConfiguration(configuration: Configuration) {
      setBundle(configuration.strings);
      analyses.configuration = configuration;
      analyses.invalidate();
      await refresh();
    },
    async setDocument(open: OpenDocument) {
      const before = workspace.isClosed(open.uri) ? undefined : documents.get(open.uri);
      const document = documents.set(open, before?.file.module ?? (await moduleNameOf(host, open)));
      if (before?.file.parse.hash !== document.file.parse.hash) await importedChanged(open.uri);
    },
    async closeDocument(uri) {
      documents.close(uri);
      for (const part of [analyses, modules, features]) part.forget(uri);
      await importedChanged(uri); // Whoever imports it sees the file on disk again.
    },
    async filesChanged(changes) {
      const relevant = changes.filter(({ uri }) => !documents.get(uri) || workspace.isClosed(uri));
      const isImported = modules.changed(relevant);
      if (isImported) analyses.invalidate();
      if ((await workspace.changed(relevant)) || isImported) await refresh();
    },
    async setSelection(selection: Selection) {
      features.select(selection);
      await host.refresh(['hints', 'lenses', 'models']);
    },
    hover: (uri, offset) => features.hover(uri, offset),
    inlayHints: (uri, range) => features.inlayHints(uri, range),
    codeLenses: (uri) => features.codeLenses(uri),
    diagnostics: (uri) => features.diagnostics(uri),
    ...viewAnswers(workspace, features),
    entriesOf: (uri) => features.entriesOf(uri),
    inputChoice: (entry) => features.inputChoice(entry),
    checkInput: async (text) => features.checkInput(text),
    inputComment: (entry, text) => features.inputComment(entry, text),
    instances: (scope) => features.instances(scope),
    summaryTable: (entry, format) => features.summaryTable(entry, format),
    ...graphAnswers(graphs),
    status: (uri) => features.status(uri),
  };
}

/** What the architecture graph and the run ask. */
function graphAnswers(graphs: Graphs): Pick<AnalysisService, 'graphView' | 'earlierGraphView' | 'graphNodesAt' | 'runModel'
  | 'batchModels' | 'stateDict'> {
  return {
    runModel: (entry) => graphs.runModel(entry),
    batchModels: (entry) => graphs.batchModels(entry),
    stateDict: (entry) => graphs.stateDict(entry),
    graphView: (entry) => graphs.view(entry),
    earlierGraphView: (entry, text) => graphs.earlierView(entry, text),
    graphNodesAt: (entry, uri, offset) => graphs.nodesAt(entry, uri, offset),
  };
}

/** What the Models view asks. */
function viewAnswers(
  workspace: Workspace,
  features: Features,
): Pick<AnalysisService, 'models' | 'modelChildren' | 'modelPath' | 'entriesAt' | 'nodeAt' | 'indexWorkspace'> {
  return {
    models: () => workspace.roots(),
    modelChildren: (node) => workspace.children(node),
    modelPath: (node) => workspace.path(node),
    entriesAt: (uri, offset) => workspace.entriesAt(uri, offset),
    nodeAt: (uri, offset) => workspace.nodeAt(features, uri, offset),
    indexWorkspace: (cancel) => workspace.index(cancel),
  };
}

/** The dotted name of a file in its package: as many folders up as have an __init__.py. */
async function moduleNameOf(host: HostService, open: OpenDocument): Promise<string> {
  if (open.language !== 'python') return '__main__';
  const parts = open.uri.split('/');
  const names = [decodeURIComponent(parts.pop() ?? '').replace(/\.py$/, '')];
  const needed = packagesNeeded(open.text);
  for (let levels = 0; levels < 12 && parts.length > 3; levels++) {
    const text = await host.readFile(`${parts.join('/')}/__init__.py`);
    if (text === null && (names.length < 2 || names.length > needed)) break;
    names.unshift(decodeURIComponent(parts.pop() ?? ''));
  }
  if (names.length > 1 && names.at(-1) === '__init__') names.pop();
  return names.join('.');
}
