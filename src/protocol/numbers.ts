// Messages to and from webviews travel as JSON, which has neither NaN nor infinities: a null in their place would be taken for a
// number that it is not. Typed arrays travel as bytes and are left alone.

const NAMES: ReadonlyMap<number, string> = new Map([[NaN, 'NaN'], [Infinity, 'Infinity'], [-Infinity, '-Infinity']]);
const MARK = '$number';

/** The same message with every number that JSON lacks written by its name. What has none is given back as it is. */
export function withNamedNumbers(value: unknown): unknown {
  return mapped(value, (each) => (typeof each === 'number' && !Number.isFinite(each) ? { [MARK]: NAMES.get(each) } : each));
}

/** The message that was given to `withNamedNumbers`. */
export function withNumbers(value: unknown): unknown {
  return mapped(value, (each) => (typeof each === 'object' && each !== null && MARK in each ? Number(each[MARK]) : each));
}

/** Copies only what changes. */
function mapped(value: unknown, change: (each: unknown) => unknown): unknown {
  const changed = change(value);
  if (changed !== value && !Object.is(changed, value)) return changed;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => mapped(item, change));
    return items.some((item, i) => !Object.is(item, value[i])) ? items : value;
  }
  const entries = Object.entries(value).map(([key, item]) => [key, item, mapped(item, change)] as const);
  return entries.some(([, before, after]) => !Object.is(before, after)) ? Object.fromEntries(entries.map(([key, , after]) =>
    [key, after])) : value;
}
