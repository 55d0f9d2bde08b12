// The order in which CPython walks a set of integers: the set's hash table is laid out again, since integers hash to
// themselves and programs come to rely on the order. Other elements keep the order of insertion.
import type { Value } from '../value';

const LINEAR_PROBES = 9;
/** Larger sets are not laid out: programs that large do not depend on the order. */
const MAX_SIZE = 4096;

const hashOf = (value: Value): number | null => {
  if (value.kind === 'bool') return value.value ? 1 : 0;
  if (value.kind !== 'int' || typeof value.value !== 'number') return null;
  return value.value === -1 ? -2 : value.value;
};

export function tableOrder(entries: ReadonlyMap<string, Value>): Value[] {
  const items = [...entries.values()];
  if (items.length > MAX_SIZE) return items;
  const hashes: number[] = [];
  for (const item of items) {
    const hash = hashOf(item);
    if (hash === null || Math.abs(hash) > 2 ** 31) return items;
    hashes.push(hash);
  }
  return layOut(items, hashes).filter((item): item is Value => item !== null);
}

/** As set_add_entry and set_table_resize of CPython's Objects/setobject.c. */
function layOut(items: readonly Value[], hashes: readonly number[]): (Value | null)[] {
  let table: ({ value: Value; hash: number } | null)[] = new Array<null>(8).fill(null);
  let fill = 0;
  items.forEach((value, i) => {
    insert(table, { value, hash: hashes[i] });
    fill++;
    if (fill * 5 < (table.length - 1) * 3) return;
    let size = 8;
    while (size <= fill * 4) size *= 2;
    const old = table;
    table = new Array<null>(size).fill(null);
    for (const entry of old) if (entry) insert(table, entry);
  });
  return table.map((entry) => entry && entry.value);
}

function insert<T extends { hash: number }>(table: (T | null)[], entry: T): void {
  const mask = table.length - 1;
  let perturb = BigInt.asUintN(64, BigInt(entry.hash));
  let i = Number(perturb & BigInt(mask));
  for (;;) {
    const probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
    for (let j = i; j <= i + probes; j++) {
      if (table[j] === null) {
        table[j] = entry;
        return;
      }
    }
    perturb >>= 5n;
    i = Number((BigInt(i) * 5n + 1n + perturb) & BigInt(mask));
  }
}
