// The architecture graph, as it is used: opened, expanded, searched, followed to the source and back, edited, compared,
// exported, reloaded.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../../tools/vscode/workbench.mjs';
import { isWeb, openSession } from './session.mjs';

let session;
let panel;
before(async () => {
  session = await openSession('graph', { source: 'examples', prepare, settings: { 'git.enabled': true } });
  await session.workbench.openFile('unet.py');
});
after(() => session?.close());

/** A repository whose HEAD has another U-Net, and a model whose names would be markup if they were not kept as text. */
function prepare(folder) {
  const file = path.join(folder, 'unet.py');
  const now = fs.readFileSync(file, 'utf8');
  assert.match(now, /nn\.ReLU\(/);
  fs.writeFileSync(file, now.replaceAll(/nn\.ReLU\([^)]*\)/g, 'nn.GELU()'));
  const git = (...args) => execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args]);
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'before');
  fs.writeFileSync(file, now);
  fs.writeFileSync(path.join(folder, 'names.py'), `import torch
from torch import nn


class Names(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleDict({'<img src=x onerror=alert(1)>': nn.Conv2d(3, 8, 3), "it's \\"quoted\\" & ]]>": nn.ReLU()})

    def forward(self, x):
        for part in self.parts.values():
            x = part(x)
        return x


names = Names()
names(torch.rand(1, 3, 8, 8))
`);
}

/** The search box and the keys of the editor need it to be the active one. */
const focusText = () => session.page.locator('.tab[data-resource-name="unet.py"]').first().click();
const item = (text) => panel.locator('#graph .item', { hasText: text });
const search = (text) => panel.locator('#toolbar input').first().fill(text);
/** Chooses an entry of a list of the toolbar by its text. */
const choose = async (list, entry) => {
  await panel.locator(`vscode-dropdown[title="${list}"]`).click();
  await panel.locator(`vscode-dropdown[title="${list}"] vscode-option`, { hasText: entry }).click();
};

test('the CodeLens opens the graph beside the editor', async () => {
  const { page, workbench, shot } = session;
  await page.locator('.codelens-decoration a', { hasText: /^graph$/ }).first().click();
  panel = await workbench.webview('#graph .item');
  await item('Conv2d').first().waitFor();
  assert.match(await panel.locator('#headline').textContent(), /parameters.*MACs/);
  // The mark on the tab is light on a dark theme, and dark on a light one.
  const theme = await page.locator('.monaco-workbench.vs-dark').count() > 0 ? 'Dark' : 'Light';
  const pictures = (tab) => [tab, ...tab.querySelectorAll('*')].flatMap((each) =>
    [null, '::before'].map((part) => getComputedStyle(each, part).backgroundImage)).join(' ');
  await eventually(async () => assert.ok((await page.locator('.tab.active', { hasText: /UNet/ }).evaluate(pictures))
    .includes(`panel${theme}.svg`)));
  await shot('open');
});

test('groups collapse and expand', async () => {
  const { page } = session;
  const group = panel.locator('#graph .item.open', { hasText: 'down.0' });
  const [open, closed] = [group, panel.locator('#graph .item.closed', { hasText: 'down.0' })];
  const isOpen = (await open.count()) > 0;
  for (const [from, to] of isOpen ? [[open, closed], [closed, open]] : [[closed, open], [open, closed]]) {
    const before = (await from.first().boundingBox()).y;
    await from.locator('.twisty').first().click();
    await to.waitFor();
    // What was clicked stays under the pointer.
    await eventually(async () => assert.ok(Math.abs((await to.first().boundingBox()).y - before) < 2));
  }
  // The keyboard does the same.
  await (isOpen ? open : closed).locator('.title').first().click();
  await panel.locator('#graph').focus();
  await page.keyboard.press(isOpen ? 'ArrowLeft' : 'ArrowRight');
  await (isOpen ? closed : open).waitFor();
});

