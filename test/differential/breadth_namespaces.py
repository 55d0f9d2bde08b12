# Globals and friends.
x = 1
print('x' in globals(), globals()['x'])
globals()['dyn'] = 5
print(dyn)
def f(a):
    b = 2
    return sorted(locals()), 'x' in locals()
print(f(1))
class A: 
    c = 3
    def __init__(self): self.i = 1
a = A()
setattr(a, 'q', 9)
print(vars(a), getattr(a, 'q'), getattr(a, 'zz', 'default'), hasattr(a, 'c'))
print(sorted(k for k in vars(A) if not k.startswith('__')))
delattr(a, 'q')
print(hasattr(a, 'q'), [d for d in dir(a) if not d.startswith('__')])
print(eval('1 + 2 * 3'), eval('x + y', {'x': 1, 'y': 2}), eval('[i for i in range(3)]'), eval('a.i'))
print(eval("{'k': (1, 2)}"), eval('f')(1))
exec('z = x + 1\ndef g(): return z * 2')
print(z, g())
ns = {}
exec('import math\nv = math.pi\nclass Q: pass', ns)
print(sorted(k for k in ns if k != '__builtins__'), ns['v'])
exec('for i in range(2): print("exec", i)')
if __name__ == '__main__': print('main')
import sys, importlib
print(sys.modules['__main__'].__name__, importlib.import_module('math').sqrt(4), 'math' in sys.modules)
print(sys.version_info >= (3, 8), sys.version_info[0], sys.version_info.major, sys.maxsize, sys.byteorder)
print(isinstance(sys.path, list), sys.platform in ('linux', 'darwin', 'win32'), sys.getrecursionlimit() > 100)
print(isinstance(sys.argv, list))
m = sys.modules[__name__]
print(m.x, hasattr(m, 'nope'), getattr(m, 'f') is f)
setattr(m, 'newattr', 3)
print(newattr)
def outer():
    n = 0
    def inc():
        nonlocal n; n += 1; return n
    return inc
i = outer()
i()
print(i(), i.__closure__[0].cell_contents, i.__code__.co_freevars)
def gl():
    global newg; newg = 7
gl()
print(newg)
del newg
try: newg
except NameError as e: print(e)
print([k for k in list(locals()) if k in ('x', 'a', 'f')], dir() != [], callable(globals))
print(type(globals()).__name__)
print({name: globals()[name] for name in ['x', 'z']}, id(a) == id(a), (lambda: __name__)())
from math import pi as PI, sqrt
import math as mth, os.path
print(PI, mth.sqrt is sqrt, os.path.join('a', 'b'))
try: from math import nope
except ImportError as e: print(type(e).__name__, e.name)
try: import nope.sub
except ModuleNotFoundError as e: print(e, e.name)
try: importlib.import_module('nope')
except ImportError as e: print(type(e).__name__)
