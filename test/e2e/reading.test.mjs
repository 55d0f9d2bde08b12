// Reading a model, as a user does it: hints and hovers are drawn, a fix is applied, the Models view and the cursor follow
// each other, the input is changed. In a folder that is not trusted, since nothing is executed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually } from '../../tools/vscode/workbench.mjs';
import { isWeb, openSession } from './session.mjs';

let session;
before(async () => {
  const settings = { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' };
  session = await openSession('reading', { trusted: false, settings });
});
after(() => session?.close());

// The web build trusts whatever folder its page was made for.
test('the folder is in Restricted Mode', { skip: isWeb }, async () => {
  await session.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
});

test('hints are drawn behind the lines', async () => {
  const { workbench, shot } = session;
  await workbench.openFile('lenet.py');
  await workbench.line('return self.classifier(x)').filter({ hasText: '1×10' }).waitFor();
  await shot('hints');
});

test('hovering a layer explains it', async () => {
  const { workbench, page, shot } = session;
  // Lines above the code (CodeLens) may still move it while the pointer is on its way: then it is pointed at again.
  await eventually(async () => {
    const hover = await workbench.hover('nn.Conv2d(6, 16', 'Conv2d');
    assert.match(await hover.innerText(), /1×6×14×14[\s\S]*1×16×10×10[\s\S]*2,416/);
  }, 60_000);
  await shot('hover');
  await page.keyboard.press('Escape');
});

test('the Models view shows the model, and a click shows its line', async () => {
  const { page, shot } = session;
  await page.locator('.activitybar [aria-label="ConvLens"]').first().click();
  const row = (text) => page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
  await row('lenet.py').waitFor();
  if (!(await row('LeNet').isVisible())) await row('lenet.py').click();
  await row('LeNet').click();
  await page.locator('.editor-group-container .view-line', { hasText: 'LeNet' }).first().waitFor();
  await shot('models');
});

test('a fix is offered for a mistake, and removes it', async () => {
  const { workbench, page, shot } = session;
  await workbench.openFile('mistakes.py');
  await workbench.goToLine('return self.fc');
  await page.locator('.squiggly-error').first().waitFor();
  await workbench.showFixes();
  await shot('fixes');
  await page.locator('.action-widget .action', { hasText: '2304' }).first().waitFor();
  await page.keyboard.press('Enter');
  await workbench.line('nn.Linear(2304, 10)').waitFor();
});
