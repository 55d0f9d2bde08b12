import numpy as np

a = np.arange(6).reshape(2, 3)
s = np.array([1.0, 2.0])
print(np.tile(s, (2, 3)).tolist(), np.tile(s, (2, 1)).T.tolist(), np.tile(a, 2).tolist(), np.tile(a, (2, 1, 1)).shape)
print(np.repeat(a, 2).tolist(), np.repeat(a, 2, axis=0).tolist(), np.repeat(a, [1, 0, 2], axis=1).tolist(), a.repeat(2, 1).shape)
print(np.append(a, a, axis=0).shape, np.append(a, a).shape, np.append(np.zeros((0, 4)), np.ones((3, 4)), axis=0).shape)
print(np.flip(a).tolist(), np.flip(a, 1).tolist(), np.fliplr(a).tolist(), np.flipud(a).tolist(), np.flip(a, (0, 1)).tolist())
print(np.roll(a, 1).tolist(), np.roll(a, -1, axis=1).tolist(), np.roll(a, (1, 2), axis=(0, 1)).tolist())
print(np.swapaxes(np.zeros((2, 3, 4)), 0, -1).shape, np.moveaxis(np.zeros((2, 3, 4)), 0, -1).shape, a.swapaxes(0, 1).tolist())
print(np.squeeze(np.zeros((1, 2, 1))).shape, np.squeeze(np.zeros((1, 2, 1)), 0).shape, np.zeros((1, 2, 1)).squeeze(axis=2).shape)
b = np.array([[3, 1, 2], [9, 7, 8]])
print(np.sort(b).tolist(), np.sort(b, axis=0).tolist(), np.argsort(b).tolist(), b.argsort(0).tolist(), np.sort(b, axis=None).tolist())
print([x.tolist() for x in np.split(b, 3, axis=1)], [x.tolist() for x in np.split(np.arange(7), [2, 5])])
print(np.triu(np.ones((3, 3)), k=1).tolist(), np.tril(np.arange(9).reshape(3, 3)).tolist())
print(a.ravel('F').tolist(), a.flatten(order='F').tolist(), np.ravel(a).tolist(), np.reshape(a, (3, 2)).tolist(), a.reshape((3, -1)).shape)
print(np.column_stack([[1, 2], [3, 4]]).tolist(), np.argwhere(a > 3).tolist())
for f in (lambda: np.squeeze(a, 0), lambda: np.split(a, 2, axis=1), lambda: np.repeat(a, [1, 2, 3], axis=0), lambda: np.swapaxes(a, 0, 5)):
    try:
        f()
    except Exception as e:
        print(isinstance(e, ValueError))


def anchors(size, ratios, scales):
    ratios, scales = np.array(ratios), np.array(scales)
    found = np.zeros((len(ratios) * len(scales), 4))
    found[:, 2:] = size * np.tile(scales, (2, len(ratios))).T
    areas = found[:, 2] * found[:, 3]
    found[:, 2] = np.sqrt(areas / np.repeat(ratios, len(scales)))
    found[:, 3] = found[:, 2] * np.repeat(ratios, len(scales))
    found[:, 0::2] -= np.tile(found[:, 2] * 0.5, (2, 1)).T
    found[:, 1::2] -= np.tile(found[:, 3] * 0.5, (2, 1)).T
    return found


boxes = anchors(16, [0.5, 1, 2], [1, 1.5])
x, y = np.meshgrid((np.arange(0, 3) + 0.5) * 8, (np.arange(0, 2) + 0.5) * 8)
shifts = np.vstack((x.ravel(), y.ravel(), x.ravel(), y.ravel())).transpose()
every = boxes.reshape((1, 6, 4)) + shifts.reshape((1, 6, 4)).transpose((1, 0, 2))
print(boxes.round(3).tolist(), every.reshape((36, 4)).shape, every.reshape((36, 4))[7].round(3).tolist())
