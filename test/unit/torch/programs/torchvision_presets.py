# What weights of torchvision give as their preprocessing: its settings, and the shapes that it makes of tensors and pictures.
import torch
from PIL import Image
from torchvision import models
from torchvision.transforms import InterpolationMode
from torchvision.transforms._presets import ImageClassification

for name in sorted(models.__dict__):
    if not name.endswith('_Weights'):
        continue
    for weights in getattr(models, name):
        preset = weights.transforms()
        print(weights, preset.resize_size, preset.crop_size, preset.interpolation.name, preset.mean, preset.std)

weights = models.ResNet50_Weights.DEFAULT
preprocess = weights.transforms()
print(type(preprocess).__name__, isinstance(preprocess, ImageClassification), isinstance(preprocess, torch.nn.Module))
print(preprocess(torch.rand(3, 300, 500)).shape, preprocess(torch.rand(2, 3, 640, 320)).shape)
print(preprocess(torch.zeros(3, 300, 500, dtype=torch.uint8)).dtype)
print(preprocess(Image.new('RGB', (333, 211))).shape, preprocess(Image.new('RGB', (50, 1000))).shape)
print(models.EfficientNet_B1_Weights.IMAGENET1K_V1.transforms()(Image.new('RGB', (1000, 500))).shape)
print(models.Inception_V3_Weights.DEFAULT.transforms(crop_size=128)(Image.new('RGB', (640, 480))).shape)
print(models.VGG16_Weights.DEFAULT.transforms(resize_size=300, crop_size=280, interpolation=InterpolationMode.BICUBIC)
      (torch.rand(1, 3, 400, 400)).shape)
segments = models.segmentation.FCN_ResNet50_Weights.DEFAULT.transforms()
print(segments.resize_size, segments.mean, segments(Image.new('RGB', (640, 480))).shape, segments(torch.rand(3, 100, 300)).shape)
net = models.resnet50(weights=weights).eval() if False else models.resnet18().eval()
print(net(preprocess(Image.new('RGB', (640, 480))).unsqueeze(0)).shape)
for wrong in (lambda: preprocess(), lambda: ImageClassification(), lambda: preprocess(Image.new('L', (300, 300)))):
    try:
        print(wrong().shape)
    except (TypeError, RuntimeError) as error:
        print(type(error).__name__)
