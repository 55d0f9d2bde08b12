// contextlib as Python text. Streams are not redirected anywhere: nothing is printed while a model is read.
import type { NativeModule } from '../machine';
import { pythonModule } from './support';

const TEXT = String.raw`
from abc import ABC, abstractmethod
from functools import wraps as _wraps

class AbstractContextManager(ABC):
    def __enter__(self):
        return self
    @abstractmethod
    def __exit__(self, exc_type, exc_value, traceback):
        return None

class AbstractAsyncContextManager(ABC):
    async def __aenter__(self):
        return self

class ContextDecorator:
    def _recreate_cm(self):
        return self
    def __call__(self, func):
        @_wraps(func)
        def inner(*args, **kwds):
            with self._recreate_cm():
                return func(*args, **kwds)
        return inner

class _GeneratorContextManager(ContextDecorator, AbstractContextManager):
    def __init__(self, func, args, kwds):
        self.gen = func(*args, **kwds)
        self.func, self.args, self.kwds = func, args, kwds
        self.__doc__ = getattr(func, '__doc__', None)

    def _recreate_cm(self):
        return self.__class__(self.func, self.args, self.kwds)

    def __enter__(self):
        del self.args, self.kwds, self.func
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, typ, value, traceback):
        if typ is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        if value is None:
            value = typ()
        try:
            self.gen.throw(value)
        except StopIteration as exc:
            return exc is not value
        except RuntimeError as exc:
            if exc is value:
                return False
            if isinstance(value, StopIteration) and exc.__cause__ is value:
                return False
            raise
        except BaseException as exc:
            if exc is not value:
                raise
            return False
        raise RuntimeError("generator didn't stop after throw()")

def contextmanager(func):
    @_wraps(func)
    def helper(*args, **kwds):
        return _GeneratorContextManager(func, args, kwds)
    return helper

def asynccontextmanager(func):
    return func

class closing(AbstractContextManager):
    def __init__(self, thing):
        self.thing = thing
    def __enter__(self):
        return self.thing
    def __exit__(self, *exc_info):
        self.thing.close()

class nullcontext(AbstractContextManager):
    def __init__(self, enter_result=None):
        self.enter_result = enter_result
    def __enter__(self):
        return self.enter_result
    def __exit__(self, *excinfo):
        pass

class suppress(AbstractContextManager):
    def __init__(self, *exceptions):
        self._exceptions = exceptions
    def __enter__(self):
        pass
    def __exit__(self, exctype, excinst, exctb):
        return exctype is not None and issubclass(exctype, self._exceptions)

class redirect_stdout(AbstractContextManager):
    _stream = 'stdout'
    def __init__(self, new_target):
        self._new_target = new_target
        self._old_targets = []
    def __enter__(self):
        import sys
        self._old_targets.append(getattr(sys, self._stream))
        setattr(sys, self._stream, self._new_target)
        return self._new_target
    def __exit__(self, exctype, excinst, exctb):
        import sys
        setattr(sys, self._stream, self._old_targets.pop())

class redirect_stderr(redirect_stdout):
    _stream = 'stderr'

class chdir(nullcontext):
    pass

class ExitStack(AbstractContextManager):
    def __init__(self):
        self._exits = []

    def pop_all(self):
        other = type(self)()
        other._exits = self._exits
        self._exits = []
        return other

    def push(self, exit):
        method = getattr(type(exit), '__exit__', None)
        self._exits.append(exit if method is None else lambda *details: method(exit, *details))
        return exit

    def enter_context(self, cm):
        cls = type(cm)
        if not hasattr(cls, '__enter__') or not hasattr(cls, '__exit__'):
            raise TypeError(f"'{cls.__module__}.{cls.__qualname__}' object does not support the context manager protocol")
        result = cls.__enter__(cm)
        self._exits.append(lambda *details: cls.__exit__(cm, *details))
        return result

    def callback(self, callback, /, *args, **kwds):
        def run(*details):
            callback(*args, **kwds)
            return False
        self._exits.append(run)
        return callback

    def close(self):
        self.__exit__(None, None, None)

    def __exit__(self, *details):
        received = details[0] is not None
        suppressed = False
        pending = False
        while self._exits:
            leave = self._exits.pop()
            try:
                if leave(*details):
                    suppressed = True
                    pending = False
                    details = (None, None, None)
            except BaseException as exc:
                pending = True
                details = (type(exc), exc, None)
        if pending:
            raise details[1]
        return received and suppressed
`;

export const contextlib: NativeModule = pythonModule('contextlib', TEXT);
