// `__dict__`: the attributes of an object as a dict that writes through to them.
// A namespace keeps attributes under their names, a dict under hash keys; this map translates between the two.
import type { Machine } from '../machine';
import { dict, str, type Dict, type DictEntry, type Value } from '../value';

class AttributeEntries extends Map<string, DictEntry> {
  /** Keys that are no strings have no attribute; they are kept apart. */
  private readonly others = new Map<string, DictEntry>();

  constructor(private readonly m: Machine, private readonly attrs: Map<string, Value>, private readonly prefix: string) {
    super();
  }

  private nameOf(hash: string): string | undefined {
    return hash.startsWith(this.prefix) ? hash.slice(this.prefix.length) : undefined;
  }
  private isShown(name: string): boolean {
    return !name.startsWith('<');
  }

  override get size(): number {
    return [...this.keys()].length;
  }
  override has(hash: string): boolean {
    return this.get(hash) !== undefined;
  }
  override get(hash: string): DictEntry | undefined {
    const name = this.nameOf(hash);
    if (name === undefined) return this.others.get(hash);
    const value = this.attrs.get(name);
    return value && { key: str(name), value };
  }
  override set(hash: string, entry: DictEntry): this {
    const name = this.nameOf(hash);
    if (name === undefined) this.others.set(hash, entry);
    else this.m.heap.set(this.attrs, name, entry.value);
    return this;
  }
  override delete(hash: string): boolean {
    const name = this.nameOf(hash);
    if (name === undefined) return this.others.delete(hash);
    const known = this.attrs.has(name);
    if (known) this.m.heap.delete(this.attrs, name);
    return known;
  }
  override clear(): void {
    for (const hash of [...this.keys()]) this.delete(hash);
  }
  override *entries(): MapIterator<[string, DictEntry]> {
    for (const [name, value] of this.attrs) {
      if (this.isShown(name)) yield [this.prefix + name, { key: str(name), value }];
    }
    yield* this.others.entries();
    return undefined;
  }
  override *keys(): MapIterator<string> {
    for (const [hash] of this.entries()) yield hash;
    return undefined;
  }
  override *values(): MapIterator<DictEntry> {
    for (const [, entry] of this.entries()) yield entry;
    return undefined;
  }
  override [Symbol.iterator](): MapIterator<[string, DictEntry]> {
    return this.entries();
  }
  override forEach(visit: (entry: DictEntry, hash: string, map: Map<string, DictEntry>) => void): void {
    for (const [hash, entry] of this.entries()) visit(entry, hash, this);
  }
}

/** A dict that reads and writes `attrs`. */
export function attributeDict(m: Machine, attrs: Map<string, Value>): Dict {
  const prefix = m.hashKey(str(''));
  return dict(new AttributeEntries(m, attrs, typeof prefix === 'string' ? prefix : ''));
}
