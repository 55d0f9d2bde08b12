// types, builtins, numbers, weakref, importlib, gc and other modules about the interpreter itself.
// Weak references are ordinary ones: nothing is collected while a model is read.
import type { NativeModule } from '../machine';
import { int } from '../../tensor/value';
import { unwrap } from '../types/native';
import { builtin, list, NONE, pyModule, str, TRUE, tuple, type Value } from '../value';
import * as roots from '../types/index';
import { abcClass } from './abc';
import { children, fn, moduleOf, need, noop, pythonModule, simple, unknownFn } from './support';

const TYPES = String.raw`
class SimpleNamespace:
    def __init__(self, /, **kwargs):
        self.__dict__.update(kwargs)
    def __repr__(self):
        name = 'namespace' if type(self) is SimpleNamespace else type(self).__name__
        return f'{name}({", ".join(f"{k}={v!r}" for k, v in self.__dict__.items())})'
    def __eq__(self, other):
        if not isinstance(other, SimpleNamespace):
            return NotImplemented
        return self.__dict__ == other.__dict__

class MappingProxyType:
    def __init__(self, mapping):
        self._mapping = mapping
    def __getitem__(self, key):
        return self._mapping[key]
    def __len__(self):
        return len(self._mapping)
    def __iter__(self):
        return iter(self._mapping)
    def __contains__(self, key):
        return key in self._mapping
    def get(self, key, default=None):
        return self._mapping.get(key, default)
    def keys(self):
        return self._mapping.keys()
    def values(self):
        return self._mapping.values()
    def items(self):
        return self._mapping.items()
    def copy(self):
        return self._mapping.copy()
    def __or__(self, other):
        return self._mapping | other
    def __setitem__(self, key, value):
        raise TypeError("'mappingproxy' object does not support item assignment")
    def __eq__(self, other):
        return self._mapping == (other._mapping if isinstance(other, MappingProxyType) else other)
    def __repr__(self):
        return f'mappingproxy({self._mapping!r})'
    def __str__(self):
        return str(self._mapping)

class DynamicClassAttribute(property):
    pass

def new_class(name, bases=(), kwds=None, exec_body=None):
    ns = {}
    if exec_body is not None:
        exec_body(ns)
    kwds = dict(kwds or {})
    meta = kwds.pop('metaclass', type(bases[0]) if bases else type)
    return meta(name, tuple(bases), ns, **kwds)

def resolve_bases(bases):
    return bases
def coroutine(func):
    return func
`;

export const types: NativeModule = pythonModule('types', TYPES, () => ({
  FunctionType: roots.functionType, LambdaType: roots.functionType, ModuleType: roots.moduleType, MethodType: roots.methodType,
  GeneratorType: roots.generatorType, CoroutineType: roots.coroutineType, BuiltinFunctionType: roots.builtinType,
  BuiltinMethodType: roots.builtinType, NoneType: roots.noneType, EllipsisType: roots.ellipsisType,
  NotImplementedType: roots.notImplementedType, CodeType: roots.codeType, CellType: roots.cellType,
  GenericAlias: roots.genericAliasType,
  UnionType: roots.unionType, MethodDescriptorType: roots.methodDescriptorType, WrapperDescriptorType: roots.methodDescriptorType,
  MethodWrapperType: roots.builtinType, ClassMethodDescriptorType: roots.methodDescriptorType,
  GetSetDescriptorType: roots.propertyType,
  MemberDescriptorType: roots.propertyType, AsyncGeneratorType: roots.coroutineType,
}));

export const builtinsModule: NativeModule = (m) => pyModule('builtins', m.builtins);

const NUMBERS = ['Number', 'Complex', 'Real', 'Rational', 'Integral'];
const numberClasses: Record<string, Value> = {};
{
  let parent = roots.objectType;
  for (const name of NUMBERS) numberClasses[name] = parent = abcClass(name, 'numbers', [parent]);
}
export const numbers: NativeModule = () => moduleOf('numbers', numberClasses);

const WEAKREF = String.raw`
class ref:
    def __init__(self, obj, callback=None):
        self._obj = obj
    def __call__(self):
        return self._obj
    def __eq__(self, other):
        return isinstance(other, ref) and self._obj == other._obj
    def __hash__(self):
        return hash(self._obj)
ReferenceType = WeakMethod = ref
def proxy(obj, callback=None):
    return obj
class WeakKeyDictionary(dict):
    pass
class WeakValueDictionary(dict):
    pass
class WeakSet(set):
    pass
class finalize:
    def __init__(self, obj, func, /, *args, **kwargs):
        pass
`;
export const weakref: NativeModule = pythonModule('weakref', WEAKREF);

