// inspect: signatures of functions that are written in Python, the predicates, and the names bound in the frames of the last
// callers. Source text, code and lines are not available to a program here: they are unknown.
import type { Param } from '../../python/ast';
import { int, unknownOf } from '../../tensor/value';
import type { Machine, NativeModule } from '../machine';
import { bool, list, NONE, str, tuple, type Func, type Value } from '../value';
import { func } from '../types/define';
import { partialOf } from './functools';
import { fn, need, pythonModule, unknownFn, type Members } from './support';

const TEXT = String.raw`
class _empty:
    pass

class _Frame:
    def __init__(self, variables, back, other):
        self.f_locals, self.f_back = variables, back
        self.f_code = self.f_globals = self.f_builtins = self.f_lineno = self.f_lasti = self.f_trace = other

def getargvalues(frame):
    from collections import namedtuple
    return namedtuple('ArgInfo', 'args varargs keywords locals')(frame.f_code, frame.f_code, frame.f_code, frame.f_locals)

class _ParameterKind(int):
    _names = ('POSITIONAL_ONLY', 'POSITIONAL_OR_KEYWORD', 'VAR_POSITIONAL', 'KEYWORD_ONLY', 'VAR_KEYWORD')
    _texts = ('positional-only', 'positional or keyword', 'variadic positional', 'keyword-only', 'variadic keyword')
    @property
    def name(self):
        return self._names[int(self)]
    @property
    def value(self):
        return int(self)
    @property
    def description(self):
        return self._texts[int(self)]
    def __str__(self):
        return self._names[int(self)]
    def __repr__(self):
        return f'<_ParameterKind.{self._names[int(self)]}: {int(self)}>'

_KINDS = [_ParameterKind(i) for i in range(5)]

def formatannotation(annotation, base_module=None):
    if getattr(annotation, '__module__', None) == 'typing':
        return repr(annotation).replace('typing.', '')
    if isinstance(annotation, type):
        if annotation.__module__ in ('builtins', base_module):
            return annotation.__qualname__
        return annotation.__module__ + '.' + annotation.__qualname__
    return repr(annotation)

class Parameter:
    POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = _KINDS
    empty = _empty

    def __init__(self, name, kind, *, default=_empty, annotation=_empty):
        self._name = name
        self._kind = kind
        self._default = default
        self._annotation = annotation

    @property
    def name(self):
        return self._name
    @property
    def kind(self):
        return self._kind
    @property
    def default(self):
        return self._default
    @property
    def annotation(self):
        return self._annotation

    def replace(self, *, name=None, kind=None, default=..., annotation=...):
        return Parameter(self._name if name is None else name, self._kind if kind is None else kind,
                         default=self._default if default is ... else default,
                         annotation=self._annotation if annotation is ... else annotation)

    def __str__(self):
        text = self._name
        if self._annotation is not _empty:
            text = f'{text}: {formatannotation(self._annotation)}'
        if self._default is not _empty:
            text += f' = {self._default!r}' if self._annotation is not _empty else f'={self._default!r}'
        if self._kind == 2:
            return '*' + text
        return '**' + text if self._kind == 4 else text

    def __repr__(self):
        return f'<Parameter "{self}">'

    def __eq__(self, other):
        if not isinstance(other, Parameter):
            return NotImplemented
        return (self._name, int(self._kind), self._default, self._annotation) == (
            other._name, int(other._kind), other._default, other._annotation)

    def __hash__(self):
        return hash((self._name, int(self._kind)))

class BoundArguments:
    def __init__(self, signature, arguments):
        self.signature = signature
        self.arguments = arguments

    @property
    def args(self):
        found = []
        for name, param in self.signature.parameters.items():
            if param.kind in (3, 4) or name not in self.arguments:
                break
            if param.kind == 2:
                found.extend(self.arguments[name])
            else:
                found.append(self.arguments[name])
        return tuple(found)

    @property
    def kwargs(self):
        found = {}
        started = False
        for name, param in self.signature.parameters.items():
            if not started:
                if param.kind in (3, 4):
                    started = True
                elif name not in self.arguments:
                    started = True
                    continue
            if not started or name not in self.arguments:
                continue
            if param.kind == 4:
                found.update(self.arguments[name])
            else:
                found[name] = self.arguments[name]
        return found

    def apply_defaults(self):
        full = {}
        for name, param in self.signature.parameters.items():
            if name in self.arguments:
                full[name] = self.arguments[name]
            elif param.default is not _empty:
                full[name] = param.default
            elif param.kind == 2:
                full[name] = ()
            elif param.kind == 4:
                full[name] = {}
        self.arguments = full

    def __repr__(self):
        return f'<BoundArguments ({", ".join(f"{k}={v!r}" for k, v in self.arguments.items())})>'

class Signature:
    empty = _empty

    def __init__(self, parameters=None, *, return_annotation=_empty):
        self.parameters = {p.name: p for p in (parameters or ())}
        self.return_annotation = return_annotation

    @classmethod
    def from_callable(cls, obj, *, follow_wrapped=True):
        return signature(obj, follow_wrapped=follow_wrapped)

    def replace(self, *, parameters=None, return_annotation=...):
        return Signature(self.parameters.values() if parameters is None else parameters,
                         return_annotation=self.return_annotation if return_annotation is ... else return_annotation)

    def bind(self, /, *args, **kwargs):
        return self._bind(args, kwargs, False)

    def bind_partial(self, /, *args, **kwargs):
        return self._bind(args, kwargs, True)

    def _bind(self, args, kwargs, partial):
        found = {}
        rest = list(args)
        params = list(self.parameters.values())
        for i, param in enumerate(params):
            if param.kind == 2:
                if rest or not partial and False:
                    found[param.name] = tuple(rest)
                rest = []
            elif param.kind in (0, 1):
                if rest:
                    if param.name in kwargs and param.kind == 1:
                        raise TypeError(f'multiple values for argument {param.name!r}')
                    found[param.name] = rest.pop(0)
                elif param.name in kwargs and param.kind == 1:
                    found[param.name] = kwargs.pop(param.name)
                elif param.default is _empty and not partial:
                    raise TypeError(f'missing a required argument: {param.name!r}')
            elif param.kind == 3:
                if rest:
                    break
                if param.name in kwargs:
                    found[param.name] = kwargs.pop(param.name)
                elif param.default is _empty and not partial:
                    raise TypeError(f'missing a required argument: {param.name!r}')
        if rest:
            raise TypeError('too many positional arguments')
        if kwargs:
            last = params[-1] if params else None
            if last is None or last.kind != 4:
                raise TypeError(f'got an unexpected keyword argument {next(iter(kwargs))!r}')
            found[last.name] = kwargs
        return BoundArguments(self, found)

    def __str__(self):
        parts = []
        star = slash = False
        for param in self.parameters.values():
            if param.kind == 0:
                slash = True
            elif slash:
                parts.append('/')
                slash = False
            if param.kind == 2:
                star = True
            elif param.kind == 3 and not star:
                parts.append('*')
                star = True
            parts.append(str(param))
        if slash:
            parts.append('/')
        text = f'({", ".join(parts)})'
        if self.return_annotation is not _empty:
            text += f' -> {formatannotation(self.return_annotation)}'
        return text

    def __repr__(self):
        return f'<Signature {self}>'

    def __eq__(self, other):
        return isinstance(other, Signature) and list(self.parameters.values()) == list(other.parameters.values())

def _from_function(func):
    hints = getattr(func, '__annotations__', None) or {}
    made = []
    for name, kind, has_default, default in _parameters(func):
        made.append(Parameter(name, _KINDS[kind], default=default if has_default else _empty, annotation=hints.get(name, _empty)))
    return Signature(made, return_annotation=hints.get('return', _empty))

def _without_first(sig):
    params = list(sig.parameters.values())
    if params and params[0].kind in (0, 1):
        params = params[1:]
    return sig.replace(parameters=params)

def _of_partial(func, args, keywords):
    sig = signature(func)
    bound = sig.bind_partial(*args, **keywords)
    made = []
    keyword_only = False
    for name, param in sig.parameters.items():
        if name in keywords and param.kind in (1, 3):
            keyword_only = True
            made.append(param.replace(kind=_KINDS[3], default=keywords[name]))
        elif name in bound.arguments and param.kind in (0, 1):
            continue
        elif keyword_only and param.kind == 1:
            made.append(param.replace(kind=_KINDS[3]))
        elif not (keyword_only and param.kind == 2):
            made.append(param)
    return sig.replace(parameters=made)

def signature(obj, *, follow_wrapped=True, globals=None, locals=None, eval_str=False):
    if not callable(obj):
        raise TypeError(f'{obj!r} is not a callable object')
    if ismethod(obj):
        return _without_first(signature(obj.__func__))
    if follow_wrapped and not isinstance(obj, type):
        obj = unwrap(obj)
    given = getattr(obj, '__signature__', None)
    if given is not None:
        return given
    if _is_function(obj):
        return _from_function(obj)
    parts = _partial_parts(obj)
    if parts is not None:
        return _of_partial(*parts)
    if isinstance(obj, type):
        call = type(obj).__call__ if type(obj) is not type else None
        if call is not None and _is_function(call):
            return _without_first(_from_function(call))
        for name in ('__new__', '__init__'):
            for base in obj.__mro__:
                if name in base.__dict__:
                    found = getattr(obj, name)
                    if _is_function(found):
                        return _without_first(signature(found))
                    break
        if obj.__init__ is object.__init__:
            return Signature()
        for base in obj.__mro__:
            if '__init__' in base.__dict__:
                text = base.__dict__.get('__text_signature__')
                if isinstance(text, str):
                    return _without_first(_from_function(eval(f'lambda {text[1:-1]}: None')))
                break
        return _builtin_signature(obj)
    call = getattr(type(obj), '__call__', None)
    if _is_function(call):
        return _without_first(signature(call))
    return _builtin_signature(obj)

def unwrap(func, *, stop=None):
    while hasattr(func, '__wrapped__') and not isinstance(func, type):
        if stop is not None and stop(func):
            break
        func = func.__wrapped__
    return func

class FullArgSpec(tuple):
    _fields = ('args', 'varargs', 'varkw', 'defaults', 'kwonlyargs', 'kwonlydefaults', 'annotations')
    args = property(lambda self: self[0])
    varargs = property(lambda self: self[1])
    varkw = property(lambda self: self[2])
    keywords = varkw
    defaults = property(lambda self: self[3])
    kwonlyargs = property(lambda self: self[4])
    kwonlydefaults = property(lambda self: self[5])
    annotations = property(lambda self: self[6])
    def __repr__(self):
        return f'FullArgSpec({", ".join(f"{n}={v!r}" for n, v in zip(self._fields, self))})'

def getfullargspec(func):
    bound = ismethod(func)
    if isinstance(func, type):
        func, bound = func.__init__, False
    sig = _from_function(func.__func__ if bound else func)
    args, varargs, varkw, defaults, kwonly, kwdefaults = [], None, None, [], [], {}
    for p in sig.parameters.values():
        if p.kind in (0, 1):
            args.append(p.name)
            if p.default is not _empty:
                defaults.append(p.default)
        elif p.kind == 2:
            varargs = p.name
        elif p.kind == 3:
            kwonly.append(p.name)
            if p.default is not _empty:
                kwdefaults[p.name] = p.default
        else:
            varkw = p.name
    return FullArgSpec((args, varargs, varkw, tuple(defaults) or None, kwonly, kwdefaults or None,
                        dict(getattr(func, '__annotations__', None) or {})))

getargspec = getfullargspec

def getmembers(obj, predicate=None):
    found = []
    for name in sorted(set(dir(obj))):
        try:
            value = getattr(obj, name)
        except AttributeError:
            continue
        if predicate is None or predicate(value):
            found.append((name, value))
    return found

def isgeneratorfunction(obj):
    return _is_generator(obj)
def iscoroutinefunction(obj):
    return _is_async(obj)
def isabstract(obj):
    return isinstance(obj, type) and bool(getattr(obj, '__abstractmethods__', ()))
def getmro(cls):
    return cls.__mro__
def getmodule(obj, _filename=None):
    import sys
    return sys.modules.get(getattr(obj, '__module__', None))
def getmodulename(path):
    return path.rsplit('/', 1)[-1].rsplit('.', 1)[0]
def cleandoc(doc):
    lines = doc.expandtabs().split('\n')
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(margins) if margins else 0
    lines = [lines[0].lstrip()] + [line[margin:] for line in lines[1:]]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return '\n'.join(lines)
def getdoc(obj):
    doc = getattr(obj, '__doc__', None)
    return cleandoc(doc) if isinstance(doc, str) else None
`;

