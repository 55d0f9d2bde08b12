def f(x):
    try:
        print('try', x)
        if x == 0: raise ValueError('zero')
        if x == 1: return 'returned'
        if x == 2: raise KeyError('k')
        if x == 3: 1 / 0
    except ValueError as e: print('except', e, e.args); return 'handled'
    except (KeyError, IndexError) as e: print('multi', repr(e), str(e))
    else: print('else')
    finally: print('finally', x)
    return 'end'
for i in [0, 1, 2, 4]: print(f(i))
try: f(3)
except ZeroDivisionError as e: print('outer', e)
def fin():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
            print('body', i)
        finally: print('fin', i)
    try: return 'try'
    finally: return 'finally wins'
print(fin())
class MyErr(Exception):
    def __init__(self, code, msg='m'): super().__init__(code, msg); self.code = code
    def __str__(self): return f'MyErr {self.code}'
try: raise MyErr(5)
except MyErr as e: print(e, repr(e), e.args, e.code, isinstance(e, Exception))
try:
    try: 1 / 0
    except ZeroDivisionError as e: raise RuntimeError('wrapped') from e
except RuntimeError as e: print(e, repr(e.__cause__), e.__context__ is e.__cause__, e.__suppress_context__)
try:
    try: {}['x']
    except KeyError: raise ValueError('during')
except ValueError as e: print(e, type(e.__context__).__name__, e.__cause__)
try:
    try: raise TypeError('first')
    except TypeError: raise
except TypeError as e: print('reraised', e)
try: raise ValueError
except ValueError as e: print(repr(e), str(e) == '', e.args)
e = ValueError('a', 1); print(e, repr(e), e.args, KeyError('k'), IndexError(), [ValueError(1)])
def g():
    try: raise ValueError('inner')
    except ValueError as e: pass
    try: e
    except UnboundLocalError as x: print(x)
g()
for f in [lambda: (_ for _ in ()).throw(ValueError('t')), lambda: next(iter([])), lambda: assert_it(), lambda: exec_raise(5), lambda: exec_raise(int), lambda: exec_raise(ValueError)]:
    def assert_it(): assert 1 == 2, 'assert msg'
    def exec_raise(x): raise x
    try: f()
    except BaseException as e: print(type(e).__name__, e)
try: assert False
except AssertionError as e: print(repr(e))
try: assert [], {'detail': 1}
except AssertionError as e: print(e, e.args)
print(issubclass(KeyError, LookupError), issubclass(FileNotFoundError, OSError), IOError is OSError, issubclass(StopIteration, Exception), issubclass(KeyboardInterrupt, Exception), ModuleNotFoundError.__mro__[1].__name__)
try:
    try: raise ValueError('a')
    finally: print('cleanup runs')
except ValueError as e: print('got', e)
err = None
try: raise OSError(2, 'No such file')
except OSError as e: print(e, e.errno, e.strerror, e.args)
def nest():
    try:
        try: raise KeyError('deep')
        except ValueError: print('wrong')
        finally: print('inner finally')
    except LookupError as e: print('lookup', e); return 1
    else: print('no')
    finally: print('outer finally')
print(nest())
try: raise Exception('x').with_traceback(None) from None
except Exception as e: print(e, e.__cause__, e.__suppress_context__)
e = Exception('note'); e.add_note('n1'); print(e.__notes__)
try: raise ExceptionGroup('eg', [ValueError(1), TypeError(2)])
except ExceptionGroup as g: print(g, g.exceptions, g.message)
while True:
    try: break
    finally: print('broke')
