// All writes to Python's mutable boxes. While a branch on data is tried, each write is journalled, so that it can be
// undone, redone and compared with what the other side wrote. Knows nothing of statements: branches.ts decides.
//
// Note [Fresh boxes]
// A box made after the innermost open mark is garbage once that mark is rolled back, so writes to it are not journalled.
// Its contents then stay readable after the rollback, which the merge of both sides relies on.
import { BYTES, memory } from '../base/memory';
import { tensorOf } from '../tensor/value';
import type { Heap } from './machine';
import { AttrMap, newId, type Dict, type DictEntry, type List, type SetValue, type Value } from './value';

/** What a slot holds; absent from a map when `had` is false. */
export interface Cell { readonly had: boolean; readonly value: unknown }
/** One slot that changed: a key of a map or a field of a box. */
export interface Change {
  readonly box: object;
  readonly key: string;
  readonly isMap: boolean;
  /** The dict or set whose entries the map is; null for variables, attributes and fields. */
  readonly owner: Dict | SetValue | null;
  readonly before: Cell;
  readonly after: Cell;
}
export type Changes = Map<object, Map<string, Change>>;

interface Entry {
  readonly box: object;
  readonly key: string;
  readonly isMap: boolean;
  readonly owner: Dict | SetValue | null;
  readonly before: Cell;
  /** Keys before a deletion, so that undoing it restores their order. */
  readonly order: readonly string[] | null;
}
export interface Mark extends Moment { readonly at: number }

/** Boxes are numbered as they are made, tensors in a row of their own. */
export interface Moment { readonly birth: number; readonly tensorBirth: number }

/** Hears of writes to boxes that are older than a moment. */
export interface Watch {
  readonly since: Moment;
  /** `map`: a key of it was written; otherwise a field of the box. */
  wrote(box: object, key: string): void;
}

const entriesOf = (map: unknown): Map<string, unknown> => map as Map<string, unknown>; // Entries say whether a box is a map.
const TENSOR = { shape: [], dtype: 'float32' } as const;

/** The number of a box; 0 for what has none, which is older than everything. */
export function birthOf(box: object): number {
  if (box instanceof AttrMap) return box.birth;
  return 'id' in box && typeof box.id === 'number' ? box.id : 0;
}
export const isTensor = (box: object): boolean => 'kind' in box && box.kind === 'tensor';

export class JournalHeap implements Heap {
  private log: Entry[] = [];
  private marks: Mark[] = [];
  private innermost: Mark | null = null;
  watch: Watch | null = null;
  /** Called before attributes of classes that outlive the run are written. */
  private readonly shared: { map: Map<string, Value>; key: string; old: Value | undefined }[] = [];

  // ---- writing ----------------------------------------------------------------------------------------------------
  set(map: Map<string, Value>, key: string, value: Value): void {
    if (this.innermost || this.watch) this.record(map, key, true, null);
    map.set(key, value);
  }

  delete(map: Map<string, Value>, key: string): void {
    if (this.innermost || this.watch) this.record(map, key, true, null, map);
    map.delete(key);
  }

  setItems(list: List, items: Value[]): void {
    if (this.innermost || this.watch) this.record(list, 'items', false, null);
    // What a journal keeps is not dropped.
    memory.counted += BYTES.item * (this.innermost ? items.length : Math.max(0, items.length - list.items.length));
    list.items = items;
  }

  push(list: List, value: Value): void {
    if (!this.innermost || this.isFresh(list, this.innermost)) {
      if (this.watch) this.noticed(list, 'items');
      list.items.push(value);
      memory.counted += BYTES.item;
    } else this.setItems(list, [...list.items, value]);
  }

  dictSet(dict: Dict, hash: string, key: Value, value: Value): void {
    if (this.innermost || this.watch) this.record(dict.entries, hash, true, dict);
    const known = dict.entries.get(hash);
    if (!known) memory.counted += BYTES.entry;
    // An equal key that is there already stays, as in CPython.
    dict.entries.set(hash, { key: known ? known.key : key, value });
  }

  dictDelete(dict: Dict, hash: string): void {
    if (this.innermost || this.watch) this.record(dict.entries, hash, true, dict, dict.entries);
    dict.entries.delete(hash);
  }

  dictClear(dict: Dict): void {
    this.write(dict, 'entries', new Map<string, DictEntry>());
  }

  setAdd(set: SetValue, hash: string, value: Value): void {
    if (set.entries.has(hash)) return;
    if (this.innermost || this.watch) this.record(set.entries, hash, true, set);
    set.entries.set(hash, value);
    memory.counted += BYTES.entry;
  }

  setDelete(set: SetValue, hash: string): void {
    if (this.innermost || this.watch) this.record(set.entries, hash, true, set, set.entries);
    set.entries.delete(hash);
  }

  write<T extends object, K extends keyof T>(box: T, field: K, value: T[K]): void {
    if (this.innermost || this.watch) this.record(box, String(field), false, null);
    box[field] = value;
  }

  private record(box: object, key: string, isMap: boolean, owner: Dict | SetValue | null,
    ordered: ReadonlyMap<string, unknown> | null = null): void {
    if (this.watch) this.noticed(owner ?? box, key);
    const mark = this.innermost;
    if (!mark || this.isFresh(owner ?? box, mark)) return;
    memory.counted += BYTES.log + BYTES.item * (ordered?.size ?? 0);
    this.log.push({ box, key, isMap, owner, before: cellOf(box, key, isMap),
      order: ordered && [...ordered.keys()] });
  }

  /** Runs something whose writes are nobody's business: they are undone, or made whenever they matter. */
  unwatched<T>(body: () => T): T {
    const { watch } = this;
    this.watch = null;
    try {
      return body();
    } finally {
      this.watch = watch;
    }
  }

