// The builtins namespace: functions, and the names of the builtin types and exceptions.
import { NUMBER_FUNCTIONS } from './builtinNumbers';
import { OBJECT_FUNCTIONS } from './builtinObjects';
import * as types from './types/index';
import { AttrMap, ELLIPSIS, NONE, NOT_IMPLEMENTED, str, TRUE, type Class, type Value } from './value';

/** Types that programs name without importing anything. */
const TYPES: readonly Class[] = [
  types.objectType, types.typeType, types.boolType, types.intType, types.floatType, types.complexType, types.strType,
  types.bytesType, types.bytearrayType, types.sliceType, types.rangeType, types.tupleType, types.listType, types.dictType,
  types.setType, types.frozensetType, types.propertyType, types.staticmethodType, types.classmethodType, types.superType,
  types.mapType, types.filterType, types.zipType, types.enumerateType, types.reversedType,
];

/** A fresh namespace per run, since programs may put names of their own into it. */
export function makeBuiltins(): Map<string, Value> {
  return new AttrMap([
    ...types.exceptionTypes,
    ...TYPES.map((cls): [string, Value] => [cls.name, cls]),
    ...[...NUMBER_FUNCTIONS, ...OBJECT_FUNCTIONS].map((f): [string, Value] => [f.name, f]),
    ['NotImplemented', NOT_IMPLEMENTED], ['Ellipsis', ELLIPSIS], ['__debug__', TRUE], ['__name__', str('builtins')],
    ['__doc__', NONE],
  ]);
}
