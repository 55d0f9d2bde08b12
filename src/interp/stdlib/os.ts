// os, os.path, pathlib and sys. Paths are text; text files are read (files.ts), and whatever else asks the file system or
// the process is unknown.
//
// Note [Environment]
// A variable of the environment is taken as not set: os.environ.get('X', d) is d, os.environ['X'] is unknown. Code asks
// the environment for paths and switches that have defaults; the default is what most people run with.
import { PyError, type Machine, type NativeModule } from '../machine';
import { int } from '../../tensor/value';
import { builtin, builtinClass, instance, list, method, NONE, str, TRUE, FALSE, tuple, type Args, type Class,
  type Value } from '../value';
import { objectType } from '../types/index';
import { readText } from './files';
import { exists, folderMembers, isdir, isfile, osFolders } from './folders';
import { children, fn, lazyModule, moduleOf, need, noop, pythonModule, reasonText, simple, unknownFn,
  type Members } from './support';

const PATH = String.raw`
curdir, pardir, sep, altsep, extsep, pathsep, defpath, devnull = '.', '..', '/', None, '.', ':', '/bin:/usr/bin', '/dev/null'

def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    method = getattr(type(path), '__fspath__', None)
    if method is None:
        raise TypeError(f'expected str, bytes or os.PathLike object, not {type(path).__name__}')
    return method(path)

def _text(path, name):
    if isinstance(path, (str, bytes)) or hasattr(type(path), '__fspath__'):
        return fspath(path)
    raise TypeError(f'{name}() argument must be str, bytes, or os.PathLike object, not {type(path).__name__!r}')

def join(a, *p):
    path = _text(a, 'join') if p else fspath(a)
    for b in p:
        b = _text(b, 'join')
        if b.startswith('/'):
            path = b
        elif not path or path.endswith('/'):
            path += b
        else:
            path += '/' + b
    return path

def split(p):
    p = fspath(p)
    i = p.rfind('/') + 1
    head, tail = p[:i], p[i:]
    if head and head != '/' * len(head):
        head = head.rstrip('/')
    return head, tail

def basename(p):
    return split(p)[1]
def dirname(p):
    return split(p)[0]

def splitext(p):
    p = fspath(p)
    base = p[p.rfind('/') + 1:]
    dot = base.rfind('.')
    if dot <= 0 or not base[:dot].strip('.'):
        return p, ''
    cut = len(p) - len(base) + dot
    return p[:cut], p[cut:]

def splitdrive(p):
    return '', fspath(p)
def isabs(s):
    return fspath(s).startswith('/')
def normcase(s):
    return fspath(s)

def normpath(path):
    path = fspath(path)
    if path == '':
        return '.'
    slashes = 1 if path.startswith('/') else 0
    if path.startswith('//') and not path.startswith('///'):
        slashes = 2
    parts = []
    for part in path.split('/'):
        if part in ('', '.'):
            continue
        if part != '..' or (not slashes and not parts) or (parts and parts[-1] == '..'):
            parts.append(part)
        elif parts:
            parts.pop()
    return '/' * slashes + '/'.join(parts) or '.'

def commonprefix(m):
    if not m:
        return ''
    low, high = min(m), max(m)
    for i, c in enumerate(low):
        if c != high[i]:
            return low[:i]
    return low

def commonpath(paths):
    parts = [[c for c in fspath(p).split('/') if c and c != '.'] for p in paths]
    return ('/' if fspath(paths[0]).startswith('/') else '') + '/'.join(commonprefix(parts))

def relpath(path, start=None):
    if start is None or not isabs(path) or not isabs(start):
        return _relpath(path, start)
    there = [c for c in normpath(path).split('/') if c]
    here = [c for c in normpath(start).split('/') if c]
    same = len(commonprefix([here, there]))
    return '/'.join(['..'] * (len(here) - same) + there[same:]) or '.'

def abspath(path):
    return normpath(path) if isabs(path) else _abspath(path)
def realpath(path, *, strict=False):
    return abspath(path)
def expandvars(path):
    return path if '$' not in path else _expandvars(path)
def expanduser(path):
    path = fspath(path)
    return _expanduser(path) if path.startswith('~') else path
`;

const outside = (path: string): Value => unknownFn(path, 'external-input');
const PATH_QUESTIONS = ['islink', 'getsize', 'getmtime', 'getctime', 'getatime',
  'samefile', 'ismount'];
