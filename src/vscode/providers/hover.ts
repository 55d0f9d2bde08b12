// Hover: what the worker says, as Markdown.
import * as vscode from 'vscode';
import { cancelWith, type AnalysisClient } from '../client';
import { markdownOf, rangeIn } from '../convert';
import type { Documents } from '../documents';
import { answering, type Faults } from './faults';

export class HoverProvider implements vscode.HoverProvider {
  constructor(
    private readonly client: AnalysisClient, private readonly documents: Documents, private readonly faults: Faults,
  ) {}

  async provideHover(
    document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    if (!this.documents.push(document)) return undefined;
    const { version } = document;
    const { service } = this.client;
    const hover = await answering(this.faults, 'hover',
      service.hover(document.uri.toString(), document.offsetAt(position), cancelWith(token)));
    if (!hover || document.version !== version) return undefined;
    return new vscode.Hover(markdownOf(hover.markdown), rangeIn(document, hover.range));
  }
}
