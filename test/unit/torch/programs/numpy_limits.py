# numpy.finfo and numpy.iinfo.
import numpy as np
import torch

for kind in (np.float16, np.float32, np.float64, 'float32', np.dtype('float64'), float):
    info = np.finfo(kind)
    print(float(info.eps), float(info.max), float(info.min), float(info.tiny), float(info.smallest_normal), info.precision, info.bits)
for kind in (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, 'int32', int):
    info = np.iinfo(kind)
    print(info.min, info.max, info.bits)
print(type(np.finfo(np.float32).eps).__name__, type(np.iinfo(np.int32).max).__name__)
print(np.finfo(np.zeros(2, np.float32).dtype).max > 1e38, torch.full((2,), float(np.finfo(np.float32).min)).isfinite().all().item())
