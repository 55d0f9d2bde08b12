// Modules that only mean something while a program runs (clocks, files, processes, networks): they can be imported, and
// what their functions give is unknown. Exceptions are real classes, so that `except` clauses work.
import type { ReasonCode } from '../../tensor/value';
import type { Machine, NativeModule } from '../machine';
import { builtinClass, FALSE, instance, method, NONE, TRUE, type Class, type Value } from '../value';
import { objectType } from '../types/index';
import { constructor } from '../types/define';
import { builtinType, classOf, moduleOf, noop, reasonText, unknownFn } from './support';

interface Description {
  readonly code: ReasonCode;
  /** Names that are classes; a program may derive from them. Names with a capital are classes anyway. */
  readonly classes?: readonly string[];
  /** Functions whose only effect is outside the program. */
  readonly silent?: readonly string[];
  /** Exception classes and their bases. */
  readonly errors?: Readonly<Record<string, string>>;
  /** Locks and the like: there is one thread, so they are free. */
  readonly locks?: readonly string[];
  /** Names of other modules below this one. */
  readonly children?: readonly string[];
}

const run = (rest: Omit<Description, 'code'> = {}): Description => ({ code: 'external-input', ...rest });
const library = (rest: Omit<Description, 'code'> = {}): Description => ({ code: 'library-not-modelled', ...rest });

const MODULES: Readonly<Record<string, Description>> = {
  time: run({ silent: ['sleep', 'tzset'] }),
  datetime: run({ classes: ['datetime', 'date', 'time', 'timedelta', 'timezone', 'tzinfo'] }),
  calendar: library(), zoneinfo: library(), locale: run({ silent: ['setlocale'] }), getpass: run(), platform: run(), socket: run({
    errors: { error: 'OSError', timeout: 'TimeoutError', gaierror: 'OSError', herror: 'OSError' },
  }),
  uuid: run(), hashlib: library(), hmac: library(), secrets: run(), base64: library(),
  binascii: library({ errors: { Error: 'ValueError' } }),
  zlib: library({ errors: { error: 'Exception' } }), tempfile: run(), shutil: run({
    silent: ['rmtree', 'copy', 'copy2', 'copyfile', 'copytree', 'move', 'copyfileobj'], errors: { Error: 'OSError' },
  }),
  filecmp: run(), stat: library(), errno: library(), fcntl: run(), resource: run(),
  select: run(), mmap: run(),
  subprocess: run({ errors: { SubprocessError: 'Exception', CalledProcessError: 'Exception', TimeoutExpired: 'Exception' } }),
  threading: run({ locks: ['Lock', 'RLock', 'Semaphore', 'Condition', 'local'], silent: ['setprofile', 'settrace'] }),
  _thread: run(), multiprocessing: run({ locks: ['Lock', 'RLock', 'Semaphore'], silent: ['freeze_support', 'set_start_method'] }),
  'multiprocessing.pool': run(), 'multiprocessing.dummy': run(), 'multiprocessing.shared_memory': run(),
  queue: run({ errors: { Empty: 'Exception', Full: 'Exception' } }), sched: run(), signal: run({ silent: ['signal', 'alarm'] }),
  concurrent: run({ children: ['futures'] }), 'concurrent.futures': run({ errors: { TimeoutError: 'TimeoutError',
    CancelledError: 'Exception' } }),
  asyncio: run({ errors: { TimeoutError: 'TimeoutError', CancelledError: 'BaseException' } }),
  urllib: run({ children: ['request', 'error', 'parse'] }), 'urllib.request': run({ silent: ['install_opener'] }),
  'urllib.parse': library(),
  'urllib.error': run({ errors: { URLError: 'OSError', HTTPError: 'OSError' } }), http: run({ children: ['client'] }),
  'http.client': run(),
  'http.server': run(), ssl: run(), email: library(), smtplib: run(), ftplib: run(), html: library(),
  xml: library({ children: ['etree'] }),
  'xml.etree': library({ children: ['ElementTree'] }),
  'xml.etree.ElementTree': library({ errors: { ParseError: 'SyntaxError' } }),
  'xml.dom': library(), 'xml.dom.minidom': library(), zipfile: run({ errors: { BadZipFile: 'Exception',
    LargeZipFile: 'Exception' } }),
  tarfile: run({ errors: { TarError: 'Exception', ReadError: 'Exception' } }), gzip: run(), bz2: run(), lzma: run(),
  pickle: run({ errors: { PickleError: 'Exception', UnpicklingError: 'Exception', PicklingError: 'Exception' } }),
  cPickle: run(), shelve: run(),
  dbm: run(), sqlite3: run({ errors: { Error: 'Exception', OperationalError: 'Exception' } }),
  csv: run({ errors: { Error: 'Exception' } }),
  configparser: run({ errors: { Error: 'Exception', NoSectionError: 'Exception', NoOptionError: 'Exception' } }),
  codecs: run(), tokenize: library(), token: library(),
  dis: library(), ast: library(),
  symtable: library(), code: library(), codeop: library(), traceback: run({ silent: ['print_exc', 'print_stack',
    'print_exception'] }),
  linecache: run(), pdb: run({ silent: ['set_trace'] }), cProfile: run(), profile: run(), pstats: run(), timeit: run(),
  trace: run(),
  tracemalloc: run({ silent: ['start', 'stop'] }), faulthandler: run({ silent: ['enable'] }),
  struct: library({ errors: { error: 'Exception' } }),
  array: library(), decimal: library({ errors: { InvalidOperation: 'ArithmeticError' } }), ctypes: run(), 'ctypes.util': run(),
  difflib: library(), shlex: library(), optparse: run(), getopt: run(), curses: run(), readline: run(), cmd: run(),
  copyreg: library(),
  marshal: run(), runpy: run(), site: run(), sysconfig: run(), webbrowser: run(), imp: run(), zipimport: run(),
  reprlib: library(),
  unicodedata: library(), gettext: run(), graphlib: library(), tkinter: run(), doctest: run({ silent: ['testmod'] }),
  mimetypes: run(),
  'unittest.mock': library(), colorsys: library(), wave: run(), imghdr: run(), turtle: run(), contextvars: library(),
  tomllib: run(), 'importlib.abc': run(),
  plistlib: run(), syslog: run(), pwd: run(), grp: run(), termios: run(), tty: run(), pty: run(), bdb: run(),
};

