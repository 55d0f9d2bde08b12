// The Models view: models of the workspace, their modules and calls, fetched level by level. A click shows the line;
// the editor's cursor selects the node.
import * as vscode from 'vscode';
import type { ModelNode, ModelNodeKind, Progress } from '../../protocol/analysis';
import { CancelToken } from '../../protocol/rpc';
import { cancelWith, type AnalysisClient } from '../client';
import { markdownOf, rangeOf } from '../convert';
import type { Documents } from '../documents';
import { answering, type Faults } from './faults';

const VIEW = 'convlens.models';
const FOLLOW_DELAY_MS = 150;
/** Indexing that takes longer than this gets a notification with a Cancel button. */
const PATIENCE_MS = 1_500;

const ICONS: Readonly<Record<ModelNodeKind, string>> = {
  file: 'file-code', model: 'symbol-class', module: 'symbol-module', layer: 'layers', call: 'symbol-method',
  gap: 'question',
};

export class ModelsView implements vscode.TreeDataProvider<ModelNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<ModelNode>;
  readonly #disposables: vscode.Disposable[];
  /** Nodes by id: the tree compares elements by identity. */
  readonly #nodes = new Map<string, ModelNode>();
  #indexing: Promise<void> | undefined;
  #indexed = false;
  #followTimer: ReturnType<typeof setTimeout> | undefined;
  #follow: CancelToken | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly client: AnalysisClient, private readonly documents: Documents, private readonly faults: Faults,
    private readonly onDidProgress: vscode.Event<Progress>,
  ) {
    this.#view = vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = [
      this.#changed, this.#view,
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.#followCursor(vscode.window.activeTextEditor);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        if (kind !== undefined) this.#followCursor(textEditor);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => { this.#followCursor(editor); }),
      // A new worker has not read the workspace.
      client.onDidStart(() => { this.#indexed = false; this.refresh(); }),
    ];
  }

  refresh(): void { this.#changed.fire(); }

  /** Reads the workspace again. */
  async reindex(): Promise<void> {
    this.#indexed = false;
    await this.#index();
    this.refresh();
  }

  async getChildren(parent?: ModelNode): Promise<ModelNode[]> {
    const { service } = this.client;
    if (!parent && !this.#indexed) void this.#index().then(() => { this.refresh(); });
    const nodes = await answering(this.faults, 'models', parent ? service.modelChildren(parent.id) : service.models());
    if (!parent) this.#nodes.clear();
    return (nodes ?? []).map((node) => this.#known(node));
  }

  getTreeItem(node: ModelNode): vscode.TreeItem {
    const { None, Collapsed } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(node.label, node.hasChildren ? Collapsed : None);
    item.id = node.id;
    item.description = node.description;
    item.contextValue = node.entry === undefined ? node.kind : `${node.kind}.entry`;
    item.iconPath = iconOf(node);
    item.accessibilityInformation = { label: `${node.label}, ${node.description}` };
    if (node.tooltip !== undefined) item.tooltip = markdownOf(node.tooltip);
    if (node.place) item.command = { command: 'convlens.revealNode', title: '', arguments: [node] };
    return item;
  }

  async getParent(node: ModelNode): Promise<ModelNode | undefined> {
    if (node.parent === undefined) return undefined;
    const known = this.#nodes.get(node.parent);
    if (known) return known;
    const path = await answering(this.faults, 'models', this.client.service.modelPath(node.parent));
    const parent = path?.at(-1);
    return parent && this.#known(parent);
  }

  /** Opens the view at a node. */
  async show(id: string): Promise<void> {
    const path = await answering(this.faults, 'models', this.client.service.modelPath(id));
    const node = path?.map((each) => this.#known(each)).at(-1);
    if (node) await this.#view.reveal(node, { select: true, focus: true, expand: true });
    else await vscode.commands.executeCommand(`${VIEW}.focus`);
  }

  /** Opens the view at what is under the cursor. */
  async showAt(editor: vscode.TextEditor): Promise<void> {
    const { document, selection } = editor;
    if (!this.documents.push(document)) return;
    const answer = this.client.service.nodeAt(document.uri.toString(), document.offsetAt(selection.active));
    const node = (await answering(this.faults, 'models', answer))?.at(-1);
    if (node) await this.show(node.id);
    else await vscode.commands.executeCommand(`${VIEW}.focus`);
  }

  /** Shows a node's line in the editor. */
  async reveal(node: ModelNode): Promise<void> {
    const { place } = node;
    if (!place) return;
    const selection = rangeOf(place);
    const uri = vscode.Uri.parse(place.uri, true);
    if (place.cell === undefined) {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { selection, preserveFocus: true });
      return;
    }
    const notebook = await vscode.workspace.openNotebookDocument(uri);
    const cell = new vscode.NotebookRange(place.cell, place.cell + 1);
    await vscode.window.showNotebookDocument(notebook, { selections: [cell], preserveFocus: true });
  }

  dispose(): void {
    clearTimeout(this.#followTimer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #known(node: ModelNode): ModelNode {
    const known = this.#nodes.get(node.id);
    if (known) return Object.assign(known, node);
    this.#nodes.set(node.id, node);
    return node;
  }

  #followCursor(editor: vscode.TextEditor | undefined): void {
    clearTimeout(this.#followTimer);
    this.#follow?.cancel();
    if (!editor || !this.#view.visible || !this.documents.covers(editor.document)) return;
    const follow = this.#follow = new CancelToken();
    this.#followTimer = setTimeout(() => {
      const { document, selection } = editor;
      if (!this.documents.push(document)) return;
      const answer = this.client.service.nodeAt(document.uri.toString(), document.offsetAt(selection.active), follow);
      void answering(this.faults, 'models', answer).then((path) => {
        const node = path?.map((each) => this.#known(each)).at(-1);
        if (!node || follow.isCancelled || !this.#view.visible) return undefined;
        return this.#view.reveal(node, { select: true, focus: false });
      });
    }, FOLLOW_DELAY_MS);
  }

  #index(): Promise<void> {
    this.#indexed = true;
    this.#indexing ??= this.#runIndex().finally(() => { this.#indexing = undefined; });
    return this.#indexing;
  }

  async #runIndex(): Promise<void> {
    const cancel = new CancelToken();
    const work = answering(this.faults, 'indexing', this.client.service.indexWorkspace(cancel));
    const timer = setTimeout(() => {
      const title = vscode.l10n.t('ConvLens: looking for models in the workspace');
      const { Notification } = vscode.ProgressLocation;
      void vscode.window.withProgress({ location: Notification, title, cancellable: true }, (bar, token) => {
        cancelWith(token).onCancel(() => { cancel.cancel(); });
        const listener = this.onDidProgress(({ done, total }) => {
          if (total > 0) bar.report({ message: vscode.l10n.t('{0} of {1} files', done, total) });
        });
        return work.finally(() => { listener.dispose(); });
      });
    }, PATIENCE_MS);
    await vscode.window.withProgress({ location: { viewId: VIEW } }, () => work);
    clearTimeout(timer);
  }
}

function iconOf({ kind, state }: ModelNode): vscode.ThemeIcon {
  switch (state) {
    case 'error': return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    case 'gap': return new vscode.ThemeIcon(ICONS[kind], new vscode.ThemeColor('list.warningForeground'));
    case 'ok': return new vscode.ThemeIcon(ICONS[kind]);
  }
}