  private noticed(box: object, key: string): void {
    if (this.watch && !this.isFresh(box, this.watch.since)) this.watch.wrote(box, key);
  }

  /** Made after the mark, so unreachable once it is rolled back. */
  isFresh(box: object, mark: Moment): boolean {
    return isTensor(box) ? birthOf(box) > mark.tensorBirth : birthOf(box) > mark.birth;
  }

  // ---- trying ----------------------------------------------------------------------------------------------------
  moment(): Moment {
    return { birth: newId(), tensorBirth: tensorOf(TENSOR).id };
  }

  mark(): Mark {
    return this.open({ at: this.log.length, ...this.moment() });
  }

  /** A second mark at the place of an open one. */
  again(mark: Mark): Mark {
    return this.open({ ...mark });
  }

  private open(mark: Mark): Mark {
    this.marks.push(mark);
    this.marks.sort((a, b) => a.at - b.at || a.birth - b.birth);
    this.innermost = this.marks.at(-1) ?? null;
    return mark;
  }

  close(mark: Mark): void {
    this.marks = this.marks.filter((m) => m !== mark);
    this.innermost = this.marks.at(-1) ?? null;
    const left = this.innermost;
    if (!left) this.log = [];
    else if (left.at <= mark.at) {
      // See Note [Fresh boxes]: what is fresh to the mark that is left needs no undo any more.
      for (const e of this.log.splice(mark.at)) if (!this.isFresh(e.owner ?? e.box, left)) this.log.push(e);
    }
  }

  rollback(mark: Mark): void {
    for (let i = this.log.length - 1; i >= mark.at; i--) {
      const entry = this.log[i];
      if (entry) restore(entry.box, entry.key, entry.isMap, entry.before);
      if (entry?.order) reorder(entriesOf(entry.box), entry.order);
    }
    this.log.length = Math.min(this.log.length, mark.at);
  }

  /** The slots written since a mark (up to `until`, as they were there). */
  changes(mark: Mark, until: Mark | null = null): Changes {
    const found: Changes = new Map();
    const end = until ? until.at : this.log.length;
    const later = until ? this.firstBefore(end) : null;
    for (let i = mark.at; i < end; i++) {
      const entry = this.log[i];
      if (!entry) continue;
      const slots = found.get(entry.box) ?? new Map<string, Change>();
      found.set(entry.box, slots);
      if (slots.has(entry.key)) continue;
      const after = later?.get(entry.box)?.get(entry.key) ?? cellOf(entry.box, entry.key, entry.isMap);
      slots.set(entry.key, { box: entry.box, key: entry.key, isMap: entry.isMap, owner: entry.owner,
        before: entry.before, after });
    }
    return found;
  }

  private firstBefore(start: number): Map<object, Map<string, Cell>> {
    const cells = new Map<object, Map<string, Cell>>();
    for (let i = start; i < this.log.length; i++) {
      const entry = this.log[i];
      if (!entry) continue;
      const slots = cells.get(entry.box) ?? new Map<string, Cell>();
      cells.set(entry.box, slots);
      if (!slots.has(entry.key)) slots.set(entry.key, entry.before);
    }
    return cells;
  }

  /** Writes recorded changes again. */
  redo(changes: Changes): void {
    for (const slots of changes.values()) for (const change of slots.values()) this.put(change, change.after);
  }

  /** Writes one slot through the journal. */
  put(change: Change, cell: Cell): void {
    if (this.innermost || this.watch) this.record(change.box, change.key, change.isMap, change.owner, change.isMap && !cell.had
      ? entriesOf(change.box) : null);
    restore(change.box, change.key, change.isMap, cell);
  }

  // ---- what outlives the run -----------------------------------------------------------------------------------------
  /** Attributes of builtin classes are shared by all runs of the process: their old values come back at the end. */
  setShared(map: Map<string, Value>, key: string, value: Value | undefined): void {
    this.shared.push({ map, key, old: map.get(key) });
    if (value) this.set(map, key, value);
    else this.delete(map, key);
  }

  /** Takes back everything since the mark and closes it, whatever was left open inside. */
  undo(mark: Mark): void {
    this.marks = this.marks.filter((m) => m.birth < mark.birth);
    this.innermost = this.marks.at(-1) ?? null;
    this.rollback(mark);
    if (!this.innermost) this.log = [];
  }

  /** Writes that could still be undone. */
  get journalled(): number { return this.log.length; }

  get openMarks(): number { return this.marks.length; }

  /** The run ended in the middle of branches: what they wrote stays, their marks are closed. */
  abandon(keep: number): void {
    const kept = [...this.marks].sort((a, b) => a.birth - b.birth).slice(0, keep);
    this.marks = this.marks.filter((m) => kept.includes(m));
    this.innermost = this.marks.at(-1) ?? null;
    if (!this.innermost) this.log = [];
  }

  dispose(): void {
    for (const { map, key, old } of this.shared.reverse()) {
      if (old) map.set(key, old);
      else map.delete(key);
    }
    this.shared.length = 0;
  }
}

export function cellOf(box: object, key: string, isMap: boolean): Cell {
  if (!isMap) return { had: true, value: Reflect.get(box, key) };
  const map = entriesOf(box);
  return { had: map.has(key), value: map.get(key) };
}

function restore(box: object, key: string, isMap: boolean, cell: Cell): void {
  if (!isMap) Reflect.set(box, key, cell.value);
  else if (cell.had) entriesOf(box).set(key, cell.value);
  else entriesOf(box).delete(key);
}

function reorder(map: Map<string, unknown>, order: readonly string[]): void {
  const values = new Map(map);
  map.clear();
  for (const key of order) if (values.has(key)) map.set(key, values.get(key));
  for (const [key, value] of values) if (!map.has(key)) map.set(key, value);
}
