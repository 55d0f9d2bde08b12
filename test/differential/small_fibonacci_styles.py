def it(n):
    a, b = 0, 1
    for _ in range(n): a, b = b, a + b
    return a
print([it(i) for i in range(10)], it(100), sum(it(i) for i in range(50)))
class Fib:
    def __init__(self, n): self.n = n
    def __iter__(self):
        a, b = 0, 1
        while a < self.n: yield a; a, b = b, a + b
print(list(Fib(50)), max(Fib(50)), 13 in Fib(50), [x for x in Fib(30) if x % 2 == 0])
