for i in range(5):
    if i == 1: continue
    if i == 3: break
    print(i)
else: print('no break')
for i in range(2): pass
else: print('completed', i)
n = 0
while n < 5:
    n += 1
    if n % 2: continue
    print('even', n)
else: print('while done')
for x in []: pass
else: print('empty loop else')
print(list(range(5)), list(range(2, 8, 3)), list(range(5, 0, -2)), len(range(0, 100, 7)), range(10)[3], range(10)[-1], range(10)[2:5], 5 in range(0, 10, 5), range(3) == range(0, 3), range(3), range(1, 4, 2), range(10).index(4))
a = 5; b = 'big' if a > 3 else 'small'; print(b, 'neg' if a < 0 else 'zero' if a == 0 else 'pos')
print(1 if [] else 2, [] and 1, [1] and 2, None or 'd', 0 or None, not [], not not 'a', 1 and 2 and 3, '' or 0 or [])
def side(x): print('side', x, end=' '); return x
print(side(0) and side(1), side(1) or side(2)); print(side(1) < side(2) < side(3), side(3) < side(2) < side(1))
print(1 is 1, None is None, [] is [], 1 in [1, 2], 'a' not in 'bc', 1 != 2, not 1 == 2)
i = 0
while True:
    i += 1
    for j in range(3):
        if j == i: break
    else:
        print('inner complete at', i); break
def early(n):
    for i in range(n):
        for j in range(n):
            if i * j == 6: return i, j
    return None
print(early(3), early(4))
x = 10
if x > 5 and x < 20 or x == 100: print('in range')
elif x: print('no')
if not x: print('no')
elif x == 10: print('ten')
else: print('no')
def fact(n):
    assert n >= 0
    r = 1
    for k in range(2, n + 1): r *= k
    return r
print([fact(k) for k in range(8)]); pass; ...
a = b = c = 3; print(a, b, c); a += b - 1; print(a)
del a
try: a
except NameError as e: print(e)
for k, v in sorted({'b': 2, 'a': 1}.items()): print(k, v)
for ch in 'ab': print(ch, end=','); 
print()
for t in [range(-1), range(0)]: print(list(t), bool(t))
try: range(1, 2, 0)
except ValueError as e: print(e)
try: range(1.5)
except TypeError as e: print(e)
try:
    for q in 5: pass
except TypeError as e: print(e)
print('a', 'b', sep='-', end='!\n'); print(); print(*[1, 2], sep=', '); print('x', end=''); print('y')
