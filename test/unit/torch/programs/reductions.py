# Losses that people write look reductions up as torch.nn's own do.
import warnings

import torch.nn.functional as F
from torch.nn import _reduction as _Reduction
from torch.nn.modules.loss import _Loss

warnings.simplefilter('ignore')
print([F._Reduction.get_enum(name) for name in ('none', 'mean', 'sum', 'elementwise_mean')])
print([_Reduction.legacy_get_string(size, reduce) for size in (None, True, False) for reduce in (None, True, False)])
print(_Reduction.legacy_get_enum(False, True, emit_warning=False))
try:
    F._Reduction.get_enum('max')
except ValueError as error:
    print('ValueError', error)


class Own(_Loss):
    def forward(self, input, target):
        return F.l1_loss(input, target, reduction=self.reduction)


print(Own(size_average=False).reduction)
