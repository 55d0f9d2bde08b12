// A quick-run, as it is used: run on an image, a layer opened, a cell looked at and taken apart, compared, saved, cancelled,
// made stale by an edit, run again after a reload.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../../tools/vscode/workbench.mjs';
import { isWeb, openSession } from './session.mjs';

let session;
let panel;
before(async () => {
  session = await openSession('run', { source: 'examples' });
  await session.workbench.openFile('lenet.py');
});
after(() => session?.close());

const runs = async () => Number(await panel.locator('body').getAttribute('data-runs') ?? 0);
/** Waits for another run to end after `action`. */
async function runsAgain(action) {
  const done = await runs();
  await action();
  await eventually(async () => assert.ok(await runs() > done), 40_000);
}
const field = async (kind) => {
  const rect = panel.locator(`.input rect.${kind}`);
  return Promise.all(['data-top', 'data-left', 'data-height', 'data-width'].map(async (name) => Number(await rect.getAttribute(name, { timeout: 5_000 }))));
};
/** Of a cell of the map at full size. */
async function at(row, column, rows, columns) {
  await panel.locator('.zoomed .frame').waitFor(); // It is there when the channel is.
  const { width, height } = await panel.locator('.zoomed .frame').boundingBox();
  return { x: ((column + 0.5) * width) / columns, y: ((row + 0.5) * height) / rows };
}
const number = async (selector, name) => Number(await panel.locator(selector).first().getAttribute(name));

test('the CodeLens runs the model on a sample; every layer has a picture', async () => {
  const { page, workbench, shot } = session;
  await workbench.goToLine('model = LeNet()');
  await page.locator('.codelens-decoration a:visible', { hasText: /^run$/ }).first().click();
  panel = await workbench.webview('#toolbar [data-do=run]', 40_000);
  await panel.locator('body[data-ready]').waitFor({ timeout: 60_000 });
  await runsAgain(() => panel.locator('[data-choice=image]').selectOption('sample:digit.png'));
  assert.equal(await panel.locator('.card').count(), 12);
  // Pictures come when they are about to be in sight.
  await panel.locator('.card').last().scrollIntoViewIfNeeded();
  await panel.locator('.card.drawn[data-key="net.11"]').waitFor();
  assert.equal(await panel.locator('.classes li').count(), 5);
  assert.match(await panel.locator('#figures').textContent(), /Verified by execution: the shapes of 12 layers/);
  assert.match(await panel.locator('.card[data-key="net.0"]').getAttribute('aria-label'), /net\.0, Conv2d, 6×28×28/);
  await shot('strip');
});

test('a layer’s page shows its channels; a cell its value and what it sees, clipped at the border', async () => {
  const { shot } = session;
  await panel.locator('.card[data-key="net.0"]').click();
  await panel.locator('.grid[data-drawn="6"]').waitFor();
  await panel.locator('.zoomed .frame').hover({ position: await at(0, 0, 28, 28) });
  // Kernel 5, padding 2: rows and columns −2 to 2, of which 0 to 2 lie on the image.
  await eventually(async () => assert.deepEqual([await field('whole'), await field('inside')], [[-2, -2, 5, 5], [0, 0, 3, 3]]));
  await panel.locator('.zoomed .frame').hover({ position: await at(10, 20, 28, 28) });
  await eventually(async () => assert.deepEqual(await field('inside'), [8, 18, 5, 5]));
  await panel.locator('.reading', { hasText: 'row 10, column 20' }).waitFor();
  assert.match(await panel.locator('.reading').textContent(), /Receptive field 5×5: rows 8 to 12, columns 18 to 22/);
  await panel.locator('.kernels canvas').first().waitFor();
  await shot('page');
});

