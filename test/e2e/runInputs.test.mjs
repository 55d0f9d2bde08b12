// What a run is given: images that are chosen, dropped and pasted, several inputs, checkpoints, class names; and models that are odd.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../../tools/vscode/workbench.mjs';
import { answerDialog, RunPanel, safetensors } from './runPanel.mjs';
import { isWeb, openSession } from './session.mjs';

const NETS = `import torch
from torch import nn


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        return self.fc(self.conv(x).relu().mean((2, 3)))


class Several(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(10, 4)
        self.meta = nn.Linear(5, 4)
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, image, meta, tokens):
        y = self.conv(image).mean((2, 3)) + self.meta(meta)
        return {'joint': y * self.words(tokens).mean(1), 'pair': [y, y > 0]}


class Mask(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.head = nn.Conv2d(8, 5, 1)

    def forward(self, x):
        return self.head(self.conv(x).relu())


class Logarithm(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3)
        self.second = nn.Conv2d(4, 4, 3)

    def forward(self, x):
        return self.second(torch.log(self.first(x)))


class Sound(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 4, 5, padding=2)

    def forward(self, x):
        return self.conv(x).relu()


class Latent(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(16, 3, 8)

    def forward(self, z):
        return self.up(z).tanh()


class Large(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 512, 3, padding=1)

    def forward(self, x):
        return self.conv(x)


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 1)
        self.stages = nn.ModuleList([nn.Sequential(nn.Conv2d(64, 64, 1), nn.ReLU()) for _ in range(8)])

    def forward(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return x.mean((2, 3))


small = Small()
small(torch.rand(1, 3, 16, 16))
several = Several()
several(torch.rand(1, 3, 16, 16), torch.rand(1, 5), torch.zeros(1, 7, dtype=torch.int64))
mask = Mask()
mask(torch.rand(1, 3, 24, 32))
logarithm = Logarithm()
logarithm(torch.rand(1, 3, 16, 16))
sound = Sound()
sound(torch.rand(1, 1, 2000))
latent = Latent()
latent(torch.randn(4, 16, 1, 1))
large = Large()
large(torch.rand(1, 3, 512, 512))
deep = Deep()
deep(torch.rand(1, 3, 256, 256))
`;

let session;
let panel;
before(async () => {
  session = await openSession('runInputs', { source: 'examples', prepare: (folder) => {
    fs.writeFileSync(path.join(folder, 'nets.py'), NETS);
    fs.copyFileSync(path.join(import.meta.dirname, '../../media/samples/shapes.png'), path.join(folder, 'own.png'));
    fs.writeFileSync(path.join(folder, 'pets.txt'), 'cat\ndog\nowl\n');
    fs.writeFileSync(path.join(folder, 'fits.safetensors'), safetensors({ 'conv.weight': [4, 3, 3, 3], 'conv.bias': [4],
      'fc.weight': [3, 4], 'fc.bias': [3] }));
    fs.writeFileSync(path.join(folder, 'ones.safetensors'), safetensors({ 'conv.weight': [4, 3, 3, 3], 'conv.bias': [4],
      'fc.weight': [3, 4], 'fc.bias': [3] }, 1));
    fs.writeFileSync(path.join(folder, 'other.safetensors'), safetensors({ 'conv.weight': [4, 3, 3, 3], 'fc.weight': [7, 4],
      'fc.bias': [7], 'extra.weight': [2] }));
  }, settings: { 'convlens.run.maxMemory': 200 } });
  panel = new RunPanel(session);
  await session.workbench.openFile('nets.py');
});
after(() => session?.close());

const tab = () => session.page.locator('.tab[data-resource-name="nets.py"]').first().click();
const inFolder = (name) => path.join(session.folder, name);
/** A file as the browser gives it to the page that it is dropped on or pasted into. */
const give = (kind) => panel.frame.evaluate(({ kind: type, bytes }) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(bytes)], `${type}ed.png`, { type: 'image/png' }));
  document.dispatchEvent(type === 'paste' ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true })
    : new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
}, { kind, bytes: [...fs.readFileSync(inFolder('own.png'))] });

test('the command palette runs the model at the cursor, and asks where it stands on none', async () => {
  const { page, workbench } = session;
  await workbench.line('class Small').waitFor();
  await page.locator('.codelens-decoration a:visible').first().waitFor({ timeout: 30_000 });
  await workbench.goToLine('mask = Mask()');
  await workbench.runCommand('ConvLens: Run on Image');
  await panel.ran('mask');
  await tab();
  await workbench.goToLine('import torch');
  await workbench.runCommand('ConvLens: Run on Image');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: /^\W*small/ }).first().click();
  await panel.ran('small');
  assert.equal(await panel.locator('[data-choice=image]').inputValue(), 'sample:fruit.jpg');
});