/** Its instances are unknown; a class that derives from it has its own attributes, and the rest unknown. */
function runtimeClass(module: string, name: string, code: ReasonCode): Class {
  const reason = { code, message: reasonText(`${module}.${name}`, code), origin: null };
  const cls: Class = builtinClass(name, module, [objectType], {
    __new__: constructor((k, made) => (made === cls ? k.unknown(code, reason.message) : instance(made))),
    __init__: method('__init__', () => NONE),
  });
  cls.unknownBase = reason;
  return cls;
}

const lockType: Class = builtinClass('lock', '_thread', [objectType], {
  __new__: constructor((_, cls) => instance(cls)), __init__: method('__init__', () => NONE),
  __enter__: method('__enter__', (_, [self]) => self ?? NONE), __exit__: method('__exit__', () => NONE),
  acquire: method('acquire', () => TRUE), release: method('release', () => NONE), locked: method('locked', () => FALSE),
});

function member(m: Machine, module: string, d: Description, name: string): Value | undefined {
  if (name.startsWith('__')) return undefined;
  if (d.children?.includes(name)) return m.import(`${module}.${name}`);
  const base = d.errors?.[name];
  if (base !== undefined) return classOf(m, name, [builtinType(m, base)], {}, module);
  if (d.silent?.includes(name)) return noop(name, NONE);
  if (d.locks?.includes(name)) return lockType;
  const isClass = d.classes?.includes(name) ?? (/^[A-Z]/.test(name) && /[a-z]/.test(name));
  return isClass ? runtimeClass(module, name, d.code) : unknownFn(`${module}.${name}`, d.code);
}

const runtimeModule = (module: string, d: Description): NativeModule => (m) => {
  const made = new Map<string, Value>();
  return moduleOf(module, {}, {
    lookup: (name) => {
      const value = made.get(name) ?? member(m, module, d, name);
      if (value) made.set(name, value);
      return value;
    },
  });
};

export const RUNTIME_MODULES: ReadonlyMap<string, NativeModule> =
  new Map(Object.entries(MODULES).map(([name, d]) => [name, runtimeModule(name, d)]));