export const importlib: NativeModule = (m) => moduleOf('importlib', {
  import_module: simple('import_module', ['name', 'package='], (k, [name, pkg]) => {
    const path = unwrap(need([name], 0));
    if (path.kind !== 'str') return path;
    const dots = /^\.*/.exec(path.value)?.[0].length ?? 0;
    if (dots === 0) return k.import(path.value);
    if (pkg?.kind !== 'str') {
      return k.raise('TypeError', `the 'package' argument is required to perform a relative import for '${path.value}'`);
    }
    const parents = pkg.value.split('.').slice(0, Math.max(1, pkg.value.split('.').length - dots + 1));
    return k.import([...parents, path.value.slice(dots)].filter((p) => p !== '').join('.'));
  }),
  reload: fn('reload', (_, args) => need(args, 0)), invalidate_caches: noop('invalidate_caches', NONE),
}, { lookup: children(m, 'importlib', ['util', 'metadata', 'machinery', 'resources', 'abc']) });
/** Whether a package is installed is a question about the machine; the packages that are known here count as installed. */
export const importlibUtil: NativeModule = () => moduleOf('importlib.util', {
  find_spec: unknownFn('importlib.util.find_spec', 'external-input'),
  spec_from_file_location: unknownFn('importlib.util.spec_from_file_location', 'external-input'),
  module_from_spec: unknownFn('importlib.util.module_from_spec', 'external-input'),
});
export const importlibMetadata: NativeModule = (m) => {
  const found = m.builtins.get('ModuleNotFoundError');
  const error = found?.kind === 'class' ? m.class('PackageNotFoundError', [found], new Map()) : NONE;
  return moduleOf('importlib.metadata', {
    version: unknownFn('importlib.metadata.version', 'external-input'), PackageNotFoundError: error,
    distribution: unknownFn('importlib.metadata.distribution', 'external-input'), entry_points: noop('entry_points', list([])),
  });
};
export const importlibOther = (name: string): NativeModule => () => moduleOf(name, {},
  { lookup: (n) => (n.startsWith('__') ? undefined : unknownFn(`${name}.${n}`, 'external-input')) });

const FEATURES = ['annotations', 'division', 'print_function', 'absolute_import', 'unicode_literals', 'generators',
  'nested_scopes', 'with_statement', 'generator_stop'];
export const future: NativeModule = () => moduleOf('__future__', Object.fromEntries(FEATURES.map((name) =>
  [name, tuple([str(name)])])));

export const gc: NativeModule = () => moduleOf('gc', {
  collect: noop('collect', int(0)), enable: noop('enable', NONE), disable: noop('disable', NONE),
  isenabled: noop('isenabled', TRUE),
  freeze: noop('freeze', NONE), get_objects: unknownFn('gc.get_objects', 'external-input'),
});
export const atexit: NativeModule = () => moduleOf('atexit', {
  register: fn('register', (_, args) => need(args, 0)), unregister: noop('unregister', NONE),
});

const ABSL = String.raw`
class _Flags:
    def __getattr__(self, name):
        values = _values
        if name in values:
            return values[name]
        raise AttributeError(name)
    def __setattr__(self, name, value):
        _values[name] = value
    def __call__(self, argv, known_only=False):
        return argv
_values = {}
FLAGS = _Flags()
def _define(name, default=None, help=None, *args, **kwargs):
    _values[name] = default
DEFINE_string = DEFINE_integer = DEFINE_float = DEFINE_bool = DEFINE_boolean = DEFINE_list = DEFINE_multi_string = _define
def DEFINE_enum(name, default, enum_values, help=None, *args, **kwargs):
    _values[name] = default
def mark_flag_as_required(name):
    pass
`;
export const abslFlags: NativeModule = pythonModule('absl.flags', ABSL);
export const absl: NativeModule = (m) => moduleOf('absl', {
  logging: m.import('logging'),
  app: moduleOf('absl.app', { run: builtin('run', () => NONE) }),
}, { lookup: children(m, 'absl', ['flags']) });
