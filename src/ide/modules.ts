// Imported modules for the worker: asked of the host by name, kept until their files change. A run cannot wait, so a module
// that has not come yet is 'pending'; the analysis loads what was pending and runs again.
import { fileId } from '../base/source';
import type { ParseCache } from '../frontends/sources';
import type { ModuleSource } from '../interp/interpreter';
import type { SourceFile } from '../interp/value';
import type { FileChange, HostService } from '../protocol/analysis';
import type { Documents } from './documents';

export class Modules {
  /** By importing folder and name. */
  private readonly found = new Map<string, SourceFile | 'missing'>();
  private readonly decoder = new TextDecoder();

  constructor(private readonly host: HostService, private readonly cache: ParseCache, private readonly documents: Documents) {}

  /** Modules as seen from a file. Open documents stand for themselves, unsaved. */
  sourceFor(from: string): ModuleSource {
    return {
      find: (name) => {
        const known = this.found.get(key(from, name));
        if (known === undefined) return 'pending';
        if (known === 'missing') return known;
        const open = this.documents.get(known.id);
        return open ? { ...known, parse: open.file.parse } : known;
      },
    };
  }

  async load(from: string, names: Iterable<string>): Promise<void> {
    await Promise.all([...names].map(async (name) => {
      const module = await this.host.findModule(name, from);
      if (!module) {
        this.found.set(key(from, name), 'missing');
        return;
      }
      const text = this.decoder.decode(module.bytes);
      this.found.set(key(from, name), {
        id: fileId(module.uri), module: name, isPackage: module.isPackage, parse: this.cache.parse(module.uri, text), internal: false,
      });
    }));
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
    return touched;
  }

  clear(): void {
    this.found.clear();
  }
}

const key = (from: string, name: string): string => `${from.slice(0, from.lastIndexOf('/'))} ${name}`;
