import dataclasses


@dataclasses.dataclass(slots=True)
class Point:
    x: int
    y: int = 2


print(Point(1), Point.__slots__, Point(1) == Point(1, 2))
print(b'%d-%s' % (3, b'x'), b'%5.2f|%x' % (2.5, 255), b'%b!' % b'ab')
