// Keys of dictionaries and sets: a string per value such that values which Python calls equal share it.
// Objects with their own __eq__ and __hash__ are compared with those met before that have the same hash.
import { isSym } from '../tensor/sym';
import type { Unknown } from '../tensor/value';
import type { Interpreter } from './interpreter';
import { equals, lookup } from './protocols';
import { objectType, tupleType } from './types/index';
import { textKey, type Class, type Value } from './value';

export function hashKey(m: Interpreter, v: Value): string | Unknown {
  switch (v.kind) {
    case 'str': return textKey(v.value);
    case 'int': return isSym(v.value) ? `y:${v.value.symbols.join()}:${v.value.at.join()}` : `n:${v.value}`;
    case 'bool': return v.value ? 'n:1' : 'n:0';
    case 'float': return isSym(v.value) ? `y:${v.value.symbols.join()}:${v.value.at.join()}` : `n:${floatKey(v.value)}`;
    case 'none': return 'none';
    case 'ellipsis': return '...';
    case 'notImplemented': return 'NotImplemented';
    case 'bytes': return `b:${v.value}`;
    case 'complex': return v.im === 0 ? `n:${floatKey(v.re)}` : `c:${v.re}:${v.im}`;
    // A named tuple is the same key as the plain tuple.
    case 'tuple':
      if (v.cls && lookup(v.cls, '__hash__') !== tupleType.attrs.get('__hash__')) return objectKey(m, v, v.cls);
      return tupleKey(m, v.items);
    case 'range': return `r:${String(v.start.value)}:${String(v.stop.value)}:${String(v.step.value)}`;
    case 'set': return v.frozen ? `f:${[...v.entries.keys()].sort().join('\u0001')}` : unhashable(m, v);
    case 'list':
    case 'dict': return v.cls && ownHash(v.cls, '__hash__') ? objectKey(m, v, v.cls) : unhashable(m, v);
    case 'slice': return unhashable(m, v);
    case 'method': return `m:${methodKey(v.self)}:${methodKey(v.func)}`;
    case 'instance': return objectKey(m, v, v.cls);
    case 'class': return v.metaclass && ownHash(v.metaclass, '__hash__') ? objectKey(m, v, v.metaclass) : `o:${v.id}`;
    case 'tensor': return `t:${v.id}`;
    case 'func':
    case 'builtin':
    case 'module':
    case 'iterator': return `o:${v.id}`;
    case 'unknown': return m.flow(v);
  }
}

const floatKey = (x: number): string =>
  Number.isInteger(x) && Math.abs(x) >= 2 ** 53 ? String(BigInt(x)) : Object.is(x, -0) ? '0' : String(x);
const methodKey = (v: Value): string => ('id' in v ? String(v.id) : 'kind' in v ? v.kind : '');

const unhashable = (m: Interpreter, v: Value): never => m.raise('TypeError', `unhashable type: '${m.typeOf(v).name}'`);

function tupleKey(m: Interpreter, items: readonly Value[]): string | Unknown {
  const keys: string[] = [];
  for (const item of items) {
    const key = hashKey(m, item);
    if (typeof key !== 'string') return key;
    keys.push(`${key.length}${key}`);
  }
  return `t(${keys.join('')})`;
}

/** Defined by a class other than object: the attribute decides, not identity. */
function ownHash(cls: Class, name: string): Value | undefined {
  const found = lookup(cls, name);
  return found && found !== objectType.attrs.get(name)
    && !cls.mro.some((c) => c.builtin && c.attrs.get(name) === found && c.name === 'type') ? found : undefined;
}

function objectKey(m: Interpreter, v: Value & { readonly id: number }, cls: Class): string | Unknown {
  const hash = lookup(cls, '__hash__');
  if (hash?.kind === 'none') return unhashable(m, v);
  if (!hash || !ownHash(cls, '__hash__')) return `o:${v.id}`;
  const result = m.callOn(hash, v, []);
  if (result.kind === 'unknown') return result;
  const bucket = `h:${result.kind === 'int' ? String(result.value) : '?'}`;
  // A hash of one of Python's own equals stands for the value itself: `hash(self.name)` and a string key do not meet here.
  const known = m.hashed.get(bucket) ?? [];
  m.hashed.set(bucket, known);
  for (const [index, other] of known.entries()) {
    const same = equals(m, other, v);
    if (same === true) return primitiveKey(m, other, cls) ?? `${bucket}#${index}`;
    if (same !== false) return same;
  }
  known.push(v);
  return primitiveKey(m, v, cls) ?? `${bucket}#${known.length - 1}`;
}

/** An instance of a subclass of str or int (an enum member mixed with str) is the same key as the plain value. */
function primitiveKey(m: Interpreter, v: Value, cls: Class): string | undefined {
  if (v.kind !== 'instance' || typeof v.native !== 'object' || v.native === null || !('kind' in v.native)) return undefined;
  if (lookup(cls, '__hash__')?.kind !== 'builtin') return undefined;
  const { native } = v;
  const value: unknown = 'value' in native ? native.value : undefined;
  if (native.kind === 'str' && typeof value === 'string') return `s:${value}`;
  if (native.kind === 'int' && (typeof value === 'number' || typeof value === 'bigint')) return `n:${value}`;
  return undefined;
}
