// Starts the command line from code that V8 has compiled before: compiling it takes as long as analysing a small model. The
// compiled code is kept in the user's own cache folder, made anew for another version of Node or of the program; a folder that
// cannot be read or written only costs the time. (Node can do this itself from version 22 on; the oldest supported is 20.)
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';

const program = join(__dirname, 'cliMain.js');
const text = readFileSync(program, 'utf8');
const { mtimeMs, size } = statSync(program);
const engine = `cli-${process.version}-${process.arch}-`;
const folder = join(cacheFolder(), 'convlens');
const kept = join(folder, `${engine}${size}-${Math.round(mtimeMs)}.bin`);

const cachedData = attempt(() => readFileSync(kept));
const wrapped = `(function (require, module, exports, __filename, __dirname) {${text}\n})`;
const script = new Script(wrapped, { filename: program, cachedData });
if (!cachedData || script.cachedDataRejected === true) {
  // At the end the functions that have run are compiled as well.
  process.on('exit', () => attempt(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const old of readdirSync(folder)) if (old.startsWith(engine)) rmSync(join(folder, old));
    const unfinished = `${kept}.${process.pid}`;
    writeFileSync(unfinished, script.createCachedData(), { mode: 0o600 });
    renameSync(unfinished, kept);
  }));
}
const module_ = { exports: {} };
const run = script.runInThisContext() as (...args: unknown[]) => void;
run(createRequire(program), module_, module_.exports, program, __dirname);

function cacheFolder(): string {
  const { XDG_CACHE_HOME: asked, LOCALAPPDATA: local } = process.env;
  if (asked) return asked;
  if (process.platform === 'win32') return local ?? join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

function attempt<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch {
    return undefined; // A cache that is not there is only slower.
  }
}
