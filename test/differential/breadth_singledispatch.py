# Singledispatch.
import functools
@functools.singledispatch
def show(x): return f'object {x}'
@show.register
def _(x: int): return f'int {x}'
@show.register(list)
def _list(x): return f'list {len(x)}'
@show.register(str)
@show.register(bytes)
def _s(x): return f'text {x!r}'
class I2(int): pass
print(show(1.5), show(3), show([1, 2]), show('a'), show(b'b'), show(True), show(I2(4)), show(None))
print(show.dispatch(bool) is show.dispatch(int), sorted(t.__name__ for t in show.registry))
class Vis:
    @functools.singledispatchmethod
    def visit(self, node): return 'generic'
    @visit.register
    def _(self, node: int): return 'int node'
    @visit.register(str)
    def _(self, node): return 'str node'
v = Vis()
print(v.visit(1), v.visit('a'), v.visit(1.0))
