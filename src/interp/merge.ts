// Merging the two sides of an undecided branch: equal values stay, different ones become unknown for the branch's reason.
// Boxes that both sides made anew are merged item by item; boxes from before are merged slot by slot.
import { equalDims } from '../tensor/dim';
import { equalSym, isSym } from '../tensor/sym';
import { tensorOf, unknownOf, type Dim, type Reason, type Tensor } from '../tensor/value';
import { cellOf, type Cell, type Change, type Changes, type Mark } from './heap';
import type { Interpreter } from './interpreter';
import { VarMap } from './scope';
import { loseContents } from './torch/inplace';
import { tuple, type Dict, type DictEntry, type Instance, type List, type SetValue, type Value } from './value';

export interface MergeContext {
  readonly m: Interpreter;
  readonly mark: Mark;
  readonly reason: Reason;
  /** Nodes from this one on were made on one side: the same number is another node on the other. */
  readonly made: number;
  /** Pairs of boxes merged already, so that aliases stay aliases. */
  readonly memo: Map<string, Value>;
}

const isValue = (v: unknown): v is Value => typeof v === 'object' && v !== null && 'kind' in v;

/**
 * The state is that of the side that is kept, whose changes are `mine`; `theirs` are the other side's.
 * 'lost': the other side could not be run to its end, so whatever it wrote is unknown.
 */
export function mergeChanges(m: Interpreter, ctx: MergeContext, mine: Changes, theirs: Changes, mode: 'merge' | 'lost'): void {
  const done = new Map<object, Set<string>>();
  const visit = (change: Change, other: Cell): void => {
    const keys = done.get(change.box) ?? new Set<string>();
    done.set(change.box, keys);
    if (keys.has(change.key)) return;
    keys.add(change.key);
    const current = cellOf(change.box, change.key, change.isMap);
    mergeSlot(m, ctx, change, current, mode === 'lost' ? { had: true, value: unknownOf(ctx.reason) } : other);
  };
  for (const slots of theirs.values()) {
    for (const change of slots.values()) if (!m.heap.isFresh(change.owner ?? change.box, ctx.mark)) visit(change, change.after);
  }
  if (mode === 'lost') return;
  for (const slots of mine.values()) {
    for (const change of slots.values()) if (!m.heap.isFresh(change.owner ?? change.box, ctx.mark))
      visit(change, change.before);
  }
}

function mergeSlot(m: Interpreter, ctx: MergeContext, change: Change, current: Cell, other: Cell): void {
  const isMadeTwice = change.key === 'producer' && typeof current.value === 'number' && current.value >= ctx.made;
  if (current.had === other.had && current.value === other.value && !isMadeTwice) return;
  if (!change.isMap) {
    mergeField(m, ctx, change, current.value, other.value);
    return;
  }
  if (change.owner) {
    mergeEntry(m, ctx, change, change.owner, current, other);
    return;
  }
  if (current.had && other.had && isValue(current.value) && isValue(other.value)) {
    const merged = mergeValue(ctx, current.value, other.value);
    if (merged !== current.value) m.heap.put(change, { had: true, value: merged });
    return;
  }
  const present = current.had ? current.value : other.value;
  // A variable bound on one side only: whoever reads it later was on that side, since reading it would raise otherwise.
  // Attributes are different, they can be asked for (hasattr).
  const keeps = change.box instanceof VarMap || (isValue(present) && present.kind === 'unknown');
  m.heap.put(change, { had: true, value: keeps ? present : unknownOf(ctx.reason) });
}

function mergeEntry(m: Interpreter, ctx: MergeContext, change: Change, owner: Dict | SetValue, current: Cell,
  other: Cell): void {
  if (current.had !== other.had) {
    if (!owner.lost) m.heap.write(owner, 'lost', ctx.reason);
  } else if (owner.kind === 'dict' && isEntry(current.value) && isEntry(other.value)) {
    const value = mergeValue(ctx, current.value.value, other.value.value);
    if (value !== current.value.value) m.heap.put(change, { had: true, value: { key: current.value.key, value } });
  }
}
const isEntry = (v: unknown): v is DictEntry => typeof v === 'object' && v !== null && 'key' in v && 'value' in v;

