// Panels of the architecture graph, one for each model: opens them, keeps them up to date while texts change, joins them with
// the editor's cursor, and opens them again after a reload. What a panel sends is checked before it is served.
import * as vscode from 'vscode';
import {
  isPanelMessage, isPanelState, type CompareWith, type GraphHost, type GraphPanel, type GraphState,
} from '../../protocol/graphPanel';
import { Cancelled, connect, type Connection } from '../../protocol/rpc';
import type { AnalysisClient } from '../client';
import type { Documents } from '../documents';
import type { Faults } from '../providers/faults';
import { isRemovedId, originalId } from '../../protocol/graphView';
import { chooseModel, HEAD, headText, uriOfEntry } from './comparison';
import { graphPage } from './graphPage';
import { graphTexts } from './graphTexts';
import { panelIcon } from './panelIcon';
import { revealPlace } from './reveal';
import { saveGraph } from './saveGraph';
import { newNonce } from './webviewPage';

export const GRAPH_VIEW = 'convlens.graph';
const CURSOR_DELAY_MS = 120;
const RETRY_MS = 400;

export class GraphPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #open = new Map<string, Panel>();
  readonly #disposables: vscode.Disposable[];
  #cursor: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly extension: vscode.Uri, private readonly client: AnalysisClient, private readonly documents: Documents,
      private readonly faults: Faults,
  ) {
    this.#disposables = [
      vscode.window.registerWebviewPanelSerializer(GRAPH_VIEW, this),
      documents.onDidPush(() => { this.refresh(); }),
      client.onDidStart(() => { this.refresh(); }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor,
        kind }) => { if (kind !== undefined) this.#follow(textEditor); }),
    ];
  }

  /** Shows the graph of an entry, beside the editor when it is not open yet. */
  show(entry: string): void {
    const known = this.#open.get(entry);
    if (known) {
      known.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(GRAPH_VIEW, vscode.l10n.t('Architecture graph'),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false }, this.#options());
    this.#take(panel, entry);
  }

  /** After a reload of the window. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (!isPanelState(state)) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#take(panel, state.entry, state.compare ?? null);
  }

  refresh(): void {
    for (const panel of this.#open.values()) void panel.refresh();
  }

  dispose(): void {
    clearTimeout(this.#cursor);
    for (const panel of [...this.#open.values()]) panel.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return { enableScripts: true, enableFindWidget: false, localResourceRoots: [vscode.Uri.joinPath(this.extension, 'dist',
      'webview')] };
  }

  #take(webview: vscode.WebviewPanel, entry: string, compare: string | null = null): void {
    const panel = new Panel(webview, { entry, compare }, this.extension, this.client, this.faults);
    this.#open.set(entry, panel);
    webview.onDidDispose(() => {
      panel.dispose();
      if (this.#open.get(entry) === panel) this.#open.delete(entry);
    });
  }

  #follow(editor: vscode.TextEditor): void {
    clearTimeout(this.#cursor);
    if (this.#open.size === 0 || !this.documents.covers(editor.document)) return;
    this.#cursor = setTimeout(() => {
      const { document, selection } = editor;
      if (!this.documents.push(document)) return;
      for (const panel of this.#open.values()) void panel.follow(document.uri.toString(), document.offsetAt(selection.active));
    }, CURSOR_DELAY_MS);
  }
}

class Panel {
  readonly #connection: Connection<GraphPanel>;
  #places: GraphState['view'] = null;
  /** The model that this one is compared with. */
  #before: GraphState['view'] = null;
  #compare: string | null;
  private readonly entry: string;
  #isReady = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly panel: vscode.WebviewPanel, shown: { readonly entry: string; readonly compare: string | null },
    extension: vscode.Uri,
    private readonly client: AnalysisClient, private readonly faults: Faults,
  ) {
    const { webview } = panel;
    this.entry = shown.entry;
    this.#compare = shown.compare;
    this.#connection = connect<GraphPanel, GraphHost>({
      post: (message) => { void webview.postMessage(message); },
      listen: (receive) => {
        webview.onDidReceiveMessage((message: unknown) => {
          if (isPanelMessage(message)) receive(message);
          else this.faults.report('graph panel', 'a message of the panel was refused: it has not the form that was agreed');
        });
      },
    }, this.#service());
    const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview',
      name)).toString();
    panel.iconPath = panelIcon(extension);
    webview.html = graphPage({
      cspSource: webview.cspSource, nonce: newNonce(), script: file('graph.js'), style: file('graphStyle.css'),
      title: vscode.l10n.t('Architecture graph'), locale: vscode.env.language,
    });
  }

  reveal(): void { this.panel.reveal(undefined, false); }

  async refresh(): Promise<void> {
    if (!this.#isReady) return;
    const state = await this.#state();
    if (state) await this.#connection.remote.update(state).catch(ignoreCancelled);
  }

  async follow(uri: string, offset: number): Promise<void> {
    if (!this.#isReady) return;
    const ids = await this.client.service.graphNodesAt(this.entry, uri, offset).catch(() => []);
    if (ids.length > 0) await this.#connection.remote.select(ids).catch(ignoreCancelled);
  }

  dispose(): void {
    this.#isReady = false;
    clearTimeout(this.#again);
    this.#connection.close('the panel was closed');
  }

  #service(): GraphHost {
    return {
      ready: async () => {
        this.#isReady = true;
        // After a reload its file need not be open; an open one is what the worker knows. Opening it refreshes the panel.
        void openFileOf(this.entry);
        if (this.#compare !== null && this.#compare !== HEAD) void openFileOf(this.#compare);
        const state = await this.#state() ?? { view: null, message: vscode.l10n.t('The analysis is starting.') };
        return { texts: graphTexts(), state, selected: [] };
      },
      reveal: (id, which) => this.#reveal(id, which),
      save: (kind, content) => saveGraph(this.#places?.model ?? 'graph', kind, content),
      copy: async (text) => {
        await vscode.env.clipboard.writeText(text);
        vscode.window.setStatusBarMessage(vscode.l10n.t('Table copied'), 3_000);
      },
      compare: (what) => this.#compareWith(what),
      exportOnnx: async () => { await vscode.commands.executeCommand('convlens.exportOnnx', this.entry); },
      values: () => Promise.resolve([]),
      log: async (message) => { this.faults.report('graph panel', new Error(message)); },
    };
  }

  /** Undefined when another question overtook this one. */
  async #state(): Promise<GraphState | undefined> {
    try {
      const answer = await this.client.service.graphView(this.entry);
      if (answer.view) {
        this.#places = answer.view;
        this.panel.title = answer.view.model;
      }
      if (this.#compare === null || !answer.view) return answer;
      const { view, message } = await this.#earlier(this.#compare);
      this.#before = view;
      return { ...answer, message: view ? answer.message : message, before: view, compare: this.#compare };
    } catch (error) {
      if (error instanceof Cancelled) {
        this.#later();
        return undefined;
      }
      this.faults.report('graph', error);
      return { view: null, message: vscode.l10n.t('The graph could not be made; the log says why.') };
    }
  }

  async #earlier(compare: string): Promise<GraphState> {
    if (compare !== HEAD) return this.client.service.graphView(compare);
    const head = await headText(this.entry);
    return 'text' in head ? this.client.service.earlierGraphView(this.entry, head.text) : { view: null, message: head.message };
  }

  async #compareWith(what: CompareWith): Promise<void> {
    const chosen = what === 'none' ? null : what === 'head' ? HEAD : await chooseModel(this.client, this.entry);
    if (chosen === undefined) return;
    this.#compare = chosen;
    this.#before = null;
    await this.refresh();
  }

  /** Asks once more in a moment: what overtook the question may not have been an edit of this model's file. */
  #later(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => { void this.refresh(); }, RETRY_MS);
  }

  async #reveal(id: string, which: 'call' | 'constructor'): Promise<void> {
    const view = isRemovedId(id) ? this.#before : this.#places;
    const sought = originalId(id);
    const source = view?.nodes.find((node) => node.id === sought) ?? view?.groups.find((group) => group.id === sought);
    const place = which === 'call' ? source?.place ?? source?.constructed : source?.constructed;
    if (!place) return;
    await revealPlace(place, this.panel.viewColumn);
  }
}

/** After a reload the file of an entry need not be open; an open one is what the worker knows. */
export async function openFileOf(entry: string): Promise<void> {
  const uri = uriOfEntry(entry);
  const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())
    || vscode.workspace.notebookDocuments.some((notebook) => notebook.uri.toString() === uri.toString());
  if (isOpen) return;
  try {
    if (/\.ipynb$/i.test(uri.path)) await vscode.workspace.openNotebookDocument(uri);
    else await vscode.workspace.openTextDocument(uri);
  } catch {
    // The file is gone: the panel says that its model is.
  }
}

function ignoreCancelled(error: unknown): void {
  if (!(error instanceof Cancelled)) throw error;
}
