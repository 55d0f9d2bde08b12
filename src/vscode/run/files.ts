// Files of a run in the editor: images and checkpoints that the user chooses, the samples, what is saved.
import * as vscode from 'vscode';
import type { FileSource, InputSource, SavedFile, WeightSource } from '../../protocol/run';
import type { ImageChoice, RunChoice, WeightChoice } from '../../protocol/runPanel';
import { hostKind } from '../spawn';
import { SAMPLES } from './samples';

export const IMAGE_FILES = ['png', 'jpg', 'jpeg', 'webp', 'bmp', 'gif'] as const;
const WEIGHT_FILES = ['pth', 'pt', 'bin', 'ckpt', 'safetensors', 'json'] as const;

const nameOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

/** Whether the worker can read the file from its disk. */
export const readsInPieces = (uri: vscode.Uri): boolean =>
  hostKind === 'node' && (uri.scheme === 'file' || uri.scheme === 'vscode-remote');

/** By its path where the worker can read the disk, else its bytes. */
export async function fileSource(uri: vscode.Uri): Promise<FileSource> {
  if (readsInPieces(uri)) return { name: nameOf(uri), path: uri.fsPath };
  return { name: nameOf(uri), bytes: await vscode.workspace.fs.readFile(uri) };
}

const samplesFolder = (extension: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extension, 'media', 'samples');

/** The images that come with the extension, as the panel names them. */
export function sampleChoices(): { readonly name: string; readonly label: string }[] {
  const labels: Readonly<Record<(typeof SAMPLES)[number], string>> = {
    'fruit.jpg': vscode.l10n.t('fruit'), 'shapes.png': vscode.l10n.t('shapes and edges'), 'digit.png': vscode.l10n.t('digit'),
    'digits.png': vscode.l10n.t('digits'), 'colours.png': vscode.l10n.t('colours'),
  };
  return SAMPLES.map((name) => ({ name, label: labels[name] }));
}

export async function inputSource({ image, preprocessing }: RunChoice, extension: vscode.Uri): Promise<InputSource> {
  switch (image.kind) {
    case 'fill': return { kind: 'fill', value: image.value };
    case 'random': return { kind: 'random', seed: image.seed };
    case 'given': return { kind: 'image', file: { name: image.label, bytes: image.bytes }, preprocessing };
    case 'sample': return { kind: 'image', file: await fileSource(vscode.Uri.joinPath(samplesFolder(extension), image.name)),
      preprocessing };
    case 'file': {
      const file = await fileSource(vscode.Uri.parse(image.uri, true));
      return image.label.endsWith('.npy') ? { kind: 'npy', file } : { kind: 'image', file, preprocessing };
    }
  }
}

export async function weightSource(choice: WeightChoice): Promise<WeightSource> {
  return choice.kind === 'seed' ? choice : { kind: 'checkpoint', files: [await fileSource(vscode.Uri.parse(choice.uri, true))] };
}

async function ask(near: vscode.Uri, title: string, filters: Readonly<Record<string,
  readonly string[]>>): Promise<vscode.Uri | undefined> {
  const [chosen] = await vscode.window.showOpenDialog({ title, filters: Object.fromEntries(Object.entries(filters).map(([name,
    endings]) => [name, [...endings]])),
    defaultUri: near.scheme === 'untitled' ? undefined : vscode.Uri.joinPath(near, '..') }) ?? [];
  return chosen;
}

export async function chooseImage(near: vscode.Uri): Promise<ImageChoice | null> {
  const uri = await ask(near, vscode.l10n.t('Run on which image?'), { [vscode.l10n.t('Images')]: [...IMAGE_FILES, 'npy'] });
  return uri ? { kind: 'file', uri: uri.toString(), label: nameOf(uri) } : null;
}

export async function chooseWeights(near: vscode.Uri): Promise<WeightChoice | null> {
  const uri = await ask(near, vscode.l10n.t('Which checkpoint?'), { [vscode.l10n.t('Checkpoints')]: WEIGHT_FILES });
  return uri ? { kind: 'file', uri: uri.toString(), label: nameOf(uri) } : null;
}

/** Asks where to; several files go into a folder of their own. */
export async function saveFiles(files: readonly SavedFile[], name: string, isFolder: boolean): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [first] = files;
  if (!first) return;
  if (!isFolder) {
    const target = await vscode.window.showSaveDialog({ defaultUri: folder ? vscode.Uri.joinPath(folder, first.name)
      : vscode.Uri.file(first.name) });
    if (!target) return;
    await vscode.workspace.fs.writeFile(target, first.bytes);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0}', nameOf(target)), 4_000);
    return;
  }
  const [parent] = await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, defaultUri: folder,
    openLabel: vscode.l10n.t('Save here') }) ?? [];
  if (!parent) return;
  const target = vscode.Uri.joinPath(parent, `${name.replace(/[^\w.-]+/g, '_')}_run`);
  await vscode.workspace.fs.createDirectory(target);
  for (const file of files) await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(target, file.name), file.bytes);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0}', nameOf(target)), 4_000);
}
