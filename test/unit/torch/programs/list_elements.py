# A list of sizes is told from its first element; what is wrong behind it has a text of its own.
import torch
import torch.nn.functional as F

x = torch.zeros(2, 3)
image = torch.zeros(1, 1, 4, 4)
calls = [
    lambda: torch.zeros([1, None]), lambda: torch.zeros((1, None)), lambda: torch.zeros(1, None), lambda: torch.ones([None]),
    lambda: torch.zeros(None), lambda: torch.rand([1, None]), lambda: torch.empty([1, 2.5]), lambda: torch.full([1, None], 1),
    lambda: torch.randn(1, None), lambda: torch.zeros(1, 'a'), lambda: torch.zeros([1, [2]]), lambda: torch.randint(3, [1, None]),
    lambda: torch.zeros(size=[1, None]), lambda: torch.zeros([None, 1]), lambda: torch.zeros([[1], 2]), lambda: torch.zeros(2.5),
    lambda: torch.zeros([2.5]), lambda: torch.zeros(2, torch.tensor(2.)), lambda: torch.ones(3, 4 / 2, dtype=torch.float),
    lambda: torch.normal(0, 1, (2, 1.5)), lambda: x.new_zeros([1, None]), lambda: x.new_full((1, 1.5), 2),
    lambda: x.view([1, None]), lambda: x.view(-1, 6 / 2), lambda: x.view(-1, 'a'), lambda: x.reshape(-1, 6 / 2),
    lambda: x.expand(2, 3.), lambda: x.repeat(1, 2.), lambda: x.repeat(2., 1), lambda: x.permute(1, None),
    lambda: x.flip([0, None]), lambda: torch.roll(x, (1, None), (0, 1)), lambda: F.pad(x, (1, 1.5)),
    lambda: F.conv2d(image, image, stride=(1, None)), lambda: F.max_pool2d(image, (2, 1.5)), lambda: F.avg_pool2d(image, (2, 2.)),
    lambda: F.adaptive_avg_pool2d(image, (1, 1.5)), lambda: F.layer_norm(x, (3, 1.)),
]
for call in calls:
    try:
        print(call().shape)
    except TypeError as error:
        print(error)
print(torch.zeros(2, torch.tensor(2)).shape, torch.zeros([1, True]).shape)