const pathModule: NativeModule = pythonModule('os.path', PATH, () => Object.fromEntries([
  ...['exists', 'lexists'].map((n): [string, Value] => [n, exists(`os.path.${n}`)]),
  ['isfile', isfile('os.path.isfile')], ['isdir', isdir('os.path.isdir')],
  ...PATH_QUESTIONS.map((n): [string, Value] => [n, outside(`os.path.${n}`)]),
  ...['relpath', 'abspath', 'expandvars', 'expanduser'].map((n): [string, Value] => [`_${n}`, outside(`os.path.${n}`)]),
]));
export const osPath = pathModule;

/** Note [Environment]. Variables that the program itself sets are known. */
const environType: Class = builtinClass('_Environ', 'os', [objectType], {
  get: method('get', (m, args) => lookUp(m, args, (_, fallback) => fallback ?? NONE)),
  setdefault: method('setdefault', (m, args) => lookUp(m, args, (key, value) => {
    store(m, args, key, value ?? NONE);
    return value ?? NONE;
  })),
  pop: method('pop', (m, args) => lookUp(m, args, (_, fallback) => fallback ?? NONE)),
  __getitem__: method('__getitem__', (m, args) => lookUp(m, args, (key) =>
    m.unknown('external-input', `the environment variable ${key}`))),
  __setitem__: method('__setitem__', (m, args) => {
    const [, key, value] = args;
    if (key?.kind === 'str') store(m, args, key.value, value ?? NONE);
    return NONE;
  }),
  __delitem__: method('__delitem__', () => NONE),
  __contains__: method('__contains__', (m, args) => {
    const found = lookUp(m, args, () => FALSE);
    return found === FALSE || found.kind === 'unknown' ? found : TRUE;
  }),
  update: method('update', () => NONE),
  copy: method('copy', (_, args) => need(args, 0)),
});
function lookUp(m: Machine, args: Args, otherwise: (key: string, fallback: Value | undefined) => Value): Value {
  const [self, key, fallback] = args;
  if (key?.kind !== 'str' || self?.kind !== 'instance') return key ?? NONE;
  return self.attrs.get(`=${key.value}`) ?? otherwise(key.value, fallback);
}
const store = (m: Machine, [self]: Args, key: string, value: Value): void => {
  if (self?.kind === 'instance') m.heap.set(self.attrs, `=${key}`, value);
};

const OS_UNKNOWN = [
  'getcwd', 'stat', 'getpid', 'cpu_count', 'system', 'popen', 'getlogin', 'urandom', 'open', 'read',
  'readlink', 'access', 'uname', 'get_terminal_size', 'getuid', 'sched_getaffinity', 'fork', 'times', 'getppid',
];
const OS_SILENT = ['makedirs', 'mkdir', 'remove', 'unlink', 'rename', 'replace', 'rmdir', 'removedirs', 'chdir', 'chmod',
  'symlink', 'link', 'putenv',
  'kill', 'utime', 'truncate', 'nice', 'close', 'umask', 'fsync', 'setpgrp', '_exit'];

function osMembers(m: Machine): Members {
  const environ = m.service('os.environ', () => instance(environType));
  const found: Record<string, Value> = {
    environ, name: str('posix'), sep: str('/'), linesep: str('\n'), pathsep: str(':'), curdir: str('.'), pardir: str('..'),
    devnull: str('/dev/null'), extsep: str('.'), altsep: NONE, PathLike: objectType,
    getenv: simple('getenv', ['key', 'default='], (k, [key, fallback]) =>
      lookUp(k, [environ, need([key], 0), fallback ?? NONE], (_, d) => d ?? NONE)),
    error: m.builtins.get('OSError') ?? NONE, F_OK: int(0), R_OK: int(4), W_OK: int(2), X_OK: int(1), O_RDONLY: int(0),
  };
  for (const name of OS_UNKNOWN) found[name] = outside(`os.${name}`);
  for (const name of OS_SILENT) found[name] = noop(name, NONE);
  return found;
}
export const os: NativeModule = (m) => {
  const child = children(m, 'os', ['path']);
  return moduleOf('os', osMembers(m), { lookup: (name) => (name === 'fspath'
    ? m.getattr(m.import('os.path'), 'fspath') : osFolders(m, name) ?? child(name)) });
};

