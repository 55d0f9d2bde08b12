// Files on disk for the command line: a synchronous FileStore, targets and paths to documents, the parser.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Recent } from '../base/recent';
import { fileId, type FileId } from '../base/source';
import type { Program } from '../frontends/documents';
import { COMMAND_BUDGET, openRun, storeProject, type Project, type Run, type RunOptions } from '../frontends/run';
import type { Raised } from '../interp/trace';
import { callsSeen, probe, type ModelCallSeen, type Probe } from '../frontends/probe';
import { ParseCache, SourceTree, packageOf, programOfFile, type FileStore } from '../frontends/sources';
import type { Target } from '../frontends/target';
import type { PyModule, SourceFile } from '../interp/value';
import { createParser } from '../python/parser';
import { CommandError } from './arguments';

/** Characters of texts that are kept, and the number of paths whose kind is: most of them are of modules that are not there. */
const [KEPT_CHARACTERS, KEPT_PATHS] = [24_000_000, 100_000];
/** What a path takes beside the text that lies there, in characters. */
const PATH = 100;

class DiskStore implements FileStore {
  private readonly texts = new Recent<string | null>(KEPT_CHARACTERS);
  private readonly folders = new Recent<boolean>(KEPT_PATHS);
  private readonly listings = new Recent<readonly string[] | null>(KEPT_PATHS);

  forget(path: string): void {
    this.texts.delete(path);
  }

  read(path: string): string | null {
    const known = this.texts.get(path);
    if (known !== undefined) return known;
    const text = readText(path);
    this.texts.set(path, text, PATH + (text?.length ?? 0));
    return text;
  }

  isDirectory(path: string): boolean {
    const known = this.folders.get(path);
    if (known !== undefined) return known;
    const is = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    this.folders.set(path, is, 1);
    return is;
  }

  list(path: string): readonly string[] | null {
    const known = this.listings.get(path);
    if (known !== undefined) return known;
    const names = this.isDirectory(path) ? namesIn(path) : null;
    this.listings.set(path, names, 1 + (names?.length ?? 0));
    return names;
  }
}

/** In the order of the names, which the order of a disk is not. */
function namesIn(folder: string): readonly string[] | null {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  } catch {
    return null; // Not readable: what is in it is not known.
  }
}

const MAX_BYTES = 20_000_000;

/** UTF-8 with or without BOM; other encodings become replacement characters, which only comments and strings contain. */
function readText(path: string): string | null {
  try {
    // No source file is as large as this; a program may name any file as its data.
    if (statSync(path).size > MAX_BYTES) return null;
    return new TextDecoder('utf-8').decode(readFileSync(path));
  } catch {
    return null; // No such file, or not readable: the module search goes on.
  }
}

export interface Document {
  readonly file: SourceFile;
  readonly programs: ReadonlyMap<FileId, Program>;
  readonly ambient: boolean;
}

export class Workspace {
  /** What the next target may go on with: it is of the same file or of the same package. */
  private kept: { readonly key: string; readonly run: Run } | null = null;

  private constructor(
    private readonly project: Project,
    private readonly store: DiskStore,
    private readonly cache: ParseCache,
    private readonly roots: readonly string[],
  ) {}

  /** `parserFiles`: the parser's WebAssembly; what lies beside the program when absent. */
  static async open(pythonPath: readonly string[], parserFiles = parserBytes): Promise<Workspace> {
    const store = new DiskStore();
    const parser = await createParser(parserFiles());
    const cache = new ParseCache((text, options) => parser.parse(text, options));
    for (const folder of pythonPath) {
      if (!store.isDirectory(resolve(folder)))
        throw new CommandError(`--python-path ${folder}: there is no such folder.`);
    }
    const roots = pythonPath.map((folder) => resolve(folder));
    return new Workspace(storeProject(store, cache, roots), store, cache, roots);
  }

  /** The document of a target. Throws CommandError when there is none. */
  document(target: Target): Document {
    if (target.kind === 'module') {
      const roots = [...this.roots, process.cwd()];
      const found = new SourceTree(this.store, this.cache, roots).find(target.source);
      if (found === 'missing' || found === 'pending') {
        throw new CommandError(
          `No module named "${target.source}" under ${roots.join(', ')}; give its folder with --python-path.`,
        );
      }
      return { file: found, programs: new Map(), ambient: false };
    }
    return this.open(resolve(target.source), target.source);
  }

