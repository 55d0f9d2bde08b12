// An ONNX file, as it is looked at: opened, searched, its nodes and weights read, written anew, damaged.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../../tools/vscode/workbench.mjs';
import { isWeb, openSession } from './session.mjs';

const repo = path.resolve(import.meta.dirname, '../..');
/** As the command line exports it. */
function write(folder, target, name) {
  execFileSync(process.execPath, ['dist/cli.js', 'export', target, '--onnx', path.join(folder, name)], { cwd: repo });
}

let session;
let panel;
let maps;
before(async () => {
  session = await openSession('onnx', { source: 'examples', prepare: (folder) => {
    write(folder, 'examples/unet.py:UNet@1x3x64x64', 'net.onnx');
    write(folder, 'examples/unet.py:UNet@2x3x64x64', 'other.onnx');
  }, settings: { 'workbench.editorAssociations': { '*.onnx': 'convlens.onnx' } } });
  await session.workbench.openFile('net.onnx');
  panel = await session.workbench.webview('#graph .item');
});
after(() => session?.close());

const item = (text) => panel.locator('#graph .item', { hasText: text });

test('the file opens as a graph with the totals of its source', async () => {
  await item('Conv').first().waitFor();
  assert.match(await panel.locator('#headline').textContent(), /net\.onnx.*468 k parameters.*MACs/i);
  await session.shot('open');
});

test('the file says what it is', async () => {
  await panel.locator('#headline vscode-button, #headline button').first().click();
  await eventually(async () => assert.match(await panel.locator('#details').textContent(), /convlens.*ai\.onnx 17/s));
});

test('a node is found, with its attributes, and its weights are looked into', async () => {
  await panel.locator('#toolbar input').first().fill('Conv');
  await panel.locator('#graph .item.selected', { hasText: 'Conv' }).waitFor();
  await eventually(async () => assert.match(await panel.locator('#details').textContent(), /kernel_shape.*\(3, 3\)/s));
  await panel.locator('#details .values vscode-button, #details .values button').first().click();
  await eventually(async () => assert.match(await panel.locator('#details .values').textContent(), /×3×3×3 float.*min -.*max/s));
  await session.shot('node');
});

test('the file is run on an image with its own weights; a layer is looked at and taken apart', async () => {
  const { page, workbench, shot } = session;
  await page.locator('.editor-actions [aria-label^="Run on Image"]').first().click();
  maps = await workbench.webview('#toolbar [data-do=run]', 40_000);
  await maps.locator('body[data-ready]').waitFor({ timeout: 60_000 });
  assert.deepEqual(await maps.locator('[data-choice=weights] option').allTextContents(), ['net.onnx']);
  assert.match(await maps.locator('#figures').textContent(), /Verified by execution/);
  await maps.locator('.card.drawn').first().waitFor();
  await shot('run');
  const conv = maps.locator('.card', { has: maps.locator('text=Conv') }).first();
  await conv.scrollIntoViewIfNeeded();
  await conv.click();
  await maps.locator('.grid[data-drawn]').first().waitFor();
  await maps.locator('.zoomed .frame').hover();
  await maps.locator('.reading', { hasText: 'Receptive field' }).waitFor();
  await maps.locator('.kernels canvas').first().waitFor();
  await maps.locator('.zoomed .frame').click();
  await maps.locator('.apart .total').waitFor();
  const number = async (selector, name) => Number(await maps.locator(selector).first().getAttribute(name));
  const [value, engine] = [await number('.total .result', 'data-value'), await number('.total [data-engine]', 'data-engine')];
  assert.ok(Number.isFinite(engine) && Math.abs(value - engine) <= 1e-5 * Math.max(1, Math.abs(engine)), `${value} and ${engine}`);
  await shot('layer');
});

