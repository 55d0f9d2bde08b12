// Simplified Chinese throughout: the manifest's texts, the commands, the sentences of the code. Only the static web build
// brings VS Code's own Chinese texts, so the other host has nothing to show.
import { after, before, describe, test } from 'node:test';
import { isWeb, openSession } from './session.mjs';

describe('in Chinese', { skip: !isWeb }, () => {
  let session;
  before(async () => { session = await openSession('chinese', { locale: 'zh-cn' }); });
  after(() => session?.close());

  test('the Models view is Chinese', async () => {
    const { page, shot } = session;
    await page.locator('.activitybar [aria-label="ConvLens"]').first().click();
    await page.locator('.sidebar .composite.title', { hasText: /模型/ }).waitFor();
    await shot('models');
  });

  test('commands and their answers are Chinese', async () => {
    const { page, workbench, shot } = session;
    await workbench.openFile('lenet.py');
    await workbench.runCommand('ConvLens: 显示无法跟踪的内容');
    await page.locator('.notifications-toasts', { hasText: '此文件的全部内容都能跟踪。' }).waitFor();
    await shot('answer');
  });
});
