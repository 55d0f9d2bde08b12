// logging, warnings and tqdm-like reporting: everything is accepted and nothing is said, as Python text.
// Knows no handlers: records are dropped where they are made.
import type { NativeModule } from '../machine';
import { pythonModule } from './support';

const LOGGING = String.raw`
CRITICAL = FATAL = 50
ERROR, WARNING, WARN, INFO, DEBUG, NOTSET = 40, 30, 30, 20, 10, 0
_names = {50: 'CRITICAL', 40: 'ERROR', 30: 'WARNING', 20: 'INFO', 10: 'DEBUG', 0: 'NOTSET'}

def getLevelName(level):
    if isinstance(level, str):
        for number, name in _names.items():
            if name == level:
                return number
    return _names.get(level, f'Level {level}')

def addLevelName(level, name):
    _names[level] = name

def _level(level):
    return getLevelName(level) if isinstance(level, str) else level

class Filterer:
    def __init__(self):
        self.filters = []
    def addFilter(self, filter):
        self.filters.append(filter)
    def removeFilter(self, filter):
        if filter in self.filters:
            self.filters.remove(filter)

class Filter:
    def __init__(self, name=''):
        self.name = name
    def filter(self, record):
        return True

class Formatter:
    def __init__(self, fmt=None, datefmt=None, style='%', validate=True, *, defaults=None):
        self._fmt = fmt
        self.datefmt = datefmt
    def format(self, record):
        return record.getMessage()

class LogRecord:
    def __init__(self, name, level, pathname, lineno, msg, args, exc_info=None, func=None, sinfo=None):
        self.name, self.levelno, self.msg, self.args = name, level, msg, args
    def getMessage(self):
        return str(self.msg) % self.args if self.args else str(self.msg)

class Handler(Filterer):
    def __init__(self, level=NOTSET):
        Filterer.__init__(self)
        self.level = _level(level)
        self.formatter = None
    def setLevel(self, level):
        self.level = _level(level)
    def setFormatter(self, fmt):
        self.formatter = fmt
    def handle(self, record):
        return True
    def emit(self, record):
        pass
    def flush(self):
        pass
    def close(self):
        pass

class StreamHandler(Handler):
    def __init__(self, stream=None):
        Handler.__init__(self)
        self.stream = stream

class FileHandler(StreamHandler):
    def __init__(self, filename, mode='a', encoding=None, delay=False, errors=None):
        StreamHandler.__init__(self)
        self.baseFilename = filename

class NullHandler(Handler):
    pass

class Logger(Filterer):
    def __init__(self, name, level=NOTSET):
        Filterer.__init__(self)
        self.name = name
        self.level = _level(level)
        self.parent = None
        self.propagate = True
        self.handlers = []
        self.disabled = False
    def setLevel(self, level):
        self.level = _level(level)
    def getEffectiveLevel(self):
        logger = self
        while logger is not None:
            if logger.level:
                return logger.level
            logger = logger.parent
        return NOTSET
    def isEnabledFor(self, level):
        return level >= self.getEffectiveLevel()
    def addHandler(self, handler):
        self.handlers.append(handler)
    def removeHandler(self, handler):
        if handler in self.handlers:
            self.handlers.remove(handler)
    def hasHandlers(self):
        return bool(self.handlers)
    def getChild(self, suffix):
        return getLogger(suffix if self.name == 'root' else self.name + '.' + suffix)
    def debug(self, msg, *args, **kwargs):
        pass
    info = warning = warn = error = exception = critical = fatal = debug
    warning_once = warning_advice = debug
    def log(self, level, msg, *args, **kwargs):
        pass
    def __repr__(self):
        return f'<Logger {self.name} ({getLevelName(self.getEffectiveLevel())})>'

class LoggerAdapter:
    def __init__(self, logger, extra=None):
        self.logger, self.extra = logger, extra
    def __getattr__(self, name):
        return getattr(self.logger, name)

root = Logger('root', WARNING)
Logger.root = root
_loggers = {}
_logger_class = Logger

def getLogger(name=None):
    if not name or name == 'root':
        return root
    if name not in _loggers:
        made = _loggers[name] = _logger_class(name)
        made.parent = root
        parts = name.split('.')
        for i in range(len(parts) - 1, 0, -1):
            above = _loggers.get('.'.join(parts[:i]))
            if above is not None:
                made.parent = above
                break
    return _loggers[name]

def setLoggerClass(cls):
    global _logger_class
    _logger_class = cls
def getLoggerClass():
    return _logger_class

def basicConfig(**kwargs):
    if 'level' in kwargs and kwargs['level'] is not None:
        root.setLevel(kwargs['level'])

def debug(msg, *args, **kwargs):
    pass
info = warning = warn = error = exception = critical = fatal = debug
def log(level, msg, *args, **kwargs):
    pass
def disable(level=CRITICAL):
    pass
def captureWarnings(capture):
    pass
def shutdown():
    pass
lastResort = None
raiseExceptions = True
`;

const WARNINGS = String.raw`
filters = []
def warn(message, category=None, stacklevel=1, source=None, **kwargs):
    pass
def warn_explicit(message, category, filename, lineno, *args, **kwargs):
    pass
def filterwarnings(action, message='', category=Warning, module='', lineno=0, append=False):
    pass
def simplefilter(action, category=Warning, lineno=0, append=False):
    pass
def resetwarnings():
    pass
def formatwarning(message, category, filename, lineno, line=None):
    return f'{filename}:{lineno}: {category.__name__}: {message}\n'
def showwarning(message, category, filename, lineno, file=None, line=None):
    pass
class WarningMessage:
    def __init__(self, message, category, filename, lineno):
        self.message, self.category, self.filename, self.lineno = message, category, filename, lineno
class catch_warnings:
    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._record = record
    def __enter__(self):
        return [] if self._record else None
    def __exit__(self, *exc_info):
        pass
`;

const HANDLERS = String.raw`
from logging import FileHandler, Handler
class RotatingFileHandler(FileHandler):
    def __init__(self, filename, mode='a', maxBytes=0, backupCount=0, encoding=None, delay=False, errors=None):
        FileHandler.__init__(self, filename)
class TimedRotatingFileHandler(FileHandler):
    def __init__(self, filename, *args, **kwargs):
        FileHandler.__init__(self, filename)
class QueueHandler(Handler):
    def __init__(self, queue):
        Handler.__init__(self)
`;

export const logging: NativeModule = pythonModule('logging', LOGGING);
export const loggingHandlers: NativeModule = pythonModule('logging.handlers', HANDLERS);
export const loggingConfig: NativeModule = pythonModule('logging.config',
  'def dictConfig(config):\n    pass\ndef fileConfig(fname, *args, **kwargs):\n    pass\n');
export const warnings: NativeModule = pythonModule('warnings', WARNINGS);
