from contextlib import *
import contextlib
log = []
@contextmanager
def tag(n):
    log.append(f'<{n}>')
    try: yield n
    except Exception as e: log.append(f'err {e}'); raise
    else: log.append('ok')
    finally: log.append(f'</{n}>')
with tag('a') as a, tag('b') as b: log.append(a + b)
print(log); log.clear()
try:
    with tag('x'): raise ValueError('v')
except ValueError: print(log)
def use():
    with tag('r') as r: return r
log.clear(); print(use(), log)
with ExitStack() as s:
    fs = [s.enter_context(tag(i)) for i in range(3)]; print(fs)
print(log[-3:])
with suppress(ZeroDivisionError): 1 / 0; print('not reached')
print('after')
@contextmanager
def swallow():
    try: yield
    except KeyError: pass
with swallow(): raise KeyError('gone')
with swallow() as v: print(v)
try:
    with swallow(): raise TypeError('stays')
except TypeError as e: print(e)
class MyCM(AbstractContextManager):
    def __exit__(self, *a): print('exit', a[0]); return None
with MyCM() as m: print(type(m).__name__)
with ExitStack() as st:
    st.callback(print, 'cb1', sep=''); st.push(lambda t, v, tb: True); raise ValueError('suppressed by push')
print('survived')
st = ExitStack(); st.callback(print, 'closed late'); st.close()
@contextmanager
def twice(): yield 1; yield 2
try:
    with twice(): pass
except RuntimeError as e: print(e)
with nullcontext(): print('null'); 
cm = tag('once')
with cm: pass
try:
    with cm: pass
except RuntimeError as e: print(type(e).__name__)
except AttributeError as e: print(type(e).__name__)
def maybe(flag): return tag('on') if flag else nullcontext('off')
for f in (True, False):
    with maybe(f) as v: print(v)
class Res:
    def __init__(self): self.n = 0
    @contextmanager
    def scope(self):
        old, self.n = self.n, self.n + 1
        try: yield self
        finally: self.n = old
r = Res()
with r.scope() as a:
    with r.scope(): print(r.n)
    print(r.n)
print(r.n, isinstance(m, AbstractContextManager))
