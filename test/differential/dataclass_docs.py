# What dataclasses say of themselves.
from dataclasses import dataclass, field
from typing import List, Optional


@dataclass
class Sizes:
    width: int
    depth: float = 0.5
    names: List[str] = field(default_factory=list)
    other: Optional[int] = None
    text: 'str' = 'a'


@dataclass
class Told:
    """Told by hand."""
    z: str = 'a'


@dataclass(kw_only=True)
class Named(Sizes):
    last: bool = True


@dataclass
class Nothing:
    pass


print(Sizes.__doc__)
print(Told.__doc__)
print(Named.__doc__)
print(Nothing.__doc__)
