# Tensors without axes are turned into themselves; vectors are not turned.
import torch

for shape in ((), (3,), (2, 3), (2, 3, 4)):
    x = torch.zeros(shape)
    for name in ('T', 'mT', 'mH', 'H', 'adjoint'):
        try:
            turned = getattr(x, name)
            print(name, (turned() if name == 'adjoint' else turned).shape)
        except RuntimeError as error:
            print(error)
