// CodeLens above models: a line of figures, and what can be done with them.
import * as vscode from 'vscode';
import type { LensAction } from '../../protocol/analysis';
import { cancelWith, type AnalysisClient } from '../client';
import type { Config } from '../config';
import { rangeIn } from '../convert';
import type { Documents } from '../documents';
import { answering, type Faults } from './faults';

export class CodeLensProvider implements vscode.CodeLensProvider {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(
    private readonly client: AnalysisClient, private readonly documents: Documents,
    private readonly config: Config, private readonly faults: Faults,
  ) {}

  refresh(): void { this.#changed.fire(); }

  async provideCodeLenses(
    document: vscode.TextDocument, token: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[] | undefined> {
    if (!this.config.codeLens) return [];
    if (!(await this.documents.settled(document, token))) return undefined;
    const { version } = document;
    const { service } = this.client;
    const lenses = await answering(this.faults, 'code lenses',
      service.codeLenses(document.uri.toString(), cancelWith(token)));
    if (!lenses || document.version !== version) return undefined;
    return lenses.map(({ range, title, tooltip, action }) =>
      new vscode.CodeLens(rangeIn(document, range), { title, tooltip, ...commandOf(action) }));
  }
}

function commandOf(action: LensAction): Pick<vscode.Command, 'command' | 'arguments'> {
  switch (action.kind) {
    case 'showInModels': return { command: 'convlens.showInModels', arguments: [action.node] };
    case 'openGraph': return { command: 'convlens.openGraph', arguments: [action.entry] };
    case 'run': return { command: 'convlens.run', arguments: [action.entry] };
    case 'changeInput': return { command: 'convlens.changeInput', arguments: [action.entry] };
    case 'chooseInstance': return { command: 'convlens.chooseInstance', arguments: [action.scope] };
    case 'none': return { command: '' };
  }
}