test('an image that is dropped on the panel or pasted into it is run', async () => {
  for (const kind of ['drop', 'paste']) {
    await panel.runsAgain(() => give(kind));
    assert.match(await panel.locator('.input figcaption').textContent(), new RegExp(`${kind}ed\\.png · \\d+×\\d+ → 1×3×16×16`));
  }
});

test('an image is chosen by the dialog', { skip: isWeb }, async () => {
  await panel.runsAgain(async () => {
    await panel.locator('[data-choice=image]').selectOption('choose');
    await answerDialog(session.page, inFolder('own.png'));
  });
  assert.match(await panel.locator('.input figcaption').textContent(), /own\.png/);
});

test('preprocessing is shown and changed', async () => {
  const { shot } = session;
  await panel.locator('.preprocessing summary').click();
  await panel.locator('.preprocessing [data-choice=resize]').waitFor();
  await panel.runsAgain(() => panel.locator('.preprocessing select[aria-label="Normalise"]').selectOption('zeroOne'));
  assert.match(await panel.locator('.preprocessing summary').textContent(), /own values/);
  await shot('preprocessing');
  await panel.runsAgain(() => panel.locator('[data-do=automatic]').click());
});

test('classes are named from a file', { skip: isWeb }, async () => {
  await panel.runsAgain(async () => {
    await panel.locator('[data-choice=labels]').selectOption('choose');
    await answerDialog(session.page, inFolder('pets.txt'));
  });
  const names = await panel.locator('.classes .name').allTextContents();
  assert.deepEqual(names.toSorted(), ['cat', 'dog', 'owl']);
});

test('a checkpoint that does not fit says what load_state_dict would, with the lines', { skip: isWeb }, async () => {
  const { page, shot } = session;
  await panel.runsAgain(async () => {
    await panel.locator('[data-choice=weights]').selectOption('choose');
    await answerDialog(page, inFolder('other.safetensors'));
  });
  await panel.locator('.problems summary').click();
  const text = await panel.locator('.problems').textContent();
  for (const part of ['Missing key(s) in state_dict: "conv.bias"', 'Unexpected key(s) in state_dict: "extra.weight"',
    'size mismatch for fc.weight']) assert.ok(text.includes(part), text);
  await shot('problems');
  await panel.locator('[data-weight="fc.weight"]').click();
  await eventually(async () => assert.match(await page.locator('.editor-group-container .view-overlays .current-line').first()
    .evaluate((line) => line.closest('.monaco-editor').querySelector('.line-numbers.active-line-number')?.textContent ?? ''), /^9$/));
});

test('two checkpoints are compared', { skip: isWeb }, async () => {
  const { page, shot } = session;
  const take = (name) => panel.runsAgain(async () => {
    await panel.locator('[data-choice=weights]').selectOption('choose');
    await answerDialog(page, inFolder(name));
  });
  await take('fits.safetensors');
  assert.equal(await panel.locator('.problems').count(), 0);
  await panel.locator('.card[data-key="conv"]').click();
  await panel.locator('[data-choice=compare]').selectOption('hold');
  await panel.locator('.side[data-run=held] .grid[data-drawn="4"]').waitFor();
  await take('ones.safetensors');
  await eventually(async () => {
    assert.match(await panel.locator('.side[data-run=held] > h3').textContent(), /held run.*fits\.safetensors/);
    assert.match(await panel.locator('.side[data-run=now] > h3').textContent(), /this run.*ones\.safetensors/);
    const channels = await panel.locator('.side .channel-name').allTextContents();
    assert.deepEqual(channels, ['channel 0', 'channel 0']);
    // Of zeros all is zero; with ones a bias is, and what is summed of the image.
    assert.match(await panel.locator('.side[data-run=held] .statistics').first().textContent(), /max\s*0(?![.\d])/);
    assert.doesNotMatch(await panel.locator('.side[data-run=now] .statistics').first().textContent(), /max\s*0(?![.\d])/);
  });
  await shot('checkpoints');
  await panel.locator('[data-choice=compare]').selectOption('release');
  await panel.locator('[data-do=back]').click();
  await panel.runsAgain(() => panel.locator('[data-choice=weights]').selectOption('seed'));
});

