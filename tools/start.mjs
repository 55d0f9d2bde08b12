// npm start: opens VS Code with the extension and the examples. Sets everything up first, on a fresh clone too.
//   npm start -- [--browser] [--port 3000] [folder [file]]
// Desktop VS Code when `code` is on PATH; otherwise, or with --browser, VS Code in the browser, installed from npm.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages, repo, run } from './setup.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { browser: { type: 'boolean' }, port: { type: 'string', default: '3000' } },
});
const folder = path.resolve(positionals[0] ?? path.join(repo, 'examples'));
const file = positionals[0] ? positionals[1] : 'lesson.en.md';
const isRoot = process.getuid?.() === 0;
const isWindows = process.platform === 'win32';

ensurePackages();
if (run(process.execPath, ['esbuild.mjs', 'extension', 'worker']) !== 0) {
  console.error('The build failed; its messages are above.');
  process.exit(1);
}
const works = (command) => spawnSync(command, ['--version'], { shell: isWindows }).status === 0;
const code = !options.browser && ['code', 'code-insiders', 'codium'].find(works);
if (code) await openDesktop(code);
else await openServer();

async function openDesktop(command) {
  const { cacheDir } = await import('./vscode/install.mjs');
  console.log(`Opening ${command} with the extension ...`);
  const files = file ? [path.join(folder, file)] : [];
  // Electron refuses to run as root without these two.
  const asRoot = isRoot ? ['--no-sandbox', `--user-data-dir=${path.join(cacheDir, 'desktop-data')}`] : [];
  process.exit(run(command, ['--new-window', `--extensionDevelopmentPath=${repo}`, folder, ...files, ...asRoot]));
}

async function openServer() {
  const { cacheDir } = await import('./vscode/install.mjs');
  const { startNodeHost } = await import('./vscode/nodeHost.mjs');
  const port = Number(options.port);
  try {
    const dataDir = path.join(cacheDir, 'start-data');
    const host = await startNodeHost({ extension: repo, folder, open: file, port, dataDir });
    console.log(`\nVS Code with ConvLens is at ${host.url}\nStop it with Ctrl+C.`);
    await openBrowser(host.url, path.join(cacheDir, 'chromium-data'));
    await host.exited;
  } catch (error) {
    console.error(`${error.message}\nAnother port: npm start -- --port ${port + 1}`);
    process.exit(1);
  }
}

/** Where there is a screen; without one the printed address is all there is. */
async function openBrowser(url, userData) {
  const { findChromium } = await import('./vscode/browser.mjs');
  const chromium = findChromium();
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const [command, ...args] = browserCommand(url, { chromium, hasDisplay, userData });
  if (command) spawn(command, args, { stdio: 'ignore', detached: true }).on('error', () => {}).unref();
}

function browserCommand(url, { chromium, hasDisplay, userData }) {
  if (process.platform === 'darwin') return ['open', url];
  if (isWindows) return ['cmd', '/c', 'start', '', url.replaceAll('&', '^&')];
  if (!hasDisplay) return [];
  if (!chromium) return ['xdg-open', url];
  const asRoot = isRoot ? ['--no-sandbox'] : [];
  return [chromium, `--app=${url}`, '--window-size=1400,900', '--no-first-run', `--user-data-dir=${userData}`, ...asRoot];
}
