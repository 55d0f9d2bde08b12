# What torchvision.models is as a namespace: builders, weights, the registry. No weights are loaded.
import torchvision
from torchvision import models
from torchvision.models import ResNet18_Weights, get_weight, list_models, resnet50, vgg
from torchvision.models.resnet import BasicBlock, ResNet

names = sorted(name for name in models.__dict__
               if name.islower() and not name.startswith('__') and callable(models.__dict__[name]))
print(names)
print(hasattr(models, 'resnet18'), 'vgg16' in models.__dict__, 'nothing' in models.__dict__)
print(len(list_models()), len(list_models(models)), list_models(models.video), list_models(models.quantization)[:2])
print(models.resnet50 is resnet50, models.resnet.resnet50 is resnet50, torchvision.models.resnet50.__name__)
print(callable(models.alexnet), models.googlenet.__name__, models.inception.__name__, models.vgg is vgg)
print([member.name for member in models.ResNet50_Weights], models.ResNet50_Weights.DEFAULT.name)
print(models.ResNet50_Weights.DEFAULT is models.ResNet50_Weights.IMAGENET1K_V2, models.ResNet50_Weights.DEFAULT)
print(ResNet18_Weights['IMAGENET1K_V1'], isinstance(ResNet18_Weights.DEFAULT, ResNet18_Weights), len(ResNet18_Weights))
print(len(ResNet18_Weights.DEFAULT.meta['categories']), get_weight('VGG16_Weights.IMAGENET1K_FEATURES').meta['categories'])
print(ResNet18_Weights.verify('DEFAULT'), ResNet18_Weights.verify(None))
print(callable(ResNet18_Weights.DEFAULT.transforms()), callable(models.VGG11_Weights.IMAGENET1K_V1.transforms))
for wrong in (lambda: models.resnet18(weights='NO'), lambda: models.get_model('no'), lambda: BasicBlock(64, 64, groups=2),
              lambda: models.resnet18(weights=models.ResNet50_Weights.DEFAULT), lambda: get_weight('No_Weights.DEFAULT')):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
net = models.get_model('resnet18', num_classes=10)
print(type(net).__name__, type(net).__module__, isinstance(net, ResNet), net.fc.in_features, net.fc.out_features)
print([name for name, _ in net.named_children()], net.layer4[-1].conv2.out_channels, net.layer2[0].downsample[0].stride)
print(list(models.vgg11().state_dict())[:3], len(models.densenet121(num_classes=3).state_dict()))
print([type(child).__name__ for child in net.modules()][:12], [name for name, _ in models.googlenet(aux_logits=False).named_children()])