function mergeField(m: Interpreter, ctx: MergeContext, change: Change, current: unknown, other: unknown): void {
  const put = (value: unknown): void => m.heap.put(change, { had: true, value });
  const box: unknown = change.box;
  if (isValue(current) && isValue(other)) {
    put(mergeValue(ctx, current, other));
  } else if (isValue(box) && box.kind === 'list' && change.key === 'items') {
    const merged = Array.isArray(current) && Array.isArray(other) ? mergeItems(ctx, current, other) : null;
    if (merged) put(merged);
    else if (!box.lost) m.heap.write(box, 'lost', ctx.reason);
  } else if (isValue(box) && (box.kind === 'dict' || box.kind === 'set') && change.key === 'entries') {
    if (!box.lost) m.heap.write<Dict | SetValue, 'lost'>(box, 'lost', ctx.reason);
  } else if (change.key === 'lost') {
    put(current ?? other);
  } else if (isValue(box) && box.kind === 'tensor') mergeTensorField(ctx, change, current, other, put);
  // Other fields (flags of library records) keep the value of the side that is kept.
}

function mergeTensorField(ctx: MergeContext, change: Change, current: unknown, other: unknown,
  put: (value: unknown) => void): void {
  if (change.key === 'producer' || (change.key === 'memory' && writesOf(current) !== writesOf(other))) {
    // One side wrote into it in place.
    loseContents(ctx.m, change.box as unknown as Tensor, ctx.reason);
  } else if (change.key === 'data') put(sameData(current, other) ? current : null);
  else if (change.key === 'shape' && Array.isArray(current)) {
    // The rank cannot be a hole: when it differs, every size is one.
    const dims = Array.isArray(other) ? mergeShape(ctx, current, other) : null;
    put(dims ?? current.map(() => unknownOf(ctx.reason)));
  }
}

function mergeItems(ctx: MergeContext, a: readonly Value[], b: readonly Value[]): Value[] | null {
  if (a.length !== b.length) return null;
  return a.map((item, i) => {
    const other = b[i];
    return other ? mergeValue(ctx, item, other) : item;
  });
}

/** `a` is of the side that is kept. */
export function mergeValue(ctx: MergeContext, a: Value, b: Value): Value {
  if (a === b) return a;
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  const lost = unknownOf(ctx.reason);
  if (a.kind !== b.kind) return lost;
  switch (a.kind) {
    case 'none':
    case 'ellipsis':
    case 'notImplemented': return a;
    case 'bool': return b.kind === 'bool' && a.value === b.value ? a : lost;
    case 'str':
    case 'bytes': return b.kind === a.kind && a.value === b.value ? a : lost;
    case 'int':
    case 'float': return b.kind === a.kind && sameNumber(a.value, b.value) ? a : lost;
    case 'complex': return b.kind === 'complex' && a.re === b.re && a.im === b.im ? a : lost;
    case 'slice':
    case 'range': {
      if (b.kind !== a.kind) return lost;
      const parts = [[a.start, b.start], [a.stop, b.stop], [a.step, b.step]] as const;
      return parts.every(([x, y]) => mergeValue(ctx, x, y) === x) ? a : lost;
    }
    case 'tuple': {
      if (b.kind !== 'tuple' || a.cls !== b.cls) return lost;
      const items = mergeItems(ctx, a.items, b.items);
      if (!items) return lost;
      return items.every((item, i) => item === a.items[i]) ? a : { ...tuple(items, a.cls), attrs: a.attrs };
    }
    case 'method': return b.kind === 'method' && a.func === b.func && mergeValue(ctx, a.self, b.self) === a.self ? a : lost;
    case 'tensor': return b.kind === 'tensor' ? mergeTensor(ctx, a, b) ?? lost : lost;
    case 'func': return b.kind === 'func' && a.node === b.node && a.closure === b.closure ? a : lost;
    default: return mergeFresh(ctx, a, b) ?? lost;
  }
}

function sameNumber(x: unknown, y: unknown): boolean {
  if (x === y) return true;
  if (typeof x === 'bigint' || typeof y === 'bigint') return false;
  const [p, q] = [x, y];
  if ((typeof p !== 'number' && !isSym(p)) || (typeof q !== 'number' && !isSym(q))) return false;
  return (typeof p === 'number' && typeof q === 'number') ? Object.is(p, q) : equalSym(p, q) === true;
}

/** Boxes that both sides made: the kept one takes in the other's contents. */
function mergeFresh(ctx: MergeContext, a: Value, b: Value): Value | null {
  if (!('id' in a) || !('id' in b)) return null;
  if (!ctx.m.heap.isFresh(a, ctx.mark) || !ctx.m.heap.isFresh(b, ctx.mark)) return null;
  const key = `${a.id},${b.id}`;
  const known = ctx.memo.get(key);
  if (known) return known;
  ctx.memo.set(key, a);
  const merged = a.kind === 'list' && b.kind === 'list' ? mergeLists(ctx, a, b)
    : a.kind === 'dict' && b.kind === 'dict' ? mergeDicts(ctx, a, b)
      : a.kind === 'set' && b.kind === 'set' ? mergeSets(a, b)
        : a.kind === 'instance' && b.kind === 'instance' ? mergeInstances(ctx, a, b) : null;
  if (!merged) ctx.memo.set(key, unknownOf(ctx.reason));
  return merged;
}