test('search selects, opens what hides the match, and says how many there are', async () => {
  const { page, shot } = session;
  await panel.getByRole('textbox', { name: 'Search: path, type, shape' }).waitFor();
  await search('conv2d 3x3');
  await eventually(async () => assert.match(await panel.locator('.found').textContent(), /\d+ matches/));
  await panel.locator('#graph .item.selected', { hasText: 'Conv2d 3×3' }).waitFor();
  await page.keyboard.press('Enter');
  await panel.locator('#details h2', { hasText: 'Conv2d 3×3' }).waitFor();
  await shot('search');
});

test('a click shows the line, the cursor selects the node', async () => {
  const { page, workbench } = session;
  await search('ConvTranspose2d');
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

test('a comparison with git HEAD marks what differs, in the picture and in the table', { skip: isWeb }, async () => {
  const { shot } = session;
  await choose('Compare', 'git HEAD');
  await panel.locator('#headline .comparison', { hasText: /0 added.*0 removed.*[1-9]\d* changed/ }).waitFor({ timeout: 30_000 });
  const changed = panel.locator('#graph .item.changed', { hasText: 'ReLU' }).first();
  await search('ReLU');
  await changed.locator('.extra', { hasText: '← GELU' }).waitFor();
  assert.equal(await changed.locator('.mark').textContent(), '≠');
  await shot('compare');
  await panel.locator('vscode-button', { hasText: 'Table' }).click();
  await panel.locator('[role=row]', { hasText: 'GELU → ReLU' }).first().waitFor();
  await panel.locator('vscode-button', { hasText: 'Architecture graph' }).click();
  await choose('Compare', 'End');
  await eventually(async () => assert.equal(await panel.locator('#headline .comparison').count(), 0));
});

test('without git the comparison says so', { skip: !isWeb }, async () => {
  await choose('Compare', 'git HEAD');
  await panel.locator('#message', { hasText: 'There is no Git here' }).waitFor();
  await choose('Compare', 'End');
});

test('a comparison with another model', async () => {
  const { page, shot } = session;
  await choose('Compare', 'another model');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'lenet.py' }).click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: /LeNet/ }).first().click();
  await panel.locator('#headline .comparison', { hasText: /LeNet.*→ UNet/ }).waitFor({ timeout: 30_000 });
  await panel.locator('#graph .item.removed').first().waitFor();
  await shot('compareModels');
  await choose('Compare', 'End');
  await eventually(async () => assert.equal(await panel.locator('#headline .comparison').count(), 0));
});

test('the picture is exported to a file', async () => {
  const { page } = session;
  for (const [entry, name, begins] of [['SVG, light', 'UNet.svg', '<svg'], ['PNG of what', 'UNet.png', '\u0089PNG']]) {
    await choose('Export', entry);
    const input = page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await eventually(async () => assert.match(await input.inputValue(), new RegExp(name.replace('.', '\\.'))));
    await page.keyboard.press('Enter');
    await page.locator('.statusbar', { hasText: `Saved ${name}` }).waitFor({ timeout: 10_000 }).catch(async (error) => {
      await session.shot('saving');
      throw error;
    });
    // The folder of the web host lives in the browser.
    if (!isWeb) assert.equal(fs.readFileSync(path.join(session.folder, name), 'latin1').slice(0, begins.length), begins);
  }
});

