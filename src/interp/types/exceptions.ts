// The exception classes of CPython 3.11. An exception is an instance whose attributes hold `args`, `__cause__`,
// `__context__`, `__traceback__`; what CPython keeps in C fields (errno, value, code) is read from `args`.
import { int } from '../../tensor/value';
import type { Machine } from '../machine';
import {
  builtinClass, FALSE, instance, list, NONE, str, TRUE, tuple, type Args, type Class, type Instance, type Kwargs,
  type Value,
} from '../value';
import { constructor, def, getset, isUnknown, lenient, members, raw, type Definition } from './define';
import { text, typeName } from './protocol';
import { fill, objectType } from './roots';

/** Base, then the names that derive from it directly. The order makes every base precede its subclasses. */
const HIERARCHY: readonly (readonly [string, string])[] = [
  ['BaseException', 'Exception GeneratorExit KeyboardInterrupt SystemExit BaseExceptionGroup'],
  ['Exception', 'ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError MemoryError ' +
    'NameError OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError ' +
    'ValueError Warning'],
  ['ArithmeticError', 'FloatingPointError OverflowError ZeroDivisionError'],
  ['ImportError', 'ModuleNotFoundError'],
  ['LookupError', 'IndexError KeyError'],
  ['NameError', 'UnboundLocalError'],
  ['OSError', 'BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError ' +
    'IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError'],
  ['ConnectionError', 'BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError'],
  ['RuntimeError', 'NotImplementedError RecursionError'],
  ['SyntaxError', 'IndentationError'],
  ['IndentationError', 'TabError'],
  ['ValueError', 'UnicodeError'],
  ['UnicodeError', 'UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError'],
  ['Warning', 'BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ' +
    'ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning'],
];

const classes = new Map<string, Class>();
const make = (name: string, bases: readonly Class[]): Class => {
  const cls = builtinClass(name, 'builtins', bases, { __module__: str('builtins') });
  classes.set(name, cls);
  return cls;
};
const baseException = make('BaseException', [objectType]);
for (const [base, names] of HIERARCHY) {
  const parent = classes.get(base);
  if (parent) for (const name of names.split(' ')) make(name, [parent]);
}
export const named = (name: string): Class => classes.get(name) ?? baseException;
make('ExceptionGroup', [named('BaseExceptionGroup'), named('Exception')]);
classes.set('IOError', named('OSError'));
classes.set('EnvironmentError', named('OSError'));

/** Every builtin exception class by its name, aliases included. */
export const exceptionTypes: ReadonlyMap<string, Class> = classes;

const asException = (value: Value): Instance | undefined => (value.kind === 'instance' ? value : undefined);

/** A new exception object, without calling the class's `__init__`. */
export function newException(cls: Class, args: Args, m?: Machine): Instance {
  const made = instance(cls, null, m?.origin() ?? null);
  made.attrs.set('args', tuple(args));
  return made;
}

export function argsOf(exception: Instance): readonly Value[] {
  const args = exception.attrs.get('args');
  return args?.kind === 'tuple' ? args.items : [];
}
export const argument = (exception: Value, i: number): Value =>
  (exception.kind === 'instance' ? argsOf(exception)[i] : undefined) ?? NONE;

const initialize = (m: Machine, self: Instance, args: Args, kwargs: Kwargs): Value => {
  if (kwargs.size > 0) return m.raise('TypeError', `${self.cls.name}() takes no keyword arguments`);
  m.heap.set(self.attrs, 'args', tuple(args));
  return NONE;
};

