# Rows of arrays are views, however many there are.
import numpy as np

a = np.arange(12).reshape(3, 4)
row = a[1]
row[0] = 40
a[1, 1] = 50
print(row, a[-1], a[1][2], a[-3][-1], type(a[0][0]).__name__, a[0][0] + 1)
back = a[::-1]
last = back[0]
last[0] = 80
print(a[2, 0], back[2].tolist(), [int(r.sum()) for r in a], [int(x) for r in back for x in r][:5])
try:
    a[3]
except IndexError as e:
    print(e)
try:
    a[0][9]
except IndexError as e:
    print(e)
deep = np.arange(24).reshape(2, 3, 4)
part = deep[1][2]
part[:] = 0
print(deep[1, 2], deep[1][0][1], deep.T[0][0], [m.shape for m in deep], np.array([1.5, 2])[1])
big = np.ones((20000, 3))
print(sum(r[0] for r in big[:100]), len(list(big)))
