// The language status of the active editor: how many models it has, what could not be followed, whether work goes on.
import * as vscode from 'vscode';
import type { FileStatus } from '../../protocol/analysis';
import { askForDocument } from '../askForDocument';
import type { AnalysisClient } from '../client';
import { rangeOf } from '../convert';
import { SELECTOR, type Documents } from '../documents';
import { answering, type Faults } from './faults';

export class Status implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem('convlens.status', SELECTOR);
  readonly #disposables: vscode.Disposable[] = [this.#item];
  #gaps: FileStatus['gaps'] = [];

  constructor(
    private readonly client: AnalysisClient, private readonly documents: Documents, private readonly faults: Faults,
  ) {
    this.#item.name = 'ConvLens';
    this.#item.text = 'ConvLens';
    this.#disposables.push(
      vscode.window.onDidChangeActiveTextEditor(() => { void this.refresh(); }),
      documents.onDidPush((texts) => {
        const active = vscode.window.activeTextEditor?.document;
        if (active && texts.includes(active)) void this.refresh();
      }),
      client.onDidFail(() => { this.#show({ state: 'failed', models: 0, errors: 0, gaps: [], elapsedMs: 0 }); }),
    );
  }

  async refresh(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !this.documents.covers(document)) return;
    this.#item.busy = true;
    const status = await answering(this.faults, 'status', this.client.service.status(document.uri.toString()));
    this.#item.busy = false;
    if (status && document === vscode.window.activeTextEditor?.document) this.#show(status);
  }

  /** A list of what could not be followed, biggest loss first; choosing one shows its line. */
  async showGaps(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !this.documents.covers(document)) {
      askForDocument();
      return;
    }
    const items = this.#gaps.map((gap) => ({
      label: gap.message,
      description: vscode.l10n.t('{0} values depend on it', gap.lost),
      gap,
    }));
    if (items.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Everything in this file could be followed.'));
      return;
    }
    const title = vscode.l10n.t('What could not be followed');
    const place = (await vscode.window.showQuickPick(items, { title }))?.gap.place;
    if (place) await vscode.window.showTextDocument(vscode.Uri.parse(place.uri, true), { selection: rangeOf(place) });
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #show(status: FileStatus): void {
    const { state, models, errors, gaps, elapsedMs } = status;
    this.#gaps = gaps;
    // Buttons in the editor's title are shown for files with models only.
    void vscode.commands.executeCommand('setContext', 'convlens.hasModels', models > 0);
    this.#item.busy = state === 'busy';
    this.#item.text = models === 1 ? vscode.l10n.t('1 model') : vscode.l10n.t('{0} models', models);
    const parts = [vscode.l10n.t('analysed in {0} ms', Math.round(elapsedMs))];
    if (errors > 0) parts.push(vscode.l10n.t('{0} errors', errors));
    if (gaps.length > 0) parts.push(vscode.l10n.t('{0} gaps', gaps.length));
    const ended = vscode.l10n.t('the analysis was ended because it did not answer');
    this.#item.detail = state === 'failed' ? ended : parts.join(', ');
    const { Error, Warning, Information } = vscode.LanguageStatusSeverity;
    this.#item.severity = state === 'failed' ? Error : gaps.length > 0 ? Warning : Information;
    this.#item.command = state === 'failed'
      ? { command: 'convlens.restart', title: vscode.l10n.t('Restart') }
      : { command: 'convlens.showGaps', title: vscode.l10n.t('Show gaps') };
  }
}
