// The mark on a panel's tab. An icon of a tab is a picture that takes no colour from the theme: there are two.
import * as vscode from 'vscode';

export function panelIcon(extension: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const media = (name: string): vscode.Uri => vscode.Uri.joinPath(extension, 'media', name);
  return { light: media('panelLight.svg'), dark: media('panelDark.svg') };
}
