// What an architecture graph is compared with: another model that the user chooses, or the file's version in git HEAD, which
// the editor's own Git extension reads. Nothing is written. Knows nothing of how differences are found or drawn.
import * as vscode from 'vscode';
import type { EntrySummary } from '../../protocol/analysis';
import type { AnalysisClient } from '../client';
import { Questions } from '../questions';

/** Stands for the version in git in place of an entry's key. */
export const HEAD = 'HEAD';

/** The part of the Git extension's API (version 1) that is used. */
interface GitApi {
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<'uninitialized' | 'initialized'>;
  getRepository(uri: vscode.Uri): GitRepository | null;
}
interface GitRepository { show(ref: string, path: string): Promise<string> }
interface GitExtension { readonly enabled: boolean; getAPI(version: 1): GitApi }

const GIT_WAIT_MS = 5_000;

/** The text of the entry's file in HEAD, or a sentence that says why there is none. */
export async function headText(entry: string): Promise<{ readonly text: string } | { readonly message: string }> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const git = extension?.isActive ? extension.exports : await extension?.activate();
  if (!git?.enabled) {
    return { message: vscode.l10n.t('There is no Git here: the editor’s Git extension is missing or switched off.') };
  }
  const api = git.getAPI(1);
  if (api.state === 'uninitialized') await initialized(api);
  const uri = uriOfEntry(entry);
  const repository = uri.scheme === 'file' || uri.scheme === 'vscode-remote' ? api.getRepository(uri) : null;
  if (!repository) return { message: vscode.l10n.t('{0} is in no Git repository that the editor has open.', nameOf(uri)) };
  try {
    return { text: await repository.show(HEAD, uri.fsPath) };
  } catch {
    return { message: vscode.l10n.t('Git has no version of {0} in HEAD yet: commit it once to compare with it.', nameOf(uri)) };
  }
}

function initialized(api: GitApi): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(done, GIT_WAIT_MS);
    const listener = api.onDidChangeState((state) => { if (state === 'initialized') done(); });
  });
}

/** The key of another model that the user chooses: of the same file first, then by file. */
export async function chooseModel(client: AnalysisClient, entry: string): Promise<string | undefined> {
  const uri = uriOfEntry(entry).toString();
  const own = (await client.service.entriesOf(uri)).filter(({ key }) => key !== entry);
  return choose(client, { own, uri, title: vscode.l10n.t('Compare with which model?'),
    none: vscode.l10n.t('There is no other model in the workspace to compare with.') });
}

/** Of any file: those of the active editor first. */
export async function chooseAnyModel(client: AnalysisClient, title: string): Promise<string | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString() ?? '';
  const own = uri === '' ? [] : await client.service.entriesOf(uri);
  return choose(client, { own, uri, title, none: vscode.l10n.t('There is no model in the workspace.') });
}

interface Offered { readonly own: readonly EntrySummary[]; readonly uri: string; readonly title: string; readonly none: string }

async function choose({ service }: AnalysisClient, { own, uri, title, none }: Offered): Promise<string | undefined> {
  await service.indexWorkspace(); // Closed files have models too.
  const files = (await service.models()).filter(({ id }) => id !== uri);
  const items = [
    ...own.map(itemOf),
    ...(files.length > 0 ? [{ label: '', kind: vscode.QuickPickItemKind.Separator }] : []),
    ...files.map((file) => ({ label: `$(file-code) ${file.label}`, description: file.description, file: file.id })),
  ];
  if (items.length === 0) {
    void vscode.window.showInformationMessage(none);
    return undefined;
  }
  const questions = new Questions();
  try {
    const item = await questions.ask<vscode.QuickPickItem & { readonly key?: string; readonly file?: string }>(items, title);
    if (item?.file === undefined) return item?.key;
    return (await questions.ask((await service.entriesOf(item.file)).map(itemOf), title))?.key;
  } finally {
    questions.dispose();
  }
}

const itemOf = (entry: EntrySummary): vscode.QuickPickItem & { readonly key: string } =>
  ({ label: `$(symbol-class) ${entry.name}`, description: shapesOf(entry), key: entry.key });

/** The input as it is typed, with the sign of shapes that are shown, and what comes of it. */
export const shapesOf = ({ input, output }: EntrySummary): string =>
  [input.replace(/(?<=[\dA-Z?])x(?=[\dA-Z?])/g, '×'), output].filter(Boolean).join(' → ');

/** What a model is in: its code, or itself where it is a file of its own. */
export const uriOfEntry = (entry: string): vscode.Uri => vscode.Uri.parse(entry.replace(/#.*/s, ''));
const nameOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);
