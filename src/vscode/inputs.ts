// Choosing the input shape of a model: suggestions, free text checked as it is typed, kept for the workspace or written
// into the code as a comment.
import * as vscode from 'vscode';
import type { AnalysisService, InputChoice, OnnxService } from '../protocol/analysis';
import type { Config } from './config';
import { workspaceEdit } from './convert';
import { uriOfEntry } from './panels/comparison';
import { fileSource } from './run/files';
import { isOnnxEntry } from './run/model';

interface ShapeItem extends vscode.QuickPickItem { readonly shape?: string }

export async function chooseInput(service: AnalysisService & OnnxService, config: Config, entry: string): Promise<void> {
  const choice = await choiceOf(service, config, entry);
  if (!choice) return;
  const picked = await pickShape(service, choice, { isChosen: config.hasChosenInput(entry), isCode: !isOnnxEntry(entry) });
  if (!picked) return;
  if (picked.shape === undefined) {
    await config.chooseInput(entry, undefined);
  } else if (picked.intoCode) {
    const edits = await service.inputComment(entry, picked.shape);
    if (edits) await vscode.workspace.applyEdit(workspaceEdit(edits));
    else await config.chooseInput(entry, picked.shape);
  } else {
    await config.chooseInput(entry, picked.shape);
  }
}

async function choiceOf(service: AnalysisService & OnnxService, config: Config, entry: string): Promise<InputChoice | null> {
  if (!isOnnxEntry(entry)) return service.inputChoice(entry);
  const answer = await service.onnxInput(await fileSource(uriOfEntry(entry)), config.chosenInput(entry));
  if (!('message' in answer)) return answer;
  void vscode.window.showWarningMessage(answer.message);
  return null;
}

interface Picked { readonly shape: string | undefined; readonly intoCode: boolean }

function pickShape(service: AnalysisService, choice: InputChoice,
  { isChosen, isCode }: { readonly isChosen: boolean; readonly isCode: boolean }): Promise<Picked | undefined> {
  const pick = vscode.window.createQuickPick<ShapeItem>();
  const intoCode: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Write into the code as a comment'),
  };
  const buttons = isCode ? [intoCode] : [];
  const suggestions = choice.suggestions.map(({ text, detail }): ShapeItem => (
    { label: text, description: detail, shape: text, buttons }));
  const asCode = { label: isCode ? vscode.l10n.t('As the code says') : vscode.l10n.t('As the file says'),
    iconPath: new vscode.ThemeIcon('discard') };
  if (isChosen) suggestions.push(asCode);
  pick.title = vscode.l10n.t('Input shape ({0}: {1})', choice.current, choice.source);
  pick.placeholder = vscode.l10n.t('1x3x224x224, Nx3xHxW, 1x10:int64 for a data type; several inputs with commas');
  pick.items = suggestions;

  pick.onDidChangeValue(async (value) => {
    const text = value.trim();
    if (text === '') {
      pick.items = suggestions;
      return;
    }
    const problem = await service.checkInput(text);
    if (pick.value !== value) return;
    const own: ShapeItem = problem === null
      ? { label: text, shape: text, alwaysShow: true, buttons }
      : { label: text, description: problem, alwaysShow: true, iconPath: new vscode.ThemeIcon('error') };
    pick.items = [own, ...suggestions];
  });
  return new Promise((resolve) => {
    const done = (picked: Picked | undefined): void => {
      resolve(picked);
      pick.dispose();
    };
    pick.onDidTriggerItemButton(({ item }) => { done({ shape: item.shape, intoCode: true }); });
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (!item) return;
      // An own text with a problem has no shape, and neither has "As the code says": only the latter is an answer.
      if (item.shape !== undefined || suggestions.includes(item)) done({ shape: item.shape, intoCode: false });
    });
    pick.onDidHide(() => { done(undefined); });
    pick.show();
  });
}
