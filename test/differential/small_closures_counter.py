def make(n):
    calls = []
    def f(x, *, scale=n):
        calls.append(x); return x * scale
    f.calls = calls; f.reset = calls.clear
    return f
a, b = make(2), make(3); print(a(1), a(2, scale=10), b(5), a.calls, b.calls); a.reset(); print(a.calls, a.__kwdefaults__, a.__code__.co_varnames[:2], a.__code__.co_argcount)
def bank(balance=0):
    def deposit(x): nonlocal balance; balance += x; return balance
    def withdraw(x):
        nonlocal balance
        if x > balance: raise ValueError(f'insufficient: {balance} < {x}')
        balance -= x; return balance
    return deposit, withdraw, lambda: balance
d, w, bal = bank(10); print(d(5), w(3), bal())
try: w(100)
except ValueError as e: print(e, bal())
