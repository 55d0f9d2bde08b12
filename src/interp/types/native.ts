// What instances of builtin classes keep in `native`. The interpreter's attribute lookup reads these too.
// Knows no methods.
import type { Args, Class, Dict, Instance, Kwargs, Value } from '../value';

/** propertyType. */
export interface PropertyNative { readonly get: Value | null; readonly set: Value | null; readonly del: Value | null }
/** staticmethodType and classmethodType. */
export interface WrapperNative { readonly func: Value }
/** superType: attributes are looked up in the mro of `self` (a class for class methods) after `cls`. */
export interface SuperNative { readonly cls: Class; readonly self: Value }
/** unionType. */
export interface UnionNative { readonly members: readonly Value[] }
/** genericAliasType. */
export interface AliasNative { readonly origin: Value; readonly args: readonly Value[] }
/** dict_keys, dict_values, dict_items. */
export interface ViewNative { readonly dict: Dict }

const has = (native: unknown, key: string): native is object => typeof native === 'object' && native !== null && key in native;

export const isPropertyNative = (native: unknown): native is PropertyNative => has(native, 'get') && has(native, 'set');
export const isWrapperNative = (native: unknown): native is WrapperNative => has(native, 'func');
export const isSuperNative = (native: unknown): native is SuperNative => has(native, 'cls') && has(native, 'self');
export const isUnionNative = (native: unknown): native is UnionNative => has(native, 'members');
export const isAliasNative = (native: unknown): native is AliasNative => has(native, 'origin') && has(native, 'args');
export const isViewNative = (native: unknown): native is ViewNative => has(native, 'dict');

/** True for the primitive inside an instance of a subclass of int, float, complex, str or bytes. */
export function isPrimitive(native: unknown): native is Value {
  if (!has(native, 'kind')) return false;
  const kind: unknown = Reflect.get(native, 'kind');
  return kind === 'int' || kind === 'bool' || kind === 'float' || kind === 'complex' || kind === 'str' || kind === 'bytes';
}

/** The primitive inside an instance of a primitive's subclass (`class Color(int, Enum)`); any other value itself. */
export const unwrap = (value: Value): Value =>
  value.kind === 'instance' && isPrimitive(value.native) ? value.native : value;

export type { Args, Instance, Kwargs };
