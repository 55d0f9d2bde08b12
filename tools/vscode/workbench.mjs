// What a user does in the workbench, for playwright.

/** Repeats a check until it stops throwing. Nothing in the workbench or a webview is there at once: assert through this. */
export async function eventually(check, timeout = 20_000) {
  for (const until = Date.now() + timeout; ;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise((r) => setTimeout(r, 100));
  }
}

export class Workbench {
  constructor(page) { this.page = page; }

  /** Opens the URL and waits until the workbench and its extensions are up. */
  async open(url) {
    await this.page.goto(url);
    await this.page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
  }

  /** Opens a workspace file by name through Quick Open. */
  async openFile(name) {
    await this.quickInput('ControlOrMeta+P', name, (row) => row.filter({ hasText: name }).first());
    await this.page.locator(`.tab.active[data-resource-name="${name.split('/').pop()}"]`).waitFor();
  }

  /** Runs a command by its title through the command palette. */
  async runCommand(title) {
    if (!title.includes(': ')) throw new Error('give the title with its category: "ConvLens: Show Log"');
    // The whole title: until the list is filtered it holds commands of the workbench whose names begin alike.
    await this.quickInput('F1', '>' + title, (row) => row.filter({ hasText: title }).first());
  }

  async quickInput(key, text, pick) {
    const { page } = this;
    const input = page.locator('.quick-input-widget input[type=text]');
    // The first key press after start-up can be lost while key bindings load: press until the box is there.
    for (let i = 0; i < 20 && !(await input.isVisible()); i++) {
      await page.keyboard.press(key);
      await input.waitFor({ timeout: 1000 }).catch(() => {});
    }
    await input.fill(text);
    const row = pick(page.locator('.quick-input-list .monaco-list-row'));
    await row.waitFor({ timeout: 20_000 });
    await row.click();
  }

  /** The editor's line with a text (without its inlay hints' exact wording). */
  line(text) { return this.page.locator('.editor-group-container .view-lines .view-line', { hasText: text }).first(); }

  /** Puts the cursor on the first line of the active editor that contains the text. */
  async goToLine(text) {
    const { page } = this;
    // Not by a click: the editor may be narrow, and have lines to press above others.
    await page.locator('.editor-group-container.active .monaco-editor').locator('textarea.inputarea, .native-edit-context').first().focus();
    await page.keyboard.press('ControlOrMeta+F');
    const find = page.locator('.find-widget.visible textarea').first();
    await find.waitFor();
    await find.fill(text);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowRight'); // Behind the text, with nothing selected.
    await this.line(text).waitFor();
  }

  /** Opens the list of fixes at the cursor. */
  async showFixes() {
    const widget = this.page.locator('.action-widget').first();
    // The key is lost while the finding's fixes are still being worked out.
    for (let i = 0; i < 8 && !(await widget.isVisible()); i++) {
      await this.page.keyboard.press('ControlOrMeta+.');
      await widget.waitFor({ timeout: 4000 }).catch(() => {});
    }
    await widget.waitFor({ timeout: 10_000 });
  }

  /** Hovers a word of the editor with the mouse and returns the hover widget. */
  async hover(lineText, word) {
    const { page } = this;
    const shown = '.monaco-editor .monaco-hover:not(.hidden) .hover-contents, .monaco-resizable-hover .hover-contents';
    const widget = page.locator(shown).first();
    await this.line(lineText).waitFor();
    for (let i = 0; i < 8; i++) {
      await page.mouse.move(5, 5);
      const { x, y } = await this.line(lineText).evaluate(placeOfWord, word);
      await page.mouse.move(x - 3, y);
      await page.mouse.move(x, y, { steps: 4 });
      if (await widget.waitFor({ timeout: 2500 }).then(() => true, () => false)) break;
    }
    return widget;
  }

  /** The document inside the webview that has an element for `selector` (a webview is an iframe in an iframe). */
  async webview(selector, timeout = 30_000) {
    const until = Date.now() + timeout;
    for (;;) {
      for (const frame of this.page.frames()) {
        if (!frame.parentFrame()?.url().includes('/webview/browser/pre/')) continue;
        const el = frame.locator(selector).first();
        if (await el.isVisible().catch(() => false)) return frame;
      }
      if (Date.now() > until) throw new Error(`no visible webview with ${selector}`);
      await this.page.waitForTimeout(100);
    }
  }
}

/** In the page: the middle of a word of a line, whatever elements the line is drawn with. */
function placeOfWord(line, word) {
  // The editor draws blanks as no-break spaces.
  const start = line.textContent.replaceAll('\u00a0', ' ').indexOf(word);
  if (start < 0) throw new Error(`the line has no "${word}": ${line.textContent}`);
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (start < before + node.data.length) {
      const range = document.createRange();
      range.setStart(node, start - before);
      range.setEnd(node, Math.min(node.data.length, start - before + word.length));
      const { left, top, width, height } = range.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    }
    before += node.data.length;
  }
  throw new Error(`"${word}" is not drawn`);
}
