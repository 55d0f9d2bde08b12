// Starts VS Code's server: the workbench in a browser, extensions in a Node extension host on this machine.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureServer } from './install.mjs';
import { quietSettings } from './settings.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * @param o.extension  folder of the extension, used in place, or a .vsix to install
 * @param o.tests      module that exports run(): runs it inside the extension host (see testHost.mjs)
 * @param o.folder     the workspace to open
 * @param o.trusted    false: the folder opens in Restricted Mode
 * @param o.open       file to show at the start, relative to the folder
 * @param o.dataDir    where settings and state live; a fresh folder that close() removes when not given
 */
export async function startNodeHost({ extension, tests, folder, open, port = 0, settings = {}, dataDir, env = {}, trusted = true }) {
  const { node, server } = ensureServer();
  const temporary = !dataDir;
  dataDir ??= fs.mkdtempSync(path.join(os.tmpdir(), 'vsc-'));
  const settingsFile = path.join(dataDir, 'data/User/settings.json');
  if (!fs.existsSync(settingsFile)) {
    fs.mkdirSync(path.dirname(settingsFile), { recursive: true });
    fs.writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  }
  const data = ['--server-data-dir', dataDir, '--accept-server-license-terms'];
  const args = [server, ...data, '--host', '127.0.0.1', '--port', String(port), '--without-connection-token',
    '--telemetry-level', 'off', ...(trusted ? ['--disable-workspace-trust'] : [])];
  if (tests) {
    // A release build reads extensionDevelopmentPath and extensionTestsPath from the URL only with this flag.
    // It also hides notification toasts, so it stays off when a person or an end-to-end test looks at the screen.
    args.push('--enable-smoke-test-driver');
  } else if (extension.endsWith('.vsix')) {
    const r = spawnSync(node, [server, ...data, '--install-extension', extension, '--force'], { encoding: 'utf8' });
    if (r.status !== 0) throw new Error(`cannot install ${extension}:\n${r.stdout}${r.stderr}`);
  } else {
    linkExtension(path.join(dataDir, 'extensions'), extension);
  }

  const child = spawn(node, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // An empty gallery: no look-ups at open-vsx.org. TMPDIR: the server's sockets go when its data goes.
    env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...(temporary && { TMPDIR: dataDir }), ...env },
    // A process group of its own: extension hosts outlive the server by seconds, so close() ends the whole group.
    detached: process.platform !== 'win32',
  });
  const group = process.platform === 'win32' ? child.pid : -child.pid;
  const signal = (name) => {
    try {
      return process.kill(group, name);
    } catch {
      return false; // It has ended.
    }
  };
  const killNow = () => signal('SIGKILL');
  const exit = () => process.exit(1);
  process.once('exit', killNow);
  for (const s of SIGNALS) process.once(s, exit); // without a handler no 'exit' event, and the server would live on

  let log = '';
  const actualPort = await new Promise((resolve, reject) => {
    const read = (data) => {
      log += data;
      const m = /Extension host agent listening on (\d+)/.exec(log);
      if (m) resolve(Number(m[1]));
      else if (log.includes('EADDRINUSE')) reject(new Error(`Port ${port} is in use.`)); // the server itself lives on
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`VS Code's server exited with ${code}:\n${log}`)));
    setTimeout(() => reject(new Error(`VS Code's server did not start in 60 s:\n${log}`)), 60_000).unref();
  }).catch((e) => { killNow(); throw e; });

  const authority = `127.0.0.1:${actualPort}`;
  const remote = (p) => `vscode-remote://${authority}${p}`;
  const payload = [
    ...(tests ? [['extensionDevelopmentPath', remote(extension)], ['extensionTestsPath', remote(tests)]] : []),
    ...(open ? [['openFile', remote(path.join(folder, open))]] : []),
  ];
  return {
    url: `http://${authority}/?${new URLSearchParams({ folder, ...(payload.length && { payload: JSON.stringify(payload) }) })}`,
    log: () => log,
    exited: new Promise((r) => child.once('exit', r)),
    async close() {
      signal('SIGTERM');
      for (let i = 0; i < 100 && signal(0); i++) await new Promise((r) => setTimeout(r, 50));
      killNow();
      process.removeListener('exit', killNow);
      for (const s of SIGNALS) process.removeListener(s, exit);
      if (temporary) fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

// An extension in the extensions folder is installed; a link makes the next page reload use what the last build wrote.
function linkExtension(extensionsDir, extension) {
  const { publisher, name, version } = JSON.parse(fs.readFileSync(path.join(extension, 'package.json'), 'utf8'));
  fs.rmSync(extensionsDir, { recursive: true, force: true });
  fs.mkdirSync(extensionsDir, { recursive: true });
  fs.symlinkSync(extension, path.join(extensionsDir, `${publisher}.${name}-${version}`), 'junction');
}
