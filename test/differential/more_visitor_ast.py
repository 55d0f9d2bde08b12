from dataclasses import dataclass
from functools import singledispatch, singledispatchmethod
from typing import Union


@dataclass(frozen=True)
class Num:
    value: float


@dataclass(frozen=True)
class Bin:
    op: str
    left: 'Expr'
    right: 'Expr'


Expr = Union[Num, Bin]


@singledispatch
def show(e):
    raise TypeError(f'cannot show {type(e).__name__}')


@show.register
def _(e: Num):
    return f'{e.value:g}'


@show.register
def _(e: Bin):
    return f'({show(e.left)} {e.op} {show(e.right)})'


class Evaluator:
    table = {'+': lambda a, b: a + b, '*': lambda a, b: a * b, '/': lambda a, b: a / b}

    def visit(self, e):
        return getattr(self, f'visit_{type(e).__name__}')(e)

    def visit_Num(self, e):
        return e.value

    def visit_Bin(self, e):
        return self.table[e.op](self.visit(e.left), self.visit(e.right))


class Fold:
    @singledispatchmethod
    def run(self, e):
        return ('other', e)

    @run.register
    def _(self, e: Num):
        return Num(e.value * 2)

    @run.register
    def _(self, e: Bin):
        return Bin(e.op, self.run(e.left), self.run(e.right))


def simplify(e):
    match e:
        case Bin('*', Num(0), _) | Bin('*', _, Num(0)):
            return Num(0)
        case Bin('+', Num(0), x) | Bin('+', x, Num(0)) | Bin('*', Num(1), x) | Bin('*', x, Num(1)):
            return simplify(x)
        case Bin(op, l, r):
            return Bin(op, simplify(l), simplify(r))
    return e


tree = Bin('+', Num(1), Bin('*', Num(2.5), Num(4)))
print(show(tree), Evaluator().visit(tree), show(Fold().run(tree)), Fold().run('x'), tree)
print(show(simplify(Bin('+', Bin('*', Num(0), Num(9)), Bin('*', Num(1), Num(7))))), hash(tree) == hash(Bin('+', Num(1), Bin('*', Num(2.5), Num(4)))))
for bad in ('text', None, [1]):
    try:
        show(bad)
    except TypeError as e:
        print(e)
try:
    Evaluator().visit(Bin('-', Num(1), Num(2)))
except KeyError as e:
    print('KeyError', e)
try:
    Evaluator().visit(Bin('/', Num(1), Num(0)))
except ZeroDivisionError as e:
    print(e)