test('another input shape is chosen, by the graph and by the run', async () => {
  const { page, shot } = session;
  const type = async (text) => {
    const box = page.locator('.quick-input-widget:visible input[type=text]');
    await box.waitFor();
    await box.fill(text);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().waitFor();
    await page.keyboard.press('Enter');
  };
  await maps.locator('[data-do=change-input]').click();
  await type('1x3x96x64');
  await eventually(async () => assert.match(await maps.locator('#headline').textContent(), /1×3×96×64/));
  await eventually(async () => assert.match(await maps.locator('.input figcaption').textContent(), /→ 1×3×96×64/), 40_000);
  await eventually(async () => assert.match(await panel.locator('#headline').textContent(), /1×3×96×64/));
  await shot('other-input');
  await page.locator('.tab[data-resource-name="net.onnx"]').first().click();
  await page.locator('.editor-actions [aria-label^="Change Input Shape"]').first().click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'As the file says' }).click();
  await eventually(async () => assert.match(await panel.locator('#headline').textContent(), /1×3×64×64/));
});

// The web host's folder is read over HTTP, which tells of no change.
test('a file that is written anew is shown anew', { skip: isWeb }, async () => {
  fs.copyFileSync(path.join(session.folder, 'other.onnx'), path.join(session.folder, 'net.onnx'));
  await eventually(async () => assert.match(await panel.locator('#headline').textContent(), /2×3×64×64/));
});

test('a damaged file ends in a sentence', { skip: isWeb }, async () => {
  const bytes = fs.readFileSync(path.join(session.folder, 'net.onnx'));
  fs.writeFileSync(path.join(session.folder, 'net.onnx'), bytes.subarray(0, bytes.length >> 1));
  await eventually(async () => assert.match(await panel.locator('#message').textContent(),
    /cannot be shown.*(truncated|damaged)/));
});

/** Exports the instance at the end of lenet.py for the sizes that are picked, and compares with what the command line writes. */
async function exported(sizes, target) {
  const { page, workbench, folder } = session;
  await workbench.runCommand('ConvLens: Export as ONNX…');
  const row = (text) => page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  const box = page.locator('.quick-input-widget input[type=text]');
  await row('1×28×28').click();
  await row(sizes).click();
  await row('from a seed').click();
  await eventually(async () => assert.equal(await box.inputValue(), '0'));
  await page.keyboard.press('Enter');
  // The dialog writes its own proposal when it has listed the folder.
  await eventually(async () => assert.match(await box.inputValue(), /\.onnx$/));
  const file = (await box.inputValue()).replace(/[^/\\]+$/, 'exported.onnx');
  await box.fill(file);
  await eventually(async () => assert.equal(await box.inputValue(), file));
  await page.keyboard.press('Enter');
  const toast = page.locator('.notifications-toasts', { hasText: 'Saved exported.onnx' });
  await toast.waitFor({ timeout: 40_000 });
  execFileSync(process.execPath, ['dist/cli.js', 'export', target, '--onnx', path.join(folder, 'same.onnx')], { cwd: repo });
  // Behind the producer's version, which a command line that is not packaged does not know.
  const body = (name) => {
    const bytes = fs.readFileSync(path.join(folder, name));
    const version = /development|\d+\.\d+\.\d+/.exec(bytes.subarray(0, 64).toString('latin1'));
    return bytes.subarray(version.index + version[0].length);
  };
  assert.ok(body('exported.onnx').equals(body('same.onnx')), 'not what the command line writes');
  fs.rmSync(path.join(folder, 'same.onnx'));
  return toast;
}

test('a model in code is exported, for batches of any size and for one, and its file opened', async () => {
  const { page, workbench, folder, shot } = session;
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.press('ControlOrMeta+W'); // Closes all editors: the next graph is the only one.
  await workbench.openFile('lenet.py');
  await page.locator('.codelens-decoration a:visible', { hasText: /^graph$/ }).first().waitFor();
  const first = await exported('batches of any size', 'examples/lenet.py:model@Nx1x28x28');
  fs.rmSync(path.join(folder, 'exported.onnx'));
  await first.locator('.codicon-notifications-clear').first().click();
  await first.waitFor({ state: 'detached' });
  const toast = await exported('these sizes', 'examples/lenet.py:model');
  await shot('exported');
  await toast.locator('.monaco-button', { hasText: 'Open Graph' }).click();
  const opened = await workbench.webview('#graph .item', 40_000);
  await eventually(async () => assert.match(await opened.locator('#headline').textContent(), /exported\.onnx.*parameters.*MACs/i));
  await shot('reopened');
});
