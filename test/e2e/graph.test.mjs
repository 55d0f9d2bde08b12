// The architecture graph, as it is used: opened, expanded, searched, followed to the source and back, edited, reloaded.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../../tools/vscode/workbench.mjs';
import { openSession } from './session.mjs';

let session;
let panel;
before(async () => {
  session = await openSession('graph', { source: 'examples' });
  await session.workbench.openFile('unet.py');
});
after(() => session?.close());

/** The search box and the keys of the editor need it to be the active one. */
const focusText = () => session.page.locator('.tab[data-resource-name="unet.py"]').first().click();
const item = (text) => panel.locator('#graph .item', { hasText: text });

test('the CodeLens opens the graph beside the editor', async () => {
  const { page, workbench, shot } = session;
  await page.locator('.codelens-decoration a', { hasText: /^graph$/ }).first().click();
  panel = await workbench.webview('#graph .item');
  await item('Conv2d').first().waitFor();
  assert.match(await panel.locator('#headline').textContent(), /parameters.*MACs/);
  await shot('open');
});

test('groups collapse and expand', async () => {
  const { page } = session;
  const group = panel.locator('#graph .item.open', { hasText: 'down.0' });
  const [open, closed] = [group, panel.locator('#graph .item.closed', { hasText: 'down.0' })];
  const isOpen = (await open.count()) > 0;
  for (const [from, to] of isOpen ? [[open, closed], [closed, open]] : [[closed, open], [open, closed]]) {
    await from.locator('.twisty').first().click();
    await to.waitFor();
  }
  // The keyboard does the same.
  await (isOpen ? open : closed).locator('.title').first().click();
  await panel.locator('#graph').focus();
  await page.keyboard.press(isOpen ? 'ArrowLeft' : 'ArrowRight');
  await (isOpen ? closed : open).waitFor();
});

test('search selects, opens what hides the match, and says how many there are', async () => {
  const { page, shot } = session;
  await panel.locator('#toolbar input').first().fill('conv2d 3x3');
  await eventually(async () => assert.match(await panel.locator('.found').textContent(), /\d+ matches/));
  await panel.locator('#graph .item.selected', { hasText: 'Conv2d 3×3' }).waitFor();
  await page.keyboard.press('Enter');
  await panel.locator('#details h2', { hasText: 'Conv2d 3×3' }).waitFor();
  await shot('search');
});

test('a click shows the line, the cursor selects the node', async () => {
  const { page, workbench } = session;
  await panel.locator('#toolbar input').first().fill('ConvTranspose2d');
  await panel.locator('#graph .item.selected', { hasText: 'ConvTranspose2d' }).locator('.title').click();
  await page.locator('.editor-group-container .view-line', { hasText: 'ConvTranspose2d' }).first().waitFor();
  await focusText();
  await workbench.goToLine('self.head = ');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await panel.locator('#graph .item.selected', { hasText: 'head' }).waitFor();
});

test('an edit changes the open graph', async () => {
  const { page, workbench } = session;
  const file = path.join(session.folder, 'unet.py');
  assert.match(fs.readFileSync(file, 'utf8'), /self\.head/);
  await focusText();
  await workbench.goToLine('self.head = ');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('self.broken = nn.Conv2d(7, 7, 3)', { delay: 5 });
  await page.keyboard.press('Escape');
  await workbench.goToLine('return self.head');
  await page.keyboard.press('Home');
  await page.keyboard.type('x = self.broken(x)', { delay: 5 });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await panel.locator('#headline .problem', { hasText: 'RuntimeError' }).waitFor();
  await session.shot('error');
  for (let i = 0; i < 60; i++) await page.keyboard.press('ControlOrMeta+Z');
  await eventually(async () => assert.equal(await panel.locator('#headline .problem').count(), 0));
});

test('the table tells the same and sorts by the keyboard', async () => {
  const { page, shot } = session;
  await panel.locator('vscode-button', { hasText: 'Table' }).click();
  const grid = panel.locator('[role=grid]');
  await grid.waitFor();
  assert.equal(await grid.locator('[role=columnheader]').count(), 8);
  await grid.locator('[role=columnheader]', { hasText: 'MACs' }).focus();
  await page.keyboard.press('Enter');
  assert.equal(await grid.locator('[role=columnheader]', { hasText: 'MACs' }).getAttribute('aria-sort'), 'descending');
  await grid.focus();
  await page.keyboard.press('Home');
  await grid.locator('[role=row][aria-selected=true]', { hasText: 'Conv' }).waitFor();
  await shot('table');
  await panel.locator('vscode-button', { hasText: 'Architecture graph' }).click();
  await panel.locator('#graph').waitFor();
});

test('a reload of the window keeps the panel', async () => {
  const { page, workbench, shot } = session;
  await page.waitForTimeout(1500); // The workbench writes its state a moment after a change.
  await page.reload();
  panel = await workbench.webview('#graph .item', 60_000);
  await item('Conv2d').first().waitFor();
  await shot('reloaded');
});

test('nothing was asked of the internet', () => {
  assert.deepEqual(session.refused, []);
});
