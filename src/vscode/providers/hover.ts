// Hover: what the worker says, as Markdown.
import * as vscode from 'vscode';
import { cancelWith, type AnalysisClient } from '../client';
import { markdownOf, rangeIn } from '../convert';
import type { OffsetRange } from '../../protocol/analysis';
import type { Documents } from '../documents';
import { answering, type Faults } from './faults';

/** Markdown about what has run at a place; empty when nothing has. */
export type Executed = (uri: string, range: OffsetRange) => string;

export class HoverProvider implements vscode.HoverProvider {
  constructor(
    private readonly client: AnalysisClient, private readonly documents: Documents, private readonly faults: Faults,
    private readonly executed: Executed,
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
    const note = this.executed(document.uri.toString(), hover.range);
    return new vscode.Hover(markdownOf(note === '' ? hover.markdown : `${hover.markdown}\n\n${note}`),
      rangeIn(document, hover.range));
  }
}
