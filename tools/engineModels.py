"""Writes models with seeded weights as ONNX, for the engines that tools/benchEngine.mjs compares with:
python3 tools/engineModels.py FOLDER NAME...   each NAME of torchvision.models, or lenet. NAME.onnx, and NAME.all.onnx whose
outputs are every module's result."""
import importlib.util
import os
import sys

import torch
import torchvision
from torch import nn

spec = importlib.util.spec_from_file_location('modelGolden', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'modelGolden.py'))
golden = importlib.util.module_from_spec(spec)
spec.loader.exec_module(golden)


class AllOutputs(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model
        self.kept = []
        for module in model.modules():
            if not list(module.children()):
                module.register_forward_hook(lambda _, __, output: self.kept.append(output))

    def forward(self, x):
        self.kept.clear()
        last = self.model(x)
        return (*self.kept, last)


def lenet():
    return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2, 2), nn.Conv2d(6, 16, 5), nn.Sigmoid(),
                         nn.AvgPool2d(2, 2),
                         nn.Flatten(), nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10))


folder, names = sys.argv[1], sys.argv[2:]
os.makedirs(folder, exist_ok=True)
for name in names:
    target = os.path.join(folder, name)
    if os.path.exists(target + '.all.onnx'):
        continue
    options = {'init_weights': False} if name in ('googlenet', 'inception_v3') else {}
    model = (lenet() if name == 'lenet' else getattr(torchvision.models, name)(**options)).eval()
    for module in model.modules():
        if hasattr(module, 'inplace'):
            module.inplace = False
    for key, tensor in model.state_dict().items():
        if tensor.is_floating_point():
            tensor.copy_(golden.fill(key, list(tensor.shape)))
    x = torch.zeros(1, 1, 28, 28) if name == 'lenet' else torch.zeros(1, 3, 224, 224)
    with torch.no_grad():
        for suffix, exported in (('', model), ('.all', AllOutputs(model))):
            torch.onnx.export(exported, x, target + suffix + '.onnx', opset_version=13, training=torch.onnx.TrainingMode.PRESERVE,
                              input_names=['x'], do_constant_folding=False)
