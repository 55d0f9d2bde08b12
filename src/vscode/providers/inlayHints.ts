// Inlay hints, by kind as the settings say. Their tooltip is the hover of what they stand behind.
import * as vscode from 'vscode';
import { cancelWith, type AnalysisClient } from '../client';
import type { Config } from '../config';
import { markdownOf, offsetsOf } from '../convert';
import type { Documents } from '../documents';
import { answering, type Faults } from './faults';
import type { Executed } from './hover';

class AnchoredHint extends vscode.InlayHint {
  constructor(
    readonly document: vscode.TextDocument, readonly anchor: number, position: vscode.Position, label: string,
  ) {
    super(position, label, vscode.InlayHintKind.Type);
    this.paddingLeft = true;
  }
}

export class InlayHintsProvider implements vscode.InlayHintsProvider {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(
    private readonly client: AnalysisClient, private readonly documents: Documents,
    private readonly config: Config, private readonly faults: Faults, private readonly executed: Executed,
  ) {}

  refresh(): void { this.#changed.fire(); }

  async provideInlayHints(
    document: vscode.TextDocument, range: vscode.Range, token: vscode.CancellationToken,
  ): Promise<vscode.InlayHint[] | undefined> {
    if (!this.config.inlayHints) return [];
    if (!(await this.documents.settled(document, token))) return undefined;
    const { version } = document;
    const { service } = this.client;
    const hints = await answering(this.faults, 'inlay hints',
      service.inlayHints(document.uri.toString(), offsetsOf(document, range), cancelWith(token)));
    if (!hints || document.version !== version) return undefined;
    return hints.filter(({ kind }) => this.config.showsHint(kind))
      .map(({ offset, label, anchor }) => new AnchoredHint(document, anchor, document.positionAt(offset), label));
  }

  async resolveInlayHint(hint: vscode.InlayHint, token: vscode.CancellationToken): Promise<vscode.InlayHint> {
    if (!(hint instanceof AnchoredHint)) return hint;
    const { service } = this.client;
    const hover = await answering(this.faults, 'inlay hints',
      service.hover(hint.document.uri.toString(), hint.anchor, cancelWith(token)));
    const note = hover ? this.executed(hint.document.uri.toString(), hover.range) : '';
    if (hover) hint.tooltip = markdownOf(note === '' ? hover.markdown : `${hover.markdown}\n\n${note}`);
    return hint;
  }
}
