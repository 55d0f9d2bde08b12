# Slice assignment.
a = list(range(10))
a[2:5] = 'xyz'
print(a)
a[2:5] = []
print(a)
a[::2] = [0] * len(a[::2])
print(a)
a[1:1] = [9, 9]
print(a)
del a[1:3]
print(a)
a[len(a):] = [7]
print(a)
del a[::3]
print(a)
try: a[::2] = [1]
except ValueError as e: print(e)
a[-2:] = range(3)
print(a)
a[5:2] = ['i']
print(a)
a[:] = 'ab'
print(a)
a *= 3
print(a)
a += 'c'
print(a)
a[::-1] = range(len(a))
print(a)
print(a[::-2], a[100:], a[-100:2], a[5:1:-2], a[slice(1, 3)], slice(1, 10, 2).indices(5))
print(slice(None, None, -1).indices(4))
try: a['x']
except TypeError as e: print(e)
try: a[::0]
except ValueError as e: print(e)
t = (1, 2, 3)
try: t[0] = 1
except TypeError as e: print(e)
try: del t[0]
except TypeError as e: print(e)
s = 'hello'
print(s[1:-1], s[::-1], s[-3:], s[:100], s[2:2] == '')
b = bytearray(b'hello')
b[1:3] = b'EYY'
print(b)
del b[0]
print(b)
b[::2] = b'\0' * len(b[::2])
print(b)
class L(list):
    def __getitem__(self, i): return super().__getitem__(i) if not isinstance(i, slice) else L(super().__getitem__(i))
print(type(L([1, 2, 3])[1:]).__name__, L([1, 2])[0])
x = [1, 2, 3]
x[1:2], x[0] = [8, 8], 5
print(x)
i = 0
i, x[i] = 1, 'n'
print(x)
m = [[0] * 3 for _ in range(2)]
m[0][1:] = 1, 2
print(m)
