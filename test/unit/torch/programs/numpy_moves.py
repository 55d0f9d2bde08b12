import numpy as np
def show(name, f):
    try: print(name, f())
    except Exception as e: print(name, type(e).__name__, e)
def functions():
    a = np.arange(6)
    b = np.reshape(a, (2, 3)); b[0, 0] = 9
    c = np.transpose(b); c[0, 1] = 7
    d = np.ravel(b); d[1] = 5
    np.squeeze(b[None])[0, 0] += 1
    np.expand_dims(b, 0)[0, 0, 1] += 1
    np.swapaxes(b, 0, 1)[2, 0] = 44
    np.moveaxis(b, 0, 1)[2, 1] = 66
    np.split(a, 2)[0][2] = 77
    np.flip(a)[1] = -1
    np.atleast_2d(a)[0, 3] = -3
    np.asarray(b)[1, 0] *= 2
    np.array(b)[0, 0] = 1000
    b.view()[0, 1] -= 1
    return a.tolist(), np.asarray(a) is a, np.ascontiguousarray(b) is b
show('functions', functions)
def copies():
    a = np.arange(12).reshape(3, 4)
    t = a.T
    np.ravel(t)[0] = 100
    np.reshape(t, (2, 6))[0, 1] = 200
    half = a[:, ::2]
    half.reshape(3, 2, 1)[0, 0, 0] = 300
    half.ravel()[1] = 400
    a[::2].reshape(2, 2, 2)[1, 0, 1] = 500
    t.reshape(2, 2, 3)[1, 1, 2] = 600
    return a.tolist()
show('copies', copies)
def outs():
    a = np.zeros(3)
    same = np.add([1, 2, 3], 1, out=a) is a
    b = np.zeros(3)
    np.copyto(b, a)
    return a.tolist(), b.tolist(), same
show('outs', outs)
show('missing', lambda: np.zeros(2).no_such_name)
def powers():
    a = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    far = [np.linalg.matrix_power(a, d) for d in range(3)]
    return [x.tolist() for x in far], (np.stack(far) > 0).tolist()
show('powers', powers)
print(np.diff([1, 4, 9, 16]), np.diff([1, 4, 9, 16], 2).tolist(), np.diff(np.array([0.5, 1.0])), np.diff([True, False, False]).tolist(), np.diff([3]).shape)
print(np.diff([d for d, t in zip(range(5), [True, False, True, False, True]) if t]).tolist())
