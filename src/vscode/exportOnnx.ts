// "Export as ONNX…": a model in code, with weights that the user chooses, written as a file by a run worker of its own, which
// is ended when it is done or given up.
import * as vscode from 'vscode';
import { PART, type ExportRequest, type RunModel, type RunModelAnswer, type WeightSource } from '../protocol/run';
import type { WeightChoice } from '../protocol/runPanel';
import type { AnalysisClient } from './client';
import { openOnnxGraph } from './editors/onnxEditor';
import { uriOfEntry } from './panels/comparison';
import { Questions } from './questions';
import { RunClient } from './run/client';
import { chooseWeights, readsInPieces, weightSource } from './run/files';

export interface ExportParts {
  readonly extension: vscode.Uri;
  readonly version: string;
  readonly client: AnalysisClient;
  readonly log: vscode.LogOutputChannel;
}

/** The model at the sizes that are written, and at another batch where that stays open. */
type Models = Pick<ExportRequest, 'model' | 'other'>;

/** Asks for sizes, weights and where to. What cannot be written is told in a sentence. */
export async function exportOnnx(parts: ExportParts, entry: string): Promise<void> {
  const shown = modelsOf(await parts.client.service.runModel(entry));
  if (!shown) return;
  const asked = await askSizesAndWeights(parts, entry, shown);
  if (!asked) return;
  const { models } = asked;
  const choice = await chosenWeights(entry, asked.weights);
  if (!choice) return;
  const target = await askTarget(entry, models.model);
  if (!target) return;
  const weights = await weightSource(choice);
  await write(parts, models, weights.kind === 'checkpoint' ? { ...weights, strict: true } : weights, target);
}

/** Null where there is none, which is then told. */
function modelsOf(answer: RunModelAnswer, other: RunModelAnswer = answer): Models | null {
  const failed = [answer, other].find(({ model }) => model === null);
  if (failed && 'message' in failed) {
    void vscode.window.showErrorMessage(vscode.l10n.t('The model cannot be exported: {0}', failed.message));
  }
  return answer.model && other.model && { model: answer.model, other: other === answer ? null : other.model };
}

interface Asked { readonly models: Models; readonly weights: WeightChoice['kind'] }

async function askSizesAndWeights(parts: ExportParts, entry: string, shown: Models): Promise<Asked | null> {
  const questions = new Questions();
  try {
    const models = await askSizes(parts, entry, shown, questions);
    const weights = models && await askWeights(models.model, questions);
    return weights && { models, weights };
  } finally {
    questions.dispose();
  }
}

interface SizesItem extends vscode.QuickPickItem { readonly isOpen: boolean }

/** As the model is shown, or for batches of any size. */
async function askSizes({ client }: ExportParts, entry: string, shown: Models, questions: Questions): Promise<Models | null> {
  const { inputs } = shown.model;
  const sizes = (open: boolean): string => inputs.map(({ shape: [batch, ...rest] }) =>
    [...(batch === undefined ? [] : [open ? 'N' : batch]), ...rest].join('×')).join(', ');
  const items: SizesItem[] = [
    { isOpen: false, label: sizes(false), description: vscode.l10n.t('these sizes, no others') },
    { isOpen: true, label: sizes(true), description: vscode.l10n.t('batches of any size') },
  ];
  const picked = await questions.ask(items, vscode.l10n.t('Export for which inputs?'));
  if (!picked?.isOpen) return picked ? shown : null;
  const [first, second] = await client.service.batchModels(entry);
  return first ? modelsOf(first, second) : null;
}

interface WeightItem extends vscode.QuickPickItem { readonly choice: WeightChoice['kind'] }

async function askWeights({ recipe }: RunModel, questions: Questions): Promise<WeightChoice['kind'] | null> {
  const seed: WeightItem = { choice: 'seed', label: vscode.l10n.t('As the model begins, from a seed'),
    description: 'torch.manual_seed(…)' };
  const file: WeightItem = { choice: 'file', label: vscode.l10n.t('Those of a checkpoint…'),
    description: '.pth, .pt, .safetensors, …' };
  const picked = await questions.ask(recipe ? [seed, file] : [file], vscode.l10n.t('Export with which weights?'));
  return picked?.choice ?? null;
}

async function chosenWeights(entry: string, kind: WeightChoice['kind']): Promise<WeightChoice | null> {
  if (kind === 'file') return chooseWeights(uriOfEntry(entry));
  const text = await vscode.window.showInputBox({ title: vscode.l10n.t('Seed of the weights'), value: '0', ignoreFocusOut: true,
    validateInput: (value) => (/^\d{1,9}$/.test(value.trim()) ? null : vscode.l10n.t('A whole number from 0 on.')) });
  return text === undefined ? null : { kind: 'seed', seed: Number(text) };
}

async function askTarget(entry: string, { builder }: RunModel): Promise<vscode.Uri | undefined> {
  const source = uriOfEntry(entry);
  const name = `${builder.replace(/[^\w.-]+/g, '_')}.onnx`;
  const folder = source.scheme === 'untitled' ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(source, '..');
  return vscode.window.showSaveDialog({ title: vscode.l10n.t('Export as ONNX'), filters: { ONNX: ['onnx'] },
    defaultUri: folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(name) });
}

async function write(parts: ExportParts, models: Models, weights: WeightSource, target: vscode.Uri): Promise<void> {
  const client = new RunClient(parts.extension, parts.log);
  const isCancelled = { now: false };
  try {
    const size = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, cancellable: true,
      title: vscode.l10n.t('Exporting {0} as ONNX', models.model.builder) }, (progress, token) => {
      token.onCancellationRequested(() => {
        isCancelled.now = true;
        client.end();
      });
      let shown = 0;
      client.onDidProgress(({ done, total, node }) => {
        const percent = total > 0 ? (100 * done) / total : 0;
        progress.report({ increment: percent - shown, message: node });
        shown = percent;
      });
      return written(client, parts, models, weights, target);
    });
    void tell(target, size);
  } catch (error) {
    if (isCancelled.now) await removePart(target);
    else void vscode.window.showErrorMessage(vscode.l10n.t('The model was not exported: {0}',
      error instanceof Error ? error.message : String(error)));
  } finally {
    client.dispose();
  }
}

/** Bytes of the file. Where the worker has the disk it writes them; elsewhere the editor's file system does. */
async function written(client: RunClient, { version, log }: ExportParts, models: Models, weights: WeightSource,
  target: vscode.Uri): Promise<number> {
  const path = readsInPieces(target) ? target.fsPath : null;
  const report = await client.service.exportOnnx({ ...models, weights, path, version });
  for (const { message } of report.problems) log.warn(message);
  if (report.bytes) await vscode.workspace.fs.writeFile(target, report.bytes);
  return report.size;
}

/** What a worker that was ended had written so far. */
async function removePart(target: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(target.with({ path: `${target.path}${PART}` }));
  } catch {
    // It had not begun to write.
  }
}

async function tell(target: vscode.Uri, size: number): Promise<void> {
  const open = vscode.l10n.t('Open Graph');
  const text = vscode.l10n.t('Saved {0} ({1} MB)', target.path.slice(target.path.lastIndexOf('/') + 1), (size / 1e6).toFixed(1));
  if (await vscode.window.showInformationMessage(text, open) === open) await openOnnxGraph(target);
}
