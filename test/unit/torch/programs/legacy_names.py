# Names that older code takes from torch.
from torch._six import inf, string_classes

print(isinstance('a', string_classes), isinstance(1, string_classes), inf)
