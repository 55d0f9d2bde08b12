// What the panel says when the engine makes another shape than the analysis predicted. No model is known that does so: the page, the
// host and the run worker are the real ones, and one prediction is changed on the way to them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openRunPage } from '../../tools/runPage.mjs';
import { eventually } from '../../tools/vscode/workbench.mjs';
import { isWeb } from './session.mjs';

const NET = `from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        return self.pool(self.conv(x))
`;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'run-fault-'));
let opened;
before(async () => {
  if (isWeb) return; // The page is the same there, and is opened without an editor.
  fs.writeFileSync(path.join(folder, 'net.py'), NET);
  opened = await openRunPage({ target: `${path.join(folder, 'net.py')}:Net@1x3x18x18`, predicted: { pool: [1, 4, 8, 9] } });
  await opened.page.locator('body[data-ready]').waitFor({ timeout: 60_000 });
});
after(async () => {
  await opened?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('a shape that was not predicted is shown as a fault of ours, with a report to copy', { skip: isWeb }, async () => {
  const { page, host } = opened;
  assert.match(await page.locator('#figures').textContent(), /not as predicted, which is a fault of ConvLens/);
  assert.doesNotMatch(await page.locator('#figures').textContent(), /Verified/);
  await page.locator('.card[data-key=pool] .mark', { hasText: '≠' }).waitFor();
  assert.equal(await page.locator('.card[data-key=conv] .mark').count(), 0);
  await page.locator('[data-do=copy-fault]').click();
  await eventually(async () => assert.match(host.copied(),
    /ran Net on \[1, 3, 18, 18\] float32.*pool \(MaxPool2d\): predicted \[1, 4, 8, 9\] float32, ran \[1, 4, 8, 8\] float32/s));
  await page.locator('.card[data-key=pool]').click();
  await page.locator('.page-head .bad', { hasText: '≠' }).waitFor();
  assert.deepEqual(opened.errors, []);
});