const PATHLIB = String.raw`
import os.path as _p

class PurePath:
    def __new__(cls, *args):
        if cls is Path:
            cls = PosixPath
        elif cls is PurePath:
            cls = PurePosixPath
        self = object.__new__(cls)
        text = _p.join('', *[_p.fspath(a) for a in args]) if args else ''
        self._root = '/' if text.startswith('/') else ''
        self._rest = [part for part in text.split('/') if part not in ('', '.')]
        return self

    def __init__(self, *args):
        pass

    def _with(self, parts):
        return type(self)(self._root + '/'.join(parts))

    def __str__(self):
        return self._root + '/'.join(self._rest) or '.'
    __fspath__ = as_posix = __str__
    def __repr__(self):
        return f'{type(self).__name__}({str(self)!r})'
    def __hash__(self):
        return hash(str(self))
    def __eq__(self, other):
        if not isinstance(other, PurePath):
            return NotImplemented
        return str(self) == str(other)
    def __lt__(self, other):
        return self.parts < other.parts
    def __truediv__(self, other):
        return type(self)(self, other)
    def __rtruediv__(self, other):
        return type(self)(other, self)

    @property
    def parts(self):
        return tuple(([self._root] if self._root else []) + self._rest)
    @property
    def root(self):
        return self._root
    @property
    def drive(self):
        return ''
    @property
    def anchor(self):
        return self._root
    @property
    def name(self):
        return self._rest[-1] if self._rest else ''
    @property
    def suffix(self):
        return _p.splitext(self.name)[1] if not self.name.endswith('.') else ''
    @property
    def suffixes(self):
        name = self.name
        return [] if name.endswith('.') else ['.' + s for s in name.lstrip('.').split('.')[1:]]
    @property
    def stem(self):
        return self.name[:len(self.name) - len(self.suffix)] if self.suffix else self.name
    @property
    def parent(self):
        return self._with(self._rest[:-1]) if self._rest else self
    @property
    def parents(self):
        return tuple([self._with(self._rest[:i]) for i in range(len(self._rest) - 1, -1, -1)])

    def is_absolute(self):
        return bool(self._root)
    def is_relative_to(self, *other):
        there = type(self)(*other).parts
        return self.parts[:len(there)] == there
    def relative_to(self, *other):
        base = type(self)(*other)
        if not self.is_relative_to(base):
            raise ValueError(f'{str(self)!r} is not in the subpath of {str(base)!r} OR one path is relative '
                             'and the other is absolute.')
        return type(self)('/'.join(self.parts[len(base.parts):]))
    def joinpath(self, *other):
        return type(self)(self, *other)
    def with_name(self, name):
        if not self.name:
            raise ValueError(f'{self!r} has an empty name')
        return self._with(self._rest[:-1] + [name])
    def with_stem(self, stem):
        return self.with_name(stem + self.suffix)
    def with_suffix(self, suffix):
        if suffix and not suffix.startswith('.') or suffix == '.':
            raise ValueError(f'Invalid suffix {suffix!r}')
        return self.with_name(self.stem + suffix)
    def match(self, pattern):
        return _match(str(self), pattern)

class PurePosixPath(PurePath):
    pass
class PureWindowsPath(PurePath):
    pass

class Path(PurePath):
    def expanduser(self):
        return self if not str(self).startswith('~') else _ask('expanduser')
    def absolute(self):
        return self if self._root else _ask('absolute')
    def resolve(self, strict=False):
        return self if self._root else _ask('resolve')
    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        pass
    def exists(self):
        return _exists(self)
    def is_file(self):
        return _isfile(self)
    def is_dir(self):
        return _isdir(self)
    def iterdir(self):
        entries = _entries(self, 'pathlib.Path.iterdir')
        return iter([self / name for name, _ in entries]) if _known(entries) else entries
    def glob(self, pattern):
        from glob import glob
        found = glob(_p.join(str(self), pattern), recursive=True)
        return iter([type(self)(path) for path in found]) if _known(found) else found
    def rglob(self, pattern):
        return self.glob('**/' + pattern)
    def open(self, mode='r', buffering=-1, encoding=None, errors=None, newline=None):
        return open(self, mode, buffering, encoding, errors, newline)
    def read_text(self, encoding=None, errors=None):
        return _read_text(self)
    def read_bytes(self):
        with open(self, 'rb') as f:
            return f.read()
    def touch(self, mode=0o666, exist_ok=True):
        pass
    def unlink(self, missing_ok=False):
        pass
    def __getattr__(self, name):
        if name in _FILE_SYSTEM:
            return lambda *args, **kwargs: _ask(name)
        raise AttributeError(f'{type(self).__name__!r} object has no attribute {name!r}')
    @classmethod
    def cwd(cls):
        return _ask('cwd')
    @classmethod
    def home(cls):
        return _ask('home')

_FILE_SYSTEM = ('is_symlink stat lstat write_text write_bytes '
                'rename replace rmdir samefile owner group chmod readlink symlink_to').split()

class PosixPath(Path, PurePosixPath):
    pass
class WindowsPath(Path):
    pass
`;
export const pathlib: NativeModule = pythonModule('pathlib', PATHLIB, () => ({
  _ask: builtin('_ask', (m, [name]) => {
    const path = `pathlib.Path.${name?.kind === 'str' ? name.value : ''}`;
    return m.unknown('external-input', reasonText(path, 'external-input'));
  }),
  ...folderMembers, _read_text: readText, _exists: exists('pathlib.Path.exists'), _isdir: isdir('pathlib.Path.is_dir'),
  _isfile: isfile('pathlib.Path.is_file'),
  _match: outside('pathlib.PurePath.match'),
}));