/** Products as they stand in the table, their sum, and what the engine computed. */
async function assertSum() {
  const [value, engine] = [await number('.total .result', 'data-value'), await number('.total [data-engine]', 'data-engine')];
  assert.ok(Number.isFinite(engine) && Math.abs(value - engine) <= 1e-5 * Math.max(1, Math.abs(engine)), `${value} and ${engine}`);
  const products = await panel.locator('[data-table=products] td').evaluateAll((cells) =>
    cells.map((cell) => Number((/[−\d.e]+$/.exec(cell.title)?.[0] ?? 'NaN').replaceAll('−', '-'))));
  const sum = products.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(sum - await number('[data-sum]', 'data-sum')) <= 1e-6, `${products.join()} sum to ${sum}`);
}

test('a click takes an element apart; steps move the window; the sum is what the engine computed', async () => {
  const { shot } = session;
  await panel.locator('.zoomed .frame').click({ position: await at(0, 0, 28, 28) });
  await panel.locator('.apart .total').waitFor();
  // The first two rows and columns of the window lie in the padding.
  assert.equal(await panel.locator('[data-table=window] td.padding').count(), 16);
  await assertSum();
  await shot('apart');
  await panel.locator('[data-do=right]').click();
  await panel.locator('.apart header .code', { hasText: /, 0, 1\]/ }).waitFor();
  assert.equal(await panel.locator('[data-table=window] td.padding').count(), 13);
  await assertSum();
  await panel.locator('[data-do=down]').focus();
  await session.page.keyboard.press('Enter');
  await panel.locator('.apart header .code', { hasText: /, 1, 1\]/ }).waitFor();
  await assertSum();
  await panel.locator('[data-do=play]').click();
  await panel.locator('.apart header .code', { hasText: /, 1, 3\]/ }).waitFor();
  await panel.locator('[data-do=play]').click();
  await assertSum();
});

test('pooling and several input channels are taken apart too', async () => {
  await panel.locator('[data-do=next]').click();
  await panel.locator('[data-layer="net.1"]').waitFor();
  await panel.locator('[data-do=next]').click();
  await panel.locator('.layer-page[data-shown="net.2"]').waitFor();
  await panel.locator('.zoomed .frame').click({ position: await at(3, 4, 14, 14) });
  await panel.locator('.apart .total', { hasText: 'divided by' }).waitFor();
  const [value, engine] = [await number('.total .result', 'data-value'), await number('.total [data-engine]', 'data-engine')];
  assert.ok(Math.abs(value - engine) < 1e-6);
  await panel.locator('[data-do=next]').click();
  await panel.locator('.layer-page[data-shown="net.3"]').waitFor();
  await panel.locator('.zoomed .frame').click({ position: await at(5, 5, 10, 10) });
  await panel.locator('.apart .sums', { hasText: '6' }).waitFor();
  await assertSum();
});

test('the effective field is measured by impulse', async () => {
  const { shot } = session;
  await panel.locator('[data-do=effective]').click();
  await panel.locator('.measured').waitFor({ timeout: 60_000 });
  assert.ok(await number('.measured', 'data-runs') > 50);
  assert.equal(await panel.locator('.input .heat').isVisible(), true);
  await shot('effective');
});

test('a run is held and compared with another seed', async () => {
  const { shot } = session;
  await panel.locator('[data-choice=compare]').selectOption('hold');
  await panel.locator('.side[data-run=held] .grid[data-drawn]').first().waitFor();
  await runsAgain(() => panel.locator('.seed[data-of=weights]').fill('7').then(() => panel.locator('.seed[data-of=weights]').press('Enter')));
  await panel.locator('.side[data-run=now] .grid[data-drawn]').first().waitFor();
  const figures = async (run) => panel.locator(`.side[data-run=${run}] .statistics`).last().textContent();
  await eventually(async () => {
    const [held, now] = [await figures('held'), await figures('now')];
    assert.ok(/min/.test(held) && /min/.test(now) && held !== now);
  });
  await shot('compare');
  await panel.locator('[data-choice=compare]').selectOption('release');
  await eventually(async () => assert.equal(await panel.locator('.side').count(), 1));
});

