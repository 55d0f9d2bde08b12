// typing and typing_extensions: everything can be subscripted, compared, printed and used as a base class; nothing is
// checked. Knows no type theory beyond substitution of type variables and flattening of unions.
import type { Machine, NativeModule } from '../machine';
import {
  bool, builtin, builtinClass, FALSE, instance, list, method, NONE, str, tuple, type Args, type Class, type Instance,
  type PyModule, type Value,
} from '../value';
import { genericAliasType, isAliasNative, isUnionNative, noneType, objectType, typeType, unionType } from '../types/index';
import { wrapClass } from '../types/define';
import { abcClass, collectionsAbcClass } from './abc';
import { typedRecords } from './typedRecords';
import { builtinType, fn, moduleOf, need, noop, simple } from './support';

interface Alias {
  readonly alias: true;
  readonly name: string | null;
  readonly origin: Value;
  readonly args: readonly Value[];
  readonly bare: boolean;
}
interface Form { readonly form: string }
const isAlias = (n: unknown): n is Alias => typeof n === 'object' && n !== null && 'alias' in n;
const isForm = (n: unknown): n is Form => typeof n === 'object' && n !== null && 'form' in n;
const aliasOf = (v: Value | undefined): Alias | undefined => (v?.kind === 'instance' && isAlias(v.native) ? v.native : undefined);
const formOf = (v: Value | undefined): string | undefined => (v?.kind === 'instance' && isForm(v.native)
  ? v.native.form : undefined);

const items = (key: Value): readonly Value[] => (key.kind === 'tuple' && key.cls === null ? key.items : [key]);
const self = (args: Args): Value => need(args, 0);

/** As typing._type_repr: a class by its name (with the module unless builtin), anything else by repr. */
function typeText(m: Machine, v: Value): string {
  if (v.kind === 'none') return 'None';
  if (v.kind === 'ellipsis') return '...';
  if (v.kind === 'class') return v.module === 'builtins' ? (v === noneType ? 'NoneType' : v.qualname)
    : `${v.module}.${v.qualname}`;
  if (v.kind === 'list') return `[${v.items.map((x) => typeText(m, x)).join(', ')}]`;
  if (v.kind === 'str') return `ForwardRef('${v.value}')`;
  const text = m.repr(v);
  return typeof text === 'string' ? text : '?';
}

function aliasText(m: Machine, a: Alias): string {
  if (a.bare) return `typing.${a.name ?? ''}`;
  const args = a.args.map((x) => typeText(m, x));
  if (a.name === 'Union' && a.args.length === 2 && a.args.some(isNoneType)) {
    return `typing.Optional[${a.args.filter((x) => !isNoneType(x)).map((x) => typeText(m, x)).join(', ')}]`;
  }
  if (a.name === 'Callable') {
    const result = args.pop() ?? '';
    return a.args[0]?.kind === 'ellipsis' ? `typing.Callable[..., ${result}]`
      : `typing.Callable[[${args.join(', ')}], ${result}]`;
  }
  if (a.name === 'Literal') {
    return `typing.Literal[${a.args.map((x) => m.repr(x)).map((x) => (typeof x === 'string' ? x : '?')).join(', ')}]`;
  }
  if (a.name === 'Annotated') {
    const notes = a.args.slice(1).map((x) => m.repr(x)).map((x) => (typeof x === 'string' ? x : '?'));
    return `typing.Annotated[${[args[0], ...notes].join(', ')}]`;
  }
  const head = a.name === null ? typeText(m, a.origin) : `typing.${a.name}`;
  return `${head}[${args.length === 0 ? '()' : args.join(', ')}]`;
}

const isNoneType = (v: Value): boolean => v.kind === 'none' || v === noneType;
const isVariable = (v: Value): boolean => v.kind === 'instance' && (v.cls === typeVarType || v.cls === paramSpecType);

function parameters(args: readonly Value[]): Value[] {
  const found: Value[] = [];
  for (const a of args) {
    const inner = isVariable(a) ? [a] : a.kind === 'list' ? parameters(a.items) : parameters(aliasOf(a)?.args ?? genericArgs(a));
    for (const p of inner) if (!found.includes(p)) found.push(p);
  }
  return found;
}

