import io
import re
from collections import OrderedDict

import yaml


class Include(type):
    def __new__(mcs, name, bases, attrs):
        cls = super().__new__(mcs, name, bases, attrs)
        cls.add_constructor('!twice', cls.construct_twice)
        return cls


class Loader(yaml.Loader, metaclass=Include):
    def __init__(self, stream):
        self.root = getattr(stream, 'name', 'nowhere')
        super().__init__(stream)

    def construct_twice(self, node):
        return [self.construct_scalar(node), self.root]


print(yaml.load('a: !twice x\nb: 1', Loader))

floats = yaml.SafeLoader
floats.add_implicit_resolver(
    'tag:yaml.org,2002:float',
    re.compile(r'^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+$'), list('-+0123456789'))
print(yaml.load('lr: 1e-3\nname: e-3\nq: "1e-3"\nn: 12', Loader=floats), yaml.safe_load('1e-3'), yaml.full_load('1e-3'))


def ordered():
    class Ordered(yaml.FullLoader):
        pass

    def construct(loader, node):
        loader.flatten_mapping(node)
        return OrderedDict(loader.construct_pairs(node))

    Ordered.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, construct)
    return Ordered


made = yaml.load('b: 1\na: {d: [1, {e: 2}], c: ~}', Loader=ordered())
print(type(made).__name__, list(made), type(made['a']).__name__, made['a']['d'][1]['e'], made['a']['c'])
print(type(yaml.load('a: 1', Loader=yaml.FullLoader)).__name__)


def joined(loader, node):
    return ''.join(str(item) for item in loader.construct_sequence(node))


def point(loader, node):
    return tuple(sorted(loader.construct_mapping(node).items()))


def filled(loader, node):
    made = {}
    yield made
    made.update(loader.construct_mapping(node))


yaml.add_constructor('!join', joined)
yaml.add_constructor('!point', point, Loader=yaml.SafeLoader)
yaml.SafeLoader.add_constructor('!fill', filled)
print(yaml.load('[!join [a, b, 1], 2]', Loader=yaml.FullLoader), yaml.load(io.StringIO('!join [x, y]'), Loader=yaml.Loader))
print(yaml.safe_load('p: !point {y: 2, x: 1e2}\nf: !fill {z: 3}'))
try:
    yaml.safe_load('a: [1')
except yaml.YAMLError:
    print('broken')
print(hasattr(yaml, 'FullLoader'), yaml.SafeLoader.DEFAULT_MAPPING_TAG)