function parameters(f: Func): Value {
  const found: Value[] = [];
  const add = (p: Param, kind: number): void => {
    const value = f.defaults.get(p.name);
    found.push(tuple([str(p.name), int(kind), bool(value !== undefined), value ?? NONE]));
  };
  const { posonly, args, vararg, kwonly, kwarg } = f.node.args;
  for (const p of posonly) add(p, 0);
  for (const p of args) add(p, 1);
  if (vararg) add(vararg, 2);
  for (const p of kwonly) add(p, 3);
  if (kwarg) add(kwarg, 4);
  return list(found);
}

const test = (name: string, p: (v: Value, m: Machine) => boolean): Value =>
  func(name, 'object', (m, v) => bool(p(v, m)));

const isFunctionDef = (v: Value): v is Func => v.kind === 'func';
const NATIVE = 'native functions have no Python signature here';

/** How many frames back from the one that asks are known. */
const FRAMES_BACK = 2;

/** A frame as far as code that stores its caller's arguments needs it: the names bound in it when it was asked for. */
function frameAt(m: Machine, depth: number): Value {
  const variables = m.callerLocals(depth);
  // Nothing is lost before somebody looks at it: no gap of the run yet.
  const message = 'the code, lines and callers of a frame';
  const beyond = unknownOf({ code: 'library-not-modelled', message, origin: m.origin() });
  if (!variables || depth > FRAMES_BACK) return beyond;
  return m.call(m.getattr(m.import('inspect'), '_Frame'), [m.dictFrom([...variables]), frameAt(m, depth + 1), beyond]);
}

