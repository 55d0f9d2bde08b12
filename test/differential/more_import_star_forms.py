import collections as col, os.path as p, functools as ft
from math import (sqrt, pi as PI,
                  floor)
from collections import OrderedDict as OD, namedtuple as nt
import xml.etree.ElementTree as ET, urllib.request, concurrent.futures, multiprocessing as mp
import threading, queue, socket, subprocess, tempfile, shutil, glob, hashlib, uuid, pickle, csv, struct, gzip, zipfile, tarfile, traceback, platform, getpass, signal, datetime, base64, pprint, ast, pkgutil, atexit, gc, ctypes, unittest, doctest, asyncio, locale, decimal, secrets, heapq, bisect, io
print(sqrt(16), PI > 3, floor(2.5), OD(a=1), nt('N', 'a')(1), col.Counter('aa'), p.join('x', 'y'), ft.reduce(max, [1, 3]))
def lazy():
    import json as j
    from itertools import chain
    return j.dumps([*chain([1], [2])])
print(lazy(), 'j' in globals())
try: raise queue.Empty
except queue.Empty as e: print(type(e).__name__, isinstance(e, Exception))
try: raise subprocess.CalledProcessError(1, 'c')
except subprocess.CalledProcessError as e: print(type(e).__name__)
class Th(threading.Thread):
    def __init__(self): super().__init__(); self.x = 5
    def run(self): return self.x
print(Th().run(), issubclass(socket.timeout, OSError), issubclass(pickle.PickleError, Exception))
class DS:
    def __init__(self): self.lock = threading.Lock(); self.pool = None
    def __len__(self): return 3
print(len(DS())); gc.collect(); atexit.register(print, 'bye') if False else None
if False: import not_a_module_at_all
try: import not_a_module_at_all as nm
except ImportError: nm = None
print(nm, unittest.TestCase.__name__, callable(pprint.pprint), isinstance(heapq.heappop, object), __import__('math').sqrt(4))
