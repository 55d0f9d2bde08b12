// The first minutes: the Models view, the commands, the log, the walkthrough; and nothing is asked of the internet.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openSession } from './session.mjs';

let session;
before(async () => { session = await openSession('opening'); });
after(() => session?.close());

test('the log says that the extension is active', async () => {
  const { workbench, page } = session;
  await workbench.openFile('lenet.py');
  await workbench.runCommand('ConvLens: Show Log');
  await page.locator('.part.panel .view-line', { hasText: /active\sin\s[\d.]+\sms/ }).waitFor();
});

test('the activity bar opens the Models view', async () => {
  const { page, shot } = session;
  await page.locator('.activitybar [aria-label="ConvLens"]').first().click();
  await page.locator('.sidebar .composite.title', { hasText: /ConvLens: Models/i }).waitFor();
  await shot('models');
});

test('the walkthrough opens and offers the sample', async () => {
  const { workbench, page, shot } = session;
  await workbench.runCommand('ConvLens: Open Walkthrough');
  await page.locator('.gettingStartedContainer', { hasText: 'Read a network with ConvLens' }).waitFor();
  await shot('walkthrough');
  await page.locator('.gettingStartedContainer .monaco-button, .gettingStartedContainer a', { hasText: 'Open Sample Model' }).first().click();
  await workbench.line('class Block').waitFor();
});

test('nothing was asked of the internet', () => {
  assert.deepEqual(session.refused, []);
});
