// The classes of Python's builtin types, made empty: types refer to each other in circles (every type is a subclass of
// object, whose attributes are properties, which are objects), so each type's own file fills its class in afterwards.
// Knows nothing of what the types can do.
import { builtinClass, type Class, type Value } from '../value';

const root = (name: string, bases: readonly Class[] = [objectType], module = 'builtins'): Class => {
  const cls = builtinClass(name, module, bases, {});
  cls.attrs.set('__module__', { kind: 'str', value: module, origin: null });
  return cls;
};

export const objectType = builtinClass('object', 'builtins', [], {});
export const typeType = root('type');
export const noneType = root('NoneType');
export const intType = root('int');
export const boolType = root('bool', [intType]);
export const floatType = root('float');
export const complexType = root('complex');
export const strType = root('str');
export const bytesType = root('bytes');
/** Instances keep their contents as a Bytes in `native`. */
export const bytearrayType = root('bytearray');
export const ellipsisType = root('ellipsis');
export const notImplementedType = root('NotImplementedType');
export const sliceType = root('slice');
export const rangeType = root('range');
export const tupleType = root('tuple');
export const listType = root('list');
export const dictType = root('dict');
export const setType = root('set');
export const frozensetType = root('frozenset');
/** `cls.__dict__`: a dict that only the class itself writes. */
export const mappingproxyType = root('mappingproxy', [dictType]);
export const dictKeysType = root('dict_keys');
export const dictValuesType = root('dict_values');
export const dictItemsType = root('dict_items');
export const functionType = root('function');
export const codeType = root('code');
export const cellType = root('cell');
export const builtinType = root('builtin_function_or_method');
export const methodDescriptorType = root('method_descriptor');
export const methodType = root('method');
export const moduleType = root('module');
export const propertyType = root('property');
/** A name of `__slots__`, read and written as a property. */
export const memberDescriptorType = root('member_descriptor', [propertyType]);
export const staticmethodType = root('staticmethod');
export const classmethodType = root('classmethod');
export const superType = root('super');
/** `int | None`, and what typing.Union gives: `native` is the tuple of alternatives. */
export const unionType = root('UnionType', [objectType], 'types');
/** `list[int]`: `native` holds origin and arguments. */
export const genericAliasType = root('GenericAlias', [objectType], 'types');
/** Every one-shot iterator; generators and the classes below are its kinds. */
export const iteratorType = root('iterator');
export const generatorType = root('generator', [iteratorType]);
export const coroutineType = root('coroutine', [iteratorType]);
export const mapType = root('map', [iteratorType]);
export const filterType = root('filter', [iteratorType]);
export const zipType = root('zip', [iteratorType]);
export const enumerateType = root('enumerate', [iteratorType]);
export const reversedType = root('reversed', [iteratorType]);

/** Puts attributes into a class of ours while the program loads; a running machine writes through its heap instead. */
export function fill(cls: Class, members: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(members)) cls.attrs.set(name, value);
}
