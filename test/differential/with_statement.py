class CM:
    def __init__(self, n, swallow=False): self.n, self.swallow = n, swallow
    def __enter__(self): print('enter', self.n); return self
    def __exit__(self, t, v, tb): print('exit', self.n, t.__name__ if t else None, v); return self.swallow
with CM(1) as c: print('body', c.n)
with CM(1) as a, CM(2) as b: print('both', a.n, b.n)
with (CM(3) as a, CM(4)): print('paren')
with CM(5, True): raise ValueError('swallowed')
try:
    with CM(6): raise KeyError('passes')
except KeyError as e: print('outer', e)
def f():
    with CM(7): return 'ret'
print(f())
for i in range(2):
    with CM(i):
        if i == 0: continue
        break
class Bad:
    def __enter__(self): raise RuntimeError('enter fails')
    def __exit__(self, *a): print('not called')
try:
    with CM(8), Bad(): print('never')
except RuntimeError as e: print(e)
class ExitRaises(CM):
    def __exit__(self, *a): raise TypeError('from exit')
try:
    with ExitRaises(9): raise ValueError('lost')
except TypeError as e: print(e, repr(e.__context__))
class No: pass
for cm in [No(), 5]:
    try:
        with cm: pass
    except (TypeError, AttributeError) as e: print(type(e).__name__, e)
with CM(10) as CM.attr: print(CM.attr.n)
from contextlib import contextmanager, suppress, nullcontext, ExitStack, closing, ContextDecorator
@contextmanager
def cm(x):
    print('setup', x)
    try: yield x * 2
    except ValueError as e: print('handled', e)
    finally: print('teardown', x)
with cm(3) as v: print(v)
with cm(4): raise ValueError('in body')
try:
    with cm(5): raise KeyError('unhandled')
except KeyError as e: print('KeyError', e)
with suppress(KeyError, IndexError): [][1]
with nullcontext('val') as v: print(v)
with ExitStack() as st:
    st.enter_context(CM('s1')); st.enter_context(CM('s2')); st.callback(print, 'callback'); print('in stack')
@cm('deco')
def decorated(): print('running'); return 'r'
print(decorated())
class Deco(ContextDecorator):
    def __enter__(self): print('in'); return self
    def __exit__(self, *a): print('out')
@Deco()
def df(x): return x + 1
print(df(1))
class Cl:
    def close(self): print('closed')
with closing(Cl()) as c: print(type(c).__name__)
@contextmanager
def bad(): 
    if False: yield
try:
    with bad(): pass
except RuntimeError as e: print(e)
