// The panel of a run in a browser by itself: the real page and the real host side with the real run worker, and a stand-in for the
// editor between them. For pictures and for measuring; tests drive VS Code.
//   node tools/runPage.mjs TARGET [--theme dark|light|hc|hcLight] [--size 900x900] [--scale 1] [--locale zh-cn] [--state JSON]
//     [--do JAVASCRIPT] [--wait SELECTOR] [--settings JSON] [--out FILE.png]
// TARGET: FILE.py:ENTRY@SHAPE, with commas between the shapes of several inputs. Build first: node esbuild.mjs webview run
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openBrowser } from './vscode/browser.mjs';

const root = path.resolve(import.meta.dirname, '..');
const ORIGIN = 'http://panel.localhost';
const THEMES = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'vscode/themes.json'), 'utf8'));

/** The host side, with the stand-in as its `vscode`. */
async function hostSide() {
  const out = path.join(root, 'out/runPage.cjs');
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, 'runPage.ts')], outfile: out, bundle: true, platform: 'node', format: 'cjs', target: 'node20',
    logLevel: 'error', resolveExtensions: ['.node.ts', '.ts', '.js', '.mjs', '.json'],
    alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs'),
      vscode: path.join(import.meta.dirname, 'vscode/standIn.ts') },
  });
  return import(pathToFileURL(out).href);
}

/** Plain data with typed arrays as one buffer: their places in JSON, their bytes behind it. */
function encode(message) {
  const parts = [];
  let offset = 0;
  const text = JSON.stringify(message, (_, value) => {
    if (!ArrayBuffer.isView(value)) return value;
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    offset = Math.ceil(offset / 8) * 8;
    const at = { $array: value.constructor === Buffer ? 'Uint8Array' : value.constructor.name, at: offset, length: value.length };
    parts.push([offset, bytes]);
    offset += bytes.length;
    return at;
  });
  const head = Buffer.from(text);
  const start = Math.ceil((4 + head.length) / 8) * 8;
  const all = Buffer.alloc(start + offset);
  all.writeUInt32LE(head.length);
  head.copy(all, 4);
  for (const [at, bytes] of parts) bytes.copy(all, start + at);
  return all;
}

/** Runs in the page before its own code: the editor's API over two addresses. */
function standIn({ state }) {
  globalThis.saved = state;
  const decode = (buffer) => {
    const length = new DataView(buffer).getUint32(0, true);
    const start = Math.ceil((4 + length) / 8) * 8;
    return JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)), (_, value) => (value && value.$array
      ? new globalThis[value.$array](buffer, start + value.at, value.length) : value));
  };
  const receive = async () => {
    for (;;) {
      const answer = await fetch('/receive');
      if (!answer.ok) return;
      window.dispatchEvent(new MessageEvent('message', { data: decode(await answer.arrayBuffer()) }));
    }
  };
  globalThis.acquireVsCodeApi = () => {
    void receive();
    return {
      getState: () => globalThis.saved, setState: (value) => { globalThis.saved = value; },
      postMessage: (message) => void fetch('/send', { method: 'POST', body: JSON.stringify(message, (_, value) => (ArrayBuffer.isView(value)
        ? { $array: value.constructor.name, values: [...value] } : value)) }),
    };
  };
}

export async function openRunPage({ target, theme = 'dark', locale = 'en', width = 900, height = 900, scale = 1, state = undefined, settings = {},
  predicted = {} }) {
  const { openHost } = await hostSide();
  const waiting = [];
  let wake = () => {};
  const strings = locale === 'en' ? {} : JSON.parse(fs.readFileSync(path.join(root, `l10n/bundle.l10n.${locale}.json`), 'utf8'));
  const host = await openHost({ root, target, locale, strings, settings, predicted, origin: ORIGIN, post: (message) => {
    waiting.push(encode(message));
    wake();
  } });
  const { vars, cls } = THEMES[theme];
  const html = host.html.replace('<html ', () => `<html style="${vars.replaceAll('"', '&quot;')}" `)
    .replace('<body>', () => `<body class="${cls}">`)
    // The stand-in's style attribute is no part of the page: it comes from the editor there.
    .replace(/<meta http-equiv[^>]*>/, '');
  const { browser, page, errors } = await openBrowser({ viewport: { width, height }, deviceScaleFactor: scale });
  await page.route(`${ORIGIN}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') return route.fulfill({ contentType: 'text/html', body: html });
    if (name === 'send') {
      host.receive(JSON.parse(route.request().postData(), (_, value) => (value && value.$array
        ? new globalThis[value.$array](value.values) : value)));
      return route.fulfill({ body: '' });
    }
    if (name !== 'receive') return route.fulfill({ path: path.join(root, 'dist/webview', path.basename(name)) });
    if (waiting.length === 0) await new Promise((resolve) => { wake = resolve; });
    return route.fulfill({ contentType: 'application/octet-stream', body: waiting.shift() }).catch(() => {}); // The page has gone.
  });
  await page.addInitScript(standIn, { state: state && { entry: target, ...state } });
  await page.goto(`${ORIGIN}/`);
  return { browser, page, errors, host, close: async () => {
    await browser.close();
    host.close();
  } };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const string = { type: 'string' };
  const { values: options, positionals: [target] } = parseArgs({
    allowPositionals: true, options: { theme: string, size: string, scale: string, locale: string, state: string, do: string, wait: string,
      settings: string, out: string },
  });
  const [width, height] = (options.size ?? '900x900').split('x').map(Number);
  const opened = await openRunPage({ target, theme: options.theme, locale: options.locale, width, height, scale: Number(options.scale ?? 1),
    state: options.state ? JSON.parse(options.state) : undefined, settings: JSON.parse(options.settings ?? '{}') });
  await opened.page.locator('body[data-ready], #message.problem').first().waitFor({ timeout: 60_000 });
  if (options.do) await opened.page.evaluate(options.do);
  if (options.wait) await opened.page.locator(options.wait).first().waitFor();
  await opened.page.waitForTimeout(500);
  await opened.page.screenshot({ path: options.out ?? 'artifacts/run.png' });
  for (const error of opened.errors) console.error(error);
  await opened.close();
}