function genericArgs(v: Value): readonly Value[] {
  if (v.kind !== 'instance' || v.cls !== genericAliasType) return [];
  return isAliasNative(v.native) ? v.native.args : [];
}

function makeAlias(name: string | null, origin: Value, args: readonly Value[], bare = false): Instance {
  const alias = instance(genericAlias, { alias: true, name, origin, args, bare } satisfies Alias);
  alias.attrs.set('__origin__', origin);
  alias.attrs.set('_name', name === null ? NONE : str(name));
  if (!bare) {
    alias.attrs.set('__args__', tuple(args));
    alias.attrs.set('__parameters__', tuple(parameters(args)));
  }
  return alias;
}

/** None stands for its type; a string is a forward reference and stays a string. */
const asType = (v: Value): Value => (v.kind === 'none' ? noneType : v);

export function makeUnion(m: Machine, members: readonly Value[]): Value {
  const flat: Value[] = [];
  for (const member of members.map(asType)) {
    const alias = aliasOf(member);
    const parts = alias?.name === 'Union' && !alias.bare ? alias.args : unionMembers(member);
    for (const part of parts) if (!flat.some((x) => x === part || m.equals(x, part) === true)) flat.push(part);
  }
  const [only] = flat;
  if (flat.length === 1 && only) return only;
  return makeAlias('Union', UNION, flat);
}

function unionMembers(v: Value): readonly Value[] {
  if (v.kind !== 'instance' || v.cls !== unionType) return [v];
  return isUnionNative(v.native) ? v.native.members : [v];
}

function substitute(m: Machine, v: Value, from: readonly Value[], to: readonly Value[]): Value {
  const i = from.indexOf(v);
  const value = to[i];
  if (i >= 0 && value) return value;
  if (v.kind === 'list') return list(v.items.map((x) => substitute(m, x, from, to)));
  const alias = aliasOf(v);
  if (alias) {
    const args = alias.args.map((x) => substitute(m, x, from, to));
    return alias.name === 'Union' ? makeUnion(m, args) : makeAlias(alias.name, alias.origin, args);
  }
  const args = genericArgs(v);
  if (args.length > 0) return m.getitem(m.getattr(v, '__origin__'), tuple(args.map((x) => substitute(m, x, from, to))));
  return v;
}

function subscript(m: Machine, value: Value, key: Value): Value {
  const a = aliasOf(value);
  if (!a) return value;
  if (!a.bare) {
    const from = parameters(a.args);
    if (from.length === 0) m.raise('TypeError', `${aliasText(m, a)} is not a generic class`);
    return substitute(m, value, from, items(key).map(asType));
  }
  let args = items(key);
  if (a.name === 'Callable') {
    const [params, result] = args;
    if (params && result) args = params.kind === 'list' ? [...params.items, result] : [params, result];
  }
  return makeAlias(a.name, a.origin, args.map(asType));
}

/** Aliases that make what they stand for when called; `List()` and its like do not. */
const INSTANTIABLE = new Set(['OrderedDict', 'DefaultDict', 'Counter', 'Deque', 'ChainMap']);