test('a map is saved as .npy', { skip: isWeb }, async () => {
  const { page, folder } = session;
  await panel.locator('[data-choice=save-map]').selectOption('npy');
  const box = page.locator('.quick-input-widget input[type=text]');
  // The dialog writes its own proposal when it has listed the folder.
  await eventually(async () => assert.match(await box.inputValue(), /\.npy$/));
  const target = path.join(folder, 'map.npy');
  await box.fill(target);
  await eventually(async () => assert.equal(await box.inputValue(), target));
  await session.shot('saving');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.match(fs.readFileSync(target).subarray(0, 128).toString('latin1'), /NUMPY.*\(1, 16, 10, 10\)/s));
});

test('hovers say what execution has verified; an edit runs a small model again', async () => {
  const { page, workbench, shot } = session;
  await page.locator('.tab[data-resource-name="lenet.py"]').first().click();
  await workbench.goToLine('nn.LazyConv2d(6');
  await page.keyboard.press('Home');
  for (let i = 0; i < 'nn.Lazy'.length; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.press('ControlOrMeta+I'); // Shows the hover at the cursor.
  await eventually(async () => {
    const hovers = await page.locator('.monaco-hover').allTextContents();
    assert.ok(hovers.some((text) => /verified by execution: net\.0 \[1, 6, 28, 28\]/.test(text)), hovers.join());
  });
  await shot('hover');
  await page.keyboard.press('Escape');
  await workbench.goToLine('nn.LazyConv2d(6');
  await runsAgain(async () => {
    await page.keyboard.press('Home');
    for (let i = 0; i < 'nn.LazyConv2d('.length; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Delete');
    await page.keyboard.type('8');
  });
  await eventually(async () => assert.match(await panel.locator('.card[data-key="net.0"]').getAttribute('aria-label'), /8×28×28/));
});

test('a reload of the window opens the panel again and runs', async () => {
  const { page, workbench, shot } = session;
  await page.waitForTimeout(500);
  await workbench.runCommand('Developer: Reload Window');
  await page.waitForTimeout(2000);
  panel = await workbench.webview('#toolbar [data-do=run]', 60_000);
  await panel.locator('.layer-page[data-shown="net.3"]').waitFor({ timeout: 60_000 });
  assert.equal(await panel.locator('[data-choice=image]').inputValue(), 'sample:digit.png');
  assert.equal(await panel.locator('.seed[data-of=weights]').inputValue(), '7');
  await shot('reloaded');
});

test('a run is cancelled, and runs again', async () => {
  const { page, workbench } = session;
  await page.locator('.tab[data-resource-name="lenet.py"]').first().click();
  await workbench.openFile('resnet.py');
  await workbench.goToLine('large = resnet50()');
  await page.locator('.codelens-decoration a:visible', { hasText: /^run$/ }).last().click();
  panel = await workbench.webview('#headline strong:text-matches("large|resnet50")', 60_000);
  await panel.locator('.running [data-do=run]').click();
  await eventually(async () => assert.match(await panel.locator('#message').textContent(), /Not run/), 60_000);
  await runsAgain(() => panel.locator('[data-do=run]').click());
  await eventually(async () => assert.ok(await panel.locator('.card.drawn').count() > 2));
});

test('measuring an effective field is given up, and the maps are there again', async () => {
  const { shot } = session;
  await panel.locator('.card[data-key="layer4.2.conv2"]').click();
  await panel.locator('.zoomed .frame').click({ position: await at(3, 3, 7, 7) });
  await panel.locator('[data-do=effective]').click();
  await panel.locator('[data-do=cancel-effective]').click();
  await eventually(async () => assert.equal(await panel.locator('.measuring').count(), 0), 60_000);
  assert.equal(await panel.locator('.measured[data-runs]').count(), 0);
  assert.equal(await panel.locator('.input .heat').isVisible(), false);
  await panel.locator('.zoomed .frame').click({ position: await at(1, 5, 7, 7) });
  await panel.locator('.apart header .code', { hasText: /, 1, 5\]/ }).waitFor();
  await assertSum();
  await shot('given-up');
});

test('nothing was asked of the internet', () => {
  assert.deepEqual(session.refused, []);
});
