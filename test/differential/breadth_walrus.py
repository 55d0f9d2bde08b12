# Walrus.
data = [1, 2, 3, 4]
print([y for x in data if (y := x * x) > 4], y)
if (n := len(data)) > 3: print(n)
while (data and (last := data.pop()) > 2): print(last, end=' ')
print(any((hit := v) > 1 for v in [0, 1, 2, 3]), hit)
def f(): return [total := total + v for v in range(5)] if (total := 0) == 0 else None
print(f())
print((z := 5), z, {k: (w := k * 2) for k in range(3)}, w)
lst = [a := 1, a + 1, b := a + 5]
print(lst, b)
x = 10
print([(x := x + i) for i in range(3)], x)
