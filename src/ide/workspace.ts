// The Models view over the workspace: open documents and the files that indexing found, with their models.
import { l10n } from '../base/l10n';
import { readNotebook } from '../frontends/documents';
import type { Convention } from '../graph/conventions';
import { Cancelled, type CancelToken } from '../protocol/rpc';
import type { FileChange, HostService, ModelNode, OpenDocument } from '../protocol/analysis';
import { entryKey, isTrace, type Analyses } from './analyses';
import { closedCell, type Document, type Documents } from './documents';
import type { Features } from './features';
import { entryNode, fileNode, findScope, moduleId, moduleNodes, splitId } from './tree';
import { nodesAt } from './lookup';
import { entriesMeant } from './meant';
import { conventionOf } from './macs';

export class Workspace {
  /** Files that are not open: documents of their own until they are opened. */
  private readonly indexed = new Map<string, { readonly document: Document; readonly models: number }>();
  private isIndexed = false;

  constructor(
    private readonly host: HostService,
    private readonly documents: Documents,
    private readonly analyses: Analyses,
  ) {}

  /** Whether the document is one of the index's own: its text is the file's. */
  isClosed(uri: string): boolean {
    return this.indexed.has(uri) && this.indexed.get(uri)?.document === this.documents.get(uri);
  }

  /** Files that have changed are read again, once the workspace has been indexed. */
  async changed(changes: readonly FileChange[]): Promise<boolean> {
    let touched = false;
    for (const { uri, kind } of changes) {
      if (!this.isIndexed || (this.documents.get(uri) && !this.isClosed(uri)) || !READABLE.test(uri)) continue;
      if (this.isClosed(uri)) this.documents.close(uri);
      touched = this.indexed.delete(uri) || touched;
      const bytes = kind === 'deleted' ? null : await this.host.readFile(uri);
      const open = bytes && closedDocument(uri, new TextDecoder().decode(bytes));
      if (open && (await this.indexOne(open)) > 0) touched = true;
    }
    return touched;
  }

  /** Files with models: the open ones, and those found by indexing. */
  async roots(): Promise<readonly ModelNode[]> {
    const nodes: ModelNode[] = [];
    for (const document of this.known()) {
      const { uri } = document.open;
      // How many models a closed file has was found when it was read.
      const models = this.isClosed(uri) ? this.indexed.get(uri)?.models : undefined;
      const count = models ?? (await this.analyses.of(document)).entries.length;
      if (count > 0) nodes.push(fileNode(uri, this.analyses.relativePath(uri), count));
    }
    return nodes;
  }

  async children(id: string): Promise<readonly ModelNode[]> {
    const { entry, path } = splitId(id);
    const document = this.known().find((candidate) => candidate.open.uri === id);
    if (document) {
      const analysis = await this.analyses.of(document);
      const allowance = this.analyses.allowance(analysis);
      const nodes: ModelNode[] = [];
      for (const found of analysis.entries) {
        const isLater = found.callable && allowance.isSpent && !this.analyses.hasTrace(analysis, found);
        const result = isLater ? 'later' : found.callable ? await this.analyses.trace(analysis, found) : null;
        nodes.push(entryNode(this.documents, analysis, found, result, this.convention));
      }
      return nodes;
    }
    const owner = this.known().find((candidate) => entry.startsWith(`${candidate.open.uri}#`));
    if (!owner) return [];
    const analysis = await this.analyses.of(owner);
    const found = analysis.entries.find((candidate) => entryKey(owner, candidate) === entry);
    if (!found?.callable) return [];
    const trace = await this.analyses.trace(analysis, found);
    return isTrace(trace) ? moduleNodes(this.documents, trace, entry, path ?? '', this.convention) : [];
  }

  /** The node and its ancestors, root first. */
  async path(id: string): Promise<readonly ModelNode[] | null> {
    const { entry, path } = splitId(id);
    const owner = this.known().find(
      (candidate) => candidate.open.uri === id || entry.startsWith(`${candidate.open.uri}#`),
    );
    if (!owner) return null;
    const result: ModelNode[] = [];
    const wanted = [
      owner.open.uri,
      ...(id === owner.open.uri ? [] : [entry]),
      ...prefixes(path ?? '').map((prefix) => moduleId(entry, prefix)),
    ];
    let siblings = await this.roots();
    for (const step of wanted) {
      const node = siblings.find((candidate) => candidate.id === step);
      if (!node) return null;
      result.push(node);
      siblings = await this.children(step);
    }
    return result;
  }

