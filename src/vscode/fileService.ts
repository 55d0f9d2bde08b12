// What the analysis may ask of the editor's file system: files, modules by name, the workspace's sources. Works over
// any scheme (vscode.workspace.fs), watches, and remembers which folders hold what until something changes.
import * as vscode from 'vscode';
import type { FileChange, FoundData, FoundModule, HostService } from '../protocol/analysis';
import type { Config } from './config';
import { sitePackages } from './pythonEnvironment';

const SOURCES = '**/*.{py,ipynb,md}';
/** Sources, and the kinds of data that their code opens. */
const WATCHED = '**/*.{py,ipynb,md,yaml,yml,json,cfg,toml,ini,txt,names}';
const EXCLUDED = '**/{node_modules,.git,.venv,venv,env,site-packages,__pycache__,.tox,build,dist}/**';
const WATCH_DELAY_MS = 200;

type Files = Pick<HostService, 'readFile' | 'findModule' | 'findData' | 'findFiles'>;

export class FileService implements Files, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<readonly FileChange[]>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  /** Names in a folder: one listing instead of a `stat` for each candidate. */
  readonly #listings = new Map<string, Promise<ReadonlyMap<string, vscode.FileType>>>();
  readonly #pending = new Map<string, FileChange>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeFiles = this.#changed.event;

  constructor(private readonly config: Config) {
    const watcher = vscode.workspace.createFileSystemWatcher(WATCHED);
    const note = (kind: FileChange['kind']) => (uri: vscode.Uri): void => { this.#note(uri, kind); };
    this.#disposables.push(
      watcher,
      watcher.onDidCreate(note('created')), watcher.onDidChange(note('changed')), watcher.onDidDelete(note('deleted')),
      config.onDidChange(() => { this.#listings.clear(); }),
    );
  }

  async readFile(uri: string): Promise<Uint8Array | null> {
    try {
      return await vscode.workspace.fs.readFile(vscode.Uri.parse(uri, true));
    } catch {
      return null; // Missing, not readable, or a scheme that has no files: all the same to the analysis.
    }
  }

  async findModule(name: string, from: string): Promise<FoundModule | null> {
    const file = vscode.Uri.parse(from, true);
    const folder = vscode.Uri.joinPath(file, '..');
    const dots = /^\.*/.exec(name)?.[0].length ?? 0;
    const parts = name.slice(dots).split('.').filter((part) => part !== '');
    if (dots > 0) return this.#moduleIn(vscode.Uri.joinPath(folder, ...Array<string>(dots - 1).fill('..')), parts);
    for (const root of await this.#roots(file, folder)) {
      const found = await this.#moduleIn(root, parts);
      if (found) return found;
    }
    return null;
  }

  async findData(path: string, from: string, limit: number): Promise<FoundData | null> {
    const file = vscode.Uri.parse(from, true);
    const roots = await this.#roots(file, vscode.Uri.joinPath(file, '..'));
    // joinPath tidies `..` away: what is compared is where the file is.
    const places = path.startsWith('/') ? [vscode.Uri.joinPath(file.with({ path: '/' }), path)]
      : roots.map((root) => vscode.Uri.joinPath(root, path));
    for (const place of places) {
      if (path.endsWith('/')) {
        const found = await this.#listed(place, roots);
        if (found) return found;
        continue;
      }
      if (!roots.some((root) => place.path.startsWith(`${root.path}/`))) continue;
      const bytes = await this.#readSmall(place, limit);
      if (bytes) return { uri: place.toString(), bytes };
    }
    return null;
  }

  /** What stands in a folder, a name a line, those of folders with `/` behind. */
  async #listed(place: vscode.Uri, roots: readonly vscode.Uri[]): Promise<FoundData | null> {
    const folder = place.with({ path: place.path.replace(/\/+$/, '') });
    if (!roots.some((root) => folder.path === root.path || folder.path.startsWith(`${root.path}/`))) return null;
    const names = [...await this.#list(folder)].map(([name, type]) => (isFolder(type) ? `${name}/` : name)).sort();
    return names.length === 0 ? null : { uri: `${folder.toString()}/`, bytes: new TextEncoder().encode(names.join('\n')) };
  }

  async #readSmall(uri: vscode.Uri, limit: number): Promise<Uint8Array | null> {
    const folder = await this.#list(vscode.Uri.joinPath(uri, '..'));
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const kind = folder.get(name);
    if (kind === undefined || isFolder(kind)) return null;
    try {
      return (await vscode.workspace.fs.stat(uri)).size <= limit ? await this.readFile(uri.toString()) : null;
    } catch {
      return null; // It has gone since the folder was listed.
    }
  }

  async findFiles(limit: number): Promise<readonly string[]> {
    const found = await vscode.workspace.findFiles(SOURCES, EXCLUDED, limit);
    const depth = (uri: vscode.Uri): number => uri.path.split('/').length;
    return found.sort((a, b) => depth(a) - depth(b) || (a.path < b.path ? -1 : 1)).map((uri) => uri.toString());
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Where absolute imports are looked up: what running the file, or the project from its root, would find first. */
  async #roots(file: vscode.Uri, folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
    const workspace = vscode.workspace.getWorkspaceFolder(file)?.uri;
    const folders = workspace ? ancestors(folder, workspace) : [folder];
    const others = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
    const sources = others.map((uri) => vscode.Uri.joinPath(uri, 'src'));
    const configured = this.config.searchPaths.flatMap((path) => configuredRoot(path, workspace ?? others[0]));
    const installed = await sitePackages(file);
    const seen = new Set<string>();
    return [...folders, ...others, ...sources, ...configured, ...installed].filter((uri) => {
      const key = uri.toString();
      return !seen.has(key) && seen.add(key);
    });
  }

  async #moduleIn(root: vscode.Uri, parts: readonly string[]): Promise<FoundModule | null> {
    let folder = root;
    for (const part of parts.slice(0, -1)) {
      if (!isFolder((await this.#list(folder)).get(part))) return null;
      folder = vscode.Uri.joinPath(folder, part);
    }
    const last = parts.at(-1);
    if (last === undefined) return this.#package(folder);
    const names = await this.#list(folder);
    if (isFolder(names.get(last))) {
      const inner = vscode.Uri.joinPath(folder, last);
      // A folder without __init__ is a package only where no file of the name stands beside it.
      if ((await this.#list(inner)).has('__init__.py') || !names.has(`${last}.py`)) return this.#package(inner);
    }
    return names.has(`${last}.py`) ? this.#found(vscode.Uri.joinPath(folder, `${last}.py`), false) : null;
  }

  async #package(folder: vscode.Uri): Promise<FoundModule | null> {
    const names = await this.#list(folder);
    if (names.has('__init__.py')) return this.#found(vscode.Uri.joinPath(folder, '__init__.py'), true);
    return names.size > 0 ? { uri: folder.toString(), isPackage: true, bytes: new Uint8Array() } : null;
  }

  async #found(uri: vscode.Uri, isPackage: boolean): Promise<FoundModule | null> {
    const bytes = await this.readFile(uri.toString());
    return bytes && { uri: uri.toString(), isPackage, bytes };
  }

  #list(folder: vscode.Uri): Promise<ReadonlyMap<string, vscode.FileType>> {
    const key = folder.toString();
    let listing = this.#listings.get(key);
    if (!listing) {
      const reading = Promise.resolve(vscode.workspace.fs.readDirectory(folder));
      listing = reading.then((names) => new Map(names), () => new Map());
      this.#listings.set(key, listing);
    }
    return listing;
  }

  #note(uri: vscode.Uri, kind: FileChange['kind']): void {
    this.#listings.delete(vscode.Uri.joinPath(uri, '..').toString());
    if (kind !== 'changed') this.#listings.clear(); // A new folder shows in its parent's listing, which has no event.
    this.#pending.set(uri.toString(), { uri: uri.toString(), kind });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const changes = [...this.#pending.values()];
      this.#pending.clear();
      this.#changed.fire(changes);
    }, WATCH_DELAY_MS);
  }
}

const isFolder = (type: vscode.FileType | undefined): boolean =>
  type !== undefined && (type & vscode.FileType.Directory) !== 0;

function ancestors(folder: vscode.Uri, top: vscode.Uri): vscode.Uri[] {
  const result = [folder];
  for (let at = folder; at.path !== top.path && at.path.startsWith(top.path);) {
    at = vscode.Uri.joinPath(at, '..');
    result.push(at);
  }
  return result;
}

function configuredRoot(path: string, workspace: vscode.Uri | undefined): vscode.Uri[] {
  const isAbsolute = path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
  const isLocal = !workspace || workspace.scheme === 'file';
  if (isAbsolute) return [isLocal ? vscode.Uri.file(path) : workspace.with({ path })];
  return workspace ? [vscode.Uri.joinPath(workspace, path)] : [];
}
