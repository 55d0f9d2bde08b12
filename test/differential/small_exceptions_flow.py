def safe(f, *a, default=None, exc=Exception):
    try: return f(*a)
    except exc as e: return default if default is not None else f'{type(e).__name__}: {e}'
print(safe(int, '5'), safe(int, 'x'), safe(lambda: 1 / 0), safe(lambda d: d['k'], {}), safe(int, 'q', default=-1))
try: safe(lambda: {}['k'], exc=ValueError)
except KeyError as e: print('escaped', e)
def nested():
    out = []
    for i in range(4):
        try:
            try:
                if i == 0: raise ValueError(i)
                if i == 1: raise TypeError(i)
                if i == 2: continue
                out.append('ok')
            except ValueError: out.append('V'); raise KeyError('from V')
            finally: out.append(f'f{i}')
        except (TypeError, KeyError) as e: out.append(type(e).__name__)
        else: out.append('else')
    return out
print(nested())
def ret_in_loop():
    for i in range(3):
        try: return i
        finally: print('finally', i)
print(ret_in_loop())
def override():
    try: raise ValueError('lost')
    finally: return 'returned'
print(override())
def while_break():
    n = 0
    while True:
        n += 1
        try:
            if n == 2: continue
            if n == 4: break
        finally: print('n', n)
    return n
print(while_break())
class Ctx:
    def __enter__(self): return self
    def __exit__(self, t, v, tb): print('exit', t and t.__name__); return t is ValueError
def with_ret():
    with Ctx(): return 'in with'
print(with_ret())
with Ctx(): raise ValueError
try:
    with Ctx(): raise KeyError('k')
except KeyError: print('through')
e = None
try: raise ValueError('kept')
except ValueError as err: e = err
print(repr(e), e.args); print(isinstance(e, ValueError), str(e))
try: err
except NameError as x: print(x)
