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
  // A view that a command opens while the workbench still begins can be lost, as key presses can: asked again, it is there.
  const active = page.locator('.part.panel .view-line', { hasText: /active\sin\s[\d.]+\sms/ });
  for (let i = 0; i < 5 && !(await active.isVisible()); i++) {
    await workbench.runCommand('ConvLens: Show Log');
    await active.waitFor({ timeout: 6000 }).catch(() => {});
  }
  await active.waitFor();
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
  // Without a model's text there is nothing to change or to follow: the links say so.
  await page.locator('.tab[data-resource-name="lenet.py"]').first().click({ button: 'middle' });
  for (const [step, link] of [['Choose the input', 'Change Input Shape'], ['Find errors before', 'Show What Could Not']]) {
    await page.locator('.gettingStartedContainer .getting-started-step', { hasText: step }).first().click();
    await page.locator('.gettingStartedContainer .monaco-button, .gettingStartedContainer a', { hasText: link }).first().click();
    const toast = page.locator('.notifications-toasts .notification-toast', { hasText: 'Open a Python file' });
    await toast.waitFor();
    await toast.hover();
    await toast.locator('.codicon-notifications-clear').click();
    await toast.waitFor({ state: 'hidden' });
  }
  await page.locator('.gettingStartedContainer .getting-started-step', { hasText: 'Open a model' }).first().click();
  await page.locator('.gettingStartedContainer .monaco-button, .gettingStartedContainer a', { hasText: 'Open Sample Model' }).first().click();
  await workbench.line('class Block').waitFor();
});

test('nothing was asked of the internet', () => {
  assert.deepEqual(session.refused, []);
});
