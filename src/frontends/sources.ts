// Where imported modules are: in the document's own package, in configured roots, in the selected environment's
// site-packages. Files are read through a FileStore and never executed. A file that the store has not loaded yet is
// 'pending': the caller loads it and runs again.
import { Recent } from '../base/recent';
import { fileId } from '../base/source';
import { DATA_LIMIT, type DataFile } from '../interp/options';
import type { Parse } from '../python/ast';
import type { ParseOptions } from '../python/parser';
import type { SourceFile } from '../interp/value';
import { notebookProgram, markdownProgram, readNotebook } from './documents';

export interface FileStore {
  /** The text; null when there is no such file; undefined when it is not loaded yet. */
  read(path: string): string | null | undefined;
  isDirectory(path: string): boolean | undefined;
  /** Names in a folder, those of folders with `/` behind; null when there is no such folder. Absent: not known. */
  list?(path: string): readonly string[] | null | undefined;
}
export type ParseText = (text: string, options: ParseOptions) => Parse;

export const EMPTY_TEXT = '';
const join = (...parts: string[]): string =>
  parts
    .filter((p) => p !== '')
    .join('/')
    .replace(/(?<!:)\/{2,}/g, '/');
export const parentOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

interface CachedOptions {
  readonly notebook?: boolean;
  readonly edited?: boolean;
  readonly defer?: boolean;
}

interface CachedParse {
  readonly text: string;
  readonly parse: Parse;
  readonly isDeferred: boolean;
}

/** Characters of text whose parses are kept: a tree takes about ten bytes a character. */
const PARSED_CHARACTERS = 12_000_000;

/** Parses of files by path, kept while the text is the same, the ones used last. Shared by all runs. */
export class ParseCache {
  /** Documents of an editor: kept until they are closed. */
  private readonly edited = new Map<string, CachedParse>();
  private readonly entries = new Recent<CachedParse>(PARSED_CHARACTERS);
  constructor(private readonly parseText: ParseText) {}

  /**
   * `edited`: a document of the editor, whose next text will be much like this one; `defer`: a module that is imported, whose
   * functions are parsed when they are first looked at.
   */
  parse(path: string, text: string, options: CachedOptions = {}): Parse {
    const known = this.edited.get(path) ?? this.entries.get(path);
    if (known && known.text === text && !(known.isDeferred && options.edited)) return known.parse;
    const before = known?.isDeferred ? undefined : known?.parse;
    const { notebook, defer = false } = options;
    const parse = this.parseText(text, { notebook, defer, previous: options.edited ? (before ?? 'first') : undefined });
    const made = { text, parse, isDeferred: defer };
    if (options.edited) this.edited.set(path, made);
    else this.entries.set(path, made, text.length);
    return parse;
  }

  forget(path: string): void {
    this.edited.delete(path);
    this.entries.delete(path);
  }
}

/** Modules found by name under `roots`, tried in order. */
export class SourceTree {
  private readonly found = new Map<string, SourceFile | 'missing' | 'pending'>();
  constructor(
    private readonly store: FileStore,
    private readonly cache: ParseCache,
    private readonly roots: readonly string[],
  ) {}

  find(name: string): SourceFile | 'missing' | 'pending' {
    const known = this.found.get(name);
    if (known) return known;
    const result = this.search(name);
    this.found.set(name, result);
    return result;
  }

  private search(name: string): SourceFile | 'missing' | 'pending' {
    const path = name.split('.').join('/');
    let pending = false;
    let namespaceAt: string | null = null;
    for (const root of [...this.roots, ...this.projects(path)]) {
      for (const [file, isPackage] of [
        [join(root, path, '__init__.py'), true],
        [join(root, `${path}.py`), false],
      ] as const) {
        const text = this.store.read(file);
        if (text === undefined) pending = true;
        if (typeof text === 'string') return this.file(name, file, text, isPackage);
      }
      const directory = join(root, path);
      const isDirectory = this.store.isDirectory(directory);
      if (isDirectory === undefined) pending = true;
      if (isDirectory && namespaceAt === null) namespaceAt = directory;
    }
    if (pending) return 'pending';
    // A folder without __init__.py is a namespace package: it has no text of its own.
    return namespaceAt === null ? 'missing' : this.file(name, join(namespaceAt, '__init__.py'), EMPTY_TEXT, true);
  }

