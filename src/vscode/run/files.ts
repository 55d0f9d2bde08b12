// Files of a run in the editor: images and checkpoints that the user chooses, the samples, what is saved.
import * as vscode from 'vscode';
import type { FileSource, InputSource, RunOptions, RunService, SavedFile, WeightSource } from '../../protocol/run';
import type { Service } from '../../protocol/rpc';
import type { ImageChoice, InputChoice, LabelChoice, WeightChoice } from '../../protocol/runPanel';
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

export async function inputSource({ image, preprocessing }: InputChoice, extension: vscode.Uri): Promise<InputSource> {
  switch (image.kind) {
    case 'fill': return { kind: 'fill', value: image.value };
    case 'values': return image;
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

/** When a checkpoint was last written: one that is written anew is read anew. */
export async function changedAt(choice: WeightChoice): Promise<number> {
  if (choice.kind === 'seed') return 0;
  try {
    return (await vscode.workspace.fs.stat(vscode.Uri.parse(choice.uri, true))).mtime;
  } catch {
    return 0; // Reading it will say what is wrong with it.
  }
}

async function ask(near: vscode.Uri, title: string, filters: Readonly<Record<string,
  readonly string[]>>): Promise<vscode.Uri | undefined> {
  const [chosen] = await vscode.window.showOpenDialog({ title, filters: Object.fromEntries(Object.entries(filters).map(([name,
    endings]) => [name, [...endings]])),
    defaultUri: near.scheme === 'untitled' ? undefined : vscode.Uri.joinPath(near, '..') }) ?? [];
  return chosen;
}

/** The image that the setting names: a sample, or a file of the first folder; null: what suits the model. */
export function firstImage(setting: string): ImageChoice | null {
  if (setting === '' || setting === 'automatic') return null;
  if (setting === 'random') return { kind: 'random', seed: 0 };
  if (setting === 'zeros') return { kind: 'fill', value: 0 };
  const sample = SAMPLES.find((name) => name === setting);
  if (sample) return { kind: 'sample', name: sample };
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const isAbsolute = setting.startsWith('/') || /^[A-Za-z]:[\\/]/.test(setting);
  const uri = isAbsolute ? vscode.Uri.file(setting) : folder ? vscode.Uri.joinPath(folder, setting) : null;
  return uri && { kind: 'file', uri: uri.toString(), label: nameOf(uri) };
}

export async function labelOption(choice: LabelChoice, service: Service<Pick<RunService,
  'labels'>>): Promise<Pick<RunOptions, 'labels'>> {
  switch (choice.kind) {
    case 'automatic': return {};
    case 'none': return { labels: null };
    case 'set': return { labels: await service.labels(choice.name) };
    case 'file': return { labels: await service.labels(await fileSource(vscode.Uri.parse(choice.uri, true))) };
  }
}

export async function chooseLabels(near: vscode.Uri): Promise<LabelChoice | null> {
  const uri = await ask(near, vscode.l10n.t('Which class names?'), { [vscode.l10n.t('Class names')]: ['txt', 'json'] });
  return uri ? { kind: 'file', uri: uri.toString(), label: nameOf(uri) } : null;
}

export async function chooseImage(near: vscode.Uri, isImage: boolean): Promise<ImageChoice | null> {
  const uri = await ask(near, isImage ? vscode.l10n.t('Run on which image?') : vscode.l10n.t('Run on which array?'),
    isImage ? { [vscode.l10n.t('Images')]: [...IMAGE_FILES, 'npy'] } : { [vscode.l10n.t('Arrays')]: ['npy'] });
  return uri ? { kind: 'file', uri: uri.toString(), label: nameOf(uri) } : null;
}

export const chooseCheckpoint = (near: vscode.Uri): Promise<vscode.Uri | undefined> =>
  ask(near, vscode.l10n.t('Which checkpoint?'), { [vscode.l10n.t('Checkpoints')]: WEIGHT_FILES });

export async function chooseWeights(near: vscode.Uri): Promise<WeightChoice | null> {
  const uri = await chooseCheckpoint(near);
  return uri ? { kind: 'file', uri: uri.toString(), label: nameOf(uri) } : null;
}

const said = (name: string): void => { vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0}', name), 4_000); };

/** Asks where to. */
export async function saveFile({ name, bytes }: SavedFile): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({ defaultUri: folder ? vscode.Uri.joinPath(folder, name)
    : vscode.Uri.file(name) });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, bytes);
  said(nameOf(target));
}

/** Asks where to, and writes files into a folder of their own as they are made: together they may be larger than memory. */
export async function saveFolder(name: string, title: string, files: readonly (() => Promise<SavedFile>)[]): Promise<void> {
  const [parent] = await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false,
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri, openLabel: vscode.l10n.t('Save here') }) ?? [];
  if (!parent) return;
  const target = vscode.Uri.joinPath(parent, `${name.replace(/[^\w.-]+/g, '_')}_run`);
  await vscode.workspace.fs.createDirectory(target);
  const isWhole = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, cancellable: true, title },
    async (progress, token) => {
      for (const make of files) {
        if (token.isCancellationRequested) return false;
        const file = await make();
        await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(target, file.name), file.bytes);
        progress.report({ increment: 100 / files.length, message: file.name });
      }
      return true;
    });
  if (isWhole) said(nameOf(target));
}
