from typing import NamedTuple, Generic, TypeVar, Protocol, TypedDict, Optional, List, Union, Dict, Any, Tuple, Type, Callable, Iterable, Sequence, overload, get_type_hints
import typing as t
T = TypeVar('T'); U = TypeVar('U')
class Pair(Generic[T, U]):
    def __init__(self, a: T, b: U): self.a, self.b = a, b
    def swap(self) -> 'Pair[U, T]': return Pair(self.b, self.a)
p = Pair[int, str](1, 'x'); print(p.swap().a, Pair.__parameters__ == (T, U) if hasattr(Pair, '__parameters__') else True, type(p).__name__)
class IntPair(Pair[int, int]):
    def total(self): return self.a + self.b
print(IntPair(1, 2).total(), isinstance(IntPair(1, 2), Pair))
class Reg(Dict[str, int]):
    def put(self, k, v): self[k] = v; return self
print(Reg().put('a', 1), isinstance(Reg(), dict)); 
class Names(List[str]): pass
n = Names(['a']); n.append('b'); print(n, isinstance(n, list))
class Out(NamedTuple):
    x: int
    y: Optional[str] = None
    rest: Tuple[int, ...] = ()
    @property
    def n(self): return len(self.rest)
    def __add__(self, o): return Out(self.x + o.x)
print(Out(1), Out(1, 'a', (1, 2)).n, Out(1) + Out(2), Out._fields, Out.__annotations__ == {'x': int, 'y': Optional[str], 'rest': Tuple[int, ...]}, Out(1)._asdict(), isinstance(Out(1), tuple))
class Movie(TypedDict):
    name: str
    year: int
mv: Movie = {'name': 'a', 'year': 1}; print(mv, Movie(name='b', year=2), Movie.__annotations__['name'])
class Comparable(Protocol):
    def lt(self, o: Any) -> bool: ...
def use(c: Comparable) -> bool: return c.lt(1)
class Impl:
    def lt(self, o): return True
print(use(Impl())); Vec = List[float]; Mat = List[Vec]; F = Callable[[int], int]; print(Vec, Mat, F, Optional[F], Union[Vec, None], t.List[t.Any], Type[T], Type['Impl'])
def hints(a: int, b: 'str' = 'x', *, c: Optional[int] = None) -> Dict[str, int]: ...
print(list(hints.__annotations__), hints.__annotations__['a'], get_type_hints(Out)['x'])
x: int; y: List[int] = []; print(y, 'x' in globals(), __annotations__['x'])
def local():
    z: int = 5
    w: str
    return z
print(local(), Optional[int] | str if False else 'skip', int | None, (int | str) == (str | int), Union[int, float] == Union[float, int], list[int] == list[int], List[int] == list[int], dict[str, list[int]], tuple[()], type[int], (int | None).__args__, list[int].__origin__, list[int].__args__, isinstance(1, (int | str)), list[int]([1]), t.Iterable[int], t.Generator[int, None, str], t.Literal[1, 'a'], t.Final[int], t.AnyStr, t.DefaultDict[str, int], t.Deque[int], t.OrderedDict[str, int])