/** `List[int]`, `Union[int, str]`, `Foo[int]`. */
const genericAlias: Class = builtinClass('_GenericAlias', 'typing', [objectType], {
  __module__: str('typing'),
  __getitem__: method('__getitem__', (m, args) => subscript(m, self(args), need(args, 1))),
  __call__: method('__call__', (m, [alias, ...args], kwargs) => {
    const a = aliasOf(alias);
    if (!a) return NONE;
    if (a.name !== null && formOf(a.origin) !== undefined) m.raise('TypeError', `Cannot instantiate ${aliasText(m, a)}`);
    if (a.name !== null && !INSTANTIABLE.has(a.name)) m.raise('TypeError',
      `Type ${a.name} cannot be instantiated; use ${typeText(m, a.origin)}() instead`);
    return m.call(a.origin, args, kwargs);
  }),
  __mro_entries__: method('__mro_entries__', (_, args) => {
    const a = aliasOf(args[0]);
    if (!a) return tuple([]);
    return tuple(parameters(a.args).length > 0 && a.name !== null && a.origin !== genericClass
      ? [a.origin, genericClass] : [a.origin]);
  }),
  __getattr__: method('__getattr__', (m, args) => {
    const [alias, name] = args;
    const a = aliasOf(alias);
    if (!a || name?.kind !== 'str') return NONE;
    if (name.value === '__name__' || name.value === '__qualname__') {
      if (a.name !== null) return str(a.name);
    } else if (name.value.startsWith('__')) m.raise('AttributeError', name.value);
    return m.getattr(a.origin, name.value);
  }),
  __repr__: method('__repr__', (m, args) => {
    const a = aliasOf(args[0]);
    return str(a ? aliasText(m, a) : '?');
  }),
  __eq__: method('__eq__', (m, [x, y]) => {
    const a = aliasOf(x);
    const b = aliasOf(y);
    if (!a || !b || a.origin !== b.origin || a.args.length !== b.args.length) return FALSE;
    const has = (list: readonly Value[], v: Value): boolean => list.some((w) => m.equals(v, w) === true);
    if (a.name === 'Union') return bool(a.args.every((v) => has(b.args, v)));
    return bool(a.args.every((v, i) => m.equals(v, need(b.args, i)) === true));
  }),
  __hash__: method('__hash__', (m, args) => {
    const a = aliasOf(args[0]);
    const text = a ? aliasText(m, a) : '';
    let h = 7;
    for (const c of text) h = (h * 31 + (c.codePointAt(0) ?? 0)) % 1_000_003;
    return { kind: 'int', value: h, origin: null };
  }),
  __or__: method('__or__', (m, args) => makeUnion(m, args)),
  __ror__: method('__ror__', (m, [a, b]) => makeUnion(m, a && b ? [b, a] : [])),
  __instancecheck__: method('__instancecheck__', (m, args) => {
    const a = aliasOf(args[0]);
    if (!a) return FALSE;
    if (a.name === 'Union') return checkAny(m, need(args, 1), a.args);
    if (!a.bare) m.raise('TypeError', 'Subscripted generics cannot be used with class and instance checks');
    return checkAny(m, need(args, 1), [a.origin]);
  }),
  __subclasscheck__: method('__subclasscheck__', (m, args) => {
    const a = aliasOf(args[0]);
    const cls = args[1];
    if (!a || cls?.kind !== 'class') return FALSE;
    const of = a.name === 'Union' ? a.args : [a.origin];
    return bool(of.some((c) => c.kind === 'class' && m.isSubclass(cls, c)));
  }),
});

function checkAny(m: Machine, value: Value, classes: readonly Value[]): Value {
  if (value.kind === 'unknown') return value;
  return bool(classes.some((c) => m.isInstance(value, asType(c)) === true));
}

/** `Optional`, `Literal`, `ClassVar`: a name that is subscripted. */
const formType: Class = builtinClass('_SpecialForm', 'typing', [objectType], {
  __module__: str('typing'),
  __getitem__: method('__getitem__', (m, args) => {
    const form = self(args);
    const name = formOf(form) ?? '';
    const params = items(need(args, 1));
    const [first] = params;
    if (name === 'Optional' && first) return makeUnion(m, [first, noneType]);
    if (name === 'Union') {
      if (params.length === 0) m.raise('TypeError', 'Cannot take a Union of no types.');
      return makeUnion(m, params);
    }
    return makeAlias(name, form, name === 'Literal' ? params : params.map(asType));
  }),
  __call__: method('__call__', (m, args) => m.raise('TypeError', `Cannot instantiate typing.${formOf(args[0]) ?? ''}`)),
  __repr__: method('__repr__', (_, args) => str(`typing.${formOf(args[0]) ?? ''}`)),
  __or__: method('__or__', (m, args) => makeUnion(m, args)),
  __ror__: method('__ror__', (m, [a, b]) => makeUnion(m, a && b ? [b, a] : [])),
});
const form = (name: string): Instance => instance(formType, { form: name } satisfies Form);
const UNION = form('Union');

