// Saves what a graph's panel exports: asks where to, and writes the file.
import * as vscode from 'vscode';
import type { ExportKind } from '../../protocol/graphPanel';

/** `content` is text, or base64 for a PNG; `model` gives the file its name. */
export async function saveGraph(model: string, kind: ExportKind, content: string): Promise<void> {
  const extension = { svg: 'svg', png: 'png', mermaid: 'mmd', dot: 'dot', json: 'json' }[kind];
  const name = `${model.replace(/[^\w.-]+/g, '_')}.${extension}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    defaultUri: folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(name),
      filters: { [extension.toUpperCase()]: [extension] },
  });
  if (!target) return;
  const bytes = kind === 'png' ? Uint8Array.from(atob(content), (c) => c.charCodeAt(0)) : new TextEncoder().encode(content);
  await vscode.workspace.fs.writeFile(target, bytes);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0}', name), 4_000);
}
