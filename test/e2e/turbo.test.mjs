// Turbo mode: a run in a process of its own, whose kernels V8 makes wider code of; and what is said where there is no such thing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../../tools/vscode/workbench.mjs';
import { RunPanel } from './runPanel.mjs';
import { isWeb, openSession } from './session.mjs';

/** What the panel says of the run, and the figures of one layer. */
async function figuresOf(name, turbo) {
  const session = await openSession(name, { source: 'examples', settings: { 'convlens.run.turbo': turbo } });
  try {
    const panel = new RunPanel(session);
    await session.workbench.openFile('lenet.py');
    await panel.run('model = LeNet()', 'model');
    if (isWeb && turbo) await session.page.locator('.notification-toast', { hasText: 'Turbo mode needs' }).waitFor();
    const ran = await panel.locator('#figures').textContent();
    await panel.locator('.card').nth(3).click();
    await panel.locator('.statistics').first().waitFor();
    const figures = await eventually(async () => {
      const text = await panel.locator('.statistics').first().textContent();
      assert.match(text, /max/);
      return text;
    });
    // A second run is by the wide kernels alone.
    await panel.runsAgain(() => panel.locator('[data-do=run]').first().click());
    assert.equal(await panel.locator('.statistics').first().textContent(), figures);
    await session.shot('ran');
    assert.deepEqual(session.refused, []);
    return { ran, figures };
  } finally {
    await session.close();
  }
}

test('turbo mode gives the same figures', { skip: process.arch !== 'x64' }, async () => {
  const fast = await figuresOf('turbo', true);
  const usual = await figuresOf('turboOff', false);
  assert.equal(fast.figures, usual.figures);
  assert.equal(/ · turbo · /.test(fast.ran), !isWeb, fast.ran);
  assert.doesNotMatch(usual.ran, /turbo/);
});
