import numpy as np

c = np.array([[3.0, 4.0], [6.0, 8.0]])
print(np.linalg.norm(c, ord=2, axis=1).tolist(), float(np.linalg.norm(c[0], 2)))
print(float(np.linalg.norm(c[0] - c[1])), np.linalg.norm(c, axis=1).tolist(), np.linalg.norm(c, axis=1, keepdims=True).shape, round(float(np.linalg.norm(c)), 6))


def distances(points):
    n = points.shape[0]
    table = np.zeros((n, n), dtype=float)
    for i in range(n):
        for j in range(i, n):
            table[i, j] = table[j, i] = np.linalg.norm(points[i] - points[j])
    return table


points = np.stack([np.linspace(-1.0, 1.0, 4), -np.ones(4)], axis=1)
table = distances(points)
block = np.concatenate([np.concatenate([np.ones((4, 1)), points, table], axis=1),
                        np.concatenate([np.zeros((2, 3)), np.transpose(points)], axis=1),
                        np.concatenate([np.zeros((1, 3)), np.ones((1, 4))], axis=1)], axis=0)
print(table.round(4).tolist(), block.shape)
np.fill_diagonal(table, 1)
print([float(table[i, i]) for i in range(4)], np.log(table).round(3).tolist())