  session(document: Document, options: RunOptions): Session {
    return new Session(document, openRun(this.project, document.file, { ...options, ambient: document.ambient }));
  }

  /** A session for one target of several: what they share is evaluated once, and no target sees what another has done. */
  targetSession(target: Target, document: Document): Session {
    const imported = target.kind === 'module' ? this.imported(target.source) : null;
    if (imported) return new Session(document, imported);
    const open = (): Run => openRun(this.project, document.file, { budget: COMMAND_BUDGET, ambient: document.ambient });
    return new Session(document, this.keep(document.file.id, open));
  }

  /** A run that has imported the module, as a program beside its package does; null when the import does not go through. */
  private imported(name: string): Run | null {
    const [root = name] = name.split('.');
    const run = this.keep(`package ${root}`, () => openRun(this.project, this.scratch('').file, { budget: COMMAND_BUDGET }));
    const { value, raised } = run.interpreter.importTop(name);
    const main: PyModule | null = value.kind === 'module' && value.file && !value.lost ? value : null;
    return raised || !main ? null : { ...run, main };
  }

  private keep(key: string, open: () => Run): Run {
    if (this.kept?.key === key) return this.kept.run;
    this.kept?.run.interpreter.dispose();
    this.kept = { key, run: open() };
    return this.kept.run;
  }

  /** A document is done with. What other documents may import stays, as long as there is room. */
  close({ file, programs }: Document): void {
    if (programs.size === 0) return;
    this.store.forget(file.id);
    this.cache.forget(file.id);
  }

  /** A program that is no file. */
  scratch(text: string): Document {
    const path = resolve('<text>');
    const file: SourceFile = {
      id: fileId(path),
      module: '__main__',
      isPackage: false,
      parse: this.cache.parse(path, text),
      internal: false,
    };
    return { file, programs: new Map(), ambient: false };
  }

  open(path: string, shown = path): Document {
    const text = this.store.read(path);
    if (text === null) throw new CommandError(`${shown}: there is no such file, or it cannot be read.`);
    const { text: code, program } = programOfFile(path, text);
    const { module } = program ? { module: '__main__' } : packageOf(path, this.store);
    const file: SourceFile = {
      id: fileId(path),
      module,
      isPackage: path.endsWith('/__init__.py'),
      parse: this.cache.parse(path, code, { notebook: program !== null }),
      internal: false,
    };
    return { file, programs: program ? new Map([[file.id, program]]) : new Map(), ambient: program !== null };
  }
}

/** A document with its runs: one that models are traced in, and a look around made only when it is asked for. */
export class Session {
  private probed: Probe | undefined;
  /** Calls of models at module level. */
  private readonly calls: readonly ModelCallSeen[];
  /** Exceptions of the module level. */
  readonly raises: readonly Raised[];

  constructor(
    readonly document: Document,
    readonly run: Run,
  ) {
    this.calls = callsSeen(run.graph);
    this.raises = run.interpreter.raises.slice();
  }

  readonly probe = (): Probe => (this.probed ??= probe(this.run, this.document.file, this.calls));
}

/** Files under the paths that may hold models, sorted; hidden folders and environments are passed over. */
export function filesUnder(paths: readonly string[]): string[] {
  const files: string[] = [];
  const visit = (path: string): void => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) throw new CommandError(`${path}: there is no such file or folder.`);
    if (stat.isFile()) {
      files.push(path);
      return;
    }
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue;
      const child = join(path, entry.name);
      if (entry.isDirectory()) visit(child);
      else if (/\.(py|ipynb|md)$/i.test(entry.name)) files.push(child);
    }
  };
  for (const path of paths) visit(resolve(path));
  return files;
}
const SKIPPED = new Set(['node_modules', '__pycache__', 'site-packages', 'venv', 'env', 'build', 'dist']);

/** The parser's WebAssembly, beside the bundle. */
function parserBytes(): { runtime: Uint8Array; grammar: Uint8Array } {
  const folder = [__dirname, join(dirname(__dirname), 'dist')].find((path) =>
    existsSync(join(path, 'web-tree-sitter.wasm')),
  );
  if (!folder)
    throw new Error('web-tree-sitter.wasm is missing beside the program; build it again with npm run build.');
  return {
    runtime: readFileSync(join(folder, 'web-tree-sitter.wasm')),
    grammar: readFileSync(join(folder, 'tree-sitter-python.wasm')),
  };
}
