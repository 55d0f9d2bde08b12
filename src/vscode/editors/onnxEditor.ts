// `*.onnx` in the architecture graph's panel: a read-only editor beside other viewers. Every question is answered from the
// file as it
// lies there, so that a file that is written anew is shown anew.
import * as vscode from 'vscode';
import { isPanelMessage, type GraphHost, type GraphPanel, type GraphState } from '../../protocol/graphPanel';
import { Cancelled, connect } from '../../protocol/rpc';
import type { AnalysisClient } from '../client';
import type { Config } from '../config';
import { graphPage } from '../panels/graphPage';
import { graphTexts } from '../panels/graphTexts';
import { saveGraph } from '../panels/saveGraph';
import { newNonce } from '../panels/webviewPage';
import type { Faults } from '../providers/faults';
import { fileSource, readsInPieces } from '../run/files';
import { watchFile } from './watch';

export const ONNX_EDITOR = 'convlens.onnx';
/** Where files cannot be read piece by piece, they are read whole. */
const MAX_WHOLE_BYTES = 256 * 2 ** 20;

interface Parts {
  readonly extension: vscode.Uri;
  readonly client: AnalysisClient;
  readonly config: Config;
  readonly faults: Faults;
}

/** Registers it. */
export const onnxEditor = (parts: Parts): vscode.Disposable => vscode.window.registerCustomEditorProvider(ONNX_EDITOR,
  new OnnxEditorProvider(parts), { supportsMultipleEditorsPerDocument: true });

class OnnxEditorProvider implements vscode.CustomReadonlyEditorProvider {
  constructor(private readonly parts: Parts) {}

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const { extension, client, config, faults } = this.parts;
    const root = vscode.Uri.joinPath(extension, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [root] };
    const shown = new Shown(uri, this.parts);
    const connection = connect<GraphPanel, GraphHost>({
      post: (message) => { void webview.postMessage(message); },
      listen: (receive) => {
        webview.onDidReceiveMessage((message: unknown) => {
          if (isPanelMessage(message)) receive(message);
          else faults.report('graph panel', 'a message of the panel was refused: it has not the form that was agreed');
        });
      },
    }, shown.service());
    const update = (): void => {
      void shown.state().then((state) => connection.remote.update(state)).catch((error: unknown) => {
        if (!(error instanceof Cancelled)) faults.report('onnx', error);
      });
    };
    let input = config.chosenInput(uri.toString());
    const watching = [watchFile(uri, update), client.onDidStart(update), config.onDidChange(() => {
      const chosen = config.chosenInput(uri.toString());
      if (chosen !== input) update();
      input = chosen;
    })];
    panel.onDidDispose(() => {
      for (const each of watching) each.dispose();
      connection.close('the panel was closed');
    });
    const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
    webview.html = graphPage({ cspSource: webview.cspSource, nonce: newNonce(), script: file('graph.js'),
      style: file('graphStyle.css'),
      title: vscode.l10n.t('Architecture graph'), locale: vscode.env.language });
  }
}

/** Neither comparison nor export is offered. */
const TEXTS = () => ({ compare: '', onnx: '', tensors: vscode.l10n.t('initializers') });

/** A file and the answers to its panel. */
class Shown {
  #model = 'graph';

  constructor(private readonly uri: vscode.Uri, private readonly parts: Parts) {}

  service(): GraphHost {
    return {
      ready: async () => ({ texts: { ...graphTexts(), ...TEXTS() }, state: await this.state(), selected: [] }),
      reveal: () => Promise.resolve(),
      save: (kind, content) => saveGraph(this.#model, kind, content),
      copy: async (text) => {
        await vscode.env.clipboard.writeText(text);
        vscode.window.setStatusBarMessage(vscode.l10n.t('Table copied'), 3_000);
      },
      compare: () => Promise.resolve(),
      exportOnnx: () => Promise.resolve(),
      values: async (id) => this.parts.client.service.onnxValues(await fileSource(this.uri), id),
      log: (message) => {
        this.parts.faults.report('graph panel', new Error(message));
        return Promise.resolve();
      },
    };
  }

  async state(): Promise<GraphState> {
    const { client, config, faults } = this.parts;
    const entry = this.uri.toString();
    try {
      const { size } = await vscode.workspace.fs.stat(this.uri);
      if (size > MAX_WHOLE_BYTES && !readsInPieces(this.uri)) {
        return { view: null, message: vscode.l10n.t('The file is larger than {0} MB, and cannot be read in pieces from here.',
          Math.round(MAX_WHOLE_BYTES / 2 ** 20)) };
      }
      const state = await client.service.onnxView(await fileSource(this.uri), entry, config.chosenInput(entry));
      if (state.view) this.#model = state.view.model;
      return state;
    } catch (error) {
      if (error instanceof Cancelled) return { view: null, message: vscode.l10n.t('The analysis is starting.') };
      faults.report('onnx', error);
      return { view: null, message: vscode.l10n.t('The graph could not be made; the log says why.') };
    }
  }
}

/** The file of the active tab, when it is an ONNX file that another editor shows. */
function activeFile(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = typeof input === 'object' && input !== null && 'uri' in input ? input.uri : undefined;
  return uri instanceof vscode.Uri && /\.onnx$/i.test(uri.path) ? uri : undefined;
}

/** The ONNX file that a command was called on; called on nothing, the one that the active tab shows. */
export function onnxFileOf(argument: unknown): vscode.Uri | undefined {
  if (argument === undefined) return activeFile();
  return argument instanceof vscode.Uri && /\.onnx$/i.test(argument.path) ? argument : undefined;
}

/** Opens a file in this editor: the given one, that of the active tab, or one that the user chooses. */
export async function openOnnxGraph(uri: vscode.Uri | undefined): Promise<void> {
  const chosen = uri ?? activeFile() ?? (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Which ONNX file?'),
    filters: { ONNX: ['onnx'] } }))?.[0];
  if (chosen) await vscode.commands.executeCommand('vscode.openWith', chosen, ONNX_EDITOR);
}
