// Tells of a file that is written anew.
import * as vscode from 'vscode';

const CHANGE_DELAY_MS = 300;

/** A moment after the last change: large files are written in many pieces. */
export function watchFile(uri: vscode.Uri, changed: () => void): vscode.Disposable {
  const folder = vscode.Uri.joinPath(uri, '..');
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder,
    uri.path.slice(uri.path.lastIndexOf('/') + 1)));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, CHANGE_DELAY_MS);
  };
  const listening = [watcher.onDidChange(soon), watcher.onDidCreate(soon)];
  return { dispose() {
    clearTimeout(timer);
    for (const each of [...listening, watcher]) each.dispose();
  } };
}
