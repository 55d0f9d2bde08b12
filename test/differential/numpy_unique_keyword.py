import keyword
import numpy as np
a = np.array([3, 1, 3, 2, 1])
print([x.tolist() for x in np.unique(a, return_index=True, return_inverse=True, return_counts=True)])
print([x.tolist() for x in np.unique(a, False, False, True)], np.unique(a).tolist(), np.unique([[1, 2], [2, 1]]).tolist())
values, counts = np.unique((np.round(np.arange(6) * 9.5 / 8) * 8).astype(int), return_counts=True)
print([[v] * n for v, n in zip(values.tolist(), counts.tolist())])
print(keyword.iskeyword('for'), keyword.iskeyword('batch'), keyword.issoftkeyword('match'), len(keyword.kwlist))