test('a message that was not agreed is refused', async () => {
  const { page, workbench, shot } = session;
  // The page's own way to its extension, caught when the page asked for it.
  await panel.evaluate(() => {
    for (const message of [{ request: { id: 9e6, method: 'constructor', args: [], cancellable: false } }, 'text', { request: null }]) {
      globalThis.caughtApi.postMessage(message);
    }
  });
  await workbench.runCommand('ConvLens: Show Log');
  await page.locator('.output-view .view-line', { hasText: 'was refused' }).first().waitFor();
  await shot('refused');
  await page.keyboard.press('ControlOrMeta+J');
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

test('a reload of the window keeps model, colours, open groups and selection', async () => {
  const { workbench, shot } = session;
  await choose('Colour', 'MACs');
  await search('merge.1 conv2d');
  await panel.locator('#graph .item.selected.overlaid', { hasText: 'Conv2d' }).waitFor();
  const selected = await panel.locator('#graph .item.selected').getAttribute('id');
  await session.page.waitForTimeout(500); // The panel keeps its state a moment after a change.
  await workbench.runCommand('Developer: Reload Window');
  await session.page.waitForTimeout(2000);
  panel = await workbench.webview('#graph .item.overlaid', 60_000);
  await panel.locator(`#graph [id="${selected}"].selected`).waitFor();
  await shot('reloaded');
});

test('a second panel shows another model, its names as text', async () => {
  const { page, workbench, shot } = session;
  await focusText();
  await workbench.openFile('names.py');
  const alerts = [];
  page.on('dialog', (dialog) => { alerts.push(dialog.message()); void dialog.dismiss(); });
  await page.locator('.codelens-decoration a:visible', { hasText: /^graph$/ }).first().click();
  panel = await workbench.webview('#headline strong:has-text("Names")', 40_000);
  await item('<img src=x onerror=alert(1)>').first().waitFor();
  await item('it\'s "quoted" & ]]>').first().waitFor();
  assert.equal(await panel.locator('img').count(), 0);
  assert.deepEqual(alerts, []);
  await shot('names');
});

test('what stands in the middle stays there when the panel is made narrower', async () => {
  const { page } = session;
  const fromMiddle = () => panel.evaluate(() => {
    const svg = document.querySelector('#graph').getBoundingClientRect();
    const item = document.querySelector('#graph .item').getBoundingClientRect();
    return { width: svg.width, offset: (item.left + item.right) / 2 - (svg.left + svg.right) / 2 };
  });
  const before = await fromMiddle();
  const size = page.viewportSize();
  await page.setViewportSize({ width: size.width - 300, height: size.height });
  await eventually(async () => {
    const { width, offset } = await fromMiddle();
    assert.ok(width < before.width - 20, `${width} of ${before.width}`);
    assert.ok(Math.abs(offset - before.offset) < 2, `${offset} from ${before.offset}`);
  });
  await page.setViewportSize(size);
  await eventually(async () => assert.ok(Math.abs((await fromMiddle()).width - before.width) < 2));
});

test('the small map moves the picture', async () => {
  const { page } = session;
  const world = panel.locator('#graph > g').first();
  await panel.locator('#graph').focus();
  for (let i = 0; i < 6; i++) await page.keyboard.press('+');
  await panel.locator('#minimap').waitFor();
  const before = await world.getAttribute('transform');
  const { x, y, width, height } = await panel.locator('#minimap').boundingBox();
  await page.mouse.move(x + width / 2, y + 4);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height - 6, { steps: 4 });
  await page.mouse.up();
  await eventually(async () => assert.notEqual(await world.getAttribute('transform'), before));
});

for (const [file, name] of [['lesson.en.md', /^(same|half|wide|Residual)/], ['vgg.ipynb', /^(VGG|net)/]]) {
  test(`the models of ${file} have graphs`, async () => {
    const { page, workbench, shot } = session;
    await page.locator('.tab[data-resource-name="names.py"]').first().click();
    await workbench.openFile(file);
    // A notebook takes the focus once its cells are drawn.
    const isNotebook = file.endsWith('.ipynb');
    if (isNotebook && isWeb) await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Open Notebook' }).click();
    if (isNotebook) await page.locator('.notebookOverlay .view-line').first().waitFor();
    await workbench.runCommand('ConvLens: Open Architecture Graph');
    await page.locator('.quick-input-widget', { hasText: 'Which model?' }).locator('.monaco-list-row').first().click();
    await eventually(async () => {
      const titles = await Promise.all(page.frames().map((frame) => frame.locator('#headline strong').first().textContent({ timeout: 500 })
        .catch(() => '')));
      assert.ok(titles.some((title) => name.test(title ?? '')), titles.join());
    }, 40_000);
    await shot(file);
  });
}

test('nothing was asked of the internet', () => {
  assert.deepEqual(session.refused, []);
});
