# Typing.
from typing import *
import typing, types
T = TypeVar('T')
K = TypeVar('K', bound=int)
P = ParamSpec('P')
print(Optional[int], Union[int, str], List[int], Dict[str, int], Tuple[int, ...], Callable[[int], str], Any)
print(Type[int], Literal['a', 1], Union[int, None], Union[int], Optional[Union[int, str]], ClassVar[int])
print(Final[int], Iterable[T], Sequence[int], Annotated[int, 'meta'])
print(get_origin(List[int]), get_args(Dict[str, int]), get_origin(Union[int, str]) is Union)
print(get_args(Optional[int]), get_origin(int), get_type_hints(lambda x: x), T, K, T.__name__, K.__bound__, List)
print(Dict)
def f(a: int, b: 'List[str]' = None, *c: float, **d: bool) -> Optional[int]: ...
print(f.__annotations__, get_type_hints(f))
@overload
def g(x: int) -> int: ...
@overload
def g(x: str) -> str: ...
def g(x): return x
@runtime_checkable
class HasLen(Protocol):
    def __len__(self) -> int: ...
print(isinstance([], HasLen), isinstance(3, HasLen))
class Proto(Protocol):
    x: int
    def m(self) -> int: ...
class Impl:
    x = 1
    def m(self): return 2
class G(Generic[T, K]):
    y: T
print(G[int, int], G.__parameters__, G.__orig_bases__, issubclass(G, Generic), G[int, bool]().__class__)
x: int = 3
y: 'str'
print(__annotations__)
class A:
    a: int = 1
    b: List['A']
def dec(fn: Callable[P, T]) -> Callable[P, T]: return fn
print(Literal['a'] == Literal['a'], get_args(Literal['x', 'y']), 'x' in get_args(Literal['x', 'y']), Counter)
print(Deque[int], DefaultDict[str, int], FrozenSet[int], Set[int], AnyStr, Text is str, NoReturn)
print(Required if hasattr(typing, 'Required') else '', types.SimpleNamespace(a=1, b=[2]))
print(types.MappingProxyType({'a': 1})['a'])
ns = types.SimpleNamespace(x=1)
ns.y = 2
print(ns, vars(ns), ns == types.SimpleNamespace(x=1, y=2), types.FunctionType is type(f))
print(types.ModuleType('m').__name__, types.MethodType(lambda s: s, 3)())
print(isinstance(len, types.BuiltinFunctionType), isinstance((x for x in ()), types.GeneratorType))
print(isinstance(A().__init__, types.MethodType), types.LambdaType is types.FunctionType, types.NoneType)
