# What tools/benchEngine.mjs interprets: the builders of the models that tools/engineModels.py writes for the other engines.
from torch import nn
from torchvision.models import alexnet, mobilenet_v2, resnet18, resnet50, resnext50_32x4d, vgg16
import torchvision.models


def googlenet():
    return torchvision.models.googlenet(init_weights=False)


def lenet():
    return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2, 2), nn.Conv2d(6, 16, 5), nn.Sigmoid(),
                         nn.AvgPool2d(2, 2), nn.Flatten(), nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(),
                         nn.Linear(84, 10))
