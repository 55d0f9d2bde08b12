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