  /** The module whose construction or call stands at a place of the text, else the model defined there. */
  async nodeAt(features: Features, uri: string, offset: number): Promise<readonly ModelNode[] | null> {
    const document = this.documents.get(uri);
    const at = document && this.documents.programOffset(document, uri, offset);
    if (!document || at === undefined) return null;
    const { analysis, lookup } = await features.lookup(document);
    for (const node of nodesAt(document.file.parse, at)) {
      const site = { file: document.file.id, node: node.id };
      const [found] = [...lookup.constructedAt(site), ...lookup.callsAt(site)];
      if (!found || !found.trace.graph.root || !findScope(found.trace.graph.root, found.item.path)) continue;
      return this.path(moduleId(`${document.open.uri}#${found.trace.entry}`, found.item.path));
    }
    const entry = analysis.entries.find((candidate) => {
      const definition = document.file.parse.nodes[candidate.site.node];
      return definition && definition.start <= at && at <= definition.end;
    });
    return entry ? this.path(entryKey(document, entry)) : null;
  }

  /** Keys of the models that a place of a text means; empty where it stands on none. */
  async entriesAt(uri: string, offset: number): Promise<readonly string[]> {
    const document = this.documents.get(uri);
    const at = document && this.documents.programOffset(document, uri, offset);
    if (!document || at === undefined) return [];
    const { entries } = await this.analyses.of(document);
    return entriesMeant(document.file.parse, entries, at).map((entry) => entryKey(document, entry));
  }

  /** Reads the workspace's files and finds their models. */
  async index(cancel?: CancelToken): Promise<{ files: number; models: number }> {
    const uris = await this.host.findFiles(this.analyses.configuration?.maxFiles ?? 500);
    this.isIndexed = true;
    let models = 0;
    const decoder = new TextDecoder();
    for (const [i, uri] of uris.entries()) {
      if (cancel?.isCancelled) break;
      // The editor's questions and a cancellation come in between files.
      await this.host.progress({
        id: 'index',
        title: l10n.t('Looking for models'),
        done: i,
        total: uris.length,
        finished: false,
      });
      if (this.documents.get(uri)) continue;
      const bytes = await this.host.readFile(uri);
      const open = bytes && closedDocument(uri, decoder.decode(bytes));
      if (open) models += await this.indexOne(open);
    }
    await this.host.progress({ id: 'index', title: '', done: uris.length, total: uris.length, finished: true });
    return { files: uris.length, models };
  }

  /** How many models a closed file has. One that cannot be analysed is left out; the others are still found. */
  private async indexOne(open: OpenDocument): Promise<number> {
    const { uri } = open;
    const name =
      open.language === 'python'
        ? decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)).replace(/\.py$/, '')
        : '__main__';
    const document = this.documents.set(open, name);
    try {
      const analysis = await this.analyses.of(document);
      if (this.documents.get(uri) !== document) return 0; // It was opened meanwhile.
      const models = analysis.entries.length;
      if (models > 0) this.indexed.set(uri, { document, models });
      else this.documents.close(uri);
      return analysis.entries.length;
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      return 0;
    }
  }

  private get convention(): Convention {
    return conventionOf(this.analyses.configuration?.macsConvention);
  }

  private known(): readonly Document[] {
    const open = this.documents.all();
    return [
      ...open,
      ...[...this.indexed].filter(([uri]) => !this.documents.get(uri)).map(([, { document }]) => document),
    ];
  }
}

/** A file as a document; null when it cannot hold a model. */
function closedDocument(uri: string, text: string): OpenDocument | null {
  if (!/\bnn\b|torch/.test(text)) return null;
  if (/\.ipynb$/i.test(uri)) {
    const cells = notebookCells(text);
    if (!cells) return null;
    return {
      uri,
      version: 0,
      language: 'notebook',
      text: '',
      cells: cells.map(({ text: source, code }, i) => ({
        uri: closedCell(uri, i),
        kind: code ? 'code' : 'markup',
        text: source,
      })),
    };
  }
  if (/\.(md|markdown)$/i.test(uri))
    return /```\s*\{?\.?py/i.test(text) ? { uri, version: 0, language: 'markdown', text } : null;
  return { uri, version: 0, language: 'python', text };
}

function notebookCells(text: string): ReturnType<typeof readNotebook> | null {
  try {
    return readNotebook(text);
  } catch {
    return null; // Half-written or no notebook at all.
  }
}

const READABLE = /\.(pyi?|ipynb|md|markdown)$/i;

const prefixes = (path: string): string[] =>
  path === '' ? [] : path.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.'));