const globals: Members = {
  _parameters: fn('_parameters', (m, args) => {
    const f = need(args, 0);
    return f.kind === 'func' ? parameters(f) : m.unknown('library-not-modelled', NATIVE);
  }),
  _partial_parts: fn('_partial_parts', (_, args) => {
    const p = partialOf(args[0]);
    return p ? tuple([p.func, tuple(p.args), p.keywords]) : NONE;
  }),
  _builtin_signature: fn('_builtin_signature', (m) => m.unknown('library-not-modelled', NATIVE)),
  _is_function: test('_is_function', isFunctionDef),
  _is_generator: test('_is_generator', (v) => isFunctionDef(v) && v.node.kind === 'FunctionDef' && v.node.isGenerator),
  _is_async: test('_is_async', (v) => isFunctionDef(v) && v.node.kind === 'FunctionDef' && v.node.isAsync),
  isclass: test('isclass', (v) => v.kind === 'class'), isfunction: test('isfunction', isFunctionDef),
  ismethod: test('ismethod', (v) => v.kind === 'method' && v.func.kind !== 'builtin'),
  ismodule: test('ismodule', (v) => v.kind === 'module'),
  isbuiltin: test('isbuiltin', (v) => v.kind === 'builtin' || (v.kind === 'method' && v.func.kind === 'builtin')),
  isroutine: test('isroutine', (v) => v.kind === 'func' || v.kind === 'builtin' || v.kind === 'method'),
  isgenerator: test('isgenerator', (v) => v.kind === 'iterator' && v.name === 'generator'),
  isdatadescriptor: test('isdatadescriptor', (v, m) => v.kind === 'instance' && m.findSpecial(v, '__set__') !== undefined),
  ismethoddescriptor: test('ismethoddescriptor', (v) => v.kind === 'builtin' && v.binds),
  currentframe: fn('currentframe', (m) => frameAt(m, 0)),
  stack: unknownFn('inspect.stack', 'library-not-modelled'),
  getsource: unknownFn('inspect.getsource', 'external-input'), getsourcefile: unknownFn('inspect.getsourcefile',
    'external-input'),
  getsourcelines: unknownFn('inspect.getsourcelines', 'external-input'), getfile: unknownFn('inspect.getfile', 'external-input'),
  getframeinfo: unknownFn('inspect.getframeinfo', 'library-not-modelled'),
  getouterframes: unknownFn('inspect.getouterframes', 'library-not-modelled'),
};

export const inspect: NativeModule = pythonModule('inspect', TEXT, () => globals);
