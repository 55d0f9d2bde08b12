// Checks a checkpoint against a model as load_state_dict would, and shows what it would say on the lines that make the modules.
// What was checked last is checked again when texts change, so that the list follows the repairs. No tensor is read.
import * as vscode from 'vscode';
import type { Place } from '../../protocol/analysis';
import type { CheckpointReport, StateDict, WeightProblem } from '../../protocol/run';
import type { AnalysisClient } from '../client';
import { rangeOf } from '../convert';
import type { Documents } from '../documents';
import { uriOfEntry } from '../panels/comparison';
import { openFileOf } from '../panels/graphPanel';
import type { Faults } from '../providers/faults';
import { together } from './checkpointLines';
import type { RunClient } from './client';
import { chooseCheckpoint, fileSource } from './files';

const SETTLE_MS = 700;

export class CheckpointCheck implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('convlens.checkpoint');
  readonly #disposables: vscode.Disposable[];
  #last: { readonly entry: string; readonly file: vscode.Uri } | null = null;
  #settle: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly analysis: AnalysisClient, private readonly client: RunClient, documents: Documents,
    private readonly faults: Faults) {
    this.#disposables = [this.#collection, documents.onDidPush(() => { this.#later(); })];
  }

  /** Asks for the file where none is given, checks it, and says what came of it. */
  async check(entry: string, given?: vscode.Uri): Promise<void> {
    const file = given ?? await chooseCheckpoint(uriOfEntry(entry));
    if (!file) return;
    void openFileOf(entry);
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    try {
      const answer = await this.#run(entry, file);
      if (!('report' in answer)) {
        void vscode.window.showWarningMessage(answer.message);
        return;
      }
      this.#last = { entry, file };
      await this.#tell(name, answer.report);
    } catch (error) {
      // A file that cannot be read says why.
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  dispose(): void {
    clearTimeout(this.#settle);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #later(): void {
    const last = this.#last;
    clearTimeout(this.#settle);
    if (!last) return;
    this.#settle = setTimeout(() => {
      this.#run(last.entry, last.file).catch((error: unknown) => { this.faults.report('checkpoint', error); });
    }, SETTLE_MS);
  }

  async #run(entry: string, file: vscode.Uri): Promise<{ readonly report: CheckpointReport } | { readonly message: string }> {
    const answer = await this.analysis.service.stateDict(entry);
    if (!answer.state) return answer;
    const report = await this.client.service.checkpoint(answer.state, [await fileSource(file)]);
    this.#show(entry, answer.state, report);
    return { report };
  }

  #show(entry: string, state: StateDict, { problems }: CheckpointReport): void {
    const start = { line: 0, character: 0 };
    const home: Place = state.place ?? { uri: uriOfEntry(entry).toString(), range: { start: 0, end: 0 }, start, end: start };
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const { place, message, isError } of together(problems, home)) {
      const { Error, Information } = vscode.DiagnosticSeverity;
      const diagnostic = new vscode.Diagnostic(rangeOf(place), message, isError ? Error : Information);
      diagnostic.source = 'ConvLens';
      diagnostic.code = 'load_state_dict';
      byFile.set(place.uri, [...byFile.get(place.uri) ?? [], diagnostic]);
    }
    this.#collection.clear();
    for (const [uri, list] of byFile) this.#collection.set(vscode.Uri.parse(uri, true), list);
  }

  async #tell(name: string, { loaded, total, problems, error }: CheckpointReport): Promise<void> {
    if (error === null) {
      void vscode.window.showInformationMessage(vscode.l10n.t(
        '{0} fits: load_state_dict would take it, all {1} entries of the model are in it.', name, total));
      return;
    }
    const count = (kind: WeightProblem['kind']): number => problems.filter((problem) => problem.kind === kind).length;
    const show = vscode.l10n.t('Show Problems');
    const copy = vscode.l10n.t('Copy PyTorch’s Message');
    const chosen = await vscode.window.showWarningMessage(vscode.l10n.t(
      '{0} does not fit: {1} missing, {2} unexpected, {3} of another size; {4} of {5} entries of the model fit.', name,
      count('missing'), count('unexpected'), count('mismatch'), loaded, total), show, copy);
    if (chosen === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
    if (chosen === copy) await vscode.env.clipboard.writeText(error);
  }
}
