// Configuration objects of other libraries, where their source is not found: yacs (fvcore's and detectron2's too),
// OmegaConf, ml_collections, EasyDict, addict, munch. Dictionaries whose keys are attributes; files are read as text only.
import type { Machine, NativeModule } from '../machine';
import { NONE, type Value } from '../value';
import { runPython, type PythonText } from './pythonText';
import { OMEGACONF } from './omegaconf';
import { textModule } from './textModules';

/** yacs: keys must exist when others are merged, strings are read as Python literals, frozen nodes refuse writes. */
const YACS = `
import copy
from ast import literal_eval


class CfgNode(dict):
    IMMUTABLE = '__immutable__'
    NEW_ALLOWED = '__new_allowed__'

    def __init__(self, init_dict=None, key_list=None, new_allowed=False):
        made = {}
        for key, value in (init_dict or {}).items():
            made[key] = CfgNode(value) if type(value) is dict else value
        super().__init__(made)
        self.__dict__[CfgNode.IMMUTABLE] = False
        self.__dict__[CfgNode.NEW_ALLOWED] = new_allowed

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(name)

    def __setattr__(self, name, value):
        if self.is_frozen():
            raise AttributeError('Attempted to set {} to {}, but CfgNode is immutable'.format(name, value))
        self[name] = value

    def __repr__(self):
        return '{}({})'.format(type(self).__name__, super().__repr__())

    def _freeze(self, frozen):
        self.__dict__[CfgNode.IMMUTABLE] = frozen
        for value in self.values():
            if isinstance(value, CfgNode):
                value._freeze(frozen)

    def freeze(self):
        self._freeze(True)

    def defrost(self):
        self._freeze(False)

    def is_frozen(self):
        return self.__dict__.get(CfgNode.IMMUTABLE, False)

    def set_new_allowed(self, is_new_allowed):
        self.__dict__[CfgNode.NEW_ALLOWED] = is_new_allowed
        for value in self.values():
            if isinstance(value, CfgNode):
                value.set_new_allowed(is_new_allowed)

    def is_new_allowed(self):
        return self.__dict__.get(CfgNode.NEW_ALLOWED, False)

    def clone(self):
        return copy.deepcopy(self)

    def __deepcopy__(self, memo):
        made = type(self)()
        for key, value in self.items():
            dict.__setitem__(made, key, copy.deepcopy(value, memo))
        made.__dict__.update(self.__dict__)
        return made

    @classmethod
    def load_cfg(cls, source):
        import yaml
        return cls(yaml.safe_load(source))

    def merge_from_file(self, cfg_filename):
        with open(cfg_filename) as source:
            self.merge_from_other_cfg(self.load_cfg(source))

    def merge_from_other_cfg(self, cfg_other):
        _merge(cfg_other, self, [])

    def merge_from_list(self, cfg_list):
        assert len(cfg_list) % 2 == 0
        for full_key, value in zip(cfg_list[0::2], cfg_list[1::2]):
            node = self
            *path, last = full_key.split('.')
            for key in path:
                assert key in node, 'Non-existent key: {}'.format(full_key)
                node = node[key]
            assert last in node, 'Non-existent key: {}'.format(full_key)
            node[last] = _coerced(_decoded(value), node[last])

    def dump(self, **kwargs):
        return _external('the text of a configuration is not written')

    def register_deprecated_key(self, key):
        pass

    def register_renamed_key(self, old_name, new_name, message=None):
        pass


def _decoded(value):
    if isinstance(value, dict) and not isinstance(value, CfgNode):
        return CfgNode(value)
    if not isinstance(value, str):
        return value
    try:
        return literal_eval(value)
    except (ValueError, SyntaxError):
        return value


def _coerced(new, old):
    if isinstance(old, tuple) and isinstance(new, list):
        return tuple(new)
    if isinstance(old, list) and isinstance(new, tuple):
        return list(new)
    if isinstance(old, float) and type(new) is int:
        return float(new)
    return new


def _merge(source, target, path):
    for key, value in source.items():
        value = _decoded(value)
        if key not in target and not target.is_new_allowed():
            raise KeyError('Non-existent config key: {}'.format('.'.join(path + [str(key)])))
        if key in target and isinstance(value, CfgNode) and isinstance(target[key], CfgNode):
            _merge(value, target[key], path + [str(key)])
        else:
            target[key] = _coerced(copy.deepcopy(value), target.get(key))


def load_cfg(source):
    return CfgNode.load_cfg(source)


def get_cfg():
    return _unmodelled('the default configuration of detectron2')
`;

