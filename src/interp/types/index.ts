// The builtin types of Python, complete: importing this module fills the classes in.
// Knows nothing of modules and names; builtins.ts gives the classes their names.
import { builtinClass, type Class, type Value } from '../value';
import {
  boolType, builtinType, bytesType, complexType, coroutineType, dictType, ellipsisType, enumerateType, filterType,
  floatType, frozensetType, functionType, generatorType, intType, iteratorType, listType, mapType, methodDescriptorType,
  methodType, moduleType, noneType, notImplementedType, rangeType, reversedType, setType, sliceType, strType, tupleType,
  typeType, zipType,
} from './roots';

import './bytes';
import './complex';
import './dict';
import './exceptions';
import './exceptionGroups';
import './float';
import './function';
import './genericAlias';
import './int';
import './iterator';
import './list';
import './module';
import './none';
import './object';
import './property';
import './range';
import './set';
import './slice';
import './str';
import './super';
import './tuple';
import './type';
import './union';

export * from './roots';
export * from './native';
export { exceptionTypes } from './exceptions';

/** Iterators by the name their type shows. */
const ITERATORS: ReadonlyMap<string, Class> = new Map([
  ['generator', generatorType], ['coroutine', coroutineType], ['map', mapType], ['filter', filterType], ['zip', zipType],
  ['enumerate', enumerateType], ['reversed', reversedType],
  ...[
    'list_iterator', 'list_reverseiterator', 'tuple_iterator', 'str_iterator', 'str_ascii_iterator', 'bytes_iterator',
      'range_iterator',
    'set_iterator', 'dict_keyiterator', 'dict_valueiterator', 'dict_itemiterator', 'dict_reversekeyiterator',
    'dict_reversevalueiterator', 'dict_reverseitemiterator', 'callable_iterator',
  ].map((name): [string, Class] => [name, builtinClass(name, 'builtins', [iteratorType], {})]),
]);

/** The class of any value but tensors and unknowns, whose types are not Python's own. */
export function typeOfValue(value: Value): Class | undefined {
  switch (value.kind) {
    case 'none': return noneType;
    case 'bool': return boolType;
    case 'int': return intType;
    case 'float': return floatType;
    case 'complex': return complexType;
    case 'str': return strType;
    case 'bytes': return bytesType;
    case 'ellipsis': return ellipsisType;
    case 'notImplemented': return notImplementedType;
    case 'slice': return sliceType;
    case 'range': return rangeType;
    case 'tuple': return value.cls ?? tupleType;
    case 'list': return value.cls ?? listType;
    case 'dict': return value.cls ?? dictType;
    case 'set': return value.cls ?? (value.frozen ? frozensetType : setType);
    case 'func': return functionType;
    case 'builtin': return value.binds ? methodDescriptorType : builtinType;
    case 'method': return value.func.kind === 'builtin' ? builtinType : methodType;
    case 'class': return value.metaclass ?? typeType;
    case 'instance': return value.cls;
    case 'module': return moduleType;
    case 'iterator': return ITERATORS.get(value.name) ?? iteratorType;
    case 'tensor':
    case 'unknown': return undefined;
  }
}
