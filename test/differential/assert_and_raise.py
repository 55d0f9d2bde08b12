def check(shape, dims):
    assert len(shape) == dims, f'expected {dims}D, got {len(shape)}D'
    assert all(s > 0 for s in shape), ('bad', shape)
    return True
for s, d in [((1, 2), 2), ((1,), 2), ((0,), 1)]:
    try: print(check(s, d))
    except AssertionError as e: print(repr(e), e)
try: assert 1 > 2
except AssertionError as e: print(repr(e), str(e) == '')
class ShapeError(ValueError):
    def __init__(self, want, got): self.want, self.got = want, got; super().__init__(f'want {want}, got {got}')
class Wrapped(Exception):
    pass
def inner(): raise ShapeError((1, 2), (3,))
def outer():
    try: inner()
    except ValueError as e: raise Wrapped('outer failed') from e
try: outer()
except Wrapped as e: print(e, '|', e.__cause__, '|', type(e.__cause__).__name__, e.__cause__.want)
def retry(n):
    for i in range(n):
        try:
            if i < 2: raise RuntimeError(f'attempt {i}')
            return f'ok at {i}'
        except RuntimeError as e: last = e; print('retry', e)
    raise last
print(retry(3))
try: retry(2)
except RuntimeError as e: print('gave up', e)
def multi(x):
    try: return {'a': [1, 2]}[x][5]
    except KeyError as e: return f'KeyError {e}'
    except IndexError as e: return f'IndexError {e}'
print(multi('a'), multi('b'))
def cleanup(log):
    try:
        log.append('try'); raise ValueError('x')
    except ValueError: log.append('except'); return 'ret'
    else: log.append('else')
    finally: log.append('finally')
l = []; print(cleanup(l), l)
def order():
    try:
        try: raise KeyError(1)
        finally: print('f1')
    except KeyError: print('k'); 
    finally: print('f2')
order()
for exc in [ValueError('a', 'b'), KeyError('k'), KeyError(), Exception(), Exception(None), Exception(('t',)), OSError(1, 'm'), StopIteration(5), NotImplementedError(), TypeError('x'), UnicodeError('u'), ArithmeticError(), ImportError('im', name='n')]: print(repr(exc), '|', str(exc), '|', exc.args)
try: raise ValueError('v') from None
except ValueError as e: print(e.__cause__, e.__suppress_context__)
try: raise KeyError('missing key') from ValueError('cause')
except KeyError as e: print(e, repr(e.__cause__))
def gen_raise():
    yield 1
    raise LookupError('from gen')
try: print(list(gen_raise()))
except LookupError as e: print(e)
try: raise 5
except TypeError as e: print(e)
