# What a loop over batches leaves behind: shapes that all batches agree on.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.rand(100, 3, 8, 8), torch.randint(10, (100,)))
net = nn.Sequential(nn.Flatten(), nn.Linear(192, 10))

for image, label in DataLoader(data, 25, shuffle=True):
    scores = net(image)
print(tuple(image.shape), tuple(label.shape), tuple(scores.shape), scores.dtype)
print(tuple((scores.argmax(1) == label).float().mean().shape))

for image, label in DataLoader(data, 32, drop_last=True):
    scores = net(image)
    pair = (scores, label)
print(tuple(scores.shape), [tuple(item.shape) for item in pair])

# The last of the four batches has four items.
for image, label in DataLoader(data, 32):
    scores = net(image)
print(tuple(scores[0].shape), scores.ndim, scores.size(1))

for epoch in range(2):
    for step, (image, label) in enumerate(DataLoader(data, 20)):
        scores = net(image)
        if step == 3:
            break
    print(tuple(scores.shape), label.dtype)
print(tuple(scores.shape))

for image, label in DataLoader(data, 50):
    flat = image
    while flat.dim() > 2:
        flat = flat.flatten(-2)
    image = flat
print(tuple(image.shape), tuple(flat.shape))
