# Class_getitem.
class Box:
    def __class_getitem__(cls, item): return (cls.__name__, item)
print(Box[int], Box[1, 2], Box['a':'b'])
class G:
    def __getitem__(self, k): return k
g = G()
print(g[1], g[1:2], g[..., None, ::2], g[1, 2:3], g[()])
from typing import Generic, TypeVar
T = TypeVar('T')
class St(Generic[T]):
    def __init__(self): self.items = []
    def push(self, x: T) -> None: self.items.append(x)
s = St[int]()
s.push(1)
print(s.items, St[int], St[int].__origin__, St[int].__args__, St.__parameters__)
print(list[int], dict[str, list[int]], tuple[int, ...], list[int].__origin__, dict[str, int].__args__)
print(int | None, (int | str) == (str | int), isinstance(3, int | str))
