// The architecture graph's panel in a browser by itself: the real page, style and code with a stand-in for the extension that
// answers with a view given as JSON (`convlens graph TARGET --json`). For pictures and for measuring; tests drive VS Code.
//   node tools/graphPage.mjs VIEW.json [--theme dark|light|hc|hcLight] [--size 800x900] [--scale 1] [--locale zh-cn]
//     [--state JSON] [--before VIEW.json] [--do JAVASCRIPT] [--out FILE.png]
// Build first: node esbuild.mjs webview
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openBrowser } from './vscode/browser.mjs';

const root = path.resolve(import.meta.dirname, '..');
const ORIGIN = 'http://panel.localhost';
const THEMES = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'vscode/themes.json'), 'utf8'));

/** The page's HTML and words as the extension makes them. */
async function parts(locale) {
  const stub = {
    name: 'vscode-stub',
    setup(build) {
      build.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'stub' }));
      const strings = locale === 'en' ? {} : JSON.parse(fs.readFileSync(path.join(root, `l10n/bundle.l10n.${locale}.json`), 'utf8'));
      build.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({
        contents: `const strings = ${JSON.stringify(strings)}; export const l10n = { t: (text) => strings[text] ?? text };`,
      }));
    },
  };
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: `export { graphPage } from './src/vscode/panels/graphPage'; export { graphTexts } from './src/vscode/panels/graphTexts';`,
      resolveDir: root, loader: 'ts',
    },
    bundle: true, format: 'esm', write: false, plugins: [stub],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** Runs in the page before its own code: the editor's API, and an extension that answers. */
function standIn({ state, answers }) {
  globalThis.saved = state;
  globalThis.calls = [];
  const send = (message) => { window.postMessage(message, '*'); };
  let next = 1;
  const waiting = new Map();
  /** Asks the panel, as the extension would. */
  globalThis.ask = (method, ...args) => new Promise((resolve) => {
    waiting.set(next, resolve);
    send({ request: { id: next++, method, args, cancellable: false } });
  });
  globalThis.acquireVsCodeApi = () => ({
    getState: () => globalThis.saved, setState: (value) => { globalThis.saved = value; },
    postMessage: (message) => {
      if ('answer' in message) waiting.get(message.answer)?.(message.value);
      if (!message.request) return;
      const { id, method, args } = message.request;
      globalThis.calls.push([method, ...args]);
      send({ answer: id, value: answers[method] });
    },
  });
}

export async function openGraphPage({ view, before, theme = 'dark', locale = 'en', width = 800, height = 900, scale = 1, state = undefined, answers = {} }) {
  const { graphPage, graphTexts } = await parts(locale);
  const { vars, cls } = THEMES[theme];
  const html = graphPage({ cspSource: ORIGIN, nonce: 'n', script: `${ORIGIN}/graph.js`, style: `${ORIGIN}/graphStyle.css`, title: 'graph', locale })
    .replace('<html ', () => `<html style="${vars.replaceAll('"', '&quot;')}" `).replace('<body>', () => `<body class="${cls}">`)
    // The stand-in's style attribute is no part of the page: it comes from the editor there.
    .replace(/<meta http-equiv[^>]*>/, '');
  const { browser, page, errors } = await openBrowser({ viewport: { width, height }, deviceScaleFactor: scale });
  await page.route(`${ORIGIN}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    return name === '' ? route.fulfill({ contentType: 'text/html', body: html })
      : route.fulfill({ path: path.join(root, 'dist/webview', path.basename(name)) });
  });
  const ready = { texts: graphTexts(), state: { view, message: '', before, compare: before ? 'before' : null }, selected: [] };
  await page.addInitScript(standIn, { state, answers: { ...answers, ready } });
  await page.goto(`${ORIGIN}/`);
  await page.locator('body[data-ready]').waitFor({ timeout: 60_000 });
  return { browser, page, errors, close: () => browser.close() };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const string = { type: 'string' };
  const { values: options, positionals: [file] } = parseArgs({
    allowPositionals: true,
    options: { theme: string, size: string, scale: string, locale: string, state: string, before: string, do: string, out: string },
  });
  const [width, height] = (options.size ?? '800x900').split('x').map(Number);
  const view = JSON.parse(fs.readFileSync(file, 'utf8'));
  const opened = await openGraphPage({
    view, before: options.before ? JSON.parse(fs.readFileSync(options.before, 'utf8')) : undefined, theme: options.theme, locale: options.locale, width, height, scale: Number(options.scale ?? 1),
    state: options.state ? { entry: view.entry, shown: JSON.parse(options.state) } : undefined,
  });
  if (options.do) await opened.page.evaluate(options.do);
  await opened.page.waitForTimeout(350);
  await opened.page.screenshot({ path: options.out ?? 'artifacts/graph.png' });
  for (const error of opened.errors) console.error(error);
  await opened.close();
}
