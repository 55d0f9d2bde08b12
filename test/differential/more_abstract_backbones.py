from abc import ABC, abstractmethod
from typing import Optional, List
class Backbone(ABC):
    size_divisibility = 0
    @abstractmethod
    def forward(self, x): ...
    @property
    @abstractmethod
    def out_channels(self) -> List[int]: ...
    def output(self): return {f'p{i}': c for i, c in enumerate(self.out_channels, 2)}
class Res(Backbone):
    def __init__(self, depth, *, freeze=0): self.depth, self.freeze = depth, freeze
    def forward(self, x): return x + self.depth
    @property
    def out_channels(self): return [64 * 2 ** i for i in range(4)]
class Partial(Backbone):
    def forward(self, x): return x
for c in (Backbone, Partial):
    try: c()
    except TypeError as e: print(e)
r = Res(50, freeze=1); print(r.forward(1), r.output(), isinstance(r, Backbone), Backbone.__abstractmethods__ == frozenset({'forward', 'out_channels'}), Res.__abstractmethods__ == frozenset())
class Strict(ABC):
    @classmethod
    @abstractmethod
    def build(cls, cfg): raise NotImplementedError
    @staticmethod
    def default(): return 'd'
class Impl(Strict):
    @classmethod
    def build(cls, cfg): return cls.__name__, cfg, cls.default()
print(Impl.build(1)); 
try: Strict.build(1)
except NotImplementedError as e: print('NI', repr(e))