test('a checkpoint is checked against a model without a run; the list follows the repair', { skip: isWeb }, async () => {
  const { page, workbench, shot } = session;
  await tab();
  await workbench.goToLine('small = Small()');
  await workbench.runCommand('ConvLens: Check Checkpoint Against Model');
  await answerDialog(page, inFolder('other.safetensors'));
  const toast = page.locator('.notification-toast', { hasText: 'does not fit: 1 missing, 1 unexpected, 2 of another size' });
  await toast.waitFor({ timeout: 30_000 });
  await toast.locator('.monaco-button', { hasText: 'Show Problems' }).click();
  const rows = page.locator('.markers-panel .monaco-list-row');
  await page.locator('.markers-panel .monaco-list-row', { hasText: 'size mismatch for fc.weight' }).waitFor();
  await page.locator('.markers-panel .monaco-list-row', { hasText: 'Missing key(s) in state_dict: "conv.bias".' }).waitFor();
  await shot('checkpoint');
  await tab();
  await workbench.goToLine('self.fc = nn.Linear(4, 3)');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('7');
  await eventually(async () => assert.equal(await rows.filter({ hasText: 'size mismatch' }).count(), 0), 30_000);
  await page.keyboard.press('Backspace');
  await page.keyboard.type('3');
  await workbench.runCommand('View: Toggle Problems');
});

test('every input of several is given something of its own', async () => {
  const { shot } = session;
  await tab();
  await panel.run('several = Several()', 'several');
  assert.equal(await panel.locator('.input-row').count(), 3);
  assert.deepEqual(await panel.locator('.input-row select').evaluateAll((lists) => lists.map(({ value }) => value)),
    ['sample:fruit.jpg', 'random', 'zeros']);
  await panel.runsAgain(() => panel.locator('.input-row select').nth(2).selectOption('numbers'));
  await panel.runsAgain(async () => {
    await panel.locator('.input-row .numbers').nth(2).fill('1, 2, 3');
    await panel.locator('.input-row .numbers').nth(2).press('Enter');
  });
  await panel.runsAgain(async () => {
    await panel.locator('.input-row .seed').nth(1).fill('5');
    await panel.locator('.input-row .seed').nth(1).press('Enter');
  });
  await shot('several');
  // A number that the embedding does not have is PyTorch's error, and not the end of the worker.
  await panel.locator('.input-row .numbers').nth(2).fill('99');
  await panel.locator('.input-row .numbers').nth(2).press('Enter');
  await panel.message(/out of bounds/);
  await panel.runsAgain(async () => {
    await panel.locator('.input-row .numbers').nth(2).fill('3');
    await panel.locator('.input-row .numbers').nth(2).press('Enter');
  });
});

test('a result is read as a table', async () => {
  const { shot } = session;
  await panel.locator('[data-output="output 0"] [data-do=output-table]').click();
  await panel.locator('.table-port .cell:not(.waiting)').first().waitFor();
  // Only cells in sight are there; the table says how many there are.
  assert.equal(await panel.locator('.table-port').getAttribute('aria-colcount'), '4');
  await session.page.keyboard.press('ArrowRight');
  await panel.locator('.table-dialog footer', { hasText: /^\[0, 1\] = / }).waitFor();
  await panel.locator('[data-do=copy-table]').click();
  await panel.locator('.table-dialog footer', { hasText: '1 rows copied' }).waitFor();
  await shot('table');
  await session.page.keyboard.press('Escape');
  await panel.locator('.table-dialog').waitFor({ state: 'hidden' });
});

test('a mask lies over the image, as opaque as the reader wants', async () => {
  const { shot } = session;
  await tab();
  await panel.run('mask = Mask()', 'mask');
  const mask = panel.locator('.input canvas.mask');
  await mask.waitFor();
  assert.equal(await mask.evaluate((each) => each.style.opacity), '0.6');
  await eventually(async () => { // Results are drawn again when class names arrive.
    await panel.locator('.output input[type=range]').fill('20');
    assert.equal(await mask.evaluate((each) => each.style.opacity), '0.2');
  });
  assert.ok(await panel.locator('.mask-legend li').count() > 0);
  await shot('mask');
});

test('the first layer with NaN is named and opened', async () => {
  const { shot } = session;
  await tab();
  await panel.run('logarithm = Logarithm()', 'logarithm');
  await panel.locator('.card.not-finite[data-key=log] .mark', { hasText: '⚠ NaN' }).waitFor();
  await shot('nan');
  await panel.locator('[data-do=first-not-finite]').click();
  await panel.locator('.layer-page[data-shown=log]').waitFor();
  await panel.locator('.statistics .bad').first().waitFor();
});