const BASE: Record<string, Definition<Instance>> = {
  __init__: raw(initialize),
  __repr__: def('', (m, self) => {
    const args = argsOf(self);
    const shown = m.repr(args.length === 1 ? args[0] : tuple(args));
    if (isUnknown(shown)) return shown;
    return str(`${self.cls.name}${args.length === 1 ? `(${shown})` : shown}`);
  }),
  __str__: def('', (m, self) => {
    const args = argsOf(self);
    if (args.length === 0) return str('');
    return text(args.length === 1 ? m.str(args[0]) : m.repr(tuple(args)));
  }),
  with_traceback: lenient('tb, /', (m, self, traceback) => {
    m.heap.set(self.attrs, '__traceback__', traceback);
    return self;
  }),
  add_note: def('note, /', (m, self, note) => {
    if (note.kind !== 'str') return m.raise('TypeError', `note must be a str, not '${typeName(m, note)}'`);
    const notes = self.attrs.get('__notes__');
    if (notes?.kind === 'list') m.heap.push(notes, note);
    else m.heap.set(self.attrs, '__notes__', list([note]));
    return NONE;
  }),
  __setstate__: lenient('state, /', () => NONE),
};
fill(baseException, {
  ...members(baseException, asException, BASE),
  __new__: constructor((m, cls, args) => newException(cls, args, m)),
  __cause__: NONE, __context__: NONE, __suppress_context__: FALSE, __traceback__: NONE,
});

/** `raise X from Y` and implicit chaining both go through here, so that the fields agree. */
export function chain(m: Machine, exception: Instance, cause: Value): void {
  m.heap.set(exception.attrs, '__cause__', cause);
  m.heap.set(exception.attrs, '__suppress_context__', TRUE);
}

/** Members that an exception class has of its own. */
export function redefine(name: string, definitions: Record<string, Definition<Instance>>,
  rest: Record<string, Value> = {}): void {
  fill(named(name), { ...members(named(name), asException, definitions), ...rest });
}
const fromArgs = (name: string, i: number): Value =>
  getset(name, (_, self) => field(self, name) ?? argument(self, i), (m, self, to) => {
    if (self.kind === 'instance') m.heap.set(self.attrs, `<${name}>`, to);
  });
const field = (self: Value, name: string): Value | undefined =>
  self.kind === 'instance' ? self.attrs.get(`<${name}>`) : undefined;

/** An `__init__` that takes some keywords besides the arguments and keeps them as attributes. */
const withKeywords = (...names: string[]): Definition<Instance> => raw((m, self, args, kwargs) => {
  for (const [key, value] of kwargs) {
    if (!names.includes(key)) return m.raise('TypeError', `'${key}' is an invalid keyword argument for ${self.cls.name}()`);
    m.heap.set(self.attrs, `<${key}>`, value);
  }
  return initialize(m, self, args, new Map());
});
const plainField = (name: string): Value =>
  getset(name, (_, self) => field(self, name) ?? NONE, (m, self, to) => {
    if (self.kind === 'instance') m.heap.set(self.attrs, `<${name}>`, to);
  });

redefine('StopIteration', {}, { value: fromArgs('value', 0) });
redefine('SystemExit', {}, {
  code: getset('code', (_, self) => {
    const args = self.kind === 'instance' ? argsOf(self) : [];
    return args.length > 1 ? tuple(args) : args[0] ?? NONE;
  }),
});
redefine('KeyError', {
  __str__: def('', (m, self) => {
    const args = argsOf(self);
    if (args.length === 0) return str('');
    return text(m.repr(args.length === 1 ? args[0] : tuple(args)));
  }),
});
redefine('ImportError', { __init__: withKeywords('name', 'path') }, {
  msg: fromArgs('msg', 0), name: plainField('name'), path: plainField('path'),
});
redefine('NameError', { __init__: withKeywords('name') }, { name: plainField('name') });
redefine('AttributeError', { __init__: withKeywords('name', 'obj') }, { name: plainField('name'), obj: plainField('obj') });
redefine('SyntaxError', {}, {
  msg: fromArgs('msg', 0), filename: plainField('filename'), lineno: plainField('lineno'), offset: plainField('offset'),
  text: plainField('text'),
});

