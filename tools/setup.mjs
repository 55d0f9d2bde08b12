// Makes a fresh clone runnable: npm packages and, where tests need it, a browser. Imports nothing but Node.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export const repo = path.resolve(import.meta.dirname, '..');

/** Runs a command in the repository; its exit code. */
export function run(command, args, env = {}) {
  const windows = process.platform === 'win32' && command !== process.execPath;
  const result = spawnSync(command, args, { cwd: repo, stdio: 'inherit', shell: windows, env: { ...process.env, ...env } });
  return result.status ?? 1;
}

/** `npm ci` when node_modules is not what package-lock.json says. */
export function ensurePackages() {
  if (packagesMatch()) return;
  console.log('Installing npm packages ...');
  if (run('npm', ['ci', '--no-audit', '--no-fund']) === 0) return;
  console.error('npm ci failed. Is the npm registry reachable (npm ping), and is this Node 20 or newer (node --version)?');
  process.exit(1);
}

function packagesMatch() {
  const read = (file) => JSON.parse(fs.readFileSync(path.join(repo, file), 'utf8')).packages;
  try {
    const installed = read('node_modules/.package-lock.json');
    return Object.entries(read('package-lock.json')).every(([name, wanted]) =>
      name === '' || wanted.optional || wanted.peer || installed[name]?.version === wanted.version);
  } catch {
    return false; // Nothing is installed.
  }
}

/** Chromium from apt, where there is none and this may install one. */
export async function ensureChromium() {
  const { findChromium } = await import('./vscode/browser.mjs');
  if (findChromium()) return;
  if (process.platform === 'linux' && process.getuid?.() === 0 && run('which', ['apt-get']) === 0) {
    console.log('Installing chromium from apt ...');
    const apt = (args) => run('apt-get', args, { DEBIAN_FRONTEND: 'noninteractive' });
    apt(['update', '-qq']);
    apt(['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
    if (findChromium()) return;
  }
  console.error('The tests in VS Code need Chromium. Do: sudo apt-get install chromium, or set CHROMIUM=/path/to/chrome');
  process.exit(1);
}
