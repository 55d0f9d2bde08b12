// What stories do with the panel of a run.
import assert from 'node:assert/strict';
import { eventually } from '../../tools/vscode/workbench.mjs';

export class RunPanel {
  constructor(session) { this.session = session; }

  /** Waits for the panel of a model by its name, and for its first run. */
  async opened(name) {
    const safe = name.replaceAll('"', '');
    this.frame = await this.session.workbench.webview(`#headline strong:text-is("${safe}")`, 60_000);
    return this.frame;
  }
  async ran(name) {
    await this.opened(name);
    await this.frame.locator('body[data-ready]').waitFor({ timeout: 60_000 });
    return this.frame;
  }

  /** The panel of a model, whether it is in sight or not. */
  async frameOf(name) {
    for (const frame of this.session.page.frames()) {
      if (await frame.locator('#headline strong').first().textContent({ timeout: 500 }).catch(() => '') === name) return frame;
    }
    return assert.fail(`no panel of ${name}`);
  }

  locator(selector, options) { return this.frame.locator(selector, options); }
  async runs() { return Number(await this.frame.locator('body').getAttribute('data-runs') ?? 0); }

  /** Waits for another run to end after `action`. */
  async runsAgain(action) {
    const done = await this.runs();
    await action();
    await eventually(async () => assert.ok(await this.runs() > done, await this.frame.locator('#message').textContent()), 40_000);
  }

  message(pattern, timeout = 40_000) {
    return eventually(async () => assert.match(await this.frame.locator('#message').textContent(), pattern), timeout);
  }

  /** Presses the line above a model that stands in the line with `text`. */
  async run(text, name) {
    await this.press(text, name);
    return this.ran(name);
  }
  async press(text, name) {
    const { workbench, page } = this.session;
    const safe = name.replaceAll('"', '');
    for (let i = 0; i < 4; i++) {
      await workbench.goToLine(text);
      const lenses = page.locator('.codelens-decoration a:visible', { hasText: /^run$/ });
      await lenses.first().waitFor({ timeout: 30_000 });
      await page.keyboard.press('Escape');
      await this.settled(lenses);
      // Several models may be in sight: the one that the cursor's line has is the nearest above it.
      const line = await workbench.line(text).boundingBox();
      const boxes = await lenses.evaluateAll((list) => list.map((each) => each.getBoundingClientRect().top));
      const above = boxes.map((top, i) => ({ top, i })).filter(({ top }) => line && top < line.y).sort((a, b) => b.top - a.top)[0];
      // Lines above others come one after the other and push them down: what was aimed at may have gone.
      if (!above || !await lenses.nth(above.i).click({ timeout: 3_000 }).then(() => true, () => false)) continue;
      if (await workbench.webview(`#headline strong:text-is("${safe}")`, 10_000).catch(() => null)) return;
    }
    assert.fail(`no line above ${name} opened its panel`);
  }
  /** Waits until lines above models stay where they are. */
  async settled(lenses) {
    let before = '';
    await eventually(async () => {
      const places = JSON.stringify(await lenses.evaluateAll((list) => list.map((each) => each.getBoundingClientRect().top)));
      const isSame = places === before;
      before = places;
      await this.session.page.waitForTimeout(300);
      assert.ok(isSame);
    });
  }
}

/** The editor's own dialog for files: a box for the path. */
export async function answerDialog(page, target) {
  const box = page.locator('.quick-input-widget:visible input[type=text]');
  await box.waitFor();
  // It writes its own proposal when it has listed the folder.
  await eventually(async () => assert.match(await box.inputValue(), /\//));
  // While the folder is being listed the key is lost, and the text may be written over.
  for (let i = 0; i < 12 && await box.isVisible(); i++) {
    await box.fill(target);
    await page.waitForTimeout(400);
    if (await box.inputValue() !== target) continue;
    await page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden', timeout: 3_000 }).catch(() => {});
  }
  await box.waitFor({ state: 'hidden', timeout: 1_000 });
}

/** A .safetensors file of one number throughout. */
export function safetensors(shapes, value = 0) {
  let offset = 0;
  const header = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => {
    const bytes = 4 * shape.reduce((a, b) => a * b, 1);
    const entry = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
    return [name, entry];
  }));
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.from(new Float32Array(offset / 4).fill(value).buffer)]);
}
