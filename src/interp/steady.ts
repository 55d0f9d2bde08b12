// Whether a round of a loop leaves the state as it found it, as far as shapes and numbers go: then further rounds lose
// nothing more.
import { equalDims } from '../tensor/dim';
import { equalSym, isSym } from '../tensor/sym';
import type { Dim, Tensor } from '../tensor/value';
import type { JournalHeap, Mark } from './heap';
import type { DictEntry, Value } from './value';

/** Which op made a tensor and what lies in the same memory: other ones in every round. */
const OF_A_RUN: ReadonlySet<string> = new Set(['producer', 'outputIndex', 'memory', 'asOf', 'sameAs', 'view']);
const MAX_DEPTH = 6;

/** Whether everything that was written since the mark, and was there before, is like it was. */
export function isSteady(heap: JournalHeap, mark: Mark): boolean {
  for (const slots of heap.changes(mark).values()) {
    for (const { box, key, isMap, owner, before, after } of slots.values()) {
      if (heap.isFresh(owner ?? box, mark) || (!isMap && OF_A_RUN.has(key))) continue;
      if (before.had !== after.had || !alike(before.value, after.value, 0)) return false;
    }
  }
  return true;
}

const isObject = (v: unknown): v is object => typeof v === 'object' && v !== null;

function alike(a: unknown, b: unknown, depth: number): boolean {
  if (Object.is(a, b)) return true;
  if (depth > MAX_DEPTH || !isObject(a) || !isObject(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => alike(item, b[i], depth + 1));
  if ('kind' in a && 'kind' in b) return a.kind === b.kind && alikeValues(a as Value, b as Value, depth);
  return 'key' in a && 'key' in b && alike((a as DictEntry).value, (b as DictEntry).value, depth + 1);
}

/** Two values of one kind. */
function alikeValues(a: Value, b: Value, depth: number): boolean {
  switch (a.kind) {
    case 'unknown':
    case 'none': return true;
    case 'int':
    case 'float': return b.kind === a.kind && isSameNumber(a.value, b.value);
    case 'bool':
    case 'str': return b.kind === a.kind && a.value === b.value;
    case 'tensor': return b.kind === 'tensor' && alikeTensors(a, b);
    case 'tuple': return b.kind === 'tuple' && a.cls === b.cls && alike(a.items, b.items, depth + 1);
    case 'list': return b.kind === 'list' && a.cls === b.cls && a.lost === b.lost && alike(a.items, b.items, depth + 1);
    case 'dict': return b.kind === 'dict' && a.lost === b.lost && alike([...a.entries.keys()], [...b.entries.keys()], depth)
      && alike([...a.entries.values()], [...b.entries.values()], depth + 1);
    default: return false;
  }
}

function isSameNumber(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (isSym(a) && isSym(b) && equalSym(a, b) === true);
}

const alikeTensors = (a: Tensor, b: Tensor): boolean => a.dtype === b.dtype && a.cls === b.cls
  && a.shape.length === b.shape.length && a.shape.every((dim, i) => isSameDim(dim, b.shape[i])) && alike(a.data, b.data, 0);
const isSameDim = (a: Dim, b: Dim | undefined): boolean =>
  b !== undefined && (a.kind === 'unknown' ? b.kind === 'unknown' : b.kind !== 'unknown' && equalDims(a, b) === true);
