x = 10
print(eval('x + 1'), eval('a * b', {'a': 2, 'b': 3}), eval('[i for i in range(3)]'))
names = ['relu', 'gelu']; table = {n: (lambda v, n=n: f'{n}({v})') for n in names}; print(table['relu'](1), [table[n](i) for i, n in enumerate(names)])
print(globals()['x'], 'names' in globals(), type(globals()).__name__)
globals()['made'] = 5; print(made)
def f():
    y = 2
    return 'y' in locals(), 'x' in locals()
print(f(), isinstance(eval('lambda z: z'), type(f)))
class A: 
    attr = 1
print(getattr(A, 'at' + 'tr'), vars(A)['attr'], dir(A)[-1], 'attr' in dir(A()), hasattr(A, '__dict__'))
import builtins; print(builtins.len([1, 2]), getattr(builtins, 'max')(1, 2), __name__)
print(callable(print), id(x) == id(x), hash('a') == hash('a'), type(x) is int, repr(type(x)), isinstance(x, object))
