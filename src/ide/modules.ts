// Imported modules, and data files that programs open, for the worker: asked of the host by name, kept until their files
// change. A run cannot wait, so what has not come yet is 'pending'; the analysis loads what was pending and runs again.
import { fileId, type FileId } from '../base/source';
import { dataFile, type ParseCache } from '../frontends/sources';
import { isSourceModule } from '../frontends/run';
import type { ModuleSource } from '../interp/interpreter';
import { isEvaluatedLate, isLateLibrary } from '../interp/lazyModules';
import { DATA_LIMIT, dataName, dataPath, type DataFile } from '../interp/options';
import type { SourceFile } from '../interp/value';
import { importLines, type ImportLine } from '../python/importLines';
import type { FileChange, HostService } from '../protocol/analysis';
import type { Documents } from './documents';

/** So many modules are read ahead at most. */
const MAX_AHEAD = 800;

/** A module's text as it was read; it is parsed when a run imports it, as many of those that are read ahead never are. */
interface FoundModule extends Pick<SourceFile, 'id' | 'module' | 'isPackage'> {
  readonly text: string;
}

export class Modules {
  /** By importing folder and name. */
  private readonly found = new Map<string, FoundModule | 'missing'>();
  /** Data files by opening folder and path. */
  private readonly data = new Map<string, { readonly uri: string; readonly file: DataFile } | 'missing'>();
  private readonly decoder = new TextDecoder();

  constructor(
    private readonly host: HostService,
    private readonly cache: ParseCache,
    private readonly documents: Documents,
  ) {}

  /** Modules as seen from a file. Open documents stand for themselves, unsaved. */
  sourceFor(from: string): ModuleSource {
    return {
      find: (name) => {
        const known = this.found.get(key(from, name));
        if (known === undefined) return 'pending';
        if (known === 'missing') return known;
        const { id, module, isPackage, text } = known;
        const parse = this.documents.get(id)?.file.parse ?? this.cache.parse(id, text, { defer: true });
        return { id, module, isPackage, internal: false, parse };
      },
      readData: (path) => {
        const known = this.data.get(key(from, dataName(path))) ?? 'pending';
        return typeof known === 'object' ? known.file : known;
      },
    };
  }

  /** Each of them, and what they import in their turn: a run that stops at every import would start over as often. */
  async load(from: string, names: Iterable<string>): Promise<void> {
    const asked = new Set<string>();
    const one = async (name: string, byLate: boolean): Promise<void> => {
      if (asked.has(name) || asked.size >= MAX_AHEAD) return;
      asked.add(name);
      const path = dataPath(name);
      if (path !== undefined) return this.findData(from, path);
      const file = this.found.get(key(from, name)) ?? (await this.find(from, name));
      if (file === 'missing') return;
      const isLate = isEvaluatedLate(file.module, file.id);
      // Of a library that is evaluated late, what the program itself imports is often looked at; the rest asks when it is.
      if (!(isLate && byLate)) await Promise.all(importedBy(file).map((each) => one(each, isLate)));
    };
    await Promise.all([...names].map((name) => one(name, false)));
  }

  private async find(from: string, name: string): Promise<FoundModule | 'missing'> {
    const module = await this.host.findModule(name, from);
    const file = module
      ? { id: fileId(module.uri), module: name, isPackage: module.isPackage, text: this.decoder.decode(module.bytes) }
      : 'missing';
    this.found.set(key(from, name), file);
    return file;
  }

  private async findData(from: string, path: string): Promise<void> {
    const found = await this.host.findData(path, from, DATA_LIMIT);
    const file = found && { uri: found.uri, file: dataFile(this.decoder.decode(found.bytes)) };
    this.data.set(key(from, dataName(path)), file ?? 'missing');
  }

  /** True when a change could be seen by some document. */
  changed(changes: readonly FileChange[]): boolean {
    const uris = new Set(changes.map((change) => change.uri));
    let touched = false;
    for (const [name, file] of this.found) {
      // A file that has come into being may be what was missing.
      const affected = file === 'missing' ? changes.some((change) => change.kind === 'created') : uris.has(file.id);
      if (!affected) continue;
      this.found.delete(name);
      if (file !== 'missing') this.cache.forget(file.id);
      touched = true;
    }
    for (const [name, file] of this.data) {
      // What stands in a folder is another with every file that comes or goes.
      const isOther = file !== 'missing' && file.uri.endsWith('/') && changes.some(({ kind }) => kind !== 'changed');
      const affected = file === 'missing' ? changes.some((change) => change.kind === 'created') : isOther || uris.has(file.uri);
      if (affected) touched = this.data.delete(name) || touched;
    }
    return touched;
  }

  /**
   * A document was closed: its texts are dropped, and what only the documents of its folder import with the last of
   * them.
   */
  forget(uri: string): void {
    for (const text of [uri, `${uri}#earlier`, `${uri}#trial`]) this.cache.forget(text);
    const folder = key(uri, '');
    if (this.documents.all().some(({ open }) => key(open.uri, '') === folder)) return;
    const gone = new Set<FileId>();
    for (const [name, file] of this.found) {
      if (!name.startsWith(folder)) continue;
      this.found.delete(name);
      if (file !== 'missing') gone.add(file.id);
    }
    for (const name of this.data.keys()) if (name.startsWith(folder)) this.data.delete(name);
    for (const file of this.found.values()) if (file !== 'missing') gone.delete(file.id);
    for (const id of gone) this.cache.forget(id);
  }

  /** Whether some document imports this file. */
  uses(uri: string): boolean {
    return [...this.found.values()].some((file) => file !== 'missing' && file.id === uri);
  }
}

/** Modules that a module imports when it is imported itself. */
const importedBy = (file: FoundModule): string[] => importedModules(file, importLines(file.text)).filter(isSourceModule);

/** The names of imported modules, with the packages above them. */
function importedModules(file: FoundModule, imports: readonly ImportLine[]): string[] {
  const parts = file.isPackage ? file.module.split('.') : file.module.split('.').slice(0, -1);
  const found = new Set<string>();
  const add = (name: string): void => {
    name.split('.').forEach((_, i, path) => found.add(path.slice(0, i + 1).join('.')));
  };
  for (const { module, level, names } of imports) {
    if (level > parts.length) continue;
    const base = level === 0 ? [] : parts.slice(0, parts.length - level + 1);
    const whole = [...base, ...(module === '' ? [] : [module])].join('.');
    if (whole !== '') add(whole);
    // `from . import blocks`: each name may be a module; `from .blocks import Block` names what is in one.
    // The same of libraries whose packages hold nothing but modules (`from PIL import Image`).
    if (module === '' || (level === 0 && isLateLibrary(whole))) for (const name of names) add(`${whole}.${name}`);
  }
  return [...found];
}

const key = (from: string, name: string): string => `${from.slice(0, from.lastIndexOf('/'))} ${name}`;
