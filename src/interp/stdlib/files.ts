// Text files that a program opens to read: configurations that stand beside the code. Their text comes from whoever loads
// modules (ModuleSource.readData); nothing is written, and what cannot be read is unknown with its reason.
import { int } from '../../tensor/value';
import type { Machine, NativeModule } from '../machine';
import { encodeText } from '../types/codecs';
import { bool, builtin, NONE, str, type Builtin, type Value } from '../value';
import { lazyModule, reasonText, type Members } from './support';

const STREAMS = String.raw`
class UnsupportedOperation(OSError, ValueError):
    pass

class _Stream:
    _empty = ''
    closed = False
    name = None
    mode = 'r'
    _late = 'I/O operation on closed file'
    encoding = 'utf-8'
    errors = 'strict'

    def __init__(self, initial_value=None, newline='\n'):
        self._text = self._empty if initial_value is None else initial_value
        self._at = 0

    def _check(self):
        if self.closed:
            raise ValueError(self._late)
    def readable(self):
        return 'r' in self.mode or '+' in self.mode
    def writable(self):
        return 'r' not in self.mode or '+' in self.mode
    def seekable(self):
        return True
    def isatty(self):
        return False

    def read(self, size=-1, /):
        self._check()
        if not self.readable():
            raise UnsupportedOperation('not readable')
        end = len(self._text) if size is None or size < 0 else min(len(self._text), self._at + size)
        part = self._text[self._at:end]
        self._at = max(self._at, end)
        return part
    def readline(self, size=-1, /):
        self._check()
        if not self.readable():
            raise UnsupportedOperation('not readable')
        end = self._text.find(self._newline, self._at) + 1
        if end == 0:
            end = len(self._text)
        if size is not None and size >= 0:
            end = min(end, self._at + size)
        part = self._text[self._at:end]
        self._at = end
        return part
    def readlines(self, hint=-1, /):
        return list(self)
    def __iter__(self):
        return self
    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def write(self, text, /):
        self._check()
        if not self.writable():
            raise UnsupportedOperation('not writable')
        self._text = self._text[:self._at] + text + self._text[self._at + len(text):]
        self._at += len(text)
        return len(text)
    def writelines(self, lines, /):
        for line in lines:
            self.write(line)
    def getvalue(self):
        return self._text
    def getbuffer(self):
        return self._text
    def seek(self, offset, whence=0, /):
        self._at = offset + (0 if whence == 0 else self._at if whence == 1 else len(self._text))
        return self._at
    def tell(self):
        return self._at
    def truncate(self, size=None, /):
        self._text = self._text[:self._at if size is None else size]
        return len(self._text)
    def flush(self):
        pass
    def fileno(self):
        raise UnsupportedOperation('fileno')
    def close(self):
        self.closed = True
    def __enter__(self):
        self._check()
        return self
    def __exit__(self, *exc):
        self.close()

class StringIO(_Stream):
    mode = 'r+'
    _newline = '\n'
class BytesIO(_Stream):
    mode = 'r+'
    _empty = b''
    _newline = b'\n'
class TextIOWrapper(StringIO):
    _late = 'I/O operation on closed file.'
class BufferedReader(BytesIO):
    pass

def open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    if not isinstance(mode, str):
        raise TypeError(f"open() argument 'mode' must be str, not {type(mode).__name__}")
    kinds = [c for c in mode if c in 'rwax']
    if len(kinds) != 1 or any(c not in 'rwaxbt+U' for c in mode):
        raise ValueError(f'invalid mode: {mode!r}' if any(c not in 'rwaxbt+U' for c in mode)
            else 'must have exactly one of create/read/write/append mode')
    if kinds[0] != 'r':
        return _made(_empty(mode), file, mode)
    return _opened(file, mode)

def _opened(file, mode):
    text = _read(file, 'b' in mode)
    return _made(text, file, mode) if _known(text) else text

def _empty(mode):
    return b'' if 'b' in mode else ''
def _made(text, file, mode):
    stream = (BufferedReader if 'b' in mode else TextIOWrapper)(text)
    stream.name = file
    stream.mode = mode
    return stream
`;

const NAMES = ['UnsupportedOperation', 'StringIO', 'BytesIO', 'TextIOWrapper', 'BufferedReader', 'open'];

/** The path of `open()`'s first argument: text, or anything with `__fspath__`; undefined for file numbers and the like. */
export function pathOf(m: Machine, file: Value | undefined): Value | undefined {
  if (file === undefined || file.kind === 'str' || file.kind === 'unknown') return file;
  const convert = m.findSpecial(file, '__fspath__');
  return convert && m.call(convert, []);
}

/** The text of a file, or why it is not known. `asBytes`: its UTF-8 bytes. */
function readFile(m: Machine, file: Value | undefined, asBytes: boolean): Value {
  const path = pathOf(m, file);
  if (path?.kind === 'unknown') return path;
  if (path?.kind !== 'str') return m.unknown('external-input', reasonText('open', 'external-input'));
  const text = m.readData(path.value);
  if (typeof text !== 'string') return text;
  // Text mode reads every ending of a line as \n.
  if (!asBytes) return str(text.replace(/\r\n?/g, '\n'));
  return encodeText(m, text, 'utf-8', 'replace');
}

const streamMembers = (): Members => ({
  _known: builtin('_known', (_, [text]) => bool(text?.kind === 'str' || text?.kind === 'bytes')),
  _read: builtin('_read', (m, [file, asBytes]) => readFile(m, file, m.truth(asBytes ?? NONE) === true)),
});

/** builtins.open */
export const openFunction: Builtin = builtin('open', (m, args, kwargs) => {
  const lost = args[0]?.kind === 'unknown' ? args[0] : undefined;
  return lost ?? m.call(m.getattr(m.import('io'), 'open'), args, kwargs);
});

/** The text of the file at a path: `pathlib.Path.read_text`. */
export const readText = builtin('_read_text', (m, [path]) => readFile(m, path, false));
export const io: NativeModule = lazyModule('io', () => ({
  SEEK_SET: int(0), SEEK_CUR: int(1), SEEK_END: int(2), DEFAULT_BUFFER_SIZE: int(8192),
}), [{ names: NAMES, text: STREAMS, globals: streamMembers }]);
