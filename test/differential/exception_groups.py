# except*, groups and their parts.
def divide(group):
    try:
        raise group
    except* ValueError as eg:
        print('value', type(eg).__name__, eg.exceptions, eg.message, eg)
    except* (TypeError, KeyError) as eg:
        print('type', repr(eg))
    else:
        print('never')
    finally:
        print('finally')


divide(ExceptionGroup('g', [ValueError(1), TypeError('t'), ValueError(2)]))
divide(ExceptionGroup('a', [ValueError(1), ExceptionGroup('b', [KeyError(2), ValueError(4)])]))
try:
    divide(ExceptionGroup('left', [ValueError(1), OSError('io')]))
except ExceptionGroup as e:
    print(repr(e), e.exceptions)
try:
    raise ValueError(3)
except* ValueError as e:
    print(repr(e))
try:
    try:
        raise ValueError(3)
    except* TypeError as e:
        print('no')
except ValueError as e:
    print('as it was', repr(e))
try:
    pass
except* ValueError:
    print('no')
else:
    print('else')
try:
    try:
        raise ExceptionGroup('two', [ValueError(1), TypeError(2), OSError(3)])
    except* ValueError:
        raise RuntimeError('from the first')
    except* TypeError:
        pass
except ExceptionGroup as e:
    print([type(each).__name__ for each in e.exceptions])


def steps():
    for i in range(3):
        try:
            yield i
            if i == 1:
                raise ExceptionGroup('inside', [ValueError(i), KeyError(i)])
        except* ValueError as e:
            yield repr(e)
        except* KeyError:
            yield 'key'


print(list(steps()))
g = ExceptionGroup('a', [ValueError(1), ExceptionGroup('b', [TypeError(2), ValueError(4)])])
print(g.split(ValueError))
print(g.split(OSError), g.split(ExceptionGroup)[1])
print(repr(g.subgroup(lambda e: isinstance(e, TypeError))), g.subgroup(OSError))
print(repr(g.derive([KeyError(1)])))
for make in (lambda: ExceptionGroup('x', []), lambda: ExceptionGroup('x', [1]), lambda: ExceptionGroup('x', [KeyboardInterrupt()]),
             lambda: ExceptionGroup(1, [ValueError()])):
    try:
        make()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
print(type(BaseExceptionGroup('x', [ValueError()])).__name__, type(BaseExceptionGroup('x', [KeyboardInterrupt()])).__name__)
