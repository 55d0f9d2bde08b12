// Diagnostics of every open text, fetched when the text or something that it depends on has changed, and their fixes.
import * as vscode from 'vscode';
import type { Finding, Fix } from '../../protocol/analysis';
import type { AnalysisClient } from '../client';
import type { Config } from '../config';
import { diagnosticOf, rangeIn, workspaceEdit } from '../convert';
import type { Documents } from '../documents';
import { answering, type Faults } from './faults';

interface Shown {
  readonly version: number;
  readonly findings: readonly Finding[];
  readonly diagnostics: readonly vscode.Diagnostic[];
}

export class Diagnostics implements vscode.CodeActionProvider, vscode.Disposable {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };
  readonly #collection = vscode.languages.createDiagnosticCollection('convlens');
  readonly #shown = new Map<string, Shown>();
  readonly #disposables: vscode.Disposable[] = [this.#collection];

  constructor(
    private readonly client: AnalysisClient, private readonly documents: Documents,
    private readonly config: Config, private readonly faults: Faults,
  ) {
    this.#disposables.push(
      documents.onDidPush((texts) => { for (const text of texts) void this.#update(text); }),
      documents.onDidClose((uris) => { for (const uri of uris) this.#clear(uri); }),
    );
  }

  refresh(uris?: readonly string[]): void {
    for (const text of this.documents.texts) {
      if (!uris || uris.includes(text.uri.toString())) void this.#update(text);
    }
  }

  provideCodeActions(
    document: vscode.TextDocument, range: vscode.Range, context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    if (context.only && !context.only.contains(vscode.CodeActionKind.QuickFix)) return [];
    const shown = this.#shown.get(document.uri.toString());
    if (shown?.version !== document.version) return [];
    return shown.findings.flatMap((finding, index) => {
      const diagnostic = shown.diagnostics[index];
      if (!diagnostic || !rangeIn(document, finding.range).intersection(range)) return [];
      return finding.fixes.map((fix) => actionOf(fix, diagnostic));
    });
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #update(document: vscode.TextDocument): Promise<void> {
    const uri = document.uri.toString();
    if (!this.config.diagnostics) {
      this.#clear(uri);
      return;
    }
    const { version } = document;
    const { service } = this.client;
    const findings = await answering(this.faults, 'diagnostics', service.diagnostics(uri));
    // An edit in between brings its own update; a document that was closed has none to show.
    if (!findings || document.version !== version || document.isClosed) return;
    const diagnostics = findings.map((finding) => diagnosticOf(document, finding));
    this.#shown.set(uri, { version, findings, diagnostics });
    this.#collection.set(document.uri, diagnostics);
  }

  #clear(uri: string): void {
    this.#shown.delete(uri);
    this.#collection.delete(vscode.Uri.parse(uri, true));
  }
}

/** With its edit, not a command: so the editor can preview it (Ctrl+Enter in the list of fixes). */
function actionOf(fix: Fix, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = fix.preferred;
  action.edit = workspaceEdit(fix.edits);
  return action;
}
