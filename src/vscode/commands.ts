// The commands of package.json. Called from the palette they work on the active editor; called from a lens, a hover or
// the Models view they get what they work on as an argument.
import * as vscode from 'vscode';
import type { ModelNode } from '../protocol/analysis';
import { onnxFileOf, openOnnxGraph } from './editors/onnxEditor';
import { exportOnnx } from './exportOnnx';
import type { AnalysisClient } from './client';
import type { Config, Mode } from './config';
import type { Documents } from './documents';
import { askForDocument } from './askForDocument';
import { chooseInput } from './inputs';
import { chooseAnyModel, shapesOf } from './panels/comparison';
import type { GraphPanels } from './panels/graphPanel';
import type { RunPanels } from './panels/runPanel';
import type { CheckpointCheck } from './run/checkpointCheck';
import type { ModelsView } from './providers/modelsView';
import type { Status } from './providers/status';

export interface Parts {
  readonly extension: vscode.Uri;
  readonly version: string;
  readonly client: AnalysisClient;
  readonly config: Config;
  readonly documents: Documents;
  readonly graphs: GraphPanels;
  readonly runs: RunPanels;
  readonly checkpoints: CheckpointCheck;
  readonly models: ModelsView;
  readonly status: Status;
  readonly log: vscode.LogOutputChannel;
}

/** Keys of the conventions, with the words that explain them. */
export const CONVENTIONS = ['torchvision', 'flops', 'withBias', 'fvcore', 'timm', 'pycls'] as const;

export function registerCommands(parts: Parts): vscode.Disposable[] {
  const { client, config, graphs, runs, models, status, log } = parts;
  const on = (name: string, run: (argument: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(name, async (argument: unknown) => {
      try {
        return await run(argument);
      } catch (error) {
        log.error(error instanceof Error ? error : String(error));
        throw error;
      }
    });
  return [
    on('convlens.toggleInlayHints', () => config.toggleInlayHints()),
    on('convlens.changeInput', async (argument) => {
      const entry = onnxFileOf(argument)?.toString() ?? await entryFor(parts, argument);
      if (entry !== undefined) await chooseInput(client.service, config, entry);
    }),
    on('convlens.openGraph', async (argument) => {
      const entry = await entryFor(parts, argument);
      if (entry !== undefined) graphs.show(entry);
    }),
    on('convlens.exportOnnx', async (argument) => {
      const entry = await entryFor(parts, argument);
      if (entry !== undefined) await exportOnnx(parts, entry);
    }),
    on('convlens.openOnnx', async (argument) => openOnnxGraph(argument instanceof vscode.Uri ? argument : undefined)),
    on('convlens.run', async (argument) => {
      const node = graphNodeOf(argument);
      const onnx = onnxFileOf(argument);
      const image = argument instanceof vscode.Uri && !onnx ? argument : undefined;
      const entry = node?.entry ?? onnx?.toString() ?? await (image
        ? chooseAnyModel(client, vscode.l10n.t('Run which model on this image?')) : entryFor(parts, argument));
      if (entry === undefined) return;
      runs.show(entry, { ...(node ? { layer: node.node } : {}), ...(image ? { image: { kind: 'file', uri: image.toString(),
        label: image.path.slice(image.path.lastIndexOf('/') + 1) } } : {}) });
    }),
    on('convlens.checkCheckpoint', (argument) => checkCheckpoint(parts, argument)),
    on('convlens.chooseInstance', (argument) => chooseInstance(parts, argument)),
    on('convlens.chooseConvention', () => chooseConvention(config)),
    on('convlens.chooseMode', () => chooseMode(config)),
    on('convlens.showInModels', async (argument) => {
      const editor = vscode.window.activeTextEditor;
      if (typeof argument === 'string') await models.show(argument);
      else if (editor) await models.showAt(editor);
      else await vscode.commands.executeCommand('convlens.models.focus');
    }),
    on('convlens.revealNode', async (argument) => { if (isNode(argument)) await models.reveal(argument); }),
    on('convlens.refresh', () => models.reindex()),
    on('convlens.copySummary', (argument) => copySummary(parts, argument)),
    on('convlens.showGaps', () => status.showGaps()),
    on('convlens.showLog', () => { log.show(); }),
    on('convlens.restart', async () => {
      runs.end();
      await client.restart('asked for by the user');
    }),
    on('convlens.openWalkthrough', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', 'convlens.convlens#convlens.start', false)),
    on('convlens.openSample', () => openSample(parts.extension)),
  ];
}

/** A checkpoint of the explorer against a model that is asked for, or a model against a checkpoint. */
async function checkCheckpoint(parts: Parts, argument: unknown): Promise<void> {
  const file = argument instanceof vscode.Uri ? argument : undefined;
  const entry = file ? await chooseAnyModel(parts.client, vscode.l10n.t('Check the checkpoint against which model?'))
    : await entryFor(parts, argument);
  if (entry !== undefined) await parts.checkpoints.check(entry, file);
}

/** The sample of the walkthrough, as an unsaved file: it needs no folder and leaves none behind. */
async function openSample(extension: vscode.Uri): Promise<void> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'media', 'walkthrough', 'sample.py'));
  const content = new TextDecoder().decode(bytes);
  const document = await vscode.workspace.openTextDocument({ language: 'python', content });
  await vscode.window.showTextDocument(document);
}

