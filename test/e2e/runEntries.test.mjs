// The ways to a run other than the line above a model, and what is kept of one: comparisons, pictures, arrays, the whole run.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../../tools/vscode/workbench.mjs';
import { answerDialog, RunPanel } from './runPanel.mjs';
import { isWeb, openSession } from './session.mjs';

let session;
let panel;
before(async () => {
  session = await openSession('runEntries', { source: 'examples', prepare: (folder) => {
    fs.copyFileSync(path.join(import.meta.dirname, '../../media/samples/digits.png'), path.join(folder, 'own.png'));
  } });
  panel = new RunPanel(session);
  await session.workbench.openFile('lenet.py');
});
after(() => session?.close());

const menu = (text) => session.page.locator('.context-view.monaco-menu-container .action-item', { hasText: text }).first();

/** Of a menu that has been opened. A click that comes while it opens is lost. */
const choose = (text) => eventually(async () => {
  await menu(text).click({ timeout: 3_000 });
  await menu(text).waitFor({ state: 'hidden', timeout: 2_000 });
});

test('the Models view runs a model', async () => {
  const { page, shot } = session;
  await page.locator('.activitybar [aria-label="ConvLens"]').first().click();
  // Rows move while files are looked at.
  await page.locator('.sidebar .monaco-list-row', { hasText: 'vgg.ipynb' }).waitFor({ timeout: 30_000 });
  const file = page.locator('.sidebar .monaco-list-row', { hasText: 'lenet.py' }).first();
  await file.waitFor({ timeout: 30_000 });
  if (await file.getAttribute('aria-expanded') === 'false') await file.click();
  const model = page.locator('.sidebar .monaco-list-row', { hasText: /^model/ }).first();
  await model.waitFor();
  await model.hover();
  await model.locator('.actions [aria-label*="Run on Image"]').click();
  await panel.ran('model');
  await shot('models');
});

test('a node of the graph opens the page of its layer', async () => {
  const { page, workbench, shot } = session;
  await page.locator('.tab[data-resource-name="lenet.py"]').first().click();
  // The model that the cursor stands on is not asked for.
  await workbench.goToLine('model = LeNet()');
  await workbench.runCommand('ConvLens: Open Architecture Graph');
  const graph = await workbench.webview('#graph .item', 40_000);
  await graph.locator('#graph .item', { hasText: 'AvgPool2d' }).first().click({ button: 'right' });
  await choose('Run on Image');
  await eventually(async () => {
    await panel.opened('model');
    assert.match(await panel.locator('.layer-page').getAttribute('data-shown') ?? '', /^net\.\d+$/);
  }, 40_000);
  await shot('node');
});

test('an image of the explorer is run through a model that is asked for', async () => {
  const { page, shot } = session;
  await page.locator('.activitybar [aria-label^="Explorer"]').first().click();
  const list = page.locator('.quick-input-list .monaco-list-row');
  // A list of the workbench goes when something else takes the focus, as a panel does that has just been drawn.
  for (let i = 0; i < 4 && !await list.first().isVisible(); i++) {
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'own.png' }).click({ button: 'right' });
    await choose('Run on Image');
    await list.first().waitFor({ timeout: 8_000 }).catch(() => {});
  }
  const model = list.filter({ hasText: /^\W*model/ });
  // Without an active text files are listed first.
  if (await model.count() === 0) await list.filter({ hasText: 'lenet.py' }).first().click();
  await model.first().click();
  await eventually(async () => {
    await panel.opened('model');
    assert.match(await panel.locator('.input figcaption').textContent(), /own\.png/);
  }, 40_000);
  await shot('explorer');
});

test('two layers stand side by side', async () => {
  const { shot } = session;
  await panel.locator('[data-choice=compare]').selectOption('layer:net.0');
  await eventually(async () => assert.equal(await panel.locator('.side .grid[data-drawn], .side .view.single').count(), 2));
  assert.equal(await panel.locator('.compares .side').count(), 2);
  await shot('pair');
  await panel.locator('[data-choice=compare]').selectOption('end');
  await eventually(async () => assert.equal(await panel.locator('.side').count(), 1));
});

test('a map is saved as a picture, and the whole run as a folder', { skip: isWeb }, async () => {
  const { page, folder } = session;
  const target = path.join(folder, 'map.png');
  await panel.locator('[data-choice=save-map]').selectOption('png');
  await answerDialog(page, target);
  await eventually(async () => assert.equal(fs.readFileSync(target).subarray(1, 4).toString(), 'PNG'));
  const place = path.join(folder, 'saved');
  fs.mkdirSync(place);
  await panel.locator('[data-choice=save]').selectOption('all');
  await answerDialog(page, `${place}/`);
  await eventually(async () => {
    const [made] = fs.readdirSync(place);
    const files = fs.readdirSync(path.join(place, made));
    assert.ok(files.includes('run.json') && files.filter((file) => file.endsWith('.npy')).length === 14, files.join());
  }, 40_000);
});

test('nothing was asked of the internet', () => {
  assert.deepEqual(session.refused, []);
});