function variableClass(name: string): Class {
  return builtinClass(name, 'typing', [objectType], {
    __init__: method('__init__', (m, args, kwargs) => {
      const [it, title, ...constraints] = args;
      if (it?.kind !== 'instance') return NONE;
      m.heap.set(it.attrs, '__name__', title ?? NONE);
      m.heap.set(it.attrs, '__constraints__', tuple(constraints));
      m.heap.set(it.attrs, '__bound__', kwargs.get('bound') ?? NONE);
      m.heap.set(it.attrs, '__covariant__', kwargs.get('covariant') ?? FALSE);
      m.heap.set(it.attrs, '__contravariant__', kwargs.get('contravariant') ?? FALSE);
      if (name === 'ParamSpec') for (const part of ['args', 'kwargs']) m.heap.set(it.attrs, part, form(part));
      return NONE;
    }),
    __repr__: method('__repr__', (_, args) => {
      const it = args[0];
      const title = it?.kind === 'instance' ? it.attrs.get('__name__') : undefined;
      const sign = it?.kind === 'instance' && it.attrs.get('__covariant__') !== FALSE ? '+' : '~';
      return str(sign + (title?.kind === 'str' ? title.value : '?'));
    }),
    __or__: method('__or__', (m, args) => makeUnion(m, args)),
    __ror__: method('__ror__', (m, [a, b]) => makeUnion(m, a && b ? [b, a] : [])),
    __iter__: method('__iter__', (m, args) => m.getattr(list([...args]), '__iter__')),
  });
}
const typeVarType = variableClass('TypeVar');
const paramSpecType = variableClass('ParamSpec');
const typeVarTupleType = variableClass('TypeVarTuple');

const newTypeType: Class = builtinClass('NewType', 'typing', [objectType], {
  __init__: method('__init__', (m, [it, name, base]) => {
    if (it?.kind !== 'instance') return NONE;
    m.heap.set(it.attrs, '__name__', name ?? NONE);
    m.heap.set(it.attrs, '__qualname__', name ?? NONE);
    m.heap.set(it.attrs, '__supertype__', base ?? NONE);
    return NONE;
  }),
  __call__: method('__call__', (_, args) => need(args, 1)),
  __or__: method('__or__', (m, args) => makeUnion(m, args)),
});

/** Its subscript is an alias of the class. */
const genericClass: Class = builtinClass('Generic', 'typing', [objectType], {
  __class_getitem__: wrapClass(builtin('__class_getitem__', (_, args) =>
    makeAlias(null, need(args, 0), items(need(args, 1)).map(asType)))),
  __init_subclass__: wrapClass(builtin('__init_subclass__', (m, args, kwargs) => {
    const cls = need(args, 0);
    if (cls.kind !== 'class') return NONE;
    const written = cls.attrs.get('__orig_bases__');
    const bases = written?.kind === 'tuple' ? written.items : [];
    const generic = bases.find((base) => aliasOf(base)?.origin === genericClass);
    m.heap.set(cls.attrs, '__parameters__', tuple(parameters(generic ? [generic] : bases)));
    return m.call(m.getattr(objectType, '__init_subclass__'), [], kwargs);
  })),
  __parameters__: tuple([]),
});
const protocolClass: Class = abcClass('Protocol', 'typing', [genericClass]);
const anyMeta: Class = builtinClass('_AnyMeta', 'typing', [typeType], { __repr__: method('__repr__', () => str('typing.Any')) });
const anyClass: Class = builtinClass('Any', 'typing', [objectType], {});
anyClass.metaclass = anyMeta;