test('cells of a map that is larger than its picture are the map’s', async () => {
  const { shot } = session;
  await tab();
  await panel.run('sound = Sound()', 'sound');
  await panel.locator('.card[data-key="conv"]').click();
  const frame = panel.locator('.zoomed .frame');
  await frame.waitFor();
  const { width, height } = await frame.boundingBox();
  assert.ok(height >= 30, `${height}`);
  await frame.hover({ position: { x: width - 1, y: height - 1 } });
  await eventually(async () => {
    const [, row, column] = /row (\d+), column (\d+)/.exec(await panel.locator('.reading').textContent()) ?? [];
    assert.ok(row === '3' && Number(column) > 1_980, `${row}, ${column}`);
  });
  assert.match(await panel.locator('.reading').textContent(), /Receptive field 5: 19\d\d to \d+/);
  await shot('sound');
});

test('a generator begins with random numbers, and what it makes is shown', async () => {
  const { shot } = session;
  await tab();
  await panel.run('latent = Latent()', 'latent');
  assert.match(await panel.locator('.input figcaption').textContent(), /torch\.randn after torch\.manual_seed\(0\)/);
  const picture = panel.locator('.output canvas.picture');
  assert.deepEqual(await picture.evaluate(({ width, height }) => [width, height]), [16, 16]);
  const pixels = () => picture.evaluate((canvas) => [...canvas.getContext('2d').getImageData(0, 0, 16, 16).data].join());
  const before = await pixels();
  await panel.runsAgain(async () => {
    await panel.locator('.source .input-choice .seed').fill('5');
    await panel.locator('.source .input-choice .seed').press('Enter');
  });
  await eventually(async () => assert.notEqual(await pixels(), before));
  await shot('latent');
});

test('a model that does not fit says how much it needs; the editor goes on', async () => {
  await tab();
  await panel.press('large = Large()', 'large');
  await panel.opened('large');
  await panel.message(/MB/);
  await session.shot('memory');
});

test('a model whose maps do not all fit keeps fewer of them, and computes another one that is clicked', async () => {
  await tab();
  await panel.press('deep = Deep()', 'deep');
  await panel.opened('deep');
  await panel.message(/needs \d+ MB of memory, 200 MB are allowed/);
  assert.equal(await panel.locator('[data-do=smaller-input]').count(), 1);
  await panel.runsAgain(() => panel.locator('[data-do=keep-fewer]').click());
  assert.match(await panel.locator('[data-kept=some]').textContent(), /^\d+ of 18 maps are kept/);
  const missing = panel.locator('.card.not-kept');
  const before = await missing.count();
  assert.ok(before > 0 && before < 18, `${before} of 18 are missing`);
  await session.shot('kept-fewer');
  const key = await missing.first().getAttribute('data-key');
  await panel.runsAgain(() => missing.first().click());
  await panel.locator(`.layer-page h2[data-layer="${key}"]`).waitFor();
  await panel.locator(`.layer-page[data-shown="${key}"]`).waitFor({ timeout: 20_000 });
  await session.shot('kept-one');
  await panel.locator('[data-do=back]').click();
  assert.equal(await panel.locator(`.card.not-kept[data-key="${key}"]`).count(), 0);
  assert.equal(await panel.locator('#message').textContent(), '');
  // All of them fit no more than before.
  await panel.locator('[data-do=keep-all]').click();
  await panel.message(/needs \d+ MB of memory/);
});

test('a run whose maps are gone is run again when it is asked for once more', async () => {
  // Its panel is behind another now. Others have run since: their maps have taken the place of these.
  const hidden = await panel.frameOf('small');
  assert.match(await hidden.locator('#message').textContent(), /these maps are gone/);
  const done = Number(await hidden.locator('body').getAttribute('data-runs'));
  await tab();
  await panel.press('small = Small()', 'small');
  await panel.opened('small');
  await eventually(async () => assert.equal(await panel.runs(), done + 1), 40_000);
  await eventually(async () => assert.equal(await panel.locator('#message').textContent(), ''));
  await panel.locator('.card').first().scrollIntoViewIfNeeded();
  await panel.locator('.card.drawn').first().waitFor();
});

test('a worker that ends is replaced', async () => {
  const { workbench } = session;
  await workbench.runCommand('ConvLens: Restart Analysis');
  await panel.message(/ended/);
  await panel.runsAgain(() => panel.locator('#message [data-do=rerun]').click());
});

test('nothing was asked of the internet', () => {
  assert.deepEqual(session.refused, []);
});
