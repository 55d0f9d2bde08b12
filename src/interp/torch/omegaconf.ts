// OmegaConf's containers and functions, where its source is not found: nested configurations with attributes for keys and
// plain `${a.b}` references.
export const OMEGACONF = `

class Container:
    pass


class DictConfig(dict, Container):
    def __init__(self, content=None, parent=None, **kwargs):
        super().__init__()
        self.__dict__['_parent'] = parent
        for key, value in (content or {}).items():
            dict.__setitem__(self, key, _node(value, self))

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        if name not in self.keys():
            raise AttributeError("Missing key {}".format(name))
        return self[name]

    def __setattr__(self, name, value):
        self[name] = value

    def __setitem__(self, key, value):
        dict.__setitem__(self, key, _node(value, self))

    def __getitem__(self, key):
        return _resolved(dict.__getitem__(self, key), self)

    def get(self, key, default_value=None):
        return self[key] if key in self.keys() else default_value

    def values(self):
        return [self[key] for key in self.keys()]

    def items(self):
        return [(key, self[key]) for key in self.keys()]

    def pop(self, key, *default):
        value = self.get(key, *default)
        dict.pop(self, key, *default)
        return value


class ListConfig(list, Container):
    def __init__(self, content=(), parent=None):
        self._parent = parent
        super().__init__(_node(value, self) for value in content)

    def __getitem__(self, index):
        return _resolved(list.__getitem__(self, index), self)

    def __iter__(self):
        return iter([self[i] for i in range(len(self))])


def _node(value, parent):
    if isinstance(value, dict):
        return DictConfig(value, parent)
    if isinstance(value, (list, tuple)):
        return ListConfig(value, parent)
    return value


def _resolved(value, node):
    if not isinstance(value, str) or '\${' not in value:
        return value
    inner = value[2:-1]
    if not (value.startswith('\${') and value.endswith('}')) or any(c in inner for c in '\${:'):
        return _unmodelled('this interpolation of omegaconf')
    base = node
    if inner.startswith('.'):
        inner = inner[1:]
        while inner.startswith('.'):
            base, inner = base._parent, inner[1:]
    else:
        while base._parent is not None:
            base = base._parent
    for key in inner.split('.'):
        base = base[int(key) if isinstance(base, list) else key]
    return base


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in dict.items(value)}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _all_resolved(value):
    if isinstance(value, dict):
        return {key: _all_resolved(item) for key, item in value.items()}
    return [_all_resolved(item) for item in value] if isinstance(value, list) else value


class OmegaConf:
    @staticmethod
    def create(obj=None, **kwargs):
        if isinstance(obj, str):
            import yaml
            obj = yaml.safe_load(obj)
        return _node({} if obj is None else obj, None)

    @staticmethod
    def load(file_):
        import yaml
        if isinstance(file_, str) or hasattr(file_, '__fspath__'):
            with open(file_) as source:
                return _node(yaml.safe_load(source), None)
        return _node(yaml.safe_load(file_), None)

    @staticmethod
    def structured(obj, **kwargs):
        import dataclasses
        made = obj() if isinstance(obj, type) else obj
        return _node(dataclasses.asdict(made), None)

    @staticmethod
    def merge(*configs):
        made = DictConfig({})
        for config in configs:
            _into(made, config)
        return made

    @staticmethod
    def from_cli(args_list=None):
        return _external('the command line is known only at run time')

    from_dotlist = from_cli

    @staticmethod
    def to_container(cfg, resolve=False, **kwargs):
        return _plain(_all_resolved(cfg) if resolve else cfg)

    to_object = to_container

    @staticmethod
    def set_struct(conf, value):
        pass

    set_readonly = set_struct

    @staticmethod
    def register_new_resolver(name, resolver, **kwargs):
        pass

    @staticmethod
    def is_config(obj):
        return isinstance(obj, Container)

    @staticmethod
    def is_dict(obj):
        return isinstance(obj, DictConfig)

    @staticmethod
    def is_list(obj):
        return isinstance(obj, ListConfig)

    @staticmethod
    def to_yaml(cfg, **kwargs):
        return _external('the text of a configuration is not written')

    @staticmethod
    def resolve(cfg):
        pass

    @staticmethod
    def select(cfg, key, default=None):
        for part in key.split('.'):
            if part not in cfg:
                return default
            cfg = cfg[part]
        return cfg

    @staticmethod
    def update(cfg, key, value, **kwargs):
        *path, last = key.split('.')
        for part in path:
            cfg = cfg[part]
        cfg[last] = value


def _into(target, source):
    for key, value in dict.items(source):
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _into(target[key], value)
        else:
            target[key] = _plain(value)


MISSING = '???'


class open_dict:
    def __init__(self, config):
        self.config = config

    def __enter__(self):
        return self.config

    def __exit__(self, *error):
        return False


read_write = open_dict
`;