// ---- OSError --------------------------------------------------------------------------------------------------
/** As PEP 3151: the subclass that OSError(errno, ...) makes. */
const ERRNO: Readonly<Record<number, string>> = {
  1: 'PermissionError', 2: 'FileNotFoundError', 3: 'ProcessLookupError', 4: 'InterruptedError', 10: 'ChildProcessError',
  11: 'BlockingIOError', 13: 'PermissionError', 17: 'FileExistsError', 20: 'NotADirectoryError', 21: 'IsADirectoryError',
  32: 'BrokenPipeError', 103: 'ConnectionAbortedError', 104: 'ConnectionResetError', 110: 'TimeoutError',
  111: 'ConnectionRefusedError',
};
redefine('OSError', {
  __init__: raw((m, self, args, kwargs) => {
    if (args.length > 2 && args.length <= 5 && args[2].kind !== 'none') m.heap.set(self.attrs, '<filename>', args[2]);
    return initialize(m, self, args.length > 2 && args.length <= 5 ? args.slice(0, 2) : args, kwargs);
  }),
  __str__: def('', (m, self) => {
    const args = argsOf(self);
    if (args.length !== 2) return args.length === 0 ? str('') : text(m.str(args.length === 1 ? args[0] : tuple(args)));
    const [errno, message] = [m.str(args[0]), m.str(args[1])];
    if (isUnknown(errno)) return errno;
    if (isUnknown(message)) return message;
    const filename = self.attrs.get('<filename>');
    const shown = filename && m.repr(filename);
    if (isUnknown(shown)) return shown;
    return str(`[Errno ${errno}] ${message}${shown === undefined ? '' : `: ${shown}`}`);
  }),
}, {
  __new__: constructor((m, cls, args) => {
    const errno = args[0];
    const more = cls === named('OSError') && args.length > 1 && errno.kind === 'int' ? ERRNO[Number(errno.value)] : undefined;
    return newException(more ? named(more) : cls, args, m);
  }),
  errno: getset('errno', (_, self) => (second(self) ? argument(self, 0) : NONE)),
  strerror: getset('strerror', (_, self) => (second(self) ? argument(self, 1) : NONE)),
  filename: plainField('filename'),
});
const second = (self: Value): boolean => self.kind === 'instance' && argsOf(self).length >= 2;

// ---- UnicodeError ---------------------------------------------------------------------------------------------
const fields = (...names: string[]): Record<string, Value> =>
  Object.fromEntries(names.map((name, i) => [name, fromArgs(name, i)]));
const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0');

/** `what` describes one element at the failing position. */
function unicodeMessage(
  m: Machine, self: Instance, verb: string, element: string, what: (text: string, at: number) => string,
): Value {
  const [encoding, object, start, end, reason] = argsOf(self);
  if (encoding?.kind !== 'str' || start?.kind !== 'int' || end?.kind !== 'int' || reason === undefined) return str('');
  const from = Number(start.value);
  const until = Number(end.value);
  const cause = m.str(reason);
  if (isUnknown(cause)) return cause;
  const source = object.kind === 'str' || object.kind === 'bytes' ? object.value : '';
  const place = until - from === 1 ? `${element} ${what(source, from)} in position ${from}`
    : `${element}s in position ${from}-${until - 1}`;
  return str(`'${encoding.value}' codec can't ${verb} ${place}: ${cause}`);
}
const escaped = (source: string, at: number): string => {
  const code = [...source][at]?.codePointAt(0) ?? 0;
  return code < 0x100 ? `'\\x${hex(code, 2)}'` : code < 0x10000 ? `'\\u${hex(code, 4)}'` : `'\\U${hex(code, 8)}'`;
};
redefine('UnicodeDecodeError', {
  __str__: def('', (m, self) => unicodeMessage(m, self, 'decode', 'byte', (s, at) => `0x${hex(s.charCodeAt(at), 2)}`)),
}, fields('encoding', 'object', 'start', 'end', 'reason'));
redefine('UnicodeEncodeError', {
  __str__: def('', (m, self) => unicodeMessage(m, self, 'encode', 'character', escaped)),
}, fields('encoding', 'object', 'start', 'end', 'reason'));

type UnicodeFault = 'UnicodeDecodeError' | 'UnicodeEncodeError';
export function unicodeError(
  m: Machine, type: UnicodeFault, encoding: string, object: Value, start: number, end: number, reason: string,
): Instance {
  return m.exception(type, [str(encoding), object, int(start), int(end), str(reason)]);
}
