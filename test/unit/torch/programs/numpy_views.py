import torch, numpy as np
from torch import nn
def show(name, f):
    try: print(name, f())
    except Exception as e: print(name, type(e).__name__, e)
def views():
    a = np.zeros((3, 4))
    b = a[1]
    b[2] = 5
    c = a[:, 1:3]
    c[0, 0] = 7
    c += 1
    r = a.reshape(4, 3); r[0, 0] = 9
    t = a.T; t[3, 2] = 8
    v = a.ravel(); v[5] = -1
    d = a.copy(); d[0] = 100
    e = a[[0, 1]]; e[0] = 50
    return a.tolist()
show('views', views)
def rows():
    grid = np.zeros((2, 3))
    for i, row in enumerate(grid):
        row[:] = i + 1
    return grid.tolist()
show('rows', rows)
def w():
    w = np.zeros((2, 2, 3)); w[0][1] = 4; w[1][0][2] = 3
    return w.tolist()
show('w', w)
