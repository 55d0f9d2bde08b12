// Plain data of the protocol to the editor's classes. No logic.
import * as vscode from 'vscode';
import type { Finding, OffsetRange, Place, Severity, TextEdit } from '../protocol/analysis';

export function rangeIn(document: vscode.TextDocument, { start, end }: OffsetRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

export function offsetsOf(document: vscode.TextDocument, range: vscode.Range): OffsetRange {
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}

type Lines = Pick<Place, 'start' | 'end'>;
export function rangeOf({ start, end }: Lines): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function locationOf(place: Place): vscode.Location {
  return new vscode.Location(vscode.Uri.parse(place.uri, true), rangeOf(place));
}

export function workspaceEdit(edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const result = new vscode.WorkspaceEdit();
  for (const edit of edits) result.replace(vscode.Uri.parse(edit.uri, true), rangeOf(edit), edit.newText);
  return result;
}

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

export function diagnosticOf(document: vscode.TextDocument, finding: Finding): vscode.Diagnostic {
  const range = rangeIn(document, finding.range);
  const diagnostic = new vscode.Diagnostic(range, finding.message, SEVERITIES[finding.severity]);
  diagnostic.source = 'ConvLens';
  diagnostic.code = finding.code;
  diagnostic.relatedInformation = finding.related.map(
    ({ place, message }) => new vscode.DiagnosticRelatedInformation(locationOf(place), message));
  if (finding.unnecessary) diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}

/** Commands that hovers and tooltips may link to. */
const LINKED_COMMANDS = ['convlens.showInModels', 'convlens.changeInput', 'convlens.chooseInstance'];

export function markdownOf(text: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(text, true);
  markdown.isTrusted = { enabledCommands: LINKED_COMMANDS };
  return markdown;
}
