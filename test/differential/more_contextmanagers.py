from contextlib import contextmanager, ExitStack, suppress
state = {'grad': True, 'stack': []}
@contextmanager
def no_grad():
    prev = state['grad']; state['grad'] = False
    try: yield prev
    finally: state['grad'] = prev
class Timer:
    def __enter__(self): state['stack'].append('in'); return self
    def __exit__(self, *a): state['stack'].append('out'); self.ok = a[0] is None
with no_grad() as p, Timer() as t: print(p, state['grad'], state['stack'])
print(state, t.ok)
try:
    with no_grad(): raise RuntimeError('x')
except RuntimeError: print(state['grad'])
@no_grad()
def evaluate(x): return state['grad'], x
print(evaluate(1), state['grad'])
def nested(n):
    with ExitStack() as s:
        for i in range(n): s.callback(state['stack'].append, i)
        return len(state['stack'])
print(nested(3), state['stack'][-3:])
@contextmanager
def temp(obj, **kw):
    old = {k: getattr(obj, k) for k in kw}
    for k, v in kw.items(): setattr(obj, k, v)
    yield obj
    for k, v in old.items(): setattr(obj, k, v)
class O: a = 1; b = 2
with temp(O, a=10, b=20) as o: print(O.a, o.b)
print(O.a, O.b)
with suppress(AttributeError): O.missing; print('no')
class Re:
    depth = 0
    def __enter__(self): Re.depth += 1; return Re.depth
    def __exit__(self, *a): Re.depth -= 1
r = Re()
with r as a, r as b:
    with r as c: print(a, b, c)
print(Re.depth)
@contextmanager
def catcher(*types):
    box = []
    try: yield box
    except types as e: box.append(str(e))
with catcher(ValueError, KeyError) as box: raise KeyError('kk')
print(box)
def gen():
    with no_grad(): yield state['grad']; yield state['grad']
g = gen(); print(next(g), state['grad']); g.close(); print(state['grad'])
