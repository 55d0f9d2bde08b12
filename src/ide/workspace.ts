// The Models view over the workspace: open documents and the files that indexing found, with their models.
import { l10n } from '../base/l10n';
import type { ParseCache } from '../frontends/sources';
import type { CancelToken } from '../protocol/rpc';
import type { HostService, ModelNode, OpenDocument } from '../protocol/analysis';
import { entryKey, isTrace, type Analyses } from './analyses';
import type { Document, Documents } from './documents';
import type { Features } from './features';
import { entryNode, fileNode, findScope, moduleId, moduleNodes, splitId } from './tree';
import { nodesAt } from './lookup';

export class Workspace {
  /** Files that are not open, by URI: their texts are kept only as documents of their own. */
  private readonly closed: Documents;
  private readonly indexed = new Map<string, Document>();

  constructor(private readonly host: HostService, private readonly documents: Documents, private readonly analyses: Analyses, cache: ParseCache) {
    this.closed = documents;
    void cache;
  }

  forget(uris: readonly string[]): void {
    for (const uri of uris) this.indexed.delete(uri);
  }

  /** Files with models: the open ones, and those found by indexing. */
  async roots(): Promise<readonly ModelNode[]> {
    const nodes: ModelNode[] = [];
    for (const document of this.known()) {
      const analysis = await this.analyses.of(document);
      if (analysis.entries.length > 0) nodes.push(fileNode(document.open.uri, this.analyses.relativePath(document.open.uri), analysis.entries.length));
    }
    return nodes;
  }

  async children(id: string): Promise<readonly ModelNode[]> {
    const { entry, path } = splitId(id);
    const document = this.known().find((candidate) => candidate.open.uri === id);
    if (document) {
      const analysis = await this.analyses.of(document);
      const nodes: ModelNode[] = [];
      for (const found of analysis.entries) {
        nodes.push(entryNode(this.documents, analysis, found, found.callable ? await this.analyses.trace(analysis, found) : null));
      }
      return nodes;
    }
    const owner = this.known().find((candidate) => entry.startsWith(`${candidate.open.uri}#`));
    if (!owner) return [];
    const analysis = await this.analyses.of(owner);
    const found = analysis.entries.find((candidate) => entryKey(owner, candidate) === entry);
    if (!found?.callable) return [];
    const trace = await this.analyses.trace(analysis, found);
    return isTrace(trace) ? moduleNodes(this.documents, trace, entry, path ?? '') : [];
  }

  /** The node and its ancestors, root first. */
  async path(id: string): Promise<readonly ModelNode[] | null> {
    const { entry, path } = splitId(id);
    const owner = this.known().find((candidate) => candidate.open.uri === id || entry.startsWith(`${candidate.open.uri}#`));
    if (!owner) return null;
    const result: ModelNode[] = [];
    const wanted = [owner.open.uri, ...(id === owner.open.uri ? [] : [entry]), ...prefixes(path ?? '').map((prefix) => moduleId(entry, prefix))];
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

  /** Reads the workspace's files and finds their models. */
  async index(cancel?: CancelToken): Promise<{ files: number; models: number }> {
    const uris = await this.host.findFiles(this.analyses.configuration?.maxFiles ?? 500);
    let models = 0;
    const decoder = new TextDecoder();
    for (const [i, uri] of uris.entries()) {
      if (cancel?.isCancelled) break;
      await this.host.progress({ id: 'index', title: l10n.t('Looking for models'), done: i, total: uris.length, finished: false });
      if (this.documents.get(uri) || !/\.py$/i.test(uri)) continue;
      const bytes = await this.host.readFile(uri);
      const text = bytes && decoder.decode(bytes);
      if (!text || !/\bnn\b|torch/.test(text)) continue;
      const open: OpenDocument = { uri, version: 0, language: 'python', text };
      const document = this.closed.set(open, uri.slice(uri.lastIndexOf('/') + 1).replace(/\.py$/, ''));
      const analysis = await this.analyses.of(document);
      models += analysis.entries.length;
      if (analysis.entries.length > 0) this.indexed.set(uri, document);
      else this.closed.close(uri);
    }
    await this.host.progress({ id: 'index', title: '', done: uris.length, total: uris.length, finished: true });
    return { files: uris.length, models };
  }

  private known(): readonly Document[] {
    const open = this.documents.all();
    return [...open, ...[...this.indexed].filter(([uri]) => !this.documents.get(uri)).map(([, document]) => document)];
  }
}

const prefixes = (path: string): string[] => (path === '' ? [] : path.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.')));
