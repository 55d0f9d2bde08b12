// One VS Code with the extension in a browser, for a file of stories. What it works on is a copy of a folder.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openBrowser } from '../../tools/vscode/browser.mjs';
import { startNodeHost } from '../../tools/vscode/nodeHost.mjs';
import { startWebHost } from '../../tools/vscode/webHost.mjs';
import { Workbench } from '../../tools/vscode/workbench.mjs';

const repo = path.resolve(import.meta.dirname, '../..');
const { host: kind = 'node', build, vsix } = JSON.parse(process.env.CONVLENS_E2E ?? '{}');
export const isWeb = kind === 'web';

export async function openSession(name, { source = 'test/vscode/workspace', prepare = () => {}, ...options } = {}) {
  const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'vsc-ws-'));
  const folder = path.join(temp, 'workspace');
  fs.cpSync(path.join(repo, source), folder, { recursive: true });
  prepare(folder);
  const shots = path.join(repo, 'artifacts', `e2e-${kind}${build ? `-${build}` : ''}`);
  fs.mkdirSync(shots, { recursive: true });

  const host = await (isWeb ? startWebHost : startNodeHost)({ build, extension: vsix ?? repo, folder, ...options });
  const { browser, page, refused } = await openBrowser();
  await page.addInitScript(catchApi);
  const workbench = new Workbench(page);
  const shot = (step) => page.screenshot({ path: path.join(shots, `${name}-${step}.png`), animations: 'disabled' });
  const close = async () => {
    await shot('last').catch(() => {}); // The page may be gone; the test that failed has said so.
    await browser.close();
    await host.close();
    fs.rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
  };
  await workbench.open(host.url);
  return { page, workbench, refused, folder, shot, close };
}

/** In every page: what a webview gets when it asks for its way to the extension, so that a test can send over it too. */
function catchApi() {
  let give;
  Object.defineProperty(globalThis, 'acquireVsCodeApi', {
    configurable: true, enumerable: true, get: () => give,
    set: (acquire) => { give = () => (globalThis.caughtApi = acquire()); },
  });
}
