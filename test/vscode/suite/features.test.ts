// Every feature once, asked of VS Code as its own interface asks: what comes back is what a user would be shown.
import { assert } from 'chai';
import * as vscode from 'vscode';
import { eventually, workspaceFile } from '../support';

async function open(file: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(workspaceFile(file));
  await vscode.window.showTextDocument(document);
  return document;
}

const textOf = (content: vscode.MarkdownString | vscode.MarkedString): string =>
  (typeof content === 'string' ? content : content.value);
const labelOf = ({ label }: vscode.InlayHint): string =>
  (typeof label === 'string' ? label : label.map((part) => part.value).join(''));
const everything = new vscode.Range(0, 0, 10_000, 0);

/** Hints as "line: label", lines counted from one. */
async function hints(uri: vscode.Uri): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', uri, everything);
  return found.map((hint) => `${hint.position.line + 1}: ${labelOf(hint).trim()}`);
}

async function hoverOn(document: vscode.TextDocument, text: string): Promise<string> {
  const position = document.positionAt(document.getText().indexOf(text) + 1);
  const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
  return found.flatMap(({ contents }) => contents.map(textOf)).join('\n');
}

/** In the order of the text. */
const errorsOf = (uri: vscode.Uri): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri)
  .filter(({ source, severity }) => source === 'ConvLens' && severity === vscode.DiagnosticSeverity.Error)
  .sort((a, b) => a.range.start.compareTo(b.range.start));

describe('a Python file', () => {
  it('has shapes behind its lines', async () => {
    const { uri } = await open('lenet.py');
    await eventually(async () => {
      assert.include(await hints(uri), '16: → 1×400');
      assert.include(await hints(uri), '17: → 1×10');
    });
  });

  it('explains a layer under the pointer', async () => {
    const document = await open('lenet.py');
    const text = await hoverOn(document, 'nn.Conv2d(6, 16');
    for (const part of ['1×6×14×14', '1×16×10×10', '+ 1 = 10', '2,416', '240,000']) assert.include(text, part);
  });

  it('has a line of figures above its model, with actions', async () => {
    const { uri } = await open('lenet.py');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    const titles = lenses.map(({ command }) => command?.title ?? '').join(' | ');
    assert.match(titles, /1×1×28×28 → 1×10/);
    assert.include(lenses.map(({ command }) => command?.command), 'convlens.changeInput');
  });

  it('follows what is typed', async () => {
    const document = await open('lenet.py');
    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(document.getText().indexOf('num_classes=10') + 'num_classes='.length);
    edit.replace(document.uri, new vscode.Range(at, at.translate(0, 2)), '77');
    await vscode.workspace.applyEdit(edit);
    await eventually(async () => { assert.include(await hints(document.uri), '17: → 1×77'); });
    await vscode.commands.executeCommand('undo');
    await eventually(async () => { assert.include(await hints(document.uri), '17: → 1×10'); });
  });
});

describe('a mistake', () => {
  it('is reported in PyTorch\'s words, with where the size came from', async () => {
    const { uri } = await open('mistakes.py');
    await eventually(() => { assert.lengthOf(errorsOf(uri), 3); });
    const [first] = errorsOf(uri);
    assert.include(first?.message, 'mat1 and mat2 shapes cannot be multiplied (1x2304 and 3136x10)');
    assert.isNotEmpty(first?.relatedInformation);
  });

  it('has a fix that makes it go away', async () => {
    const document = await open('mistakes.py');
    await eventually(() => { assert.lengthOf(errorsOf(document.uri), 3); });
    const [first] = errorsOf(document.uri);
    assert.exists(first);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider', document.uri, first?.range);
    const fix = actions.find(({ title }) => title.includes('2304'));
    assert.exists(fix?.edit, actions.map(({ title }) => title).join());
    if (fix?.edit) await vscode.workspace.applyEdit(fix.edit);
    await eventually(() => { assert.lengthOf(errorsOf(document.uri), 2); });
    await vscode.commands.executeCommand('undo');
  });
});

describe('other documents', () => {
  it('a Markdown file is one program over its blocks', async () => {
    const { uri } = await open('lesson.md');
    await eventually(async () => {
      const found = await hints(uri);
      assert.include(found, '8: → 2×2');
      assert.isTrue(found.some((hint) => hint.startsWith('21: → 2×2')), found.join());
    });
  });

  it('a notebook is one program over its cells', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(workspaceFile('notebook.ipynb'));
    await vscode.window.showNotebookDocument(notebook);
    await eventually(async () => { assert.include(await hints(notebook.cellAt(2).document.uri), '1: → 2×288'); });
  });

  it('an unsaved file works without a folder', async () => {
    const content = 'import torch\nfrom torch import nn\ny = nn.Conv2d(3, 8, 3)(torch.rand(1, 3, 16, 16))\n';
    const { uri } = await vscode.workspace.openTextDocument({ language: 'python', content });
    await eventually(async () => { assert.include(await hints(uri), '3: → 1×8×14×14'); });
  });
});

describe('code that is not finished or never ends', () => {
  it('keeps its hints beside a half-typed line', async () => {
    const content = 'import torch\nfrom torch import nn\ny = nn.Conv2d(3, 8, 3)(torch.rand(1, 3, 16, 16))\nz = y.view(\n';
    const { uri } = await vscode.workspace.openTextDocument({ language: 'python', content });
    await eventually(async () => { assert.include(await hints(uri), '3: → 1×8×14×14'); });
  });

  it('does not keep other files waiting', async () => {
    const content = 'import torch\nwhile True:\n    pass\n';
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'python', content }));
    const { uri } = await open('lenet.py');
    await eventually(async () => { assert.include(await hints(uri), '17: → 1×10'); });
  });
});

describe('small constants and blocks', () => {
  it('show values, and a block as it stands in its model', async () => {
    const content = `import torch
from torch import nn
K = torch.tensor([[0.0, 1.0], [2.0, 3.0]])
class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(3, channels, 1)
    def forward(self, x):
        return self.conv(x)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(8)
    def forward(self, x):
        return self.block(x)
net = Net()
y = net(torch.rand(1, 3, 16, 16))
`;
    const { uri } = await vscode.workspace.openTextDocument({ language: 'python', content });
    await eventually(async () => {
      const found = await hints(uri);
      assert.include(found, '3: → 2×2 = [[0, 1], [2, 3]]');
      assert.include(found, '9: → 1×8×16×16');
    });
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    assert.match(lenses.map(({ command }) => command?.title ?? '').join(' | '), /block of Net · 1×3×16×16 → 1×8×16×16/);
  });
});
