from __future__ import annotations
import typing
from typing import *
T = TypeVar('T'); K = TypeVar('K', bound=int); V = TypeVar('V', int, str)
print(Optional[int], Union[int, str], Union[int, None], Union[int], List[int], Dict[str, List[int]], Tuple[int, ...], Tuple[int, str], Callable[[int], str], Callable[..., None], Any, Type[int], T, Sequence[int], Iterable[T], Union[int, Union[str, int]], Literal['a', 1], ClassVar[int], Set[int], Optional[Union[int, str]])
print(Optional[int] == Union[int, None], List[int] == List[int], List[int] != List[str], hash(List[int]) == hash(List[int]), get_origin(List[int]), get_args(Dict[str, int]), get_origin(Optional[int]), get_args(Optional[int]), get_origin(int), get_args(Callable[[int], str]), get_origin(Literal[1]), List[int].__origin__, Dict[str, int].__args__)
print(list[int], dict[str, int], tuple[int, ...], int | str, int | None, type(int | str).__name__, isinstance(3, int | str), isinstance('a', Union[int, str]), isinstance([], List), isinstance({}, Mapping), isinstance([], Sequence), isinstance(print, Callable), isinstance('s', Iterable), isinstance(3, Hashable))
class Stack(Generic[T]):
    def __init__(self) -> None: self.items: List[T] = []
    def push(self, x: T) -> None: self.items.append(x)
    def pop(self) -> T: return self.items.pop()
s = Stack[int](); s.push(1); print(s.pop(), Stack.__name__, isinstance(s, Stack), [c.__name__ for c in Stack.__mro__])
class Sub(Stack[int]): pass
print(Sub().items, Sub.__mro__[1].__name__, issubclass(Sub, Stack))
def f(a: int, b: Optional[str] = None, *args: int, **kw: Any) -> List[int]: return [a]
print(f(1), f.__annotations__, cast(int, 'x'), TYPE_CHECKING, NewType('UserId', int)(5))
class Proto(Protocol):
    def run(self) -> int: ...
@runtime_checkable
class HasLen(Protocol):
    def __len__(self) -> int: ...
print(isinstance([], HasLen), isinstance(5, HasLen))
class Impl(Proto):
    def run(self): return 3
print(Impl().run())
@overload
def g(x: int) -> int: ...
@overload
def g(x: str) -> str: ...
def g(x): return x
print(g(1), g('a'))
class TD(TypedDict, total=False):
    a: int
    b: str
t: TD = {'a': 1}; print(TD(a=1, b='x'), type(TD(a=1)).__name__, t)
x: int = 5
y: Final = 3
z: 'List[int]'
print(x, y, __annotations__)
class Ann:
    a: int
    b: str = 'd'
    c: Optional[int] = None
print(Ann.__annotations__, hasattr(Ann, 'a'), get_type_hints(Ann) if False else 'skip')
Alias = Union[int, Tuple[int, int]]; Pair = Tuple[T, T]; print(Alias, Pair[int], Optional[Alias], Dict[str, Pair[str]])
for h in [lambda: List[int](), lambda: Optional(), lambda: isinstance([], List[int]), lambda: Union[()], lambda: int[3]]:
    try: print(h())
    except TypeError as e: print(type(e).__name__, e)
def deco(fn: Callable[..., T]) -> Callable[..., T]: return fn
@final
class Fin: pass
@no_type_check
def ntc(a: 'bogus'): return a
print(deco(len)([1]), Fin.__name__, ntc(1), repr(NoReturn), Annotated[int, 'meta'] == Annotated[int, 'meta'], Self if hasattr(typing, 'Self') else None)