  /** Folders beside the code that hold a package of their own name, as a project that was not installed does. */
  private projects(path: string): string[] {
    const [top = ''] = path.split('/');
    return this.roots.map((root) => join(root, top))
      .filter((folder) => typeof this.store.read(join(folder, top, '__init__.py')) === 'string');
  }

  /** ModuleSource.readData: relative paths are looked up in each root, nearest first. */
  readData(path: string): DataFile {
    const isFolder = path.endsWith('/');
    const places = isFolder ? folderPlaces(path, this.roots) : dataPlaces(path, this.roots);
    let found: DataFile = 'missing';
    for (const place of places) {
      const names = isFolder ? this.store.list?.(place) ?? null : null;
      const text = isFolder ? names && names.join('\n') : this.store.read(place);
      if (typeof text === 'string') return dataFile(text);
      if (text === undefined) found = 'pending';
    }
    return found;
  }

  /** The file of a module whose place is known. */
  file(module: string, path: string, text: string, isPackage: boolean): SourceFile {
    return { id: fileId(path), module, isPackage, parse: this.cache.parse(path, text, { defer: true }), internal: false };
  }
}

/** Where a data file may be: beneath one of the roots, and nowhere else. */
export function dataPlaces(path: string, roots: readonly string[]): string[] {
  const places = path.startsWith('/') ? [tidyPath(path)] : roots.map((root) => tidyPath(`${root}/${path}`));
  return places.filter((place) => roots.some((root) => place.startsWith(`${root}/`)));
}

/** Where a folder may be: one of the roots, or beneath one. */
const folderPlaces = (path: string, roots: readonly string[]): string[] => [
  ...(path.startsWith('/') && roots.includes(tidyPath(path)) ? [tidyPath(path)] : []), ...dataPlaces(path, roots)];

/** Without `.`, `..` and empty parts; the beginning of a URI stays. */
function tidyPath(path: string): string {
  const [, start = '', rest = ''] = /^([a-z][a-z0-9+.-]+:\/\/[^/]*)?(.*)$/is.exec(path) ?? [];
  const parts: string[] = [];
  for (const part of rest.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `${start}/${parts.join('/')}`;
}

export const dataFile = (text: string): DataFile =>
  text.length > DATA_LIMIT || text.includes('\0') ? 'unreadable' : { text };

/** How many packages around a file its relative imports need. */
export const packagesNeeded = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/^[ \t]*from[ \t]+(\.+)/gm)].map(([, dots = '']) => dots.length));

/**
 * The folder that absolute imports of a file's own package start from, and the file's dotted name there. Folders without
 * `__init__.py` are packages too where the file's relative imports go through them.
 */
export function packageOf(path: string, store: FileStore): { root: string; module: string } {
  const names = [baseName(path).replace(/\.[^.]*$/, '')];
  const needed = packagesNeeded(store.read(path) ?? '');
  let folder = parentOf(path);
  const isPackage = (): boolean => typeof store.read(join(folder, '__init__.py')) === 'string';
  while (folder !== '' && (isPackage() || (names.length > 1 && names.length <= needed))) {
    names.unshift(baseName(folder));
    folder = parentOf(folder);
  }
  if (names.length > 1 && names.at(-1) === '__init__') names.pop();
  return { root: folder, module: names.join('.') };
}

/** Folders above a file, nearest first: repositories are often run from a folder above the module. */
export function foldersAbove(path: string, levels: number): string[] {
  const folders: string[] = [];
  let folder = parentOf(path);
  for (let i = 0; i < levels && folder !== '' && folder !== '/'; i++) {
    folders.push(folder);
    folder = parentOf(folder);
  }
  return folders;
}

/** The program of a file by its ending. */
export function programOfFile(
  path: string,
  text: string,
): { text: string; program: ReturnType<typeof notebookProgram> | null } {
  if (path.endsWith('.ipynb')) {
    const program = notebookProgram(readNotebook(text));
    return { text: program.text, program };
  }
  if (/\.(md|markdown|qmd|rmd)$/i.test(path)) {
    const program = markdownProgram(path, text);
    return { text: program.text, program };
  }
  return { text, program: null };
}