function mergeLists(ctx: MergeContext, a: List, b: List): Value | null {
  if (a.cls !== b.cls || a.lost || b.lost) return null;
  const items = mergeItems(ctx, a.items, b.items);
  if (!items) return null;
  ctx.m.heap.setItems(a, items);
  return a;
}

function mergeDicts(ctx: MergeContext, a: Dict, b: Dict): Value | null {
  const keys = [...a.entries.keys()];
  if (a.cls !== b.cls || a.lost || b.lost || keys.join('\u0001') !== [...b.entries.keys()].join('\u0001')) return null;
  for (const key of keys) {
    const [x, y] = [a.entries.get(key), b.entries.get(key)];
    if (x && y) ctx.m.heap.dictSet(a, key, x.key, mergeValue(ctx, x.value, y.value));
  }
  return a;
}

function mergeSets(a: SetValue, b: SetValue): Value | null {
  return a.cls === b.cls && !a.lost && !b.lost && a.entries.size === b.entries.size
    && [...a.entries.keys()].every((k) => b.entries.has(k)) ? a : null;
}

function mergeInstances(ctx: MergeContext, a: Instance, b: Instance): Value | null {
  if (a.cls !== b.cls) return null;
  if (a.native !== b.native) {
    const native = isValue(a.native) && isValue(b.native) ? mergeValue(ctx, a.native, b.native) : null;
    if (!native || native.kind === 'unknown') return null;
  }
  for (const key of new Set([...a.attrs.keys(), ...b.attrs.keys()])) {
    const [x, y] = [a.attrs.get(key), b.attrs.get(key)];
    ctx.m.heap.set(a.attrs, key, x && y ? mergeValue(ctx, x, y) : unknownOf(ctx.reason));
  }
  return a;
}

// ---- tensors ----------------------------------------------------------------------------------------------
function mergeTensor(ctx: MergeContext, a: Tensor, b: Tensor): Tensor | null {
  if (a.dtype !== b.dtype || a.shape.length !== b.shape.length || a.cls !== b.cls) return null;
  const shape = mergeShape(ctx, a.shape, b.shape) ?? a.shape;
  const data = sameData(a.data, b.data) ? a.data : null;
  // What constructors fill is noted where it happens.
  const isSame = ctx.m.graph.run === 0 ? data === a.data : hasSameElements(a, b, ctx.made);
  if (shape.every((dim, i) => dim === a.shape[i]) && isSame) return a;
  const pair = `${a.id},${b.id}`;
  const known = ctx.memo.get(pair);
  if (known?.kind === 'tensor') return known;
  const merged = tensorOf({ shape, dtype: a.dtype }, {
    producer: a.producer, outputIndex: a.outputIndex, data, origin: a.origin, role: a.role === b.role ? a.role : 'value',
    requiresGrad: a.requiresGrad || b.requiresGrad, memory: a.memory, view: a.view, asOf: a.asOf, sameAs: a.sameAs,
    attrs: a.attrs, cls: a.cls,
  });
  // It is drawn where the kept side made it; which elements it has, only a run of the program decides.
  if (!isSame) loseContents(ctx.m, merged, ctx.reason);
  ctx.memo.set(pair, merged);
  return merged;
}

/** The same elements under two identities, or constants that are equal. */
function hasSameElements(a: Tensor, b: Tensor, made: number): boolean {
  if (a.data !== null && sameData(a.data, b.data)) return true;
  if (a.producer !== b.producer || writesOf(a.memory) !== writesOf(b.memory)) return false;
  return a.producer === null ? (a.sameAs ?? a.id) === (b.sameAs ?? b.id) : a.producer < made && a.outputIndex === b.outputIndex;
}

const writesOf = (memory: unknown): unknown =>
  (typeof memory === 'object' && memory !== null && 'writes' in memory ? memory.writes : null);

/** null when the ranks differ. */
function mergeShape(ctx: MergeContext, a: readonly Dim[], b: readonly Dim[]): Dim[] | null {
  if (a.length !== b.length) return null;
  return a.map((dim, i) => {
    const other = b[i];
    if (!other || dim.kind === 'unknown') return dim;
    if (other.kind === 'unknown') return other;
    return equalDims(dim, other) === true ? dim : unknownOf(ctx.reason);
  });
}

const sameData = (a: unknown, b: unknown): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x, i) => Object.is(x, b[i])));
