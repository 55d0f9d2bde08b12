# Exceptions.
try:
    try: 1 / 0
    except ZeroDivisionError as e: raise ValueError('outer') from e
except ValueError as e: print(e, repr(e.__cause__), e.__suppress_context__)
try:
    try: {}['k']
    except KeyError: raise RuntimeError('ctx')
except RuntimeError as e: print(repr(e.__context__), e.__cause__)
try:
    try: int('x')
    except ValueError as e: raise TypeError('none') from None
except TypeError as e: print(e.__suppress_context__, e.__context__)
class My(Exception):
    def __init__(self, code, msg='m'): super().__init__(f'{code}: {msg}'); self.code = code
try: raise My(5)
except My as e: print(e, e.code, e.args, repr(e), isinstance(e, Exception))
class E2(My): pass
for ex in (E2(1), ValueError, KeyError('k'), StopIteration(3), OSError(2, 'no such')):
    try: raise ex
    except (E2, ValueError) as e: print('A', type(e).__name__)
    except LookupError as e: print('B', e, e.args)
    except Exception as e: print('C', e, e.args)
    else: print('else')
    finally: print('F')
def f():
    try: return 'try'
    finally: print('finally')
print(f())
def g():
    for i in range(3):
        try: continue
        finally: print('f', i)
    try: raise ValueError
    except ValueError: return 'ex'
    else: return 'el'
    finally: return 'override'
print(g())
try: raise
except RuntimeError as e: print(e)
try: raise 3
except TypeError as e: print(e)
try: assert 1 == 2, ('msg', 1)
except AssertionError as e: print(e, e.args)
try: assert False
except AssertionError as e: print(repr(e))
e = ValueError('a', 1)
print(str(e), e.args, e == ValueError('a', 1))
e.add_note('note')
print(e.__notes__)
def u():
    print(loc); loc = 1
try: u()
except UnboundLocalError as e: print(e)