async function chooseInstance({ client, documents }: Parts, argument: unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const scope = typeof argument === 'string' ? argument : editor?.document.uri.toString();
  const isCovered = editor !== undefined && documents.push(editor.document);
  if (scope === undefined || (typeof argument !== 'string' && !isCovered)) return askForDocument();
  const instances = await client.service.instances(scope);
  const items = instances.map(({ label, description, picked, selection }) => (
    { label: picked ? `$(check) ${label}` : label, description, selection }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no model here with more than one instance.'));
    return;
  }
  const title = vscode.l10n.t('Show the shapes of which instance?');
  const item = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  if (item) await client.service.setSelection(item.selection);
}

async function chooseConvention(config: Config): Promise<void> {
  const details: Readonly<Record<(typeof CONVENTIONS)[number], string>> = {
    torchvision: vscode.l10n.t(
      'multiply-adds of convolutions, linear layers and matrix products, as torchvision lists them'),
    flops: vscode.l10n.t('twice the multiply-adds, as torch.utils.flop_counter'),
    withBias: vscode.l10n.t('multiply-adds and the additions of biases'),
    fvcore: vscode.l10n.t('as fvcore counts: normalisation, resizing and adaptive pooling too'),
    timm: vscode.l10n.t('as timm lists them'),
    pycls: vscode.l10n.t('as pycls counts: convolutions, linear layers and matrix products with their biases'),
  };
  const items = CONVENTIONS.map((key) => (
    { label: key, description: key === config.macsConvention ? '$(check)' : '', detail: details[key] }));
  const item = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('How are MACs counted?') });
  if (item) await config.setConvention(item.label);
}

async function chooseMode(config: Config): Promise<void> {
  const items: readonly (vscode.QuickPickItem & { readonly mode: Mode })[] = [
    { mode: 'eval', label: vscode.l10n.t('Evaluation'), detail: vscode.l10n.t('as after model.eval(): how the model is used') },
    {
      mode: 'train', label: vscode.l10n.t('Training'),
      detail: vscode.l10n.t('as after model.train(): auxiliary outputs included'),
    },
  ];
  const shown = items.map((item) => ({ ...item, description: item.mode === config.mode ? '$(check)' : '' }));
  const item = await vscode.window.showQuickPick(shown, { title: vscode.l10n.t('In which mode are models analysed?') });
  if (item) await config.setMode(item.mode);
}

async function copySummary(parts: Parts, argument: unknown): Promise<void> {
  const entry = await entryFor(parts, argument);
  if (entry === undefined) return;
  const table = await parts.client.service.summaryTable(entry, 'markdown');
  if (table === null) return;
  await vscode.env.clipboard.writeText(table);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Summary copied'), 3_000);
}

/**
 * The entry of a lens's key, of a node of the Models view, or of the active editor: the model that the cursor stands on; the user
 * chooses where it stands on none, or means several.
 */
async function entryFor({ client, documents }: Parts, argument: unknown): Promise<string | undefined> {
  if (typeof argument === 'string') return argument;
  if (isNode(argument)) return argument.entry;
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  const editor = vscode.window.activeTextEditor;
  const document = editor?.document ?? (notebook?.cellCount ? notebook.cellAt(0).document : undefined);
  if (!document || !documents.push(document)) return askForDocument();
  const uri = document.uri.toString();
  const meant = editor ? await client.service.entriesAt(uri, document.offsetAt(editor.selection.active)) : [];
  if (meant.length === 1) return meant[0];
  const all = await client.service.entriesOf(uri);
  const few = all.filter(({ key }) => meant.includes(key));
  const entries = few.length > 0 ? few : all;
  if (entries.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no model in this file.'));
    return undefined;
  }
  if (entries.length === 1) return entries[0]?.key;
  const items = entries.map((entry) => ({ label: entry.name, description: shapesOf(entry), key: entry.key }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which model?') }))?.key;
}

/** What a webview's context menu says about the node of the architecture graph that was clicked. */
function graphNodeOf(value: unknown): { readonly entry: string; readonly node: string } | undefined {
  if (typeof value !== 'object' || value === null || !('entry' in value) || !('graphNode' in value)) return undefined;
  const { entry, graphNode } = value;
  return typeof entry === 'string' && typeof graphNode === 'string' ? { entry, node: graphNode } : undefined;
}

function isNode(value: unknown): value is ModelNode {
  return typeof value === 'object' && value !== null && 'id' in value && 'kind' in value && 'label' in value;
}
