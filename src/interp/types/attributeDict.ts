// `__dict__`: the attributes of an object as a dict that writes through to them.
// A namespace keeps attributes under their names, a dict under hash keys; this map translates between the two.
import type { Machine } from '../machine';
import { unknownOf, type Reason } from '../../tensor/value';
import { AttrMap, dict, LOST_NAME, str, type Class, type Dict, type DictEntry, type Value } from '../value';

/** Everything that may have been overwritten becomes unknown (Note [Lost attributes]). */
export function loseNames(m: Machine, attrs: Map<string, Value>, reason: Reason): void {
  const lost = unknownOf(reason);
  m.heap.set(attrs, LOST_NAME, lost);
  // The registries of an nn.Module are its own; they lose their entries themselves.
  const isModule = attrs.has('_modules');
  for (const name of [...attrs.keys()]) {
    if (!name.startsWith('<') && !(isModule && name.startsWith('_'))) m.heap.set(attrs, name, lost);
  }
}

export class AttributeEntries extends Map<string, DictEntry> {
  /** Keys that are no strings have no attribute; they are kept apart. */
  private readonly others = new Map<string, DictEntry>();

  /** `find`: names that a module of ours binds when they are first used. */
  constructor(private readonly m: Machine, private readonly attrs: Map<string, Value>, private readonly prefix: string,
    private readonly ofInstance: boolean, private readonly find?: (name: string) => Value | undefined) {
    super();
  }

  lose(reason: Reason): void {
    if (this.ofInstance) loseNames(this.m, this.attrs, reason);
    // `globals()[unknown] = ...`: what registers a name is not taken to replace what the file or the class defines.
    else this.m.heap.set(this.attrs, LOST_NAME, unknownOf(reason));
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
    const value = this.attrs.get(name) ?? this.find?.(name);
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

/**
 * The attributes of an object whose `__dict__` was set to a dict (`self.__dict__ = self` makes an attribute of each key):
 * they are the entries of that dict. Names that are no attributes of Python's stay apart.
 */
export class DictAttributes extends AttrMap {
  private readonly hidden = new Map<string, Value>();
  private readonly prefix: string;

  constructor(m: Machine, private readonly of: Dict) {
    super();
    const prefix = m.hashKey(str(''));
    this.prefix = typeof prefix === 'string' ? prefix : '';
  }

  override get size(): number {
    return [...this.entries()].length;
  }
  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }
  override get(name: string): Value | undefined {
    if (name === LOST_NAME && this.of.lost) return unknownOf(this.of.lost);
    return name.startsWith('<') ? this.hidden.get(name) : this.of.entries.get(this.prefix + name)?.value;
  }
  override set(name: string, value: Value): this {
    if (name.startsWith('<')) this.hidden.set(name, value);
    else this.of.entries.set(this.prefix + name, { key: str(name), value });
    return this;
  }
  override delete(name: string): boolean {
    return name.startsWith('<') ? this.hidden.delete(name) : this.of.entries.delete(this.prefix + name);
  }
  override clear(): void {
    for (const name of [...this.keys()]) this.delete(name);
  }
  override *entries(): MapIterator<[string, Value]> {
    for (const { key, value } of this.of.entries.values()) if (key.kind === 'str') yield [key.value, value];
    yield* this.hidden.entries();
    return undefined;
  }
  override *keys(): MapIterator<string> {
    for (const [name] of this.entries()) yield name;
    return undefined;
  }
  override *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
    return undefined;
  }
  override [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }
  override forEach(visit: (value: Value, name: string, map: Map<string, Value>) => void): void {
    for (const [name, value] of this.entries()) visit(value, name, this);
  }
}

/**
 * The heap keeps no journal of boxes younger than a branch. Writes to these dicts are journalled where they end, at the
 * attributes, so the dicts themselves are younger than any branch.
 */
const ALWAYS_FRESH = Number.MAX_SAFE_INTEGER;

interface DictOptions {
  readonly cls?: Class | null;
  readonly ofInstance?: boolean;
  readonly find?: (name: string) => Value | undefined;
}

/** The dict that reads and writes `attrs`; the same one each time, as `x.__dict__ is x.__dict__`. */
export function attributeDict(m: Machine, attrs: Map<string, Value>,
  { cls = null, ofInstance = false, find }: DictOptions = {}): Dict {
  const known = m.service('types.attributeDicts', () => new WeakMap<Map<string, Value>, Dict>());
  const found = known.get(attrs);
  if (found) {
    const lost = attrs.get(LOST_NAME);
    found.lost = lost?.kind === 'unknown' ? lost.reason : null;
    return found;
  }
  const prefix = m.hashKey(str(''));
  const lost = attrs.get(LOST_NAME);
  const made: Dict = {
    ...dict(new AttributeEntries(m, attrs, typeof prefix === 'string' ? prefix : '', ofInstance, find), cls), id: ALWAYS_FRESH,
    lost: lost?.kind === 'unknown' ? lost.reason : null,
  };
  known.set(attrs, made);
  return made;
}
