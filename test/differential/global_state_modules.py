import math, collections, functools, itertools, random, copy, warnings, sys, os, re, logging, types, typing, abc, enum, dataclasses, operator, inspect, contextlib, json, time, string, numbers
import collections.abc as cabc
import os.path as osp
from math import *
from typing import *
print(floor(2.7), pi > 3, isinstance([], cabc.Sequence), osp.join('a', 'b'), math.__name__, type(math).__name__, 'sqrt' in dir(math), hasattr(math, 'nope'), math is sys.modules['math'])
try: math.nope
except AttributeError as e: print(e)
try: from os import nothing_here
except ImportError as e: print(type(e).__name__)
import importlib; m = importlib.import_module('collections'); print(m is collections, importlib.import_module('os.path') is osp)
__all__ = ['x']; x = 1; __version__ = '1.0'; print(__name__, __version__, __all__)
if __name__ == '__main__': print('main guard')
_cache = {}
def memo(k): return _cache.setdefault(k, len(_cache))
print([memo(c) for c in 'abca'], globals()['_cache'])
CONST = (1, 2); LIST = [CONST]; LIST[0] = (3,); print(CONST, LIST)
math_sqrt = math.sqrt; print(math_sqrt(4), [f(4) for f in (math.sqrt, math.log2)], {'sqrt': math.sqrt}['sqrt'](9))
try:
    import nonexistent_lib_a
    HAS = True
except ImportError: HAS = False; nonexistent_lib_a = None
print(HAS, nonexistent_lib_a); print(typing.TYPE_CHECKING, callable(typing.cast), functools.partial(max, 5)(3))
try:
    from nonexistent_lib_b import thing
except (ImportError, ModuleNotFoundError) as e: thing = None; print(e, e.name)
