// Shows a place of the source beside a panel.
import * as vscode from 'vscode';
import type { Place } from '../../protocol/analysis';
import { rangeOf } from '../convert';

/** In the editor that has the file open, else in one that the panel does not stand in. The panel keeps the focus. */
export async function revealPlace(place: Place, panel: vscode.ViewColumn | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri, true));
  const column = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn
    ?? vscode.window.visibleTextEditors.find((editor) => editor.viewColumn !== panel)?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(document, { viewColumn: column, preserveFocus: true, preview: true });
  const range = rangeOf(place);
  editor.selection = new vscode.Selection(range.start, range.start);
  // Of a long call the beginning: its end would scroll the text sideways.
  editor.revealRange(new vscode.Range(range.start, range.start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