/** EasyDict, addict and munch: nested dictionaries become nodes when they are put in. */
const ATTRIBUTES = `
class EasyDict(dict):
    _missing = False

    def __init__(self, d=None, *more, **kwargs):
        super().__init__()
        self.update(d, **kwargs)

    def update(self, e=None, **f):
        for key, value in dict(e or {}, **f).items():
            self[key] = value

    def _node(self, value):
        if _is_unknown(value):
            return value
        if isinstance(value, dict):
            return value if isinstance(value, EasyDict) else type(self)(value)
        if isinstance(value, (list, tuple)):
            return type(value)(self._node(item) for item in value)
        return value

    def __setitem__(self, key, value):
        super().__setitem__(key, self._node(value))

    def __setattr__(self, name, value):
        self[name] = value

    def __getattr__(self, name):
        if name in self:
            return self[name]
        if self._missing and not name.startswith('__'):
            self[name] = type(self)()
            return self[name]
        raise AttributeError("'{}' object has no attribute '{}'".format(type(self).__name__, name))

    def __delattr__(self, name):
        if name not in self:
            raise AttributeError(name)
        del self[name]

    def copy(self):
        return type(self)(self)

    def to_dict(self):
        return {key: value.to_dict() if isinstance(value, EasyDict) else value for key, value in self.items()}

    toDict = to_dict


class Dict(EasyDict):
    _missing = True


class Munch(EasyDict):
    pass


class Config(EasyDict):
    pass


def munchify(x):
    return Munch(x) if isinstance(x, dict) else x
`;

const ML_COLLECTIONS = `
import copy


class ConfigDict:
    def __init__(self, initial_dictionary=None, type_safe=True, convert_dict=True):
        object.__setattr__(self, '_fields', {})
        object.__setattr__(self, '_locked', False)
        for key, value in (initial_dictionary or {}).items():
            self[key] = value

    def __getattr__(self, name):
        fields = self.__dict__.get('_fields', {})
        if name in fields:
            return fields[name]
        raise AttributeError('"\\'{}\\' object has no attribute \\'{}\\'"'.format(type(self).__name__, name))

    def __setattr__(self, name, value):
        self[name] = value

    def __getitem__(self, key):
        return self._fields[key]

    def __setitem__(self, key, value):
        if self._locked and key not in self._fields:
            raise AttributeError('Key "{}" does not exist and cannot be added since the config is locked.'.format(key))
        self._fields[key] = type(self)(value) if type(value) is dict else value

    def __delitem__(self, key):
        del self._fields[key]

    def __contains__(self, key):
        return key in self._fields

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._fields)

    def keys(self):
        return sorted(self._fields)

    def values(self):
        return [self._fields[key] for key in self.keys()]

    def items(self):
        return [(key, self._fields[key]) for key in self.keys()]

    def get(self, key, default=None):
        return self._fields.get(key, default)

    def update(self, *others, **kwargs):
        for other in (*others, kwargs):
            for key, value in other.items():
                if key in self and isinstance(self[key], ConfigDict) and isinstance(value, (dict, ConfigDict)):
                    self[key].update(value)
                else:
                    self[key] = value

    def lock(self):
        object.__setattr__(self, '_locked', True)
        return self

    def unlock(self):
        object.__setattr__(self, '_locked', False)
        return self

    def unlocked(self):
        return self

    def __enter__(self):
        return self.unlock()

    def __exit__(self, *error):
        return False

    def to_dict(self):
        return {key: value.to_dict() if isinstance(value, ConfigDict) else value for key, value in self.items()}

    def copy_and_resolve_references(self):
        return copy.deepcopy(self)


class FrozenConfigDict(ConfigDict):
    pass


class FieldReference:
    def __init__(self, default, field_type=None, op=None, required=False):
        self._value = default

    def get(self):
        return self._value


def placeholder(field_type, required=False):
    return None
`;

/** fvcore's registry of classes and functions by name. */
const REGISTRY = `
class Registry:
    def __init__(self, name):
        self._name = name
        self._obj_map = {}

    def _do_register(self, name, obj):
        assert name not in self._obj_map, "An object named '{}' was already registered in '{}' registry!".format(name, self._name)
        self._obj_map[name] = obj

    def register(self, obj=None):
        if obj is None:
            def decorate(func_or_class):
                self._do_register(func_or_class.__name__, func_or_class)
                return func_or_class
            return decorate
        self._do_register(obj.__name__, obj)

    def get(self, name):
        if name not in self._obj_map:
            raise KeyError("No object named '{}' found in '{}' registry!".format(name, self._name))
        return self._obj_map[name]

    def __contains__(self, name):
        return name in self._obj_map

    def __iter__(self):
        return iter(self._obj_map.items())
`;

const text = (module: string, python: string): PythonText => ({ module, paths: [module], python });
const yacs = text('yacs.config', YACS);
const attributes = text('easydict', ATTRIBUTES);
/** A dictionary whose keys are attributes, and missing ones errors. */
export const configDict = (m: Machine): Value => runPython(m, attributes).get('EasyDict') ?? NONE;
const collections = text('ml_collections', ML_COLLECTIONS);

export const CONFIGURATIONS: readonly (readonly [string, NativeModule])[] = [
  textModule('yacs', null, ['config']), textModule('yacs.config', yacs),
  textModule('fvcore', null, ['common', 'nn']), textModule('fvcore.common', null, ['config', 'registry', 'file_io']),
  textModule('fvcore.common.config', yacs), textModule('fvcore.common.registry', text('fvcore.common.registry', REGISTRY)),
  textModule('easydict', attributes), textModule('addict', attributes), textModule('munch', attributes),
  textModule('ml_collections', collections, ['config_dict']), textModule('ml_collections.config_dict', collections),
  textModule('omegaconf', text('omegaconf', OMEGACONF), ['dictconfig', 'listconfig']),
  ...['dictconfig', 'listconfig'].map((name) => textModule(`omegaconf.${name}`, text('omegaconf', OMEGACONF))),
];