const BUILTIN_ALIASES: Readonly<Record<string, string>> = {
  List: 'list', Dict: 'dict', Set: 'set', FrozenSet: 'frozenset', Tuple: 'tuple', Type: 'type',
};
const ABC_ALIASES = [
  'Iterable', 'Iterator', 'Sequence', 'MutableSequence', 'Mapping', 'MutableMapping', 'Callable', 'Collection', 'Container',
  'Hashable',
  'Sized', 'Generator', 'Reversible', 'Awaitable', 'Coroutine', 'AsyncIterable', 'AsyncIterator', 'AsyncGenerator', 'MutableSet',
  'KeysView', 'ValuesView', 'ItemsView', 'MappingView', 'ByteString',
];
const COLLECTION_ALIASES: Readonly<Record<string, string>> = {
  DefaultDict: 'defaultdict', OrderedDict: 'OrderedDict', Counter: 'Counter', Deque: 'deque', ChainMap: 'ChainMap',
};
const CONTEXT_ALIASES: Readonly<Record<string, string>> = {
  ContextManager: 'AbstractContextManager', AsyncContextManager: 'AbstractAsyncContextManager',
};
const FORMS = [
  'Optional', 'Literal', 'Final', 'ClassVar', 'NoReturn', 'Never', 'Self', 'Annotated', 'Concatenate', 'TypeAlias', 'Required',
  'NotRequired', 'TypeGuard', 'Unpack', 'LiteralString', 'TypeIs', 'ReadOnly', 'Buffer',
];
const PROTOCOLS: Readonly<Record<string, string>> = {
  SupportsInt: '__int__', SupportsFloat: '__float__', SupportsComplex: '__complex__', SupportsBytes: '__bytes__',
  SupportsIndex: '__index__', SupportsAbs: '__abs__', SupportsRound: '__round__',
};

const identity = (name: string): Value => simple(name, ['x'], (_, [x]) => x ?? NONE);
/** `@decorator` or `@decorator(options)`: changes nothing. */
const harmless = (name: string): Value => fn(name, (_, args, kwargs) => {
  const [f] = args;
  return f && kwargs.size === 0 && (f.kind === 'func' || f.kind === 'class') ? f : identity(name);
});

function typeHints(m: Machine, of: Value, extras: boolean): Value {
  if (of.kind === 'unknown') return of;
  const found: [Value | string, Value][] = [];
  const sources: Value[] = of.kind === 'class' ? [...of.mro].reverse() : [of];
  for (const source of sources) {
    const hints = source.kind === 'class' ? source.attrs.get('__annotations__') : m.findattr(source, '__annotations__');
    if (hints?.kind !== 'dict') continue;
    for (const { key, value } of hints.entries.values()) found.push([key, meant(m, source, value, extras)]);
  }
  return m.dictFrom(found);
}

/** A hint with its strings evaluated where they stand, and without `Annotated` unless `extras` are asked for. */
function meant(m: Machine, source: Value, hint: Value, extras: boolean): Value {
  if (hint.kind === 'str') {
    const module = m.findattr(source, '__module__');
    const home = module?.kind === 'str' ? m.modules.get(module.value) : undefined;
    const names = home && m.findattr(home, '__dict__');
    const value = m.call(m.builtins.get('eval') ?? NONE, names ? [hint, names] : [hint]);
    return value.kind === 'str' ? value : meant(m, source, value, extras);
  }
  const alias = aliasOf(hint);
  if (!alias || alias.bare || alias.name === 'Literal') return asType(hint);
  if (alias.name === 'Annotated') {
    const [type, ...notes] = alias.args;
    const inner = meant(m, source, type, extras);
    return extras ? makeAlias(alias.name, alias.origin, [inner, ...notes]) : inner;
  }
  const args = alias.args.map((each) => meant(m, source, each, extras));
  return alias.name === 'Union' ? makeUnion(m, args) : makeAlias(alias.name, alias.origin, args);
}

function originOf(v: Value): Value {
  const alias = aliasOf(v);
  if (alias) return alias.origin;
  if (v.kind === 'instance' && isAliasNative(v.native)) return v.native.origin;
  if (v.kind === 'instance' && v.cls === unionType) return unionType;
  return v === genericClass ? genericClass : NONE;
}

function argsOf(m: Machine, v: Value): Value {
  const alias = aliasOf(v);
  if (alias?.bare) return tuple([]);
  if (alias?.name === 'Callable' && alias.args[0]?.kind !== 'ellipsis') {
    return tuple([list(alias.args.slice(0, -1)), need(alias.args, alias.args.length - 1)]);
  }
  if (alias) return tuple(alias.args);
  return v.kind === 'instance' ? m.findattr(v, '__args__') ?? tuple([]) : tuple([]);
}

