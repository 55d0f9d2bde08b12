# Index arrays choose together; grids and joins by slices.
import numpy as np
print(np.ogrid[:3, :4]); print(np.mgrid[0:2, 0:3]); print(np.mgrid[:4], np.ogrid[0:1:3j], np.mgrid[-1:1:2j, 0:2]) 
print(np.r_[1:4, 0, 4], np.r_[np.array([1, 2]), 3.5], np.c_[np.array([1, 2, 3]), np.array([4, 5, 6])], np.s_[1:2, ::3], np.index_exp[2])
y, x = np.ogrid[-1:2, -1:2]; k = np.exp(-(x * x + y * y) / 2.0); print(k.shape, round(float(k.sum()), 6))
a = np.zeros((4, 4)); a[:, :] = np.arange(16).reshape(1, 4, 4); print(a.sum()); a[0] = np.ones((1, 1, 4)); print(a[0])
try: a[0] = np.ones((2, 4))
except ValueError as e: print(e)
try: a[0] = np.ones((3,))
except ValueError as e: print(e)
a[:, :] = np.zeros((1, 1, 1)); print(a.sum())
yy, xx = np.mgrid[:3, :2]; print(yy.dtype, yy.tolist(), np.mgrid[0:1:0.5, 0:2].dtype, np.mgrid[0:2, 0:2].shape)
og = np.ogrid[:4, :4]; f = (1 - abs(og[0] - 1.5) / 2) * (1 - abs(og[1] - 1.5) / 2); print(f[0], f.shape)
w = np.zeros((2, 2, 4, 4)); w[range(2), range(2), :, :] = f; print(w.sum())
b = np.arange(24).reshape(2, 3, 4)
print(b[[0, 1], [1, 2]].tolist(), b[:, [0, 2], [1, 3]].tolist(), b[[0, 1], :, [1, 3]].tolist(), b[0, :, [1, 2]].tolist(), b[[[0], [1]], [0, 2]].shape)
print(b[b > 20], b[np.array([True, False]), 1].tolist(), b[:, np.array([True, False, True])].shape, b[np.ones((2, 3), bool), 0], b[[1]].shape, b[..., [0, 1]].shape, b[None, [0, 1], 1].shape)
try: b[[0, 1], [0, 1, 2]]
except IndexError as e: print(e)
try: b[np.array([True, False, True])]
except IndexError as e: print(e)
b[[0, 1], [1, 2], :] = 0; print(b.sum()); b[:, [0, 1], 0] = np.array([5, 6]); print(b[:, :, 0].tolist()); b[[0, 1], :, 2] = np.arange(3); print(b[:, :, 2].tolist())
i = np.arange(3); e = np.zeros((3, 3)); e[i, i] = 1; print(e.tolist(), b[0][i, i].tolist(), b[1, i[:, None], i].shape, b[0, 1, [2, 3]], b[np.arange(2), 1, 2:].shape)
