def show(*makers):
    for make in makers:
        try:
            print(repr(make()))
        except Exception as error:
            print(type(error).__name__, error)

class Custom(ValueError):
    def __init__(self, code, *rest):
        super().__init__(code, *rest)
        self.code = code
class Plain(Exception): pass

def caught(make):
    try:
        raise make()
    except BaseException as error:
        return type(error).__name__, str(error), repr(error), error.args

def raising():
    try:
        try:
            1 / 0
        except ZeroDivisionError as inner:
            raise KeyError('x') from inner
    except KeyError as outer:
        return repr(outer.__cause__), outer.__suppress_context__, repr(outer.__context__)

def context():
    try:
        try:
            {}['a']
        except KeyError:
            raise ValueError('x')
    except ValueError as error:
        return repr(error.__context__), error.__cause__, error.__suppress_context__

def noted():
    error = ValueError('a')
    error.add_note('n')
    return error.__notes__

show(
    lambda: caught(lambda: ValueError('a')), lambda: caught(lambda: ValueError('a', 1)), lambda: caught(lambda: ValueError()), lambda: caught(lambda: ValueError), lambda: caught(lambda: KeyError('a')), lambda: caught(lambda: KeyError()), lambda: caught(lambda: KeyError('a', 'b')), lambda: caught(lambda: Custom(5)), lambda: caught(lambda: Custom(5, 'x')), lambda: caught(lambda: Plain), lambda: caught(lambda: OSError(2, 'No such file')), lambda: caught(lambda: OSError(2, 'No such file', 'f.txt')), lambda: caught(lambda: FileNotFoundError(2, 'x')), lambda: caught(lambda: OSError('just text')), lambda: caught(lambda: StopIteration(5)), lambda: caught(lambda: SystemExit(3)), lambda: caught(lambda: AssertionError('no')), lambda: caught(lambda: UnicodeDecodeError('utf-8', b'\xff', 0, 1, 'invalid start byte')), lambda: caught(lambda: ExceptionGroup('g', [ValueError(1), TypeError(2)])), lambda: caught(lambda: 5), lambda: caught(lambda: int),
    raising, context, noted, lambda: StopIteration(5).value, lambda: StopIteration().value, lambda: SystemExit(3).code, lambda: OSError(2, 'x').errno, lambda: OSError(2, 'x', 'f').filename, lambda: OSError('x').errno, lambda: ImportError('x', name='n').name, lambda: AttributeError('x', name='n', obj=3).obj, lambda: NameError('x', name='n').name, lambda: ValueError(x=1), lambda: ImportError('x', y=1), lambda: ExceptionGroup('g', [ValueError(1)]).exceptions, lambda: IOError is OSError, lambda: issubclass(KeyError, LookupError), lambda: issubclass(ModuleNotFoundError, ImportError), lambda: isinstance(RecursionError(), RuntimeError), lambda: [c.__name__ for c in UnicodeDecodeError.__mro__], lambda: ValueError('a') == ValueError('a'), lambda: ValueError('a').with_traceback(None), lambda: Exception.__name__, lambda: ValueError('a').__traceback__, lambda: ValueError, lambda: Custom(1).code, lambda: undefined_name, lambda: [][0], lambda: {}['k'], lambda: None.x, lambda: int('q'), lambda: next(iter(())), lambda: (_ for _ in ()).throw(ValueError('t')),
)
try:
    try:
        raise ValueError('one')
    finally:
        print('finally')
except (TypeError, ValueError) as error:
    print('caught', error)
else:
    print('no')
try:
    assert 1 == 2, 'message'
except AssertionError as error:
    print(error)
try:
    raise
except RuntimeError as error:
    print(error)
def generator():
    try:
        got = yield 1
        print('got', got)
        yield 2
    except ValueError as error:
        print('inside', error)
        yield 'after'
    finally:
        print('closing')
    return 'done'
g = generator()
print(next(g), g.send('x'), g.throw(ValueError('v')))
try:
    next(g)
except StopIteration as stop:
    print('stopped', stop.value)
h = generator()
next(h)
h.close()
print(next(h, 'ended'), g.__name__ if hasattr(g, '__name__') else 'generator')
def delegating():
    result = yield from generator()
    print('result', result)
print(list(delegating()))