const VERSION = String.raw`
from collections import namedtuple
version_info = namedtuple('version_info', 'major minor micro releaselevel serial')(3, 11, 2, 'final', 0)
flags = namedtuple('flags', 'debug inspect interactive optimize dont_write_bytecode')(0, 0, 0, 0, 0)
float_info = namedtuple('float_info', 'max min epsilon dig mant_dig max_exp min_exp')(
    1.7976931348623157e+308, 2.2250738585072014e-308, 2.220446049250313e-16, 15, 53, 1024, -1021)
hash_info = namedtuple('hash_info', 'width modulus inf nan imag')(64, 2305843009213693951, 314159, 0, 1000003)
implementation = namedtuple('implementation', 'name cache_tag version hexversion')('cpython', 'cpython-311', version_info,
    0x030b02f0)
`;

const streamType: Class = builtinClass('TextIOWrapper', '_io', [objectType], {
  write: method('write', (m, [self, text]) => {
    if (text?.kind !== 'str') return text ?? NONE;
    if (self?.kind === 'instance' && self.native === 'stdout') m.printed.push(text.value);
    return int([...text.value].length);
  }),
  flush: method('flush', () => NONE), isatty: method('isatty', () => FALSE), close: method('close', () => NONE),
  writelines: method('writelines', () => NONE), fileno: method('fileno', () => int(1)),
  reconfigure: method('reconfigure', () => NONE),
  ...Object.fromEntries(['read', 'readline', 'readlines', '__iter__'].map((name) =>
    [name, unknownFn(`sys.stdin.${name}`, 'external-input')] as const)),
});

const raiseExit = simple('exit', ['status='], (m, [status]) => {
  const text = m.str(status ?? NONE);
  throw new PyError(m.exception('SystemExit', status ? [status] : []), status && typeof text === 'string' ? text : '',
    m.origin());
});

function sysMembers(m: Machine): Members {
  const modules = m.dictFrom([...m.modules].map(([name, module]): [string, Value] => [name, module]));
  return {
    argv: list([str('')]), path: list([]), modules, maxsize: int(2n ** 63n - 1n), platform: str('linux'),
    byteorder: str('little'),
    version: str('3.11.2 (main) [GCC 12.2.0]'), hexversion: int(0x030b02f0), executable: str('/usr/bin/python3'),
    prefix: str('/usr'),
    exec_prefix: str('/usr'), base_prefix: str('/usr'), stdout: instance(streamType, 'stdout'),
    stderr: instance(streamType, 'stderr'),
    stdin: instance(streamType, 'stdin'), exit: raiseExit, maxunicode: int(0x10ffff), warnoptions: list([]),
    builtin_module_names: tuple([]),
    __stdout__: instance(streamType, 'stdout'), __stderr__: instance(streamType, 'stderr'), float_repr_style: str('short'),
    getrecursionlimit: noop('getrecursionlimit', int(1000)), setrecursionlimit: noop('setrecursionlimit', NONE),
    exc_info: noop('exc_info', tuple([NONE, NONE, NONE])), getdefaultencoding: noop('getdefaultencoding', str('utf-8')),
    getfilesystemencoding: noop('getfilesystemencoding', str('utf-8')), intern: fn('intern', (_, args) => need(args, 0)),
    getsizeof: unknownFn('sys.getsizeof', 'external-input'), getrefcount: unknownFn('sys.getrefcount', 'external-input'),
    _getframe: unknownFn('sys._getframe', 'library-not-modelled'), gettrace: noop('gettrace', NONE),
    settrace: noop('settrace', NONE),
    setprofile: noop('setprofile', NONE), displayhook: noop('displayhook', NONE), excepthook: noop('excepthook', NONE),
  };
}
export const sys: NativeModule = lazyModule('sys', sysMembers, [{
  names: ['version_info', 'flags', 'float_info', 'hash_info', 'implementation'], text: VERSION,
}]);
