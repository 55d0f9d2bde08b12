// What the tests inside VS Code share: the extension's API, files of the test workspace, waiting without sleeping.
import * as vscode from 'vscode';
import type { Api } from '../../src/extension';

export const isWeb = typeof process === 'undefined' || !process.versions?.node;

export function extension(): vscode.Extension<Api> {
  const found = vscode.extensions.getExtension<Api>('convlens.convlens');
  if (!found) throw new Error('the extension is not installed');
  return found;
}

export const api = async (): Promise<Api> => extension().activate();

export function workspaceFile(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('no workspace is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Repeats a check until it holds. */
export async function eventually<T>(check: () => Promise<T> | T, timeoutMs = 20_000): Promise<T> {
  for (const until = Date.now() + timeoutMs; ;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
}
