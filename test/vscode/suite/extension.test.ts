// The extension in VS Code, before any feature: it activates, its worker answers, everything it contributes is there.
import { assert } from 'chai';
import * as vscode from 'vscode';
import { api, eventually, extension, isWeb, workspaceFile } from '../support';

describe('the extension', () => {
  before(async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(workspaceFile('lenet.py')));
  });

  it('activates in the expected extension host', async () => {
    const { host, activationMs } = await api();
    assert.strictEqual(host, isWeb ? 'web' : 'node');
    console.log(`     VS Code ${vscode.version}, ${vscode.env.appName}, activated in ${activationMs.toFixed(1)} ms`);
  });

  it('has a worker that answers', async () => {
    const { ready, service } = await api();
    await ready;
    assert.property(await service.status(workspaceFile('lenet.py').toString()), 'models');
  });

  it('starts another worker on request', async () => {
    const { restart, service } = await api();
    await restart('a test asks for it');
    await eventually(async () => { assert.property(await service.status(workspaceFile('lenet.py').toString()), 'models'); });
  });

  it('registers every command of its manifest', async () => {
    const { contributes } = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)), []);
  });

  it('registers hovers, hints and lenses that answer', async () => {
    const { uri } = await vscode.workspace.openTextDocument(workspaceFile('lenet.py'));
    const everything = new vscode.Range(0, 0, 100, 0);
    await vscode.commands.executeCommand('vscode.executeHoverProvider', uri, new vscode.Position(4, 20));
    assert.isArray(await vscode.commands.executeCommand('vscode.executeInlayHintProvider', uri, everything));
    assert.isArray(await vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri));
  });

  it('toggles its hints through the setting', async () => {
    const enabled = (): unknown => vscode.workspace.getConfiguration('convlens').get('inlayHints.enabled');
    assert.isTrue(enabled());
    await vscode.commands.executeCommand('convlens.toggleInlayHints');
    assert.isFalse(enabled());
    await vscode.commands.executeCommand('convlens.toggleInlayHints');
    assert.isTrue(enabled());
  });

  it('opens its sample without a folder', async () => {
    await vscode.commands.executeCommand('convlens.openSample');
    const document = vscode.window.activeTextEditor?.document;
    assert.strictEqual(document?.languageId, 'python');
    assert.include(document?.getText() ?? '', 'nn.Conv2d');
  });
});
