# Context managers.
from contextlib import contextmanager, ExitStack, suppress, nullcontext, closing
from contextlib import redirect_stdout, ContextDecorator, AbstractContextManager
import io
@contextmanager
def tag(n):
    print('<%s>' % n)
    try: yield n.upper()
    except ValueError as e: print('swallowed', e)
    finally: print('</%s>' % n)
with tag('a') as A, tag('b') as B: print(A, B)
with tag('c'): raise ValueError('boom')
try:
    with tag('d'): raise KeyError('k')
except KeyError as e: print('key', e)
with ExitStack() as st:
    names = [st.enter_context(tag(x)) for x in 'xy']
    st.callback(print, 'callback', 1, sep=':')
    st.push(lambda *exc: print('exit', exc[0]) )
    print(names)
with suppress(KeyError, IndexError): {}['a']; print('never')
with nullcontext(5) as n: print(n)
class CM:
    def __enter__(self): print('enter'); return self
    def __exit__(self, t, v, tb): print('exit', t.__name__ if t else None, v); return t is ZeroDivisionError
    def close(self): print('close')
with CM() as c: 1 / 0
with (CM() as a, CM() as b): print(a is not b)
with closing(CM()): pass
buf = io.StringIO()
class Deco(ContextDecorator):
    def __enter__(self): print('in'); return self
    def __exit__(self, *a): print('out'); return False
@Deco()
def fn(x): print('fn', x); return x
print(fn(3))
@tag('z')
def fz(): print('fz')
fz()
try:
    with 3: pass
except TypeError as e: print(e)
def f():
    with CM(): return 'ret'
print(f())
for i in range(3):
    with CM():
        if i == 1: break
        continue
st = ExitStack()
st.callback(print, 'later')
st2 = st.pop_all()
st.close()
print('between')
st2.close()
@contextmanager
def noyield():
    if False: yield
try:
    with noyield(): pass
except RuntimeError as e: print(e)
