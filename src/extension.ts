// activate(): wires the worker, the documents and the features. No logic. The same for both extension hosts.
import * as vscode from 'vscode';
import type { AnalysisService, RefreshKind } from './protocol/analysis';
import { AnalysisClient } from './vscode/client';
import { registerCommands } from './vscode/commands';
import { Config } from './vscode/config';
import { Documents, SELECTOR } from './vscode/documents';
import { FileService } from './vscode/fileService';
import { HostCalls } from './vscode/hostCalls';
import { onnxEditor } from './vscode/editors/onnxEditor';
import { GraphPanels } from './vscode/panels/graphPanel';
import { RunPanels } from './vscode/panels/runPanel';
import { CodeLensProvider } from './vscode/providers/codeLens';
import { Diagnostics } from './vscode/providers/diagnostics';
import { answering, Faults } from './vscode/providers/faults';
import { HoverProvider } from './vscode/providers/hover';
import { InlayHintsProvider } from './vscode/providers/inlayHints';
import { ModelsView } from './vscode/providers/modelsView';
import { Status } from './vscode/providers/status';
import { CheckpointCheck } from './vscode/run/checkpointCheck';
import { RunClient } from './vscode/run/client';
import { hostKind } from './vscode/spawn';

const EVERYTHING: readonly RefreshKind[] = ['hints', 'lenses', 'diagnostics', 'models', 'status'];

/** What activate() returns, for tests. */
export interface Api {
  readonly host: 'node' | 'web';
  readonly activationMs: number;
  /** Resolves when the worker has started. */
  readonly ready: Promise<void>;
  readonly service: AnalysisService;
  restart(reason: string): Promise<void>;
}

export function activate(context: vscode.ExtensionContext): Api {
  const began = performance.now();
  const extension = context.extensionUri;
  const log = vscode.window.createOutputChannel('ConvLens', { log: true });
  const faults = new Faults(log);
  const config = new Config(context.workspaceState);
  const files = new FileService(config);
  const calls = new HostCalls(files, log);
  const client = new AnalysisClient(extension, calls, log);
  // Registered before the documents' own listener: a worker gets its configuration first.
  const configure = (): void => {
    void answering(faults, 'configuration', client.service.setConfiguration(config.forWorker()));
  };
  client.onDidStart(configure);

  const documents = new Documents(client, faults);
  const runner = new RunClient(extension, log, () => config.runTurbo);
  const runs = new RunPanels({ extension, analysis: client, client: runner, config, faults }, documents);
  const checkpoints = new CheckpointCheck(client, runner, documents, faults);
  const graphs = new GraphPanels(extension, client, documents, faults);
  const hints = new InlayHintsProvider(client, documents, config, faults, runs.executed);
  const lenses = new CodeLensProvider(client, documents, config, faults);
  const diagnostics = new Diagnostics(client, documents, config, faults);
  const models = new ModelsView(client, documents, faults, calls.onDidProgress);
  const status = new Status(client, documents, faults);
  const refresh = (kinds: readonly RefreshKind[], uris?: readonly string[]): void => {
    if (kinds.includes('hints')) hints.refresh();
    if (kinds.includes('lenses')) lenses.refresh();
    if (kinds.includes('diagnostics')) diagnostics.refresh(uris);
    if (kinds.includes('models')) for (const views of [models, graphs, runs]) views.refresh();
    if (kinds.includes('status')) void status.refresh();
  };

  context.subscriptions.push(
    log, config, files, calls, client, documents, diagnostics, models, status, runs, checkpoints,
    onnxEditor({ extension, client, config, faults }),
    calls.onDidAskRefresh(({ kinds, uris }) => { refresh(kinds, uris); }),
    client.onDidStart(() => { refresh(EVERYTHING); }),
    config.onDidChange(() => {
      configure();
      refresh(EVERYTHING);
    }),
    files.onDidChangeFiles((changes) => { void answering(faults, 'changed files', client.service.filesChanged(changes)); }),
    vscode.workspace.onDidChangeWorkspaceFolders(configure),
    vscode.languages.registerHoverProvider(SELECTOR, new HoverProvider(client, documents, faults, runs.executed)),
    vscode.languages.registerInlayHintsProvider(SELECTOR, hints),
    vscode.languages.registerCodeLensProvider(SELECTOR, lenses),
    vscode.languages.registerCodeActionsProvider(SELECTOR, diagnostics, Diagnostics.metadata),
    ...registerCommands({ extension, version: versionOf(context), client, config, documents, graphs, runs, checkpoints, models,
      status, log }),
  );

  // Not awaited: activation is over before the worker has loaded.
  const ready = client.start();
  ready.catch((error: unknown) => { faults.report('start', error); });
  const activationMs = performance.now() - began;
  log.info(`active in ${activationMs.toFixed(1)} ms (${hostKind} extension host)`);
  return { host: hostKind, activationMs, ready, service: client.service, restart: (reason) => client.restart(reason) };
}

const versionOf = ({ extension }: vscode.ExtensionContext): string =>
  (extension.packageJSON as { readonly version: string }).version;

export function deactivate(): void {
  // Everything is in context.subscriptions.
}