function aliases(m: Machine): Record<string, Value> {
  const found: Record<string, Value> = {};
  for (const [name, builtinName] of Object.entries(BUILTIN_ALIASES)) found[name] = makeAlias(name,
    builtinType(m, builtinName), [], true);
  for (const name of ABC_ALIASES) {
    const origin = collectionsAbcClass(name);
    if (origin) found[name] = makeAlias(name, origin, [], true);
  }
  const set = collectionsAbcClass('Set');
  if (set) found['AbstractSet'] = makeAlias('AbstractSet', set, [], true);
  for (const name of FORMS) found[name] = form(name);
  for (const [name, special] of Object.entries(PROTOCOLS)) found[name] = abcClass(name, 'typing', [objectType], [special]);
  return found;
}

/** Names whose classes live in modules that are only imported when somebody asks. */
function laterNames(m: Machine, module: string): (name: string) => Value | undefined {
  const made = new Map<string, Value>();
  const make = (name: string): Value | undefined => {
    const collection = COLLECTION_ALIASES[name];
    const context = CONTEXT_ALIASES[name];
    if (collection ?? context) {
      const home = m.import(collection === undefined ? 'contextlib' : 'collections');
      return makeAlias(name, m.getattr(home, collection ?? context ?? ''), [], true);
    }
    if (name === 'Pattern' || name === 'Match') return makeAlias(name, m.getattr(m.import('re'), name), [], true);
    if (name === 'NamedTuple' || name === 'TypedDict') return typedRecords(m).attrs.get(name);
    if (name.startsWith('__')) return undefined;
    // typing_extensions grows with every release of Python.
    return module === 'typing_extensions' ? form(name) : undefined;
  };
  return (name) => {
    const value = made.get(name) ?? make(name);
    if (value) made.set(name, value);
    return value;
  };
}

function members(m: Machine): Record<string, Value> {
  return {
    ...aliases(m), Union: UNION, Any: anyClass, Generic: genericClass, Protocol: protocolClass,
    TypeVar: typeVarType, ParamSpec: paramSpecType, TypeVarTuple: typeVarTupleType, NewType: newTypeType,
    AnyStr: variable(m, 'AnyStr'), Text: builtinType(m, 'str'), TYPE_CHECKING: FALSE,
    IO: makeAlias('IO', objectType, [], true), TextIO: objectType, BinaryIO: objectType,
    Hashable: collectionsAbcClass('Hashable') ?? NONE,
    Sized: collectionsAbcClass('Sized') ?? NONE,
    cast: simple('cast', ['typ', 'val'], (_, [, v]) => v ?? NONE),
    assert_type: simple('assert_type', ['val', 'typ'], (_, [v]) => v ?? NONE),
    reveal_type: identity('reveal_type'), overload: harmless('overload'), final: harmless('final'),
    override: harmless('override'),
    no_type_check: harmless('no_type_check'), no_type_check_decorator: harmless('no_type_check_decorator'),
    runtime_checkable: harmless('runtime_checkable'), runtime: harmless('runtime'),
    dataclass_transform: harmless('dataclass_transform'),
    deprecated: harmless('deprecated'), get_overloads: noop('get_overloads', list([])),
    get_type_hints: simple('get_type_hints', ['obj', 'globalns=', 'localns=', 'include_extras='],
      (k, [of, , , extras]) => typeHints(k, of ?? NONE, extras !== undefined && k.truth(extras) === true)),
    get_origin: simple('get_origin', ['tp'], (_, [v]) => originOf(v ?? NONE)),
    get_args: simple('get_args', ['tp'], (k, [v]) => argsOf(k, v ?? NONE)),
    is_typeddict: noop('is_typeddict', FALSE), ForwardRef: fn('ForwardRef', (_, args) => need(args, 0)),
  };
}

function variable(m: Machine, name: string): Value {
  return m.call(typeVarType, [str(name)]);
}

function typingModule(m: Machine): PyModule {
  return moduleOf('typing', members(m), { lookup: laterNames(m, 'typing') });
}

export const typing: NativeModule = typingModule;
/** The same objects: `typing_extensions.List is typing.List`. */
export const typingExtensions: NativeModule = (m) => {
  const base = m.import('typing');
  const attrs = base.kind === 'module' ? Object.fromEntries(base.attrs) : {};
  const find = base.kind === 'module' ? base.lookup : null;
  const later = laterNames(m, 'typing_extensions');
  return moduleOf('typing_extensions', attrs, { lookup: (name) => find?.(name) ?? later(name) });
};
