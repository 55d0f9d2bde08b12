// What a command says that needs a model's text where none is open: walkthrough and keys call it there too.
import * as vscode from 'vscode';

export function askForDocument(): undefined {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Open a Python file, a notebook or a Markdown lesson with a model first.'));
}
